"""What several layouts share: unwrapping printed lines, dates as printed, building facts with their places."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from pq_corpus.parse.media import Document
from pq_corpus.records import Fact, Span

MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]
_ENGLISH = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
DATE = rf"\d{{1,2}}\s+(?i:{'|'.join(dict.fromkeys([*MONTHS, *_ENGLISH]))})\s+\d{{4}}"  # the site has an English mirror
_ROW = re.compile(r"\s*(?:[-–—•*▪·]\s|\d{4}\s*:|\*|Bron:)")


def parse_date(words: str) -> dt.date | None:
    """A day as printed ("8 november 2019", "8/11/2019"); None where it is no day of the calendar."""
    low = words.lower()
    try:
        if m := re.search(r"(\d{1,2})\s+(\w+)\s+(\d{4})", low):
            return dt.date(int(m[3]), (MONTHS if m[2] in MONTHS else _ENGLISH).index(m[2]) + 1, int(m[1]))
        if m := re.search(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", low):
            return dt.date(int(m[3]), int(m[2]), int(m[1]))
    except ValueError:
        return None
    return None


_NUMERAL = re.compile(r"[\d.,%/€-]*\d[\d.,%/€-]*")
_BLOCKS = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"[ \t ]{2,}")
_LABELLED = re.compile(r"[a-z][.)]|[a-z]?\d")


_TWO = re.compile(r"\d[.,%/€-]?\s")


def _table_row(line: str) -> bool:
    if not _TWO.search(line):
        return False
    words = line.split()
    return len(words) >= 3 and sum(w[-1:] in _ENDS and bool(_NUMERAL.fullmatch(w)) for w in words) * 2 >= len(words)


_COUPLED = frozenset(["en", "of", "en/of", "tot", "noch", "maar", "als"])  # "stikstof- en fosforuitstoot": a space follows the hyphen
_SPECIAL = re.compile(r"[-–—/][ \t]*\n|\n\s*(?:[-–—•*▪·]\s|\d{4}\s*:|\*|Bron:)|\d[.,%/€-]?\s(?=[^\n]*\d)")  # what does not simply flow on
_SUSPENDED = re.compile(r"\b(?:en|of|en/of|,) -$")  # "wateroverlast en -" goes on with "schade"; any other dash is one
_ENDS = frozenset("0123456789.,%/€-")


def prose(document: Document, start: int, end: int, *, broken: bool = False) -> str:
    """The flowing text of a part of a document: unwrapped, without the page furniture that stands within it.

    A hyphen at a line's end is the writer's own where the document writes that word with a hyphen elsewhere, and the
    printer's where it writes it without; where it says neither, it is the printer's in a layout that breaks words
    (`broken`: the justified columns of Handelingen), and stays in the others.
    """
    text = document.body[start:end]
    if document.media == "pdf" and "-\n" in text:
        spelled = document.spelled

        def joined(m: re.Match[str]) -> str:
            left, right = m[1], m[2]
            if right in _COUPLED:
                return f"{left}- {right}"
            if f"{left}-{right}".casefold() in spelled or (right.startswith("president") and left.casefold().endswith("minister")):
                return f"{left}-{right}"
            if f"{left}{right}".casefold() in spelled or (broken and left[-1:].islower() and right[:1].islower()):
                return f"{left}{right}"
            return f"{left}-{right}"

        text = re.sub(r"([\w'’-]*\w)-[ \t]*\n(?:[ \t]*\n)*[ \t]*(\w[\w'’-]*)", joined, text)
    return unwrap(text)


def unwrap(text: str) -> str:
    """Printed lines as flowing text: paragraphs stay apart by an empty line, list and table rows keep their own line;
    a hyphen at a line's end stays and joins; a sentence that goes on after an empty line (the page's end) is one."""
    paragraphs: list[str] = []
    for block in _BLOCKS.split(text.strip()):
        out = "" if _SPECIAL.search(block) else " ".join(block.split())
        after_row = dangling = False
        for raw in block.split("\n") if not out else ():
            line = raw.strip()
            if not line:
                continue
            row = _table_row(line)
            if not out:
                out = line
            elif row or after_row or _ROW.match(line):
                out += "\n" + line
            elif (
                out[-1] == "-"
                and (
                    (out[-2:-1].isalnum() and line.split(None, 1)[0] not in _COUPLED)
                    or (dangling and line[0].islower() and _SUSPENDED.search(out[-20:]))
                )
            ) or (out[-1] == "/" and out[-2:-1] != " "):
                out += line
            else:
                out += " " + line
            after_row = row
            dangling = raw[-1:] == "-"
        if not out:
            continue
        out = _SPACES.sub(" ", out)
        if paragraphs and out[0].islower() and paragraphs[-1][-1] not in '.?!:;)”"' and not _LABELLED.match(out) and "\n" not in out[:80]:
            paragraphs[-1] += ("" if re.search(r"\w-$", paragraphs[-1]) else " ") + out
        else:
            paragraphs.append(out)
    return "\n\n".join(paragraphs)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The same part without outer white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@dataclass
class Facts:
    """Collects where each value comes from; what the document says wins over what was supplied."""

    source: str
    rule: str
    supplied: dict[str, str]
    found: list[Fact] = field(default_factory=list)

    def span(self, start: int, end: int) -> Span:
        """A place in this source."""
        return Span(source=self.source, start=start, end=end)

    def parsed(self, name: str, value: object, place: tuple[int, int], rule: str = "") -> None:
        """A value read in the document."""
        self.found.append(
            Fact(field=name, value=str(value), how="parsed", rule=f"{self.rule}.{rule or name}", source=self.source, span=self.span(*place))
        )

    def derived(self, name: str, value: object, rule: str) -> None:
        """A value computed from others."""
        self.found.append(Fact(field=name, value=str(value), how="derived", rule=rule, source=self.source))

    def choose(self, name: str, key: str, parsed: str | None) -> str | None:
        """The parsed value, else the supplied one; where both are there and differ, the document wins and both are kept."""
        said = self.supplied.get(key)
        if said is not None:
            used = parsed is None
            if used or said != parsed:
                rule = "supplied with the document" if used else "supplied with the document, which itself says otherwise"
                self.found.append(Fact(field=name, value=said, how="supplied", rule=rule, source=self.source, used=used))
        return parsed if parsed is not None else said


_PIECE = re.compile(r"\S(?:[^\n]*\S)?")  # what a line holds


def gaps(document: Document, spans: list[tuple[int, int]]) -> tuple[Span, ...]:
    """The page furniture of a document: what no span covers, line by line, white space left out, and running heads and
    feet within."""
    text, at = document.text, 0
    out: list[tuple[int, int]] = []
    for start, end in [*sorted(spans), (len(text), len(text))]:
        if at < start:
            out += [m.span() for m in _PIECE.finditer(text, at, start)]
        at = max(at, end)
    inner = [trim(text, a, b) for a, b in document.furniture]
    found = sorted({*out, *inner})
    return tuple(Span(source=document.sha256, start=a, end=b) for a, b in found)
