"""Learn the weights of rules/model.json from annotated sentences, the same bytes on every run; report honest figures.

    python -m pq_corpus.language.train SENTENCES.tsv LABELS.tsv [--reports DIR] [--folds 10] [--write]

Figures are from folds by speech: thresholds, vocabulary and weights see nothing of the fold that they are scored on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from pq_corpus.language import commitments
from pq_corpus.language.pipeline import sentences

CODE = {"T": "promise", "I": "intention", "E": "expectation", "N": None}
Example = tuple[str, dict[str, float], str | None]  # speech, features, kind


def load(annotated: str, labels: str) -> list[Example]:
    """The annotated sentences with their features, in order; those that readers disagree on are left out."""
    with open(annotated, encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with open(labels, encoding="utf-8") as file:
        marks = {r["id"]: r["label"] for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    out: list[Example] = []
    before, last = "", ""
    for ident, _, _, _, text in rows:
        speech = ident.split(".")[0]
        before = before if speech == last else ""
        if (label := marks.get(ident, "N")) != "?":
            out.append((speech, commitments.features(text, before), CODE[label]))
        before, last = text, speech
    return out


def made_up() -> list[Example]:
    """Sentences that the developers made up to illustrate the guide's rulings (rules/extra_training.tsv)."""
    path = Path(commitments.__file__).parent / "rules" / "extra_training.tsv"
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, text = line.split("\t")
            out.append(("made up", commitments.features(text), CODE[label]))
    return out


