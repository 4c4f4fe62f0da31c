"""Topics (thema's): their definitions in TOML files, and which passages belong to them, with the reason."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from pq_corpus.records import Commitment, Question, Record


class BadTopic(ValueError):
    """A topic file cannot be used; the message says which, where and what to do."""


class Term(Record):
    """A term, project or actor of a topic, its spellings, and why it belongs."""

    name: str
    spellings: tuple[str, ...] = ()
    reason: str


class Topic(Record):
    """A definition of what belongs together. Terms and projects decide; actors are for the reader."""

    id: str
    title: str
    description: str = ""
    term: tuple[Term, ...]
    project: tuple[Term, ...] = ()
    actor: tuple[Term, ...] = ()
    theme: tuple[Term, ...] = ()
    exclude: tuple[Term, ...] = ()

    def spellings(self) -> list[list[str]]:
        """Groups of spellings that mean the same, for search."""
        return [[term.name, *term.spellings] for term in self.term]

    def names(self) -> list[str]:
        """Every spelling whose presence puts a passage in the topic."""
        return [spelling for term in (*self.term, *self.project) for spelling in (term.name, *term.spellings)]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _any_of(self.names())

    @cached_property
    def _excluded(self) -> re.Pattern[str] | None:
        names = [spelling for term in self.exclude for spelling in (term.name, *term.spellings)]
        return _any_of(names) if names else None

    def match(self, text: str) -> str | None:
        """The first words of a passage that put it in the topic, as they stand there; None where none do."""
        folded = _fold(text)
        if self._excluded and self._excluded.search(folded):
            return None
        found = self._pattern.search(folded)
        return text[found.start() : found.end()] if found else None


def _any_of(names: list[str]) -> re.Pattern[str]:
    forms = sorted({r"[\s\-‐-–]*".join(map(re.escape, re.split(r"[\s\-]+", _fold(name)))) for name in names}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        base = unicodedata.normalize("NFD", character)[0].lower()
        self[code] = base if len(base) == 1 else character
        return self[code]


_FOLDING = _Folding({ord("’"): "'", ord("‘"): "'"})


def _fold(text: str) -> str:
    """Lower case without accents and with one apostrophe, character for character (offsets stay)."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def load(folder: Path) -> list[Topic]:
    """The topics of a corpus, in order of id. Raises BadTopic with one sentence for a file that cannot be used."""
    topics = []
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadTopic(f"{path.name} is no valid TOML: {error}") from error
        content.setdefault("id", path.stem)
        for key in ("term", "project", "actor", "theme", "exclude"):
            content[key] = tuple(
                {**t, "spellings": tuple(t.get("spellings", ()))} if isinstance(t, dict) else t for t in content.get(key, ())
            )
        try:
            topics.append(Topic.model_validate(content))
        except ValidationError as error:
            first = error.errors()[0]
            raise BadTopic(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return topics


def passages(question: Question) -> Iterator[tuple[str, str]]:
    """The passages of a question, each with its Dutch name: titel, context, vraag 2, antwoord 2, tussenkomst 3."""
    if question.title:
        yield "titel", question.title
    if question.context:
        yield "context", question.context
    for n, sub in enumerate(question.sub_questions, 1):
        stack = [sub]
        while stack:
            part = stack.pop()
            yield f"vraag {part.label or n}", part.text
            stack.extend(part.children)
    if question.interventions:
        for n, turn in enumerate(question.interventions, 1):
            yield f"tussenkomst {n}", turn.text
    else:
        for n, answer in enumerate(question.answers, 1):
            yield f"antwoord {', '.join(answer.labels) or n}", answer.text


def of_question(question: Question, topics: list[Topic]) -> dict[str, str]:
    """Why a question is in each of its topics: topic id to reason ("Back on Track in antwoord 2")."""
    out: dict[str, str] = {}
    for topic in topics:
        for name, text in passages(question):
            if words := topic.match(text):
                out[topic.id] = f"{words} in {name}"
                break
    return out


def of_commitment(commitment: Commitment, question: Question, topics: list[Topic]) -> tuple[str, ...]:
    """The topics of a commitment: of its own words, of the sub-question it answers, or of a question that is itself
    on the topic (its title, or the questions put, name it)."""
    out = []
    for topic in topics:
        asked = [question.title or "", *(sub.text for sub in question.sub_questions)]
        if topic.match(commitment.text) or any(map(topic.match, asked)):
            out.append(topic.id)
    return tuple(out)
