"""A spaCy pipeline of Dutch for those who work with spaCy: sentences and commitments on a Doc; no model is downloaded.

The corpus is built without it (`sentences` and `commitments` read plain text, and need no tokens).
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import Any

import spacy
from spacy.attrs import IDX  # type: ignore[attr-defined, unused-ignore]
from spacy.language import Language
from spacy.tokens import SpanGroup

from pq_corpus.language.commitments import find_commitments
from pq_corpus.language.sentences import boundaries


@Language.component("pq_sentences")  # type: ignore[untyped-decorator, unused-ignore]
def pq_sentences(doc: Any) -> Any:
    """Sentence starts where `boundaries` puts them."""
    places = doc.to_array([IDX]).tolist() if len(doc) else []
    for start in {0, *(bisect_left(places, start) for start in boundaries(doc.text))}:
        if start < len(places):
            doc[start].is_sent_start = True
    if len(doc) > 1 and not doc[1].is_sent_start:
        doc[1].is_sent_start = False  # spaCy takes a text for unsplit where only its first token is marked
    return doc


@Language.component("pq_commitments")  # type: ignore[untyped-decorator, unused-ignore]
def pq_commitments(doc: Any) -> Any:
    """`doc.spans["commitments"]`: the commitments and denials of a minister's text; the label of a span is its kind, its id its rule."""
    found = find_commitments(doc.text)
    doc.spans["commitments"] = SpanGroup(
        doc, spans=[doc.char_span(one.start, one.end, label=one.kind, span_id=one.rule, alignment_mode="expand") for one in found]
    )  # fmt: skip
    return doc


@cache
def nlp() -> Any:
    """spacy.blank("nl") with both components."""
    made = spacy.blank("nl")
    made.add_pipe("pq_sentences")
    made.add_pipe("pq_commitments")
    return made
