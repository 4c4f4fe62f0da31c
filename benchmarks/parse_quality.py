"""The share of right fields: made-up documents in Parliament's layouts, drawn by chance from awkward parts, against the records they must give.

    python benchmarks/parse_quality.py [DOCUMENTS] [FIRST]

Written questions as PDF (with gaps or tight, feet, lost page breaks) and as text (as extracted, with empty lines, glued); reports as pages
of the present site and its English mirror, as text and HTML of the old site, as Handelingen (text, PDF; "aan" or "tot"; with contents),
and as payloads (JSON, XML). Every leaf of the expected record counts once; texts are compared without white space at lines' ends.
"""

from __future__ import annotations

import collections
import datetime as dt
import html
import io
import json
import random
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
Leaf = tuple[str, bool, Any, Any]

# --- written questions ---------------------------------------------------------------------------------------------------

MINISTERS = [
    ("ZUHAL DEMIR", "Zuhal Demir", "demir", "VLAAMS MINISTER VAN JUSTITIE EN HANDHAVING, OMGEVING, ENERGIE EN TOERISME"),
    ("GWENDOLYN RUTTEN", "Gwendolyn Rutten", "rutten", "VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN BINNENLANDS BESTUUR, BESTUURSZAKEN, INBURGERING EN GELIJKE KANSEN"),
    ("JAN JAMBON", "Jan Jambon", "jambon", "MINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN BUITENLANDSE ZAKEN, CULTUUR, DIGITALISERING EN FACILITAIR MANAGEMENT"),
    ("MATTHIAS DIEPENDAELE", "Matthias Diependaele", "diependaele", "MINISTER VAN FINANCIËN EN BEGROTING, WONEN EN ONROEREND ERFGOED"),
]  # fmt: skip
ASKERS = [("BRUNO TOBBACK", "Bruno Tobback"), ("FREYA VAN DEN BOSSCHE", "Freya Van den Bossche"), ("JOS D'HAESE", "Jos D'Haese"), ("BJÖRN RZOSKA", "Björn Rzoska")]
TITLES = [
    "Sociale huisvesting  -  Wachtlijsten", "PFAS  -  Sanering (2)", "Vlaamse musea", "Onderwijs - Personeel  -  Evolutie",
    "Openbaar vervoer  -  Toegankelijkheid van haltes en voertuigen voor personen met een beperking in de vervoerregio’s",
]  # fmt: skip
CONTEXT = [
    "De waterlopen worden door verschillende instanties beheerd.", "In het antwoord op mijn schriftelijke vraag nr. 1263 van 26 juli 2021 stelde de minister dat er een evaluatie komt.",
    "Volgens artikel 12 van het decreet van 5 april 1995 is dat verplicht.", "Op 1 januari 2023 trad het besluit in werking.", "Het gaat om 12 791 969 euro, of 8,31% van het budget.",
    "In 2022 waren er 3.781 dossiers, tegenover 3019 in 2021.", "Zo staat in punt 3. van de nota dat de premie verdwijnt.", "Is dat wel wenselijk? Die vraag wordt vaak gesteld.",
    "Dat is het geval sinds 31-12-2022 en 27/4/2023.", "Het project ‘Back on Track’ - een proefproject - loopt nog.", "De CO 2-uitstoot en de stikstof- en fosforuitstoot dalen.",
]  # fmt: skip
QUESTIONS = [
    "Hoeveel dossiers werden er ingediend in 2022 en 2023?", "Wat is de stand van zaken? Graag een toelichting.", "Welke maatregelen neemt de minister? Zo ja, welke? Zo niet, waarom niet?",
    "Graag een overzicht per provincie voor de periode 2019-2023.", "Hoe evalueert de minister de werking van artikel 12, § 2, 3° van het decreet?",
    "Welk budget is er voorzien op 31 december 2023 voor de 13 centra en de 2 miljoen gebruikers?",
]  # fmt: skip
LETTERED = ["per provincie;", "per jaar, van 2019 tot 2023;", "voor mannen en vrouwen;", "in de Vlaamse Rand?"]
PLAIN = [
    "Er werden in totaal 1.214 dossiers ingediend.", "Ik verwijs naar het antwoord op schriftelijke vraag nr. 851 van mevrouw Els Robeyns, gesteld op 21 februari 2023.",
    "De Vlaamse overheid heeft geen zicht op die cijfers.", "Op 24/12/2021 werd het verslag bezorgd aan de 13 gemeenten.", "Daarvoor zijn 2 miljoen euro en 14 vte uitgetrokken.", "Neen.",
]  # fmt: skip
LISTS = [
    "De cijfers per jaar:\n2014: 12 791 969 euro\n2015: 13 102 441 euro", "De maatregelen zijn:\n1) een plan;\n2) een premie;\n3) een campagne.",
    "De verdeling is als volgt:\n- Provincie Antwerpen: 716;\n- Provincie Limburg: 20.", "Zie onderstaande tabel:\nAntwerpen 12 14 16\nLimburg 3 4 5\nTotaal 15 18 21",
]  # fmt: skip


