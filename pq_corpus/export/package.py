"""An export folder: tables in the formats asked for, with data package, codebook, citation, and the documents themselves.

Written beside its target and renamed when whole; the same corpus on the same day gives the same bytes. `restore` makes a
corpus of an export again, from the documents, topics and reviews that lie in it.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pq_corpus import __version__
from pq_corpus.export.tables import ATTRIBUTION, LICENCE, Row, Table, rows, tables

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus

FORMATS = ("csv", "excel", "jsonl", "parquet", "sqlite", "tei")
BATCH = 5000
_MEDIA = {"csv": "text/csv", "excel": "text/csv", "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}


class ExportError(Exception):
    """The export cannot be made or read; one sentence says why."""


class _Writer(Protocol):
    def put(self, table: str, row: Row) -> None: ...
    def close(self) -> None: ...


class _Csv:
    """One CSV a table. `excel` writes for Excel in Belgium: a byte order mark, semicolons, days as 31/12/2024; and a cell
    that would be read as a formula gets an apostrophe before it."""

    def __init__(self, folder: Path, excel: bool) -> None:
        self.excel = excel
        folder.mkdir()
        self.files = {}
        self.writers = {}
        for name, table in tables().items():
            file = open(folder / f"{name}.csv", "w", encoding="utf-8-sig" if excel else "utf-8", newline="")  # noqa: SIM115
            self.files[name] = file
            self.writers[name] = csv.writer(file, delimiter=";" if excel else ",", lineterminator="\r\n" if excel else "\n")
            self.writers[name].writerow(field.name for field in table.fields)
        self.names = {name: [field.name for field in table.fields] for name, table in tables().items()}

    def put(self, table: str, row: Row) -> None:
        values = [row[name] for name in self.names[table]]
        self.writers[table].writerow([self._cell(v) for v in values])

    def _cell(self, value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, bool):
            return ("WAAR" if value else "ONWAAR") if self.excel else ("true" if value else "false")
        if self.excel and isinstance(value, dt.date):
            return value.strftime("%d/%m/%Y")
        if self.excel and isinstance(value, str) and value.lstrip()[:1] in tuple("=+-@\t\r"):
            return "'" + value
        return value

    def close(self) -> None:
        for file in self.files.values():
            file.close()


class _Jsonl:
    """One file of JSON lines a table; every key is there, null where nothing is known."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.files = {name: open(folder / f"{name}.jsonl", "w", encoding="utf-8") for name in tables()}  # noqa: SIM115

    def put(self, table: str, row: Row) -> None:
        self.files[table].write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    def close(self) -> None:
        for file in self.files.values():
            file.close()


class _Parquet:
    """One Parquet file a table, in row groups of 5,000."""

    def __init__(self, folder: Path) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise ExportError("Parquet needs pyarrow; install it with: pip install 'pq-corpus[frames]'") from None
        folder.mkdir()
        kinds = {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}
        self.pa = pa
        self.schemas = {n: pa.schema([pa.field(f.name, kinds[f.type]) for f in t.fields]) for n, t in tables().items()}
        self.files = {n: pq.ParquetWriter(folder / f"{n}.parquet", schema, compression="zstd") for n, schema in self.schemas.items()}
        self.waiting: dict[str, list[Row]] = {name: [] for name in tables()}

    def put(self, table: str, row: Row) -> None:
        waiting = self.waiting[table]
        waiting.append(row)
        if len(waiting) >= BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        waiting = self.waiting[table]
        columns = [self.pa.array([row[f.name] for row in waiting], type=f.type) for f in self.schemas[table]]
        self.files[table].write_batch(self.pa.record_batch(columns, schema=self.schemas[table]))
        waiting.clear()

    def close(self) -> None:
        for name, file in self.files.items():
            if self.waiting[name]:
                self._flush(name)
            file.close()


class _Sqlite:
    """One SQLite file with a table each; days as ISO text, booleans as 0 and 1."""

    def __init__(self, path: Path) -> None:
        kinds = {"string": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "date": "TEXT"}
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA synchronous=OFF")
        self.insert: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        self.waiting: dict[str, list[list[Any]]] = {name: [] for name in tables()}
        for name, table in tables().items():
            columns = ", ".join(f'"{f.name}" {kinds[f.type]}' for f in table.fields)
            keys = ", ".join(f'"{k}"' for k in table.key)
            self.db.execute(f'CREATE TABLE "{name}" ({columns}, PRIMARY KEY ({keys})) WITHOUT ROWID')
            self.insert[name] = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(table.fields))})'
            self.names[name] = [f.name for f in table.fields]

    def put(self, table: str, row: Row) -> None:
        waiting = self.waiting[table]
        waiting.append([v.isoformat() if isinstance(v := row[name], dt.date) else v for name in self.names[table]])
        if len(waiting) >= BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        self.db.executemany(self.insert[table], self.waiting[table])
        self.waiting[table].clear()

    def close(self) -> None:
        for name in self.waiting:
            self._flush(name)
        self.db.commit()
        self.db.close()


