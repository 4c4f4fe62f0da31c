"""The made-up sentences that the weights are learned from: well formed, and with no Flemish minister of our table in them."""

import csv
import re
from pathlib import Path

import pytest

import pq_corpus

ROOT = Path(pq_corpus.__file__).parent
FILES = ("natural.tsv", "spoken.tsv", "contrast.tsv", "analogues.tsv")


def rows(name: str) -> list[list[str]]:
    lines = (ROOT / "language" / "training" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", FILES)
def test_every_line_has_a_label_of_the_guide_and_a_sentence(name: str) -> None:
    label, sentence, columns = (1, 3, 4) if name == "analogues.tsv" else (0, 1, 2)
    assert [row for row in rows(name) if len(row) != columns or row[label] not in {"T", "I", "E", "N"} or not row[sentence].strip()] == []


@pytest.mark.parametrize("name", FILES)
def test_no_flemish_minister_is_named(name: str) -> None:
    with (ROOT / "parliament" / "data" / "ministers.csv").open(encoding="utf-8") as file:
        surnames = {row["name"].split(" ", 1)[1] for row in csv.DictReader(file)}
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(surnames)))})(?![\w-])")
    assert surnames and [row for row in rows(name) if named.search("\t".join(row))] == []
