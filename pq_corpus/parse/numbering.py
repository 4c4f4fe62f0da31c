"""Numbered parts of questions and answers: which marks are labels is told by the sequence that they form."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LABEL = re.compile(
    r"(?:(?<=\n)|\A)[ \t]*(?:(?:op |ad |antwoord op |deel)?vra(?:ag|gen) |ad )?"
    r"(?P<first>\d{1,2})(?P<letter>[a-z]?)(?P<more>(?:[ ]?(?:-|–|,|\+|&|/|en|tot|t\.?e\.?m\.?|tot en met)[ ]?\d{1,2}[a-z]?(?![\d:]))*)"
    r"(?:[ ]?[.)]+(?!\d)|[ ]?:(?=\s*\n)|(?=[a-z]?[ \t]*\n[ \t]*\S)(?<=[a-z]))[ \t]*",
)
_INLINE = re.compile(
    r"(?<=[.?!:;)])[ \t]*(?P<first>\d{1,2})(?P<letter>)(?P<more>(?:[ ]?(?:-|–|en|tot)[ ]?\d{1,2})*)[.)](?![\d])[ \t]*(?=[A-ZÀ-Þ])"
)
_LETTER = re.compile(r"(?:(?<=[\s.?!:;,)])|\A)(?P<letter>[a-z])[)][ \t]*|(?:(?<=\n)|\A)[ \t]*(?P<dotted>[a-z])\.[ \t]+(?=\S)")


@dataclass(frozen=True)
class Item:
    """A labelled part: its labels ("2", "2.a"), where the label starts, and where its text starts and ends."""

    labels: tuple[str, ...]
    label: int
    start: int
    end: int


def _labels(match: re.Match[str]) -> tuple[str, ...]:
    first, letter, more = int(match["first"]), match["letter"], match["more"] or ""
    numbers = [first]
    for joint, number in re.findall(r"(-|–|,|\+|&|/|en|tot en met|tot|t\.?e\.?m\.?)[ ]?(\d{1,2})", more):
        last = int(number)
        numbers += (
            range(numbers[-1] + 1, last + 1)
            if joint in ("-", "–", "tot", "tot en met") or joint.startswith("t.") or joint == "tem"
            else [last]
        )
    return tuple(f"{n}.{letter}" if letter and len(numbers) == 1 else str(n) for n in numbers)


def items(text: str, *, answer: bool = False, highest: int | None = None) -> list[Item]:
    """The numbered parts of a text, in order: labels that count on from 1 (question) or rise (answer).

    A question's list is the last one that starts at 1, so that a list in the context stays context. Numbers that do not
    fit the sequence ("2014: 12 791 969 euro", dates, "1 miljoen") are text. `highest` is the last label an answer can have.
    """
    found = list(_LABEL.finditer(text))
    if not any(int(m["first"]) == 1 for m in found):
        found = sorted([*found, *_INLINE.finditer(text)], key=lambda m: m.start())
    else:
        taken = {m.start("first") for m in found}
        found = sorted([*found, *(m for m in _INLINE.finditer(text) if m.start("first") not in taken)], key=lambda m: m.start())
    starts = [n for n, m in enumerate(found) if int(m["first"]) == 1]
    chosen: list[tuple[re.Match[str], tuple[str, ...]]] = []
    if answer:
        last, letter = 0, ""
        for m in found:
            labels = _labels(m)
            number = int(m["first"])
            end = int(labels[-1].split(".")[0])
            fits = last < number <= last + 3 or (number == last and m["letter"] > letter)
            if fits and (highest is None or end <= highest) and end >= number:
                chosen.append((m, labels))
                last, letter = end, m["letter"]
    elif starts:
        runs: list[list[tuple[re.Match[str], tuple[str, ...]]]] = []
        for begin in starts[-50:]:
            run, last = [], 0
            for m in found[begin : begin + 400]:
                labels = _labels(m)
                if int(m["first"]) == last + 1 and int(labels[-1].split(".")[0]) >= int(m["first"]):
                    run.append((m, labels))
                    last = int(labels[-1].split(".")[0])
            runs.append(run)
        longest = max(len(run) for run in runs)
        chosen = next(
            run
            for run in reversed(runs)
            if len(run) == longest or (len(run) >= 2 and _asks(text, run) and not _asks(text, runs[0])) or _asks(text, run)
        )
    out = []
    for n, (m, labels) in enumerate(chosen):
        end = chosen[n + 1][0].start() if n + 1 < len(chosen) else len(text)
        out.append(Item(labels, m.start(), m.end(), end))
    return out


def _asks(text: str, run: list[tuple[re.Match[str], tuple[str, ...]]]) -> bool:
    return "?" in text[run[0][0].start() :]


def letters(text: str, parent: str) -> list[Item]:
    """The lettered parts a) b) c) of a part; they must start at a and go on in order, at least to b."""
    found, wanted = [], "a"
    for m in _LETTER.finditer(text):
        if (m["letter"] or m["dotted"]) == wanted:
            found.append(m)
            wanted = chr(ord(wanted) + 1)
    if len(found) < 2:
        return []
    return [
        Item((f"{parent}.{m['letter'] or m['dotted']}",), m.start(), m.end(), found[n + 1].start() if n + 1 < len(found) else len(text))
        for n, m in enumerate(found)
    ]
