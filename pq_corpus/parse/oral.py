"""Oral questions: reports of committees and plenary meetings, as the present site, the old site and Handelingen print them.

One report can handle several questions (joined); each becomes a record with its own asker and number and the same turns.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import key, people, slug, strip
from pq_corpus.parse import Fit, Layout, Origin, Parsed
from pq_corpus.parse.media import MEDIA_TYPES, Document, Line
from pq_corpus.parse.text import DATE, Facts, gaps, parse_date, prose, trim
from pq_corpus.records import (
    KIND_PREFIX,
    Addressee,
    AnswerPart,
    Asker,
    Days,
    Intervention,
    Question,
    QuestionKind,
    Role,
    Source,
    Span,
    SubQuestion,
)

KINDS: dict[str, QuestionKind] = {
    "vraag om uitleg": "request_for_explanation", "vragen om uitleg": "request_for_explanation", "actuele vraag": "topical_question",
    "actuele vragen": "topical_question", "interpellatie": "interpellation", "actuele interpellatie": "interpellation",
}  # fmt: skip
_KIND = re.compile(r"\b(vraag om uitleg|vragen om uitleg|actuele vra(?:ag|gen)|(?:actuele )?interpellatie)\b", re.I)
_KIND_OVER = re.compile(
    r"(vraag om uitleg|actuele vraag|(?:actuele )?interpellatie)\s*(?=over\s)", re.I
)  # also where the markup glues them
_NUMBER = re.compile(r"(?<![\d/])(\d{1,5})\s*\((\d{4}-\d{4})\)(?!\s*nr)")
_AUTHOR = re.compile(
    r"van\s*(?P<asker>[^\W\d_].+?)\s*(?:aan|tot)\s+(?P<minister>(?:vice)?minister(?:-president)?\b.+?)\s*(?:,?\s*beantwoord door\s+(?P<by>.+?))?\s*$",
    re.I,
)
_MISSING = re.compile(r"^\W*Tekstfragment nog niet beschikbaar", re.I)
_STAGE = re.compile(r"^\s*(?:[–—-]\s|\((?:Gelach|Applaus|Neen|Ja|Rumoer|Opmerkingen|Instemming)\b)")
_CHAIR = re.compile(r"^\s*(?:De|Mevrouw de|Mijnheer de)?\s*voorzitter\s*$", re.I)
_GIVES = re.compile(
    r"(?:^|(?<=[.!?] ))(?P<who>(?:De heer|Mevrouw|(?:Vice)?[Mm]inister(?:-president)?|Collega)\s+[^.?!]{2,60}?)\s+heeft (?:opnieuw |nu )?het woord"
    r"(?: (?:voor|om|bij|namens)\b[^.]{0,80})?\.$"
)
_DONE = re.compile(
    r"^(?:De|Het) (?:vra(?:ag|gen) om uitleg|actuele vra(?:ag|gen)|interpellaties?|actuele interpellaties?|incident)\b.{0,80}\b(?:is|zijn) (?:afgehandeld|gesloten)\.$",
    re.I,
)
_FURNITURE = re.compile(r"^(?:U bent hier|Verslag|Delen|Bekijk|Terug|.*de website en de webservices niet beschikbaar.*)$", re.I)
_FOOTER = re.compile(r"(?m)^[ \t]*(?:Vergadering bijwonen|Over het Vlaams Parlement|Volg ons|Contacteer ons)\b")
_URL = re.compile(r"(?:commissie|plenaire-)vergaderingen/(\d+)/verslag/(\d+)")


Part = Literal["question", "answer", "reply", "further_answer", "closing", "conduct"]


@dataclass
class Turn:
    """One turn as printed: who is named, and where its text stands; a stage direction has no name and `stage` True."""

    name: str | None
    start: int
    end: int
    role: Role | None = None
    stage: bool = False
    missing: bool = False
    heads: list[tuple[int, int]] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)  # stage directions within its text


@dataclass
class Head:
    """What a report says of one question it handles; `titles` are those of the ministers, where they are printed."""

    kind: QuestionKind | None = None
    titles: list[str | None] = field(default_factory=list)
    by: str | None = None

    number: int | None = None
    session_year: str | None = None
    asker: str | None = None
    minister: str | None = None
    title: str | None = None
    vi: str | None = None
    places: dict[str, tuple[int, int]] = field(default_factory=dict)


def _of(document: Document, tree: Any, *classes: str) -> list[Any]:
    """The elements of any of these classes within one, in the document's order."""
    start, end = document.places[tree]
    found = [tag for tag in document.every(*classes) if start <= document.places[tag][0] and document.places[tag][1] <= end]
    return [tag for tag in found if any(parent is tree for parent in tag.iterancestors())]


# --- the present site ----------------------------------------------------------------------------------------------------


def _fit_site(document: Document, supplied: Mapping[str, str]) -> Fit:
    if document.tree is None:
        return Fit("oral_site", 0.0, f"a report page is HTML, and this is {document.media.upper()}", 1)
    speeches = document.every("meeting-speech")
    if speeches:
        return Fit("oral_site", 1.0, f"it has {len(speeches)} speeches (div.meeting-speech)")
    return Fit("oral_site", 0.2, "the page has no speeches (div.meeting-speech); another page or another site, or the lay-out changed", 1)


MOST_HEADS = 200  # questions of one report that are read; the most that were ever joined are a few dozen
_CARDS = ("card__header", "document-type--report", "document-subtype--journal_item", "card--document")


