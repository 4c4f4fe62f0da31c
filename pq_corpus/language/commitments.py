"""Which sentences of a minister are commitments, of which kind, and why: rules named in data, joined by learned weights.

rules/commitments.toml holds the rules with their examples; rules/model.json the weights that `train` learned from the
annotated sentences. A sentence's reason is the rule that weighed most for it.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from pq_corpus.language import clauses, dates, deadlines
from pq_corpus.language.sentences import sentences
from pq_corpus.records import CommitmentKind, Days

Kind = Literal["promise", "expectation", "intention"]
KINDS: tuple[Kind, ...] = ("promise", "expectation", "intention")  # the firmest first
SHARPNESS = 2.0  # how nearly the firmest clause decides alone (1: several half firm clauses add up)
GLANCE = 0.07  # a sentence whose words alone make it less likely than this to be a commitment is read no further; nearly half are
ENOUGH = 0.30  # a commitment is named from here on; in folds F1 hardly differs between 0.24 and 0.34


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


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule of commitments.toml."""

    name: str
    kind: str
    says: str
    words: frozenset[str]
    pattern: re.Pattern[str]
    example: str
    counter: str


_REACTION = re.compile(r"\((?:Opmerkingen|Gelach|Applaus|Rumoer|Onderbreking|Neen|Ja|Instemming|Geroep)[^()]*\)\s*")  # the stenographer's


