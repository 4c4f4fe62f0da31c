"""Questions cited in Dutch text: a noun ("schriftelijke vraag") read with the numbers, days, names and session years around it.

A citation is read piece by piece from its noun to the right, since the pieces come in any order and in lists: "nr. 12 van mevrouw
Peeters van 4 mei 2020 en nr. 13". What stands before the noun in the sentence says whose parliament it is, whether the question
was put already, and gives a day where the pieces have none.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pq_corpus.language.sentences import boundaries
from pq_corpus.parliament import calendar
from pq_corpus.parse.text import MONTHS, parse_date
from pq_corpus.records import Days

Noun = Literal["written", "oral", "parliamentary", "bare"]

_MONTH = rf"(?i:{'|'.join(MONTHS)})"
DAY = rf"(?:\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?(?!\d)|(?<![\d/.-])\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}(?!\d)|(?<![\d/.-])\d{{1,2}}/\d{{1,2}}/\d\d(?![\d/]))"
_SESSION = r"(?P<first>(?:19|20)\d\d)\s?[-–/]\s?(?P<second>(?:(?:19|20)\d\d|\d\d))(?!\d)"
_NAME = r"(?-i:[A-ZÀ-Þ][\w'’-]*\w(?:\s+(?:(?:van|de|den|der|ten|ter|vande|le|la)\s+){0,2}[A-ZÀ-Þ][\w'’-]*\w){0,3})"
_CALLED = r"(?:de\s+heer|mevrouw|mevr\.|dhr\.|(?:oud-)?collega(?:['’]?s)?|(?:Vlaams\s+)?(?:volksvertegenwoordiger|parlementslid))"
MINISTER = rf"(?i:minister(?:-president)?)\s+(?P<minister>{_NAME})"

_NOUN = re.compile(
    r"\b(?:(?P<written>(?i:schriftelijke)\s+(?i:vra(?:ag|gen))|SV(?:['’]?s)?)|(?P<oral>(?i:vra(?:ag|gen)\s+om\s+uitleg|(?:actuele|mondelinge)\s+vra(?:ag|gen)"
    r"|(?:actuele\s+)?interpellaties?)|VOU)"
    r"|(?P<parliamentary>(?i:parlementaire\s+vra(?:ag|gen)))|(?P<bare>(?i:vra(?:ag|gen))))\b"
)  # fmt: skip
_GLUE = re.compile(
    r"(?:[\s,;:()]|(?:en|alsook|evenals|alsmede|resp(?:ectievelijk)?\.?|van|op|d\.\s?d\.|dd\.?|d\.d|gesteld|ingediend|met(?:\s+als)?|door|uit|beide|telkens|alle(?:\s+\w+)?"
    r"|\w+dag)(?![\w-]))+",
    re.I,
)
_NUMBER = re.compile(r"(?P<nr>(?:nrs?\b\.?|nummers?\b)\s*)?(?P<number>\d{1,5})(?:/(?:19|20)\d\d)?(?![\d%]|[./:-]\d|\s*°)")
_AFTER_BARE = re.compile(r"\s*(?:$|[.,;:()?!–]|(?:en|van|gesteld|ingediend|aan|d\.\s?d|dd|op|over|uit)\b)", re.I)
_DAY = re.compile(DAY)
_YEARS = re.compile(rf"(?:(?:het\s+)?(?:zittingsjaar|werkjaar|zitting)\s+)?{_SESSION}", re.I)
_THIS_YEAR = re.compile(r"(?:dit|het\s+lopende|(?P<last>(?:het\s+)?vorige?))\s+(?:parlementair\w*\s+)?(?:zittingsjaar|werkjaar)", re.I)
_ASKER = re.compile(rf"(?:{_CALLED}\s+)?(?P<asker>{_NAME})(?:\s*\((?![^)]*\d)[\w\s&.-]{{1,25}}\))?|mij\b|u\b")
_ADDRESSEE = re.compile(
    r"(?:(?:gericht|gesteld)\s+)?(?:aan\s+(?:u|mij)\b|(?:aan\s+(?:de\s+)?(?:[a-zV][\w-]*\s+){0,2}?|(?:toenmalig|voormalig|gewezen|huidig"
    r"|bevoegd)e?\s+(?:Vlaams\s+)?)"
    rf"(?:vice)?(?i:minister(?:-president)?)\b(?:\s+(?P<minister>{_NAME}))?)"
)  # fmt: skip
_ABOUT = re.compile(
    r"(?:over|betreffende|inzake|rond|omtrent|met\s+betrekking\s+tot|in\s+verband\s+met|hierover|hieromtrent|daarover|ter\s*zake)\b[^.;()]{0,120}?"
    r"(?=\(\s*(?:vraag\s+)?nrs?\b|,?\s*met\s+(?:als\s+)?(?:nummer|nr)|,\s*nr\b)", re.I,
)  # fmt: skip
_LATER = re.compile(
    r"[^;()]{0,160}?(?:\(|,\s*(?:met\s+name|namelijk|zijnde|meer\s+bepaald|te\s+weten)?\s*|:\s*)(?=(?:vraag\s+)?(?:nrs?|nummers?)\b\.?\s*\d)",
    re.I,
)
_NEAR = 600  # characters around a noun that can bear on it, for texts without an end of a sentence
_WORDY = re.compile(r"\w")

_FOREIGN = re.compile(
    r"\b(?:[Ii]n|[Vv]an|[Aa]an)\s+de\s+(?:Kamer|Senaat)\b|\b(?:[Ss]enator|[Ss]taatssecretaris|[Kk]amerlid|[Gg]emeenteraad\w*|[Pp]rovincieraad\w*)\b|"
    r"\b(?:Waalse?|Europees|Brusselse?|federale?)\s+[Pp]arlement\b|\bFranse\s+Gemeenschap\b|\b[Ff]edera(?:le"
    r"|al)\s+(?:vice-?\s?)?(?:eerste)?minister\b[^.;]{0,60}\b(?:antwoord|stelde|meldde|gaf|zei)"
)  # fmt: skip
_FOREIGN_ADDRESSEE = re.compile(
    r"\baan\s+(?:(?:de|het)\s+)?(?:toenmalig\w*\s+)?(?:(?:federa(?:le|al)|Waalse?|Brusselse?)\s+|(?:Kamer|eerste\s*minister|staatssecretaris)\b)",
    re.I,
)
_OURS = re.compile(r"\b(?:Vlaams\s+Parlement|Vlaamse?\s+minister)\b")

_PUT = r"(?:gesteld|ingediend|gevraagd|opgevraagd|bevraagd|ondervraagd|gericht|gestuurd|voorgelegd)"
_PAST = re.compile(
    rf"\b(?:stelden?|vroeg(?:en)?|diende|peilde)\b|\b(?:heb|hebt|had|heeft|hebben|werd(?:en)?)\b(?:[^.;]{{0,140}}?\b{_PUT}\b)(?!\s+(?:zal|moet"
    rf"|kan)?\s*worden)|"
    r"\bantwoordden?\b|\bgeantwoord\b|\b(?:blijkt|bleek|leerde|gebleken)\b|\b(?:antwoord(?:en)?|repliek)\b[^.;]{0,60}\bop\b", re.I,
)  # fmt: skip
_EARLIER = re.compile(r"\b(?:eerdere?|vorige?|vroegere?|voorgaande|laatste)\s+$", re.I)
_THIS = re.compile(r"\b(?:deze|dit|onderhavige|huidige|voorliggende|geen|volgende|nieuwe|elke|iedere|per|bijkomende)\s+$", re.I)
_HYPOTHETIC = re.compile(r"\b(?:zal|zullen|zult|zou(?:den)?|ga|gaan|wil|moet(?:en)?|indienen)\b", re.I)
_DETERMINER = r"(?:mijn|uw|haar|zijn|hun|onze|de|een|die)"
_DETERMINED = re.compile(rf"\b(?P<word>{_DETERMINER})\s+(?:(?!{_DETERMINER}\b)\w+\s+){{0,2}}$", re.I)

_WHEN = (
    rf"(?:(?:op|van)\s+(?:\w+dag\s+)?{DAY}|(?:begin|midden|half|eind|in|tijdens)\s+(?:de\s+maand\s+)?{_MONTH}(?:\s+\d{{4}})?|"
    r"(?i:(?:(?:begin|eind|in\s+het)\s+)?(?:vorige?|verleden|afgelopen|voorbije)\s+(?:jaar|week|maand|zomer|voorjaar|najaar|winter|werkjaar"
    r"|zittingsjaar|legislatuur|keer))|"
    r"in\s+(?:de|deze)\s+commissie\s+(?:al|reeds)|(?i:(?:al\s+)?eerder|onlangs|recent|destijds|vroeger|(?:dag|dagen|weken|week|maand|maanden|jaar|tijd)\s+geleden))"
)
_SELF = rf"(?:ik|u|{_CALLED}\s+{_NAME})"
_ANY = r"(?:een|die|deze|dezelfde|mijn)\s+(?:\w+\s+){0,2}?vraag\b(?!\s+naar)"
_ASKED = re.compile(
    rf"\bstelden?\s+{_SELF}\b[^.;?]{{0,60}}?\b{_ANY}|\b(?:{_SELF}\s+(?:heb|hebt|had|heeft)|(?:heb|hebt|had"
    rf"|heeft)\s+{_SELF})\b[^.;?]{{0,90}}?\b{_ANY}[^.;?]{{0,50}}?\b(?:gesteld|ingediend)\b|"
    rf"\b{_SELF}\b[^.;?]{{0,40}}?\b{_ANY}\s+(?:\w+\s+)?(?:stelde|heb\s+gesteld|gesteld\s+heb)\b|\b(?:ondervroeg|interpelleerde|bevroeg)\s+(?:ik"
    rf"|{_CALLED}\s+{_NAME})\b|\b(?:ik|{_CALLED}\s+{_NAME})\s+(?:ondervroeg|interpelleerde)\b",
    re.I,
)  # fmt: skip
_WHEN_RE = re.compile(rf"\b{_WHEN}\b", re.I)
_NAMED_NUMBER = re.compile(
    rf"\b{MINISTER}\s*\(\s*(?:(?:schriftelijke\s+)?vraag\s+)?nr\.?\s*(?P<number>\d{{1,5}})(?:\s*,?\s*(?:van|d\.\s?d\.|dd\.?)?\s*(?P<day>{DAY}))?\s*\)"
)


@dataclass
class Cited:
    """One cited question; `ministers` are the names printed in the same sentence, the likeliest addressee last."""

    noun: Noun
    words: str
    start: int
    end: int
    number: str | None = None
    date: dt.date | None = None
    session: str | None = None
    minister: str | None = None
    addressed: bool = False
    listed: bool = False
    when: bool = field(default=False, repr=False)


def session_name(first: str, second: str) -> str | None:
    """ "2018", "19" or "2019" to 2018-2019; None where the years do not follow each other."""
    year = int(first)
    return f"{year}-{year + 1}" if int(second) % 100 == (year + 1) % 100 else None


def day_of(words: str, said: Days) -> dt.date | None:
    """A day as printed. Without a year it is the last such day before it was said, where that is the same on all days it can have been."""
    if short := re.fullmatch(r"(\d{1,2}/\d{1,2}/)(\d\d)", words):
        words = f"{short[1]}{'19' if short[2] > '70' else '20'}{short[2]}"  # the parliament of "25/08/17" began in 1971
    if whole := parse_date(words.replace(".", "/")):
        return whole
    if not (m := re.fullmatch(rf"(\d{{1,2}})\s+({_MONTH})", words.strip())) or said.first is None or said.last is None:
        return None
    found = {_last(int(m[1]), MONTHS.index(m[2].lower()) + 1, day) for day in (said.first, said.last)}
    return found.pop() if len(found) == 1 else None


def _last(day: int, month: int, before: dt.date) -> dt.date | None:
    for year in (before.year, before.year - 1):
        try:
            one = dt.date(year, month, day)
        except ValueError:
            continue
        if one <= before:
            return one
    return None


_NO_END = re.compile(r"\b(?:d\.\s?d|dd|nrs?|Parl|St|Vl)\.\s*$")


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """The places of the sentences, those cut at "nr." or a day joined by nothing."""
    cuts = [0, *(cut for cut in boundaries(text) if not _NO_END.search(text, max(0, cut - 12), cut)), len(text)]
    for a, b in itertools.pairwise(cuts):
        if text[a:b].strip():
            yield a, b


def questions_cited(text: str, said: Days) -> list[Cited]:
    """The questions of this parliament that a passage cites, in order."""
    out: list[Cited] = []
    for a, b in sentences_of(text):
        found = list(_in_sentence(text, a, b, said))
        found += [one for one in _named_numbers(text, a, b, said) if not any(one.start < x.end and x.start < one.end for x in found)]
        if not found and (loose := _asked_before(text, a, b, said)):
            found = [loose]
        out += found
    return sorted(out, key=lambda c: c.start)


def foreign(before: str, after: str, within: str = "") -> bool:
    """Whether the words around a citation, or in it, place it in another parliament or council."""
    places = [m.start() for m in _FOREIGN.finditer(before)]
    ours = [m.start() for m in _OURS.finditer(before)]
    return bool(places and (not ours or max(ours) < max(places))) or bool(
        _FOREIGN_ADDRESSEE.search(within) or _FOREIGN_ADDRESSEE.match(after.lstrip())
    )


def _in_sentence(text: str, a: int, b: int, said: Days) -> Iterator[Cited]:
    nouns = list(_NOUN.finditer(text, a, b))
    whole, done = (a, b), a
    loose: Cited | None = None  # a noun with a day and no number: "mijn vraag van 16 februari 2023 (SV nr. 390)"
    for n, m in enumerate(nouns):
        if m.start() < done:
            continue
        a, b = max(whole[0], m.start() - _NEAR), min(whole[1], m.end() + _NEAR)
        until = nouns[n + 1].start() if n + 1 < len(nouns) else b
        items, alone = _read(text, m, min(until, m.end() + 600), said)
        if not items and m.lastgroup != "bare" and (later := _LATER.match(text, alone.end, min(until, alone.end + 200))):
            between = text[alone.end : later.end()]
            items, _ = _read(text, m, min(until, m.end() + 600), said, later.end())
            for one in items:
                one.date = (
                    one.date or alone.date or (_put_on(between, said, "indiende|stelde|gesteld|ingediend") if one.session is None else None)
                )
        end = items[-1].end if items else alone.end
        if foreign(text[a : m.start()], text[end:b], text[m.start() : end]):
            continue
        named = [x["minister"] for x in re.finditer(rf"\b(?:vice)?{MINISTER}", text[a : m.start()])]
        if not items and (under := _UNDER.search(text, a, m.start())):
            alone.number = str(int(under["number"]))
            items = [alone]
        apposed = loose.date if loose and text[loose.end : m.start()].strip() == "(" else None
        loose = alone if alone.date and not items else None
        if items:
            for one in items:
                if one.minister is None and named:
                    one.minister = named[-1]
                if one.date is None and one.session is None:
                    one.date = apposed or _put_on(text[a : m.start()], said) or _put_then(text[max(a, done) : m.start()], text[a : m.start()], said)
            if m.lastgroup == "bare":
                items = [one for one in items if _names_a_question(one, text[a : m.start()])]
            yield from items
            done = max((one.end for one in items), default=done)
        elif m.lastgroup != "bare" and _cites(text, a, b, m, alone):
            if alone.date is None:
                put = _PUT_BEHIND.match(text, alone.end, b)
                alone.date = day_of(put["day"], said) if put else _put_on(text[a : m.start()], said)
            if alone.minister is None and named:
                alone.minister = named[-1]
            yield alone
            done = alone.end


def _read(text: str, noun: re.Match[str], until: int, said: Days, since: int | None = None) -> tuple[list[Cited], Cited]:
    """The numbered questions to the right of a noun, and the noun with what stands around it where none has a number; `since` is
    where their list begins if not right after the noun."""
    kind: Noun = noun.lastgroup  # type: ignore[assignment]
    items: list[Cited] = []
    alone = Cited(kind, noun[0], noun.start(), noun.end())
    at, fresh = since or noun.end(), since is None  # fresh: nothing but glue since the noun
    while at < until:
        glue = _GLUE.match(text, at, until)
        joint = glue[0] if glue else ""
        here = glue.end() if glue else at
        now = items[-1] if items else alone
        if m := _DAY.match(text, here, until):
            if _OWN_DAY.search(joint) and _NOUN.match(text[m.end() :].lstrip()):
                break  # "nr. 16 en op 28 september 2017 schriftelijke vraag nr. 14"
            if now.date is None:
                now.date = day_of(m[0], said)
        elif (
            (m := _YEARS.match(text, here, until))
            and session_name(m["first"], m["second"])
            and (m[0][0] in "zwhZWH" or "(" in joint or "," in joint or re.match(r"\s*,?\s*nrs?\b", text[m.end() :]))
        ):
            now.session = now.session or session_name(m["first"], m["second"])
        elif m := _THIS_YEAR.match(text, here, until):
            if said.first and said.first == said.last:
                year = calendar.session_year(said.first)
                now.session = f"{int(year[:4]) - 1}-{year[:4]}" if m["last"] else year
        elif (m := _NUMBER.match(text, here, until)) and _is_number(text, m, joint, fresh, items, kind):
            one = Cited(kind, noun[0], m.start() if items else noun.start(), m.end(), number=str(int(m["number"])), listed=bool(items))
            if not items:
                one.date, one.session, one.minister, one.addressed = alone.date, alone.session, alone.minister, alone.addressed
            items.append(one)
        elif m := _ADDRESSEE.match(text, here, until):
            now.minister, now.addressed = m["minister"] or now.minister, bool(m["minister"]) or now.addressed
        else:
            m = _ASKER.match(text, here, until) if re.search(r"\b(?:van|door|en)\s+$|\($", joint, re.I) else None
            m = m or _ABOUT.match(text, here, until)
            if m is None:
                break
        at, fresh = m.end(), False
        now = items[-1] if items else alone
        now.end = at
    for one in items:
        if "(" in (inside := text[one.start : one.end]) and inside.count("(") > inside.count(")") and text[one.end : one.end + 1] == ")":
            one.end += 1
    for before, after in zip(items[-2::-1], items[:0:-1], strict=False):  # "nrs. 88, 89 en 90 van 8 november 2019"
        if before.date is None and before.session is None:
            before.date, before.session = after.date, after.session
    return items, alone


def _is_number(text: str, m: re.Match[str], joint: str, fresh: bool, items: list[Cited], kind: Noun) -> bool:
    """Whether a number is a question's: with "nr.", right after the noun, or further in a list of numbers."""
    if re.match(rf"\s+{_MONTH}\b", text[m.end() :]) or int(m["number"]) == 0:
        return False
    if m["nr"]:
        return True
    listed = bool(items) and re.fullmatch(r"\)?(?:\s*,|\s+en)\s+", joint) is not None and re.search(r"vragen|s$", items[0].words, re.I) is not None  # "SV's 77, 112 en 240 leerden"
    if re.fullmatch(r"(?:19|20)\d\d", m["number"]) and not (listed and len(items[-1].number or "") == 4):
        return False
    if items:
        ends = bool(_AFTER_BARE.match(text, m.end())) or (listed and "en" in joint)
        return (items[-1].date is None or (listed and joint[0] == ")")) and ends and not re.search(r"\b(?:van|op|door)\b", joint)
    return fresh and not _WORDY.search(joint) and not re.match(r"\s*(?:tot|t\.e\.m|à|-)\b", text[m.end() :])


