"""Measures: by minister, group, theme and year, counted by hand on made-up questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import Pq
from tests.test_export import CARD, JOINED
from tests.test_written import made
from tests.wrap import wrap

DEMIR = {"minister": "ZUHAL DEMIR", "title": "VLAAMS MINISTER VAN JUSTITIE EN HANDHAVING, OMGEVING, ENERGIE EN TOERISME"}
PROMISE = "1. Ik zal het plan voor 1 maart 2024 voorleggen."
# number, answer, supplied day of the answer; all put on 11 January 2024, so the term ends on 8 February 2024
ASKED = [(1, PROMISE, "2024-02-08"), (2, "1. Ja.", "2024-02-09"), (3, PROMISE.replace("plan", "ontwerp"), "2024-01-15"), (4, None, None), (5, "1. Neen.", None)]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    folder = tmp_path_factory.mktemp("measures")
    pq = Pq(folder / "corpus")
    assert pq.run("init", pq.folder)[0] == 0
    for number, answer, day in ASKED:
        path = folder / f"{number}.txt"
        path.write_text(made("1. Hoe?", answer, f"Water  -  Plan {number}", nr=number, date="11 januari 2024", **DEMIR))
        assert pq.run("add", path, *(["--meta", f"answered_on={day}"] if day else []))[0] == 0
    pq.run("build")
    return pq


def test_measures_are_those_counted_by_hand(counted: Pq) -> None:
    [line] = counted.json("stats", "--by", "minister", "--on", "2024-03-02")["measures"]
    assert line == {
        "name": "Zuhal Demir", "questions": 5, "timed": 3, "in_time": 2, "late": 1, "response": 20, "commitments": 2, "doubtful": 0, "fulfilled": 0, "overdue": 2,
        "parts": 4, "ends": {"answered": 4},
    }  # fmt: skip
    [earlier] = counted.json("stats", "--by", "minister", "--on", "2024-02-08")["measures"]
    assert earlier["late"] == 0 and earlier["overdue"] == 0
    [year] = counted.json("stats", "--by", "year", "--on", "2024-03-02")["measures"]
    assert year["name"] == "2023-2024" and year["questions"] == 5
    [theme] = counted.json("stats", "--by", "theme", "--on", "2024-03-02")["measures"]
    assert theme["name"] == "onbekend"
    ident = next(c["id"] for c in counted.json("commitments", "--on", "2024-03-02")["commitments"] if "-1#" in c["id"])
    assert counted.run("review", ident, "--status", "fulfilled", "--by", "An")[0] == 0
    [kept] = counted.json("stats", "--by", "minister")["measures"]
    assert kept["fulfilled"] == 1


def test_measures_as_table_and_picture(counted: Pq, tmp_path: Path) -> None:
    _, out, _ = counted.run("stats", "--by", "minister", "--on", "2024-03-02")
    assert out.splitlines()[0].split()[:3] == ["vragen", "tijdig/bekend", "zonder"] and "2/3" in out
    assert counted.run("stats", "--by", "minister", "--on", "2024-03-02", "--svg", tmp_path / "m.svg")[0] == 0
    words = "".join(etree.parse(tmp_path / "m.svg").getroot().itertext())
    assert "Zuhal Demir" in words and "2 van 3, mediaan 20 werkdagen" in words and "Stand op 2 maart 2024" in words
    code, _, err = counted.run("stats", "--by", "minister", "--svg", tmp_path / "geen" / "m.svg")
    assert code != 0 and "cannot be written" in err


def test_a_shared_answer_counts_once_for_its_minister(tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text(wrap(JOINED, [CARD]))
    pq = Pq(tmp_path / "corpus")
    assert pq.run("init", pq.folder)[0] == 0 and pq.run("add", tmp_path / "r.html")[0] == 0 and pq.run("build")[0] == 0
    [line] = pq.json("stats", "--by", "minister", "--on", "2025-02-20")["measures"]
    assert (line["questions"], line["commitments"]) == (2, 2)
    groups = {m["name"]: m["commitments"] for m in pq.json("stats", "--by", "group", "--on", "2025-02-20")["measures"]}
    assert groups == {"Open Vld": 2, "Groen": 2}


def test_what_became_of_sub_questions_of_each_minister(tmp_path: Path) -> None:
    """Counted by hand. What is divided counts by its parts; a question without answer is not counted; who answered counts, not who was asked."""
    five = "1. Hoeveel?\n2. Waarom?\n3. Wat kost het?\na) per jaar;\nb) per school.\n4. Wanneer?"
    told = "1. In 2023 waren het er 12.\n2. Ik verwijs naar bijlage 1.\n3a. 200 euro.\n3b. Dat wordt niet geregistreerd.\n4. In juni."
    two = "1. Wie is het?\n2. Waarom?"
    shy = "1. Om privacyredenen maak ik de naam niet bekend.\n2. Op eigen verzoek."
    pq = Pq(tmp_path / "corpus")
    assert pq.run("init", pq.folder)[0] == 0
    (tmp_path / "1.txt").write_text(made(five, told, "Scholen  -  Kost", nr=1, **DEMIR))
    (tmp_path / "2.txt").write_text(made(two, None, "Scholen  -  Hoofd", nr=2, **DEMIR))
    (tmp_path / "3.txt").write_text(made(two, shy, "Scholen  -  Hoofd", nr=3, **DEMIR).replace("ZUHAL DEMIR", "BEN WEYTS").replace("aan BEN WEYTS", "aan ZUHAL DEMIR"))
    assert pq.run("add", *tmp_path.glob("*.txt"))[0] == 0 and pq.run("build")[0] == 0
    lines = {m["name"]: m for m in pq.json("stats", "--by", "minister", "--on", "2024-03-02")["measures"]}
    assert (lines["Zuhal Demir"]["parts"], lines["Zuhal Demir"]["ends"]) == (5, {"answered": 3, "referred": 1, "no_data": 1})
    assert (lines["Ben Weyts"]["parts"], lines["Ben Weyts"]["ends"]) == (2, {"answered": 1, "declined": 1})
    out = pq.run("stats", "--by", "minister", "--on", "2024-03-02")[1].splitlines()
    at = out.index("Deelvragen van beantwoorde schriftelijke vragen:")
    assert [" ".join(line.split()) for line in out[at + 1 :]] == [
        "Zuhal Demir 3 van 5 beantwoord, 1 verwezen, 1 zonder gegevens", "Ben Weyts 1 van 2 beantwoord, 1 geweigerd",
    ]  # fmt: skip
    shown = pq.run("show", "sv-2023-2024-demir-1")[1]
    assert "Deelvragen: 3 van 5 beantwoord, 1 verwezen, 1 zonder gegevens" in shown and "Vraag 3.b [zonder gegevens]" in shown


def test_doubtful_commitments_are_counted_apart(sample: Pq) -> None:
    doubtful = [c for c in sample.json("commitments")["commitments"] if c["certainty"] < 60]
    assert doubtful and sum(line["doubtful"] for line in sample.json("stats", "--by", "minister")["measures"]) == len(doubtful)
