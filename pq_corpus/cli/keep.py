"""Commands that keep and make: init, add, build, check, stats, review."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from pathlib import Path

import click

from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option, on_option, progress
from pq_corpus.corpus import Corpus
from pq_corpus.corpus import init as init_corpus
from pq_corpus.records import Days, Review
from pq_corpus.track.words import KINDS, STATUS, interval


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def init(folder: Path, as_json: bool) -> None:
    """A new corpus folder with the SIO topic in it.

    Example: pq init mijn-corpus
    """
    corpus = init_corpus(folder)
    if as_json:
        emit({"corpus": str(corpus.folder), "topics": [topic.id for topic in corpus.topics]})
    else:
        click.echo(f"New corpus in {folder}. Keep documents with: pq --corpus {folder} add PATH …")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--meta", "pairs", multiple=True, metavar="KEY=VALUE", help="A fact that the document does not say; marked as supplied.")
@json_option
@click.pass_context
def add(ctx: click.Context, paths: tuple[str, ...], pairs: tuple[str, ...], as_json: bool) -> None:
    """Keep documents: files, folders, archives; or addresses of Parliament's, as pq fetch does.

    Example: pq add antwoord.pdf --meta answered_on=2024-02-09
    """
    meta = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--meta {pair!r} is not KEY=VALUE")
        meta[key.strip()] = value.strip()
    report = corpus_of(ctx).add(paths, meta)
    if as_json:
        emit(dataclasses.asdict(report))
    else:
        for entry in report.added:
            click.echo(f"added      {clean(entry['path'])}")
        for entry in report.unchanged:
            click.echo(f"unchanged  {clean(entry['path'])}")
        for entry in report.refused:
            click.echo(f"refused    {clean(entry['path'])}: {clean(entry['reason'])}", err=True)
    sys.exit(1 if report.refused else 0)


@click.command()
@click.option("--full", is_flag=True, help="Make everything again, not only what changed.")
@json_option
@click.pass_context
def build(ctx: click.Context, full: bool, as_json: bool) -> None:
    """Parse, enrich, store and index what changed. May be killed; the next build completes the work.

    Example: pq build
    """
    corpus = corpus_of(ctx)
    with progress() as tell:
        report = corpus.build(full=full, progress=tell)
    if as_json:
        emit(dataclasses.asdict(report))
    else:
        click.echo(
            f"{report.documents} documents, {report.questions} questions "
            f"({report.changed} changed, {report.removed} removed) in {report.seconds:.1f} s"
        )
        for problem in report.problems:
            click.echo(f"{clean(problem['path'])}: {clean(problem['reason'])}", err=True)
    sys.exit(1 if report.problems else 0)


@click.command()
@click.option("--gaps", "show_gaps", is_flag=True, help="Instead: the questions that are missing in each series of numbers.")
@json_option
@click.pass_context
def check(ctx: click.Context, show_gaps: bool, as_json: bool) -> None:
    """Whether the corpus is sound: documents as they were kept, all read, the derived part in step.

    Example: pq check --gaps
    """
    if show_gaps:
        from pq_corpus.sources.fetch import gaps
        from pq_corpus.sources.services import KINDS

        found = gaps(corpus_of(ctx))
        if as_json:
            emit({"gaps": found})
            return
        for hole in found:
            series = f"{hole['session_year']} {KINDS[hole['kind']]}" + (f", {hole['minister']}" if hole["minister"] else "")
            some = ", ".join(map(str, hole["missing"][:20])) + (" …" if len(hole["missing"]) > 20 else "")
            if hole["missing"]:
                click.echo(f"{clean(series)}: {hole['known']} known, {len(hole['missing'])} missing: {some}")
            for one in hole["explained"]:
                click.echo(clean(f"{series}: nr. {one['number']}: {one['why']}"))
        lacking = any(hole["missing"] for hole in found)
        click.echo("Get them with: pq fetch --gaps" if lacking else "No holes below the highest number of any series.")
        return
    problems = corpus_of(ctx).check()
    if as_json:
        emit({"sound": not problems, "problems": problems})
    else:
        for problem in problems:
            click.echo(f"{clean(problem['path'])}: {clean(problem['reason'])}")
        if not problems:
            click.echo("The corpus is sound.")
    sys.exit(1 if problems else 0)


@click.command()
@click.option(
    "--by",
    type=click.Choice(["minister", "group", "theme", "year"]),
    help="Instead: a line for each, with answers in time and promises kept.",
)
@click.option("--svg", "svg_file", type=click.Path(path_type=Path, dir_okay=False), help="With --by: write the measures as a picture.")
@on_option
@json_option
@click.pass_context
def stats(ctx: click.Context, by: str | None, svg_file: Path | None, on: dt.date | None, as_json: bool) -> None:
    """What the corpus holds, in counts.

    Example: pq stats --by minister --on 2021-07-01
    """
    if svg_file and not by:
        raise click.UsageError("--svg draws the measures of --by; say by what")
    if by:
        day = on or dt.date.today()
        lines = corpus_of(ctx).measures(by, on=day)
        if svg_file:
            from pq_corpus.present.pages import measures_svg

            title = {"minister": "minister", "group": "fractie", "theme": "thema", "year": "zittingsjaar"}[by]
            try:
                svg_file.write_text(measures_svg(lines, f"Vragen en toezeggingen per {title}", day), encoding="utf-8")
            except OSError as error:
                raise click.ClickException(f"{svg_file} cannot be written: {error.strerror}") from error
        if as_json:
            emit({"by": by, "on": day, "measures": [line.model_dump() for line in lines]})
        elif not svg_file:
            wide = max([len(m.name) for m in lines] or [0])
            click.echo(f"{'':<{wide}} vragen  tijdig/bekend  zonder antwoord  mediaan  toezeggingen  onzeker  uitgevoerd  over tijd")
            for m in lines:
                response = "" if m.response is None else f"{m.response:g}"
                click.echo(
                    f"{clean(m.name):<{wide}} {m.questions:>6}  {f'{m.in_time}/{m.timed}':>13}  {m.late:>15}  {response:>7}  "
                    f"{m.commitments:>12}  {m.doubtful:>7}  {m.fulfilled:>10}  {m.overdue:>9}"
                )
            if any(m.parts for m in lines):
                from pq_corpus.language.dispositions import in_words

                click.echo("\nDeelvragen van beantwoorde schriftelijke vragen:")
                for m in lines:
                    if m.parts:
                        click.echo(f"{clean(m.name):<{wide}}  {in_words(m.ends, m.parts)}")
        return
    counts = corpus_of(ctx).stats()
    if as_json:
        emit(counts)
        return
    for name, value in counts.items():
        if isinstance(value, dict):
            click.echo(f"{name}:")
            for key, count in value.items():
                click.echo(f"  {clean(str(key)):<36} {count:>7}")
        else:
            click.echo(f"{name:<38} {value:>7}")


@click.command()
@click.argument("commitment", required=False)
@click.option("--confirm", is_flag=True, help="It is a commitment, as found.")
@click.option("--reject", is_flag=True, help="It is no commitment (is geen toezegging).")
@click.option("--status", type=click.Choice(
    ["open", "fulfilled", "partly_fulfilled", "rescheduled", "superseded", "withdrawn", "lapsed", "not_counted"]))  # fmt: skip
@click.option("--kind", type=click.Choice(["promise", "expectation", "intention", "denial"]), help="What it is instead.")
@click.option("--deadline", help="The words of the deadline, as they should have been read; '' where there is none.")
@click.option("--from", "from_", type=Day(), help="The first day of the deadline.")
@click.option("--to", type=Day(), help="The last day of the deadline.")
@click.option("--actor", help="Who would act.")
@click.option("--topic", "topics", multiple=True, help="The topics it belongs to, all of them; may be given more than once.")
@click.option("--by", help="Who decides.")
@click.option("--note", help="Why.")
@click.option("--evidence", help="The id of the question that shows it.")
@json_option
@click.pass_context
def review(
    ctx: click.Context, /, commitment: str | None, confirm: bool, reject: bool, status: str | None, deadline: str | None,
    from_: dt.date | None, to: dt.date | None, topics: tuple[str, ...], by: str | None, as_json: bool, **said: str | None,
) -> None:  # fmt: skip
    """A person's decision on a commitment; it outlives every rebuild. Without a commitment: all decisions, and those that need
    another look.

    Example: pq review 'sv-2019-2020-beke-85#c9ebfc7c' --status fulfilled --by 'An Peeters' --note 'evaluatie gepubliceerd'
    """
    corpus = corpus_of(ctx)
    if commitment is None:
        _reviews(corpus, as_json)
        return
    if confirm and reject:
        raise click.UsageError("--confirm and --reject exclude each other")
    if reject and status:
        raise click.UsageError("what is no commitment (--reject) has no --status")
    if from_ and to and from_ > to:
        raise click.UsageError(f"--from {from_} lies after --to {to}")
    if not (confirm or reject or status or deadline is not None or from_ or to or topics or said["kind"] or said["actor"]):
        raise click.UsageError("say what is decided: --confirm, --reject, --status, --kind, --deadline, --from, --to, --actor or --topic")
    if not by:
        raise click.UsageError("say who decides: --by NAME")
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    verdict = "confirmed" if confirm else "rejected" if reject else None
    days = Days(first=from_, last=to) if from_ or to else None
    made = corpus.review(
        commitment, status, by=by, at=at, verdict=verdict, deadline=deadline, deadline_days=days, topics=topics or None, **said
    )
    if as_json:
        emit(made.model_dump(mode="json"))
    else:
        click.echo(clean(f"{made.commitment}: {_decided(made)}, door {made.by}"))


def _decided(made: Review) -> str:
    said = [{"confirmed": "bevestigd", "rejected": "geen toezegging"}[made.verdict]] if made.verdict else []
    said += [f"status {STATUS[made.status]}"] if made.status else []
    said += [f"soort {KINDS[made.kind]}"] if made.kind else []
    said += [f"actor {made.actor}"] if made.actor else []
    said += [f"thema's {', '.join(made.topics)}"] if made.topics is not None else []
    if made.deadline == "" and not made.deadline_days:
        said.append("geen termijn")
    elif made.deadline is not None or made.deadline_days:
        days = f" ({interval(made.deadline_days.first, made.deadline_days.last)})" if made.deadline_days else ""
        said.append(f"termijn{f' “{made.deadline}”' if made.deadline else ''}{days}")
    return ", ".join(said)


def _reviews(corpus: Corpus, as_json: bool) -> None:
    reviews, looks = corpus.reviews(), corpus.another_look()
    if as_json:
        emit({"reviews": [r.model_dump(mode="json") for r in reviews], "another_look": [one.model_dump(mode="json") for one in looks]})
        return
    for one in reviews:
        note = f": {one.note}" if one.note else ""
        click.echo(clean(f"{one.at[:10]}  {one.by}: {_decided(one)}{note}\n    “{one.text or ''}” [{one.commitment}]"))
    click.echo(f"{len(reviews)} {'beoordeling' if len(reviews) == 1 else 'beoordelingen'}")
    for look in looks:
        perhaps = f"; misschien is het nu {look.perhaps}" if look.perhaps else ""
        click.echo(clean(f"kijk opnieuw: {look.review.commitment} ({look.review.by}, {look.review.at[:10]}): {look.reason}{perhaps}\n    “{look.review.text or ''}”"))
    click.echo(f"{len(looks)} om opnieuw te bekijken")
