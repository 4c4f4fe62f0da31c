"""Raw bytes to records: reads the medium, lets each layout say how sure it is, and parses with the surest.

A layout is a module function pair: `fit(document, supplied)` gives a Fit, `parse(document, supplied, origin)` gives Parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pq_corpus.parse.media import Document, Unreadable, read
from pq_corpus.records import Question, Span

SURE_ENOUGH = 0.5


@dataclass(frozen=True)
class Origin:
    """Where a raw document comes from, as far as known; goes into the record's `sources`."""

    sha256: str
    url: str | None = None
    path: str | None = None
    retrieved_at: str | None = None


@dataclass(frozen=True)
class Fit:
    """How sure (0 to 1) a layout is that the document is its own, why (one English sentence), and the number of the
    line (from 1) where the document stopped fitting; None where it fits to its end."""

    layout: str
    sure: float
    why: str
    line: int | None = None


@dataclass(frozen=True)
class Parsed:
    """What a document gave: its questions, the layout, its plain text, and problems that are no reason to refuse it.

    A payload that lists people or meetings and no question gives no questions and `people`."""

    layout: str
    text: str
    media: str
    questions: tuple[Question, ...] = ()
    furniture: tuple[Span, ...] = ()
    problems: tuple[str, ...] = ()
    people: tuple[dict[str, str], ...] = field(default=())


class NoLayout(ValueError):
    """The document was read but fits no layout; the message names the nearest one and where it stopped fitting."""

    def __init__(self, message: str, document: Document) -> None:
        super().__init__(message)
        self.document = document


@dataclass(frozen=True)
class Layout:
    """A layout: its name, and the two functions that know it."""

    name: str
    fit: Callable[[Document, Mapping[str, str]], Fit]
    parse: Callable[[Document, Mapping[str, str], Origin], Parsed]


def layouts() -> list[Layout]:
    """All known layouts, in a fixed order; the earlier wins where two are as sure."""
    from pq_corpus.parse import api, oral, written

    return [written.LAYOUT, *oral.LAYOUTS, *api.LAYOUTS]


def parse(data: bytes, supplied: Mapping[str, str], origin: Origin) -> tuple[Document, Parsed]:
    """The document in `data` and what the surest layout reads in it.

    Raises Unreadable where the bytes are no document, NoLayout where no layout is sure enough.
    """
    document = read(data, origin.sha256)
    fits: list[tuple[Fit, Layout]] = []
    for one in layouts():
        fits.append((one.fit(document, supplied), one))
        if fits[-1][0].sure >= 1.0:
            break
    best, layout = max(fits, key=lambda pair: pair[0].sure)
    if best.sure < SURE_ENOUGH:
        where = f", line {best.line}" if best.line else ""
        raise NoLayout(f"fits no known layout; nearest is {best.layout}{where}: {best.why}", document)
    return document, layout.parse(document, supplied, origin)


__all__ = ["Document", "Fit", "Layout", "NoLayout", "Origin", "Parsed", "Unreadable", "layouts", "parse", "read"]
