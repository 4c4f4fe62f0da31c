"""Speed of parsing, in one run on the same documents: PDFs beside bare pypdfium2, HTML beside bare BeautifulSoup with lxml.

    python benchmarks/parse.py [DOCUMENT ...]

Processor time is compared, which other work on the machine hardly disturbs. Without documents it makes its own: written questions of 3 pages as PDF, reports of 40 turns as pages of the site.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def made(embedded: bool = True) -> list[bytes]:
    """Made-up documents in the printed layout (with its font in the file, as Parliament's have it, or not) and in the site's markup."""
    from tests.pdf import paged, pdf
    from tests.test_written import made as written
    from tests.wrap import wrap

    words = "De minister antwoordt dat het agentschap de gemeenten begeleidt bij de opmaak van een plan voor water en droogte. " * 4
    out = []
    for n in range(20):
        asked = "\n\n".join(f"{k}. Hoeveel dossiers van soort {k + n} behandelde het agentschap?" for k in range(1, 6))
        told = "\n\n".join(f"{k}. {words}" for k in range(1, 6))
        out.append(pdf(paged(written(f"{words}\n\n{words}\n\n{asked}", told)), embedded=embedded))
    for n in range(20):
        turns = [{"speaker": "Stijn De Roo (cd&v)" if k % 2 else "Minister Jo Brouns", "text": words + "\n" + words} for k in range(40)]
        question = {
            "kind": "Vraag om uitleg",
            "number": f"{n + 1} (2024-2025)",
            "asker": "Stijn De Roo",
            "minister": "minister Jo Brouns",
            "vi_id": str(n),
        }
        out.append(wrap({"url": f"https://example.org/{n}", "date": "2025-02-25", "committee": "C", "title": "over water", "question": question, "turns": turns}).encode())  # fmt: skip
    return out


def bare_pdf(data: bytes) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        words = page.get_textpage()
        words.get_text_range()
        words.close()
        page.close()
    document.close()


def bare_html(data: bytes) -> None:
    from bs4 import BeautifulSoup

    BeautifulSoup(data.decode(), "lxml")


def seconds(work: Callable[[bytes], object], documents: list[bytes]) -> float:
    start = time.process_time()
    for data in documents:
        work(data)
    return time.process_time() - start


def main() -> None:
    from pq_corpus.parse import Origin, parse

    documents = [Path(p).read_bytes() for p in sys.argv[1:]] or made()
    origin = Origin("0" * 64)
    for name, goal, bare, some in (
        ("PDF, beside bare pypdfium2", 2.0, bare_pdf, [d for d in documents if d.startswith(b"%PDF")]),
        ("PDF without its font, beside bare pypdfium2", 2.0, bare_pdf, [] if sys.argv[1:] else [d for d in made(embedded=False) if d.startswith(b"%PDF")]),
        ("HTML, beside bare BeautifulSoup with lxml", 2.0, bare_html, [d for d in documents if d.lstrip()[:1] == b"<"]),
    ):
        if not some:
            continue
        seconds(bare, some), seconds(lambda d: parse(d, {}, origin), some)
        pairs = [(seconds(lambda d: parse(d, {}, origin), some), seconds(bare, some)) for _ in range(9)]
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        ours = statistics.median(pair[0] for pair in pairs) / len(some) * 1000
        print(f"{name}: {len(some)} documents, {ours:.2f} ms each, {ratio:.2f} times (goal at most {goal})")


if __name__ == "__main__":
    main()
