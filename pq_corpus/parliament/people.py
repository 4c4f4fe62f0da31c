"""Ministers and members: one printed name, on one day, to the one right person, or to none with the reason."""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from pq_corpus.records import Days


@dataclass(frozen=True)
class Person:
    """A member or minister. `mandates` are a minister's (title, first day, last day or None)."""

    name: str
    external_id: str | None = None
    slug: str | None = None
    mandates: tuple[tuple[str, dt.date, dt.date | None], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()  # (day or year seen, group)
    stays: tuple[tuple[str, dt.date, dt.date | None], ...] = ()  # (group, first day, last day or None), from Parliament's own list

    def group_on(self, day: dt.date) -> str | None:
        """The political group of a member on a day; None where Parliament's list does not say, or says two."""
        found = {group for group, first, last in self.stays if first <= day and (last is None or day <= last)}
        return found.pop() if len(found) == 1 else None

    def title_on(self, days: Days) -> str | None:
        """The minister's title within these days; None where there is none or more than one."""
        titles = {title for title, first, last in self.mandates if _meets(first, last, days)}
        return titles.pop() if len(titles) == 1 else None


@dataclass(frozen=True)
class Match:
    """The person a printed name means, or None with the reason; `printed` is the name without honorific and group."""

    person: Person | None
    printed: str
    reason: str
    group: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The person's name where known, else the name as printed."""
        return self.person.name if self.person else self.printed


_HONORIFIC = re.compile(
    r"^\s*(?:(?:de\s+heer|mevrouw|mevr\.|mw\.|dhr\.|minister|(?:vice)?minister-president|viceminister-president|vlaams\s+minister|collega|voormalig)\s+)+",
    re.I,
)
_GROUP = re.compile(r"\s*\(([^()]{1,40})\)\s*:?\s*$")


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """A name for comparing: no case, accents, apostrophes' forms or doubled spaces."""
    flat = text.casefold()
    if not flat.isascii():
        flat = "".join(c for c in unicodedata.normalize("NFD", flat) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[’‘`´]", "'", flat).replace("-", " ").split())


def slug(name: str) -> str:
    """The surname part of a question's id: all words after the first name, "Koen Van den Heuvel" to van-den-heuvel."""
    words = key(name).replace("'", "").split()
    return "-".join(words[1:] or words)


@lru_cache(maxsize=16384)
def strip(text: str) -> tuple[str, str | None, bool]:
    """A printed name without honorific and group: (name, group or None, whether it was called minister)."""
    group = _GROUP.search(text)
    bare = _GROUP.sub("", text)
    honorific = _HONORIFIC.match(bare)
    name = _HONORIFIC.sub("", bare).strip(" :,;\t\n")
    if "," in name and name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        name = f"{first} {last}"
    return re.sub(r"\s+", " ", name), group[1].strip() if group else None, bool(honorific and "minister" in honorific[0].lower())


def _meets(first: dt.date | None, last: dt.date | None, days: Days) -> bool:
    return not ((days.last and first and days.last < first) or (days.first and last and days.first > last))


@dataclass(frozen=True)
class People:
    """All known people, by full name; `forms` leads from each form of a name (whole, surname, first part of a double
    surname) to those who bear it."""

    ministers: dict[str, Person] = field(default_factory=dict)
    members: dict[str, Person] = field(default_factory=dict)
    forms: dict[str, tuple[Person, ...]] = field(default_factory=dict)

    def minister(self, text: str, on: Days) -> Match:
        """The minister in office within these days whom a printed name means; by the whole name also one whose mandate of
        those days is not known (governments before 2014)."""
        match = self._find(text, on, "minister in office", lambda p: any(_meets(a, b, on) for _, a, b in p.mandates))
        if match.person is None and not match.candidates and " " in match.printed:
            whole = [p for p in self.forms.get(key(match.printed), ()) if key(p.name) == key(match.printed)]
            if len(whole) == 1:
                return Match(whole[0], match.printed, "the only one of that whole name; a mandate on that day is not known", match.group)
        return match

    def member(self, text: str, on: Days) -> Match:
        """The member whom a printed name means. Ministers out of office are members too; membership has no known dates."""
        return self._find(text, on, "member", lambda p: True)

    def _find(self, text: str, on: Days, what: str, fits: Callable[[Person], bool]) -> Match:
        name, group, _ = strip(text)
        wanted = key(name)
        if not wanted:
            return Match(None, name, "no name is printed", group)
        people = [p for p in self.forms.get(wanted, ()) if fits(p)]
        found = [p for p in people if key(p.name) == wanted] or people
        if len(found) == 1:
            return Match(found[0], name, f"the only {what} of that name", group)
        if found:
            names = tuple(sorted(p.name for p in found))
            return Match(None, name, f"{len(found)} could be meant: {', '.join(names)}", group, names)
        return Match(None, name, f"no {what} of that name is known", group)


def _forms(full: str) -> set[str]:
    """The forms under which a name is printed: "Hermes Sanctorum-Vandevoorde", "Sanctorum-Vandevoorde", "Sanctorum"."""
    words = key(full).split()
    out = {" ".join(words)}
    out |= {" ".join(words[n:]) for n in range(1, len(words)) if n == 1 or words[n - 1] not in _PARTICLES}
    return out | {" ".join(words[1:2])} if "-" in full else out


_PARTICLES = frozenset(["de", "van", "den", "der", "het", "ter", "ten", "vande", "vanden", "d'", "la", "le"])


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("pq_corpus.parliament") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


_learned: tuple[dict[str, str], ...] = ()


def learn(rows: Iterable[Mapping[str, str]]) -> None:
    """Members known from fetched payloads (name, id, group, from, to), beside those of the data files; replaces what was learned before."""
    global _learned
    new = tuple(dict(row) for row in rows)
    if new != _learned:
        _learned = new
        people.cache_clear()


def learned() -> str:
    """What was learned, as one text; "" where nothing was."""
    return "\n".join(" | ".join(row.values()) for row in _learned)


@cache
def people() -> People:
    """The people of the data files (facts with a source on each row), and those learned from the corpus."""
    ministers: dict[str, Person] = {}
    mandates: dict[str, list[tuple[str, dt.date, dt.date | None]]] = {}
    learned = [{"name": r["name"], "external_id": r["id"], "group": r["group"], "seen_on": r["from"] or r["to"]} for r in _learned]
    members = [*_rows("members.csv"), *learned]
    ids = {row["name"]: row["external_id"] for row in members if row["external_id"]}
    for row in _rows("ministers.csv"):
        last = dt.date.fromisoformat(row["to"]) if row["to"] else None
        mandates.setdefault(row["name"], []).append((row["title"], dt.date.fromisoformat(row["from"]), last))
    for name, terms in mandates.items():
        ministers[key(name)] = Person(name, ids.get(name), slug(name), tuple(terms))
    stays: dict[str, tuple[tuple[str, dt.date, dt.date | None], ...]] = {}
    for row in _learned:
        if row["group"] and row["from"]:
            last = dt.date.fromisoformat(row["to"]) if row["to"] else None
            stays[row["name"]] = (*stays.get(row["name"], ()), (row["group"], dt.date.fromisoformat(row["from"]), last))
    found: dict[str, Person] = {}
    for name in dict.fromkeys(row["name"] for row in members):
        groups = tuple((row["seen_on"], row["group"]) for row in members if row["name"] == name and row["group"])
        minister = ministers.get(key(name))
        found[key(name)] = Person(name, ids.get(name), slug(name), minister.mandates if minister else (), groups, stays.get(name, ()))
    forms: dict[str, list[Person]] = {}
    for name, person in {**ministers, **found}.items():
        for form in (name, *sorted(_forms(person.name) - {name})):
            forms.setdefault(form, []).append(person)
    return People(ministers, found, {form: tuple(persons) for form, persons in forms.items()})
