"""Answers to a query: which questions match, in which order and why, with snippets, facets and a better spelling.

Scores are BM25 over whole posting lists, part by part: the occurrences of a word in a part of a question are added up over its
forms, less for forms further from what was typed (CLOSENESS), and level off; the parts are then added up by what they are worth
(BOOSTS), so that no number of mentions in an answer outweighs the title. All is weighed by how rare the word is.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from pq_corpus.search import analysis, engine
from pq_corpus.search.engine import Index
from pq_corpus.search.query import And, Citation, Filter, Node, Not, Or, QueryError, Words, citation, parse
from pq_corpus.search.segments import FACETS, GAP, PARTS, Array, passages

if TYPE_CHECKING:
    from pq_corpus.store import Store

BOOSTS = {"title": 4.0, "question": 2.0, "answer": 1.0, "commitment": 0.0, "about": 1.5}
CLOSENESS = {"exact": 1.0, "form": 0.8, "synonym": 0.7, "joined": 0.8, "compound": 0.25, "alike": 0.25}
K1 = 1.2
NEAR = 4.0  # what two words right after each other add, of the weight of the lighter one; less further apart
TITLED = 50.0  # what it adds that the whole title was typed
NEAR_AMONG = 1000  # the best so many hits are looked at for words near each other
COMPOUND_FROM = 5  # letters of a word that is sought within compounds; one less for a rare word
ALIKE_FROM = 7  # letters that a word that stands nowhere must share with the beginning of another
RARE = 10  # a word in fewer questions than this is also sought as two words
DUTCH = {"title": "titel", "question": "vraag", "answer": "antwoord", "commitment": "toezegging", "about": "gegevens"}


@dataclass(frozen=True)
class Snippet:
    """A passage that matches: which part it is, its words, and where the matching ones stand in them."""

    part: str
    text: str
    highlights: list[list[int]]


@dataclass(frozen=True)
class Why:
    """What one word adds to the score of a hit, in which part."""

    part: str
    words: str
    score: float


@dataclass(frozen=True)
class Hit:
    """A question that matches; `why` only where an explanation was asked for."""

    id: str
    title: str | None
    date: str | None
    score: float
    snippets: list[Snippet]
    why: list[Why] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """One page of hits, with the total, facets over all hits, a better spelling where words are not known, and a notice."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[dict[str, Any]]]
    suggestion: str | None = None
    notice: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Similar:
    """A question like another: the share (0 to 1) of the other's rare words that it has, and those words."""

    id: str
    title: str | None
    date: str | None
    score: float
    shared: list[str]


# --- matching ------------------------------------------------------------------------------------------------------------


@dataclass
class _Sought:
    """What a typed word or phrase stands for: sequences of word forms, each with how close it is to what was typed."""

    label: str
    part: str | None
    sequences: list[tuple[list[list[str]], float]] = field(default_factory=list)
    weight: float = 0.0  # by how rare it is
    found: Array = None  # for each document and part, what the occurrences add up to


@dataclass
class _Match:
    """The documents that match, and their scores."""

    mask: Array
    score: Array
    weight: float = 1.0  # by how rare what was sought is
    worded: bool = True  # False for fields and exclusions, which hold whatever the words do