def _data(name: str) -> str:
    return (resources.files("pq_corpus.language") / "rules" / name).read_text(encoding="utf-8")


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in the order of the file."""
    table = tomllib.loads(_data("commitments.toml"))["rule"]
    return tuple(
        Rule(r["name"], r["kind"], r["says"], frozenset(r["words"].split()), re.compile(r["pattern"]), r["example"], r["counter"]) for r in table
    )


@cache
def readings() -> dict[str, Rule]:
    """The reasons named where no rule stands in a sentence, by how the clause that decides is said."""
    table = tomllib.loads(_data("commitments.toml"))["reading"]
    return {r["how"]: Rule(f"read_{r['how']}", "intention", r["says"], frozenset(), re.compile("$^"), r["example"], r["counter"]) for r in table}


def reason(name: str) -> str | None:
    """What the rule or reading of a name says, in Dutch; None where there is none of that name (of an earlier version)."""
    return next((rule.says for rule in (*rules(), *readings().values(), _WORDS) if rule.name == name), None)


@cache
def _by_word() -> dict[str, list[int]]:
    """The numbers of the rules that have a word."""
    out: dict[str, list[int]] = {}
    for n, rule in enumerate(rules()):
        for word in rule.words:
            out.setdefault(word, []).append(n)
    return out


@cache
def _denying() -> frozenset[str]:
    """The words of which every denial has one."""
    return frozenset(word for rule in rules() if rule.kind == "denial" for word in rule.words)


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(_data("model.json"))
    return model


# of the sentence, and of each of its clauses
Features = tuple[dict[str, float], list[dict[str, float]]]
_WORD = re.compile(r"\w+(?:[-'’]\w+)*|\?")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"20\d\d")
_ANAPHOR = re.compile(r"(?:en |maar |dus |ook )?(?:dat|dit|die|deze|daar|daarna|dan|zo|hij|het|zij|de richt|de bedoeling|begin|eind)\b")


@lru_cache(maxsize=64)
def _words(low: str) -> list[str]:
    return _WORD.findall(low)


@lru_cache(maxsize=64)
def fired(sentence: str) -> dict[Rule, list[int]]:
    """The rules whose pattern the sentence has, and one of whose words, with the places where; in the order of the file."""
    low = sentence.lower()
    by_word = _by_word()
    likely = {n for word in by_word.keys() & _words(low) for n in by_word[word]}
    tried = ((rules()[n], [m.start() for m in rules()[n].pattern.finditer(low)]) for n in sorted(likely))
    return {rule: places for rule, places in tried if places}


def _plain(word: str, year: int | None) -> str:
    """A word without its number, which is no reason; of a year remains whether it is the one in which it was said, an earlier or a later."""
    if year and _YEAR.fullmatch(word):
        return "this-year" if int(word) == year else "later-year" if int(word) > year else "earlier-year"
    return _NUMBER.sub("0", word)


def plain(text: str) -> str:
    """A sentence on one line, without what the stenographer notes in brackets."""
    flat = " ".join(text.split())
    return _REACTION.sub("", flat) if "(" in flat else flat


def features(sentence: str, before: str = "", said: Days | None = None) -> Features:
    """What the weights look at, of a sentence as `plain` gives it (rules fired, words, whether it refers back to the one before) and of each
    of its clauses (as read, with its words and times): the firmest clause decides, as in the guide. `said` holds the days on one of which it was said."""
    year = said.first.year if said and said.first and said.last and said.first.year == said.last.year else None
    low = sentence.lower()
    words = _words(low)
    if numbers := _NUMBER.search(low) is not None:
        words = [_plain(word, year) for word in words]
    out = {f"s:{rule.name}": 1.0 for rule in fired(sentence) if rule.name != "negated"}  # what is denied in one clause says nothing of the others
    out.update({f"sw:{word}": 0.25 for word in words})
    if low.endswith("?"):
        out["s?"] = 1.0
    if before:
        refers = "back" if _ANAPHOR.match(low) else "own"
        out[f"sa:{refers}"] = 1.0
        if len(words) < 9:
            out[f"short:{refers}"] = 1.0
    if len(words) < 12:
        out["len<6" if len(words) < 6 else "len<12"] = 1.0
    read = _clauses(sentence)
    parts = [_of_clause(clause, numbers, year) for clause in read]
    if elsewhere := "here" if _elsewhere(sentence) else "before" if _elsewhere(before) else "":
        for clause, part in zip(read, parts, strict=True):
            part.update({f"elsewhere:{elsewhere}|{clause.who}": 1.0, f"elsewhere:{elsewhere}|{clause.how}": 1.0})
    for rule, places in fired(sentence).items() if read else ():
        for place in places:
            part, how, frame = _at(place, read, parts)
            part.update(dict.fromkeys((f"r:{rule.name}", f"rf:{rule.name}|{frame}", f"rh:{rule.name}|{how}"), 1.0))
    if read:
        _add_times(out, read, parts, sentence, said or Days())
    return out, parts or [{}]


@lru_cache(maxsize=64)
def _elsewhere(sentence: str) -> bool:
    """Whether another level than the Flemish is named. Asked twice: for a sentence itself, and as the one before the next."""
    low = sentence.lower()
    return any(name in low for name in clauses.elsewhere())


def _add_times(out: dict[str, float], read: list[clauses.Clause], parts: list[dict[str, float]], sentence: str, said: Days) -> None:
    """What the times that a sentence names tell: the deadline of the act, or one that is past, vague or another's."""
    times = dates.find_times(sentence, said)
    due = deadlines.deadline(sentence, said, times) if times else None
    for time in times:
        dated = time.last or time.first
        if due and due.span and due.span.start == time.start:
            when = "far" if deadlines.beyond(dated, said) else "days" if dated else "words"
        else:
            when = "past" if time.past else "other" if dated else "vague"
        out[f"sd:{when}"] = 1.0
        part, how, frame = _at(time.start, read, parts)
        part.update(dict.fromkeys((f"d:{when}", f"dh:{when}|{how}", f"df:{when}|{frame}"), 1.0))


def _at(place: int, read: list[clauses.Clause], parts: list[dict[str, float]]) -> tuple[dict[str, float], str, str]:
    """Of the clause that a place belongs to: its features, how it is said ("~" where denied), and what keeps it from being asserted."""
    at, nearest = 0, -1
    for n, clause in enumerate(read):
        for start in clause.starts:
            if nearest < start <= place:
                at, nearest = n, start
    return parts[at], f"~{read[at].how}" if read[at].negated else read[at].how, read[at].frame


