"""Commands that answer: show, search, topics, commitments, timeline, annotate."""

from __future__ import annotations

import datetime as dt
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option, on_option

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus
    from pq_corpus.records import Question, TrackedCommitment

_SHOWN = [
    "id",
    "kind",
    "number",
    "session_year",
    "legislature",
    "title",
    "title_parts",
    "asked_on",
    "answered_on",
    "answer_due",
    "published_on",
    "debated_on",
    "day_bounds",
    "askers",
    "addressees",
    "answered_by",
    "committee",
    "context",
    "sub_questions",
    "answers",
    "interventions",
    "stage_directions",
    "attachments",
    "siblings",
    "on_time",
    "themes",
    "references",
    "cited_by",
    "sources",
    "external_ids",
    "facts",
    "problems",
]


def _wrap(text: str, indent: str = "  ") -> str:
    paragraphs = clean(text).split("\n\n")
    return "\n\n".join(textwrap.fill(p, 100, initial_indent=indent, subsequent_indent=indent) for p in paragraphs)


@click.command()
@click.argument("ident", metavar="ID")
@click.option("--source", is_flag=True, help="The document itself, with the place of every field marked.")
@json_option
@click.pass_context
def show(ctx: click.Context, ident: str, source: bool, as_json: bool) -> None:
    """One question, by its id, an external id or its address.

    Example: pq show sv-2019-2020-beke-85
    """
    corpus = corpus_of(ctx)
    question = corpus.question(ident)
    if as_json:
        record = question.model_dump(mode="json", by_alias=True)
        emit({key: record[key] for key in _SHOWN})
    elif source:
        _show_source(corpus, question)
    else:
        _show(question)


def _show(question: Question) -> None:
    from pq_corpus.track.timeline import citation, dutch

    click.echo(clean(citation(question)))
    click.echo(f"{question.id}\n")
    if question.title:
        click.echo(click.style(clean(question.title), bold=True) + "\n")
    for one in question.addressees:
        click.echo(clean(f"Aan: {one.name}{f', {one.title}' if one.title else ''}"))
    if question.answered_by and question.answered_by != question.addressees:
        click.echo(clean(f"Beantwoord door: {', '.join(one.name for one in question.answered_by)}"))
    due = f"nog geen; verwacht tegen {dutch(question.answer_due)} (20 werkdagen)" if question.answer_due else "niet bekend"
    click.echo(f"Antwoord op: {dutch(question.answered_on) if question.answered_on else due}" if not question.interventions else "")
    if question.interventions:
        for turn in question.interventions:
            group = f" ({turn.group})" if turn.group else ""
            role = {
                "chair": "voorzitter",
                "asker": "vraagsteller",
                "joining": "sluit aan",
                "minister": "minister",
                "unknown": "niet bekend",
            }[turn.role]
            click.echo(click.style(clean(f"\n{turn.speaker or 'Spreker niet bekend'}{group} [{role}]"), bold=True))
            click.echo(_wrap(turn.text))
    else:
        if question.context:
            click.echo("\n" + _wrap(question.context))
        stack = list(reversed(question.sub_questions))
        while stack:
            part = stack.pop()
            became = f" [{_DISPOSITIONS[part.disposition.kind]}]" if part.disposition else ""
            click.echo(f"\nVraag {part.label or ''}{became}\n" + _wrap(part.text))
            stack.extend(reversed(part.children))
        for answer in question.answers:
            click.echo(f"\nAntwoord {', '.join(answer.labels)}\n" + _wrap(answer.text))
    if question.references:
        click.echo("\nVerwijzingen:")
        for reference in question.references:
            click.echo(clean(f"  {reference.text}: {reference.target or reference.reason}"))
    for ident in question.cited_by:
        click.echo(f"  aangehaald door {ident}")
    click.echo("\nBronnen:")
    for source in question.sources:
        click.echo(clean(f"  {source.url or source.path} ({source.layout}, sha256 {source.sha256[:12]})"))
    for problem in question.problems:
        click.echo(clean(f"  let op: {problem}"))


_DISPOSITIONS = {
    "answered": "beantwoord", "referred": "verwezen", "declined": "geweigerd", "no_data": "zonder gegevens", "unanswered": "onbeantwoord",
}  # fmt: skip


