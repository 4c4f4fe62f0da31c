"""The raw store: the bytes of each document under their own hash, and beside them where they came from.

`raw/ab/abcd….txt` holds the bytes, `raw/ab/abcd….meta.json` its sidecar (Provenance); a later statement about the same
bytes becomes `abcd….meta.2.json`. Files appear by rename after fsync and are never overwritten; where bytes are, their sidecar is.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from pq_corpus.records import Record

SUPPLIED_KEYS = {
    "id": "the identifier, where the document carries no number",
    "kind": "written_question, request_for_explanation, topical_question or interpellation",
    "number": "the number of the question",
    "session_year": "the session year, 2019-2020",
    "date": "the day of the question or the debate, 2019-11-08",
    "after": "a day after which an unknown day lies",
    "before": "a day before which an unknown day lies",
    "asker": "the member who asked",
    "minister": "the minister asked",
    "title": "the title",
    "committee": "the committee",
    "answered_on": "the day of the answer",
    "published_on": "the day of publication",
}
PROVENANCE_KEYS = {"url": "the address it came from", "retrieved_at": "when it was got, ISO", "note": "anything a reader should know"}
_DATES = ("date", "after", "before", "answered_on", "published_on")
_BODY = re.compile(r"([0-9a-f]{64})(\.[a-z]{1,5})?$")
_SIDECAR = re.compile(r"([0-9a-f]{64})\.meta(?:\.(\d+))?\.json$")
_EXTENSIONS = {".txt", ".pdf", ".html", ".htm", ".json", ".xml", ".doc", ".docx", ".rtf", ".xls", ".xlsx"}


class BadMeta(ValueError):
    """A supplied fact has an unknown key or a value of the wrong form."""


class Provenance(Record):
    """What is known of a document besides its bytes. `supplied` holds facts that a person gave; none was parsed.

    `attachment_of` names the object ("schv/1363595") whose attachment it is; such a document is kept, and never read as a question."""

    sha256: str
    name: str | None = None
    url: str | None = None
    retrieved_at: str | None = None
    note: str | None = None
    licence: str | None = None
    attribution: str | None = None
    attachment_of: str | None = None
    supplied: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class RawDocument:
    """One kept document: its hash, the place of its bytes, all statements about it joined, and their fingerprint."""

    sha256: str
    path: Path
    provenance: Provenance
    fingerprint: str

    def read(self) -> bytes:
        """The bytes. Raises OSError where they cannot be read, ValueError where they are not those that were kept."""
        data = self.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ValueError(f"{self.path.name} was changed after it was kept; restore it from a copy or delete it")
        return data


@dataclass
class Scan:
    """The raw store as it lies on disk: its documents in order of hash, and what is wrong with it."""

    documents: list[RawDocument] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def meta_from(pairs: Mapping[str, str]) -> dict[str, Any]:
    """Provenance keywords from KEY=VALUE pairs. Raises BadMeta with one sentence for what is not understood."""
    supplied: dict[str, str] = {}
    out: dict[str, Any] = {}
    for key, value in pairs.items():
        if key in PROVENANCE_KEYS:
            out[key] = value
        elif key in SUPPLIED_KEYS:
            supplied[key] = value
        else:
            raise BadMeta(f"unknown key {key!r}; known are {', '.join([*SUPPLIED_KEYS, *PROVENANCE_KEYS])}")
        if key in _DATES:
            try:
                dt.date.fromisoformat(value)
            except ValueError:
                raise BadMeta(f"{key} is {value!r}, not a day as 2019-11-08") from None
        if key == "session_year" and not re.fullmatch(r"\d{4}-\d{4}", value):
            raise BadMeta(f"session_year is {value!r}, not a session year as 2019-2020")
        if key == "number" and not value.isdigit():
            raise BadMeta(f"number is {value!r}, not a number")
        if key == "kind" and value not in SUPPLIED_KEYS["kind"]:
            raise BadMeta(f"kind is {value!r}, not {SUPPLIED_KEYS['kind']}")
    if supplied:
        out["supplied"] = supplied
    return out


@dataclass(frozen=True)
class Item:
    """Bytes to keep: their name where they had one, and the keywords of their Provenance."""

    data: bytes
    name: str | None
    meta: Mapping[str, Any]


def keep(raw: Path, data: bytes, name: str | None, meta: Mapping[str, Any]) -> tuple[str, bool]:
    """Keep bytes with where they came from; returns their hash and whether anything new was written.

    The same bytes with nothing new to say are unchanged; with a new statement a further sidecar is written.
    Raises OSError where the disk refuses; then nothing half-written is left.
    """
    return keep_all(raw, [Item(data, name, meta)])[0]


def keep_all(raw: Path, items: Sequence[Item]) -> list[tuple[str, bool]]:
    """Keep several documents, safe on the disk together when this returns; what `keep` says holds of each.

    Raises OSError where the disk refuses; then nothing half-written is left, and some of the documents may be kept.
    """
    out: list[tuple[str, bool]] = []
    with _Writing() as writing:
        said_before: dict[str, dict[int, Provenance]] = {}
        there: dict[str, list[str]] = {}  # what lies in each folder
        for item in items:
            sha = hashlib.sha256(item.data).hexdigest()
            folder = os.path.join(raw, sha[:2])
            if folder not in there:
                os.makedirs(folder, exist_ok=True)
                there[folder] = os.listdir(folder)
            if sha not in said_before:
                names = [name for name in there[folder] if name.startswith(sha)]
                said_before[sha] = _statements(folder, names)
                bytes_there = any(_BODY.match(name) for name in names)
            else:
                bytes_there = True  # they are being written
            statements = said_before[sha]
            said = Provenance(sha256=sha, name=item.name, **item.meta)
            news = not any(_says_no_more(said, old) for old in statements.values())
            if news:
                n = max(statements, default=0) + 1
                statements[n] = said
                sidecar = f"{sha}.meta.json" if n == 1 else f"{sha}.meta.{n}.json"
                writing.write(folder, sidecar, (said.model_dump_json(indent=1, exclude_none=True) + "\n").encode())
            if not bytes_there:
                extension = os.path.splitext(item.name or "")[1].lower()
                writing.write(folder, sha + (extension if extension in _EXTENSIONS else ""), item.data)
            out.append((sha, news or not bytes_there))
        writing.finish()
    return out


def _says_no_more(new: Provenance, old: Provenance) -> bool:
    told = ("url", "retrieved_at", "note", "licence", "attribution", "attachment_of")
    return all(getattr(new, key) in (None, getattr(old, key)) for key in told) and (new.supplied.items() <= old.supplied.items())


class _Writing:
    """Files that appear whole or not at all: written under other names, synced together, then renamed in their order."""

    def __init__(self) -> None:
        self.files: list[tuple[str, str, bytes]] = []  # temporary path, path, bytes

    def __enter__(self) -> _Writing:
        return self

    def write(self, folder: str, name: str, data: bytes) -> None:
        self.files.append((os.path.join(folder, f".tmp-{name}"), os.path.join(folder, name), data))

    def finish(self) -> None:
        _each(_write, [(temporary, data) for temporary, _, data in self.files])
        _sync([temporary for temporary, _, _ in self.files])
        for temporary, path, _ in self.files:
            os.rename(temporary, path)
        _sync({os.path.dirname(path) for _, path, _ in self.files})
        self.files = []

    def __exit__(self, *_: object) -> None:
        for temporary, _path, _data in self.files:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)


def _each(do: Callable[[Any], None], some: Collection[Any]) -> None:
    """Do something to each; where they are many, some at once, since a disk's answers can be waited for together."""
    def these(part: list[Any]) -> None:
        for one in part:
            do(one)

    if len(some) < 8:
        these(list(some))
    else:
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(these, [list(some)[n::16] for n in range(16)]))


