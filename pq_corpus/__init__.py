"""pq-corpus: what did which minister promise the Flemish Parliament, when, in answer to whom, and what came of it?"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pq_corpus.corpus import Corpus, CorpusError

if TYPE_CHECKING:
    from pq_corpus.records import Commitment, Deadline, Event, Question, Review, Span, TrackedCommitment

__version__ = "0.1.0"


def open(folder: str | Path = "corpus") -> Corpus:
    """A corpus folder; builds nothing by itself. Raises CorpusError where the folder holds no corpus."""
    return Corpus(folder)


def __getattr__(name: str) -> Any:
    """The record types, loaded when they are first asked for: `pq search` answers without them."""
    if name in __all__:
        from pq_corpus import records

        return getattr(records, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Commitment", "Corpus", "CorpusError", "Deadline", "Event", "Question", "Review", "Span", "TrackedCommitment", "open"]
