"""Made-up documents as PDF: the printed layouts of Parliament, drawn line by line on A4."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas


def pdf(pages: Sequence[Sequence[str]], *, head: str = "", foot: str = "", left: float = 71.0, compressed: bool = True, embedded: bool = False) -> bytes:
    """A PDF with these lines on these pages; an empty line leaves a gap. `{page}` in head and foot is the page's number.
    `embedded` puts its font into the file, as Parliament's files have theirs."""
    font = "Helvetica"
    if embedded:
        font = "Vera"
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))  # comes with reportlab
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, pageCompression=int(compressed))
    for number, lines in enumerate(pages, 1):
        y = A4[1] - 60
        if head:
            canvas.setFont(font, 8)
            canvas.drawString(left, A4[1] - 30, head.format(page=number))
        canvas.setFont(font, 10)
        for line in lines:
            if line:
                canvas.drawString(left, y, line)
            y -= 14
        if foot:
            canvas.setFont(font, 8)
            canvas.drawString(left, 30, foot.format(page=number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def paged(text: str, lines: int = 45, width: int = 90) -> list[list[str]]:
    """A text wrapped at a width and cut into pages of so many lines."""
    import textwrap

    out: list[str] = []
    for line in text.split("\n"):
        out += textwrap.wrap(line, width) if len(line) > width else [line]
    return [out[n : n + lines] for n in range(0, len(out), lines)] or [[]]


def printed(head: Sequence[str], title: Sequence[str], body: Sequence[tuple[str, Sequence[str]]], answer: Sequence[tuple[str, Sequence[str]]],
            fonts: tuple[str, str, str] = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique")) -> bytes:  # fmt: skip
    """A written question as Word prints it: the title in italics, numbers at x=71 with their text at 89, ">" further in; no gaps
    between paragraphs. The first two lines of `head` are the minister's name and title, which the answer's page has too."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    y = A4[1] - 72.0

    def line(words: str, x: float = 71.0, font: int = 0, size: float = 10, lead: float = 12.2) -> None:
        nonlocal y
        canvas.setFont(fonts[font], size)
        canvas.drawString(x, y, words)
        y -= lead

    def numbered(parts: Sequence[tuple[str, Sequence[str]]]) -> None:
        for label, lines in parts:
            canvas.setFont(fonts[0], 10)
            canvas.drawString(71, y, label)
            for words in lines:
                line(words.lstrip(">"), (107 if words.startswith(">") else 89) if label else 71)

    line("SCHRIFTELIJKE VRAAG", font=2, size=8, lead=24)
    for words in head[2:]:
        line(words)
    y -= 24
    canvas.setFont(fonts[0], 10)
    canvas.drawString(71, y, "aan")
    line(head[0], x=95, font=1)
    line(head[1], size=8, lead=36)
    for words in title:
        line(words, font=2)
    numbered(body)
    canvas.showPage()
    y = A4[1] - 72.0
    line(head[0], font=1, size=8, lead=10)
    line(head[1], size=8, lead=36)
    line("ANTWOORD", font=1, size=8)
    line(f"op vraag {head[2]} van {head[4].removeprefix('datum: ')}")
    line(head[3], lead=36)
    numbered(answer)
    canvas.save()
    return out.getvalue()