def joint(chance: random.Random, first: int, last: int) -> str:
    """A label for several sub-questions, as ministers write them."""
    pair = [f"{first}-{last}.", f"{first} en {last}.", f"{first}. en {last}.", f"Vragen {first} en {last}:"]
    more = [f"{first}-{last}.", f"{first} tot {last}.", f"{first} t.e.m. {last}.", f"{first}.-{last}."]
    return chance.choice(pair if last == first + 1 else more)


def written(chance: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parts of a written question, and the record that they must give."""
    printed, name, slug, title = chance.choice(MINISTERS)
    asker, asker_name = chance.choice(ASKERS)
    number, (day, iso) = chance.randint(1, 1400), chance.choice([("11 januari 2024", "2024-01-11"), ("27 november 2023", "2023-11-27")])
    context = [" ".join(chance.sample(CONTEXT, chance.randint(1, 4))) for _ in range(chance.randint(0, 3))]
    count, mark = chance.choice([1, 2, 3, 4, 5, 8, 12]), chance.choice([".", ".", ")"])
    asked: list[tuple[str, str]] = []  # the printed label and text, in order
    subs: list[dict[str, Any]] = []
    letters: dict[int, list[str]] = {}
    if count == 1:
        context = context or CONTEXT[:1]
        asked, subs = [("", QUESTIONS[0])], [{"label": None, "text": QUESTIONS[0]}]
    for n in range(1, count + 1 if count > 1 else 1):
        words = chance.choice(QUESTIONS)
        letters[n] = list("abcd"[: chance.randint(2, 4)]) if chance.random() < 0.2 else []
        if letters[n]:
            words = "Kan de minister een overzicht geven:"
        asked.append((f"{n}{mark}", words))
        asked += [(f"{letter})", LETTERED[k]) for k, letter in enumerate(letters[n])]
        subs.append({"label": str(n), "text": words, "children": [{"label": f"{n}.{c}", "text": LETTERED[k]} for k, c in enumerate(letters[n])]})
    if not any("?" in words for _, words in asked):
        asked.append((f"{count + 1}{mark}", QUESTIONS[0]))
        subs.append({"label": str(count + 1), "text": QUESTIONS[0], "children": []})
        count += 1
        letters[count] = []
    told: list[tuple[str, list[str]]] = []
    answers: list[dict[str, Any]] = []

    def answer(label: str, labels: list[str], *words: str) -> None:
        told.append((label, list(words)))
        answers.append({"labels": labels, "text": " ".join(words)})

    if count == 1 or chance.random() < 0.12:
        answer("", [], *chance.sample(PLAIN, chance.randint(1, 3)))
    else:
        n = 1
        while n <= count:
            last = min(count, n + chance.randint(1, 3)) if chance.random() < 0.25 else n
            if last > n:
                answer(joint(chance, n, last), [str(k) for k in range(n, last + 1)], chance.choice(PLAIN + LISTS))
            elif letters[n] and chance.random() < 0.6:
                for letter in letters[n]:
                    answer(f"{n}{letter}{chance.choice('.)')}", [f"{n}.{letter}"], chance.choice(PLAIN))
            else:
                answer(f"{n}{mark}", [str(n)], *([chance.choice(LISTS)] if chance.random() < 0.4 else chance.sample(PLAIN, 2)))
            n = last + 1
    subject = chance.choice(TITLES)
    parts = {"minister": printed, "of": title, "asker": asker, "number": number, "day": day, "title": subject, "context": context, "asked": asked, "told": told}
    record = {
        "id": f"sv-2023-2024-{slug}-{number}", "kind": "written_question", "number": number, "session_year": "2023-2024", "title": subject, "asked_on": iso,
        "askers": [{"name": asker_name, "group": None}], "addressees": [{"name": name, "title": title}], "answered_by": [{"name": name, "title": title}],
        "context": "\n\n".join(context) or None, "sub_questions": subs, "answers": answers,
    }  # fmt: skip
    return parts, record


def as_text(parts: dict[str, Any], chance: random.Random, *, blank: bool, glued: bool) -> bytes:
    """A written question as its text is extracted: wrapped lines, with or without empty lines, the page break lost or not."""
    gap = [""] if blank else []
    space = chance.choice(["", " "]) if glued else " "

    def wrap(words: str) -> list[str]:
        lines = []
        for one in words.split("\n"):
            lines += textwrap.wrap(one, 88, break_long_words=False, break_on_hyphens=False)
        return lines

    title = [line.replace("\0", "  -  ") for line in textwrap.wrap(parts["title"].replace("  -  ", "\0"), 88)]
    head = ["SCHRIFTELIJKE VRAAG", *gap, f"nr. {parts['number']}", f"van {parts['asker']}", f"datum: {parts['day']}", *gap, f"aan {parts['minister']}"]
    lines = [*head, *textwrap.wrap(parts["of"], 80), *gap, *title, *gap]
    for words in parts["context"]:
        lines += wrap(words) + gap
    for label, words in parts["asked"]:
        lines += wrap(f"{label}{space}{words}" if label else words) + gap
    sign = [parts["minister"], *textwrap.wrap(parts["of"], 80), *gap, "ANTWOORD", f"op vraag nr. {parts['number']} van {parts['day']}", f"van {parts['asker']}", *gap]
    for label, paragraphs in parts["told"]:
        for n, words in enumerate(paragraphs):
            sign += wrap(f"{label}{space}{words}" if label and n == 0 else words) + gap
    joint = chance.choice(["", " "]) if glued else "\n"
    return ("\n".join(lines).rstrip("\n") + joint + ("\n" if blank else "") + "\n".join(sign) + "\n").encode()


class Paper:
    """Pages of a PDF, written from the top; a new page where one is full."""

    def __init__(self, foot: bool) -> None:
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas

        for name, file in (("Vera", "Vera.ttf"), ("VeraBd", "VeraBd.ttf"), ("VeraIt", "VeraIt.ttf")):
            pdfmetrics.registerFont(TTFont(name, file))
        self.width = pdfmetrics.stringWidth
        self.out, self.y, self.page, self.foot, self.head = io.BytesIO(), 765.0, 1, foot, ""
        self.canvas = Canvas(self.out, pagesize=A4, invariant=True)

    def edge(self) -> None:
        self.canvas.setFont("Vera", 8)
        if self.foot:
            self.canvas.drawString(290, 30, str(self.page))
        if self.head:
            self.canvas.drawString(71, 805, f"{self.head}   {self.page}")

    def turn(self) -> None:
        self.edge()
        self.canvas.showPage()
        self.y, self.page = 765.0, self.page + 1

    def line(self, words: str, x: float = 71, font: str = "Vera", size: float = 10, lead: float = 12.2) -> None:
        if self.y < 70:
            self.turn()
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, words)
        self.y -= lead

    def paragraph(self, words: str, x: float = 71, label: str = "", font: str = "Vera", gap: float = 12.2) -> None:
        for one in words.split("\n"):
            current = ""
            for word in one.split(" "):
                longer = f"{current} {word}" if current else word
                if self.width(longer, font, 10) <= 526 - x or not current:
                    current = longer
                else:
                    label = self._put(label, current, x, font)
                    current = word
            label = self._put(label, current, x, font)
        self.y -= gap

    def _put(self, label: str, words: str, x: float, font: str) -> str:
        if self.y < 70:
            self.turn()
        if label:
            self.canvas.setFont(font, 10)
            self.canvas.drawString(71, self.y, label)
        self.line(words, x, font)
        return ""

    def done(self) -> bytes:
        self.edge()
        self.canvas.save()
        return self.out.getvalue()


def as_pdf(parts: dict[str, Any], *, gap: float, foot: bool, new_page: bool) -> bytes:
    """A written question as Parliament prints it: title in italics, labels at x=71 and their text further in."""
    paper = Paper(foot)
    paper.line("SCHRIFTELIJKE VRAAG", font="VeraBd", size=8, lead=24)
    for words in (f"nr. {parts['number']}", f"van {parts['asker']}", f"datum: {parts['day']}"):
        paper.line(words)
    paper.y -= 24
    paper.line(f"aan {parts['minister']}")
    for words in textwrap.wrap(parts["of"], 95):
        paper.line(words, size=8, lead=10)
    paper.y -= 30
    paper.paragraph(parts["title"], font="VeraIt")
    for words in parts["context"]:
        paper.paragraph(words, gap=gap)
    for label, words in parts["asked"]:
        paper.paragraph(words, 107 if label[:1].isalpha() else 95 if label else 71, label, gap=gap)
    if new_page:
        paper.turn()
    paper.line(parts["minister"], font="VeraBd", size=8, lead=10)
    for words in textwrap.wrap(parts["of"], 95):
        paper.line(words, size=8, lead=10)
    paper.y -= 28
    for words in ("ANTWOORD", f"op vraag nr. {parts['number']} van {parts['day']}", f"van {parts['asker']}"):
        paper.line(words)
    paper.y -= 36
    for label, paragraphs in parts["told"]:
        for n, words in enumerate(paragraphs):
            indent = 71 + max(24, paper.width(f"{label} ", "Vera", 10)) if label else 71
            paper.paragraph(words, indent, label if n == 0 else "", gap=gap)
    return paper.done()


# --- reports -------------------------------------------------------------------------------------------------------------

MEMBERS = [
    ("Jos De Meyer", "De heer", "CD&V"), ("Els Robeyns", "Mevrouw", "sp.a"), ("Hermes Sanctorum-Vandevoorde", "De heer", "Groen"), ("Sabine de Bethune", "Mevrouw", "CD&V"),
    ("Jean-Jacques De Gucht", "De heer", "Open Vld"), ("Jan Van Esbroeck", "De heer", "N-VA"), ("Güler Turan", "Mevrouw", "sp.a"), ("Imade Annouri", "De heer", "Groen"),
]  # fmt: skip
SPEAKING = [
    ("Minister", "Ben Weyts", "Vlaams minister van Mobiliteit, Openbare Werken, Vlaamse Rand, Toerisme en Dierenwelzijn"),
    ("Minister-president", "Geert Bourgeois", "minister-president van de Vlaamse Regering, Vlaams minister van Buitenlands Beleid en Onroerend Erfgoed"),
]  # fmt: skip
SPEECH = [
    "Voorzitter, minister, collega’s, ik dank u.", "Minister, wat doet u hieraan? Wanneer komt het plan?", "De heer Keulen heeft daar al naar gevraagd in vraag 866 (2012-2013).",
    "Ik citeer minister Weyts: “Wij doen dat.” Dat zei hij op 12 januari 2015.", "Mevrouw De Vreese, u hebt gelijk: dat klopt.", "Ten eerste: de cijfers. Ten tweede: de middelen.",
    "Het gaat om art. 5 en nr. 12 van het decreet. Dat is duidelijk. (Applaus bij de N-VA)", "De voorzitter heeft mij gevraagd kort te zijn.", "Dat is een motie waard, maar geen interpellatie.",
    "Er is een verschil tussen het stedelijk- en het plattelandsbeleid.", "Over de timing: volgend jaar.",
]  # fmt: skip
SUBJECTS = ["over de toestand van de fietspaden in het Waasland", "over het mobiliteitsbudget en de kilometerheffing", "over de uitvoering van het decreet van 12 juli 2013"]
KINDS = {"Vraag om uitleg": ("request_for_explanation", "vou"), "Actuele vraag": ("topical_question", "av"), "Interpellatie": ("interpellation", "in")}
ENDS = {"Vraag om uitleg": ("vraag om uitleg is", "vragen om uitleg zijn"), "Actuele vraag": ("actuele vraag is", "actuele vragen zijn"), "Interpellatie": ("interpellatie is", "interpellaties zijn")}  # fmt: skip


def report(chance: random.Random, seed: int) -> dict[str, Any]:
    """The parts of a report: its questions, and its turns (who, how announced, group, paragraphs)."""
    members = chance.sample(MEMBERS, chance.randint(2, 5))
    how, minister, of = chance.choice(SPEAKING)
    plenary = chance.random() < 0.3
    kind = "Actuele vraag" if plenary else chance.choice(["Vraag om uitleg"] * 3 + ["Interpellatie"])
    count = min(chance.choice([1, 1, 2, 3]), len(members) - 1)
    questions = [{"number": 1000 + seed % 900 + n, "asker": members[n], "title": SUBJECTS[n], "vi": 90_000 + seed * 5 + n} for n in range(count)]
    turns: list[tuple[str, str, str, list[str]]] = []  # role, name, announced as, paragraphs

    def floor(announced: str, name: str, thanks: str = "") -> None:
        turns.append(("chair", "De voorzitter", "", [f"{thanks}{announced} {name.split(' ', 1)[1].split('-')[0]} heeft het woord."]))

    def speak(member: tuple[str, str, str], *paragraphs: str) -> None:
        turns.append(("member", member[0], f"{member[1]}|{member[2]}", list(paragraphs)))

    for n in range(count):
        floor(members[n][1], members[n][0])
        speak(members[n], *chance.sample(SPEECH, 2), "Wat zult u doen?")
    for _ in range(2):
        floor(how, minister)
        turns.append(("minister", minister, how, chance.sample(SPEECH, chance.randint(1, 3))))
        member = chance.choice(members)
        floor(member[1], member[0], chance.choice(["", "Dank u wel. "]))
        speak(member, *chance.sample(SPEECH, 1))
        if chance.random() < 0.3:
            turns.append(("stage", "", "", ["– De heer Jan Peumans treedt als voorzitter op."]))
    turns.append(("chair", "De voorzitter", "", [f"De {ENDS[kind][count > 1]} afgehandeld."]))
    return {"day": chance.choice(["2016-03-15", "2015-10-21"]), "plenary": plenary, "kind": kind, "questions": questions, "turns": turns, "how": how, "minister": minister, "of": of, "seed": seed}  # fmt: skip


def records(parts: dict[str, Any], *, title: bool, group: bool = True, printed: bool = False) -> list[dict[str, Any]]:
    """The records that a report must give; with the titles of its questions, the groups, and the minister's title where these are printed."""
    kind, prefix = KINDS[parts["kind"]]
    groups = {name: announced.split("|")[1] for role, name, announced, _ in parts["turns"] if role == "member"}
    out = []
    for question in parts["questions"]:
        asker = question["asker"][0]
        turns = [
            {
                "speaker": name, "role": "asker" if name == asker else "joining" if role == "member" else role,
                "group": groups[name] if role == "member" and group else None, "text": " ".join(paragraphs),
            }
            for role, name, _, paragraphs in parts["turns"] if role != "stage"
        ]  # fmt: skip
        one: dict[str, Any] = {
            "id": f"{prefix}-2015-2016-{question['number']}", "kind": kind, "number": question["number"], "session_year": "2015-2016", "debated_on": parts["day"],
            "askers": [{"name": asker, "group": groups[asker] if group else None}], "addressees": [{"name": parts["minister"]}], "interventions": turns,
        }  # fmt: skip
        if title:
            one["title"] = question["title"]
        if printed:
            one["addressees"][0]["title"] = parts["of"]
        out.append(one)
    return out


def _day(parts: dict[str, Any]) -> str:
    day = dt.date.fromisoformat(parts["day"])
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _who(role: str, name: str, announced: str, *, honorific: bool, group: bool) -> str:
    if role == "minister":
        return f"{announced} {name}"
    if role != "member":
        return name
    called, _, party = announced.partition("|")
    return (f"{called} " if honorific else "") + name + (f" ({party})" if group else "")


def as_site(parts: dict[str, Any], english: bool) -> bytes:
    speeches = "".join(
        f'<div class="meeting-speech"><div class="meeting-speech__title"> {html.escape(_who(role, name, how, honorific=False, group=True))} </div>'
        f'<div class="meeting-speech__value">{"".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)}</div></div>'
        for role, name, how, paragraphs in parts["turns"]
    )
    cards = "".join(
        f'<article class="card document-type--report"><header class="card__header"><h4 class="card__tag">{parts["kind"]}</h4><p class="card__title"><span class="visually-hidden">{parts["kind"]}</span>{q["title"]}</p>'
        f'<span class="card__document-number">{q["number"]} (2015-2016)</span><p class="card__author">van<a>{q["asker"][0]}</a> aan <span>{parts["how"].lower()} {parts["minister"]}</span></p></header></article>'
        for q in parts["questions"]
    )
    words = "Report meeting" if english else "Verslag vergadering"
    return f'<!doctype html><html><head><title>x</title></head><body><nav>Menu</nav><h1>{words} Commissie voor Mobiliteit</h1><date class="meeting-header__date-full">{_day(parts)}</date>{cards}<div class="meeting-speeches__list">{speeches}</div><footer>Contact</footer></body></html>'.encode()


def as_old(parts: dict[str, Any], *, markup: bool, chair: bool = True, group: bool = True, titles: bool = False) -> bytes:
    lines = ["U bent hier", "Plenaire vergadering" if parts["plenary"] else "Commissievergadering", f"{_day(parts)}, 14.00u", "Voorzitter"]
    for q in parts["questions"]:
        lines += [f"{parts['kind']} {q['title']}"] if titles else []
        lines += [f"van {q['asker'][0]} aan {parts['how'].lower()} {parts['minister']}", f"{q['number']} (2015-2016)"]
    for role, name, how, paragraphs in parts["turns"]:
        if role not in ("stage", "chair") or (role == "chair" and chair):
            lines.append(_who(role, name, how, honorific=True, group=group))
        lines += paragraphs
    lines += ["Vergadering bijwonen", "Wegens de werken is de ingang verplaatst."]
    if markup:
        return f"<html><body>{''.join(f'<p>{html.escape(line)}</p>' for line in lines)}</body></html>".encode()
    return "\n\n".join(lines).encode()


def as_handelingen(parts: dict[str, Any], chance: random.Random, *, pdf: bool) -> bytes:
    width, to, contents = chance.choice([60, 78, 95]), chance.choice(["aan", "tot"]), chance.random() < 0.7
    lines = ["Woordelijk Verslag", "Plenaire vergadering" if parts["plenary"] else "Commissie voor Mobiliteit", f"van {_day(parts)}", ""]

    def heading(q: dict[str, Any], page: int | None = None) -> list[str]:
        words = f"{parts['kind'].upper()} van {q['asker'][0]} {to} {parts['minister']}, {parts['of']}, {q['title']} – {q['number']} (2015-2016)"
        wrapped = textwrap.wrap(words, width, break_on_hyphens=False)
        return [*wrapped[:-1], wrapped[-1] + (f" {page}" if page else ""), ""]

    if contents:
        lines += ["INHOUD", "", *(line for n, q in enumerate(parts["questions"]) for line in heading(q, n + 3))]
    for q in parts["questions"]:
        lines += heading(q)
    lines += ["Voorzitter: de heer Jan Peumans", ""]
    for role, name, how, paragraphs in parts["turns"]:
        who = "" if role == "stage" else f"{_who(role, name, how, honorific=True, group=True)}: "
        for n, words in enumerate(paragraphs):
            lines += [*textwrap.wrap((who if n == 0 else "") + words, width, break_on_hyphens=False), ""]
    if not pdf:
        return "\n".join(lines).encode()
    paper = Paper(False)
    paper.head = f"Handelingen nr. C12 (2015-2016) – {_day(parts)}"
    for line in lines:
        if line:
            paper.line(line)
        else:
            paper.y -= 8
    return paper.done()


def as_payload(parts: dict[str, Any], *, markup: bool) -> bytes:
    def person(name: str) -> dict[str, Any]:
        first, last = name.split(" ", 1)
        return {"voornaam": first, "naam": last}

    payload = {
        "id": 2_000_000 + parts["seed"], "datum": f"{parts['day']}T14:00:00+0100",
        "vrageninterpellatie": [
            {
                "id": q["vi"], "nummer": q["number"], "zittingsjaar": "2015-2016", "onderwerp": q["title"], "objecttype": {"naam": parts["kind"]},
                "contacttype": [{"beschrijving": "Vraagsteller", "contact": [person(q["asker"][0])]}, {"beschrijving": "Bevoegde minister", "contact": [person(parts["minister"])]}],
            }
            for q in parts["questions"]
        ],
        "spreker": [
            {"sprekertitel": _who(role, name, how, honorific=False, group=True), "sprekertekst": "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)}
            for role, name, how, paragraphs in parts["turns"]
        ],
    }  # fmt: skip
    if not markup:
        return json.dumps(payload).encode()

    def xml(value: Any, name: str) -> str:
        if isinstance(value, list):
            return "".join(xml(one, name) for one in value)
        inner = "".join(xml(v, k) for k, v in value.items()) if isinstance(value, dict) else html.escape(str(value))
        return f"<{name}>{inner}</{name}>"

    return f'<?xml version="1.0" encoding="UTF-8"?>{xml(payload, "journaallijn")}'.encode()


# --- the measure ---------------------------------------------------------------------------------------------------------


def made(seed: int) -> tuple[str, bytes, list[dict[str, Any]]]:
    """A document, its layout and the records it must give."""
    chance = random.Random(seed)
    layout = seed % 14
    if layout < 5:
        parts, record = written(chance)
        if layout == 0:
            return "written, PDF", as_pdf(parts, gap=12.2, foot=False, new_page=True), [record]
        if layout == 1:
            return "written, PDF, tight", as_pdf(parts, gap=chance.choice([0, 4]), foot=True, new_page=chance.random() < 0.7), [record]
        return f"written, text {layout - 1}", as_text(parts, chance, blank=layout == 3, glued=layout == 4), [record]
    parts = report(chance, seed)
    if layout in (5, 6):
        return f"site{', English mirror' * (layout == 6)}", as_site(parts, layout == 6), records(parts, title=True)
    if layout in (7, 8):
        return f"old site{', HTML' * (layout == 8)}", as_old(parts, markup=layout == 8), records(parts, title=False)
    if layout == 9:
        return "old site, no chair lines", as_old(parts, markup=False, chair=False, titles=True), records(parts, title=True)
    if layout == 10:
        return "old site, no groups", as_old(parts, markup=False, group=False), records(parts, title=False, group=False)
    if layout in (11, 12):
        return f"Handelingen{', PDF' * (layout == 12)}", as_handelingen(parts, chance, pdf=layout == 12), records(parts, title=True, printed=True)
    return "payload", as_payload(parts, markup=seed % 28 > 14), records(parts, title=True)


def leaves(wanted: Any, got: Any, path: str) -> Iterator[Leaf]:
    """Each leaf of an expected record: its path, whether it is right, and both values."""
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            yield from leaves(value, got.get(key) if isinstance(got, dict) else None, f"{path}.{key}")
    elif isinstance(wanted, list) and not path.endswith("labels"):
        found = got if isinstance(got, list) else []
        for n, value in enumerate(wanted):
            yield from leaves(value, found[n] if n < len(found) else None, f"{path}[{n}]")
        for n in range(len(wanted), len(found)):
            yield f"{path}[{n}]", False, None, found[n]
    else:
        flat = [re.sub(r"\s+", " ", one).strip() if isinstance(one, str) else one for one in (wanted, got)]
        yield path, flat[0] == flat[1], wanted, got


def main() -> None:
    from pq_corpus.parse import NoLayout, Origin, Unreadable, parse

    count, first = (int(word) for word in [*sys.argv[1:], "700", "0"][:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 0)
    right: collections.Counter[str] = collections.Counter()
    total: collections.Counter[str] = collections.Counter()
    for seed in range(first, first + count):
        layout, data, wanted = made(seed)
        try:
            got = [json.loads(q.model_dump_json(by_alias=True)) for q in parse(data, {}, Origin("0" * 64))[1].questions]
        except (NoLayout, Unreadable):
            got = []
        for path, good, expected, found in leaves(wanted, got, ""):
            total[layout] += 1
            right[layout] += good
            if not good:
                print(f"{layout}, document {seed}{path}: {str(expected)[:90]!r}, got {str(found)[:90]!r}", file=sys.stderr)
    for layout in sorted(total):
        print(f"{layout:28} {right[layout]:7} of {total[layout]:7} {right[layout] / total[layout]:.4f}")
    print(f"{'all':28} {right.total():7} of {total.total():7} {right.total() / total.total():.4f} (goal at least 0.98)")


if __name__ == "__main__":
    main()
