"""Which of the times that a sentence names is the deadline of its act: none of the past, of a document, of somebody else.

The meanings are those of the annotation guide (docs/language.md); words that can be tabled are in rules/dates.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache

from pq_corpus.language.dates import SCHEDULED, TimeExpression, find_times, rules
from pq_corpus.records import Days, Deadline, Span

HORIZON = 9  # years; what is due later ("klimaatneutraal tegen 2050") is an aim of policy more often than an act


def beyond(day: dt.date | None, said: Days) -> bool:
    """Whether a day lies so far ahead that it dates an aim of policy rather than an act."""
    return bool(day and said.last and day.year > said.last.year + HORIZON)


@cache
def _telling(what: str) -> re.Pattern[str]:
    """A list of rules/dates.toml under [telling], as a pattern of whole words."""
    return re.compile(rf"\b(?:{rules()['telling'][what]})\b", re.I)


@cache
def _cited() -> tuple[re.Pattern[str], re.Pattern[str]]:
    cited = rules()["cited"]
    return (
        re.compile(rf"(?:{cited['words']})(?: (?:nr\.? ?)?[\d/]+)? (?:(?:van|voor|uit|over|in|op)(?: (?:het|de))?(?: \w+)? ?)?$", re.I),
        re.compile(rf"(?<!\w)(?:{cited['past']})(?: \w+)?\s*$", re.I),
    )


_OWN = re.compile(
    r"(?:(?:nog|pas|al|reeds|zeker|dus) )*(?:in|op|tegen|vanaf|na|tot|uiterlijk|ten|rond|tijdens|gedurende|begin|midden|medio|half|eind|tussen|vóór|binnen)\b",
    re.I,
)
_PERFECT = re.compile(r"\b(?:zijn|is|ben)\b", re.I)
_BOUND = re.compile(r"(?:nog )?(?:voor|vóór|na|vanaf)\b", re.I)
_PARTICIPLE = re.compile(r"\b(?:\w*ge\w+(?:d|t|en)|\w*ge(?:daan|gaan|zien|staan)|(?:be|ver|ont|her|mis)\w+(?:d|t|en))\b", re.I)
_NOUN_AFTER = re.compile(r"\b(?:het|de|een|ons|onze|die|dit|deze|van|over|met|alle|veel|mijn|hun|geen|en|nieuwe?) $", re.I)
_FROM_HERE = re.compile(r"\b(?:tegen|uiterlijk|ten laatste)\b")
_CLAUSE = re.compile(
    r",\s|[;:(]\s?|\s[–-]\s|\s(?=(?:dat|die|wie|om|waar(?!schijn)\w*|omdat|doordat|aangezien|zodat|opdat|zodra|nadat|terwijl|hoewel)\s)"
    r"|\s(?=(?:en|maar|want)\s(?:zal|zullen|gaat|gaan|wordt|worden|we|wij|ik|dat|daarom|dan|er|dus|in|op|over|tegen|vanaf|eind|begin|ten|volgend\w*)\s)"
)
_NO_CUT = re.compile(  # "heb ik die brief", "op die dag", "werd dat": here "die" and "dat" begin no clause
    r"\b(?:we|wij|ik|men|heb|hebben|heeft|had|hadden|werd|werden|zal|zullen|gaan|gaat|wordt|worden|kan|kunnen|moet|moeten|(?:heb|heeft|hebben|zal) u|"
    r"van|in|op|aan|met|voor|over|bij|naar|uit|door|na|tegen|sinds|tot|en|of|om|ook|al)$"
)
_IS_THAT = re.compile(r"\b(?:is|zijn)$")
_SUBJECT = re.compile(r"dat (?:we|wij|ik|de|het|er|u|men|een|alle|onze|deze|die|elke?)\b")
_ASIDE = re.compile(r"(?:die|wie|wiens|waar(?!schijn)\w*|omdat|doordat|aangezien|zodat|opdat|hoewel|terwijl)\b", re.I)
_EXPIRES = re.compile(r"\b(?:lo(?:opt|pen)\b.*\baf|aflo(?:opt|pen)|verval(?:t|len)|verstrijk(?:t|en)|(?:is|zijn) lopende)\b", re.I)
_RUNS = re.compile(r"\b(?:tot\b.* lo(?:opt|pen)|lo(?:opt|pen)\b.* tot)\b", re.I)
_REASON = re.compile(r"(?:omdat|doordat|aangezien)\b", re.I)
_NOT = re.compile(r"\b(?:niet|geen)\b", re.I)
_PART_OF = re.compile(r"\b(?:maanden|weken|dagen|deel|helft|begin|einde?|midden|rest|loop|verloop|\w*periode|kwartaal|semester) $", re.I)
_AFTER = re.compile(r"(?:eens|zodra|van zodra|nadat|na)\b", re.I)
_NOW = re.compile(r"\b(?:vandaag|op dit moment|momenteel|nu|zijn nu|intussen|ondertussen),? $", re.I)
_QUOTED = re.compile(r"‘[^’]{1,60}’|“[^”]{1,60}”|\"[^\"]{1,60}\"|(?<!\w)'[^']{1,60}'(?!\w)")
_OWN_VERB = re.compile(r"\b(?:ik|we|wij)\b", re.I)


@cache
def _not_done() -> re.Pattern[str]:
    return re.compile(rules()["happened"]["not"], re.I)


def _done(clause: str) -> bool:
    """Whether a clause has a participle of something done: "heb ik gesproken", not "heb ik een overleg" or "is gepland"."""
    return any(not (_not_done().match(m[0]) or _NOUN_AFTER.search(clause, 0, m.start())) for m in _PARTICIPLE.finditer(clause))


@cache
def _happened() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?!(?:toe|bij|in|op|aan)lagen)(?:aan|af|op|in|uit|toe|mee|over|voor|door|na|om|bij|goed|plaats)?(?:{rules()['happened']['verbs']})\b",
        re.I,
    )


@cache
def _others() -> re.Pattern[str]:
    return re.compile(rf"(?:en |maar |dat )?(?:{rules()['others']['subjects']})\b", re.I)


def _cuts(sentence: str) -> list[tuple[int, int]]:
    """Where the clauses of a sentence part: the end of one and the start of the next."""
    out = []
    for m in _CLAUSE.finditer(sentence):
        if sentence.startswith("om uitleg", m.end()) and sentence.endswith(("vraag", "vragen"), 0, m.start()):
            continue
        if m[0].isspace() and sentence.startswith(("dat ", "die "), m.end()):
            before = sentence[max(0, m.start() - 20) : m.start()].lower()
            if _NO_CUT.search(before) or (
                _IS_THAT.search(before) and sentence.startswith("dat ", m.end()) and not _SUBJECT.match(sentence, m.end())
            ):
                continue
        out.append(m.span())
    return out


def _clause(sentence: str, one: TimeExpression) -> tuple[int, int]:
    """Where the clause around an expression begins and ends."""
    cuts = _cuts(sentence)
    return max((b for _, b in cuts if b <= one.start), default=0), min((a for a, _ in cuts if a >= one.end), default=len(sentence))


def _whole(sentence: str, clause: tuple[int, int]) -> int:
    """Where a clause ends if a few words between commas ("begin januari, bijvoorbeeld, ...") are none by themselves."""
    start, end = clause
    while end < len(sentence) and len(sentence[start:end].split()) <= 4:
        end = next((a for a, _ in _cuts(sentence) if a > end), len(sentence))
    return end


def _far(one: TimeExpression, said: Days, days: int = 183) -> bool:
    """Whether a time without a year lies so far ahead that the same time a year before is nearer, or so many days."""
    there = one.last or one.first
    return bool(there and said.last and there - said.last > dt.timedelta(days=days))


def _long_ago(clause: str, one: TimeExpression, said: Days) -> bool:
    """Whether a time without a year that qualifies somebody is one just past: "wie na 1 oktober een aanvraag doet", said in November."""
    yearless = one.rule in ("date.fixed_date", "date.month", "date.part_of_month") and not re.search(r"\d{4}|jaar", one.text)
    return (
        yearless
        and _far(one, said, 300)
        and not _telling("to_come").search(clause)
        and not _FROM_HERE.match(one.text)
        and bool(re.match(r"(?:die|wie)\b", clause, re.I))
    )


def _tells_of_the_past(clause: str, before: str, to_come: bool) -> bool:
    """Whether a clause tells what has been done: "die we in december hebben goedgekeurd", "in mei zijn we gestart".

    `to_come` is True where the time itself bounds what is to come: "voor het einde van de maand zijn ze gestort"."""
    if _telling("to_come").search(clause):
        return False
    if re.search(r"\b(?:eer)?gisteren\b", clause) or _happened().search(clause) or (_telling("told").search(clause) and _done(clause)):
        return True
    return bool(not to_come and _PERFECT.search(clause) and _done(clause) and not _telling("hoped").search(before + clause))


def _belongs_elsewhere(sentence: str, one: TimeExpression, clause: tuple[int, int], said: Days) -> bool:
    """Whether a time is that of a cited document, of the past, of now, of a title or of somebody else's act."""
    before = re.sub(r"\s", " ", sentence[max(0, one.start - 60) : one.start])
    cited, past = _cited()
    if one.past or past.search(before) or re.search(r"\bnaar aanleiding van(?: \w+){0,3} $", before):
        return True
    fixed = one.rule == "date.fixed_date"
    bounds = fixed and re.match(r"(?:nog )?(?:voor|vóór|tegen|vanaf|na|uiterlijk|ten laatste|ten vroegste|tot)\b", one.text, re.I)
    attached = not _OWN.match(one.text)  # "het rapport 2023" and "het rapport van 2023", but not "ik bezorg dat rapport in 2026"
    meeting = one.rule in ("date.fixed_date", "date.month", "date.part_of_month") and re.search(
        rf"(?:{rules()['meetings']['words']})(?: van)? ?$", before, re.I
    )
    if attached and not meeting and not bounds and cited.search(before) and one.rule in _DATED_RULES:
        return True
    mods = re.match(r"van\b", one.text, re.I)
    if mods and one.rule == "date.relative" and not _PART_OF.search(before):
        return True  # "de kaart van volgend jaar", but "de eerste maanden van volgend jaar"
    span = re.search(r" tot |t/m", one.text) or one.rule in (
        "date.relative",
        "date.months",
        "date.part_months",
        "date.date_span",
        "date.quarters",
    )
    if mods and not span and not meeting:
        return True
    if re.match(r",? (?:(?:eer)?gisteren|jongstleden|laatstleden|jl\b|l\.l\.|van (?:het )?(?:vorige?|verleden|voorbije|afgelopen) )", sentence[one.end : one.end + 28]) or re.search(
        r"gisteren,? $", before
    ):
        return True
    if any(m.start() < one.start and one.end < m.end() for m in _QUOTED.finditer(sentence)):
        return True
    if one.first and one.last and _NOW.search(before):
        return True
    words = re.sub(r"\s", " ", sentence[clause[0] : _whole(sentence, clause)])
    year = max(map(int, re.findall(r"20\d\d", one.text)), default=0)
    named = re.search(r"volgend|komend|aanstaand", one.text) or (year > (said.last or said.first or dt.date.max).year)
    if meeting and mods:
        return _far(one, said) and not _telling("to_come").search(words)  # the day of a meeting, past or to come, whatever the verb
    if not (
        named
        or one.rule in _FROM_THE_DAY
        or _FROM_HERE.match(one.text)
        or SCHEDULED.search(before)
        or _telling("set_for").search(sentence, clause[0], one.start)
    ):
        bound = bool(_BOUND.match(one.text)) and not _far(one, said)
        at = one.start - clause[0]
        part = words[max(words.rfind(" en ", 0, at), 0) :]
        part = (
            part[: part.find(" en ", at + len(one.text) - (len(words) - len(part)))]
            if " en " in part[at + len(one.text) - (len(words) - len(part)) :]
            else part
        )
        if _tells_of_the_past(part, sentence[: clause[0]], bound) or (
            (_done(part) or _telling("told").search(part)) and _tells_of_the_past(words, sentence[: clause[0]], bound)
        ):
            return True
    if re.search(r"\bniet (?:meer |al )?$", before) and re.match(r"(?:in|op|begin|eind|midden|medio|dit|deze|volgend)\b", one.text):
        return True  # "niet in 2025, maar in 2026"
    if beyond(one.last or one.first, said) and re.search(rf"\b(?:{rules()['aims']['words']}) (?:[^,;:]+ )?naar [^,;:]+ $", sentence[: one.start], re.I):
        return True
    if one.rule == "date.in_units" and re.search(rf"\b(?:{rules()['spread']['words']})(?: \w+)? $", before):
        return True  # "gespreid over drie jaar"
    if one.rule == "date.end_of" and re.search(rf"(?:{rules()['monthly']['words']})", words):
        return True
    if one.text.lower().startswith("na ") and re.search(r"\bperiode $", before):
        return True
    if _ASIDE.match(words) and re.search(r"\b(?:eindig(?:t|en)|stopt|stoppen)\b", words):
        return True
    if _REASON.match(words) or _EXPIRES.search(words):
        return True
    rest = sentence[clause[1] :]
    if _RUNS.search(words) and _OWN_VERB.search(rest):
        return True  # "die overeenkomst loopt nog tot eind dit jaar, en ik zal ..."
    return bool(_others().match(words) and not _OWN_VERB.search(words) and _OWN_VERB.search(rest))


