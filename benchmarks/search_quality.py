"""Quality of search on judged queries: MRR and nDCG@10, ours beside stock Whoosh with its Dutch analyser, one run.

    python benchmarks/search_quality.py

The corpus is built from the founding documents, the 36 real reports and 2 written questions beside this checkout, and the made-up
questions of search_made_up.tsv; the queries, with the one record that a person means, stand in search_queries.tsv.
"""

from __future__ import annotations

import csv
import json
import math
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


def stock(questions: list) -> object:
    from whoosh.analysis import LanguageAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import MultifieldParser

    from pq_corpus.search.segments import passages

    analyzer = LanguageAnalyzer("nl")
    index = RamStorage().create_index(Schema(id=ID(stored=True), title=TEXT(analyzer), body=TEXT(analyzer)))
    writer = index.writer()
    for q in questions:
        names = " ".join(a.name for a in (*q.askers, *q.addressees))
        writer.add_document(id=q.id, title=q.title or "", body=" ".join([names, str(q.number), *(text for _, _, text in passages(q))]))
    writer.commit()
    searcher = index.searcher()
    parser = MultifieldParser(["title", "body"], index.schema, fieldboosts={"title": 3.0})

    def search(query: str) -> list[str]:
        return [hit["id"] for hit in searcher.search(parser.parse(query), limit=10)]

    return search


def built(folder: Path) -> object:
    """The corpus that the queries are judged on."""
    import pq_corpus
    from tests.test_written import made
    from tests.wrap import wrap

    corpus = pq_corpus.corpus.init(folder / "corpus")
    shutil.copytree(HERE.parent / "corpus" / "topics", corpus.folder / "topics", dirs_exist_ok=True)
    shutil.copytree(HERE.parent / "corpus" / "raw", corpus.raw, dirs_exist_ok=True)
    real = HERE.parent.parent / "shared" / "real"
    for path in (real / "oral_reports").glob("[0-9]*.json"):
        (folder / f"{path.stem}.html").write_text(wrap(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")
    with open(HERE / "search_made_up.tsv", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            text = made(row["question"], row["answer"], row["title"], nr=row["nr"], asker="AN PEETERS")
            (folder / f"{row['nr']}.txt").write_text(text, encoding="utf-8")
    corpus.add([real / "written", *folder.glob("*.html"), *folder.glob("*.txt")])
    corpus.build()
    return corpus


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["XDG_CONFIG_HOME"] = temporary
        judge(built(Path(temporary)))


def known_items(questions: list) -> list[tuple[str, set[str]]]:
    """Two or three words that stand near each other in a passage, in at most 12 questions; right are all that share its turns."""
    from pq_corpus.search import analysis
    from pq_corpus.search.segments import passages

    draw = random.Random(5)
    seen = Counter(stem for q in questions for stem in {s for _, _, text in passages(q) for s in analysis.terms(text)})
    out = []
    for q in questions:
        some = [text for part, _, text in passages(q) if part in ("question", "answer") and len(text) > 200]
        for _ in range(6 if some else 0):
            words = [w for w in analysis.folded(draw.choice(some)) if len(w) > 3 and w.isalpha() and seen[analysis.stem(w)] <= 12]
            count = draw.choice([2, 3])
            if len(words) > count + 1:
                at = draw.randrange(len(words) - count)
                near = words[at : at + 8]
                out.append((" ".join(draw.sample(near, min(count, len(near)))), {q.id, *q.siblings}))
    return out


def judge(corpus: object) -> None:
    questions = list(corpus.questions())
    with open(HERE / "search_queries.tsv", encoding="utf-8") as file:
        judged = [(row["query"], {row["right"]}) for row in csv.DictReader(file, delimiter="\t")]
    theirs = stock(questions)
    engines = (
        ("pq-corpus", lambda query: [hit.id for hit in corpus.search(query, limit=10).hits]),
        ("stock Whoosh, LanguageAnalyzer('nl')", theirs),
    )
    for what, cases in (("judged queries", judged), ("known items", known_items(questions))):
        for name, search in engines:
            ranks = []
            missed = []
            for query, right in cases:
                ranks.append(next((n for n, ident in enumerate(search(query), 1) if ident in right), 0))
                if ranks[-1] != 1:
                    missed.append(f"{query} ({ranks[-1] or '-'})")
            mrr = sum(1 / r for r in ranks if r) / len(ranks)
            ndcg = sum(1 / math.log2(1 + r) for r in ranks if r) / len(ranks)
            shown = f"; not first: {'; '.join(missed)}" if what == "judged queries" else ""
            print(f"{name}: {len(cases)} {what}, MRR {mrr:.3f}, nDCG@10 {ndcg:.3f}{shown}")


if __name__ == "__main__":
    main()
