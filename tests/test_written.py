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


@pytest.mark.parametrize(
    ("asked", "told", "wanted"),
    [
        ("1.Hoeveel?\n2.Waarom?", "1-2.Bij dossiers.", ["1 2"]),  # point 3
        ("1. A?\n2. B?\n3. C?\n4. D?", "1 tot 3.\nSamen.\n4. Ook.", ["1 2 3", "4"]),
        ("1. A?\n2. B?\n3. C?\n4. D?", "1 tot 3\nSamen.\n4\nOok.", ["1 2 3", "4"]),
        ("1. A?\n2. B?\n3. C?", "1. en 2. Samen.\n3. Ook.", ["1 2", "3"]),
        ("1. A?\n2. B?\n3. C?", "1, 2 en 3. Samen.", ["1 2 3"]),
        ("1. A?\n2. B?\n3. C?", "1. t.e.m. 3. Samen.", ["1 2 3"]),
        ("1. A?\n2. B?\n3. C?", "Vraag 1: Ja.\nVragen 2 en 3: Neen.", ["1", "2 3"]),
        ("1. A?\n2. B?", "Antwoord op vraag 1:\nJa.\nAd 2. Neen.", ["1", "2"]),
        ("1° A?\n2° B?", "1/ Ja.\n2/ Neen.", ["1", "2"]),
        ("1. A:\na) x;\nb) y;\nc) z?\n2. B?", "1a-b. Zo.\n1c. Ook.\n2. Niet.", ["1.a 1.b", "1.c", "2"]),
        ("1. A:\na) x;\nb) y?\n2. B?", "1. a) Zo.\nb) Ook.\n2. Niet.", ["1.a", "1.b", "2"]),
        ("a) A?\nb) B?", "a) Ja.\nb) Neen.", ["a", "b"]),
        ("1a. A?\n1b. B?\n2. C?", "1a. Ja.\n1b. Neen.\n2. Zo.", ["1.a", "1.b", "2"]),
        ("1. A?\n1.1. Per jaar?\n1.2. Per dag?\n2. B?", "1.1. Ja.\n1.2. Neen.\n2. Zo.", ["1", "2"]),
    ],
)  # fmt: skip
def test_points_3_5_and_6_forms_of_labels(asked: str, told: str, wanted: list[str]) -> None:
    q = read(made(asked, told))
    assert [" ".join(a.labels) for a in q.answers] == wanted


@pytest.mark.parametrize(
    ("asked", "told", "questions", "answers"),
    [
        # lists within the answer: of another form, in small letters, counting from 1 once more, or the whole answer
        ("1. A?\n2. B?", "1. De acties:\n1) een plan;\n2) een premie.\n2. Ja.", 2, ["De acties: 1) een plan; 2) een premie.", "Ja."]),
        ("1. A?\n2. B?\n3. C?", "1. Drie:\n1. Een plan.\n2. Een premie.\n3. Een wet.\n2. Ja.\n3. Neen.", 3, ["Drie: 1. Een plan. 2. Een premie. 3. Een wet.", "Ja.", "Neen."]),
        ("1. A?\n2. B?", "1. Ja.\n2. Twee:\n1. een plan;\n2. een premie.", 2, ["Ja.", "Twee: 1. een plan; 2. een premie."]),
        ("1. A?\n2. B?", "De acties:\n1. een plan;\n2. een premie.", 2, ["De acties: 1. een plan; 2. een premie."]),
        ("Wat plant u?", "Twee acties.\n1. Een plan.\n2. Een premie.", 1, ["Twee acties. 1. Een plan. 2. Een premie."]),
        # the words before a number say that it is none
        ("1. A?\n2. B?", "1. Dat staat in artikel\n2. Het artikel is oud.\n2. Ja.", 2, ["Dat staat in artikel 2. Het artikel is oud.", "Ja."]),
        ("1. Gold dat op\n31 december 2023?\n2. B?", "1. Sinds\n2. januari niet meer.\n10 dossiers lopen.\n2. Ja.", 2, ["Sinds 2. januari niet meer. 10 dossiers lopen.", "Ja."]),
        # earlier questions in the context, and a list within a question
        ("Ik vroeg al:\n1. Hoeveel?\n2. Waarom?\nDat bleef open.\n1. Waarom?\n2. Wanneer?\n3. Wie?", "1. Zo.\n2. Nu.\n3. Ik.", 3, ["Zo.", "Nu.", "Ik."]),
        ("1. A?\n2. Per dossier:\n1) wanneer;\n2) wie?\n3. C?", "1. Zo.\n2. Nu.\n3. Ik.", 3, ["Zo.", "Nu.", "Ik."]),
    ],
)  # fmt: skip
def test_point_7_numbers_that_are_no_labels(asked: str, told: str, questions: int, answers: list[str]) -> None:
    q = read(made(asked, told))
    assert len(q.sub_questions) == questions and [" ".join(a.text.split()) for a in q.answers] == answers


