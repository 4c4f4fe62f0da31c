"""The written question: what the printed layout does to it (each point of the layout's notes by name)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_corpus.parse import NoLayout, Origin, parse
from pq_corpus.records import Question
from tests.conftest import SHARED, needs_shared

HEAD = "SCHRIFTELIJKE VRAAG\n\nnr. {nr}\nvan {asker}\ndatum: {date}\n\naan {minister}\n{title}\n\n"
ANSWER = "\n\n{minister}\n{title}\n\nANTWOORD\nop vraag nr. {nr} van {date}\nvan {asker}\n\n"
WHO = {
    "nr": 235, "asker": "SUZY WOUTERS", "date": "11 januari 2024", "minister": "ZUHAL DEMIR",
    "title": "VLAAMS MINISTER VAN JUSTITIE EN HANDHAVING, OMGEVING, ENERGIE EN TOERISME",
}  # fmt: skip


def made(question: str, answer: str | None = "1. Ja.", subject: str = "Water  -  Plan", **other: object) -> str:
    """A made-up document in the real layout."""
    who = {**WHO, **other}
    return HEAD.format(**who) + subject + "\n\n" + question + ("" if answer is None else ANSWER.format(**who) + answer + "\n")


def read(text: str, **supplied: str) -> Question:
    return parse(text.encode(), supplied, Origin("0" * 64))[1].questions[0]


def labels(q: Question) -> list[str | None]:
    return [s.label for s in q.sub_questions]


def test_point_1_session_year_and_day_of_the_answer_are_not_printed() -> None:
    q = read(made("1. Hoeveel?"))
    assert q.session_year == "2023-2024" and q.answered_on is None
    assert next(f for f in q.facts if f.field == "session_year").how == "derived"
    supplied = read(made("1. Hoeveel?"), answered_on="2024-02-09")
    assert str(supplied.answered_on) == "2024-02-09"
    assert next(f for f in supplied.facts if f.field == "answered_on").how == "supplied"


@pytest.mark.parametrize("glue", ["nemen?", "personeelskosten. "])
def test_point_2_the_page_break_is_lost(glue: str) -> None:
    text = made(f"1. Zal de minister dat {glue}").replace(glue + "\n\nZUHAL", glue + "ZUHAL").replace("  ", " ")
    q = read(text)
    assert q.sub_questions[-1].text.endswith(glue.strip()) and q.answered_by[0].name == "Zuhal Demir"


def test_point_3_missing_spaces() -> None:
    q = read(made("1.Hoeveel dossiers?\n\n2.Welke?\n\n3. Waar?", "1-2.Bij dossiers.\n\n3.Overal."))
    assert labels(q) == ["1", "2", "3"] and [a.labels for a in q.answers] == [("1", "2"), ("3",)]


def test_point_4_a_number_alone_on_its_line() -> None:
    q = read(made("1.\nHoeveel\ndossiers\nzijn er?\n2.\nWelke?", "1.\nTwaalf.\n2.\nDeze."))
    assert [s.text for s in q.sub_questions] == ["Hoeveel dossiers zijn er?", "Welke?"]
    assert [a.text for a in q.answers] == ["Twaalf.", "Deze."]


def test_point_5_joint_and_unnumbered_answers() -> None:
    q = read(made("1. A?\n2. B?\n3. C?\n4. D?", "1-2. Samen.\n3-4. Ook."))
    assert [a.labels for a in q.answers] == [("1", "2"), ("3", "4")]
    whole = read(made("1. A?\n2. B?", "Dat is niet bekend."))
    assert [a.labels for a in whole.answers] == [()]
    one = read(made("De wachtlijst groeit.\n\nWat doet de minister daaraan?", "Veel."))
    assert labels(one) == [None] and one.sub_questions[0].text == "Wat doet de minister daaraan?" and one.context == "De wachtlijst groeit."


def test_point_6_letters_under_a_number() -> None:
    q = read(made("1. Graag cijfers:\na) per jaar;\nb) per provincie.\n2. Waarom?", "1a. Tien.\n1b. Twintig.\n2. Daarom."))
    assert [c.label for c in q.sub_questions[0].children] == ["1.a", "1.b"]
    assert [a.labels for a in q.answers] == [("1.a",), ("1.b",), ("2",)]


def test_point_7_lines_that_only_look_numbered() -> None:
    q = read(
        made("1. Hoeveel euro?\n2. Waarom?", "1. Per jaar:\n2014: 12 791 969 euro\n2015: 13 000 000 euro\n1 miljoen meer.\n2. Daarom.")
    )
    assert [a.labels for a in q.answers] == [("1",), ("2",)]
    assert "2014: 12 791 969 euro\n2015: 13 000 000 euro" in q.answers[0].text


def test_point_8_numbers_stay_as_printed() -> None:
    q = read(made("1. Hoeveel?", "1. 3.781 dossiers, 21,74 % op 31-12-2022 en 27/4/2023."))
    assert q.answers[0].text == "3.781 dossiers, 21,74 % op 31-12-2022 en 27/4/2023."


def test_point_9_apostrophes_and_capitals() -> None:
    q = read(made("1. Hoe?", asker="JOS D’HAESE"))
    assert q.askers[0].name == "Jos D'Haese"
    unknown = read(made("1. Hoe?", asker="MARIE ONBEKEND"))
    assert unknown.askers[0].name == "MARIE ONBEKEND" and any("capitals" in p for p in unknown.problems)


@pytest.mark.parametrize(
    ("minister", "title", "name"),
    [
        ("MATTHIAS DIEPENDAELE", "MINISTER VAN FINANCIËN EN BEGROTING, WONEN EN ONROEREND ERFGOED", "Matthias Diependaele"),
        ("GWENDOLYN RUTTEN", "VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN BINNENLANDS\nBESTUUR, BESTUURSZAKEN EN INBURGERING", "Gwendolyn Rutten"),
        ("JAN JAMBON", "MINISTER-PRESIDENT VAN DE VLAAMSE REGERING", "Jan Jambon"),
    ],
)  # fmt: skip
def test_point_10_titles_of_ministers(minister: str, title: str, name: str) -> None:
    q = read(made("1. Hoe?", minister=minister, title=title))
    assert q.addressees[0].name == name and q.addressees[0].title == " ".join(title.split()) and q.title == "Water  -  Plan"


def test_point_11_aan_is_missing() -> None:
    q = read(made("1. Hoe?").replace("\n\naan ZUHAL", " ZUHAL"))
    assert q.addressees[0].name == "Zuhal Demir"


def test_point_12_hyphens_at_the_end_of_a_line() -> None:
    q = read(made("Zware wateroverlast en -\nschade bij CO 2-negatieve stenen.\n\n1. Hoe?"))
    assert q.context == "Zware wateroverlast en -schade bij CO 2-negatieve stenen."


def test_point_13_attachments() -> None:
    q = read(made("1. Hoe?", "1. Ik verwijs hiervoor naar de bijlage.\n\nBIJLAGEN\n\n- Tabel per jaar\n- Tabel per provincie"))
    assert q.attachments == ("Tabel per jaar", "Tabel per provincie") and q.answers[0].text.endswith("de bijlage.")


def test_point_15_several_ministers() -> None:
    end = "Deze vraag werd gesteld aan de ministers Jan Jambon (142), Hilde Crevits (256), Zuhal Demir (235)."
    q = read(made(f"1. Hoe?\n\n{end}"))
    assert q.siblings == ("sv-2023-2024-jambon-142", "sv-2023-2024-crevits-256") and q.sub_questions[0].text == "Hoe?"


def test_point_16_tables_keep_their_rows() -> None:
    q = read(made("1. Hoeveel?", "1. Zie tabel.\n2024 1.083 363 690 287\n2023 1.000 300 600 200\n* Bron: VMM"))
    assert "\n2024 1.083 363 690 287\n2023 1.000 300 600 200\n" in q.answers[0].text


def test_point_18_question_and_answer_in_two_files() -> None:
    assert read(made("1. Hoe?", None)).answers == ()
    text = ANSWER.format(**WHO) + "1. Zo."
    assert read(text).answers[0].text == "Zo." and read(text).addressees[0].name == "Zuhal Demir"


def test_the_old_bulletin() -> None:
    q = read(
        "Vraag nr. 42 van 8 maart 2006\nvan JAN LOONES\n\nBerekening mestquota - Oppervlakte\n\nHoe wordt dat berekend?\n\nANTWOORD\n\nZo wordt dat berekend.\n"
    )
    assert q.number == 42 and str(q.asked_on) == "2006-03-08" and q.answers[0].text == "Zo wordt dat berekend."


def test_another_minister_answers() -> None:
    text = made("1. Hoe?")
    cut = text.rindex("ZUHAL DEMIR")
    q = read(text[:cut] + text[cut:].replace("ZUHAL DEMIR", "LYDIA PEETERS"))
    assert q.addressees[0].name == "Zuhal Demir" and q.answered_by[0].name == "Lydia Peeters"


def test_a_mention_is_no_layout() -> None:
    with pytest.raises(NoLayout, match="nearest is"):
        read("In schriftelijke vraag nr. 85 van 8 november 2019 vroeg Lorin Parys naar SIO's.\nDe minister antwoordde.")


SENTENCE = st.lists(
    st.sampled_from("de het water plan gemeente minister jaar nieuwe kosten van voor met 2024 12%".split()), min_size=1, max_size=30
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCE, min_size=1, max_size=12), st.lists(SENTENCE, min_size=1, max_size=4))
def test_whatever_goes_in_comes_out_whole_once_in_order(parts: list[str], context: list[str]) -> None:
    asked = "\n\n".join(f"{n}. Vraagt {part}?" for n, part in enumerate(parts, 1))
    told = "\n\n".join(f"{n}. Zegt {part}." for n, part in enumerate(parts, 1))
    q = read(made("\n\n".join(f"Context {c}." for c in context) + "\n\n" + asked, told))
    assert [s.text for s in q.sub_questions] == [f"Vraagt {part}?" for part in parts]
    assert [(a.labels, a.text) for a in q.answers] == [((str(n),), f"Zegt {part}.") for n, part in enumerate(parts, 1)]
    assert q.context == "\n\n".join(f"Context {c}." for c in context)


@needs_shared
def test_nr_235_from_the_pdf() -> None:
    data = (SHARED / "real/written/vrg_en_antw.235.pdf").read_bytes()
    q = parse(data, {}, Origin("0" * 64))[1].questions[0]
    assert (
        q.id == "sv-2023-2024-demir-235" and q.askers[0].name == "Suzy Wouters" and q.context is not None and q.context.count("\n\n") == 4
    )
    assert labels(q) == ["1", "2", "3"] and [a.labels for a in q.answers] == [("1",), ("2",), ("3",)]
    assert q.answers[2].text.endswith("een BNIP opgemaakt worden.")


@needs_shared
def test_nr_606_from_its_text() -> None:
    data = (SHARED / "real/written/schv_nr606.txt").read_bytes()
    q = parse(data, {}, Origin("0" * 64))[1].questions[0]
    assert q.id == "sv-2022-2023-diependaele-606" and q.title_parts == ("CO2-negatieve gevelsteen", "Toepassing")
    assert q.sub_questions[2].text.endswith("hierbij het voortouw nemen?") and labels(q) == ["1", "2", "3"]
    assert q.answers[0].text.startswith("Gezien de bredere tendens") and q.answers[2].text.endswith("hierop kunnen inspelen.")


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("Ik verwijs naar het antwoord op schriftelijke vraag nr. 851 van mevrouw Els Robeyns, gesteld op 21 februari 2023.", "851"),
        ("Ik verwijs naar het antwoord op uw schriftelijke vraag 152 van 14 januari 2021.", "152"),
        ("Voor het gecoördineerde antwoord verwijs ik naar het antwoord van minister Jan Jambon op schriftelijke vraag nr. 142 van 26 februari 2024.", "142"),
    ],
)  # fmt: skip
def test_point_14_answers_that_refer_elsewhere(words: str, target: str) -> None:
    from pq_corpus.language.enrich import enrich

    text = made("1. Hoe?", f"1. {words}")
    q, _ = enrich(read(text), lambda _: text)
    disposition = q.sub_questions[0].disposition
    assert disposition is not None and disposition.kind == "referred" and any(f"{target}" in r.text for r in q.references)


@pytest.mark.parametrize(
    "words",
    [
        "De Vlaamse overheid heeft geen zicht op het aantal dossiers.",
        "Er is geen centrale structurele registratie of monitoring van deze dossiers.",
        "Wonen in Vlaanderen beschikt dan ook niet over deze data.",
    ],
)
def test_point_17_refusals_in_fixed_wording(words: str) -> None:
    from pq_corpus.language.enrich import enrich

    text = made("1. Hoeveel?", f"1. {words}")
    q, _ = enrich(read(text), lambda _: text)
    disposition = q.sub_questions[0].disposition
    assert disposition is not None and disposition.kind == "no_data" and disposition.text


def test_point_19_what_no_source_shows_is_not_made_up() -> None:
    """Two names in the header are kept as printed, in one field, and said not to be known."""
    q = read(made("1. Hoe?", asker="SUZY WOUTERS EN JAN ONBEKEND"))
    assert q.askers and all("Onbekend" not in a.name for a in q.askers) and any("capitals" in p for p in q.problems)


def test_the_1990s() -> None:
    q = read(
        "Vraag nr. 123 van 21 juni 1996 van de heer MANDUS VERLINDEN\n\nSociale woningen – Leegstand\n\nHoeveel woningen staan leeg?\n\nAntwoord\n\nEr staan 120 woningen leeg.\n"
    )
    assert (q.number, str(q.asked_on), q.session_year) == (123, "1996-06-21", "1995-1996")
    assert q.title_parts == ("Sociale woningen", "Leegstand") and q.answers[0].text == "Er staan 120 woningen leeg."


def test_a_printed_pdf_over_several_pages() -> None:
    from tests.pdf import paged, pdf

    asked = "\n\n".join(f"{n}. Hoeveel dossiers van soort {n} behandelde het agentschap, en waarom niet meer?" for n in range(1, 16))
    told = "\n\n".join(f"{n}. Er waren {n * 100} dossiers van soort {n}." for n in range(1, 16))
    before, _, after = made(asked, told).partition("\n\nZUHAL DEMIR\nVLAAMS")
    data = pdf([*paged(before, 30), *paged("ZUHAL DEMIR\nVLAAMS" + after, 30)], foot="{page}")
    q = parse(data, {}, Origin("0" * 64))[1].questions[0]
    assert labels(q) == [str(n) for n in range(1, 16)] and q.answered_by[0].name == "Zuhal Demir"
    assert [s.text for s in q.sub_questions] == [f"Hoeveel dossiers van soort {n} behandelde het agentschap, en waarom niet meer?" for n in range(1, 16)]  # fmt: skip
    assert [a.text for a in q.answers] == [f"Er waren {n * 100} dossiers van soort {n}." for n in range(1, 16)]


@pytest.mark.parametrize("text", ["1" * 10_000_000, "\n" * 400_000, "1. 1. 1. " * 1_000_000, "1.\n" * 300_000, "a) " * 2_000_000])
def test_hostile_text_in_the_layout_takes_linear_time(text: str) -> None:
    import time

    start = time.perf_counter()
    read(made("1. Hoe?\n" + text[: len(text) // 8], None))
    small = time.perf_counter() - start
    start = time.perf_counter()
    read(made("1. Hoe?\n" + text, None))
    assert time.perf_counter() - start < 24 * small + 1