def of_reports(folder: str, annotated: str) -> list[Example]:
    """Ministers' sentences of the reports in a folder that rules/labelled_reports.tsv labels, the annotated ones left out."""
    path = Path(commitments.__file__).parent / "rules" / "labelled_reports.tsv"
    labels = dict(line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))

    def same(text: str) -> str:
        return re.sub(r"\W+", "", text).lower()

    with open(annotated, encoding="utf-8") as file:
        known = {same(row[4]) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    out: list[Example] = []
    for report in (json.loads(p.read_text(encoding="utf-8")) for p in sorted(Path(folder).glob("[0-9]*.json"))):
        for n, turn in enumerate(report["turns"]):
            if not (turn["speaker"] or "").lower().startswith("minister"):
                continue
            before = ""
            for k, (start, end) in enumerate(sentences(turn["text"])):
                text = " ".join(turn["text"][start:end].split())
                if same(text) not in known:
                    label = labels.get(f"{report['report_id']}.{n}.{k}", "N")
                    out.append(("made up", commitments.features(text, before), CODE[label]))
                before = text
    return out


def learn(examples: list[Example], target: Any, strength: float, least: int = 3) -> dict[str, float]:
    """Weights of a logistic regression (Newton-like descent with per-group L2), for the examples that `target` maps to
    0 or 1; None leaves one out. Rules are held loosely, words tightly."""
    chosen = [(present, y) for _, present, kind in examples if (y := target(kind)) is not None]
    count = Counter(name for present, _ in chosen for name in present)
    names = sorted(n for n, c in count.items() if c >= least or n.startswith("r:"))
    index = {name: n for n, name in enumerate(names)}
    x = np.zeros((len(chosen), len(names) + 1))
    y = np.array([label for _, label in chosen], dtype=float)
    for row, (present, _) in enumerate(chosen):
        for name, value in present.items():
            if name in index:
                x[row, index[name]] = value
        x[row, -1] = 1.0
    penalty = np.array([{"r": 0.5, "n": 0.5, "s": 2.0}.get(n.split(":")[0], 4.0) for n in names] + [0.01]) * strength
    w = np.zeros(len(names) + 1)
    step = 1.0 / (0.25 * float(np.linalg.norm(x, 2)) ** 2 + float(penalty.max()))
    momentum, previous = w.copy(), w.copy()
    for n in range(150):
        p = 1 / (1 + np.exp(-np.clip(x @ momentum, -30, 30)))
        w = momentum - step * (x.T @ (p - y) + penalty * momentum)
        momentum = w + n / (n + 3) * (w - previous)
        previous = w
    out = {name: round(float(w[n]), 3) for name, n in index.items() if abs(w[n]) >= 0.01}
    out[""] = round(float(w[-1]), 3)
    return out


def fit(examples: list[Example], strength: float = 1.0) -> dict[str, Any]:
    """A model with thresholds; the thresholds come from folds inside the examples."""
    speeches = sorted({s for s, _, _ in examples if s != "made up"})
    inner = [[e for e in examples if e[0] in set(speeches[k::5])] for k in range(5)]
    scored: list[tuple[float, float, str | None]] = []
    for k in range(5):
        held = set(speeches[k::5])
        model = weights([e for e in examples if e[0] not in held], strength)
        scored += [(commitments._score(model["any"], p), commitments._score(model["promise"], p), kind) for _, p, kind in inner[k]]
    model = weights(examples, strength)
    grid = [n / 50 for n in range(8, 38)]
    model["threshold"] = max(grid, key=lambda t: (round(_f1([(k is not None, a >= t) for a, _, k in scored]), 4), -abs(t - 0.4)))
    cut = model["threshold"]
    model["promise_threshold"] = max(
        grid, key=lambda t: (round(_f1([(k == "promise", a >= cut and p >= t) for a, p, k in scored]), 4), -abs(t - 0.5))
    )
    return model


def weights(examples: list[Example], strength: float) -> dict[str, Any]:
    """The weights alone: any commitment against none, promise against the rest of them, expectation likewise."""
    return {
        "any": learn(examples, lambda k: int(k is not None), strength),
        "promise": learn(examples, lambda k: None if k is None else int(k == "promise"), strength),
        "expectation": learn(examples, lambda k: None if k is None else int(k == "expectation"), strength),
    }


def _f1(pairs: list[tuple[bool, bool]]) -> float:
    tp = sum(a and b for a, b in pairs)
    wrong = sum(a != b for a, b in pairs)
    return 2 * tp / (2 * tp + wrong) if tp else 0.0


def _kind(model: dict[str, Any], present: dict[str, float]) -> str | None:
    if commitments._score(model["any"], present) < model["threshold"]:
        return None
    return "promise" if commitments._score(model["promise"], present) >= model["promise_threshold"] else "other"


def cross_validate(examples: list[Example], extra: list[Example], folds: int, strength: float) -> dict[str, Any]:
    """Detection and promise F1 over folds by speech, pooled and of each fold."""
    speeches = sorted({s for s, _, _ in examples}, key=lambda s: hashlib.sha256(s.encode()).hexdigest())
    pooled: list[tuple[str | None, str | None]] = []
    each = []
    for k in range(folds):
        held = set(speeches[k::folds])
        model = fit([e for e in examples if e[0] not in held] + extra, strength)
        pairs = [(kind, _kind(model, present)) for s, present, kind in examples if s in held]
        pooled += pairs
        each.append(round(_f1([(a is not None, b is not None) for a, b in pairs]), 3))
    return {
        "detection_f1": round(_f1([(a is not None, b is not None) for a, b in pooled]), 3),
        "promise_f1": round(_f1([(a == "promise", b == "promise") for a, b in pooled]), 3), "detection_by_fold": each,
    }  # fmt: skip


def main() -> None:
    """Cross-validate, and with --write learn from everything and write rules/model.json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sentences")
    parser.add_argument("labels")
    parser.add_argument("--reports", help="a folder of reports whose sentences rules/labelled_reports.tsv labels")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--strength", type=float, default=2.0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    examples, extra = load(options.sentences, options.labels), made_up()
    if options.reports:
        extra += of_reports(options.reports, options.sentences)
    print(json.dumps(cross_validate(examples, extra, options.folds, options.strength)))
    if options.write:
        path = Path(commitments.__file__).parent / "rules" / "model.json"
        path.write_text(
            json.dumps(fit(examples + extra, options.strength), ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8"
        )
        print(path.name, path.stat().st_size, "bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
