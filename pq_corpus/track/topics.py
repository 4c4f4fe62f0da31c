"""Topics (thema's): their definitions in TOML files, and which passages belong to them, with the reason."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from pq_corpus.records import Commitment, Question, Record


class BadTopic(ValueError):
    """A topic file cannot be used; the message says which, where and what to do."""


class Term(Record):
    """A term, project or actor of a topic, its spellings, and why it belongs.

    One with `needs_support` can mean something else: it counts only in a passage that also names another term or project, or an
    actor, of the topic, or in a question that bears one of its themes.
    """

    name: str
    spellings: tuple[str, ...] = ()
    reason: str
    needs_support: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its spellings."""
        return (self.name, *self.spellings)


class Match(Record):
    """A passage that belongs to a topic: its Dutch name ("antwoord 2"), and the words that put it there."""

    topic: str
    passage: str
    words: str

    @property
    def reason(self) -> str:
        """As users read it: Back on Track in antwoord 2."""
        return f"{self.words} in {self.passage}"


class Topic(Record):
    """A definition of what belongs together. Terms and projects decide, passage by passage; actors and themes (those of
    Parliament) support a term that can mean something else; a passage with an excluded term belongs to nothing."""

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
        return [list(term.names) for term in self.term]

    def names(self) -> list[str]:
        """Every spelling whose presence puts a passage in the topic."""
        return [name for term in (*self.term, *self.project) for name in term.names]

    @cached_property
    def _sure(self) -> re.Pattern[str] | None:
        return _any_of([n for t in (*self.term, *self.project) if not t.needs_support for n in t.names])

    @cached_property
    def _doubtful(self) -> re.Pattern[str] | None:
        return _any_of([n for t in (*self.term, *self.project) if t.needs_support for n in t.names])

    @cached_property
    def _support(self) -> re.Pattern[str] | None:
        return _any_of([n for t in self.actor for n in t.names])

    @cached_property
    def _excluded(self) -> re.Pattern[str] | None:
        return _any_of([n for t in self.exclude for n in t.names])

    def match(self, text: str, themes: Iterable[str] = ()) -> str | None:
        """The first words of a passage that put it in the topic, as they stand there; None where none do. `themes` are those
        that Parliament gave the question."""
        folded = _fold(text)
        if self._excluded and self._excluded.search(folded):
            return None
        if self._sure and (found := self._sure.search(folded)):
            return text[found.start() : found.end()]
        found = self._doubtful.search(folded) if self._doubtful else None
        if not found:
            return None
        own = {_fold(n) for t in self.theme for n in t.names}
        words = text[found.start() : found.end()]
        if support := next((t for t in themes if _fold(t) in own), None):
            return f"{words} (thema {support})"
        if self._support and (by := self._support.search(folded)):
            return f"{words} (bij {text[by.start() : by.end()]})"
        return None


    def without(self, text: str) -> str:
        """A passage with a full stop in the place of each name of the topic."""
        folded, out, at = _fold(text), [], 0
        patterns = [p for p in (self._sure, self._doubtful, self._support, self._excluded) if p]
        for start, end in sorted(m.span() for p in patterns for m in p.finditer(folded)):
            if start >= at:
                out.append(text[at:start] + ".")
                at = end
        return "".join(out) + text[at:]


def _any_of(names: list[str]) -> re.Pattern[str] | None:
    if not names:
        return None
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


def matches(question: Question, topics: Iterable[Topic]) -> list[Match]:
    """Every passage of a question that belongs to one of these topics, in order of topic and place."""
    parts = list(passages(question))
    return [
        Match(topic=topic.id, passage=name, words=words)
        for topic in topics for name, text in parts if (words := topic.match(text, question.themes))
    ]  # fmt: skip


def of_question(question: Question, topics: Iterable[Topic]) -> dict[str, str]:
    """Why a question is in each of its topics, by its first passage there: topic id to reason ("Back on Track in antwoord 2")."""
    out: dict[str, str] = {}
    for topic in topics:
        for name, text in passages(question):
            if words := topic.match(text, question.themes):
                out[topic.id] = f"{words} in {name}"
                break
    return out


def of_commitment(commitments: Iterable[Commitment], question: Question, topics: Sequence[Topic]) -> list[tuple[str, ...]]:
    """The topics of commitments of one question: of their own words, or of a question that is itself on the topic (its title,
    or the questions put, name it)."""
    asked = [question.title or "", *(sub.text for sub in question.sub_questions)]
    whole = {t.id for t in topics if any(t.match(text, question.themes) for text in asked)}
    return [tuple(t.id for t in topics if t.id in whole or t.match(one.text, question.themes)) for one in commitments]


def written(kind: str, name: str, spellings: Sequence[str], reason: str, needs_support: bool = False) -> str:
    """One term, project, actor, theme or exclusion as lines of a topic file."""
    quoted = [json.dumps(text, ensure_ascii=False) for text in (name, *spellings)]  # a JSON string is a TOML basic string
    lines = [f"\n[[{kind}]]", f"name = {quoted[0]}"]
    lines += [f"spellings = [{', '.join(quoted[1:])}]"] if spellings else []
    lines += ["needs_support = true"] if needs_support else []
    return "\n".join([*lines, f"reason = {json.dumps(reason, ensure_ascii=False)}"]) + "\n"
