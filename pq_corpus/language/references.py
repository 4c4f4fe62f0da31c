"""Citations of other questions, reports, decrees and policy documents: found in the text, resolved to records or not.

`reason` is in Dutch, since it is what a reader of the question sees.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Protocol

from pq_corpus.language.citations import DAY, MINISTER, Cited, day_of, foreign, questions_cited, sentences_of, session_name
from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import people, slug
from pq_corpus.records import Days, Question, Reference, Span

_YEARS = r"\d{4}\s?[-–]\s?\d{2,4}"
_PAPER = re.compile(
    rf"Parl\.\s*St\.[^;]{{0,40}}?{_YEARS}\)?,?\s*(?:nrs?\.?\s*)?\d[\d-]*(?:/\d+)?|"
    rf"\bstuk(?:ken)?\s+(?:nr\.?\s*)?\d{{1,5}}(?:-[A-Z]\b)?\s*\({_YEARS}\)(?:\s*[-–,]?\s*nr\.?\s*\d+)?|\b\d{{1,5}}\s*\({_YEARS}\)\s*[-–]?\s*nr\.?\s*\d+|"
    r"\bstuk\s+(?:nr\.?\s*)?\d{1,5}/\d{1,3}\b",
    re.I,
)
_SERIES = re.compile(r"(?<![\d/.-])(?P<number>\d{1,5})\s*\((?P<first>\d{4})-(?P<second>\d{4})\)", re.I)
_TITLE = r"(?:[A-ZÀ-Þ][\w'’-]*|en|,)"
_POLICY = (
    ("policy_note", re.compile(rf"\b[Bb]eleidsnota(?![\w’'-])(?:\s+[A-ZÀ-Þ][\w'’-]*(?:,?\s+{_TITLE}){{0,9}})?(?:\s+\d{{4}}\s?[-–]\s?\d{{4}})?")),
    ("policy_letter", re.compile(
        rf"\b(?:[Bb]eleidsbrief(?![\w’'-])|[Bb]eleids-\s+en\s+[Bb]egrotingstoelichting|BBT(?=\s+(?:[A-ZÀ-Þ]|20\d\d)))"
        rf"(?:\s+[A-ZÀ-Þ][\w'’-]*(?:,?\s+{_TITLE}){{0,9}})?(?:\s+(?:van\s+)?\d{{4}}(?:\s?[-–]\s?\d{{4}})?)?")),
    ("coalition_agreement", re.compile(r"\b(?:[Vv]laamse?\s+)?[Rr]egeerakkoord(?![\w’'-])(?:\s+\d{4}\s?[-–]\s?\d{4})?")),
)  # fmt: skip
_LOWER = r"(?!(?:bij|en|of|het|de|een|dat|die|is|was|wordt|werd|van|besluit|decreet|heeft|door)\b)[a-zà-ÿ][\w’'-]*"
_ENDS_SUBJECT = (  # of a decree: another one, its verb, another day
    rf"\b(?:(?:van\s+)?(?:het|een)\s+)?(?:\w*decreet|\w*besluit)\b|\b(?:werd(?:en)?|word(?:t|en)|is|zijn|was|heeft|hebben|bepaalt|voorziet|regelt|legt|stelt|vormt)\b|\b{DAY}"
)
_DECREE = re.compile(
    r"\b(?P<noun>(?:[Mm]inisterieel\s+)?(?:[A-Za-zÀ-ÿ-]*[Bb]esluit(?:en)?|[A-Za-zÀ-ÿ-]*[Dd]ecre(?:et|ten)|[A-Za-zÀ-ÿ-]*[Cc]odex|BVR"
    r"|MB))(?:\s+van\s+de\s+(?:Vlaamse?\s+)?(?:Regering|Executieve|regering|minister))?"
    rf"(?:\s+\((?:BVR|MB)\))?(?:(?:\s+[A-ZÀ-Þ][\w’'-]*){{0,4}}|(?:\s+{_LOWER}){{1,2}})(?:\s+(?:betreffende|houdende|inzake|over|tot"
    rf"|rond)\s+(?:(?!\bvan\s+\d)[^.;,]){{3,80}}?)?\s+(?:van|d\.\s?d\.|dd\.?|d\.d)\s+(?P<day>{DAY})"
    rf"(?:\s+en\s+(?:van\s+)?{DAY})?(?:\s+(?:betreffende|houdende|tot|inzake|over)\s+(?:(?!{_ENDS_SUBJECT})[^.,;]){{3,120}})?"
)
_NOT_OURS = re.compile(r"(?:raads|college|koninklijk|wet|kern|politie)\w*besluit|decreetgever", re.I)
_FEDERAL = re.compile(r"\b(?:federa(?:le|al)|Waalse?|Brusselse|Franstalige?)\b", re.I)
_MEETING = (
    r"(?:(?:plenaire\s+|commissie)?vergadering(?:en)?|plenaire(?:\s+zitting)?|gedachtewisseling(?:en)?|hoorzitting(?:en)?|(?:actualiteits)?debat(?:ten)?|bespreking(?:en)?|"
    r"(?<![\w-])[Cc]ommissie(?:\s+voor)?(?:\s+[A-ZÀ-Þ][\w-]*(?:(?:,|\s+en)?\s+[A-ZÀ-Þ][\w-]*){0,9})?)"
)
_DEBATE = re.compile(
    rf"\b(?P<what>{_MEETING})(?:\s+(?:hierover|daarover|die|over\s+[^.;,()]{{3,80}}?|in\s+de\s+[^.;,()]{{3,50}}?))?"
    rf"(?:\s+(?:van|op|d\.\s?d\.|dd\.?)\s+|(?:\s+met\s+[^.;,()]{{3,60}}?)?\s+\((?:(?:van|op)\s+)?)(?:\w+dag\s+)?(?P<day>{DAY})|"
    rf"\b[Oo]p\s+(?:\w+dag\s+)?(?P<before>{DAY})\s+(?:\w+\s+){{0,4}}?(?:in|tijdens)\s+(?:de|deze|onze|een)\s+(?:bevoegde\s+)?(?P<place>{_MEETING})"
)  # fmt: skip
_AND_DAY = re.compile(rf"(?:\s*,|\s+en)\s+(?:(?:van|op)\s+)?(?:\w+dag\s+)?(?P<day>{DAY})")
_NAMED = re.compile(rf"\b(?:vice)?{MINISTER}")
_WHAT = {
    "parliamentary_document": "een parlementair stuk", "policy_note": "een beleidsnota", "policy_letter": "een beleidsbrief",
    "coalition_agreement": "een regeerakkoord", "decree": "een decreet of besluit", "debate": "een debat of vergadering",
}  # fmt: skip
_PREFIX = (("actuele v", "av"), ("interpellatie", "in"), ("actuele i", "in"), ("vra", "vou"), ("vou", "vou"))


class Lookup(Protocol):
    """What references are resolved against."""

    def exists(self, ident: str) -> bool:
        """Whether a record has this id."""

    def numbered(self, number: int) -> list[tuple[str, str, str | None, str | None]]:
        """Id, kind, session year and date of the records with a number."""

    def on(self, day: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """Id, kind and names of askers of the records of a day."""


def find_references(text: str, source: str, offset: int, said: Days, *, minister: str | None) -> list[Reference]:
    """The citations in a passage that starts at `offset` of a source, in order, not yet resolved; `minister` is the one asked now."""
    out: list[Reference] = []
    taken: list[tuple[int, int]] = []

    def add(kind: Any, a: int, b: int, **values: Any) -> None:
        if not any(s < b and a < e for s, e in taken):
            taken.append((a, b))
            words = " ".join(text[a:b].split())
            out.append(Reference(text=words, kind=kind, span=Span(source=source, start=offset + a, end=offset + b), **values))

    def add_other(kind: str, a: int, b: int, date: dt.date | None = None) -> None:
        add(kind, a, b, date=date, rule=f"reference.{kind}", reason=f"{_WHAT[kind]}; het corpus bevat alleen vragen")

    for m in _PAPER.finditer(text):
        add_other("parliamentary_document", *m.span())
    for one in questions_cited(text, said):
        add(_kind(one), one.start, one.end, **_values(one, text, minister))
    for m in _SERIES.finditer(text):
        if session_name(m["first"], m["second"]):
            add("oral_question", *m.span(), number=str(int(m["number"])), rule="reference.number_and_session_year")
    for kind, pattern in _POLICY:
        for m in pattern.finditer(text):
            if not _of_others(text, m):
                add_other(kind, m.start(), m.start() + len(re.sub(r"(?:[\s,]+en)?[\s,]*$", "", m[0])))
    for m in _DECREE.finditer(text):
        if not _NOT_OURS.search(m["noun"]):
            add_other("decree", *m.span(), day_of(m["day"], said))
    for m in _DEBATE.finditer(text):
        if not foreign(text[max(0, m.start() - 80) : m.start()], text[m.end() : m.end() + 60]):
            add_other("debate", *m.span(), day_of(m["day"] or m["before"], said))
            end = m.end()
            while m["day"] and (more := _AND_DAY.match(text, end)):  # "de commissievergaderingen van 3 oktober 2019 en 7 november 2019"
                add_other("debate", more.start("day"), more.end(), day_of(more["day"], said))
                end = more.end()
    return sorted(out, key=lambda r: r.span.start)


def _of_others(text: str, m: re.Match[str]) -> bool:
    """Whether a note or agreement is of another government: "het federale regeerakkoord"."""
    if re.match(r"vlaams", m[0], re.I):
        return False
    begins = max((a for a, _ in sentences_of(text[: m.end()])), default=0)
    before, after = text[max(begins, m.start() - 80) : m.start()], text[m.end() : m.end() + 45]
    others, ours = list(_FEDERAL.finditer(before)), list(re.finditer(r"\bVlaamse?\b|\b(?:uw|mijn|ons|onze)\b", before, re.I))
    near = bool(others) and (not ours or ours[-1].start() < others[-1].start())
    return near or bool(re.match(r"\s+van\s+(?:de\s+)?(?:federa|Waal|Brussel)", after, re.I))


def _kind(one: Cited) -> str:
    if one.noun == "oral":
        return "oral_question"
    if one.noun == "bare" and one.number is None:
        return "oral_question"
    if one.noun == "parliamentary" and one.number is None:
        return "other"
    return "written_question"


def _values(one: Cited, text: str, minister: str | None) -> dict[str, Any]:
    """What a citation of a question says: its number, day and the id that it would have."""
    if one.number is None:
        day = re.search(DAY, text[one.start : one.end])
        why = "de verwijzing noemt geen nummer" + ("" if one.date else " en geen jaar" if day else " en geen dag")
        return {"date": one.date, "rule": "reference.earlier_question" if one.when else "reference.question_without_number", "reason": why}
    unnamed = "" if one.minister or one.noun == "oral" else "_unnamed"
    rule = (
        f"reference.number_and_session_year{unnamed}"
        if one.session
        else "reference.written_questions"
        if one.listed
        else f"reference.{one.noun}_question"
    )
    if one.noun == "oral":
        low = " ".join(one.words.lower().split())
        prefix = next(p for word, p in _PREFIX if low.startswith(word)) if not low.startswith("mondelinge") else None
        session = one.session or (calendar.session_year(one.date) if one.date else None)
        would = f"{prefix}-{session}-{one.number}" if prefix and session else None
    else:
        would = _would_be(one, text, minister)
    return {"number": one.number, "date": one.date, "would_be": would, "rule": rule}


def _would_be(one: Cited, text: str, minister: str | None) -> str | None:
    """The id of a cited written question. Its minister is the one named with it; or else, of those in office then, the one asked now,
    or the one named last before it."""
    if one.date is None and one.session is None:
        return None
    days = Days(first=one.date, last=one.date) if one.date else calendar.session_year_days(one.session or "")
    session = calendar.session_year(one.date) if one.date else one.session
    named = _first_words(one.minister, days) if one.minister else None
    if one.minister and (named or one.addressed):
        person = named if _in_office(named, days) else None
    else:
        asked = people().minister(minister, days).person if minister else None
        person = asked if _in_office(asked, days) else None
        if person is None:
            before = [_first_words(m["minister"], days) for m in _NAMED.finditer(text[max(0, one.start - 500) : one.start])]
            person = next((p for p in reversed(before) if p and _in_office(p, days)), None)
    return f"sv-{session}-{slug(person.name)}-{one.number}" if person else None


def _in_office(person: Any, days: Days) -> bool:
    """Whether somebody is known as a minister within these days."""
    return person is not None and any(
        not ((days.last and days.last < first) or (last is not None and days.first and days.first > last))
        for _, first, last in person.mandates
    )


def _first_words(words: str, days: Days) -> Any:
    parts = words.split()
    for n in range(len(parts), 0, -1):
        if person := people().minister(" ".join(parts[:n]), days).person:
            return person
    return None


def resolve(references: tuple[Reference, ...], question: Question, lookup: Lookup) -> tuple[Reference, ...]:
    """Each citation with its record, or with the reason why it has none. A question never cites itself."""
    return tuple(_resolve(reference, question, lookup) for reference in references)


def _resolve(reference: Reference, question: Question, lookup: Lookup) -> Reference:
    if reference.kind not in ("written_question", "oral_question", "other"):
        return reference
    if reference.number is None:
        return _resolve_by_day(reference, question, lookup)
    session = re.search(r"\d{4}-\d{4}", reference.would_be or reference.text)
    found = [
        (ident, kind, year, day) for ident, kind, year, day in lookup.numbered(int(reference.number))
        if ident != question.id and (kind == "written_question") == (reference.kind == "written_question")
        and (session is None or year == session[0]) and (reference.date is None or day == reference.date.isoformat())
    ]  # fmt: skip
    names = tuple(ident for ident, *_ in found)
    alike = len(names) > 1 and reference.rule.endswith("_unnamed")  # numbers run per minister, and none is named
    if reference.would_be and reference.would_be != question.id and not alike and lookup.exists(reference.would_be):
        return reference.model_copy(update={"target": reference.would_be, "reason": None})
    if reference.would_be is None and len(found) == 1 and (reference.date or session):
        return reference.model_copy(update={"target": found[0][0], "reason": None})
    if reference.date and (known := _of_same_asker(reference, question, {ident for ident, *_ in found}, lookup)):
        return reference.model_copy(update={"target": known, "reason": None})
    if reference.would_be and not alike:
        return reference.model_copy(update={"target": None, "reason": f"niet in het corpus; het zou {reference.would_be} zijn"})
    if len(names) > 1:
        return reference.model_copy(update={"target": None, "reason": f"dubbelzinnig: {' of '.join(names)}", "candidates": names})
    why = "niet in het corpus" if reference.date or session else "de verwijzing noemt een nummer, maar geen dag en geen zittingsjaar"
    return reference.model_copy(update={"target": None, "reason": why, "candidates": names})


def _of_same_asker(reference: Reference, question: Question, found: set[str], lookup: Lookup) -> str | None:
    """The only question of that number and day put by who asks now, or by somebody named in the citation, whoever the minister was."""
    askers = {one.name for one in question.askers}
    shared = [
        ident for ident, _, names in lookup.on(str(reference.date))
        if ident in found and any(name in askers or name in reference.text for name in names)
    ]  # fmt: skip
    return shared[0] if len(shared) == 1 else None


def _resolve_by_day(reference: Reference, question: Question, lookup: Lookup) -> Reference:
    """A citation without a number names a record where only one question of its kind and day has an asker in common."""
    if reference.date is None:
        return reference
    askers = {one.name for one in question.askers}
    found = [
        ident for ident, kind, names in lookup.on(reference.date.isoformat())
        if ident != question.id and (kind == "written_question") == (reference.kind == "written_question") and askers & set(names)
    ]  # fmt: skip
    if len(found) == 1:
        return reference.model_copy(update={"target": found[0], "reason": None, "candidates": ()})
    if found:
        return reference.model_copy(update={"target": None, "reason": f"dubbelzinnig: {' of '.join(found)}", "candidates": tuple(found)})
    why = "de verwijzing noemt geen nummer, en het corpus heeft van die dag geen vraag van dezelfde vraagsteller"
    return reference.model_copy(update={"target": None, "reason": why, "candidates": ()})
