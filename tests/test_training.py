"""The made-up sentences that the weights are learned from: well formed, and with no Flemish minister of our table in them; and what the weights make of others."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest

import pq_corpus
from pq_corpus.language.commitments import find_commitments
from pq_corpus.language.dispositions import KINDS
from pq_corpus.records import Days

ROOT = Path(pq_corpus.__file__).parent
FILES = ("natural.tsv", "spoken.tsv", "contrast.tsv", "analogues.tsv")
ANSWERS = "dispositions.tsv"


def rows(name: str) -> list[list[str]]:
    lines = (ROOT / "language" / "training" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", FILES)
def test_every_line_has_a_label_of_the_guide_and_a_sentence(name: str) -> None:
    label, sentence, columns = (1, 3, 4) if name == "analogues.tsv" else (0, 1, 2)
    assert [row for row in rows(name) if len(row) != columns or row[label] not in {"T", "I", "E", "N"} or not row[sentence].strip()] == []


def test_every_answer_has_what_became_of_its_question() -> None:
    assert [row for row in rows(ANSWERS) if len(row) != 4 or row[1] not in KINDS or not all(map(str.strip, row))] == []


@pytest.mark.parametrize("name", (*FILES, ANSWERS))
def test_no_flemish_minister_is_named(name: str) -> None:
    with (ROOT / "parliament" / "data" / "ministers.csv").open(encoding="utf-8") as file:
        surnames = {row["name"].split(" ", 1)[1] for row in csv.DictReader(file)}
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(surnames)))})(?![\w-])")
    assert surnames and [row for row in rows(name) if named.search("\t".join(row))] == []


@pytest.mark.parametrize("name", ["written_answers.tsv", "spoken_turns.tsv"])
def test_commitments_in_what_was_not_learned_from(name: str) -> None:
    """Made-up answers and turns on which nothing was tuned; the figures of docs/language.md, seen with pytest -rP."""
    answers = [line for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    said = Days(first=dt.date(2025, 3, 3), last=dt.date(2025, 3, 3))
    learned = {row[1] for file in ("natural.tsv", "spoken.tsv", "contrast.tsv") for row in rows(file) if len(row) == 2}
    pairs = []
    for answer in "\n".join(answers).split("\n\n"):
        lines = [line.split("\t") for line in answer.splitlines() if line]
        assert not {sentence for _, sentence in lines if len(sentence.split()) > 6} & learned
        text = "\n".join(sentence for _, sentence in lines)
        found = [one for one in find_commitments(text, None, said) if one.kind != "denial"]
        at = 0
        for label, sentence in lines:
            kinds = [one.kind for one in found if at <= one.start < at + len(sentence)]
            pairs.append((label, kinds[0] if kinds else None))
            at += len(sentence) + 1
    right, wrong, missed = (sum(test(label != "N", kind is not None) for label, kind in pairs) for test in (lambda a, b: a and b, lambda a, b: b and not a, lambda a, b: a and not b))
    promises = sum(label == "T" and kind == "promise" for label, kind in pairs)
    unlike = sum((label == "T") != (kind == "promise") for label, kind in pairs)
    detection, promised = 2 * right / (2 * right + wrong + missed), 2 * promises / (2 * promises + unlike)
    print(f"{name}: {len(pairs)} sentences, {right + missed} commitments: F1 {detection:.3f} (precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}), promises {promised:.3f}")
    assert len(pairs) > 500 and detection > 0.8 and promised > 0.8
