"""The query language: words, "phrases", OR, -not, prefix*, field:value, ranges, parentheses; and pasted citations.

A typed query never raises anything but QueryError, which says where it went wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

FIELDS = {
    "minister": "minister", "vraagsteller": "asker", "asker": "asker", "fractie": "group", "group": "group", "soort": "kind", "kind": "kind",
    "thema": "theme", "theme": "theme", "nr": "number", "nummer": "number", "number": "number", "jaar": "session_year", "year": "session_year",
    "session-year": "session_year", "session_year": "session_year", "zittingsjaar": "session_year", "datum": "date", "date": "date",
    "in": "part", "onderwerp": "topic", "topic": "topic", "id": "id",
}  # fmt: skip
KINDS = {
    "schriftelijk": "written_question", "schriftelijke": "written_question", "sv": "written_question", "written": "written_question",
    "schriftelijke vraag": "written_question", "vraag om uitleg": "request_for_explanation", "vou": "request_for_explanation",
    "uitleg": "request_for_explanation", "actuele": "topical_question", "actueel": "topical_question", "av": "topical_question",
    "actuele vraag": "topical_question", "interpellatie": "interpellation",
    **{kind: kind for kind in ("written_question", "request_for_explanation", "topical_question", "interpellation")},
}  # fmt: skip
PARTS = {"titel": "title", "title": "title", "vraag": "question", "question": "question", "antwoord": "answer", "answer": "answer",
         "toezegging": "commitment", "commitment": "commitment"}  # fmt: skip


MOST = 100  # words in a query


class QueryError(ValueError):
    """The query cannot be read; the message is in Dutch and names the place (from 1)."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (teken {position + 1})")
        self.position = position


@dataclass(frozen=True)
class Words:
    """A word, a phrase or the beginning of a word, anywhere or in one part of a question."""

    text: str
    kind: str = "word"  # word, phrase, prefix
    part: str | None = None


@dataclass(frozen=True)
class Filter:
    """A field with a value, a `first` and a `last` one, or an open end (""); dates are ISO days."""

    name: str
    first: str
    last: str


@dataclass(frozen=True)
class Not:
    """What must not match."""

    node: Node


@dataclass(frozen=True)
class And:
    """All must match; And() is everything."""

    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Or:
    """One must match."""

    nodes: tuple[Node, ...] = ()


Node = Words | Filter | Not | And | Or

