"""An export folder: tables in the formats asked for, with data package, codebook, citation, and the documents themselves.

Written beside its target and renamed when whole; the same corpus on the same day gives the same bytes. `restore` makes a
corpus of an export again, from the documents, topics and reviews that lie in it.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pq_corpus import __version__, raw
from pq_corpus.export import frames, rows
from pq_corpus.export.rows import Row
from pq_corpus.export.tables import ATTRIBUTION, LICENCE, LICENCE_URL, Table, tables, values

if TYPE_CHECKING:
    import datetime as dt

    from pq_corpus.corpus import Corpus

FORMATS = ("csv", "excel", "jsonl", "parquet", "sqlite", "tei")
GROUP_BYTES = 16 * 2**20  # of a row group of Parquet, before compression
EXCEL_CELL = 32_767  # characters; Excel breaks a longer cell over rows
Progress = Callable[[str, int, int], None]


class ExportError(Exception):
    """The export cannot be made or read; one sentence says why."""


class _Writer(Protocol):
    def put(self, table: Table, some: list[Row]) -> None: ...
    def close(self) -> None: ...


class _Text:
    """One text file a table; days as they are in the rows (ISO)."""

    suffix = "csv"
    encoding = "utf-8"

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.files = {n: open(folder / f"{n}.{self.suffix}", "w", encoding=self.encoding, newline="") for n in tables()}  # noqa: SIM115
        self.booleans = {name: [n for n, f in enumerate(t.fields) if f.type == "boolean"] for name, t in tables().items()}

    def close(self) -> None:
        for file in self.files.values():
            file.close()

    def typed(self, table: Table, some: list[Row], told: tuple[Any, Any]) -> Iterable[Sequence[Any]]:
        """The rows with their booleans as `told` (false, true)."""
        if not (places := self.booleans[table.name]):
            return some
        made = [list(row) for row in some]
        for row in made:
            for n in places:
                if row[n] is not None:
                    row[n] = told[row[n]]
        return made


class _Csv(_Text):
    """CSV as RFC 4180 has it, but for its line ends; nothing for what is not known."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.writers = {name: csv.writer(file, lineterminator="\n") for name, file in self.files.items()}
        for name, table in tables().items():
            self.writers[name].writerow(table.names)

    def put(self, table: Table, some: list[Row]) -> None:
        self.writers[table.name].writerows(self.typed(table, some, ("false", "true")))


class _Excel(_Text):
    """CSV for Excel in Belgium: a byte order mark, semicolons, days as 31/12/2024; a cell that would be read as a formula
    gets an apostrophe before it, and one longer than a cell of Excel ends in […]."""

    encoding = "utf-8-sig"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.writers = {name: csv.writer(file, delimiter=";", lineterminator="\r\n") for name, file in self.files.items()}
        self.days = {name: [n for n, f in enumerate(t.fields) if f.type == "date"] for name, t in tables().items()}
        for name, table in tables().items():
            self.writers[name].writerow(table.names)

    def put(self, table: Table, some: list[Row]) -> None:
        days = self.days[table.name]
        for row in self.typed(table, some, ("ONWAAR", "WAAR")):
            cells = [_excel(value) if type(value) is str else value for value in row]
            for n in days:
                if day := row[n]:
                    cells[n] = f"{day[8:]}/{day[5:7]}/{day[:4]}"
            self.writers[table.name].writerow(cells)


def _excel(text: str) -> str:
    if text[:1] in _HIDDEN or text.lstrip()[:1] in _FORMULA:
        text = "'" + text
    return text if len(text) <= EXCEL_CELL else text[: EXCEL_CELL - 4] + " […]"


_FORMULA = frozenset("=+-@＝＋－＠")
_HIDDEN = frozenset("\t\r")


class _Jsonl(_Text):
    """One file of JSON lines a table; every key is there, null where nothing is known."""

    suffix = "jsonl"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.encode = json.JSONEncoder(ensure_ascii=False).encode

    def put(self, table: Table, some: list[Row]) -> None:
        names, encode = table.names, self.encode
        made = [encode(dict(zip(names, row, strict=True))) for row in self.typed(table, some, (False, True))]
        self.files[table.name].write("\n".join(made) + "\n")


