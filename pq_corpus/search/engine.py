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
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC
from whoosh.matching import ListMatcher

from pq_corpus.search.segments import PARTS, Array, Segment, Unreadable, batches, join, load

if TYPE_CHECKING:
    from pq_corpus.search.segments import Entry

VERSION = 4  # of the mark and the table of contents; segments are known by the rules that made them
State = Literal["ours", "absent", "foreign", "damaged", "of another version"]
TIERS = ((0, 60_000), (60_000, 500_000), (500_000, 4_000_000))  # sizes of segments, in words, that count as alike
SMALL = 6  # so many segments of a tier are brought together
NAME = "MAIN"


class Spelled(Protocol):
    """A topic, as far as search needs it."""

    def spellings(self) -> list[list[str]]:
        """Groups of spellings that mean the same."""


# --- Whoosh's side: a codec, so that Whoosh itself opens and searches the index ------------------------------------------


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Segments as files of arrays. They are written whole (by `rebuild` and `update`), never document by document."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """A new, empty segment."""
        return W3Segment(self, indexname)

    def terms_reader(self, storage: Any, segment: Any) -> Any:
        """Whoosh's view of the terms of a segment."""
        return _Terms(load(Path(storage.folder) / segment.make_filename(EXTENSION)))

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        """Whoosh's view of the documents of a segment."""
        return _Documents(load(Path(storage.folder) / segment.make_filename(EXTENSION)), segment)


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
        for n in range(self._segment.find("keys", prefix), len(self._segment.posts) - 1):
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


def _form() -> str:
    """What the bytes of an index mean: the order of bytes, and the rules and the table by which words become terms."""
    here = Path(__file__).parent
    rules = b"".join((here / name).read_bytes() for name in ("analysis.py", "forms.csv", "segments.py"))
    return f"{VERSION} {sys.byteorder} {hashlib.sha256(rules).hexdigest()[:16]}"


_FORM = _form()


def _write_mark(folder: Path, generation: int, hashes: Mapping[str, str], synonyms: list[list[str]]) -> None:
    """`hashes` are those of the bytes that were written: reading them back would sign what another put in their place."""
    key = _key_of_user()
    if key is None:
        return
    files = {name: {"sha256": sha, "seen": _seen(folder / name)} for name, sha in hashes.items()}
    mark: dict[str, Any] = {"form": _FORM, "generation": generation, "files": files, "synonyms": synonyms}
    mark["hmac"] = _signature(key, mark)
    _write(folder / "mark.new", json.dumps(mark, ensure_ascii=False).encode())
    os.replace(folder / "mark.new", folder / "mark")


def _write(path: Path, data: bytes) -> str:
    """Write a new file, never through a link that lies there; returns the SHA-256 of the bytes."""
    path.unlink(missing_ok=True)
    with open(path, "xb") as file:
        file.write(data)
    return hashlib.sha256(data).hexdigest()


def _read_mark(folder: Path, *, thorough: bool = False) -> tuple[State, dict[str, Any], bytes]:
    """Whether the index may be opened, its mark, and the bytes of its table of contents."""
    if not folder.is_dir():
        return "absent", {}, b""
    key = _key_of_user()
    try:
        mark = json.loads((folder / "mark").read_bytes())
        if key is None or not isinstance(mark, dict) or not hmac.compare_digest(str(mark.get("hmac")), _signature(key, mark)):
            return "foreign", {}, b""
    except (OSError, ValueError, RecursionError):
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


def _schema() -> Any:
    return Schema(id=STORED, text=TEXT)


def _add(folder: Path, data: bytes, count: int) -> tuple[Any, str]:
    """Write a segment; returns Whoosh's record of it, and its hash."""
    segment = W3Segment(ArrayCodec(), NAME, doccount=count)
    return segment, _write(folder / segment.make_filename(EXTENSION), data)


