"""Payloads of the open-data API, JSON or XML: written questions (schv), oral questions (vi), meetings, members."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import slug
from pq_corpus.parse import Fit, Layout, Origin, Parsed
from pq_corpus.parse.media import MEDIA_TYPES, Document
from pq_corpus.parse.oral import KINDS
from pq_corpus.records import KIND_PREFIX, Addressee, Asker, Fact, Question, Source, Span


def _list(value: Any) -> list[Any]:
    """A value that should be a list and may be one object, or absent."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _items(payload: Any) -> list[dict[str, Any]]:
    """The objects of a payload: bare, wrapped under their type's name, or in `items`."""
    if not isinstance(payload, (dict, list)):
        return []
    out = []
    for one in _list(payload.get("items", payload) if isinstance(payload, dict) else payload):
        if isinstance(one, dict):
            inner = [v for v in one.values() if isinstance(v, dict)]
            out.append(inner[0] if len(one) == 1 and inner else one)
    return out


def _what(item: dict[str, Any]) -> str:
    if "vraagnummer" in item:
        return "schv"
    if "objecttype" in item and ("contacttype" in item or "nummer" in item):
        return "vi"
    if "vergaderingnummer" in item or "datumagendering" in item:
        return "verg"
    return ""


def _day(words: Any) -> dt.date | None:
    text = str(words or "")
    try:
        if m := re.match(r"(\d{4})-(\d{2})-(\d{2})", text):
            return dt.date(int(m[1]), int(m[2]), int(m[3]))
        if m := re.fullmatch(r"(\d{2})(\d{2})(\d{4})", text):
            return dt.date(int(m[3]), int(m[2]), int(m[1]))
    except ValueError:
        return None
    return None


def _fit(document: Document, supplied: Mapping[str, str]) -> Fit:
    if document.media not in ("json", "xml"):
        return Fit("api", 0.0, f"a payload is JSON or XML, and this is {document.media.upper()}", 1)
    kinds = {_what(item) for item in _items(document.payload)}
    if kinds - {""}:
        return Fit("api", 0.95, f"it holds {', '.join(sorted(kinds - {''}))} objects of the open-data API")
    return Fit("api", 0.2, "it holds no written question (vraagnummer), oral question (objecttype) or meeting (vergaderingnummer)", 1)


def _name(person: Any) -> str:
    return f"{person.get('voornaam', '')} {person.get('naam', '')}".strip() if isinstance(person, dict) else ""


def _parse(document: Document, supplied: Mapping[str, str], origin: Origin) -> Parsed:
    questions = []
    problems = []
    found = {(_what(item)) for item in _items(document.payload)}
    for item in _items(document.payload):
        made = {"schv": _schv, "vi": _vi}.get(_what(item), lambda *_: None)(item, document, origin)
        if isinstance(made, Question):
            questions.append(made)
        elif isinstance(made, str):
            problems.append(made)
    layout = f"api.{'schv' if 'schv' in found else 'vi' if 'vi' in found else 'verg'}"
    return Parsed(layout, document.text, document.media, tuple(questions), (), tuple(problems))


def _facts(document: Document, origin: Origin, values: dict[str, tuple[str, Any]]) -> tuple[Fact, ...]:
    """A fact for each value, placed where the payload holds it (the first scalar with that key and value)."""
    places: dict[tuple[str, str], Span] = {}
    for value in document.values:
        key = next((str(p) for p in reversed(value.path) if isinstance(p, str)), "")
        places.setdefault((key, document.text[value.start : value.end]), Span(source=origin.sha256, start=value.start, end=value.end))
    return tuple(
        Fact(field=name, value=str(value), how="parsed", rule=f"api.{key}", source=origin.sha256, span=places.get((key, str(value))))
        for name, (key, value) in values.items() if value not in (None, "")
    )  # fmt: skip


def _source(document: Document, origin: Origin, layout: str) -> tuple[Source, ...]:
    return (
        Source(
            sha256=origin.sha256,
            url=origin.url,
            path=origin.path,
            media_type=MEDIA_TYPES[document.media],
            retrieved_at=origin.retrieved_at,
            layout=layout,
        ),
    )


def _themes(item: dict[str, Any]) -> tuple[str, ...]:
    raw = item.get("thema") or item.get("themas") or []
    raw = raw.get("thema", []) if isinstance(raw, dict) else raw
    return tuple(dict.fromkeys(str(t) for t in _list(raw)))


def _steps(item: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(str(s.get("status", "")), s.get("datum")) for s in _list(item.get("procedureverloop")) if isinstance(s, dict)]