def _names_a_question(one: Cited, before: str) -> bool:
    """ "vraag 3" is a part of the question itself; with a day, a session year, or "antwoord op vraag 85" it is a question."""
    if one.date or one.session:
        return True
    return int(one.number or 0) > 30 and bool(re.search(r"\bantwoord(?:en|de)?\b[^.;]{0,40}\bop\s+(?:\w+\s+)?$", before, re.I))


_UNDER = re.compile(r"\bonder\s+(?:het\s+)?(?:nummer|nr\.?)\s+(?P<number>\d{1,5})\b[^.;\d]{0,30}$", re.I)
_OWN_DAY = re.compile(r"\b(?:en|,)\s+op\s+$", re.I)
_PUT_BEHIND = re.compile(rf",?\s+die\s+[^.;]{{0,60}}?\bop\s+(?:\w+dag\s+)?(?P<day>{DAY})\s+(?:stelden?|indienden?|voorlegden?|hebt?|heeft|had)\b", re.I)
_PUTTING = "stelden?|diende|gesteld|ingediend|vroeg|gevraagd|heb|had|hadden"


def _put_on(before: str, said: Days, putting: str = _PUTTING) -> dt.date | None:
    """The day on which a question was put, where words before its noun or number say it: "op 3 februari 2022 stelde ik"."""
    days = list(_DAY.finditer(before))
    if len(days) != 1:
        return None
    lead, rest = before[: days[0].start()], before[days[0].end() :]
    put = re.search(rf"\b(?:{putting})\b", lead[-60:] + rest, re.I) and re.search(
        r"(?:^|[\s(])(?:op|dd\.?|d\.d\.)\s+(?:\w+dag\s+)?$", lead, re.I
    )
    met = re.search(r"\b(?:(?:vergadering|commissie)\b[^.;]{0,60}\b(?:van|op)|dateer(?:t|de)\s+van)\s+(?:\w+dag\s+)?$", lead, re.I)
    return day_of(days[0][0], said) if put or met else None


