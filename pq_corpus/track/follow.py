"""What needs attention, what changed, and what belongs to one matter: due, changes, threads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from pq_corpus.parliament import calendar
from pq_corpus.records import Evidence, Question, Record, Status, Step, TrackedCommitment
from pq_corpus.track.evidence import part_of
from pq_corpus.track.lifecycle import UNRESOLVED
from pq_corpus.track.setting import same_matter

MATTER = "zaak:"  # before the title of a matter, as a name of its questions
TERM = 20  # working days to answer a written question (Rules of the Flemish Parliament, schriftelijke vragen)


class Overdue(Record):
    """A written question without an answer in the corpus, and the day on which its term ended."""

    question: str
    due: dt.date


class Change(Record):
    """A commitment whose status or evidence is another than on an earlier day; `before` is None where it was not known then,
    `steps` and `evidence` are what came since."""

    commitment: TrackedCommitment
    before: Status | None
    steps: tuple[Step, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def due(commitments: Iterable[TrackedCommitment], on: dt.date, within: int) -> list[TrackedCommitment]:
    """Commitments that are over time, or whose deadline ends within so many days of `on`; the earliest first. What stands in
    several records, or carries an earlier one on, is named once."""
    last = on + dt.timedelta(days=within)
    found = [(c.term.last, c) for c in heads(commitments) if c.status in UNRESOLVED and c.term and c.term.last and c.term.last <= last]
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def once(commitments: Iterable[TrackedCommitment]) -> list[TrackedCommitment]:
    """The commitments, one that stands in the records of several joined questions once."""
    first: dict[str, TrackedCommitment] = {}
    for one in commitments:
        first.setdefault(one.same_as or one.id, one)
    return list(first.values())


def heads(commitments: Iterable[TrackedCommitment]) -> list[TrackedCommitment]:
    """The commitments once, without those that carry an earlier one on."""
    return [c for c in once(commitments) if not c.continues]


def undated(commitments: Iterable[TrackedCommitment]) -> list[TrackedCommitment]:
    """Unresolved commitments whose words name no days, the oldest first, so that they cannot hide."""
    found = [c for c in heads(commitments) if c.status in UNRESOLVED and not (c.term and (c.term.first or c.term.last))]
    return sorted(found, key=lambda c: (c.since or dt.date.max, c.id))


def unanswered(questions: Iterable[Question], on: dt.date) -> list[Overdue]:
    """Written questions without any answer in the corpus whose term of 20 working days has ended."""
    out = []
    for question in questions:
        if question.kind != "written_question" or question.answers or question.answered_on or not question.asked_on:
            continue
        end = calendar.add_working_days(question.asked_on, TERM)
        if end < on:
            out.append(Overdue(question=question.id, due=end))
    return sorted(out, key=lambda o: (o.due, o.question))


def changes(now: Iterable[TrackedCommitment], since: dt.date) -> list[Change]:
    """The commitments that are new since the end of a day, or got another status or new evidence, in order."""
    out = []
    for one in now:
        before = next((step.status for step in reversed(one.history) if step.on <= since), None)
        new = tuple(e for e in one.evidence if e.date and e.date > since)
        if before != one.status or new:
            out.append(Change(commitment=one, before=before, steps=tuple(s for s in one.history if s.on > since), evidence=new))
    return out


def new_questions(questions: Iterable[Question], since: dt.date, on: dt.date) -> list[Question]:
    """The questions that were asked, debated or answered after the end of a day, up to another."""
    found = [q for q in questions if any(d and since < d <= on for d in (q.date or q.earliest, q.answered_on))]
    return sorted(found, key=lambda q: (q.date or q.earliest or dt.date.max, q.id))


def thread(
    start: Question, named: Callable[[str], list[str]], question: Callable[[str], Question | None], on: dt.date | None = None
) -> list[Question]:  # fmt: skip
    """The questions of one matter as known on a day, in order of day: those that cite each other, share a report, are the same
    question to another minister, or follow up by "(2)" in their title. Days not known come last.

    `named` gives the ids of the questions with a name (their matter is one: MATTER and the title without its number).
    """
    found, todo = {start.id: start}, [start]
    while todo:
        one = todo.pop()
        near = {*one.siblings, *one.cited_by, *(r.target for r in one.references if r.target)}
        title, number = part_of(one.title)
        if title:
            for ident in named(MATTER + title):
                other = question(ident) if ident not in found and ident not in near else None
                if other and (number > 1 or part_of(other.title)[1] > 1) and same_matter(one, other):
                    near.add(ident)
        for ident in sorted(near - found.keys()):
            other = question(ident)
            if other and not (on and other.earliest and other.earliest > on):
                found[ident] = other
                todo.append(other)
    return sorted(found.values(), key=lambda q: (q.earliest or dt.date.max, q.id))
