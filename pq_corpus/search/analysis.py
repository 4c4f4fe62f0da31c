"""Dutch words to index terms: case, accents and apostrophes folded, hyphens opened, stems; one result a distinct word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

STOP = frozenset(
    [
        "de",
        "het",
        "een",
        "en",
        "van",
        "in",
        "op",
        "te",
        "dat",
        "die",
        "is",
        "voor",
        "met",
        "zijn",
        "aan",
        "er",
        "om",
        "als",
        "ook",
        "bij",
        "of",
        "door",
        "wordt",
        "worden",
    ]
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
# words whose plural changes more than an ending
_FORMS = {
    "ziekenhuizen": "ziekenhuis",
    "huizen": "huis",
    "steden": "stad",
    "leden": "lid",
    "schepen": "schip",
    "kinderen": "kind",
    "koeien": "koe",
}


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word without case, accents and apostrophe ending: "SIO’s" to sio."""
    if word.isascii() and "'" not in word:
        return word.lower()
    flat = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    return re.sub(r"'(?:s|tje|tjes|er|ers|en)?$", "", flat).replace("'", "")


@cache
def _stemmer() -> object:
    import snowballstemmer

    return snowballstemmer.stemmer("dutch")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word; ziekenhuizen and ziekenhuis, commissies and commissie give the same."""
    for plural, single in _FORMS.items():
        if word.endswith(plural):
            word = word[: -len(plural)] + single
            break
    if word.isdigit() or len(word) <= 3:
        return word
    if word.endswith("ies"):
        word = word[:-1]
    out = str(_stemmer().stemWord(word))  # type: ignore[attr-defined]
    return out[:-1] + {"z": "s", "v": "f"}.get(out[-1], out[-1])


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word of a text, folded, with its place. A hyphen parts words."""
    for m in _WORD.finditer(text):
        if folded := fold(m[0]):
            yield folded, m.start(), m.end()


def terms(text: str) -> list[str]:
    """The stems of a text in order; stop words stay, so that phrases keep their distances."""
    return [stem(word) for word, _, _ in words(text)]
