"""Search through the installed command and its engine: Dutch, the query language, citations, and indexes of others."""

from __future__ import annotations

import importlib.metadata
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_corpus.search import analysis
from pq_corpus.search.query import QueryError, parse
from tests.conftest import Pq


def ids(pq: Pq, *query: str) -> list[str]:
    return [hit["id"] for hit in pq.json("search", *query)["hits"]]


SV, VOU = "sv-2019-2020-beke-85", "vou-r1411853"


@pytest.mark.parametrize(
    "query", ["sociale impactobligaties", '"sociale impactobligatie"', "SIO", "SIO's", "sociale-impactobligatie", "social impact bond"]
)
def test_spellings_of_the_topic_find_both(sample: Pq, query: str) -> None:
    found = sample.json("search", query)
    assert {hit["id"] for hit in found["hits"]} == {SV, VOU}
    for hit in found["hits"]:
        marked = [s["text"][a:b] for s in hit["snippets"] for a, b in s["highlights"]]
        assert marked and all("impactobligatie" in m.lower() or m.lower().startswith("sio") for m in marked)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("back on track minister:beke", [SV]), ("masterstudent", [VOU]), ("inburgering -masterstudent", []), ("kind OR masterstudent", [SV, VOU]),
        ("masterstud*", [VOU]), ("jaar:2019-2020 soort:sv jongeren", [SV]), ("datum:2019-11..2020-03 project", [SV]), ("in:titel welzijnssector", [SV]),
        ("in:toezegging masterstudent", [VOU]), ("vraagsteller:parys project", [SV]),
    ],
)  # fmt: skip
def test_the_query_language(sample: Pq, query: str, expected: list[str]) -> None:
    assert set(ids(sample, query)) == set(expected)


@pytest.mark.parametrize(
    "query",
    [SV, "schriftelijke vraag nr. 85 van 8 november 2019", "sv 85 beke", "nr. 85", "85 (2019-2020)", "schriftelijke vraag nr. 85"],
)
def test_a_pasted_citation_goes_straight_to_its_record(sample: Pq, query: str) -> None:
    assert ids(sample, query) == [SV]


def test_a_pasted_address(sample: Pq) -> None:
    assert ids(sample, "https://www.vlaamsparlement.be/commissies/commissievergaderingen/1409508/verslag/1411853") == [VOU]


def test_relaxed_with_a_notice_and_a_suggestion(sample: Pq) -> None:
    found = sample.json("search", "masterstudent zeppelin")
    assert [h["id"] for h in found["hits"]] == [VOU] and found["notice"]
    assert sample.json("search", "welzijnsektor")["suggestion"] == "welzijnssector"


def test_errors_name_their_place(sample: Pq) -> None:
    done = sample("search", 'sio "open')
    assert done.returncode == 2 and "teken 5" in done.stderr


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_query_or_is_refused_with_a_place(text: str) -> None:
    try:
        parse(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)


