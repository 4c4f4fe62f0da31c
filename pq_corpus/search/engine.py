"""The index on disk, behind a small interface: `state`, `rebuild`, `update`, `open_index`, and the arrays of an `Index`.

Whoosh keeps the index: its schema, segments, deletions and table of contents, and its codecs say how a segment is stored.
Ours stores each segment in one file of plain arrays, written and scored whole lists at a time with numpy; nothing in it is
pickled. The index is a cache of the store. This is the one module that imports whoosh.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import json
import mmap
import os
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment, W3TermInfo
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC
from whoosh.matching import ListMatcher

from pq_corpus.search import analysis

if TYPE_CHECKING:
    from pq_corpus.records import Commitment, Question

    Entry = tuple[Question, Sequence[Commitment], Sequence[str]]

VERSION = 4
State = Literal["ours", "absent", "foreign", "damaged", "of another version"]
PARTS = ("title", "question", "answer", "commitment", "about")  # in the order of their positions
FACETS = ("minister", "asker", "group", "kind", "session_year", "theme", "topic")
GAP = 50  # positions between two passages, so that words in different ones are not near each other
BATCH = 6_000_000  # words in one segment of a build: bounds memory to a few hundred MB
SMALL = 8  # so many small segments are brought together
NAME = "MAIN"
Array = Any  # a numpy array; numpy's own types say no more of it here


class Spelled(Protocol):
    """A topic, as far as search needs it."""

    def spellings(self) -> list[list[str]]:
        """Groups of spellings that mean the same."""


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
    for name, array in arrays.items():
        places[name] = [array.dtype.str, list(array.shape), at]
        at += -(-array.nbytes // 16) * 16
    head = json.dumps({"arrays": places, "plain": plain, "size": at}, ensure_ascii=False).encode()
    head += b" " * (-(len(head) + 16) % 16)
    out = [_MAGIC, len(head).to_bytes(8, "little"), head]
    for array in arrays.values():
        out += [array.tobytes(), b"\0" * (-array.nbytes % 16)]
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
            self._plain = {name: memoryview(array) for name, array in self._arrays.items() if name.startswith(("ends", "order"))}  # type: ignore[arg-type]
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

    def _find(self, blob: str, key: bytes, order: Sequence[int] | None = None) -> int:
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
        n = self._find("ids", key, order)
        return order[n] if n < len(order) and self._item("ids", order[n]) == key else None

    def key(self, n: int) -> str:
        """The n-th term: its stem, a zero byte, the word."""
        return self._item("keys", n).decode()

    def word(self, word: str) -> int | None:
        """The number of a folded word."""
        key = _key(word)
        n = self._find("keys", key)
        return n if n < len(self.posts) - 1 and self._item("keys", n) == key else None

    def forms(self, stem: str) -> Iterator[str]:
        """The words with a stem."""
        key = f"{stem}\0".encode()
        n = self._find("keys", key)
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


def _small(array: Array) -> Array:
    """The same numbers in the smallest type that holds them."""
    most = int(array.max()) if array.size else 0
    return array.astype(np.uint8 if most < 256 else np.uint16 if most < 65536 else np.uint32, copy=False)


def _invert(known: Sequence[str], word: Array, doc: Array, pos: Array, part: Array, count: int) -> dict[str, Array]:
    """The arrays of postings, from (word, document, position, part) of every place, documents and positions in order."""
    keys = [_key(w) for w in known]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.empty(len(keys), dtype=np.int32)
    rank[order] = np.arange(len(keys), dtype=np.int32)
    word = rank[word]
    by_word = np.argsort(word, kind="stable")
    word, doc, pos, part = word[by_word], doc[by_word], pos[by_word], part[by_word]
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


class _Batch:
    """Documents on their way into one segment."""

    def __init__(self) -> None:
        self.words = _Ids()
        self.tokens: list[int] = []
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
            self.tokens += found
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
        word = np.array(self.tokens, dtype=np.int32)
        doc, part = np.repeat(runs[:, 1].astype(np.uint32), sizes), np.repeat(runs[:, 3].astype(np.uint8), sizes)
        pos = np.arange(len(word)) - np.repeat(np.cumsum(sizes) - sizes - runs[:, 2], sizes)
        inverted = _invert(list(self.words.known), word, doc, pos, part, len(self.ids))
        return _segment(inverted, self.ids, np.array(self.days), np.array(self.numbers), self.facets)


def _segment(inverted: dict[str, Array], ids: list[str], days: Array, numbers: Array, facets: dict[str, list[tuple[int, str]]]) -> bytes:
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


def _join(segments: Sequence[tuple[Segment, Array]]) -> bytes:
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
    return _segment(inverted, ids, np.concatenate(days), np.concatenate(numbers), facets)


# --- Whoosh's side: a codec, so that Whoosh itself opens and searches the index ------------------------------------------


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Segments as files of arrays. They are written whole (by `rebuild` and `update`), never document by document."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """A new, empty segment."""
        return W3Segment(self, indexname)

    def terms_reader(self, storage: Any, segment: Any) -> Any:
        """Whoosh's view of the terms of a segment."""
        return _Terms(_load(Path(storage.folder) / segment.make_filename(EXTENSION)))

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        """Whoosh's view of the documents of a segment."""
        return _Documents(_load(Path(storage.folder) / segment.make_filename(EXTENSION)), segment)


