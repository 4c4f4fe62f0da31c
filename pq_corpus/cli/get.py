"""The command that gets documents from Parliament: fetch."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys

import click

from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option
from pq_corpus.corpus import CorpusError


@click.command()
@click.argument("names", nargs=-1, metavar="[ID|ADDRESS|people]...")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["written_question", "request_for_explanation", "topical_question", "interpellation"]),
)
@click.option("--session-year", "years", multiple=True, metavar="2023-2024")
@click.option("--since", type=Day(), help="Published on this day or later.")
@click.option("--until", type=Day(), help="Published on this day or earlier.")
@click.option("--minister")
@click.option("--asker")
@click.option("--committee")
@click.option("--topic", help="Everything that each term of this topic finds.")
@click.option("--update", is_flag=True, help="What is new, unanswered or provisional, of the session years that the corpus holds.")
@click.option("--gaps", "fill", is_flag=True, help="The questions that are missing in a series of numbers.")
@click.option("--dry-run", is_flag=True, help="Only say how many requests it would take.")
@click.option("--self-test", is_flag=True, help="Compare the live services with what is expected of them.")
@json_option
@click.pass_context
def fetch(
    ctx: click.Context, names: tuple[str, ...], kinds: tuple[str, ...], years: tuple[str, ...], since: dt.date | None, until: dt.date | None,
    minister: str | None, asker: str | None, committee: str | None, topic: str | None, update: bool, fill: bool, dry_run: bool, self_test: bool, as_json: bool,
) -> None:  # fmt: skip
    """Get documents from Parliament into the corpus, politely; killed, the next run goes on. Then run pq build.

    Example: pq fetch --topic sio
    """
    from pq_corpus.sources.fetch import Fetch, Want, gaps
    from pq_corpus.sources.http import Client, Refused

    corpus = corpus_of(ctx)
    if not (names or kinds or years or since or until or topic or update or fill or self_test):
        raise click.UsageError("say what to fetch: an id or address, --kind, --session-year, --since, --topic, --update or --gaps")
    try:
        client = Client(corpus.settings.get("sources", {}))
    except Refused as error:
        raise CorpusError(str(error)) from error
    if self_test:
        sys.exit(_self_test(client, as_json))
    words: tuple[str, ...] = ()
    if topic:
        words = tuple(dict.fromkeys(corpus.topic(topic).names()))
    only = None
    if update and not years:
        years = tuple(sorted({q.session_year for q in corpus.questions() if q.session_year})[-2:])
    if fill:
        holes = gaps(corpus)
        only = frozenset((h["kind"], h["session_year"], str(n)) for h in holes for n in h["missing"])
        years = tuple(sorted({h["session_year"] for h in holes}))
        if not holes:
            click.echo("No holes in any series.", err=True)
            return
    want = Want(names, kinds, years, since, until, words, minister, asker, committee, update, only)
    bar = sys.stderr.isatty()
    began = dt.datetime.now()

    def tell(done: int, left: int, refused: int) -> None:
        rate = done / max((dt.datetime.now() - began).total_seconds(), 0.001)
        if bar or done % 500 == 0:
            click.echo(f"{chr(13) if bar else ''}{done} got, {left} left, {rate:.1f} a second, {refused} refused   ", nl=not bar, err=True)

    with corpus.lock():
        run = Fetch(corpus, client, tell)
        report = run.run(want, dry=dry_run)
    client.close()
    if bar:
        click.echo("", err=True)
    if as_json:
        emit(dataclasses.asdict(report))
    elif dry_run:
        planned = report.planned
        click.echo(
            f"{planned['written']} written and {planned['oral']} oral questions; at most {planned['requests_at_most']} requests after the {report.requests} of the lists"
        )
    else:
        click.echo(f"{report.new} new documents, {report.same} unchanged, {len(report.refused)} refused; {report.requests} requests")
        for note in report.notes:
            click.echo(f"note       {clean(note)}", err=True)
        for entry in report.refused[:20]:
            click.echo(f"refused    {clean(entry['url'])}: {clean(entry['reason'])}", err=True)
        if report.refused:
            click.echo(f"All that was refused: {corpus.derived / 'refused.json'}", err=True)
    sys.exit(1 if report.refused else 0)


def _self_test(client: object, as_json: bool) -> int:
    from pq_corpus.sources.http import Client, Refused
    from pq_corpus.sources.services import KINDS, decode, listing, missing_keys, objects, one

    assert isinstance(client, Client)
    checks = [(f"search: {name}", listing(kind) + "&page=1", "row") for kind, name in KINDS.items()]
    checks += [("open data: written question", one("schv", "1363595"), "schv"), ("open data: oral question", one("vi", "1870412"), "vi"),
               ("open data: report", one("jln", "1871884"), "jln"), ("open data: members", one("vv", "huidige"), "")]  # fmt: skip
    found = []
    for what, url, kind in checks:
        try:
            payload = decode(client.get(url, "json").data or b"")
            if kind == "row":
                said = [] if isinstance(payload, dict) and "count" in payload and payload.get("result") else ["count or result"]
            else:
                items = objects(payload, kind)
                said = (missing_keys(items[0], kind) if kind else []) if items else ["any object"]
            found.append({"what": what, "url": url, "differs": f"missing: {', '.join(said)}" if said else None})
        except Refused as error:
            found.append({"what": what, "url": url, "differs": str(error)})
    if as_json:
        emit({"checks": found})
    else:
        for entry in found:
            click.echo(
                f"{'differs' if entry['differs'] else 'as expected'}  {entry['what']}"
                + (f": {clean(entry['differs'])}" if entry["differs"] else "")
            )
    return 1 if any(entry["differs"] for entry in found) else 0
