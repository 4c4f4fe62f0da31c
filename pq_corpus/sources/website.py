"""Parliament's website, the second way: its list of documents and its pages, read with the selectors of website.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pq_corpus.sources.http import OFFICIAL, Refused, Unreachable
from pq_corpus.sources.services import KINDS, Row

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_DOWN = re.compile(r"webservices niet beschikbaar|site is (?:tijdelijk )?niet beschikbaar|onderhoud", re.I)


class LayoutChanged(Refused):
    """A page lacks what it should hold; what it gave cannot be trusted and nothing of it is kept."""

    def __init__(self, url: str, page: str, part: str) -> None:
        selector = _parts(page)[part].rstrip("!")
        super().__init__(f"{url}: lay-out gewijzigd? there is no {selector} ({part}) on the page; mend [{page}] in pq_corpus/sources/website.toml")


@cache
def _selectors() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files("pq_corpus.sources") / "website.toml").read_text(encoding="utf-8"))


def _parts(page: str) -> dict[str, str]:
    return _selectors()[page]


def address(page: str, form: str = "address", /, **values: str) -> str:
    """The address of a page of website.toml, with its places filled in."""
    return OFFICIAL["website"] + _parts(page)[form].format(**{key: quote(value) for key, value in values.items()})


def _tree(html: str | bytes) -> BeautifulSoup:
    from bs4 import BeautifulSoup  # most runs never read a page

    return BeautifulSoup(html, "lxml")


def _find(url: str, tree: Tag, page: str, part: str) -> list[Tag]:
    """The elements of a part. Raises LayoutChanged where a part that must be there is not."""
    selector = _parts(page)[part]
    found = list(tree.select(selector.rstrip("!")))
    if not found and selector.endswith("!"):
        words = tree.get_text(" ", strip=True)
        if len(words) < 2000 and _DOWN.search(words):
            raise Unreachable(f"{url}: a maintenance page came in place of the page; try again later")
        raise LayoutChanged(url, page, part)
    return found


def rows(get: Callable[[str], Any], kind: str, year: str) -> list[Row]:
    """Every question of a kind and session year, by the ajax list. Raises LayoutChanged, or Refused as `get` does."""
    out: dict[str, Row] = {}
    for page in range(10_000):
        url = address("list", page=str(page), year=year, kind=KINDS[kind])
        payload = get(url)
        html = payload.get("html") if isinstance(payload, dict) else None
        if not isinstance(html, str):
            raise Refused(f'{url}: lay-out gewijzigd? the list has no "html" any more')
        if page and not _tree(html).select(_parts("list")["card"].rstrip("!")):
            break
        before = len(out)
        for row in cards(url, html, kind):
            out.setdefault(row.ident, row)
        if len(out) == before:
            break
    return list(out.values())


def cards(url: str, html: str, kind: str) -> list[Row]:
    """The questions of one page of the ajax list. Raises LayoutChanged."""
    return [_row(url, card, kind) for card in _find(url, _tree(html), "list", "card")]


def _row(url: str, card: Tag, kind: str) -> Row:
    link = re.search(r"/(schriftelijke-vragen|vragen-en-interpellaties)/(\d+)", str(_find(url, card, "list", "view")[0].get("href")))
    number = re.search(r"(\d+)\s*\((\d{4}-\d{4})\)", _find(url, card, "list", "number")[0].get_text(" "))
    if link is None:
        raise LayoutChanged(url, "list", "view")
    if number is None:
        raise LayoutChanged(url, "list", "number")
    file = next((m[1] for a in _find(url, card, "list", "download") if (m := re.search(r"id=(\d+)", str(a.get("href"))))), None)
    said = " ".join(" ".join(tag.get_text(" ", strip=True) for tag in _find(url, card, "list", "author")).split())
    who = re.match(r"van\s+(.+?)\s+aan\s+(?:.*?minister(?:-president)?\s+)?(.+)$", said)
    status = " ".join(tag.get_text(" ", strip=True) for tag in _find(url, card, "list", "status"))
    return Row(
        kind="schv" if kind == "written_question" else "vi", ident=link[2], number=number[1], session_year=number[2],
        asker=who[1] if who else "", minister=who[2] if who else "", files=(file,) if file else (), status=status,
    )  # fmt: skip


def files(url: str, data: bytes) -> list[str]:
    """The ids of the files that the page of a written question links to, the answer first. Raises LayoutChanged."""
    [content, *_] = _find(url, _tree(data), "written", "content")
    found = [re.search(r"pfile\?id=(\d+)", str(a.get("href"))) for a in _find(url, content, "written", "download")]
    return list(dict.fromkeys(m[1] for m in found if m))


def reports(url: str, data: bytes) -> list[str]:
    """The addresses of the reports that the page of an oral question links to. Raises LayoutChanged."""
    tree = _tree(data)
    _find(url, tree, "oral", "content")
    found = [re.search(r"/[^#?]*/verslag/\d+", str(a.get("href"))) for a in _find(url, tree, "oral", "report")]
    return list(dict.fromkeys(OFFICIAL["website"] + m[0] for m in found if m))


def check_report(url: str, data: bytes) -> None:
    """Raises LayoutChanged where a report page lacks its speeches, Unreachable where a maintenance page came."""
    tree = _tree(data)
    for part in ("speech", "title", "text"):
        _find(url, tree, "report", part)


def questions(url: str, data: bytes) -> list[tuple[str, str]]:
    """Kind ("vi", "schv") and id of each question on the agenda of a meeting. Raises LayoutChanged."""
    out = []
    for card in _find(url, _tree(data), "meeting", "card"):
        for link in _find(url, card, "meeting", "view"):
            if m := re.search(r"/(schriftelijke-vragen|vragen-en-interpellaties)/(\d+)", str(link.get("href"))):
                out.append(("vi" if m[1].startswith("vragen") else "schv", m[2]))
    return list(dict.fromkeys(out))
