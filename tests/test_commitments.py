"""Commitments through the command: what is quoted, who acts, and what is said where nothing can be meant."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from pq_corpus.language.commitments import features, find_commitments, fired
from pq_corpus.records import Days
from pq_corpus.track.words import doubt_said
from tests.conftest import Pq
from tests.wrap import wrap


def test_the_stenographers_words_are_not_the_ministers() -> None:
    text = "(Opmerkingen van Eva Platteau) Ik zal u die cijfers schriftelijk bezorgen."
    (found,) = find_commitments(text, "Minister X")
    assert text[found.start : found.end] == "Ik zal u die cijfers schriftelijk bezorgen."


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("Ik zal u die cijfers schriftelijk bezorgen.", "Minister X"),
        ("Mijn administratie zal dat onderzoeken.", "Minister X: administratie"),
        ("VLAIO zal daarover een oproep lanceren.", "VLAIO"),
        ("Minister Demir zal daarover een actieplan voorleggen.", "Minister Demir"),
        ("De Vlaamse Regering zal daarover een decreet indienen.", "de Vlaamse Regering"),
        ("Ik zal aan VLAIO vragen om dat te onderzoeken.", "Minister X"),
        ("We zullen dat volgende week samen met de werkgroep bespreken.", "de Vlaamse Regering"),
        ("De minister bevoegd voor Energie zal daarover een voorstel indienen.", "minister bevoegd voor Energie"),
        ("Zoals minister Demir vorige week zei, zal minister Brouns daarover een voorstel indienen.", "minister Brouns"),
        ("Het Departement Omgeving zal die kaart actualiseren.", "Departement Omgeving"),
        ("Daartoe zullen volgende week middelen worden vrijgemaakt.", None),
        ("Het Waalse Gewest en mijn administratie zullen dat samen regelen.", None),
        ("Het actieplan zal volgend jaar worden uitgerold.", None),
    ],
)
def test_who_acts(sentence: str, actor: str | None) -> None:
    (found,) = find_commitments(sentence, "Minister X")
    assert found.kind == "promise" and found.actor == actor


@pytest.mark.parametrize("sentence", ["Ik begrijp die vraag, maar we zullen die premie niet verlengen.", "We gaan dat niet doen, en ik zeg u waarom."])
def test_who_denies_is_read_from_the_clause_that_denies(sentence: str) -> None:
    (found,) = find_commitments(sentence, "Minister X")
    assert found.kind == "denial" and found.actor == "de Vlaamse Regering"


def test_a_time_tells_whether_an_act_is_to_come() -> None:
    said = Days(first=dt.date(2025, 2, 25), last=dt.date(2025, 2, 25))

    def sure(sentence: str) -> float:
        return max((one.score for one in find_commitments(sentence, "Minister X", said)), default=0.0)

    assert sure("De tweede fase van de regeling start in juni.") > sure("De tweede fase van de regeling startte in januari.")
    assert sure("Deze aanpak wordt voortgezet in 2026.") > sure("Deze aanpak wordt voortgezet.")


def test_annotate_keeps_its_contract(sample: Pq) -> None:
    speech = {"id": "d1", "date": "2025-02-25", "speaker": "Minister X", "title": "t", "text": "Goed. Ik zal dat rapport in maart bezorgen. Dank u."}
    done = sample("annotate", stdin=json.dumps(speech) + "\n")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    (one,) = answer["commitments"]
    assert answer["id"] == "d1" and speech["text"][one["start"] : one["end"]] == "Ik zal dat rapport in maart bezorgen."
    assert one["actor"] == "Minister X" and 30 <= one["certainty"] <= 100
    assert one["kind"] == "promise" and one["deadline"] == {"text": "in maart", "from": "2025-03-01", "to": "2025-03-31"}


def test_annotate_says_what_is_missing(sample: Pq) -> None:
    done = sample("annotate", stdin='{"text": "Ik zal dat doen."}\n')
    assert done.returncode == 1 and "line 1 is no speech" in done.stderr and "id is missing" in done.stderr


@pytest.mark.parametrize(
    "sentence",
    [
        "We verwachten de eerste resultaten in het voorjaar van 2021.",
        "Zodra de regering die nota heeft goedgekeurd, wordt ze volgende maand uitgewerkt in een ontwerp van decreet.",
    ],
)
def test_nobody_acts_where_nobody_is_named(sentence: str) -> None:
    (found,) = find_commitments(sentence, "Minister X")
    assert found.actor is None


def test_a_spacy_doc_has_the_same_sentences_and_commitments() -> None:
    from pq_corpus.language.pipeline import nlp
    from pq_corpus.language.sentences import sentences

    text = "Dank u, collega’s. Ik bezorg u die cijfers m.b.t. art. 3 tegen eind maart. Er komt geen verder onderzoek."
    doc = nlp()(text)
    assert [(one.start_char, one.end_char) for one in doc.sents] == sentences(text)
    found = [(one.start, one.end, one.kind, one.rule) for one in find_commitments(text)]
    assert [(one.start_char, one.end_char, one.label_, one.id_) for one in doc.spans["commitments"]] == found
    assert [kind for _, _, kind, _ in found] == ["promise", "denial"]


@pytest.mark.parametrize("command", [["commitments"], ["due"], ["briefing"]])
def test_a_misspelt_minister_is_no_all_clear(sample: Pq, command: list[str]) -> None:
    done = sample(*command, "--minister", "bekke")
    assert done.returncode == 2 and "no minister is called 'bekke'; did you mean Beke?" in done.stderr and not done.stdout


def test_a_misspelt_committee_is_no_all_clear(sample: Pq) -> None:
    done = sample("briefing", "--committee", "xyz")
    assert done.returncode == 2 and "'xyz'" in done.stderr and not done.stdout


def test_what_a_person_rejected_has_no_statuses_on_the_timeline(sample: Pq, tmp_path: Path) -> None:
    shutil.copytree(sample.folder, tmp_path / "corpus")
    pq = Pq(tmp_path / "corpus")
    ident = next(c["id"] for c in pq.json("commitments", "--minister", "beke")["commitments"] if "begin 2020" in c["text"])
    before = [e["kind"] for e in pq.json("timeline", "sio")["events"] if e["commitment"] == ident]
    assert "status" in before
    assert pq("review", ident, "--reject", "--by", "An").returncode == 0
    after = [e for e in pq.json("timeline", "sio")["events"] if e["commitment"] == ident]
    assert len(after) == 1 and "niet geteld" in after[0]["title"]


@pytest.mark.parametrize("query", ["sv 85 parys", "SV 85 Beke", "sv 85 van Parys", "SV 85 Lorin Parys"])
def test_half_a_citation_with_a_name(sample: Pq, query: str) -> None:
    assert [hit["id"] for hit in sample.json("search", query)["hits"]][:1] == ["sv-2019-2020-beke-85"]
    assert "geen vraag met dat nummer" not in sample("search", query).stdout


def test_a_rule_counts_in_the_clause_in_which_it_stands() -> None:
    _, parts = features("U kent de nota, en er is een plan in opmaak.")
    assert ["r:in_preparation" in part for part in parts] == [False, True]


def test_a_federation_is_not_the_federal_state() -> None:
    def elsewhere(sentence: str) -> bool:
        return any(name.startswith("elsewhere:") for part in features(sentence)[1] for name in part)

    assert elsewhere("De federale overheid zal dat regelen.") and not elsewhere("De sectorfederaties worden betrokken.")


def test_a_commitment_tells_why_in_dutch(sample: Pq) -> None:
    said = sample("commitments", "--minister", "beke").stdout
    assert "regel purpose (er staat wat de bedoeling, het plan of de opdracht is)" in said
    assert "regel expect (een resultaat wordt verwacht)" in said


def test_an_aim_of_policy_far_ahead_is_no_act_to_come() -> None:
    said = Days(first=dt.date(2025, 2, 25), last=dt.date(2025, 2, 25))
    assert features("Dat willen we tegen 2050 halen.", "", said)[1][0]["d:far"] == 1.0
    assert "d:far" not in features("Dat willen we tegen 2030 halen.", "", said)[1][0]


def test_an_infinitive_is_no_future_of_a_body() -> None:
    assert "government_future" in {rule.name for rule in fired("De diensten gaan daarmee aan de slag.")}
    assert "government_future" not in {rule.name for rule in fired("Er is een kader om met nieuwe diensten aan de slag te gaan.")}


def test_what_may_be_none_is_marked_until_a_person_decides(sample: Pq, tmp_path: Path) -> None:
    shutil.copytree(sample.folder, tmp_path / "corpus")
    pq = Pq(tmp_path / "corpus")
    found = pq.json("commitments")["commitments"]
    doubted = [c for c in found if c["certainty"] < 90]
    assert doubted and all(30 <= c["certainty"] <= 100 for c in found)
    assert all(c["certainty"] is None for c in pq.json("commitments", "--kind", "denial")["commitments"])
    assert [c["id"] for c in pq.json("commitments", "--certainty", "90")["commitments"]] == [c["id"] for c in found if c not in doubted]
    printed = pq("commitments").stdout
    assert printed.count("(onzeker), ") == sum(c["certainty"] < 60 for c in doubted)
    assert printed.count("(waarschijnlijk), ") == sum(c["certainty"] >= 60 for c in doubted)
    for one in doubted:
        assert pq("review", one["id"], "--confirm", "--by", "An").returncode == 0
    assert {c["certainty"] for c in pq.json("commitments")["commitments"] if c["id"] in {d["id"] for d in doubted}} == {100}
    printed = pq("commitments").stdout
    assert "(onzeker)" not in printed and "(waarschijnlijk)" not in printed


@pytest.mark.parametrize(
    ("certainty", "said"),
    [(100, ""), (90, ""), (89, "waarschijnlijk een voornemen"), (60, "waarschijnlijk een voornemen"), (59, "onzeker of dit een voornemen is"), (None, "")],
)
def test_doubt_in_words(certainty: int | None, said: str) -> None:
    assert doubt_said("intention", certainty) == said


def debate(tmp_path: Path, reply: str) -> Pq:
    """A corpus of one made-up debate, in which a minister replies to two members."""
    report = {
        "url": "https://www.vlaamsparlement.be/nl/parlementair-werk/commissies/commissievergaderingen/1700001/verslag/1700009",
        "date": "2025-02-19", "committee": "Commissie voor Werk", "title": "over de premies",
        "question": {"kind": "Vraag om uitleg", "number": "2001 (2024-2025)", "vi_id": 1700003, "asker": "Eva Platteau", "minister": "minister Zuhal Demir"},
        "turns": [
            {"speaker": "Eva Platteau (Groen)", "text": "Minister, wanneer komt de nota over de premies?"},
            {"speaker": "Minister Zuhal Demir", "text": "Dank u wel, collega's. Ik zal die nota in maart bezorgen."},
            {"speaker": "Tom Ongena (Open Vld)", "text": "Minister, komt er ook een evaluatie?"},
            {"speaker": "Kim Buyst (Groen)", "text": "Minister, en de cijfers?"},
            {"speaker": "Minister Zuhal Demir", "text": reply},
        ],
    }  # fmt: skip
    pq = Pq(tmp_path / "corpus")
    assert pq("init", pq.folder).returncode == 0
    (tmp_path / "verslag.html").write_text(wrap(report))
    assert pq("add", tmp_path / "verslag.html").returncode == 0 and pq("build").returncode == 0
    return pq


LONG = "De regeling werkt zoals ze bedoeld is. " * 12


@pytest.mark.parametrize(
    ("reply", "to"),
    [
        ("Collega Ongena, we zullen die evaluatie in juni bezorgen.", ["Tom Ongena"]),
        ("Dank u wel, mevrouw Buyst. We zullen die evaluatie in juni bezorgen.", ["Kim Buyst"]),
        ("Collega Ongena en collega Buyst, we zullen die evaluatie in juni bezorgen.", ["Tom Ongena", "Kim Buyst"]),
        ("Collega Ongena, u hebt gelijk. Mevrouw Buyst, we zullen die evaluatie in juni bezorgen.", ["Kim Buyst"]),
        ("Op de vraag van collega Buyst kan ik ingaan. We zullen die evaluatie in juni bezorgen.", ["Kim Buyst"]),
        ("We zullen die evaluatie in juni bezorgen, mijnheer Ongena.", ["Tom Ongena"]),
        ("We zullen die evaluatie in juni bezorgen.", ["Eva Platteau"]),
        (f"Collega Ongena, dat klopt. {LONG}We zullen die evaluatie in juni bezorgen.", ["Eva Platteau"]),
        ("Mevrouw Peeters, we zullen die evaluatie in juni bezorgen.", ["Eva Platteau"]),
        ("Mijn voorganger, mevrouw Buyst, is ziek. We zullen die evaluatie in juni bezorgen.", ["Eva Platteau"]),
    ],
)
def test_to_whom_a_promise_is_made(tmp_path: Path, reply: str, to: list[str]) -> None:
    pq = debate(tmp_path, reply)
    first, second = pq.json("commitments")["commitments"]
    assert [a["name"] for a in first["made_to"]] == ["Eva Platteau"] and first["made_to_span"] is None
    assert [a["name"] for a in second["made_to"]] == to and "evaluatie in juni" in second["text"]
    assert (second["made_to_span"] is None) == (to == ["Eva Platteau"])
    assert second["id"] in {c["id"] for c in pq.json("commitments", "--asker", to[0])["commitments"]}


def test_what_leans_on_the_sentence_before_is_printed_with_it(tmp_path: Path) -> None:
    pq = debate(tmp_path, "Er komt een evaluatie van de premies. Die zal in juni klaar zijn. (Applaus)")
    printed = pq("commitments").stdout
    assert "(de zin ervoor: “Er komt een evaluatie van de premies.”)\n    Die zal in juni klaar zijn." in printed
    assert "Ik zal die nota in maart bezorgen." in printed and "uit te voeren door: Zuhal Demir" not in printed
    assert "Het jongste stuk in dit corpus is van 19 februari 2025; wat daarna gebeurde, staat er niet in." in printed
    assert "jongste stuk" not in pq("commitments", "--on", "2025-03-01").stdout


def test_a_commitment_is_shown_by_its_id(sample: Pq) -> None:
    shown = sample("show", "sv-2019-2020-beke-85#c9ebfc7c").stdout
    assert shown.startswith("Verwachting") and "Vraag 1" in shown
    missing = sample("show", "sv-2019-2020-beke-85#00000000")
    assert missing.returncode == 2 and "has no commitment '00000000'" in missing.stderr and not missing.stdout


def test_who_is_to_act_is_printed_with_the_word_it_is_read_from(tmp_path: Path) -> None:
    pq = debate(tmp_path, "We zullen die evaluatie in juni bezorgen. De Vlaamse Regering zal het decreet in juli indienen. Mijn administratie zal dat in mei onderzoeken.")
    printed = pq("commitments").stdout
    assert "uit te voeren door: “we” (gelezen als de Vlaamse Regering);" in printed
    assert "uit te voeren door: de Vlaamse Regering;" in printed and "uit te voeren door: administratie van Zuhal Demir;" in printed


def test_due_lists_the_oldest_without_a_day_and_counts_the_rest(tmp_path: Path) -> None:
    names = [f"het {n}de {what}" for n in range(2, 15) for what in ("plan", "besluit")]
    pq = debate(tmp_path, " ".join(f"Ik zal u {name} bezorgen." for name in names))
    undated = pq.json("due", "--on", "2025-04-15")["undated"]
    printed = pq("due", "--on", "2025-04-15").stdout
    assert len(undated) == len(names) and printed.count("bezorgen.  [") == 20
    assert f"en nog {len(names) - 20}; alle met: pq commitments --undated" in printed
