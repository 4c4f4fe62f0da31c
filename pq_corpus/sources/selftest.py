"""Twenty requests that compare the live services with what is expected of them, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pq_corpus.parliament import calendar
from pq_corpus.payload import objects
from pq_corpus.sources import services, website
from pq_corpus.sources.http import OFFICIAL, Client, Refused
from pq_corpus.sources.services import KINDS, Listing


@dataclass(frozen=True)
class Check:
    """One request: what was asked, and each thing in which the answer differs from what is expected."""

    what: str
    url: str
    differs: tuple[str, ...]


def run(client: Client, today: dt.date, year: str | None = None) -> Iterator[Check]:
    """Ask for lists of a session year (the last whole one) and for what they name, and yield each comparison as it is made."""
    start = int(calendar.session_year(today)[:4]) - 1
    year = year or f"{start}-{start + 1}"
    names: dict[str, str] = {}

    def ask(what: str, url: str | None, *tests: Any, expect: Any = "json", accept: str | None = None) -> Check:
        if url is None:
            return Check(what, "", ("not asked, since no answer before it named one",))
        try:
            answer = client.get(url, expect, accept=accept)
        except Refused as error:
            return Check(what, url, (str(error).removeprefix(f"{url}: "),))
        found: list[str] = []
        for test in tests:
            try:
                found += test(answer.payload if expect == "json" else answer.data)
            except Refused as error:
                found.append(str(error))
        return Check(what, url, tuple(dict.fromkeys(found)))

    def listed(payload: Any) -> list[str]:
        out = [f"no {name}" for name in ("count", "lastindex", "result") if not isinstance(payload, dict) or name not in payload]
        results = services.results(payload)
        if not results:
            return [*out, "the list is empty"]
        for _, found in results:
            out += _differences({name: values[0] for name, values in found.items()}, "row")
        rows = services.rows_of(payload)
        if len(rows) < len(results):
            out.append(f"{len(results) - len(rows)} of {len(results)} results name no question or report (soort, displayurl)")
        for row in rows:
            names.setdefault(row.kind, row.ident)
            if row.files:
                names.setdefault("pfile", row.files[0])
        return out

    def shaped(kind: str, least: int = 1) -> Any:
        def test(payload: Any) -> list[str]:
            found = objects(payload)
            if len(found) < least:
                return [f"{len(found)} objects with an id where {least} are expected"]
            names.setdefault(kind, str(found[0]["id"]))
            return [line for one in found[:25] for line in _differences(one, kind)]

        return test

    for kind, name in KINDS.items():
        yield ask(f"search: {name} {year}", f"{Listing(kind, year).address}&page=1", listed)
    within = Listing("written_question", since=today - dt.timedelta(days=60), until=today)
    yield ask("search: days of publication", f"{within.address}&page=1", listed, lambda p: _within(p, within))
    phrase = Listing(words="sociale impactobligatie")
    yield ask("search: a phrase", f"{phrase.address}&page=1", listed)
    schv, vi = names.get("schv"), names.get("vi")
    yield ask("open data: written question", schv and services.one("schv", schv), shaped("schv"), lambda p: _led(p, "schv", names))
    yield ask("open data: written questions, one id unknown", schv and services.batch("schv", [schv, "1"]), shaped("schv"))
    yield ask("open data: written question as XML", schv and services.one("schv", schv), shaped("schv"), accept="application/xml")
    yield ask("open data: oral question", vi and services.one("vi", vi), shaped("vi"), lambda p: _led(p, "vi", names))
    jln = names.get("jln")
    yield ask("open data: report", jln and services.one("jln", jln), shaped("jln"))
    past = f"{OFFICIAL['opendata']}/verg/vorige?type=plen&dagen=60&limiet=5"
    yield ask("open data: past meetings", past, shaped("verg"))
    verg = names.get("verg")
    yield ask("open data: agenda of a meeting", verg and services.one("verg", f"{verg}/agd?aanpassingen=nee"), _agenda)
    yield ask("open data: members", services.one("vv", "huidige"), shaped("vv", 100))
    vv = names.get("vv")
    yield ask("open data: member", vv and services.one("vv", f"{vv}?lang=nl"), shaped("vv"), _member)
    yield ask("open data: committees", services.one("comm", "huidige"), shaped("comm"))
    yield ask("open data: legislatures", services.one("leg", "alle"), shaped("leg", 2))
    file = names.get("pfile")
    yield ask("files: answer", file and services.file(file), expect="file")
    ajax = website.address("list", page="0", year=year, kind=KINDS["written_question"])
    yield ask("website: list", ajax, lambda p: _cards(p, ajax))
    report = names.get("report")
    yield ask("website: report", report, lambda data: _report(str(report), data), expect="html")


def _differences(item: dict[str, Any], kind: str) -> list[str]:
    lacking, unknown = services.differs(item, kind)
    return [f"missing: {name}" for name in lacking] + [f"unknown: {name}" for name in unknown] + services.misformed(item, kind)


def _within(payload: Any, listing: Listing) -> list[str]:
    out = []
    for _, found in services.results(payload):
        for day in found.get("publicatiedatum", []):
            if not str(listing.since) <= day[:10] <= str(listing.until):
                out.append(f"publicatiedatum {day} lies outside the days asked for")
    return out[:1]


def _led(payload: Any, kind: str, names: dict[str, str]) -> list[str]:
    """Whether a question leads to its document, which later checks ask for."""
    for item in objects(payload):
        lead = services.lead(item, kind)
        if lead.files:
            names["pfile"] = lead.files[0]
        for jln, verg, plenary in lead.reports:
            names["jln"] = jln
            if verg:
                names["report"] = website.address("report", "plenary" if plenary else "committee", verg=verg, jln=jln)
        if not (lead.files or lead.reports or lead.unanswered or lead.gone):
            return ["it is answered and leads to no file or report (bestand-ordered, journaallijn)"]
    return []


def _agenda(payload: Any) -> list[str]:
    text = str(payload)
    return [f"no {name}" for name in ("agenda-item", "agenda-lijn") if name not in text]


def _member(payload: Any) -> list[str]:
    return [] if any(row["from"] for row in services.members(payload)) else ["no day of any membership (lidmaatschap.datumVan)"]


def _cards(payload: Any, url: str) -> list[str]:
    html = payload.get("html") if isinstance(payload, dict) else None
    if not isinstance(html, str):
        return ['no "html"']
    website.cards(url, html, "written_question")
    return []


def _report(url: str, data: bytes) -> list[str]:
    website.check_report(url, data)
    return []
