"""Commands that share: export a corpus as a dataset, import one back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pq_corpus.cli.common import Day, corpus_of, emit, json_option, on_option
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
    from pq_corpus.track.topics import of_question

    corpus = corpus_of(ctx)
    keep: set[str] | None = None
    if topic or first or last:
        chosen = [corpus.topic(topic)] if topic else []
        keep = {
            q.id for q in corpus.questions()
            if (not topic or of_question(q, chosen)) and (not first or (q.earliest and q.earliest >= first)) and (not last or (q.earliest and q.earliest <= last))
        }  # fmt: skip
    if query:
        found = corpus.search(query, limit=1_000_000)
        ids = {hit.id for hit in found.hits}
        keep = ids if keep is None else keep & ids

    def tell(rows: int) -> None:
        click.echo(f"\r{rows} rows", nl=False, err=True)

    counts = corpus.export(
        folder, [f.strip() for f in formats.split(",") if f.strip()], on=on, keep=keep, documents=not without_documents, progress=tell
    )
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
        corpus = restore(folder, ctx.obj)
    except ExportError as error:
        raise CorpusError(str(error)) from error
    held = corpus.stats()
    if as_json:
        emit({"corpus": str(corpus.folder), "documents": held["documents"], "questions": held["questions"]})
    else:
        click.echo(f"Imported into {corpus.folder}: {held['questions']} questions from {held['documents']} documents")
