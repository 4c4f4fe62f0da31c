"""Citations of other questions, reports, decrees and policy documents: found in the text, resolved to records or not."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Protocol

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import people, slug
from pq_corpus.parse.text import DATE, parse_date
from pq_corpus.records import Days, Question, Reference, Span

_NR = r"\(?(?:met\s+)?(?:nr\.?|nummer|nrs\.?)?\s*"
_WRITTEN = re.compile(
    rf"(?P<whose>mijn|uw|zijn|haar|de|een)?\s*(?P<text>(?:schriftelijke\s+vra(?:ag|gen)|SV)\s+{_NR}(?P<number>\d{{1,5}})(?!\s*\(\d{{4}}-)(?:\s+van\s+(?:de\s+heer\s+|mevrouw\s+)?"
    rf"(?P<asker>(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s+[\w'’-]+){{0,4}}?),?(?=\s*,?\s*(?:gesteld|van|d\.d\.|dd\.)\s))?"
    rf"(?:\s*,?\s*(?:gesteld\s+op|van|d\.d\.|dd\.)\s+(?P<date>{DATE})\)?)?)", re.I | re.S
)  # fmt: skip
_LIST = re.compile(
    rf"schriftelijke\s+vragen\s+(?P<numbers>(?:nrs?\.?\s*|nummers\s+)?\d{{1,5}}(?:\s*(?:,|en|,\s+en)\s*(?:nr\.?\s*)?\d{{1,5}})+)(?!\s*\(\d{{4}}-)(?:\s+van\s+(?P<date>{DATE}))?", re.I
)  # fmt: skip
_ANSWERED = re.compile(
    r"(?P<text>antwoord\s+op\s+(?:de\s+|uw\s+|mijn\s+)?vraag\s+(?:nr\.?\s*)?(?P<number>\d{1,5}))(?!\s*[.,]?\d|\w)(?:\s+van\s+(?P<date>"
    + DATE
    + "))?",
    re.I,
)
_ORAL = re.compile(
    r"(?P<text>(?P<kind>vra(?:ag|gen)\s+om\s+uitleg|actuele\s+vra(?:ag|gen)|(?:actuele\s+)?interpellatie|schriftelijke\s+vraag)?\s*(?:nr\.?\s*)?(?P<number>\d{1,5})\s*\((?P<session>\d{4}-\d{4})\))(?!\s*[-–,]?\s*nr)",
    re.I,
)
_PAPER = re.compile(r"(?:Parl\.\s*St\.[^;]{0,40}?\d{4}-\d{2,4},?\s*(?:nr\.?\s*)?\d+(?:/\d+)?|\b\d{1,5}\s*\(\d{4}-\d{4}\)\s*[-–,]?\s*nr\.?\s*\d+)")
_POLICY = (
    ("policy_note", re.compile(r"\b[Bb]eleidsnota(?:\s+[A-ZÀ-Þ][\w, ]{2,60}?)?(?:\s+\d{4}\s?[-–]\s?\d{4})?(?=[\s.,;:)]|$)")),
    ("policy_letter", re.compile(r"\b[Bb]eleidsbrief(?:\s+(?:van\s+)?\d{4}(?:\s?[-–]\s?\d{4})?)?")),
    ("coalition_agreement", re.compile(r"\b(?:[Vv]laamse?\s+)?[Rr]egeerakkoord(?:\s+\d{4}\s?[-–]\s?\d{4})?")),
    ("decree", re.compile(rf"\b(?:[Dd]ecreet|[Bb]esluit(?:\s+van\s+de\s+Vlaamse\s+Regering)?|[Mm]inisterieel\s+besluit)\s+van\s+{DATE}(?:\s+(?:betreffende|houdende|tot)\s+[^.,;]{{3,120}})?")),
)  # fmt: skip
_DEBATE = re.compile(
    r"\b[Ii]n\s+(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\s+stelde\s+ik\s+u\s+een\s+vraag|"
    r"\b(?:[Vv]orig\s+(?:jaar|voorjaar|najaar|werkjaar)|[Vv]orige\s+(?:week|maand|zomer)|[Ee]erder|[Oo]nlangs|[Dd]estijds)\s+stelde\s+ik\s+(?:u\s+)?(?:\w+\s+){0,3}?een\s+(?:\w+\s+)?vraag|"
    r"\b(?:debat|gedachtewisseling|hoorzitting|bespreking|actualiteitsdebat)\s+(?:van|op)\s+\d{1,2}\s+(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\s+\d{4}|"
    r"(?:U\s+hebt|Ik\s+heb)\s+die\s+vraag\s+(?:aan\s+(?:mij|u)\s+)?gesteld\s+op\s+\d{1,2}\s+\w+", re.S
)  # fmt: skip
_MINISTER = re.compile(r"\bminister\s+((?:[A-ZÀ-Þ][\w'’-]+\s*){1,3})")
_KINDS = {"vou": "request_for_explanation", "av": "topical_question", "in": "interpellation"}


class Lookup(Protocol):
    """What references are resolved against."""

    def exists(self, ident: str) -> bool:
        """Whether a record has this id."""

    def numbered(self, number: int) -> list[tuple[str, str, str | None, str | None]]:
        """Id, kind, session year and date of the records with a number."""


def find_references(
    text: str, source: str, offset: int, said: Days, *, asker: str | None, minister: str | None, speaker_is_minister: bool
) -> list[Reference]:
    """The citations in a passage that starts at `offset` of a source, in order, not yet resolved."""
    out: list[Reference] = []
    taken: list[tuple[int, int]] = []

    def add(kind: Any, a: int, b: int, **values: Any) -> None:
        if not any(s < b and a < e for s, e in taken):
            taken.append((a, b))
            words = " ".join(text[a:b].split())
            out.append(Reference(text=words, kind=kind, span=Span(source=source, start=offset + a, end=offset + b), **values))

    for m in _PAPER.finditer(text):
        add(
            "parliamentary_document",
            *m.span(),
            rule="reference.parliamentary_document",
            reason="a parliamentary document; only questions are kept in the corpus",
        )
    for m in _ORAL.finditer(text):
        kind = (m["kind"] or "").lower()
        written = kind.startswith("schriftelijke")
        prefix = "av" if kind.startswith("actuele v") else "in" if "interpellatie" in kind else "vou"
        would = None if written or not kind else f"{prefix}-{m['session']}-{m['number']}"
        add(
            "written_question" if written else "oral_question",
            *m.span("text"),
            number=m["number"],
            would_be=would,
            rule="reference.number_and_session_year",
        )
    for m in _LIST.finditer(text):
        date = parse_date(m["date"]) if m["date"] else None
        for one in re.finditer(r"\d+", m["numbers"]):
            at = m.start("numbers") + one.start()
            add(
                "written_question", at, at + len(one[0]), number=one[0], date=date,
                would_be=_would_be(text, m.start(), one[0], date, minister), rule="reference.written_questions",
            )  # fmt: skip
    for m in _WRITTEN.finditer(text):
        date = parse_date(m["date"]) if m["date"] else None
        add(
            "written_question",
            *m.span("text"),
            number=m["number"],
            date=date,
            would_be=_would_be(text, m.start("text"), m["number"], date, minister),
            rule="reference.written_question",
        )
    for m in _ANSWERED.finditer(text):
        date = parse_date(m["date"]) if m["date"] else None
        add(
            "written_question",
            m.start("text"),
            m.end(),
            number=m["number"],
            date=date,
            would_be=_would_be(text, m.start("text"), m["number"], date, minister),
            rule="reference.answer_to_question",
        )
    for kind, pattern in _POLICY:
        for m in pattern.finditer(text):
            end = m.start() + len(m[0].rstrip(" ,"))
            name = {
                "policy_note": "a policy note",
                "policy_letter": "a policy letter",
                "coalition_agreement": "a coalition agreement",
                "decree": "a decree or order",
            }[kind]
            when = re.search(DATE, m[0])
            add(
                kind,
                m.start(),
                end,
                date=parse_date(when[0]) if when else None,
                rule=f"reference.{kind}",
                reason=f"{name}; only questions are kept in the corpus",
            )
    for m in _DEBATE.finditer(text):
        when = re.search(DATE, m[0])
        written = "schriftelijke" in m[0].lower()
        add(
            "written_question" if written else "oral_question", *m.span(), date=parse_date(when[0]) if when else None,
            rule="reference.earlier_debate", reason="the citation gives no number, so no record can be named",
        )  # fmt: skip
    return sorted(out, key=lambda r: r.span.start)


def _would_be(text: str, at: int, number: str, date: dt.date | None, minister: str | None) -> str | None:
    """The id of a cited written question: its minister is the one named last before it and in office that day, or else
    the one asked now if in office then."""
    if date is None:
        return None
    day = Days(first=date, last=date)
    before = text[max(0, at - 500) : at]
    named = [people().minister(m[1], day).person or _first_words(m[1], day) for m in _MINISTER.finditer(before)]
    near = [person for person in named if person]
    person = near[-1] if near else people().minister(minister, day).person if minister else None
    if person and not any(first <= date and (last is None or date <= last) for _, first, last in person.mandates):
        person = None  # known by name, but not as a minister of that day
    return f"sv-{calendar.session_year(date)}-{slug(person.name)}-{number}" if person else None


def _first_words(words: str, day: Days) -> Any:
    parts = words.split()
    for n in range(len(parts) - 1, 0, -1):
        if person := people().minister(" ".join(parts[:n]), day).person:
            return person
    return None


def resolve(references: tuple[Reference, ...], question: Question, lookup: Lookup) -> tuple[Reference, ...]:
    """Each citation with its record, or with the reason why it has none. A question never cites itself."""
    return tuple(_resolve(reference, question, lookup) for reference in references)


def _resolve(reference: Reference, question: Question, lookup: Lookup) -> Reference:
    if reference.kind not in ("written_question", "oral_question") or reference.number is None:
        return reference
    if reference.would_be and reference.would_be != question.id and lookup.exists(reference.would_be):
        return reference.model_copy(update={"target": reference.would_be, "reason": None})
    session = re.search(r"\((\d{4}-\d{4})\)", reference.text)
    found = [
        (ident, kind, year, day) for ident, kind, year, day in lookup.numbered(int(reference.number))
        if ident != question.id and (kind == "written_question") == (reference.kind == "written_question")
        and (session is None or year == session[1]) and (reference.date is None or day == reference.date.isoformat())
    ]  # fmt: skip
    if reference.would_be is None and len(found) == 1 and (reference.date or session):
        return reference.model_copy(update={"target": found[0][0], "reason": None})
    if reference.would_be:
        return reference.model_copy(update={"target": None, "reason": f"not in the corpus; it would be {reference.would_be}"})
    names = tuple(ident for ident, *_ in found)
    if len(names) > 1:
        return reference.model_copy(update={"target": None, "reason": f"ambiguous: {', '.join(names)}", "candidates": names})
    why = "not in the corpus" if reference.date or session else "the citation has a number but neither date nor session year"
    return reference.model_copy(update={"target": None, "reason": why, "candidates": names})
