"""Citations in the forms that questions and answers use: what is cited, with its number and day, and the record it would be."""

from __future__ import annotations

import datetime as dt

import pytest

from pq_corpus.language.references import find_references
from pq_corpus.records import Days
from tests.conftest import Pq
from tests.test_written import made

SAID = Days(first=dt.date(2024, 2, 26), last=dt.date(2024, 2, 26))
WRITTEN, ORAL = "written_question", "oral_question"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zie schriftelijke vraag nr. 624 van 3 juli 2018.", [(WRITTEN, "624", "2018-07-03", None)]),
        ("In mijn schriftelijke vraag nr. 1133 kreeg ik dat.", [(WRITTEN, "1133", None, None)]),
        ("In mijn schriftelijke vraag nr. 1133 van 6 september 2022.", [(WRITTEN, "1133", "2022-09-06", "sv-2021-2022-demir-1133")]),
        ("Zie schriftelijke vraag 152 van 14 januari 2021.", [(WRITTEN, "152", "2021-01-14", "sv-2020-2021-demir-152")]),
        ("In uw antwoord op vraag 85 stelde u dat.", [(WRITTEN, "85", None, None)]),
        ("In uw antwoord op mijn vraag nr. 85 van 8 november 2019.", [(WRITTEN, "85", "2019-11-08", "sv-2019-2020-demir-85")]),
        ("Ik verwijs naar het antwoord op schriftelijke vraag nr. 851 van mevrouw Els Robeyns, gesteld op 21 februari 2023.",
         [(WRITTEN, "851", "2023-02-21", "sv-2022-2023-demir-851")]),
        ("Zie schriftelijke vraag nr. 657 van 24 mei 2017 van mevrouw Van den Bossche.", [(WRITTEN, "657", "2017-05-24", None)]),
        ("Zie schriftelijke vragen nr. 12 en nr. 13 van 4 mei 2023.",
         [(WRITTEN, "12", "2023-05-04", "sv-2022-2023-demir-12"), (WRITTEN, "13", "2023-05-04", "sv-2022-2023-demir-13")]),
        ("Zie mijn schriftelijke vraag (nr. 235 van 11 januari 2024).", [(WRITTEN, "235", "2024-01-11", "sv-2023-2024-demir-235")]),
        ("SV 606 van 3 oktober 2023", [(WRITTEN, "606", "2023-10-03", "sv-2023-2024-demir-606")]),
        ("Zie mijn vraag om uitleg nr. 1559 (2024-2025).", [(ORAL, "1559", None, "vou-2024-2025-1559")]),
        ("Zie actuele vraag nr. 445 (2019-2020).", [(ORAL, "445", None, "av-2019-2020-445")]),
        ("Interpellatie nr. 12 (2017-2018) ging daarover.", [(ORAL, "12", None, "in-2017-2018-12")]),
        ("De beleidsnota Wonen 2024-2029 zegt dat.", [("policy_note", None, None, None)]),
        ("De beleidsbrief 2023 zegt dat.", [("policy_letter", None, None, None)]),
        ("Het Vlaamse regeerakkoord zegt dat.", [("coalition_agreement", None, None, None)]),
        ("Het decreet van 15 juli 2016 bepaalt dat.", [("decree", None, "2016-07-15", None)]),
        ("Het besluit van de Vlaamse Regering van 3 mei 2013 bepaalt dat.", [("decree", None, "2013-05-03", None)]),
        ("Zie Parl. St. Vl. Parl. 2019-2020, nr. 132/1.", [("parliamentary_document", None, None, None)]),
        ("Zie Parl.St. Vlaams Parlement 2022-23, 1533/1.", [("parliamentary_document", None, None, None)]),
        ("In januari stelde ik u een vraag over dit onderwerp.", [(ORAL, None, None, None)]),
        ("Vorig jaar stelde ik u hierover al een schriftelijke vraag.", [(WRITTEN, None, None, None)]),
        ("De gedachtewisseling van 12 maart 2020 leerde dat.", [("debate", None, "2020-03-12", None)]),
        ("De gedachtewisseling met de rectoren (12 december 2022) leerde dat.", [("debate", None, "2022-12-12", None)]),
        ("De gedachtewisseling die op 6 mei 2025 plaatsvond, leerde dat.", [("debate", None, "2025-05-06", None)]),
        ("De commissievergaderingen van 3 oktober 2019 en 7 november 2019.", [("debate", None, d, None) for d in ("2019-10-03", "2019-11-07")]),
        ("De vergadering met de vakbonden dateert van 14 januari 2024.", []),
        ("De BBT 2024 Armoede noemt een protocol.", [("policy_letter", None, None, None)]),
        ("Zie stuk 37-B (2016-2017) – Nr. 1.", [("parliamentary_document", None, None, None)]),
        ("Het decreet van 3 juli 2015 tot wijziging van het decreet van 10 december 2010 betreffende bemiddeling.",
         [("decree", None, "2015-07-03", None), ("decree", None, "2010-12-10", None)]),
        ("Het decreet van 7 juni 2013 betreffende inburgering werd in de commissievergadering van 28 mei 2013 gestemd.",
         [("decree", None, "2013-06-07", None), ("debate", None, "2013-05-28", None)]),
        # days: with a year in figures, without a year (the last one before it was said), before the noun, after "ingediend op"
        ("Zie SV nr. 112 d.d. 14/11/2019.", [(WRITTEN, "112", "2019-11-14", "sv-2019-2020-demir-112")]),
        ("Zie schriftelijke vraag nr. 98 van 20 november.", [(WRITTEN, "98", "2023-11-20", "sv-2023-2024-demir-98")]),
        ("Op 3 februari 2022 stelde ik schriftelijke vraag nr. 612.", [(WRITTEN, "612", "2022-02-03", "sv-2021-2022-demir-612")]),
        ("In haar antwoord van 9 december 2019 op mijn schriftelijke vraag nr. 131.", [(WRITTEN, "131", None, None)]),
        ("Mijn schriftelijke vraag met nummer 187, ingediend op 12 januari 2023.", [(WRITTEN, "187", "2023-01-12", "sv-2022-2023-demir-187")]),
        ("De schriftelijke vraag van 3 februari 2022 (nr. 612).", [(WRITTEN, "612", "2022-02-03", "sv-2021-2022-demir-612")]),
        ("Mijn schriftelijke vragen hierover, met name nr. 11 van 7 oktober 2022 en nr. 402 van 3 februari 2023.",
         [(WRITTEN, "11", "2022-10-07", "sv-2022-2023-demir-11"), (WRITTEN, "402", "2023-02-03", "sv-2022-2023-demir-402")]),
        ("Zie schriftelijke vragen nrs. 88, 89 en 90 van 8 november 2019.",
         [(WRITTEN, n, "2019-11-08", f"sv-2019-2020-demir-{n}") for n in ("88", "89", "90")]),
        ("Op vraag nr. 1211 van 25/08/17 werd geantwoord dat het kan.", [(WRITTEN, "1211", "2017-08-25", None)]),
        ("Zie schriftelijke vraag nr. 12 van 3/02/98.", [(WRITTEN, "12", "1998-02-03", None)]),
        ("Ik stelde op 29 september 2016 schriftelijke vraag nr. 16 en op 28 september 2017 schriftelijke vraag nr. 14.",
         [(WRITTEN, "16", "2016-09-29", None), (WRITTEN, "14", "2017-09-28", None)]),
        ("De vorige bevraging dateert van 28 april 2016, met name schriftelijke vraag nr. 645.", [(WRITTEN, "645", "2016-04-28", None)]),
        ("Op mijn vraag van 16 februari 2023 (SV nr. 390) kwam geen antwoord.", [(WRITTEN, "390", "2023-02-16", "sv-2022-2023-demir-390")]),
        ("Op 9 oktober 2017 stelde ik u onder nummer 27 al een schriftelijke vraag.", [(WRITTEN, "27", "2017-10-09", None)]),
        ("De mondelinge vraag die collega Claes u op 11 juni 2018 stelde, ging daarover.", [(ORAL, None, "2018-06-11", None)]),
        ("Mijn SV's nrs. 501 en 502 (beide van 27 maart 2019).", [(WRITTEN, n, "2019-03-27", None) for n in ("501", "502")]),
        ("Zie schriftelijke vragen nr. 610 (Nele Claes) en nr. 615 (Jan Smet).", [(WRITTEN, "610", None, None), (WRITTEN, "615", None, None)]),
        ("Uit mijn SV's 77, 112 en 240 kwam hetzelfde naar voren.", [(WRITTEN, n, None, None) for n in ("77", "112", "240")]),
        ("Zie de schriftelijke vragen 421 (13 april 2016) en 422 (13 april 2016).", [(WRITTEN, n, "2016-04-13", None) for n in ("421", "422")]),
        ("Mijn vorige vraag hieromtrent (SV 2020-2021 nr. 588).", [(WRITTEN, "588", None, "sv-2020-2021-demir-588")]),
        ("In uw antwoord op de vragen om uitleg van de dames Claes en Smet, nrs. 2041 en 2055.", [(ORAL, "2041", None, None), (ORAL, "2055", None, None)]),
        ("Daarna kwam er een vraag om uitleg van collega Claes.", [(ORAL, None, None, None)]),
        ("Ik heb de minister hierover al ondervraagd met een vraag om uitleg.", [(ORAL, None, None, None)]),
        # session years, and whose minister
        ("Zie SV 301 (2019-2020).", [(WRITTEN, "301", None, "sv-2019-2020-demir-301")]),
        ("Zie schriftelijke vraag nr. 612 van Johan Danen (2021-2022).", [(WRITTEN, "612", None, "sv-2021-2022-demir-612")]),
        ("Zie mijn vraag om uitleg 1575 van dit werkjaar.", [(ORAL, "1575", None, "vou-2023-2024-1575")]),
        ("Minister Weyts antwoordde op schriftelijke vraag nr. 88 van 5 november 2020 daarop.", [(WRITTEN, "88", "2020-11-05", "sv-2020-2021-weyts-88")]),
        ("Zie schriftelijke vraag nr. 389 van 26 juni 2023 van Kurt De Loor, gericht aan minister-president Jan Jambon.",
         [(WRITTEN, "389", "2023-06-26", "sv-2022-2023-jambon-389")]),
        ("Zulke vragen stelde ik aan minister Peeters (nr. 412 van 3 februari 2023) en minister Weyts (nr. 187 van 3 februari 2023).",
         [(WRITTEN, "412", "2023-02-03", "sv-2022-2023-peeters-412"), (WRITTEN, "187", "2023-02-03", "sv-2022-2023-weyts-187")]),
        # without a number
        ("Ik heb u daar in december een vraag om uitleg over gesteld.", [(ORAL, None, None, None)]),
        ("Ik verwijs naar mijn vraag om uitleg van 17 oktober 2023.", [(ORAL, None, "2023-10-17", None)]),
        ("U hebt die vraag aan mij gesteld op 21 januari.", [(ORAL, None, "2024-01-21", None)]),
        ("Collega Danen heeft daar in oktober een schriftelijke vraag over ingediend.", [(WRITTEN, None, None, None)]),
        ("Ik heb eind vorig jaar een vraag gesteld over de recyclage.", [(ORAL, None, None, None)]),
        # meetings, decrees by their own name, papers
        ("Dat zei u in de Commissie voor Wonen en Energie van donderdag 5 oktober 2023.", [("debate", None, "2023-10-05", None)]),
        ("Het Bosdecreet van 13 juni 1990 verplicht dat.", [("decree", None, "1990-06-13", None)]),
        ("Het decreet Basisbereikbaarheid van 26 april 2019 en het BVR d.d. 25/01/2013.",
         [("decree", None, "2019-04-26", None), ("decree", None, "2013-01-25", None)]),
        ("Zie Stuk 1774 (2022-2023) – Nr. 1.", [("parliamentary_document", None, None, None)]),
        # what cites nothing, or nothing of this parliament
        ("Zie het antwoord op vraag 2.", []),
        ("Ik verwijs naar mijn antwoord op vraag 1 van deze schriftelijke vraag.", []),
        ("In antwoord op uw schriftelijke vraag kan ik u het volgende meedelen.", []),
        ("Ik zal daar een schriftelijke vraag over stellen.", []),
        ("Er moet geen schriftelijke vraag voor gesteld worden.", []),
        ("Op vraag van 12 gemeenten werd de termijn op 3 mei 2023 verlengd.", []),
        ("De dienst kreeg op 20 oktober 2022 een vraag van de stad.", []),
        ("De burgemeester stelde mij vorige week de vraag waarom.", []),
        ("Het federale regeerakkoord en het Waalse regeerakkoord zeggen dat.", []),
        ("De Federale Regering heeft in het regeerakkoord die intentie.", []),
        ("In de Kamer stelde zij schriftelijke vraag nr. 215 van 9 december 2019.", []),
        ("Zij stelde vraag nr. 215 van 9 december 2019 aan de federale minister van Justitie.", []),
        ("Senator Brouwers stelde schriftelijke vraag nr. 7-1234 van 5 februari 2021.", []),
        ("Er waren 624 vragen in 2018, goed voor 12 791 969 euro.", []),
        ("Bel 02 552 11 11 voor vraag en antwoord.", []),
    ],
)  # fmt: skip
def test_a_citation(text: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    found = find_references(text, "x", 0, SAID, minister="Zuhal Demir")
    assert [(r.kind, r.number, r.date and r.date.isoformat(), r.would_be) for r in found] == expected
    for one in found:
        assert " ".join(text[one.span.start : one.span.end].split()) == one.text
        assert one.rule.startswith("reference.")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    """Five written questions of three ministers, the last of which cites the others."""
    folder = tmp_path_factory.mktemp("references")
    asked = [
        (12, "ZUHAL DEMIR", "3 mei 2023", "1. Hoeveel?"),
        (12, "BEN WEYTS", "3 mei 2023", "1. Hoeveel?"),
        (40, "HILDE CREVITS", "10 mei 2023", "1. Hoeveel?"),
        (7, "BEN WEYTS", "12 oktober 2023", "1. Waarom werd schriftelijke vraag nr. 12 van 3 mei 2023 aan minister Demir niet uitgevoerd?"),
        (
            99, "ZUHAL DEMIR", "11 januari 2024",
            "1. Zie mijn schriftelijke vraag nr. 12 van 3 mei 2023. En schriftelijke vraag nr. 40 van 10 mei 2023?\n"
            "2. Zie SV 12 (2022-2023). En mijn schriftelijke vraag van 12 oktober 2023?\n"
            "3. Zie schriftelijke vraag nr. 13 van 3 mei 2023. En schriftelijke vraag nr. 12? En die van mijn schriftelijke vraag van 13 mei 2023?",
        ),
    ]  # fmt: skip
    for n, (number, minister, date, text) in enumerate(asked):
        answer = "1. Ik verwijs naar het antwoord op schriftelijke vraag nr. 12 van 3 mei 2023." if number == 99 else "1. Ja."
        (folder / f"{n}.txt").write_text(made(text, answer, "Premies", nr=number, minister=minister, date=date))
    pq = Pq(folder / "corpus")
    assert pq("init", folder / "corpus").returncode == 0
    assert pq("add", *folder.glob("*.txt")).returncode == 0 and pq("build").returncode == 0
    return pq


def test_citations_lead_to_records_or_say_in_dutch_why_not(corpus: Pq) -> None:
    question = corpus.json("show", "sv-2023-2024-demir-99")
    demir, weyts = "sv-2022-2023-demir-12", "sv-2022-2023-weyts-12"
    assert [(r["target"], r["reason"]) for r in question["references"]] == [
        (demir, None),  # the minister asked now
        ("sv-2022-2023-crevits-40", None),  # no such question to the minister asked now; the same asker, number and day
        (None, f"dubbelzinnig: {demir} of {weyts}"),  # numbers run per minister
        ("sv-2023-2024-weyts-7", None),  # by its day and asker
        (None, "niet in het corpus; het zou sv-2022-2023-demir-13 zijn"),
        (None, f"dubbelzinnig: {demir} of {weyts}"),
        (None, "de verwijzing noemt geen nummer, en het corpus heeft van die dag geen vraag van dezelfde vraagsteller"),
        (demir, None),
    ]
    assert question["sub_questions"][0]["disposition"]["target"] == demir


def test_what_cites_a_question_is_shown_with_its_words(corpus: Pq) -> None:
    shown = corpus("show", "sv-2022-2023-demir-12").stdout
    cited = shown[shown.index("Aangehaald door:") :].splitlines()
    assert "[sv-2023-2024-demir-99]: “schriftelijke vraag nr. 12 van 3 mei 2023”" in cited[1]
    assert "[sv-2023-2024-weyts-7]: “schriftelijke vraag nr. 12 van 3 mei 2023 aan minister Demir”" in cited[2]
    citing = corpus("show", "sv-2023-2024-demir-99").stdout
    assert "“schriftelijke vraag nr. 12 van 3 mei 2023” (2 keer): Schriftelijke vraag nr. 12 (2022-2023)" in citing
    assert "“schriftelijke vraag nr. 13 van 3 mei 2023”: niet in het corpus; het zou sv-2022-2023-demir-13 zijn" in citing
    thread = corpus("thread", "sv-2023-2024-demir-99").stdout
    assert thread.count("verwijst naar sv-2022-2023-demir-12: “schriftelijke vraag nr. 12 van 3 mei 2023”\n") == 1
