"""To whom a minister speaks within a turn: the members addressed by name ("Collega Claes, ...", "Dank u wel, mevrouw Claes."), or whose
question is taken up ("op de vraag van collega Claes", "Mevrouw Claes vroeg").

An address holds for the sentences behind it, up to the next one; in a long answer to many members no further than REACH of them,
since a minister moves on without saying so. What lies beyond is said to who asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pq_corpus.language.sentences import sentences
from pq_corpus.records import Asker

REACH = 12  # sentences, that of the address among them; in one real report a member is addressed once in an answer of 21,000 characters
_TITLE = r"(?:[Cc]ollega(?:[’']?s)?|[Mm]evrouw|[Mm]ijnheer|[Mm]eneer|[Dd]e heer)"
_NAME = r"(?:(?:van|de|den|der|ten|ter|el|le|la) ){0,2}[A-ZÀ-Þ][\w’'-]*(?: (?:(?:van|de|den|der|ten|ter|el|le|la) ){0,2}[A-ZÀ-Þ][\w’'-]*){0,3}"
_CALLED = re.compile(  # at the head of a sentence before a comma, or behind a comma at its end
    rf"(?:(?:^|(?<=[.!?:)] ))(?=[^.!?]{{0,120}}?,)|(?<=, )(?=[^,.!?]{{0,80}}[.!?,])){_TITLE} (?P<names>{_NAME}(?:(?:,| en) (?:{_TITLE} )?{_NAME})*)\s?[,.!?]"
    rf"|\b(?:[Vv]ra(?:ag|gen)|[Oo]pmerking(?:en)?|[Ss]uggesties?|[Vv]oorstel(?:len)?) van {_TITLE} (?P<asking>{_NAME})(?!’s)\b"
    rf"|(?:^|(?<=[.!?:)] )){_TITLE} (?P<asked>{_NAME}) (?:vroeg|vraagt|had (?:nog |ook )?een vraag|stelde|verwees|haalde|wees)\b"
)
_APPOSED = re.compile(r"\b(?:de|het|een|onze|mijn|uw) [\w-]+, $", re.I)  # "de indiener, mevrouw Claes, vroeg"
_BETWEEN = re.compile(rf"(?:,| en) (?:{_TITLE} )?")


@dataclass(frozen=True)
class Address:
    """Words at `start`..`end` of a turn in which members are addressed; what stands in `first`..`last` is said to these."""

    start: int
    end: int
    first: int
    last: int
    members: tuple[Asker, ...]


def addresses(turn: str, present: Sequence[Asker]) -> Iterator[Address]:
    """Where the members present are addressed by name, in order; a name that fits none of them, or more than one, is passed over."""
    flat = re.sub(r"\s", " ", turn)
    found = [m for m in _CALLED.finditer(flat) if not _APPOSED.search(flat[max(0, m.start() - 40) : m.start()])]
    whole = sentences(turn) if found else []
    for n, called in enumerate(found):
        members = tuple(member for name in _BETWEEN.split(called["names"] or called["asking"] or called["asked"]) if (member := _of_name(name, present)))
        here = next((k for k, (_, end) in enumerate(whole) if called.start() < end), len(whole))
        until = next((k for k, (_, end) in enumerate(whole) if n + 1 < len(found) and found[n + 1].start() < end), len(whole))
        reach = whole[here : min(max(until, here + 1), here + REACH)]
        if members and reach:
            yield Address(*called.span(), reach[0][0], reach[-1][1], members)


def _of_name(name: str, present: Sequence[Asker]) -> Asker | None:
    """The one member present of this surname (or whole name)."""
    wanted = name.replace("’", "'").casefold()
    found = [one for one in present if (whole := one.name.replace("’", "'").casefold()) == wanted or whole.endswith(f" {wanted}")]
    return found[0] if len(found) == 1 else None
