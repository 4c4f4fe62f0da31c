"""The life of a commitment: the statuses it got, day by day, each with the rule, passage or review that gave it.

Pure: the steps depend on the commitment, its evidence and its reviews alone, and what lies after a day changes none before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pq_corpus.parliament import calendar
from pq_corpus.records import Commitment, CommitmentKind, Deadline, Evidence, Review, Slip, Status, Step
from pq_corpus.track.words import dutch, interval, shift

ONE = dt.timedelta(days=1)
NO_COMMITMENT = "een ontkenning is geen toezegging"
UNRESOLVED: tuple[Status, ...] = ("open", "due", "overdue", "rescheduled")
_SAYS: dict[str, Status] = {"reports_done": "fulfilled", "partly_done": "partly_fulfilled", "drops": "withdrawn"}


def known_on(commitment: Commitment, earliest: dt.date | None) -> dt.date | None:
    """The first day on which somebody could have known the commitment: the day it was made, or else the earliest day
    on which it can have been made."""
    return commitment.made_on or commitment.made_within.first or earliest


class _Life:
    """The state while the days pass: the deadline that counts, the day on which everything open lapses, and the steps so far."""

    def __init__(self, deadline: Deadline | None, since: dt.date, made: dt.date | None) -> None:
        self.deadline = deadline
        self.moved = False
        self.slips: list[Slip] = []
        self.steps: list[Step] = []
        self.fixed = False  # a person's last word on what became of it
        self.denial = False
        self.told = ""  # what is known from evidence, kept in the reasons that follow
        self.end = calendar.legislature_end(made or since) if since > dt.date.min else None

    @property
    def status(self) -> Status:
        return self.steps[-1].status

    def put(self, on: dt.date, status: Status, reason: str, cause: str, of: Evidence | None = None) -> None:
        self.steps.append(
            Step(on=on, status=status, reason=reason, cause=cause, question=of.question if of else None, span=of.span if of else None)  # type: ignore[arg-type]
        )

    def begin(self, on: dt.date, cause: str, moved: bool = False) -> None:
        """Unresolved from this day: what the deadline makes of it; rescheduled and not open or due where it was moved."""
        last = self.deadline.last if self.deadline else None
        first = self.deadline.first if self.deadline else None
        if last and last < on:
            self.put(on, "overdue", self._late(), cause)
        elif moved:
            self.put(on, "rescheduled", self.told, cause)
        elif first and first <= on:
            self.put(on, "due", self._due(), cause)
        else:
            self.put(on, "open", self._open(), cause)

    def _words(self) -> str:
        return f"de termijn “{self.deadline.text}”" if self.deadline else ""

    def _open(self) -> str:
        d = self.deadline
        if d and (d.first or d.last):
            return f"{self._words()} {f'begint op {dutch(d.first)}' if d.first else f'loopt tot {dutch(d.last)}'}{self._after()}"  # type: ignore[arg-type]
        return f"{self._words()} noemt geen vaste datum{self._after()}" if d else f"er is geen termijn genoemd{self._after()}"

    def _due(self) -> str:
        assert self.deadline and self.deadline.first
        until = f" en loopt tot {dutch(self.deadline.last)}" if self.deadline.last else ""
        return f"{self._words()} begon op {dutch(self.deadline.first)}{until}{self._after()}"

    def _late(self) -> str:
        assert self.deadline and self.deadline.last
        moved = f"; {self.told}" if self.told else ""
        which = "ook de nieuwe termijn" if self.moved else "de termijn"
        return f"{which} “{self.deadline.text}” liep af op {dutch(self.deadline.last)} en geen document in het corpus meldt de uitvoering{moved}"  # fmt: skip

    def _after(self) -> str:
        return f"; {self.told}" if self.told else ""

    def pass_days(self, until: dt.date, whole: bool = True) -> None:
        """What the calendar does by itself after the last step, up to a day and with it, or without where not `whole`."""
        while self.status in UNRESOLVED:
            at = self.steps[-1].on
            last = self.deadline.last if self.deadline else None
            first = self.deadline.first if self.deadline else None
            todo: list[tuple[dt.date, Status]] = []
            if first and at < first and self.status == "open":
                todo.append((first, "due"))
            if last and at <= last < dt.date.max and self.status != "overdue":
                todo.append((last + ONE, "overdue"))
            if self.end and not (last and last > self.end):
                todo.append((max(self.end + ONE, at), "lapsed"))
            if not todo or min(todo)[0] > until or (min(todo)[0] == until and not whole):
                return
            on, status = min(todo, key=lambda one: (one[0], one[1] == "lapsed"))
            if status == "lapsed":
                was = f"; dit was over tijd sinds {dutch(at)}" if self.status == "overdue" else ""
                assert self.end
                self.put(on, "lapsed", f"de legislatuur eindigde op {dutch(self.end)} en geen document in het corpus meldt de uitvoering{was}{self._after()}", "legislature")  # fmt: skip
            elif status == "overdue":
                self.put(on, status, self._late(), "term")
            else:
                self.put(on, status, self._due(), "term")

    def hear(self, told: Evidence) -> None:
        """A later passage. It proposes; against a person's last word it only asks for another look."""
        assert told.date
        if not told.decides:
            return
        if self.fixed:
            self.put(told.date, self.status, f"{self.steps[-1].reason}; sindsdien is er nieuwe opvolging ({told.question}, {dutch(told.date)}): kijk opnieuw", "evidence", told)  # fmt: skip
            return
        quoted = f"voorstel op grond van {told.question} ({dutch(told.date)}): “{told.text}”"
        if told.relation != "moves_date":
            self.told = ""
            self.put(told.date, _SAYS[told.relation], quoted, "evidence", told)
            return
        new = told.deadline
        if new and self.deadline and new.last and new.last == self.deadline.last:
            return
        said = quoted
        if new:
            old = self.deadline
            days = (new.last - old.last).days if old and old.last and new.last else None
            self.slips.append(Slip(on=told.date, question=told.question, was=old, now=new, days=days))
            said = f"{f'was “{old.text}”, ' if old else ''}nu “{new.text}”{shift(days)}; {quoted}"
            self.deadline, self.moved = new, True
        elif not (self.deadline and self.deadline.last and self.deadline.last > told.date):
            self.deadline = None  # put off without a new date
        self.told = said
        self.end = calendar.legislature_end(told.date)
        self.begin(told.date, "evidence", moved=True)
        self.steps[-1] = self.steps[-1].model_copy(update={"question": told.question, "span": told.span})

    def decide(self, review: Review, on: dt.date) -> None:
        """A person's decision, from a day on: that of the decision, or where it was made before anybody could know the
        commitment, that one."""
        why = f"{review.by} op {dutch(review.day)}{f': {review.note}' if review.note else ''}{f' (zie {review.evidence})' if review.evidence else ''}"  # fmt: skip
        before = next((s for s in reversed(self.steps) if s.cause == "review"), None)
        if review.kind == "denial" or (self.denial and not review.kind):
            self.denial = True
            self.put(on, "not_counted", f"{NO_COMMITMENT}; {'verbeterd' if review.kind else 'beoordeeld'} door {why}", "review")
            return
        if self.denial:
            self.denial = False
            self.begin(on, "review")
        if review.deadline is not None or review.deadline_days is not None:
            days = review.deadline_days
            named = Deadline(text=review.deadline or "", first=days.first if days else None, last=days.last if days else None, precision="interval" if days else "words", rule="review")  # fmt: skip
            words = named.text or (self.deadline.text if self.deadline else interval(named.first, named.last))
            self.deadline = named.model_copy(update={"text": words}) if review.deadline or days else None  # "" takes it away
            self.moved = False
            if self.status in (*UNRESOLVED, "lapsed"):
                self.told = f"termijn verbeterd door {why}"
                self.begin(on, "review")
        if review.verdict == "rejected":
            self.fixed = True
            self.put(on, "not_counted", f"geen toezegging volgens {why}", "review")
        elif review.status:
            self.fixed = review.status not in UNRESOLVED
            self.told = ""
            self.end = calendar.legislature_end(on)
            other = f"; eerder oordeelde {before.reason.removeprefix('beoordeeld door ')}" if before and before.status != review.status else ""  # fmt: skip
            self.put(on, review.status, f"beoordeeld door {why}{other}", "review")
        elif review.verdict == "confirmed" or review.kind or review.actor or review.topics is not None:
            if self.status == "not_counted" and review.verdict == "confirmed":
                self.fixed = False
                self.begin(on, "review")
            said = "bevestigd" if review.verdict == "confirmed" else "verbeterd"
            last = self.steps[-1]
            self.put(on, last.status, f"{last.reason}; {said} door {why}", "review")


