"""What needs attention, what changed, and what belongs to one matter: due, changes, threads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from pq_corpus.parliament import calendar
from pq_corpus.records import Question, Record, Status, TrackedCommitment

TERM = 20  # working days to answer a written question (Rules of the Flemish Parliament, schriftelijke vragen)


class Overdue(Record):
    """A written question without an answer in the corpus, and the day on which its term ended."""

    question: str
    due: dt.date


class Change(Record):
    """A commitment whose status is another than on an earlier day; `before` is None where it was not known then."""

    commitment: TrackedCommitment
    before: Status | None


def due(commitments: Iterable[TrackedCommitment], on: dt.date, within: int) -> list[TrackedCommitment]:
    """Counted commitments that are over time, or whose deadline ends within so many days of `on`; the earliest first."""
    last = on + dt.timedelta(days=within)
    found = [
        (one.deadline.last, one)
        for one in commitments
        if one.deadline and one.deadline.last and one.status in ("open", "due", "overdue", "rescheduled") and one.deadline.last <= last
    ]
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def undated(commitments: Iterable[TrackedCommitment]) -> list[TrackedCommitment]:
    """Open commitments whose words name no days, the oldest first, so that they cannot hide."""
    found = [c for c in commitments if c.status == "open" and not (c.deadline and (c.deadline.first or c.deadline.last))]
    return sorted(found, key=lambda c: (c.made_on or c.made_within.first or dt.date.max, c.id))


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


def changes(before: Sequence[TrackedCommitment], now: Sequence[TrackedCommitment]) -> list[Change]:
    """The commitments that are new or of another status in `now`, in its order."""
    then = {one.id: one.status for one in before}
    return [Change(commitment=one, before=then.get(one.id)) for one in now if then.get(one.id) != one.status]


def thread(start: Question, questions: Iterable[Question]) -> list[Question]:
    """The questions of one matter: those that cite each other or share a report, in order of day. Days not known come last."""
    all_ = {question.id: question for question in questions}
    near: dict[str, set[str]] = {ident: set() for ident in all_}
    for question in all_.values():
        for other in (*question.siblings, *(r.target for r in question.references if r.target)):
            if other in near and other != question.id:
                near[question.id].add(other)
                near[other].add(question.id)
    found, todo = {start.id}, [start.id]
    while todo:
        for other in near.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return sorted((all_[ident] for ident in found if ident in all_), key=lambda q: (q.earliest or dt.date.max, q.id))
