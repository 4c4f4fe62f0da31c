"""What became of each sub-question: answered, referred, declined, no data, unanswered; with the words that say so."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from pq_corpus.language.pipeline import boundaries
from pq_corpus.records import AnswerPart, Disposition, Question, Span, SubQuestion


@cache
def _rules() -> tuple[tuple[str, Any, re.Pattern[str]], ...]:
    table = tomllib.loads((resources.files("pq_corpus.language") / "rules" / "dispositions.toml").read_text(encoding="utf-8"))
    return tuple((rule["name"], rule["kind"], re.compile(rule["pattern"], re.I)) for rule in table["rule"])


def dispose(question: Question, text_of: Callable[[str], str]) -> Question:
    """The question with what became of its sub-questions. Oral questions are left: their answers have no labels."""
    if question.interventions or not question.sub_questions:
        return question
    return question.model_copy(update={"sub_questions": tuple(_disposed(sub, question, text_of) for sub in question.sub_questions)})


def _disposed(sub: SubQuestion, question: Question, text_of: Callable[[str], str]) -> SubQuestion:
    children = tuple(_disposed(child, question, text_of) for child in sub.children)
    return sub.model_copy(update={"children": children, "disposition": _disposition(sub, question, text_of)})


def _disposition(sub: SubQuestion, question: Question, text_of: Callable[[str], str]) -> Disposition | None:
    if not question.answers:
        return Disposition(kind="unanswered", rule="disposition.no_answer") if question.addressees else None
    label = sub.label
    parts = [
        a
        for a in question.answers
        if label and (label in a.labels or label.split(".")[0] in a.labels or any(x.startswith(f"{label}.") for x in a.labels))
    ]
    if not parts:
        whole = [a for a in question.answers if not a.labels]
        if len(whole) == len(question.answers) and (label is None or len(question.sub_questions) == 1):
            parts = whole
        elif label and not whole:
            return Disposition(kind="unanswered", rule="disposition.no_part")
        else:
            return None
    return _of_answer(parts[0], question, text_of)


def _of_answer(part: AnswerPart, question: Question, text_of: Callable[[str], str]) -> Disposition:
    """An answer of one or two sentences that a rule covers is what the rule says; one that also tells more is answered."""
    passage = re.sub(r"\s", " ", text_of(part.span.source)[part.span.start : part.span.end])
    cuts = [0, *boundaries(passage), len(passage)]
    spans = [(a, b) for a, b in itertools.pairwise(cuts) if passage[a:b].strip()]
    for name, kind, pattern in _rules():
        hits = [(a, b) for a, b in spans if pattern.search(passage[a:b])]
        if hits and len(spans) - len(hits) <= (1 if len(spans) > 1 else 0):
            a, b = hits[0]
            place = Span(source=part.span.source, start=part.span.start + a, end=part.span.start + a + len(passage[a:b].rstrip()))
            target = None
            if kind == "referred":
                inside = [r for r in question.references if place.start <= r.span.start < place.end and r.number]
                target = inside[0].target or inside[0].would_be if inside else None
            return Disposition(kind=kind, text=passage[a:b].strip(), span=place, target=target, rule=f"disposition.{name}")
    a, b = spans[0] if spans else (0, len(passage))
    return Disposition(
        kind="answered", text=passage[a:b].strip(), span=Span(source=part.span.source, start=part.span.start + a, end=part.span.start + a + len(passage[a:b].rstrip())),
        rule="disposition.answered",
    )  # fmt: skip


_DUTCH = {
    "answered": "beantwoord",
    "referred": "verwezen",
    "declined": "geweigerd",
    "no_data": "zonder gegevens",
    "unanswered": "onbeantwoord",
}


def summary(question: Question) -> str:
    """In Dutch, how many sub-questions met which end: "3 van 5 beantwoord, 1 verwezen, 1 zonder gegevens"."""
    kinds: Counter[str] = Counter(sub.disposition.kind for sub in question.sub_questions if sub.disposition)
    total = len(question.sub_questions)
    if not kinds:
        return ""
    first = f"{kinds.get('answered', 0)} van {total} beantwoord"
    return ", ".join([first, *(f"{kinds[kind]} {word}" for kind, word in _DUTCH.items() if kind != "answered" and kinds.get(kind))])
