"""Commitments on an annotated set, beside a keyword search, and the speed beside bare spaCy tokenising of the same text (median of nine).

    python benchmarks/language.py SCORER SENTENCES.tsv LABELS.tsv

The figures for detection are of weights that learned from the same set when it is the development set; honest ones are
those of `python -m pq_corpus.language.train`, from folds. Deadlines are by rules alone.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KEYWORDS = """
import json, re, sys
for line in sys.stdin:
    s = json.loads(line)
    found = [{"start": m.start(), "end": m.end(), "kind": "promise", "deadline": None}
             for m in re.finditer(r"[^.?!]+[.?!]?", s["text"]) if re.search(r"\\\\b(zal|zullen|ga|gaan|willen|bekijken|onderzoeken)\\\\b", m[0], re.I) and not re.search(r"\\\\b(niet|geen)\\\\b", m[0])]
    print(json.dumps({"id": s["id"], "commitments": found}))
""".replace("\\\\", "\\")


def main() -> None:
    """Print the figures as JSON lines."""
    scorer, sentences, labels = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        baseline = Path(folder) / "keywords.py"
        baseline.write_text(KEYWORDS)
        for name, command in (
            ("pq annotate", [sys.executable, "-m", "pq_corpus.cli", "annotate"]),
            ("keywords", [sys.executable, str(baseline)]),
        ):
            done = subprocess.run([sys.executable, scorer, sentences, labels, *command], capture_output=True, text=True, check=True)
            print(json.dumps({name: json.loads(done.stdout)}))
    with open(sentences, encoding="utf-8") as file:
        text = " ".join(row[4] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    import spacy

    from pq_corpus.language.commitments import find_commitments

    pieces = re.findall(r".{1,3000}(?:\s|$)", text)
    find_commitments(pieces[0])
    ratios = []
    for _ in range(9):  # each time spaCy starts anew, since it keeps what it has read
        spent = {}
        for name, work in (("bare", spacy.blank("nl")), ("ours", find_commitments)):
            began = time.perf_counter()
            for piece in pieces:
                work(piece)
            spent[name] = time.perf_counter() - began
        ratios.append(spent["bare"] / spent["ours"])
    ratios.sort()
    print(json.dumps({"speed": f"{ratios[4]:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) of bare spaCy tokenising", "characters": len(text)}))


if __name__ == "__main__":
    main()