def _parse_site(document: Document, supplied: Mapping[str, str], origin: Origin) -> Parsed:
    tree = document.tree
    text = document.text

    def place(tag: Any) -> tuple[int, int] | None:
        if tag is None or tag not in document.places:
            return None
        span = trim(text, *document.places[tag])
        return span if span[0] < span[1] else None

    def words(tag: Any) -> str | None:
        span = place(tag)
        return " ".join(text[span[0] : span[1]].split()) if span else None

    turns: list[Turn] = []
    for speech in document.every("meeting-speech"):
        title: Any = None
        values: list[tuple[int, int]] = []
        for tag in speech.iterdescendants():
            named = tag.get("class") or ""
            if title is None and "meeting-speech__title" in named:
                title = tag
            elif "meeting-speech__value" in named and tag in document.places:
                values.append(document.places[tag])
        name, heading = words(title), place(title)
        if values:
            span = trim(text, values[0][0], values[-1][1])
        else:
            start = heading[1] if heading else document.places[speech][0]
            span = (start, start)
        missing = bool(name) and (span[0] == span[1] or bool(_MISSING.match(text[span[0] : span[1]])))
        turn = Turn(name, *span, stage=name is None, missing=missing, heads=[heading] if heading else [])
        turns += [turn, *_staged(document, turn)] if name else [turn]

    heads: list[Head] = []
    other = ""  # the kind of an item that is no question
    cards = [card for card in document.every(*_CARDS) if not _inside(card, "meeting-speech")]
    outer = set(cards)  # a card within a card says the same once more
    cards = [card for card in cards if not any(parent in outer for parent in card.iterancestors())]
    for card in cards[: 2 * MOST_HEADS] or [tree]:
        numbers, authors, titles, tags = (
            _of(document, card, name) for name in ("card__document-number", "card__author", "card__title", "card__tag")
        )
        links = [re.search(r"vragen-en-interpellaties/(\d+)", a.get("href") or "") for a in card.iterdescendants("a")]
        vis = list(dict.fromkeys(m[1] for m in links if m))
        for n in range(max(len(numbers), len(authors), min(len(titles), 1))):
            head = Head(vi=vis[n] if n < len(vis) else None)
            number, author, title, tag_of = (found[n] if n < len(found) else None for found in (numbers, authors, titles, tags))
            title = title if title is not None else titles[0] if titles else None
            tag_of = tag_of if tag_of is not None else tags[0] if tags else None
            _number_into(head, words(number), place(number))
            _author_into(head, words(author), place(author))
            if title is not None and (span_of := place(title)):
                begin, end = span_of
                hidden = next((tag for tag in title.iterdescendants() if "visually-hidden" in (tag.get("class") or "")), None)
                if hidden is not None and (inner := place(hidden)) and inner[0] == begin:
                    begin, end = trim(text, inner[1], end)
                if tag := _KIND_OVER.match(text[begin:end]):
                    head.kind = KINDS[tag[1].lower()]
                    begin, end = trim(text, begin + tag.end(), end)
                head.title = " ".join(text[begin:end].split())
                head.places["title"] = (begin, end)
            if (said := words(tag_of)) and (span_of := place(tag_of)):
                if said.lower() not in KINDS:
                    other = other or said
                    continue
                head.kind = KINDS[said.lower()]
                head.places["kind"] = span_of
            if len(heads) >= MOST_HEADS:
                break
            known = [one for one in heads if head.number and (one.number, one.session_year) == (head.number, head.session_year)]
            if (head.number or head.asker or head.title) and not known:
                heads.append(head)
    if other and not heads:
        problem = f"the report handles no question, but: {other}"
        return Parsed("oral_site", text, document.media, problems=(problem,))
    first = min((t.heads[0][0] if t.heads else t.start for t in turns), default=0)
    day_tag = next(iter(document.every("meeting-header__date-full", "meeting-header__date")), None)
    day_words, day_place = words(day_tag), place(day_tag)
    day = parse_date(day_words or "")
    if day is None and (m := re.compile(DATE).search(text, 0, first)):
        day, day_place = parse_date(m[0]), m.span()
    if not heads:  # another markup of the heading: its lines, as the old site has them
        lines = _Heads()
        for line in document.lines:
            if line.start < first:
                lines.take(text, trim(text, line.start, line.end))
        heads = [head for head in lines.all if head.number or head.asker]
    kind_words = ""
    if not (heads and heads[0].kind):
        kind_words = text[: min(first, 3000)]
        kind_words = kind_words if _KIND.search(kind_words) else _closing(text)
    committee = words(next(iter(document.every("meeting-header__title")), None))
    committee = committee or words(next(tree.iter("h1"), None))
    committee = (
        re.sub(r"^(?:(?:Report|Verslag) (?:meeting|vergadering)|Verslag|Report)\s+(?:van de\s+)?", "", committee) if committee else None
    )
    addresses: list[str | None] = [one.get("href") for one in tree.iter("link") if one.get("rel") == "canonical"]
    addresses += [one.get("content") for one in tree.iter("meta") if one.get("property") == "og:url"]
    page = supplied.get("url") or next((one for one in addresses if one), None)
    return records(
        document, supplied, replace(origin, url=origin.url or page), "oral_site", turns, heads, day, day_place if day else None, kind_words, committee
    )  # fmt: skip


def _inside(tag: Any, name: str) -> bool:
    return any(name in (parent.get("class") or "").split() for parent in tag.iterancestors())


def _closing(text: str) -> str:
    """The kind of question that the chair closes."""
    for end in re.finditer("afgehandeld", text):
        if m := _CLOSED.search(text, max(0, end.start() - 60), end.start()):
            return re.sub("(?i)interpellaties", "interpellatie", m[0])
    return ""


_CLOSED = re.compile(r"(?:vra(?:ag|gen) om uitleg|actuele vra(?:ag|gen)|(?:actuele )?interpellaties?) (?:is|zijn) (?:hiermee )?$", re.I)


def _staged(document: Document, turn: Turn) -> list[Turn]:
    """The stage directions within a turn ("– X treedt als voorzitter op."), which its text leaves out."""
    words = document.text[turn.start : turn.end]
    if not any(f"\n{dash} " in words for dash in "–—-") and words[:1] not in ("–", "—", "-"):
        return []
    found = [trim(document.text, *m.span()) for m in _STAGE_LINE.finditer(document.body, turn.start, turn.end) if _STAGED.search(m[0])]
    turn.cuts += found
    return [Turn(None, *place, stage=True) for place in found]


def _number_into(head: Head, words: str | None, place: tuple[int, int] | None) -> None:
    if words and place and (m := _NUMBER.search(words)):
        head.number, head.session_year = int(m[1]), m[2]
        head.places["number"] = place


def _author_into(head: Head, words: str | None, place: tuple[int, int] | None) -> None:
    if words and place and (m := _AUTHOR.match(words)):
        head.asker, head.minister = m["asker"].strip(), m["minister"].strip()
        head.by = m["by"]
        head.places["author"] = place


# --- the old site, as text or HTML, and its like -------------------------------------------------------------------------


