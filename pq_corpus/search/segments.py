"""A segment of the index: what of a question is indexed, and the arrays it becomes, in one file that holds nothing but numbers
and text. The arrays are made whole, with numpy, and read where they lie (mmap)."""

from __future__ import annotations

import json
import mmap
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pq_corpus.search import analysis

if TYPE_CHECKING:
    from pq_corpus.records import Commitment, Question

    Entry = tuple[Question, Sequence[Commitment], Sequence[str]]

PARTS = ("title", "question", "answer", "commitment", "about")  # in the order of their positions
FACETS = ("minister", "asker", "group", "kind", "session_year", "theme", "topic")
GAP = 50  # positions between two passages, so that words in different ones are not near each other
BATCH = 12_000_000  # words in one segment of a build: bounds memory to some hundred MB
Array = Any  # a numpy array; numpy's own types say no more of it here


class Unreadable(Exception):
    """A file of the index does not hold what it should."""


# --- what of a question is indexed ---------------------------------------------------------------------------------------


def passages(question: Any, commitments: Sequence[Any] = ()) -> list[tuple[str, str, str]]:
    """The passages of a question (a record, or the same read from JSON): part, Dutch name, text."""
    out: list[tuple[str, str, str]] = []
    if question.title:
        out.append(("title", "titel", question.title))
    if not any(turn.role == "asker" for turn in question.interventions):  # else they are a part of the asker's first turn
        if question.context:
            out.append(("question", "context", question.context))
        stack = [(str(n), sub) for n, sub in reversed(list(enumerate(question.sub_questions, 1)))]
        while stack:
            n, sub = stack.pop()
            out.append(("question", f"vraag {sub.label or n}", sub.text))
            stack.extend((n, child) for child in reversed(sub.children))
    if question.interventions:
        for number, turn in enumerate(question.interventions, 1):
            if turn.role != "chair":
                name = f"tussenkomst {number} ({turn.speaker or 'spreker niet bekend'})"
                out.append(("answer" if turn.role == "minister" else "question", name, turn.text))
    else:
        out += [("answer", f"antwoord {', '.join(a.labels)}".strip(), a.text) for a in question.answers]
    out += [("commitment", "toezegging", c.text) for c in commitments if c.kind != "denial"]
    return out


def about(question: Any) -> str:
    """Names, number, themes and committee: what one types that stands in no passage."""
    people = [*question.askers, *question.addressees, *question.answered_by]
    return " \n ".join(
        [
            *dict.fromkeys(person.name for person in people), *question.themes, question.committee or "",
            str(question.number or ""), question.session_year or "",
        ]
    )  # fmt: skip


def _facets(question: Question, topics: Sequence[str]) -> dict[str, list[str]]:
    return {
        "minister": sorted({a.name for a in (*question.addressees, *question.answered_by)}),
        "asker": list(dict.fromkeys(a.name for a in question.askers)),
        "group": sorted({a.group for a in question.askers if a.group}),
        "kind": [question.kind], "session_year": [question.session_year] if question.session_year else [],
        "theme": list(dict.fromkeys(question.themes)), "topic": list(topics),
    }  # fmt: skip


# --- a segment: one file of arrays ---------------------------------------------------------------------------------------

_MAGIC = b"pqseg\x03\n\0"


