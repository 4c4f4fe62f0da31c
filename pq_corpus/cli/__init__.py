"""The command `pq`: a thin skin over the public Python API. Commands load what they need, when they need it."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

# command -> module that holds it; nothing else is imported to show help or run another command
COMMANDS = {
    "init": "keep", "add": "keep", "fetch": "get", "build": "keep", "check": "keep", "stats": "keep", "review": "keep",
    "show": "ask", "search": "ask", "similar": "ask", "topics": "ask", "commitments": "ask", "timeline": "ask", "annotate": "ask",
    "due": "follow", "changes": "follow", "thread": "follow", "feed": "follow", "calendar": "follow",
    "follow-up": "follow", "briefing": "follow",
    "export": "share", "import": "share",
}  # fmt: skip


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(
            importlib.import_module(f"pq_corpus.cli.{COMMANDS[cmd_name]}"),
            cmd_name.replace("-", "_") + ("_" if cmd_name == "import" else ""),
        )
        assert isinstance(command, click.Command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            raise click.UsageError(f"There is no command {args[0]!r}." + (f" Did you mean {near[0]!r}?" if near else " See pq --help."))
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--corpus", "folder", type=click.Path(path_type=Path), help="The corpus folder; $PQ_CORPUS, else ./corpus.")
@click.version_option(package_name="pq-corpus")
@click.pass_context
def cli(ctx: click.Context, folder: Path | None) -> None:
    """What did which minister promise the Flemish Parliament, when, in answer to whom, and what came of it?"""
    ctx.obj = folder or Path(os.environ.get("PQ_CORPUS") or "corpus")


def main() -> Any:
    """Run `pq`; what the user can mend is said in one sentence and exits 2, a closed pipe ends quietly."""
    try:
        return cli()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        from pq_corpus.corpus import CorpusError
        from pq_corpus.raw import BadMeta

        if not isinstance(error, CorpusError | BadMeta):
            raise
        click.echo(f"pq: {error}", err=True)
        sys.exit(2)