def _of_clause(clause: clauses.Clause, numbers: bool, year: int | None) -> dict[str, float]:
    out = clauses.features(clause)
    words = clause.words
    if clauses.JOINED in words:
        words = [word for word in words if word != clauses.JOINED]
    if numbers:
        words = [_plain(word, year) for word in words]
        out.update({f"hm:{clause.how}|{word}": 1.0 for word in words if word.endswith("-year")})
    out.update({f"w:{word}": 0.5 for word in words})
    out.update({f"wx:{clause.who}|{word}": 0.5 for word in words if len(word) > 3})
    return out


@lru_cache(maxsize=64)
def _clauses(sentence: str) -> list[clauses.Clause]:
    """Asked twice: for the features of a sentence, and for who acts."""
    return clauses.clauses(sentence)


def scores(model: dict[str, Any], of_sentence: dict[str, float], of_clauses: list[dict[str, float]]) -> tuple[float, float, float]:
    """How sure (0 to 1) a model is that a sentence is a commitment, and if so that it is a promise, an expectation (0 where it is none)."""
    weights, bias = model["weights"], model["bias"]
    firm = [_total(weights, 0, present) for present in of_clauses]
    most = max(firm)
    firmest = most + math.log(sum(math.exp(SHARPNESS * (one - most)) for one in firm)) / SHARPNESS
    some = _sure(bias[0] / 100 + _total(weights, 0, of_sentence) + firmest)
    if some < ENOUGH:
        return some, 0.0, 0.0
    promise, expectation = (bias[n] / 100 + sum(_total(weights, n, present) for present in (of_sentence, *of_clauses)) for n in (1, 2))
    return some, _sure(promise), _sure(expectation)


def _total(weights: dict[str, list[int]], question: int, present: dict[str, float]) -> float:
    """The sum is exact (weights are whole, values quarters), so the order of names does not matter."""
    found = 0.0
    for name, value in present.items():
        if name in weights:
            found += value * weights[name][question]
    return found / 100


