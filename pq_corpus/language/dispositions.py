"""What became of each sub-question: answered, referred, declined, no data, unanswered; with the words that say so.

The rules of rules/dispositions.toml tell what a sentence of an answer says by itself; learned weights (rules/dispositions.json, made by
`train_dispositions`) join them with the words of the answer and of what was asked, since a rare wording meets no rule and the same
words answer one question and not another. The words shown are those of the sentence that says most for the outcome.
"""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from pq_corpus.language.sentences import boundaries
from pq_corpus.parse.text import MONTHS
from pq_corpus.records import AnswerPart, Disposition, Question, Span, SubQuestion

Kind = Literal["answered", "referred", "declined", "no_data"]
KINDS: tuple[Kind, ...] = ("answered", "referred", "declined", "no_data")


@dataclass(frozen=True)
class Rule:
    """What a sentence of an answer says became of a sub-question, unless its words ask for just that, or only if they ask for it."""

    name: str
    kind: str
    pattern: re.Pattern[str]
    unless_asked: re.Pattern[str] | None
    if_asked: re.Pattern[str] | None
    example: str
    counter: str

    def meets(self, sentence: str, asked: str) -> bool:
        """Whether a sentence of the answer to a sub-question with these words is one that the rule tells of."""
        if (self.unless_asked and self.unless_asked.search(asked)) or (self.if_asked and not self.if_asked.search(asked)):
            return False
        return self.pattern.search(sentence.replace("’", "'")) is not None


def _data(name: str) -> str:
    return (resources.files("pq_corpus.language") / "rules" / name).read_text(encoding="utf-8")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_data("dispositions.toml"))


