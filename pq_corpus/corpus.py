"""A corpus folder, and the one way of the data through it: add, build, ask."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pq_corpus.store import Damaged, Store

if TYPE_CHECKING:  # the records, and all that validates, are loaded only by what uses them: a search starts without
    from pq_corpus import raw
    from pq_corpus.records import Commitment, Event, Question, Review, Span, TrackedCommitment
    from pq_corpus.track.reviews import Look
    from pq_corpus.track.topics import Topic

REVIEWS_MERGE = "*.jsonl merge=union\n"  # lines are only ever added, in any order: git keeps those of both sides
STEP = 100  # documents or questions in one transaction
Progress = Callable[[str, int, int], None]


class CorpusError(Exception):
    """Something the user can mend; the message says what, where and what to do."""


class Busy(CorpusError):
    """Another process is writing to this corpus."""


@dataclass
class AddReport:
    """What `add` did with each path: kept anew, kept already, or refused with the reason."""

    added: list[dict[str, str]] = field(default_factory=list)
    unchanged: list[dict[str, str]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)


@dataclass
class BuildReport:
    """What a build found and did; `changed` and `removed` count questions."""

    documents: int = 0
    questions: int = 0
    changed: int = 0
    removed: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0


def init(folder: Path) -> Corpus:
    """A new corpus folder with the SIO topic in it. Raises CorpusError where one lies there already."""
    if (folder / "corpus.toml").exists():
        raise CorpusError(f"{folder} already holds a corpus; choose another folder")
    data = resources.files("pq_corpus") / "data"
    try:
        for name in ("raw", "topics", "reviews"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for topic in (data / "topics").iterdir():
            target = folder / "topics" / topic.name
            if not target.exists():
                target.write_bytes(topic.read_bytes())
        (folder / ".gitignore").write_text(".derived/\n")
        (folder / "reviews" / ".gitattributes").write_text(REVIEWS_MERGE)
        (folder / "corpus.toml").write_bytes((data / "corpus.toml").read_bytes())
    except OSError as error:
        raise CorpusError(f"{folder} cannot be made: {error.strerror}") from error
    return Corpus(folder)


class Corpus:
    """A corpus folder. Opening builds nothing; `build` brings the derived part in step with the documents."""

    def __init__(self, folder: Path | str) -> None:
        """Open a folder that `init` made. Raises CorpusError where it holds no corpus."""
        self.folder = Path(folder)
        if not (self.folder / "corpus.toml").is_file():
            raise CorpusError(f"{self.folder} holds no corpus (no corpus.toml); make one with: pq init {self.folder}")
        self.raw = self.folder / "raw"
        self.derived = self.folder / ".derived"

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The content of corpus.toml. Raises CorpusError where it is no valid TOML."""
        try:
            return tomllib.loads((self.folder / "corpus.toml").read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CorpusError(f"{self.folder / 'corpus.toml'} is no valid TOML: {error}") from error

    @cached_property
    def topics(self) -> list[Topic]:
        """The topics of the corpus. Raises CorpusError for a file that cannot be used."""
        from pq_corpus.track.topics import BadTopic, load

        try:
            return load(self.folder / "topics")
        except BadTopic as error:
            raise CorpusError(f"topics/{error}") from error

    def topic(self, ident: str) -> Topic:
        """A topic by id, whatever the case. Raises CorpusError where there is none."""
        for topic in self.topics:
            if topic.id.casefold() == ident.casefold():
                return topic
        known = ", ".join(topic.id for topic in self.topics) or "none"
        raise CorpusError(f"there is no topic {ident!r}; known are: {known}")

    @cached_property
    def store(self) -> Store:
        """The store, for reading. Raises CorpusError where nothing was built yet."""
        try:
            return Store(self.derived / "corpus.sqlite")
        except FileNotFoundError:
            raise CorpusError(f"{self.folder} was not built yet; run: pq --corpus {self.folder} build") from None
        except Damaged as error:
            raise CorpusError(str(error)) from error

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the corpus for writing. The lock dies with the process. Raises Busy where another holds it."""
        import fcntl

        try:
            self.derived.mkdir(exist_ok=True)
            file = open(self.derived / "lock", "a")  # noqa: SIM115
        except OSError as error:
            raise CorpusError(f"{self.derived} cannot be written: {error.strerror}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Busy(f"another process is writing to {self.folder}; wait until it has ended") from None
            yield

    # --- add -----------------------------------------------------------------------------------------------------------

    def add(self, paths: Iterable[str | Path], meta: Mapping[str, str] | None = None) -> AddReport:
        """Keep files, folders, archives (zip, tar), and what addresses of Parliament's lead to (without `meta`, which is said of files).

        Raises raw.BadMeta for a supplied fact of the wrong form."""
        from pq_corpus import raw

        known = raw.meta_from(meta or {})
        report = AddReport()
        asked = [str(path) for path in paths]
        urls = [path for path in asked if path.startswith(("http://", "https://"))]
        with self.lock():
            if urls:
                self._add_addresses(urls, report)
            for path in (path for path in asked if path not in urls):
                for name, data in _contents(Path(path)):
                    if isinstance(data, str):
                        report.refused.append({"path": name, "reason": data})
                        continue
                    try:
                        sha, new = raw.keep(self.raw, data, Path(name).name, known)
                    except OSError as error:
                        report.refused.append(
                            {"path": name, "reason": f"it could not be kept: {error.strerror}; nothing half-written is left"}
                        )
                        continue
                    (report.added if new else report.unchanged).append({"path": name, "sha256": sha})
        return report

    def _add_addresses(self, urls: list[str], report: AddReport) -> None:
        from pq_corpus.sources.fetch import Fetch, Want
        from pq_corpus.sources.http import Client, Refused

        try:
            client = Client(self.settings.get("sources", {}))
        except Refused as error:
            raise CorpusError(str(error)) from error
        run = Fetch(self, client)
        said = run.run(Want(names=tuple(urls)))
        client.close()
        report.added += [{"path": url, "sha256": sha} for url, sha in run.new]
        report.unchanged += [{"path": url, "sha256": sha} for url, sha in run.same]
        report.refused += [{"path": one["url"], "reason": one["reason"]} for one in said.refused]

    # --- build ---------------------------------------------------------------------------------------------------------

    def build(self, *, full: bool = False, progress: Progress | None = None) -> BuildReport:
        """Parse, enrich, store and index what changed; killed at any point, the next build completes the work."""
        import time

        from pq_corpus import raw

        began = time.monotonic()
        tell = progress or (lambda step, done, total: None)
        with self.lock():
            raw.tidy(self.raw)
            self.__dict__.pop("store", None)
            store = Store(self.derived / "corpus.sqlite", create=True)
            try:
                report = self._build(store, full, tell)
            finally:
                store.close()
        report.seconds = round(time.monotonic() - began, 3)
        return report

    def _build(self, store: Store, full: bool, tell: Progress) -> BuildReport:
        from pq_corpus import raw
        from pq_corpus.export import rows
        from pq_corpus.parliament import people
        from pq_corpus.search import engine

        found = raw.scan(self.raw)
        people.learn(_members(found))
        code = _code_fingerprint(people.learned())
        if full:
            with store.step():
                store.set_meta("code", "")
        again = store.meta("code") != code
        old = store.fingerprints()
        present = {document.sha256 for document in found.documents}
        todo = [d for d in found.documents if again or old.get(d.sha256) != d.fingerprint]
        if again and old:  # what was parsed by other rules is parsed anew, and a killed rebuild starts where it stopped
            with store.step():
                store.db.execute("UPDATE documents SET fingerprint=''")
                store.db.execute("UPDATE questions SET fingerprint=''")
                store.set_meta("code", code)
            todo = list(found.documents)
        elif again:
            with store.step():
                store.set_meta("code", code)
        for at in range(0, len(todo), STEP):
            with store.step():
                for document in todo[at : at + STEP]:
                    self._parse(store, document)
            tell("lezen", min(at + STEP, len(todo)), len(todo))
        with store.step():
            store.drop_documents(set(old) - present)
        changed, removed = self._merge(store, tell)
        self._resolve(store)
        self._cues(store, tell)
        waiting = store.waiting()
        tell("tabellen", 0, 1)
        rows.update(store, waiting, self.topics)
        tell("tabellen", 1, 1)
        topics_mark = hashlib.sha256("".join(t.model_dump_json() for t in self.topics).encode()).hexdigest()
        index = self.derived / "index"
        if engine.state(index) != "ours" or store.meta("topics") != topics_mark:
            tell("index", 0, 1)
            engine.rebuild(index, self._indexable(store, store.ids()), self.topics)
        elif waiting:
            live = [ident for ident in waiting if store.question(ident)]
            engine.update(index, self._indexable(store, live), [i for i in waiting if i not in set(live)], self.topics)
        with store.step():
            store.indexed(waiting)
            store.set_meta("topics", topics_mark)
        tell("index", 1, 1)
        problems = [*found.problems, *store.problems()]
        return BuildReport(
            documents=len(found.documents), questions=len(store.ids()), changed=changed, removed=removed,
            problems=[{"path": path, "reason": reason} for path, reason in sorted(problems)],
        )  # fmt: skip

    def _indexable(self, store: Store, idents: Iterable[str]) -> Iterator[tuple[Question, list[Commitment], list[str]]]:
        from pq_corpus.track.topics import of_question

        for ident in idents:
            if question := store.question(ident):
                yield question, store.commitments(ident), list(of_question(question, self.topics))

    def _parse(self, store: Store, document: raw.RawDocument) -> None:
        from pq_corpus import parse

        path = document.path.relative_to(self.folder).as_posix()
        name = document.provenance.name
        shown = f"{path} ({name})" if name else path
        layout = media = None
        text, problem, drafts = "", None, []
        if document.provenance.attachment_of:
            store.put_document(document.sha256, shown, document.fingerprint, "attachment", None, "", None, [])
            return
        origin = parse.Origin(document.sha256, document.provenance.url, path, document.provenance.retrieved_at)
        supplied = dict(document.provenance.supplied)
        if document.provenance.url:
            supplied["url"] = document.provenance.url
        try:
            read, parsed = parse.parse(document.read(), supplied, origin)
            layout, media, text = parsed.layout, read.media, parsed.text
            drafts = [(_keys(q), hashlib.sha256(q.model_dump_json().encode()).hexdigest(), q) for q in parsed.questions]
            if not drafts and parsed.problems:
                problem = parsed.problems[0]
        except parse.NoLayout as error:
            problem, text, media = str(error), error.document.text, error.document.media
        except OSError:
            problem = "the file cannot be read; give yourself read rights on it"
        except ValueError as error:
            problem = str(error).splitlines()[0]
        store.put_document(document.sha256, shown, document.fingerprint, layout, media, text, problem, drafts)

    def _merge(self, store: Store, tell: Progress) -> tuple[int, int]:
        """Drafts of the same question become one record, enriched; returns how many changed and went."""
        from pq_corpus.language.enrich import enrich
        from pq_corpus.parse.merge import merge

        groups = _groups(store.draft_keys())
        marks = store.question_fingerprints()
        known_by_mark = {mark: ident for ident, mark in marks.items() if mark}
        current: set[str] = set()
        todo: list[tuple[str, list[tuple[str, int]]]] = []
        for mark, members in groups:
            if mark in known_by_mark:
                current.add(known_by_mark[mark])
            else:
                todo.append((mark, members))
        text_of = lru_cache(maxsize=256)(store.text)
        changed = 0
        for at in range(0, len(todo), STEP):
            with store.step():
                for mark, members in todo[at : at + STEP]:
                    question = merge([store.draft(sha, seq) for sha, seq in members])
                    question, commitments = enrich(question, text_of)
                    store.put_question(question, mark, _names(question), commitments)
                    current.add(question.id)
                    changed += 1
            tell("verrijken", min(at + STEP, len(todo)), len(todo))
        gone = [ident for ident in marks if ident not in current]
        with store.step():
            for ident in gone:
                store.drop_question(ident)
        return changed, len(gone)

    def _resolve(self, store: Store) -> None:
        """References to records, and back; over the whole corpus, since a new document can resolve an old citation."""
        from pq_corpus.language.dispositions import lead
        from pq_corpus.language.references import resolve

        lookup = _Lookup(store)
        cited: dict[str, set[str]] = {}
        resolved: dict[str, Question] = {}
        for question in store.questions():
            if question.references:
                references = resolve(question.references, question, lookup)
                resolved[question.id] = lead(question.model_copy(update={"references": tuple(references)}))
                for reference in references:
                    if reference.target:
                        cited.setdefault(reference.target, set()).add(question.id)
        with store.step():
            for question in store.questions():
                new = resolved.get(question.id, question).model_copy(update={"cited_by": tuple(sorted(cited.get(question.id, ())))})
                if new != question:
                    store.update_question(new)

    def _cues(self, store: Store, tell: Progress) -> None:
        """The sentences that can bear on earlier commitments, of every question that changed, or of all where the rules did; and
        on which questions' commitments later ones can bear."""
        from pq_corpus.track import evidence
        from pq_corpus.track.ledger import Ledger

        mark = evidence.fingerprint()
        fresh = store.meta("cues") != mark
        todo = store.ids() if fresh else store.waiting()
        if fresh:
            with store.step():
                store.set_meta("cues", "")
                store.db.execute("DELETE FROM followed")
        for at in range(0, len(todo), STEP):
            with store.step():
                for ident in todo[at : at + STEP]:
                    if question := store.question(ident):
                        store.put_cues(ident, evidence.cues(question, store.commitments(ident), store.text))
            tell("opvolging", min(at + STEP, len(todo)), 2 * len(todo))
        ledger = Ledger(store, self.topics, ())
        for at in range(0, len(todo), STEP):
            with store.step():
                for ident in todo[at : at + STEP]:
                    store.follow(ledger.bears(ident, back=not fresh))
            tell("opvolging", len(todo) + min(at + STEP, len(todo)), 2 * len(todo))
        with store.step():
            store.set_meta("cues", mark)

    # --- ask -----------------------------------------------------------------------------------------------------------

    def question(self, name: str) -> Question:
        """A question by its id, an external id (schv:1363595, vi:1870412, jln:1411853) or an address of Parliament's
        site. Raises CorpusError where none or several have that name."""
        if question := self.store.question(name.strip().lower()):
            return question
        last = name.strip().rstrip("/").split("/")[-1].split("#")[0]
        for candidate in (name.strip(), last, *(f"{key}:{last}" for key in ("schv", "vi", "jln", "pfile"))):
            found = self.store.named(candidate)
            if len(found) == 1 and (question := self.store.question(found[0])):
                return question
            if len(found) > 1:
                raise CorpusError(f"{name} leads to several questions: {', '.join(found)}; ask for one of them")
        raise CorpusError(f"there is no question {name!r} in {self.folder}; find one with: pq search WORDS")

    def questions(self) -> Iterator[Question]:
        """All questions, in order of id."""
        return self.store.questions()

    def passage(self, span: Span) -> str:
        """The words of a span, as they stand in the plain text of its source."""
        return self.store.text(span.source)[span.start : span.end]

    def search(self, query: str, **options: Any) -> Any:
        """Hits with snippets and facets; the options are those of search.find.search."""
        from pq_corpus.search import find

        return find.search(self.store, self.derived / "index", query, topics=lambda: self.topics, **options)

    def similar(self, name: str, limit: int = 10) -> Any:
        """The questions most like one, with the words that they share."""
        from pq_corpus.search import find

        return find.similar(self.store, self.derived / "index", self.question(name).id, limit, topics=lambda: self.topics)

    def reviews(self) -> list[Review]:
        """All reviews, oldest first. Raises CorpusError for a line that is none."""
        from pq_corpus.records import Review

        out = []
        for path in sorted((self.folder / "reviews").glob("*.jsonl")):
            for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if line.strip():
                    try:
                        out.append(Review.model_validate_json(line))
                    except ValueError as error:
                        raise CorpusError(f"reviews/{path.name}, line {n}, is no review: {str(error).splitlines()[0]}") from error
        return sorted({r.model_dump_json(): r for r in out}.values(), key=lambda r: (r.at, r.commitment, r.by))

    def review(self, commitment: str, status: Any = None, *, by: str, at: str, evidence: str | None = None, **said: Any) -> Review:
        """Append a decision to `reviews/`, one file a person; `said` are the other fields of a Review. Raises CorpusError for an
        unknown commitment, evidence or topic, or where nothing is decided."""
        import re

        from pq_corpus.records import Review

        known = {one.id: one for one in self.store.commitments(commitment.partition("#")[0])}
        if commitment not in known:
            raise CorpusError(f"there is no commitment {commitment!r}; list them with: pq commitments")
        if evidence:
            self.question(evidence)
        if said.get("topics"):
            said["topics"] = tuple(self.topic(ident).id for ident in said["topics"])
        if not by.strip():
            raise CorpusError("say who decides: --by NAME")
        made = Review(commitment=commitment, status=status, by=by.strip(), at=at, evidence=evidence, text=known[commitment].text, **said)
        name = re.sub(r"[^a-z0-9]+", "-", by.casefold()).strip("-") or "onbekend"
        with self.lock():
            folder = self.folder / "reviews"
            folder.mkdir(exist_ok=True)
            if not (folder / ".gitattributes").exists():
                (folder / ".gitattributes").write_text(REVIEWS_MERGE)
            with open(folder / f"{name}.jsonl", "a", encoding="utf-8") as file:
                file.write(made.model_dump_json(exclude_none=True) + "\n")
                file.flush()
                os.fsync(file.fileno())
        return made

    def another_look(self) -> list[Look]:
        """The reviews that a person should look at again; none is ever dropped."""
        from pq_corpus.track.ledger import Ledger
        from pq_corpus.track.reviews import again

        ledger = Ledger(self.store, self.topics, self.reviews())
        asked = lru_cache(maxsize=256)(lambda ident: self.store.question(ident) is not None)
        return again(
            self.reviews(), self.store.commitments, asked, lambda ident: list(ledger.of(ident, dt.date.max))
        )

    def tracked(
        self, *, topic: str | None = None, minister: str | None = None, kind: str | None = None, status: str | None = None,
        due_before: dt.date | None = None, on: dt.date | None = None, question: str | None = None, portfolio: str | None = None,
        asker: str | None = None, certainty: int = 0, denials: bool = False,
    ) -> Iterator[TrackedCommitment]:  # fmt: skip
        """The commitments as they stood on a day, one by one in order of question; the options are those of `commitments`.
        `denials` gives the denials too."""
        from pq_corpus.parliament import portfolios
        from pq_corpus.track.ledger import Ledger

        day = on or dt.date.today()
        wanted = self.topic(topic).id if topic else None
        held = set(portfolios.matching(portfolio)) if portfolio else set()
        if portfolio and not held:
            raise CorpusError(f"there is no portfolio {portfolio!r}; known are: {', '.join(portfolios.portfolios())}")
        if minister:
            self._known_minister(minister)
        ledger = Ledger(self.store, self.topics, self.reviews())

        def meant(one: TrackedCommitment) -> bool:
            names = [one.made_by or "", *one.responsible]
            return (
                (one.kind == kind if kind else denials or one.kind != "denial")
                and (not wanted or wanted in one.topics)
                and (not minister or any(minister.casefold() in name.casefold() for name in names))
                and (not held or bool(held & set(one.portfolios)))
                and (not asker or any(asker.casefold() in f"{a.name} {a.group or ''}".casefold() for a in one.made_to))
                and (not status or one.status == status)
                and (one.certainty is None or one.certainty >= certainty)
                and (not due_before or bool(one.term and one.term.last and one.term.last < due_before))
            )

        for ident in [question] if question else self._asked_of(wanted):
            yield from filter(meant, ledger.of(ident, day))

    def _known_minister(self, name: str) -> None:
        """Raises CorpusError for a part of a name that no minister has, here or in the data: an empty list would say all is well."""
        from rapidfuzz import fuzz, process

        from pq_corpus.parliament.people import people

        known = set(people().ministers) | self.store.promisers()
        if not any(name.casefold() in one.casefold() for one in known):
            words = sorted({word for one in known for word in one.split() if len(word) > 3})
            best = process.extractOne(name.casefold(), words, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60)
            raise CorpusError(f"no minister is called {name!r}{f'; did you mean {best[0]}?' if best else ''}")

    def _asked_of(self, topic: str | None) -> list[str]:
        """The questions whose commitments can be on a topic (any, for None), by the rows of the last build where they are in step."""
        from pq_corpus.export import rows

        if topic:
            with contextlib.suppress(rows.Behind):
                reviewed = {r.commitment.partition("#")[0] for r in self.reviews()}
                return sorted(rows.with_commitments(self, topic) | reviewed)
        return self.store.asked_of()

    def commitments(
        self, *, topic: str | None = None, minister: str | None = None, kind: str | None = None, status: str | None = None,
        due_before: dt.date | None = None, on: dt.date | None = None, question: str | None = None, portfolio: str | None = None,
        asker: str | None = None, certainty: int = 0,
    ) -> list[TrackedCommitment]:  # fmt: skip
        """The commitments as they stood on a day (today where none is given); denials only with kind="denial".

        `minister` is who promised, or who answers for it on that day; `portfolio` a bevoegdheid, whoever holds it; `asker` a
        member or group to whom it was made; `certainty` (0 to 100) the least that is wanted. Raises CorpusError for an unknown topic or portfolio.
        """
        from pq_corpus.track.ledger import join

        return join(list(self.tracked(
            topic=topic, minister=minister, kind=kind, status=status, due_before=due_before, on=on, question=question, portfolio=portfolio,
            asker=asker, certainty=certainty,
        )))  # fmt: skip

    def timeline(self, topic: str, *, on: dt.date | None = None) -> list[Event]:
        """The events of a topic or a saved search in order of date, as known on a day (today where none is given)."""
        from pq_corpus.track.follow import thread
        from pq_corpus.track.timeline import timeline
        from pq_corpus.track.topics import of_question

        day = on or dt.date.today()
        question = lru_cache(maxsize=1024)(self.store.question)
        if topic.casefold() in {t.id.casefold() for t in self.topics}:
            chosen: Topic | None = self.topic(topic)
            try:
                questions = [q for ident in sorted(self.select(topic=topic)) if (q := question(ident))]
            except CorpusError:  # the topic was changed since the last build
                questions = [q for q in self.questions() if of_question(q, [self.topic(topic)])]
            known = self.commitments(topic=topic, on=day)
        else:
            chosen = None
            questions = [q for ident in self.found_by(topic) if (q := question(ident))]
            known = self.followed(topic, on=day)
        threads: dict[str, str] = {}
        for one in questions:
            if one.id not in threads:
                matter = thread(one, self.store.named, question, day)
                threads.update({q.id: matter[0].id for q in matter})
        later = {e.question for c in known for e in c.evidence} | {c.question for c in known}
        more = [q for ident in sorted(later - {q.id for q in questions}) if (q := question(ident))]
        return timeline(chosen, questions, known, self.store.text, day, threads, more)

    def topic_file(self, ident: str) -> Path:
        """The file of a topic. Raises CorpusError where there is none."""
        topic = self.topic(ident)
        path = self.folder / "topics" / f"{topic.id}.toml"
        if not path.is_file():
            raise CorpusError(f"topic {topic.id!r} lies in a file of another name; name it topics/{topic.id}.toml")
        return path

    def new_topic(self, ident: str, title: str, description: str) -> Path:
        """The file of a new topic, without terms yet. Raises CorpusError for a name of another form or one that is taken."""
        import re

        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", ident):
            raise CorpusError(f"{ident!r} is no id of a topic; use small letters, digits and hyphens, as wachtlijsten-jeugdhulp")
        path = self.folder / "topics" / f"{ident}.toml"
        if path.exists() or ident in {t.id for t in self.topics}:
            raise CorpusError(f"there is a topic {ident!r} already; add to it with: pq topics add {ident} TERM")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# A topic: what belongs together, and why.\nid = {_toml(ident)}\ntitle = {_toml(title)}\ndescription = {_toml(description)}\n", encoding="utf-8")  # fmt: skip
        return path

    # --- saved searches ----------------------------------------------------------------------------------------------------

    def save_search(self, name: str, query: str, filters: Mapping[str, str]) -> Path:
        """Keep a search under a name in `searches/`. Raises CorpusError for a name of another form or one that a topic has."""
        import re

        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", name):
            raise CorpusError(f"{name!r} is no name for a search; use small letters, digits and hyphens, as wachtlijsten-jeugdhulp")
        if name in {t.id.casefold() for t in self.topics}:
            raise CorpusError(f"{name!r} is the name of a topic; choose another")
        path = self.folder / "searches" / f"{name}.toml"
        lines = [f"{key} = {_toml(value)}" for key, value in {"query": query, **filters}.items()]
        path.parent.mkdir(exist_ok=True)
        path.write_text("# A saved search: pq feed, calendar and timeline take its name.\n" + "\n".join(lines) + "\n", encoding="utf-8")
        return path

    def found_by(self, name: str) -> list[str]:
        """Ids of all questions that a saved search finds. Raises CorpusError where there is none of that name."""
        path = self.folder / "searches" / f"{name.casefold()}.toml"
        if not path.is_file() or path.parent.resolve() != path.resolve().parent:
            saved = sorted(p.stem for p in (self.folder / "searches").glob("*.toml"))
            known = ", ".join([t.id for t in self.topics] + saved) or "none"
            raise CorpusError(f"there is no topic or saved search {name!r}; known are: {known}")
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path} is no valid TOML: {error}") from error
        query = str(said.pop("query", ""))
        for key in ("from_", "to"):
            if isinstance(said.get(key), str):
                said[key] = dt.date.fromisoformat(said[key])
        out: list[str] = []
        page = 1
        while True:
            found = self.search(query, limit=1000, page=page, sort="date", **said)
            out += [hit.id for hit in found.hits]
            if len(out) >= found.total or not found.hits:
                return sorted(set(out))
            page += 1

    def followed(self, name: str, *, on: dt.date | None = None) -> list[TrackedCommitment]:
        """The commitments of a topic, or of the questions that a saved search finds."""
        from pq_corpus.track.ledger import join

        if name.casefold() in {t.id.casefold() for t in self.topics}:
            return self.commitments(topic=name, on=on)
        return join([c for ident in self.found_by(name) for c in self.tracked(question=ident, on=on)])

    def title_of(self, name: str) -> str:
        """The title of a topic, or the name of a saved search as a title."""
        return next((t.title for t in self.topics if t.id.casefold() == name.casefold()), f"Zoekopdracht {name}")

    def select(self, *, topic: str | None = None, first: dt.date | None = None, last: dt.date | None = None) -> set[str]:
        """The ids of the questions with a passage on a topic, put on or between these days. Raises CorpusError for an unknown
        topic, or where the last build knew other topics."""
        from pq_corpus.export import rows

        try:
            return rows.select(self, topic=self.topic(topic).id if topic else None, first=first, last=last)
        except rows.Behind as error:
            raise CorpusError(str(error)) from error

    def other_sources(self) -> dict[str, str]:
        """The addresses in corpus.toml that are not those of Parliament."""
        ours = tomllib.loads((resources.files("pq_corpus") / "data" / "corpus.toml").read_text(encoding="utf-8")).get("sources", {})
        mine = self.settings.get("sources", {})
        return {name: value for name, value in mine.items() if isinstance(value, str) and value != ours.get(name)}

    def export(
        self, target: str | Path, formats: Iterable[str] = ("csv", "jsonl"), *, on: dt.date | None = None, keep: set[str] | None = None,
        documents: bool = True, progress: Progress | None = None,
    ) -> dict[str, int]:  # fmt: skip
        """Write the corpus as a documented dataset; see export.package. Raises CorpusError where it cannot be written."""
        from pq_corpus.export import package, rows

        try:
            return package.export(
                self, Path(target), tuple(formats), on=on or dt.date.today(), keep=keep, documents=documents, progress=progress
            )
        except (package.ExportError, rows.Behind) as error:
            raise CorpusError(str(error)) from error

    def frame(self, table: str, *, on: dt.date | None = None, library: str = "pandas") -> Any:
        """A table of the export ("commitments", "questions", …) as a DataFrame of `library`, "pandas" or "polars", with days
        as days and unknown values as nulls; statuses are those of `on`, today where none is given.

        Raises CorpusError for an unknown table, or where the library is not installed (pip install 'pq-corpus[frames]').
        """
        from pq_corpus.export import frames, rows

        try:
            return frames.frame(self, table, on or dt.date.today(), library)
        except (rows.Behind, frames.NoFrame) as error:
            raise CorpusError(str(error)) from error

    def stats(self) -> dict[str, Any]:
        """What the corpus holds, in counts."""
        from pq_corpus.track.topics import of_question

        kinds: dict[str, int] = {}
        years: dict[str, int] = {}
        ministers: dict[str, int] = {}
        topics = {topic.id: 0 for topic in self.topics}
        total = 0
        for question in self.questions():
            total += 1
            kinds[question.kind] = kinds.get(question.kind, 0) + 1
            year = question.session_year or "onbekend"
            years[year] = years.get(year, 0) + 1
            for one in question.addressees:
                ministers[one.name] = ministers.get(one.name, 0) + 1
            for ident in of_question(question, self.topics):
                topics[ident] += 1
        commitments: dict[str, int] = {}
        for commitment in self.store.commitments():
            commitments[commitment.kind] = commitments.get(commitment.kind, 0) + 1
        return {
            "documents": self.store.document_count(), "questions": total, "layouts": self.store.layouts(),
            "kinds": dict(sorted(kinds.items())), "session_years": dict(sorted(years.items())),
            "ministers": dict(sorted(ministers.items())), "topics": topics, "commitments": dict(sorted(commitments.items())),
        }  # fmt: skip

    def measures(self, by: Any, *, on: dt.date | None = None) -> list[Any]:
        """Measures by "minister", "group", "theme" or "year" as of a day (today where none is given); see
        export.measures.Measure."""
        from pq_corpus.export import measures, rows

        try:
            return measures.measure(self, by, on or dt.date.today())
        except rows.Behind as error:
            raise CorpusError(str(error)) from error

    def check(self) -> list[dict[str, str]]:
        """What is found wanting, each with the place and what to do; empty where the corpus is sound."""
        from pq_corpus import raw
        from pq_corpus.parliament import people
        from pq_corpus.search import engine

        found = raw.scan(self.raw)
        out = [{"path": path, "reason": reason} for path, reason in found.problems]
        out += [{"path": p.relative_to(self.folder).as_posix(), "reason": reason} for p, reason in raw.damaged(found.documents)]
        store = self.store
        said = {problem["path"].split(" ")[0] for problem in out}
        out += [{"path": path, "reason": reason} for path, reason in store.problems() if path.split(" ")[0] not in said]
        built = store.fingerprints()
        behind = sum(built.get(d.sha256) != d.fingerprint for d in found.documents) + len(
            built.keys() - {d.sha256 for d in found.documents}
        )
        people.learn(_members(found))
        if behind or store.meta("code") != _code_fingerprint(people.learned()):
            out.append({"path": ".derived", "reason": "the derived part is behind the documents or the rules; run pq build"})
        elif (state := "behind" if store.waiting() else str(engine.state(self.derived / "index", thorough=True))) != "ours":
            out.append({"path": ".derived/index", "reason": f"the index is {state}; run pq build"})
        if (row := store.db.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            out.append({"path": ".derived/corpus.sqlite", "reason": f"the store is damaged ({row}); run pq build --full"})
        for look in self.another_look():
            perhaps = f"; perhaps it is now {look.perhaps}" if look.perhaps else ""
            reason = f"the review of {look.review.commitment} by {look.review.by} needs another look: {look.reason}{perhaps}"
            out.append({"path": "reviews", "reason": reason})
        for question in self.questions():
            for fact in question.facts:
                if fact.span and fact.span.end > len(store.text(fact.span.source)):
                    out.append({"path": question.id, "reason": f"the place of {fact.field} lies outside its source"})
        return out


@dataclass(frozen=True)
class _Lookup:
    """What references are resolved against."""

    store: Store

    def exists(self, ident: str) -> bool:
        return self.store.db.execute("SELECT 1 FROM questions WHERE id=?", (ident,)).fetchone() is not None

    def numbered(self, number: int) -> list[tuple[str, str, str | None, str | None]]:
        return self.store.numbered(number)

    def on(self, day: str) -> list[tuple[str, str, tuple[str, ...]]]:
        return self.store.on(day)


def _keys(question: Question) -> list[str]:
    """What makes two drafts the same question: the id, and each external id that names a question."""
    keys = [question.id, *(f"{k}:{v}" for k, v in question.external_ids.items() if k in ("schv", "vi", "pfile"))]
    if "jln" in question.external_ids and question.askers:
        keys.append(f"jln:{question.external_ids['jln']}:{question.askers[0].name.casefold()}")
    return keys


def _toml(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string


def _names(question: Question) -> list[str]:
    """The other names of a question: external ids and addresses."""
    from pq_corpus.track.evidence import part_of
    from pq_corpus.track.follow import MATTER

    names = [f"{key}:{value}" for key, value in question.external_ids.items()]
    if question.title:
        names.append(MATTER + part_of(question.title)[0])
    return names + [source.url for source in question.sources if source.url]


def _groups(drafts: list[tuple[str, int, list[str], str]]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Drafts joined by shared keys: the fingerprint of each group and its members, in a fixed order."""
    parent = list(range(len(drafts)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    owner: dict[str, int] = {}
    for n, (_, _, keys, _) in enumerate(drafts):
        for key in keys:
            first = owner.setdefault(key, n)
            parent[max(root(n), root(first))] = min(root(n), root(first))
    members: dict[int, list[int]] = {}
    for n in range(len(drafts)):
        members.setdefault(root(n), []).append(n)
    out = []
    for group in members.values():
        mark = hashlib.sha256("\n".join(f"{drafts[n][0]} {drafts[n][1]} {drafts[n][3]}" for n in group).encode()).hexdigest()
        out.append((mark, [(drafts[n][0], drafts[n][1]) for n in group]))
    return out


def _members(found: raw.Scan) -> list[dict[str, str]]:
    """The members in the payloads that `pq fetch people` kept, by which names are read."""
    documents = [document for document in found.documents if "/opendata/vv/" in (document.provenance.url or "")]
    if not documents:
        return []
    from pq_corpus import payload
    from pq_corpus.sources import services

    out: dict[tuple[str, ...], dict[str, str]] = {}
    for document in documents:
        with contextlib.suppress(OSError, ValueError):
            out.update({tuple(row.values()): row for row in services.members(payload.decode(document.read()))})
    return [out[key] for key in sorted(out)]


@lru_cache(maxsize=2)
def _code_fingerprint(learned: str = "") -> str:
    """A hash of all code and data files that make records, and of the people learned, so that a new rule makes them again."""
    digest = hashlib.sha256(learned.encode())
    root = Path(__file__).parent
    for room in ("parse", "language", "parliament", "records.py"):
        for path in sorted([root / room] if room.endswith(".py") else (root / room).rglob("*")):
            if path.suffix in (".py", ".toml", ".csv", ".json", ".tsv") and path.is_file():
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _contents(path: Path) -> Iterator[tuple[str, bytes | str]]:
    """The files at a path, each with its bytes or the reason why it cannot be read; archives and folders are opened."""
    try:
        if path.is_dir():
            names = sorted(os.listdir(path))
            if not names:
                yield str(path), "the folder is empty"
            for name in names:
                yield from _contents(path / name)
            return
        if not path.exists():
            yield str(path), "there is no such file or folder; look at the spelling"
            return
        data = path.read_bytes()
    except OSError as error:
        yield str(path), f"it cannot be read ({error.strerror}); give yourself read rights on it"
        return
    if data[:4] == b"PK\x03\x04" and path.suffix.lower() == ".zip":
        yield from _archive(path, lambda: _zip(path))
    elif path.name.lower().endswith((".tar", ".tar.gz", ".tgz")):
        yield from _archive(path, lambda: _tar(path))
    else:
        yield str(path), data


_MAX_MEMBER = 64 * 2**20


def _archive(path: Path, members: Callable[[], Iterator[tuple[str, int, Callable[[], bytes]]]]) -> Iterator[tuple[str, bytes | str]]:
    try:
        for name, size, read in members():
            shown = f"{path}!{name}"
            yield shown, read() if size <= _MAX_MEMBER else "it is larger than 64 MB, which no parliamentary document is"
    except (OSError, zipfile.BadZipFile, tarfile.TarError, RuntimeError, EOFError) as error:
        yield str(path), f"the archive is damaged or locked: {error}"


def _zip(path: Path) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield info.filename, info.file_size, lambda info=info: archive.read(info)  # type: ignore[misc]


def _tar(path: Path) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    with tarfile.open(path) as archive:
        for info in archive:
            if info.isfile() and (file := archive.extractfile(info)):
                yield info.name, info.size, file.read
