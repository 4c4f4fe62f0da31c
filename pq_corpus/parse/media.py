"""Bytes of any medium (text, PDF, HTML, JSON, XML) to one plain text with lines and places; no layout is known here.

The plain text of a source is what every span counts characters of; it depends on the bytes alone.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from lxml import etree

from pq_corpus.payload import from_xml

Media = Literal["text", "pdf", "html", "json", "xml"]
MEDIA_TYPES: dict[Media, str] = {
    "text": "text/plain",
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "xml": "application/xml",
}
MAX_BYTES = 64 * 2**20
MAX_LINES = 500_000


class Unreadable(ValueError):
    """The bytes are not a document that can be read; the message says why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plain text (`text[start:end]`, without its newline), with its place on the page where known
    (points from the left; 0 where the medium has no pages)."""

    start: int
    end: int
    page: int = 0
    x: float = 0.0
    size: float = 0.0
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """One scalar of a JSON or XML payload: its path and where it stands in the plain text."""

    path: tuple[str | int, ...]
    start: int
    end: int


@dataclass
class Document:
    """A read document: its plain text, and what the medium says beside it.

    `places` gives, for an HTML element (by `id(tag)`), the part of `text` that it holds; `values` the scalars of a
    payload in order; `payload` the decoded JSON or XML; `furniture` the running heads and feet of a PDF's pages.
    """

    sha256: str
    media: Media
    text: str
    lines: tuple[Line, ...]
    tree: BeautifulSoup | None = None
    payload: Any = None
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    values: tuple[Value, ...] = ()
    pages: int = 0
    furniture: tuple[tuple[int, int], ...] = ()
    classes: dict[str, list[tuple[int, Tag]]] = field(default_factory=dict)

    def every(self, *classes: str) -> list[Tag]:
        """The elements of an HTML document of any of these classes, each once, in its order."""
        found = {n: tag for name in classes for n, tag in self.classes.get(name, ())}
        return [found[n] for n in sorted(found)]

    @cached_property
    def body(self) -> str:
        """The plain text, as long as it is, with running heads and feet blanked out and paragraphs joined over a page's
        end unless a sentence ends there."""
        breaks = [(b.start, b.start) for a, b in itertools.pairwise(self.lines) if b.page > a.page > 0]
        if not self.furniture and not breaks:
            return self.text
        regions: list[tuple[int, int]] = []
        for start, end in sorted([*self.furniture, *breaks]):
            while start and self.text[start - 1].isspace():
                start -= 1
            while end < len(self.text) and self.text[end].isspace():
                end += 1
            if regions and start <= regions[-1][1]:
                regions[-1] = (regions[-1][0], max(end, regions[-1][1]))
            elif start < end:
                regions.append((start, end))
        parts: list[str] = []
        at = 0
        for start, end in regions:
            filler = "\n\n" if start and self.text[start - 1] in ".?!:;" else "\n"
            parts += [self.text[at:start], filler[: end - start], " " * (end - start - len(filler))]
            at = end
        return "".join([*parts, self.text[at:]])

    @cached_property
    def spelled(self) -> frozenset[str]:
        """The words that stand whole within a line, folded: how this document itself spells a word."""
        out: set[str] = set()
        broken = False
        for line in self.lines:
            words = re.findall(r"\w[\w'’-]*", self.line_text(line).casefold())
            ends = self.line_text(line).rstrip().endswith("-")
            out.update(words[1 if broken else 0 : -1 if ends else None])
            broken = ends
        return frozenset(out)

    def line_text(self, line: Line) -> str:
        """The characters of a line."""
        return self.text[line.start : line.end]


def read(data: bytes, sha256: str) -> Document:
    """The document in `data`; the medium is told by its content, never by its name.

    Raises Unreadable with one sentence for what is empty, a picture, damaged, or in no known medium.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 2**20} MB, which no parliamentary document is")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF"):
        return _pdf(data, sha256)
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise Unreadable(f"the file is {name}, not a text, PDF, HTML, JSON or XML document")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            if b"\x00" in data:
                raise Unreadable("the file is binary and in no known format") from error
            declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2048])
            if declared is None or declared[1].lower() in (b"utf-8", b"utf8"):
                raise Unreadable(
                    f"the text is not valid UTF-8 (byte {error.start}: 0x{data[error.start]:02x}); save it as UTF-8"
                ) from error
            text = data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            raise Unreadable(f"the text is not in the encoding it declares (byte {error.start})") from error
    if "\x00" in text:
        raise Unreadable("the file is binary and in no known format")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        raise Unreadable(f"the text has more than {MAX_LINES} lines, which no parliamentary document has")
    start = text.lstrip()[:512]
    if start[:1] in "{[":
        try:
            return _payload(json.loads(text), sha256, "json")
        except (ValueError, RecursionError) as error:
            if start[:1] == "{" or start.startswith(("[{", "[[", "[\n")):
                raise Unreadable(f"the JSON is damaged: {str(error)[:120]}") from error
    low = start.lower()
    if low.startswith("<?xml") and "<html" not in low:
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            return _payload(from_xml(etree.fromstring(text.encode("utf-8"), parser)), sha256, "xml")
        except etree.XMLSyntaxError as error:
            raise Unreadable(f"the XML is damaged: {str(error)[:120]}") from error
    if re.match(r"<(!doctype|html|head|body|div|article|section|main|meta|!--)", low):
        return _html(text, sha256)
    return Document(sha256, "text", text, _lines(text))


