"""Dutch words to index terms: case, accents and apostrophes folded, hyphens opened, inflection taken off."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

STOP = frozenset(
    "de het een en van in op te dat die is voor met zijn aan er om als ook bij of door wordt worden "
    "deze dit naar over uit tot der den des the welke wat hoe".split()
)  # fmt: skip
_LETTER = r"[\w\u0300-\u036f\u00ad]"  # a letter, an accent written apart, a soft hyphen
WORD = re.compile(rf"{_LETTER}+(?:['’‘ʼ]{_LETTER}+)*")
_APOSTROPHE = re.compile(r"'(?:s|tje|tjes|er|ers|en)?$")
_VOWELS = "aeiou"


def _read_forms() -> dict[str, str]:
    with open(Path(__file__).with_name("forms.csv"), encoding="utf-8") as file:
        return {row["plural"]: row["single"] for row in csv.DictReader(file)}


# endings of plurals that are no ending of the single word with -en, -s or -e behind it; the longest that fits is used
_FORMS = _read_forms()
_FORM_LENGTHS = sorted({len(plural) for plural in _FORMS}, reverse=True)
# words whose -s is their own, alone or as the last part of a compound
_OWN_S = re.compile(
    r"(?:proces|adres|succes|congres|reces|expres|(?<!xa)(?<!ko)mens|wens|grens|lens|tijdens|koers|beurs|(?<![le])les|^vers|^pers|^els)$"
)
_PLURAL_S = re.compile(r"(?:(?<!e)e|er|el|em|en|aar|eur|oor|ier|ant|(?<![aeiou])o|um|us|[aeio][pb]|ool|eau|ail|eam|iew|ck|ink|ic)s$")

_PLURAL_EN = re.compile(r"(?:[^eio]|[aeou]i)en$")  # not alleen, indien, miljoen


def fold(word: str) -> str:
    """A word without case, accents and apostrophe ending: "SIO’s" to sio."""
    if word.isascii():
        return word.lower() if "'" not in word else _APOSTROPHE.sub("", word.lower()).replace("'", "")
    flat = unicodedata.normalize("NFKD", word.lower().replace("’", "'").replace("‘", "'").replace("ʼ", "'"))
    return _APOSTROPHE.sub("", "".join(c for c in flat if c == "'" or c.isalnum() or c == "_")).replace("'", "")


class _Letters(dict[int, str]):
    """Each letter as the one it becomes in `fold`."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFKD", chr(code).lower())[:1]
        self[code] = letter
        return letter


_LETTERS = _Letters({code: chr(code).lower() for code in range(128)} | dict.fromkeys(map(ord, "’‘ʼ"), "'"))


def plain(text: str) -> str:
    """A text without case and accents, letter for letter: places in it are places in the text."""
    return text.lower() if text.isascii() else text.translate(_LETTERS)


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """What the forms of a folded word share: ziekenhuizen and ziekenhuis, commissies and commissie, dagen and dag.

    Inflection only (plural, -e of adjectives), no derivation. Long and short vowels become one letter, since an open
    syllable does not tell them apart (dagen, dag; ramen, raam); `akin` keeps raam and ram apart afterwards.
    """
    if len(word) <= 3 or word[-1].isdigit():
        return word
    for size in _FORM_LENGTHS:
        if len(word) >= size and (single := _FORMS.get(word[-size:])):
            word = word[:-size] + single
            break
    else:
        if word[-1] == "s" and len(word) > 3 and _PLURAL_S.search(word) and not _OWN_S.search(word):
            word = word[:-1]
        if len(word) > 4 and _PLURAL_EN.search(word):
            word = word[:-2]
    if word[-1] == "e" and len(word) > 3 and (word[-2] not in "aeiou" or word.endswith(("ooie", "aaie", "oeie"))):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    last = {"z": "s", "v": "f"}.get(word[-1], word[-1])
    if len(word) > 3 and last not in _VOWELS and word[-2] == word[-3] and word[-2] in "aeou":
        return word[:-2] + last
    return word[:-1] + last


def akin(one: str, other: str) -> bool:
    """Whether two words with the same stem can be forms of one word: raam and ramen, ram and rammen, dag and dagen; not ram
    and raam, nor Beke and bekken."""
    return {_vowel(one), _vowel(other)} not in _APART


_APART = ({"long", "closed"}, {"long", "double"}, {"open", "double"})


def _vowel(word: str) -> str:
    """How the last vowel of the stem is written: long (raam), open (ramen), closed (ram), double (rammen), or otherwise."""
    base = re.sub(r"(?:ens|en|e|s)$", "", word) if len(word) > 3 else word
    if re.search(r"(?:aa|ee|oo|uu)[^aeiou]+$", base):
        return "long"
    if re.search(r"([^aeiou])\1$", base):
        return "double"
    if re.search(r"(?:^|[^aeiou])[aeiou][^aeiou]$", base):
        return "closed" if base == word or word[len(base)] == "s" else "open"
    return ""


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word of a text, folded, with its place. A hyphen parts words."""
    for m in WORD.finditer(text):
        if folded := fold(m[0]):
            yield folded, m.start(), m.end()


def folded(text: str) -> list[str]:
    """The words of a text, folded, in order; stop words stay, so that phrases keep their distances."""
    return [word for word, _, _ in words(text)]


def terms(text: str) -> list[str]:
    """The stems of a text in order."""
    return [stem(word) for word in folded(text)]


JOINTS = ("", "s", "en", "e", "n", "er")  # what may stand between the parts of a compound