def _schv(item: dict[str, Any], document: Document, origin: Origin) -> Question | str:
    minister, asker = item.get("minister"), item.get("vraagsteller")
    asked = next((d for s, d in _steps(item) if "gesteld" in s.lower()), None)
    done = next(((s, d) for s, d in _steps(item) if "beantwoord" in s.lower()), None)
    asked_on, answered_on = _day(asked), _day(done[1]) if done else None
    session = item.get("zittingsjaar") or (calendar.session_year(asked_on) if asked_on else None)
    number = str(item.get("vraagnummer", ""))
    if not number.isdigit() or not _name(minister):
        return f"schv {item.get('id')}: the payload has no number or no minister, so the question cannot be named"
    timely = str(item.get("tijdig", "")).lower()
    on_time = {"true": True, "j": True, "false": False, "n": False}.get(timely)
    if on_time is None and done:
        on_time = (
            False if re.search(r"laattijdig|niet tijdig|buiten termijn", done[0], re.I) else True if "tijdig" in done[0].lower() else None
        )
    group = asker.get("fractie") if isinstance(asker, dict) else None
    group = group.get("naam") if isinstance(group, dict) else group
    title = item.get("onderwerp") or item.get("titel")
    files = [str(f.get("URL") or f.get("url")) for f in _list(item.get("bestand-ordered")) if isinstance(f, dict)]
    external = {"schv": str(item.get("id"))} if item.get("id") else {}
    if files and (m := re.search(r"id=(\d+)", files[0])):
        external["pfile"] = m[1]
    return Question(
        id=f"sv-{session}-{slug(_name(minister))}-{number}" if session else f"sv-r{item.get('id')}", kind="written_question", number=int(number),
        session_year=session, legislature=calendar.legislature(asked_on) if asked_on else None, title=title,
        title_parts=tuple(p.strip() for p in re.split(r"\s+-\s+", title)) if title else (), asked_on=asked_on, answered_on=answered_on,
        askers=(Asker(name=_name(asker), group=group, external_id=_id(asker)),) if _name(asker) else (),
        addressees=(Addressee(name=_name(minister), external_id=_id(minister)),), attachments=tuple(files[1:]), on_time=on_time, themes=_themes(item),
        sources=_source(document, origin, "api.schv"), external_ids=external,
        facts=_facts(document, origin, {
            "number": ("vraagnummer", item.get("vraagnummer")), "session_year": ("zittingsjaar", item.get("zittingsjaar")), "asked_on": ("datum", asked),
            "answered_on": ("datum", done[1] if done else None), "title": ("onderwerp", title), "askers[0].name": ("naam", asker.get("naam") if isinstance(asker, dict) else None),
            "addressees[0].name": ("naam", minister.get("naam") if isinstance(minister, dict) else None),
        }),
    )  # fmt: skip


def _id(person: Any) -> str | None:
    return str(person["id"]) if isinstance(person, dict) and person.get("id") else None


def _vi(item: dict[str, Any], document: Document, origin: Origin) -> Question | str:
    kind = KINDS.get(str((item.get("objecttype") or {}).get("naam", "")).lower())
    if kind is None:
        return f"vi {item.get('id')}: {(item.get('objecttype') or {}).get('naam')!r} is no kind of question"
    askers: list[Asker] = []
    ministers: list[Addressee] = []
    for contact in _list(item.get("contacttype")):
        role = str(contact.get("beschrijving", "")).lower()
        for person in _list(contact.get("contact")):
            if "vraagsteller" in role or "interpellant" in role:
                group = person.get("fractie")
                askers.append(
                    Asker(name=_name(person), group=group.get("naam") if isinstance(group, dict) else group, external_id=_id(person))
                )
            elif "minister" in role:
                ministers.append(Addressee(name=_name(person), external_id=_id(person)))
    line = next((j for j in _list(item.get("journaallijn")) if isinstance(j, dict)), {})
    meeting = line.get("vergadering") or {}
    debated = _day(meeting.get("datumbegin") or meeting.get("datumagendering"))
    number, session = str(item.get("nummer", "")), item.get("zittingsjaar")
    external = {k: str(v) for k, v in (("vi", item.get("id")), ("jln", line.get("id")), ("verg", meeting.get("id"))) if v}
    status = item.get("objectstatus") or item.get("status")
    status = status.get("naam") if isinstance(status, dict) else status
    title = item.get("onderwerp") or item.get("titel")
    return Question(
        id=f"{KIND_PREFIX[kind]}-{session}-{number}" if session and number.isdigit() else f"{KIND_PREFIX[kind]}-r{item.get('id')}", kind=kind,
        number=int(number) if number.isdigit() else None, session_year=session, legislature=calendar.legislature(debated) if debated else None,
        title=title, title_parts=(title,) if title else (), debated_on=debated, askers=tuple(askers), addressees=tuple(ministers),
        committee=(item.get("commissie") or {}).get("titel"), themes=_themes(item), sources=_source(document, origin, "api.vi"), external_ids=external,
        problems=(f"status: {status}",) if status and re.search(r"ingetrokken|omgevormd|verwezen", str(status)) else (),
        facts=_facts(document, origin, {
            "number": ("nummer", item.get("nummer")), "session_year": ("zittingsjaar", session), "title": ("onderwerp", title),
            "debated_on": ("datumbegin", meeting.get("datumbegin")),
        }),
    )  # fmt: skip


LAYOUTS = [Layout("api", _fit, _parse)]
