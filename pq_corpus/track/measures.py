"""Measures by minister, group, theme or year: questions, answers in time, response time, commitments and what came of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Literal

from pq_corpus.parliament import calendar
from pq_corpus.records import Question, Record, TrackedCommitment
from pq_corpus.track.follow import TERM

By = Literal["minister", "group", "theme", "year"]


class Measure(Record):
    """One line. `in_time` of `timed` written questions were answered within 20 working days; the others have no known day
    of answer. `response` is the median of working days. Commitments leave denials out."""

    name: str
    questions: int
    timed: int
    in_time: int
    response: float | None
    commitments: int
    fulfilled: int
    overdue: int


def measure(questions: Iterable[Question], commitments: Iterable[TrackedCommitment], by: By) -> list[Measure]:
    """A line for each value, the most questions first; a question with several values counts in each."""
    of: dict[str, list[str]] = {}
    days: dict[str, list[int]] = {}
    count: dict[str, int] = {}
    for q in questions:
        names = _names(q, by) or ["onbekend"]
        of[q.id] = names
        took = calendar.working_days(q.asked_on, q.answered_on) if q.asked_on and q.answered_on else None
        for name in names:
            count[name] = count.get(name, 0) + 1
            if took is not None:
                days.setdefault(name, []).append(took)
    made: dict[str, list[str]] = {}
    for one in commitments:
        for name in of.get(one.question, ()):
            if one.kind != "denial":
                made.setdefault(name, []).append(one.status)
    return [
        Measure(
            name=name, questions=n, timed=len(days.get(name, ())), in_time=sum(d <= TERM for d in days.get(name, ())),
            response=statistics.median(days[name]) if name in days else None, commitments=len(made.get(name, ())),
            fulfilled=made.get(name, []).count("fulfilled"), overdue=made.get(name, []).count("overdue"),
        )
        for name, n in sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
    ]  # fmt: skip


def _names(q: Question, by: By) -> list[str]:
    if by == "minister":
        return list(dict.fromkeys(m.name for m in (q.addressees or q.answered_by)))
    if by == "group":
        return list(dict.fromkeys(a.group for a in q.askers if a.group))
    if by == "theme":
        return list(q.themes)
    return [q.session_year] if q.session_year else []