class _Finder:
    """Evaluates query trees on an index, and remembers what was sought."""

    def __init__(self, index: Index, *, explain: bool = False) -> None:
        self.index = index
        self.explain = explain
        self.sought: list[_Sought] = []
        self.unknown: list[str] = []
        self.instead: dict[str, list[str]] = {}  # what was sought in place of a word that stands nowhere
        self.unknown_values: list[tuple[str, str]] = []
        self.neared = False  # whether words near each other were looked for
        self._forms: dict[str, list[str]] = {}
        spelled = [[tuple(analysis.terms(s)) for s in group] for group in index.synonyms]
        self._groups = [(stems, group) for stems, group in zip(spelled, index.synonyms, strict=True)]
        self._longest = max((len(stems) for group in spelled for stems in group), default=1)

    # words

    def _own_forms(self, word: str) -> list[str]:
        if word not in self._forms:
            self._forms[word] = [f for f in self.index.forms(analysis.stem(word)) if f != word and analysis.akin(word, f)]
        return self._forms[word]

    def _near(self, word: str) -> list[str]:
        """A word and the other forms of it that stand in the index."""
        return [*([word] if word in self.index else []), *self._own_forms(word)]

    def _sequences(self, node: Words) -> list[tuple[list[list[str]], float]]:
        words = analysis.folded(node.text)
        out: list[tuple[list[list[str]], float]] = []
        if node.kind == "exact":
            return [([words], CLOSENESS["exact"])] if words[0] in self.index else []
        if node.kind == "prefix":
            return [([*(self._near(w) for w in words[:-1]), self.index.containing(f"\n{words[-1]}")], CLOSENESS["exact"])]
        if len(words) > 1:
            out.append(([self._near(w) for w in words], CLOSENESS["exact"]))
            if node.kind != "phrase":
                out += [([[joined]], CLOSENESS["joined"]) for joined in self._joined(words)]
        else:
            word = words[0]
            if word in self.index:
                out.append(([[word]], CLOSENESS["exact"]))
            out += [([[form]], CLOSENESS["form"]) for form in self._own_forms(word)]
            rare = sum(len(self.index.postings(w)[0]) for w in self._near(word)) < RARE
            if len(word) >= COMPOUND_FROM - rare:
                out += [([[one]], CLOSENESS["compound"]) for one in self._compounds(word)]
            if rare:
                out += [(split, CLOSENESS["joined"]) for split in self._splits(word)]
        out += [(other, CLOSENESS["synonym"]) for other in self._synonyms(words)]
        return out

    def _joined(self, words: Sequence[str]) -> list[str]:
        """Words that are these, written as one ("kmo portefeuille", kmoportefeuille)."""
        joined = {words[0]}
        for word in words[1:]:
            joined = {f"{left}{joint}{word}" for left in joined for joint in analysis.JOINTS}
        return sorted(form for one in joined for form in self._near(one) if form.startswith(words[0][:3]))

    def _splits(self, word: str) -> list[list[list[str]]]:
        """Two words that stand next to each other somewhere, and are this one written as two ("dualleren", duaal leren)."""
        out = []
        for at in range(3, len(word) - 2):
            right = self._near(word[at:])
            if not right:
                continue
            for joint in analysis.JOINTS:
                left = word[: at - len(joint)] if joint and word[:at].endswith(joint) else word[:at] if not joint else ""
                if len(left) >= 3 and (forms := [f for f in self.index.forms(analysis.stem(left)) if len(f) >= 3]):
                    sequence = [forms, right]
                    if len(self._places(sequence, None)[0]):
                        out.append(sequence)
                        break
        return out

    def _compounds(self, word: str) -> list[str]:
        """The words that have this one, or a form of it, as first or last part, where the rest is a known word too: the index
        itself is the dictionary that decides what splits."""
        base = analysis.stem(word)
        forms = {word, *self._own_forms(word), *([base] if word.startswith(base) or len(base) >= COMPOUND_FROM else [])}
        same = next((n for n, (a, b) in enumerate(zip(word, base, strict=False)) if a != b), min(len(word), len(base)))
        # what its forms begin with (ziekenhui), or each of them where that says too little (leraar, lerar-)
        letters = {word[: same - 1]} if same >= COMPOUND_FROM else {form for form in forms if len(form) >= COMPOUND_FROM} or {word}
        found = []
        for one in sorted({one for some in letters for one in self.index.containing(some)}):
            if one in forms or len(one) < len(base) + 3:
                continue
            rests = [one[len(form + joint) :] for form in forms for joint in analysis.JOINTS if one.startswith(form + joint)]
            stem = analysis.stem(one)
            if stem.endswith(base) and analysis.akin(word, one):
                left = stem[: -len(base)]
                rests += [left[: len(left) - len(joint)] for joint in analysis.JOINTS if left.endswith(joint)]
            if any(len(rest) >= 3 and rest.isalpha() and self._near(rest) for rest in rests):
                found.append(one)
        return found

    def _synonyms(self, words: Sequence[str]) -> list[list[list[str]]]:
        """Other spellings of the same thing in the topics (SIO, sociale-impactobligatie). A compound is no other spelling of
        its own part (stikstofdecreet, stikstof): those of one word with the same beginning do not count."""
        stems = tuple(analysis.terms(" ".join(words)))
        out: dict[tuple[str, ...], list[list[str]]] = {}
        for group, spellings in self._groups:
            if stems in group:
                for other, spelling in zip(group, spellings, strict=True):
                    alike = len(other) == len(stems) == 1 and other[0][:4] == stems[0][:4]
                    if other != stems and not alike:
                        out.setdefault(other, [self._near(w) for w in analysis.folded(spelling)])
        return list(out.values())

    def _places(self, sequence: list[list[str]], part: str | None, wanted: Array | None = None) -> tuple[Array, Array]:
        """Where words stand one after the other: document * 2**32 + position, and part."""
        mask = self.index.live if wanted is None else wanted & self.index.live
        for forms in sequence:
            here = np.zeros(len(self.index), dtype=bool)
            for form in forms:
                here[self.index.postings(form)[0]] = True
            mask = mask & here
        keys = parts = np.zeros(0, dtype=np.int64)
        if not mask.any():
            return keys, parts
        for n, forms in enumerate(sequence):
            found = [self.index.places(form, mask) for form in forms]
            here, where = np.concatenate([f[0] for f in found]) - n, np.concatenate([f[1] for f in found])
            if n == 0:
                keys, parts = here, where
            else:
                here.sort()
                at = np.minimum(np.searchsorted(here, keys), len(here) - 1)
                stay = here[at] == keys if len(here) else np.zeros(len(keys), dtype=bool)
                keys, parts = keys[stay], parts[stay]
        if part:
            stay = parts == PARTS.index(part)
            keys, parts = keys[stay], parts[stay]
        return keys, parts

    def _amounts(self, sequence: list[list[str]], part: str | None, wanted: Array | None = None) -> tuple[Array, Array]:
        """Documents, and what the occurrences in each part of them count for."""
        norm = self.index.norm
        if len(sequence) == 1 and len(sequence[0]) == 1:
            docs, tf = self.index.postings(sequence[0][0])
            if wanted is not None:
                stay = wanted[docs]
                docs, tf = docs[stay], tf[stay]
            return docs, tf * norm[docs]
        if len(sequence) == 1:
            found = [self._amounts([[form]], part, wanted) for form in sequence[0]]
            return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])
        keys, parts = self._places(sequence, part, wanted)
        docs = keys >> 32
        amounts = np.zeros((len(docs), len(PARTS)), dtype=np.float32)
        amounts[np.arange(len(docs)), parts] = norm[docs, parts] * len(sequence)
        return docs, amounts

    def _words(self, node: Words) -> _Match:
        label = node.text.strip() + ("*" if node.kind == "prefix" else "")
        match = self._evaluate_sought(_Sought(label, node.part, self._sequences(node)))
        words = analysis.folded(node.text)
        if match.mask.any() or node.kind != "word":
            return match
        if len(words) > 1:  # written with a hyphen, but nowhere next to each other
            apart = self.evaluate(And(tuple(Words(word, part=node.part) for word in words)))
            if apart.mask.any():
                self.unknown.append(label)
                self.instead[label] = [" + ".join(words)]
                return replace(apart, score=apart.score / 2)
            return match
        [word] = words
        if word not in self.unknown:
            return match
        start = word[: max(ALIKE_FROM, math.ceil(0.7 * len(word)))]
        if len(word) > ALIKE_FROM and (alike := self.index.containing(f"\n{start}")):
            self.instead[word] = alike
            return self._evaluate_sought(_Sought(label, node.part, [([[one]], CLOSENESS["alike"]) for one in alike]))
        for left, right in self._parts(word):
            both = self.evaluate(And((Words(left, part=node.part), Words(right, part=node.part))))
            if both.mask.any():
                self.instead[word] = [f"{left} + {right}"]
                return replace(both, score=both.score / 2)
        return match

    def _parts(self, word: str) -> list[tuple[str, str]]:
        """The two parts of a compound that stands nowhere as a whole; the most equal parts first."""
        out = []
        for at in sorted(range(4, len(word) - 3), key=lambda n: abs(2 * n - len(word))):
            for joint in analysis.JOINTS:
                left = word[: at - len(joint)] if joint else word[:at]
                if word[:at].endswith(joint) and len(left) >= 4 and self._near(left) and self._near(word[at:]):
                    out.append((left, word[at:]))
        return out

    def _evaluate_sought(self, sought: _Sought) -> _Match:
        size = len(self.index)
        found = np.zeros((size, len(PARTS)), dtype=np.float32)
        touched, firm = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        for sequence, closeness in sought.sequences:
            if not all(sequence):
                continue
            docs, amounts = self._amounts(sequence, sought.part)
            amounts = amounts * np.float32(closeness)
            if len(sequence) == 1 and len(sequence[0]) == 1:
                found[docs] += amounts  # each document once
            else:
                for n in range(len(PARTS)):
                    found[:, n] += np.bincount(docs, amounts[:, n], minlength=size)
            touched[docs] = True
            if closeness > CLOSENESS["compound"]:
                firm[docs] = True
        docs = np.flatnonzero(touched & self.index.live)
        amounts = np.einsum("ij,j->i", _levelled(found[docs]), _worth(sought.part))
        docs, amounts = docs[amounts > 0], amounts[amounts > 0]  # the others have it only in parts that are not looked in
        many = int(firm[docs].sum()) or len(docs)
        live = int(self.index.live.sum())
        sought.weight = math.log(1 + (live - many + 0.5) / (many + 0.5))
        sought.found = found if self.explain else None
        if not len(docs):
            self.unknown += [w for w in analysis.folded(sought.label) if w not in self.unknown and not self._near(w)]
        self.sought.append(sought)
        match = _Match(np.zeros(size, dtype=bool), np.zeros(size, dtype=np.float32), sought.weight)
        match.mask[docs] = True
        match.score[docs] = sought.weight * amounts
        return match

    # trees

    def evaluate(self, node: Node) -> _Match:
        """The documents that match a tree."""
        if isinstance(node, Words):
            return self._words(node) if analysis.folded(node.text) else self._all()
        if isinstance(node, Filter):
            return _Match(self._filter(node) & self.index.live, np.zeros(len(self.index), dtype=np.float32), worded=False)
        if isinstance(node, Not):
            mark, unknown = len(self.sought), list(self.unknown)
            out = self.evaluate(node.node)
            del self.sought[mark:]  # what must not match is neither marked nor missed
            self.unknown = unknown
            return _Match(~out.mask & self.index.live, np.zeros(len(self.index), dtype=np.float32), worded=False)
        matches = self.each(node.nodes) if isinstance(node, And) else [self.evaluate(one) for one in node.nodes]
        if not matches:
            return self._all()
        join = np.logical_and if isinstance(node, And) else np.logical_or
        mask = join.reduce([m.mask for m in matches])
        score = np.where(mask, np.sum([m.score for m in matches], axis=0, dtype=np.float32), 0)
        return _Match(mask, score, max(m.weight for m in matches), any(m.worded for m in matches))

    def _all(self) -> _Match:
        return _Match(self.index.live.copy(), np.zeros(len(self.index), dtype=np.float32), worded=False)

    def each(self, nodes: Sequence[Node]) -> list[_Match]:
        """What must all match, one by one: stop words left out where there are others, and words that follow each other taken
        together where they are another name of one thing (of a topic), or one word written as two."""
        telling = [n for n in nodes if not (isinstance(n, Words) and n.kind == "word" and n.text.lower() in analysis.STOP)]
        if not any(isinstance(n, Words | And | Or) for n in telling):
            telling = list(nodes)
        out: list[_Match] = []
        at = 0
        while at < len(telling):
            run = 0
            for run in range(min(self._longest, len(telling) - at), 1, -1):
                some = telling[at : at + run]
                if all(isinstance(n, Words) and n.kind == "word" for n in some) and len({n.part for n in some}) == 1:  # type: ignore[union-attr]
                    words = [w for n in some for w in analysis.folded(n.text)]  # type: ignore[union-attr]
                    if others := self._synonyms(words):
                        own = ([self._near(w) for w in words], CLOSENESS["exact"])
                        sequences = [own, *((other, CLOSENESS["synonym"]) for other in others)]
                        out.append(self._evaluate_sought(_Sought(" ".join(words), some[0].part, sequences)))  # type: ignore[union-attr]
                        break
            else:
                run = 1
                out.append(self._evaluate_next(telling, at))
            at += run
        return out

    def _evaluate_next(self, nodes: Sequence[Node], at: int) -> _Match:
        """A node; a word also matches where it and the word before or after it stand as one ("impact obligatie")."""
        node = nodes[at]
        match = self.evaluate(node)
        if isinstance(node, Words) and node.kind == "word":
            for pair in (nodes[at - 1 : at + 1] if at else (), nodes[at : at + 2]):
                if len(pair) == 2 and all(isinstance(n, Words) and n.kind == "word" and n.part == node.part for n in pair):
                    words = [w for n in pair for w in analysis.folded(n.text)]  # type: ignore[union-attr]
                    if len(words) == 2 and (joined := self._joined(words)):
                        other = self._evaluate_sought(_Sought(" ".join(words), node.part, [([[j]], CLOSENESS["joined"]) for j in joined]))
                        match = replace(match, mask=match.mask | other.mask, score=np.maximum(match.score, other.score / 2))
        return match

    def near(self, nodes: Sequence[Node], match: _Match) -> None:
        """Raise the scores of the best hits in which words that were typed after each other stand near each other."""
        weights = {sought.label: sought.weight for sought in self.sought}
        words = [n for n in nodes if isinstance(n, Words) and n.kind == "word" and n.text in weights and len(analysis.folded(n.text)) == 1]
        if len(words) < 2:
            return
        self.neared = True
        best = _best(match.score, np.flatnonzero(match.mask), NEAR_AMONG)
        wanted = np.zeros(len(self.index), dtype=bool)
        wanted[best] = True
        for one, other in itertools.pairwise(words):
            pair = [self._near(analysis.folded(n.text)[0]) for n in (one, other)]
            weight = min(weights[one.text], weights[other.text])
            if all(pair) and one.part == other.part and pair[0] != pair[1]:
                first, second = (np.sort(self._places([forms], one.part, wanted)[0]) for forms in pair)
                if len(first) and len(second):
                    docs, nearness = _nearness(first, second)
                    match.score[docs] += np.float32(NEAR * weight) * nearness

    def titled(self, text: str) -> Array:
        """The documents whose whole title is a text: a mask."""
        mask = np.zeros(len(self.index), dtype=bool)
        words = analysis.folded(text)
        alike = self.index.title_lengths == len(words)
        if words and alike.any() and all(word in self.index for word in words):
            keys, _ = self._places([[word] for word in words], "title", alike)
            mask[keys[(keys & 0xFFFFFFFF) == 0] >> 32] = True
        return mask

    # fields

    def _filter(self, node: Filter) -> Array:
        index = self.index
        if node.name == "id":
            mask = np.zeros(len(index), dtype=bool)
            if (doc := index.doc(node.first.lower())) is not None:
                mask[doc] = True
            return mask
        if node.name == "date":
            low = _ordinal(node.first, 1)
            return (index.days >= low) & (index.days <= _ordinal(node.last, 1 << 30))
        if node.name == "number":
            return (index.numbers >= int(node.first or 1)) & (index.numbers <= int(node.last or 1 << 30))
        if node.name == "session_year":
            return index.having("session_year", {v for v in index.values("session_year") if (node.first or v) <= v <= (node.last or v)})
        values = {v for v in index.values(node.name) if v == node.first} if node.name == "kind" else self._values(node.name, node.first)
        return index.having(node.name, values)

    def _values(self, facet: str, typed: str) -> set[str]:
        """The values that a typed name means: those with all its words, else those with words that begin so."""
        wanted = analysis.folded(typed)
        known = [(value, analysis.folded(value)) for value in self.index.values(facet)]
        whole = {value for value, have in known if set(wanted) <= set(have) or "".join(wanted) == "".join(have)}
        begun = {value for value, have in known if all(any(h.startswith(w) for h in have) for w in wanted)}
        if wanted and (found := whole or begun):
            return found
        self.unknown_values.append((facet, typed))
        return set()

    # why

    def why(self, doc: int, nodes: Sequence[Node]) -> list[Why]:
        """What each word adds to the score of a document, part by part, the most first."""
        only = np.zeros(len(self.index), dtype=bool)
        only[doc] = True
        out: dict[tuple[str, str], float] = {}
        for sought in {(s.label, s.part): s for s in self.sought}.values():  # two words taken as one are sought for each of them
            found = sought.found[doc]
            scores = sought.weight * _levelled(found) * _worth(sought.part)
            for sequence, closeness in sought.sequences:
                if found.any() and all(sequence):
                    for amounts, words in self._shares(sequence, sought.part, only):
                        for n in np.flatnonzero(amounts * scores).tolist():
                            key = DUTCH[PARTS[n]], words
                            out[key] = out.get(key, 0.0) + float(scores[n] * closeness * amounts[n] / found[n])
        if self.neared:
            before = _Match(only, np.zeros(len(self.index), dtype=np.float32))
            self.near(nodes, before)
            if before.score[doc]:
                out[("bij elkaar", " ".join(n.text for n in nodes if isinstance(n, Words)))] = float(before.score[doc])
        return sorted(
            (Why(part, words, round(s, 3)) for (part, words), s in out.items() if s >= 0.0005), key=lambda w: (-w.score, w.part, w.words)
        )

    def _shares(self, sequence: list[list[str]], part: str | None, only: Array) -> Iterable[tuple[Array, str]]:
        if len(sequence) == 1:
            for form in sequence[0]:
                yield self._amounts([[form]], part, only)[1].sum(axis=0), form
        else:
            yield self._amounts(sequence, part, only)[1].sum(axis=0), " ".join(forms[0] for forms in sequence)


