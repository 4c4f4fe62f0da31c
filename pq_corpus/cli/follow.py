"""Commands that follow: due, changes, thread, feed, calendar."""

from __future__ import annotations

import datetime as dt
import sys

import click

from pq_corpus.cli.ask import STATUS, show_commitment
from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option, on_option


@click.command()
@click.option("--within", default="30d", metavar="DAYS", help="Deadlines up to so many days ahead (30d).", show_default=True)
@click.option("--topic", help="A topic's id.")
@click.option("--minister", help="Part of a minister's name.")
@on_option
@json_option
@click.pass_context
def due(ctx: click.Context, within: str, topic: str | None, minister: str | None, on: dt.date | None, as_json: bool) -> None:
    """Deadlines passed and coming, promises without a date by age, and answers that are overdue.

    Example: pq due --within 30d --on 2021-07-01
    """
    from pq_corpus.track import follow
    from pq_corpus.track.timeline import citation, dutch

    number = within.strip().lower().removesuffix("d")
    if not (number.isascii() and number.isdigit() and len(number) <= 5):
        raise click.UsageError(f"--within {within!r} is no number of days as 30d")
    corpus, day = corpus_of(ctx), on or dt.date.today()
    known = corpus.commitments(topic=topic, minister=minister, on=day)
    coming, undated = follow.due(known, day, int(number)), follow.undated(known)
    late = follow.unanswered(corpus.questions(), day) if not (topic or minister) else []
    if as_json:
        emit({
            "on": day, "due": [c.model_dump(mode="json", by_alias=True) for c in coming],
            "undated": [c.model_dump(mode="json", by_alias=True) for c in undated], "unanswered": [o.model_dump(mode="json") for o in late],
        })  # fmt: skip
        return
    for one in coming:
        show_commitment(corpus, one)
    click.echo(f"{len(coming)} over tijd op {day} of met een termijn binnen {number} dagen\n")
    for one in undated:
        since = one.made_on or one.made_within.first
        click.echo(clean(f"  {since or 'dag niet bekend'}  {one.made_by or 'niet bekend'}: {one.text}  [{one.id}]"))
    click.echo(f"{len(undated)} open zonder dagen, de oudste eerst")
    for overdue in late:
        question = corpus.store.question(overdue.question)
        click.echo(clean(f"  termijn tot {dutch(overdue.due)}: {citation(question) if question else overdue.question}"))
    if not (topic or minister):
        click.echo(f"{len(late)} schriftelijke vragen zonder antwoord in het corpus, termijn van {follow.TERM} werkdagen voorbij")


@click.command()
@click.option("--since", required=True, type=Day(), help="Compared with the end of this day.")
@click.option("--topic", help="A topic's id.")
@on_option
@json_option
@click.pass_context
def changes(ctx: click.Context, since: dt.date, topic: str | None, on: dt.date | None, as_json: bool) -> None:
    """Commitments that are new or changed status since a day.

    Example: pq changes --since 2020-01-01 --on 2021-07-01
    """
    from pq_corpus.track import follow

    corpus, day = corpus_of(ctx), on or dt.date.today()
    if since > day:
        raise click.UsageError(f"--since {since} lies after {day}")
    found = follow.changes(corpus.commitments(topic=topic, on=since), corpus.commitments(topic=topic, on=day))
    if as_json:
        emit({"since": since, "on": day, "changes": [c.model_dump(mode="json", by_alias=True) for c in found]})
        return
    for change in found:
        was = f"was {STATUS[change.before]}" if change.before else "nieuw"
        click.echo(click.style(f"{was}, nu {STATUS[change.commitment.status]}", bold=True))
        show_commitment(corpus, change.commitment)
    click.echo(f"{len(found)} nieuw of gewijzigd tussen {since} en {day}")


