"""Later passages that bear on a commitment, by written rules; a wrong "fulfilled" is worse than a missing one.

Only a question that cites the commitment's question is searched, only its minister's words, only sentences that share two
content words with the commitment (or, where that has one only, that one and another of its question); the rules and their
words are in evidence.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import resources

from pq_corpus.parliament.people import key
from pq_corpus.records import Commitment, Evidence, Question, Span

LEAST_SHARED = 2
_COMMON = frozenset(
    "worden wordt werden zullen hebben heeft wordt kunnen moeten willen verder momenteel binnen volgend volgende vorige jaar maand week "
    "minister vlaamse vlaanderen regering overheid vraag vragen antwoord tegen tussen verschillende bijkomende nieuwe eerste einde begin "
    "deze hierover hiervoor daarvoor onder onder ander andere samen reeds alvast zodat waarbij januari februari maart april juni juli augustus "
    "september oktober november december voorjaar najaar zomer herfst lente winter verwachten verwacht plannen voorzien".split()
)


@cache
def rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """The rules in order: name, relation, words."""
    text = (resources.files("pq_corpus.track") / "evidence.toml").read_text(encoding="utf-8")
    return tuple((one["name"], one["relation"], re.compile(one["words"])) for one in tomllib.loads(text)["rule"])


def relation(sentence: str) -> tuple[str, str] | None:
    """What a sentence says of an earlier plan: (relation, rule), or None."""
    low = sentence.casefold()
    return next(((kind, name) for name, kind, words in rules() if words.search(low)), None)


def content(text: str) -> set[str]:
    """The content words of a passage by their first six letters, so that forms and compounds meet."""
    return {word[:6] for word in re.findall(r"[^\W\d_]{5,}", key(text)) if word not in _COMMON}


def find(commitment: Commitment, asked: Question, later: Iterable[Question], text_of: Callable[[str], str]) -> list[Evidence]:
    """The evidence in questions that cite `asked`, the commitment's own, in order of day; `text_of` gives the plain text of a source."""
    wanted = content(commitment.text)
    around = wanted.union(
        *(content(t) for t in (asked.title or "", *(p.text for p in asked.sub_questions), *(p.text for p in asked.answers)))
    )
    since = commitment.made_on or commitment.made_within.first
    out: list[Evidence] = []
    for question in later:
        day = question.answered_on or question.debated_on or question.asked_on
        if day is None or (since and day <= since):
            continue
        for span, sentence in _told(question, text_of):
            words = content(sentence)
            shared = sorted(wanted & words)
            enough = len(shared) >= LEAST_SHARED or (len(wanted) == len(shared) == 1 and len(around & words) >= LEAST_SHARED)
            found = relation(sentence) if enough else None
            if found:
                rule = f"{found[1]}; {len(shared)} gedeelde woorden: {', '.join(shared)}"
                out.append(Evidence(question=question.id, text=sentence, relation=found[0], date=day, span=span, rule=rule))  # type: ignore[arg-type]
    return sorted(out, key=lambda e: (e.date or since, e.question, e.span.start))


def _told(question: Question, text_of: Callable[[str], str]) -> Iterator[tuple[Span, str]]:
    spans = [t.span for t in question.interventions if t.role == "minister"] or [a.span for a in question.answers]
    for span in spans:
        passage = text_of(span.source)[span.start : span.end]
        for m in re.finditer(r"\S(?:[^.?!]|[.](?=\S)|(?<=\bnr)[.]|(?<=\bart)[.])*[.?!]?", passage):
            place = Span(source=span.source, start=span.start + m.start(), end=span.start + m.end())
            yield place, " ".join(m[0].split())