def _nearness(first: Array, second: Array) -> tuple[Array, Array]:
    """Of places of two words (document * 2**32 + position, in order): documents, and how near the words come to each other in
    them, from 1 (one right after the other) down to 0 (a passage's gap apart)."""
    at = np.searchsorted(second, first)
    after = second[np.minimum(at, len(second) - 1)] - first
    before = first - second[np.maximum(at - 1, 0)]
    distance = np.minimum(np.where(after > 0, after, GAP), np.where(before > 0, before + 1, GAP))
    docs, start = np.unique(first >> 32, return_index=True)
    least = np.minimum.reduceat(np.minimum(distance, GAP), start)
    return docs, np.where(least < GAP, 1 / (1 + (least - 1) / 8), 0).astype(np.float32)


def _worth(part: str | None) -> Array:
    """What each part is worth: BOOSTS, or only the one that is looked in."""
    return np.array([(1.0 if part == name else 0.0) if part else BOOSTS[name] for name in PARTS], dtype=np.float32)


def _levelled(amounts: Array) -> Array:
    """Occurrences, levelled off: the tenth adds much less than the first."""
    return amounts * np.float32(K1 + 1) / (amounts + np.float32(K1))


def _ordinal(day: str, otherwise: int) -> int:
    import datetime as dt

    return dt.date.fromisoformat(day).toordinal() if day else otherwise


