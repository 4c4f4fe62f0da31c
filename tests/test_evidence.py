"""What came of a promise: the SIO story with a made-up continuation in the real layout, day by day."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from pq_corpus.corpus import Corpus
from pq_corpus.track.evidence import relation
from tests.conftest import ROOT, Pq
from tests.test_written import made
from tests.wrap import wrap

RESULTS = "sv-2019-2020-beke-85#c9ebfc7c"  # "We verwachten de eerste resultaten in het voorjaar van 2021."
START = "sv-2019-2020-beke-85#33323040"  # "… een effectieve start van de trajecten begin 2020."
BEKE = {
    "minister": "WOUTER BEKE",
    "title": "VLAAMS MINISTER VAN WELZIJN, VOLKSGEZONDHEID, GEZIN EN ARMOEDEBESTRIJDING",
    "asker": "LORIN PARYS",
}
ASKS = "Ik verwijs naar schriftelijke vraag nr. 85 van 8 november 2019.\n\n1. Wat is de stand van zaken?"
NOTA = "vou-r1411853#48554177"  # "Die visienota zal nog voor het zomerreces aan de regering worden voorgesteld."
SUBJECT = "Welzijnssector  -  Projecten met sociale-impactobligatie (SIO)"
LATER = [  # made up, in the layout of written questions: one cites nr. 85, one only bears its title with (2)
    ("12 januari 2021", 201, "Sociale-impactobligaties  -  Opvolging", ASKS, "1. De eerste resultaten van de trajecten verwachten we pas in het najaar van 2021, door de coronacrisis."),
    ("10 februari 2022", 202, f"{SUBJECT} (2)", "1. Zijn de eerste resultaten er al?", "1. De eerste resultaten van de trajecten volgen pas eind 2022."),
]  # fmt: skip
REPORT = {  # made up, in the layout of reports on the site: the successor in the portfolio reports it done
    "url": "https://www.vlaamsparlement.be/nl/parlementair-werk/commissies/commissievergaderingen/1700001/verslag/1700002",
    "date": "2023-03-15", "committee": "Commissie voor Welzijn, Volksgezondheid, Gezin en Armoedebestrijding",
    "title": "over de resultaten van de sociale-impactobligatie Back on Track",
    "question": {"kind": "Vraag om uitleg", "number": "2001 (2022-2023)", "vi_id": 1700003, "asker": "Lorin Parys", "minister": "minister Hilde Crevits"},
    "turns": [
        {"speaker": "Lorin Parys (N-VA)", "text": "Minister, ik verwijs naar het antwoord van minister Wouter Beke op schriftelijke vraag nr. 85 van 8 november 2019. Zijn de resultaten er intussen?"},
        {"speaker": "Minister Hilde Crevits", "text": "Dank u voor de vraag. Zoals aangekondigd, zijn de eerste resultaten van de trajecten in februari 2023 gepubliceerd."},
        {"speaker": "Lorin Parys (N-VA)", "text": "Dank u, minister."},
    ],
}  # fmt: skip
STATES = [
    (RESULTS, "2019-11-07", None), (RESULTS, "2019-11-08", "open"), (RESULTS, "2021-01-11", "open"), (RESULTS, "2021-01-12", "rescheduled"),
    (RESULTS, "2021-07-01", "rescheduled"), (RESULTS, "2021-12-20", "rescheduled"), (RESULTS, "2021-12-21", "overdue"),
    (RESULTS, "2022-02-09", "overdue"), (RESULTS, "2022-02-10", "rescheduled"), (RESULTS, "2022-12-31", "rescheduled"),
    (RESULTS, "2023-01-01", "overdue"), (RESULTS, "2023-03-14", "overdue"), (RESULTS, "2023-03-15", "fulfilled"), (RESULTS, "2024-12-31", "fulfilled"),
    (START, "2019-12-31", "open"), (START, "2020-01-01", "due"), (START, "2020-03-31", "due"), (START, "2020-04-01", "overdue"),
    (START, "2024-06-08", "overdue"), (START, "2024-06-09", "lapsed"),
    (NOTA, "2020-07-20", "open"), (NOTA, "2020-07-21", "overdue"), (NOTA, "2020-10-01", "fulfilled"), (NOTA, "2020-10-31", "fulfilled"),
    (NOTA, "2020-11-01", "partly_fulfilled"), (NOTA, "2024-12-31", "partly_fulfilled"),
]  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    """The founding documents, the made-up continuation, and what two people decided on one promise."""
    import pq_corpus

    folder = tmp_path_factory.mktemp("story") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".derived"))
    pq = Pq(folder)
    for day, number, subject, asks, answer in LATER:
        (folder.parent / f"{number}.txt").write_text(made(asks, answer, subject, date=day, nr=number, **BEKE))
    (folder.parent / "203.html").write_text(wrap(REPORT))
    assert pq("add", *sorted(folder.parent.glob("20*.*"))).returncode == 0
    assert pq("build").returncode == 0
    corpus = pq_corpus.open(folder)
    corpus.review(NOTA, "fulfilled", by="An Peeters", at="2020-10-01T09:00:00+00:00", note="de nota ligt voor")
    corpus.review(NOTA, "partly_fulfilled", by="Bert Maes", at="2020-11-01T09:00:00+00:00", note="alleen het eerste deel")
    corpus.store.close()
    return pq


@pytest.fixture(scope="module")
def corpus(story: Pq) -> Iterator[Corpus]:
    import pq_corpus

    opened = pq_corpus.open(story.folder)
    yield opened
    opened.store.close()


@pytest.mark.parametrize(("commitment", "on", "status"), STATES)
def test_each_state_on_each_day(corpus: Corpus, commitment: str, on: str, status: str | None) -> None:
    found = {c.id: c for c in corpus.commitments(on=dt.date.fromisoformat(on), question=commitment.partition("#")[0])}
    assert (found[commitment].status if commitment in found else None) == status
    if status:
        assert found[commitment].status_reason and found[commitment].history[-1].status == status


def test_the_command_says_the_same_as_the_records(story: Pq) -> None:
    found = {c["id"]: c for c in story.json("commitments", "--on", "2024-12-31")["commitments"]}
    assert [found[i]["status"] for i in (RESULTS, START, NOTA)] == ["fulfilled", "lapsed", "partly_fulfilled"]
    assert "was over tijd sinds 1 april 2020" in found[START]["status_reason"]
    assert "Bert Maes" in found[NOTA]["status_reason"] and "eerder oordeelde An Peeters" in found[NOTA]["status_reason"]
    assert [r["by"] for r in found[NOTA]["reviews"]] == ["An Peeters", "Bert Maes"]


def test_slips_are_joined_over_answers(story: Pq) -> None:
    one = {c["id"]: c for c in story.json("commitments", "--on", "2022-06-01")["commitments"]}[RESULTS]
    assert [(s["was"]["text"], s["now"]["text"], s["days"]) for s in one["slips"]] == [
        ("in het voorjaar van 2021", "in het najaar van 2021", 183), ("in het najaar van 2021", "eind 2022", 376)
    ]  # fmt: skip
    said = story("commitments", "--topic", "sio", "--on", "2022-06-01").stdout
    assert "was “in het voorjaar van 2021”, nu “in het najaar van 2021”, + 183 dagen [sv-2020-2021-beke-201]" in said
    due = {c["id"] for c in story.json("due", "--on", "2022-12-15", "--within", "30d")["due"]}
    assert RESULTS in due and not any("beke-20" in ident for ident in due)  # the answers that moved it are the same promise


def test_the_open_ones_pass_to_the_successor(story: Pq) -> None:
    before = {c["id"]: c for c in story.json("commitments", "--on", "2022-05-16")["commitments"]}[RESULTS]
    after = {c["id"]: c for c in story.json("commitments", "--minister", "crevits", "--on", "2022-06-01")["commitments"]}[RESULTS]
    assert before["responsible"] == ["Wouter Beke"] and before["portfolios"] == ["Welzijn", "Volksgezondheid", "Gezin", "Armoedebestrijding"]
    assert after["made_by"] == "Wouter Beke" and after["responsible"] == ["Hilde Crevits", "Benjamin Dalle"]
    assert after["made_to"] == [{"name": "Lorin Parys", "group": None, "external_id": None}] and after["activity"] == "written_question"
    by_portfolio = {c["id"] for c in story.json("commitments", "--portfolio", "welzijn", "--on", "2022-06-01")["commitments"]}
    assert RESULTS in by_portfolio and NOTA not in by_portfolio
    assert "nu bevoegd: Hilde Crevits en Benjamin Dalle" in story("commitments", "--portfolio", "gezin", "--on", "2022-06-01").stdout
    refused = story("commitments", "--portfolio", "ruimtevaart")
    assert refused.returncode == 2 and "Onderwijs" in refused.stderr
    assert not {c["id"] for c in story.json("commitments", "--asker", "parys", "--on", "2022-06-01")["commitments"]} & {NOTA}


def test_undated_ones_are_listed_by_age(story: Pq) -> None:
    found = story.json("commitments", "--undated", "--on", "2021-07-01")["commitments"]
    assert found and all(not (c["deadline"] and (c["deadline"]["from"] or c["deadline"]["to"])) for c in found)
    days = [c["made_on"] or c["made_within"]["from"] for c in found]
    assert days == sorted(days)
    assert "hoogstens 526 dagen oud" in story("commitments", "--undated", "--on", "2021-07-01").stdout


def test_a_thread_goes_over_follow_ups_ministers_and_legislatures(story: Pq) -> None:
    for start in ("sv-2019-2020-beke-85", "vou-2022-2023-2001"):
        ids = [q["id"] for q in story.json("thread", start)["questions"]]
        assert ids == ["sv-2019-2020-beke-85", "sv-2020-2021-beke-201", "sv-2021-2022-beke-202", "vou-2022-2023-2001"]
    said = story("thread", "sv-2019-2020-beke-85", "--on", "2023-12-31").stdout
    assert "Zijn de eerste resultaten er al?" in said and "meldt uitvoering" in said and "Hilde Crevits" in said
    assert len(story.json("thread", "sv-2019-2020-beke-85", "--on", "2021-06-01")["questions"]) == 2


def test_evidence_says_what_its_points_are(story: Pq) -> None:
    shown = {c["id"]: c for c in story.json("commitments", "--on", "2023-12-31")["commitments"]}[RESULTS]["evidence"]
    told = {(e["question"], e["relation"]): e for e in shown}
    assert {("sv-2020-2021-beke-201", "moves_date"), ("sv-2021-2022-beke-202", "moves_date"), ("vou-2022-2023-2001", "reports_done"),
            ("sv-2021-2022-beke-202", "asks_about")} <= told.keys()  # fmt: skip
    done = told["vou-2022-2023-2001", "reports_done"]
    assert "zelfde bevoegdheid: Welzijn" in done["rule"] and "zoals aangekondigd" in done["rule"] and done["decides"]
    points = re.findall(r"\((\d)\)", done["rule"])
    assert done["score"] == sum(map(int, points)) and f"{done['score']} punten" in done["rule"]


def test_a_moved_date_says_from_what_to_what(story: Pq) -> None:
    one = {c["id"]: c for c in story.json("commitments", "--on", "2021-07-01")["commitments"]}[RESULTS]
    assert "was “in het voorjaar van 2021”, nu “in het najaar van 2021”, +" in one["status_reason"]
    [shown] = one["evidence"]
    assert shown["relation"] == "moves_date" and shown["question"].endswith("beke-201") and "gedeelde woord" in shown["rule"]
    said = story("commitments", "--on", "2023-12-31").stdout
    assert "meldt uitvoering" in said and "verschuift" in said


def test_without_evidence_it_is_overdue(sample: Pq) -> None:
    found = {c["id"]: c for c in sample.json("commitments", "--on", "2021-12-31")["commitments"]}
    assert found[RESULTS]["status"] == "overdue" and not found[RESULTS]["evidence"]


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
        shutil.copytree(story.folder / "reviews", corpus.folder / "reviews", dirs_exist_ok=True)
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


def test_a_programme_is_no_delay() -> None:
    assert relation("Het is mogelijk om erkend te worden op de PAS-lijst.") is None


def test_what_a_text_only_cites_is_no_event_of_its_own(story: Pq) -> None:
    told = [e for e in story.json("timeline", "sio", "--on", "2023-12-31")["events"] if e["kind"] == "told"]
    assert told and not any(e["date"] == "2019-11-08" for e in told)
    assert any(e["text"].startswith("In het antwoord op mijn schriftelijke vraag nr.624") for e in told)


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
    lines = {m["name"]: m for m in story.json("stats", "--by", "minister", "--on", "2023-12-31")["measures"]}
    assert lines["Wouter Beke"]["questions"] == 3 and lines["Wouter Beke"]["fulfilled"] >= 1 and lines["Wouter Beke"]["overdue"] >= 1
    assert sum(m["questions"] for m in story.json("stats", "--by", "year")["measures"]) == 5
    assert story("stats", "--by", "minister", "--svg", tmp_path / "m.svg").returncode == 0
    assert "Wouter Beke" in (tmp_path / "m.svg").read_text()
    assert story("stats", "--svg", tmp_path / "n.svg").returncode == 2
