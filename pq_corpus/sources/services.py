"""Parliament's services as we know them: addresses, lists, and which documents a question leads to."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pq_corpus.parliament import calendar
from pq_corpus.sources.http import OFFICIAL, Refused

CAP = 10_000  # the search API gives no more results to one query
PAGE = 100
KINDS = {
    "written_question": "Schriftelijke vraag", "request_for_explanation": "Vraag om uitleg",
    "topical_question": "Actuele vraag", "interpellation": "Interpellatie",
}  # fmt: skip
# what we rely on in each payload; another name of these means that the service changed
EXPECTED_KEYS = {
    "schv": ("id", "vraagnummer", "zittingsjaar", "vraagsteller", "minister"),
    "vi": ("id", "nummer", "zittingsjaar", "objecttype", "contacttype"),
    "jln": ("id", "vrageninterpellatie", "spreker"),
    "row": ("soort", "nummer", "zittingsjaar"),
}
Get = Callable[[str], Any]  # an address of the search or open-data API to its decoded JSON


@dataclass(frozen=True)
class Row:
    """A question in a list of the search API; `number`, `minister` and dates as far as the list says."""

    kind: str
    ident: str
    number: str
    session_year: str
    minister: str = ""
    asker: str = ""
    committee: str = ""
    file: str | None = None
    report: str | None = None
    attachment: bool = False
    asked: str = ""
    answered: str = ""
    status: str = ""


def listing(
    kind: str | None,
    *,
    session_year: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    words: str | None = None,
) -> str:
    """The address of a list, without its page: a kind, limited by session year, by days of publication, or by words."""
    query = f'"{words}"' if words and " " in words else words or ""
    if session_year:
        query += f"+inmeta:zittingsjaar={session_year}"
    if since or until:
        query += f"+inmeta:publicatiedatum:daterange:{(since or dt.date(1995, 1, 1)).isoformat()}..{(until or dt.date.today()).isoformat()}"
    address = f"{OFFICIAL['search']}/query/{quote(query, safe=':=.+-') or '+'}?collection=vp_collection&sort=date&order=desc&max={PAGE}"
    return address + (f"&requiredfields=aggregaattype:{quote(KINDS[kind])}" if kind else "")


def rows(get: Get, kind: str | None, **limits: Any) -> Iterator[Row]:
    """Every row of a list, split by days where the service would cut it off. Raises Refused where the list is not whole."""
    address = listing(kind, **limits)
    first = get(f"{address}&page=1")
    count = _count(first, address)
    if count >= CAP:
        begin, end = _span(limits)
        if begin >= end:
            raise Refused(f"{address}: {count} results in one day, more than the service gives; narrow it by minister or words")
        middle = begin + (end - begin) // 2
        yield from rows(get, kind, **{**limits, "since": begin, "until": middle})
        yield from rows(get, kind, **{**limits, "since": middle + dt.timedelta(days=1), "until": end})
        return
    got = 0
    for page in range(1, -(-count // PAGE) + 1):
        payload = first if page == 1 else get(f"{address}&page={page}")
        found = payload.get("result") or []
        found = found if isinstance(found, list) else [found]
        got += len(found)
        yield from filter(None, map(_row, found))
    if got < count:
        raise Refused(f"{address}: the list says {count} results and gave {got}; try again later")


def _count(payload: Any, address: str) -> int:
    try:
        return int(payload["count"])
    except (KeyError, TypeError, ValueError):
        raise Refused(f"{address}: the list has no count any more; the service changed (see docs/live-check.md)") from None


def _span(limits: dict[str, Any]) -> tuple[dt.date, dt.date]:
    year = limits.get("session_year")
    days = calendar.session_year_days(year) if year else None
    # answers and reports are published up to some years after their session year
    begin = limits.get("since") or (days.first if days and days.first else dt.date(1995, 1, 1))
    end = limits.get("until") or (days.last + dt.timedelta(days=1100) if days and days.last else dt.date.today())
    return begin, end


def _row(raw: dict[str, Any]) -> Row | None:
    meta = raw.get("metatags")
    tags: dict[str, str] = {}
    found = meta.get("metatag") if isinstance(meta, dict) else meta
    for tag in found if isinstance(found, list) else [found] if found else []:
        if isinstance(tag, dict) and tag.get("name"):
            tags.setdefault(str(tag["name"]).lower(), str(tag.get("value") or ""))
    ident = re.search(r"/(\d+)(?:[/?#]|$)", tags.get("displayurl", "")) or re.search(r"be\.vlp\.feed/(\d+)", str(raw.get("id")))
    soort = tags.get("soort", "").upper()
    if ident is None or soort not in ("SCHV", "VI"):
        return None
    file = re.search(r"pfile\?id=(\d+)", tags.get("document", ""))
    report = re.search(r"/verslag/(\d+)", tags.get("document", ""))
    return Row(
        kind="schv" if soort == "SCHV" else "vi", ident=ident[1], number=tags.get("nummer", ""), session_year=tags.get("zittingsjaar", ""),
        minister=tags.get("minister", ""), asker=tags.get("vraagsteller", ""), committee=tags.get("commissie", ""), file=file[1] if file else None,
        report=report[1] if report else None, attachment=tags.get("documenttype", "").lower() == "bijlage", asked=tags.get("themadatum", ""),
        answered=tags.get("statusdatumschvbeantwoord", ""), status=tags.get("status", ""),
    )  # fmt: skip


def batch(kind: str, idents: list[str]) -> str:
    """The address that gives several objects of a kind at once."""
    return f"{OFFICIAL['opendata']}/{kind}/lijst?id={','.join(idents)}"


def one(kind: str, ident: str) -> str:
    """The address of one object."""
    return f"{OFFICIAL['opendata']}/{kind}/{ident}"


def file(ident: str) -> str:
    """The address of a file."""
    return f"{OFFICIAL['files']}/pfile?id={ident}"


def objects(payload: Any, kind: str) -> list[dict[str, Any]]:
    """The objects of an open-data payload: bare, wrapped under their type's name, or in `items`."""
    items = payload.get("items", payload) if isinstance(payload, dict) else payload
    out = []
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, dict):
            inner = [v for v in item.values() if isinstance(v, dict)]
            out.append(inner[0] if len(item) == 1 and inner else item)
    return [item for item in out if item.get("id")]


