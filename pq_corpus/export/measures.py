"""Measures by minister, group, theme or year: questions, answers in time, response time, what became of sub-questions and of commitments."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Literal

from pq_corpus.export import rows
from pq_corpus.parliament import calendar
from pq_corpus.records import Record
from pq_corpus.track.follow import TERM
from pq_corpus.track.words import doubt

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus

By = Literal["minister", "group", "theme", "year"]
UNKNOWN = "onbekend"
ENDS = ("answered", "referred", "declined", "no_data", "unanswered")


class Measure(Record):
    """One line. `in_time` of `timed` written questions were answered in time: as Parliament says, else within 20 working days;
    of the others the corpus has no day of answer. `late` have no answer in the corpus though their term has ended.
    `response` is the median of the working days to an answer. Commitments leave out denials, and what a person rejected;
    `fulfilled` and `overdue` are among them, and `doubtful`, those that lists mark "onzeker": about half of these are none. A minister's commitments are those of their own words.
    `parts` are the sub-questions of written questions with an answer, `ends` how many met which end; a minister's are those they answered."""

    name: str
    questions: int
    timed: int
    in_time: int
    late: int
    response: float | None
    commitments: int
    doubtful: int
    fulfilled: int
    overdue: int
    parts: int
    ends: dict[str, int]


def measure(corpus: Corpus, by: By, on: dt.date) -> list[Measure]:
    """A line for each value, the most questions first (years in order); a question with several values counts in each, once.
    Raises rows.Behind."""
    names: dict[str, list[str]] = {}
    asked: dict[str, dict[str, Any]] = {}
    made: dict[str, dict[tuple[Any, ...], tuple[str, str]]] = defaultdict(dict)
    answered: set[str] = set()
    answerers: dict[str, list[str]] = defaultdict(list)
    parts: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    divided: set[tuple[str, str]] = set()
    for table, batches in rows.read(corpus, on, only=("questions", "participants", "sub_questions", "answers", "commitments")):
        for some in batches:
            for values in some:
                row = dict(zip(table.names, values, strict=True))
                if table.name == "questions":
                    kept = ("kind", "session_year", "asked_on", "answered_on", "on_time", "response_working_days")
                    asked[row["id"]] = {name: row[name] for name in kept}
                    themes = row["themes"].split(" | ") if row["themes"] else []
                    names[row["id"]] = {"theme": themes, "year": [row["session_year"]] if row["session_year"] else []}.get(by, [])
                elif table.name == "participants":
                    value = row["group"] if by == "group" and row["role"] == "asker" else row["person"] if by == "minister" and row["role"] != "asker" else None  # fmt: skip
                    if value and value not in names[row["question"]]:
                        names[row["question"]].append(value)
                    if by == "minister" and row["role"] == "answered_by":
                        answerers[row["question"]].append(row["person"])
                elif table.name == "sub_questions":
                    parts[row["question"]].append((row["label"], row["disposition"]))
                    divided |= {(row["question"], row["parent"])} if row["parent"] else set()
                elif table.name == "answers":
                    answered.add(row["question"])
                elif row["kind"] != "denial" and row["status"] != "not_counted":
                    place = (row["source"], row["start"], row["end"])  # joined questions share the minister's words
                    of = [row["made_by"] or UNKNOWN] if by == "minister" else names[row["question"]] or [UNKNOWN]
                    for name in of:
                        made[name][place] = row["status"], doubt(row["certainty"])
    took: dict[str, list[int]] = defaultdict(list)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: {"questions": 0, "timed": 0, "in_time": 0, "late": 0})
    for ident, q in asked.items():
        days = q["response_working_days"]
        told = None if q["kind"] != "written_question" else bool(q["on_time"]) if q["on_time"] is not None else None if days is None else days <= TERM  # fmt: skip
        late = (
            q["kind"] == "written_question" and told is None and ident not in answered and not q["answered_on"] and q["asked_on"]
            and calendar.add_working_days(dt.date.fromisoformat(q["asked_on"]), TERM) < on
        )  # fmt: skip
        for name in names[ident] or [UNKNOWN]:
            line = counts[name]
            line["questions"] += 1
            line["timed"] += told is not None
            line["in_time"] += bool(told)
            line["late"] += bool(late)
            if days is not None and q["kind"] == "written_question":
                took[name].append(days)
    ends: dict[str, Counter[str | None]] = defaultdict(Counter)
    for ident in answered & parts.keys():
        if asked[ident]["kind"] == "written_question":
            some_ends = [end for label, end in parts[ident] if not label or (ident, label) not in divided]
            for name in answerers[ident] or names[ident] or [UNKNOWN]:
                ends[name].update(some_ends)
    for name in [*made, *ends]:
        counts[name]  # a minister who promised in answer to a question put to another
    stand = {name: Counter(status for status, _ in of.values()) for name, of in made.items()}
    lines = [
        Measure(
            name=name, **line, response=statistics.median(took[name]) if name in took else None, commitments=len(made.get(name, ())),
            doubtful=sum(doubted == "onzeker" for _, doubted in made.get(name, {}).values()), fulfilled=stand.get(name, Counter())["fulfilled"],
            overdue=stand.get(name, Counter())["overdue"],
            parts=ends[name].total(), ends={kind: n for kind in ENDS if (n := ends[name][kind])},
        )
        for name, line in counts.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda m: (m.name == UNKNOWN, m.name) if by == "year" else (-m.questions, m.name))
