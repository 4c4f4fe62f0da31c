"""Payloads of the open-data API and the search API, made up in their shapes, and how they join with a document."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from pq_corpus.parse import Origin, parse
from pq_corpus.parse.merge import merge
from tests.conftest import SHARED, needs_shared
from tests.test_written import made

SCHV = {
    "id": 1363595, "vraagnummer": 235, "titel": "x", "onderwerp": "Water  -  Plan", "zittingsjaar": "2023-2024", "thema": ["Natuur en Milieu"],
    "vraagsteller": {"id": 4429, "voornaam": "Suzy", "naam": "Wouters", "fractie": {"id": 1, "naam": "Vlaams Belang"}},
    "minister": {"id": 7, "voornaam": "Zuhal", "naam": "Demir"},
    "procedureverloop": [{"datum": "2024-01-11T00:00:00+0100", "status": "Vraag gesteld aan de minister"}, {"datum": "2024-02-08T00:00:00+0100", "status": "Tijdig beantwoord"}],
    "bestand-ordered": [{"URL": "https://docs.vlaamsparlement.be/pfile?id=2229635"}, {"URL": "https://docs.vlaamsparlement.be/pfile?id=2225033"}],
}  # fmt: skip
JLN = {
    "id": 1871884, "datum": "2025-02-19T14:00:00+0100",
    "vrageninterpellatie": [{"id": 1866164, "nummer": 1376, "zittingsjaar": "2024-2025", "onderwerp": "over SWT", "objecttype": {"naam": "Vraag om uitleg"}}],
    "spreker": [
        {"sprekertitel": "De voorzitter", "sprekertekst": "<p>De heer Lamont heeft het woord.</p>"},
        {"sprekertitel": "Tom Lamont (Vlaams Belang)", "sprekertekst": "<p>Goedemorgen.</p><p>Wat doet u?</p>"},
        {"sprekertitel": "Minister Zuhal Demir", "sprekertekst": "<p>Ik bezorg u de cijfers.</p>"},
    ],
}  # fmt: skip
ROWS = {
    "count": 2, "result": [
        {"id": f"http://be.vlp.feed/1363595/pfls/{n}", "metatags": {"metatag": [{"name": k, "value": v} for k, v in [
            ("soort", "SCHV"), ("nummer", "235"), ("zittingsjaar", "2023-2024"), ("minister", "Demir, Zuhal"), ("vraagsteller", "Wouters, Suzy"), ("thema", theme),
            ("themadatum", "2024-01-11"), ("publicatiedatum", "2024-03-01"), ("statusdatumSchvBeantwoord", "2024-02-08")]]}}
        for n, theme in ((1, "Natuur en Milieu"), (2, "Energie"))
    ],
}  # fmt: skip


def read(payload: object, sha: str = "1"):
    return parse(json.dumps(payload).encode(), {}, Origin(sha * 64))[1].questions


def test_schv() -> None:
    for payload in (SCHV, {"schriftelijkevraag": SCHV}, {"items": [{"schriftelijkevraag": SCHV}]}):
        [q] = read(payload)
        assert (q.id, str(q.asked_on), str(q.answered_on), q.on_time) == ("sv-2023-2024-demir-235", "2024-01-11", "2024-02-08", True)
        assert (
            q.askers[0].group == "Vlaams Belang"
            and q.external_ids == {"schv": "1363595", "pfile": "2229635"}
            and q.themes == ("Natuur en Milieu",)
        )


def test_jln() -> None:
    [q] = read(JLN)
    assert (q.id, str(q.debated_on), q.external_ids) == ("vou-2024-2025-1376", "2025-02-19", {"vi": "1866164", "jln": "1871884"})
    assert [(t.role, t.speaker) for t in q.interventions] == [
        ("chair", "De voorzitter"),
        ("asker", "Tom Lamont"),
        ("minister", "Zuhal Demir"),
    ]
    assert q.interventions[1].text == "Goedemorgen.\n\nWat doet u?"


def test_search_rows_of_one_question_are_one() -> None:
    [q] = read(ROWS)
    assert q.id == "sv-2023-2024-demir-235" and q.themes == ("Natuur en Milieu", "Energie") and str(q.published_on) == "2024-03-01"


def test_the_same_question_by_three_ways_is_one_record() -> None:
    document = parse(made("1. Hoeveel?", "1. Twaalf.").encode(), {}, Origin("0" * 64))[1].questions[0]
    drafts = [document, read(SCHV, "1")[0], read(ROWS, "2")[0]]
    merged = {merge(list(order)).model_dump_json() for order in permutations(drafts)}
    assert len(merged) == 1
    q = merge(drafts)
    assert (
        len(q.sources) == 3
        and str(q.answered_on) == "2024-02-08"
        and q.sub_questions[0].text == "Hoeveel?"
        and q.askers[0].name == "Suzy Wouters"
    )
    assert q.addressees[0].title is not None


@needs_shared
def test_the_real_payload_of_meetings() -> None:
    data = (SHARED / "real" / "api" / "verg_vorige.json").read_bytes()
    parsed = parse(data, {}, Origin("0" * 64))[1]
    assert parsed.layout == "api.verg" and not parsed.questions and not parsed.problems


@pytest.mark.parametrize("payload", [{"vraagnummer": "x"}, {"items": [{"vraagnummer": 1}]}, {"objecttype": {"naam": "Motie"}, "nummer": 1}])
def test_a_payload_without_what_names_a_question_gives_none(payload: object) -> None:
    parsed = parse(json.dumps(payload).encode(), {}, Origin("0" * 64))[1]
    assert not parsed.questions and parsed.problems


def _xml(value: object, name: str) -> str:
    """A payload as its XML: a list repeats its element."""
    from xml.sax.saxutils import escape

    if isinstance(value, list):
        return "".join(_xml(one, name) for one in value)
    inner = "".join(_xml(v, k) for k, v in value.items()) if isinstance(value, dict) else escape(str(value))
    return f"<{name}>{inner}</{name}>"


@pytest.mark.parametrize(("payload", "name"), [(SCHV, "schriftelijkevraag"), (JLN, "journaallijn"), (ROWS, "searchresult")])
def test_xml_says_the_same_as_json(payload: dict, name: str) -> None:
    [one] = read(payload)
    xml = '<?xml version="1.0" encoding="UTF-8"?>' + _xml(payload, name)
    [other] = parse(xml.encode(), {}, Origin("1" * 64))[1].questions
    left, right = (json.loads(q.model_dump_json(exclude={"sources", "facts", "stage_directions"})) for q in (one, other))
    for q in (left, right):
        for part in [*q["sub_questions"], *q["answers"], *q["interventions"]]:
            part.pop("span")
    assert left == right


def test_several_reports_in_one_payload_keep_their_own_turns() -> None:
    other = {**JLN, "id": 1871999, "vrageninterpellatie": [{**JLN["vrageninterpellatie"][0], "id": 9, "nummer": 1400}],
             "spreker": [{"sprekertitel": "Minister Ben Weyts", "sprekertekst": "<p>Neen.</p>"}]}  # fmt: skip
    first, second = read({"items": [{"journaallijn": JLN}, {"journaallijn": other}]})
    assert (first.id, len(first.interventions), second.id) == ("vou-2024-2025-1376", 3, "vou-2024-2025-1400")
    assert [i.text for i in second.interventions] == ["Neen."]
