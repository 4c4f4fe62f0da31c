"""Commands that answer: show, search, topics, commitments, timeline, annotate."""

from __future__ import annotations

import datetime as dt
import re
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pq_corpus.cli.common import Day, clean, corpus_of, emit, json_option, on_option
from pq_corpus.track.words import EVENT_KINDS, KINDS, RELATIONS, STATUS, age, doubt, dutch, names, shift, term

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


def wrap(text: str, indent: str = "  ") -> str:
    """Paragraphs of a text, broken at 100 characters."""
    paragraphs = clean(text).split("\n\n")
    return "\n\n".join(textwrap.fill(p, 100, initial_indent=indent, subsequent_indent=indent) for p in paragraphs)


@click.command()
@click.argument("ident", metavar="ID")
@click.option("--source", is_flag=True, help="The document itself, with the place of every field marked.")
@json_option
@click.pass_context
def show(ctx: click.Context, ident: str, source: bool, as_json: bool) -> None:
    """One question, by its id, an external id or its address; by the id of a commitment, that one first.

    Example: pq show sv-2019-2020-beke-85
    """
    corpus = corpus_of(ctx)
    question = corpus.question(ident.partition("#")[0] or ident)  # the id of a commitment leads to its question
    named = [one for one in corpus.tracked(question=question.id, denials=True) if one.id == ident] if "#" in ident else []
    if "#" in ident and not named:
        from pq_corpus.corpus import CorpusError

        raise CorpusError(f"{question.id} has no commitment {ident.partition('#')[2]!r}; those it has are listed by: pq thread {question.id}")
    if as_json:
        record = question.model_dump(mode="json", by_alias=True)
        emit({key: record[key] for key in _SHOWN})
    elif source:
        _show_source(corpus, question)
    else:
        for one in named:
            show_commitment(corpus, one, dt.date.today())
        _show(corpus, question)


def _show(corpus: Corpus, question: Question) -> None:
    from pq_corpus.language import dispositions
    from pq_corpus.track.timeline import citation

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
            click.echo(wrap(turn.text))
    else:
        if question.context:
            click.echo("\n" + wrap(question.context))
        if ended := dispositions.summary(question):
            click.echo(f"\nDeelvragen: {ended}")
        stack = list(reversed(question.sub_questions))
        while stack:
            part = stack.pop()
            became = f" [{dispositions.DUTCH[part.disposition.kind]}]" if part.disposition else ""
            click.echo(f"\nVraag {part.label or ''}{became}\n" + wrap(part.text))
            stack.extend(reversed(part.children))
        for answer in question.answers:
            click.echo(f"\nAntwoord {', '.join(answer.labels)}\n" + wrap(answer.text))
    _show_citations(corpus, question)
    if supplied := [fact.field for fact in question.facts if fact.how == "supplied" and fact.used]:
        click.echo(f"\nNiet uit het document, maar opgegeven door wie het bewaarde: {', '.join(supplied)}")
    click.echo("\nBronnen:")
    for source in question.sources:
        place = source.url or source.path or ""
        place = place if len(place) <= 140 else f"{place[:139]}…"  # a batch of the open-data API names a hundred ids
        click.echo(clean(f"  {place} ({source.layout}, sha256 {source.sha256[:12]})"))
    for problem in question.problems:
        click.echo(clean(f"  let op: {problem}"))


