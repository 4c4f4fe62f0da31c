"""Oral reports: real turns in the present site's markup, the old layouts, and whatever a page may hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_corpus.parse import NoLayout, Origin, Parsed, parse
from pq_corpus.parse.media import Unreadable
from tests.conftest import SHARED, needs_shared
from tests.wrap import wrap

REPORTS = sorted((SHARED / "real" / "oral_reports").glob("[0-9]*.json")) if SHARED.is_dir() else []


def _parse(page: str, **supplied: str) -> Parsed:
    return parse(page.encode(), supplied, Origin("0" * 64, url=supplied.get("url")))[1]


@needs_shared
@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_a_real_report(path) -> None:
    report = json.loads(path.read_text(encoding="utf-8"))
    parsed = _parse(wrap(report))
    [q] = parsed.questions
    number, session = report["question"]["number"].split(" ")
    assert q.id == f"vou-{session.strip('()')}-{number}" and str(q.debated_on) == report["date"]
    assert [a.name for a in q.askers] == [report["question"]["asker"]]
    assert q.title == report["title"]
    assert q.external_ids["jln"] == str(report["report_id"]) and q.external_ids["vi"] == str(report["question"]["vi_id"])
    spoken = [t for t in report["turns"] if t["speaker"]]
    assert len(q.interventions) == len(spoken)
    for turn, said in zip(q.interventions, spoken, strict=True):
        name, _, group = said["speaker"].partition(" (")
        minister = name.lower().startswith(("minister", "viceminister"))
        assert turn.group == (group.rstrip(")") or None)
        assert turn.role == ("minister" if minister else "asker" if name == report["question"]["asker"] else "joining")
        assert turn.speaker == name.split(" ", 1)[1] if minister else turn.speaker == name
        if not turn.missing:
            assert turn.text.split() == said["text"].split()


@needs_shared
def test_every_joined_question_has_a_record() -> None:
    cards = json.loads((SHARED / "real" / "oral_reports" / "agenda_cards.json").read_text(encoding="utf-8"))
    reports = {r["question"]["vi_id"]: r for r in (json.loads(p.read_text(encoding="utf-8")) for p in REPORTS)}
    lead, joined = None, {}
    for card in cards:
        if int(card["ID"]) in reports:
            lead = int(card["ID"])
            joined[lead] = []
        elif lead and card["meeting_ID"] == str(reports[lead]["meeting_id"]) and "aan minister" in card["card__author"]:
            spoken = {(t["speaker"] or "").partition(" (")[0] for t in reports[lead]["turns"]}
            if card["card__author"].removeprefix("van").split("aan minister")[0] in spoken:
                joined[lead].append(card)
    together = {lead: cards for lead, cards in joined.items() if cards}
    assert together
    for lead, cards in together.items():
        questions = _parse(wrap(reports[lead], cards)).questions
        assert len(questions) == 1 + len(cards)
        for q, card in zip(questions[1:], cards, strict=True):
            number, session = card["card__document_number"].split(" ")
            assert q.id == f"vou-{session.strip('()')}-{number}"
            assert any(turn.role == "asker" for turn in q.interventions)
            assert set(q.siblings) == {other.id for other in questions} - {q.id}


OLD = """U bent hier

Commissievergadering
donderdag 26 februari 2015, 14.00u
Voorzitter

van Jos De Meyer aan minister Ben Weyts
1096 (2014-2015)
van Els Robeyns aan minister Ben Weyts
1101 (2014-2015)

De voorzitter

De heer De Meyer heeft het woord.

De heer Jos De Meyer (CD&V)

Minister, de fietspaden zijn slecht. Wanneer herstelt u ze?

Mevrouw Els Robeyns (sp.a)

Ik sluit me aan. Wat is uw planning?

Minister Ben Weyts

We starten de werken in het najaar. (Applaus bij de N-VA)

De voorzitter

De vragen om uitleg zijn afgehandeld.

