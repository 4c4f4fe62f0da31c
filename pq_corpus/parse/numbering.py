"""Numbered parts of questions and answers: which marks are labels is told by the sequence that they form.

Every mark at a line's start ("1.", "1-2.", "3a)", "1 tot 3", "Vraag 2:") is a candidate with a weight: what stands before it (an
empty line, a sentence's end, a line that breaks before its width, the middle of a sentence), what follows, its form and its place
on the line. The labels are the chain that counts on (questions) or rises (answers) with the largest sum of weights.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

_ATOM = r"\d{1,2}(?:[ .]?[a-z](?![\w'’]|\.[a-z]))?"
_JOINT = r"[ ]?[.)]?(?:\s?(?:,[ ]?en|en|tot en met|tot|t\.?e\.?m\.?|t/m)\s|[ ]?(?:-|–|,|\+|&|/)[ ]?)(?:vra(?:ag|gen) )?"
_PREFIX = r"(?i:(?:(?:antwoord(?:en)?|op|ad|wat|betreffende|voor|m\.b\.t\.)[ ]+(?:betreft[ ]+|op[ ]+)?)?(?:de[ ]+)?(?:deel|sub)?vra(?:ag|gen)[ ]*(?:nrs?\.?[ ]*)?|(?:ad|antwoord)[ ]+)"
_MARK = re.compile(
    rf"(?m)^[ \t]*(?=[\dAaBbDdMmOoSsVvWw])(?P<prefix>{_PREFIX})?(?P<core>(?!0){_ATOM}(?:\.\d{{1,2}}(?=[.)]))?(?:{_JOINT}(?:{_ATOM}|[a-z](?![\w'’]))){{0,20}})"
    r"(?P<end>[ ]?[.)°]+(?!\d)|[ ]?:(?=[\sA-ZÀ-Þ])|/(?=\s)|[ ][-–](?=[ ][A-ZÀ-Þ])|(?=[ \t]*$))[ \t]*"
)
_INLINE = re.compile(
    rf"(?<=[.?!:;)])(?<!\b\d\.)(?<!\b\d\d\.)[ \t]*(?P<core>(?!0)\d{{1,2}}(?:{_JOINT}\d{{1,2}}){{0,20}})(?P<end>[.)])(?!\d)[ \t]*(?=[A-ZÀ-Þ])"
)
_BARE = re.compile(r"(?m)^[ \t]*(?P<core>[1-9]\d?)(?P<end>)(?:[ \t]+(?=[A-ZÀ-Þ])|[ \t]*\n(?=[ \t]*[A-ZÀ-Þ]))")
_TOKEN = re.compile(r"(\d{1,2})|(tot en met|tot|t\.?e\.?m\.?|t/m|-|–)|(vra(?:ag|gen)|en)|([a-z])(?![\w'’])")
_UNDER = re.compile(r"^(\d{1,2})\.\d{1,2}")  # "1.2." is a part of 1
_PART = re.compile(r"[ \t]*\d{1,2}\.\d")
_LETTER = re.compile(
    rf"(?:(?<=[\s.?!:;,)])|\A)(?P<open>\()?(?P<letter>[a-z])(?P<more>(?:{_JOINT}[a-z](?![\w'’])){{0,20}})[)][ \t]*"
    r"|(?m:^)[ \t]*(?P<dotted>[a-z])(?:[.](?:[ \t]+(?=\S)|[ \t]*(?=\n)|(?=[A-Za-zÀ-ÿ]{2})|$)|[ ]?:(?=\s))"
)
_CITED = re.compile(
    r"\b(?:artikel(?:en)?|art|nrs?|nummers?|punt|tabel|bijlage|vraag|vragen|pagina|blz|hoofdstuk|fase|lid|paragraaf|figuur|grafiek|luik|actie|pijler"
    r"|ten|op|van|tot|en|met|de|het|een|in|om|per|circa|ongeveer|ruim|minstens|zone|lijn|groep|categorie|klasse|type|stap|deel|spoor|cluster|§)\.?\s*\Z",
    re.I,
)
_ASKS = re.compile(
    r"\s*(?:graag|gelieve|kan|kunt|kunnen|hoe|hoeveel|welke?|wat|wanneer|waarom|waar|wie|is|zijn|was|waren|werd|werden|wordt|worden|heeft|hebben|zal|zullen|"
    r"bestaa[nt]|geef|over|beschikt|plant|overweegt|klopt|acht|vindt|ziet|komt|moet|in\s+hoeverre|op\s+welke)\b",
    re.I,
)
_MOST = 4000  # marks of one text that are looked at; no parliamentary document has so many

Label = tuple[int, str]


@dataclass(frozen=True)
class Item:
    """A labelled part: its labels ("2", "2.a"), where the label starts, and where its text starts and ends."""

    labels: tuple[str, ...]
    label: int
    start: int
    end: int


@dataclass(frozen=True)
class _Mark:
    labels: tuple[Label, ...]
    start: int
    end: int
    style: str
    weight: float
    small: bool  # a small letter follows
    opened: bool  # a colon stands before
    x: float


def _labels(core: str) -> tuple[Label, ...]:
    """The labels that "1-3", "2a-b", "1, 2 en 4" or "1 tot 3" means; nothing where its numbers do not rise."""
    out: list[Label] = []
    reach = False
    letters = False  # "2a-2c": the range waits for its last letter
    for number, until, _, letter in _TOKEN.findall(_UNDER.sub(r"\1", core)):
        if until:
            reach = True
        elif number:
            n = int(number)
            if out and out[-1][1] and n == out[-1][0]:
                letters = reach
                reach = False
                continue
            if reach and out and n > out[-1][0]:
                out += [(k, "") for k in range(out[-1][0] + 1, n)]
            reach = False
            out.append((n, ""))
        elif letter and out:
            n, last = out[-1]
            if not last:
                out[-1] = (n, letter)
            elif reach or letters:
                out += [(n, chr(k)) for k in range(ord(last) + 1, ord(letter) + 1)]
            else:
                out.append((n, letter))
            reach = letters = False
    return tuple(out) if all(a < b for a, b in itertools.pairwise(out)) else ()


def _name(label: Label) -> str:
    return f"{label[0]}.{label[1]}" if label[1] else str(label[0])


def _marks(text: str, pattern: re.Pattern[str], x: Callable[[int], float] | None, full: int) -> list[_Mark]:
    out: list[_Mark] = []
    inline = pattern is _INLINE
    for m in pattern.finditer(text):
        labels = _labels(m["core"])
        if not labels:
            continue
        prefix = bool(m.groupdict().get("prefix"))
        style = m["end"].strip()[:1]
        plain = pattern is _MARK and style in ("", ":") and not (prefix or len(labels) > 1 or labels[0][1])
        if plain and (not style or text[m.end() : m.end() + 1].isdigit()):
            continue  # a lone number, or "12: 30"
        before = text[max(0, m.start() - 200) : m.start()].rstrip()
        gap = text[max(0, m.start() - 200) + len(before) : m.start() + 1]
        after = text[m.end() : m.end() + 40].lstrip()
        small = after[:1].islower()
        if not before:
            weight = 2.5
        elif inline:
            weight = 0.9
        elif before[-1] in ".?!:;”\"'’)…":
            weight = 2.5 if gap.count("\n") > 1 else 2.0
        else:
            line = before[before.rfind("\n") + 1 :]
            word = after.split(None, 1)[0] if after else ""
            early = len(line) + len(m[0].strip()) + len(word) + 2 <= full
            weight = -0.5 if _CITED.search(before[-24:]) else 1.6 if gap.count("\n") > 1 else 1.2 if early else -0.3
        if prefix and weight < 1:
            weight = 1.0
        out.append(
            _Mark(labels, m.start(), m.end(), style, weight - 0.4 * small, small, before.endswith(":"), x(m.start("core")) if x else 0.0)
        )
        if len(out) >= _MOST:
            break
    return out


def _chain(marks: list[_Mark], follows: Callable[[Label | None, Label], float | None]) -> list[_Mark]:
    """The marks that follow each other with the largest sum of weights; `follows` gives what a step costs, or None."""
    best: dict[Label, tuple[float, int]] = {}
    back: list[int] = []
    for n, mark in enumerate(marks):
        top, link = None, -1
        cost = follows(None, mark.labels[0])
        if cost is not None:
            top = mark.weight - cost
        for label, (score, at) in best.items():
            if label < mark.labels[0]:
                cost = follows(label, mark.labels[0])
                if cost is not None and (top is None or score + mark.weight - cost > top):
                    top, link = score + mark.weight - cost, at
        back.append(link)
        if top is not None and (mark.labels[-1] not in best or top > best[mark.labels[-1]][0]):
            best[mark.labels[-1]] = (top, n)
    if not best:
        return []
    score, at = max(best.values(), key=lambda pair: (pair[0], -pair[1]))
    if score <= 0:
        return []
    out = []
    while at >= 0:
        out.append(marks[at])
        at = back[at]
    return out[::-1]


def _next(last: Label | None, first: Label) -> float | None:
    """A question counts on from 1, and from a where its numbers have letters."""
    if last is None:
        return 0.0 if first in ((1, ""), (1, "a")) else None
    number, letter = last
    if first in ((number + 1, ""), (number + 1, "a")) or (first[0] == number and first[1] == (chr(ord(letter) + 1) if letter else "a")):
        return 0.0
    return None


def _inner(marks: list[_Mark]) -> list[_Mark]:
    """The marks with less weight for those of lists within a part: of another form or further to the right than the
    first, or counting from 1 once more."""
    if not marks:
        return marks
    top = next((m for m in marks if m.labels[0][0] == 1), marks[0])
    begin = marks.index(top)
    weights = [
        m.weight - 0.9 * (m.style != top.style and m.style not in ("", ":") and top.style not in ("", ":")) - 0.9 * (m.x > top.x + 8)
        for m in marks
    ]
    at = begin + 1
    while at < len(marks):
        if marks[at].labels == ((1, ""),):
            run = [at]
            while (n := run[-1] + 1) < len(marks) and marks[n].labels == ((len(run) + 1, ""),) and marks[n].small == marks[at].small:
                run.append(n)
            if len(run) > 1 or marks[at].small:
                for n in run:
                    weights[n] -= 0.8 + (3.0 if marks[at].opened else 0.5) * marks[n].small
            at = run[-1] + 1
        else:
            at += 1
    return [m if m.weight == w else replace(m, weight=w) for m, w in zip(marks, weights, strict=True)]


_LEAST = 40  # characters; no line of a page is full with fewer


def width(text: str) -> int:
    """The usual length of a full line: that which one line in ten reaches, of those that are not a word or two."""
    lengths = sorted([len(line.rstrip()) for line in text[:200_000].split("\n") if len(line) > 20])
    return max(_LEAST, lengths[len(lengths) * 9 // 10] if lengths else 0)


def _found(text: str, x: Callable[[int], float] | None) -> list[_Mark]:
    full = width(text)
    marks = _marks(text, _MARK, x, full)
    taken = {m.end for m in marks}
    marks += [m for m in _marks(text, _INLINE, x, full) if m.end not in taken]
    return sorted(marks, key=lambda m: m.start)


def _out(text: str, chain: list[_Mark]) -> list[Item]:
    ends = [*[m.start for m in chain[1:]], len(text)][: len(chain)]
    return [Item(tuple(map(_name, m.labels)), m.start, m.end, end) for m, end in zip(chain, ends, strict=True)]


def questions(text: str, x: Callable[[int], float] | None = None) -> list[Item]:
    """The numbered sub-questions of a text, in order. A list in the context, and a list within a sub-question, stay text.

    `x` gives the place on the line of a character, where the medium knows it.
    """
    marks = _found(text, x)
    chain = _asked(text, marks)
    if not chain:
        chain = _asked(text, _marks(text, _BARE, x, width(text)))
        chain = chain if len(chain) > 1 else []
    return _out(text, chain)


def _asked(text: str, marks: list[_Mark]) -> list[_Mark]:
    marks = [m for m in marks if not _PART.match(text, m.start)]  # "1.2." stays text of 1
    starts = [n for n, m in enumerate(marks) if m.labels[0] in ((1, ""), (1, "a")) and m.weight > 0]
    if not starts:
        return []
    starts = starts[-60:]
    places = [marks[n].start for n in starts] + [len(text)]
    asking = ["?" in text[places[k] : places[k + 1]] for k in range(len(starts))]
    if not any(asking):
        asking = [bool(_ASKS.match(text, marks[n].end)) for n in starts]
    chosen = None
    for k, n in enumerate(starts):
        if not asking[k]:
            continue
        if chosen is not None and _within(marks, chosen, n, starts[k + 1] if k + 1 < len(starts) else len(marks)):
            continue
        chosen = n
    if chosen is None:
        return [] if len(starts) == 1 and marks[starts[0]].weight < 1 else _chain(_inner(marks[starts[-1] :]), _next)
    return _chain(_inner(marks[chosen:]), _next)


def _within(marks: list[_Mark], outer: int, inner: int, end: int) -> bool:
    """Whether a list that starts at one mark is within a part of a list that started before."""
    a, b = marks[outer], marks[inner]
    if a.style != b.style or b.small > a.small or b.x > a.x + 8:
        return True
    last = 0
    for m in marks[outer:inner]:
        if m.labels[0] == (last + 1, ""):
            last = m.labels[-1][0]
    count = 0
    for m in marks[inner:end]:
        if m.labels[0] == (count + 1, ""):
            count = m.labels[-1][0]
        elif m.labels[0] == (last + 1, "") and m.weight > 0:
            return True
    return False


def answers(text: str, known: Collection[str] | None, x: Callable[[int], float] | None = None) -> list[Item]:
    """The numbered parts of an answer: labels that rise. `known` are the labels of the question; None where it is not known."""
    marks = _found(text, x)
    if known is not None and any(m.style == "" and not m.labels[0][1] for m in marks):
        # "1 tot 3" alone on its line: then a number alone on its line is a label too
        alone = [m for m in _marks(text, _BARE, x, width(text)) if "\n" in text[m.start : m.end]]
        marks = sorted([*marks, *alone], key=lambda m: m.start)
    numbers = {int(label.split(".")[0]) for label in known} if known is not None else None
    lettered = {int(label.split(".")[0]) for label in known or () if "." in label}
    fit = []
    for m in marks:
        if numbers is not None and not all(n in numbers for n, _ in m.labels):
            continue
        # "2e" alone on a line is an ordinal unless the question has that label
        if m.style == "" and m.labels[0][1] and (known is None or _name(m.labels[0]) not in known):
            continue
        if known is not None and any(letter and n in lettered and f"{n}.{letter}" not in known for n, letter in m.labels):
            continue
        fit.append(m)

    def rises(last: Label | None, first: Label) -> float | None:
        if last is None:
            return 0.3 * min(first[0] - 1, 6)
        return 0.3 * min(max(0, first[0] - last[0] - 1), 6)

    chain = _chain(_inner(fit), rises)
    if chain and _only_a_list(text, chain, known):
        return []
    return _out(text, chain)


def _only_a_list(text: str, chain: list[_Mark], known: Collection[str] | None) -> bool:
    """Whether the numbers of an answer count its own points ("De maatregelen zijn: 1. …") and not the questions."""
    before = text[: chain[0].start].rstrip()
    if not before or before[-1] != ":" or chain[0].labels[0] != (1, ""):
        return False
    sentence = re.split(r"[.?!]\s", before[-300:])[-1]
    if re.search(r"vra(?:ag|gen)\b|antwoord", sentence, re.I):
        return False
    top = {label for label in known or () if "." not in label}
    return chain[0].small or len(chain) != len(top)


def letters(text: str, parent: str, known: Collection[str] | None = None) -> list[Item]:
    """The lettered parts a) b) c) of a part. In a question they start at a and go on in order, at least to b; in an
    answer, where the question's labels are `known`, they rise and can be joint ("a) en b)")."""
    found: list[tuple[re.Match[str], tuple[str, ...]]] = []
    label = f"{parent}.{{}}" if parent else "{}"
    last, style = "", ""
    for m in _LETTER.finditer(text):
        first = m["letter"] or m["dotted"]
        form = ")" if m["letter"] else m[0].strip()[1:2]
        if known is None:
            if first != (chr(ord(last) + 1) if last else "a") or (style and form != style):
                continue
            names: tuple[str, ...] = (first,)
        else:
            names = tuple(letter for _, letter in _labels(f"1{first}{m['more'] or ''}")) if m["letter"] else (first,)
            if not names or first <= last or any(label.format(one) not in known for one in names):
                continue
        style = style or form
        last = names[-1]
        found.append((m, names))
    if len(found) < 2 and not (known is not None and found and (found[0][1][0] != "a" or len(found[0][1]) > 1)):
        return []
    ends = [*[m.start() for m, _ in found[1:]], len(text)]
    return [Item(tuple(label.format(one) for one in names), m.start(), m.end(), end) for (m, names), end in zip(found, ends, strict=True)]
