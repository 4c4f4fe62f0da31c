"""Bring documents here: plan from lists, ask only for what is missing, keep each whole, say what was refused.

What is kept is the memory: the raw store's sidecars name each address, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from pq_corpus import raw
from pq_corpus.sources import services
from pq_corpus.sources.http import Answer, Client, Expected, Refused

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus

BATCH = 100
Tell = Callable[[int, int, int], None]  # done, left, refused


@dataclass(frozen=True)
class Want:
    """What to fetch: names (ids, addresses, "people"), or lists by kind, session year, days, words; `only` limits rows."""

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
    only: frozenset[tuple[str, str, str]] | None = None  # (kind, session year, number) of known gaps


@dataclass
class Report:
    """What a run did: documents new here, asked again and the same, refused with the reason; requests; unknown shapes."""

    new: int = 0
    same: int = 0
    listed: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    requests: int = 0
    notes: list[str] = field(default_factory=list)
    planned: dict[str, int] = field(default_factory=dict)


class Fetch:
    """One run of fetching into a corpus."""

    def __init__(self, corpus: Corpus, client: Client, tell: Tell | None = None) -> None:
        self.corpus, self.client = corpus, client
        self.tell = tell or (lambda done, left, refused: None)
        self.report = Report()
        settings = corpus.settings.get("sources", {})
        self.workers = max(1, int(settings.get("at_once", 2)))
        self.kept: dict[str, str] = {}
        for document in raw.scan(corpus.raw).documents:
            if document.provenance.url:
                self.kept[document.provenance.url] = document.sha256
        self.journal = corpus.derived / "fetch.json"
        try:
            self.seen: dict[str, dict[str, Any]] = json.loads(self.journal.read_text())
        except (OSError, ValueError):
            self.seen = {}

    def run(self, want: Want, *, dry: bool = False) -> Report:
        """Fetch what is wanted. Never raises for a document; what was refused is listed in the report."""
        try:
            self._run(want, dry)
        finally:
            self._save()
            self.report.requests = self.client.requests
        return self.report

    def _run(self, want: Want, dry: bool) -> None:
        files: dict[str, None] = {}
        written: dict[str, bool] = {}  # id -> ask again although it is here
        oral: dict[str, bool] = {}
        direct: list[str] = []
        for name in want.names:
            if name == "people":
                direct.append(services.one("vv", "huidige"))
                continue
            found = services.address(name)
            if found is None:
                self._refuse(name, "no id or address of Parliament's (an address of its site, schv/1363595, vi/1870412, jln/1871884)")
            elif found[0] == "pfile":
                files[found[1]] = None
            elif found[0] == "jln":
                direct.append(services.one(*found))
            else:
                (written if found[0] == "schv" else oral)[found[1]] = True
        for row in self._rows(want):
            again = want.update and (not row.answered if row.kind == "schv" else False)
            target = written if row.kind == "schv" else oral
            target[row.ident] = target.get(row.ident, False) or again
        if dry:
            batches = -(-len(written) // BATCH) + -(-len(oral) // BATCH)
            self.report.planned = {
                "written": len(written),
                "oral": len(oral),
                "requests_at_most": batches + len(written) + len(oral) + len(files) + len(direct),
            }
            return
        have = self._have()
        for kind, wanted in (("schv", written), ("vi", oral)):
            # sorted, so that batches are the same on every run
            lacking = [i for i in sorted(wanted, key=int) if wanted[i] or (kind, i) not in have]
            for at in range(0, len(lacking), BATCH):
                self._batch(kind, lacking[at : at + BATCH], have)
            for ident in wanted:
                for found_kind, other in have.get((kind, ident), ()):
                    if found_kind == "pfile":
                        files[other] = None
                    else:
                        direct.append(services.one("jln", other))
        reports = list(dict.fromkeys(direct))
        provisional = self._provisional() if want.update else set()
        todo: list[tuple[str, Expected]] = [(services.file(i), "pdf") for i in files if services.file(i) not in self.kept]
        todo += [(url, "json") for url in reports if url not in self.kept or url in provisional or "/vv/" in url]
        self._all(todo)

    # --- lists ----------------------------------------------------------------------------------------------------------

    def _rows(self, want: Want) -> Iterator[services.Row]:
        if not (want.kinds or want.session_years or want.words or want.since or want.until):
            return
        for kind in want.kinds or (None,) if want.words else want.kinds or tuple(services.KINDS):
            for year in want.session_years or (None,):
                for words in want.words or (None,):
                    limits: dict[str, Any] = {"session_year": year, "since": want.since, "until": want.until, "words": words}
                    got = 0
                    try:
                        for row in services.rows(self._list, kind, **limits):
                            got += 1
                            if _wanted(row, want):
                                self.report.listed += 1
                                yield row
                    except Refused as error:
                        self._refuse(services.listing(kind, **limits), str(error))
                        continue
                    least = expected(kind, year) if not (words or want.since or want.until) else 0
                    if got < least:
                        self._refuse(
                            services.listing(kind, **limits),
                            f"the list has {got} rows where at least {least} are known; this run does not count as complete",
                        )

    def _list(self, url: str) -> Any:
        answer = self._ask(url, "json")
        assert answer.data is not None
        payload = services.decode(answer.data)
        if (payload.get("result") or []) if isinstance(payload, dict) else True:
            self._keep(url, answer)
        return payload

    def _have(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """The objects whose payload lies here, each with the documents that it leads to."""
        out: dict[tuple[str, str], list[tuple[str, str]]] = {}
        by_hash = {sha: url for url, sha in self.kept.items()}
        for document in raw.scan(self.corpus.raw).documents:
            url = by_hash.get(document.sha256, "")
            for kind in ("schv", "vi"):
                if f"/opendata/{kind}/" in url:
                    self._leads(kind, services.decode(document.read()), out)
        return out

    def _leads(self, kind: str, payload: Any, have: dict[tuple[str, str], list[tuple[str, str]]]) -> None:
        for item in services.objects(payload, kind):
            lacking = services.missing_keys(item, kind)
            note = f"{kind}: {', '.join(lacking)} missing; the service may have changed (see docs/live-check.md)"
            if lacking and note not in self.report.notes:
                self.report.notes.append(note)
            file = services.answer_file(item) if kind == "schv" else None
            leads = [("pfile", file)] if file else [("jln", j) for j in services.reports(item)] if kind == "vi" else []
            have[(kind, str(item["id"]))] = leads

    def _batch(self, kind: str, idents: list[str], have: dict[tuple[str, str], list[tuple[str, str]]]) -> None:
        url = services.batch(kind, idents)
        try:
            answer = self._ask(url, "json")
            assert answer.data is not None
            payload = services.decode(answer.data)
        except Refused as error:
            self._refuse(url, str(error))
            return
        found = {str(item["id"]) for item in services.objects(payload, kind)}
        if found:
            self._keep(url, answer)
        self._leads(kind, payload, have)
        for ident in idents:
            if ident not in found:
                self._refuse(services.one(kind, ident), "the service does not know it")

    def _provisional(self) -> set[str]:
        """The reports whose record lacks turns that were not published yet."""
        try:
            questions: Iterable[Any] = self.corpus.questions()
            return {s.url for q in questions if any(turn.missing for turn in q.interventions) for s in q.sources if s.url}
        except Exception as error:
            from pq_corpus.corpus import CorpusError

            if isinstance(error, CorpusError):
                return set()
            raise

    # --- documents ------------------------------------------------------------------------------------------------------

    def _all(self, todo: Sequence[tuple[str, Expected]]) -> None:
        """Get and keep every document, a few at once; never more asked than are waited for."""
        left, done = iter(todo), 0
        with ThreadPoolExecutor(self.workers) as pool:
            waiting: dict[Future[Answer], str] = {}

            def more(n: int) -> None:
                for url, expect in islice(left, n):
                    waiting[pool.submit(self.client.get, url, expect)] = url

            more(self.workers * 4)
            while waiting:
                finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    url = waiting.pop(future)
                    done += 1
                    try:
                        self._keep(url, future.result())
                    except Refused as error:
                        self._refuse(url, str(error))
                    except OSError as error:
                        for other in waiting:
                            other.cancel()
                        self._refuse(url, f"it could not be kept: {error.strerror}; nothing half-written is left")
                        return
                more(len(finished))
                self.tell(done, len(todo) - done, len(self.report.refused))

    def _ask(self, url: str, expect: Expected) -> Answer:
        known = self.seen.get(url, {}) if url in self.kept else {}
        answer = self.client.get(url, expect, etag=known.get("etag"), modified=known.get("modified"))
        if answer.data is None:
            sha = self.kept[url]
            path = next(p for p in (self.corpus.raw / sha[:2]).glob(f"{sha}*") if ".meta" not in p.name)
            return Answer(path.read_bytes(), known.get("at") or answer.retrieved_at, answer.etag, answer.modified)
        self.seen[url] = {"etag": answer.etag, "modified": answer.modified, "at": answer.retrieved_at}
        return answer

    def _keep(self, url: str, answer: Answer) -> None:
        assert answer.data is not None
        name = (
            "document.pdf"
            if answer.data.startswith(b"%PDF-")
            else "document.xml"
            if answer.data.lstrip()[:5] == b"<?xml"
            else "document.json"
        )
        import hashlib

        sha = hashlib.sha256(answer.data).hexdigest()
        if self.kept.get(url) == sha:
            self.report.same += 1
            return
        raw.keep(self.corpus.raw, answer.data, name, {"url": url, "retrieved_at": answer.retrieved_at})
        self.kept[url] = sha
        self.report.new += 1

    def _refuse(self, url: str, reason: str) -> None:
        self.report.refused.append({"url": url, "reason": reason})

    def _save(self) -> None:
        temporary = self.journal.with_suffix(".tmp")
        try:
            self.corpus.derived.mkdir(exist_ok=True)
            temporary.write_text(json.dumps(self.seen))
            os.replace(temporary, self.journal)
            (self.corpus.derived / "refused.json").write_text(json.dumps(self.report.refused, ensure_ascii=False, indent=1))
        except OSError:
            pass  # the journal only saves requests; without it the lists are asked whole


def _wanted(row: services.Row, want: Want) -> bool:
    if want.only is not None and (row.kind, row.session_year, row.number) not in want.only:
        return False
    pairs = ((want.minister, row.minister), (want.asker, row.asker), (want.committee, row.committee))
    return all(not asked or asked.casefold() in said.casefold() for asked, said in pairs)


def expected(kind: str | None, session_year: str | None) -> int:
    """The least number of rows that a whole list is known to have; 1 where nothing is known of that year."""
    import csv
    from importlib import resources

    if session_year is None:
        return 1
    text = (resources.files("pq_corpus.parliament") / "data" / "expected.csv").read_text(encoding="utf-8")
    known = {(row["kind"], row["session_year"]): int(row["at_least"]) for row in csv.DictReader(text.splitlines())}
    return known.get((kind or "", session_year), 1)


def gaps(corpus: Corpus) -> list[dict[str, Any]]:
    """The holes in each series of numbers: written per minister and session year, oral per session year.

    Numbers run from 1; what lies after the highest known one cannot be told.
    """
    series: dict[tuple[str, str, str], set[int]] = {}
    for q in corpus.questions():
        if q.number is not None and q.session_year:
            written = q.kind == "written_question"
            who = q.addressees[0].name if written and q.addressees else ""
            series.setdefault(("schv" if written else "vi", q.session_year, who), set()).add(q.number)
    out = []
    for (kind, year, minister), numbers in sorted(series.items()):
        lacking = sorted(set(range(1, max(numbers) + 1)) - numbers)
        if lacking:
            out.append({"kind": kind, "session_year": year, "minister": minister or None, "known": len(numbers), "missing": lacking})
    return out
