"""Texts for a person to edit and print: the next written question on a promise, and a sheet before a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pq_corpus.parliament.people import people
from pq_corpus.records import Days, Question, TrackedCommitment
from pq_corpus.track.follow import Overdue
from pq_corpus.track.timeline import citation, dutch


def follow_up(one: TrackedCommitment, question: Question, on: dt.date) -> str:
    """A draft in the form of Parliament's written question. It goes to the minister who promised, if still in office under
    that name; who has the portfolio now is left to the person who edits it."""
    match = people().minister(one.made_by, Days(first=on, last=on)) if one.made_by else None
    person = match.person if match else None
    to = (
        f"aan {person.name.upper()}\n{(person.title_on(on_days(on)) or '[titel]').upper()}"
        if person
        else "aan [BEVOEGDE MINISTER]\n[TITEL]"
    )
    subject = (question.title_parts[0] if question.title_parts else question.title) or "[onderwerp]"
    who = one.made_by or "de minister"
    said = f"op {dutch(one.made_on)} " if one.made_on else ""
    term = f" Daarbij werd de termijn “{one.deadline.text}” genoemd." if one.deadline else ""
    late = f" Die termijn verstreek op {dutch(one.deadline.last)}." if one.deadline and one.deadline.last and one.deadline.last < on else ""
    url = next((s.url for s in question.sources if s.url), None)
    return f"""SCHRIFTELIJKE VRAAG

nr. [nummer]
van [NAAM]
datum: {dutch(on)}

{to}

{subject}  -  Opvolging van een toezegging

In antwoord op een eerdere vraag ({citation(question)}) zei {who} {said}het volgende:

“{one.text}”{term}{late}

1. Is dit intussen uitgevoerd? Zo ja, wanneer, en met welk resultaat?

2. Zo neen, wat is de stand van zaken, waaraan ligt dat, en tegen wanneer gebeurt het wel?

Bron: {citation(question)} [{one.id}]{f", {url}" if url else ""}
"""


def on_days(day: dt.date) -> Days:
    """One day as an interval."""
    return Days(first=day, last=day)


def briefing(
    heading: str, commitments: Sequence[TrackedCommitment], questions: Mapping[str, Question], late: Sequence[Overdue], on: dt.date
) -> str:
    """What is over time, runs, or is open, to whom it was said, the newest evidence, and answers that are overdue."""
    out = [heading, f"Stand op {dutch(on)}", ""]
    groups = (("Over tijd", ("overdue",)), ("Verschoven", ("rescheduled",)), ("Loopt nu", ("due",)), ("Open", ("open",)))
    for name, statuses in groups:
        some = [c for c in commitments if c.status in statuses]
        if not some:
            continue
        out += [f"{name} ({len(some)})", ""]
        for one in sorted(some, key=lambda c: (c.deadline.last if c.deadline and c.deadline.last else dt.date.max, c.id)):
            question = questions[one.question]
            term = f" (termijn: {one.deadline.text})" if one.deadline else " (zonder termijn)"
            to = ", ".join(a.name + (f" ({a.group})" if a.group else "") for a in question.askers) or "niet bekend"
            out += [f"  “{one.text}”{term}", f"    {one.made_by or 'minister niet bekend'} aan {to}; {citation(question)}"]
            if one.evidence:
                out.append(f"    opvolging {one.evidence[-1].date}: “{one.evidence[-1].text}” [{one.evidence[-1].question}]")
            out.append("")
    if late:
        out += [f"Antwoord te laat ({len(late)})", ""]
        out += [f"  {citation(questions[o.question])}: verwacht op {dutch(o.due)}" for o in late if o.question in questions] + [""]
    if len(out) == 3:
        out.append("Niets open, niets over tijd.")
    return "\n".join(out)
