"""Parliament's services as we know them: addresses, lists, which documents a question leads to, and the shapes of payloads."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from pq_corpus.parliament import calendar
from pq_corpus.payload import objects, several
from pq_corpus.sources.http import OFFICIAL, Refused

CAP = 10_000  # the search API gives no more results to one query
PAGE = 100
KINDS = {
    "written_question": "Schriftelijke vraag", "request_for_explanation": "Vraag om uitleg",
    "topical_question": "Actuele vraag", "interpellation": "Interpellatie",
}  # fmt: skip
FIRST_YEAR = 1995  # the year of the first elected Flemish Parliament
_GONE = re.compile(r"ingetrokken|omgevormd|omgezet|vervallen", re.I)
Get = Callable[[str], Any]  # an address of the search or open-data API to its decoded payload


@dataclass(frozen=True)
class Row:
    """A question (schv, vi) or report (jln) in a list, as far as the list says. `files` are those of the answer; `mark` is a
    hash of what the list says of it, so that a change shows."""

    kind: str
    ident: str
    number: str = ""
    session_year: str = ""
    minister: str = ""
    asker: str = ""
    committee: str = ""
    files: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    report: str | None = None
    status: str = ""
    mark: str = ""

    def joined(self, other: Row) -> Row:
        """One row of two results of the same question: its answer, a loose answer, an attachment."""
        return replace(
            self, files=tuple(dict.fromkeys(self.files + other.files)), attachments=tuple(dict.fromkeys(self.attachments + other.attachments)),
            report=self.report or other.report, status=self.status or other.status, mark=" ".join(sorted({self.mark, other.mark})),
        )  # fmt: skip


# --- lists ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """What a list of the search API holds: a kind (all where None), limited by session year, by days of publication, by words."""

    kind: str | None = None
    session_year: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    words: str | None = None

    @property
    def address(self) -> str:
        """The address of the list, without its page."""
        query = f'"{self.words}"' if self.words and " " in self.words else self.words or ""
        if self.session_year:
            query += f"+inmeta:zittingsjaar={self.session_year}"
        if self.since or self.until:
            first, last = self.since or dt.date(FIRST_YEAR, 1, 1), self.until or dt.date.today()
            query += f"+inmeta:publicatiedatum:daterange:{first.isoformat()}..{last.isoformat()}"
        found = quote(query, safe=':=.+-"') or "+"
        address = f"{OFFICIAL['search']}/query/{found}?collection=vp_collection&sort=date&order=desc&max={PAGE}"
        return address + (f"&requiredfields=aggregaattype:{quote(KINDS[self.kind])}" if self.kind else "")

    def __str__(self) -> str:
        said = [KINDS[self.kind] if self.kind else "", self.session_year or "", f'"{self.words}"' if self.words else ""]
        days = f"{self.since or ''}..{self.until or ''}" if self.since or self.until else ""
        return " ".join(filter(None, [*said, days])) or "everything"


_LISTED = re.compile(r"/query/(?P<query>[^?]*)\?.*?(?:requiredfields=aggregaattype:(?P<kind>[^&]*))?(?:&page=\d+)?$")


def listing_of(url: str) -> Listing | None:
    """The list that an address of ours asks for, without its days; None for any other address."""
    from urllib.parse import unquote

    m = _LISTED.search(url)
    if m is None:
        return None
    query = unquote(m["query"])
    year = re.search(r"inmeta:zittingsjaar=(\d{4}-\d{4})", query)
    words = re.sub(r"\+inmeta:\S*", "", query).strip('"+ ')
    kind = next((kind for kind, name in KINDS.items() if m["kind"] and name == unquote(m["kind"])), None)
    return Listing(kind, year[1] if year else None, words=words or None)


def has_days(url: str) -> bool:
    """Whether the address of a list limits it to days of publication."""
    return "inmeta:publicatiedatum:" in url


def pages(get: Get, listing: Listing, ahead: Executor | None = None) -> Iterator[tuple[str, Any]]:
    """Address and payload of every page of a list, newest first, split where the service would cut it off: by session year, then by
    days. With `ahead`, a page is asked for while the one before it is read. Raises Refused where the list is not whole."""
    first = get(f"{listing.address}&page=1")
    count = _count(first, listing)
    if count >= CAP:
        got = 0
        for part in _parts(listing, count):
            for url, payload in pages(get, part, ahead):
                got += len(several(payload.get("result")))
                yield url, payload
        if got < count:
            raise Refused(
                f"{listing.address}: the list says {count} results and its parts gave {got}; those without a day of publication "
                "cannot be reached so; ask by --session-year and --kind"
            )
        return
    got, page, payload = 0, 1, first
    while True:
        found = several(payload.get("result"))
        got += len(found)
        more = bool(found) and got < count
        following = f"{listing.address}&page={page + 1}"
        coming = ahead.submit(get, following) if ahead and more else None
        yield f"{listing.address}&page={page}", payload
        if not more:
            break
        page += 1
        payload = coming.result() if coming else get(following)
        if _count(payload, listing) > count:  # something came in at the top while we were reading: all has moved down
            count = _count(payload, listing)
    if got < count:
        raise Refused(f"{listing.address}: the list says {count} results and gave {got}; run the same command again later")


def rows_of(payload: Any) -> list[Row]:
    """The rows of one page of a list."""
    return [one for result, found in results(payload) if (one := row(result, found))]


def results(payload: Any) -> list[tuple[dict[str, Any], dict[str, list[str]]]]:
    """The results of one page of a list, each with its metatags."""
    found = several(payload.get("result")) if isinstance(payload, dict) else []
    return [(result, tags(result)) for result in found if isinstance(result, dict)]


def _count(payload: Any, listing: Listing) -> int:
    try:
        return int(payload["count"])
    except (KeyError, TypeError, ValueError):
        raise Refused(f"{listing.address}: the list has no count any more; the service changed (see docs/live-check.md)") from None


def _parts(listing: Listing, count: int) -> list[Listing]:
    """A list too long in parts: its session years, then halves of its days."""
    today = dt.date.today()
    if not listing.session_year:
        first = (listing.since or dt.date(FIRST_YEAR, 9, 1)).year
        years = [f"{year}-{year + 1}" for year in range(first - 3 if listing.since else first, (listing.until or today).year + 1)]
        return [replace(listing, session_year=year) for year in reversed(years)]
    days = calendar.session_year_days(listing.session_year)
    assert days.first and days.last
    # answers are published up to some years after their session year
    begin, end = listing.since or days.first, listing.until or min(today, days.last + dt.timedelta(days=1100))
    if begin >= end:
        raise Refused(f"{listing.address}: {count} results in one day, more than the service gives; narrow it by --kind")
    middle = begin + (end - begin) // 2
    return [replace(listing, since=middle + dt.timedelta(days=1), until=end), replace(listing, since=begin, until=middle)]


def tags(raw: dict[str, Any]) -> dict[str, list[str]]:
    """The metatags of a result by name in lower case; names repeat."""
    meta = raw.get("metatags")
    out: dict[str, list[str]] = {}
    for tag in several(meta.get("metatag") if isinstance(meta, dict) else meta):
        if isinstance(tag, dict) and tag.get("name"):
            out.setdefault(str(tag["name"]).lower(), []).append(str(tag.get("value") or ""))
    return out


def row(raw: dict[str, Any], found: dict[str, list[str]]) -> Row | None:
    """A result as a row, by its metatags; None for what is no question and no report."""
    said = {name: next((v for v in values if v), "") for name, values in found.items()}
    kind = {"SCHV": "schv", "VI": "vi", "JLN": "jln"}.get(said.get("soort", "").upper())
    report = re.search(r"/verslag/(\d+)", said.get("document", "") + " " + said.get("displayurl", ""))
    if kind == "jln":
        ident = report or re.search(r"be\.vlp\.feed/(\d+)", str(raw.get("id")))
    else:
        ident = re.search(r"/(\d+)(?:[/?#]|$)", said.get("displayurl", "")) or re.search(r"be\.vlp\.feed/(\d+)", str(raw.get("id")))
    if ident is None or kind is None:
        return None
    file = re.search(r"pfile\?id=(\d+)", said.get("document", ""))
    attachment = said.get("documenttype", "").lower() == "bijlage"
    mark = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()[:16]
    return Row(
        kind=kind, ident=ident[1], number=said.get("nummer", ""), session_year=said.get("zittingsjaar", ""),
        minister="; ".join(found.get("minister", [])), asker="; ".join(found.get("vraagsteller", [])), committee="; ".join(found.get("commissie", [])),
        files=(file[1],) if file and kind == "schv" and not attachment else (), attachments=(file[1],) if file and attachment else (),
        report=report[1] if report and kind != "jln" else None, status=said.get("status", ""), mark=mark,
    )  # fmt: skip


# --- objects ----------------------------------------------------------------------------------------------------------


def batch(kind: str, idents: list[str]) -> str:
    """The address that gives several objects of a kind at once."""
    return f"{OFFICIAL['opendata']}/{kind}/lijst?id={','.join(idents)}"


def one(kind: str, ident: str) -> str:
    """The address of one object (or of a list with a name of its own: vv, huidige)."""
    return f"{OFFICIAL['opendata']}/{kind}/{ident}"


def file(ident: str) -> str:
    """The address of a file."""
    return f"{OFFICIAL['files']}/pfile?id={ident}"


def meetings(since: dt.date, until: dt.date, type_: str, page: int = 1) -> str:
    """The address of the meetings (type comm or plen) within some days."""
    days = f"datumVan={since.strftime('%d%m%Y')}&datumTot={until.strftime('%d%m%Y')}"
    return f"{OFFICIAL['opendata']}/verg/zoek/datums?{days}&type={type_}&page={page}&sort=datum"


@dataclass(frozen=True)
class Lead:
    """What the payload of a question leads to: files of its answer, attachments, reports (jln with the meeting where known);
    `unanswered` where an answer may still come, `gone` where the question was withdrawn or became another one."""

    files: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    reports: tuple[tuple[str, str, bool], ...] = ()  # jln, verg, whether plenary
    unanswered: bool = False
    gone: str = ""


def lead(item: dict[str, Any], kind: str) -> Lead:
    """What an object of the open-data API leads to."""
    status = item.get("objectstatus") or item.get("status") or ""
    said = [str(status.get("naam") if isinstance(status, dict) else status)]
    said += [str(step.get("status") or "") for step in several(item.get("procedureverloop")) if isinstance(step, dict)]
    gone = next((words for words in said if _GONE.search(words)), "")
    if kind == "schv":
        addresses = [str(f.get("URL") or f.get("url") or "") for f in several(item.get("bestand-ordered")) if isinstance(f, dict)]
        found = [m[1] for address in addresses if (m := re.search(r"id=(\d+)", address))]
        answered = any("beantwoord" in words.lower() for words in said)
        return Lead(tuple(found[:1]), tuple(found[1:]), unanswered=not answered and not gone, gone=gone)
    lines = [line for line in several(item.get("journaallijn")) if isinstance(line, dict) and line.get("id")]
    reports = []
    for line in lines:
        held = line.get("vergadering")
        meeting = held if isinstance(held, dict) else {}
        reports.append((str(line["id"]), str(meeting.get("id") or ""), "plen" in str(meeting.get("type") or "").lower()))
    return Lead(reports=tuple(reports), unanswered=not reports and not gone, gone=gone)


def joined(jln: dict[str, Any]) -> list[str]:
    """The ids of the oral questions that an agenda item handles together."""
    return [str(one["id"]) for one in several(jln.get("vrageninterpellatie")) if isinstance(one, dict) and one.get("id")]


def on_agenda(payload: Any) -> tuple[list[str], list[str]]:
    """The ids of the oral questions (vi) and of the agenda items with a report (jln) in the agenda or proceedings of a meeting."""
    questions: list[str] = []
    lines: list[str] = []
    stack = [payload]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            questions += joined(value)
            lines += [str(line["id"]) for line in several(value.get("journaallijn")) if isinstance(line, dict) and line.get("id")]
            stack.extend(reversed([v for v in value.values() if isinstance(v, (dict, list))]))
    return list(dict.fromkeys(questions)), list(dict.fromkeys(lines))


def address(words: str) -> tuple[str, str] | None:
    """What an identifier or address of Parliament's names: (schv, vi, jln, verg or pfile; its id), or None."""
    for pattern, kind in ((r"/verslag/(\d+)", "jln"), (r"/schriftelijke-vragen/(\d+)", "schv"), (r"/vragen-en-interpellaties/(\d+)", "vi"),
                          (r"/(?:commissie|plenaire-)vergaderingen/(\d+)", "verg"), (r"pfile\?id=(\d+)", "pfile"),
                          (r"^(?:.*/)?(schv|vi|jln|verg|pfile)[/:]?(\d+)(?:[/?].*)?$", "")):  # fmt: skip
        if m := re.search(pattern, words):
            return (kind, m[1]) if kind else (m[1], m[2])
    return None