_SPEAKER = re.compile(
    r"^(?:(?P<honorific>De heer|Mevrouw)\s+)?(?:(?P<minister>(?:Vlaams\s+)?(?:[Vv]ice)?[Mm]inister(?:-president)?)\s+)?"
    r"(?P<name>[^\W\d_a-z][\w'’.-]+(?:\s+[\w'’.-]+){0,5}?)(?:\s+\((?P<group>[^()\d]{2,30})\))?$"
)
_NAMED = re.compile(
    r"(?:[^\W\d_a-zß-ÿ][\w'’.-]*|de|den|der|van|vande|ten|ter|het|la|le|d'|'t|von|el)(?:\s+(?:[^\W\d_a-zß-ÿ][\w'’.-]*|de|den|der|van|vande|ten|ter|het|la|le|d'|'t|von|el))*"
)
_WHOLE = re.compile(  # all of a heading in one line
    r"(?P<kind>vraag om uitleg|actuele vraag|(?:actuele )?interpellatie)\s+van\s+(?:de heer |mevrouw )?(?P<asker>.+?)\s+(?:aan|tot)\s+"
    r"(?P<minister>(?:vice)?minister(?:-president)?\s.+?),?\s+(?P<title>over\s.+?)(?:\s+[–-]\s+(?P<number>\d{1,5}\s*\(\d{4}-\d{4}\)))?$",
    re.I,
)


def _fit_text(document: Document, supplied: Mapping[str, str]) -> Fit:
    if document.media not in ("text", "html", "pdf"):
        return Fit("oral_text", 0.0, f"a report is text or HTML, and this is {document.media.upper()}", 1)
    members = given = chair = done = ministers = 0
    first = last = 0
    for n, line in enumerate(document.lines, 1):
        if line.end - line.start > 120 or line.end == line.start:
            continue
        words = document.line_text(line).strip()
        if not words:
            continue
        first = first or n
        speaker = _SPEAKER.match(words) if len(words) < 90 else None
        found = (bool(speaker and speaker["group"]), bool(_GIVES.search(words)), bool(_CHAIR.match(words)), bool(_DONE.match(words)), bool(speaker and speaker["minister"]))  # fmt: skip
        members, given, chair, done, ministers = (a + b for a, b in zip((members, given, chair, done, ministers), found, strict=True))
        last = n if any(found) else last
    evidence = given + chair + done + ministers
    if (given or chair or members) and ministers:
        return Fit(
            "oral_text",
            min(0.95, 0.5 + 0.1 * evidence),
            f"{given} times the chair gives the floor, {ministers} times a minister has a line",
        )
    why = "after this line no minister speaks" if given or chair else "nobody gives the floor and there are no speaker lines"
    return Fit("oral_text", 0.3 if evidence else 0.05, why, last or first or 1)


class _Heads:
    """The headings of a report as their lines come: what is said once more begins the next question."""

    def __init__(self) -> None:
        self.all: list[Head] = []
        self.kinds = ""
        self.committee: str | None = None

    def put(self, name: str, words: str, place: tuple[int, int]) -> None:
        """One thing that a heading says."""
        if not self.all or name in self.all[-1].places:
            self.all.append(Head())
        head = self.all[-1]
        if name == "kind":
            head.kind = KINDS.get(words.lower())
        elif name == "title":
            head.title = words
        elif name == "number":
            _number_into(head, words, place)
        else:
            _author_into(head, words, place)
        head.places.setdefault(name, place)

    def take(self, text: str, place: tuple[int, int]) -> bool:
        """Read a line before the first turn; whether it belongs to a heading."""
        start, end = place
        words = text[start:end]
        if not 3 < len(words) < 400:
            return False
        if m := re.match(r"(?:(?:Report|Verslag) (?:meeting|vergadering)(?: van de)?\s+)?((?:Verenigde )?[Cc]ommissies? voor .+)", words):
            self.committee = self.committee or m[1]
        elif m := _WHOLE.match(words):
            self.put("kind", m["kind"], (start, start + len(m["kind"])))
            self.put("author", f"van {m['asker']} aan {m['minister']}", (start + m.start("asker"), start + m.end("minister")))
            self.put("title", m["title"], (start + m.start("title"), start + m.end("title")))
            if m["number"]:
                self.put("number", m["number"], (start + m.start("number"), end))
        elif _AUTHOR.match(words) and len(words) < 250:
            if m := re.search(r"\s+(?:[–-]\s*)?(\d{1,5}\s*\(\d{4}-\d{4}\))$", words):
                self.put("author", words[: m.start()], (start, start + m.start()))
                self.put("number", m[1], (start + m.start(1), end))
            else:
                self.put("author", words, place)
        elif _NUMBER.search(words) and len(words) < 60:
            self.put("number", words, place)
        elif (m := _KIND.match(words)) and not words.endswith("."):
            self.kinds += words + "\n"
            title = words[m.end() :].strip(" :–-")
            if title.startswith("over "):
                self.put("kind", m[1], (start, start + m.end()))
                at = end - len(title)
                if by := re.search(r"\s+van\s+[A-ZÀ-Þ][^,]{2,60}?\s+aan\s+(?:vice)?minister\b.*$", title):  # all in one line
                    self.put("title", title[: by.start()], (at, at + by.start()))
                    self.put("author", by[0].strip(), (at + by.start(), end))
                else:
                    self.put("title", title, (at, end))
            elif not title:
                self.put("kind", m[1], place)
        elif re.match(r"over\s", words) and not words.endswith((".", "?")):
            self.put("title", words, place)
        else:
            return False
        return True


