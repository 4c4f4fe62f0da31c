"""The rows of the dataset: made of each question when the corpus is built and kept in its store, read back as of a day.

What a day or a review can change (the status of a commitment, its evidence) is not kept but told when it is read. Days are
ISO text and booleans 0 and 1 in a row, as SQLite keeps them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pq_corpus.export.tables import ATTRIBUTION, LICENCE, Table, tables
from pq_corpus.parliament import calendar, portfolios
from pq_corpus.parliament.people import people
from pq_corpus.records import Commitment, Days, Deadline, Question, Review, Span, SubQuestion, TrackedCommitment
from pq_corpus.store import Store
from pq_corpus.track import lifecycle
from pq_corpus.track.ledger import Ledger
from pq_corpus.track.setting import portfolios_of
from pq_corpus.track.topics import Topic, of_commitment, of_question

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus

Row = tuple[Any, ...]
BATCH = 1000
STEP = 100  # questions in one transaction
# the tables that a question's own rows lie in, and what they are ordered by in the store; then those of the people known
_OF_QUESTION = {name: ("question", "position") if name == "commitments" else table.key for name, table in tables().items()
                if name not in ("evidence", "reviews", "persons", "mandates")}  # fmt: skip
_OF_PEOPLE = ("persons", "mandates")
_SQL_TYPE = {"string": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "date": "TEXT"}


class Behind(Exception):
    """The rows are those of other rules or other topics than the corpus has now."""


def create(table: Table, name: str, key: Sequence[str]) -> str:
    """The SQL that makes a table with its key."""
    columns = ", ".join(f'"{f.name}" {_SQL_TYPE[f.type]}' for f in table.fields)
    return f'CREATE TABLE "{name}" ({columns}, PRIMARY KEY ({", ".join(_quoted(key))}))'


def insert(table: Table, name: str) -> str:
    """The SQL that puts a row into a table."""
    return f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(table.fields))})'


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]


# --- when the corpus is built --------------------------------------------------------------------------------------------


def update(store: Store, changed: Sequence[str], topics: list[Topic]) -> None:
    """Bring the rows in step with the questions that changed or went; all of them where the rules or the topics changed."""
    mark = _mark(topics)
    if store.meta("rows") != mark:
        with store.step():
            store.set_meta("rows", "")
            for name, key in (_OF_QUESTION | {name: tables()[name].key for name in _OF_PEOPLE}).items():
                store.db.execute(f'DROP TABLE IF EXISTS "rows_{name}"')
                store.db.execute(create(tables()[name], f"rows_{name}", key))
        changed = store.ids()
    for at in range(0, len(changed), STEP):
        with store.step():
            for ident in changed[at : at + STEP]:
                for name in _OF_QUESTION:
                    store.db.execute(f'DELETE FROM "rows_{name}" WHERE "{"id" if name == "questions" else "question"}"=?', (ident,))
                if question := store.question(ident):
                    for name, rows in _of_question(question, store.commitments(ident), topics).items():
                        names = tables()[name].names
                        store.db.executemany(insert(tables()[name], f"rows_{name}"), (tuple(row[n] for n in names) for row in rows))
    with store.step():
        for name, known in zip(_OF_PEOPLE, _known(), strict=True):
            store.db.execute(f'DELETE FROM "rows_{name}"')
            store.db.executemany(insert(tables()[name], f"rows_{name}"), known)
        store.set_meta("rows", mark)


def _known() -> tuple[list[Row], list[Row]]:
    """The people that the program knows at a build, and their mandates; what `pq fetch people` brought is among them."""
    known = people()
    everyone = {p.name: p for p in [*known.ministers.values(), *known.members.values()]}
    persons = [(p.name, p.external_id, _joined(f"{group} ({seen})" for seen, group in p.groups)) for p in everyone.values()]
    mandates = {(p.name, "minister", title, first.isoformat(), _iso(last)) for p in everyone.values() for title, first, last in p.mandates}
    mandates |= {(p.name, "member", group, first.isoformat(), _iso(last)) for p in everyone.values() for group, first, last in p.stays}
    return sorted(persons), sorted({row[:4]: row for row in sorted(mandates, key=str)}.values(), key=lambda row: row[:4])


def _mark(topics: list[Topic]) -> str:
    """What the rows depend on beside the records: how they are made, and the topics."""
    digest = hashlib.sha256("".join(t.model_dump_json() for t in topics).encode())
    here = Path(__file__).parent
    track = here.parent / "track"
    for path in (here / "rows.py", here / "tables.toml", track / "topics.py", track / "setting.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _of_question(q: Question, commitments: list[Commitment], topics: list[Topic]) -> dict[str, list[dict[str, Any]]]:
    reasons = of_question(q, topics)
    return {
        "questions": [_question(q, sorted(reasons))],
        "participants": [
            *({"question": q.id, "role": "asker", "position": n, "person": one.name, "external_id": one.external_id, "group": one.group, "title": None}
              for n, one in enumerate(q.askers, 1)),
            *({"question": q.id, "role": role, "position": n, "person": one.name, "external_id": one.external_id, "group": None, "title": one.title}
              for role, some in (("addressee", q.addressees), ("answered_by", q.answered_by)) for n, one in enumerate(some, 1)),
        ],
        "sub_questions": list(_sub_questions(q)),
        "answers": [
            {"question": q.id, "position": n, "labels": _joined(part.labels), "text": part.text, **_place(part.span)}
            for n, part in enumerate(q.answers, 1)
        ],
        "interventions": [
            {"question": q.id, "position": n, **{name: getattr(turn, name) for name in ("speaker", "role", "group", "part", "missing", "text")},
             **_place(turn.span)}
            for n, turn in enumerate(q.interventions, 1)
        ],
        "references": [
            {"question": q.id, "position": n, **{name: getattr(ref, name) for name in ("text", "kind", "target", "reason", "would_be", "number")},
             "date": _iso(ref.date), **_place(ref.span)}
            for n, ref in enumerate(q.references, 1)
        ],
        "topics": [{"topic": topic, "question": q.id, "reason": reason} for topic, reason in reasons.items()],
        "sources": [
            {"question": q.id, **{name: getattr(source, name) for name in ("sha256", "url", "path", "media_type", "retrieved_at", "layout")},
             "licence": LICENCE, "attribution": ATTRIBUTION}
            for source in {s.sha256: s for s in q.sources}.values()
        ],
        "commitments": [
            _commitment(one, n, q, its) for n, (one, its) in enumerate(zip(commitments, of_commitment(commitments, q, topics), strict=True), 1)
        ],
    }  # fmt: skip


def _commitment(one: Commitment | TrackedCommitment, position: int, q: Question, topics: Iterable[str]) -> dict[str, Any]:
    """A row; of a commitment that is not tracked, what depends on a day is left open."""
    tracked = one if isinstance(one, TrackedCommitment) else None
    return {
        "id": one.id, "question": one.question, "kind": one.kind, "text": one.text, "position": position, "made_on": _iso(one.made_on),
        "made_from": _iso(one.made_within.first), "made_until": _iso(one.made_within.last), "made_by": one.made_by,
        "made_to": _joined(a.name for a in (one.made_to if isinstance(one, TrackedCommitment) else one.said_to or q.askers)), "actor": one.actor,
        "portfolios": _joined(tracked.portfolios if tracked else portfolios_of(q, one.made_by)),
        "responsible": _joined(tracked.responsible) if tracked else None, **_term("deadline", one.deadline),
        "deadline_precision": one.deadline.precision if one.deadline else None, **_term("moved_to", tracked.moved_to if tracked else None),
        "same_as": tracked.same_as if tracked else None, "topics": _joined(topics), "status": tracked.status if tracked else None,
        "status_reason": tracked.status_reason if tracked else None, "rule": one.rule,
        "certainty": one.certainty, **_place(one.span),
    }  # fmt: skip


def _term(name: str, deadline: Deadline | None) -> dict[str, Any]:
    first, last = (deadline.first, deadline.last) if deadline else (None, None)
    return {f"{name}_text": deadline.text if deadline else None, f"{name}_from": _iso(first), f"{name}_to": _iso(last)}


def _question(q: Question, topics: list[str]) -> dict[str, Any]:
    bounds = q.day_bounds
    return {
        "id": q.id, "kind": q.kind, "number": q.number, "session_year": q.session_year, "legislature": q.legislature, "title": q.title,
        "asked_on": _iso(q.asked_on), "answered_on": _iso(q.answered_on), "published_on": _iso(q.published_on), "debated_on": _iso(q.debated_on),
        "day_from": _iso(bounds.first) if bounds else None, "day_to": _iso(bounds.last) if bounds else None,
        "response_working_days": calendar.working_days(q.asked_on, q.answered_on) if q.asked_on and q.answered_on else None, "on_time": q.on_time,
        "askers": _joined(a.name for a in q.askers), "groups": _joined(a.group for a in q.askers if a.group),
        "addressees": _joined(a.name for a in q.addressees), "answered_by": _joined(a.name for a in q.answered_by),
        "committee": q.committee, "themes": _joined(q.themes), "topics": _joined(topics), "context": q.context,
        "siblings": _joined(q.siblings), "url": next((s.url for s in q.sources if s.url), None), "problems": _joined(q.problems),
    }  # fmt: skip


def _sub_questions(q: Question) -> Iterator[dict[str, Any]]:
    stack: list[tuple[SubQuestion, str | None]] = [(part, None) for part in reversed(q.sub_questions)]
    n = 0
    while stack:
        part, parent = stack.pop()
        n += 1
        told = part.disposition
        yield {
            "question": q.id, "position": n, "label": part.label, "parent": parent, "text": part.text,
            "disposition": told.kind if told else None, "disposition_text": told.text if told else None, **_place(part.span),
        }  # fmt: skip
        stack.extend((child, part.label) for child in reversed(part.children))


def _joined(words: Iterable[str]) -> str | None:
    return " | ".join(words) or None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _place(span: Span) -> dict[str, Any]:
    return {"source": span.source, "start": span.start, "end": span.end}


# --- when it is read -----------------------------------------------------------------------------------------------------


def select(corpus: Corpus, *, topic: str | None = None, first: dt.date | None = None, last: dt.date | None = None) -> set[str]:
    """The ids of the questions with a passage on a topic, whose day lies within the bounds. Raises Behind."""
    _in_step(corpus)
    day = "coalesce(asked_on, debated_on, day_from)"
    wanted = [(f"{day} >= ?", first and first.isoformat()), (f"{day} <= ?", last and last.isoformat()),
              ("id IN (SELECT question FROM rows_topics WHERE topic = ?)", topic)]  # fmt: skip
    asked = [(sql, value) for sql, value in wanted if value]
    where = " AND ".join(["1", *(sql for sql, _ in asked)])
    return {ident for (ident,) in corpus.store.db.execute(f"SELECT id FROM rows_questions WHERE {where}", [value for _, value in asked])}


def with_commitments(corpus: Corpus, topic: str) -> set[str]:
    """The ids of the questions with a commitment on a topic, by its own words or its question's. Raises Behind."""
    _in_step(corpus)
    return {ident for (ident,) in corpus.store.db.execute(
        "SELECT DISTINCT question FROM rows_commitments WHERE ' | ' || topics || ' | ' LIKE ?", (f"% | {topic} | %",)
    )}  # fmt: skip