EXTENSION = ".arr"


class _Terms(base.TermsReader):  # type: ignore[misc]
    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def _number(self, text: bytes) -> int:
        n = self._segment.word(text.decode().split("\0")[-1])
        if n is None:
            raise KeyError(text)
        return n

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._segment.word(term[1].decode().split("\0")[-1]) is not None

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for n in range(self._segment._find("keys", prefix), len(self._segment.posts) - 1):
            yield "text", self._segment.key(n).encode()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("text", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return self.items_from("text", b"")

    def term_info(self, fieldname: str, text: bytes) -> Any:
        docs, tf = self._segment.postings(self._number(text))
        weights = tf.sum(axis=1)
        return W3TermInfo(
            weight=float(weights.sum()), df=len(docs), minlength=0, maxlength=0, maxweight=float(weights.max()),
            minid=int(docs[0]), maxid=int(docs[-1]),
        )  # fmt: skip

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._segment.postings(self._number(text))[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        docs, tf = self._segment.postings(self._number(text))
        return ListMatcher(docs.tolist(), tf.sum(axis=1).astype(float).tolist(), scorer=scorer, term=(fieldname, text))

    def indexed_field_names(self) -> list[str]:
        return ["text"]


class _Documents(base.PerDocumentReader):  # type: ignore[misc]
    def __init__(self, segment: Segment, whoosh: Any) -> None:
        self._segment, self._whoosh = segment, whoosh

    def doc_count(self) -> int:
        return len(self._segment) - int(self._whoosh.deleted_count())

    def doc_count_all(self) -> int:
        return len(self._segment)

    def has_deletions(self) -> bool:
        return bool(self._whoosh.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._whoosh.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        deleted: Iterable[int] = self._whoosh.deleted_docs()
        return deleted

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._segment.lengths[docnum].sum())

    def field_length(self, fieldname: str) -> int:
        return int(self._segment.lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._segment.lengths.sum(axis=1).min())

    def max_field_length(self, fieldname: str) -> int:
        return int(self._segment.lengths.sum(axis=1).max())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        return {"id": self._segment.ident(docnum)}


def _load(path: Path) -> Segment:
    with open(path, "rb") as file:
        try:
            return Segment(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError as error:  # an empty file
            raise Unreadable(f"{path.name} is empty") from error


# --- the mark ------------------------------------------------------------------------------------------------------------
#
# `mark` names the files of the index, and carries an HMAC over itself that this user alone can make. Only what it names is
# looked at; replacing it is the moment at which a build of the index counts. Of what it names, the table of contents (the one
# file that Whoosh unpickles) is read once, compared with its hash, and unpickled from those same bytes. The segments are
# never unpickled, and are known by size, inode and times; where those differ (a copied folder), by their hash.


def _key_of_user() -> bytes | None:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "pq-corpus"
    path = folder / "index.key"
    with contextlib.suppress(OSError):
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            temporary = folder / f".{secrets.token_hex(8)}"
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)  # whole or not at all, and never in place of another's
            temporary.unlink()
        key = path.read_bytes()
        if len(key) == 32:
            return key
    return None


def _seen(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns]


def _hash(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _signature(key: bytes, mark: Mapping[str, Any]) -> str:
    body = json.dumps({name: value for name, value in mark.items() if name != "hmac"}, sort_keys=True, ensure_ascii=False)
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


_FORM = f"{VERSION} {sys.byteorder}"


def _write_mark(folder: Path, generation: int, segments: Iterable[str], synonyms: list[list[str]], known: Mapping[str, str]) -> None:
    """`known` are hashes of files that have not changed since the last mark."""
    key = _key_of_user()
    if key is None:
        return
    toc = f"_{NAME}_{generation}.toc"
    files = {name: {"sha256": known.get(name) or _hash(folder / name), "seen": _seen(folder / name)} for name in (toc, *segments)}
    mark: dict[str, Any] = {"form": _FORM, "generation": generation, "files": files, "synonyms": synonyms}
    mark["hmac"] = _signature(key, mark)
    temporary = folder / "mark.new"
    temporary.write_text(json.dumps(mark, ensure_ascii=False), encoding="utf-8")
    os.replace(temporary, folder / "mark")


def _read_mark(folder: Path, *, thorough: bool = False) -> tuple[State, dict[str, Any], bytes]:
    """Whether the index may be opened, its mark, and the bytes of its table of contents."""
    if not folder.is_dir():
        return "absent", {}, b""
    key = _key_of_user()
    try:
        mark = json.loads((folder / "mark").read_bytes())
        if key is None or not isinstance(mark, dict) or not hmac.compare_digest(str(mark.get("hmac")), _signature(key, mark)):
            return "foreign", {}, b""
    except (OSError, ValueError):
        return "foreign", {}, b""
    if mark["form"] != _FORM:
        return "of another version", {}, b""
    toc_name = f"_{NAME}_{mark['generation']}.toc"
    try:
        toc = (folder / toc_name).read_bytes()
        if hashlib.sha256(toc).hexdigest() != mark["files"][toc_name]["sha256"]:
            return "damaged", {}, b""
        for name, file in mark["files"].items():
            if (thorough or _seen(folder / name) != file["seen"]) and _hash(folder / name) != file["sha256"]:
                return "damaged", {}, b""
    except OSError:
        return "damaged", {}, b""
    return "ours", mark, toc


def state(folder: Path, *, thorough: bool = False) -> State:
    """Whether the index may be opened ("ours": made by this user, whole, of this version) or why not; `thorough` reads
    every byte of it, otherwise files that were not touched since they were written count as whole."""
    return _read_mark(folder, thorough=thorough)[0]


# --- writing -------------------------------------------------------------------------------------------------------------


def _synonyms(topics: Sequence[Spelled]) -> list[list[str]]:
    return [group for topic in topics for group in topic.spellings()]


def _batches(entries: Iterable[Entry]) -> Iterator[_Batch]:
    batch = _Batch()
    for entry in entries:
        batch.add(entry)
        if len(batch.tokens) >= BATCH:
            yield batch
            batch = _Batch()
    if batch.ids:
        yield batch


def _schema() -> Any:
    return Schema(id=STORED, text=TEXT)


def _add(folder: Path, data: bytes, count: int) -> Any:
    """Write a segment; returns Whoosh's record of it."""
    segment = W3Segment(ArrayCodec(), NAME, doccount=count)
    with open(folder / segment.make_filename(EXTENSION), "wb") as file:
        file.write(data)
    return segment


def _commit(folder: Path, segments: Sequence[Any], generation: int, topics: Sequence[Spelled], known: Mapping[str, str]) -> None:
    (folder / f"_{NAME}_{generation}.toc").unlink(missing_ok=True)  # of a build that was killed
    TOC(_schema(), list(segments), generation).write(FileStorage(str(folder)), NAME)
    names = [segment.make_filename(EXTENSION) for segment in segments]
    _write_mark(folder, generation, names, _synonyms(topics), known)
    for path in [*folder.glob(f"{NAME}_*"), *folder.glob(f"_{NAME}_*")]:  # readers that have them open keep them
        if path.name not in {f"_{NAME}_{generation}.toc", *names}:
            path.unlink()


def rebuild(folder: Path, entries: Iterable[Entry], topics: Sequence[Spelled] = ()) -> None:
    """Make the whole index anew. Killed before its end, an index that was ours stays as it was."""
    state, mark, _ = _read_mark(folder)
    if state != "ours":
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    segments = [_add(folder, batch.pack(), len(batch.ids)) for batch in _batches(entries)]
    _commit(folder, segments, mark.get("generation", 0) + 1, topics, {})


def update(folder: Path, changed: Iterable[Entry], removed: Iterable[str], topics: Sequence[Spelled] = ()) -> None:
    """Bring changed and removed questions into an index that is ours. Killed before its end, the index stays as it was.
    Raises Unreadable where it is not ours."""
    state, mark, toc = _read_mark(folder)
    if state != "ours":
        raise Unreadable(f"the index is {state}")
    old = _read_toc(toc, mark["generation"])
    batches = list(_batches(changed))
    gone = {*removed, *(ident for batch in batches for ident in batch.ids)}
    held: list[tuple[Any, Segment]] = []
    for whoosh in old:
        segment = _load(folder / whoosh.make_filename(EXTENSION))
        for ident in gone:
            doc = segment.doc(ident)
            if doc is not None and not whoosh.is_deleted(doc):
                whoosh.delete_document(doc)
        if whoosh.deleted_count() < len(segment):
            held.append((whoosh, segment))
    new = [_add(folder, batch.pack(), len(batch.ids)) for batch in batches]
    segments = [whoosh for whoosh, _ in held]
    small = [pair for pair in held if len(pair[1].pos) < BATCH // 8]
    wasted = [pair for pair in held if pair[0].deleted_count() * 4 > len(pair[1])]
    for together in (small if len(small) >= SMALL else [], *([pair] for pair in wasted if len(small) < SMALL or pair not in small)):
        if together:
            lives = [(segment, _live(whoosh, segment)) for whoosh, segment in together]
            segments = [whoosh for whoosh in segments if all(whoosh is not other for other, _ in together)]
            segments.append(_add(folder, _join(lives), int(sum(live.sum() for _, live in lives))))
    _commit(folder, [*segments, *new], mark["generation"] + 1, topics, {name: file["sha256"] for name, file in mark["files"].items()})


def _read_toc(data: bytes, generation: int) -> list[Any]:
    """Whoosh's segments, unpickled from bytes that were compared with their hash."""
    storage = RamStorage()
    storage.files[f"_{NAME}_{generation}.toc"] = data
    return list(TOC.read(storage, NAME, gen=generation).segments)


def _live(whoosh: Any, segment: Segment) -> Array:
    live = np.ones(len(segment), dtype=bool)
    live[list(whoosh.deleted_docs())] = False
    return live


# --- reading -------------------------------------------------------------------------------------------------------------


class Index:
    """Segments seen as one: documents are numbered through, a word's postings come as whole arrays."""

    def __init__(self, segments: Sequence[tuple[Segment, Array]], synonyms: list[list[str]]) -> None:
        self.segments = [segment for segment, _ in segments]
        self.starts = np.cumsum([0, *(len(segment) for segment in self.segments)])
        self.live: Array = np.concatenate([np.zeros(0, dtype=bool), *(live for _, live in segments)])
        self.synonyms = synonyms

    def __len__(self) -> int:
        """The number of documents, deleted ones too: the length of every array over documents."""
        return len(self.live)

    @cached_property
    def days(self) -> Array:
        """The day of each document, as an ordinal; 0 where it is not known."""
        return np.concatenate([np.zeros(0, dtype=np.int32), *(segment.days for segment in self.segments)])

    @cached_property
    def numbers(self) -> Array:
        """The number of each document; 0 where it has none."""
        return np.concatenate([np.zeros(0, dtype=np.int32), *(segment.numbers for segment in self.segments)])

    @cached_property
    def title_lengths(self) -> Array:
        """The number of words in the title of each document."""
        return np.concatenate([np.zeros(0, dtype=np.uint32), *(segment.lengths[:, 0] for segment in self.segments)])

    @cached_property
    def norm(self) -> Array:
        """What one occurrence counts for in each part of each document, by the length of the part (BM25F, b = 0.6)."""
        lengths = np.concatenate([np.zeros((0, len(PARTS))), *(segment.lengths for segment in self.segments)])
        mean = lengths[self.live].mean(axis=0) if self.live.any() else np.ones(len(PARTS))
        return (1 / (0.4 + 0.6 * lengths / np.maximum(mean, 1))).astype(np.float32)

    def _where(self, doc: int) -> tuple[Segment, int]:
        n = int(np.searchsorted(self.starts, doc, side="right")) - 1
        return self.segments[n], doc - int(self.starts[n])

    def ident(self, doc: int) -> str:
        """The id of a document."""
        segment, local = self._where(doc)
        return segment.ident(local)

    def doc(self, ident: str) -> int | None:
        """The number of the document with an id, or None."""
        for segment, start in zip(self.segments, self.starts.tolist(), strict=False):
            local = segment.doc(ident)
            if local is not None and self.live[start + local]:
                return int(start + local)
        return None

    def __contains__(self, word: str) -> bool:
        """Whether a folded word stands anywhere."""
        return any(segment.word(word) is not None for segment in self.segments)

    def forms(self, stem: str) -> list[str]:
        """The words with a stem."""
        return sorted({word for segment in self.segments for word in segment.forms(stem)})

    def containing(self, letters: str) -> list[str]:
        """The words that contain some letters; "\\n" before or behind them stands for the beginning or end of a word."""
        out: set[str] = set()
        for segment in self.segments:
            listing = segment.listing
            at = listing.find(letters)
            while at >= 0:
                start = at + 1 if letters[0] == "\n" else listing.rfind("\n", 0, at) + 1
                end = listing.find("\n", start)
                out.add(listing[start:end])
                at = listing.find(letters, end)
        return sorted(out)

    def postings(self, word: str) -> tuple[Array, Array]:
        """The documents a word stands in, and how often in each part."""
        found = [
            (segment.postings(n), start)
            for segment, start in zip(self.segments, self.starts.tolist(), strict=False)
            if (n := segment.word(word)) is not None
        ]
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros((0, len(PARTS)), dtype=np.uint8)
        if len(found) == 1 and found[0][1] == 0:
            return found[0][0]
        return np.concatenate([docs + np.int64(start) for (docs, _), start in found]), np.concatenate([tf for (_, tf), _ in found])

    def places(self, word: str, wanted: Array) -> tuple[Array, Array]:
        """Each place of a word in the wanted documents (a mask), as document * 2**32 + position, and its part."""
        keys, parts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for segment, start in zip(self.segments, self.starts.tolist(), strict=False):
            if (n := segment.word(word)) is not None:
                docs, pos, part = segment.places(n, wanted[start : start + len(segment)])
                keys.append(((docs.astype(np.int64) + start) << 32) + pos)
                parts.append(part)
        return np.concatenate(keys), np.concatenate(parts)

    def values(self, facet: str) -> list[str]:
        """The values that a facet has in any document."""
        return sorted({value for segment in self.segments for value in segment.facet(facet)[0]})

    def having(self, facet: str, wanted: set[str]) -> Array:
        """A mask of the documents with one of some values of a facet."""
        mask = np.zeros(len(self), dtype=bool)
        for segment, start in zip(self.segments, self.starts.tolist(), strict=False):
            values, at, is_ = segment.facet(facet)
            chosen = np.array([value in wanted for value in values], dtype=bool)
            if chosen.any():
                mask[at[chosen[is_]] + np.int64(start)] = True
        return mask

    def counts(self, facet: str, mask: Array) -> dict[str, int]:
        """How many documents of a mask have each value of a facet."""
        out: dict[str, int] = {}
        for segment, start in zip(self.segments, self.starts.tolist(), strict=False):
            values, at, is_ = segment.facet(facet)
            numbers = np.bincount(is_[mask[start : start + len(segment)][at]], minlength=len(values))
            for value, n in zip(values, numbers.tolist(), strict=True):
                if n:
                    out[value] = out.get(value, 0) + n
        return out


_opened: dict[Path, tuple[dict[str, Any], Index]] = {}


def open_index(folder: Path) -> Index | None:
    """The index, or None where it may not be opened. The last one stays open in the process, until its files change."""
    with contextlib.suppress(OSError, ValueError):
        if folder in _opened:
            mark, index = _opened[folder]
            if json.loads((folder / "mark").read_bytes()) == mark and all(_seen(folder / n) == f["seen"] for n, f in mark["files"].items()):
                return index
    state, mark, toc = _read_mark(folder)
    if state != "ours":
        return None
    try:
        segments = [(whoosh, _load(folder / whoosh.make_filename(EXTENSION))) for whoosh in _read_toc(toc, mark["generation"])]
        index = Index([(segment, _live(whoosh, segment)) for whoosh, segment in segments], mark["synonyms"])
    except (OSError, Unreadable, IndexError):
        return None
    _opened.clear()
    _opened[folder] = mark, index
    return index


def in_memory(entries: Iterable[Entry], topics: Sequence[Spelled] = ()) -> Index:
    """An index of questions that lies nowhere: for a corpus whose index may not be opened."""
    segments = [Segment(batch.pack()) for batch in _batches(entries)]
    return Index([(segment, np.ones(len(segment), dtype=bool)) for segment in segments], _synonyms(topics))


def day_of(ordinal: int) -> str | None:
    """The ISO date of a day in `Index.days`."""
    return dt.date.fromordinal(ordinal).isoformat() if ordinal else None
