"""Quality of search on judged queries: MRR and nDCG@10, ours beside stock Whoosh with its Dutch analyser, one run.

    python benchmarks/search_quality.py CORPUS

CORPUS is a built corpus of the real reports and written questions (see tests/wrap.py); the queries with the record that a
person means stand in search_queries.tsv. Judged by the developers, one right record a query.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def stock(questions: list) -> object:
    from whoosh.analysis import LanguageAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import MultifieldParser

    from pq_corpus.search.engine import passages

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


def main() -> None:
    import pq_corpus

    corpus = pq_corpus.open(sys.argv[1])
    questions = list(corpus.questions())
    with open(HERE / "search_queries.tsv", encoding="utf-8") as file:
        judged = [(row["query"], row["right"]) for row in csv.DictReader(file, delimiter="\t")]
    theirs = stock(questions)
    for name, search in (
        ("pq-corpus", lambda query: [hit.id for hit in corpus.search(query, limit=10).hits]),
        ("stock Whoosh, LanguageAnalyzer('nl')", theirs),
    ):
        ranks = []
        missed = []
        for query, right in judged:
            found = search(query)
            ranks.append(found.index(right) + 1 if right in found else 0)
            if ranks[-1] != 1:
                missed.append(f"{query} ({ranks[-1] or '-'})")
        mrr = sum(1 / r for r in ranks if r) / len(ranks)
        ndcg = sum(1 / math.log2(1 + r) for r in ranks if r) / len(ranks)
        print(f"{name}: {len(judged)} queries, MRR {mrr:.3f}, nDCG@10 {ndcg:.3f}; not first: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