def read(
    corpus: Corpus, on: dt.date, keep: set[str] | None = None, only: Iterable[str] = ()
) -> Iterator[tuple[Table, Iterator[list[Row]]]]:
    """Each table (or only those named) with its rows in batches, in order of the key. Statuses and evidence are those of
    `on`; `keep` limits the questions. Memory does not grow with the corpus. Raises Behind."""
    db = corpus.store.db
    with corpus.store.snapshot():
        _in_step(corpus)
        where = ""
        if keep is not None:
            db.execute("CREATE TEMP TABLE chosen (id TEXT PRIMARY KEY)")
            db.executemany("INSERT INTO chosen VALUES (?)", ((ident,) for ident in keep))
            where = "WHERE r.question IN (SELECT id FROM chosen)"
        for name, table in tables().items():
            if only and name not in only:
                continue
            if name == "commitments":
                yield table, _batches(_commitments(corpus, on, where))
            elif name == "evidence":
                yield table, _batches(_evidence(corpus, on, where))
            elif name == "reviews":
                chosen = (r for r in corpus.reviews() if keep is None or r.commitment.split("#")[0] in keep)
                yield table, _batches(_review(n, review, table.names) for n, review in enumerate(chosen, 1))
            elif name == "persons":
                yield table, iter([sorted(_persons(corpus, where))])
            else:
                columns = ", ".join(f"r.{column}" for column in _quoted(table.names))
                limit = where.replace("r.question", "r.id") if name == "questions" else "" if name == "mandates" else where
                order = ", ".join(_quoted(_OF_QUESTION.get(name, table.key)))
                with closing(db.execute(f'SELECT {columns} FROM "rows_{name}" r {limit} ORDER BY {order}')) as found:
                    yield table, iter(lambda found=found: found.fetchmany(BATCH), [])  # type: ignore[misc]


