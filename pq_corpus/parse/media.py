"""Bytes of any medium (text, PDF, HTML, JSON, XML) to one plain text with lines and places; no layout is known here.

The plain text of a source is what every span counts characters of; it depends on the bytes alone.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

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


class Line(NamedTuple):
    """One line of the plain text (`text[start:end]`, without its newline), with its page, how many points from the left it
    begins, whether it is in italics (told for the first lines of a PDF), and its height; 0 and False where the medium has no pages."""

    start: int
    end: int
    page: int = 0
    x: float = 0.0
    italic: bool = False
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Value:
    """One scalar of a JSON or XML payload: its path and where it stands in the plain text."""

    path: tuple[str | int, ...]
    start: int
    end: int


@dataclass
class Document:
    """A read document: its plain text, and what the medium says beside it.

    `tree` is the root of an HTML document (lxml), `places` gives for each of its elements the part of `text` that it holds; `values` the scalars of a
    payload in order; `payload` the decoded JSON or XML; `furniture` the running heads and feet of a PDF's pages.
    """

    sha256: str
    media: Media
    text: str
    lines: tuple[Line, ...]
    tree: Any = None
    payload: Any = None
    places: dict[Any, tuple[int, int]] = field(default_factory=dict)
    values: tuple[Value, ...] = ()
    pages: int = 0
    furniture: tuple[tuple[int, int], ...] = ()
    classes: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)

    def every(self, *classes: str) -> list[Any]:
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
    def starts(self) -> list[int]:
        """Where the lines begin."""
        return [line.start for line in self.lines]

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
    pages = text.split("\x0c") if "\x0c" in text[:-1] else []
    text = _plain(text)
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
    return _paged(pages, sha256) if pages else Document(sha256, "text", text, _lines(text))


def _paged(pages: list[str], sha256: str) -> Document:
    """A text whose pages end in a form feed: its running heads and feet are known as those of a PDF."""
    lines: list[Line] = []
    printed: list[list[Line]] = []
    whole = [_plain(page) for page in pages]
    at = 0
    for number, page in enumerate(whole, 1):
        mine = [Line(at + line.start, at + line.end, number) for line in _lines(page)]
        lines += mine
        printed.append([line for line in mine if page[line.start - at : line.end - at].strip()])
        at += len(page) + 1
    text = "\n".join(whole)
    return Document(sha256, "text", text, tuple(lines), pages=len(pages), furniture=_running(text, printed))


# spaces of other widths, soft hyphens and marks without width, ligatures, and the end of a page, as plain characters
_PLAIN = {
    **dict.fromkeys([0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000, 0x0B], " "), **dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], ""),
    0x0C: "\n", 0x2028: "\n", 0x2029: "\n", 0x2011: "-", 0x2010: "-", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
}  # fmt: skip


_ODD = re.compile("[" + "".join(map(chr, _PLAIN)) + "]")


def _plain(text: str) -> str:
    """The text with its accents composed, and without the characters that only look otherwise."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_PLAIN) if _ODD.search(text) else text


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
    printed: list[list[Line]] = []  # the lines of each page that are not empty
    at = 0
    try:
        count = len(pdf)
        for number in range(1, count + 1):
            page = pdf[number - 1]
            words = page.get_textpage()
            printed.append([])
            if number > 1 and parts:
                parts.append("\n")
                lines.append(Line(at, at, number - 1))
                at += 1
            for piece, x, y, gap, italic in _printed(words, styled=number == 1):
                if gap:
                    parts.append("\n")
                    lines.append(Line(at, at, number))
                    at += 1
                # pdfium joins a word broken over two lines and leaves \x02 for its hyphen; here the lines come back
                for line in piece.replace("\x02", "-\x02").split("\x02") if "\x02" in piece else (piece,):
                    parts.append(line + "\n")
                    lines.append(Line(at, at + len(line), number, x, italic, y))
                    if line and not line.isspace():
                        printed[-1].append(lines[-1])
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
    return Document(sha256, "pdf", text, tuple(lines), pages=count, furniture=_running(text, printed))


_STYLED = 30  # lines of the first page whose font is asked for: the title of a question is printed in italics there