def _show_source(corpus: Corpus, question: Question) -> None:
    marks: dict[str, list[tuple[int, int, str]]] = {source.sha256: [] for source in question.sources}

    def mark(span: Any, name: str) -> None:
        if span is not None and span.source in marks:
            marks[span.source].append((span.start, span.end, name))

    for fact in question.facts:
        mark(fact.span, fact.field)
    stack = list(question.sub_questions)
    while stack:
        part = stack.pop()
        mark(part.span, f"vraag {part.label or ''}".strip())
        stack.extend(part.children)
    for answer in question.answers if not question.interventions else ():
        mark(answer.span, f"antwoord {', '.join(answer.labels)}".strip())
    for n, turn in enumerate(question.interventions, 1):
        mark(turn.span, f"tussenkomst {n}")
    for reference in question.references:
        mark(reference.span, "verwijzing")
    for source in question.sources:
        for span in source.furniture:
            mark(span, "opmaak")
    for sha, places in marks.items():
        text = corpus.store.text(sha)
        click.echo(f"--- {sha}")
        at = 0
        opening: dict[int, list[str]] = {}
        closing: dict[int, list[str]] = {}
        for start, end, name in sorted(places, key=lambda p: (p[0], -p[1])):
            opening.setdefault(start, []).append(name)
            closing.setdefault(end, []).insert(0, name)
        out = []
        for point in sorted({*opening, *closing}):
            out.append(clean(text[at:point]))
            out += [click.style(f"⟨/{name}⟩", fg="cyan") for name in closing.get(point, ())]
            out += [click.style(f"⟨{name}⟩", fg="cyan") for name in opening.get(point, ())]
            at = point
        click.echo("".join(out) + clean(text[at:]))


_FACETS = {"minister": "minister", "asker": "vraagsteller", "group": "fractie", "kind": "soort", "session_year": "zittingsjaar",
           "theme": "thema", "topic": "onderwerp"}  # fmt: skip
