"""pq-corpus: what did which minister promise the Flemish Parliament, when, in answer to whom, and what came of it?"""

from pathlib import Path

from pq_corpus.corpus import Corpus, CorpusError
from pq_corpus.records import Commitment, Deadline, Event, Question, Review, Span, TrackedCommitment

__version__ = "0.1.0"


def open(folder: str | Path = "corpus") -> Corpus:
    """A corpus folder; builds nothing by itself. Raises CorpusError where the folder holds no corpus."""
    return Corpus(folder)


__all__ = ["Commitment", "Corpus", "CorpusError", "Deadline", "Event", "Question", "Review", "Span", "TrackedCommitment", "open"]
