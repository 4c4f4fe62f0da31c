"""Where something was said: on which day, under which portfolios, in which matter."""

from __future__ import annotations

import datetime as dt

from pq_corpus.parliament import portfolios as powers
from pq_corpus.parliament.people import key
from pq_corpus.records import Question


def said_on(question: Question) -> dt.date | None:
    """The first day on which the answer can have been known; None where nothing says when."""
    return question.answered_on or question.debated_on or question.earliest


def portfolios_of(question: Question, minister: str | None) -> tuple[str, ...]:
    """The portfolios under which a minister spoke: those of the title that the document prints, else of the minister's
    mandate that day; of these, the ones that the committee, the themes or the title of the question name, where they name any."""
    if minister is None:
        return ()
    printed = next((m.title for m in (*question.answered_by, *question.addressees) if m.name == minister and m.title), None)
    held = powers.named(printed) if printed else ()
    if not held and (day := said_on(question)):
        held = powers.of_minister(minister, day)
    for words in (question.committee, "; ".join(question.themes), question.title):
        named = powers.named(words) if words else ()
        if some := tuple(p for p in held if p in named):
            return some
    return held


def same_matter(one: Question, other: Question) -> bool:
    """Whether two questions whose titles name the same matter, one of them as "(2)", belong together: an asker, a minister or
    a portfolio is the same."""
    if {key(a.name) for a in one.askers} & {key(a.name) for a in other.askers}:
        return True
    ours, theirs = ({m.name for m in (*q.addressees, *q.answered_by)} for q in (one, other))
    if ours & theirs:
        return True
    held = {p for m in ours for p in portfolios_of(one, m)}
    return bool(held & {p for m in theirs for p in portfolios_of(other, m)})