Vergadering bijwonen
"""


def test_the_old_site_with_joined_questions() -> None:
    lead, joined = _parse(OLD).questions
    assert (lead.id, joined.id) == ("vou-2014-2015-1096", "vou-2014-2015-1101")
    assert str(lead.debated_on) == "2015-02-26" and lead.siblings == (joined.id,)
    turns = [(t.role, t.speaker, t.group) for t in lead.interventions if t.role != "chair"]
    assert turns == [("asker", "Jos De Meyer", "CD&V"), ("joining", "Els Robeyns", "sp.a"), ("minister", "Ben Weyts", None)]
    assert [t.role for t in joined.interventions if t.speaker == "Els Robeyns"] == ["asker"]
    assert joined.sub_questions[0].text == "Wat is uw planning?"


HANDELINGEN = """vergadering C341 zittingsjaar 2014-2015
Woordelijk Verslag
Commissie voor Mobiliteit van 24 september 2015

VRAAG OM UITLEG van Marino Keulen aan Ben Weyts, Vlaams minister van Mobiliteit, over de
fietspaden in Lanaken
– 2768 (2014-2015)
Voorzitter: mevrouw Lies Jans
De voorzitter: De heer Keulen heeft het woord.
De heer Marino Keulen (Open Vld): Minister, de paden zijn slecht. Wanneer herstelt u ze?
Minister Ben Weyts: We starten in het najaar.
De voorzitter: De vraag om uitleg is afgehandeld.
"""


def test_handelingen() -> None:
    [q] = _parse(HANDELINGEN).questions
    assert q.id == "vou-2014-2015-2768" and str(q.debated_on) == "2015-09-24"
    assert [(t.role, t.speaker) for t in q.interventions] == [
        ("chair", "De voorzitter"), ("asker", "Marino Keulen"), ("minister", "Ben Weyts"), ("chair", "De voorzitter"),
    ]  # fmt: skip


def test_a_provisional_report_says_what_is_missing() -> None:
    report = {
        "url": "https://www.vlaamsparlement.be/nl/x/commissievergaderingen/1/verslag/2", "date": "2025-02-25", "committee": "Commissie", "title": "over iets",
        "question": {"vi_id": 3, "kind": "Vraag om uitleg", "number": "9 (2024-2025)", "asker": "Tom Lamont", "minister": "minister Zuhal Demir"},
        "turns": [{"speaker": "Tom Lamont (Vlaams Belang)", "text": "Wat doet u?"}, {"speaker": "Minister Zuhal Demir", "text": "Tekstfragment nog niet beschikbaar."}],
    }  # fmt: skip
    [q] = _parse(wrap(report)).questions
    assert q.interventions[1].missing and not q.answers
    assert any("turn 2" in problem for problem in q.problems)


WORDS = st.lists(st.text("abcdeéf ,;", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1, max_size=4).map(". ".join)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Tom Lamont (Vlaams Belang)", "Minister Zuhal Demir", "Eva Platteau (Groen)"]), WORDS),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_turns_go_in_come_out(turns: list[tuple[str, str]]) -> None:
    report = {
        "url": "https://www.vlaamsparlement.be/nl/x/commissievergaderingen/1/verslag/2", "date": "2025-02-25", "committee": "Commissie", "title": "over iets",
        "question": {"vi_id": 3, "kind": "Vraag om uitleg", "number": "9 (2024-2025)", "asker": "Tom Lamont", "minister": "minister Zuhal Demir"},
        "turns": [{"speaker": speaker, "text": text} for speaker, text in turns],
    }  # fmt: skip
    [q] = _parse(wrap(report)).questions
    assert [t.text.split() for t in q.interventions] == [text.split() for _, text in turns]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        parse(data, {}, Origin("0" * 64))
    except (Unreadable, NoLayout) as error:
        assert str(error)


@pytest.mark.parametrize(
    "text",
    ["1" * 10_000_000, "\n" * 5_000_000 + "x", "1. " * 1_000_000, "<div>" * 100_000, '{"a":' * 50_000],
    ids=["digits", "newlines", "numbers", "tags", "json"],
)
def test_hostile_input_ends(text: str) -> None:
    with pytest.raises((Unreadable, NoLayout)):
        parse(text.encode(), {}, Origin("0" * 64))


def test_handelingen_with_contents() -> None:
    contents = "INHOUD\n\nVRAAG OM UITLEG van Marino Keulen aan Ben Weyts, Vlaams minister van Mobiliteit, over de fietspaden in Lanaken – 2768 (2014-2015) 3\n"
    contents += "VRAAG OM UITLEG van Jos De Meyer aan Ben Weyts, Vlaams minister van Mobiliteit, over bruggen – 2770 (2014-2015) 5\n\n"
    second = "\nVRAAG OM UITLEG van Jos De Meyer aan Ben Weyts, Vlaams minister van Mobiliteit, over bruggen – 2770 (2014-2015)\n"
    second += (
        "De voorzitter: De heer De Meyer heeft het woord.\nDe heer Jos De Meyer (CD&V): Hoe zijn de bruggen?\nMinister Ben Weyts: Goed.\n"
    )
    first, other = _parse(HANDELINGEN.replace("VRAAG OM UITLEG van Marino", contents + "VRAAG OM UITLEG van Marino") + second).questions
    assert (first.id, other.id) == ("vou-2014-2015-2768", "vou-2014-2015-2770")
    assert [t.text for t in other.interventions if t.role == "minister"] == ["Goed."]
    assert [t.text for t in first.interventions if t.role == "minister"] == ["We starten in het najaar."]


def test_paragraphs_of_a_turn_stay_apart() -> None:
    report = {
        "url": "https://www.vlaamsparlement.be/nl/x/commissievergaderingen/1/verslag/2", "date": "2025-02-25", "committee": "Commissie", "title": "over iets",
        "question": {"vi_id": 3, "kind": "Vraag om uitleg", "number": "9 (2024-2025)", "asker": "Tom Lamont", "minister": "minister Zuhal Demir"},
        "turns": [{"speaker": "Minister Zuhal Demir", "text": "Ik herstel de weg.\nDat is alles."}],
    }  # fmt: skip
    [q] = _parse(wrap(report)).questions
    assert q.interventions[0].text == "Ik herstel de weg.\n\nDat is alles."


def test_handelingen_as_a_printed_pdf() -> None:
    """Running heads and feet, a word broken at a line's end, a sentence broken at a page's end, a title on two lines."""
    from tests.pdf import pdf

    opening = ["vergadering C341", "zittingsjaar 2024-2025", "Woordelijk Verslag", "Commissie voor Omgeving", "van 24 september 2024", ""]
    heading = ["VRAAG OM UITLEG van Tom Lamont aan Zuhal Demir, Vlaams minister van Omgeving, over de ener-", "giefactuur van gezinnen", "– 1376 (2024-2025)", ""]  # fmt: skip
    asked = ["De voorzitter: De heer Lamont heeft het woord.", "", "De heer Tom Lamont (Vlaams Belang): Minister, de ener-", "giefactuur stijgt door de sociale-", "impactobligatie. Een sociale-impactobligatie is duur. Wat doet u"]  # fmt: skip
    told = ["daaraan?", "", "Minister Zuhal Demir: Ook dat zal ik u bezor-", "gen."]
    data = pdf([opening + heading + asked, told, ["De voorzitter: De vraag om uitleg is afgehandeld."]],
               head="Commissievergadering nr. C341 (2024-2025) – 24 september 2024   {page}", foot="Vlaams Parlement")  # fmt: skip
    document, parsed = parse(data, {}, Origin("0" * 64))
    [q] = parsed.questions
    assert (q.title, q.id, str(q.debated_on)) == ("over de energiefactuur van gezinnen", "vou-2024-2025-1376", "2024-09-24")
    assert [s.text for s in q.sub_questions] == ["Wat doet u daaraan?"]
    assert [i.text for i in q.interventions[1:]] == [
        "Minister, de energiefactuur stijgt door de sociale-impactobligatie. Een sociale-impactobligatie is duur. Wat doet u daaraan?",
        "Ook dat zal ik u bezorgen.", "De vraag om uitleg is afgehandeld.",
    ]  # fmt: skip
    listed = [document.text[s.start : s.end] for s in q.sources[0].furniture]
    assert sum("Commissievergadering nr. C341" in words for words in listed) >= 3 and listed.count("Vlaams Parlement") == 3


def test_a_later_version_completes_a_provisional_report() -> None:
    from pq_corpus.parse.merge import merge

    report = {
        "url": "https://www.vlaamsparlement.be/nl/parlementair-werk/commissies/commissievergaderingen/1/verslag/2", "date": "2025-02-25",
        "committee": "Commissie", "title": "over iets",
        "question": {"kind": "Vraag om uitleg", "number": "1559 (2024-2025)", "asker": "Stijn De Roo", "minister": "minister Jo Brouns", "vi_id": "3"},
        "turns": [{"speaker": "Stijn De Roo (cd&v)", "text": "Wat doet u?"}, {"speaker": "Minister Jo Brouns", "text": "Tekstfragment nog niet beschikbaar."}],
    }  # fmt: skip
    early = parse(wrap(report).encode(), {}, Origin("1" * 64))[1].questions[0]
    report["turns"][1]["text"] = "Ik bezorg u het plan in het najaar."
    late = parse(wrap(report).encode(), {}, Origin("2" * 64))[1].questions[0]
    assert early.interventions[1].missing and any("not published yet" in p for p in early.problems)
    for drafts in ([early, late], [late, early]):
        q = merge(drafts)
        assert [i.missing for i in q.interventions] == [False, False] and q.answers[0].text == "Ik bezorg u het plan in het najaar."
        assert not any("not published yet" in p for p in q.problems) and len(q.sources) == 2


def _page(head: str, *speeches: tuple[str, str]) -> str:
    """A report page of the present site with this heading and these speeches (title, value)."""
    made = "".join(
        f'<div class="meeting-speech"><div class="meeting-speech__title">{title}</div><div class="meeting-speech__value">{value}</div></div>'
        for title, value in speeches
    )
    return f"""<!doctype html><html><head><link rel="canonical" href="https://www.vlaamsparlement.be/en/parlementair-werk/commissies/commissievergaderingen/1873009/verslag/1874280"></head>
    <body><main><h1>Report meeting Commissie voor Landbouw</h1><date class="meeting-header__date-full">Tuesday 25 February 2025</date>{head}<div class="meeting-speeches__list">{made}</div></main></body></html>"""


SPEECHES = [
    ("De voorzitter", "<p>De heer De Roo heeft het woord.</p>"), ("Stijn De Roo (cd&amp;v)", "<p>Het is droog.</p><p>Wat doet u?</p>"),
    ("Minister Jo Brouns", "<p>Ik leg een plan voor.</p><p><em>– Mien Van Olmen treedt als voorzitter op.</em></p><p>In het najaar.</p>"),
    ("De voorzitter", "<p>De vraag om uitleg is afgehandeld.</p>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "ident", "title"),
    [
        ('<header class="card__header"><p class="card__title"><span class="visually-hidden">Vraag om uitleg</span>over de droogte</p></header>', "vou-r1874280", "over de droogte"),
        ("", "vou-r1874280", None),
        ('<header class="card__header"><p class="card__title">Vraag om uitlegover de droogte</p><span class="card__document-number">12 (2024-2025)</span><p class="card__author">van<a>Stijn De Roo</a>aan minister Jo Brouns, beantwoord door minister Hilde Crevits</p></header>', "vou-2024-2025-12", "over de droogte"),
        ("<h2>Vraag om uitleg over de droogte</h2><p>van Stijn De Roo aan minister Jo Brouns</p><p>12 (2024-2025)</p>", "vou-2024-2025-12", "over de droogte"),
    ],
    ids=["title only", "no heading", "glued", "other markup"],
)  # fmt: skip
def test_headings_of_the_site_and_its_english_mirror(head: str, ident: str, title: str | None) -> None:
    [q] = _parse(_page(head, *SPEECHES)).questions
    assert (q.id, q.title, str(q.debated_on), q.committee) == (ident, title, "2025-02-25", "Commissie voor Landbouw")
    assert [(a.name, a.group) for a in q.askers] == [("Stijn De Roo", "cd&v")] and [a.name for a in q.addressees] == ["Jo Brouns"]
    assert [t.text for t in q.interventions if t.role == "minister"] == ["Ik leg een plan voor.\n\nIn het najaar."] and len(q.stage_directions) == 1


@pytest.mark.parametrize("tag", ["Gedachtewisseling", "Ontwerp van decreet", "Hoorzitting", "Verzoekschrift", "Actualiteitsdebat"])
def test_what_is_no_question_gives_no_record(tag: str) -> None:
    head = f'<header class="card__header"><h4 class="card__tag">{tag}</h4><p class="card__title">over de droogte</p><span class="card__document-number">368 (2024-2025) nr. 1</span></header>'
    parsed = _parse(_page(head, *SPEECHES))
    assert not parsed.questions and tag in parsed.problems[0]


@pytest.mark.parametrize("item", ["van de Vlaamse Regering, verslag door Koen Daniëls\n368 (2014-2015) nr. 1", "Motie van orde", "Mededeling van de Vlaamse Regering"])
def test_other_items_of_the_old_site_give_no_record(item: str) -> None:
    text = f"Plenaire vergadering\nwoensdag 10 juni 2015, 14.02u\nVoorzitter\n\n{item}\n\nDe voorzitter\n\nDe heer Daniëls heeft het woord.\n\n"
    assert not _parse(text + "De heer Koen Daniëls (N-VA)\n\nIk verwijs naar het verslag.\n\nMinister Hilde Crevits\n\nDank u.\n").questions


NAMES = ["De heer Tom Lamont (Vlaams Belang)", "Minister Zuhal Demir", "Mevrouw Eva Platteau (sp.a)", "De heer Jos D'Haese (PVDA)", "De voorzitter"]
SENTENCES = st.lists(
    st.lists(st.sampled_from("de het water plan minister jaar kosten van voor met 2024 12% (Gelach)".split()), min_size=2, max_size=20).map(" ".join), min_size=1, max_size=3
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), SENTENCES), min_size=2, max_size=8), st.booleans())
def test_whatever_turns_are_printed_come_out(turns: list[tuple[str, list[str]]], old: bool) -> None:
    """Handelingen (wrapped lines) and the old site: each turn whole, once, in order, with who spoke."""
    import textwrap

    said = [(name, [f"Zegt {one}." for one in paragraphs]) for name, paragraphs in turns]
    if old:
        head = "Commissievergadering\ndinsdag 24 september 2024, 14.00u\nVoorzitter\n\nvan Tom Lamont aan minister Zuhal Demir\n1376 (2024-2025)\n\n"
        said = [("De voorzitter", ["Zegt dit."]), ("Minister Zuhal Demir", ["Zegt dat."]), *said]
        text = head + "\n\n".join(f"{name}\n\n" + "\n\n".join(paragraphs) for name, paragraphs in said)
    else:
        head = "Woordelijk Verslag\nCommissie voor Omgeving van 24 september 2024\n\nVRAAG OM UITLEG van Tom Lamont aan Zuhal Demir, Vlaams minister van Omgeving, over energie\n– 1376 (2024-2025)\n\n"
        wrapped = [["\n".join(textwrap.wrap(f"{name}: {p}" if n == 0 else p, 70, break_on_hyphens=False)) for n, p in enumerate(ps)] for name, ps in said]
        text = head + "\n\n".join("\n\n".join(ps) for ps in wrapped)
    [q] = _parse(text).questions
    assert [i.text.split() for i in q.interventions] == [" ".join(ps).split() for _, ps in said]
    assert [i.role for i in q.interventions] == [
        "chair" if name == "De voorzitter" else "minister" if name.startswith("Minister") else "asker" if "Lamont" in name else "joining" for name, _ in said
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["1", "\n", " ", "1. 1. 1. ", "– A wordt b.\n", "De heer A (N-VA): x\n", "VRAAG OM UITLEG van A aan B, minister, over x\n"])
@pytest.mark.parametrize("layout", ["handelingen", "old", "site"])
def test_hostile_turns_take_linear_time(unit: str, layout: str) -> None:
    import time

    def seconds(size: int) -> float:
        words = unit * (size // len(unit))
        text = {
            "handelingen": HANDELINGEN + "\n" + words, "old": OLD.replace("Wanneer herstelt", f"\n\n{words}\n\nWanneer herstelt"),
            "site": _page("", ("De voorzitter", words), ("Minister Jo Brouns", "<div>" * min(size // 5, 50_000))),
        }[layout]  # fmt: skip
        start = time.perf_counter()
        _parse(text)
        return time.perf_counter() - start

    small = seconds(5_000)
    assert seconds(40_000) < 24 * small + 1


def test_two_ministers_two_askers_and_a_missing_text_in_old_handelingen() -> None:
    text = """Woordelijk Verslag