@pytest.mark.parametrize("fonts", [("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"), ("Times-Roman", "Times-Bold", "Times-Italic")])
def test_italics_end_a_title_and_the_place_on_the_line_tells_a_label(fonts: tuple[str, str, str]) -> None:
    from tests.pdf import printed

    data = printed(
        [WHO["minister"], WHO["title"], "nr. 235", "van SUZY WOUTERS", "datum: 11 januari 2024"],
        ["Wateroverlast in het bekken van de Demer en de Dijle - Draaiboek voor lokale", "Besturen en hulpdiensten"],
        [("", ["In juli 2021 was er wateroverlast en -", "schade. Dat was in", "2. Diest ook zo."]),
         ("1.", ["Is dat bekend?"]), ("2.", ["Welke gemeenten zijn er? Ligt Diest erbij, als", "3. Diest genoemd wordt?"]), ("3.", ["Wat nu?"])],
        [("1.", ["Ja."]), ("2.", ["De punten:", ">1. het draaiboek;", ">2. de oefening;", ">3. de communicatie."]), ("3.", ["Niets."])],
        fonts,
    )  # fmt: skip
    q = parse(data, {}, Origin("0" * 64))[1].questions[0]
    assert q.title == "Wateroverlast in het bekken van de Demer en de Dijle  -  Draaiboek voor lokale Besturen en hulpdiensten"
    assert q.context == "In juli 2021 was er wateroverlast en -schade. Dat was in 2. Diest ook zo."
    assert labels(q) == ["1", "2", "3"] and q.sub_questions[1].text.endswith("3. Diest genoemd wordt?")
    assert [" ".join(a.text.split()) for a in q.answers] == ["Ja.", "De punten: 1. het draaiboek; 2. de oefening; 3. de communicatie.", "Niets."]


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Ruimtelijke ordening  -  Toepassing van de codextrein in de gemeenten van het arrondissement\nHalle-Vilvoorde", "Ruimtelijke ordening  -  Toepassing van de codextrein in de gemeenten van het arrondissement Halle-Vilvoorde"),
        ("PFAS  -  3M", "PFAS  -  3M"),
        ("Stroomuitval 12 oktober 2023  -  Gevolgen (2)", "Stroomuitval 12 oktober 2023  -  Gevolgen (2)"),
    ],
)  # fmt: skip
def test_point_10_titles_that_wrap_or_are_in_capitals(subject: str, title: str) -> None:
    context = "De waterlopen in Vlaanderen worden door verschillende instanties beheerd. Dat leidt soms tot\nonduidelijkheid."
    text = made(f"{context}\n1. Hoe?\n2. Wanneer?", "1. Zo.\n2. Nu.", subject).replace("\n\n", "\n")  # no empty lines, as extracted
    q = read(text)
    assert q.title == title and q.context == " ".join(context.split()) and q.addressees[0].title == WHO["title"]


def test_point_2_pages_that_end_in_a_form_feed() -> None:
    q = read(made("1. Hoeveel?\n\n1\n\f2. Wanneer?", "1. Tien.\n\n3\n\f2. Nu.\n\n4\n").replace("\n\nZUHAL", "\n\n2\n\fZUHAL"))
    assert [s.text for s in q.sub_questions] == ["Hoeveel?", "Wanneer?"] and [a.text for a in q.answers] == ["Tien.", "Nu."]


def test_point_5_one_unnumbered_question_of_several_sentences() -> None:
    q = read(made("Wie betaalt? Dat vragen velen zich af. De kosten lopen op.\nWie draagt de kosten? Zo ja, hoeveel? Graag een timing.", "De gemeente."))
    assert q.context == "Wie betaalt? Dat vragen velen zich af. De kosten lopen op."
    assert [s.text for s in q.sub_questions] == ["Wie draagt de kosten? Zo ja, hoeveel? Graag een timing."]