def _best(score: Array, docs: Array, count: int) -> Array:
    """The documents with the highest scores, all of the last score's equals too."""
    if len(docs) <= count:
        return docs
    values = score[docs]
    return docs[values >= np.partition(values, len(values) - count)[len(values) - count]]


# --- search --------------------------------------------------------------------------------------------------------------


def _open(store: Store, folder: Path, topics: Any) -> tuple[Index, str | None]:
    """The index; where it may not be opened, one in memory from the store (slower, and says nothing less), with a notice."""
    if (index := engine.open_index(folder)) is not None:
        return index, None
    from pq_corpus.track.topics import of_question

    known = topics() if callable(topics) else topics
    entries = ((q, store.commitments(q.id), list(of_question(q, list(known)))) for q in store.questions())
    said = _NOT_OPENED.get(engine.state(folder), "beschadigd")
    return engine.in_memory(entries, known), f"De index is {said} en werd niet geopend; er is trager gezocht. Maak hem opnieuw: pq build."


_NOT_OPENED = {"absent": "er niet", "foreign": "niet door u gemaakt", "of another version": "van een andere versie"}


def search(
    store: Store, folder: Path, query: str, *, kind: str | None = None, minister: str | None = None, asker: str | None = None,
    group: str | None = None, session_year: str | None = None, theme: str | None = None, topic: str | None = None, from_: Any = None,
    to: Any = None, sort: str = "relevance", limit: int = 20, page: int = 1, topics: Any = (), explain: bool = False,
    snippets: bool = True,
) -> Result:  # fmt: skip
    """The questions that match, best first (or newest first; the unknown days last). `topics` (or a function that gives them) are
    used only where there is no index. Raises query.QueryError for a query that cannot be read."""
    given = (("kind", kind), ("minister", minister), ("asker", asker), ("group", group), ("theme", theme), ("topic", topic))
    filters: list[Node] = [Filter(name, value, "") for name, value in given if value]
    if session_year:
        filters.append(Filter("session_year", session_year, session_year))
    if from_ or to:
        filters.append(Filter("date", str(from_ or ""), str(to or "")))
    index, opened = _open(store, folder, topics)
    finder = _Finder(index, explain=explain)
    cited = citation(query)
    docs = [doc for ident in _resolve(store, cited) if (doc := index.doc(ident)) is not None] if cited else []
    notice = None
    nodes: tuple[Node, ...] = ()
    if docs:
        match = finder.evaluate(And(tuple(filters)))
        named = np.zeros(len(index), dtype=bool)
        named[docs] = True
        match = _Match(match.mask & named, np.where(named, 1, 0).astype(np.float32))
    else:
        titled = finder.titled(query)
        literal = _literally(store, index, titled, query)
        try:
            tree = parse(query)
        except QueryError:
            if not literal.any():  # a title may hold what reads as a mistake, or as an exclusion
                raise
            tree = Words(query.translate(_NO_SYNTAX), "phrase", "title")
        if tree == And() and not filters:
            raise QueryError("er staat geen woord om te zoeken", 0)
        nodes = tree.nodes if isinstance(tree, And) else (tree,)
        match, notice = _evaluate(finder, nodes, filters, relax=not (cited and cited.number))
        if titled.any():
            mask = match.mask | (literal & finder.evaluate(And(tuple(filters))).mask)
            match = replace(match, mask=mask, score=match.score + (titled & mask) * np.float32(TITLED))
        if cited and cited.number:
            notice = "Er is hier geen vraag met dat nummer" + ("; gezocht is naar de woorden." if match.mask.any() else ".")
    suggestion = _suggest(finder, query, filters) if finder.unknown or finder.unknown_values else None
    found = np.flatnonzero(match.mask)
    score: Array = np.round(match.score, 4)
    ranked = score if sort == "relevance" else index.days
    best = sorted(
        (-float(ranked[doc]), -int(index.days[doc]), index.ident(int(doc)), int(doc)) for doc in _best(ranked, found, page * limit)
    )
    hits = []
    for _, _, ident, doc in best[(page - 1) * limit : page * limit]:
        question = _question(store, ident)
        if question is None:
            continue
        why = finder.why(doc, nodes) if explain and not docs else []
        shown = _snippets(store, question, finder.sought) if snippets else []
        hits.append(Hit(ident, question.title, engine.day_of(int(index.days[doc])), round(float(score[doc]), 4), shown, why))
    facets = {}
    for name in FACETS:
        counts = sorted(index.counts(name, match.mask).items(), key=lambda pair: (-pair[1], pair[0]))
        facets[name] = [{"value": value, "count": n} for value, n in counts]
    said = " ".join(filter(None, [opened, notice])) or None
    return Result(total=len(found), hits=hits, facets=facets, suggestion=suggestion, notice=said)