_FOREIGN = (
    (b"\x89PNG", "a picture (PNG)"), (b"\xff\xd8\xff", "a picture (JPEG)"), (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a RIFF container (picture or sound)"), (b"BM", "a picture (BMP)"), (b"II*\x00", "a picture (TIFF)"), (b"MM\x00*", "a picture (TIFF)"),
    (b"PK\x03\x04", "an archive or an Office document (zip)"), (b"\xd0\xcf\x11\xe0", "an old Office document (doc or xls)"),
    (b"\x1f\x8b", "a gzip archive"), (b"{\\rtf", "a rich text document (rtf)"),
)  # fmt: skip


def _lines(text: str) -> tuple[Line, ...]:
    out, at = [], 0
    for piece in text.split("\n"):
        out.append(Line(at, at + len(piece)))
        at += len(piece) + 1
    return tuple(out)


# --- PDF -----------------------------------------------------------------------------------------------------------


def _pdf(data: bytes, sha256: str) -> Document:
    """Text in the order of the content, a blank line where the gap between two lines is larger than the usual one."""
    import pypdfium2

    if b"%%EOF" not in data[-2048:]:
        raise Unreadable("the PDF is truncated (its end is missing); get it again")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"the PDF is damaged or locked ({str(error)[:80]}); get it again") from error
    parts: list[str] = []
    lines: list[Line] = []
    at = 0
    try:
        count = len(pdf)
        for number in range(count):
            page = pdf[number]
            words = page.get_textpage()
            if number and parts:
                parts.append("\n")
                lines.append(Line(at, at, number))
                at += 1
            pieces = words.get_text_range().replace("\ufffe", "\x02").split("\r\n")
            tops: list[float | None] = []
            ends: list[float | None] = []
            lefts: list[float] = []
            index = 0
            for piece in pieces:
                box = words.get_charbox(index) if piece.strip() and index < words.count_chars() else None
                tops.append(box[1] if box else None)
                lefts.append(box[0] if box else 0.0)
                last = index + len(piece.rstrip()) - 1
                ends.append(words.get_charbox(last)[1] if box and "\x02" in piece and last < words.count_chars() else tops[-1])
                index += len(piece) + 2
            gaps = sorted(
                round(a - b, 1) for a, b in zip(ends, tops[1:], strict=False) if a is not None and b is not None and 4 < a - b < 40
            )
            usual = gaps[len(gaps) // 4] if gaps else 0.0
            for n, piece in enumerate(pieces):
                above, here = ends[n - 1] if n else None, tops[n]
                if usual and above is not None and here is not None and above - here > 1.4 * usual:
                    parts.append("\n")
                    lines.append(Line(at, at, number + 1))
                    at += 1
                # pdfium joins a word broken over two lines and leaves \x02 for its hyphen; here the lines come back
                for line in piece.replace("\n", " ").replace("\r", " ").replace("\x02", "-\x02").split("\x02"):
                    parts.append(line + "\n")
                    lines.append(Line(at, at + len(line), number + 1, lefts[n]))
                    at += len(line) + 1
            words.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"the PDF is damaged ({str(error)[:80]}); get it again") from error
    finally:
        pdf.close()
    text = "".join(parts)
    if not text.strip():
        raise Unreadable("the PDF holds no text, only pictures; it has to be recognised (OCR) first")
    return Document(sha256, "pdf", text, tuple(lines), pages=count, furniture=_running(text, lines, count))


