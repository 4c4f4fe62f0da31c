"""Golden records: each document in tests/golden/ against the record beside it.

After a change that is meant, `python -m tests.test_golden` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import re
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


# what of a document may belong to no part: words of the form itself, marks of numbering, running heads and feet
FURNITURE = re.compile(
    r"SCHRIFTELIJKE VRAAG|nr\.|van|datum:|aan|(?:[A-Z]+ )?ANTWOORD|Antwoord|op vraag nr\.|SCHRIFTELIJKE VRAAG nr\.|ANTWOORD op vraag nr\.|Vraag nr\.|van de heer|BIJLAGEN?"
    r"|\d{1,2}[a-z]?[.)]?|[a-z][.)]|[-–]|\.|\)|BULLETIN VAN VRAGEN EN ANTWOORDEN|VOORLOPIG ANTWOORD"
    r"|U bent hier|Commissievergadering|Plenaire vergadering|Voorzitter|(?:maandag|dinsdag|woensdag|donderdag|vrijdag)|, \d\d\.\d\du|.*Vergadering bijwonen.*|Menu|Contact|x"
    r"|Vraag om uitleg|Actuele vraag|van|(?:Report|Verslag)(?: meeting| vergadering)? Commissie voor .*|Commissie voor .*|Verslag|Home|Vlaams Parlement"
    r"|[Vv]ergadering C\d+(?: zittingsjaar \d{4}-\d{4})?|zittingsjaar \d{4}-\d{4}|Woordelijk Verslag|Voorzitter: .*|C\d+ – \w+|Zitting \d{4}-\d{4}|HANDELINGEN|Handelingen|COMMISSIEVERGADERING|COMMISSIE VOOR .*"
    r"|Inhoud|INHOUD|Plenaire vergadering nr\. .*"
)


@pytest.mark.parametrize("path", [p for p in DOCUMENTS if p.suffix in (".txt", ".pdf", ".html")], ids=lambda p: p.name)
def test_the_places_of_all_parts_join_to_the_whole_document(path: Path) -> None:
    """Nothing between the parts but listed furniture, and of that nothing but words of the form itself."""
    document, parsed = parse(path.read_bytes(), {}, Origin("0" * 64))
    covered = [False] * len(document.text)
    for q in parsed.questions:
        spans = [f.span for f in q.facts if f.span] + [i.span for i in q.interventions] + [a.span for a in q.answers] + list(q.stage_directions)
        parts = list(q.sub_questions)
        for part in parts:
            parts.extend(part.children)
            spans.append(part.span)
        for span in spans:
            covered[span.start : span.end] = [True] * (span.end - span.start)
    listed = {(s.start, s.end) for q in parsed.questions for s in q.sources[0].furniture}
    for start, end in listed:
        words = " ".join(document.text[start:end].split())
        if not all(covered[start:end]) and not _elsewhere(path, words):
            assert FURNITURE.fullmatch(words), words
        covered[start:end] = [True] * (end - start)
    assert not "".join(c for c, k in zip(document.text, covered, strict=True) if not k).strip()


def _elsewhere(path: Path, words: str) -> bool:
    """What of a plenary report belongs to its contents or to another item than a question."""
    return path.name.startswith("handelingen") and any(
        one in words for one in ("ACTUELE VRAAG van", "Vraag om uitleg van", "over ", "gezondheid", "en Gezin", "OPENING", "ACTUALITEITSDEBAT", "geopend", "debat", "Inderdaad", "866 (2012")
    )  # fmt: skip


if __name__ == "__main__":
    for one in DOCUMENTS:
        _golden(one).write_text(_record(one), encoding="utf-8")
        print(one.name)