@pytest.mark.parametrize(
    ("a", "b"),
    [("ziekenhuis", "ziekenhuizen"), ("commissie", "commissies"), ("huis", "huizen"), ("obligatie", "obligaties"), ("vraag", "vragen"), ("brief", "brieven"), ("SIO", "SIO’s"), ("één", "een"), ("werkgever", "werkgevers"), ("artikel", "artikels"), ("inkomen", "inkomens"), ("groen", "groene"), ("miljoen", "miljoenen"), ("plaats", "plaatsen"), ("proces", "processen"), ("overheid", "overheden"), ("museum", "musea"), ("dag", "dagen"), ("raam", "ramen"), ("Europees", "Europese"), ("energie", "energieën"), ("vacature", "vacatures"), ("mooi", "mooie"), ("groei", "groeien"), ("portefeuille", "portefeuilles"), ("rijles", "rijlessen")],
)  # fmt: skip
def test_forms_of_a_word(a: str, b: str) -> None:
    assert analysis.terms(a) == analysis.terms(b) and analysis.akin(analysis.fold(a), analysis.fold(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [("overheid", "over"), ("gezin", "zin"), ("minister", "mini"), ("kans", "kan"), ("raam", "ram"), ("bommen", "boom"), ("beke", "bekken"), ("indien", "indie"), ("schepen", "schip")],
)  # fmt: skip
def test_words_that_are_not_forms_of_one(a: str, b: str) -> None:
    assert analysis.stem(a) != analysis.stem(b) or not analysis.akin(a, b)


def test_a_planted_index_is_never_opened(sample: Pq, tmp_path: Path) -> None:
    pq = Pq(tmp_path / "corpus")
    shutil.copytree(sample.folder, pq.folder)
    trap = tmp_path / "sprung"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (subprocess.getoutput, (f"touch {trap}",))

    for path in (pq.folder / ".derived" / "index").glob("*.toc"):
        path.write_bytes(path.read_bytes() + pickle.dumps(Trap()))
        (path.parent / "_MAIN_99.toc").write_bytes(pickle.dumps(Trap()))
    assert "index" in pq("check").stdout
    assert set(ids(pq, "SIO")) == {SV, VOU}  # from the store, in memory
    assert pq("build").returncode == 0 and pq("check").returncode == 0
    assert not trap.exists()


def test_an_index_with_any_file_cut_short_loses_nothing(sample: Pq, tmp_path: Path) -> None:
    for n, name in enumerate(sorted(p.name for p in (sample.folder / ".derived" / "index").iterdir() if p.stat().st_size)):
        pq = Pq(tmp_path / str(n))
        shutil.copytree(sample.folder, pq.folder)
        path = pq.folder / ".derived" / "index" / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        assert set(ids(pq, "SIO")) == {SV, VOU}
        assert pq("build").returncode == 0
        assert pq("check").returncode == 0


def test_what_is_deleted_is_found_no_more(sample: Pq, tmp_path: Path) -> None:
    pq = Pq(tmp_path / "corpus")
    shutil.copytree(sample.folder, pq.folder)
    sha = pq.json("show", SV)["sources"][0]["sha256"]
    for path in (pq.folder / "raw").rglob(f"{sha}*"):
        path.unlink()
    assert pq.json("build")["removed"] == 1
    assert ids(pq, "SIO") == [VOU]


def test_search_does_not_load_spacy(sample: Pq) -> None:
    code = (
        f"import sys; sys.argv=['pq','--corpus',{str(sample.folder)!r},'search','SIO']\n"
        "from pq_corpus.cli import main\ntry: main()\nexcept SystemExit: pass\nassert 'spacy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_one_distribution_provides_whoosh() -> None:
    assert len(set(importlib.metadata.packages_distributions()["whoosh"])) == 1


def test_one_module_imports_whoosh() -> None:
    import pq_corpus

    root = Path(pq_corpus.__file__).parent
    importing = {
        p.relative_to(root).as_posix()
        for p in root.rglob("*.py")
        if re.search(r"^\s*(?:from|import) whoosh", p.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert importing <= {"search/engine.py"} and importing


def test_a_part_of_a_compound_finds_it_lower(empty: Pq, tmp_path: Path) -> None:
    from tests.test_written import made

    for n, title in ((1, "Obligatie  -  Rente"), (2, "Impactobligaties  -  Stand"), (3, "Impact  -  Meting")):
        path = tmp_path / f"{n}.txt"
        path.write_text(made("1. Hoe?", "1. Zo.", title, nr=n))
        empty("add", path)
    assert empty("build").returncode == 0
    hits = empty.json("search", "obligatie")["hits"]
    assert [h["id"][-1] for h in hits] == ["1", "2"] and hits[0]["score"] > hits[1]["score"]
    assert hits[1]["snippets"][0]["highlights"]
    assert ids(empty, "impactobligatie") == [hits[1]["id"]]


def test_explain_says_where_the_score_comes_from(sample: Pq) -> None:
    hit = sample.json("search", "impactobligatie", "--explain")["hits"][0]
    assert {"titel", "vraag"} & {w["part"] for w in hit["why"]} and all(w["score"] > 0 for w in hit["why"])
    assert "waarom: " in sample("search", "impactobligatie", "--explain").stdout and "waarom" not in sample("search", "SIO").stdout


def test_similar_questions(sample: Pq) -> None:
    [other] = sample.json("similar", SV)["similar"]
    assert other["id"] == VOU and 0 < other["score"] <= 1 and len(other["shared"]) >= 2
    assert sample("similar", "sv-2019-2020-beke-8").returncode == 2


def test_search_in_commitments(sample: Pq) -> None:
    assert VOU in ids(sample, "in:toezegging visienota") and VOU not in ids(sample, "in:toezegging kindergeld")


def test_every_record_is_found_by_its_id_and_title(sample: Pq) -> None:
    for hit in sample.json("search", "de OR SIO", "--limit", "100")["hits"]:
        assert ids(sample, hit["id"]) == [hit["id"]]
        assert hit["title"] is None or hit["id"] in ids(sample, *hit["title"].replace("-", " ").split())