def _put_then(since: str, before: str, said: Days) -> dt.date | None:
    """The day of a question that follows another in the same sentence: "stelde ik ... nr. 16 en op 28 september 2017 schriftelijke vraag nr. 14"."""
    days = list(_DAY.finditer(since))
    if len(days) != 1 or since[days[0].end() :].strip() or not re.search(rf"\b(?:{_PUTTING})\b", before, re.I):
        return None
    return day_of(days[0][0], said) if re.search(r"\bop\s+(?:\w+dag\s+)?$", since[: days[0].start()], re.I) else None


def _cites(text: str, a: int, b: int, noun: re.Match[str], alone: Cited) -> bool:
    """Whether a noun without a number cites a question put before: it is one question, and the sentence says that it was put or answered."""
    before = text[a : noun.start()]
    if noun[0].lower().endswith(("vragen", "vragen om uitleg", "interpellaties")) or _THIS.search(before):
        return False
    if alone.date:
        return True
    whose = _DETERMINED.search(before)
    if whose and whose["word"].lower() == "een" and _ASKER_BEHIND.search(text[noun.end() : alone.end]) and not _HYPOTHETIC.search(before):
        return True  # "daarna een vraag om uitleg van collega Bielen"
    if _EARLIER.search(before):
        return bool(whose)
    if not whose:
        return False
    strong = _PAST.search(text, a, b)
    if not strong or (_HYPOTHETIC.search(before) and not re.search(r"\bantwoord", before, re.I)):
        return False
    own = whose["word"].lower() in ("uw", "de")
    if own and not _ASKER_BEHIND.search(text[noun.end() : alone.end]) and not _WHEN_RE.search(text[a:b]):
        return False  # "in antwoord op uw schriftelijke vraag": the one that is being answered
    return not re.search(r"\b(?:geen|niet)\s+(?:\w+\s+)?$", before, re.I)