def reports(vi: dict[str, Any]) -> list[str]:
    """The ids of the agenda items (jln) in which an oral question was handled."""
    lines = vi.get("journaallijn") or []
    return [str(line["id"]) for line in (lines if isinstance(lines, list) else [lines]) if isinstance(line, dict) and line.get("id")]


def answer_file(schv: dict[str, Any]) -> str | None:
    """The id of the file with question and answer: the first of its list."""
    files = schv.get("bestand-ordered") or []
    first = next(iter(files if isinstance(files, list) else [files]), None)
    m = re.search(r"id=(\d+)", str((first or {}).get("URL") or (first or {}).get("url") or "")) if isinstance(first, dict) else None
    return m[1] if m else None


def missing_keys(item: dict[str, Any], kind: str) -> list[str]:
    """What we rely on and this object lacks."""
    return [key for key in EXPECTED_KEYS[kind] if key not in item]


def address(words: str) -> tuple[str, str] | None:
    """What an identifier or address of Parliament's names: ("schv" | "vi" | "jln" | "pfile", id), or None."""
    for pattern, kind in ((r"/verslag/(\d+)", "jln"), (r"/schriftelijke-vragen/(\d+)", "schv"), (r"/vragen-en-interpellaties/(\d+)", "vi"),
                          (r"pfile\?id=(\d+)", "pfile"), (r"^(?:.*/)?(schv|vi|jln)[/:]?(\d+)$", "")):  # fmt: skip
        if m := re.search(pattern, words):
            return (kind, m[1]) if kind else (m[1], m[2])
    return None


def decode(data: bytes) -> Any:
    """A JSON or XML payload, decoded alike."""
    from pq_corpus.parse.media import read

    if data.lstrip()[:1] == b"<":
        return read(data, "").payload
    return json.loads(data)
