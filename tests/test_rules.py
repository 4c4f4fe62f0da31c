"""Each rule's own examples, the table of deadlines, and what no text may do to them."""

from __future__ import annotations

import csv
import datetime as dt
import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_corpus.language import commitments, dates, deadlines, dispositions
from pq_corpus.language.clauses import clauses
from pq_corpus.language.sentences import sentences
from pq_corpus.parliament import calendar
from pq_corpus.records import Days

RULES = Path(commitments.__file__).parent / "rules"
TABLE = list(csv.DictReader((Path(__file__).parent / "deadlines.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))


@pytest.mark.parametrize("rule", commitments.rules(), ids=lambda rule: rule.name)
def test_a_commitment_rule_and_its_examples(rule: commitments.Rule) -> None:
    assert rule in commitments.fired(rule.example), rule.example
    assert rule not in commitments.fired(rule.counter), rule.counter


@pytest.mark.parametrize("how", commitments.readings())
def test_a_reading_and_its_examples(how: str) -> None:
    reading = commitments.readings()[how]
    assert how in {clause.how for clause in clauses(reading.example)}, reading.example
    assert how not in {clause.how for clause in clauses(reading.counter)}, reading.counter


def test_a_commitment_without_a_rule_names_how_it_is_said() -> None:
    (found,) = commitments.find_commitments("De regering engageert zich om dat te doen.")
    assert (found.rule, found.reason) == ("read_promise", "iemand belooft iets of verbindt zich ertoe")


@pytest.mark.parametrize("rule", dispositions.rules(), ids=lambda rule: rule.name)
def test_a_disposition_rule_and_its_examples(rule: dispositions.Rule) -> None:
    assert rule.pattern.search(rule.example), rule.example
    assert not rule.pattern.search(rule.counter), rule.counter


def test_rules_of_dates_and_their_examples() -> None:
    table = tomllib.loads((RULES / "dates.toml").read_text(encoding="utf-8"))
    for rule in table.get("rule", []) + table.get("vague", []):
        pattern = rf"(?<!\w)(?:{rule['pattern']})(?!\w)"
        assert re.search(pattern, rule["example"], re.I), rule["example"]
        assert not re.search(pattern, rule["counter"], re.I), rule["counter"]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['said']} {row['text'][:60]}")
def test_a_deadline(row: dict[str, str]) -> None:
    day = dt.date.fromisoformat(row["said"])
    found = deadlines.deadline(row["text"], Days(first=day, last=day))
    got = (str(found.first or ""), str(found.last or "")) if found else ("", "")
    assert got == (row["from"] or "", row["to"] or "")


DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2028, 12, 31))
EXPRESSIONS = sorted({row["text"] for row in TABLE})


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EXPRESSIONS), DAYS)
def test_an_interval_begins_before_it_ends(text: str, day: dt.date) -> None:
    for one in dates.find_times(text, Days(first=day, last=day)):
        assert one.first is None or one.last is None or one.first <= one.last
        assert text[one.start : one.end].split() == one.text.split()


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(0, 400))
def test_a_later_day_never_gives_an_earlier_next_year(day: dt.date, more: int) -> None:
    later = day + dt.timedelta(days=more)
    for text in ("volgend jaar", "volgende maand", "volgende week", "volgend werkjaar", "na het zomerreces"):
        a, b = (deadlines.deadline(f"Dat doen we {text}.", Days(first=d, last=d)) for d in (day, later))
        assert a is not None and b is not None and a.first is not None and b.first is not None and a.first <= b.first


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), DAYS)
def test_no_text_raises(text: str, day: dt.date) -> None:
    said = Days(first=day, last=day)
    deadlines.deadline(text, said)
    for one in commitments.find_commitments(text, "Minister X"):
        assert 0 <= one.start < one.end <= len(text)
    for start, end in sentences(text):
        assert text[start:end] == text[start:end].strip() != ""


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "1. " * 60_000, "in de " * 40_000, "\n" * 200_000], ids=["digits", "numbers", "words", "newlines"]
)
def test_long_texts_take_linear_time(text: str) -> None:
    def spent(piece: str) -> float:
        began = time.perf_counter()
        dates.find_times(piece, Days(first=dt.date(2025, 1, 1), last=dt.date(2025, 1, 1)))
        return time.perf_counter() - began

    half, whole = spent(text[: len(text) // 2]), spent(text)
    assert whole < 4 * half + 0.5


def test_later_in_the_debate_is_no_term() -> None:
    assert deadlines.deadline("Dat doen we straks.", Days(first=dt.date(2025, 2, 25), last=dt.date(2025, 2, 25))) is None


def test_bounded_days() -> None:
    said = Days(first=dt.date(2020, 1, 22), last=dt.date(2020, 7, 20))
    before = deadlines.deadline("Dat komt nog voor het zomerreces.", said)
    assert before is not None and before.last == dt.date(2020, 7, 20) and before.first is None
    month = deadlines.deadline("Dat komt volgende maand.", said)
    assert month is not None and month.first is None and month.precision == "words"
    unbounded = deadlines.deadline("Dat komt volgend jaar.", Days(first=dt.date(2019, 11, 8)))
    assert unbounded is not None and unbounded.first is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zie nr. 85 van de heer Parys. Dat is duidelijk.", 2),
        ("Volgens art. 3 geldt dat. Meer niet.", 2),
        ("Dat is m.b.t. de zorg gezegd. Goed.", 2),
        ("“Dat doen we.” Zo zei hij het.", 2),
        ("Wat nu? Niets!", 2),
        ("Eerste alinea zonder punt\n\nTweede alinea", 2),
        ("Over één lijn\nafgebroken tekst.", 1),
        ("Het kost 1.000 euro. Dat is veel.", 2),
    ],
)
def test_sentences(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected


@pytest.mark.parametrize(
    ("kind", "year", "first", "last"),
    [
        ("summer", 2025, "2025-07-21", "2025-09-21"), ("autumn", 2025, "2025-10-27", "2025-11-02"), ("christmas", 2024, "2024-12-23", "2025-01-05"),
        ("carnival", 2025, "2025-03-03", "2025-03-09"), ("easter", 2025, "2025-04-07", "2025-04-20"), ("easter", 2024, "2024-04-01", "2024-04-14"),
        ("christmas", 2021, "2021-12-27", "2022-01-09"), ("autumn", 2020, "2020-11-02", "2020-11-08"),
    ],
)  # fmt: skip
def test_recess(kind: calendar.Recess, year: int, first: str, last: str) -> None:
    found = calendar.recess(kind, year)
    assert (str(found.first), str(found.last)) == (first, last)


def test_session_years_and_legislatures() -> None:
    assert calendar.session_year(dt.date(2016, 9, 26)) == "2016-2017" and calendar.session_year(dt.date(2016, 9, 25)) == "2015-2016"
    assert calendar.legislature(dt.date(2019, 11, 8)) == "2019-2024"
    assert calendar.legislature_end(dt.date(2025, 1, 1)) == dt.date(2029, 6, 9)
    assert calendar.add_working_days(dt.date(2025, 4, 18), 1) == dt.date(2025, 4, 22)