def _write(one: tuple[str, bytes]) -> None:
    path, data = one
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
    finally:
        os.close(handle)


def _sync(paths: Collection[str]) -> None:
    """Wait until files or folders are on the disk. Many together are asked in one go, which costs the disk a fraction of one by
    one: Linux waits in sync() until all is written; elsewhere that only begins to write, so there each is waited for."""
    if len(paths) >= 8 and sys.platform == "linux":
        os.sync()
    else:
        _each(_fsync, paths)


def _fsync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _statements(folder: str, names: Sequence[str]) -> dict[int, Provenance]:
    found: dict[int, Provenance] = {}
    for name in names:
        if match := _SIDECAR.match(name):
            found[int(match[2] or 1)] = Provenance.model_validate_json(Path(folder, name).read_bytes())
    return dict(sorted(found.items()))


def scan(raw: Path) -> Scan:
    """All kept documents, in order of hash, and what in the folder cannot be read or does not belong."""
    out = Scan()

    def unreadable(error: OSError) -> None:
        out.problems.append((_relative(raw, Path(str(error.filename))), "the folder cannot be read; give yourself read rights on it"))

    for folder, folders, names in os.walk(raw, onerror=unreadable):
        folders.sort()
        here = Path(folder)
        sidecars: dict[str, list[tuple[int, Path]]] = {}
        bodies: dict[str, Path] = {}
        for name in sorted(names):
            if side := _SIDECAR.match(name):
                sidecars.setdefault(side[1], []).append((int(side[2] or 1), here / name))
            elif body := _BODY.match(name):
                bodies[body[1]] = here / name
            elif not name.startswith("."):
                out.problems.append(
                    (_relative(raw, here / name), "the file was not kept by pq add; move it elsewhere and add it from there")
                )
        for sha, path in bodies.items():
            try:
                out.documents.append(_document(sha, path, sorted(sidecars.get(sha, []))))
            except OSError:
                out.problems.append((_relative(raw, path), "the file or its sidecar cannot be read; give yourself read rights on it"))
            except (ValidationError, ValueError) as error:
                out.problems.append((_relative(raw, path), f"its sidecar is damaged: {_first_line(error)}"))
    out.documents.sort(key=lambda document: document.sha256)
    return out


