"""All that is read from one question's own words: commitments, deadlines, references, and what became of each part."""

from __future__ import annotations

import re
from collections.abc import Callable

from pq_corpus.language import deadlines, dispositions, references
from pq_corpus.language.addressed import addresses
from pq_corpus.language.commitments import find_commitments
from pq_corpus.records import Asker, Commitment, Days, Deadline, Question, Reference, Span, commitment_id


def flow(text: str) -> str:
    """A passage with the single line breaks of its layout as spaces; same length, so offsets stay."""
    return re.sub(r"(?<!\n)[ \t]*\n(?!\s*\n)", lambda m: " " * len(m[0]), text)


def enrich(question: Question, text_of: Callable[[str], str]) -> tuple[Question, list[Commitment]]:
    """The question with its references and dispositions, and its commitments in order of place.

    `text_of` gives the plain text of a source by hash. References are found here and resolved by the build.
    """
    found: list[Reference] = []
    for span, by_minister in _spans(question):
        passage = flow(text_of(span.source)[span.start : span.end])
        minister = (question.answered_by or question.addressees)[0].name if (question.answered_by or question.addressees) else None
        day = question.date
        said = question.said if by_minister else Days(first=day, last=day) if day else question.day_bounds or Days()
        found += references.find_references(passage, span.source, span.start, said, minister=minister)
    question = question.model_copy(update={"references": tuple(found)})
    return dispositions.dispose(question, text_of), commitments(question, text_of)


def _spans(question: Question) -> list[tuple[Span, bool]]:
    """The passages in which references are sought, and whether a minister speaks there."""
    if question.interventions:
        return [(turn.span, turn.role == "minister") for turn in question.interventions]
    out = [(fact.span, False) for fact in question.facts if fact.field == "context" and fact.used and fact.span]
    stack = list(reversed(question.sub_questions))
    while stack:
        part = stack.pop()
        out.append((part.span, False))
        stack.extend(reversed(part.children))
    return out + [(answer.span, True) for answer in question.answers]


def commitments(question: Question, text_of: Callable[[str], str]) -> list[Commitment]:
    """What the minister says would be done, in each answer part or turn of a minister."""
    seen: set[str] = set()
    out: list[Commitment] = []
    said = question.said
    day = said.first if said.first and said.first == said.last else None
    passages: list[tuple[Span, str | None]] = (
        [(turn.span, turn.speaker) for turn in question.interventions if turn.role == "minister"]
        if question.interventions
        else [(answer.span, question.answered_by[0].name if question.answered_by else None) for answer in question.answers]
    )
    present = _present(question)
    for span, speaker in passages:
        passage = flow(text_of(span.source)[span.start : span.end])
        called = list(addresses(passage, present))
        for one in find_commitments(passage, speaker=speaker, said=said):
            to = next((address for address in called if address.first <= one.start < address.last), None)
            words = passage[one.start : one.end]
            text = re.sub(r"\s+", " ", words).strip()
            place = Span(source=span.source, start=span.start + one.start, end=span.start + one.end)
            deadline = deadlines.deadline(words, said) if one.kind != "denial" else None
            out.append(
                Commitment(
                    id=commitment_id(question.id, text, seen), question=question.id, kind=one.kind, text=text, span=place,
                    made_on=day, made_within=said, made_by=speaker, actor=one.actor, deadline=_placed(deadline, place), rule=one.rule,
                    certainty=None if one.kind == "denial" else round(100 * one.score), said_to=to.members if to else (),
                    said_to_span=Span(source=span.source, start=span.start + to.start, end=span.start + to.end) if to else None,
                )
            )  # fmt: skip
    return out


def _present(question: Question) -> list[Asker]:
    """The members who speak in an oral report, those who asked with what is known of them."""
    known = {one.name: one for one in question.askers}
    speaking = {turn.speaker: turn.group for turn in question.interventions if turn.speaker and turn.role in ("asker", "joining")}
    return [known.get(name) or Asker(name=name, group=group) for name, group in speaking.items()]


def _placed(deadline: Deadline | None, sentence: Span) -> Deadline | None:
    """The deadline with its span counted in the source and not in the sentence."""
    if deadline is None or deadline.span is None:
        return deadline
    span = Span(source=sentence.source, start=sentence.start + deadline.span.start, end=sentence.start + deadline.span.end)
    return deadline.model_copy(update={"span": span})
