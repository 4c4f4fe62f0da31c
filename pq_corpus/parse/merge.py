"""Drafts of one question from several documents to one record, by a written rule for who wins.

A printed document wins over the open-data API for texts, titles, numbers and names; the API wins for the day of the
answer, publication, session year, themes, group and timeliness. Among equals the source that misses fewer turns wins, then that with more text, then the smaller hash. What loses is kept as a fact that is not used.
"""

from __future__ import annotations

from typing import Any

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import people
from pq_corpus.records import Days, Fact, Question

TERM = 20  # working days for the answer to a written question (Parliament's own page on how questions work)

_API_WINS = {"answered_on", "published_on", "session_year", "themes", "on_time", "legislature"}
_KEPT = {"id", "answer_due", "facts", "sources", "external_ids", "problems", "siblings", "kind"}


def _is_api(question: Question) -> bool:
    return all(source.layout.startswith("api") for source in question.sources)


def _rank(question: Question) -> tuple[Any, ...]:
    size = len(question.context or "") + sum(len(a.text) for a in question.answers) + sum(len(i.text) for i in question.interventions)
    missing = sum(turn.missing for turn in question.interventions)
    return (_is_api(question), missing, -size, min((s.sha256 for s in question.sources), default=""), question.id)


def merge(questions: list[Question]) -> Question:
    """One record of drafts of the same question; the same whatever their order. Without an answer it says when that is due, and an asker
    whose group no document says has that of Parliament's list of members on that day, where it was fetched."""
    return _due(_groups(_merged(questions)))


def _groups(q: Question) -> Question:
    if q.date is None or all(one.group for one in q.askers):
        return q
    askers, facts = [], list(q.facts)
    for n, one in enumerate(q.askers):
        person = people().member(one.name, Days(first=q.date, last=q.date)).person if not one.group else None
        same = person is not None and (one.external_id in (None, person.external_id))
        if person and same and (group := person.group_on(q.date)):
            askers.append(one.model_copy(update={"group": group}))
            facts.append(
                Fact(
                    field=f"askers[{n}].group",
                    value=group,
                    how="derived",
                    rule="group on the day of the question, by Parliament's list of members",
                )
            )
        else:
            askers.append(one)
    return q.model_copy(update={"askers": tuple(askers), "facts": tuple(facts)})


def _due(q: Question) -> Question:
    """A written question that is known to wait for its answer gets the last day of its term."""
    waits = q.kind == "written_question" and not (q.answers or q.answered_on or q.published_on)
    if (
        not waits
        or q.asked_on is None
        or not any(s.layout.startswith("api") for s in q.sources)
        or any(p.startswith("status: ") for p in q.problems)
    ):
        return q
    due = calendar.add_working_days(q.asked_on, TERM)
    rule = f"{TERM} working days after the question; whether days of recess count is not known, here they do"
    fact = Fact(field="answer_due", value=due.isoformat(), how="derived", rule=rule)
    return q.model_copy(update={"answer_due": due, "facts": (*q.facts, fact)})


def _merged(questions: list[Question]) -> Question:
    if len(questions) == 1:
        return questions[0]
    ordered = sorted(questions, key=_rank)
    best = ordered[0]
    api_first = sorted(questions, key=lambda q: (not _is_api(q), *_rank(q)))
    values: dict[str, Any] = {}
    facts: list[Fact] = []
    for name in Question.model_fields:
        if name in _KEPT:
            continue
        order = api_first if name in _API_WINS else ordered
        said = [(q, getattr(q, name)) for q in order if getattr(q, name) not in (None, ())]
        if said:
            values[name] = said[0][1]
    for q in ordered:
        for fact in q.facts:
            top = fact.field.split("[")[0].split(".")[0]
            winner = getattr(q, top, None) == values.get(top) if top in values else True
            rule = fact.rule if winner or not fact.used else f"{fact.rule}; another source won"
            facts.append(fact.model_copy(update={"used": fact.used and winner, "rule": rule}))
    complete = bool(values.get("interventions")) and not any(turn.missing for turn in values["interventions"])
    numbered = [q.id for q in ordered if "-r" not in q.id.split("-", 1)[1][:2]]
    external: dict[str, str] = {}
    for q in reversed(ordered):
        external.update(q.external_ids)
    sources = {s.sha256: s for q in reversed(ordered) for s in q.sources}
    return best.model_copy(
        update={
            **values, "id": (numbered or [best.id])[0], "facts": tuple(dict.fromkeys(facts)), "external_ids": dict(sorted(external.items())),
            "sources": tuple(sources[k] for k in sorted(sources, key=lambda k: ([s.sha256 for q in ordered for s in q.sources].index(k)))),
            "problems": tuple(dict.fromkeys(p for q in ordered for p in q.problems if not (complete and "was not published yet" in p))),
            "siblings": tuple(dict.fromkeys(s for q in ordered for s in q.siblings)),
        }
    )  # fmt: skip