def _literally(store: Store, index: Index, titled: Array, query: str) -> Array:
    """Those of some documents whose title is, character for character, what was typed."""
    mask = np.zeros(len(index), dtype=bool)
    for doc in np.flatnonzero(titled)[:100].tolist():
        question = _question(store, index.ident(doc))
        mask[doc] = question is not None and " ".join((question.title or "").split()).lower() == " ".join(query.split()).lower()
    return mask


_NO_SYNTAX = str.maketrans('"“”„', "    ")


def _evaluate(finder: _Finder, nodes: tuple[Node, ...], filters: list[Node], *, relax: bool = True) -> tuple[_Match, str | None]:
    """All must match; where nothing does, as many of the words as may be, with a notice. Fields and exclusions always hold."""
    matches = finder.each(nodes)
    kept = finder.evaluate(And(tuple(filters)))
    mask = np.logical_and.reduce([kept.mask, *(m.mask for m in matches)])
    if mask.any() or not matches or not relax:
        match = _Match(mask, np.where(mask, np.sum([kept.score, *(m.score for m in matches)], axis=0, dtype=np.float32), 0))
        finder.near(nodes, match)
        return match, " ".join(_missing(finder)) or None
    worded = [m for m in matches if m.worded]
    mask = np.logical_and.reduce([kept.mask, *(m.mask for m in matches if not m.worded)])
    mask = mask & np.logical_or.reduce([m.mask for m in worded]) if len(worded) > 1 else np.zeros(len(mask), dtype=bool)
    if not mask.any():
        return _Match(mask, np.zeros(len(mask), dtype=np.float32)), None
    share = np.sum([m.mask * m.weight for m in worded], axis=0) / sum(m.weight for m in worded)
    match = _Match(mask, np.where(mask, np.sum([m.score for m in worded], axis=0) * share, 0).astype(np.float32))
    return match, " ".join(["Niets bevat al deze woorden; dit zijn vragen met een deel ervan.", *_missing(finder)])


