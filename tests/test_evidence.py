"""What came of a promise: the SIO story with a made-up continuation in the real layout, day by day."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import pytest
from lxml import etree

from pq_corpus.track.evidence import relation
from tests.conftest import ROOT, Pq
from tests.test_written import made

RESULTS = "sv-2019-2020-beke-85#c9ebfc7c"  # "We verwachten de eerste resultaten in het voorjaar van 2021."
START = "sv-2019-2020-beke-85#33323040"  # "… een effectieve start van de trajecten begin 2020."
BEKE = {
    "minister": "WOUTER BEKE",
    "title": "VLAAMS MINISTER VAN WELZIJN, VOLKSGEZONDHEID, GEZIN EN ARMOEDEBESTRIJDING",
    "asker": "LORIN PARYS",
}
ASKS = "Ik verwijs naar schriftelijke vraag nr. 85 van 8 november 2019.\n\n1. Wat is de stand van zaken?"
LATER = [  # made up
    ("12 januari 2021", 201, "1. De eerste resultaten van de trajecten verwachten we pas in het najaar van 2021, door de coronacrisis."),
    ("10 december 2021", 202, "1. De eerste resultaten van de trajecten werden in november 2021 gepubliceerd."),
]
STATES = [
    (RESULTS, "2019-11-08", "open"), (RESULTS, "2021-01-11", "open"), (RESULTS, "2021-01-13", "rescheduled"), (RESULTS, "2021-07-01", "rescheduled"),
    (RESULTS, "2021-12-09", "rescheduled"), (RESULTS, "2021-12-31", "fulfilled"), (RESULTS, "2024-12-31", "fulfilled"),
    (START, "2019-12-31", "open"), (START, "2020-02-01", "due"), (START, "2020-07-01", "overdue"),
]  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    folder = tmp_path_factory.mktemp("story") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".derived"))
    pq = Pq(folder)
    for day, number, answer in LATER:
        path = folder.parent / f"{number}.txt"
        path.write_text(made(ASKS, answer, "Sociale-impactobligaties  -  Opvolging", date=day, nr=number, **BEKE))
        assert pq("add", path).returncode == 0
    assert pq("build").returncode == 0
    return pq


@pytest.mark.parametrize(("commitment", "on", "status"), STATES)
def test_each_state_on_each_day(story: Pq, commitment: str, on: str, status: str) -> None:
    found = {c["id"]: c for c in story.json("commitments", "--on", on)["commitments"]}
    assert found[commitment]["status"] == status


def test_a_moved_date_says_from_what_to_what(story: Pq) -> None:
    one = {c["id"]: c for c in story.json("commitments", "--on", "2021-07-01")["commitments"]}[RESULTS]
    assert "was “in het voorjaar van 2021”, nu “in het najaar van 2021”, +" in one["status_reason"]
    [shown] = one["evidence"]
    assert shown["relation"] == "moves_date" and shown["question"].endswith("beke-201") and "gedeelde woord" in shown["rule"]
    said = story("commitments", "--on", "2021-12-31").stdout
    assert "meldt uitvoering" in said and "verschuift" in said


def test_without_evidence_it_is_overdue(sample: Pq) -> None:
    found = {c["id"]: c for c in sample.json("commitments", "--on", "2021-12-31")["commitments"]}
    assert found[RESULTS]["status"] == "overdue" and not found[RESULTS]["evidence"]


def test_a_review_decides_over_evidence(story: Pq, tmp_path: Path) -> None:
    copy = Pq(tmp_path / "copy")
    shutil.copytree(story.folder, copy.folder)
    assert copy("review", RESULTS, "--status", "partly_fulfilled", "--by", "An", "--note", "maar één traject").returncode == 0
    assert copy("review", RESULTS, "--status", "fulfilled", "--by", "Bert").returncode == 0
    one = {c["id"]: c for c in copy.json("commitments")["commitments"]}[RESULTS]
    assert one["review"]["by"] in ("An", "Bert") and len(list((copy.folder / "reviews").glob("*.jsonl"))) == 2


def _documents(story: Pq) -> list[tuple[bytes, str, dict[str, str]]]:
    """The documents of the story, each with its name and what a person supplied."""
    from pq_corpus import raw

    return [(d.read(), d.provenance.name or d.sha256, dict(d.provenance.supplied)) for d in raw.scan(story.folder / "raw").documents]


def test_any_order_and_two_halves_give_the_same(story: Pq, tmp_path: Path) -> None:
    """Built in one go, in two halves, and document by document in another order: the same commitments, statuses and evidence.
    Through the public API in this process, since only the builds matter here."""
    import pq_corpus
    from pq_corpus.corpus import init

    wanted = [c.model_dump() for c in pq_corpus.open(story.folder).commitments(on=dt.date(2024, 12, 31))]
    documents = _documents(story)
    half = len(documents) // 2
    for n, steps in enumerate(([documents[half:], documents[:half]], [[d] for d in reversed(documents)])):
        corpus = init(tmp_path / str(n))
        for some in steps:
            for data, name, supplied in some:
                (tmp_path / name).write_bytes(data)
                corpus.add([tmp_path / name], supplied)
            corpus.build()
        assert [c.model_dump() for c in corpus.commitments(on=dt.date(2024, 12, 31))] == wanted
        corpus.store.close()


RULES = tomllib.loads((ROOT / "pq_corpus/track/evidence.toml").read_text())["rule"]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r["name"])
def test_each_rule_finds_its_own_example(rule: dict[str, str]) -> None:
    assert relation(rule["finds"]) == (rule["relation"], rule["name"])
    assert relation(rule["not"]) != (rule["relation"], rule["name"])


@pytest.mark.parametrize("sentence", ["De evaluatie van de trajecten is nog niet gepubliceerd.", "De evaluatie zal worden gepubliceerd.", "Er werd geen evaluatie van de trajecten gepubliceerd."])  # fmt: skip
def test_only_explicit_words_of_completion_report_done(sentence: str) -> None:
    found = relation(sentence)
    assert found is None or found[0] != "reports_done"


def test_drafts(story: Pq) -> None:
    draft = story("follow-up", START, "--on", "2020-07-01").stdout
    assert "SCHRIFTELIJKE VRAAG" in draft and "aan WOUTER BEKE" in draft and "Die termijn verstreek op 31 maart 2020." in draft
    assert "Schriftelijke vraag nr. 85 (2019-2020) van Lorin Parys aan minister Wouter Beke, 8 november 2019" in draft
    passed = story("follow-up", START, "--on", "2023-07-01").stdout
    assert "aan HILDE CREVITS" in passed and "[of:]" in passed and "voormalig minister Wouter Beke" in passed
    assert story("follow-up", "sv-2019-2020-beke-85#00000000").returncode == 1
    sheet = story("briefing", "--minister", "Beke", "--on", "2021-07-01").stdout
    assert "Verschoven (" in sheet and "aan Lorin Parys" in sheet and "opvolging op 12 januari 2021" in sheet
    assert story("briefing").returncode == 2


def test_timeline_as_page_and_picture(story: Pq, tmp_path: Path) -> None:
    assert story("timeline", "sio", "--on", "2021-07-01", "--html", tmp_path / "t.html", "--svg", tmp_path / "t.svg").returncode == 0
    page = (tmp_path / "t.html").read_text()
    events = story.json("timeline", "sio", "--on", "2021-07-01")["events"]
    assert page.count("<li") == len(events) == page.count('<div class="bron">Bron: ')
    assert "<script" not in page and "8 november 2019" in page
    picture = etree.parse(tmp_path / "t.svg")
    assert picture.getroot().tag.endswith("svg") and "Stand op 1 juli 2021" in "".join(picture.getroot().itertext())


def test_measures(story: Pq, tmp_path: Path) -> None:
    lines = {m["name"]: m for m in story.json("stats", "--by", "minister", "--on", "2021-12-31")["measures"]}
    assert lines["Wouter Beke"]["questions"] == 3 and lines["Wouter Beke"]["fulfilled"] == 1 and lines["Wouter Beke"]["overdue"] >= 1
    assert sum(m["questions"] for m in story.json("stats", "--by", "year")["measures"]) == 4
    assert story("stats", "--by", "minister", "--svg", tmp_path / "m.svg").returncode == 0
    assert "Wouter Beke" in (tmp_path / "m.svg").read_text()
    assert story("stats", "--svg", tmp_path / "n.svg").returncode == 2