def _running(text: str, lines: list[Line], pages: int) -> tuple[tuple[int, int], ...]:
    """Running heads and feet: the same words (digits apart) among the first or last two lines of several pages."""
    if pages < 2:
        return ()
    of_page: dict[int, list[Line]] = {}
    for line in lines:
        if text[line.start : line.end].strip():
            of_page.setdefault(line.page, []).append(line)
    seen: dict[tuple[str, str], list[Line]] = {}
    for page in of_page.values():
        for edge, some in (("head", page[:2]), ("foot", page[-2:])):
            for line in some:
                words = " ".join(re.sub(r"\d+", " ", text[line.start : line.end]).split())
                seen.setdefault((edge, words), []).append(line)
    out: set[tuple[int, int]] = set()
    for (_, words), found in seen.items():
        on = len({line.page for line in found})
        if on == pages if pages == 2 else on >= max(2, 0.4 * pages):
            for line in found:
                printed = text[line.start : line.end].strip()
                # a lone number at the edge is the page's only if it counts as pages do
                if re.match(r"\d+[a-z]?[.)]\s*\S", printed):
                    continue  # a numbered part at the edge of its page
                if words or (printed.isdigit() and int(printed) - line.page == int(text[found[0].start : found[0].end]) - found[0].page):
                    out.add((line.start, min(line.end + 1, len(text))))
    return tuple(sorted(out))


# --- HTML ----------------------------------------------------------------------------------------------------------

_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(["script", "style", "template", "noscript", "head"])


def _html(text: str, sha256: str) -> Document:
    tree = BeautifulSoup(text, "lxml")
    parts: list[str] = []
    places: dict[int, tuple[int, int]] = {}
    classes: dict[str, list[tuple[int, Tag]]] = {}
    at = 0

    def add(piece: str) -> None:
        nonlocal at
        parts.append(piece)
        at += len(piece)

    # An explicit stack: hostile nesting must not exhaust Python's.
    stack: list[tuple[str, Any]] = [("open", tree)]
    starts: dict[int, int] = {}
    fresh = True  # at the beginning of a line
    while stack:
        step, node = stack.pop()
        if step == "close":
            if node.name in _BLOCK and not fresh:
                places[id(node)] = (starts[id(node)], at)
                add("\n\n" if node.name == "p" else "\n")  # paragraphs stay apart by an empty line
                fresh = True
            else:
                places[id(node)] = (starts[id(node)], at)
            continue
        if isinstance(node, NavigableString):
            if isinstance(node, PreformattedString):
                continue
            words = str(node)
            words = (
                f"{' ' if words[:1].isspace() else ''}{' '.join(words.split())}{' ' if words[-1:].isspace() else ''}"
                if words.strip()
                else " "
            )
            if fresh:
                words = words.lstrip()
            if words:
                if parts and parts[-1].endswith(" ") and words.startswith(" "):
                    words = words[1:]
                if words:
                    add(words)
                    fresh = False
            continue
        if not isinstance(node, Tag) or node.name in _SILENT:
            continue
        if node.name in _BLOCK and not fresh:
            add("\n")
            fresh = True
        starts[id(node)] = at
        for name in node.get("class") or ():
            classes.setdefault(name, []).append((len(starts), node))
        stack.append(("close", node))
        stack.extend(("open", child) for child in reversed(node.contents))
    whole = "".join(parts)
    return Document(sha256, "html", whole, _lines(whole), tree=tree, places=places, classes=classes)


# --- JSON and XML --------------------------------------------------------------------------------------------------


def _payload(payload: Any, sha256: str, media: Media) -> Document:
    parts: list[str] = []
    values: list[Value] = []
    at = 0
    for path, scalar in _scalars(payload):
        words = scalar if isinstance(scalar, str) else json.dumps(scalar)
        if "<" in words and ">" in words:
            words = _html(words, sha256).text.strip()
        key = f"{'.'.join(map(str, path))}: "
        values.append(Value(path, at + len(key), at + len(key) + len(words)))
        line = f"{key}{words}\n"
        parts.append(line)
        at += len(line)
    whole = "".join(parts)
    return Document(sha256, media, whole, _lines(whole), payload=payload, values=tuple(values))


def _scalars(payload: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), payload)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(((*path, key), item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend(((*path, i), item) for i, item in reversed(list(enumerate(value))))
        elif value is not None:
            yield path, value

