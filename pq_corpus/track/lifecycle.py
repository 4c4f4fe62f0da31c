"""The life of a commitment: its status on a day, and the rule or review that makes it so. Pure; the day is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pq_corpus.parliament import calendar
from pq_corpus.records import Commitment, CommitmentKind, Days, Evidence, Question, Review, Status, TrackedCommitment


def known_on(commitment: Commitment, question: Question) -> dt.date | None:
    """The first day on which somebody could have known the commitment: the day it was made, or else the earliest day
    on which it can have been made."""
    return commitment.made_on or commitment.made_within.first or question.earliest


def track(
    commitment: Commitment,
    question: Question,
    topics: tuple[str, ...],
    reviews: Iterable[Review],
    on: dt.date,
    evidence: Iterable[Evidence] = (),
) -> TrackedCommitment | None:
    """The commitment as it stood at the end of a day, or None where nobody could have known it yet.

    A review up to that day decides; without one the newest evidence up to that day proposes, then the deadline and the
    end of the legislature.
    """
    since = known_on(commitment, question)
    if since and since > on:
        return None
    decided = [r for r in reviews if r.commitment == commitment.id and r.at[:10] <= on.isoformat()]
    review = max(decided, key=lambda r: r.at) if decided else None
    status, reason = _status(commitment, since, on)
    shown = tuple(e for e in evidence if e.date and e.date <= on)
    told = next((e for e in reversed(shown) if e.relation in _SAYS), None)
    if told and commitment.kind != "denial":
        status, reason = _by(told, commitment, on)
    if review:
        note = f": {review.note}" if review.note else ""
        status, reason = review.status, f"beoordeeld door {review.by} op {review.at[:10]}{note}"
    return TrackedCommitment(
        **{name: getattr(commitment, name) for name in Commitment.model_fields},
        topics=topics, status=status, status_reason=reason, evidence=shown, review=review,
    )  # fmt: skip


_SAYS: dict[str, Status] = {"reports_done": "fulfilled", "moves_date": "rescheduled", "drops": "withdrawn"}


def _by(told: Evidence, commitment: Commitment, on: dt.date) -> tuple[Status, str]:
    """What the newest evidence proposes; a new deadline that has passed too makes a moved commitment overdue again."""
    from pq_corpus.language.dates import deadline

    reason = f"voorstel op grond van {told.question} ({told.date}): “{told.text}”"
    if told.relation == "moves_date" and told.date:
        new = deadline(told.text, Days(first=told.date, last=told.date))
        if new and new.last:
            old = commitment.deadline
            shift = f", {(new.last - old.last).days:+d} dagen" if old and old.last else ""
            moved = f"was “{old.text}”, nu “{new.text}”{shift}" if old else f"nu “{new.text}”"
            if new.last < on:
                return "overdue", f"{moved}; ook die termijn liep af op {new.last}; {reason}"
            return "rescheduled", f"{moved}; {reason}"
    return _SAYS[told.relation], reason


def _status(commitment: Commitment, since: dt.date | None, on: dt.date) -> tuple[Status, str]:
    deadline = commitment.deadline
    words, first, last = (deadline.text, deadline.first, deadline.last) if deadline else (None, None, None)
    return by_calendar(commitment.kind, words, first, last, commitment.made_within.last or since, on)


def by_calendar(
    kind: CommitmentKind, words: str | None, first: dt.date | None, last: dt.date | None, made: dt.date | None, on: dt.date
) -> tuple[Status, str]:
    """Status and reason of a commitment without reviews or evidence: `words` name its deadline, `first` and `last` are its
    days, `made` is the latest day on which it can have been made."""
    if kind == "denial":
        return "not_counted", "een ontkenning is geen toezegging"
    end = calendar.legislature_end(made) if made else None
    named = f"de termijn “{words}”"
    if last and last < on:
        lapsed = f"; de legislatuur waarin het gezegd werd eindigde op {end}" if end and end < on else ""
        return "overdue", f"{named} liep af op {last} en geen document in het corpus meldt de uitvoering{lapsed}"
    if end and end < on and not (last and last > end):
        return "lapsed", f"de legislatuur waarin het gezegd werd eindigde op {end} en geen document in het corpus meldt de uitvoering"
    if first and first <= on:
        until = f" en loopt tot {last}" if last else ""
        return "due", f"{named} begon op {first}{until}"
    if first or last:
        return "open", f"{named} {f'begint op {first}' if first else f'loopt tot {last}'}"
    if words:
        return "open", f"{named} noemt geen dagen die vaststaan"
    return "open", "er is geen termijn genoemd"