def _parse_text(document: Document, supplied: Mapping[str, str], origin: Origin) -> Parsed:
    text = document.text
    footer = _FOOTER.search(text)
    stop = footer.start() if footer else len(text)
    filled = [line for line in document.lines if line.end > line.start]
    tight = document.media != "text" or len(document.lines) < 1.25 * len(filled)  # no empty lines between paragraphs
    turns: list[Turn] = []
    heads = _Heads()
    day, day_place = None, None
    waiting: str | None = None  # whom the chair has just given the floor
    current: Turn | None = None
    chair: Turn | None = None  # the chair's turn that goes on
    labelled = False  # right after the label "Voorzitter" of the heading
    for line in filled:
        if line.start >= stop:
            break
        place = trim(text, line.start, line.end)
        words = text[place[0] : place[1]]
        if not words:
            continue
        short = len(words) < 90
        isolated = tight or _isolated(document, line.start, line.end)
        if not turns:
            if words == "Voorzitter" or (len(words) < 400 and _FURNITURE.match(words)):
                labelled = words == "Voorzitter"
                continue
            if labelled and short and _NAMED.fullmatch(words) and not _CHAIR.match(words):
                continue  # whose name the label "Voorzitter" announces
            labelled = False
            if day is None and len(words) < 60 and not words.startswith("over ") and (m := re.search(DATE, words)):
                day, day_place = parse_date(m[0]), place
                continue
            if heads.take(text, place):
                continue
        gives = _GIVES.search(words) if len(words) < 400 else None
        if short and _CHAIR.match(words):
            current = chair = Turn("De voorzitter", line.end, line.end, role="chair", heads=[place])
            turns.append(current)
            waiting = None
            continue
        if isolated and (gives or (len(words) < 200 and _DONE.match(words))):
            if chair is not None:
                _extend(chair, place)
            else:
                turns.append(Turn("De voorzitter", *place, role="chair"))
            waiting = gives["who"] if gives else None
            current = chair = None
            continue
        if _STAGE.match(words):
            turns.append(Turn(None, *place, stage=True))
            if current is not None and current.start < current.end:
                current.cuts.append(place)
            continue
        speaker = _SPEAKER.match(words) if short and words[-1] not in ".?!:;" else None
        if speaker and (
            (speaker["group"] and (speaker["honorific"] or isolated))
            or (speaker["minister"] and _NAMED.fullmatch(speaker["name"]) and (isolated or waiting))
            or (isolated and speaker["honorific"] and _NAMED.fullmatch(speaker["name"]))
            or (isolated and (_is_expected(words, waiting) or people().member(words, Days()).person))
        ):
            current = Turn(words, line.end, line.end, heads=[place])
            turns.append(current)
            waiting = chair = None
            continue
        if waiting is not None:
            current = Turn(waiting, *place)
            turns.append(current)
            waiting = None
        elif current is None:
            if turns:
                current = Turn(None, *place, role="unknown")
                turns.append(current)
        else:
            _extend(current, place)
    turns = _interjections(text, turns)
    kind_words = heads.kinds or _closing(text)
    return records(document, supplied, origin, "oral_text", turns, heads.all, day, day_place, kind_words, heads.committee)


def _extend(turn: Turn, place: tuple[int, int]) -> None:
    if turn.start == turn.end:
        turn.start = place[0]
    turn.end = place[1]


def _isolated(document: Document, start: int, end: int) -> bool:
    """Whether a line stands alone, with an empty line (or the document's edge) before or after it."""
    return bool(re.search(r"(?:\n[ \t]*\n|\A\s*|\n[ \t]*De voorzitter[ \t]*\n)\Z", document.text[max(0, start - 200) : start])) or bool(
        re.match(r"[ \t]*\n[ \t]*(?:\n|\Z)|[ \t]*\Z", document.text[end : end + 200])
    )


def _is_expected(words: str, waiting: str | None) -> bool:
    if waiting is None:
        return False
    return key(strip(words)[0]).endswith(key(strip(waiting)[0]))


_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t]*\n))*")


def _interjections(text: str, turns: list[Turn]) -> list[Turn]:
    """Where a report drops the chair's speaker lines, what the chair says in between stands in another's turn. Two signs tell it:
    a minister who answers "…, voorzitter" takes up a word of the paragraph right before, which is then the chair's; and a
    question after a minister addressed the chair, right before that minister's own speaker line comes again, is the chair's too."""
    following: list[Turn | None] = [None] * len(turns)
    after: Turn | None = None
    for n in range(len(turns) - 1, -1, -1):
        following[n] = after
        after = turns[n] if turns[n].role != "chair" else after
    out: list[Turn] = []
    for turn, then in zip(turns, following, strict=True):
        out.append(turn)
        if turn.stage or turn.role or then is None or not then.name or "inister" not in then.name:
            continue
        reply = re.match(r"\s*[^.?!\n]{0,150}, voorzitter[.!]", text[then.start : then.end])
        paragraphs = [m.span() for m in _PARAGRAPH.finditer(text[turn.start : turn.end])] if reply else []
        if reply and len(paragraphs) > 1:
            start, end = (turn.start + at for at in paragraphs[-1])
            said = set(re.findall(r"\w{6,}", text[start:end].casefold()))
            if said & set(re.findall(r"\w{6,}", reply[0].replace(", voorzitter", "").casefold())):
                turn.end = trim(text, turn.start, start)[1]
                out.append(Turn("De voorzitter", start, end, role="chair"))
    final: list[Turn] = []
    for n, turn in enumerate(out):
        final.append(turn)
        again = out[n + 1] if n + 1 < len(out) else None
        if not (turn.name and "inister" in turn.name and again is not None and again.name == turn.name):
            continue
        paragraphs = [(turn.start + m.start(), turn.start + m.end()) for m in _PARAGRAPH.finditer(text[turn.start : turn.end])]
        if len(paragraphs) == 2 and "voorzitter" in text[slice(*paragraphs[0])] and text[slice(*paragraphs[1])].rstrip().endswith("?"):
            turn.end = paragraphs[0][1]
            final.append(Turn("De voorzitter", *paragraphs[1], role="chair"))
    return final


# --- Handelingen ---------------------------------------------------------------------------------------------------------

