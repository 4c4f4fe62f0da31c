"""The exported dataset: the same rows in every format, valid by its own description, and a corpus again."""

from __future__ import annotations

import csv
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import frictionless
import pandas
import polars
import pytest
from lxml import etree

import pq_corpus
from pq_corpus.export.tables import tables
from tests.conftest import Pq
from tests.test_written import made

ALL = "csv,excel,jsonl,parquet,sqlite,tei"


@pytest.fixture(scope="module")
def exported(sample: Pq, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export") / "out"
    done = sample("export", out, "--format", ALL, "--on", "2021-07-01")
    assert done.returncode == 0, done.stderr
    return out


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


def test_others_read_it_without_options(exported: Path) -> None:
    count = len((exported / "jsonl/commitments.jsonl").read_text().splitlines())
    assert count > 10
    assert duckdb.sql(f"SELECT count(*) FROM '{exported}/csv/commitments.csv'").fetchall() == [(count,)]
    assert duckdb.sql(f"SELECT count(*) FROM '{exported}/parquet/commitments.parquet'").fetchall() == [(count,)]
    assert len(pandas.read_csv(exported / "csv/commitments.csv")) == len(polars.read_csv(exported / "csv/commitments.csv")) == count
    assert len(polars.read_ndjson(exported / "jsonl/commitments.jsonl")) == count


def test_the_package_is_valid_by_its_own_description(exported: Path) -> None:
    report = frictionless.validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    package = json.loads((exported / "datapackage.json").read_text())
    assert package["counts"]["questions"] == 2 and "Vlaams Parlement" in package["licenses"][0]["title"]
    assert {r["path"] for r in package["resources"]} >= {"corpus.sqlite", "parquet/questions.parquet", "SHA256SUMS"}
    codebook = (exported / "CODEBOOK.md").read_text()
    assert all(f"| {f.name} | {f.type} |" in codebook for table in tables().values() for f in table.fields)


def test_a_damaged_table_is_found(exported: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(exported, copy)
    path = copy / "csv/questions.csv"
    path.write_text(path.read_text().replace("85", "86"))
    assert not frictionless.validate(str(copy / "datapackage.json")).valid


def test_round_trip_is_lossless(exported: Path, tmp_path: Path) -> None:
    again = Pq(tmp_path / "again")
    assert again("import", exported).returncode == 0
    assert again("export", tmp_path / "out", "--format", ALL, "--on", "2021-07-01").returncode == 0
    left, right = ({p.relative_to(d): p.read_bytes() for d in [root] for p in d.rglob("*") if p.is_file()} for root in (exported, tmp_path / "out"))  # fmt: skip
    assert left.keys() == right.keys() and all(left[name] == right[name] for name in left)


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


def test_excel_runs_no_formula(empty: Pq, tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_text(made('=HYPERLINK("http://x")\n\n1. Hoe?', "1. +32 is geen formule."))
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
        [row] = csv.DictReader(file, delimiter=";")
    assert row["text"].startswith("'+32")


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


def test_tei(exported: Path) -> None:
    ns = {"t": "http://www.tei-c.org/ns/1.0"}
    files = sorted((exported / "tei").glob("*.xml"))
    assert len(files) == 2
    for path in files:
        tree = etree.parse(path)
        ids = tree.xpath("//@xml:id")
        assert len(ids) == len(set(ids)) and tree.xpath("string(//t:licence)", namespaces=ns).startswith("Modellicentie")
        assert all(str(who)[1:] in ids for who in tree.xpath("//t:u/@who", namespaces=ns))
    oral = etree.parse(exported / "tei/vou-r1411853.xml")
    assert oral.xpath("count(//t:u)", namespaces=ns) == 14
    written = etree.parse(exported / "tei/sv-2019-2020-beke-85.xml")
    assert written.xpath("count(//t:div[@type='question'])", namespaces=ns) == 3


def test_one_line_to_load(sample: Pq) -> None:
    frame = pq_corpus.open(sample.folder).frame("commitments")
    assert len(frame) > 10 and str(frame["made_on"].dtype).startswith("datetime64") and set(frame["kind"]) >= {"promise", "denial"}
    with pytest.raises(pq_corpus.CorpusError, match="there is no table 'x'; known are: questions"):
        pq_corpus.open(sample.folder).frame("x")


def test_the_notebook_runs(sample: Pq, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = json.loads((Path(__file__).parent.parent / "docs/sio.ipynb").read_text())["cells"]
    monkeypatch.chdir(sample.folder.parent)
    assert sample.folder.name == "corpus"
    held: dict = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), held)
    assert len(held["sio"]) > 5 and held["by_month"].sum() >= 2 and ("Wouter Beke", 0, 0) in held["in_time"] and held["kept"].sum() >= 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_round_trip_of_generated_corpora(empty: Pq, tmp_path: Path, seed: int) -> None:
    import random

    draw = random.Random(seed)
    words = 'plan; "water" = €5 \u2019s-Gravenwezel é ñ \\ | , tab\there =1+1 @x 2024: 12 791 969 euro'.split(" ")
    for n in range(6):
        asked = "\n".join(f"{k}. {' '.join(draw.choices(words, k=8))}?" for k in range(1, draw.randint(2, 5)))
        told = "\n".join(f"{k}. {' '.join(draw.choices(words, k=8))}." for k in range(1, draw.randint(2, 5)))
        path = tmp_path / f"{n}.txt"
        path.write_text(made(asked, told, " ".join(draw.choices(words, k=3)) + "  -  Deel", nr=n + 1))
        assert empty("add", path).returncode == 0
    assert empty("build").returncode == 0
    one, other, again = tmp_path / "one", tmp_path / "other", Pq(tmp_path / "again")
    assert empty("export", one, "--format", ALL, "--on", "2024-12-31").returncode == 0
    assert again("import", one).returncode == 0 and again("export", other, "--format", ALL, "--on", "2024-12-31").returncode == 0
    left, right = ({p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()} for root in (one, other))
    assert left == right and frictionless.validate(str(one / "datapackage.json")).valid
