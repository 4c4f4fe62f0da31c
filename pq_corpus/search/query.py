"""The query language: words, "phrases", OR, -not, prefix*, field:value; and pasted citations. A typed query never raises
anything but QueryError, which says where it went wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIELDS = {
    "minister": "minister", "vraagsteller": "asker", "asker": "asker", "fractie": "group", "group": "group", "soort": "kind", "kind": "kind",
    "thema": "theme", "theme": "theme", "nr": "number", "nummer": "number", "number": "number", "jaar": "session_year",
    "session-year": "session_year", "zittingsjaar": "session_year", "datum": "date", "date": "date", "in": "part", "topic": "topic", "id": "id",
}  # fmt: skip
KINDS = {
    "schriftelijk": "written_question", "schriftelijke": "written_question", "sv": "written_question", "vou": "request_for_explanation",
    "uitleg": "request_for_explanation", "av": "topical_question", "actueel": "topical_question", "interpellatie": "interpellation", "in": "interpellation",
}  # fmt: skip
PARTS = {"titel": "title", "title": "title", "vraag": "question", "question": "question", "antwoord": "answer", "answer": "answer",
         "toezegging": "commitment", "commitment": "commitment"}  # fmt: skip


class QueryError(ValueError):
    """The query cannot be read; the message is in Dutch and names the place (from 1)."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (teken {position + 1})")
        self.position = position


@dataclass(frozen=True)
class Leaf:
    """A word, a phrase (several words) or a prefix, perhaps excluded."""

    words: str
    negated: bool = False
    prefix: bool = False


@dataclass(frozen=True)
class Query:
    """What was asked: groups of alternatives that must all match, field filters, and the part of the text to look in."""

    groups: tuple[tuple[Leaf, ...], ...] = ()
    excluded: tuple[Leaf, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    part: str | None = None


_TOKEN = re.compile(
    r'\s*(?:(?P<not>-)(?=["\w]))?(?:(?P<field>[A-Za-z-]+):)?(?:"(?P<phrase>[^"]*)"|(?P<open>")|(?P<word>[^\s"()]+)|(?P<paren>[()]))'
)


def parse(text: str) -> Query:
    """The query of a typed line. Raises QueryError."""
    groups: list[tuple[Leaf, ...]] = []
    excluded: list[Leaf] = []
    filters: list[tuple[str, str]] = []
    part: str | None = None
    alternative = False
    depth = 0
    at = 0
    text = text.replace("“", '"').replace("”", '"').replace("„", '"')
    while at < len(text):
        m = _TOKEN.match(text, at)
        if not m or m.end() == at:
            break
        start, at = m.start() + len(m[0]) - len(m[0].lstrip()), m.end()
        if m["open"]:
            raise QueryError("dit aanhalingsteken wordt niet gesloten", m.start("open"))
        if m["paren"]:
            depth += 1 if m["paren"] == "(" else -1
            if depth < 0:
                raise QueryError("dit haakje werd niet geopend", m.start("paren"))
            continue
        words = m["phrase"] if m["phrase"] is not None else m["word"]
        field = (m["field"] or "").lower()
        if m["word"] == "OR" and not field:
            if not groups:
                raise QueryError("OR heeft links een woord nodig", start)
            alternative = True
            continue
        if field in FIELDS:
            name = FIELDS[field]
            if not words:
                raise QueryError(f"na {field}: staat geen waarde", start)
            if name == "part":
                if words.lower() not in PARTS:
                    raise QueryError(f"in:{words} is niet bekend; wel in:vraag, in:antwoord, in:titel, in:toezegging", m.start("word"))
                part = PARTS[words.lower()]
            else:
                if name == "date" and not re.fullmatch(r"(\d{4}(-\d\d){0,2})?(\.\.)?(\d{4}(-\d\d){0,2})?", words):
                    raise QueryError("een datum is 2019-11, 2019-11-08 of 2019-11..2020-03", start)
                filters.append((name, KINDS.get(words.lower(), words) if name == "kind" else words))
            continue
        if field:
            words = f"{m['field']}:{words}"
        leaf = Leaf(words.rstrip("*"), bool(m["not"]), words.endswith("*") and len(words) > 2)
        if not re.search(r"\w", leaf.words):
            continue
        if leaf.negated:
            excluded.append(leaf)
        elif alternative:
            groups[-1] = (*groups[-1], leaf)
        else:
            groups.append((leaf,))
        alternative = False
    if depth:
        raise QueryError("er is een haakje dat niet gesloten wordt", text.rfind("("))
    if alternative:
        raise QueryError("OR heeft rechts een woord nodig", len(text) - 1)
    return Query(tuple(groups), tuple(excluded), tuple(filters), part)


def citation(text: str) -> dict[str, str] | None:
    """What a pasted citation names (id, number, session_year, minister, date, kind, external), or None for a plain query."""
    line = text.strip().lower()
    if re.fullmatch(r"(?:sv|vou|av|in)-[\w-]+", line):
        return {"id": line}
    if m := re.search(r"vlaamsparlement\.be/\S*?(?:schriftelijke-vragen|vragen-en-interpellaties|verslag)/(\d+)", line):
        return {"external": m[1]}
    if m := re.fullmatch(
        r"(?:(sv|vou|av|vraag om uitleg|schriftelijke vraag|actuele vraag)\s+)?(?:nr\.?\s*)?(\d{1,5})\s*\((\d{4}-\d{4})\)", line
    ):
        return {"number": m[2], "session_year": m[3], "kind": m[1] or ""}
    months = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    if m := re.fullmatch(rf"(?:schriftelijke\s+)?vraag\s+(?:nr\.?\s*)?(\d{{1,5}})(?:\s+van\s+(\d{{1,2}}) ({months}) (\d{{4}}))?", line):
        out = {"number": m[1], "kind": "sv"}
        if m[2]:
            out["date"] = f"{m[4]}-{months.split('|').index(m[3]) + 1:02}-{int(m[2]):02}"
        return out
    if m := re.fullmatch(r"(sv|vou|av|in)\s+(\d{1,5})(?:\s+([^\d\W][\w '-]*))?", line):
        return {"kind": m[1], "number": m[2], "minister": m[3] or ""}
    if m := re.fullmatch(r"nr\.?\s*(\d{1,5})", line):
        return {"number": m[1]}
    return None