_KINDS = r"VRAAG OM UITLEG|Vraag om uitleg|VRAGEN OM UITLEG|Vragen om uitleg|ACTUELE VRAAG|Actuele vraag|ACTUELE INTERPELLATIE|Actuele interpellatie|INTERPELLATIE|Interpellatie"
_HEADING = re.compile(rf"(?m)^[ \t]*(?:[-–•][ \t]*)?(?P<kind>{_KINDS})\s+van\s+")
_HEADING_END = re.compile(
    rf"(?m)^[ \t]*(?:Voorzitter\b|De voorzitter\b|(?:[-–•][ \t]*)?(?:{_KINDS})\s+van\s|(?:De heer|Mevrouw|Minister)\s[^\n]{{2,80}}:\s)"
)
_HEADING_NUMBER = re.compile(r"(?:\s*[–-]?\s+|[–-]\s*)(?:nr\.\s*)?(?P<number>\d{1,5})\s*\((?P<session>\d{4}-\d{4})\)(?!\s*[–-]?\s*nr)")
_HEADING_PARTS = re.compile(
    r"(?P<asker>.{3,160}?)\s+(?:aan|tot)\s+(?P<minister>(?:de\s+heer\s+|mevrouw\s+)?(?:(?:vice)?minister(?:-president)?\s+)?[^,]{3,60}?)"
    r"(?:,\s*(?P<title>(?:(?:toegevoegd|viceminister|vice-minister|minister|Vlaams)\b).{3,400}?))?,?\s+(?P<over>(?:over|betreffende|in verband met|met betrekking tot)\s+.+)\Z",
    re.S,
)
# a heading of another item of the agenda ends a question
_OTHER = re.compile(
    r"(?m)^[ \t]*(?:(?:ACTUALITEITSDEBAT|ONTWERP(?:EN)? VAN|VOORSTEL(?:LEN)? VAN|MOTIES?\b|REGELING VAN DE|GEDACHTEWISSELING|HOORZITTING|MEDEDELING|VERZOEKSCHRIFT|"
    r"ALGEMENE BESPREKING|ARTIKELSGEWIJZE BESPREKING|HOOFDELIJKE STEMMING|INGEKOMEN STUKKEN|SLUITING VAN|OPENING VAN|BELEIDSNOTA|BELEIDSBRIEF|BIJLAGEN?\b)[^\n]*$"
    r"|(?:Actualiteitsdebat over|Ontwerp van decreet|Voorstel van (?:resolutie|decreet)|Regeling van de werkzaamheden|Gedachtewisseling over|Hoorzitting over|"
    r"Algemene bespreking|Artikelsgewijze bespreking|Hoofdelijke stemming|Met redenen omklede moties?)\b[^\n.]*$)"
)
_WORD = r"(?:[^\W\d_a-zß-ÿ][\w'’.-]*|de|den|der|van|vande|ten|ter|het|la|le|d'|'t|von|el)"
_INLINE = re.compile(
    rf"(?m)^[ \t]*(?P<name>De voorzitter|(?:(?:De heer|Mevrouw|Vlaams minister|(?:Vicem|M)inister(?:-president)?)\s+{_WORD}(?:\s{_WORD}){{0,6}}(?:\s+\([^()\n]{{2,40}}\))?"
    rf"|{_WORD}(?:[ ]{_WORD}){{1,6}}\s+\([^()\n]{{2,40}}\)))(?:,[ ](?:(?:co-)?(?:verslaggever|rapporteur)|(?:onder)?voorzitter|namens[ ][^:\n]{{3,40}}))?[ ]?:(?=\s)\s*"
)
_STAGE_LINE = re.compile(r"(?m)(?:^|(?<=\n))[ \t]*[–—-][ ](?=[A-ZÀ-Þ])[^\n]*(?:\n(?![ \t]*\n)[ \t]*(?![–—-] )[^\n]+){0,2}?(?<=[.)])[ \t]*$")
_STAGED = re.compile(r"\b(?:treedt|treden|wordt|worden|neemt|nemen|verla(?:at|ten)|is|zijn|komt|applaus|gelach|spreekt|geeft)\b", re.I)


def _fit_handelingen(document: Document, supplied: Mapping[str, str]) -> Fit:
    if document.media not in ("pdf", "text"):
        return Fit("handelingen", 0.0, f"Handelingen are PDF or text, and this is {document.media.upper()}", 1)
    speakers = [m.start() for m, _ in zip(_INLINE.finditer(document.text), range(500), strict=False)]
    heading = _HEADING.search(document.text)
    if len(speakers) >= 2 and heading:
        return Fit("handelingen", 0.97, f"it has a heading of an oral question and {len(speakers)} speakers named before a colon")
    if len(speakers) >= 2:
        line = document.text.count("\n", 0, speakers[0]) + 1
        return Fit("handelingen", 0.3, "speakers are named before a colon, but no heading of an oral question stands before them", line)
    if heading and len(speakers) == 1:
        line = document.text.count("\n", 0, heading.start()) + 1
        return Fit("handelingen", 0.3, "after this heading of an oral question no speakers are named before a colon", line)
    return Fit("handelingen", 0.05, "no speakers are named before a colon", 1)


@dataclass
class _Heading:
    """A heading of Handelingen: where it stands, and what it says."""

    start: int
    end: int
    head: Head
    page: bool  # a page number follows, as in the contents


def _heading(document: Document, m: re.Match[str]) -> _Heading | None:
    """What the heading that begins at `m` says; its number ends it, or an empty line, or who speaks next."""
    text, body = document.text, document.body
    begin = m.end()
    limit = min(len(text), begin + 1500)
    if end := _HEADING_END.search(body, begin, limit):
        limit = end.start()
    block = re.compile(r"\n[ \t]*\n").search(body, begin, limit)
    stop = block.start() if block else limit
    number = next((n for n in _HEADING_NUMBER.finditer(body, begin, limit) if n.start() <= stop + 3), None)
    if (
        number is None
        and block
        and (n := re.compile(r"\s*[–-]?\s*(?P<number>\d{1,5})\s*\((?P<session>\d{4}-\d{4})\)").match(body, block.start(), limit))
    ):
        number = n  # the number alone on its line, after a gap
    if number:
        stop = number.start()
    elif not block:  # nothing marks its end: the line that the next one does not go on
        lines = list(re.compile(r"[^\n]+(?:\n|\Z)").finditer(body, begin, limit))
        for k, line in enumerate(lines):
            if k + 1 < len(lines) and not lines[k + 1][0].strip()[:1].islower() and len(line[0]) < 60:
                stop = line.end()
                break
    by = re.compile(r"(?:\s*[,–-]?\s*)beantwoord\s+door\s+(?P<by>[^,\n]+)[^\n]*").match(body, number.end() if number else stop)
    after = by.end() if by else number.end() if number else stop
    tail = re.compile(r"[ \t.…]{0,200}(?P<page>\d{1,4})?[ \t]*(?:\n|\Z)").match(text, after)
    page = bool(tail and tail["page"])
    if page and tail:
        after = tail.end("page")
    a, b = trim(text, begin, stop)
    words = re.sub(r"[ \t.…]{3,}\d{1,4}\s*$", "", prose(document, a, b, broken=True))
    if not number and (numbered := re.search(r"\s\d{1,4}\Z", words)):
        words, page = words[: numbered.start()], True
    parts = _HEADING_PARTS.match(" ".join(words.split()))
    if not parts:
        return None
    head = Head(kind=KINDS[m["kind"].lower()])
    head.asker = _several(parts["asker"])
    ministers = re.split(r",?\s+en\s+(?:aan|tot)\s+", f"{parts['minister']}, {parts['title'] or ''}")
    names = [one.partition(",") for one in ministers]
    head.minister = " en ".join(f"minister {strip(name)[0]}" for name, _, _ in names)
    head.titles = [title.strip(" ,") or None for _, _, title in names]
    head.by = strip(by["by"])[0] if by else None
    over = parts["over"]
    head.title = over if over.startswith("over ") else f"over {over.split(' ', 1)[1]}" if over.startswith("betreffende ") else over
    at = re.compile(r"\b(?:over|betreffende|in\s+verband\s+met|met\s+betrekking\s+tot)\s").search(body, a + len(parts["asker"]), b)
    head.places = {
        "kind": (m.start("kind"), m.end("kind")),
        "author": (a, trim(text, a, at.start() if at else b)[1]),
        "title": (at.start() if at else a, b),
    }
    if number:
        head.number, head.session_year = int(number["number"]), number["session"]
        head.places["number"] = (number.start("number"), number.end())
    return _Heading(m.start(), after, head, page)


