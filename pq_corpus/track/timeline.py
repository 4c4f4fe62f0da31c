"""The timeline of a topic or a search: dated lines, each with the words and the source that it comes from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from pq_corpus.records import Days, Event, Question, Span, TrackedCommitment
from pq_corpus.track.follow import heads
from pq_corpus.track.topics import Topic
from pq_corpus.track.words import ACTIVITY, MONTHS, RELATIONS, SAID, STATUS, doubt_said, dutch, interval, names, shift

_END = re.compile(r"(?<!\bnr)(?<!\bnrs)(?<!\bart)(?<!\bblz)[.?!](?=\s|$)")
_DAY = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?(?!\d)", re.I)


def citation(question: Question) -> str:
    """The question as journalists cite it: Schriftelijke vraag nr. 85 (2019-2020) van Lorin Parys aan minister Wouter Beke, 8 november 2019."""
    number = f" nr. {question.number}" if question.number is not None else ""
    year = f" ({question.session_year})" if question.session_year else ""
    askers = f" van {names([a.name for a in question.askers])}" if question.askers else ""
    many = "ministers" if len(question.addressees) > 1 else "minister"
    ministers = f" aan {many} {names([a.name for a in question.addressees])}" if question.addressees else ""
    bounds = question.day_bounds
    day = f", {dutch(question.date)}" if question.date else ", datum niet bekend"
    if not question.date and bounds and bounds.first and bounds.last:
        day += f" (tussen {dutch(bounds.first)} en {dutch(bounds.last)})"
    return f"{ACTIVITY[question.kind]}{number}{year}{askers}{ministers}{day}"


def address(question: Question | None) -> str | None:
    """Where the question is read at Parliament; None where no source has an address."""
    return next((source.url for source in question.sources if source.url), None) if question else None


def timeline(
    topic: Topic | None, questions: Sequence[Question], commitments: Sequence[TrackedCommitment], text_of: Callable[[str], str],
    on: dt.date, threads: Mapping[str, str], also: Sequence[Question] = (),
) -> list[Event]:  # fmt: skip
    """All events of these questions and commitments as known on a day, in order of date; those without any date come last.

    `threads` gives the matter of each question, `also` the questions that evidence comes from and that are not among them. Days that passages tell of are sought for a topic only. What stands in the
    records of several joined questions is one event, of the first.
    """
    events: list[Event] = []
    told: set[tuple[str, int]] = set()
    by_id = {q.id: q for q in (*also, *questions)}
    for question in questions:
        if question.earliest and question.earliest > on:
            continue
        if question.date:
            kind, days = ("asked" if question.asked_on else "debated"), Days(first=question.date, last=question.date)
        else:
            kind, days = "debated", question.day_bounds or Days()
        words = {"asked": "Vraag gesteld", "debated": "Vraag behandeld"}[kind]
        events.append(_event(kind, f"{words}: {question.title or citation(question)}", citation(question), question, days, _place(question)))
        if question.answered_on and question.answered_on <= on:
            by = names([m.name for m in question.answered_by])
            answered = Days(first=question.answered_on, last=question.answered_on)
            events.append(_event("answered", f"Vraag beantwoord{f' door minister {by}' if by else ''}", citation(question), question, answered, None))  # fmt: skip
        for event in _told(topic, question, text_of) if topic else ():
            assert event.span
            if (event.span.source, event.span.start) not in told:
                told.add((event.span.source, event.span.start))
                events.append(event)
    for one in heads(commitments):
        if one.kind != "denial":
            events += _of_commitment(one, by_id)
    far = dt.date.max
    done = [
        e.model_copy(update={
            "thread": threads.get(by_commitment(e), e.question), "source": citation(q) if (q := by_id.get(e.question)) else e.source,
            "url": address(by_id.get(e.question)) or e.url,
        }) for e in events
    ]  # fmt: skip
    return sorted(done, key=lambda e: (e.date or e.date_to or far, e.date_to or far, e.question, e.span.start if e.span else -1, e.kind, e.title))  # fmt: skip


def by_thread(events: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    """The events matter by matter, each under the citation of its first question; the matters in order of their first event."""
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(event.thread or event.question, []).append(event)
    out = []
    for thread, some in groups.items():
        own = next((e for e in some if e.question == thread and e.kind in ("asked", "debated")), some[0])
        out.append((own.title.partition(": ")[2] or own.source or thread, some))
    return out


def by_commitment(event: Event) -> str:
    """The question whose matter an event belongs to: that of its commitment, or its own."""
    return event.commitment.partition("#")[0] if event.commitment else event.question


def _of_commitment(one: TrackedCommitment, by_id: Mapping[str, Question]) -> list[Event]:
    """Its deadline and each move of it, the evidence, and what the calendar or a review made of it."""
    said, out = SAID[one.kind], []

    def put(kind: str, title: str, text: str, days: Days, precision: str, question: str, span: Span | None, note: str | None = None) -> None:
        out.append(Event(
            date=days.first, date_to=days.last, precision=precision, kind=kind, title=title, text=text, question=question,  # type: ignore[arg-type]
            commitment=one.id, span=span, note=note[0].upper() + note[1:] if note else None,
        ))  # fmt: skip

    first = one.deadline
    days = Days(first=first.first, last=first.last) if first else Days()
    term = f" “{first.text}”" if first else " zonder termijn"
    note = f"{one.status_reason}; {doubted}" if (doubted := doubt_said(one.kind, one.certainty)) else one.status_reason
    put(one.kind, f"{said}{term} ({STATUS[one.status]})", one.text, days, first.precision if first else "words", one.question, one.span, note)  # fmt: skip
    for shown in one.evidence:
        day = Days(first=shown.date, last=shown.date)
        put("evidence", f"Opvolging: {RELATIONS[shown.relation]}", shown.text, day, "day", shown.question, shown.span, shown.rule)
    for slip in one.slips:
        was = f"was “{slip.was.text}”, " if slip.was else ""
        place = next((e.span for e in one.evidence if e.question == slip.question and e.decides), None)
        put("moved", f"Nieuwe termijn “{slip.now.text}” ({was}nu {interval(slip.now.first, slip.now.last)}{shift(slip.days)})", one.text,
            Days(first=slip.now.first, last=slip.now.last), slip.now.precision, slip.question, place)  # fmt: skip
    if one.status == "not_counted":  # a person said that it is no commitment: what the calendar made of it is moot
        return out
    before = None
    for step in one.history:
        if step.status != before and step.cause in ("term", "legislature", "review") and step.status not in ("due", "open"):
            put("status", f"{STATUS[step.status].capitalize()}", one.text, Days(first=step.on, last=step.on), "day", one.question, one.span, step.reason)  # fmt: skip
        before = step.status
    return out


def _event(kind: str, title: str, text: str, question: Question, days: Days, span: Span | None) -> Event:
    exact = days.first is not None and days.first == days.last
    return Event(
        date=days.first, date_to=days.last, precision="day" if exact else "interval", kind=kind, title=title, text=text,
        question=question.id, span=span, url=address(question), source=citation(question),
    )  # fmt: skip


def _place(question: Question) -> Span | None:
    """Where the text itself says the day of the question."""
    return next((f.span for f in question.facts if f.used and f.span and f.field in ("asked_on", "debated_on")), None)


def _told(topic: Topic, question: Question, text_of: Callable[[str], str]) -> list[Event]:
    """The past days that a question on the topic tells of; a day without a year only where the bounds leave one year."""
    out: list[Event] = []
    seen: set[dt.date] = set()
    cited = {r.date for r in question.references if r.target}  # those stand in the timeline themselves
    spans = [f.span for f in question.facts if f.field == "context" and f.used and f.span]
    spans += [part.span for part in question.sub_questions] + [turn.span for turn in question.interventions if turn.role != "chair"]
    spans += [] if question.interventions else [part.span for part in question.answers]
    for span in spans:
        passage = text_of(span.source)[span.start : span.end]
        flat = re.sub(r"\s", " ", passage)
        for found in _DAY.finditer(flat):
            day = _day(found, question)
            if day is None or day in seen or day == question.date or day in cited:
                continue
            start = max((m.end() for m in _END.finditer(flat, 0, found.start())), default=0)
            end = next((m.end() for m in _END.finditer(flat, found.end())), len(flat))
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
                    "In de tekst vermeld",
                    sentence,
                    question,
                    Days(first=day, last=day),
                    place,
                )
            )
    return out


def _day(found: re.Match[str], question: Question) -> dt.date | None:
    month = MONTHS.index(found[2].lower()) + 1
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
