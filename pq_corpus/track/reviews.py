"""Reviews that need another look: those whose words changed, whose evidence went, or after which something new was said."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence

from pq_corpus.records import Commitment, Record, Review, TrackedCommitment

ALIKE = 0.6  # least share of the words in common to name another commitment as perhaps the same


class Look(Record):
    """A review to look at again, why, and the commitment that has perhaps taken the place of the one reviewed."""

    review: Review
    reason: str
    perhaps: str | None = None


def again(
    reviews: Iterable[Review], made: Callable[[str], Sequence[Commitment]], asked: Callable[[str], bool], tracked: Callable[[str], Sequence[TrackedCommitment]],
) -> list[Look]:  # fmt: skip
    """The reviews to look at again, in their order. `made` gives the commitments of a question, `asked` whether there is such a
    question, `tracked` its commitments as they stand."""
    out = []
    for review in reviews:
        question = review.commitment.partition("#")[0]
        known = made(question)
        if review.commitment not in {c.id for c in known}:
            near = [(_alike(review.text, c.text), c.id) for c in known] if review.text else []
            best = max(near, default=(0.0, ""))
            where = "de woorden van de toezegging zijn veranderd" if asked(question) else "de vraag staat niet meer in het corpus"
            out.append(Look(review=review, reason=where, perhaps=best[1] if best[0] >= ALIKE else None))
            continue
        if review.evidence and not asked(review.evidence.partition("#")[0]):
            out.append(Look(review=review, reason=f"de opvolging {review.evidence} staat niet meer in het corpus"))
        now = next((c for c in tracked(question) if c.id == review.commitment), None)
        if now and now.review == review and (new := [e for e in now.evidence if e.decides and e.date and e.date > review.day]):
            out.append(Look(review=review, reason=f"sindsdien is er nieuwe opvolging ({new[-1].question}): “{new[-1].text}”"))
    return out


def _alike(one: str | None, other: str) -> float:
    return difflib.SequenceMatcher(None, (one or "").casefold().split(), other.casefold().split()).ratio()