def _sure(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def words_of(sentence: str) -> set[str]:
    """The words of a sentence in lower case."""
    return set(_words(sentence.lower()))


def glance(model: dict[str, Any], words: set[str]) -> float:
    """How likely (0 to 1) a sentence is a commitment by its words alone, whatever they say together."""
    weights = model["glance"]
    return _sure((model["glance_bias"] + sum([weights[word] for word in words & weights.keys()])) / 100)


def kind_of(scored: tuple[float, float, float]) -> Kind | None:
    """The kind that scores mean, or None; promises and expectations are named where they are likelier than not."""
    some, promise, expectation = scored
    if some < ENOUGH:
        return None
    return "promise" if promise >= 0.5 else "expectation" if expectation >= 0.5 else "intention"


_NAMES = [  # how bodies are named, the longer first
    re.compile(pattern)
    for pattern in (
        r"\b[Mm]inister(?:-president)? (?:bevoegd voor|van) [A-ZÀ-Þ][\w-]+(?:(?:,| en) [A-ZÀ-Þ][\w-]+)*",
        r"\b[Mm]inister(?:-president)?(?: [A-ZÀ-Þ][\w’'-]+){1,3}",
        r"\b(?:[Aa]gentschap|[Dd]epartement)(?: voor)?(?: [A-ZÀ-Þ][\w-]+)(?: (?:en )?[A-ZÀ-Þ][\w-]+)*",
        r"\b(?:De )?(?:Wonen in Vlaanderen|Kind en Gezin|Vlaamse Waterweg|Werkvennootschap)",
    )
]
_BEFORE = r"(?:[Ee]lke |[Ii]edere |[Aa]lle )?(?:[Vv]laamse |[Ff]ederale |[Ee]uropese |[Ww]aalse |[Bb]russelse |[Ll]okale |[Pp]rovinciale |[Ss]tedelijke )?"


def _actor(sentence: str, read: list[clauses.Clause], firmest: int, speaker: str | None) -> str | None:
    """Who is to act by the clause that decides (of an infinitive, by the one before): the speaker, the government ("we"), or a body
    as the sentence names it; None where it names nobody."""
    while firmest and read[firmest].who == "none":
        firmest -= 1
    clause = read[firmest]
    if clause.how in ("expect", "hope"):
        return None  # who expects a result does not say who brings it
    if clause.who == "speaker":
        return speaker
    if clause.who == "we":
        return "de Vlaamse Regering"
    if not clause.body:
        return None
    word = re.escape(clause.body)
    if re.search(rf"\bmijn {word}\b", sentence, re.I):
        return f"{speaker}: {clause.body}" if speaker else clause.body
    inside = {*clause.words, *clauses.BETWEEN_NAMES}
    for pattern in _NAMES:
        for m in pattern.finditer(sentence):
            if clause.body in (name := clauses.TOKEN.findall(m[0].lower())) and inside.issuperset(name):
                return m[0]
    named = re.search(rf"{_BEFORE}\b(?i:{word})\b", sentence)
    return None if named is None else "de Vlaamse Regering" if named[0].lower() in ("vlaamse regering", "regering") else named[0]


def find_commitments(text: str, speaker: str | None = None, said: Days | None = None) -> list[Found]:
    """The commitments and denials of a minister's text, said on one of the days of `said`, one a sentence, in order."""
    out: list[Found] = []
    before = ""
    for start, end in sentences(text):
        if reaction := _REACTION.match(text, start, end):
            start = reaction.end()
        if start == end:
            continue
        sentence, previous = plain(text[start:end]), before
        before = sentence
        scored: tuple[float, float, float] = (0.0, 0.0, 0.0)
        of_clauses: list[dict[str, float]] = []
        words = words_of(sentence)
        if glance(_model(), words) >= GLANCE:
            of_sentence, of_clauses = features(sentence, previous, said)
            scored = scores(_model(), of_sentence, of_clauses)
        kind, score = kind_of(scored), scored[0]
        if kind is None and _denying().isdisjoint(words):
            continue
        rules_here = fired(sentence)
        names = {rule.name for rule in rules_here}
        denied = next((rule for rule in rules_here if rule.kind == "denial"), None)
        found: CommitmentKind
        if denied and "question" not in names and (kind is None or "negated" in names):
            found = "denial"
        elif kind:
            found = kind
        else:
            continue
        read = _clauses(sentence)
        of_clauses = of_clauses or features(sentence, previous, said)[1]  # of a denial that the words alone did not tell
        decides = [n for n, clause in enumerate(read) if found != "denial" or clause.negated] or list(range(len(of_clauses)))
        firmest = max(decides, key=lambda n: _total(_model()["weights"], 0, of_clauses[n]))
        rule = denied if denied and found == "denial" else _why(found, sentence, read[firmest].how if read else "none")
        actor = _actor(sentence, read, firmest, speaker) if read else None
        out.append(Found(start, end, found, rule.name, rule.says, actor, round(score, 3)))
    return out


def _why(kind: CommitmentKind, sentence: str, how: str) -> Rule:
    """The rule to name: of those fired for the sentence's own kind, else for any kind, the one that weighs most; else how its firmest clause is said."""
    weights = _model()["weights"]
    there = [rule for rule in fired(sentence) if rule.kind in KINDS]
    own = [rule for rule in there if rule.kind == kind]
    return max(own or there, key=lambda rule: weights.get(f"s:{rule.name}", (0,))[0], default=readings().get(how.partition("+")[0], _WORDS))


_WORDS = Rule("words_alone", "intention", "de woorden lijken op die van andere toezeggingen", frozenset(), re.compile("$^"), "", "")
