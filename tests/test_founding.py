"""The two founding documents, from the raw text to the timeline, through the installed command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, Pq


def test_written_question(sample: Pq) -> None:
    q = sample.json("show", "sv-2019-2020-beke-85")
    assert (q["number"], q["asked_on"], q["session_year"], q["legislature"]) == (85, "2019-11-08", "2019-2020", "2019-2024")
    assert [a["name"] for a in q["askers"]] == ["Lorin Parys"]
    assert q["addressees"][0]["name"] == "Wouter Beke"
    assert q["addressees"][0]["title"] == "VLAAMS MINISTER VAN WELZIJN, VOLKSGEZONDHEID, GEZIN EN ARMOEDEBESTRIJDING"
    assert q["title_parts"] == ["Welzijnssector", "Projecten met sociale-impactobligatie (SIO)"]
    assert q["context"].count("\n\n") == 2
    assert [s["label"] for s in q["sub_questions"]] == ["1", "2", "3"]
    assert [a["labels"] for a in q["answers"]] == [["1"], ["2"], ["3"]]
    assert q["answered_on"] is None
    assert [s["disposition"]["kind"] for s in q["sub_questions"]] == ["answered"] * 3
    references = {r["text"]: r for r in q["references"]}
    cited = references["schriftelijke vraag nr.624 van 3 juli 2018"]
    assert cited["target"] is None and cited["reason"] == "niet in het corpus; het zou sv-2017-2018-vandeurzen-624 zijn"
    assert references["Beleidsbrief 2017-2018"]["kind"] == "policy_letter"


def test_every_span_shows_its_words(sample: Pq) -> None:
    from pq_corpus import open as open_corpus

    corpus = open_corpus(sample.folder)
    for question in corpus.questions():
        for answer in question.answers:
            assert corpus.passage(answer.span).split()[:3] == answer.text.split()[:3]
        for reference in question.references:
            assert " ".join(corpus.passage(reference.span).split()) == reference.text
    for commitment in corpus.store.commitments():
        assert " ".join(corpus.passage(commitment.span).split()) == commitment.text
        if commitment.deadline and commitment.deadline.span:
            assert " ".join(corpus.passage(commitment.deadline.span).split()) == commitment.deadline.text


def test_nothing_of_a_document_is_lost(sample: Pq) -> None:
    from pq_corpus import open as open_corpus

    corpus = open_corpus(sample.folder)
    for question in corpus.questions():
        text = corpus.store.text(question.sources[0].sha256)
        kept = [False] * len(text)
        spans = [f.span for f in question.facts if f.span] + [s.span for s in question.sub_questions] + [a.span for a in question.answers]
        spans += [i.span for i in question.interventions] + list(question.sources[0].furniture)
        for span in spans:
            kept[span.start : span.end] = [True] * (span.end - span.start)
        assert not "".join(c for c, k in zip(text, kept, strict=True) if not k).strip()


def test_oral_question(sample: Pq) -> None:
    q = sample.json("show", "vou-r1411853")
    assert q["debated_on"] is None and q["day_bounds"] == {"from": "2020-01-22", "to": "2020-07-20"}
    assert [a["name"] for a in q["askers"]] == ["Maaike De Vreese"] and q["addressees"][0]["name"] == "Bart Somers"
    supplied = {f["field"] for f in q["facts"] if f["how"] == "supplied"}
    assert {"askers[0].name", "addressees[0].name", "session_year", "day_bounds.from", "day_bounds.to"} <= supplied
    roles = [(i["role"], i["speaker"]) for i in q["interventions"]]
    assert roles.count(("asker", "Maaike De Vreese")) == 3 and roles.count(("minister", "Bart Somers")) == 3
    assert len(q["sub_questions"]) == 4
    assert not any("Vergadering bijwonen" in i["text"] for i in q["interventions"])


def test_commitments_as_of_a_day(sample: Pq) -> None:
    found = sample.json("commitments", "--topic", "sio", "--on", "2021-07-01")["commitments"]
    by_deadline = {(c["deadline"] or {}).get("text"): c for c in found}
    start, results = by_deadline["begin 2020"], by_deadline["in het voorjaar van 2021"]
    assert (start["deadline"]["from"], start["deadline"]["to"], start["status"]) == ("2020-01-01", "2020-03-31", "overdue")
    assert (results["deadline"]["from"], results["deadline"]["to"], results["status"]) == ("2021-03-01", "2021-06-20", "overdue")
    assert results["kind"] == "expectation" and results["status_reason"]
    assert by_deadline["nog voor het zomerreces"]["deadline"]["to"] == "2020-07-20"
    assert by_deadline["volgend werkjaar"]["deadline"]["from"] == "2020-09-28"
    assert by_deadline["volgend werkjaar"]["deadline"]["to"] == "2021-09-26"
    assert by_deadline["na het zomerreces"]["deadline"]["from"] == "2020-09-28"
    texts = " ".join(c["text"] for c in found)
    assert "zal de administratie ook het instrument sociale-impactobligaties onderzoeken" in texts
    assert "We gaan die masterstudent alle verdere informatie bezorgen." in texts
    for words in ("geen verder onderzoek", "geen onderhandelingen", "bevruchten", "kluts", "ook gevraagd om rekening"):
        assert words not in texts
    denials = " ".join(c["text"] for c in sample.json("commitments", "--kind", "denial")["commitments"])
    assert "geen verder onderzoek" in denials and "geen onderhandelingen" in denials


@pytest.mark.parametrize(
    ("day", "status"),
    [("2019-11-08", "open"), ("2020-01-01", "due"), ("2020-03-31", "due"), ("2020-04-01", "overdue"), ("2019-11-07", None)],
)
def test_a_status_is_as_of_a_day(sample: Pq, day: str, status: str | None) -> None:
    found = sample.json("commitments", "--topic", "sio", "--on", day)["commitments"]
    start = [c["status"] for c in found if c["deadline"] and c["deadline"]["text"] == "begin 2020"]
    assert start == ([status] if status else [])


def test_timeline(sample: Pq) -> None:
    events = sample.json("timeline", "sio", "--on", "2021-07-01")["events"]
    told = {e["date"] for e in events if e["kind"] == "told"}
    assert {"2018-07-03", "2019-03-08", "2020-01-21"} <= told
    assert any(e["date"] == "2019-11-08" and e["kind"] == "asked" for e in events)
    assert any((e["date"], e["date_to"], e["kind"]) == ("2020-01-22", "2020-07-20", "debated") for e in events)
    keys = [e["date"] or e["date_to"] or "9999" for e in events]
    assert keys == sorted(keys)
    text = sample("timeline", "sio", "--on", "2021-07-01").stdout
    assert "bron: Schriftelijke vraag nr. 85 (2019-2020) van Lorin Parys aan minister Wouter Beke, 8 november 2019" in text


def test_the_same_records_on_every_build(sample: Pq, tmp_path: Path) -> None:
    import shutil

    copy = Pq(tmp_path / "corpus")
    shutil.copytree(sample.folder, copy.folder, ignore=shutil.ignore_patterns(".derived"))
    assert copy("build").returncode == 0
    for ident in ("sv-2019-2020-beke-85", "vou-r1411853"):
        assert copy("show", ident, "--json").stdout == sample("show", ident, "--json").stdout
    again = copy.json("build")
    assert again["changed"] == 0 and again["removed"] == 0


def test_stats_topics_check_and_source(sample: Pq) -> None:
    assert sample.json("stats")["questions"] == 2
    assert {q["question"] for q in sample.json("topics")["topics"][0]["questions"]} == {"sv-2019-2020-beke-85", "vou-r1411853"}
    assert sample("check").returncode == 0
    assert "⟨vraag 1⟩" in sample("show", "sv-2019-2020-beke-85", "--source").stdout


def test_a_review_outlives_a_rebuild(tmp_path: Path, sample: Pq) -> None:
    import shutil

    pq = Pq(tmp_path / "corpus")
    shutil.copytree(sample.folder, pq.folder)
    ident = pq.json("commitments", "--topic", "sio", "--on", "2021-07-01")["commitments"][0]["id"]
    assert pq("review", ident, "--status", "fulfilled", "--by", "An Peeters", "--note", "evaluatie ontvangen").returncode == 0
    assert pq("build", "--full").returncode == 0
    now = {c["id"]: c for c in pq.json("commitments")["commitments"]}[ident]
    assert now["status"] == "fulfilled" and "An Peeters" in now["status_reason"]
    before = {c["id"]: c for c in pq.json("commitments", "--on", "2021-07-01")["commitments"]}[ident]
    assert before["status"] == "overdue" and before["review"] is None


def test_the_shipped_topic_is_the_sample_topic() -> None:
    assert (ROOT / "corpus/topics/sio.toml").read_bytes() == (ROOT / "pq_corpus/data/topics/sio.toml").read_bytes()


def test_annotate(sample: Pq) -> None:
    speech = {"id": "x", "date": "2025-02-25", "text": "Dank u. Ik zal u die cijfers volgende week bezorgen."}
    out = json.loads(sample("annotate", stdin=json.dumps(speech) + "\n").stdout)
    [one] = out["commitments"]
    assert speech["text"][one["start"] : one["end"]].startswith("Ik zal")
    assert one["kind"] == "promise" and one["deadline"]["from"] == "2025-03-03"
    bad = sample("annotate", stdin="{}\n")
    assert bad.returncode == 1 and "line 1 is no speech" in bad.stderr