_ASKER_BEHIND = re.compile(rf"\b(?:van|door)\s+(?:{_CALLED}|mij\b|{_NAME})")


def _named_numbers(text: str, a: int, b: int, said: Days) -> Iterator[Cited]:
    """ "Gelijke vragen stelde ik aan minister Peeters (nr. 412 van 3 februari 2023) en minister Weyts (nr. 187)"."""
    if not _NOUN.search(text, a, b) or foreign(text[a:b], ""):
        return
    for m in _NAMED_NUMBER.finditer(text, a, b):
        date = day_of(m["day"], said) if m["day"] else None
        yield Cited("written", "vraag", m.start(), m.end(), str(int(m["number"])), date, minister=m["minister"], addressed=True)


def _asked_before(text: str, a: int, b: int, said: Days) -> Cited | None:
    """ "In januari stelde ik u een vraag": that one was put, and when."""
    asked = _ASKED.search(text, a, b)
    whens = list(_WHEN_RE.finditer(text, a, b))
    when = next((m for m in whens if _DAY.search(m[0])), whens[0] if whens else None)
    if not asked or not when or foreign(text[a : asked.end()], text[asked.end() : b]):
        return None
    start, end = min(asked.start(), when.start()), max(asked.end(), when.end())
    if end - start > 200:
        return None
    day = _DAY.search(when[0])
    return Cited("bare", "vraag", start, end, date=day_of(day[0], said) if day else None, when=True)
