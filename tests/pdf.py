"""Made-up documents as PDF: the printed layouts of Parliament, drawn line by line on A4."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def pdf(pages: Sequence[Sequence[str]], *, head: str = "", foot: str = "", left: float = 71.0, compressed: bool = True) -> bytes:
    """A PDF with these lines on these pages; an empty line leaves a gap. `{page}` in head and foot is the page's number."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, pageCompression=int(compressed))
    for number, lines in enumerate(pages, 1):
        y = A4[1] - 60
        if head:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(left, A4[1] - 30, head.format(page=number))
        canvas.setFont("Helvetica", 10)
        for line in lines:
            if line:
                canvas.drawString(left, y, line)
            y -= 14
        if foot:
            canvas.setFont("Helvetica", 8)
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