_VALUES = {"written_question": "schriftelijke vraag", "request_for_explanation": "vraag om uitleg", "topical_question": "actuele vraag",
           "interpellation": "interpellatie"}  # fmt: skip


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(["written_question", "request_for_explanation", "topical_question", "interpellation"]))
@click.option("--minister")
@click.option("--asker")
@click.option("--group")
@click.option("--session-year")
@click.option("--theme")
@click.option("--topic")
@click.option("--from", "from_", type=Day(), help="First day.")
@click.option("--to", type=Day(), help="Last day.")
@click.option("--sort", type=click.Choice(["relevance", "date"]), default="relevance")
@click.option("--limit", type=click.IntRange(1, 1000), default=20)
@click.option("--page", type=click.IntRange(1), default=1)
@click.option("--explain", is_flag=True, help="Show what each word adds to the score.")
@json_option
@click.pass_context
def search(ctx: click.Context, /, query: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Questions that match, best first; a pasted citation, address or id goes straight to its record.

    \b
    wachtlijst huisvesting     all words, in any form; words within words lower
    "sociale huisvesting"      these words in this order; "SIO" this form only
    wonen OR huren, -leegstand, masterstud*, (…)
    minister: vraagsteller: fractie: soort: thema: onderwerp: nr: jaar: datum:
    nr:80..90  jaar:2019-2020..2021-2022  datum:2019-11..2020-03  minister:(beke OR somers)
    in:vraag  in:antwoord  in:titel  in:toezegging, or titel:wachtlijst for one word

    Example: pq search 'back on track minister:beke'
    """
    from pq_corpus.search.query import QueryError

    words = " ".join(f'"{part}"' if " " in part and len(query) > 1 else part for part in query)
    try:
        result = corpus_of(ctx).search(words, **options).as_dict()
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        emit(result)
        return
    if result.get("notice"):
        click.echo(clean(result["notice"]), err=True)
    for hit in result["hits"]:
        click.echo(click.style(clean(f"{hit['id']}  {hit['date'] or 'dag niet bekend'}  {hit['title'] or ''}"), bold=True))
        for snippet in hit["snippets"]:
            text, shift = snippet["text"], 0
            for start, end in snippet["highlights"]:
                text = f"{text[: start + shift]}«{text[start + shift : end + shift]}»{text[end + shift :]}"
                shift += 2
            click.echo(_wrap(f"{snippet['part']}: {text}"))
        if hit["why"]:
            click.echo(clean("  waarom: " + "; ".join(f"{w['part']} “{w['words']}” {w['score']:g}" for w in hit["why"][:8])))
    first = (options["page"] - 1) * options["limit"] + 1
    last = first + len(result["hits"]) - 1
    click.echo(f"{result['total']} {'vraag' if result['total'] == 1 else 'vragen'}", nl=False)
    click.echo(f"; {first} tot {last} getoond" + (f", meer met --page {options['page'] + 1}" if last < result["total"] else "")
               if result["hits"] and len(result["hits"]) < result["total"] else "")  # fmt: skip
    for name, values in result["facets"].items():
        if len(values) > 1:
            shown = ", ".join(f"{_VALUES.get(one['value'], one['value'])} ({one['count']})" for one in values[:6])
            click.echo(clean(f"  {_FACETS[name]}: {shown}{', …' if len(values) > 6 else ''}"))
    if result["suggestion"]:
        click.echo(clean(f"Bedoelde u: {result['suggestion']}?"))


@click.command()
@click.argument("ident", metavar="ID")
@click.option("--limit", type=click.IntRange(1, 100), default=10)
@json_option
@click.pass_context
def similar(ctx: click.Context, ident: str, limit: int, as_json: bool) -> None:
    """Questions most like one, with the words that they share.

    Example: pq similar sv-2019-2020-beke-85
    """
    found = corpus_of(ctx).similar(ident, limit)
    if as_json:
        emit({"id": ident, "similar": [asdict(one) for one in found]})
        return
    for one in found:
        click.echo(click.style(clean(f"{one.id}  {one.date or 'dag niet bekend'}  {one.title or ''}"), bold=True))
        click.echo(clean(f"  {one.score:.2f}; samen: {', '.join(one.shared[:10])}"))
    if not found:
        click.echo("Geen vraag deelt hiermee twee zeldzame woorden.")


@click.command()
@json_option
@click.pass_context
def topics(ctx: click.Context, as_json: bool) -> None:
    """The topics and what is in them, with the reason.

    Example: pq topics
    """
    from pq_corpus.track.topics import of_question

    corpus = corpus_of(ctx)
    inside: dict[str, list[dict[str, str]]] = {topic.id: [] for topic in corpus.topics}
    for question in corpus.questions():
        for ident, reason in of_question(question, corpus.topics).items():
            inside[ident].append({"question": question.id, "title": question.title or "", "reason": reason})
    if as_json:
        emit({"topics": [{**t.model_dump(mode="json"), "questions": inside[t.id]} for t in corpus.topics]})
        return
    for topic in corpus.topics:
        click.echo(click.style(clean(f"{topic.id}: {topic.title}"), bold=True))
        for entry in inside[topic.id]:
            click.echo(clean(f"  {entry['question']}  ({entry['reason']})  {entry['title']}"))


def _days(deadline: Any) -> str:
    if deadline is None or not (deadline.first or deadline.last):
        return "geen dagen"
    if deadline.first == deadline.last:
        return str(deadline.first)
    return f"{f'vanaf {deadline.first}' if deadline.first else ''}{' ' if deadline.first and deadline.last else ''}{f'tot {deadline.last}' if deadline.last else ''}"


_KINDS = {"promise": "toezegging", "expectation": "verwachting", "intention": "voornemen", "denial": "ontkenning"}
EVIDENCE = {
    "repeats": "herhaalt", "reports_done": "meldt uitvoering", "partly_done": "deels uitgevoerd", "moves_date": "verschuift",
    "drops": "ziet ervan af", "asks_about": "vraagt ernaar",
}  # fmt: skip
STATUS = {
    "open": "open", "due": "loopt", "overdue": "over tijd", "fulfilled": "uitgevoerd", "partly_fulfilled": "deels uitgevoerd",
    "rescheduled": "verschoven", "superseded": "vervangen", "withdrawn": "ingetrokken", "lapsed": "vervallen", "not_counted": "niet geteld",
}  # fmt: skip


@click.command()
@click.option("--topic", help="A topic's id.")
@click.option("--minister", help="Part of a minister's name.")
@click.option("--kind", type=click.Choice(["promise", "expectation", "intention", "denial"]))
@click.option("--status", type=click.Choice(sorted(STATUS)))
@click.option("--due-before", type=Day(), help="Deadline before this day.")
@on_option
@json_option
@click.pass_context
def commitments(
    ctx: click.Context, topic: str | None, minister: str | None, kind: str | None, status: str | None, due_before: dt.date | None,
    on: dt.date | None, as_json: bool,
) -> None:  # fmt: skip
    """What ministers said would be done, with the state of each on a day.

    Example: pq commitments --topic sio --on 2021-07-01
    """
    corpus = corpus_of(ctx)
    day = on or dt.date.today()
    found = corpus.commitments(topic=topic, minister=minister, kind=kind, status=status, due_before=due_before, on=day)
    if as_json:
        emit({"on": day, "total": len(found), "commitments": [c.model_dump(mode="json", by_alias=True) for c in found]})
        return
    for one in found:
        show_commitment(corpus, one)
    click.echo(f"{len(found)} op {day}")


def show_commitment(corpus: Corpus, one: TrackedCommitment) -> None:
    """Print a commitment: its words, deadline, status with the reason, and the citation of its source."""
    from pq_corpus.track.timeline import citation

    when = f"“{one.deadline.text}” ({_days(one.deadline)})" if one.deadline else "zonder termijn"
    click.echo(click.style(clean(f"{_KINDS[one.kind]}, {when}: {STATUS[one.status]}"), bold=True))
    click.echo(_wrap(one.text, "    "))
    question = corpus.store.question(one.question)
    click.echo(clean(f"  {one.made_by or 'niet bekend'}; {citation(question) if question else one.question}"))
    for shown in one.evidence:
        click.echo(clean(f"  opvolging {shown.date} ({EVIDENCE[shown.relation]}): “{shown.text}” [{shown.question}; {shown.rule}]"))
    click.echo(clean(f"  {one.status_reason}; regel {one.rule}; {one.id}\n"))


@click.command()
@click.argument("topic")
@click.option("--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a page that stands on its own.")
@click.option("--svg", "svg_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a picture, readable in black and white.")
@on_option
@json_option
@click.pass_context
def timeline(ctx: click.Context, topic: str, html_file: Path | None, svg_file: Path | None, on: dt.date | None, as_json: bool) -> None:
    """The events of a topic in order of date; uncertain dates are intervals.

    Example: pq timeline sio
    """
    corpus = corpus_of(ctx)
    day = on or dt.date.today()
    chosen = corpus.topic(topic)
    events = corpus.timeline(topic, on=day)
    if as_json:
        emit({"topic": chosen.id, "on": day, "events": [e.model_dump(mode="json") for e in events]})
        return
    from pq_corpus.track.timeline import citation

    cited = {q.id: citation(q) for q in corpus.questions()}
    if html_file or svg_file:
        from pq_corpus.present import pages

        for file, made in ((html_file, pages.timeline_html), (svg_file, pages.timeline_svg)):
            if file:
                try:
                    file.write_text(made(chosen.title, events, cited, day), encoding="utf-8")
                except OSError as error:
                    raise click.ClickException(f"{file} cannot be written: {error.strerror}") from error
        return
    click.echo(click.style(clean(f"{chosen.title}: tijdlijn op {day}"), bold=True))
    for event in events:
        if event.date and event.date == event.date_to:
            when = str(event.date)
        elif event.date or event.date_to:
            when = f"{event.date or '…'} – {event.date_to or '…'}"
        else:
            when = "zonder datum"
        click.echo(click.style(f"\n{when:<24}", bold=True) + clean(event.title))
        if event.text != cited.get(event.question):
            click.echo(_wrap(f"“{event.text}”", "    "))
        click.echo(clean(f"    bron: {cited.get(event.question, event.question)} [{event.question}]"))
        if event.url:
            click.echo(clean(f"    {event.url}"))


@click.command()
def annotate() -> None:
    """Commitments in speeches given as JSON lines on standard input; one JSON line for each on standard output.

    Example: pq annotate < toespraken.jsonl
    """
    from pq_corpus.language import annotate as speeches

    try:
        for line in speeches.annotate(sys.stdin):
            sys.stdout.write(line + "\n")
    except speeches.BadSpeech as error:
        raise click.ClickException(str(error)) from error