def _show_citations(corpus: Corpus, question: Question) -> None:
    """What the question cites and what cites it, each once, with the words of the citation."""
    from pq_corpus.track.timeline import citation

    def named(ident: str) -> str:
        other = corpus.store.question(ident)
        return f"{citation(other)} [{ident}]" if other else ident

    cited: dict[tuple[str, str | None], tuple[str, int]] = {}
    for one in question.references:
        key = (one.text.casefold(), one.target or one.reason)
        text, times = cited.get(key, (one.text, 0))
        cited[key] = (text, times + 1)
    if cited:
        click.echo("\nVerwijzingen:")
    targets = {one.target for one in question.references if one.target}
    for (_, where), (text, times) in cited.items():
        often = f" ({times} keer)" if times > 1 else ""
        click.echo(clean(f"  “{text}”{often}: {named(where) if where in targets and where else where}"))
    if question.cited_by:
        click.echo("\nAangehaald door:")
    for ident in question.cited_by:
        other = corpus.store.question(ident)
        words = dict.fromkeys(one.text for one in other.references if one.target == question.id) if other else {}
        click.echo(clean(f"  {named(ident)}{': ' if words else ''}{', '.join(f'“{text}”' for text in words)}"))


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
@click.option("--save", metavar="NAME", help="Keep the search, so that timeline, feed and calendar take its name.")
@json_option
@click.pass_context
def search(ctx: click.Context, /, query: tuple[str, ...], as_json: bool, save: str | None, **options: Any) -> None:
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
    if save:
        kept = {k: str(v) for k, v in options.items() if v is not None and k not in ("sort", "limit", "page", "explain")}
        click.echo(f"{corpus_of(ctx).save_search(save, words, kept)}", err=True)
    if as_json:
        emit(result)
        return
    if result.get("notice"):
        click.echo(clean(result["notice"]), err=True)
    for hit in result["hits"]:
        click.echo(click.style(clean(f"{hit['id']}  {hit['date'] or 'datum niet bekend'}  {hit['title'] or ''}"), bold=True))
        for snippet in hit["snippets"]:
            text, shift = snippet["text"], 0
            for start, end in snippet["highlights"]:
                text = f"{text[: start + shift]}«{text[start + shift : end + shift]}»{text[end + shift :]}"
                shift += 2
            click.echo(wrap(f"{snippet['part']}: {text}"))
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
        click.echo(click.style(clean(f"{one.id}  {one.date or 'datum niet bekend'}  {one.title or ''}"), bold=True))
        click.echo(clean(f"  {one.score:.2f}; samen: {', '.join(one.shared[:10])}"))
    if not found:
        click.echo("Geen vraag deelt hiermee twee zeldzame woorden.")


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def topics(ctx: click.Context, as_json: bool) -> None:
    """The topics and what is in them, passage by passage, with the words that put it there.

    Example: pq topics
    """
    from pq_corpus.track.topics import matches

    if ctx.invoked_subcommand:
        return
    corpus = corpus_of(ctx)
    inside: dict[str, list[dict[str, Any]]] = {topic.id: [] for topic in corpus.topics}
    for question in corpus.questions():
        found = matches(question, corpus.topics)
        for ident in dict.fromkeys(m.topic for m in found):
            mine = [m for m in found if m.topic == ident]
            inside[ident].append({
                "question": question.id, "title": question.title or "", "reason": mine[0].reason,
                "passages": [{"passage": m.passage, "words": m.words} for m in mine],
            })  # fmt: skip
    if as_json:
        emit({"topics": [{**t.model_dump(mode="json"), "questions": inside[t.id]} for t in corpus.topics]})
        return
    for topic in corpus.topics:
        click.echo(click.style(clean(f"{topic.id}: {topic.title}"), bold=True))
        for entry in inside[topic.id]:
            click.echo(clean(f"  {entry['question']}  {entry['title']}"))
            shown = [f"“{p['words']}” in {p['passage']}" for p in entry["passages"]]
            more = f" en nog {len(shown) - 3}" if len(shown) > 3 else ""
            click.echo(wrap(f"gevonden: {', '.join(shown[:3])}{more}", "    "))
        count = len(inside[topic.id])
        click.echo(f"  {count} {'vraag' if count == 1 else 'vragen'}\n")


def _pairs(values: tuple[str, ...], what: str) -> list[tuple[str, list[str]]]:
    """Names with their spellings, given as NAME or NAME=SPELLING,SPELLING."""
    out = []
    for value in values:
        name, _, spellings = value.partition("=")
        if not name.strip():
            raise click.UsageError(f"{what} {value!r} has no name")
        out.append((name.strip(), [s.strip() for s in spellings.split(",") if s.strip()]))
    return out


_TERMS = "NAME or NAME=SPELLING,SPELLING; may be given more than once."


@topics.command("new")
@click.argument("ident", metavar="ID")
@click.option("--title", required=True)
@click.option("--description", default="")
@click.option("--term", "term", multiple=True, required=True, help=f"A term: {_TERMS}")
@click.option("--project", multiple=True, help=f"A project: {_TERMS}")
@click.option("--actor", multiple=True, help=f"An actor: {_TERMS}")
@click.option("--theme", multiple=True, help=f"A theme of Parliament: {_TERMS}")
@click.option("--exclude", multiple=True, help=f"What excludes a passage: {_TERMS}")
@click.option("--reason", default="gekozen bij het aanmaken", help="Why these belong to the topic.", show_default=True)
@click.pass_context
def topics_new(ctx: click.Context, /, ident: str, title: str, description: str, reason: str, **kinds: tuple[str, ...]) -> None:
    """A new topic, as a file in topics/ that a person can edit.

    Example: pq topics new jeugdhulp --title 'Wachtlijsten jeugdhulp' --term 'jeugdhulp=integrale jeugdhulp'
    """
    from pq_corpus.track.topics import written

    corpus = corpus_of(ctx)
    path = corpus.new_topic(ident, title, description)
    with path.open("a", encoding="utf-8") as file:
        for kind, values in kinds.items():
            for name, spellings in _pairs(values, f"--{kind}"):
                file.write(written(kind, name, spellings, reason))
    type(corpus)(corpus.folder).topic(ident)  # what was written can be read
    click.echo(f"{path}: run pq build, then: pq timeline {ident}")