def _writers(folder: Path, formats: Sequence[str]) -> list[_Writer]:
    made: dict[str, Callable[[], _Writer]] = {
        "csv": lambda: _Csv(folder / "csv", False), "excel": lambda: _Csv(folder / "excel", True), "jsonl": lambda: _Jsonl(folder / "jsonl"),
        "parquet": lambda: _Parquet(folder / "parquet"), "sqlite": lambda: _Sqlite(folder / "corpus.sqlite"),
    }  # fmt: skip
    return [made[name]() for name in FORMATS if name in formats and name in made]


def export(
    corpus: Corpus, target: Path, formats: Sequence[str], *, on: dt.date, keep: set[str] | None = None, documents: bool = True,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:  # fmt: skip
    """Write an export to `target` and return the rows of each table. An earlier export there is replaced when the new one is
    whole. Raises ExportError for an unknown format, another folder in the way, or a disk that refuses."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ExportError(f"there is no format {unknown[0]!r}; known are: {', '.join(FORMATS)}")
    target = target.absolute()
    if target.exists() and not (target / "datapackage.json").is_file():
        raise ExportError(f"{target} exists and is no export (it has no datapackage.json); choose another folder")
    partial = target.with_name(f".{target.name}.partial")
    counts = dict.fromkeys(tables(), 0)
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        with contextlib.ExitStack() as stack:
            writers = _writers(partial, formats)
            for writer in writers:
                stack.callback(writer.close)
            for total, (name, row) in enumerate(rows(corpus, on, keep), 1):
                counts[name] += 1
                for writer in writers:
                    writer.put(name, row)
                if progress and total % BATCH == 0:
                    progress(total)
        if "tei" in formats:
            from pq_corpus.export import tei

            tei.write(corpus, partial / "tei", keep)
        if documents:
            _documents(corpus, partial / "documents", keep)
        _describe(corpus, partial, formats, counts, on)
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            os.rename(target, old)
        os.rename(partial, target)
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


def _documents(corpus: Corpus, folder: Path, keep: set[str] | None) -> None:
    """What the corpus is made from: raw documents with their sidecars, topics, reviews and settings."""
    wanted = None
    if keep is not None:
        wanted = {s.sha256 for q in corpus.questions() if q.id in keep for s in q.sources}
    for path in sorted(corpus.raw.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and (wanted is None or path.name[:64] in wanted):
            copy = folder / "raw" / path.relative_to(corpus.raw)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    for name, pattern in (("topics", "*.toml"), ("reviews", "*.jsonl")):
        for path in sorted((corpus.folder / name).glob(pattern)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name / path.name)
    folder.mkdir(exist_ok=True)
    shutil.copyfile(corpus.folder / "corpus.toml", folder / "corpus.toml")


def restore(source: Path, target: Path) -> Corpus:
    """A corpus made of an export again, built. Raises ExportError where the export lacks its documents or they were changed,
    CorpusError where `target` holds a corpus already."""
    from pq_corpus.corpus import init
    from pq_corpus.raw import scan

    documents = source / "documents"
    if not (documents / "corpus.toml").is_file():
        raise ExportError(f"{source} holds no documents/ to make a corpus of; export it again without --without-documents")
    found = scan(documents / "raw") if (documents / "raw").is_dir() else None
    for document in found.documents if found else []:
        try:
            document.read()
        except (OSError, ValueError) as error:
            raise ExportError(f"{source}: {error}") from error
    if found and found.problems:
        raise ExportError(f"{source}: {found.problems[0][0]}: {found.problems[0][1]}")
    corpus = init(target)
    for topic in (target / "topics").glob("*.toml"):
        topic.unlink()
    shutil.copytree(documents, target, dirs_exist_ok=True)
    corpus.build()
    return corpus


# --- description ---------------------------------------------------------------------------------------------------------


def _resource(folder: Path, table: Table, form: str) -> Row:
    path = f"{form}/{table.name}.{'csv' if form in ('csv', 'excel') else form}"
    data = (folder / path).read_bytes()
    fields = []
    for f in table.fields:
        one: Row = {"name": f.name, "type": f.type, "title": f.nl, "description": f.en}
        if form == "excel" and f.type == "date":
            one["format"] = "%d/%m/%Y"
        if form == "excel" and f.type == "boolean":
            one |= {"trueValues": ["WAAR"], "falseValues": ["ONWAAR"]}
        if f.name in table.key:
            one["constraints"] = {"required": True}
        fields.append(one)
    out: Row = {
        "name": f"{table.name}-{form}".replace("_", "-"), "title": table.nl, "description": table.en, "path": path, "format": "csv" if form == "excel" else form,
        "mediatype": _MEDIA[form], "encoding": "utf-8-sig" if form == "excel" else "utf-8", "bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]},
    }  # fmt: skip
    if form == "excel":
        out["dialect"] = {"csv": {"delimiter": ";"}}
    return out


def _describe(corpus: Corpus, folder: Path, formats: Sequence[str], counts: dict[str, int], on: dt.date) -> None:
    name = str(corpus.settings.get("name") or corpus.folder.name)
    title = f"{name}: parlementaire vragen en toezeggingen"
    # Frictionless reads JSON lines under another schema than ours of nulls; Parquet and SQLite describe themselves
    described = [form for form in ("csv", "excel") if form in formats]
    resources = [_resource(folder, table, form) for form in described for table in tables().values()]
    listed = {_path(folder, p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}
    package = {
        "profile": "data-package", "name": "pq-corpus", "title": title, "version": on.isoformat(), "created": f"{on.isoformat()}T00:00:00Z",
        "description": "Parliamentary questions of the Flemish Parliament with sub-questions, answers and commitments, each with its place in the source.",
        "licenses": [{"name": "modellicentie-gratis-hergebruik", "title": f"{LICENCE}; bronvermelding: {ATTRIBUTION}"}],
        "contributors": [{"title": ATTRIBUTION, "role": "publisher"}],
        "tool": {"name": "pq-corpus", "version": __version__, "rules": _rules(), "statuses_as_of": on.isoformat()}, "counts": counts,
        "resources": resources or [{"name": "files", "path": sorted(listed)}], "files": [{"path": p, "hash": f"sha256:{h}"} for p, h in listed.items()],
    }  # fmt: skip
    (folder / "CODEBOOK.md").write_text(_codebook(), encoding="utf-8")
    (folder / "CITATION.cff").write_text(
        f'cff-version: 1.2.0\nmessage: "Vermeld deze dataset en haar bron, {ATTRIBUTION}, als u haar gebruikt."\ntype: dataset\n'
        f'title: {json.dumps(title, ensure_ascii=False)}\nversion: "{on.isoformat()}"\ndate-released: "{on.isoformat()}"\n'
        f'authors:\n  - name: "{ATTRIBUTION}"\nlicense-url: "https://overheid.vlaanderen.be/modellicentie-gratis-hergebruik"\n'
        f'abstract: "Made with pq-corpus {__version__}, rules {_rules()}."\n',
        encoding="utf-8",
    )
    lines = [f"# {title}", "", f"Stand op {on.isoformat()}; gemaakt met pq-corpus {__version__} (regels {_rules()}).",
             f"Bron: {ATTRIBUTION}; licentie: {LICENCE}.", "", "| tabel | rijen |", "| --- | ---: |"]  # fmt: skip
    lines += [f"| {table} | {count} |" for table, count in counts.items()]
    lines += ["", "De kolommen staan in CODEBOOK.md, het schema en de hash van elk bestand in datapackage.json.",
              "Er opnieuw een corpus van maken: `pq --corpus NIEUW import DEZE_MAP`.", ""]  # fmt: skip
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _path(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _rules() -> str:
    from pq_corpus.corpus import _code_fingerprint

    return _code_fingerprint()[:12]


def _codebook() -> str:
    lines = ["# Codeboek / Codebook", "", "Lijsten in een veld staan met ` | ` ertussen. / Lists in a field are joined by ` | `.", ""]
    for table in tables().values():
        lines += [f"## {table.name}", "", f"{table.nl} / {table.en}", "", f"Sleutel / key: {', '.join(table.key)}", ""]
        lines += ["| kolom / column | type | betekenis | meaning |", "| --- | --- | --- | --- |"]
        lines += [f"| {f.name} | {f.type} | {f.nl} | {f.en} |" for f in table.fields] + [""]
    return "\n".join(lines)