def _missing(finder: _Finder) -> list[str]:
    """What to say of the words that stand nowhere."""
    out = []
    for word in finder.unknown:
        instead = finder.instead.get(word, [])
        shown = ", ".join(instead[:3]) + ("…" if len(instead) > 3 else "")
        out.append(f"“{word}” komt nergens voor" + (f"; gezocht is naar {shown}." if instead else "."))
    return out


def _resolve(store: Store, cited: Citation) -> list[str]:
    """The ids of the questions that a citation names."""
    if cited.id:
        return [cited.id] if store.question_json(cited.id) else []
    for name in cited.names:
        if found := store.named(name):
            return found
    out = []
    for ident, kind, year, day in store.numbered(cited.number) if cited.number else ():
        if (cited.kind and cited.kind != kind) or (cited.session_year and cited.session_year != year):
            continue
        question = _question(store, ident)
        if question is None or (cited.date and cited.date not in (day, question.answered_on, question.published_on)):
            continue
        asked = [*question.addressees, *question.answered_by]
        if _named(cited.minister, asked) and _named(cited.asker, question.askers) and _named(cited.name, [*asked, *question.askers]):
            out.append(ident)
    return out


def _named(cited: str, people: Sequence[Any]) -> bool:
    wanted = analysis.folded(cited)
    return not wanted or any(set(wanted) <= set(analysis.folded(person.name)) for person in people)


