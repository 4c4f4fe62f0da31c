"""Bring documents here: plan from lists, ask only for what is missing, keep each whole, say what was refused.

The raw store is the journal: its sidecars name the address of every document, so a run that was killed goes on where it stopped.
What lies beside it in `.derived/fetch.json` (validators, the day of each complete list) only saves requests.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import queue
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pq_corpus import raw
from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import key, slug, strip
from pq_corpus.payload import decode, objects, several
from pq_corpus.sources import services, website
from pq_corpus.sources.http import OFFICIAL, Answer, Client, Expected, Refused, Unreachable
from pq_corpus.sources.services import KINDS, Lead, Listing, Row

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus
    from pq_corpus.records import Question

BATCH = 100  # objects in one request of the open-data API
COMMIT = 300, 0.5  # documents, or seconds, after which what came is made safe on the disk
DOWN = 10  # documents in a row without any answer, after which the service is left alone
LATE = dt.timedelta(days=7)  # lists are asked again from so long before the last complete run
# bytes of a document where none of its sort is here yet: the mean of the real ones we have seen
USUAL = {"pfile": 106_000, "jln": 17_000, "lijst": 150_000}
NAMES = ("people", "committees", "legislatures", "meetings")
_PROVISIONAL = (b"Tekstfragment nog niet beschikbaar", b'"voorlopig-verslag":true', b'"voorlopig-verslag": true', b"VOORLOPIGE VERSIE",
                b'"isvoorlopigeversie":true', b'"isvoorlopigeversie": true')  # fmt: skip
Tell = Callable[[str, int, int, int], None]  # what is being asked, done, left, refused


@dataclass(frozen=True)
class Missing:
    """A question known by its number alone: kind, session year, slug of the minister ("" where one series holds all), number."""

    kind: str
    session_year: str
    minister: str
    number: str

    def __str__(self) -> str:
        return " ".join(filter(None, [KINDS[self.kind].lower(), self.session_year, self.minister, f"nr. {self.number}"]))


@dataclass(frozen=True)
class Want:
    """What to fetch: names (ids, addresses, or one of NAMES), or lists by kind, session year, days of publication, words."""

    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    session_years: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    words: tuple[str, ...] = ()
    minister: str | None = None
    asker: str | None = None
    committee: str | None = None
    update: bool = False
    attachments: bool = False
    missing: frozenset[Missing] = frozenset()
    by_website: bool = False


@dataclass
class Report:
    """What a run did: documents new here, those asked again and the same; questions listed; refusals with their reasons; notes on
    payloads of another shape; requests and bytes asked; and for a dry run, what would be asked."""

    new: int = 0
    same: int = 0
    listed: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    left: int = 0
    notes: list[str] = field(default_factory=list)
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    planned: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Document:
    """A document to get; `second` is the page of the website that holds the same, "" where there is none. A `hit` of a search
    may be no question at all; what is to be `fresh` is asked again though it is here."""

    url: str
    expect: Expected
    meta: dict[str, str] = field(default_factory=dict)
    second: str = ""
    hit: bool = False
    fresh: bool = False


@dataclass(frozen=True)
class _Ask:
    """A list to ask: all of it, or (`whole` False) its newest part until nothing in it is new; or (`years`) only to learn of which
    of these session years it holds news, whose lists are then asked; and the lists that are complete until today after it."""

    listing: Listing
    whole: bool = True
    years: tuple[str, ...] = ()
    completes: tuple[Listing, ...] = ()


class _Stop(Exception):
    """The run cannot go on; what it was to say was said."""


class Fetch:
    """One run of fetching into a corpus. Hold the corpus's lock around it."""

    def __init__(self, corpus: Corpus, client: Client, tell: Tell | None = None) -> None:
        self.corpus, self.client = corpus, client
        self.tell = tell or (lambda what, done, left, refused: None)
        self.report = Report()
        self.today = dt.date.today()
        settings = corpus.settings.get("sources", {})
        self.workers = client.at_once
        self.at_least = settings.get("at_least")  # in place of the known least numbers, for a mirror that holds a part
        self.answers: dict[str, Answer] = {}
        self.ahead = ThreadPoolExecutor(1)  # asks for the next page or batch while one is read
        self.origin = {k: str(v) for k in ("licence", "attribution") if (v := corpus.settings.get(k))}
        self.journal = corpus.derived / "fetch.json"
        try:
            self.seen: dict[str, Any] = json.loads(self.journal.read_text())
        except (OSError, ValueError):
            self.seen = {}
        self.validators: dict[str, list[str | None]] = self.seen.setdefault("validators", {})
        self.complete: dict[str, str] = self.seen.setdefault("complete", {})
        self.linked: dict[str, list[str]] = self.seen.setdefault("linked", {})  # page of a question -> the reports it links to
        raw.tidy(corpus.raw)
        self.kept: dict[str, tuple[str, Path]] = {}  # address -> when, the newest bytes
        self.past = sorted((at, url, path) for url, path, at in raw.addresses(corpus.raw))  # all that ever came, oldest first
        for at, url, path in self.past:
            self.kept[url] = (at, path)
        self.new: list[tuple[str, str]] = []  # address and hash of what this run kept
        self.same: list[tuple[str, str]] = []  # and of what was asked again and is as it was
        self.pending: list[raw.Item] = []
        self.pending_since = 0.0
        self.dry = False
        self.api_down = False
        self.listed: set[tuple[str, str]] = set()  # all that the lists of this run held
        self.reports: list[str] = []  # the reports that were wanted, kept before or now
        self.marks: dict[tuple[str, str], set[str]] = {}
        self.leads: dict[tuple[str, str], Lead] = {}
        self.rows: dict[tuple[str, str], Row] = {}  # all that is wanted, by kind and id; a bare Row where only the id is known
        self.again: set[tuple[str, str]] = set()
        self.direct: dict[str, _Document] = {}
        self.down = 0

    def run(self, want: Want, *, dry: bool = False) -> Report:
        """Fetch what is wanted. Never raises for a document; what was refused is listed in the report.

        A dry run asks for lists alone and keeps nothing."""
        self.dry, began = dry, time.monotonic()
        try:
            self._remember()
            self._plan(want)
            if dry:
                self._estimate(want)
            else:
                self._objects(want)
                self._documents(want)
        except _Stop:
            pass
        finally:
            self.client.stop()
            self.ahead.shutdown(cancel_futures=True)
            if not dry:
                with contextlib.suppress(_Stop):
                    self._commit()
                self._save()
            self.report.requests, self.report.bytes = self.client.requests, self.client.bytes
            self.report.seconds = round(time.monotonic() - began, 1)
        return self.report

    # --- what is here -------------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        """What the kept payloads say: the rows of lists, and where each question leads; again those of which a list said
        something else after the payload came."""
        for _, url, path in self.past:
            kind = next((k for k in ("schv", "vi") if f"/opendata/{k}/" in url), None)
            if kind is None and "/api/search/" not in url:
                continue
            try:
                payload = decode(path.read_bytes())
            except (OSError, ValueError):
                continue  # pq check says that it is damaged; it is asked again
            if kind:
                self.again -= {(kind, ident) for ident in self._lead(kind, payload)}
                continue
            for row in services.rows_of(payload):
                name = (row.kind, row.ident)
                known = self.marks.setdefault(name, set())
                if known and row.mark not in known and name in self.leads:
                    self.again.add(name)
                known.add(row.mark)

    def _lead(self, kind: str, payload: Any) -> set[str]:
        found = objects(payload)
        for item in found:
            self.leads[kind, str(item["id"])] = services.lead(item, kind)
        return {str(item["id"]) for item in found}

    # --- what is wanted -----------------------------------------------------------------------------------------------

    def _plan(self, want: Want) -> None:
        for name in want.names:
            self._named(name, want)
        for ask in self._asks(want):
            self._list(ask, want)
        if not self.rows and not want.update and not want.names and not want.missing and not self.report.refused:
            if self.listed:
                said = [f"--{name} {value!r}" for name in ("minister", "asker", "committee") if (value := getattr(want, name))]
                self._refuse(" ".join(said), f"none of the {len(self.listed)} questions in the lists is so; look at the spelling")
            else:
                self._refuse("the lists", "nothing was found; look at the spelling of the terms, the days and the kind")
        for missing in sorted(want.missing, key=str):
            if not any(_is(row, missing) for row in self.rows.values()) and not self.report.refused:
                self._refuse(str(missing), "it is in no list of Parliament's; it may have been withdrawn, or the number was never given out")
        if want.update:
            self.again |= {name for name, lead in self.leads.items() if lead.unanswered}
            for asked in sorted(self.again):
                self.rows.setdefault(asked, Row(*asked))
            for url in self._provisional():
                self.direct[url] = _Document(url, "html" if url.startswith(OFFICIAL["website"]) else "json", fresh=True)

    def _named(self, name: str, want: Want) -> None:
        if name in NAMES:
            getattr(self, f"_{name}")(want)
            return
        if name.startswith(("http://", "https://")):
            try:
                self.client.where(name.replace("://vlaamsparlement.be/", "://www.vlaamsparlement.be/"))
            except Refused as error:
                self._refuse(name, str(error))
                return
        found = services.address(name)
        if found is None:
            self._refuse(name, "no id or address of Parliament's (an address of its site, schv/1363595, vi/1870412, jln/1871884, sv-2023-2024-demir-235)")
        elif found[0] in ("schv", "vi"):
            self.rows[found] = Row(*found)
            self.again.add(found)
        elif found[0] == "pfile":
            url = services.file(found[1])
            self.direct[url] = _Document(url, "file", fresh=True)
        elif found[0] == "verg":
            self._payload(services.one("verg", f"{found[1]}?aanpassingen=nee&idPrsHighlight=0"))
            self._meeting(found[1], "/plenaire-" in name)
        else:
            url = services.one("jln", found[1])
            page = re.match(r".*/verslag/\d+", urlsplit(name).path) if "://" in name else None
            self.direct[url] = _Document(url, "json", second=OFFICIAL["website"] + page[0] if page else "", fresh=True)

    def _people(self, want: Want) -> None:
        """Members of today with their groups and mandates, and the former members whom the corpus names."""
        from pq_corpus.corpus import CorpusError

        current = self._payload(services.one("vv", "huidige"))
        former = self._payload(services.one("vv", "gewezen"))
        named: set[str] = set()
        with contextlib.suppress(CorpusError):  # the corpus may not be built yet
            named = {who.external_id for q in self.corpus.questions() for who in q.askers if who.external_id}
        idents = [str(item["id"]) for item in objects(current)]
        idents += [str(item["id"]) for item in objects(former) if str(item["id"]) in named]
        for ident in dict.fromkeys(idents):
            url = services.one("vv", ident) + "?lang=nl"
            self.direct[url] = _Document(url, "json", fresh=True)

    def _committees(self, want: Want) -> None:
        found = objects(self._payload(services.one("comm", "huidige")))
        for item in found:
            url = services.one("comm", str(item["id"]))
            self.direct[url] = _Document(url, "json", fresh=True)

    def _legislatures(self, want: Want) -> None:
        self._payload(services.one("leg", "alle"))

    def _meetings(self, want: Want) -> None:
        """The meetings within the days wanted (a session year's, where one is given), with what is on their agendas."""
        spans = [(want.since or want.until or self.today, want.until or self.today)] if want.since or want.until else []
        for year in want.session_years:
            days = calendar.session_year_days(year)
            assert days.first and days.last
            spans.append((days.first, min(days.last, self.today)))
        if not spans:
            self._refuse("meetings", "say of which days: --since and --until, or --session-year")
        for first, last in spans:
            while first <= last:
                end = min(last, first + dt.timedelta(days=30))  # the service is asked for at most 31 days at once
                for type_ in ("comm", "plen"):
                    self._meetings_of(first, end, type_, want)
                first = end + dt.timedelta(days=1)

    def _meetings_of(self, first: dt.date, end: dt.date, type_: str, want: Want) -> None:
        page, got = 1, 0
        while True:
            payload = self._payload(services.meetings(first, end, type_, page))
            found = objects(payload)
            got += len(found)
            for item in found:
                titles = " ".join(str(c.get("titel") or c.get("naam") or "") for c in several(item.get("commissie")) if isinstance(c, dict))
                if not want.committee or _says(titles, want.committee):
                    self._meeting(str(item["id"]), type_ == "plen")
            count = payload.get("count") if isinstance(payload, dict) else None
            if not found or not str(count or "").isdigit() or got >= int(str(count)):
                return
            page += 1

    def _meeting(self, ident: str, plenary: bool = False) -> None:
        """The questions on the agenda of a meeting and the reports of its proceedings; the page of the site where the API has none."""
        agenda, proceedings = services.one("verg", f"{ident}/agd?aanpassingen=nee"), services.one("verg", f"{ident}/hand?idPrsHighlight=0")
        before = len(self.report.refused)
        for payload in (self._payload(agenda), self._payload(proceedings)):
            questions, lines = services.on_agenda(payload)
            for vi in questions:
                self.rows.setdefault(("vi", vi), Row("vi", vi))
            for line in lines:
                url = services.one("jln", line)
                page = website.address("report", "plenary" if plenary else "committee", verg=ident, jln=line)
                self.direct[url] = _Document(url, "json", second=page)
        if len(self.report.refused) > before:
            page = website.address("meeting", verg=ident)
            try:
                data = self.client.get(page, "html").data or b""
                for kind, vi in website.questions(page, data):
                    self.rows.setdefault((kind, vi), Row(kind, vi))
                del self.report.refused[before:]
                self._note(f"meeting {ident}: the open-data API gave no agenda; the page of the website was read instead")
            except Refused as error:
                self._refuse(page, str(error))

    def _payload(self, url: str) -> Any:
        """A payload that is asked for on every run and kept where it is new; {} where it was refused."""
        try:
            answer = self._ask(url)
            if objects(answer.payload):
                self._keep(url, answer)
            self._shapes_of(url, answer.payload)
            return answer.payload
        except Refused as error:
            self._refuse(url, str(error))
            return {}

    # --- lists --------------------------------------------------------------------------------------------------------

    def _asks(self, want: Want) -> Iterator[_Ask]:
        kinds: Sequence[str | None] = want.kinds or ((None,) if want.words else tuple(KINDS))
        meant: list[Listing] = []
        if want.missing:
            meant = sorted({Listing(m.kind, m.session_year) for m in want.missing}, key=str)
        elif want.kinds or want.words or ((want.session_years or want.since or want.until) and not want.names):
            meant = [Listing(k, y, want.since, want.until, w) for k in kinds for y in want.session_years or (None,) for w in want.words or (None,)]
        elif want.update:
            meant = self._asked_before()
        if not want.update:
            yield from (_Ask(one, completes=() if one.since or one.until or want.missing else (one,)) for one in meant)
            return
        for kind, words in dict.fromkeys((one.kind, one.words) for one in meant):
            same = tuple(one for one in meant if (one.kind, one.words) == (kind, words))
            years = tuple(sorted(one.session_year for one in same if one.session_year)) if all(one.session_year for one in same) else ()
            days = [self.complete.get(one.address, "") for one in same]
            if all(days):
                since = dt.date.fromisoformat(min(days)) - LATE
            else:
                asked = [at for url, (at, _) in self.kept.items() if "/api/search/" in url]
                since = (dt.date.fromisoformat(max(asked)[:10]) if asked else self.today) - 4 * LATE
            if len(years) == 1:
                yield _Ask(Listing(kind, years[0], since, words=words))
            else:
                yield _Ask(Listing(kind, since=since, words=words), years=years)
            yield _Ask(Listing(kind, max(years, default=None), words=words), whole=False, completes=same)

    def _asked_before(self) -> list[Listing]:
        """The lists that brought what is here. Where the newest session year was running when it was asked, those since come along."""
        found: dict[Listing, str] = {}
        for url, at in [*((url, at) for url, (at, _) in self.kept.items()), *self.complete.items()]:
            if (listing := services.listing_of(url)) and not services.has_days(url):
                found[listing] = max(found.get(listing, ""), at)
        out = set(found)
        for listing, at in found.items():
            then = calendar.session_year(dt.date.fromisoformat(at[:10]) if at else self.today)
            now = calendar.session_year(self.today)
            if listing.session_year == then:
                out |= {replace(listing, session_year=f"{y}-{y + 1}") for y in range(int(then[:4]), int(now[:4]) + 1)}
        if not out:
            self._refuse("--update", "no list was fetched into this corpus yet, so nothing can be new; begin with --session-year or --topic")
        return sorted(out, key=str)

    def _list(self, ask: _Ask, want: Want) -> None:
        listing = ask.listing
        if ask.years:
            for year in self._years_with_news(ask):
                self._list(_Ask(replace(listing, session_year=year)), want)
            return
        wanted = {m for m in want.missing if (m.kind, m.session_year) == (listing.kind, listing.session_year)}
        before: dict[tuple[str, str], frozenset[str]] = {}
        try:
            for url, page in self._pages(listing, ask.whole, want):
                news, all_wanted = False, True
                for row in page:
                    name = (row.kind, row.ident)
                    known = self.marks.setdefault(name, set())
                    old = before.setdefault(name, frozenset(known))
                    if row.mark and row.mark not in old and old and name in self.leads:
                        self.again.add(name)  # the list says other things of it than it did
                    news = news or row.mark not in known
                    known.add(row.mark)
                    self.listed.add(name)
                    if self._passes(row, want, wanted):
                        other = self.rows.get(name)
                        self.rows[name] = other.joined(row) if other and other.mark else row
                    else:
                        all_wanted = False
                answer = self.answers.pop(url, None)
                if news and answer and all_wanted:  # of what was not asked for, no record is to come
                    self._keep(url, answer)
                self.report.listed = len(self.listed)
                self.tell(f"list: {listing}", len(before), 0, len(self.report.refused))
                if not news and not ask.whole:
                    break
                if wanted and all(any(_is(row, one) for row in self.rows.values()) for one in wanted):
                    return
        except Refused as error:
            self._refuse(listing.address, str(error), str(listing))
            return
        # a list that brought something once cannot be empty
        least = self._least(listing) if ask.whole else int(f"{listing.address}&page=1" in self.kept)
        if len(before) < least and not want.by_website:
            reason = f"the list has {len(before)} questions where at least {least} are known; this run does not count as complete"
            self._refuse(listing.address, reason, str(listing))
            return
        self.complete.update({one.address: self.today.isoformat() for one in ask.completes})

    def _pages(self, listing: Listing, whole: bool, want: Want) -> Iterator[tuple[str, list[Row]]]:
        """The rows of a list, page by page; of the website ("" for the page) where that is asked for, or where the search gives none."""
        why = ""
        if not want.by_website:
            try:
                for url, payload in services.pages(self._page, listing, self.ahead if whole else None):
                    results = services.results(payload)
                    self._shapes([{name: values[0] for name, values in metatags.items()} for _, metatags in results], "row")
                    yield url, [row for row in (services.row(*one) for one in results) if row]
                return
            except Refused as error:
                if not (listing.kind and listing.session_year and not listing.since and not listing.words):
                    raise
                why = str(error)
        if not (listing.kind and listing.session_year):
            raise Refused("the website is asked by kind and session year; give --kind and --session-year")
        try:
            found = website.rows(lambda url: self.client.get(url, "json").payload, listing.kind, listing.session_year)
        except Refused as error:
            raise Refused(f"{why}; and the website: {error}" if why else str(error)) from error
        if why:
            self._note(f"{listing}: the search gave no list ({why}); the list of the website was used instead")
        yield "", found

    def _page(self, url: str) -> Any:
        self.answers[url] = self._ask(url)
        return self.answers[url].payload

    def _least(self, listing: Listing) -> int:
        if listing.words or listing.since or listing.until:
            return 0
        if isinstance(self.at_least, dict):
            return int(self.at_least.get(listing.kind or "", 0))
        return services.expected(listing.kind, listing.session_year, self.today)

    def _years_with_news(self, ask: _Ask) -> list[str]:
        out: set[str] = set()
        try:
            for _, payload in services.pages(self._page, ask.listing):
                out |= {row.session_year for row in services.rows_of(payload) if row.mark not in self.marks.get((row.kind, row.ident), ())}
        except Refused as error:
            self._refuse(ask.listing.address, str(error), str(ask.listing))
        return sorted(out.intersection(ask.years))

    def _passes(self, row: Row, want: Want, wanted: set[Missing]) -> bool:
        if want.missing and not any(_is(row, one) for one in wanted):
            return False
        pairs = ((want.minister, row.minister), (want.asker, row.asker), (want.committee, row.committee))
        return all(not asked or _says(said, asked) for asked, said in pairs)

    def _provisional(self) -> list[str]:
        """The reports kept in a version that was not final, or with turns that were not published yet."""
        out = []
        for url, (_, path) in self.kept.items():
            if "/jln/" in url or "/verslag/" in url:
                with contextlib.suppress(OSError):
                    data = path.read_bytes()
                    if any(mark in data for mark in _PROVISIONAL):
                        out.append(url)
        return out

    # --- objects ------------------------------------------------------------------------------------------------------

    def _lacking(self, kind: str) -> list[str]:
        # sorted, so that batches are the same on every run
        names = sorted((name for name in self.rows if name[0] == kind), key=lambda name: int(name[1]))
        return [ident for _, ident in names if (kind, ident) in self.again or (kind, ident) not in self.leads]

    def _objects(self, want: Want) -> None:
        for kind in () if want.by_website else ("schv", "vi"):
            idents = self._lacking(kind)
            parts = [idents[at : at + BATCH] for at in range(0, len(idents), BATCH)]
            coming = self.ahead.submit(self._ask, services.batch(kind, parts[0])) if parts else None
            for n, part in enumerate(parts):
                now, coming = coming, None
                if n + 1 < len(parts) and not self.api_down:
                    coming = self.ahead.submit(self._ask, services.batch(kind, parts[n + 1]))
                if now:
                    self.tell(f"objects: {kind}", n * BATCH, len(idents) - n * BATCH, len(self.report.refused))
                    self._batch(kind, part, now.result)

    def _batch(self, kind: str, idents: list[str], coming: Callable[[], Answer] | None = None) -> None:
        url = services.batch(kind, idents)
        try:
            answer = coming() if coming else self._ask(url)
        except Refused as error:
            reason = str(error).removeprefix(f"{url}: ")
            self._refuse(url, f"{reason}; the website is asked for their documents instead", f"{len(idents)} {kind} of the open-data API")
            self._no_answer(error)
            return
        self.down = 0
        self._shapes_of(url, answer.payload)
        found = self._lead(kind, answer.payload)
        if found:
            self._keep(url, answer)
        for ident in idents:
            if ident not in found:
                self._refuse(services.one(kind, ident), "the service does not know it")
                self.rows.pop((kind, ident), None)

    # --- documents ----------------------------------------------------------------------------------------------------

    def _documents(self, want: Want) -> None:
        todo = {url: one for url, one in self.direct.items() if one.fresh or url not in self.kept}
        for name, row in self.rows.items():
            if name[0] == "jln":
                url = services.one("jln", row.ident)
                found = [_Document(url, "json", hit=True)]
            else:
                found = list(self._of(name, row, want))
            for one in found:
                self.reports.append(one.url)
                if one.url not in self.kept or name in self.again:
                    todo.setdefault(one.url, one)
        self.reports += self.direct
        failed = self._all(list(todo.values()))
        second = [_Document(one.second, "html") for one in failed if one.second not in self.kept]
        if second:
            self._note(f"{len(second)} reports were asked from the website, since the open-data API did not give them")
            self._all(second)
        if want.names or want.words:
            self._context()

    def _of(self, name: tuple[str, str], row: Row, want: Want) -> Iterator[_Document]:
        """The documents of a question: files of its answer, attachments where asked for, its reports."""
        lead = self.leads.get(name)
        if name[0] == "schv":
            files = (lead.files if lead else ()) + row.files
            if not files and (lead is None or not (lead.unanswered or lead.gone)):
                files = tuple(self._page_links("written", row, website.files))
            for ident in dict.fromkeys(files):
                yield _Document(services.file(ident), "file")
            for ident in dict.fromkeys((lead.attachments if lead else ()) + row.attachments) if want.attachments else ():
                yield _Document(services.file(ident), "file", {"attachment_of": f"schv/{row.ident}"})
            return
        reports = lead.reports if lead else ()
        if lead is None and (row.report is None or self.api_down):
            for page in self._page_links("oral", row, website.reports):
                yield _Document(page, "html")
            return
        if not reports and row.report:
            reports = ((row.report, "", False),)
        for jln, verg, plenary in reports:
            page = website.address("report", "plenary" if plenary else "committee", verg=verg, jln=jln) if verg else ""
            yield _Document(services.one("jln", jln), "json", second=page)

    def _page_links(self, kind: str, row: Row, read: Callable[[str, bytes], list[str]]) -> list[str]:
        page = website.address(kind, id=row.ident)
        if kind == "oral" and (known := self.linked.get(page)) and (kind, row.ident) not in self.again and all(url in self.kept for url in known):
            return known
        try:
            found = read(page, self.client.get(page, "html").data or b"")
        except Refused as error:
            self._refuse(page, str(error))
            self._no_answer(error)
            return []
        self.down = 0
        if kind == "oral":
            self.linked[page] = found
        return found

    def _context(self) -> None:
        """The questions that are handled in one report with those asked for."""
        others: set[str] = set()
        self._commit()
        for url in self.reports:
            if "/jln/" in url and url in self.kept:
                with contextlib.suppress(OSError, ValueError):
                    for item in objects(decode(self.kept[url][1].read_bytes())):
                        others.update(services.joined(item))
        lacking = sorted((i for i in others if ("vi", i) not in self.leads), key=int)
        for at in range(0, len(lacking), BATCH):
            self._batch("vi", lacking[at : at + BATCH])

    def _all(self, todo: Sequence[_Document]) -> list[_Document]:
        """Get and keep every document, some at once, one writer; returns those that failed and have a second way."""
        out: queue.Queue[tuple[_Document, Answer | Exception]] = queue.Queue(maxsize=256)
        waiting, lock, stop = iter(todo), threading.Lock(), threading.Event()
        failed: list[_Document] = []

        def work() -> None:
            while not stop.is_set():
                with lock:
                    one = next(waiting, None)
                if one is None:
                    return
                if self.api_down and one.second:
                    one = _Document(one.second, "html")
                try:
                    etag, modified = self.validators.get(one.url, (None, None)) if one.url in self.kept else (None, None)
                    answer: Answer | Exception = self.client.get(one.url, one.expect, etag=etag, modified=modified)
                except Exception as error:
                    answer = error
                out.put((one, answer))

        threads = [threading.Thread(target=work, daemon=True) for _ in range(min(self.workers, len(todo)))]
        for thread in threads:
            thread.start()
        done = 0
        try:
            while done < len(todo):
                try:
                    one, answer = out.get(timeout=COMMIT[1])
                except queue.Empty:
                    self._commit()
                    continue
                done += 1
                self._came(one, answer, failed, len(todo) - done)
                self.tell("documents", done, len(todo) - done, len(self.report.refused))
        except BaseException:
            self.report.left = len(todo) - done
            raise
        finally:
            stop.set()
            while any(thread.is_alive() for thread in threads):
                with contextlib.suppress(queue.Empty):
                    out.get(timeout=0.05)
        return failed

    def _came(self, one: _Document, answer: Answer | Exception, failed: list[_Document], left: int) -> None:
        if isinstance(answer, Answer):
            self.down = 0
            try:
                if answer.data is not None and one.expect == "html" and "/verslag/" in one.url:
                    website.check_report(one.url, answer.data)
                self._shapes_of(one.url, answer.payload)
                if one.hit and not any(services.joined(item) for item in objects(answer.payload)):
                    self._note("some reports that the lists name handle no question (debates, bills) and were not kept")
                    return
                self._keep(one.url, answer, one.meta)
                return
            except Refused as error:
                answer = error
        if not isinstance(answer, Refused):
            raise answer
        if one.second:
            failed.append(one)
        else:
            self._refuse(one.url, str(answer))
        self._no_answer(answer)

    def _no_answer(self, error: Refused) -> None:
        """Leave a service alone that does not answer any more: first the open-data API, then all of them."""
        if not isinstance(error, Unreachable):
            return
        self.down += 1
        if not self.api_down and self.down >= DOWN // 3 and OFFICIAL["opendata"] in str(error):
            self.api_down, self.down = True, 0
            self._refuse(OFFICIAL["opendata"], "it does not answer any more, so it was not asked for the rest; the website is asked instead")
        elif self.down >= DOWN:
            self._refuse("the rest", f"the services gave no answer {self.down} times in a row, so the run stopped; run the same command again later")
            raise _Stop

    # --- keeping ------------------------------------------------------------------------------------------------------

    def _ask(self, url: str) -> Answer:
        """A payload, asked again only if it changed since it was kept."""
        etag, modified = self.validators.get(url, (None, None)) if url in self.kept else (None, None)
        answer = self.client.get(url, "json", etag=etag, modified=modified)
        if answer.data is None:
            try:
                data = self.kept[url][1].read_bytes()
                return replace(answer, data=data, payload=decode(data), retrieved_at=self.kept[url][0])
            except (OSError, ValueError):
                return self.client.get(url, "json")
        return answer

    def _keep(self, url: str, answer: Answer, meta: dict[str, str] | None = None) -> None:
        if self.dry:
            return
        if answer.data is None or (url in self.kept and answer.data == _bytes(self.kept[url][1])):
            self.report.same += 1
            self.same.append((url, self.kept[url][1].name[:64]))
            return
        self.validators[url] = [answer.etag, answer.modified]
        said = {"url": url, "retrieved_at": answer.retrieved_at, **self.origin, **(meta or {})}
        name = _name(url, answer.data)
        if not self.pending:
            self.pending_since = time.monotonic()
        self.pending.append(raw.Item(answer.data, name, said))
        self.report.new += 1
        if len(self.pending) >= COMMIT[0] or time.monotonic() - self.pending_since > COMMIT[1]:
            self._commit()

    def _commit(self) -> None:
        """Make safe what came; only then it counts as kept."""
        items, self.pending = self.pending, []
        if not items:
            return
        try:
            kept = raw.keep_all(self.corpus.raw, items)
        except OSError as error:
            self.report.new -= len(items)
            for item in items:
                self._refuse(item.meta["url"], f"it could not be kept: {error.strerror}; nothing half-written is left; make room and run the same command again")
            raise _Stop from error
        for item, (sha, _) in zip(items, kept, strict=True):
            self.new.append((item.meta["url"], sha))
            self.kept[item.meta["url"]] = (item.meta["retrieved_at"], self.corpus.raw / sha[:2] / (sha + Path(item.name or "").suffix))

    def _refuse(self, url: str, reason: str, what: str = "") -> None:
        self.report.refused.append({"what": what or url, "url": url, "reason": reason.removeprefix(f"{url}: ")})

    def _note(self, words: str) -> None:
        if words not in self.report.notes:
            self.report.notes.append(words)

    def _shapes_of(self, url: str, payload: Any) -> None:
        if m := re.search(r"/opendata/(schv|vi|jln|verg|vv|comm|leg)/(?!\d+/)", url):
            self._shapes(objects(payload), m[1])

    def _shapes(self, items: list[dict[str, Any]], kind: str) -> None:
        """Say once a run what payloads lack, or have and we do not know."""
        for item in items:
            lacking, unknown = services.differs(item, kind)
            if lacking:
                self._note(f"{kind}: {', '.join(lacking)} missing; the service may have changed (see docs/live-check.md)")
            if unknown:
                self._note(f"{kind}: unknown keys {', '.join(unknown)}; nothing of them is read (see docs/live-check.md)")

    def _save(self) -> None:
        if self.report.refused:
            before = json.loads(self.journal.read_text()).get("complete", {}) if self.journal.exists() else {}
            self.seen["complete"] = before
        temporary = self.journal.with_suffix(".tmp")
        try:
            self.corpus.derived.mkdir(exist_ok=True)
            temporary.write_text(json.dumps(self.seen))
            os.replace(temporary, self.journal)
            (self.corpus.derived / "refused.json").write_text(json.dumps(self.report.refused, ensure_ascii=False, indent=1))
        except OSError:
            pass  # the journal only saves requests; without it everything is asked whole

    # --- dry runs -----------------------------------------------------------------------------------------------------

    def _estimate(self, want: Want) -> None:
        """What a run would ask for, in requests and bytes: exact where the payload of a question is here, else one document each."""
        sizes: dict[str, list[int]] = {}
        for url, (_, path) in self.kept.items():
            for sort in USUAL:
                if sort in url:
                    with contextlib.suppress(OSError):
                        sizes.setdefault(sort, []).append(path.stat().st_size)
        mean = {sort: sum(sizes[sort]) // len(sizes[sort]) if sort in sizes else usual for sort, usual in USUAL.items()}
        batches = 0 if want.by_website else sum(-(-len(self._lacking(kind)) // BATCH) for kind in ("schv", "vi"))
        urls = {url for url in self.direct if url not in self.kept or want.update}
        for name, row in self.rows.items():
            lead = self.leads.get(name)
            if name[0] == "schv":
                files = (lead.files if lead else ()) + row.files or (() if lead else (f"of {row.ident}",))
                files += (lead.attachments if lead else ()) + row.attachments if want.attachments else ()
                urls |= {services.file(file) for file in files}
            else:
                urls |= {services.one("jln", jln) for jln, _, _ in lead.reports} if lead else {services.one("jln", row.report or f"of {row.ident}")}
        urls -= self.kept.keys()
        written = sum(name[0] == "schv" for name in self.rows)
        self.report.planned = {
            "written": written, "oral": len(self.rows) - written, "requests": batches + len(urls),
            "bytes": batches * mean["lijst"] + sum(mean["pfile" if "pfile" in url else "jln"] for url in urls),
        }  # fmt: skip


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _name(url: str, data: bytes) -> str:
    """A name by which a person knows the document again: jln-1871884.json, pfile-2010275.pdf, schv-lijst.json."""
    parts = urlsplit(url)
    words = [word for word in parts.path.split("/") if word][-2:]
    words = ["zoek"] if "/api/search/" in url else words[-1:] if words[-1] == "pfile" else words
    ident = re.fullmatch(r"id=(\d+)", parts.query)
    return "-".join([*words, *([ident[1]] if ident else [])]) + _extension(data)


def _extension(data: bytes) -> str:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    for start, extension in ((b"%pdf-", ".pdf"), (b"pk\x03\x04", ".docx"), (b"\xd0\xcf\x11\xe0", ".doc"), (b"{\\rtf", ".rtf"), (b"<?xml", ".xml"),
                             (b"<!doctype html", ".html"), (b"<html", ".html"), (b"{", ".json"), (b"[", ".json"), (b"<", ".xml")):  # fmt: skip
        if head.startswith(start):
            if extension == ".docx" and b"xl/" in data[:4096] + data[-4096:]:
                return ".xlsx"
            return extension
    return ""


def _says(said: str, asked: str) -> bool:
    """Whether a name or title holds every word asked for, in whatever order ("Demir, Zuhal")."""
    words = key(said.replace(",", " ").replace(";", " ")).split()
    return all(any(word.startswith(part) for word in words) for part in key(asked).split())


def _is(row: Row, missing: Missing) -> bool:
    written = missing.kind == "written_question"
    if (row.kind, row.session_year, row.number) != ("schv" if written else "vi", missing.session_year, missing.number):
        return False
    return not written or missing.minister in {slug(strip(name)[0]) for name in row.minister.split("; ")}


def gaps(corpus: Corpus) -> list[dict[str, Any]]:
    """The series of numbers and their holes: written per minister and session year, oral per kind and session year.

    `missing` are numbers below the highest known one whose question is not here, or only as lists and payloads name it though it was
    answered or handled (what lies above cannot be told); `explained` are those that have no answer because the question was withdrawn
    or became another one.
    """
    series: dict[tuple[str, str, str], set[int]] = {}
    explained: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    highest: dict[tuple[str, str, str], int] = {}
    names: dict[str, str] = {}
    for q in corpus.questions():
        if q.number is None or not q.session_year:
            continue
        who = slug(q.addressees[0].name) if q.kind == "written_question" and q.addressees else ""
        names[who] = q.addressees[0].name if who else ""
        highest[q.kind, q.session_year, who] = max(q.number, highest.get((q.kind, q.session_year, who), 0))
        numbers = series.setdefault((q.kind, q.session_year, who), set())
        if not _lacks_text(q):
            numbers.add(q.number)
        if why := next((p.removeprefix("status: ") for p in q.problems if p.startswith("status: ")), None):
            explained.setdefault((q.kind, q.session_year, who), []).append({"number": q.number, "id": q.id, "why": why})
    out = []
    for one, numbers in sorted(series.items()):
        lacking = sorted(set(range(1, highest[one] + 1)) - numbers)
        told = sorted(explained.get(one, []), key=lambda e: e["number"])
        if lacking or told:
            kind, year, who = one
            out.append({"kind": kind, "session_year": year, "minister": names[who] or None, "known": len(numbers), "highest": highest[one],
                        "missing": lacking, "explained": told})  # fmt: skip
    return out


def _lacks_text(q: Question) -> bool:
    """Whether a question that has an answer or was handled is here without the document that says so."""
    named_only = all(source.layout in ("api.row", "api.schv", "api.vi") for source in q.sources)
    handled = q.answered_on or q.published_on or q.debated_on or q.external_ids.get("jln")
    return bool(named_only and handled) and not any(problem.startswith("status: ") for problem in q.problems)


def missing(holes: Iterable[dict[str, Any]]) -> frozenset[Missing]:
    """The questions that the holes of `gaps` lack."""
    return frozenset(
        Missing(h["kind"], h["session_year"], slug(h["minister"]) if h["minister"] else "", str(n)) for h in holes for n in h["missing"]
    )
