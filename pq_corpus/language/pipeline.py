"""Dutch text to sentences: spacy.blank("nl") with a sentence splitter of our own; no model is downloaded."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import Any

_ABBREVIATIONS = frozenset(
    [
        "nr",
        "nrs",
        "art",
        "dhr",
        "mevr",
        "mw",
        "bv",
        "bijv",
        "d.w.z",
        "m.b.t",
        "o.a",
        "o.m",
        "i.v.m",
        "t.e.m",
        "t.o.v",
        "m.a.w",
        "i.p.v",
        "enz",
        "e.d",
        "ca",
        "ir",
        "dr",
        "prof",
        "ing",
        "mr",
        "drs",
        "st",
        "p",
        "blz",
        "vgl",
        "cf",
        "zgn",
        "resp",
        "incl",
        "excl",
        "parl",
        "al",
        "m.i",
        "a.h.w",
        "z.o.z",
        "jl",
        "ll",
        "wnd",
        "afd",
        "bijl",
        "hfst",
        "par",
        "lid",
    ]
)
_END = re.compile(r"[.?!…]+[\"'”’»)\]]*(?=\s)|\n[ \t]*\n")
_NEXT = re.compile(r"\s+[\"'“‘„«(\[]?(?:[A-ZÀ-Þ0-9–—-]|['’]s\b|['’]t\b)")


def boundaries(text: str) -> list[int]:
    """Where a new sentence begins, the beginning of the text left out."""
    out = []
    for m in _END.finditer(text):
        if m[0].startswith("\n"):
            out.append(m.end())
            continue
        if not _NEXT.match(text, m.end()):
            continue
        if m[0].startswith(".") and not m[0].startswith(".."):
            word = re.search(r"[\w.’']+$", text[max(0, m.start() - 20) : m.start()])
            last = word[0].lower().strip(".") if word else ""
            if last in _ABBREVIATIONS and last not in ("enz", "e.d", "al"):
                continue
            if re.fullmatch(r"[A-Z]", word[0] if word else ""):
                continue
            if re.fullmatch(r"\d{1,2}", last) and re.search(r"(?:\n|^)\s*\d{1,2}$", text[max(0, m.start() - 6) : m.start()]):
                continue
        out.append(_skip(text, m.end()))
    return out


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


@cache
def nlp() -> Any:
    """The pipeline: spaCy's Dutch tokenizer, and sentence starts where `boundaries` puts them."""
    import spacy
    from spacy.attrs import IDX  # type: ignore[attr-defined, unused-ignore]
    from spacy.language import Language

    if not Language.has_factory("pq_sentences"):

        @Language.component("pq_sentences")  # type: ignore[untyped-decorator, unused-ignore]
        def pq_sentences(doc: Any) -> Any:
            places = doc.to_array([IDX]).tolist() if len(doc) else []
            for start in {0, *(bisect_left(places, start) for start in boundaries(doc.text))}:
                if start < len(places):
                    doc[start].is_sent_start = True
            if len(doc) > 1 and not doc[1].is_sent_start:
                doc[1].is_sent_start = False  # spaCy takes a text for unsplit where only its first token is marked
            return doc

    made = spacy.blank("nl")
    made.add_pipe("pq_sentences")
    return made


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without outer white space."""
    out = []
    for sentence in nlp()(text).sents:
        start, end = sentence.start_char, sentence.end_char
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            out.append((start, end))
    return out