def own_id(words: str) -> tuple[str, str, str, str] | None:
    """Kind, session year, minister's slug and number of an id of this corpus (sv-2023-2024-demir-235), or None."""
    m = re.fullmatch(r"(sv|vou|av|in)-(\d{4}-\d{4})-(?:([a-z-]+)-)?(\d+)", words.strip().lower())
    kinds = {"sv": "written_question", "vou": "request_for_explanation", "av": "topical_question", "in": "interpellation"}
    return (kinds[m[1]], m[2], m[3] or "", m[4]) if m and bool(m[3]) == (m[1] == "sv") else None


# --- what is expected -------------------------------------------------------------------------------------------------


@cache
def _shapes() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files("pq_corpus.sources") / "shapes.toml").read_text(encoding="utf-8"))


@cache
def _keys(kind: str) -> tuple[list[str], frozenset[str], list[tuple[str, str]]]:
    """What every object of a kind must have, all that it may have, and what every object within it must have."""
    shape = _shapes()[kind]
    needed = [name for name, form in shape.items() if form.endswith("!")]
    inner = [(outer, name) for outer, dot, name in (one.partition(".") for one in needed) if dot]
    return [name for name in needed if "." not in name], frozenset(name for name in shape if "." not in name), inner


def differs(item: dict[str, Any], kind: str) -> tuple[list[str], list[str]]:
    """What an object lacks that we rely on, and what it has that we do not know."""
    needed, known, inner = _keys(kind)
    lacking = [name for name in needed if name not in item]
    lacking += [f"{a}.{b}" for a, b in inner if any(isinstance(one, dict) and b not in one for one in several(item.get(a)))]
    return lacking, sorted(item.keys() - known)