@topics.command("add")
@click.argument("ident", metavar="ID")
@click.argument("name")
@click.option("--as", "kind", type=click.Choice(["term", "project", "actor", "theme", "exclude"]), default="term", show_default=True)
@click.option("--spelling", multiple=True)
@click.option("--needs-support", is_flag=True, help="It can mean something else: it counts only beside an actor or theme of the topic.")
@click.option("--reason", required=True, help="Why it belongs.")
@click.pass_context
def topics_add(
    ctx: click.Context, ident: str, name: str, kind: str, spelling: tuple[str, ...], needs_support: bool, reason: str
) -> None:  # fmt: skip
    """Accept a term, project, actor, theme or exclusion into a topic.

    Example: pq topics add sio 'Back on Track' --as project --reason 'de eerste SIO in de zorgsector'
    """
    from pq_corpus.track.topics import written

    corpus = corpus_of(ctx)
    path = corpus.topic_file(ident)
    with path.open("a", encoding="utf-8") as file:
        file.write(written(kind, name, list(spelling), reason, needs_support))
    type(corpus)(corpus.folder).topic(ident)
    click.echo(f"{path}: {kind} {name!r}; run pq build")


@topics.command("suggest")
@click.argument("ident", metavar="ID")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@json_option
@click.pass_context
def topics_suggest(ctx: click.Context, ident: str, limit: int, as_json: bool) -> None:
    """Terms that go with the passages of a topic, for a person to accept: log-likelihood (Dunning's G2), with PMI beside it.

    Example: pq topics suggest SIO
    """
    from pq_corpus.track.suggest import suggest

    corpus = corpus_of(ctx)
    topic = corpus.topic(ident)
    found = suggest(corpus.questions(), topic, limit)
    if as_json:
        emit({"topic": topic.id, "measure": "log-likelihood (Dunning 1993)", "suggestions": [s.model_dump(mode="json") for s in found]})
        return
    click.echo("woorden                          G2     PMI   in het thema   elders   voorbeeld")
    for one in found:
        click.echo(clean(f"{one.words:<30} {one.g2:>6.1f}  {one.pmi:>5.1f}  {one.inside:>12}  {one.outside:>7}   {one.example}"))
    if found:
        click.echo(f"Neem op wat klopt, bijvoorbeeld: pq topics add {topic.id} '{found[0].words}' --reason '…'")
    else:
        click.echo("Geen woorden gaan vaker dan toevallig samen met dit thema.")


@click.command()
@click.option("--topic", help="A topic's id.")
@click.option("--minister", help="Part of the name of who promised, or of who answers for it on that day.")
@click.option("--portfolio", help="A portfolio (bevoegdheid), whoever holds it: welzijn, wonen, werk.")
@click.option("--asker", help="Part of the name or the group of a member to whom it was made.")
@click.option("--kind", type=click.Choice(["promise", "expectation", "intention", "denial"]))
@click.option("--status", type=click.Choice(sorted(STATUS)))
@click.option("--due-before", type=Day(), help="Deadline before this day.")
@click.option("--certainty", type=click.IntRange(0, 100), default=0, help="Only those at least so sure to be one; 90 leaves out those marked waarschijnlijk or onzeker.")
@click.option("--undated", is_flag=True, help="Only the unresolved ones whose words name no days, the oldest first.")
@on_option
@json_option
@click.pass_context
def commitments(ctx: click.Context, /, on: dt.date | None, undated: bool, as_json: bool, **filters: Any) -> None:
    """What ministers said would be done, with the state of each on a day.

    Example: pq commitments --portfolio welzijn --on 2021-07-01
    """
    from pq_corpus.track import follow

    corpus = corpus_of(ctx)
    day = on or dt.date.today()
    found = corpus.commitments(**filters, on=day)
    if undated:
        found = follow.undated(found)
    if as_json:
        emit({"on": day, "total": len(found), "commitments": [c.model_dump(mode="json", by_alias=True) for c in found]})
        return
    shown = found if undated else follow.once(found)
    for one in shown:
        show_commitment(corpus, one, day)
    tell_newest(corpus, day)
    click.echo(f"{'Ontkenningen' if filters['kind'] == 'denial' else 'Toezeggingen, verwachtingen en voornemens'} op {dutch(day)}: {len(shown)}")
    if unsure := sum(doubt(one.certainty) == "onzeker" for one in shown):
        click.echo(f"Controleer wat als onzeker gemarkeerd is ({unsure}): ongeveer de helft daarvan is geen toezegging. Zonder twijfelgevallen: --certainty 90")


