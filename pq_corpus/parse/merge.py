"""Drafts of one question from several documents to one record, by a written rule for who wins.

A printed document wins over the open-data API for texts, titles, numbers and names; the API wins for the day of the answer,
publication, session year, themes and timeliness, and adds what is not printed (group, ids, the spelling of names in capitals).
Among equals the source that misses fewer turns wins, then that with more text, then the smaller hash. What a source only
concludes loses to what another says. What loses is kept as a fact that is not used.
"""

from __future__ import annotations

import re
from typing import Any

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import key, learned, people
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
    if q.date is None or all(one.group for one in q.askers) or not learned():
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
    for name in Question.model_fields:
        if name in _KEPT:
            continue
        # what a source only concludes stands behind what another one says
        order = sorted(api_first if name in _API_WINS else ordered, key=lambda q: _concluded(q, name))
        said = [value for q in order if (value := getattr(q, name)) not in (None, ())]
        if said:
            values[name] = _joined(said) if name in _PERSONS else said[0]
    facts: list[Fact] = []
    for q in ordered:
        for fact in q.facts:
            top = fact.field.split("[")[0].split(".")[0]
            agrees = _same(getattr(q, top, None), values.get(top)) if top in values else True
            why = "the API wins for this field" if top in _API_WINS else "a printed document wins, and of two the one with more of the text"
            rule = fact.rule if agrees or not fact.used else f"{fact.rule}; another source says otherwise, and {why}"
            facts.append(fact.model_copy(update={"used": fact.used and agrees, "rule": rule}))
    complete = bool(values.get("interventions")) and not any(turn.missing for turn in values["interventions"])
    numbered = [q.id for q in ordered if "-r" not in q.id.split("-", 1)[1][:2]]
    external: dict[str, str] = {}
    for q in reversed(ordered):
        external.update(q.external_ids)
    sources = {s.sha256: s for q in reversed(ordered) for s in q.sources}
    names = {one.name for name in _PERSONS for one in values.get(name, ())}
    left = re.compile(r"the name (.+?) is left in capitals")
    solved = {key(name) for name in names if not name.isupper()}  # a name that another source spells
    problems = [
        p for q in ordered for p in q.problems
        if not (complete and "was not published yet" in p) and not ((m := left.match(p)) and key(m[1]) in solved)
    ]  # fmt: skip
    return best.model_copy(
        update={
            **values, "id": (numbered or [best.id])[0], "facts": tuple(dict.fromkeys(facts)), "external_ids": dict(sorted(external.items())),
            "sources": tuple(sources[k] for k in sorted(sources, key=lambda k: ([s.sha256 for q in ordered for s in q.sources].index(k)))),
            "problems": tuple(dict.fromkeys(problems)), "siblings": tuple(dict.fromkeys(s for q in ordered for s in q.siblings)),
        }
    )  # fmt: skip


_PERSONS = ("askers", "addressees", "answered_by")


def _concluded(q: Question, name: str) -> bool:
    """Whether a source does not say a value, but concludes it from others (the first who speaks, the year of a day)."""
    facts = [fact for fact in q.facts if fact.field.split("[")[0].split(".")[0] == name]
    return bool(facts) and all(fact.how == "derived" for fact in facts)


def _joined(lists: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The persons of the winning source, with what others say of the same persons beside it: the spelling of a name that is
    printed in capitals, the group, the title, Parliament's id."""
    out = []
    for one in lists[0]:
        others = [other for some in lists[1:] for other in some if key(other.name) == key(one.name)]
        filled: dict[str, Any] = {
            name: next((v for other in others if (v := getattr(other, name))), None)
            for name in type(one).model_fields if name != "name" and getattr(one, name) is None
        }  # fmt: skip
        if one.name.isupper():
            filled["name"] = next((other.name for other in others if not other.name.isupper()), one.name)
        out.append(one.model_copy(update=filled))
    return tuple(out)


def _same(mine: Any, chosen: Any) -> bool:
    """Whether a source agrees with the chosen value; persons by their names."""
    if isinstance(mine, tuple) and isinstance(chosen, tuple) and mine and hasattr(mine[0], "name"):
        return [key(one.name) for one in mine] == [key(one.name) for one in chosen]
    if isinstance(mine, str) and isinstance(chosen, str):
        return mine.split() == chosen.split()
    return bool(mine == chosen)