def _compiled(pattern: str | list[str]) -> re.Pattern[str]:
    """The pattern, or any of several, with the named words put into it."""
    whole = pattern if isinstance(pattern, str) else "|".join(pattern)
    return re.compile(re.sub(r"<([a-z]+)>", lambda m: _table()["words"][m[1]], whole), re.I)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the data file, in their order."""

    def optional(words: str | None) -> re.Pattern[str] | None:
        return _compiled(words) if words else None

    return tuple(
        Rule(rule["name"], rule["kind"], _compiled(rule["pattern"]), optional(rule.get("unless_asked")), optional(rule.get("if_asked")), rule["example"], rule["counter"])
        for rule in _table()["rule"]
    )


@cache
def _figures_asked() -> re.Pattern[str]:
    """The words of a sub-question that ask for figures or a list."""
    return _compiled(r"\b<asked>\b")


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(_data("dispositions.json"))
    return model


_LABEL = re.compile(  # as printed before an answer: "2.", "2.a)", "1 en 2.", "1-3:"
    r"\s*(?:vra(?:ag|gen)\s+)?(?P<number>\d{1,2})(?:\s?\.?\s?[a-z](?=[.):]))?(?:\s?(?:,|en|tot en met|tot|t/m|[-–])\s?\d{1,2}(?:\s?\.?[a-z](?=[.):]))?)*\s?[.):]+\s+(?=\S)", re.I
)
_NOTHING = re.compile(r"[\W_]*")  # "/", "-"
_FIGURE = re.compile(
    r"(?<![\w.,])\d[\d.,\s]*(?:\d)?\s*(?:%|procent|euro|miljoen|miljard)|(?<![\w./:,-])\d{1,3}(?:[.\s]\d{3})+(?![\w/])"
    r"|(?<![\w./,-])\d+(?:,\d+)?(?![\w/-]|[.,]\d)"
)
_NO_FIGURE = re.compile(  # numbers that name something: a day, year, article, another question, an attachment, an address
    rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})(?: \d{{4}})?\b|\b(?:nrs?\.?|nummers?|vra(?:ag|gen)|deelvra(?:ag|gen)|punt|bijlagen?|tabel|artikel|art\.|lid|pagina"
    rf"|p\.|versie|SV|stuk|tabblad|blad|kolom|rij|figuur|grafiek|fase|hoofdstuk|titel|deel) ?\d+(?:[.-]\d+)*(?: ?[a-z]\b)?(?:(?:, | en | tot | tot en met )\d+(?: ?[a-z]\b)?)*|"
    r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?\b|\(\d{4}-\d{4}\)|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|https?://\S+|www\.\S+|§ ?\d+"
    r"|^\s*\d{1,2}(?:\s?[-–.a-z]){0,3}\s|\b(?:Zie|cf\.?r?) \d+|\b(?:onder|bij|sub|in) \d{1,2}(?: ?[a-z])?(?= (?:al |reeds )?(?:beschreven|vermeld|geschetst|toegelicht|gemeld|uiteengezet)\b)", re.I
)  # fmt: skip


_TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|[?:;/]")
_DIGITS = re.compile(r"\d+")


def _figures(sentence: str) -> bool:
    """Whether a sentence has a number that counts something."""
    return bool(_FIGURE.search(_NO_FIGURE.sub(" ", sentence)))


def _tokens(text: str) -> list[str]:
    return [_DIGITS.sub("0", word) for word in _TOKEN.findall(text.lower().replace("’", "'"))]


def spans(passage: str) -> list[tuple[int, int]]:
    """The places of the sentences of an answer; one where it has none."""
    cuts = [0, *boundaries(passage), len(passage)]
    return [(a, b) for a, b in itertools.pairwise(cuts) if re.search(r"\w", passage[a:b])] or [(0, len(passage))]


def features(asked: str, answer: Sequence[str]) -> tuple[dict[str, float], list[dict[str, float]]]:
    """What the weights look at, of the whole (what was asked, whether figures are given) and of each sentence of an answer: its words, each
    alone and with the next, and of which kind the rules are that it meets at its place. What stands in two sentences counts in the first."""
    words = _tokens(asked) or [""]
    wants = bool(_figures_asked().search(asked))
    gives = any(map(_figures, answer))
    whole = {f"n:{min(len(answer), 4)}": 1.0, f"q:{words[0]}": 1.0, f"q:{' '.join(words[:2])}": 1.0, f"figures:{int(wants)}{int(gives)}": 1.0, f"asks:{int(wants)}": 1.0}
    whole.update({f"qw:{word}": 0.5 for word in words})
    seen: set[str] = set(whole)
    out = []
    for n, sentence in enumerate(answer):
        place = "only" if len(answer) == 1 else "first" if n == 0 else "last" if n == len(answer) - 1 else "between"
        own = _tokens(sentence)
        part = {f"{place} {int(_figures(sentence))}": 1.0}
        part.update({f"w:{word}": 1.0 for word in own})
        part.update({f"b:{a} {b}": 1.0 for a, b in itertools.pairwise(["^", *own, "$"])})
        part.update({f"{place} {rule.kind}": 1.0 for rule in rules() if rule.meets(sentence, asked)})
        out.append({name: value for name, value in part.items() if name not in seen})
        seen.update(part)
    return whole, out


def scores(model: dict[str, Any], of_whole: dict[str, float], of_sentences: Sequence[dict[str, float]]) -> tuple[list[float], list[list[float]]]:
    """For each kind the score of an answer, and what each of its sentences adds to it."""
    weights = model["weights"]

    def total(present: dict[str, float]) -> list[float]:
        known = [(value, weights[name]) for name, value in present.items() if name in weights]
        return [sum(value * weight[kind] for value, weight in known) / 100 for kind in range(len(KINDS))]

    parts = [total(one) for one in of_sentences]
    ground = total(of_whole)
    return [model["bias"][k] / 100 + ground[k] + sum(part[k] for part in parts) for k in range(len(KINDS))], parts


def outcome(asked: str, answer: Sequence[str]) -> tuple[Kind, int, str]:
    """What an answer, sentence by sentence, makes of a sub-question; the number of the sentence that shows it; the rule that this one meets,
    "answered", or "words" where no rule says it and the weights of its words do."""
    score, parts = scores(_model(), *features(asked, answer))
    best = max(range(len(KINDS)), key=lambda k: score[k])
    kind = KINDS[best]
    for n, sentence in enumerate(answer if kind != "answered" else ()):
        for rule in rules():
            if rule.kind == kind and rule.meets(sentence, asked):
                return kind, n, rule.name
    at = max(range(len(parts)), key=lambda n: parts[n][best] - max(parts[n][k] for k in range(len(KINDS)) if k != best))
    return kind, at, "answered" if kind == "answered" else "words"


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
    parts: list[AnswerPart] = []
    if label:
        parts = [a for a in question.answers if label in a.labels]
        parts = parts or [a for a in question.answers if any(x.startswith(f"{label}.") for x in a.labels)]
        parts = parts or [a for a in question.answers if label.split(".")[0] in a.labels]
    if parts:
        ends = [end for part in parts if (end := _of_answer(part, sub, question, text_of))]
        return next((end for end in ends if end.kind == "answered"), ends[0] if ends else None)
    whole = [a for a in question.answers if not a.labels]
    if len(whole) == len(question.answers):
        end = _of_answer(whole[0], sub, question, text_of)
        # one answer to all of several sub-questions: a refusal or referral holds for each; what else it answers cannot be told
        return end if label is None or len(question.sub_questions) == 1 or (end and end.kind != "answered" and len(whole) == 1) else None
    return Disposition(kind="unanswered", rule="disposition.no_part") if label and not whole else None


def _of_answer(part: AnswerPart, sub: SubQuestion, question: Question, text_of: Callable[[str], str]) -> Disposition | None:
    """What one part says; None where it says nothing ("/")."""
    passage = re.sub(r"\s", " ", text_of(part.span.source)[part.span.start : part.span.end])
    begins, ends = _own_words(passage, sub.label, part)
    if _NOTHING.fullmatch(passage[begins:ends]):
        return None
    passage = " " * begins + passage[begins:ends]
    places = spans(passage)
    kind, at, rule = outcome(" ".join(sub.text.split()), [passage[a:b].strip() for a, b in places])
    a, b = max(places[at][0], begins), places[at][1]
    place = Span(source=part.span.source, start=part.span.start + a, end=part.span.start + a + len(passage[a:b].rstrip()))
    return Disposition(kind=kind, text=passage[a:b].strip(), span=place, rule=f"disposition.{rule}")


def _own_words(passage: str, label: str | None, part: AnswerPart) -> tuple[int, int]:
    """Where an answer to 2 tells of 2.b: from "b)" to the next letter; the whole of it where it has no such letters."""
    letter = (label or "").rpartition(".")[2]
    if label and label not in part.labels and re.fullmatch(r"[a-z]", letter):
        marks = list(re.finditer(r"(?:(?<=^)|(?<=\s))(?P<letter>[a-z])\s?[).]\s", passage))
        for n, mark in enumerate(marks):
            if mark["letter"] == letter:
                return mark.end(), marks[n + 1].start() if n + 1 < len(marks) else len(passage)
    printed = _LABEL.match(passage)
    return printed.end() if printed and any(one.split(".")[0] == printed["number"] for one in part.labels) else 0, len(passage)


def lead(question: Question) -> Question:
    """The question with each referral led to the record that the citation in it resolves to."""
    if question.interventions:
        return question
    return question.model_copy(update={"sub_questions": tuple(_led(sub, question) for sub in question.sub_questions)})


def _led(sub: SubQuestion, question: Question) -> SubQuestion:
    end = sub.disposition
    if end and end.kind == "referred" and (at := end.span):
        inside = (r.target for r in question.references if r.span.source == at.source and at.start <= r.span.start < at.end and r.target)
        end = end.model_copy(update={"target": next(inside, None)})
    return sub.model_copy(update={"disposition": end, "children": tuple(_led(child, question) for child in sub.children)})


DUTCH = {
    "answered": "beantwoord",
    "referred": "verwezen",
    "declined": "geweigerd",
    "no_data": "zonder gegevens",
    "unanswered": "onbeantwoord",
}


def summary(question: Question) -> str:
    """In Dutch, how many sub-questions met which end: "3 van 5 beantwoord, 1 verwezen, 1 zonder gegevens". Of one with parts of its own, its parts count."""
    kinds: Counter[str] = Counter()
    total = 0
    stack = list(question.sub_questions)
    while stack:
        sub = stack.pop()
        stack += sub.children
        if not sub.children:
            total += 1
            kinds.update([sub.disposition.kind] if sub.disposition else [])
    return in_words(kinds, total) if kinds else ""


def in_words(ends: Mapping[str, int], total: int) -> str:
    """So many ends of so many sub-questions, in Dutch; of the others it cannot be told."""
    told = [f"{ends.get('answered', 0)} van {total} beantwoord"]
    told += [f"{ends[kind]} {word}" for kind, word in DUTCH.items() if kind != "answered" and ends.get(kind)]
    unclear = total - sum(ends.values())
    return ", ".join([*told, f"{unclear} niet uit te maken"] if unclear else told)
