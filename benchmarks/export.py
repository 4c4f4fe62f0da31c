"""Speed of each format beside the bare library that writes the same rows from memory, and peak memory of a whole export.

    python benchmarks/export.py [QUESTIONS ...]        10000 by default

The corpus is generated: copies of the two founding questions under other numbers, straight into the store.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
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


def generate(folder: Path, count: int) -> None:
    import pq_corpus
    from pq_corpus.store import Store

    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".derived"))
    corpus = pq_corpus.open(folder)
    corpus.build()
    models = [(q, corpus.store.commitments(q.id)) for q in corpus.questions()]
    corpus.store.close()
    store = Store(folder / ".derived" / "corpus.sqlite", create=True)
    with store.step():
        for n in range(count - len(models)):
            question, commitments = models[n % len(models)]
            ident = f"{question.id}-{n}"
            made = [c.model_copy(update={"id": c.id.replace(question.id, ident), "question": ident}) for c in commitments]
            store.put_question(question.model_copy(update={"id": ident}), "", [], made)
    store.close()


def one(folder: str, form: str) -> None:
    """In a process of its own: the export in one format; prints seconds and peak memory."""
    import pq_corpus

    corpus = pq_corpus.open(folder)
    start = time.perf_counter()
    counts = corpus.export(Path(folder).parent / f"out-{form}", [form], on=ON, documents=False)
    peak = next(int(line.split()[1]) / 1024 for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps([time.perf_counter() - start, sum(counts.values()), peak]))


def bare(form: str, rows: dict[str, list[dict]], folder: Path) -> float:
    """The library alone, from rows in memory."""
    folder.mkdir()
    start = time.perf_counter()
    if form == "csv":
        for name, some in rows.items():
            with open(folder / f"{name}.csv", "w", newline="") as file:
                csv.writer(file).writerows(row.values() for row in some)
    elif form == "jsonl":
        for name, some in rows.items():
            with open(folder / f"{name}.jsonl", "w") as file:
                file.writelines(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in some)
    elif form == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        for name, some in rows.items():
            if some:
                pq.write_table(pa.Table.from_pylist(some), folder / f"{name}.parquet", compression="zstd")
    elif form == "sqlite":
        db = sqlite3.connect(folder / "x.sqlite")
        for name, some in rows.items():
            if some:
                db.execute(f'CREATE TABLE "{name}" ({", ".join(chr(34) + k + chr(34) for k in some[0])})')
                db.executemany(
                    f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(some[0]))})', (tuple(str(v) for v in row.values()) for row in some)
                )
        db.commit()
        db.close()
    return time.perf_counter() - start


def main() -> None:
    import pq_corpus
    from pq_corpus.export.tables import rows

    for count in [int(n) for n in sys.argv[1:]] or [10_000]:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "corpus"
            generate(folder, count)
            held: dict[str, list[dict]] = {}
            start = time.perf_counter()
            for name, row in rows(pq_corpus.open(folder), ON):
                held.setdefault(name, []).append(row)
            read = time.perf_counter() - start
            print(f"{count} questions, {sum(map(len, held.values()))} rows; reading and tracking alone {read:.1f} s")
            for form in ("csv", "jsonl", "parquet", "sqlite"):
                theirs = bare(form, held, Path(temporary) / f"bare-{form}")
                done = subprocess.run([sys.executable, __file__, "--one", str(folder), form], capture_output=True, text=True, check=True)
                ours, total, memory = json.loads(done.stdout)
                writing = max(ours - read, 1e-9)
                print(
                    f"{form}: {total / ours:.0f} rows/s in all, {ours / theirs:.1f} times the bare library's {theirs:.2f} s; "
                    f"writing alone about {writing / theirs:.1f} times (goal at most 2); peak {memory:.0f} MB"
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3])
    else:
        main()
