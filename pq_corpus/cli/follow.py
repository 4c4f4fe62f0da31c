"""Commands that follow: due, changes, thread, feed, calendar."""

from __future__ import annotations

import datetime as dt
import sys

import click

from pq_corpus.cli.ask import show_commitment, tell_newest, wrap
from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option, on_option
from pq_corpus.track.words import STATUS, age, doubt, dutch

_UNDATED = 20  # of the open ones without a day, the oldest are listed with those that have one


@click.command()
@click.option("--within", default="30d", metavar="DAYS", help="Deadlines up to so many days ahead (30d).", show_default=True)
@click.option("--topic", help="A topic's id.")
@click.option("--minister", help="Part of the name of who promised, or of who answers for it that day.")
@click.option("--portfolio", help="A portfolio (bevoegdheid), whoever holds it.")
@on_option
@json_option
@click.pass_context
def due(
    ctx: click.Context, within: str, topic: str | None, minister: str | None, portfolio: str | None, on: dt.date | None, as_json: bool
) -> None:
    """Deadlines passed and coming, promises without a date by age, and answers that are overdue.

    Example: pq due --within 30d --on 2021-07-01
    """
    from pq_corpus.track import follow
    from pq_corpus.track.timeline import citation

    number = within.strip().lower().removesuffix("d")
    if not (number.isascii() and number.isdigit() and len(number) <= 5):
        raise click.UsageError(f"--within {within!r} is no number of days as 30d")
    corpus, day = corpus_of(ctx), on or dt.date.today()
    known = corpus.commitments(topic=topic, minister=minister, portfolio=portfolio, on=day)
    coming, undated = follow.due(known, day, int(number)), follow.undated(known)
    narrowed = topic or minister or portfolio
    late = [] if narrowed else follow.unanswered(corpus.questions(), day)
    if as_json:
        emit({
            "on": day, "due": [c.model_dump(mode="json", by_alias=True) for c in coming],
            "undated": [c.model_dump(mode="json", by_alias=True) for c in undated], "unanswered": [o.model_dump(mode="json") for o in late],
        })  # fmt: skip
        return
    click.echo(click.style(f"Over tijd op {dutch(day)}, of met een termijn die binnen {number} dagen afloopt: {len(coming)}\n", bold=True))
    for one in coming:
        show_commitment(corpus, one, day)
    tell_newest(corpus, day)
    click.echo(click.style(f"Open zonder vaste termijn, de oudste eerst: {len(undated)}\n", bold=True))
    for one in undated[:_UNDATED]:
        click.echo(clean(f"  {age(one.since, one.made_on is not None, day)}  {one.made_by or 'niet bekend'}: {one.text}  [{one.id}]{f' ({doubted})' if (doubted := doubt(one.certainty)) else ''}"))
    if len(undated) > _UNDATED:
        click.echo(f"  en nog {len(undated) - _UNDATED}; alle met: pq commitments --undated")
    if not narrowed:
        click.echo(click.style(f"\nSchriftelijke vragen zonder antwoord in het corpus, na de termijn van {follow.TERM} werkdagen: {len(late)}\n", bold=True))
        for overdue in late:
            question = corpus.store.question(overdue.question)
            click.echo(clean(f"  verwacht tegen {dutch(overdue.due)}: {citation(question) if question else overdue.question} [{overdue.question}]"))


