"""The exported dataset: the same rows in every format, valid by its own description, and a corpus again."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal, get_args, get_origin

import duckdb
import frictionless
import jsonschema
import pandas
import polars
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import pq_corpus
from pq_corpus import records
from pq_corpus.corpus import init
from pq_corpus.export.package import _excel, restore
from pq_corpus.export.tables import tables, values
from tests.conftest import ROOT, SHARED, Pq, needs_shared
from tests.packaged import schema
from tests.test_evidence import BEKE, LATER, REPORT, START
from tests.test_written import made
from tests.wrap import wrap

QUESTION = {"kind": "Vraag om uitleg", "number": "11 (2024-2025)", "asker": "Tom Ongena", "minister": "minister Jo Brouns", "vi_id": 11}
CARD = {"card__author": "van Mieke Schauvliege aan minister Jo Brouns", "card__title": "Vraag om uitleg over water",
        "card__document_number": "12 (2024-2025)", "ID": 12}  # fmt: skip
TURNS = [
    {"speaker": "Tom Ongena (Open Vld)", "text": "Wanneer komt het plan?"},
    {"speaker": "Mieke Schauvliege (Groen)", "text": "Komt er een plan?"},
    {"speaker": "Minister Jo Brouns", "text": "Ik zal het plan voor 1 maart 2025 voorleggen. Ik zal u ook het ontwerp bezorgen."},
]
JOINED = {"committee": "Commissie", "date": "2025-02-18", "question": QUESTION, "title": "over water", "url": "https://www.vlaamsparlement.be/verslag/1", "turns": TURNS}
ALL = "csv,excel,jsonl,parquet,sqlite,tei"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    """The sample corpus with something in every table: made-up later answers, a report of joined questions, reviews."""
    folder = tmp_path_factory.mktemp("full")
    pq = Pq(folder / "corpus")
    shutil.copytree(ROOT / "corpus", pq.folder, ignore=shutil.ignore_patterns(".derived"))
    for day, number, subject, asks, answer in LATER:
        (folder / f"{number}.txt").write_text(made(asks, answer, subject, date=day, nr=number, **BEKE))
    (folder / "later.html").write_text(wrap(REPORT))
    (folder / "joined.html").write_text(wrap(JOINED, [CARD]))
    assert pq.run("add", *sorted(folder.glob("*.*")))[0] == 0
    code, _, err = pq.run("build")
    assert code == 0, err
    for by, said in (("An", ["--status", "partly_fulfilled"]), ("Bert", ["--confirm", "--to", "2021-06-30", "--note", "=nu"])):
        code, _, err = pq.run("review", START, "--by", by, *said)
        assert code == 0, err
    return pq


@pytest.fixture(scope="module")
def exported(full: Pq, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export") / "out"
    code, _, err = full.run("export", out, "--format", ALL, "--on", "2030-01-01")
    assert code == 0, err
    return out


@pytest.mark.parametrize("on", ["2019-11-08", "2020-02-01", "2021-02-01", "2022-03-01", "2023-03-15", "2024-07-01", "2025-03-02", "2030-01-01"])
def test_commitments_are_those_that_the_corpus_tracks(full: Pq, on: str) -> None:
    corpus, day = pq_corpus.open(full.folder), dt.date.fromisoformat(on)
    rows = {row["id"]: row for row in corpus.frame("commitments", on=day, library="polars").to_dicts()}
    evidence = corpus.frame("evidence", on=day, library="polars").to_dicts()
    tracked = list(corpus.tracked(on=day, denials=True))
    assert rows.keys() == {one.id for one in tracked}
    for one in tracked:
        told = {
            "status": one.status, "status_reason": one.status_reason, "kind": one.kind, "actor": one.actor, "made_on": one.made_on,
            "made_to": " | ".join(a.name for a in one.made_to) or None, "topics": " | ".join(one.topics) or None, "same_as": one.same_as,
            "deadline_to": one.deadline.last if one.deadline else None, "moved_to_to": one.moved_to.last if one.moved_to else None,
            "responsible": " | ".join(one.responsible) or None, "portfolios": " | ".join(one.portfolios) or None,
        }  # fmt: skip
        assert {name: rows[one.id][name] for name in told} == told, one.id
    assert [(e["commitment"], e["text"]) for e in evidence] == [(c.id, e.text) for c in sorted(tracked, key=lambda c: c.id) for e in c.evidence]


def _typed(value: str, kind: str) -> object:
    return None if value == "" else int(value) if kind == "integer" else value == "true" if kind == "boolean" else value


@pytest.mark.parametrize("name", list(tables()))
def test_every_format_holds_the_same_rows(exported: Path, name: str) -> None:
    fields = tables()[name].fields
    lines = [json.loads(line) for line in (exported / "jsonl" / f"{name}.jsonl").read_text().splitlines()]
    with open(exported / "csv" / f"{name}.csv", newline="", encoding="utf-8") as file:
        from_csv = [{f.name: _typed(row[f.name], f.type) for f in fields} for row in csv.DictReader(file)]
    assert from_csv == lines
    parquet = polars.read_parquet(exported / "parquet" / f"{name}.parquet")
    assert json.loads(json.dumps(parquet.to_dicts(), default=str)) == lines
    with sqlite3.connect(exported / "corpus.sqlite") as db:
        db.row_factory = sqlite3.Row
        stored = [dict(row) for row in db.execute(f'SELECT * FROM "{name}"')]
    db.close()
    for row in stored:
        row.update({f.name: bool(row[f.name]) for f in fields if f.type == "boolean" and row[f.name] is not None})
    order = [tuple(str(row[k]) for k in tables()[name].key) for row in lines]
    assert sorted(stored, key=lambda r: tuple(str(r[k]) for k in tables()[name].key)) == [row for _, row in sorted(zip(order, lines, strict=True), key=lambda p: p[0])]  # fmt: skip


def _loads_everywhere(folder: Path) -> None:
    for name in tables():
        count = len((folder / f"jsonl/{name}.jsonl").read_text().splitlines())
        csv_file, lines, parquet = (str(folder / f"{form}/{name}.{form}") for form in ("csv", "jsonl", "parquet"))
        for path in (csv_file, parquet, *([lines] if count else [])):
            assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(count,)], path
        assert len(pandas.read_csv(csv_file)) == len(polars.read_csv(csv_file)) == count
        assert len(pandas.read_parquet(parquet)) == len(polars.read_parquet(parquet)) == count
        assert not count or len(pandas.read_json(lines, lines=True)) == len(polars.read_ndjson(lines)) == count


def test_others_read_it_without_options(exported: Path) -> None:
    _loads_everywhere(exported)
    count = len((exported / "jsonl/commitments.jsonl").read_text().splitlines())
    assert all((exported / f"jsonl/{name}.jsonl").read_bytes() for name in tables()), "a table is empty, and nothing is shown of it"
    assert duckdb.sql(f"SELECT count(*) FROM '{exported}/csv/commitments.csv'").fetchall() == [(count,)]
    assert duckdb.sql(f"SELECT count(*) FROM '{exported}/parquet/commitments.parquet'").fetchall() == [(count,)]
    assert len(pandas.read_csv(exported / "csv/commitments.csv")) == len(polars.read_csv(exported / "csv/commitments.csv")) == count
    assert len(polars.read_ndjson(exported / "jsonl/commitments.jsonl")) == count


def test_the_package_is_valid_by_its_own_description(exported: Path) -> None:
    report = frictionless.validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    package = json.loads((exported / "datapackage.json").read_text())
    assert package["counts"]["questions"] == 7 and "Vlaams Parlement" in package["licenses"][0]["title"]
    assert {r["path"] for r in package["resources"]} >= {"corpus.sqlite", "parquet/questions.parquet", "tei/corpus.xml", "SHA256SUMS"}
    codebook = (exported / "CODEBOOK.md").read_text()
    assert all(f"| {f.name} | {f.type} |" in codebook for table in tables().values() for f in table.fields)
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=exported, capture_output=True, text=True)
    assert sums.returncode == 0, sums.stderr
    listed = {line[66:] for line in (exported / "SHA256SUMS").read_text().splitlines()}
    held = {p.relative_to(exported).as_posix() for p in exported.rglob("*") if p.is_file()}
    assert held - listed == {"SHA256SUMS", "datapackage.json"} and listed <= held


def test_the_values_of_the_codebook_are_those_of_the_records() -> None:
    told = values()
    for name, kind in {
        "question_kind": records.QuestionKind, "role": records.Role, "commitment_kind": records.CommitmentKind, "precision": records.Precision,
        "status": records.Status, "part": _choices(records.Intervention, "part"), "disposition": _choices(records.Disposition, "kind"),
        "verdict": _choices(records.Review, "verdict"), "reference_kind": _choices(records.Reference, "kind"), "relation": records.Relation,
    }.items():  # fmt: skip
        assert tuple(told[name]) == get_args(kind), name


def _choices(record: type[records.Record], field: str) -> object:
    kind = record.model_fields[field].annotation
    return next((one for one in get_args(kind) if get_origin(one) is Literal), kind)


def test_a_damaged_table_is_found(exported: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(exported, copy)
    path = copy / "csv/questions.csv"
    path.write_text(path.read_text().replace("85", "86"))
    assert not frictionless.validate(str(copy / "datapackage.json")).valid


def test_round_trip_is_lossless(exported: Path, tmp_path: Path) -> None:
    again = Pq(tmp_path / "again")
    assert again("import", exported).returncode == 0
    assert again("export", tmp_path / "out", "--format", ALL, "--on", "2030-01-01").returncode == 0
    assert _files(exported) == _files(tmp_path / "out")


def test_import_says_what_is_wrong(exported: Path, sample: Pq, tmp_path: Path) -> None:
    assert sample("export", tmp_path / "bare", "--without-documents").returncode == 0
    done = Pq(tmp_path / "a")("import", tmp_path / "bare")
    assert done.returncode == 2 and "export it again without --without-documents" in done.stderr
    copy = tmp_path / "copy"
    shutil.copytree(exported, copy)
    victim = next(p for p in (copy / "documents/raw").rglob("*.txt"))
    victim.write_text("iets anders")
    done = Pq(tmp_path / "b")("import", copy)
    assert done.returncode == 2 and "was changed" in done.stderr and not (tmp_path / "b").exists()
    done = sample("import", exported)
    assert done.returncode == 2 and "already holds a corpus" in done.stderr


def test_only_a_topic_or_a_period(sample: Pq, tmp_path: Path) -> None:
    sample("export", tmp_path / "sio", "--format", "jsonl", "--topic", "sio", "--to", "2020-01-01")
    ids = [json.loads(line)["id"] for line in (tmp_path / "sio/jsonl/questions.jsonl").read_text().splitlines()]
    assert ids == ["sv-2019-2020-beke-85"]
    kept = list((tmp_path / "sio/documents/raw").rglob("*.txt"))
    assert len(kept) == 1


def test_a_selection_is_valid_by_itself(sample: Pq, tmp_path: Path) -> None:
    assert sample.run("export", tmp_path / "out", "--topic", "sio", "--query", "impactobligatie", "--from", "2019-01-01", "--to", "2019-12-31", "--on", "2021-07-01")[0] == 0
    questions = (tmp_path / "out/jsonl/questions.jsonl").read_text().splitlines()
    assert len(questions) == 1
    report = frictionless.validate(str(tmp_path / "out/datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert "keuze uit een groter corpus" in (tmp_path / "out/README.md").read_text()
    assert sample.run("export", tmp_path / "none", "--from", "2030-01-01")[0] == 0
    assert (tmp_path / "none/jsonl/questions.jsonl").read_bytes() == b""


def test_changed_topics_ask_for_a_build(sample: Pq, tmp_path: Path) -> None:
    shutil.copytree(sample.folder, tmp_path / "corpus")
    pq = Pq(tmp_path / "corpus")
    topic = next((pq.folder / "topics").glob("*.toml"))
    topic.write_text(topic.read_text() + '\n[[term]]\nname = "Kind en Gezin"\nreason = "proef"\n')
    code, _, err = pq.run("export", tmp_path / "out")
    assert code == 2 and "run: pq build" in err and not (tmp_path / "out").exists()
    assert pq.run("build")[0] == 0 and pq.run("export", tmp_path / "out")[0] == 0


def test_a_run_killed_between_its_last_steps_is_mended(sample: Pq, tmp_path: Path) -> None:
    assert sample.run("export", tmp_path / "out", "--on", "2020-01-01")[0] == 0
    before = _files(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / ".out.old")
    (tmp_path / ".out.partial").mkdir()
    assert sample.run("export", tmp_path / "out", "--format", "xlsx")[0] == 2
    assert sample.run("export", tmp_path / "out", "--on", "2020-01-01")[0] == 0
    assert _files(tmp_path / "out") == before and [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_hostile_export_brings_nothing_else_in(exported: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text('id = "x"\ntitle = "x"\nterm = []\n')
    sha = hashlib.sha256(secret.read_bytes()).hexdigest()
    for n, line in enumerate((f"{sha}  documents/topics/x.toml", f"{sha}  documents/../../secret.toml", f"{sha}  documents/.derived/x")):
        copy = tmp_path / str(n)
        shutil.copytree(exported, copy)
        if n == 0:
            (copy / "documents/topics/x.toml").symlink_to(secret)
        with open(copy / "SHA256SUMS", "a") as sums:
            sums.write(line + "\n")
        code, _, err = Pq(tmp_path / f"in{n}").run("import", copy)
        assert code == 2 and "belongs in no corpus" in err and not (tmp_path / f"in{n}").exists()
    copy = tmp_path / "elsewhere"
    shutil.copytree(exported, copy)
    settings = copy / "documents/corpus.toml"
    old = hashlib.sha256(settings.read_bytes()).hexdigest()
    settings.write_text(settings.read_text().replace("https://docs.vlaamsparlement.be", "https://docs.example.org"))
    sums = copy / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(settings.read_bytes()).hexdigest()))
    code, _, err = Pq(tmp_path / "in").run("import", copy)
    assert code == 0 and "fetches files from https://docs.example.org, which is not Parliament's address" in err


def test_excel_runs_no_formula(empty: Pq, tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    long = "lang " * 7000
    path.write_text(made('=HYPERLINK("http://x")\n\n1. Hoe?\n\n2. @SUM?', f"1. +32 is geen formule.\n\n2. {long}"))
    assert empty("add", path).returncode == 0 and empty("build").returncode == 0
    assert empty("export", tmp_path / "out", "--format", "csv,excel").returncode == 0
    data = (tmp_path / "out/excel/questions.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"11/01/2024" in data
    with open(tmp_path / "out/excel/questions.csv", newline="", encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file, delimiter=";")
    assert row["context"].startswith("'=HYPERLINK")
    with open(tmp_path / "out/csv/questions.csv", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["context"].startswith("=HYPERLINK")
    with open(tmp_path / "out/excel/answers.csv", newline="", encoding="utf-8-sig") as file:
        one, two = csv.DictReader(file, delimiter=";")
    assert one["text"].startswith("'+32") and two["text"].endswith(" […]") and len(two["text"]) == 32_767
    with open(tmp_path / "out/excel/sub_questions.csv", newline="", encoding="utf-8-sig") as file:
        assert [row["text"] for row in csv.DictReader(file, delimiter=";")] == ["Hoe?", "'@SUM?"]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n ＝a1;\"'"), min_size=1, max_size=5))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    shown = _excel(text)
    assert shown[0] not in "=+-@\t\r＝＋－＠" and shown.lstrip()[:1] not in tuple("=+-@＝") and shown.removeprefix("'") in (text, text.removeprefix("'"))


def test_a_full_disk_leaves_the_old_export_whole(sample: Pq, tmp_path: Path) -> None:
    assert sample("export", tmp_path / "out").returncode == 0
    before = (tmp_path / "out/datapackage.json").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "pq_corpus.cli", "--corpus", str(sample.folder), "export", str(tmp_path / "out"), "--on", "2020-01-01", "--format", ALL],
        capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)),
    )  # fmt: skip
    assert done.returncode == 2 and "what was there before is whole" in done.stderr
    assert (tmp_path / "out/datapackage.json").read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_in_the_way_is_left_alone(sample: Pq, tmp_path: Path) -> None:
    (tmp_path / "mijn").mkdir()
    (tmp_path / "mijn/brief.txt").write_text("x")
    done = sample("export", tmp_path / "mijn")
    assert done.returncode == 2 and "is no export" in done.stderr and (tmp_path / "mijn/brief.txt").exists()
    done = sample("export", tmp_path / "x", "--format", "xlsx")
    assert done.returncode == 2 and "no format 'xlsx'" in done.stderr


TEI = {"t": "http://www.tei-c.org/ns/1.0"}


def _tei_is_valid(folder: Path, rng: etree.RelaxNG) -> etree._ElementTree:
    """Each file by itself, and all of them in the root; every pointer leads somewhere. Returned is the whole."""
    for path in sorted(folder.glob("*.xml")):
        tree = etree.parse(path)
        tree.xinclude()
        assert rng.validate(tree), (path.name, rng.error_log)
    whole = etree.parse(folder / "corpus.xml")
    whole.xinclude()
    ids = whole.xpath("//@xml:id")
    assert len(ids) == len(set(ids))
    pointers = {p for value in whole.xpath("//@who | //@ana | //@ref | //@corresp") for p in value.split()}
    assert {p[1:] for p in pointers} <= set(ids)
    return whole


@pytest.fixture(scope="module")
def tei_all(pytestconfig: pytest.Config) -> etree.RelaxNG:
    folder = pytestconfig.cache.mkdir("schemas")
    return etree.RelaxNG(etree.fromstring(schema("tei_all.rng", folder)))


def test_tei(exported: Path, tei_all: etree.RelaxNG) -> None:
    whole = _tei_is_valid(exported / "tei", tei_all)
    assert whole.xpath("string(//t:licence)", namespaces=TEI).startswith("Modellicentie")
    oral = etree.parse(exported / "tei/vou-r1411853.xml")
    assert oral.xpath("count(//t:u)", namespaces=TEI) == 14
    lines = [json.loads(line) for line in (exported / "jsonl/interventions.jsonl").read_text().splitlines() if "vou-r1411853" in line]
    assert [u.xpath("string(.)").split() for u in oral.xpath("//t:u", namespaces=TEI)] == [row["text"].split() for row in lines]
    written = etree.parse(exported / "tei/sv-2019-2020-beke-85.xml")
    asked = written.xpath("//t:seg[@type='question']", namespaces=TEI)
    assert [seg.get("n") for seg in asked] == ["1", "2", "3"]
    [first, *_] = written.xpath("//t:seg[@type='answer']", namespaces=TEI)
    assert first.get("corresp").split()[0] == f"#{asked[0].get('{http://www.w3.org/XML/1998/namespace}id')}"
    [asker, minister] = written.xpath("//t:u/@who", namespaces=TEI)
    assert (asker, minister) == ("#p.lorin-parys", "#p.wouter-beke")


@needs_shared
def test_tei_of_the_real_documents(empty: Pq, tmp_path: Path, tei_all: etree.RelaxNG) -> None:
    reports = sorted((SHARED / "real/oral_reports").glob("1*.json"))[::4]
    for path in reports:
        (tmp_path / f"{path.stem}.html").write_text(wrap(json.loads(path.read_text())))
    added = empty.json("add", *tmp_path.glob("*.html"), SHARED / "real/written")
    assert len(added["added"]) == len(reports) + 2
    assert empty("build").returncode == 0
    assert empty("export", tmp_path / "out", "--format", "tei,csv,jsonl,parquet").returncode == 0
    whole = _tei_is_valid(tmp_path / "out/tei", tei_all)
    assert whole.xpath("count(//t:vocal)", namespaces=TEI) > 2
    assert whole.xpath("//t:person[@xml:id='p.zuhal-demir']/t:affiliation[@role='minister']", namespaces=TEI)
    report = frictionless.validate(str(tmp_path / "out/datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    _loads_everywhere(tmp_path / "out")


def test_text_that_looks_like_markup_is_valid_tei(empty: Pq, tmp_path: Path, tei_all: etree.RelaxNG) -> None:
    path = tmp_path / "v.txt"
    path.write_text(made("Een <b>vette</b> inleiding & meer, \"zo\" &lt; ]]>.\n\n1. Hoe?\na) Wat?\nb) Wie?\n\n2. (Gelach) Waarom (Applaus)?", "1. Zo \x0b.\n2. Daarom."))
    assert empty("add", path).returncode == 0 and empty("build").returncode in (0, 1)
    assert empty("export", tmp_path / "out", "--format", "tei,jsonl").returncode == 0
    whole = _tei_is_valid(tmp_path / "out/tei", tei_all)
    assert 'Een <b>vette</b> inleiding & meer, "zo" &lt; ]]>.' in whole.xpath("string(//t:seg[@type='context'])", namespaces=TEI)
    assert [kinesic.get("type") for kinesic in whole.xpath("//t:kinesic", namespaces=TEI)] == ["applause"]


def test_the_citation_is_valid(exported: Path, pytestconfig: pytest.Config) -> None:
    held = yaml.safe_load((exported / "CITATION.cff").read_text())
    # YAML reads a bare day as a day, which JSON Schema does not know; ours are quoted
    jsonschema.validate(held, json.loads(schema("1.2.0/schema.json", pytestconfig.cache.mkdir("schemas"))))
    assert held["type"] == "dataset" and held["authors"] == [{"name": "Vlaams Parlement"}]


def test_one_line_to_load(sample: Pq) -> None:
    frame = pq_corpus.open(sample.folder).frame("commitments")
    assert len(frame) > 10 and str(frame["made_on"].dtype).startswith("datetime64") and set(frame["kind"]) >= {"promise", "denial"}
    with pytest.raises(pq_corpus.CorpusError, match="there is no table 'x'; known are: questions"):
        pq_corpus.open(sample.folder).frame("x")


@pytest.mark.parametrize("name", list(tables()))
def test_frames_of_both_libraries_hold_the_rows(full: Pq, exported: Path, name: str) -> None:
    corpus, on = pq_corpus.open(full.folder), dt.date(2030, 1, 1)
    lines = [json.loads(line) for line in (exported / "jsonl" / f"{name}.jsonl").read_text().splitlines()]
    frame = corpus.frame(name, on=on, library="polars")
    assert json.loads(json.dumps(frame.to_dicts(), default=str)) == lines
    other = corpus.frame(name, on=on)
    assert list(other.columns) == frame.columns and len(other) == len(lines)
    days = [f.name for f in tables()[name].fields if f.type == "date"]
    assert all(str(other[day].dtype).startswith("datetime64") for day in days)
    with pytest.raises(pq_corpus.CorpusError, match="no frames of 'dask'"):
        corpus.frame(name, library="dask")


def test_the_notebook_runs(sample: Pq, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = json.loads((Path(__file__).parent.parent / "docs/sio.ipynb").read_text())["cells"]
    monkeypatch.chdir(sample.folder.parent)
    assert sample.folder.name == "corpus"
    held: dict = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), held)
    assert len(held["sio"]) > 5 and held["by_month"].loc["2019-11"].sum() >= 2
    assert ("Wouter Beke", 0, 0, None) in held["in_time"] and held["kept"].sum() >= 5
    assert set(held["overdue"].made_by) == {"Wouter Beke", "Bart Somers"} and "Bart Somers" in (sample.folder.parent / "toezeggingen.svg").read_text()


_WORD = st.sampled_from('plan "water" = €5 \u2019s-Gravenwezel é ñ \\ | , ; tab\there =1+1 @x \U0001f4a7 (Gelach) <b> &amp; 2024: 12 791 969 euro'.split(" "))
_SENTENCE = st.lists(_WORD, min_size=1, max_size=8).map(" ".join)
_PROMISE = st.sampled_from(["", " Ik zal dat voor het zomerreces doen.", " De studie wordt in het voorjaar van 2025 verwacht."])
_PARTS = st.lists(st.tuples(_SENTENCE, _SENTENCE, _PROMISE), min_size=1, max_size=4)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents=st.lists(st.tuples(_SENTENCE, _PARTS), min_size=1, max_size=5), on=st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1)), seed=st.integers(0, 9))
def test_round_trip_of_generated_corpora(documents: list, on: dt.date, seed: int) -> None:
    """Export, import, export gives the same bytes, whatever the words, the day and the reviews; and frictionless agrees."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        corpus = init(folder / "corpus")
        for n, (title, parts) in enumerate(documents, 1):
            asked = "\n".join(f"{k}. {words}?" for k, (words, _, _) in enumerate(parts, 1))
            told = "\n".join(f"{k}. {words}.{promise}" for k, (_, words, promise) in enumerate(parts, 1))
            (folder / f"{n}.txt").write_text(made(asked, told, f"{title}  -  Deel", nr=n))
            question = {"kind": "Vraag om uitleg", "number": f"{n} (2024-2025)", "asker": "Tom Ongena", "minister": "minister Jo Brouns", "vi_id": n}
            turns = [{"speaker": who, "text": text} for who, text in (("Tom Ongena (Open Vld)", f"{asked}"), ("Minister Jo Brouns", told), ("", f"– {title}"))]
            report = {"committee": "Commissie", "date": "2025-02-18", "question": question, "title": title, "url": f"https://www.vlaamsparlement.be/verslag/{n}", "turns": turns}
            (folder / f"{n}.html").write_text(wrap(report))
        corpus.add(sorted(folder.glob("*.*")))
        corpus.build()
        for n, one in enumerate(corpus.commitments(on=dt.date.max)):
            if (n + seed) % 3 == 0:
                corpus.review(one.id, "fulfilled", by=f"An {seed}", at="2024-06-01T10:00:00+00:00", note='=1+1;"')
        corpus.export(folder / "one", ALL.split(","), on=on)
        restore(folder / "one", folder / "again").export(folder / "other", ALL.split(","), on=on)
        assert _files(folder / "one") == _files(folder / "other")
        assert frictionless.validate(str(folder / "one/datapackage.json")).valid


def _files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
