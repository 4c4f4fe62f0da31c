"""Dutch words of time to intervals of days, relative to the day they were said.

The meanings are those of the annotation guide (docs/language.md); words that can be tabled are in rules/dates.toml.
"""

from __future__ import annotations

import calendar as months_of
import datetime as dt
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pq_corpus.parliament import calendar
from pq_corpus.parse.text import MONTHS as NAMES_OF_MONTHS
from pq_corpus.records import Days, Precision

ONE = dt.timedelta(days=1)
Interval = tuple[dt.date | None, dt.date | None]

MONTHS = {name: n for n, name in enumerate(NAMES_OF_MONTHS, 1)} | {"jan": 1, "feb": 2, "apr": 4, "aug": 8, "sept": 9, "okt": 10, "nov": 11, "dec": 12}
_UNITS_OF = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig".split()
_TENS = {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9}
_NUMBERS = {w: n for n, w in enumerate(_UNITS_OF)} | {"één": 1, "dertig": 30, "zestig": 60, "negentig": 90}
_NUMBERS |= {f"{unit}{'ën' if unit[-1] == 'e' else 'en'}twintig": 20 + n for unit, n in _TENS.items()} | {"eenendertig": 31}
_RANKS = {"eerste": 1, "derde": 3, "achtste": 8}  # "de vijftiende", "de eenentwintigste"
_RANKS |= {f"{w}{'ste' if n >= 20 else 'de'}": n for w, n in _NUMBERS.items() if 2 <= n <= 31 and n not in (3, 8)}
_WEEKDAYS = {d: n for n, d in enumerate(["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"])}
_ORDINAL = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "laatste": 4} | {
    f"{n}{end}": n for n in (1, 2, 3, 4) for end in ("e", "ste", "de")
}

# --- the grammar -------------------------------------------------------------------------------------------------------

_MON = rf"(?:{'|'.join(NAMES_OF_MONTHS)})"
_CALENDAR = r"(?:kalender|begrotings)?"  # "dit kalenderjaar", "het begrotingsjaar 2026"
_YEAR = rf"(?:(?:het )?(?:{_CALENDAR}jaar )?20\d\d(?![\d.,]*\d)|(?:dit|volgend|komend|het komende|het volgende|het) {_CALENDAR}jaar)"
_PART = r"(?:begin|het begin van|midden|het midden van|medio|half|halverwege|halfweg|de helft van|eind|einde|het einde van|het eind van)"
_NUM = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_DAY_WORDS = [*_RANKS, *(w for w, n in _NUMBERS.items() if 0 < n <= 31 and w != "een")]
_DAY = rf"(?:\d{{1,2}}(?:e|ste|de)?|{'|'.join(sorted(_DAY_WORDS, key=len, reverse=True))})"
_TO = r"(?: (?:en|of|tot en met|tot|t/m) (?:de |het )?| ?[-–/] ?)"
_UNIT = r"(?:dag|dagen|week|weken|maand|maanden|jaar|jaren)"


