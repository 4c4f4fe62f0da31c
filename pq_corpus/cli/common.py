"""What several commands share: opening the corpus, days on the command line, printing JSON."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

from pq_corpus.corpus import Corpus

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output, nothing else there.")


class Day(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A day as 2021-07-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day, or a sentence that says what is wrong."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day as 2021-07-01", param, ctx)


on_option = click.option("--on", type=Day(), help="As of this day (2021-07-01); today where none is given.")


def corpus_of(ctx: click.Context) -> Corpus:
    """The corpus that the command line names."""
    return Corpus(ctx.obj)


def emit(value: Any) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A function to tell what is done, how much of it, and of how much: a bar for each on a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total or None)
            bar.update(tasks[step], completed=done, total=total or None)

        yield tell


def clean(text: str) -> str:
    """Text without the control characters by which a document could steer a terminal."""
    return "".join(c if c in "\n\t" or (c.isprintable()) else "�" for c in text)