_BETWEEN = re.compile(
    r",? ?(?:en )?(?:(?:liefst|bij voorkeur|meer bepaald|namelijk|wellicht|waarschijnlijk|vermoedelijk|concreet|hopelijk|zelfs|in elk geval) ?)?$"
)


def _closer(sentence: str, wide: TimeExpression, one: TimeExpression) -> TimeExpression | None:
    """A time that only says more closely what the one just before it says: "volgend jaar, ten laatste in juni" is June of that year."""
    if not (wide.last and _BETWEEN.match(sentence[wide.end : one.start])):
        return None
    first = wide.first or wide.last - dt.timedelta(days=1800)
    for here in (one, *(replace(t, start=one.start, end=one.end) for t in find_times(one.text, Days(first=first, last=first)))):
        end, begin = here.last or here.first, here.first or here.last
        if end and begin and end <= wide.last and begin >= first and (here.first, here.last) != (wide.first, wide.last):
            return here
    return None


_DATED_RULES = ("date.fixed_date", "date.numeric_date", "date.year", "date.month", "date.months", "date.date_span")
_FROM_THE_DAY = ("date.in_units", "date.within_units", "date.weekday", "date.week_weekday", "date.course", "date.legislature", "date.vague")


def deadline(sentence: str, said: Days, times: list[TimeExpression] | None = None) -> Deadline | None:
    """The deadline of the act that a sentence commits to: words and days, or words alone; None where it names none. `times` are those
    that `find_times` gives, for who has them already.

    The past, the date of a cited document and the beginning of something already running are no deadline. Among more
    than one, a time in the clause of the act goes before one in a clause that only qualifies, and days before words.
    """
    best: tuple[int, TimeExpression] | None = None
    for one in find_times(sentence, said) if times is None else times:
        start, end = _clause(sentence, one)
        aside = bool(_ASIDE.match(sentence, start)) and not (start == 0 and sentence[:4].lower() == "die ")
        if aside and _long_ago(sentence[start:end], one, said):
            continue
        if _belongs_elsewhere(sentence, one, (start, end), said):
            continue
        loose = one.rule == "date.legislature" or (
            one.rule == "date.year" and re.match(r"(?:voor|tot) ", one.text)
        )  # "de lijst voor 2025 zal in april ..."
        rank = 3 if not (one.first or one.last) else 1 if loose else 0
        if aside or _RUNS.search(sentence, start, end):
            rank += 2
        elif _NOT.search(sentence, start, end) and re.match(r"[,;]? ?(?:maar|wel)\b", sentence[end:]):
            rank += 2  # "voor de zomer zal dat niet klaar zijn, maar in oktober"
        if best is None or rank < best[0]:
            best = rank, one
        elif closer := _closer(sentence, best[1], one):
            best = rank, closer
    if best is None:
        return None
    found = best[1]
    start, end = _clause(sentence, found)
    if found.rule == "date.within_units" and (_telling("each").search(sentence, start, end) or (_AFTER.match(sentence) and start > 0)):
        found = replace(found, first=None, last=None, precision="words")  # "eens dat gebeurd is, binnen twee weken"
    return Deadline(
        text=found.text.strip(), first=found.first, last=found.last, precision=found.precision,
        span=Span(source="", start=found.start, end=found.end), rule=found.rule,
    )  # fmt: skip