def _question(store: Store, ident: str) -> Any:
    """A question as plain attributes: what a page of hits shows needs no validation again."""
    text = store.question_json(ident)
    return None if text is None else json.loads(text, object_hook=lambda pairs: SimpleNamespace(**pairs))


# --- better spellings ----------------------------------------------------------------------------------------------------


def _suggest(finder: _Finder, query: str, filters: list[Node]) -> str | None:
    """The query with its unknown words put as known ones that look alike, where that finds something."""
    better: dict[str, str] = {}
    for word in finder.unknown:
        if near := _alike(
            word, [w for s in finder.index.segments for w in s.listing.split("\n")], lambda w: len(finder.index.postings(w)[0])
        ):
            better[word] = near
    for facet, typed in finder.unknown_values:
        names = [w for value in finder.index.values(facet) for w in analysis.folded(value)]
        for word in analysis.folded(typed):
            if word not in names and (near := _alike(word, names, lambda w: 1)):
                better[word] = near
    if not better:
        return None
    out = analysis.WORD.sub(lambda m: better.get(analysis.fold(m[0]), m[0]), query)
    for facet, typed in finder.unknown_values:
        near_name = " ".join(better.get(word, word) for word in analysis.folded(typed))
        if typed not in query and near_name != typed:  # it was an option of the command
            out += f' {facet}:"{near_name}"' if " " in near_name else f" {facet}:{near_name}"
    if out == query:
        return None
    try:
        tree = parse(out)
    except QueryError:
        return None
    fields = [n for n in filters if not (isinstance(n, Filter) and (n.name, n.first) in finder.unknown_values)]
    found = _Finder(finder.index)
    match, _ = _evaluate(found, tree.nodes if isinstance(tree, And) else (tree,), fields)
    return out if match.mask.any() else None