@click.command()
@click.option("--since", required=True, type=Day(), help="Compared with the end of this day.")
@click.option("--topic", help="A topic's id.")
@on_option
@json_option
@click.pass_context
def changes(ctx: click.Context, since: dt.date, topic: str | None, on: dt.date | None, as_json: bool) -> None:
    """What is new since a day: questions and answers, commitments, evidence, and statuses that changed.

    Example: pq changes --since 2020-01-01 --on 2021-07-01
    """
    from pq_corpus.track import follow
    from pq_corpus.track.timeline import citation
    from pq_corpus.track.topics import of_question

    corpus, day = corpus_of(ctx), on or dt.date.today()
    if since > day:
        raise click.UsageError(f"--since {since} lies after {day}")
    found = follow.changes(corpus.commitments(topic=topic, on=day), since)
    chosen = [corpus.topic(topic)] if topic else []
    new = follow.new_questions((q for q in corpus.questions() if not chosen or of_question(q, chosen)), since, day)
    if as_json:
        emit({
            "since": since, "on": day, "questions": [{"id": q.id, "citation": citation(q), "title": q.title} for q in new],
            "changes": [c.model_dump(mode="json", by_alias=True) for c in found],
        })  # fmt: skip
        return
    for question in new:
        click.echo(clean(f"{citation(question)}: {question.title or 'zonder titel'} [{question.id}]"))
    click.echo(f"{len(new)} {'vraag' if len(new) == 1 else 'vragen'} nieuw of pas beantwoord\n")
    shown = {c.id for c in follow.once([c.commitment for c in found])}
    for change in (c for c in found if c.commitment.id in shown):
        now = STATUS[change.commitment.status]
        was = f"nieuw, {now}" if change.before is None else f"was {STATUS[change.before]}, nu {now}" if change.before != change.commitment.status else f"nieuwe opvolging, nog altijd {now}"
        click.echo(click.style(was, bold=True))
        show_commitment(corpus, change.commitment, day)
    click.echo(f"{len(shown)} nieuw of gewijzigd na {dutch(since)}, tot en met {dutch(day)}")


@click.command()
@click.argument("ident", metavar="ID")
@on_option
@json_option
@click.pass_context
def thread(ctx: click.Context, ident: str, on: dt.date | None, as_json: bool) -> None:
    """One matter over ministers and legislatures: the question, its follow-ups "(2)", "(3)", those it cites or that cite it, joined
    questions, their answers, what was promised and what came of it.

    Example: pq thread sv-2019-2020-beke-85
    """
    from pq_corpus.track import follow
    from pq_corpus.track.timeline import address, citation

    corpus, day = corpus_of(ctx), on or dt.date.today()
    start = corpus.question(ident)
    questions = follow.thread(start, corpus.store.named, corpus.store.question, day)
    known = {q.id: list(corpus.tracked(on=day, question=q.id)) for q in questions}
    if as_json:
        emit({"on": day, "questions": [
            {"id": q.id, "citation": citation(q), "title": q.title, "legislature": q.legislature, "cites": [r.target for r in q.references if r.target],
             "cited_by": q.cited_by, "siblings": q.siblings, "sub_questions": [p.model_dump(mode="json") for p in q.sub_questions],
             "answers": [a.model_dump(mode="json") for a in q.answers], "commitments": [c.model_dump(mode="json", by_alias=True) for c in known[q.id]]}
            for q in questions
        ]})  # fmt: skip
        return
    seen: set[str] = set()
    told: set[tuple[str, int]] = set()
    for question in questions:
        click.echo(click.style(clean(citation(question)), bold=True))
        click.echo(clean(f"{question.title or ''} [{question.id}]"))
        if url := address(question):
            click.echo(clean(url))
        for target in dict.fromkeys(one.target for one in question.references if one.target):
            words = dict.fromkeys(one.text for one in question.references if one.target == target)
            click.echo(clean(f"  verwijst naar {target}: {', '.join(f'“{text}”' for text in words)}"))
        for part in question.sub_questions:
            click.echo(wrap(f"Vraag {part.label or ''}".strip() + f": {part.text}", "  "))
        for answer in question.answers:
            if (answer.span.source, answer.span.start) in told:
                continue
            told.add((answer.span.source, answer.span.start))
            text = " ".join(answer.text.split())
            label = f"Antwoord {', '.join(answer.labels)}".strip()
            click.echo(wrap(f"{label}: {text if len(text) < 600 else text[:600].rsplit(' ', 1)[0] + ' …'}", "  "))
        click.echo()
        for one in known[question.id]:
            if (one.same_as or one.id) not in seen:
                seen.add(one.same_as or one.id)
                show_commitment(corpus, one, day)
    click.echo(f"{len(questions)} {'vraag' if len(questions) == 1 else 'vragen'} op {dutch(day)}")