def _commit(folder: Path, segments: Sequence[tuple[Any, str]], generation: int, topics: Sequence[Spelled]) -> None:
    """Put segments, each with its hash, in the place of those that the mark names now."""
    storage = RamStorage()
    TOC(_schema(), [segment for segment, _ in segments], generation).write(storage, NAME)
    toc = f"_{NAME}_{generation}.toc"
    hashes = {segment.make_filename(EXTENSION): sha for segment, sha in segments}
    hashes[toc] = _write(folder / toc, storage.files[toc])
    _write_mark(folder, generation, hashes, _synonyms(topics))
    for path in [*folder.glob(f"{NAME}_*"), *folder.glob(f"_{NAME}_*")]:  # readers that have them open keep them
        if path.name not in hashes:
            with contextlib.suppress(OSError):
                path.unlink()


def rebuild(folder: Path, entries: Iterable[Entry], topics: Sequence[Spelled] = ()) -> None:
    """Make the whole index anew. Killed before its end, an index that was ours stays as it was."""
    state, mark, _ = _read_mark(folder)
    if state != "ours":
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    segments = [_add(folder, batch.pack(), len(batch.ids)) for batch in batches(entries)]
    _commit(folder, segments, mark.get("generation", 0) + 1, topics)


def update(folder: Path, changed: Iterable[Entry], removed: Iterable[str], topics: Sequence[Spelled] = ()) -> None:
    """Bring changed and removed questions into an index that is ours. Killed before its end, the index stays as it was.
    Raises Unreadable where it is not ours."""
    state, mark, toc = _read_mark(folder)
    if state != "ours":
        raise Unreadable(f"the index is {state}")
    old = _read_toc(toc, mark["generation"])
    fresh = list(batches(changed))
    gone = {*removed, *(ident for batch in fresh for ident in batch.ids)}
    held: list[tuple[Any, Segment]] = []
    for whoosh in old:
        segment = load(folder / whoosh.make_filename(EXTENSION))
        for ident in gone:
            doc = segment.doc(ident)
            if doc is not None and not whoosh.is_deleted(doc):
                whoosh.delete_document(doc)
        if whoosh.deleted_count() < len(segment):
            held.append((whoosh, segment))
    new = [_add(folder, batch.pack(), len(batch.ids)) for batch in fresh]
    together = [[pair] for pair in held if pair[0].deleted_count() * 4 > len(pair[1])]  # a quarter of it is waste
    for low, high in TIERS:
        alike = [pair for pair in held if low <= len(pair[1].pos) < high]
        together += [alike] if len(alike) >= SMALL else []
    joined: set[str] = set()
    for pairs in together:
        pairs = [pair for pair in pairs if pair[0].segid not in joined]
        joined |= {whoosh.segid for whoosh, _ in pairs}
        if pairs:
            lives = [(segment, _live(whoosh, segment)) for whoosh, segment in pairs]
            new.append(_add(folder, join(lives), int(sum(live.sum() for _, live in lives))))
    kept = [(whoosh, mark["files"][whoosh.make_filename(EXTENSION)]["sha256"]) for whoosh, _ in held if whoosh.segid not in joined]
    _commit(folder, [*kept, *new], mark["generation"] + 1, topics)


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
    for _ in range(3):  # a build may put a new mark in place, and take the old files away, while this looks
        before = _bytes(folder / "mark")
        state, mark, toc = _read_mark(folder)
        try:
            if state == "ours":
                segments = [(whoosh, load(folder / whoosh.make_filename(EXTENSION))) for whoosh in _read_toc(toc, mark["generation"])]
                index = Index([(segment, _live(whoosh, segment)) for whoosh, segment in segments], mark["synonyms"])
                _opened.clear()
                _opened[folder] = mark, index
                return index
        except (OSError, Unreadable, IndexError):
            pass
        if _bytes(folder / "mark") == before:
            break
    return None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def in_memory(entries: Iterable[Entry], topics: Sequence[Spelled] = ()) -> Index:
    """An index of questions that lies nowhere: for a corpus whose index may not be opened."""
    segments = [Segment(batch.pack()) for batch in batches(entries)]
    return Index([(segment, np.ones(len(segment), dtype=bool)) for segment in segments], _synonyms(topics))


def day_of(ordinal: int) -> str | None:
    """The ISO date of a day in `Index.days`."""
    return dt.date.fromordinal(ordinal).isoformat() if ordinal else None
