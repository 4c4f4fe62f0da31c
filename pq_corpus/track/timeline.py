"""The timeline of a topic: what was asked and answered, what the texts date, and what was announced for when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from pq_corpus.records import Days, Event, Question, Span, TrackedCommitment
from pq_corpus.track.topics import Topic

KINDS = {
    "written_question": "Schriftelijke vraag", "request_for_explanation": "Vraag om uitleg",
    "topical_question": "Actuele vraag", "interpellation": "Interpellatie",
}  # fmt: skip
_MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]
_DAY = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(_MONTHS)})(?: (\d{{4}}))?(?!\d)", re.I)


def dutch(day: dt.date) -> str:
    """A day as Dutch writes it: 8 november 2019."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def citation(question: Question) -> str:
    """The question as journalists cite it: Schriftelijke vraag nr. 85 (2019-2020) van Lorin Parys aan minister Wouter Beke, 8 november 2019."""
    number = f" nr. {question.number}" if question.number is not None else ""
    year = f" ({question.session_year})" if question.session_year else ""
    askers = f" van {' en '.join(a.name for a in question.askers)}" if question.askers else ""
    ministers = f" aan minister {' en '.join(a.name for a in question.addressees)}" if question.addressees else ""
    bounds = question.day_bounds
    day = f", {dutch(question.date)}" if question.date else ", dag niet bekend"
    if not question.date and bounds and bounds.first and bounds.last:
        day += f" (tussen {dutch(bounds.first)} en {dutch(bounds.last)})"
    return f"{KINDS[question.kind]}{number}{year}{askers}{ministers}{day}"


def timeline(
    topic: Topic, questions: Sequence[Question], commitments: Sequence[TrackedCommitment], text_of: Callable[[str], str], on: dt.date
) -> list[Event]:  # fmt: skip
    """All events of a topic as known on a day, in order of date; those without any date come last."""
    events: list[Event] = []
    for question in questions:
        if question.earliest and question.earliest > on:
            continue
        url = next((source.url for source in question.sources if source.url), None)
        if question.date:
            kind, days = ("asked" if question.asked_on else "debated"), Days(first=question.date, last=question.date)
        else:
            kind, days = "debated", question.day_bounds or Days()
        words = {"asked": "Vraag gesteld", "debated": "Vraag behandeld"}[kind]
        events.append(
            _event(kind, f"{words}: {question.title or citation(question)}", citation(question), question, url, days, _place(question))
        )
        if question.answered_on and question.answered_on <= on:
            answered = Days(first=question.answered_on, last=question.answered_on)
            events.append(_event("answered", "Vraag beantwoord", citation(question), question, url, answered, None))
        events += _told(topic, question, text_of, url)
    by_id = {q.id: q for q in questions}
    for one in commitments:
        if one.kind == "denial" or topic.id not in one.topics:
            continue
        source = by_id.get(one.question)
        url = next((s.url for s in source.sources if s.url), None) if source else None
        name = {"promise": "Toegezegd", "expectation": "Verwacht", "intention": "Voorgenomen"}[one.kind]
        deadline = one.deadline
        events.append(
            Event(
                date=deadline.first if deadline else None, date_to=deadline.last if deadline else None,
                precision=deadline.precision if deadline else "words", kind=one.kind,
                title=f"{name}{f' “{deadline.text}”' if deadline else ' zonder termijn'} ({_DUTCH_STATUS[one.status]})",
                text=one.text, question=one.question, commitment=one.id, span=one.span, url=url,
            )
        )  # fmt: skip
    far = dt.date.max
    return sorted(events, key=lambda e: (e.date or e.date_to or far, e.date_to or far, e.question, e.span.start if e.span else -1, e.kind))


_DUTCH_STATUS = {
    "open": "open", "due": "loopt", "overdue": "over tijd", "fulfilled": "uitgevoerd", "partly_fulfilled": "deels uitgevoerd",
    "rescheduled": "verschoven", "superseded": "vervangen", "withdrawn": "ingetrokken", "lapsed": "vervallen", "not_counted": "niet geteld",
}  # fmt: skip


def _event(kind: str, title: str, text: str, question: Question, url: str | None, days: Days, span: Span | None) -> Event:
    exact = days.first is not None and days.first == days.last
    return Event(
        date=days.first, date_to=days.last, precision="day" if exact else "interval", kind=kind, title=title, text=text,
        question=question.id, span=span, url=url,
    )  # fmt: skip


def _place(question: Question) -> Span | None:
    """Where the text itself says the day of the question."""
    return next((f.span for f in question.facts if f.used and f.span and f.field in ("asked_on", "debated_on")), None)


def _told(topic: Topic, question: Question, text_of: Callable[[str], str], url: str | None) -> list[Event]:
    """The past days that a question on the topic tells of; a day without a year only where the bounds leave one year."""
    out: list[Event] = []
    seen: set[dt.date] = set()
    spans = [f.span for f in question.facts if f.field == "context" and f.used and f.span]
    spans += [part.span for part in question.sub_questions] + [turn.span for turn in question.interventions if turn.role != "chair"]
    spans += [] if question.interventions else [part.span for part in question.answers]
    for span in spans:
        passage = text_of(span.source)[span.start : span.end]
        flat = re.sub(r"\s", " ", passage)
        for found in _DAY.finditer(flat):
            day = _day(found, question)
            if day is None or day in seen or day == question.date:
                continue
            start = max(flat.rfind(mark, 0, found.start()) for mark in (". ", "? ", "! ")) + 1
            ends = [m.end() for m in re.finditer(r"[.?!](?=\s|$)", flat) if m.start() > found.end()]
            end = min(ends, default=len(flat))
            sentence = re.sub(r"\s+", " ", flat[start:end]).strip()
            near = re.sub(r"\s+", " ", flat[max(0, start - 400) : end + 400])
            asked = (question.title or "", *(sub.text for sub in question.sub_questions))
            if not (topic.match(sentence) or topic.match(near) or any(map(topic.match, asked))):
                continue
            seen.add(day)
            lead = len(flat[start:end]) - len(flat[start:end].lstrip())
            place = Span(source=span.source, start=span.start + start + lead, end=span.start + end)
            out.append(
                _event(
                    "told",
                    f"{dutch(day)}, zoals verteld in {citation(question)}",
                    sentence,
                    question,
                    url,
                    Days(first=day, last=day),
                    place,
                )
            )
    return out


def _day(found: re.Match[str], question: Question) -> dt.date | None:
    month = _MONTHS.index(found[2].lower()) + 1
    bounds = question.day_bounds
    latest = question.answered_on or question.date or (bounds.last if bounds else None)
    try:
        if found[3]:
            day = dt.date(int(found[3]), month, int(found[1]))
        elif latest and bounds and bounds.first and bounds.first.year == latest.year:
            day = dt.date(latest.year, month, int(found[1]))
            if day >= bounds.first:
                return None
        else:
            return None
    except ValueError:
        return None
    return day if latest is None or day <= latest else None