Commissie voor Leefmilieu van 12 oktober 2010

Vraag om uitleg van mevrouw Gwenny De Vroe tot mevrouw Joke Schauvliege, Vlaams minister van Leefmilieu, Natuur en Cultuur, en tot mevrouw Freya Van den Bossche, Vlaams minister van Energie, Wonen en Steden, over groene stroom
- 12 (2010-2011)

De voorzitter : Mevrouw De Vroe heeft het woord.

Mevrouw Gwenny De Vroe : Ministers, wat doet u? Op 3 mei zei
minister Schauvliege: "Veel."

Minister Joke Schauvliege : Veel.

Minister Freya Van den Bossche : Tekstfragment nog niet beschikbaar.

Vraag om uitleg van de heren Jan Peeters en Bart Martens tot de heer Kris Peeters, minister-president van de Vlaamse Regering, betreffende de haven
- 13 (2010-2011)

De heer Jan Peeters : Hoe gaat het?

Minister-president Kris Peeters : Goed.
"""
    first, second = _parse(text).questions
    assert [(a.name, a.title) for a in first.addressees] == [
        ("Joke Schauvliege", "Vlaams minister van Leefmilieu, Natuur en Cultuur"), ("Freya Van den Bossche", "Vlaams minister van Energie, Wonen en Steden"),
    ]  # fmt: skip
    assert [i.missing for i in first.interventions] == [False, False, False, True] and any("turn 4" in p for p in first.problems)
    assert first.interventions[1].text.endswith('zei minister Schauvliege: "Veel."')
    assert [a.name for a in second.askers] == ["Jan Peeters", "Bart Martens"] and second.title == "over de haven"


@pytest.mark.parametrize(
    "head",
    [
        "Vraag om uitleg over bruggen van Jos De Meyer aan minister Ben Weyts\n1096 (2014-2015)",
        "Vraag om uitleg over bruggen\nvan Jos De Meyer aan minister Ben Weyts\n1096 (2014-2015)",
        "Vraag om uitleg van Jos De Meyer aan minister Ben Weyts over bruggen - 1096 (2014-2015)",
        "Vraag om uitleg\nover bruggen\n1096 (2014-2015)\nvan Jos De Meyer aan minister Ben Weyts, beantwoord door minister Hilde Crevits",
    ],
)
def test_headings_of_the_old_site_in_any_order(head: str) -> None:
    text = OLD.replace("van Jos De Meyer aan minister Ben Weyts\n1096 (2014-2015)\nvan Els Robeyns aan minister Ben Weyts\n1101 (2014-2015)", head)
    [q] = _parse(text.replace("Voorzitter\n", "Voorzitter\n\nMarino Keulen\n")).questions
    assert (q.id, q.title, [a.name for a in q.askers], [a.name for a in q.addressees]) == ("vou-2014-2015-1096", "over bruggen", ["Jos De Meyer"], ["Ben Weyts"])
    assert [i.role for i in q.interventions] == ["chair", "asker", "joining", "minister", "chair"]