def misformed(item: dict[str, Any], kind: str) -> list[str]:
    """What an object holds in another form than expected, a line each."""
    out = []
    for name, form in _shapes()[kind].items():
        outer, _, inner = name.partition(".")
        within = [v for v in several(item.get(outer)) if isinstance(v, dict)] if inner else [item]
        values = [v[inner or outer] for v in within if (inner or outer) in v]
        wrong = next((v for v in values if not _has_form(v, form.rstrip("!"))), None)
        if wrong is not None:
            out.append(f"{name} is {json.dumps(wrong, ensure_ascii=False)[:60]}, not of the form {form.rstrip('!')!r}")
    return out


def _has_form(value: Any, form: str) -> bool:
    if value is None or value == []:
        return True
    text = str(value)
    match form:
        case "number":
            return not isinstance(value, bool) and text.isdigit()
        case "yes/no":
            return isinstance(value, bool) or text.lower() in ("j", "n", "ja", "nee", "true", "false")
        case "year":
            return bool(re.fullmatch(r"\d{4}-\d{4}", text))
        case "day":
            return bool(re.match(r"\d{4}-\d{2}-\d{2}", text))
        case "address":
            return text.startswith(("http://", "https://", "/"))
        case "object":
            return isinstance(value, dict)
        case "list":
            return True  # a list of one may come as that one
    return isinstance(value, (str, int, float))


