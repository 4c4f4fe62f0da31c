"""Records to rows: the tables of an export, in a stable order, one question at a time."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from pq_corpus.records import Question, Span, SubQuestion

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus

LICENCE = "Modellicentie Gratis Hergebruik Vlaanderen"
ATTRIBUTION = "Vlaams Parlement"
Row = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A column: its type in Table Schema, and its meaning in Dutch and English."""

    name: str
    type: Literal["string", "integer", "boolean", "date"]
    nl: str
    en: str


@dataclass(frozen=True)
class Table:
    """A table: what a row is, its key, its columns."""

    name: str
    nl: str
    en: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]


@cache
def tables() -> dict[str, Table]:
    """The tables by name, from tables.toml."""
    text = (resources.files("pq_corpus.export") / "tables.toml").read_text(encoding="utf-8")
    return {
        name: Table(name, one["nl"], one["en"], tuple(one["key"]), tuple(Field(f, *said) for f, said in one["fields"].items()))
        for name, one in tomllib.loads(text).items()
    }


def rows(corpus: Corpus, on: dt.date, keep: set[str] | None = None) -> Iterator[tuple[str, Row]]:
    """Every row as (table, row): questions in order of id, then what belongs to the whole corpus.

    `keep` limits the questions; statuses are those of `on`. Memory does not grow with the corpus.
    """
    from pq_corpus.parliament.people import people
    from pq_corpus.track.topics import of_question

    for question in corpus.questions():
        if keep is not None and question.id not in keep:
            continue
        reasons = of_question(question, corpus.topics)
        yield "questions", _question(question, list(reasons))
        for topic, reason in sorted(reasons.items()):
            yield "topics", {"topic": topic, "question": question.id, "reason": reason}
        yield from (("sub_questions", row) for row in _sub_questions(question))
        for n, part in enumerate(question.answers, 1):
            yield (
                "answers",
                {"question": question.id, "position": n, "labels": _joined(part.labels), "text": part.text, **_place(part.span)},
            )
        for n, turn in enumerate(question.interventions, 1):
            said = {name: getattr(turn, name) for name in ("speaker", "role", "group", "part", "missing", "text")}
            yield "interventions", {"question": question.id, "position": n, **said, **_place(turn.span)}
        for n, ref in enumerate(question.references, 1):
            said = {name: getattr(ref, name) for name in ("text", "kind", "target", "reason", "would_be", "number", "date")}
            yield "references", {"question": question.id, "position": n, **said, **_place(ref.span)}
        for source in question.sources:
            said = {name: getattr(source, name) for name in ("sha256", "url", "path", "media_type", "retrieved_at", "layout")}
            yield "sources", {"question": question.id, **said, "licence": LICENCE, "attribution": ATTRIBUTION}
    askers: tuple[str, str | None] = ("", None)
    for kind in (None, "denial"):
        for one in corpus.tracked(on=on, kind=kind):
            if keep is not None and one.question not in keep:
                continue
            if askers[0] != one.question:
                asked = corpus.store.question(one.question)
                askers = (one.question, _joined(a.name for a in asked.askers) if asked else None)
            deadline = one.deadline
            yield "commitments", {
                "id": one.id, "question": one.question, "kind": one.kind, "text": one.text, "made_on": one.made_on, "made_by": one.made_by,
                "made_to": askers[1], "actor": one.actor, "deadline_text": deadline.text if deadline else None,
                "deadline_from": deadline.first if deadline else None, "deadline_to": deadline.last if deadline else None,
                "deadline_precision": deadline.precision if deadline else None, "topics": _joined(one.topics), "status": one.status,
                "status_reason": one.status_reason, "rule": one.rule, **_place(one.span),
            }  # fmt: skip
            for n, shown in enumerate(one.evidence, 1):
                said = {name: getattr(shown, name) for name in ("question", "relation", "text", "date", "rule")}
                yield "evidence", {"commitment": one.id, "position": n, **said, **_place(shown.span)}
    reviews = (r for r in corpus.reviews() if keep is None or r.commitment.split("#")[0] in keep)
    for n, review in enumerate(reviews, 1):
        said = {name: getattr(review, name) for name in ("commitment", "status", "by", "at", "note", "evidence")}
        yield "reviews", {"position": n, **said}
    known = people()
    everyone = {**known.ministers, **known.members}
    for person in sorted(everyone.values(), key=lambda p: p.name):
        groups = _joined(f"{group} ({seen})" for seen, group in person.groups)
        yield "persons", {"name": person.name, "external_id": person.external_id, "groups": groups}
        for title, first, last in sorted(person.mandates, key=lambda m: (m[1], m[0])):
            yield "mandates", {"person": person.name, "title": title, "from": first, "to": last}


def _joined(words: Iterable[str]) -> str | None:
    return " | ".join(words) or None


def _place(span: Span) -> Row:
    return {"source": span.source, "start": span.start, "end": span.end}


def _question(q: Question, topics: list[str]) -> Row:
    from pq_corpus.parliament.calendar import working_days

    bounds = q.day_bounds
    return {
        "id": q.id, "kind": q.kind, "number": q.number, "session_year": q.session_year, "legislature": q.legislature, "title": q.title,
        "asked_on": q.asked_on, "answered_on": q.answered_on, "published_on": q.published_on, "debated_on": q.debated_on,
        "day_from": bounds.first if bounds else None, "day_to": bounds.last if bounds else None,
        "response_working_days": working_days(q.asked_on, q.answered_on) if q.asked_on and q.answered_on else None, "on_time": q.on_time,
        "askers": _joined(a.name for a in q.askers), "groups": _joined(a.group for a in q.askers if a.group),
        "addressees": _joined(a.name for a in q.addressees), "answered_by": _joined(a.name for a in q.answered_by),
        "committee": q.committee, "themes": _joined(q.themes), "topics": _joined(sorted(topics)), "context": q.context,
        "siblings": _joined(q.siblings), "url": next((s.url for s in q.sources if s.url), None), "problems": _joined(q.problems),
    }  # fmt: skip


def _sub_questions(q: Question) -> Iterator[Row]:
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
