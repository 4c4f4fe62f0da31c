"""The Dutch words by which users read days, kinds, statuses and relations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pq_corpus.records import Deadline

MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]
KINDS = {"promise": "toezegging", "expectation": "verwachting", "intention": "voornemen", "denial": "ontkenning"}
SAID = {"promise": "Toegezegd", "expectation": "Verwacht", "intention": "Voorgenomen", "denial": "Ontkend"}
ACTIVITY = {
    "written_question": "Schriftelijke vraag", "request_for_explanation": "Vraag om uitleg",
    "topical_question": "Actuele vraag", "interpellation": "Interpellatie",
}  # fmt: skip
STATUS = {
    "open": "open", "due": "loopt", "overdue": "over tijd", "fulfilled": "uitgevoerd", "partly_fulfilled": "deels uitgevoerd",
    "rescheduled": "verschoven", "superseded": "vervangen", "withdrawn": "ingetrokken", "lapsed": "vervallen", "not_counted": "niet geteld",
}  # fmt: skip
RELATIONS = {
    "repeats": "komt erop terug", "reports_done": "meldt uitvoering", "partly_done": "meldt gedeeltelijke uitvoering", "moves_date": "verschuift de termijn",
    "drops": "ziet ervan af", "asks_about": "vraagt ernaar",
}  # fmt: skip


def dutch(day: dt.date) -> str:
    """A day as Dutch writes it: 8 november 2019."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def interval(first: dt.date | None, last: dt.date | None) -> str:
    """Days as Dutch writes them: 8 november 2019; 1 maart - 20 juni 2021; vanaf …; tegen ….; "zonder vaste datum" where there are none."""
    if first and last:
        if first == last:
            return dutch(first)
        return f"{dutch(first).removesuffix(f' {last.year}')} – {dutch(last)}"
    return f"vanaf {dutch(first)}" if first else f"tegen {dutch(last)}" if last else "zonder vaste datum"


def term(deadline: Deadline | None) -> str:
    """A deadline in words and days."""
    return f"“{deadline.text}” ({interval(deadline.first, deadline.last)})" if deadline else "zonder termijn"


def doubt(certainty: int | None) -> str:
    """How far to doubt that a sentence is a commitment: "" from 90 on, where some 93 in 100 are one, then "waarschijnlijk" (two in
    three), and below 60 "onzeker" (half). The shares are those of docs/language.md."""
    return "" if certainty is None or certainty >= 90 else "waarschijnlijk" if certainty >= 60 else "onzeker"


def doubt_said(kind: str, certainty: int | None) -> str:
    """The same in a few words: "waarschijnlijk een toezegging", "onzeker of dit een toezegging is"; "" where there is no doubt."""
    how = doubt(certainty)
    return f"{how} of dit een {KINDS[kind]} is" if how == "onzeker" else f"{how} een {KINDS[kind]}" if how else ""


def names(words: list[str]) -> str:
    """A list as Dutch writes it: A, B en C."""
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


EVENT_KINDS = ("asked", "debated", "answered", "told", "promise", "expectation", "intention", "evidence", "moved", "status")


def age(since: dt.date | None, exact: bool, on: dt.date) -> str:
    """How old something is on a day; where its own day is known within bounds only, at most how old."""
    if since is None:
        return "datum niet bekend"
    days = (on - since).days
    return f"{'' if exact else 'hoogstens '}{days} {'dag' if days == 1 else 'dagen'} oud"


def shift(days: int | None) -> str:
    """A move of a deadline: ", + 184 dagen"; nothing where it is not known or none."""
    return f", {'+' if days > 0 else '-'} {abs(days)} {'dag' if abs(days) == 1 else 'dagen'}" if days else ""
