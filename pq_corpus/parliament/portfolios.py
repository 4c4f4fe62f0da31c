"""Portfolios (bevoegdheden): ministers change and portfolios stay. Their names as titles and committees print them are in portfolios.csv."""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache, lru_cache
from importlib import resources

from pq_corpus.parliament.people import key, people


@cache
def _printed() -> dict[str, str]:
    """Portfolio by its name as printed, compared without case and accents."""
    text = (resources.files("pq_corpus.parliament") / "data" / "portfolios.csv").read_text(encoding="utf-8")
    return {key(row["printed"]): row["portfolio"] for row in csv.DictReader(text.splitlines())}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(map(re.escape, _printed()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[str, ...]:
    """The portfolios that a title, a committee's name or a theme names, in its order; the longest name wins."""
    return tuple(dict.fromkeys(_printed()[found[0]] for found in _pattern().finditer(key(text))))


@cache
def portfolios() -> tuple[str, ...]:
    """All portfolios, in order of the file."""
    return tuple(dict.fromkeys(_printed().values()))


def matching(text: str) -> tuple[str, ...]:
    """The portfolios that somebody can mean with a word: by their own or a printed name, or the beginning of one."""
    wanted = key(text)
    exact = [name for printed, name in _printed().items() if wanted in (printed, key(name))]
    return tuple(dict.fromkeys(exact or [name for printed, name in _printed().items() if printed.startswith(wanted) and wanted]))


@cache
def _mandates() -> tuple[tuple[str, str, tuple[str, ...], dt.date, dt.date | None], ...]:
    out = []
    for person in people().ministers.values():
        for title, first, last in person.mandates:
            out.append((person.name, title, named(title), first, last))
    return tuple(sorted(out, key=lambda m: (m[3], m[0])))


@lru_cache(maxsize=65536)
def of_minister(name: str, day: dt.date) -> tuple[str, ...]:
    """The portfolios of a minister on a day; none where no mandate of that day is known."""
    return tuple(
        dict.fromkeys(p for who, _, held, first, last in _mandates() if who == name and first <= day <= (last or day) for p in held)
    )


@lru_cache(maxsize=65536)
def holders(portfolio: str, day: dt.date) -> tuple[tuple[str, str], ...]:
    """Who holds a portfolio on a day: (name, title) of each; on the day of the oath, the one who takes it. A minister who
    replaces another ad interim stands beside them."""
    found = [m for m in _mandates() if portfolio in m[2] and m[3] <= day <= (m[4] or day)]
    begins = [m for m in found if m[3] == day]
    return tuple((m[0], m[1]) for m in found if m in begins or not (begins and m[4] == day))


@lru_cache(maxsize=65536)
def responsible(made_by: str, held: tuple[str, ...], day: dt.date) -> tuple[str, ...]:
    """Who answers on a day for what a minister promised under these portfolios: everyone who holds one of them, those with the
    most first; that minister alone where all of them are theirs alone; nobody where that is not known."""
    count: dict[str, int] = {}
    for portfolio in held:
        for who, _ in holders(portfolio, day):
            count[who] = count.get(who, 0) + 1
    return tuple(sorted(count, key=lambda who: (-count[who], who != made_by, who)))
