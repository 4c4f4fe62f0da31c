"""A topic or saved search as an Atom feed (RFC 4287) and its deadlines as an iCalendar (RFC 5545); the same corpus and day give the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from pq_corpus.records import Event, Question, TrackedCommitment
from pq_corpus.track.follow import heads
from pq_corpus.track.timeline import address, citation
from pq_corpus.track.words import STATUS, doubt_said

_ATOM = "http://www.w3.org/2005/Atom"


def _clean(text: str) -> str:
    """Text without the characters that XML 1.0 does not allow."""
    return "".join(c for c in text if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")


def atom(
    name: str, title: str, events: Sequence[Event], questions: Mapping[str, Question], on: dt.date, here: str | None = None
) -> bytes:  # fmt: skip
    """The events of a topic or saved search, the newest known first; `here` is the feed's own address, where it will have one.

    An entry's `updated` is the day on which it could be known: of the answer or the debate, or where that is not known the
    earliest day of the question, or else the day given, and for a commitment the day of its last change; never a deadline's day.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "nl"})

    def put(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
        made = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        made.text = _clean(text) if text is not None else None
        return made

    changed: dict[str, dt.date] = {}
    for event in events:
        if event.commitment and event.date and event.kind in ("evidence", "status"):
            changed[event.commitment] = max(event.date, changed.get(event.commitment, event.date))
    dated = [(_known(event, questions.get(event.question), changed) or on, event) for event in events]
    put(feed, "id", f"urn:pq-corpus:topic:{name}")
    put(feed, "title", title)
    if here:
        put(feed, "link", href=here, rel="self", type="application/atom+xml")
    put(feed, "updated", _moment(max((day for day, _ in dated), default=on)))
    put(put(feed, "author"), "name", "pq-corpus")
    put(feed, "rights", "Bron: Vlaams Parlement, Modellicentie Gratis Hergebruik Vlaanderen")
    seen: dict[str, int] = {}
    for day, event in sorted(dated, key=lambda pair: (pair[0], pair[1].question, pair[1].kind, pair[1].text), reverse=True):
        entry = put(feed, "entry")
        key = "|".join((event.kind, event.question, event.commitment or "", event.text, str(event.date)))
        mark = hashlib.sha256(key.encode()).hexdigest()[:24]
        seen[mark] = seen.get(mark, 0) + 1
        put(entry, "id", f"urn:pq-corpus:event:{mark}{f'-{seen[mark]}' if seen[mark] > 1 else ''}")
        put(entry, "title", event.title)
        put(entry, "updated", _moment(day))
        source = event.source or event.question
        said = [] if event.text == source else [f"“{event.text}”"]
        put(entry, "content", "\n".join([*said, *([event.note] if event.note else []), source]), type="text")
        if event.url:
            put(entry, "link", href=event.url, rel="alternate")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _known(event: Event, question: Question | None, changed: Mapping[str, dt.date]) -> dt.date | None:
    if event.kind in ("evidence", "status"):
        return event.date
    if event.commitment and event.commitment in changed:
        return changed[event.commitment]
    if question is None:
        return None
    if event.kind in ("asked", "debated", "told"):
        return question.date or question.earliest
    return question.answered_on or question.debated_on or question.earliest


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def calendar(title: str, commitments: Sequence[TrackedCommitment], questions: Mapping[str, Question], on: dt.date) -> bytes:
    """A day for each commitment with dates: the last day of the deadline that counts, or the first where the end is open."""
    import icalendar

    out = icalendar.Calendar()
    out.add("prodid", "-//pq-corpus//toezeggingen//NL")
    out.add("version", "2.0")
    out.add("x-wr-calname", title)
    for one in heads(commitments):
        deadline = one.term
        day: dt.date | None = (deadline.last or deadline.first) if deadline else None
        if deadline is None or day is None or one.status == "not_counted":
            continue
        question = questions.get(one.question)
        event = icalendar.Event()
        event.add("uid", f"{one.id}@pq-corpus")
        event.add("dtstamp", dt.datetime.combine(one.history[-1].on if one.history else one.since or on, dt.time(), dt.UTC))
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("status", "CANCELLED" if one.status in ("withdrawn", "superseded") else "CONFIRMED")
        begins = "Termijn" if deadline.last else "Vanaf"
        event.add("summary", _clean(f"{begins} “{deadline.text}” ({STATUS[one.status]}): {one.made_by or 'minister niet bekend'}"))
        source = citation(question) if question else one.question
        sure = f"\n{doubted.capitalize()}" if (doubted := doubt_said(one.kind, one.certainty)) else ""
        event.add("description", _clean(f"“{one.text}”\n{source}\n{one.status_reason}{sure}"))
        if url := address(question):
            event.add("url", url)
        out.add_component(event)
    return bytes(out.to_ical())