@cache
def rules() -> dict[str, Any]:
    """What rules/dates.toml holds."""
    return tomllib.loads((resources.files("pq_corpus.language") / "rules" / "dates.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of time at `start`..`end` of a text and the days they mean; both None where they mean no fixed days.

    `past` is True where they lie before the day said; `absolute` where the day said does not matter."""

    start: int
    end: int
    text: str
    first: dt.date | None
    last: dt.date | None
    precision: Precision
    rule: str
    past: bool = False


def _year_of(words: str | None, day: dt.date) -> int | None:
    if not words:
        return None
    if digits := re.search(r"20\d\d", words):
        return int(digits[0])
    return day.year + (1 if re.search(r"volgend|komend", words) else 0)


def _month(year: int, month: int, first: int = 1, last: int | None = None) -> tuple[dt.date, dt.date]:
    length = months_of.monthrange(year, month)[1]
    return dt.date(year, month, first), dt.date(year, month, min(last or length, length))


def _coming(day: dt.date, make: Callable[[int], tuple[dt.date, dt.date]]) -> tuple[dt.date, dt.date]:
    """The interval of this year where it has not passed, else of the next."""
    this = make(day.year)
    return this if this[1] >= day else make(day.year + 1)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words]


def _day_number(words: str) -> int:
    return _RANKS.get(words) or (_NUMBERS[words] if words in _NUMBERS else int(re.sub(r"\D", "", words)))


def _shift(day: dt.date, n: int, unit: str) -> dt.date:
    if unit.startswith("dag"):
        return day + dt.timedelta(days=n)
    if unit.startswith("we"):
        return day + dt.timedelta(days=7 * n)
    total = day.year * 12 + day.month - 1 + n * (12 if unit.startswith("jaar") or unit.startswith("jaren") else 1)
    year, month = divmod(total, 12)
    return dt.date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))


def _season(name: str, year: int) -> tuple[dt.date, dt.date]:
    a, b = rules()["seasons"][name]
    first = dt.date.fromisoformat(f"{year}-{a}")
    last = dt.date.fromisoformat(f"{year}-{b}")
    return (first, last) if last >= first else (first, last.replace(year=year + 1))


def _part_of(part: str, first: dt.date, last: dt.date, unit: str) -> tuple[dt.date, dt.date]:
    which = "begin" if "begin" in part else "end" if "eind" in part else "middle"
    if unit == "month":
        cut = {"begin": (1, 10), "middle": (11, 20), "end": (21, None)}[which]
        return _month(first.year, first.month, cut[0], cut[1])
    cuts = {"begin": ((1, 1), (3, 31)), "middle": ((5, 1), (8, 31)), "end": ((10, 1), (12, 31))}[which]
    return dt.date(first.year, *cuts[0]), dt.date(first.year, *cuts[1])


def _week(day: dt.date, n: int) -> tuple[dt.date, dt.date]:
    monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(days=7 * n)
    return monday, monday + dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of expression: its pattern, its precision, and what it means said on a day. `edge` says how "tegen" reads:
    "before" (the last day before it begins), "end" (its own last day), "half" (30 June)."""

    name: str
    pattern: re.Pattern[str]
    precision: Precision
    days: Callable[[re.Match[str], dt.date], tuple[dt.date, dt.date] | None]
    edge: str = "before"
    prepositions: bool = False


def _d_month(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    month = MONTHS[m["mon"]]
    year = _year_of(m["year"], day)
    return _month(year, month) if year else _coming(day, lambda y: _month(y, month))


def _d_part_month(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    if m["rel"]:
        first = _shift(day.replace(day=1), 1 if m["rel"].startswith(("volg", "kom")) else 0, "maand")
        return _part_of(m["part"], first, first, "month")
    month, year = MONTHS[m["mon"]], _year_of(m["year"], day)

    def make(y: int) -> tuple[dt.date, dt.date]:
        return _part_of(m["part"], dt.date(y, month, 1), dt.date(y, month, 1), "month")

    return make(year) if year else _coming(day, make)


def _d_months(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    a, b = MONTHS[m["a"]], MONTHS[m["b"]]
    year = _year_of(m["year"], day)

    def make(y: int) -> tuple[dt.date, dt.date]:
        first, last = dt.date(int(m["ya"] or y - (b < a)), a, 1), dt.date(y, b, 1)
        return (_part_of(m["pa"], first, first, "month") if m["pa"] else (first,))[0], (
            _part_of(m["pb"], last, last, "month") if m["pb"] else _month(y, b)
        )[1]

    return make(year) if year else _coming(day, make)


def _d_date(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    month, number, year = MONTHS[m["mon"]], _day_number(m["day"]), _year_of(m["year"], day)
    try:
        if year:
            return (dt.date(year, month, number),) * 2
        return _coming(day, lambda y: (dt.date(y, month, number), dt.date(y, month, number)))
    except ValueError:
        return None


def _d_span(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    b, year = MONTHS[m["mb"]], _year_of(m["year"], day)
    a = MONTHS[m["ma"]] if m["ma"] else b

    def make(y: int) -> tuple[dt.date, dt.date]:
        return dt.date(int(m["ya"] or y - (b < a)), a, _day_number(m["a"])), dt.date(y, b, _day_number(m["b"]))

    try:
        days = make(year) if year else _coming(day, make)
    except ValueError:
        return None
    return days if days[0] <= days[1] else None


def _d_numeric(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    try:
        return (dt.date(int(m["y"]), int(m["m"]), int(m["d"])),) * 2
    except ValueError:
        return None


def _d_part_year(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    year = _year_of(m["year"], day) or day.year
    return _part_of(m["part"], dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def _d_part_bare(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    return dt.date(day.year, 10, 1), dt.date(day.year, 12, 31)


def _d_quarter(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    q = int(m["q"]) if m["q"] else _ORDINAL[m["nth"]]
    year = _year_of(m["year"], day)

    def make(y: int) -> tuple[dt.date, dt.date]:
        return dt.date(y, 3 * q - 2, 1), _month(y, 3 * q)[1]

    return make(year) if year else _coming(day, make)


def _d_quarters(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    a, b = (int(m["qa"]), int(m["qb"])) if m["qa"] else (_ORDINAL[m["a"]], _ORDINAL[m["b"]])
    year = _year_of(m["year"], day)
    if b < a:
        return None

    def make(y: int) -> tuple[dt.date, dt.date]:
        return dt.date(y, 3 * a - 2, 1), _month(y, 3 * b)[1]

    return make(year) if year else _coming(day, make)


def _d_turn_of_year(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    a, b = _year_of(m["a"], day) or day.year, _year_of(m["b"] or m["next"], day) or day.year
    first, last = (dt.date(a, 1, 1), dt.date(a, 12, 31)), (dt.date(b, 1, 1), dt.date(b, 12, 31))
    return (
        ((_part_of(m["pa"], *first, "year") if m["pa"] else first)[0], (_part_of(m["pb"], *last, "year") if m["pb"] else last)[1])
        if a < b
        else None
    )


def _d_half(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    year = _year_of(m["year"], day)

    def make(y: int) -> tuple[dt.date, dt.date]:
        return (dt.date(y, 1, 1), dt.date(y, 6, 30)) if m["nth"] in ("eerste", "1e", "1ste") else (dt.date(y, 7, 1), dt.date(y, 12, 31))

    return make(year) if year else _coming(day, make)


def _d_season(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    name, year, rel = m["season"], _year_of(m["year"], day), m["rel"] or ""
    if year:
        return _season(name, year)
    if rel.startswith("volgend") and _season(name, day.year)[1] >= day >= _season(name, day.year)[0]:
        return _season(name, day.year + 1)
    before = re.search(r"\b(?:voor|vóór|tegen)\b", m["mods"] or "")
    if name == "winter" and _season(name, day.year - 1)[1] >= day and not before and not rel.startswith(("volgend", "komend")):
        return _season(name, day.year - 1)
    coming = _coming(day, lambda y: _season(name, y))
    return _season(name, coming[0].year + 1) if before and coming[0] <= day else coming


def _d_recess(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    kind = rules()["recesses"][m["recess"]] if m["recess"] != "reces" else "summer"
    before = re.search(r"\b(?:voor|vóór|tegen)\b", m["mods"] or "")
    year = _year_of(m["year"], day)
    for y in (year,) if year else (day.year - 1, day.year, day.year + 1, day.year + 2):
        days = calendar.recess(kind, y)
        assert days.first and days.last
        if year or (days.first > day if before else days.last >= day):
            return days.first, days.last
    raise AssertionError("unreachable")


def _d_session(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    school = m["kind"] in ("schooljaar", "academiejaar")
    if m["years"]:
        start = int(m["years"][:4])
    else:
        begun = day >= (dt.date(day.year, 9, 1) if school else calendar.session_year_days(f"{day.year}-{day.year + 1}").first or day)
        start = (day.year if begun else day.year - 1) + (1 if re.match(r"volg|kom|nieuw", m["rel"] or "") else 0)
    if "begin" in m.groupdict() and not m["rel"] and not m["years"]:
        start += 1  # "tegen de start van het schooljaar": the one to come
    if school:
        return dt.date(start, 9, 1), dt.date(start + 1, 8, 31)
    days = calendar.session_year_days(f"{start}-{start + 1}")
    assert days.first and days.last
    return days.first, days.last


def _d_legislature(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    end = calendar.legislature_end(day)
    return (day, end) if end else None


def _d_relative(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    rel, unit = m["rel"], m["unit"]
    n = 0 if re.match(r"deze|dit|lopende|nog", rel) else 1
    if unit == "week":
        return _week(day, n)
    if unit == "weekend":
        monday = _week(day, n if rel.startswith("volg") else 0)[0]
        return monday + dt.timedelta(days=5), monday + dt.timedelta(days=6)
    if unit == "maand":
        first = _shift(day.replace(day=1), n, "maand")
        return _month(first.year, first.month)
    return dt.date(day.year + n, 1, 1), dt.date(day.year + n, 12, 31)


def _d_kwartaal(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    total = day.year * 4 + (day.month - 1) // 3 + (0 if m["rel"].startswith(("dit", "lop")) else 1)
    year, q = divmod(total, 4)
    return dt.date(year, 3 * q + 1, 1), _month(year, 3 * q + 3)[1]


def _d_today(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    there = day + dt.timedelta(days={"vandaag": 0, "morgen": 1, "overmorgen": 2, "vanavond": 0, "vanmiddag": 0, "deze": 0}[m["word"]])
    return there, there


def _d_weekday(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    ahead = (_WEEKDAYS[m["weekday"]] - day.weekday() - 1) % 7 + 1
    return (day + dt.timedelta(days=ahead),) * 2


def _d_week_weekday(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    there = _week(day, 0 if m["rel"].startswith("deze") else 1)[0] + dt.timedelta(days=_WEEKDAYS[m["weekday"]])
    return there, there


def _d_week_of(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    there = _d_date(m, day)
    return _week(there[0], 0) if there else None


def _d_part_months(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    a, b, year = MONTHS[m["a"]], MONTHS[m["b"]], _year_of(m["year"], day)

    def make(y: int) -> tuple[dt.date, dt.date]:
        return dt.date(y - (b < a), a, 21), dt.date(y, b, 10)

    return make(year) if year else _coming(day, make)


def _d_half_month(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    month, year, first = MONTHS[m["mon"]], _year_of(m["year"], day), m["nth"] == "eerste"

    def make(y: int) -> tuple[dt.date, dt.date]:
        return _month(y, month, 1, 15) if first else _month(y, month, 16)

    return make(year) if year else _coming(day, make)


def _d_end_of(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    """The interval of which the words name the end; `_apply` keeps its last day."""
    ahead = 1 if m["rel"].startswith("volg") else 0
    if m["unit"] == "maand":
        first = _shift(day.replace(day=1), ahead, "maand")
        return _month(first.year, first.month)
    if m["unit"] == "week":
        return _week(day, ahead)
    year, q = divmod(day.year * 4 + (day.month - 1) // 3 + ahead, 4)
    return dt.date(year, 3 * q + 1, 1), _month(year, 3 * q + 3)[1]


def _d_feast(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    """A feast bounds a time ("voor Pasen"); alone it names no day on which a government acts."""
    if not re.search(r"\b(?:voor|vóór|na|tegen|vanaf|uiterlijk)\b", m["mods"] or ""):
        return None
    year = _year_of(m["year"], day)

    def make(y: int) -> tuple[dt.date, dt.date]:
        easter = calendar.easter(y)
        there = {
            "pasen": easter, "pinksteren": easter + dt.timedelta(days=49), "kerstmis": dt.date(y, 12, 25), "kerst": dt.date(y, 12, 25), "jaarwisseling": dt.date(y, 1, 1),
            "nieuwjaar": dt.date(y, 1, 1), "allerheiligen": dt.date(y, 11, 1),
        }[m["feast"]]  # fmt: skip
        return there, there

    return make(year) if year else _coming(day, make)


def _amount(m: re.Match[str]) -> tuple[int, int, str]:
    """The least and the greatest number of units that words like "twee à drie weken" or "anderhalf jaar" name."""
    if m["half"]:
        n = 18 if m["half"].startswith("ander") else 6
        return n, n, "maand"
    if m["about"] and m["n"] in ("een", "één"):
        return _number(m["about"]), _number(m["about"]), m["unit"]  # "een week of drie"
    n = _number(m["n"]) if m["n"] else 1
    return n, _number(m["more"]) if m["more"] else n, m["unit"] or m["one"]


def _d_in(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    least, most, unit = _amount(m)
    if unit == "werkdagen":
        return calendar.add_working_days(day, least), calendar.add_working_days(day, max(least, most))
    first, last = _shift(day, least, unit), _shift(day, max(least, most), unit)
    if unit.startswith("dag"):
        return first, last
    if unit.startswith("we"):
        return _week(first, 0)[0], _week(last, 0)[1]
    if unit.startswith("maand"):
        return first.replace(day=1), _month(last.year, last.month)[1]
    return dt.date(first.year, 1, 1), dt.date(last.year, 12, 31)


def _d_within(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    least, most, unit = _amount(m)
    return day, calendar.add_working_days(day, most) if unit == "werkdagen" else _shift(day, max(least, most), unit)


def _d_weekend(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date] | None:
    """The weekend that bounds a time ("voor het weekend"); alone it is any weekend."""
    if not re.search(r"\b(?:voor|vóór|na|tegen)\b", m["mods"] or ""):
        return None
    saturday = _week(day, 0)[0] + dt.timedelta(days=5)
    return saturday, saturday + ONE


def _d_course(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    if m["unit"] == "week":
        return _week(day, 0)
    return _month(day.year, day.month) if m["unit"] == "maand" else (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


def _d_year(m: re.Match[str], day: dt.date) -> tuple[dt.date, dt.date]:
    a = int(m["a"])
    b = int(m["b"]) if m["b"] else a
    return (dt.date(a, 1, 1), dt.date(max(a, b), 12, 31))


def _compile(core: str, lead: bool = True) -> re.Pattern[str]:
    mods = (
        r"(?P<mods>(?:(?:(?:dus|en|nog|pas|al|reeds|zeker|wellicht|hopelijk|alleszins) )?(?:niet (?:meer )?(?:voor|vóór)|tussen (?:nu|vandaag) en|vooraleer|voordat|alvorens|niet (?:later|eerder) dan|ten laatste|ten vroegste|op zijn laatst|op zijn vroegst|vroegst|laatst|uiterlijk|met ingang van|"
        r"tegen|vóór|voor|tot en met|tot|na|vanaf|sinds|sedert|in de loop van|gedurende|tijdens|rond|omstreeks|binnen|in|op|van|nog|ergens) )*"
        r"(?:(?:de maand|het|de|het (?:kalender|begrotings)?jaar) )?(?:(?:loop van|verloop van) (?:het |de )?)?)"
    )
    return re.compile(rf"(?<![\w/.-]){mods if lead else '(?P<mods>)'}{core}(?![\w/-]*\d|\w|-[a-z])")


@cache
def _kinds() -> tuple[_Kind, ...]:
    seasons = "|".join(rules()["seasons"])
    recesses = "|".join([*rules()["recesses"], "reces"])
    years = rf"(?: (?:van )?(?P<year>{_YEAR}))?"
    rel = r"(?P<rel>deze|dit|volgende?|komende?|aanstaande|lopende|eerstkomende|eerstvolgende|nieuwe)"
    amount = rf"(?:(?P<half>anderhalf|(?:een )?half) ?(?P<halves>jaar)|(?:een )?(?P<n>{_NUM})(?:tal)?(?: (?:à|a|tot|of) (?P<more>{_NUM}))? (?P<unit>{_UNIT}|werkdagen)(?: of (?P<about>{_NUM}))?)"
    return (
        _Kind("week_of", _compile(rf"(?:de )?week van (?:maandag )?(?P<day>\d{{1,2}}) (?P<mon>{_MON})(?: (?P<year>20\d\d))?"), "interval", _d_week_of),
        _Kind("date_span", _compile(rf"(?:tussen )?(?P<a>{_DAY})(?:, {_DAY})*(?: (?P<ma>{_MON})(?: (?P<ya>20\d\d))?)?{_TO}(?P<b>{_DAY}) (?P<mb>{_MON})(?: (?:van )?(?P<year>{_YEAR}))?"), "interval", _d_span),
        _Kind("fixed_date", _compile(rf"(?:(?:{'|'.join(_WEEKDAYS)}),? (?:de )?)?(?P<day>{_DAY}) (?P<mon>{_MON})(?: (?:van )?(?P<year>{_YEAR}))?"), "day", _d_date, "end"),
        _Kind("numeric_date", _compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>20\d\d)"), "day", _d_numeric, "end"),
        _Kind("part_months", _compile(rf"(?:eind|einde) (?P<a>{_MON}),? (?:of |tot |en )?(?:het )?begin (?:van )?(?P<b>{_MON}){years}"), "month", _d_part_months),
        _Kind("months", _compile(rf"(?:tussen )?(?:(?P<pa>{_PART}) )?(?P<a>{_MON})(?: (?P<ya>20\d\d))?(?:, {_MON})*(?: (?:en|of|tot en met|tot|t/m) | ?[-–/] ?)(?:(?P<pb>{_PART}) )?(?P<b>{_MON}){years}"), "month", _d_months),
        _Kind("part_of_month", _compile(rf"(?P<part>{_PART}) (?:van )?(?:de maand )?(?:(?P<rel>deze|volgende|komende) maand|(?P<mon>{_MON})(?: (?:van )?(?P<year>{_YEAR}))?)"), "month", _d_part_month, "end"),
        _Kind("half_month", _compile(rf"(?P<nth>eerste|tweede) helft van (?:de maand )?(?P<mon>{_MON}){years}"), "month", _d_half_month),
        _Kind("turn_of_year", _compile(rf"(?:(?P<pa>{_PART}) )?(?P<a>20\d\d|(?:dit|volgend) jaar)(?:,? of |,? en | tot |, )(?:(?P<pb>begin|midden|medio|eind|einde) (?P<b>{_YEAR})|(?P<next>volgend jaar))"), "interval", _d_turn_of_year),
        _Kind("part_of_year", _compile(rf"(?P<part>{_PART}) (?:van )?(?P<year>{_YEAR})"), "season", _d_part_year, "part"),
        _Kind("year_end", _compile(r"(?:jaareinde|eindejaar)"), "season", _d_part_bare, "end"),
        _Kind("end_of_quarter", _compile(rf"(?:einde|eind) van het (?P<nth>eerste|tweede|derde|vierde|[1-4](?:e|ste|de)) (?:kwartaal|trimester)(?P<q>){years}"), "quarter", _d_quarter, "end"),
        _Kind("end_of_season", _compile(rf"(?:einde|eind) van (?:de |het )?(?:{rel} )?(?P<season>{seasons}){years}"), "season", _d_season, "end"),
        _Kind("quarters", _compile(rf"(?:(?P<a>eerste|tweede|derde|[1-4](?:e|ste|de)){_TO}(?P<b>tweede|derde|vierde|laatste|[1-4](?:e|ste|de)) (?:kwartaal|trimester)|q(?P<qa>[1-4]){_TO}q(?P<qb>[1-4])){years}"), "interval", _d_quarters),
        _Kind("quarter", _compile(rf"(?:(?P<nth>eerste|tweede|derde|vierde|laatste|[1-4](?:e|ste|de)) (?:kwartaal|trimester)|q(?P<q>[1-4])){years}(?! van (?:het |dit |het volgende |volgend )?\w*(?:school|academie|werk)jaar)"), "quarter", _d_quarter),
        _Kind("semester", _compile(rf"(?P<nth>eerste|tweede|1e|2e|1ste|2de) (?:(?:semester|jaarhelft|helft)(?: van)? )(?P<year>{_YEAR})"), "semester", _d_half),
        _Kind("bare_semester", _compile(r"(?P<nth>eerste|tweede|1e|2e|1ste|2de) (?:semester|jaarhelft)(?P<year>)"), "semester", _d_half),
        _Kind("season", _compile(rf"(?:{rel} )?(?P<season>{seasons})(?: (?:van )?(?P<year>20\d\d(?=[-/](?:20)?\d\d\b)|{_YEAR})(?:[-/](?:20)?\d\d)?)?"), "season", _d_season),
        _Kind("recess", _compile(rf"(?P<recess>{recesses}){years}"), "interval", _d_recess),
        _Kind("end_of", _compile(rf"(?:einde|eind) van (?P<rel>de|deze|het|dit|volgende|het volgende|de volgende) (?P<unit>week|maand(?! {_MON})|kwartaal)"), "interval", _d_end_of, "end"),
        _Kind("end_of_session_year", _compile(rf"(?:einde|eind) van (?:het |de )?(?:{rel}|huidige?)? ?(?P<kind>werkjaar|zittingsjaar|parlementaire? jaar|schooljaar|academiejaar)(?P<years>)"), "session_year", _d_session, "end"),
        _Kind("begin_of_session_year", _compile(rf"(?P<begin>begin|aanvang|start) van (?:het |de )?(?:{rel}|huidige?)? ?(?P<kind>werkjaar|zittingsjaar|parlementaire? jaar|schooljaar|academiejaar)(?: (?P<years>20\d\d\s?[-–/]\s?(?:20)?\d\d))?"), "session_year", _d_session),
        _Kind("session_year", _compile(rf"(?:{rel}|huidige?) ?(?P<kind>werkjaar|zittingsjaar|parlementair jaar|parlementaire jaar|politiek jaar|politieke jaar|schooljaar|academiejaar)(?P<years>)"), "session_year", _d_session),
        _Kind("named_session_year", _compile(r"(?P<rel>)(?P<kind>werkjaar|zittingsjaar|parlementaire? jaar|schooljaar|academiejaar) (?P<years>20\d\d\s?[-–/]\s?(?:20)?\d\d)"), "session_year", _d_session),
        _Kind("legislature", _compile(r"(?:(?:einde|eind) van )?(?:deze|de huidige|de lopende|huidige|lopende|de|onze) (?:legislatuur|regeerperiode|zittingsperiode|bestuursperiode)"), "legislature", _d_legislature, "end"),
        _Kind("week_weekday", _compile(rf"(?P<rel>deze|volgende|komende) week (?P<weekday>{'|'.join(_WEEKDAYS)})"), "day", _d_week_weekday, "end"),
        _Kind("week_weekday", _compile(rf"(?P<weekday>{'|'.join(_WEEKDAYS)}) (?:van )?(?P<rel>volgende|komende) week"), "day", _d_week_weekday, "end"),
        _Kind("feast", _compile(rf"(?P<feast>pasen|pinksteren|kerstmis|kerst|nieuwjaar|jaarwisseling|allerheiligen){years}"), "day", _d_feast, "end"),
        _Kind("weekday", _compile(rf"(?:(?:aanstaande|komende|volgende|deze|eerstvolgende) )(?P<weekday>{'|'.join(_WEEKDAYS)})"), "day", _d_weekday, "end"),
        _Kind("bare_weekday", _compile(rf"(?P<weekday>{'|'.join(_WEEKDAYS)})(?! (?:en|of|tot|\\d))"), "day", _d_weekday, "end"),
        _Kind("month", _compile(rf"(?P<mon>{_MON}){years}"), "month", _d_month),
        _Kind("relative_quarter", _compile(rf"{rel} kwartaal"), "quarter", _d_kwartaal),
        _Kind("relative", _compile(rf"{rel} {_CALENDAR}(?P<unit>week|weekend|maand|jaar)(?! (?:en|of|tot) {_NUM})"), "interval", _d_relative),
        _Kind("today", _compile(r"(?P<word>vandaag(?= nog)|(?<=nog )vandaag|overmorgen|morgen|vanavond|vanmiddag|deze)(?P<part>(?:(?<=deze) (?=namiddag|voormiddag|avond|middag)|(?<=morgen))(?:vroeg|ochtend|voormiddag|middag|namiddag|avond))?(?<!deze)"), "day", _d_today, "end"),
        _Kind("in_units", _compile(rf"over (?:(?:een )?(?:goede?|kleine|ongeveer|een tot) )?{amount}", lead=False), "interval", _d_in),
        _Kind("within_units", _compile(rf"binnen (?:(?:dit en|nu en|de|een termijn van|een periode van|het|dit|maximaal|hooguit) )*(?:{amount}|(?:een )?(?P<one>{_UNIT}))", lead=False), "interval", _d_within, "end"),
        _Kind("year", _compile(r"(?P<from>tussen )?(?:het (?:kalender|begrotings)?jaar |de periode |de jaren )?(?P<a>20[1-9]\d)(?:\s?[-–]\s?(?P<b>20[1-9]\d)|(?:, 20[1-9]\d)* (?:en|of|tot en met|tot|t/m) (?P<c>20[1-9]\d))?"), "year", _d_year, prepositions=True),
        _Kind("weekend", _compile(r"weekend"), "interval", _d_weekend),
        _Kind("course", _compile(rf"in de loop van (?:het|de|deze|dit) {_CALENDAR}(?P<unit>jaar|maand|week)", lead=False), "interval", _d_course),
    )  # fmt: skip


_ABSOLUTE = re.compile(r"20\d\d")
_OPEN = re.compile(
    r"\b(met ingang van|niet later dan|niet eerder dan|tot en met|tegen|vóór|voor|tot|na|vanaf|ten vroegste|op zijn vroegst|vroegst|ten laatste|uiterlijk|op zijn laatst|binnen|sinds|sedert)\b",
    re.I,
)


def _apply(kind: _Kind, m: re.Match[str], day: dt.date, after: str = "") -> tuple[Interval, bool] | None:
    """The interval that an expression with its prepositions means, said on a day, and whether it tells of the past."""
    try:
        days = kind.days(m, day)
    except (ValueError, OverflowError):
        return None
    if days is None:
        return None
    first, last = days
    mods = [w.lower() for w in _OPEN.findall(f"{m['mods'] or ''} {after}")]
    if m["mods"] and re.search(r"\btussen (?:nu|vandaag) en ", m["mods"]):
        mods.append("tegen")
    if m["mods"] and re.search(r"\b(?:vooraleer|voordat|alvorens) ", m["mods"]):
        mods.append("voor")
    words = m[0].lower()
    if kind.name == "year" and m["c"]:
        last = dt.date(max(int(m["c"]), first.year), 12, 31)
    if any(w in ("sinds", "sedert") for w in mods):
        return (None, None), True
    if kind.name in ("months", "date_span", "year") and re.search(r"\btot\b|t/m", words[len(m["mods"] or "") :]):
        return (first, last), last < day or (kind.name == "year" and first.year < day.year)  # "loopt van 2024 tot 2028" has begun
    if kind.name in ("months", "part_months", "date_span", "quarters", "turn_of_year") and {
        "tegen",
        "uiterlijk",
        "ten laatste",
        "op zijn laatst",
    } & set(mods):
        return (None, last), False  # "tegen eind april of begin mei"
    if m["mods"] and re.search(r"\bniet (?:meer )?(?:voor|vóór) ", m["mods"]):
        return ((first, None) if kind.name not in ("relative", "today", "week_weekday") else (None, None)), False  # "niet voor 2027"
    if kind.name == "begin_of_session_year":  # only what it bounds has days: by then, or from then on
        return ((None, first - ONE) if {"tegen", "voor", "vóór"} & set(mods) else (first, None) if mods else (None, None)), False
    if kind.name.startswith("end_of"):
        return ((last + ONE, None) if "na" in mods else (None, last)), False
    try:
        if kind.name == "legislature":
            return (None, last), False
        if "na" in mods:
            return (last + ONE, None), False
        if any(w in ("ten vroegste", "op zijn vroegst", "vroegst", "niet eerder dan", "met ingang van") for w in mods) or ("vanaf" in mods):
            return (first, None), False
        late = any(w in ("ten laatste", "uiterlijk", "op zijn laatst", "niet later dan", "tot en met") for w in mods)
        if "tegen" in mods or "vóór" in mods or "voor" in mods or "tot" in mods:
            if kind.name == "part_of_year":
                if re.search(r"begin", m["part"]):
                    return (None, first - ONE if ("voor" in mods or "vóór" in mods) else last), False
                return (None, last if "eind" in m["part"] else dt.date(first.year, 6, 30)), False
            if kind.name in ("part_of_month", "year_end"):
                return (None, last), False
            if kind.precision == "day":
                return (None, first - ONE if ("voor" in mods or "vóór" in mods) else last), False
            if kind.name in ("session_year",) and re.search(r"eind", words):
                return (None, last), False
            if late and not {"tegen", "voor", "vóór"} & set(mods):
                return (None, last), False
            if "tot" in mods and kind.name not in ("year",):
                return (None, last), False
            if kind.name == "year" and first.year == day.year and "voor" in mods:
                return (first, last), False  # "een prioriteit voor 2025", said in 2025
            return (None, first - ONE), False
        if late:
            return (None, last), False
    except OverflowError:
        return None
    return (first, last), False


_WHITE = re.compile(r"\s+")


@cache
def _needs() -> list[tuple[tuple[str, ...], list[str]]]:
    """Parts of words without one of which no expression of the kinds behind them can stand, looked for first, since most sentences name no
    time; a kind that is not named here is always tried."""
    return [
        (tuple(NAMES_OF_MONTHS), "week_of date_span fixed_date part_months months half_month month".split()),
        ((*NAMES_OF_MONTHS, "maand"), "part_of_month".split()),
        (("20",), "numeric_date year".split()),
        (("20", "jaar"), "turn_of_year part_of_year".split()),
        (("jaar",), "year_end end_of_session_year begin_of_session_year session_year named_session_year".split()),
        (("kwartaal", "trimester", "q1", "q2", "q3", "q4"), "end_of_quarter quarters quarter relative_quarter".split()),
        (("semester", "helft"), "semester bare_semester".split()),
        ((*rules()["seasons"],), "end_of_season season".split()),
        ((*rules()["recesses"], "reces"), "recess".split()),
        (("week", "maand", "kwartaal", "jaar"), "end_of relative".split()),
        (("legislatuur", "periode"), "legislature".split()),
        (("week",), "week_weekday weekend".split()),
        (("pasen", "pinksteren", "kerst", "nieuwjaar", "jaarwisseling", "allerheiligen"), "feast".split()),
        (("dag",), "weekday bare_weekday".split()),
        (("vandaag", "dag", "morgen", "avond", "middag"), "today".split()),
        (("dag", "week", "weken", "maand", "jaar"), "in_units within_units".split()),
        (("loop van",), "course".split()),
    ]


def _likely(low: str) -> tuple[list[_Kind], list[dict[str, Any]]]:
    """The kinds of expressions that can stand in a text, and the rules of vague ones, by the words that it has."""
    cannot: set[str] = set()
    for words, names in _needs():
        for word in words:
            if word in low:
                break
        else:
            cannot.update(names)
    vague = []
    for rule in rules()["vague"]:
        for word in rule["words"]:
            if word in low:
                vague.append(rule)
                break
    return [kind for kind in _kinds() if kind.name not in cannot], vague


def find_times(text: str, said: Days) -> list[TimeExpression]:
    """Every expression of time in a text, in order, none overlapping.

    `said` holds the days on one of which the words were said. Where it is more than one day, an expression gets days
    only if each of them gives the same; where it is open, only if the words name the year themselves.
    """
    flat = text if text.isprintable() and "  " not in text else _WHITE.sub(" ", text)
    low = flat.lower() if len(flat.lower()) == len(flat) else flat
    kinds, vague = _likely(low)
    if not (kinds or vague):
        return []
    # white space counts once, wherever it wraps
    places = range(len(text) + 1) if flat == text else [*(m.start() for m in re.finditer(r"\S|\s+", text)), len(text)]
    taken: list[tuple[int, int]] = []
    out: list[TimeExpression] = []
    for kind in kinds:
        for m in kind.pattern.finditer(low):
            start, end = m.span()
            if any(s < end and start < e for s, e in taken):
                continue
            if (
                kind.prepositions
                and not (m["c"] and (m["from"] or (m["mods"].endswith("van ") and re.search(r" tot |t/m", m[0]))))
                and not re.match(
                    r"(?:\w+ )*?(?:in|tegen|voor|vóór|vanaf|na|tot|uiterlijk|laatste|vroegste|loop van|binnen|ingang van|gedurende|doorheen|tussen (?:nu|vandaag) en)\b",
                    m["mods"] or "",
                    re.I,
                )
            ):
                continue
            before, after = low[max(0, start - 40) : start], low[end : end + 40]
            if kind.name == "today" and (
                re.search(r"\b(?:vandaag(?: (?:en|of))?|gisteren en|van|niet) $", before)
                or re.search(r"\bvan\b", m["mods"])
                or (m["word"] == "vandaag" and re.match(rf"(?: nog)?(?: {_NOW_HOLDS})", after))
            ):
                continue  # "de noden van vandaag en morgen", "niet voor morgen" name no day; "vandaag nog altijd" is now
            if kind.name == "bare_weekday" and (
                m["mods"] == "van "
                or re.search(rf"(?<!, )\b(?:{rules()['not_a_day']['words']}) $|\b(?:een|elke|iedere|alle) \w+ $", before + m["mods"])
            ):
                continue  # "elke maandag", "afgelopen vrijdag"
            if kind.name in ("month", "season", "recess", "quarter") and not _AT.search(m["mods"] or "") and not m["year"]:
                if (
                    kind.name in ("season", "recess")
                    and not m.groupdict().get("rel")
                    and not re.search(r"\b(?:begin|einde?|midden|half)(?: van)? $", before)
                ):
                    continue  # "de zomer is kort"
                if kind.name == "month" and m["mon"].lower() in ("maart", "mei"):
                    continue
            lead = found.end() if (found := _LEAD.match(m[0])) else 0
            keep = 0 if m[0].lower().startswith("nog ") else lead
            taken.append((start, end))
            limit = trailing[0] if (trailing := _TRAILING.match(after)) else ""  # "in juni ten laatste"
            if apart := _APART.search(before):
                limit = f"{limit} {apart[1]}"  # "vangt ten vroegste aan in 2028"
            interval, past, known = _within(kind, m, said, limit)
            if m["mods"].startswith("voor ") and (
                SCHEDULED.search(before) or (kind.name in _FOR and _IS_FOR.search(before) and _ENDS.match(after))
            ):
                interval, past, known = _within(kind, kind.pattern.match(low, start + 5) or m, said, limit)  # "voorzien voor juni": in June
            elif m["mods"].startswith("voor ") and (
                kind.name in ("relative", "session_year", "named_session_year")
                or (
                    kind.name == "year"
                    and (
                        m["b"]
                        or "periode" in m[0]
                        or (said.first and m["a"] == str(said.first.year) and re.search(r"(?:^|[;:,] )$", before))
                    )
                )
            ):
                known = False  # "de planning voor volgend jaar"
            if kind.name in ("within_units", "in_units") and re.match(r" (?:na|vanaf|sinds) (?!vandaag|nu)", low[end:]):
                known = False  # counted from another event: words only
            out.append(
                TimeExpression(
                    places[start + keep], places[end], flat[start + keep : end],
                    interval[0] if known else None, interval[1] if known else None, kind.precision if known else "words", f"date.{kind.name}", past,
                )
            )  # fmt: skip
    for rule in vague:
        for m in re.finditer(rf"(?<!\w)(?:{rule['pattern']})(?!\w)", low):
            if not any(s < m.end() and m.start() < e for s, e in taken):
                taken.append(m.span())
                out.append(TimeExpression(places[m.start()], places[m.end()], flat[m.start() : m.end()], None, None, "words", "date.vague"))
    return sorted(out, key=lambda e: e.start)


def _ending(kind: _Kind, m: re.Match[str], day: dt.date) -> dt.date:
    """The last day of what an expression names, without its prepositions: "vanaf dit voorjaar" said in March is not yet past."""
    try:
        days = kind.days(m, day)
    except (ValueError, OverflowError):
        return dt.date.min
    return days[1] if days else dt.date.min


def _within(kind: _Kind, m: re.Match[str], said: Days, limit: str = "") -> tuple[Interval, bool, bool]:
    if said.first and said.last and (said.last - said.first).days <= 800:
        days = [said.first + dt.timedelta(days=n) for n in range((said.last - said.first).days + 1)]
    elif _ABSOLUTE.search(m[0]):
        days = [said.first or said.last or dt.date(2020, 1, 1)]
    else:
        return (None, None), False, False
    results = {_apply(kind, m, day, limit) for day in days}
    if len(results) != 1 or (only := results.pop()) is None:
        return (None, None), False, False
    interval, past = only
    core = _ending(kind, m, days[0])
    earliest = days[0]
    if not past and said.first:
        past = (interval[1] or dt.date.max) < earliest or (
            interval[1] is None and interval[0] is not None and interval[0] <= earliest and core < earliest
        )
    return interval, past, interval != (None, None)


_AT = re.compile(
    r"\b(?:in|vooraleer|voordat|alvorens|tussen|op|tegen|vóór|voor|tot|na|vanaf|sinds|sedert|van|tijdens|gedurende|rond|omstreeks|binnen|uiterlijk|laatste?|vroegste?|dan)\b"
)
_TRAILING = re.compile(
    r",? (?:ten laatste|uiterlijk|op zijn laatst|ten vroegste|op zijn vroegst)(?! (?:in|op|tegen|begin|midden|eind|einde|de|het|vanaf|voor|\d))\b"
)
_LEAD = re.compile(
    r"(?:(?:dus|en|nog|pas|al|reeds|zeker|wellicht|hopelijk|alleszins) )?(?:in (?=(?:op|vanaf|na|tegen|met) )|(?:het|de) (?=\w*morgen))?",
    re.I,
)
_APART = re.compile(r"\b(ten laatste|uiterlijk|op zijn laatst|ten vroegste|op zijn vroegst) (?:\w+ ){0,2}$")
_NOW_HOLDS = r"(?:altijd|steeds|niet|geen|maar|zijn|is|geldt|gelden|heeft|hebben|bestaat|bestaan|een|te|dikwijls|vaak|vooral|enkel|alleen|bijna|amper|wel|lang|grotendeels)\b"
_FOR = ("year", "month", "relative", "week_weekday", "today", "session_year", "named_session_year", "weekday")
_IS_FOR = re.compile(
    r"\b(?:(?:dat|dit|het)(?: \w+){0,2} (?:is|wordt|zal)|(?:is|wordt|zal) (?:dat|dit|het))(?: (?:dus|pas|dan|eigenlijk|eerder|wellicht))* $"
)
_ENDS = re.compile(r"(?: zijn| worden)?\s*(?:[.,;:!?]|$)")
SCHEDULED = re.compile(
    r"\b(?:staat|staan|voorzien|gepland|ingepland|aangekondigd|geagendeerd|verwacht|vooropgesteld|vooropgezet|beoogd|gemikt) (?:zijn |is |wordt |worden )?$"
)


