"""Rows a second of each format beside the bare library that writes the same rows from memory, and peak memory.

    python benchmarks/export.py [QUESTIONS ...]        10000 by default; then the ratios, for each number the peak memory

The corpus is generated: copies of the questions of a built corpus (the sample corpus, or $PQ_CORPUS) under other numbers,
straight into the store. Both sides write the same rows in full: ours reads them from the store, as of a day, with
statuses told anew; the bare library has them in memory in the form it likes best. On a busy machine the processor time says more.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ON = dt.date(2021, 7, 1)
FORMATS = ("csv", "jsonl", "parquet", "sqlite", "tei")
TEI = "http://www.tei-c.org/ns/1.0"


def generate(folder: Path, count: int) -> None:
    import pq_corpus
    from pq_corpus.export.tables import tables
    from pq_corpus.store import Store

    shutil.copytree(Path(os.environ.get("PQ_CORPUS", ROOT / "corpus")), folder, ignore=shutil.ignore_patterns(".derived"))
    corpus = pq_corpus.open(folder)
    corpus.build()
    models = len(corpus.store.ids())
    corpus.store.close()
    store = Store(folder / ".derived" / "corpus.sqlite", create=True)
    copies = max(count // models - 1, 0)
    with store.step():
        store.db.execute("CREATE TEMP TABLE copy (n INTEGER PRIMARY KEY)")
        store.db.executemany("INSERT INTO copy VALUES (?)", ((n,) for n in range(copies)))
        for name, table in tables().items():
            owned = {"id": "question"} if name == "commitments" else {"id": "id"} if name == "questions" else {}
            if (not owned and "question" not in table.names) or name == "evidence":
                continue
            said = {c: f'"{c}"' for c in table.names} | {"question": "question || '-' || n"}
            said |= {c: f"replace(id, {owner}, {owner} || '-' || n)" for c, owner in owned.items()}
            said["target"] = "NULL"  # a copy cites nothing
            store.db.execute(f'INSERT INTO "rows_{name}" SELECT {", ".join(said[c] for c in table.names)} FROM "rows_{name}", copy')
        store.db.execute(
            """INSERT INTO questions SELECT id || '-' || n, '', kind, number, session_year, date, replace(record, '"' || id || '"', '"' || id || '-' || n || '"')
            FROM questions, copy"""
        )
    store.close()


def ours(folder: str, form: str) -> None:
    """In a process of its own: the export in one format; prints seconds, processor seconds, rows and peak memory."""
    import pq_corpus

    corpus = pq_corpus.open(folder)
    if form == "parquet":
        import pyarrow.parquet  # noqa: F401  loading a library is not writing
    start, busy = time.perf_counter(), time.process_time()
    counts = corpus.export(Path(folder).parent / f"out-{form}", form.split(","), on=ON, documents=False)
    print(json.dumps([time.perf_counter() - start, time.process_time() - busy, sum(counts.values()), _peak()]))


def bare(folder: str, form: str) -> None:
    """In a process of its own: the library alone, from rows in memory; prints seconds, processor seconds and rows."""
    import pq_corpus
    from pq_corpus.export import rows
    from pq_corpus.export.tables import tables

    if form == "tei":
        from lxml import etree

        def plain(element: etree._Element) -> tuple:
            return element.tag, dict(element.attrib), element.text, element.tail, [plain(one) for one in element]

        def build(parent: etree._Element | None, told: tuple) -> etree._Element:
            tag, attributes, text, tail, inner = told
            made = etree.Element(tag, attributes, nsmap={None: TEI}) if parent is None else etree.SubElement(parent, tag, attributes)
            made.text, made.tail = text, tail
            for one in inner:
                build(made, one)
            return made

        trees = [plain(etree.parse(path).getroot()) for path in sorted((Path(folder).parent / "out-tei" / "tei").glob("*-*.xml"))]
        out = Path(folder).parent / "bare-tei"
        out.mkdir()
        start, busy = time.perf_counter(), time.process_time()
        for n, told in enumerate(trees):
            (out / f"{n}.xml").write_bytes(etree.tostring(build(None, told), encoding="utf-8", xml_declaration=True))
        print(json.dumps([time.perf_counter() - start, time.process_time() - busy, len(trees)]))
        return
    held = {t.name: list(itertools.chain.from_iterable(b)) for t, b in rows.read(pq_corpus.open(folder), ON)}
    names = {t.name: t.names for t, _ in rows.read(pq_corpus.open(folder), ON)}
    out = Path(folder).parent / f"bare-{form}"
    out.mkdir()
    if form in ("jsonl", "parquet"):
        dicts = {name: [dict(zip(names[name], row, strict=True)) for row in some] for name, some in held.items()}
    if form == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq
    start, busy = time.perf_counter(), time.process_time()
    if form == "csv":
        for name, some in held.items():
            with open(out / f"{name}.csv", "w", newline="") as file:
                csv.writer(file).writerows(some)
    elif form == "jsonl":
        for name, some in dicts.items():
            with open(out / f"{name}.jsonl", "w") as file:
                file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in some)
    elif form == "parquet":
        for name, some in dicts.items():
            if some:
                pq.write_table(pa.Table.from_pylist(some), out / f"{name}.parquet", compression="zstd")
    elif form == "sqlite":
        db = sqlite3.connect(out / "x.sqlite")
        for name, some in held.items():
            db.execute(rows.create(tables()[name], name, tables()[name].key))  # the same tables, with their keys
            db.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(names[name]))})', some)
        db.commit()
        db.close()
    print(json.dumps([time.perf_counter() - start, time.process_time() - busy, sum(map(len, held.values()))]))


def _peak() -> float:
    """Peak memory of this process in MB."""
    return next(int(line.split()[1]) / 1024 for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))


def run(what: str, folder: Path, form: str) -> list[float]:
    done = subprocess.run([sys.executable, __file__, what, str(folder), form], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> None:
    for nth, count in enumerate([int(n) for n in sys.argv[1:]] or [10_000]):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "corpus"
            generate(folder, count)
            for form in FORMATS if nth == 0 else ():
                tries = []
                for _ in range(3):
                    shutil.rmtree(Path(temporary) / f"bare-{form}", ignore_errors=True)
                    tries.append((run("--ours", folder, form), run("--bare", folder, form)))
                (seconds, busy), (theirs, their_busy) = (tuple(min(t[who][n] for t in tries) for n in (0, 1)) for who in (0, 1))
                rows, what = tries[0][1][2], "files" if form == "tei" else "rows"
                print(
                    f"{count} questions, {form}: {rows / seconds:,.0f} {what}/s; {theirs / seconds:.2f} of the bare library's {rows / theirs:,.0f}; "
                    f"by processor time {their_busy / busy:.2f} (goal at least 0.5)"
                )
            for some in (FORMATS[:4], FORMATS[4:]):
                seconds, _, _, memory = run("--ours", folder, ",".join(some))
                print(f"{count} questions, {', '.join(some)} in one run: {seconds:.1f} s, peak {memory:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        ours(*sys.argv[2:])
    elif sys.argv[1:2] == ["--bare"]:
        bare(*sys.argv[2:])
    else:
        main()
