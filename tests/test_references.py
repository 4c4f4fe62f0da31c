"""Citations in the forms that questions and answers use: what is cited, with its number and day, and the record it would be."""

from __future__ import annotations

import datetime as dt

import pytest

from pq_corpus.language.references import find_references
from pq_corpus.records import Days

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
        ("De gedachtewisseling van 12 maart 2020 leerde dat.", [(ORAL, None, "2020-03-12", None)]),
        ("Er waren 624 vragen in 2018, goed voor 12 791 969 euro.", []),
        ("Bel 02 552 11 11 voor vraag en antwoord.", []),
    ],
)  # fmt: skip
def test_a_citation(text: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    found = find_references(text, "x", 0, SAID, asker="Jos D'Haese", minister="Zuhal Demir", speaker_is_minister=False)
    assert [(r.kind, r.number, r.date and r.date.isoformat(), r.would_be) for r in found] == expected
    for one in found:
        assert " ".join(text[one.span.start : one.span.end].split()) == one.text
        assert one.rule.startswith("reference.")