def expected(kind: str | None, session_year: str | None, today: dt.date) -> int:
    """The least number of questions that a whole list of a kind and session year must have: known of that year, else of any other year
    (the row "*"), in proportion to how much of a running session year has passed. 1 where no kind or year is asked for."""
    if kind is None or session_year is None:
        return 1
    text = (resources.files("pq_corpus.parliament") / "data" / "expected.csv").read_text(encoding="utf-8")
    known = {(row["kind"], row["session_year"]): int(row["at_least"]) for row in csv.DictReader(text.splitlines())}
    if (kind, session_year) in known:
        return known[kind, session_year]
    days = calendar.session_year_days(session_year)
    assert days.first and days.last
    # lists fill from some weeks after the opening
    passed = ((today - days.first).days - 42) / ((days.last - days.first).days + 1)
    return max(0, int(known.get((kind, "*"), 1) * min(1.0, passed)))


def members(payload: Any) -> Iterator[dict[str, str]]:
    """Members in a payload of vv: id, name, and for each membership of a group its first and last day ("" where open or not said)."""
    for item in objects(payload):
        name = f"{item.get('voornaam') or ''} {item.get('naam') or ''}".strip()
        if not name or "voornaam" not in item:
            continue
        told = False
        for stay in several(item.get("lidmaatschap")):
            group = stay.get("fractie") if isinstance(stay, dict) else None
            group = group.get("naam") if isinstance(group, dict) else group
            if group:
                told = True
                yield {"name": name, "id": str(item["id"]), "group": str(group), "from": _day(stay.get("datumVan")), "to": _day(stay.get("datumTot"))}
        if not told:
            yield {"name": name, "id": str(item["id"]), "group": "", "from": "", "to": ""}


def _day(value: Any) -> str:
    try:
        return dt.date.fromisoformat(str(value or "")[:10]).isoformat()
    except ValueError:
        return ""
