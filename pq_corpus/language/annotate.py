"""Commitments in speeches given as JSON lines: {"id", "text", "date"?, "speaker"?} in, {"id", "commitments"} out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator

from pq_corpus.language.commitments import find_commitments
from pq_corpus.language.deadlines import deadline
from pq_corpus.records import Days


class BadSpeech(ValueError):
    """A line of the input is no speech; the message says which line and what is wrong."""


def annotate(lines: Iterable[str]) -> Iterator[str]:
    """One line out for each line in; denials are left out. Raises BadSpeech for a line that is no speech."""
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            speech = json.loads(line)
            text, ident = speech["text"], speech["id"]
            day = dt.date.fromisoformat(speech["date"]) if speech.get("date") else None
            if not isinstance(text, str):
                raise TypeError("text is no string")
        except (ValueError, KeyError, TypeError) as error:
            wrong = f"{error.args[0]} is missing" if isinstance(error, KeyError) else error
            raise BadSpeech(f"line {n} is no speech (an object with id, text and, where known, date and speaker): {wrong}") from error
        said = Days(first=day, last=day)
        found = []
        for one in find_commitments(text, speech.get("speaker"), said):
            if one.kind == "denial":
                continue
            due = deadline(text[one.start : one.end], said)
            found.append(
                {
                    "start": one.start, "end": one.end, "kind": one.kind, "rule": one.rule, "actor": one.actor, "certainty": round(100 * one.score),
                    "deadline": None if due is None else {
                        "text": due.text, "from": due.first and due.first.isoformat(), "to": due.last and due.last.isoformat(),
                    },
                }
            )  # fmt: skip
        yield json.dumps({"id": ident, "commitments": found}, ensure_ascii=False)