def _begins(body: str, at: int) -> bool:
    """Whether a line can begin something: an empty line or a sentence's end stands before it, or a line too short to wrap."""
    before = body[max(0, at - 200) : at]
    line = before.rstrip()
    return before.count("\n", len(line)) > 1 or line[-1:] in '.?!:)…”"' or len(line) - line.rfind("\n") < 45


def _in_capitals(body: str, line: Line) -> bool:
    """Whether a line is a heading in capitals, of another item than a question."""
    words = body[line.start : line.end].strip()
    return len(words) >= 15 and words.isupper() and words.count(" ") >= 2 and not _HEADING.match(words)


def _several(printed: str) -> str:
    """Askers as a heading prints them: "de heer Jan Peeters", "de heren A en B"."""
    names = re.split(r",\s+|\s+en\s+", re.sub(r"^\s*(?:de\s+heren|de\s+dames)\s+", "", " ".join(printed.split())))
    return " en ".join(strip(name)[0] for name in names)


def _parse_handelingen(document: Document, supplied: Mapping[str, str], origin: Origin) -> Parsed:
    text, body = document.text, document.body
    speakers = [m for m in _INLINE.finditer(body) if _begins(body, m.start())]
    every = [h for h in (_heading(document, m) for m in _HEADING.finditer(body)) if h]

    def same(h: _Heading) -> tuple[object, ...]:
        return (h.head.number, h.head.session_year) if h.head.number else (key(h.head.asker or ""), key(h.head.title or "")[:40])

    # the contents list each heading first, with its page; the last one of a number stands where it is handled
    last = {same(h): n for n, h in enumerate(every)}
    headings = [h for n, h in enumerate(every) if last[same(h)] == n and not h.page]
    first_speaker = speakers[0].start() if speakers else len(text)
    opening = re.compile(rf"(?:van|–|-)\s+({DATE})|{DATE}").search(text, 0, first_speaker)
    day = parse_date(opening[0]) if opening else None
    day_place = (opening.start(1) if opening[1] else opening.start(), opening.end()) if opening and day else None
    room = re.compile(r"(?m)^[ \t]*(?P<name>(?:Verenigde )?[Cc]ommissies? voor [^\n]+(?:\n(?!\s*van\s|\s*\n)[^\n]+){0,2})").search(
        text, 0, first_speaker
    )
    committee = re.sub(rf"\s+(?:van|–|-)\s+{DATE}.*", "", " ".join(room["name"].split())) if room else None
    others = sorted({*(m.start() for m in _OTHER.finditer(body)), *(line.start for line in document.lines if _in_capitals(body, line))})
    # a heading of the body is one that speakers follow before the next heading with other speakers; contents pages have none
    groups: list[tuple[list[_Heading], list[re.Match[str]], int]] = []
    run: list[_Heading] = []
    next_speaker = 0
    for n, h in enumerate(headings):
        end = headings[n + 1].start if n + 1 < len(headings) else len(text)
        end = min([o for o in others if h.end < o < end], default=end)
        while next_speaker < len(speakers) and speakers[next_speaker].start() < h.end:
            next_speaker += 1
        inside = []
        while next_speaker < len(speakers) and speakers[next_speaker].start() < end:
            inside.append(speakers[next_speaker])
            next_speaker += 1
        run.append(h)
        if inside:
            near = [h]
            for before in reversed(run[:-1]):  # joined: nothing but a line or two stands between two headings
                if len(text[before.end : near[0].start].split()) > 25:
                    break
                near.insert(0, before)
            groups.append((near, inside, end))
            run = []
    questions: list[Question] = []
    problems: list[str] = []
    for near, inside, limit in groups:
        turns: list[Turn] = []
        for n, s in enumerate(inside):
            a, b = trim(text, s.end(), inside[n + 1].start() if n + 1 < len(inside) else limit)
            name = " ".join(s["name"].split())
            role: Role | None = "chair" if name.lower() == "de voorzitter" else None
            turn = Turn(name, a, b, role=role, heads=[(s.start("name"), s.end())])
            turns += [turn, *_staged(document, turn)]
        found: list[Head] = []
        for h in near:
            if not any(h.head.number and h.head.number == other.number for other in found):
                found.append(h.head)
        parsed = records(document, supplied, origin, "handelingen", turns, found, day, day_place, near[0].head.kind or "", committee)
        questions += parsed.questions
        problems += parsed.problems
    covered = [place for q in questions for place in _spans(q)]
    furniture = gaps(document, covered)
    questions = [q.model_copy(update={"sources": (q.sources[0].model_copy(update={"furniture": furniture}),)}) for q in questions]
    if "VOORLOPIGE VERSIE" in text:
        problems.append("the report is a provisional version, not yet approved by the speakers")
    return Parsed("handelingen", text, document.media, tuple(questions), furniture, tuple(problems))


# --- records -------------------------------------------------------------------------------------------------------------


