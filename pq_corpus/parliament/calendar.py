"""The parliamentary calendar: session years, recesses, legislatures, working days. Pure functions of days."""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache
from importlib import resources
from typing import Literal

from pq_corpus.records import Days

Recess = Literal["autumn", "christmas", "carnival", "easter", "summer"]
ONE = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


@cache
def _opening(year: int) -> dt.date:
    """The fourth Monday of September, on which a session year opens (Septemberverklaring; 26-9-2016, 28-9-2015)."""
    first = dt.date(year, 9, 1)
    return first + dt.timedelta(days=(7 - first.weekday()) % 7 + 21)


def session_year(day: dt.date) -> str:
    """The session year (zittingsjaar) of a day, as 2019-2020."""
    start = day.year if day >= _opening(day.year) else day.year - 1
    return f"{start}-{start + 1}"


def session_year_days(name: str) -> Days:
    """First and last day of a session year. Raises ValueError for a name that is not as 2019-2020."""
    match = re.fullmatch(r"(\d{4})-(\d{4})", name)
    if not match or int(match[2]) != int(match[1]) + 1:
        raise ValueError(f"{name!r} is not a session year as 2019-2020")
    start = int(match[1])
    return Days(first=_opening(start), last=_opening(start + 1) - ONE)


@cache
def _elections() -> tuple[tuple[str, dt.date], ...]:
    text = (resources.files("pq_corpus.parliament") / "data" / "legislatures.csv").read_text(encoding="utf-8")
    return tuple((row["legislature"], dt.date.fromisoformat(row["election"])) for row in csv.DictReader(text.splitlines()))


def legislature(day: dt.date) -> str | None:
    """The legislature (legislatuur) of a day, from election to election; None outside the table."""
    current = None
    for name, election in _elections():
        if day >= election:
            current = name
    return current


def legislatures() -> list[tuple[str, dt.date, dt.date | None]]:
    """Every legislature with its first and last day, from election to election; the last one's end is not known."""
    known = _elections()
    return [(name, first, known[n + 1][1] - ONE if n + 1 < len(known) else None) for n, (name, first) in enumerate(known)]


def legislature_end(day: dt.date) -> dt.date | None:
    """The last day of the legislature of a day: the day before the next election; None where that is not known."""
    return next((election - ONE for _, election in _elections() if election > day), None)


@cache
def easter(year: int) -> dt.date:
    """Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


@cache
def recess(kind: Recess, year: int) -> Days:
    """First and last day of the recess that begins in a calendar year (Christmas: in its December).

    The rules are those of the school holidays of the Flemish Community; summer runs from 21 July to the opening.
    """
    if kind == "summer":
        return Days(first=dt.date(year, 7, 21), last=_opening(year) - ONE)
    if kind == "autumn":
        first = dt.date(year, 11, 1)
        start = dt.date(year, 11, 2) if first.weekday() == 6 else _monday(first)
        return Days(first=start, last=_monday(start) + dt.timedelta(days=6))
    if kind == "christmas":
        day = dt.date(year, 12, 25)
        start = _monday(day) + (WEEK if day.weekday() >= 5 else dt.timedelta())
        return Days(first=start, last=start + 2 * WEEK - ONE)
    sunday = easter(year)
    if kind == "carnival":
        start = _monday(sunday) - 6 * WEEK
        return Days(first=start, last=start + WEEK - ONE)
    april = dt.date(year, 4, 1)
    if sunday.month == 3:
        start = sunday + ONE
    elif sunday > dt.date(year, 4, 15):
        start = _monday(sunday) - WEEK
    else:
        start = april + dt.timedelta(days=(7 - april.weekday()) % 7)
    return Days(first=start, last=start + 2 * WEEK - ONE)


@cache
def public_holidays(year: int) -> frozenset[dt.date]:
    """The ten legal public holidays of Belgium, and 11 July, the feast of the Flemish Community."""
    sunday = easter(year)
    moving = {sunday + dt.timedelta(days=n) for n in (0, 1, 39, 49, 50)}
    fixed = {dt.date(year, m, d) for m, d in ((1, 1), (5, 1), (7, 11), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))}
    return frozenset(moving | fixed)


def is_working_day(day: dt.date) -> bool:
    """Whether a day is no Saturday, Sunday or public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def add_working_days(day: dt.date, n: int) -> dt.date:
    """The n-th working day after a day (n at least 0)."""
    while n > 0:
        day += ONE
        n -= is_working_day(day)
    return day


def working_days(first: dt.date, last: dt.date) -> int:
    """How many working days lie after `first` up to and including `last`; negative days count none."""
    return sum(is_working_day(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))