def totals(corpus: Corpus, keep: set[str] | None) -> dict[str, int]:
    """How many rows of the tables that are kept will be read, for a progress bar; empty for a selection."""
    _in_step(corpus)
    if keep is not None:
        return {"questions": len(keep)}
    return {name: corpus.store.db.execute(f'SELECT count(*) FROM "rows_{name}"').fetchone()[0] for name in _OF_QUESTION}


def documents(corpus: Corpus, keep: set[str]) -> set[str]:
    """The hashes of the documents that these questions were read from."""
    return {sha for ident, sha in corpus.store.db.execute("SELECT question, sha256 FROM rows_sources") if ident in keep}


def _in_step(corpus: Corpus) -> None:
    if corpus.store.meta("rows") != _mark(corpus.topics):
        raise Behind("the topics or the rules are not those of the last build; run: pq build")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _persons(corpus: Corpus, where: str) -> Iterator[Row]:
    """Who is in the questions, and who the program knows, each with the identifiers and groups that are known."""
    found = {
        name: ({ident} - {None}, groups) for name, ident, groups in corpus.store.db.execute("SELECT name, external_id, groups FROM rows_persons")
    }
    for sql in (
        f"SELECT DISTINCT person, external_id FROM rows_participants r {where}",
        f"SELECT DISTINCT speaker, NULL FROM rows_interventions r {where or 'WHERE 1'} AND speaker IS NOT NULL AND role != 'chair'",
    ):
        for name, ident in corpus.store.db.execute(sql):
            found.setdefault(name, (set(), None))[0].update([ident] if ident else [])
    for name, (idents, groups) in found.items():
        yield name, _joined(sorted(idents)), groups