def test_point_15_a_list_of_ministers_before_the_questions_cuts_nothing() -> None:
    told = "Deze vraag werd gesteld aan de ministers Zuhal Demir (235), Jo Brouns (12) en minister-president Jan Jambon (9)."
    q = read(made(f"{told}\n\n1. Hoe?\n2. Wanneer?", "1. Zo.\n2. Nu."))
    assert labels(q) == ["1", "2"] and q.siblings == ("sv-2023-2024-brouns-12", "sv-2023-2024-jambon-9")
    coordinated = made("1. Hoe?", "Zo.").replace("ANTWOORD\n", "GECOÖRDINEERD ANTWOORD\n")
    assert read(coordinated).answered_by[0].name == "Zuhal Demir" and read(coordinated).answered_by[0].title == WHO["title"]


def test_point_18_the_two_files_make_one_record() -> None:
    from pq_corpus.parse.merge import merge

    asked = parse(made("1. Hoe?\n2. Wie?", None).encode(), {}, Origin("1" * 64))[1].questions[0]
    told = parse((ANSWER.format(**WHO) + "1. Zo.\n2. Ik.").encode(), {}, Origin("2" * 64))[1].questions[0]
    for drafts in ([asked, told], [told, asked]):
        q = merge(drafts)
        assert labels(q) == ["1", "2"] and [a.labels for a in q.answers] == [("1",), ("2",)] and q.title == "Water  -  Plan"
        assert not q.problems and len(q.sources) == 2


@pytest.mark.parametrize(
    ("printed", "day", "name"),
    [
        ("Mevrouw De Vreese", "2020-06-16", "Maaike De Vreese"), ("LYDIA PEETERS", "2024-05-29", "Lydia Peeters"), ("JOS D'HAESE", "2022-11-16", "Jos D'Haese"),
        ("D’HAESE", "2022-11-16", "Jos D'Haese"), ("Minister-president Jan Jambon", "2022-01-01", "Jan Jambon"), ("Mevrouw de Bethune", "2016-03-15", "Sabine de Bethune"),
        ("De heer Sanctorum", "2016-03-15", "Hermes Sanctorum-Vandevoorde"), ("Tobback, Bruno", "2023-01-01", "Bruno Tobback"), ("De heer Vanbesien", "2015-02-26", "Wouter Vanbesien"),
    ],
)  # fmt: skip
def test_every_form_of_a_name_reaches_the_one_person(printed: str, day: str, name: str) -> None:
    from pq_corpus.parliament.people import people
    from pq_corpus.records import Days

    on = Days.model_validate_json(f'{{"from": "{day}", "to": "{day}"}}')
    assert people().member(printed, on).name == name


def test_two_candidates_give_none_and_say_so() -> None:
    from pq_corpus.parliament.people import people
    from pq_corpus.records import Days

    match = people().member("Mevrouw Schauvliege", Days())
    assert match.person is None and match.candidates == ("Joke Schauvliege", "Mieke Schauvliege") and "2 could be meant" in match.reason


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("SCHRIFTELIJKE VRAAG\n\nnr. 235\nvan SUZY WOUTERS\ndatum: onbekend\n\ntekst", 5, "date"),
        ("SCHRIFTELIJKE VRAAG\n\nvan SUZY WOUTERS\n", 3, "number"),
        ("SCHRIFTELIJKE VRAAG\nnr. 235\nvan SUZY WOUTERS\ndatum: 11 januari 2024\naan de bevoegde minister\n", 5, "minister"),
    ],
)  # fmt: skip
def test_a_document_that_fits_none_says_where_it_stopped(text: str, line: int, words: str) -> None:
    with pytest.raises(NoLayout, match=rf"nearest is written, line {line}: .*{words}"):
        read(text)


@pytest.mark.parametrize("text", ["1" * 10_000_000, "\n" * 300_000, "1. 1. 1. " * 200_000, "1.\n" * 60_000, "a) " * 400_000])
def test_hostile_text_in_the_layout_takes_linear_time(text: str) -> None:
    import time

    start = time.perf_counter()
    read(made("1. Hoe?\n" + text[: len(text) // 8], None))
    small = time.perf_counter() - start
    start = time.perf_counter()
    read(made("1. Hoe?\n" + text, None))
    assert time.perf_counter() - start < 24 * small + 1
