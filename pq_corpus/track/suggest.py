"""Terms that go with the passages of a topic, for a person to accept: Dunning's log-likelihood (G2, 1993), with pointwise mutual
information (Church and Hanks, 1990) beside it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pq_corpus.parliament.people import key
from pq_corpus.records import Question, Record
from pq_corpus.track.evidence import stems
from pq_corpus.track.topics import Topic, passages

LEAST_G2 = 10.83  # p < 0.001 at one degree of freedom
LEAST_INSIDE = 2  # passages


class Suggestion(Record):
    """Words of one to three, in how many passages of the topic and elsewhere they stand, G2, PMI (base 2), and where to look."""

    words: str
    g2: float
    pmi: float
    inside: int
    outside: int
    example: str


def suggest(questions: Iterable[Question], topic: Topic, limit: int = 20) -> list[Suggestion]:
    """The words that stand in the topic's passages more than chance gives, the highest G2 first; its own terms and their parts are left out.

    A passage counts a word once. Only words that say what a passage is about begin or end a term. A passage that stands in the
    records of several joined questions counts once.
    """
    inside, outside = Counter[str](), Counter[str]()
    ins = outs = 0
    example: dict[str, str] = {}
    printed: dict[str, Counter[str]] = {}
    seen: set[int] = set()
    known = [key(name) for t in (*topic.term, *topic.project, *topic.actor, *topic.exclude) for name in t.names]
    for question in questions:
        for name, text in passages(question):
            mark = hash(text)
            if mark in seen:
                continue
            seen.add(mark)
            hit = topic.match(text, question.themes) is not None
            ins, outs = ins + hit, outs + (not hit)
            words = dict(_terms(topic.without(text)))
            (inside if hit else outside).update(words.keys())
            if hit:
                for one, form in words.items():
                    example.setdefault(one, f"{question.id}, {name}")
                    printed.setdefault(one, Counter())[form] += 1
    found = []
    for one, a in inside.items():
        if a < LEAST_INSIDE or any(f" {one} " in f" {name} " for name in known) or topic.match(one):
            continue
        b = outside[one]
        g2, pmi = _g2(a, b, ins, outs), math.log2(a * (ins + outs) / ((a + b) * ins))
        if g2 >= LEAST_G2 and pmi > 0:
            form = printed[one].most_common(1)[0][0]
            found.append(Suggestion(words=form, g2=round(g2, 2), pmi=round(pmi, 2), inside=a, outside=b, example=example[one]))
    found.sort(key=lambda s: (-s.g2, -len(s.words), s.words))
    out: list[Suggestion] = []
    for term in found:  # a part of a longer term that stands as often says nothing more
        if not any(f" {key(term.words)} " in f" {key(o.words)} " and o.inside >= term.inside and o.outside <= term.outside for o in out):
            out.append(term)
        if len(out) == limit:
            break
    return out


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """The terms of one to three words of a passage, compared and as printed."""
    for sentence in re.split(r"[.?!:;,()\n]", text):
        forms = re.findall(r"[^\W\d_][\w'’-]*", sentence)
        good = [bool(stems(form)) for form in forms]
        for n in range(len(forms)):
            for size in (1, 2, 3):
                if n + size <= len(forms) and good[n] and good[n + size - 1]:
                    form = " ".join(forms[n : n + size])
                    yield key(form), form


def _g2(a: int, b: int, ins: int, outs: int) -> float:
    """Twice the log of the likelihood ratio of a word's passages in (a of ins) and out (b of outs) of the topic."""

    def term(observed: float, expected: float) -> float:
        return observed * math.log(observed / expected) if observed else 0.0

    share = (a + b) / (ins + outs)
    return 2 * (
        term(a, ins * share) + term(b, outs * share) + term(ins - a, ins * (1 - share) or 1) + term(outs - b, outs * (1 - share) or 1)
    )
