"""Rows a second of each format beside the bare library that writes the same rows from memory, and peak memory.

    python benchmarks/export.py [QUESTIONS ...]        10000 by default; then the ratios, for each number the peak memory

The corpus is generated: copies of the questions of a built corpus (the sample corpus, or $PQ_CORPUS) under other numbers,
straight into the store. Both sides write the same rows in full: ours reads them from the store, as of a day, with
statuses told anew; the bare library has them in memory in the form it likes best.
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
FORMATS = ("csv", "jsonl", "parquet", "sqlite")


def generate(folder: Path, count: int) -> None:
    import pq_corpus
    from pq_corpus.export import rows
    from pq_corpus.store import Store

    shutil.copytree(Path(os.environ.get("PQ_CORPUS", ROOT / "corpus")), folder, ignore=shutil.ignore_patterns(".derived"))
    corpus = pq_corpus.open(folder)
    corpus.build()
    models = [(q, corpus.store.commitments(q.id)) for q in corpus.questions()]
    corpus.store.close()
    store = Store(folder / ".derived" / "corpus.sqlite", create=True)
    made = []
    with store.step():
        for n in range(count - len(models)):
            question, commitments = models[n % len(models)]
            ident = f"{question.id}-{n}"
            some = [c.model_copy(update={"id": c.id.replace(question.id, ident), "question": ident}) for c in commitments]
            store.put_question(question.model_copy(update={"id": ident}), "", [], some)
            made.append(ident)
    rows.update(store, made, corpus.topics)
    store.close()


def ours(folder: str, form: str) -> None:
    """In a process of its own: the export in one format; prints seconds, rows and peak memory."""
    import pq_corpus

    corpus = pq_corpus.open(folder)
    if form == "parquet":
        import pyarrow.parquet  # noqa: F401  loading a library is not writing
    start = time.perf_counter()
    counts = corpus.export(Path(folder).parent / f"out-{form}", form.split(","), on=ON, documents=False)
    print(json.dumps([time.perf_counter() - start, sum(counts.values()), _peak()]))


def bare(folder: str, form: str) -> None:
    """In a process of its own: the library alone, from rows in memory; prints seconds and rows."""
    import pq_corpus
    from pq_corpus.export import rows
    from pq_corpus.export.tables import tables

    held = {t.name: list(itertools.chain.from_iterable(b)) for t, b in rows.read(pq_corpus.open(folder), ON)}
    names = {t.name: t.names for t, _ in rows.read(pq_corpus.open(folder), ON)}
    out = Path(folder).parent / f"bare-{form}"
    out.mkdir()
    if form in ("jsonl", "parquet"):
        dicts = {name: [dict(zip(names[name], row, strict=True)) for row in some] for name, some in held.items()}
    if form == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq
    start = time.perf_counter()
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
    print(json.dumps([time.perf_counter() - start, sum(map(len, held.values()))]))


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
                    tries.append((run("--bare", folder, form)[0], run("--ours", folder, form)))
                theirs, (seconds, total, _) = min(t for t, _ in tries), min(o for _, o in tries)
                print(f"{count} questions, {form}: {total / seconds:,.0f} rows/s; {theirs / seconds:.2f} of the bare library's {total / theirs:,.0f} (goal at least 0.5)")  # fmt: skip
            seconds, total, memory = run("--ours", folder, ",".join(FORMATS))
            print(f"{count} questions, {total:,} rows, all four formats in one run: {seconds:.1f} s, peak {memory:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        ours(*sys.argv[2:])
    elif sys.argv[1:2] == ["--bare"]:
        bare(*sys.argv[2:])
    else:
        main()