def tell_newest(corpus: Corpus, on: dt.date) -> None:
    """Say of which day the newest document is, where that is more than a month before: a promise kept since then looks open here."""
    newest = corpus.store.newest()
    if newest and (on - newest).days > 31:
        click.echo(f"Het jongste stuk in dit corpus is van {dutch(newest)}; wat daarna gebeurde, staat er niet in.")


_SHORT = 9  # words; so short a sentence often leans on the one before it
_LEANS = re.compile(r"(?:en |maar |dus |ook |ja, |nee, )?(?:dat|dit|die|deze|hij|zij|ze)\b", re.I)


def _before(corpus: Corpus, one: TrackedCommitment, question: Question | None) -> str:
    """The sentence before a commitment that says little by itself, in the same turn or part of the answer; "" for others."""
    from pq_corpus.language.commitments import plain
    from pq_corpus.language.enrich import flow
    from pq_corpus.language.sentences import sentences

    if len(one.text.split()) >= _SHORT and not _LEANS.match(one.text):
        return ""
    parts = [*(turn.span for turn in question.interventions), *(answer.span for answer in question.answers)] if question else []
    begin = max((span.start for span in parts if span.source == one.span.source and span.start <= one.span.start < span.end), default=one.span.start)
    ahead = flow(corpus.store.text(one.span.source)[begin : one.span.start])
    return next((said for a, b in reversed(sentences(ahead)) if (said := plain(ahead[a:b]))), "")


def _acting(one: TrackedCommitment) -> str:
    """Who is to act, with the word that it is read from where the sentence does not name it: "we", gelezen als de Vlaamse Regering."""
    speaker, _, body = (one.actor or "").partition(": ")
    if body:
        return f"{body} van {speaker}"
    if one.actor == "de Vlaamse Regering" and "regering" not in one.text.lower():
        return "“we” (gelezen als de Vlaamse Regering)"
    return speaker


def show_commitment(corpus: Corpus, one: TrackedCommitment, on: dt.date) -> None:
    """Print a commitment: its words, deadline, status with the reason, to whom it was made, and the citation of its source."""
    from pq_corpus.language.commitments import reason
    from pq_corpus.track.timeline import citation

    old = f", {age(one.since, one.made_on is not None, on)}" if not (one.term and (one.term.first or one.term.last)) else ""
    moved = f", verschoven naar {term(one.moved_to)}" if one.moved_to else ""
    sure = f" ({doubted})" if (doubted := doubt(one.certainty)) else ""
    click.echo(click.style(clean(f"{KINDS[one.kind].capitalize()}{sure}, {term(one.deadline)}{moved}{old}: {STATUS[one.status]}"), bold=True))
    question = corpus.store.question(one.question)
    if ahead := _before(corpus, one, question):
        click.echo(wrap(f"(de zin ervoor: “{ahead}”)", "    "))
    click.echo(wrap(one.text, "    "))
    to = names([a.name + (f" ({a.group})" if a.group else "") for a in one.made_to]) or "niet bekend"
    click.echo(clean(f"  {one.made_by or 'minister niet bekend'} aan {to}; {citation(question) if question else one.question}"))
    where = [f"uit te voeren door: {_acting(one)}"] if one.actor and one.actor != one.made_by else []
    where += [one.committee] if one.committee else []
    if one.portfolios:
        where.append(f"bevoegdheid: {', '.join(one.portfolios)}")
    if one.responsible and one.responsible != (one.made_by,):
        where.append(f"nu bevoegd: {names(list(one.responsible))}")
    if where:
        click.echo(clean(f"  {'; '.join(where)}"))
    for shown in one.evidence:
        when = dutch(shown.date) if shown.date else "datum niet bekend"
        click.echo(clean(f"  opvolging op {when} ({RELATIONS[shown.relation]}): “{shown.text}” [{shown.question}]"))
        click.echo(clean(f"    {shown.rule}{'' if shown.decides else '; wijzigt de stand niet'}"))
    for slip in one.slips:
        was = f"was “{slip.was.text}”, " if slip.was else ""
        click.echo(clean(f"  termijn op {dutch(slip.on)}: {was}nu “{slip.now.text}”{shift(slip.days)} [{slip.question}]"))
    if one.continues:
        click.echo(clean(f"  dezelfde belofte als {one.continues}"))
    says = f" ({why})" if (why := reason(one.rule)) else ""
    click.echo(clean(f"  {one.status_reason}; regel {one.rule}{says}; {one.id}\n"))


