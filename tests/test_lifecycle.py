"""Statuses depend on nothing but records, reviews and the day: generated lives of a commitment, through the public function."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_corpus.records import Commitment, Days, Deadline, Evidence, Review, Span
from pq_corpus.track.lifecycle import live

SPAN = Span(source="0" * 64, start=0, end=1)
DAY = st.dates(dt.date(2019, 6, 1), dt.date(2027, 12, 31))
STATUSES = ["open", "fulfilled", "partly_fulfilled", "rescheduled", "superseded", "withdrawn", "lapsed", "not_counted"]


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline | None:
    days = sorted(draw(st.lists(DAY, min_size=2, max_size=2)))
    first, last = draw(st.sampled_from([(days[0], days[1]), (None, days[1]), (days[0], None), (None, None)]))
    return draw(st.sampled_from([None, Deadline(text="eens", first=first, last=last)]))


@st.composite
def lives(draw: st.DrawFn) -> tuple[Commitment, list[Evidence], list[Review]]:
    made = draw(DAY)
    commitment = Commitment(
        id="q#1", question="q", kind=draw(st.sampled_from(["promise", "intention", "denial"])), text="Ik zal het doen.", span=SPAN, made_on=made,
        made_within=Days(first=made, last=made), made_by="Wouter Beke", actor=None, deadline=draw(deadlines()), rule="x",
    )  # fmt: skip
    relations = st.sampled_from(["repeats", "reports_done", "partly_done", "moves_date", "drops", "asks_about"])
    evidence = [
        Evidence(question=f"q{n}", text="Het is gedaan.", relation=draw(relations), date=day, span=SPAN, decides=draw(st.booleans()), deadline=draw(deadlines()))
        for n, day in enumerate(sorted(draw(st.lists(DAY.filter(lambda d: d > made), max_size=4))))
    ]  # fmt: skip
    evidence = [e if e.relation in ("moves_date", "reports_done", "partly_done", "drops") else e.model_copy(update={"decides": False}) for e in evidence]
    reviews = [
        Review(
            commitment="q#1", by=draw(st.sampled_from(["An", "Bert"])), at=f"{day}T12:00:00", status=draw(st.sampled_from([None, *STATUSES])),
            verdict=draw(st.sampled_from([None, "confirmed", "rejected"])), deadline=draw(st.sampled_from([None, "later"])),
        )
        for day in draw(st.lists(DAY, max_size=3))
    ]  # fmt: skip
    return commitment, evidence, reviews


@settings(max_examples=150, deadline=None)
@given(lives(), DAY, st.randoms(use_true_random=False))
def test_what_comes_after_a_day_or_in_another_order_changes_nothing(
    life: tuple[Commitment, list[Evidence], list[Review]], on: dt.date, mixed: object
) -> None:
    commitment, evidence, reviews = life
    steps, slips, deadline = live(commitment, None, evidence, reviews, on)
    known = [e for e in evidence if e.date and e.date <= on], [r for r in reviews if r.day <= on]
    assert live(commitment, None, *known, on) == (steps, slips, deadline)
    shuffled = list(reviews)
    mixed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert live(commitment, None, evidence, shuffled, on) == (steps, slips, deadline)
    later = live(commitment, None, *known, on + dt.timedelta(days=400))[0]  # the calendar alone goes on
    assert later[: len(steps)] == steps


@settings(max_examples=150, deadline=None)
@given(lives(), DAY)
def test_a_life_has_a_reason_for_each_step_in_order(life: tuple[Commitment, list[Evidence], list[Review]], on: dt.date) -> None:
    commitment, evidence, reviews = life
    steps, slips, _ = live(commitment, None, evidence, reviews, max(on, commitment.made_on or on))
    assert steps and all(step.reason and step.on >= commitment.made_on for step in steps)
    assert [s.on for s in steps] == sorted(s.on for s in steps)
    if commitment.kind == "denial":
        assert {s.status for s in steps} == {"not_counted"} and not slips  # whatever is said of it, unless its kind is corrected
    for step in steps:  # only evidence with words of completion, or a person, says that it was done
        if step.status == "fulfilled" and step.cause == "evidence":
            assert any(e.relation == "reports_done" and e.decides and e.date <= step.on for e in evidence) or any(r.status == "fulfilled" for r in reviews)


MADE = dt.date(2020, 1, 6)
PROMISE = Commitment(
    id="q#1", question="q", kind="promise", text="Ik zal het doen.", span=SPAN, made_on=MADE, made_within=Days(first=MADE, last=MADE),
    made_by="Wouter Beke", actor=None, deadline=Deadline(text="in 2020", first=dt.date(2020, 1, 1), last=dt.date(2020, 12, 31)), rule="x",
)  # fmt: skip


def told(relation: str, day: dt.date, deadline: Deadline | None = None) -> Evidence:
    return Evidence(question="later", text="…", relation=relation, date=day, span=SPAN, decides=True, deadline=deadline)  # type: ignore[arg-type]


BEYOND = Deadline(text="tegen 2030", last=dt.date(2029, 12, 31))
LATER = dt.date(2021, 6, 1)


@pytest.mark.parametrize(
    ("evidence", "status", "at_the_election"),
    [
        ([], "overdue", "lapsed"),
        ([told("drops", LATER)], "withdrawn", "withdrawn"),
        ([told("partly_done", LATER)], "partly_fulfilled", "partly_fulfilled"),
        ([told("reports_done", LATER)], "fulfilled", "fulfilled"),
        ([told("moves_date", LATER)], "rescheduled", "lapsed"),  # put off without a new date
        ([told("moves_date", LATER, BEYOND)], "rescheduled", "rescheduled"),  # to a day beyond the legislature
        ([told("reports_done", LATER), told("moves_date", LATER + dt.timedelta(days=1), BEYOND)], "rescheduled", "rescheduled"),  # the newest counts
        ([told("moves_date", dt.date(2024, 12, 1), BEYOND)], "overdue", "lapsed"),
    ],
)  # fmt: skip
def test_what_each_relation_proposes(evidence: list[Evidence], status: str, at_the_election: str) -> None:
    assert live(PROMISE, None, evidence, [], dt.date(2021, 7, 1))[0][-1].status == status
    assert live(PROMISE, None, evidence, [], dt.date(2024, 6, 9))[0][-1].status == at_the_election


def test_the_next_legislature_can_take_a_lapsed_promise_up_again() -> None:
    steps, slips, deadline = live(PROMISE, None, [told("moves_date", dt.date(2024, 12, 1), BEYOND)], [], dt.date(2025, 1, 1))
    assert [s.status for s in steps] == ["due", "overdue", "lapsed", "rescheduled"]
    assert slips[0].days == (dt.date(2029, 12, 31) - dt.date(2020, 12, 31)).days and deadline == BEYOND


def test_a_last_word_stands_against_later_evidence_and_asks_for_another_look() -> None:
    review = Review(commitment="q#1", by="An", at="2021-01-15T12:00:00", status="withdrawn")
    steps, _, _ = live(PROMISE, None, [told("reports_done", LATER)], [review], dt.date(2021, 7, 1))
    assert steps[-1].status == "withdrawn" and "kijk opnieuw" in steps[-1].reason
    reopened = Review(commitment="q#1", by="An", at="2021-01-15T12:00:00", status="open")
    assert live(PROMISE, None, [told("reports_done", LATER)], [reopened], dt.date(2021, 7, 1))[0][-1].status == "fulfilled"
