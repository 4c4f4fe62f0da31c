"""Tracking of generated corpora: seconds a commitment as the corpus grows, and all of it beside reading the same records.

    python benchmarks/tracking.py [QUESTIONS ...]        2000 4000 8000 by default

Each generated question has its own words, from a vocabulary of 40,000 with the frequencies of Zipf's law, and every tenth cites
an earlier one; ministers, portfolios and days are those of the Jambon government. Times are of the processor. Near-linear means that the time a commitment
stays the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MINISTERS = ["Wouter Beke", "Zuhal Demir", "Hilde Crevits", "Bart Somers", "Ben Weyts", "Lydia Peeters", "Matthias Diependaele", "Benjamin Dalle"]  # fmt: skip
TELLS = ["{} zal in 2022 {} worden.", "We verwachten {} in het najaar van {}.", "{} werd intussen {} afgerond.", "{} is nog niet {}.", "{} wordt uitgesteld, {}."]  # fmt: skip


def generate(folder: Path, count: int) -> int:
    """A built corpus with so many written questions of three sentences each; returns the commitments in it."""
    import pq_corpus
    from pq_corpus.corpus import init
    from pq_corpus.language.enrich import enrich
    from pq_corpus.records import Addressee, AnswerPart, Asker, Question, Source, Span
    from pq_corpus.store import Store
    from pq_corpus.track import evidence

    init(folder)
    pick = random.Random(count)
    vocabulary = ["".join(pick.choice("bdfgklmnprstvz") + pick.choice(["a", "e", "i", "o", "u", "aa", "ij"]) for _ in range(pick.randint(2, 5))) + "ing" for _ in range(40_000)]  # fmt: skip
    weights = [1 / (n + 20) for n in range(len(vocabulary))]
    store = Store(folder / ".derived" / "corpus.sqlite", create=True)
    total = 0
    with store.step():
        for n in range(count):
            words = pick.choices(vocabulary, weights, k=24)
            text = " ".join(pick.choice(TELLS).format("De " + " ".join(words[i : i + 5]), words[i + 5]) for i in (0, 6, 12))
            sha = hashlib.sha256(f"{n} {text}".encode()).hexdigest()
            store.put_document(sha, f"raw/{sha}", sha, "written", "text/plain", text, None, ())
            day = dt.date(2019, 10, 7) + dt.timedelta(days=pick.randrange(900))
            minister = pick.choice(MINISTERS)
            question = Question(
                id=f"sv-{n}", kind="written_question", number=n, title=" ".join(words[18:24]), asked_on=day, answered_on=day + dt.timedelta(days=28),
                askers=(Asker(name="Lorin Parys"),), addressees=(Addressee(name=minister),), answered_by=(Addressee(name=minister),),
                answers=(AnswerPart(text=text, span=Span(source=sha, start=0, end=len(text))),),
                sources=(Source(sha256=sha, media_type="text/plain", layout="written"),), cited_by=(f"sv-{n + 1}",) if n % 10 == 0 else (),
            )  # fmt: skip
            question, commitments = enrich(question, lambda _, text=text: text)
            store.put_question(question, "", [], commitments)
            store.put_cues(question.id, evidence.cues(question, commitments, lambda _, text=text: text))
            total += len(commitments)
    from pq_corpus.track.ledger import Ledger

    ledger = Ledger(store, [], [])
    with store.step():
        for ident in store.ids():
            store.follow(ledger.bears(ident, back=False))
    store.close()
    assert pq_corpus.open(folder).store.document_count() == count
    return total


def main() -> None:
    import pq_corpus

    for count in [int(n) for n in sys.argv[1:]] or [2000, 4000, 8000]:
        with tempfile.TemporaryDirectory() as temporary:
            made = generate(Path(temporary) / "corpus", count)
            corpus = pq_corpus.open(Path(temporary) / "corpus")
            start = time.process_time()
            for ident in corpus.store.asked_of():
                corpus.store.question(ident)
                corpus.store.commitments(ident)
            read = time.process_time() - start
            start = time.process_time()
            shown = sum(len(c.evidence) for c in corpus.tracked(on=dt.date(2023, 1, 1)))
            took = time.process_time() - start
            print(f"{count} questions, {made} commitments, {shown} pieces of evidence: {1000 * took / made:.3f} ms a commitment, {took / read:.1f} times reading the records")  # fmt: skip


if __name__ == "__main__":
    main()