@click.command()
@click.argument("topic")
@click.option("--group-by", type=click.Choice(["date", "thread"]), default="date", show_default=True, help="thread: matter by matter.")
@click.option("--from", "from_", type=Day(), help="Nothing that ends before this day.")
@click.option("--to", type=Day(), help="Nothing that begins after this day.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(EVENT_KINDS), help="Only lines of this kind; may be given more than once.")
@click.option("--minister", help="Part of the name of the minister asked.")
@click.option("--html", "html_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a page that stands on its own.")
@click.option("--svg", "svg_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a picture, readable in black and white.")
@click.option("--png", "png_file", type=click.Path(path_type=Path, dir_okay=False), help="The same as PNG.")
@on_option
@json_option
@click.pass_context
def timeline(
    ctx: click.Context, topic: str, group_by: str, from_: dt.date | None, to: dt.date | None, kinds: tuple[str, ...], minister: str | None,
    html_file: Path | None, svg_file: Path | None, png_file: Path | None, on: dt.date | None, as_json: bool,
) -> None:  # fmt: skip
    """The events of a topic or a saved search in order of date; uncertain dates are intervals.

    Example: pq timeline sio --group-by thread
    """
    from pq_corpus.track.timeline import by_thread

    corpus = corpus_of(ctx)
    day = on or dt.date.today()
    title = corpus.title_of(topic)
    far, long_ago = dt.date.max, dt.date.min
    events = [
        e for e in corpus.timeline(topic, on=day)
        if (not from_ or (e.date_to or e.date or far) >= from_) and (not to or (e.date or e.date_to or long_ago) <= to)
        and (not kinds or e.kind in kinds) and (not minister or minister.casefold() in (e.source or "").partition(" aan minister")[2].casefold())
    ]  # fmt: skip
    groups = by_thread(events) if group_by == "thread" else [("", events)]
    if as_json:
        emit({"topic": topic.casefold(), "on": day, "events": [e.model_dump(mode="json") for _, some in groups for e in some]})
        return
    if html_file or svg_file or png_file:
        from pq_corpus.present import pages

        try:
            if html_file:
                html_file.write_text(pages.timeline_html(title, groups, day), encoding="utf-8")
            if svg_file:
                svg_file.write_text(pages.timeline_svg(title, groups, day), encoding="utf-8")
            if png_file:
                png_file.write_bytes(pages.timeline_png(title, groups, day))
        except OSError as error:
            raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from error
        return
    click.echo(click.style(clean(f"{title}: tijdlijn op {dutch(day)}"), bold=True))
    for heading, some in groups:
        if heading:
            click.echo(click.style(clean(f"\n=== {heading}"), bold=True))
        for event in some:
            if event.date and event.date == event.date_to:
                when = str(event.date)
            elif event.date or event.date_to:
                when = f"{event.date or '…'} – {event.date_to or '…'}"
            else:
                when = "zonder datum"
            click.echo(click.style(f"\n{when:<24}", bold=True) + clean(event.title))
            if event.text != event.source:
                click.echo(wrap(f"“{event.text}”", "    "))
            if event.note:
                click.echo(wrap(event.note, "    "))
            click.echo(clean(f"    bron: {event.source or event.question} [{event.question}]"))
            if event.url:
                click.echo(clean(f"    {event.url}"))


@click.command()
def annotate() -> None:
    """Commitments in speeches given as JSON lines on standard input; one JSON line for each on standard output.

    In: {"id", "text", "date" (2025-03-01, where known), "speaker" (where known)}. Out: {"id", "commitments": [{"start", "end" (characters of the text),
    "kind", "rule", "actor", "certainty" (0 to 100), "deadline": {"text", "from", "to"} or null}]}.

    Example: pq annotate < toespraken.jsonl
    """
    from pq_corpus.language import annotate as speeches

    try:
        for line in speeches.annotate(sys.stdin):
            sys.stdout.write(line + "\n")
    except speeches.BadSpeech as error:
        raise click.ClickException(str(error)) from error
