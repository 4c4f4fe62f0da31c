"""Commands that share: export a corpus as a dataset, import one back."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option, on_option, progress
from pq_corpus.corpus import CorpusError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--format", "formats", default="csv,jsonl", show_default=True, metavar="LIST", help="csv, excel, jsonl, parquet, sqlite, tei."
)
@click.option("--topic", help="Only questions with a passage on this topic.")
@click.option("--from", "first", type=Day(), help="Only questions from this day on.")
@click.option("--to", "last", type=Day(), help="Only questions up to this day.")
@click.option("--query", help="Only questions that this search finds.")
@click.option("--without-documents", is_flag=True, help="Leave out the documents; the export cannot be imported then.")
@on_option
@json_option
@click.pass_context
def export(
    ctx: click.Context, folder: Path, formats: str, topic: str | None, first: dt.date | None, last: dt.date | None, query: str | None,
    without_documents: bool, on: dt.date | None, as_json: bool,
) -> None:  # fmt: skip
    """Write the corpus as a dataset: tables, data package, codebook (nl, en), citation, documents.

    Example: pq export uitvoer --format csv,parquet --topic sio --on 2021-07-01
    """
    corpus = corpus_of(ctx)
    keep: set[str] | None = None
    if topic or first or last:
        keep = corpus.select(topic=topic, first=first, last=last)
    if query:
        found = corpus.search(query, limit=sys.maxsize, snippets=False)
        if found.notice:
            click.echo(f"pq: {found.notice}", err=True)
        ids = {hit.id for hit in found.hits}
        keep = ids if keep is None else keep & ids
    wanted = [f.strip() for f in formats.split(",") if f.strip()]
    with progress() as tell:
        counts = corpus.export(folder, wanted, on=on, keep=keep, documents=not without_documents, progress=tell)
    if as_json:
        emit({"folder": str(folder), "tables": counts})
    else:
        click.echo(f"Exported to {folder}: " + ", ".join(f"{count} {name}" for name, count in counts.items() if count))


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@json_option
@click.pass_context
def import_(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Make a corpus of an export again, where --corpus says; nothing may lie there yet.

    Example: pq --corpus kopie import uitvoer
    """
    from pq_corpus.export.package import ExportError, restore

    try:
        with progress() as tell:
            corpus = restore(folder, ctx.obj, tell)
    except ExportError as error:
        raise CorpusError(str(error)) from error
    held = corpus.stats()
    for name, address in sorted(corpus.other_sources().items()):
        click.echo(f"pq: corpus.toml of this export fetches {clean(name)} from {clean(address)}, which is not Parliament's address", err=True)
    if as_json:
        emit({"corpus": str(corpus.folder), "documents": held["documents"], "questions": held["questions"]})
    else:
        click.echo(f"Imported into {corpus.folder}: {held['questions']} questions from {held['documents']} documents")
