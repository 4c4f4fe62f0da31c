"""Learn the weights of rules/dispositions.json from made-up answers, the same bytes on every run; report honest figures.

    python -m pq_corpus.language.train_dispositions [--write]

Runs in a clone (training/ is not installed) with the extra `train`. The answers and what became of the questions were written by a language model that
knew the definitions and not the program, in groups by policy field or by focus; figures are from folds by group. Passages of the made-up speeches of
training/natural.tsv that no rule meets are learned as answers too: without such plain text, words that mean nothing here add up to a refusal.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pq_corpus.language import dispositions
from pq_corpus.language.dispositions import KINDS
from pq_corpus.language.train import TRAINING, write

STRENGTH = 1.0  # inverse strength of L2
LEAST = 3  # answers that a feature must occur in
ANSWERED = 0.75  # the share of real questions that we take to be answered; of the made-up ones it is less, so that the others have enough wordings
LONGEST = 5  # sentences of a passage of plain text
SMALLEST = 10  # weights are kept in hundredths; a feature whose weights are all smaller is dropped


@dataclass
class Example:
    """An answer with its features (of the whole, of its sentences) and what became of the question."""

    group: str
    kind: str
    features: tuple[dict[str, float], list[dict[str, float]]]


def _rows() -> list[list[str]]:
    """The made-up answers, one a line: group, kind, what was asked, the answer."""
    lines = (TRAINING / "dispositions.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def examples() -> list[Example]:
    """The made-up answers."""
    return [Example(group, kind, dispositions.features(asked, [answer[a:b].strip() for a, b in dispositions.spans(answer)])) for group, kind, asked, answer in _rows()]


def plain() -> list[Example]:
    """Passages of one to LONGEST sentences that follow each other in the made-up speeches and that no rule meets, as answers to one or another question."""
    asked = [row[2] for row in _rows()]
    out: list[Example] = []
    passages: list[list[str]] = [[]]
    for line in (TRAINING / "natural.tsv").read_text(encoding="utf-8").splitlines():
        _, _, sentence = line.partition("\t")
        if not sentence or line.startswith("#") or len(passages[-1]) > len(passages) % LONGEST:
            passages.append([])
        if sentence and not line.startswith("#"):
            passages[-1].append(sentence)
    for n, passage in enumerate(passages):
        question = asked[37 * n % len(asked)]
        if passage and not any(rule.meets(sentence, question) for sentence in passage for rule in dispositions.rules()):
            out.append(Example("plain", "answered", dispositions.features(question, passage)))
    return out


def learn(of: Sequence[Example]) -> dict[str, Any]:
    """Weights in hundredths, for each feature one of each kind (in the order of KINDS)."""
    present = [{name: value for part in (one.features[0], *one.features[1]) for name, value in part.items()} for one in of]
    count = Counter(name for one in present for name in one)
    names = sorted(name for name, times in count.items() if times >= LEAST)
    place = {name: n for n, name in enumerate(names)}
    entries = [(n, place[name], value) for n, one in enumerate(present) for name, value in one.items() if name in place]
    at, columns, values = zip(*entries, strict=True)
    x = sparse.csr_matrix((values, (at, columns)), shape=(len(present), len(names)))
    fitted = LogisticRegression(C=STRENGTH, max_iter=400).fit(x, [KINDS.index(one.kind) for one in of])
    hundredths = np.rint(100 * fitted.coef_).astype(int)
    kept = np.abs(hundredths).max(axis=0) >= SMALLEST
    here = sum(one.kind == "answered" for one in of) / len(of)
    bias = [float(one) for one in fitted.intercept_]
    bias[KINDS.index("answered")] += math.log(ANSWERED / (1 - ANSWERED) * (1 - here) / here)
    return {
        "bias": [round(100 * one) for one in bias],
        "weights": {name: [int(v) for v in hundredths[:, n]] for n, name in enumerate(names) if kept[n]},
    }


def found(model: dict[str, Any], one: Example) -> str:
    """What a model makes of an answer."""
    score, _ = dispositions.scores(model, *one.features)
    return KINDS[max(range(len(KINDS)), key=lambda k: score[k])]


def figures(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Of (wanted, found): the share that is right, and for each kind that is wanted precision and recall."""
    out: dict[str, Any] = {"answers": len(pairs), "right": round(sum(a == b for a, b in pairs) / len(pairs), 3)}
    for kind in (kind for kind in KINDS if any(a == kind for a, _ in pairs)):
        right = sum(a == b == kind for a, b in pairs)
        out[kind] = [round(right / max(1, sum(side == kind for side in sides)), 3) for sides in (tuple(b for _, b in pairs), tuple(a for a, _ in pairs))]
    return out


def main() -> None:
    """Cross-validate by group, and with --write learn from everything and write rules/dispositions.json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    known, around = examples(), plain()
    pairs: list[tuple[str, str]] = []
    for group in sorted({one.group for one in known}):
        model = learn([one for one in known if one.group != group] + around)
        own = [(one.kind, found(model, one)) for one in known if one.group == group]
        print(json.dumps({"group": group, **figures(own)}))
        pairs += own
    print(json.dumps({"group": "all", **figures(pairs)}))
    if options.write:
        write(learn(known + around), "dispositions.json")


if __name__ == "__main__":
    main()
