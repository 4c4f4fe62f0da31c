"""What several layouts share: unwrapping printed lines, dates as printed, building facts with their places."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from pq_corpus.records import Fact, Span

MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]
DATE = rf"\d{{1,2}}\s+(?:{'|'.join(MONTHS)})\s+\d{{4}}"
_ROW = re.compile(r"\s*(?:[-–—•*▪·]\s|\d{4}\s*:|\*|Bron:)")


def parse_date(words: str) -> dt.date | None:
    """A day as printed ("8 november 2019"); None where it is no day of the calendar."""
    m = re.search(r"(\d{1,2})\s+(\w+)\s+(\d{4})", words.lower())
    try:
        return dt.date(int(m[3]), MONTHS.index(m[2]) + 1, int(m[1])) if m else None
    except ValueError:
        return None


def _table_row(line: str) -> bool:
    words = line.split()
    return len(words) >= 3 and sum(bool(re.fullmatch(r"[\d.,%/€-]*\d[\d.,%/€-]*", w)) for w in words) * 2 >= len(words)


def unwrap(text: str) -> str:
    """Printed lines as flowing text: paragraphs stay apart by an empty line, list and table rows keep their own line;
    a hyphen at a line's end stays and joins."""
    paragraphs = []
    for block in re.split(r"\n[ \t]*\n\s*", text.strip()):
        out = ""
        previous = ""
        for line in block.split("\n"):
            line = line.strip()
            if not line:
                continue
            if not out:
                out = line
            elif _ROW.match(line) or _table_row(line) or _table_row(previous):
                out += "\n" + line
            elif re.search(r"\w-$", out) or (out.endswith(" -") and line[:1].islower()):
                out += line
            else:
                out += " " + line
            previous = line
        if out:
            paragraphs.append(re.sub(r"[ \t ]{2,}", " ", out))
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


def gaps(text: str, source: str, spans: list[tuple[int, int]]) -> tuple[Span, ...]:
    """The parts of a text that no span covers, white space left out: page furniture."""
    out = []
    at = 0
    for start, end in [*sorted(spans), (len(text), len(text))]:
        if start > at:
            a, b = trim(text, at, start)
            if a < b:
                out.append(Span(source=source, start=a, end=b))
        at = max(at, end)
    return tuple(out)