@click.command()
@click.argument("ident", metavar="ID")
@on_option
@json_option
@click.pass_context
def thread(ctx: click.Context, ident: str, on: dt.date | None, as_json: bool) -> None:
    """One matter: the question, those it cites or that cite it, joined questions, and what was promised in them.

    Example: pq thread sv-2019-2020-beke-85
    """
    from pq_corpus.track import follow
    from pq_corpus.track.timeline import citation

    corpus, day = corpus_of(ctx), on or dt.date.today()
    questions = [
        q for q in follow.thread(corpus.question(ident), corpus.questions()) if q.id == ident or not q.earliest or q.earliest <= day
    ]
    known = {q.id: corpus.commitments(on=day, question=q.id) for q in questions}
    if as_json:
        emit({"on": day, "questions": [
            {"id": q.id, "citation": citation(q), "title": q.title, "cites": [r.target for r in q.references if r.target],
             "cited_by": q.cited_by, "commitments": [c.model_dump(mode="json", by_alias=True) for c in known[q.id]]} for q in questions
        ]})  # fmt: skip
        return
    for question in questions:
        click.echo(click.style(clean(citation(question)), bold=True))
        click.echo(clean(f"{question.title or ''} [{question.id}]"))
        for other in question.references:
            if other.target:
                click.echo(clean(f"  verwijst naar {other.target}: “{other.text}”"))
        click.echo()
        for one in known[question.id]:
            show_commitment(corpus, one)
    click.echo(f"{len(questions)} {'vraag' if len(questions) == 1 else 'vragen'} op {day}")


@click.command()
@click.argument("topic")
@on_option
@click.pass_context
def feed(ctx: click.Context, topic: str, on: dt.date | None) -> None:
    """A topic as an Atom feed on standard output.

    Example: pq feed sio > sio.atom
    """
    from pq_corpus.present import feeds

    corpus, day = corpus_of(ctx), on or dt.date.today()
    events = corpus.timeline(topic, on=day)
    sys.stdout.buffer.write(feeds.atom(corpus.topic(topic), events, {q.id: q for q in corpus.questions()}, day) + b"\n")


@click.command()
@click.argument("topic")
@on_option
@click.pass_context
def calendar(ctx: click.Context, topic: str, on: dt.date | None) -> None:
    """The deadlines of a topic as an iCalendar on standard output.

    Example: pq calendar sio > sio.ics
    """
    from pq_corpus.present import feeds

    corpus, day = corpus_of(ctx), on or dt.date.today()
    chosen = corpus.topic(topic)
    known = corpus.commitments(topic=topic, on=day)
    sys.stdout.buffer.write(feeds.calendar(chosen.title, known, {q.id: q for q in corpus.questions()}, day))


@click.command("follow-up")
@click.argument("commitment")
@on_option
@click.pass_context
def follow_up(ctx: click.Context, commitment: str, on: dt.date | None) -> None:
    """A draft of the next written question on a promise, for a person to edit.

    Example: pq follow-up 'sv-2019-2020-beke-85#c9ebfc7c' --on 2021-07-01
    """
    from pq_corpus.present.drafts import follow_up as draft

    corpus, day = corpus_of(ctx), on or dt.date.today()
    asked = corpus.question(commitment.split("#")[0])
    one = next((c for c in corpus.tracked(on=day, question=asked.id) if c.id == commitment), None)
    if one is None:
        raise click.ClickException(f"there is no commitment {commitment!r} on {day}; list them with: pq commitments")
    click.echo(clean(draft(one, asked, day)), nl=False)


@click.command()
@click.option("--minister", help="What this minister promised.")
@click.option("--committee", help="What was said in this committee.")
@on_option
@click.pass_context
def briefing(ctx: click.Context, minister: str | None, committee: str | None, on: dt.date | None) -> None:
    """A sheet to print before a meeting: open and overdue promises, newest evidence, answers overdue.

    Example: pq briefing --minister Beke --on 2021-07-01
    """
    from pq_corpus.present.drafts import briefing as sheet
    from pq_corpus.track import follow

    if not (minister or committee):
        raise click.UsageError("say for whom: --minister or --committee")
    corpus, day = corpus_of(ctx), on or dt.date.today()

    def meant(question: object, names: list[str]) -> bool:
        heard = committee is None or committee.casefold() in (getattr(question, "committee", None) or "").casefold()
        return heard and (minister is None or any(minister.casefold() in name.casefold() for name in names))

    questions = {q.id: q for q in corpus.questions()}
    some = [c for c in corpus.tracked(on=day) if meant(questions[c.question], [c.made_by or ""])]
    late = [
        o
        for o in follow.unanswered(questions.values(), day)
        if meant(questions[o.question], [a.name for a in questions[o.question].addressees])
    ]
    click.echo(clean(sheet(f"Toezeggingen: {minister or committee}", some, questions, late, day)))