def _review(position: int, one: Review, names: Sequence[str]) -> Row:
    days = one.deadline_days or Days()
    told = {
        "position": position, "topics": _joined(one.topics or ()), "deadline_text": one.deadline, "deadline_from": _iso(days.first),
        "deadline_to": _iso(days.last),
    }  # fmt: skip
    return tuple(told[name] if name in told else getattr(one, name) for name in names)


def _followed(corpus: Corpus, where: str) -> list[str]:
    """The questions whose commitments a review, a later passage or a joined question can have changed; of the others the
    calendar alone tells the status."""
    asked = corpus.store.db.execute(
        f"SELECT DISTINCT r.question, q.siblings FROM rows_commitments r JOIN rows_questions q ON q.id = r.question {where}"
    )
    changed = {r.commitment.split("#")[0] for r in corpus.reviews()} | corpus.store.followed()
    return sorted(ident for ident, siblings in asked if siblings or ident in changed)


def _commitments(corpus: Corpus, on: dt.date, where: str) -> Iterator[Row]:
    table = tables()["commitments"]
    at = {name: n for n, name in enumerate(table.names)}
    kind, words, first, last, until = (at[n] for n in ("kind", "deadline_text", "deadline_from", "deadline_to", "made_until"))
    by, held, status, reason, responsible = (at[n] for n in ("made_by", "portfolios", "status", "status_reason", "responsible"))
    followed = set(_followed(corpus, where))
    ledger = Ledger(corpus.store, corpus.topics, corpus.reviews())
    ident, tracked, asked = "", dict[str, TrackedCommitment](), None
    today = on.isoformat()
    columns = ", ".join(f"r.{column}" for column in _quoted(table.names))
    earliest = "(SELECT coalesce(q.asked_on, q.debated_on, q.day_from) FROM rows_questions q WHERE q.id = r.question)"
    since = f"coalesce(r.made_on, r.made_from, {earliest})"
    found = corpus.store.db.execute(f"SELECT {since}, {columns} FROM rows_commitments r {where} ORDER BY r.question, r.position")
    for first_day, *row in found:
        if row[1] in followed:
            if ident != row[1]:
                ident, asked = row[1], ledger.question(row[1])
                tracked = {one.id: one for one in ledger.of(ident, on)}
            if asked and (one := tracked.get(row[0])):
                told = _commitment(one, row[at["position"]], asked, one.topics)
                yield tuple(told[name] for name in table.names)
        elif not first_day or first_day <= today:
            row[status], row[reason] = _by_calendar(row[kind], row[words], row[first], row[last], first_day, row[until] or first_day, on)
            if row[held] and row[by] and row[status] in lifecycle.UNRESOLVED:
                row[responsible] = _responsible(row[by], row[held], on)
            yield tuple(row)


@lru_cache(maxsize=65536)  # most commitments name no deadline, and many were made on the same day
def _by_calendar(
    kind: Any, words: str | None, first: str | None, last: str | None, since: str | None, made: str | None, on: dt.date
) -> tuple[str, str]:
    return lifecycle.by_calendar(kind, words, _day(first), _day(last), _day(since), _day(made), on)


@lru_cache(maxsize=4096)
def _responsible(made_by: str, held: str, on: dt.date) -> str | None:
    return _joined(portfolios.responsible(made_by, tuple(held.split(" | ")), on))


def _evidence(corpus: Corpus, on: dt.date, where: str) -> Iterator[Row]:
    ledger = Ledger(corpus.store, corpus.topics, corpus.reviews())
    names = tables()["evidence"].names
    for ident in _followed(corpus, where):
        for one in sorted(ledger.of(ident, on), key=lambda c: c.id):
            for n, shown in enumerate(one.evidence, 1):
                told = {
                    "commitment": one.id, "position": n, "question": shown.question, "relation": shown.relation, "text": shown.text,
                    "date": _iso(shown.date), "decides": shown.decides, "score": shown.score, "later_commitment": shown.commitment,
                    **_term("deadline", shown.deadline), "rule": shown.rule, **_place(shown.span),
                }  # fmt: skip
                yield tuple(told[name] for name in names)