def _alike(word: str, known: Sequence[str], common: Any) -> str | None:
    """The known word that is the fewest slips of the hand away (one in short words, two in longer), the most common of these."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 1 if len(word) <= 4 else 2
    if len(word) < 3 or word.isdigit():
        return None
    found = process.extract(word, sorted(set(known) - {""}), scorer=OSA.distance, score_cutoff=most, limit=50)
    ranked = sorted((distance, other[0] != word[0], -common(other), other) for other, distance, _ in found if not other.isdigit())
    return ranked[0][3] if ranked else None


# --- snippets ------------------------------------------------------------------------------------------------------------

BEFORE, LENGTH, MOST = 90, 240, 3


def _snippets(store: Store, question: Any, sought: Sequence[_Sought]) -> list[Snippet]:
    parts = {s.part for s in sought}
    commitments = (
        [json.loads(c, object_hook=lambda p: SimpleNamespace(**p)) for c in store.commitments_json(question.id)]
        if "commitment" in parts
        else []
    )
    out: list[tuple[float, int, Snippet]] = []
    for n, (part, name, text) in enumerate(passages(question, commitments)):
        wanted = [s for s in sought if s.part == part or (s.part is None and part != "commitment")]
        places = _marks(text, wanted) if wanted else []
        if not places:
            continue
        first = _densest(places)
        start = max(0, first - BEFORE)
        start = min(text.find(" ", start) + 1, first) if start else 0
        end = min(len(text), start + LENGTH)
        if end < len(text):
            last = text.rfind(" ", start, end)
            end = last if last > first else end
        end = max(end, next(b for a, b, _ in places if a == first))
        inside = [(a, b, which) for a, b, which in places if start <= a and b <= end]
        worth = sum({which: wanted[which].weight for _, _, which in inside}.values())
        out.append((-worth, n, Snippet(name, text[start:end], [[a - start, b - start] for a, b, _ in inside])))
    if not out:
        return [Snippet("titel", question.title, [])] if question.title else []
    return [snippet for _, _, snippet in sorted(out, key=lambda o: o[:2])[:MOST]]


def _marks(text: str, sought: Sequence[_Sought]) -> list[tuple[int, int, int]]:
    """Start, end and number of what was sought of each place to mark, in order, without overlaps."""
    ways = [(n, [frozenset(forms) for forms in sequence]) for n, s in enumerate(sought) for sequence, _ in s.sequences if all(sequence)]
    if any(s.label not in analysis.STOP for s in sought):
        ways = [(n, sequence) for n, sequence in ways if sought[n].label not in analysis.STOP]
    places = []
    for a, b, word in _words_among(text, frozenset().union(*(sequence[0] for _, sequence in ways))):
        for n, sequence in ways:
            if word in sequence[0]:
                end: int | None = b
                for forms in sequence[1:]:
                    m = analysis.WORD.search(text, end or b)
                    end = m.end() if m and analysis.fold(m[0]) in forms else None
                    if end is None:
                        break
                if end is not None:
                    places.append((a, end, n))
    chosen: list[tuple[int, int, int]] = []
    for place in sorted(places, key=lambda p: (p[0], -p[1])):
        if not chosen or place[0] >= chosen[-1][1]:
            chosen.append(place)
    return chosen


MANY = 40  # words up to this number are looked up in a text one by one, which is faster than folding each word of the text


def _words_among(text: str, wanted: frozenset[str]) -> list[tuple[int, int, str]]:
    """Start, end and folded form of each word of a text that is one of some."""
    out = []
    if len(wanted) <= MANY:
        plain = analysis.plain(text)
        for word in wanted:
            at = plain.find(word)
            while at >= 0:
                m = analysis.WORD.match(text, at)
                if m and analysis.fold(m[0]) == word and not analysis.WORD.match(text, at - 1 if at else at, at):
                    out.append((at, m.end(), word))
                at = plain.find(word, at + 1)
    if not out and ("'" in text or "’" in text or len(wanted) > MANY):
        for m in analysis.WORD.finditer(text):
            if (word := _folded(m[0])) in wanted:
                out.append((m.start(), m.end(), word))
    return sorted(out)


_folded = lru_cache(maxsize=1 << 17)(analysis.fold)


def _densest(places: Sequence[tuple[int, int, int]]) -> int:
    """The start of the mark from which a snippet holds the most different words that were sought, the first of these."""
    best, at = 0, places[0][0]
    for n, (a, _, _) in enumerate(places):
        kinds = {which for start, end, which in places[n : n + 30] if end <= a - BEFORE + LENGTH}
        if len(kinds) > best:
            best, at = len(kinds), a
    return at


# --- similar questions ---------------------------------------------------------------------------------------------------


def similar(store: Store, folder: Path, ident: str, limit: int = 10, topics: Any = ()) -> list[Similar]:
    """The questions most like one: those that share its rarest words, weighted by how rare and how often."""
    question = _question(store, ident)
    if question is None:
        return []
    index, _ = _open(store, folder, topics)
    count: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for part, _, text in passages(question):
        for word in analysis.folded(text):
            stem = analysis.stem(word)
            shown.setdefault(stem, word)
            count[stem] += 3 if part == "title" else 1
    total = int(index.live.sum())
    weights: dict[str, float] = {}
    masks: dict[str, Array] = {}
    # only the most frequent candidates are looked up: a question has hundreds of words, and 25 are compared
    for stem, n in sorted(count.items(), key=lambda p: (-p[1] * min(len(p[0]), 12), p[0]))[:150]:
        if len(stem) < 4 or stem.isdigit() or shown[stem] in analysis.STOP:
            continue
        mask = np.zeros(len(index), dtype=bool)
        for form in index.forms(stem):
            mask[index.postings(form)[0]] = True
        seen = int((mask & index.live).sum())
        if 2 <= seen <= max(2, total // 4):
            weights[stem] = (1 + math.log(n)) * math.log((1 + total) / seen)
            masks[stem] = mask
    chosen = sorted(weights, key=lambda t: (-weights[t], t))[:25]
    score = np.zeros(len(index))
    shared = np.zeros(len(index), dtype=np.int32)
    for stem in chosen:
        score += weights[stem] * masks[stem]
        shared += masks[stem]
    own = index.doc(ident)
    wanted = (shared >= 2) & index.live
    if own is not None:
        wanted[own] = False
    whole = sum(weights[stem] for stem in chosen) or 1.0
    best = sorted((-float(score[doc]), index.ident(int(doc)), int(doc)) for doc in _best(score, np.flatnonzero(wanted), limit))[:limit]
    out = []
    for negative, other, doc in best:
        if (found := _question(store, other)) is not None:
            words = [shown[stem] for stem in chosen if masks[stem][doc]]
            out.append(Similar(other, found.title, engine.day_of(int(index.days[doc])), round(-negative / whole, 3), words))
    return out