def _printed(words: Any, styled: bool) -> list[tuple[str, float, float, bool, bool]]:
    """The lines of a page: the words, how far from the left and from below they begin, whether a gap stands before them, whether in italics."""
    import ctypes

    from pypdfium2 import raw

    whole = words.get_text_range().replace("\ufffe", "\x02")
    pieces = whole.split("\r\n")
    odd = whole.count("\n") >= len(pieces) or (not whole.isascii() and (_ODD.search(whole) or not unicodedata.is_normalized("NFC", whole)))
    page, total = words.raw, words.count_chars()
    x, y, flags, name = ctypes.c_double(), ctypes.c_double(), ctypes.c_int(), ctypes.create_string_buffer(64)
    origin, font = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetFontInfo
    out: list[tuple[str, float, float, bool, bool]] = []
    falls: list[float] = []  # how far each line lies below the one before
    lefts: list[tuple[str, float, float, float, bool]] = []
    index = 0
    before = 0.0
    for n, piece in enumerate(pieces):
        left = top = fall = 0.0
        italic = False
        if piece and index < total and not piece.isspace() and origin(page, index, x, y):
            left, top = x.value, y.value
            fall = before - top if before else 0.0
            if 4 < fall < 40:
                falls.append(fall)
            before = top
            if "\x02" in piece:  # a joined broken word makes one piece of two lines
                last = index + len(piece.rstrip()) - 1
                before = y.value if last < total and origin(page, last, x, y) else top
            if styled and n < _STYLED:
                font(page, index, name, 64, flags)
                italic = bool(flags.value & 64) or b"Italic" in name.value or b"Oblique" in name.value
                styled = n < 4 or italic or not (lefts and lefts[-1][4])  # the title has ended
        else:
            before = 0.0
        index += len(piece) + 2
        lefts.append((_plain(piece.replace("\n", " ").replace("\r", " ")) if odd else piece, left, top, fall, italic))
    falls.sort()
    wide = 1.4 * falls[len(falls) // 4] if falls else float("inf")
    for piece, left, top, fall, italic in lefts:
        out.append((piece, left, top, fall > wide, italic))
    return out


def _running(text: str, printed: list[list[Line]]) -> tuple[tuple[int, int], ...]:
    """Running heads and feet: the same words (digits apart) at the same height among the first or last two lines of several pages."""
    pages = len(printed)
    out: set[tuple[int, int]] = set()
    for page in printed:  # drawn after the body, and above all of it: a head, even of the only page
        if len(page) > 2 and page[-1].y > 4 + max(line.y for line in page[:-1]):
            out.add((page[-1].start, min(page[-1].end + 1, len(text))))
    if pages < 2:
        return tuple(sorted(out))
    seen: dict[tuple[str, str, int], list[Line]] = {}
    for page in printed:
        for edge, some in (("head", page[:2]), ("foot", page[-2:])):
            for line in some:
                words = " ".join(_DIGITS.sub(" ", text[line.start : line.end]).split())
                seen.setdefault((edge, words, round(line.y)), []).append(line)
    for (_, words, _), found in seen.items():
        on = len({line.page for line in found}) if len(found) > 1 else 1
        if on == pages if pages == 2 else on >= max(2, 0.4 * pages):
            for line in found:
                words_printed = text[line.start : line.end].strip()
                # a lone number at the edge is the page's only if it counts as pages do
                if re.match(r"(?:\d+[a-z]?|[a-z])[.)]\s*\S", words_printed):
                    continue  # a numbered part at the edge of its page
                if words or (
                    words_printed.isdigit() and int(words_printed) - line.page == int(text[found[0].start : found[0].end]) - found[0].page
                ):
                    out.add((line.start, min(line.end + 1, len(text))))
    return tuple(sorted(out))


_DIGITS = re.compile(r"\d+")

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
    """The visible text, each block on its own lines and paragraphs apart; iterative, so that hostile nesting exhausts nothing."""
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)  # lxml refuses a str that declares an encoding
    try:
        tree = etree.fromstring(text, etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True))
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise Unreadable("the HTML is damaged: nothing of it can be read")
    parts: list[str] = []
    places: dict[Any, tuple[int, int]] = {}
    classes: dict[str, list[tuple[int, Any]]] = {}
    starts: dict[Any, int] = {}
    at = 0
    fresh = True  # at the beginning of a line
    spaced = False  # after a space

    def put(words: str | None) -> None:
        nonlocal at, fresh, spaced
        if not words:
            return
        flat = " ".join(words.split())
        if flat:
            if words[0].isspace() and not (fresh or spaced):
                flat = f" {flat}"
            spaced = words[-1].isspace()
            if spaced:
                flat += " "
            fresh = False
        elif fresh or spaced:
            return
        else:
            flat, spaced = " ", True
        parts.append(flat)
        at += len(flat)

    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, node in walker:
        name = node.tag
        block = name in _BLOCK
        if event == "start":
            if name in _SILENT:
                walker.skip_subtree()
                continue
            if block and not fresh:
                parts.append("\n")
                at += 1
                fresh, spaced = True, False
            starts[node] = at
            if named := node.get("class"):
                for one in named.split():
                    classes.setdefault(one, []).append((len(starts), node))
            put(node.text)
            continue
        if name not in _SILENT:
            places[node] = (starts[node], at)
            if block and not fresh:
                parts.append("\n\n" if name == "p" else "\n")  # paragraphs stay apart by an empty line
                at += len(parts[-1])
                fresh, spaced = True, False
        put(node.tail)
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