@click.command()
@click.argument("topic", metavar="TOPIC|SEARCH")
@click.option("--address", "here", help="The address where the feed will stand; it is named in it.")
@on_option
@click.pass_context
def feed(ctx: click.Context, topic: str, here: str | None, on: dt.date | None) -> None:
    """A topic or a saved search as an Atom feed on standard output.

    Example: pq feed sio > sio.atom
    """
    from pq_corpus.present import feeds

    corpus, day = corpus_of(ctx), on or dt.date.today()
    events = corpus.timeline(topic, on=day)
    cited = {ident: q for ident in {e.question for e in events} if (q := corpus.store.question(ident))}
    sys.stdout.buffer.write(feeds.atom(topic.casefold(), corpus.title_of(topic), events, cited, day, here) + b"\n")


@click.command()
@click.argument("topic", metavar="TOPIC|SEARCH")
@on_option
@click.pass_context
def calendar(ctx: click.Context, topic: str, on: dt.date | None) -> None:
    """The deadlines of a topic or a saved search as an iCalendar on standard output.

    Example: pq calendar sio > sio.ics
    """
    from pq_corpus.present import feeds

    corpus, day = corpus_of(ctx), on or dt.date.today()
    known = corpus.followed(topic, on=day)
    cited = {ident: q for ident in {c.question for c in known} if (q := corpus.store.question(ident))}
    sys.stdout.buffer.write(feeds.calendar(corpus.title_of(topic), known, cited, day))


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
    cited = {e.question: q for e in one.evidence if (q := corpus.store.question(e.question))}
    click.echo(clean(draft(one, asked, cited, day)), nl=False)


@click.command()
@click.option("--minister", help="What this minister promised, or answers for now.")
@click.option("--committee", help="What was said in this committee, or under its portfolios.")
@on_option
@click.pass_context
def briefing(ctx: click.Context, minister: str | None, committee: str | None, on: dt.date | None) -> None:
    """A sheet to print before a meeting: open and overdue promises, to whom they were made, newest evidence, answers overdue.

    Example: pq briefing --minister Beke --on 2021-07-01
    """
    from pq_corpus.parliament.portfolios import named
    from pq_corpus.present.drafts import briefing as sheet
    from pq_corpus.track import follow
    from pq_corpus.track.setting import portfolios_of

    if not (minister or committee):
        raise click.UsageError("say for whom: --minister or --committee")
    corpus, day = corpus_of(ctx), on or dt.date.today()
    held = set(named(committee)) if committee else set()

    def heard(where: str | None, powers: tuple[str, ...]) -> bool:
        if committee is None:
            return True
        return committee.casefold() in where.casefold() if where else bool(held & set(powers))

    some = [c for c in corpus.commitments(minister=minister, on=day) if heard(c.committee, c.portfolios)]
    late = []
    questions = {q.id: q for q in corpus.questions()}
    if committee and not held and not any(committee.casefold() in (q.committee or "").casefold() for q in questions.values()):
        raise click.UsageError(f"no committee or portfolio here is called {committee!r}; an empty sheet would say that all is well")
    for one in follow.unanswered(questions.values(), day):
        asked = questions[one.question]
        names = [a.name for a in asked.addressees]
        powers = tuple(p for name in names for p in portfolios_of(asked, name))
        if heard(asked.committee, powers) and (minister is None or any(minister.casefold() in name.casefold() for name in names)):
            late.append(one)
    click.echo(clean(sheet(f"Toezeggingen: {minister or committee}", some, questions, late, day)))
