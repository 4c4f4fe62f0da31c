"""Texts for a person to edit and print: the next written question on a promise, and a sheet before a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pq_corpus.parliament.people import people
from pq_corpus.parliament.portfolios import of_minister, responsible
from pq_corpus.records import Days, Evidence, Question, TrackedCommitment
from pq_corpus.track.follow import Overdue, heads, once
from pq_corpus.track.timeline import address, citation
from pq_corpus.track.words import RELATIONS, age, doubt_said, dutch, names, term


def _addressees(one: TrackedCommitment, on: dt.date) -> str:
    """Who answers for it on a day, each with the title of that day; a person chooses where there are several."""
    found = responsible(one.made_by, one.portfolios, on) if one.made_by and one.portfolios else ()
    lines = []
    for name in found:
        match = people().minister(name, Days(first=on, last=on)).person
        title = match.title_on(Days(first=on, last=on)) if match else None
        lines.append(f"aan {name.upper()}\n{(title or '[titel]').upper()}")
    return "\n[of:]\n".join(lines) or "aan [BEVOEGDE MINISTER]\n[TITEL]"


def follow_up(one: TrackedCommitment, question: Question, cited: Mapping[str, Question], on: dt.date) -> str:
    """A draft in the form of Parliament's written question, to who holds the portfolio that day, quoting the promise, what was
    said of it since, and the sources; `cited` are the questions that its evidence comes from."""
    subject = (question.title_parts[0] if question.title_parts else question.title) or "[onderwerp]"
    subject = subject.removeprefix("over ")
    who = f"minister {one.made_by}" if one.made_by else "de minister"
    said = f" op {dutch(one.made_on)}" if one.made_on else ""
    lines = [f"In antwoord op een eerdere vraag ({citation(question)}) zei {who}{said} het volgende:", f"“{one.text}”"]
    more: list[str] = []
    if one.deadline:
        more.append(f"Daarbij werd de termijn “{one.deadline.text}” genoemd.")
        if not one.moved_to and one.deadline.last and one.deadline.last < on:
            more.append(f"Die termijn verstreek op {dutch(one.deadline.last)}.")
    told = [e for e in one.evidence if e.relation != "asks_about"][-2:]
    for shown in told:
        more.append(_since(shown, cited.get(shown.question)))
    if one.moved_to and one.moved_to.last and one.moved_to.last < on:
        more.append(f"Ook de nieuwe termijn “{one.moved_to.text}” verstreek, op {dutch(one.moved_to.last)}.")
    lines += [" ".join(more)] if more else []
    new = [n for n in (responsible(one.made_by, one.portfolios, on) if one.made_by else ()) if n != one.made_by]
    if one.status in ("fulfilled", "partly_fulfilled"):
        asks = ["Wat is het resultaat, en waar is het te lezen?", "Welke verdere stappen volgen er nog, en tegen wanneer?"]
    else:
        asks = ["Is dit intussen uitgevoerd? Zo ja, wanneer, en met welk resultaat?", "Zo neen, wat is de stand van zaken, waaraan ligt dat, en tegen wanneer gebeurt het wel?"]  # fmt: skip
    if new:
        asks.append(f"Neemt de minister deze toezegging van voormalig minister {one.made_by} over?" if _left(one, on) else f"Neemt de minister deze toezegging van minister {one.made_by} over?")  # fmt: skip
    sources = [question, *(cited[e.question] for e in told if e.question in cited)]
    listed = [f"Bron: {citation(q)} [{one.id if q is question else q.id}]{f', {url}' if (url := address(q)) else ''}" for q in sources]
    head = ["SCHRIFTELIJKE VRAAG", f"nr. [nummer]\nvan [NAAM]\ndatum: {dutch(on)}", _addressees(one, on), f"{subject}  -  Opvolging van een toezegging"]  # fmt: skip
    return "\n\n".join([*head, *lines, *(f"{n}. {ask}" for n, ask in enumerate(asks, 1)), "\n".join(dict.fromkeys(listed))]) + "\n"


def _left(one: TrackedCommitment, on: dt.date) -> bool:
    return bool(one.made_by) and not of_minister(one.made_by or "", on)


def _since(shown: Evidence, question: Question | None) -> str:
    when = f"Op {dutch(shown.date)}" if shown.date else "Later"
    where = f" ({citation(question)})" if question else ""
    return f"{when} klonk het{where}: “{shown.text}”"


def briefing(
    heading: str, commitments: Sequence[TrackedCommitment], questions: Mapping[str, Question], late: Sequence[Overdue], on: dt.date
) -> str:
    """What is over time, was moved, runs, or is open, to whom it was said, the newest evidence, and answers that are overdue."""
    out = [heading, f"Stand op {dutch(on)}", ""]
    groups = (("Over tijd", "overdue"), ("Verschoven", "rescheduled"), ("Loopt nu", "due"), ("Open", "open"))
    for name, status in groups:
        some = [c for c in heads(commitments) if c.status == status and c.kind != "denial"]
        if not some:
            continue
        out += [f"{name} ({len(some)})", ""]
        for one in sorted(some, key=lambda c: (c.term.last if c.term and c.term.last else dt.date.max, c.since or dt.date.max, c.id)):
            to = names([a.name + (f" ({a.group})" if a.group else "") for a in one.made_to]) or "niet bekend"
            passed = f"; nu bevoegd: {names(list(one.responsible))}" if one.responsible and one.made_by not in one.responsible else ""
            moved = f", verschoven naar {term(one.moved_to)}" if one.moved_to else ""
            out.append(f"  “{one.text}”")
            out.append(f"    termijn: {term(one.deadline)}{moved}" if one.deadline else f"    zonder termijn, {age(one.since, one.made_on is not None, on)}")
            out.append(f"    {one.made_by or 'minister niet bekend'} aan {to}{passed}")
            out.append(f"    bron: {citation(questions[one.question])} [{one.id}]")
            if url := address(questions[one.question]):
                out.append(f"    {url}")
            if doubted := doubt_said(one.kind, one.certainty):
                out.append(f"    {doubted}")
            if one.evidence:
                newest = one.evidence[-1]
                when = dutch(newest.date) if newest.date else "datum niet bekend"
                out.append(f"    opvolging op {when} ({RELATIONS[newest.relation]}): “{newest.text}” [{newest.question}]")
            out.append("")
    if late:
        out += [f"Antwoord te laat ({len(late)})", ""]
        out += [f"  {citation(questions[o.question])}: verwacht tegen {dutch(o.due)}" for o in late if o.question in questions] + [""]
    if len(out) == 3:
        out.append("Niets open, niets over tijd.")
    done = [c for c in once(commitments) if c.status in ("fulfilled", "partly_fulfilled")]
    if done:
        out += [f"Uitgevoerd, geheel of deels ({len(done)})", ""]
        out += [f"  “{c.text}” [{c.id}]" for c in done] + [""]
    return "\n".join(out)