_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[()])|(?P<not>-)(?=[\w"(])|(?:(?P<field>[A-Za-z][A-Za-z_-]*):(?!//))?(?:"(?P<phrase>[^"]*)"|(?P<open>")|(?P<word>[^\s"()]+))?)"""
)
_KEYWORDS = {"OR": "OR", "OF": "OR", "AND": "AND", "EN": "AND", "NOT": "NOT", "NIET": "NOT"}
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass
class _Token:
    kind: str  # ( ) - OR AND word phrase field
    text: str
    at: int  # where it begins
    field: str = ""
    value_at: int = 0


def _tokens(text: str) -> list[_Token]:
    out: list[_Token] = []
    at = 0
    while at < len(text):
        m = _TOKEN.match(text, at)
        if m is None or m.end() == at:
            break
        start, at = m.end() - len(m[0].lstrip()), m.end()
        name = m["field"] or ""
        if m["open"]:
            raise QueryError("dit aanhalingsteken wordt niet gesloten", m.start("open"))
        if m["paren"] or m["not"]:
            out.append(_Token(m["paren"] or "-", "", start))
            continue
        value = m["phrase"] if m["phrase"] is not None else m["word"] or ""
        quoted = m["phrase"] is not None
        known = name.lower() in FIELDS or name.lower() in PARTS
        if name and not known:
            if value:
                _refuse_misspelt(name, start)
            value, quoted, name = (f"{name} {value}" if quoted else f"{name}:{value}"), quoted, ""
        if name:
            value_at = m.start("phrase") if quoted else m.start("word") if m["word"] else m.end()
            out.append(_Token("field", value, start, name.lower(), value_at))
        elif not quoted and value in _KEYWORDS:
            out.append(_Token({"NOT": "-"}.get(_KEYWORDS[value], _KEYWORDS[value]), value, start))
        elif re.search(r"[^\W_]", value):
            out.append(_Token("phrase" if quoted else "word", value, start))
    return out


def _refuse_misspelt(name: str, at: int) -> None:
    import difflib

    if near := difflib.get_close_matches(name.lower(), [n for n in (*FIELDS, *PARTS) if len(n) > 3], 1, 0.8):
        raise QueryError(f"het veld {name}: bestaat niet; bedoelde u {near[0]}:?", at)


@dataclass
class _Reader:
    """Reads tokens by descent: OR binds tighter than the and between two words, as people expect of `a b OR c`."""

    tokens: list[_Token]
    at: int = 0
    opened: list[int] = field(default_factory=list)

    def _peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def all_of(self) -> Node:
        nodes: list[Node] = []
        part: str | None = None
        while self._peek() not in ("", ")"):
            if self._peek() == "AND":
                token = self.tokens[self.at]
                self.at += 1
                if not nodes or self._peek() in ("", ")", "AND"):
                    raise QueryError(f"{token.text} heeft aan beide kanten een woord nodig", token.at)
                continue
            token = self.tokens[self.at]
            if token.kind == "field" and FIELDS.get(token.field) == "part":
                part = self._part(token)
            else:
                nodes.append(self._any_of())
        if self._peek() == ")" and not self.opened:
            raise QueryError("dit haakje werd niet geopend", self.tokens[self.at].at)
        made: Node = nodes[0] if len(nodes) == 1 else And(tuple(nodes))
        return _within(made, part) if part else made

    def _part(self, token: _Token) -> str:
        self.at += 1
        if not token.text:
            raise QueryError(f"na {token.field}: staat geen waarde", token.at)
        if token.text.lower() not in PARTS:
            raise QueryError(f"in:{token.text} is niet bekend; wel in:vraag, in:antwoord, in:titel, in:toezegging", token.value_at)
        return PARTS[token.text.lower()]

    def _any_of(self) -> Node:
        nodes = [self._one()]
        while self._peek() == "OR":
            token = self.tokens[self.at]
            self.at += 1
            if self._peek() in ("", ")", "OR", "AND"):
                raise QueryError(f"{token.text} heeft rechts een woord nodig", token.at)
            nodes.append(self._one())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _one(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "OR":
            raise QueryError(f"{token.text} heeft links een woord nodig", token.at)
        if token.kind == "-":
            if self._peek() in ("", ")", "OR", "AND", "-"):
                raise QueryError(f"na {token.text or '-'} staat niets dat uitgesloten kan worden", token.at)
            return Not(self._one())
        if token.kind == "(":
            if len(self.opened) >= 50:
                raise QueryError("er zitten te veel haakjes in elkaar", token.at)
            self.opened.append(token.at)
            inner = self.all_of()
            if self._peek() != ")":
                raise QueryError("dit haakje wordt niet gesloten", token.at)
            self.at += 1
            self.opened.pop()
            if inner == And():
                raise QueryError("er staat niets tussen deze haakjes", token.at)
            return inner
        if token.kind == "field":
            return self._field(token)
        if token.kind == "phrase":
            return Words(token.text, "phrase" if len(re.findall(r"\w+", token.text)) > 1 else "exact")
        if token.text.endswith("*") and len(re.sub(r"\W", "", token.text)) >= 2:
            return Words(token.text.rstrip("*"), "prefix")
        return Words(token.text.replace("*", " ").strip())

    def _field(self, token: _Token) -> Node:
        if not token.text and self._peek() == "(" and (token.field in PARTS or FIELDS[token.field] != "part"):
            return self._grouped(token)
        if not token.text:
            raise QueryError(f"na {token.field}: staat geen waarde", token.at)
        if token.field in PARTS:
            kind = "phrase" if " " in token.text else "prefix" if token.text.endswith("*") and len(token.text) > 2 else "word"
            return Words(token.text.rstrip("*"), kind, PARTS[token.field])
        name = FIELDS[token.field]
        if name == "date":
            return Filter(name, *_days(token))
        if name == "kind":
            if token.text.lower() not in KINDS:
                raise QueryError(f"de soort {token.text} is niet bekend; wel sv, vou, av, interpellatie", token.value_at)
            return Filter(name, KINDS[token.text.lower()], "")
        if name == "number":
            return Filter(name, *_range(token, r"\d{1,6}", "een nummer is 85, of 80..90"))
        if name == "session_year":
            first, last = _range(
                token, r"\d{4}(?:-\d{4})?", "een zittingsjaar is 2019-2020, een jaar 2019; een bereik 2019-2020..2021-2022"
            )
            if len(first or last) == 4:
                return Filter("date", f"{first}-01-01" if first else "", f"{last}-12-31" if last else "")
            return Filter(name, first, last)
        return Filter(name, token.text, "")

    def _grouped(self, token: _Token) -> Node:
        """minister:(beke OR somers), titel:(obligatie project): the field holds for each word between the parentheses."""
        inner = self._one()

        def give(node: Node) -> Node:
            if isinstance(node, Words):
                return replace(node, part=PARTS[token.field]) if token.field in PARTS else self._field(replace(token, text=node.text))
            if isinstance(node, Not):
                return Not(give(node.node))
            if isinstance(node, And | Or):
                return type(node)(tuple(give(one) for one in node.nodes))
            return node

        return give(inner)


def _within(node: Node, part: str) -> Node:
    if isinstance(node, Words):
        return node if node.part else replace(node, part=part)
    if isinstance(node, Not):
        return Not(_within(node.node, part))
    if isinstance(node, And | Or):
        return type(node)(tuple(_within(one, part) for one in node.nodes))
    return node


def _range(token: _Token, form: str, message: str) -> tuple[str, str]:
    """First and last of a value ("85") or a range ("80..90", "80..", "..90")."""
    m = re.fullmatch(rf"({form})?(\.\.)?({form})?", token.text)
    if m is None or not (m[1] or m[3]) or (m[1] and m[3] and not m[2]):
        raise QueryError(message, token.value_at)
    return (m[1] or "", m[3] or "") if m[2] else (m[1], m[1])


def _days(token: _Token) -> tuple[str, str]:
    message = "een datum is 2019, 2019-11, 2019-11-08 of een bereik als 2019-11..2020-03"
    first, last = _range(token, r"\d{4}(?:-\d\d){0,2}", message)
    try:
        days = (
            dt.date(*[int(n) for n in [*first.split("-"), "1", "1"][:3]]).isoformat() if first else "",
            _end_of(last).isoformat() if last else "",
        )
    except ValueError:
        raise QueryError(f"deze dag bestaat niet; {message}", token.value_at) from None
    if days[0] and days[1] and days[0] > days[1]:
        raise QueryError("dit bereik eindigt voor het begint", token.value_at)
    return days


def _end_of(day: str) -> dt.date:
    numbers = [int(n) for n in day.split("-")]
    if len(numbers) == 3:
        return dt.date(*numbers)
    year, month = (numbers[0], 12) if len(numbers) == 1 else numbers
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1) if year < 9999 else dt.date(9999, 12, 31)


def parse(text: str) -> Node:
    """The query of a typed line; And() where it holds no word. Raises QueryError."""
    tokens = _tokens(text.translate(_QUOTES))
    if len(tokens) > MOST:
        raise QueryError(f"dit zijn meer dan {MOST} woorden; zoek met de woorden die ertoe doen", tokens[MOST].at)
    return _Reader(tokens).all_of()


# --- citations -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Citation:
    """What a pasted citation names; what it does not say is empty."""

    id: str = ""
    names: tuple[str, ...] = ()  # external ids and addresses
    number: int = 0
    kind: str = ""
    session_year: str = ""
    date: str = ""
    asker: str = ""
    minister: str = ""
    name: str = ""  # of the asker or of the minister: "sv 85 parys", "sv 85 beke"


_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_CITED = re.compile(
    r"(?:(?P<kind>schriftelijke vra(?:ag|gen)|vra(?:ag|gen) om uitleg|actuele vra(?:ag|gen)|interpellatie|parlementaire vraag|vraag|sv|vou|av|in) )?"
    r"(?:met )?(?P<nr>(?:nr|nummer|n°|no)\b\.? ?)?(?P<number>\d{1,5})(?=\W|$)",
    re.IGNORECASE,
)
_TITLED = r"(?:(?:vlaams )?(?:viceminister-president|minister-president|minister) |mevrouw |de heer |dhr\.? |mevr\.? )?"
_NAME = r"[^\W\d_][\w'’.-]*(?: (?!aan |van \d)[^\W\d_][\w'’.-]*){0,4}"
# what may follow the number, in any order
_CITED_MORE = re.compile(
    r"(?:[ ,;]| [–-] )*(?:[(/ ]?(?P<session_year>\d{4} ?[-–] ?\d{4})\)?(?=\W|$)"
    rf"|(?:van |d\.?d\.? |op )?(?:(?P<d>\d{{1,2}}) (?P<m>{'|'.join(_MONTHS)}) (?P<y>\d{{4}})"
    r"|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>\d{4})|(?P<iso>\d{4}-\d\d-\d\d))(?=\W|$)"
    rf"|aan {_TITLED}(?P<minister>{_NAME})|(?:van|door) {_TITLED}(?P<asker>{_NAME})|{_TITLED}(?P<name>(?!van )(?<=[ ,]){_NAME}))",
    re.IGNORECASE,
)
_CITED_KINDS = {"schriftelijke": "written_question", "sv": "written_question", "vou": "request_for_explanation", "av": "topical_question",
                "actuele": "topical_question", "in": "interpellation", "interpellatie": "interpellation"}  # fmt: skip


def citation(text: str) -> Citation | None:
    """What a pasted citation names, or None for a plain query."""
    line = " ".join(text.strip().strip("\"'“”„[]").split())
    if re.fullmatch(r"(?:sv|vou|av|in)-[\w-]+(?:#[0-9a-f]+(?:-\d+)?)?", line.lower()):
        return Citation(id=line.lower().split("#")[0])
    if m := re.fullmatch(r"(?:(?:schv|vi|jln|pfile):)?(\d{6,8})", line.lower()):
        return Citation(names=(line.lower(), *(f"{key}:{m[1]}" for key in ("schv", "vi", "jln", "pfile") if line[0].isdigit())))
    if re.search(r"(?:^|//|\.)(?:vlaamsparlement|vlpar)\.be/", line.lower()) and " " not in line:
        last = re.findall(r"\d{5,}", line)
        return Citation(names=(line, line.rstrip("/"), *(f"{key}:{n}" for n in reversed(last) for key in ("schv", "vi", "jln", "pfile"))))
    m = _CITED.match(line)
    if m is None:
        return None
    said: dict[str, str] = {}
    at = m.end()
    while at < len(line) and line[at:].strip(" .,;"):
        more = _CITED_MORE.match(line, at)
        if more is None:
            return None
        at = more.end()
        groups = {name: value for name, value in more.groupdict().items() if value}
        day = _cited_day(groups)
        found: dict[str, str] = {"date": day} if day else {}
        found |= {name: groups[name] for name in ("session_year", "minister", "asker", "name") if name in groups}
        if day is None or found.keys() & said.keys():
            return None
        said |= found
    if not (m["nr"] or "session_year" in said or (m["kind"] and (m["kind"].lower() != "in" or not said))):
        return None  # "in 3 gemeenten" is no interpellation
    kind = (m["kind"] or "").lower().split(" ")
    return Citation(
        number=int(m["number"]), kind="request_for_explanation" if kind[-1] == "uitleg" else _CITED_KINDS.get(kind[0], ""),
        session_year=re.sub(r" ?[-–] ?", "-", said.get("session_year", "")), date=said.get("date", ""), asker=said.get("asker", ""),
        minister=said.get("minister", ""), name=said.get("name", ""),
    )  # fmt: skip


def _cited_day(groups: dict[str, str]) -> str | None:
    """The day among the groups of a match, "" where there is none; None for a day that does not exist."""
    try:
        if "y" in groups:
            return dt.date(int(groups["y"]), _MONTHS.index(groups["m"].lower()) + 1, int(groups["d"])).isoformat()
        if "y2" in groups:
            return dt.date(int(groups["y2"]), int(groups["m2"]), int(groups["d2"])).isoformat()
        return dt.date.fromisoformat(groups["iso"]).isoformat() if "iso" in groups else ""
    except ValueError:
        return None