def records(
    document: Document, supplied: Mapping[str, str], origin: Origin, layout: str, turns: list[Turn], heads: list[Head],
    day: dt.date | None, day_place: tuple[int, int] | None, kind_words: str, committee: str | None,
) -> Parsed:  # fmt: skip
    """The records of a report, one for each question it handles, from its turns and what its headings say."""
    text = document.text
    for turn in turns:
        turn.missing = turn.missing or bool(turn.name and _MISSING.match(text[turn.start : turn.end]))
    kind_match = _KIND.search(kind_words or "")
    kind: QuestionKind | None = KINDS.get(kind_match[1].lower()) if kind_match else None
    kind = kind or supplied.get("kind")  # type: ignore[assignment]
    kind = kind or next((head.kind for head in heads if head.kind), None)
    if kind is None and any(head.number for head in heads) and any(head.asker for head in heads):
        kind = "request_for_explanation" if "plenair" not in text[:2000].lower() else "topical_question"
    if kind is None:
        problem = "the report handles no question (no vraag om uitleg, actuele vraag or interpellatie is named)"
        return Parsed(layout, text, document.media, problems=(problem,))
    external: dict[str, str] = {}
    if origin.url and (m := _URL.search(origin.url)):
        external = {"verg": m[1], "jln": m[2]}
    if not heads:
        heads = [Head()]
    made = [
        _record(document, supplied, origin, layout, turns, head, heads, day, day_place, head.kind or kind, committee, external)
        for head in heads
    ]
    ids = [q.id for q in made]
    made = [q.model_copy(update={"siblings": tuple(i for i in ids if i != q.id)}) for q in made]
    problems = tuple(dict.fromkeys(p for q in made for p in q.problems))
    return Parsed(layout, text, document.media, tuple(made), made[0].sources[0].furniture, problems)


