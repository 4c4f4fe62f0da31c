"""Which sentences of a minister are commitments, of which kind, and why: rules named in data, joined by learned weights.

rules/commitments.toml holds the rules with their examples; rules/model.json the weights that `train` learned from the
annotated sentences. A sentence's reason is the rule that weighed most for it.
"""

from __future__ import annotations

import itertools
import json
import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from pq_corpus.language import clauses
from pq_corpus.language.pipeline import sentences
from pq_corpus.records import CommitmentKind, Days

Kind = Literal["promise", "expectation", "intention"]
KINDS: tuple[Kind, ...] = ("promise", "expectation", "intention")  # the firmest first


@dataclass(frozen=True)
class Found:
    """A commitment (or denial) at `start`..`end` of a text; `rule` and `reason` say why, `score` (0 to 1) how sure."""

    start: int
    end: int
    kind: CommitmentKind
    rule: str
    reason: str
    actor: str | None
    score: float


@dataclass(frozen=True)
class Rule:
    """A rule of commitments.toml."""

    name: str
    kind: str
    says: str
    pattern: re.Pattern[str]
    example: str
    counter: str


def _data(name: str) -> str:
    return (resources.files("pq_corpus.language") / "rules" / name).read_text(encoding="utf-8")


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in the order of the file."""
    table = tomllib.loads(_data("commitments.toml"))["rule"]
    return tuple(Rule(r["name"], r["kind"], r["says"], re.compile(r["pattern"]), r["example"], r["counter"]) for r in table)


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(_data("model.json"))
    return model


_WORD = re.compile(r"\w+(?:[-'’]\w+)*|\?")
_SUBJECT = re.compile(
    r"^(?:(?:maar|en|dus|want|collega'?s?|mevrouw|mijnheer|ja|ook|daarom|daarnaast|vervolgens|verder|ten \w+) )*(\w+) (\w+)"
)
_ANAPHOR = re.compile(r"(?:dat|dit|die|deze|daar|daarna|dan|zo|hij|het|de richt)\b")


@lru_cache(maxsize=64)
def fired(sentence: str) -> tuple[Rule, ...]:
    """The rules whose pattern the sentence has (asked twice: for itself, and as the sentence before the next)."""
    low = sentence.lower()
    return tuple(rule for rule in rules() if rule.pattern.search(low))


def features(sentence: str, before: str = "") -> dict[str, float]:
    """What the weights look at: rules fired, the clauses as read, words, word pairs, beginnings of words, and the sentence before."""
    low = sentence.lower()
    names = [rule.name for rule in fired(sentence) if rule.kind in KINDS]
    out: dict[str, float] = {f"r:{rule.name}": 1.0 for rule in fired(sentence)}
    out[f"n:{min(len(names), 3)}"] = 1.0
    out.update(clauses.read(sentence))
    words = _WORD.findall(low)
    for word in set(words):
        out[f"w:{word}"] = 1.0
        if len(word) > 5:
            out[f"p:{word[:6]}"] = 1.0
    for a, b in itertools.pairwise(words):
        out[f"b:{a} {b}"] = 1.0
    if m := _SUBJECT.match(low):
        out[f"s:{m[1]}"] = 1.0
    if words:
        out[f"l:{words[-1][:6]}"] = 1.0
        out[f"len:{min(len(words) // 6, 5)}"] = 1.0
    if before:
        for rule in fired(before):
            if rule.kind in KINDS:
                out[f"before:{rule.kind}"] = 1.0
        if _ANAPHOR.match(low):
            out["anaphor"] = 1.0
    return out


def _score(weights: dict[str, float], present: dict[str, float]) -> float:
    total = weights.get("", 0.0) + sum(weights.get(name, 0.0) * value for name, value in present.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def judge(sentence: str, before: str = "", model: dict[str, Any] | None = None) -> tuple[Kind | None, float, dict[str, float]]:
    """The kind of a sentence or None, how sure (0 to 1), and the features it was judged by."""
    model = model or _model()
    present = features(sentence, before)
    score = _score(model["any"], present)
    if score < model["threshold"]:
        return None, score, present
    promise = _score(model["promise"], present)
    if promise >= model["promise_threshold"]:
        return "promise", score, present
    expect = "r:expect" in present and _score(model["expectation"], present) >= 0.5
    return ("expectation" if expect else "intention"), score, present


_ACTORS = (
    (re.compile(r"\bmijn (administraties?|kabinet|diensten|departement)\b", re.I), "{speaker}: {0}"),
    (re.compile(r"\b(?:de|het|onze) (administraties?|departement(?: \w+)?|agentschap(?: [A-ZÀ-Þ][\w ]+)?)\b"), "{0}"),
    (
        re.compile(
            r"\b(VDAB|VLAIO|OVAM|VMM|VREG|VLM|Kind en Gezin|Opgroeien|VAPH|Aquafin|Mooimakers|Wonen in Vlaanderen|De Vlaamse Waterweg|De Werkvennootschap)\b"
        ),
        "{0}",
    ),
    (re.compile(r"\b(?:de (Vlaamse [Rr]egering|regering|minister-president))\b"), "{0}"),
    (re.compile(r"\bik\b", re.I), "{speaker}"),
    (re.compile(r"\bwe|wij\b", re.I), "de Vlaamse Regering"),
)


def _actor(sentence: str, speaker: str | None) -> str | None:
    for pattern, form in _ACTORS:
        if m := pattern.search(sentence):
            if "{speaker}" in form and speaker is None:
                return m[1] if m.groups() else None
            return form.format(*m.groups(), speaker=speaker)
    return None


def find_commitments(text: str, speaker: str | None = None, said: Days | None = None) -> list[Found]:
    """The commitments and denials of a minister's text, one a sentence, in order. `said` is the day, for the caller's sake."""
    out: list[Found] = []
    before = ""
    for start, end in sentences(text):
        sentence = re.sub(r"\s+", " ", text[start:end])
        kind, score, present = judge(sentence, before)
        before = sentence
        rule = _why(kind, present) if kind else None
        denied = next((r for r in rules() if r.kind == "denial" and f"r:{r.name}" in present), None)
        if denied and "r:question" not in present and (kind is None or "r:negated" in present):
            out.append(Found(start, end, "denial", denied.name, denied.says, _actor(sentence, speaker), round(score, 3)))
        elif kind and rule:
            out.append(Found(start, end, kind, rule.name, rule.says, _actor(sentence, speaker), round(score, 3)))
    return out


def _why(kind: Kind, present: dict[str, float]) -> Rule:
    """The rule to name: of those fired for the sentence's own kind, else for any kind, the one that weighs most."""
    weights = _model()["any"]
    there = [rule for rule in rules() if f"r:{rule.name}" in present and rule.kind in KINDS]
    own = [rule for rule in there if rule.kind == kind]
    best = max(own or there, key=lambda rule: weights.get(f"r:{rule.name}", 0.0), default=None)
    return best or _WORDS


_WORDS = Rule("words_alone", "intention", "de woorden lijken op die van andere toezeggingen", re.compile("$^"), "", "")
