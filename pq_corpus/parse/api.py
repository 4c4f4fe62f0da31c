"""Payloads of the open-data API, JSON or XML: written questions (schv), oral questions (vi), meetings, members."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import slug
from pq_corpus.parse import Fit, Layout, Origin, Parsed
from pq_corpus.parse.media import MEDIA_TYPES, Document, Value
from pq_corpus.parse.oral import KINDS, Head, Turn, records
from pq_corpus.records import KIND_PREFIX, Addressee, Asker, Fact, Question, Source, Span


def _list(value: Any) -> list[Any]:
    """A value that should be a list and may be one object, or absent."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _items(payload: Any) -> list[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """The objects of a payload with their paths: bare, wrapped under their type's name, or in `items`, at whatever depth the
    wrapping has."""
    out: list[tuple[tuple[str | int, ...], dict[str, Any]]] = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), payload)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed([((*path, n), inner) for n, inner in enumerate(one)])
        elif isinstance(one, dict):
            inner = [((*path, name), value) for name, value in one.items() if isinstance(value, (dict, list))]
            if _what(one) or len(path) >= 6 or not inner:
                out.append((path, one))
            else:
                waiting += reversed(inner)
    return out


def _with_values(document: Document) -> list[tuple[dict[str, Any], list[Value]]]:
    """The objects of a payload, each with the scalars that stand within it."""
    items = _items(document.payload)
    index = {path: n for n, (path, _) in enumerate(items)}
    out: list[tuple[dict[str, Any], list[Value]]] = [(item, []) for _, item in items]
    for value in document.values:
        n = next((index[value.path[:k]] for k in range(min(len(value.path), 8) + 1) if value.path[:k] in index), None)
        if n is not None:
            out[n][1].append(value)
    return out


def _what(item: dict[str, Any]) -> str:
    if "vraagnummer" in item:
        return "schv"
    if "objecttype" in item and ("contacttype" in item or "nummer" in item):
        return "vi"
    if "spreker" in item or ("vrageninterpellatie" in item and ("datum" in item or "titel-samenstelling" in item)):
        return "jln"
    if "metatags" in item:
        return "row"
    wrapper = len(item) == 1 and isinstance(item.get("journaallijn"), dict)  # {"journaallijn": {…}} holds a report
    if "vergaderingnummer" in item or "datumagendering" in item or "agenda-item" in item or ("journaallijn" in item and not wrapper):
        return "verg"
    if "voornaam" in item and "naam" in item:
        return "vv"
    if "start-legislatuur" in item:
        return "leg"
    if "afkorting" in item or "datum-van-samenstelling" in item:
        return "comm"
    return ""


def _day(words: Any) -> dt.date | None:
    text = str(words or "")
    try:
        if m := re.match(r"(\d{4})-(\d{2})-(\d{2})", text):
            return dt.date(int(m[1]), int(m[2]), int(m[3]))
        if m := re.fullmatch(r"(\d{1,2})[/-]?(\d{2})[/-]?(\d{4})", text.strip()):
            return dt.date(int(m[3]), int(m[2]), int(m[1]))
    except ValueError:
        return None
    return None


def _fit(document: Document, supplied: Mapping[str, str]) -> Fit:
    if document.media not in ("json", "xml"):
        return Fit("api", 0.0, f"a payload is JSON or XML, and this is {document.media.upper()}", 1)
    kinds = {_what(item) for _, item in _items(document.payload)}
    if kinds - {""}:
        return Fit("api", 0.95, f"it holds {', '.join(sorted(kinds - {''}))} objects of the open-data API")
    return Fit(
        "api",
        0.2,
        "it holds no question (vraagnummer, objecttype), report (spreker), search row (metatags) or meeting (vergaderingnummer)",
        1,
    )


def _name(person: Any) -> str:
    return f"{person.get('voornaam', '')} {person.get('naam', '')}".strip() if isinstance(person, dict) else ""


def _parse(document: Document, supplied: Mapping[str, str], origin: Origin) -> Parsed:
    questions: list[Question] = []
    problems: list[str] = []
    items = _with_values(document)
    found = {_what(item) for item, _ in items}
    if "row" in found:
        rows = [(item, values) for item, values in items if _what(item) == "row"]
        return Parsed("api.row", document.text, document.media, tuple(_rows(rows, document, origin)))
    for item, values in items:
        kind = _what(item)
        if kind == "jln":
            questions += _jln(item, values, document, supplied, origin)
        elif kind in ("schv", "vi"):
            made = (_schv if kind == "schv" else _vi)(item, values, document, origin)
            if isinstance(made, Question):
                questions.append(made)
            else:
                problems.append(made)
    layout = f"api.{next(kind for kind in ('jln', 'schv', 'vi', 'verg', 'vv', 'leg', 'comm') if kind in found)}"
    return Parsed(layout, document.text, document.media, tuple(questions), (), tuple(problems))


def _facts(document: Document, values: list[Value], origin: Origin, told: dict[str, tuple[str, Any]]) -> tuple[Fact, ...]:
    """A fact for each value told, placed where the payload holds it (the first scalar with that key and value)."""
    places: dict[tuple[str, str], Span] = {}
    for value in values:
        key = next((str(p) for p in reversed(value.path) if isinstance(p, str)), "")
        places.setdefault((key, document.text[value.start : value.end]), Span(source=origin.sha256, start=value.start, end=value.end))
    return tuple(
        Fact(field=name, value=str(value), how="parsed", rule=f"api.{key}", source=origin.sha256, span=places.get((key, str(value))))
        for name, (key, value) in told.items() if value not in (None, "")
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


def _schv(item: dict[str, Any], values: list[Value], document: Document, origin: Origin) -> Question | str:
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
        sources=_source(document, origin, "api.schv"), external_ids=external, problems=_gone(s for s, _ in _steps(item)),
        facts=_facts(document, values, origin, {
            "number": ("vraagnummer", item.get("vraagnummer")), "session_year": ("zittingsjaar", item.get("zittingsjaar")), "asked_on": ("datum", asked),
            "answered_on": ("datum", done[1] if done else None), "title": ("onderwerp", title), "askers[0].name": ("naam", asker.get("naam") if isinstance(asker, dict) else None),
            "addressees[0].name": ("naam", minister.get("naam") if isinstance(minister, dict) else None),
        }),
    )  # fmt: skip


def _id(person: Any) -> str | None:
    return str(person["id"]) if isinstance(person, dict) and person.get("id") else None


def _vi(item: dict[str, Any], values: list[Value], document: Document, origin: Origin) -> Question | str:
    kind = KINDS.get(str((item.get("objecttype") or {}).get("naam", "")).lower())
    if kind is None:
        return f"vi {item.get('id')}: {(item.get('objecttype') or {}).get('naam')!r} is no kind of question"
    askers, ministers = _contacts(item)
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
        problems=_gone([str(status or "")]),
        facts=_facts(document, values, origin, {
            "number": ("nummer", item.get("nummer")), "session_year": ("zittingsjaar", session), "title": ("onderwerp", title),
            "debated_on": ("datumbegin", meeting.get("datumbegin")),
        }),
    )  # fmt: skip


def _gone(statuses: Iterable[str]) -> tuple[str, ...]:
    """What became of a question that was not handled as it was put."""
    return tuple(f"status: {s}" for s in dict.fromkeys(statuses) if re.search(r"ingetrokken|omgevormd|omgezet|verwezen|vervallen", s, re.I))


def _contacts(item: dict[str, Any]) -> tuple[list[Asker], list[Addressee]]:
    """Who asks and who is asked, by the description of each kind of contact."""
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
    return askers, ministers


def _within(path: tuple[str | int, ...], n: int, count: int) -> bool:
    """Whether a scalar belongs to the nth of so many questions of a report."""
    if "vrageninterpellatie" not in path:
        return False
    after = path[path.index("vrageninterpellatie") + 1 :]
    return count == 1 or after[:1] == (n,)


def _jln(item: dict[str, Any], values: list[Value], document: Document, supplied: Mapping[str, str], origin: Origin) -> list[Question]:
    """The agenda item of a report: its turns stand in `spreker`, the questions it handles in `vrageninterpellatie`."""
    titles = {v.path[:-1]: v for v in values if v.path[-1] == "sprekertitel"}
    turns = []
    for text in (v for v in values if v.path[-1] == "sprekertekst"):
        title = titles.get(text.path[:-1])
        name = document.text[title.start : title.end].strip() if title else ""
        missing = bool(re.match(r"\W*Tekstfragment nog niet beschikbaar", document.text[text.start : text.end], re.I))
        turns.append(
            Turn(
                name or None,
                text.start,
                text.end,
                stage=not name,
                missing=missing,
                heads=[(title.start, title.end)] if title and name else [],
            )
        )
    heads = []
    asked = _list(item.get("vrageninterpellatie"))
    for n, one in enumerate(asked):
        mine = [v for v in values if _within(v.path, n, len(asked))]

        def at(key: str, mine: list[Value] = mine) -> tuple[int, int]:
            return next(((v.start, v.end) for v in mine if v.path[-1] == key), (0, 0))

        number = str(one.get("nummer") or "")
        head = Head(vi=str(one["id"]) if one.get("id") else None, title=one.get("onderwerp") or one.get("titel"))
        head.kind = KINDS.get(str((one.get("objecttype") or {}).get("naam") or "").lower())
        head.places = {"title": at("onderwerp" if one.get("onderwerp") else "titel")}
        askers, ministers = _contacts(one)
        if askers and ministers:
            head.asker = " en ".join(a.name for a in askers)
            head.minister = " en ".join(f"minister {m.name}" for m in ministers)
            head.places["author"] = at("voornaam")
        if number.isdigit() and one.get("zittingsjaar"):
            head.number, head.session_year = int(number), str(one["zittingsjaar"])
            head.places["number"] = at("nummer")
        heads.append(head)
    named = str(item.get("titel") or "")
    said = re.match(r"(vraag om uitleg|actuele vraag|(?:actuele )?interpellatie)\b", named, re.I)
    if not heads and not said:
        return []
    if len(heads) == 1 and not heads[0].title:
        place = next(((v.start, v.end) for v in values if v.path[-1] == "titel"), (0, 0))
        if m := re.search(r"\bover\s.+?(?=\s+van\s+[A-ZÀ-Þ][^,]*\s+aan\s+(?:vice)?minister|$)", named):
            heads[0].title, heads[0].places["title"] = m[0], place
        if m := re.search(r"\bvan\s+([A-ZÀ-Þ].*?)\s+aan\s+((?:vice)?minister.*?)(?=\s+over\s|$)", named):
            heads[0].asker, heads[0].minister, heads[0].places["author"] = m[1], m[2], place
    day = _day(item.get("datum"))
    at_day = next(((v.start, v.end) for v in values if v.path[-1] == "datum"), None)
    kind = next((str((one.get("objecttype") or {}).get("naam") or "") for one in asked), "") or (said[1] if said else "Vraag om uitleg")
    made = records(document, supplied, origin, "api.jln", turns, heads, day, at_day if day else None, kind, None).questions
    ident = str(item.get("id") or "")
    if not ident:
        return list(made)
    return [
        q.model_copy(
            update={"external_ids": {**q.external_ids, "jln": ident}, "id": re.sub(r"-r[0-9a-f]{12}(?![0-9a-f])", f"-r{ident}", q.id)}
        )
        for q in made
    ]


def _rows(rows: list[tuple[dict[str, Any], list[Value]]], document: Document, origin: Origin) -> list[Question]:
    """Rows of the search API, one question for all rows (answer, attachments) that lead to the same page; what an earlier
    row says stays, and the row of an attachment adds its themes only."""
    out: dict[str, Question] = {}
    tagged: list[tuple[dict[str, list[str]], dict[str, Any], list[Value]]] = []
    for row, values in rows:
        tags: dict[str, list[str]] = {}
        meta = row.get("metatags")
        for tag in _list(meta.get("metatag") if isinstance(meta, dict) else meta):
            if isinstance(tag, dict) and tag.get("name"):
                tags.setdefault(str(tag["name"]).lower(), []).append(str(tag.get("value") or ""))
        tagged.append((tags, row, values))
    tagged.sort(key=lambda one: "bijlage" in [v.lower() for v in one[0].get("documenttype", [])])
    for tags, row, values in tagged:
        one = {name: next((v for v in said if v), None) for name, said in tags.items()}
        named = (one.get("aggregaattype") or one.get("initiatief") or "").lower()
        written = (one.get("soort") or "").upper() == "SCHV" or named == "schriftelijke vraag"
        kind = "written_question" if written else KINDS.get(named)
        page = re.search(r"/(\d+)(?:[/?#]|$)", one.get("displayurl") or "") or re.search(r"be\.vlp\.feed/(\d+)", str(row.get("id")))
        number, session = one.get("nummer") or "", one.get("zittingsjaar")
        ministers, askers = ([_turned(name) for name in dict.fromkeys(tags.get(tag, [])) if name] for tag in ("minister", "vraagsteller"))
        if kind is None or page is None or not number.isdigit() or not session or (written and not ministers):
            continue
        ident = f"sv-{session}-{slug(ministers[0])}-{number}" if written else f"{KIND_PREFIX[kind]}-{session}-{number}"
        told = {"number": "nummer", "session_year": "zittingsjaar", "asked_on": "themadatum", "published_on": "publicatiedatum",
                "answered_on": "statusdatumschvbeantwoord", "title": "onderwerp", "addressees[0].name": "minister",
                "askers[0].name": "vraagsteller"}  # fmt: skip
        external = {"schv" if written else "vi": page[1]}
        file = re.search(r"pfile\?id=(\d+)", one.get("document") or "")
        if written and file and "bijlage" not in (one.get("documenttype") or "").lower():
            external["pfile"] = file[1]
        title = one.get("onderwerp") or one.get("titel")
        made = Question(
            id=ident, kind=kind, number=int(number), session_year=session, legislature=one.get("legislatuur"), title=title,
            title_parts=tuple(p.strip() for p in re.split(r"\s+-\s+", title)) if title and written else (title,) if title else (),
            asked_on=_day(one.get("themadatum")) if written else None, answered_on=_day(one.get("statusdatumschvbeantwoord")),
            published_on=_day(one.get("publicatiedatum")), debated_on=None if written else _day(one.get("datum")),
            askers=tuple(Asker(name=name) for name in askers), addressees=tuple(Addressee(name=name) for name in ministers),
            committee=one.get("commissie"), themes=tuple(dict.fromkeys(v for v in tags.get("thema", []) if v)),
            external_ids=external, sources=_source(document, origin, "api.row"), problems=_gone([one.get("status") or ""]),
            facts=_facts(document, values, origin, {name: ("value", one.get(tag)) for name, tag in told.items()}),
        )  # fmt: skip
        if old := out.get(ident):
            filled = {
                name: getattr(made, name) for name in ("answered_on", "published_on", "asked_on", "debated_on", "title", "legislature", "committee")
                if getattr(old, name) is None
            }  # fmt: skip
            themes = tuple(dict.fromkeys([*old.themes, *made.themes]))
            made = old.model_copy(update={**filled, "themes": themes, "external_ids": {**made.external_ids, **old.external_ids}})
        out[ident] = made
    return list(out.values())


def _turned(name: str | None) -> str:
    """A name with the surname first ("Demir, Zuhal") the usual way round."""
    last, comma, first = (name or "").partition(",")
    return f"{first.strip()} {last.strip()}" if comma else (name or "").strip()


LAYOUTS = [Layout("api", _fit, _parse)]