def _record(
    document: Document, supplied: Mapping[str, str], origin: Origin, layout: str, turns: list[Turn], head: Head, heads: list[Head],
    day: dt.date | None, day_place: tuple[int, int] | None, kind: QuestionKind, committee: str | None, external: dict[str, str],
) -> Question:  # fmt: skip
    lead = head is heads[0]
    facts = Facts(
        origin.sha256, layout, dict(supplied) if lead else {k: v for k, v in supplied.items() if k in ("date", "after", "before", "url")}
    )
    problems: list[str] = []
    covered: list[tuple[int, int]] = [place for h in heads for place in h.places.values()]
    if day_place:
        facts.parsed("debated_on", day, day_place, "date")
        covered.append(day_place)
    said = facts.choose("debated_on", "date", day.isoformat() if day else None)
    day = dt.date.fromisoformat(said) if said else None
    bounds = None
    if day is None:
        after, before = facts.choose("day_bounds.from", "after", None), facts.choose("day_bounds.to", "before", None)
        if after or before:
            bounds = Days(
                first=dt.date.fromisoformat(after) + dt.timedelta(days=1) if after else None,
                last=dt.date.fromisoformat(before) - dt.timedelta(days=1) if before else None,
            )
    on = Days(first=day, last=day) if day else bounds or Days()
    if head.number is not None:
        facts.parsed("number", head.number, head.places["number"])
        facts.parsed("session_year", head.session_year, head.places["number"])
    number_words = facts.choose("number", "number", str(head.number) if head.number is not None else None)
    number = int(number_words) if number_words else None
    session = facts.choose("session_year", "session_year", head.session_year)
    if session is None and day:
        session = calendar.session_year(day)
        facts.derived("session_year", session, "the session year of the day of the debate")
    if "kind" in head.places:
        facts.parsed("kind", kind, head.places["kind"])
    if head.asker:
        facts.parsed("askers[0].name", head.asker, head.places["author"], "author")
    if head.minister:
        facts.parsed("addressees[0].name", head.minister, head.places["author"], "author")
    if head.title:
        facts.parsed("title", head.title, head.places["title"])
    asker_words = facts.choose("askers[0].name", "asker", head.asker)
    minister_words = facts.choose("addressees[0].name", "minister", head.minister)
    title = facts.choose("title", "title", head.title)
    committee = facts.choose("committee", "committee", committee)
    askers = tuple(_asker(part, on, turns) for part in re.split(r"\s*,\s+|\s+en\s+(?=[^\W\d_a-zß-ÿ])", asker_words)) if asker_words else ()
    if not askers and lead:
        first = next((t for t in turns if t.name and not (t.stage or t.role or strip(t.name)[2] or _CHAIR.match(t.name))), None)
        if first is not None and first.name:
            askers = (_asker(first.name, on, turns),)
            facts.derived("askers[0].name", askers[0].name, "the first member who speaks in the report, which names no asker")
    ministers = re.split(r"\s*(?:,\s*|,?\s+en\s+)(?=(?:vice)?minister)", minister_words) if minister_words else []
    addressees = tuple(_addressee(part, on, title) for part, title in itertools.zip_longest(ministers, head.titles[: len(ministers)]))
    if not addressees and (speaking := next((t for t in turns if t.name and not t.stage and strip(t.name)[2]), None)):
        addressees = (_addressee(speaking.name or "", on),)
        facts.derived("addressees[0].name", addressees[0].name, "the first minister who speaks in the report, which names none")
    interventions = _interventions(document, turns, askers, on, layout == "handelingen", problems)
    stage = tuple(Span(source=origin.sha256, start=t.start, end=t.end) for t in turns if t.stage and t.start < t.end)
    covered += [(t.start, t.end) for t in turns]
    for n, turn in enumerate(t for t in turns if not t.stage):
        for place in turn.heads:
            facts.parsed(f"interventions[{n}].speaker", turn.name, place, "speaker")
            covered.append(place)
    answered = tuple(dict.fromkeys(i.speaker for i in interventions if i.role == "minister" and i.speaker))
    legislature = calendar.legislature(day) if day else _legislature_of(session)
    asked = next((i for i in interventions if i.role == "asker"), None)
    context, subs = _asked(document, asked, layout == "handelingen") if asked else (None, ())
    ident = facts.supplied.get("id") or (
        f"{KIND_PREFIX[kind]}-{session}-{number}" if session and number is not None
        else f"{KIND_PREFIX[kind]}-r{external['jln']}" + ("" if lead else f"-{slug(asker_words or 'x')}") if "jln" in external
        else f"{KIND_PREFIX[kind]}-r{origin.sha256[:12]}" + ("" if lead else f"-{slug(asker_words or 'x')}")
    )  # fmt: skip
    return Question(
        id=ident, kind=kind, number=number, session_year=session, legislature=legislature, title=title,
        title_parts=(title,) if title else (), debated_on=day, day_bounds=bounds, askers=askers, addressees=addressees,
        answered_by=tuple(_addressee(name, on) for name in answered), committee=committee, context=context, sub_questions=subs,
        answers=tuple(AnswerPart(text=i.text, span=i.span) for i in interventions if i.role == "minister" and not i.missing),
        interventions=interventions, stage_directions=stage,
        sources=(
            Source(
                sha256=origin.sha256, url=origin.url, path=origin.path, media_type=MEDIA_TYPES[document.media], retrieved_at=origin.retrieved_at,
                layout=layout, furniture=gaps(document, covered),
            ),
        ),
        external_ids={**external, **({"vi": head.vi} if head.vi else {})}, facts=tuple(facts.found), problems=tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def _legislature_of(session: str | None) -> str | None:
    return calendar.legislature(calendar.session_year_days(session).first or dt.date.min) if session else None


def _asker(printed: str, on: Days, turns: list[Turn]) -> Asker:
    match = people().member(printed, on)
    name, group = match.name, match.group
    for turn in turns:  # the speaker line of the report itself says the group on that day
        spoken, spoken_group, _ = strip(turn.name or "")
        if spoken_group and key(spoken) == key(name):
            group = group or spoken_group
    return Asker(name=name, group=group, external_id=match.person.external_id if match.person else None)


def _addressee(printed: str, on: Days, title: str | None = None) -> Addressee:
    match = people().minister(printed, on)
    person = match.person
    title = title or (person.title_on(on) if person else None)
    return Addressee(name=match.name, title=title, external_id=person.external_id if person else None)


def _interventions(
    document: Document, turns: list[Turn], askers: tuple[Asker, ...], on: Days, broken: bool, problems: list[str]
) -> tuple[Intervention, ...]:
    mine = {key(a.name) for a in askers}
    full: dict[str, str] = {}  # a short name of the chair's announcement to the full one of a speaker line
    for turn in turns:
        name = strip(turn.name or "")[0]
        if len(name.split()) > 1:
            full[key(name)] = name
    out: list[Intervention] = []
    answered = False
    for n, turn in enumerate(turns, 1):
        if turn.stage:
            continue
        printed, group, is_minister = strip(turn.name or "")
        role: Role
        speaker: str | None
        part: Part | None = None
        if turn.role == "chair":
            role, speaker, part = "chair", printed or "De voorzitter", "conduct"
        elif turn.name is None:
            role, speaker = "unknown", None
        elif _CHAIR.match(turn.name):
            role, speaker, part = "chair", "De voorzitter", "conduct"
        elif is_minister:
            speaker, role = people().minister(printed, on).name, "minister"
            part = "further_answer" if answered else "answer"
            answered = True
        else:
            names = [name for k, name in full.items() if k == key(printed) or k.endswith(" " + key(printed))]
            known = [a.name for a in askers if key(a.name) == key(printed) or key(a.name).endswith(" " + key(printed))]
            speaker = (
                known[0] if len(known) == 1 else people().member(printed, on).name if not names or len(printed.split()) > 1 else names[0]
            )
            role = "asker" if key(speaker) in mine else "joining"
            part = "reply" if answered else "question"
        if turn.missing:
            problems.append(f"the text of turn {n} ({turn.name}) was not published yet; add a later version of the report")
        out.append(
            Intervention(
                speaker=speaker, role=role, group=group, text="" if turn.missing else _spoken(document, turn, broken),
                span=Span(source=document.sha256, start=turn.start, end=turn.end), part=part, missing=turn.missing,
            )
        )  # fmt: skip
    last = max((n for n, i in enumerate(out) if i.role == "asker"), default=None)
    if last is not None and answered and not any(i.role in ("minister", "joining") for i in out[last + 1 :]) and out[last].part == "reply":
        out[last] = out[last].model_copy(update={"part": "closing"})
    return tuple(out)


def _spoken(document: Document, turn: Turn, broken: bool) -> str:
    """The words of a turn, without the stage directions within it."""
    pieces, at = [], turn.start
    for a, b in [*turn.cuts, (turn.end, turn.end)]:
        if piece := prose(document, at, max(at, a), broken=broken):
            pieces.append(piece)
        at = b
    return "\n\n".join(pieces)


def _spans(question: Question) -> list[tuple[int, int]]:
    """The places of all parts of a question."""
    out = [(fact.span.start, fact.span.end) for fact in question.facts if fact.span]
    return out + [(s.start, s.end) for s in (*question.stage_directions, *(turn.span for turn in question.interventions))]


_BOUNDARY = re.compile(r"(?<=[.?!…])[”\"’')\]]*\s+(?=[^\s])|\n[ \t]*\n\s*")
_SHORT = re.compile(r"(?:\b(?:nr|nrs|art|dhr|mevr|mw|bv|bijv|cf|blz|resp|prof|dr|ir|mr|incl|excl|ca|st|[A-Za-z]|[a-z]\.[a-z]))\.\Z")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text stand; a full stop of an abbreviation, or before a small letter, ends none."""
    begin = 0
    for m in _BOUNDARY.finditer(text):
        blank = m[0].count("\n") > 1
        if not blank and (
            text[m.end()].islower() or (text[m.start() - 1] == "." and _SHORT.search(text, max(0, m.start() - 8), m.start()))
        ):
            continue
        yield trim(text, begin, m.end())
        begin = m.end()
    yield trim(text, begin, len(text))


def _asked(document: Document, turn: Intervention, broken: bool) -> tuple[str | None, tuple[SubQuestion, ...]]:
    """The questions in the asker's first turn: its sentences that ask. The words before the first of them are context."""
    body = document.body[turn.span.start : turn.span.end]
    subs: list[SubQuestion] = []
    for start, end in _sentences(body):
        if body[start:end].rstrip("”\"’')]").endswith("?"):
            a, b = turn.span.start + start, turn.span.start + end
            span = Span(source=turn.span.source, start=a, end=b)
            subs.append(SubQuestion(label=None, text=prose(document, a, b, broken=broken), span=span))
    before = prose(document, turn.span.start, subs[0].span.start if subs else turn.span.end, broken=broken)
    return before or None, tuple(subs)


LAYOUTS = [
    Layout("oral_site", _fit_site, _parse_site),
    Layout("handelingen", _fit_handelingen, _parse_handelingen),
    Layout("oral_text", _fit_text, _parse_text),
]