def live(
    commitment: Commitment, earliest: dt.date | None, evidence: Iterable[Evidence], reviews: Iterable[Review], until: dt.date
) -> tuple[tuple[Step, ...], tuple[Slip, ...], Deadline | None]:  # fmt: skip
    """The steps of a commitment up to and including a day, the moves of its deadline, and the deadline that counts then.

    A denial is not counted and has one step, unless a review says that it is a commitment of another kind.
    """
    since = known_on(commitment, earliest) or dt.date.min
    life = _Life(commitment.deadline, since, commitment.made_within.last)
    decided = [r for r in reviews if r.day <= until]
    if commitment.kind == "denial":
        life.denial = True
        life.put(since, "not_counted", NO_COMMITMENT, "made")
    else:
        life.begin(since, "made")
    acts: list[tuple[dt.date, int, Evidence | Review]] = [(e.date, 0, e) for e in evidence if e.date and e.date <= until]
    acts += [(max(r.day, since), 1, r) for r in sorted(decided, key=order)]
    for day, _, act in sorted(acts, key=lambda one: one[:2]):
        life.pass_days(day, whole=False)
        if isinstance(act, Review):
            life.decide(act, day)
        elif not life.denial:
            life.hear(act)
    life.pass_days(until)
    return tuple(life.steps), tuple(life.slips), life.deadline


def by_calendar(
    kind: CommitmentKind, words: str | None, first: dt.date | None, last: dt.date | None, since: dt.date | None, made: dt.date | None,
    on: dt.date,
) -> tuple[Status, str]:  # fmt: skip
    """Status and reason of a commitment without reviews or evidence: `words` name its deadline, `first` and `last` are its
    days, `since` and `made` the earliest and the latest day on which it can have been made."""
    if kind == "denial":
        return "not_counted", NO_COMMITMENT
    life = _Life(Deadline(text=words, first=first, last=last) if words is not None else None, since or dt.date.min, made)
    life.begin(since or dt.date.min, "made")
    life.pass_days(on)
    return life.steps[-1].status, life.steps[-1].reason


def order(review: Review) -> tuple[str, str, str]:
    """Reviews in the order in which they count: by moment, then by person."""
    return (review.at, review.by, review.model_dump_json())
