"""Dutch text to sentences, by rules: abbreviations, numbers at the head of a line, quotes and speech do not break one."""

from __future__ import annotations

import itertools
import re

_ABBREVIATIONS = frozenset(
    (
        "nr nrs art dhr mevr mw bv bijv d.w.z m.b.t o.a o.m i.v.m t.e.m t.o.v m.a.w i.p.v enz e.d ca ir dr prof ing mr drs st p blz vgl cf zgn resp "
        "incl excl parl al m.i a.h.w z.o.z jl ll wnd afd bijl hfst par lid"
    ).split()
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


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without outer white space."""
    out = []
    for start, end in itertools.pairwise((0, *boundaries(text), len(text))):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            out.append((start, end))
    return out
