"""What became of each sub-question, told from the words of its answer."""

from __future__ import annotations

import pytest

from tests.conftest import Pq
from tests.test_written import made

ANSWERS = [
    ("In 2023 werden 1.204 premies uitbetaald.", "answered"),
    ("Ik verwijs naar het antwoord op schriftelijke vraag nr. 851 van 21 februari 2023.", "referred"),
    ("Ik verwijs hiervoor naar de bijlage.", "referred"),
    ("Zie bijlage.", "referred"),
    ("Zie het antwoord op vraag 2.", "referred"),
    ("Voor deze vraag verwijs ik u naar collega Weyts.", "referred"),
    ("Deze gegevens worden niet centraal geregistreerd.", "no_data"),
    ("De Vlaamse overheid heeft geen zicht op het aantal aanvragen.", "no_data"),
    ("Er is geen centrale structurele registratie of monitoring van deze toestellen.", "no_data"),
    ("Wonen in Vlaanderen beschikt dan ook niet over deze data.", "no_data"),
    ("Hierover zijn geen cijfers beschikbaar.", "no_data"),
    ("Dit onderzoek werd nog niet vrijgegeven.", "declined"),
    ("Dit behoort niet tot mijn bevoegdheid.", "declined"),
    ("Om privacyredenen kunnen deze gegevens niet worden meegedeeld.", "declined"),
    ("Ik verwijs naar de bijlage. In 2023 ging het om 12 dossiers, in 2024 om 15. De stijging is te wijten aan de nieuwe regels.", "answered"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    """One question for each answer, numbered from 1."""
    folder = tmp_path_factory.mktemp("dispositions")
    pq = Pq(folder / "corpus")
    assert pq("init", folder / "corpus").returncode == 0
    for n, (answer, _) in enumerate(ANSWERS, 1):
        asked = "1. Hoeveel premies waren er in 2023?\n2. Wat is de evolutie?"
        (folder / f"{n}.txt").write_text(made(asked, f"1. {answer}\n2. De evolutie is stabiel.", "Premies", nr=n))
    assert pq("add", *folder.glob("*.txt")).returncode == 0 and pq("build").returncode == 0
    return pq


@pytest.mark.parametrize("n", range(1, len(ANSWERS) + 1), ids=[answer[:40] for answer, _ in ANSWERS])
def test_an_answer(corpus: Pq, n: int) -> None:
    answer, kind = ANSWERS[n - 1]
    question = corpus.json("show", f"sv-2023-2024-demir-{n}")
    first, second = question["sub_questions"]
    assert (first["disposition"]["kind"], second["disposition"]["kind"]) == (kind, "answered")
    assert first["disposition"]["text"] in answer and first["disposition"]["rule"].startswith("disposition.")


def test_counts_in_words(corpus: Pq) -> None:
    assert "1 van 2 beantwoord, 1 zonder gegevens" in corpus("show", "sv-2023-2024-demir-7").stdout
    assert "1 van 2 beantwoord, 1 verwezen" in corpus("show", "sv-2023-2024-demir-2").stdout