def _document(sha: str, path: Path, sidecars: list[tuple[int, Path]]) -> RawDocument:
    digest = hashlib.sha256()
    joined: dict[str, Any] = {"sha256": sha}
    supplied: dict[str, str] = {}
    for _, sidecar in sidecars:
        data = sidecar.read_bytes()
        digest.update(data)
        said = Provenance.model_validate(json.loads(data))
        if said.sha256 != sha:
            raise ValueError(f"{sidecar.name} speaks of other bytes")
        joined.update({k: v for k, v in said.model_dump(exclude={"supplied"}).items() if v is not None})
        supplied.update(said.supplied)
    return RawDocument(sha, path, Provenance(**joined, supplied=supplied), digest.hexdigest())


def addresses(raw: Path) -> Iterator[tuple[str, Path, str]]:
    """Each address that a kept document came from, the file of its bytes, and when it was got ("" where not said); an
    address that gave several documents over time comes several times. Damaged sidecars are left out; `scan` lists them."""
    for folder, _, names in os.walk(raw):
        bodies = {name[:64]: name for name in names if _BODY.match(name)}
        for name in names:
            side = _SIDECAR.match(name)
            if side and side[1] in bodies:
                with contextlib.suppress(OSError, ValueError), open(os.path.join(folder, name), "rb") as file:
                    said = json.loads(file.read())
                    if url := said.get("url"):
                        yield url, Path(folder, bodies[side[1]]), said.get("retrieved_at") or ""


def tidy(raw: Path) -> None:
    """Remove what a killed process left: temporary files, and sidecars whose bytes never came. Call it under the lock."""
    for folder, _, names in os.walk(raw):
        bodies = {name[:64] for name in names if _BODY.match(name)}
        for name in names:
            side = _SIDECAR.match(name)
            if name.startswith(".tmp-") or (side and side[1] not in bodies):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(folder, name))


def damaged(documents: list[RawDocument]) -> Iterator[tuple[Path, str]]:
    """The documents whose bytes are not, or cannot be shown to be, those that were kept."""
    for document in documents:
        try:
            document.read()
        except OSError:
            yield document.path, "the file cannot be read; give yourself read rights on it"
        except ValueError as error:
            yield document.path, str(error)


def _relative(raw: Path, path: Path) -> str:
    try:
        return path.relative_to(raw.parent).as_posix()
    except ValueError:
        return path.as_posix()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
