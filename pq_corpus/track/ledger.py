"""The ledger of a corpus: its commitments as they stood on a day, from records, topics and reviews alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from pq_corpus.parliament import portfolios as powers
from pq_corpus.records import Asker, Commitment, Evidence, Question, Review, TrackedCommitment
from pq_corpus.store import Store
from pq_corpus.track import evidence, follow, lifecycle
from pq_corpus.track.setting import portfolios_of
from pq_corpus.track.topics import Topic, of_commitment


class Ledger:
    """Made for one asking; it remembers what several commitments share."""

    def __init__(self, store: Store, topics: Sequence[Topic], reviews: Sequence[Review]) -> None:
        self.store = store
        self.topics = list(topics)
        self._reviews: dict[str, list[Review]] = {}
        for review in reviews:
            self._reviews.setdefault(review.commitment, []).append(review)
        self.question = lru_cache(maxsize=256)(store.question)
        self._made = lru_cache(maxsize=256)(lambda ident: {c.id.partition("#")[2]: c for c in store.commitments(ident)})
        self._thread = lru_cache(maxsize=256)(self._find_thread)

    @cached_property
    def cues(self) -> evidence.Cues:
        """The cues of the corpus."""
        return evidence.Cues(self.store)

    @cached_property
    def followed(self) -> set[str]:
        """The questions on whose commitments later passages can bear."""
        return self.store.followed()

    def bears(self, ident: str, back: bool) -> set[str]:
        """The questions on whose commitments later passages can bear, as far as this one says: itself, those of its thread, and
        with `back` those that its own sentences reach. Some day, whatever the topics and reviews."""
        asked = self.question(ident)
        if asked is None:
            return set()
        out = self.cues.reach(ident) if back else set()
        thread = self._thread(ident, None)
        if thread:
            out |= {ident, *thread}
        else:
            for one in self._made(ident).values():
                since = lifecycle.known_on(one, asked.earliest)
                if one.kind != "denial" and self.cues.alike(one.text, portfolios_of(asked, one.made_by), since):
                    out.add(ident)
                    break
        return out | {s for s in asked.siblings if ident in out}

    def _find_thread(self, ident: str, on: dt.date | None) -> dict[str, str]:
        asked = self.question(ident)
        if asked is None:
            return {}
        cites = {*asked.cited_by, *(r.target for r in asked.references if r.target)}
        matter = follow.thread(asked, self.store.named, self.question, on)
        return {q.id: "cites" if q.id in cites else "thread" for q in matter if q.id != ident and q.id not in asked.siblings}

    def _copies(self, one: Commitment, asked: Question) -> list[tuple[Question, str]]:
        """The records of joined questions that hold the same sentence, with the commitment's id there; itself too."""
        out = [(asked, one.id)]
        mark = one.id.partition("#")[2]
        for ident in asked.siblings:
            other = self.question(ident)
            same = self._made(ident).get(mark) if other else None
            if other and same and same.span == one.span:
                out.append((other, same.id))
        return sorted(out, key=lambda pair: pair[0].id)

    def of(self, ident: str, on: dt.date) -> Iterator[TrackedCommitment]:
        """The commitments and denials of a question as they stood at the end of a day, in order of place."""
        made = list(self._made(ident).values())
        asked = self.question(ident) if made else None
        if asked is None:
            return
        topics = {t.id: t for t in self.topics}
        told = {c.id: t for c, t in zip(made, of_commitment(made, asked, self.topics), strict=True)}
        for one in made:
            since = lifecycle.known_on(one, asked.earliest)
            if since and since > on:
                continue
            yield self._track(one, asked, [topics[t] for t in told[one.id]], on)

    def _track(self, one: Commitment, asked: Question, topics: list[Topic], on: dt.date) -> TrackedCommitment:
        copies = self._copies(one, asked)
        held = portfolios_of(asked, one.made_by)
        found: list[Evidence] = []
        if one.kind != "denial" and asked.id in self.followed:
            thread = {ident: how for other, _ in copies for ident, how in self._thread(other.id, on).items()}
            found = [e for e in evidence.find(one, asked, held, topics, thread, self.cues) if e.date and e.date <= on]
        reviews = sorted((r for _, ident in copies for r in self._reviews.get(ident, ()) if r.day <= on), key=lifecycle.order)
        steps, slips, deadline = lifecycle.live(one, asked.earliest, found, reviews, on)
        now = steps[-1]

        def corrected(name: str, otherwise: object) -> object:
            return next((v for r in reversed(reviews) if (v := getattr(r, name)) is not None), otherwise)

        people: dict[str, Asker] = {a.name: a for a in asked.askers}
        for other, _ in copies:
            people.update({a.name: a for a in other.askers if a.name not in people})
        waits = now.status in lifecycle.UNRESOLVED
        first = next((r for r in reviews if r.deadline is not None or r.deadline_days), None)
        original = deadline if first and not slips else one.deadline
        return TrackedCommitment(
            id=one.id, question=one.question, kind=corrected("kind", one.kind), text=one.text, span=one.span, made_on=one.made_on,  # type: ignore[arg-type]
            made_within=one.made_within, made_by=one.made_by, made_to=one.said_to or tuple(people.values()), made_to_span=one.said_to_span, activity=asked.kind, committee=asked.committee,
            portfolios=held, responsible=powers.responsible(one.made_by, held, on) if waits and one.made_by and held else (),
            actor=corrected("actor", one.actor), deadline=original, moved_to=deadline if slips and deadline is not original else None, slips=slips,  # type: ignore[arg-type]
            topics=corrected("topics", tuple(t.id for t in topics)), status=now.status, status_reason=now.reason, history=steps,  # type: ignore[arg-type]
            evidence=tuple(found), review=reviews[-1] if reviews else None, reviews=tuple(reviews),
            same_as=copies[0][1] if copies[0][1] != one.id else None, rule=one.rule,
            certainty=100 if corrected("verdict", None) == "confirmed" else one.certainty,
        )  # fmt: skip


def join(found: Sequence[TrackedCommitment]) -> list[TrackedCommitment]:
    """The same commitments, each later one that repeats or moves an earlier one pointing to it, unless that lapsed or was given up."""
    earlier: dict[str, str] = {}
    for one in sorted(found, key=lambda c: (c.since or dt.date.max, c.id)):
        if one.status not in ("lapsed", "withdrawn", "superseded", "not_counted") and not one.same_as:
            for shown in one.evidence:
                if shown.commitment and shown.relation in ("repeats", "moves_date") and shown.commitment not in earlier:
                    earlier[shown.commitment] = one.id
    return [c.model_copy(update={"continues": earlier[c.id]}) if c.id in earlier else c for c in found]