class _Parquet:
    """One Parquet file a table, in row groups of about 16 MB."""

    def __init__(self, folder: Path) -> None:
        try:
            schemas = {name: frames.schema(table) for name, table in tables().items()}
        except frames.NoFrame as error:
            raise ExportError(str(error)) from error
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder.mkdir()
        self.pa = pa
        self.files = {name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") for name, schema in schemas.items()}
        self.waiting: list[Any] = []
        self.table = ""

    def put(self, table: Table, some: list[Row]) -> None:
        if self.table != table.name:
            self._flush()
        self.table = table.name
        self.waiting.append(frames.batch(table, some))
        if sum(batch.nbytes for batch in self.waiting) >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        waiting, self.waiting = self.waiting, []
        if waiting:
            self.files[self.table].write_table(self.pa.Table.from_batches(waiting))

    def close(self) -> None:
        self._flush()
        for file in self.files.values():
            file.close()


class _Sqlite:
    """One SQLite file with a table each; days as ISO text, booleans as 0 and 1."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA page_size=16384")  # rows with long texts are written a fifth faster than in pages of 4 KB
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute("BEGIN")
        for name, table in tables().items():
            self.db.execute(rows.create(table, name, table.key))

    def put(self, table: Table, some: list[Row]) -> None:
        self.db.executemany(rows.insert(table, table.name), some)

    def close(self) -> None:
        try:
            self.db.execute("COMMIT")
        finally:
            self.db.close()


def _writers(folder: Path, formats: Sequence[str], stack: contextlib.ExitStack) -> list[_Writer]:
    made: dict[str, Callable[[], _Writer]] = {
        "csv": lambda: _Csv(folder / "csv"), "excel": lambda: _Excel(folder / "excel"), "jsonl": lambda: _Jsonl(folder / "jsonl"),
        "parquet": lambda: _Parquet(folder / "parquet"), "sqlite": lambda: _Sqlite(folder / "corpus.sqlite"),
    }  # fmt: skip
    out = []
    for name in FORMATS:
        if name in formats and name in made:
            out.append(made[name]())
            stack.callback(out[-1].close)
    return out


def export(
    corpus: Corpus, target: Path, formats: Sequence[str], *, on: dt.date, keep: set[str] | None = None, documents: bool = True,
    progress: Progress | None = None,
) -> dict[str, int]:  # fmt: skip
    """Write an export to `target` and return the rows of each table, and of TEI the files, utterances and words. An earlier export there is replaced when the new one is
    whole. `progress` is told what is written, how much of it is done, and of how much (0 where that is not known).
    Raises ExportError for an unknown format, another folder in the way, or a disk that refuses; rows.Behind."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        said = f"there is no format {unknown[0]!r}" if unknown else "no format is named"
        raise ExportError(f"{said}; known are: {', '.join(FORMATS)}")
    target = target.absolute()
    partial, old = target.with_name(f".{target.name}.partial"), target.with_name(f".{target.name}.old")
    tell = progress or (lambda step, done, total: None)
    counts: dict[str, int] = {}
    hashed: dict[str, str] = {}
    try:
        if old.exists() and not target.exists():  # a run that was killed between its last two steps
            os.rename(old, target)
        if target.exists() and not (target / "datapackage.json").is_file():
            raise ExportError(f"{target} exists and is no export (it has no datapackage.json); choose another folder")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        with contextlib.ExitStack() as stack:
            writers = _writers(partial, formats, stack)
            totals = rows.totals(corpus, keep)
            for table, batches in rows.read(corpus, on, keep) if writers else ():
                counts[table.name] = 0
                for some in batches:
                    for writer in writers:
                        writer.put(table, some)
                    counts[table.name] += len(some)
                    tell(table.name, counts[table.name], totals.get(table.name, 0))
        if "tei" in formats:
            from pq_corpus.export import tei

            told, hashed = tei.write(corpus, partial / "tei", keep, tell)
            counts |= told
        if documents:
            _documents(corpus, partial / "documents", keep, tell)
        _describe(corpus, partial, formats, counts, on, keep is not None, tell, hashed)
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            os.rename(target, old)
        try:
            os.rename(partial, target)
        except OSError:
            if old.exists():
                os.rename(old, target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, sqlite3.OperationalError) as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise ExportError(
            f"{target} could not be written: {getattr(error, 'strerror', None) or error}; what was there before is whole"
        ) from error
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return counts


_KEPT = (("topics", "*.toml"), ("searches", "*.toml"), ("reviews", "*.jsonl"))


def _walk(folder: Path, hidden: bool = True) -> Iterator[Path]:
    """The files below a folder in a fixed order, a folder at a time, so that memory does not grow with their number."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, hidden)
        elif entry.is_file() and (hidden or not entry.name.startswith(".")):
            yield folder / entry.name


def _documents(corpus: Corpus, folder: Path, keep: set[str] | None, tell: Progress) -> None:
    """What the corpus is made from: raw documents with their sidecars, topics, reviews and settings. A selection takes the
    documents of its questions, and the payloads on members, by which their names are read."""
    wanted = None
    if keep is not None:
        members = {path.name[:64] for url, path, _ in raw.addresses(corpus.raw) if "/opendata/vv/" in url}
        wanted = rows.documents(corpus, keep) | members
    total = 0 if keep is not None else corpus.store.document_count()
    count = 0
    for path in _walk(corpus.raw, hidden=False):
        if wanted is None or path.name[:64] in wanted:
            copy = folder / "raw" / path.relative_to(corpus.raw)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            count += not path.name.endswith(".json") or ".meta." not in path.name
            tell("documents", count, total)
    for name, pattern in _KEPT:
        for path in sorted((corpus.folder / name).glob(pattern)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name / path.name)
    folder.mkdir(exist_ok=True)
    shutil.copyfile(corpus.folder / "corpus.toml", folder / "corpus.toml")


def restore(source: Path, target: Path, progress: Progress | None = None) -> Corpus:
    """A corpus made of an export again, built; only files whose hash the export lists are taken. Raises ExportError where the
    export lacks its documents or they were changed, CorpusError where `target` holds a corpus already."""
    from pq_corpus.corpus import Corpus, CorpusError

    if not (source / "documents" / "corpus.toml").is_file():
        raise ExportError(f"{source} holds no documents/ to make a corpus of; export it again without --without-documents")
    if target.exists() and any(target.iterdir()):
        raise CorpusError(f"{target} already holds a corpus or something else; choose another folder")
    partial = target.absolute().with_name(f".{target.absolute().name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        for name in ("raw", "topics", "reviews"):
            (partial / name).mkdir(parents=True)
        for line in (source / SUMS).read_text(encoding="utf-8").splitlines():
            sha, path = line[:64], line[66:]
            parts = path.split("/")
            if parts[0] != "documents":
                continue
            inside = (source / path).resolve().is_relative_to(source.resolve() / "documents")
            if not inside or parts[1] not in ("corpus.toml", "raw", *dict(_KEPT)):
                raise ExportError(f"{source}: {path} belongs in no corpus")
            data = (source / path).read_bytes()
            if hashlib.sha256(data).hexdigest() != sha:
                raise ExportError(f"{source}: {path} was changed after the export; get the export anew")
            copy = partial.joinpath(*parts[1:])
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)
        (partial / ".gitignore").write_text(".derived/\n")
        Corpus(partial).build(progress=progress)
        os.rename(partial, target)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise ExportError(f"{source} cannot be imported: {error.strerror}{where}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Corpus(target)


# --- description ---------------------------------------------------------------------------------------------------------

_TEI = {"tei_files": "Bestanden in TEI.", "tei_utterances": "Tussenkomsten in TEI.", "tei_words": "Woorden in TEI."}
SUMS = "SHA256SUMS"  # a line for each other file, as sha256sum writes and checks them
_MEDIA = {"csv": "text/csv", "excel": "text/csv", "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet",
          "sqlite": "application/vnd.sqlite3", "tei": "application/tei+xml"}  # fmt: skip


def schema(table: Table, form: str = "csv") -> dict[str, Any]:
    """The Table Schema of a table; that of `excel` says how it writes days and booleans."""
    fields = []
    for f in table.fields:
        one: dict[str, Any] = {"name": f.name, "type": f.type, "title": f.nl, "description": f.en}
        if f.unit:
            one["unit"] = f.unit[1]
        if form == "excel" and f.type == "date":
            one["format"] = "%d/%m/%Y"
        if form == "excel" and f.type == "boolean":
            one |= {"trueValues": ["WAAR"], "falseValues": ["ONWAAR"]}
        limits: dict[str, Any] = {"required": True} if f.name in table.key else {}
        if f.values:
            limits["enum"] = list(values()[f.values])
        fields.append(one | ({"constraints": limits} if limits else {}))
    links = [
        {"fields": [f.name], "reference": {"resource": _resource_name(f.table, form), "fields": list(tables()[f.table].key)}}
        for f in table.fields if f.table
    ]  # fmt: skip
    made: dict[str, Any] = {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}
    return made | ({"foreignKeys": links} if links else {})


def _resource_name(table: str, form: str) -> str:
    return f"{table}-{form}".replace("_", "-")


def _resource(folder: Path, table: Table, form: str, hashes: dict[str, str]) -> dict[str, Any]:
    path = f"{form}/{table.name}.{'csv' if form in ('csv', 'excel') else form}"
    made = {"name": _resource_name(table.name, form), "title": table.nl, "description": table.en, "path": path, **_file(folder, path, form, hashes),
            "schema": schema(table, form)}  # fmt: skip
    if form in ("csv", "excel"):
        made |= {"type": "table", "profile": "tabular-data-resource", "encoding": "utf-8-sig" if form == "excel" else "utf-8"}
    if form == "excel":
        made["dialect"] = {"csv": {"delimiter": ";"}}
    return made


def _file(folder: Path, path: str, form: str, hashes: dict[str, str]) -> dict[str, Any]:
    # frictionless reads CSV as it is installed; of every other file it checks bytes and hash
    return {"type": "file", "format": "csv" if form == "excel" else form, "mediatype": _MEDIA.get(form, "text/plain"),
            "bytes": (folder / path).stat().st_size, "hash": f"sha256:{hashes[path]}"}  # fmt: skip


def _hash(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sums(folder: Path, tell: Progress, hashed: dict[str, str]) -> dict[str, str]:
    """Write the hash of every file, those in `hashed` as told; returned are those of the files that the data package describes."""
    kept = {}
    with open(folder / SUMS, "w", encoding="utf-8") as sums:
        for n, path in enumerate(_walk(folder), 1):
            name = path.relative_to(folder).as_posix()
            if name == SUMS:
                continue
            tell("hashes", n, 0)
            digest = hashed.get(name) or _hash(path)
            sums.write(f"{digest}  {name}\n")
            if not name.startswith("documents/") and (not name.startswith("tei/") or name == "tei/corpus.xml"):
                kept[name] = digest
    return kept | {SUMS: hashlib.sha256((folder / SUMS).read_bytes()).hexdigest()}


def _describe(corpus: Corpus, folder: Path, formats: Sequence[str], counts: dict[str, int], on: dt.date, selection: bool, tell: Progress, hashed: dict[str, str]) -> None:
    title = str(corpus.settings.get("name") or corpus.folder.name)
    rules = _rules(corpus)
    tool = f"pq-corpus {__version__}, rules {rules}"
    (folder / "CODEBOOK.md").write_text(_codebook(), encoding="utf-8")
    (folder / "CITATION.cff").write_text(
        f'cff-version: 1.2.0\nmessage: "Vermeld deze dataset en haar bron, {ATTRIBUTION}, als u haar gebruikt."\ntype: dataset\n'
        f'title: {json.dumps(title, ensure_ascii=False)}\nversion: "{on.isoformat()}"\ndate-released: "{on.isoformat()}"\n'
        f'authors:\n  - name: "{ATTRIBUTION}"\nlicense-url: "{LICENCE_URL}"\n'
        f'keywords:\n  - "parliamentary questions"\n  - "Flanders"\n  - "commitments"\nabstract: "Made with {tool}."\n',
        encoding="utf-8",
    )
    lines = [
        f"# {title}",
        "",
        f"Stand op {on.isoformat()}; gemaakt met {tool}.",
        f"Bron: {ATTRIBUTION}; licentie: [{LICENCE}]({LICENCE_URL}).",
    ]
    if selection:
        lines += ["", "Dit is een keuze uit een groter corpus: verwijzingen en opvolging kunnen naar vragen leiden die er niet in zitten, en een corpus",
                  "dat men er weer van maakt kent die vragen niet. / A selection from a larger corpus: what it refers to may lie outside."]  # fmt: skip
    lines += [
        "",
        "| tabel | rijen | |",
        "| --- | ---: | --- |",
        *(f"| {name} | {n} | {tables()[name].nl if name in tables() else _TEI[name]} |" for name, n in counts.items()),
        "",
    ]
    lines += ["De kolommen en hun waarden staan in CODEBOOK.md, schema's in datapackage.json, de hash van elk bestand in SHA256SUMS",
              "(`sha256sum -c SHA256SUMS`). Er opnieuw een corpus van maken: `pq --corpus NIEUW import DEZE_MAP`.", ""]  # fmt: skip
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")
    hashes = _sums(folder, tell, hashed)
    described = [_resource(folder, table, form, hashes) for form in FORMATS[:4] if form in formats for table in tables().values()]
    for form, path in (("sqlite", "corpus.sqlite"), ("tei", "tei/corpus.xml"), ("sums", SUMS)):
        if path in hashes:
            described.append({"name": form, "path": path, **_file(folder, path, form, hashes)})
    package = {
        "profile": "data-package", "name": "pq-corpus", "title": title, "version": on.isoformat(), "created": f"{on.isoformat()}T00:00:00Z",
        "description": "Questions of the Flemish Parliament with sub-questions, answers and commitments, each with its place in the source.",
        "keywords": ["parliamentary questions", "Flanders", "commitments"],
        "licenses": [{"name": "modellicentie-gratis-hergebruik", "path": LICENCE_URL, "title": f"{LICENCE}; bronvermelding: {ATTRIBUTION}"}],
        "sources": [{"title": ATTRIBUTION, "path": "https://www.vlaamsparlement.be"}], "contributors": [{"title": ATTRIBUTION, "role": "publisher"}],
        "tool": {"name": "pq-corpus", "version": __version__, "rules": rules, "statuses_as_of": on.isoformat()}, "counts": counts,
        "resources": described,
    }  # fmt: skip
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rules(corpus: Corpus) -> str:
    """A mark of the rules, people and topics by which the records, rows and evidence of the corpus were made."""
    marks = [corpus.store.meta(name) or "" for name in ("code", "rows", "cues")]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:12]


def _codebook() -> str:
    lines = ["# Codeboek / Codebook", "", "Lijsten in een veld staan met ` | ` ertussen; leeg is niet bekend. / Lists in a field are joined by ` | `; empty is not known.", ""]  # fmt: skip
    for table in tables().values():
        lines += [f"## {table.name}", "", f"{table.nl} / {table.en}", "", f"Sleutel / key: {', '.join(table.key)}", ""]
        lines += ["| kolom / column | type | betekenis | meaning |", "| --- | --- | --- | --- |"]
        for f in table.fields:
            more = [("; in " + f.unit[0], "; in " + f.unit[1])] if f.unit else []
            more += [(f"; waarden: {f.values}", f"; values: {f.values}")] if f.values else []
            more += [(f"; sleutel van {f.table}", f"; key of {f.table}")] if f.table else []
            lines.append(f"| {f.name} | {f.type} | {f.nl}{''.join(nl for nl, _ in more)} | {f.en}{''.join(en for _, en in more)} |")
        lines.append("")
    lines += ["## Waarden / values", ""]
    for name, some in values().items():
        lines += [f"### {name}", "", "| waarde / value | betekenis | meaning |", "| --- | --- | --- |"]
        lines += [f"| {value} | {nl} | {en} |" for value, (nl, en) in some.items()] + [""]
    return "\n".join(lines)