def _pack(arrays: Mapping[str, Array], plain: Mapping[str, Any]) -> bytes:
    places: dict[str, list[Any]] = {}
    at = 0
    for name, values in arrays.items():
        places[name] = [values.dtype.str, list(values.shape), at]
        at += -(-values.nbytes // 16) * 16
    head = json.dumps({"arrays": places, "plain": plain, "size": at}, ensure_ascii=False).encode()
    head += b" " * (-(len(head) + 16) % 16)
    out = [_MAGIC, len(head).to_bytes(8, "little"), head]
    for values in arrays.values():
        out += [values.tobytes(), b"\0" * (-values.nbytes % 16)]
    return b"".join(out)


class Segment:
    """The arrays of one segment. Documents, words and postings are numbered from 0, in order of being added, of the
    alphabet (stem first), and of word and document.

    docs[posting], tf[posting, part]: in which documents a word stands, and how often in each part; posts[word] and
    spots[word] tell where its postings and its positions begin; pos[...]: the positions, part by part.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Raises Unreadable for data that is no segment, or not a whole one."""
        try:
            if data[:8] != _MAGIC:
                raise Unreadable("this is no segment")
            size = int.from_bytes(data[8:16], "little")
            head = json.loads(data[16 : 16 + size])
            if len(data) != 16 + size + head["size"]:
                raise Unreadable("this segment is cut short")
            self.plain: dict[str, Any] = head["plain"]
            self._arrays = {
                name: np.frombuffer(data, dtype, count=int(np.prod(shape)), offset=16 + size + at).reshape(shape)
                for name, (dtype, shape, at) in head["arrays"].items()
            }
            self._data = data
            self._blobs = {name: (16 + size + at, shape[0]) for name, (_, shape, at) in head["arrays"].items() if name.startswith("blob")}
            # plain views, since single numbers come out of them several times faster than out of numpy's arrays
            self._plain = {name: memoryview(values) for name, values in self._arrays.items() if name.startswith(("ends", "order"))}  # type: ignore[arg-type]
            self.docs, self.tf, self.pos, self.posts, self.spots = (self._arrays[n] for n in ("docs", "tf", "pos", "posts", "spots"))
            self.lengths, self.days, self.numbers = (self._arrays[n] for n in ("lengths", "days", "numbers"))
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"this segment cannot be read: {error}") from error

    def __len__(self) -> int:
        return len(self.days)

    def facet(self, name: str) -> tuple[list[str], Array, Array]:
        """The values of a facet, and (document, number of the value) pairs in two arrays."""
        return self.plain[name], self._arrays[f"{name}.at"], self._arrays[f"{name}.is"]

    def _item(self, blob: str, n: int) -> bytes:
        ends = self._plain[f"ends.{blob}"]
        start = self._blobs[f"blob.{blob}"][0]
        return self._data[start + (ends[n - 1] if n else 0) : start + ends[n]]

    def find(self, blob: str, key: bytes, order: Sequence[int] | None = None) -> int:
        """Where a key is, or would be, among the sorted items of a blob."""
        data, ends, start = self._data, self._plain[f"ends.{blob}"], self._blobs[f"blob.{blob}"][0]
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            n = middle if order is None else order[middle]
            if data[start + (ends[n - 1] if n else 0) : start + ends[n]] < key:
                low = middle + 1
            else:
                high = middle
        return low

    def ident(self, doc: int) -> str:
        """The id of a document."""
        return self._item("ids", doc).decode()

    def doc(self, ident: str) -> int | None:
        """The number of the document with an id."""
        key, order = ident.encode(), self._plain["order"]
        n = self.find("ids", key, order)
        return order[n] if n < len(order) and self._item("ids", order[n]) == key else None

    def key(self, n: int) -> str:
        """The n-th term: its stem, a zero byte, the word."""
        return self._item("keys", n).decode()

    def word(self, word: str) -> int | None:
        """The number of a folded word."""
        key = _key(word)
        n = self.find("keys", key)
        return n if n < len(self.posts) - 1 and self._item("keys", n) == key else None

    def forms(self, stem: str) -> Iterator[str]:
        """The words with a stem."""
        key = f"{stem}\0".encode()
        n = self.find("keys", key)
        while n < len(self.posts) - 1 and (item := self._item("keys", n)).startswith(key):
            yield item[len(key) :].decode()
            n += 1

    @cached_property
    def listing(self) -> str:
        """All words, each between two newlines, in order of the alphabet."""
        start, size = self._blobs["blob.words"]
        return self._data[start : start + size].decode()

    def postings(self, n: int) -> tuple[Array, Array]:
        """The documents of the n-th word, and how often it stands in each part of them."""
        a, b = int(self.posts[n]), int(self.posts[n + 1])
        return self.docs[a:b], self.tf[a:b]

    def places(self, n: int, wanted: Array | None = None) -> tuple[Array, Array, Array]:
        """Document, position and part of each place of the n-th word, in the wanted documents (a mask)."""
        docs, tf = self.postings(n)
        counts = tf.sum(axis=1, dtype=np.int64)
        starts = int(self.spots[n]) + np.cumsum(counts) - counts
        if wanted is not None:
            keep = wanted[docs]
            docs, tf, counts, starts = docs[keep], tf[keep], counts[keep], starts[keep]
        index = np.repeat(starts - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        part = np.repeat(np.tile(np.arange(len(PARTS)), len(docs)), tf.ravel())
        return np.repeat(docs, counts), self.pos[index], part

    def tokens(self, keep: Array) -> tuple[Array, Array, Array, Array]:
        """Word, document, position and part of each place of the kept documents: what `_invert` takes, to join segments."""
        counts = self.tf.sum(axis=1, dtype=np.int64)
        words = np.repeat(np.arange(len(self.posts) - 1), self.posts[1:] - self.posts[:-1])
        stay = np.repeat(keep[self.docs], counts)
        part = np.repeat(np.tile(np.arange(len(PARTS), dtype=np.uint8), len(self.docs)), self.tf.ravel())
        return np.repeat(words, counts)[stay], np.repeat(self.docs, counts)[stay], self.pos[stay], part[stay]


def _key(word: str) -> bytes:
    return f"{analysis.stem(word)}\0{word}".encode()


def _blob(items: Sequence[bytes]) -> tuple[Array, Array]:
    ends = np.cumsum(np.fromiter(map(len, items), dtype=np.uint32, count=len(items)), dtype=np.uint32)
    return np.frombuffer(b"".join(items), dtype=np.uint8), ends


def _small(values: Array) -> Array:
    """The same numbers in the smallest type that holds them."""
    most = int(values.max()) if values.size else 0
    return values.astype(np.uint8 if most < 256 else np.uint16 if most < 65536 else np.uint32, copy=False)


def _invert(known: Sequence[str], word: Array, doc: Array, pos: Array, part: Array, count: int) -> dict[str, Array]:
    """The arrays of postings, from (word, document, position, part) of every place, documents and positions in order."""
    keys = [_key(w) for w in known]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.empty(len(keys), dtype=np.int32)
    rank[order] = np.arange(len(keys), dtype=np.int32)
    word = rank[word]
    by_word = np.argsort(word, kind="stable")
    word, doc, pos, part = word[by_word], doc[by_word], pos[by_word], part[by_word]
    del by_word
    fresh = np.empty(len(word), dtype=bool)
    if len(word):
        fresh[0] = True
        np.logical_or(word[1:] != word[:-1], doc[1:] != doc[:-1], out=fresh[1:])
    posting = np.cumsum(fresh) - 1
    total = int(fresh.sum())
    tf = np.bincount(posting * len(PARTS) + part, minlength=total * len(PARTS)).reshape(total, len(PARTS))
    blob, ends = _blob([keys[n] for n in order])
    listing = np.frombuffer(("\n" + "\n".join(sorted(known)) + "\n").encode(), dtype=np.uint8)
    first = np.flatnonzero(fresh)
    return {
        "blob.keys": blob, "ends.keys": ends, "blob.words": listing,
        "posts": np.searchsorted(word[first], np.arange(len(keys) + 1)).astype(np.uint32),
        "spots": np.searchsorted(word, np.arange(len(keys) + 1)).astype(np.uint32),
        "docs": doc[first].astype(np.uint32), "tf": _small(tf), "pos": _small(pos),
    }  # fmt: skip


class _Ids(dict[str, int]):
    """The number of each folded word, by the word as it is written: each distinct one is folded once."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        folded = analysis.fold(written)
        self[written] = n = self.known.setdefault(folded, len(self.known)) if folded else -1
        return n


class Batch:
    """Documents on their way into one segment."""

    def __init__(self) -> None:
        self.words = _Ids()
        self.tokens = array("i")
        self.runs: list[tuple[int, int, int, int]] = []  # of each passage: words, document, first position, part
        self.ids: list[str] = []
        self.days: list[int] = []
        self.numbers: list[int] = []
        self.facets: dict[str, list[tuple[int, str]]] = {name: [] for name in FACETS}

    def add(self, entry: Entry) -> None:
        question, commitments, topics = entry
        doc, at = len(self.ids), 0
        texts = [(part, text) for part, _, text in passages(question, commitments)]
        texts.append(("about", about(question)))
        texts.sort(key=lambda pair: PARTS.index(pair[0]))
        for part, text in texts:
            found = list(map(self.words.__getitem__, analysis.WORD.findall(text)))
            if -1 in found:
                found = [n for n in found if n >= 0]
            self.tokens.extend(found)
            self.runs.append((len(found), doc, at, PARTS.index(part)))
            at += len(found) + GAP
        self.ids.append(question.id)
        self.days.append(question.date.toordinal() if question.date else 0)
        self.numbers.append(question.number or 0)
        for name, values in _facets(question, topics).items():
            self.facets[name] += [(doc, value) for value in values]

    def pack(self) -> bytes:
        """The segment, as bytes."""
        runs = np.array(self.runs, dtype=np.int64).reshape(-1, 4)
        sizes = runs[:, 0]
        word = np.frombuffer(self.tokens, dtype=np.int32)
        doc, part = np.repeat(runs[:, 1].astype(np.uint32), sizes), np.repeat(runs[:, 3].astype(np.uint8), sizes)
        pos = np.arange(len(word), dtype=np.int32) - np.repeat((np.cumsum(sizes) - sizes - runs[:, 2]).astype(np.int32), sizes)
        inverted = _invert(list(self.words.known), word, doc, pos, part, len(self.ids))
        return _whole(inverted, self.ids, np.array(self.days), np.array(self.numbers), self.facets)


def _whole(inverted: dict[str, Array], ids: list[str], days: Array, numbers: Array, facets: dict[str, list[tuple[int, str]]]) -> bytes:
    docs, tf = inverted["docs"], inverted["tf"]
    lengths = np.stack([np.bincount(docs, tf[:, part], minlength=len(ids)) for part in range(len(PARTS))], axis=1).astype(np.uint32)
    blob, ends = _blob([ident.encode() for ident in ids])
    arrays = {
        **inverted, "blob.ids": blob, "ends.ids": ends, "order": np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.uint32),
        "lengths": _small(lengths), "days": days.astype(np.int32), "numbers": numbers.astype(np.int32),
    }  # fmt: skip
    plain = {}
    for name, pairs in facets.items():
        values = sorted({value for _, value in pairs})
        numbered = {value: n for n, value in enumerate(values)}
        plain[name] = values
        arrays[f"{name}.at"] = np.array([doc for doc, _ in pairs], dtype=np.uint32)
        arrays[f"{name}.is"] = np.array([numbered[value] for _, value in pairs], dtype=np.uint32)
    return _pack(arrays, plain)


def join(segments: Sequence[tuple[Segment, Array]]) -> bytes:
    """One segment of several, without the documents that are deleted (the mask says which live)."""
    known: dict[str, int] = {}
    columns: list[tuple[Array, Array, Array, Array]] = []
    ids: list[str] = []
    days, numbers = [], []
    facets: dict[str, list[tuple[int, str]]] = {name: [] for name in FACETS}
    for segment, live in segments:
        number = np.cumsum(live) - 1 + len(ids)
        here = np.array(
            [known.setdefault(segment.key(n).split("\0")[1], len(known)) for n in range(len(segment.posts) - 1)], dtype=np.int32
        )
        word, doc, pos, part = segment.tokens(live)
        columns.append((here[word], number[doc].astype(np.uint32), pos.astype(np.uint32), part))
        for name in FACETS:
            values, at, is_ = segment.facet(name)
            facets[name] += [(int(number[d]), values[v]) for d, v in zip(at.tolist(), is_.tolist(), strict=True) if live[d]]
        ids += [segment.ident(int(n)) for n in np.flatnonzero(live)]
        days.append(segment.days[live])
        numbers.append(segment.numbers[live])
    word, doc, pos, part = (np.concatenate(column) for column in zip(*columns, strict=True))
    inverted = _invert(list(known), word, doc, pos, part, len(ids))
    return _whole(inverted, ids, np.concatenate(days), np.concatenate(numbers), facets)


def batches(entries: Iterable[Entry]) -> Iterator[Batch]:
    """The documents, a segment's worth at a time."""
    batch = Batch()
    for entry in entries:
        batch.add(entry)
        if len(batch.tokens) >= BATCH:
            yield batch
            batch = Batch()
    if batch.ids:
        yield batch


def load(path: Path) -> Segment:
    """A segment's file. Raises Unreadable, or OSError."""
    with open(path, "rb") as file:
        try:
            return Segment(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError as error:  # an empty file
            raise Unreadable(f"{path.name} is empty") from error
