"""Golden records: each document in tests/golden/ against the record beside it.

After a change that is meant, `python -m tests.test_golden` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pq_corpus.parse import Origin, parse

FOLDER = Path(__file__).parent / "golden"
DOCUMENTS = sorted(p for p in FOLDER.iterdir() if not p.name.endswith(".record.json"))


def _golden(path: Path) -> Path:
    return path.with_name(path.name + ".record.json")


def _record(path: Path) -> str:
    """What the document alone gives; answer_due comes with merging."""
    document, parsed = parse(path.read_bytes(), {}, Origin("0" * 64))
    questions = []
    for q in parsed.questions:
        one = json.loads(q.model_dump_json(exclude={"facts", "answer_due"}))
        one["facts"] = [f"{f.field} = {f.value} [{f.rule}]" + (f" {f.span.start}-{f.span.end}" if f.span else "") for f in q.facts]
        one["furniture"] = [document.text[s.start : s.end] for s in q.sources[0].furniture]
        one.pop("sources")
        questions.append(one)
    return json.dumps({"layout": parsed.layout, "problems": parsed.problems, "questions": questions}, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_a_document_gives_its_golden_record(path: Path) -> None:
    assert _record(path) == _golden(path).read_text(encoding="utf-8")


def test_every_layout_has_a_golden_record() -> None:
    made = {json.loads(_golden(path).read_text(encoding="utf-8"))["layout"] for path in DOCUMENTS}
    assert made == {"written", "oral_site", "oral_text", "handelingen", "api.schv", "api.vi", "api.jln", "api.row", "api.verg"}


if __name__ == "__main__":
    for one in DOCUMENTS:
        _golden(one).write_text(_record(one), encoding="utf-8")
        print(one.name)
