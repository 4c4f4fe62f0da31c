"""Reports given as turns, put into the markup of Parliament's present site."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
WEEKDAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()


def wrap(report: dict[str, Any], joined: list[dict[str, Any]] = []) -> str:  # noqa: B006
    """The page of a report; `joined` are the agenda cards of the questions handled with it."""
    day = dt.date.fromisoformat(report["date"])
    question = report["question"]
    speeches = "".join(
        '<div class="meeting-speech"><div class="meeting-speech__title">'
        f'{html.escape(turn["speaker"] or "")}</div><div class="meeting-speech__value"><p>{html.escape(turn["text"]).replace(chr(10), "</p><p>")}</p></div></div>'
        for turn in report["turns"]
    )
    cards = f"""<article class="card document-type--report document-subtype--journal_item"><header class="card__header"><h4 class="card__tag">{question["kind"]}</h4>
    <p class="card__title"><span class="visually-hidden">{question["kind"]}</span>{html.escape(report["title"])}</p>
    <span class="card__document-number">{question["number"]}</span><p class="card__author">van <a>{html.escape(question["asker"])}</a> aan <span>{html.escape(question["minister"])}</span></p>
    <a href="/nl/parlementaire-documenten/vragen-en-interpellaties/{question["vi_id"]}">x</a></header></article>"""
    for card in joined:
        asker, minister = card["card__author"].removeprefix("van").split("aan minister", 1)
        cards += f"""<header class="card__header"><p class="card__title">{html.escape(card["card__title"].removeprefix("Vraag om uitleg"))}</p>
        <span class="card__document-number">{card["card__document_number"]}</span>
        <p class="card__author">van <a>{html.escape(asker)}</a> aan <span>minister{html.escape(minister)}</span></p>
        <a href="/nl/parlementaire-documenten/vragen-en-interpellaties/{card["ID"]}">x</a></header>"""
    return f"""<!DOCTYPE html><html lang="nl"><head><title>Verslag</title><link rel="canonical" href="{report["url"]}"></head><body><nav>Menu</nav>
    <main><h1>{html.escape(report["committee"])}</h1><date class="meeting-header__date-full">{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}</date>
    {cards}<div class="meeting-speeches__list">{speeches}</div></main><footer>Contact</footer></body></html>"""
