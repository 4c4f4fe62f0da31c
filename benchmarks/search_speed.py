"""Speed of search on a generated corpus, ours beside stock Whoosh and SQLite FTS5: same texts, same queries, one run.

    python benchmarks/search_speed.py [DOCUMENTS]        10000 by default

Lengths are those of written questions (median 540 words, spread as a lognormal), words are drawn by Zipf's law from 60,000
made-up ones, the commonest 3 in 100, as in the real documents. Queries are one to three words of a question.
"""

from __future__ import annotations

import itertools
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def texts(count: int) -> list[tuple[str, str, str]]:
    """(title, question, answer) of each document."""
    draw = random.Random(2024)
    syllables = [a + b for a in "b d f g h k l m n p r s t v w".split() for b in "a e i o u aa ee oe ie ui".split()]
    words = ["".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in range(60_000)]
    weights = list(itertools.accumulate(1 / (n + 3) for n in range(len(words))))
    out = []
    for _ in range(count):
        some = draw.choices(words, cum_weights=weights, k=max(60, int(draw.lognormvariate(6.3, 0.5))))
        third = len(some) // 3
        out.append((" ".join(some[:8]), " ".join(some[8:third]), " ".join(some[third:])))
    return out


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    from whoosh import index as whoosh_index
    from whoosh.analysis import LanguageAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.qparser import MultifieldParser

    from pq_corpus.records import AnswerPart, Question, Span, SubQuestion
    from pq_corpus.search import engine, find
    from pq_corpus.store import Store

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    made = texts(count + 40)
    span = Span(source="0" * 64, start=0, end=1)

    def entry(n: int) -> tuple:
        title, asked, told = made[n]
        return (
            Question(id=f"sv-2023-2024-x-{n}", kind="written_question", title=title, sub_questions=(SubQuestion(label="1", text=asked, span=span),),
                     answers=(AnswerPart(labels=("1",), text=told, span=span),)), [], [],
        )  # fmt: skip

    draw = random.Random(7)
    queries = [" ".join(draw.sample(draw.choice(made)[1].split(), n)) for n in (1, 2, 3) for _ in range(20)]
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["XDG_CONFIG_HOME"] = temporary
        folder = Path(temporary)
        store = Store(folder / "x.sqlite", create=True)
        with store.step():
            for n in range(count):
                store.put_question(entry(n)[0], "", [], [])
        ours = timed(lambda: engine.rebuild(folder / "ours", (entry(n) for n in range(count))))
        more = timed(lambda: engine.update(folder / "ours", [entry(n) for n in range(count, count + 40)], []))

        (folder / "stock").mkdir()
        schema = Schema(id=ID(stored=True, unique=True), title=TEXT(LanguageAnalyzer("nl")), body=TEXT(LanguageAnalyzer("nl")))
        stock = whoosh_index.create_in(str(folder / "stock"), schema)

        def build_stock() -> None:
            writer = stock.writer()
            for n in range(count):
                writer.add_document(id=str(n), title=made[n][0], body=made[n][1] + " " + made[n][2])
            writer.commit()

        theirs = timed(build_stock)
        db = sqlite3.connect(folder / "fts.sqlite")
        db.execute("CREATE VIRTUAL TABLE f USING fts5(title, body)")
        fts = timed(lambda: (db.executemany("INSERT INTO f VALUES (?,?)", ((t, q + " " + a) for t, q, a in made[:count])), db.commit()))
        searcher = stock.searcher()
        parser = MultifieldParser(["title", "body"], schema)

        def p95(search: Callable[[str], object]) -> float:
            return statistics.quantiles([timed(lambda q=query: search(q)) for query in queries], n=20)[-1]

        asked = {
            "pq-corpus": p95(lambda q: find.search(store, folder / "ours", q)),
            "stock Whoosh": p95(lambda q: [hit["id"] for hit in searcher.search(parser.parse(q), limit=20)]),
            "SQLite FTS5": p95(lambda q: db.execute("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT 20", (q,)).fetchall()),
        }
        print(f"{count} documents")
        print(
            f"building: pq-corpus {ours:.1f} s, stock Whoosh {theirs:.1f} s, FTS5 {fts:.1f} s; {theirs / ours:.2f} times as fast as stock (goal at least 3)"
        )
        print(f"adding 40: {more:.2f} s, {more / ours:.3f} of a full build (goal at most 0.01)")
        print(
            "p95: "
            + ", ".join(f"{name} {1000 * s:.1f} ms" for name, s in asked.items())
            + f"; {asked['pq-corpus'] / asked['stock Whoosh']:.2f} of stock (goal at most 0.2 at 100,000)"
        )
        store.close()
        db.close()

        os.makedirs(folder / "corpus" / "topics")
        (folder / "corpus" / "corpus.toml").write_text("")
        os.makedirs(folder / "corpus" / ".derived")
        os.rename(folder / "x.sqlite", folder / "corpus" / ".derived" / "corpus.sqlite")
        os.rename(folder / "ours", folder / "corpus" / ".derived" / "index")
        command = ["-m", "pq_corpus.cli", "--corpus", str(folder / "corpus"), "search"]

        def process(*arguments: str) -> tuple[float, float]:
            """Seconds of a whole process: by the clock, and of the processor."""
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            wall = timed(lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=True))
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

        whole = [process(*command, q) for q in queries[-9:]]
        nothing = [process("-c", "pass") for _ in range(9)]
        more = [statistics.median(t[n] for t in whole) - statistics.median(t[n] for t in nothing) for n in (0, 1)]
        print(
            f"pq search as a process, more than python -c pass: {more[0]:.2f} s by the clock (goal at most 0.4), {more[1]:.2f} s of the processor"
        )


if __name__ == "__main__":
    main()
