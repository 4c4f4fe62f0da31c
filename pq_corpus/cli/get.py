"""The command that gets documents from Parliament: fetch."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import sys
import time

import click

from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option
from pq_corpus.corpus import CorpusError


class _Year(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    name = "year"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        m = re.fullmatch(r"(\d{4})-(\d{4})", value)
        if m is None or int(m[2]) != int(m[1]) + 1:
            self.fail(f"{value!r} is not a session year as 2023-2024", param, ctx)
        return value


@click.command()
@click.argument("names", nargs=-1, metavar="[ID|ADDRESS|people|committees|legislatures|meetings]...")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(["written_question", "request_for_explanation", "topical_question", "interpellation"]))
@click.option("--session-year", "years", multiple=True, type=_Year(), metavar="2023-2024", help="All questions of a session year.")
@click.option("--since", type=Day(), help="Published on this day or later.")
@click.option("--until", type=Day(), help="Published on this day or earlier.")
@click.option("--minister", help="Of what is listed, only questions to this minister.")
@click.option("--asker", help="Of what is listed, only questions by this member.")
@click.option("--committee", help="Of what is listed, only what this committee handled.")
@click.option("--topic", help="What each term of this topic finds, with the reports and joined questions of the hits.")
@click.option("--update", is_flag=True, help="What is new or changed since the last run; unanswered questions and provisional reports again.")
@click.option("--gaps", "fill", is_flag=True, help="The questions that are missing in a series of numbers (see pq check --gaps).")
@click.option("--attachments", is_flag=True, help="The attachments of answers too, not only the answers.")
@click.option("--via", type=click.Choice(["api", "website"]), default="api", help="Where to look first; the website is the second way anyhow.")
@click.option("--dry-run", is_flag=True, help="Ask for the lists alone, and say how many requests and bytes it would take.")
@click.option("--self-test", is_flag=True, help="Twenty requests that compare the live services with what is expected of them; with lists of --session-year, else of the last whole one.")
@json_option
@click.pass_context
def fetch(
    ctx: click.Context, names: tuple[str, ...], kinds: tuple[str, ...], years: tuple[str, ...], since: dt.date | None, until: dt.date | None,
    minister: str | None, asker: str | None, committee: str | None, topic: str | None, update: bool, fill: bool, attachments: bool, via: str,
    dry_run: bool, self_test: bool, as_json: bool,
) -> None:  # fmt: skip
    """Get documents from Parliament into the corpus, politely; killed or cut off, the next run goes on. Then run pq build.

    Example: pq fetch --topic sio
    """
    from pq_corpus.sources.fetch import Fetch, Missing, Want, gaps, missing
    from pq_corpus.sources.http import Client, Refused
    from pq_corpus.sources.services import own_id

    corpus = corpus_of(ctx)
    if not (names or kinds or years or since or until or topic or update or fill or self_test):
        raise click.UsageError("say what to fetch: an id or address, --kind, --session-year, --since, --topic, --update or --gaps")
    if since and until and until < since:
        raise click.UsageError(f"--until {until} lies before --since {since}")
    try:
        client = Client(corpus.settings.get("sources", {}))
    except Refused as error:
        raise CorpusError(str(error)) from error
    if self_test:
        sys.exit(_self_test(client, years[0] if years else None, as_json))
    wanted = frozenset(Missing(*own) for name in names if (own := own_id(name)))
    if fill:
        holes = [
            hole for hole in gaps(corpus)
            if hole["missing"] and (not kinds or hole["kind"] in kinds) and (not years or hole["session_year"] in years)
        ]  # fmt: skip
        if not holes:
            click.echo("No holes below the highest number of any series.", err=True)
            return
        wanted |= missing(holes)
    want = Want(
        names=tuple(name for name in names if not own_id(name)), kinds=kinds, session_years=years, since=since, until=until,
        words=tuple(dict.fromkeys(corpus.topic(topic).names())) if topic else (), minister=minister, asker=asker, committee=committee,
        update=update, attachments=attachments, missing=wanted, by_website=via == "website",
    )  # fmt: skip
    progress = _Progress()
    try:
        with corpus.lock():
            report = Fetch(corpus, client, progress.tell).run(want, dry=dry_run)
    except KeyboardInterrupt:
        progress.end()
        click.echo("Stopped. What came is kept; the same command goes on from here.", err=True)
        sys.exit(1)
    finally:
        client.close()
    progress.end()
    if as_json:
        emit(dataclasses.asdict(report))
    elif dry_run:
        planned = report.planned
        if planned:
            seconds = planned["requests"] * client.pause
            click.echo(
                f"{planned['written']} written and {planned['oral']} oral questions; about {planned['requests']} requests and {_size(planned['bytes'])}"
                + (f", {_span(seconds)} at {1 / client.pause:g} a second" if client.pause else "")
                + f". The lists took {report.requests} requests; nothing was kept."
            )
    else:
        click.echo(
            f"{report.new} new documents, {report.same} asked again and unchanged, {len(report.refused)} refused"
            + (f", {report.left} left" if report.left else "")
            + f"; {report.requests} requests, {_size(report.bytes)}, {_span(report.seconds)}"
        )
        if report.new:
            click.echo("Read them with: pq build", err=True)
    if not as_json:
        for note in report.notes:
            click.echo(f"note       {clean(note)}", err=True)
        for entry in report.refused[:20]:
            click.echo(f"refused    {clean(entry['what'])}: {clean(entry['reason'])}", err=True)
        if report.refused and not dry_run:
            click.echo(f"All that was refused: {corpus.derived / 'refused.json'}", err=True)
    sys.exit(1 if report.refused else 0)


class _Progress:
    """A line that is written over on a terminal; elsewhere a line every half minute."""

    def __init__(self) -> None:
        self.bar = sys.stderr.isatty()
        self.what, self.began, self.last, self.shown = "", time.monotonic(), time.monotonic(), False

    def tell(self, what: str, done: int, left: int, refused: int) -> None:
        now = time.monotonic()
        if what != self.what:
            self.what, self.began = what, now
        if now - self.last < (0.1 if self.bar else 30.0) and not (self.bar and left == 0):
            return
        self.last, self.shown = now, True
        rate = done / max(now - self.began, 0.001)
        line = f"{what}: {done} done" + (f", {left} left, {rate:.1f} a second, {_span(left / rate)} to go" if left and rate else "")
        line += f", {refused} refused" if refused else ""
        click.echo(f"\r{line:<100}" if self.bar else line, nl=not self.bar, err=True)

    def end(self) -> None:
        if self.bar and self.shown:
            click.echo("", err=True)


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{-(-count // 1024)} kB"


def _span(seconds: float) -> str:
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} s"


def _self_test(client: object, year: str | None, as_json: bool) -> int:
    from pq_corpus.sources.http import Client
    from pq_corpus.sources.selftest import run

    assert isinstance(client, Client)
    found = []
    for check in run(client, dt.date.today(), year):
        found.append(check)
        if not as_json:
            click.echo(f"{'differs    ' if check.differs else 'as expected'}  {check.what}  {clean(check.url)}")
            for line in check.differs:
                click.echo(f"             {clean(line)}")
    client.close()
    differ = sum(bool(check.differs) for check in found)
    if as_json:
        emit({"checks": [dataclasses.asdict(check) for check in found]})
    else:
        click.echo(f"{len(found) - differ} of {len(found)} as expected." + (" Please report what differs (docs/live-check.md)." if differ else ""))
    return 1 if differ else 0
