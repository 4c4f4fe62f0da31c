"""Learn the weights of rules/model.json from annotated sentences, the same bytes on every run; report honest figures.

    python -m pq_corpus.language.train SENTENCES.tsv LABELS.tsv --reports DIR [--folds 5] [--write]

Runs in a clone (the sentences of training/ are not installed) with the extra `train`. It learns from the annotated set, from
our own labels of other sentences in the reports of DIR, and from sentences that we made up (speeches, passages as spoken, near misses, and
analogues of real sentences, which folds leave out together with the report they are modelled on); what real sentences say beside
made-up ones is learned as a difference (every feature twice, once for all and once for real sentences alone). A sentence is as
firm as its firmest clause (a smooth maximum over clauses); words alone are weighed apart, for the first look. Figures are from folds by report: weights and
vocabulary see nothing of the reports that they are scored on; the thresholds are fixed.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse
from sklearn.linear_model import LogisticRegression

from pq_corpus.language import commitments, deadlines
from pq_corpus.language.sentences import sentences
from pq_corpus.records import Days

NO_DAYS = ("", "")
CODE = {"T": "promise", "I": "intention", "E": "expectation", "N": None}
TRAINING = Path(commitments.__file__).parent / "training"
MADE_UP = Days(first=dt.date(2025, 3, 15), last=dt.date(2025, 3, 15))  # the day on which made-up sentences count as said
WEIGHT = {"annotated": 1.0, "reports": 1.0, "natural": 1.0, "spoken": 1.0, "contrast": 0.5, "analogues": 1.0}
REAL = ("annotated", "reports")
PENALTY = 1.5  # L2, of the question whether a sentence is a commitment
STRENGTH = 0.3  # inverse strength of L2, of the questions of its kind
DIFFERENCE = 0.6  # how dearly a real sentence's own weight is bought beside the common one
LEAST = 4  # times that a feature must occur
OFTEN = 8  # times that a word must occur to count at a glance
GLANCED = 0.1  # inverse strength of L2, of the look at words alone
SMALLEST = 15  # weights are kept in hundredths; smaller ones are dropped


@dataclass
class Example:
    """A sentence with its features and its kind (None: no commitment); of annotated ones also the interval annotated (None: readers
    disagree) and the one that `deadline` reads, each as two ISO days or empty strings."""

    source: str
    group: str
    features: commitments.Features
    words: set[str]
    kind: str | None
    due: tuple[str, str] | None = None
    read: tuple[str, str] = NO_DAYS


def _seen(text: str, before: str, said: Days) -> tuple[commitments.Features, set[str]]:
    """The features and the words of a sentence."""
    sentence = commitments.plain(text)
    return commitments.features(sentence, commitments.plain(before), said), commitments.words_of(sentence)


def _same(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def annotated(path: str, labels: str, reports: str) -> list[Example]:
    """The annotated sentences in order, grouped by the report they come from; those that readers disagree on are left out."""
    with open(path, encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with open(labels, encoding="utf-8") as file:
        marks = {r["id"]: r for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    whole = {str(r["report_id"]): _same(" ".join(turn["text"] for turn in r["turns"])) for r in _reports(reports)}
    out: list[Example] = []
    before, last, group = "", "", ""
    for ident, date, _, _, text in rows:
        speech = ident.split(".")[0]
        if speech != last:
            before, group = "", next((name for name, words in whole.items() if _same(text) in words), speech)
        mark = marks.get(ident, {"label": "N", "due_from": "", "due_to": ""})
        if mark["label"] != "?":
            day = dt.date.fromisoformat(date)
            said = Days(first=day, last=day)
            found = deadlines.deadline(text, said)
            read = (str(found.first or ""), str(found.last or "")) if found else NO_DAYS
            due = (mark["due_from"], mark["due_to"])
            out.append(Example("annotated", group, *_seen(text, before, said), CODE[mark["label"]], None if "?" in due else due, read))
        before, last = text, speech
    return out


def _reports(folder: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("[0-9]*.json"))]


def _lines(name: str) -> list[list[str]]:
    lines = (TRAINING / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def of_reports(folder: str, path: str) -> list[Example]:
    """Ministers' sentences of the reports in a folder, labelled by training/reports.tsv; the annotated ones are left out."""
    labels = {row[0]: row[1] for row in _lines("reports.tsv") if len(row) > 1}
    with open(path, encoding="utf-8") as file:
        known = {_same(row[4]) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    out: list[Example] = []
    for report in _reports(folder):
        day = dt.date.fromisoformat(report["date"])
        said = Days(first=day, last=day)
        for n, turn in enumerate(report["turns"]):
            if not (turn["speaker"] or "").lower().startswith("minister"):
                continue
            before = ""
            for k, (start, end) in enumerate(sentences(turn["text"])):
                text = " ".join(turn["text"][start:end].split())
                label = labels.get(f"{report['report_id']}.{n}.{k}", "N")
                if _same(text) not in known and label != "?":
                    group = str(report["report_id"])
                    out.append(Example("reports", group, *_seen(text, before, said), CODE[label]))
                before = text
    return out


def made_up(name: str) -> list[Example]:
    """The made-up speeches of training/natural.tsv, training/spoken.tsv or training/contrast.tsv."""
    out: list[Example] = []
    before = ""
    for row in _lines(f"{name}.tsv"):
        if len(row) < 2:
            before = ""
            continue
        out.append(Example(name, "made up", *_seen(row[1], before, MADE_UP), CODE[row[0]]))
        before = row[1]
    return out


def analogues() -> list[Example]:
    """The made-up sentences of training/analogues.tsv, each grouped with the report of its model."""
    rows = _lines("analogues.tsv")
    return [Example("analogues", group, *_seen(text, "" if before == "-" else before, MADE_UP), CODE[label]) for group, label, before, text in rows]


def _matrix(rows: Sequence[dict[str, float]], place: dict[str, int]) -> Any:
    entries = [(n, place[name], value) for n, present in enumerate(rows) for name, value in present.items() if name in place]
    at, columns, values = zip(*entries, strict=True)
    return sparse.csr_matrix((values, (at, columns)), shape=(len(rows), len(place)))


def _firmest(sentences_: Any, clauses_: Any, owner: Any, wanted: Any, weight: Any) -> Any:
    """Weights (bias, of sentence features, of clause features) of a logistic regression in which a sentence has its own score
    and the smooth maximum of those of its clauses; `owner` is the sentence of each clause, in order."""
    sharpness = commitments.SHARPNESS
    first = np.searchsorted(owner, np.arange(sentences_.shape[0]))
    cut = 1 + sentences_.shape[1]
    back, forth = sentences_.T.tocsr(), clauses_.T.tocsr()

    def loss(theta: Any) -> tuple[float, Any]:
        own = sharpness * (clauses_ @ theta[cut:])
        most = np.maximum.reduceat(own, first)
        share = np.exp(own - most[owner])
        total = np.add.reduceat(share, first)
        score = theta[0] + sentences_ @ theta[1:cut] + (most + np.log(total)) / sharpness
        wrong = weight * (1 / (1 + np.exp(-np.clip(score, -30, 30))) - wanted)
        slope = np.concatenate([[wrong.sum()], back @ wrong, forth @ (wrong[owner] * share / total[owner])])
        slope[1:] += PENALTY * theta[1:]
        return float((weight * (np.logaddexp(0, score) - wanted * score)).sum() + 0.5 * PENALTY * theta[1:] @ theta[1:]), slope

    start = np.zeros(cut + clauses_.shape[1])
    start[0] = -3.0
    return optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80, "maxcor": 12}).x


def learn(examples: Sequence[Example]) -> dict[str, Any]:
    """Weights in hundredths of three questions (a commitment? if so, a promise? an expectation?), and of words alone at a glance."""
    whole = [one.features[0] for one in examples]
    parts = [part for one in examples for part in one.features[1]]
    owner = np.array([n for n, one in enumerate(examples) for _ in one.features[1]])
    places = []
    for rows in (whole, parts):
        count = Counter(name for present in rows for name in present)
        places.append({name: n for n, name in enumerate(sorted(name for name, times in count.items() if times >= LEAST))})
    s, c = _matrix(whole, places[0]), _matrix(parts, places[1])
    real = np.array([DIFFERENCE if one.source in REAL else 0.0 for one in examples])
    weight = np.array([WEIGHT[one.source] for one in examples])
    kinds = np.array([one.kind or "" for one in examples])

    def twice(x: Any, mine: Any) -> Any:
        return sparse.hstack([x, sparse.diags(mine) @ x]).tocsr()

    bias_column = sparse.csr_matrix(real.reshape(-1, 1))
    theta = _firmest(sparse.hstack([twice(s, real), bias_column]).tocsr(), twice(c, real[owner]), owner, kinds != "", weight)
    a, b = s.shape[1], c.shape[1]
    total = np.zeros((3, a + b))
    total[0, :a] = theta[1 : 1 + a] + DIFFERENCE * theta[1 + a : 1 + 2 * a]
    total[0, a:] = theta[2 + 2 * a : 2 + 2 * a + b] + DIFFERENCE * theta[2 + 2 * a + b :]
    bias = [theta[0] + DIFFERENCE * theta[1 + 2 * a]]
    of = sparse.csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(examples), len(owner)))
    some = kinds != ""
    both = sparse.hstack([twice(sparse.hstack([s, of @ c]).tocsr(), real), bias_column]).tocsr()[some]
    for n, kind in ((1, "promise"), (2, "expectation")):
        fitted = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(both, kinds[some] == kind, sample_weight=weight[some])
        w = fitted.coef_[0]
        total[n] = w[: a + b] + DIFFERENCE * w[a + b : 2 * (a + b)]
        bias.append(float(fitted.intercept_[0]) + DIFFERENCE * float(w[-1]))
    words = [dict.fromkeys(one.words, 1.0) for one in examples]
    count = Counter(word for present in words for word in present if word.isalpha())
    place = {name: n for n, name in enumerate(sorted(name for name, times in count.items() if times >= OFTEN))}
    looked = LogisticRegression(C=GLANCED, solver="liblinear", random_state=0).fit(
        _matrix(words, place), some, sample_weight=np.array([2.0 if one.source in REAL else 1.0 for one in examples])
    )
    glance = {word: round(100 * float(looked.coef_[0][n])) for word, n in place.items()}
    hundredths = np.rint(100 * total).astype(int)
    kept = np.abs(hundredths).max(axis=0) >= SMALLEST
    names = [*places[0], *places[1]]
    return {
        "bias": [round(100 * float(one)) for one in bias],
        "glance_bias": round(100 * float(looked.intercept_[0])),
        "glance": {word: weight for word, weight in glance.items() if abs(weight) >= SMALLEST},
        "weights": {name: [int(v) for v in hundredths[:, n]] for n, name in enumerate(names) if kept[n]},
    }


Scored = tuple[Example, tuple[float, float, float]]


def across(examples: list[Example], others: list[Example], folds: int) -> list[list[Scored]]:
    """For each fold, its real sentences with the scores of a model that saw nothing of their reports, nor what was modelled on them."""
    groups = sorted({one.group for one in examples}, key=lambda g: hashlib.sha256(g.encode()).hexdigest())
    out = []
    for k in range(folds):
        held = set(groups[k::folds])
        model = learn([one for one in examples + others if one.group not in held])
        out.append([(one, _scores(model, one)) for one in examples if one.group in held])
    return out


def _scores(model: dict[str, Any], one: Example) -> tuple[float, float, float]:
    if commitments.glance(model, one.words) < commitments.GLANCE:
        return 0.0, 0.0, 0.0
    return commitments.scores(model, *one.features)


def f1(pairs: list[tuple[bool, bool]]) -> float:
    """F1 of (wanted, found)."""
    right = sum(a and b for a, b in pairs)
    wrong = sum(a != b for a, b in pairs)
    return 2 * right / (2 * right + wrong) if right else 0.0


def _share(of: list[bool]) -> float:
    return round(sum(of) / len(of), 3) if of else 0.0


def figures(scored: list[Scored]) -> dict[str, Any]:
    """Detection and promises; of annotated sentences also deadlines: the share of the annotated ones that is given exactly, and of
    those given the share that is not annotated (both as the scorer of the annotated set counts them)."""
    kinds = [(one.kind, commitments.kind_of(s)) for one, s in scored]
    dated = [one.read == one.due and commitments.kind_of(s) is not None for one, s in scored if one.due not in (None, NO_DAYS)]
    given = [one.due == NO_DAYS for one, s in scored if one.due is not None and one.read != NO_DAYS and commitments.kind_of(s)]
    deadlines = {"deadlines": len(dated), "deadline_exact": _share(dated), "deadline_invented": _share(given)} if dated else {}
    return {
        "sentences": len(kinds), "commitments": sum(kind is not None for kind, _ in kinds),
        "detection_f1": round(f1([(kind is not None, found is not None) for kind, found in kinds]), 3),
        "promise_f1": round(f1([(kind == "promise", found == "promise") for kind, found in kinds]), 3), **deadlines,
    }  # fmt: skip


def right_by_certainty(scored: list[Scored]) -> dict[str, list[float]]:
    """How many sentences are found in each band of certainty that users are shown (per cent), and which share of them are commitments."""
    bands = {f"{low}-{high}": (low / 100, high / 100) for low, high in ((round(100 * commitments.ENOUGH), 60), (60, 90), (90, 101))}
    among = {name: [one.kind is not None for one, s in scored if low <= s[0] < high] for name, (low, high) in bands.items()}
    return {name: [len(some), _share(some)] for name, some in among.items()}


def write(model: dict[str, Any], name: str) -> None:
    """Write weights to a file of rules/, those of a feature on a line of their own."""
    path = Path(commitments.__file__).parent / "rules" / name
    lines = ",\n".join(f"{json.dumps(feature, ensure_ascii=False)}:{json.dumps(w, separators=(',', ':'))}" for feature, w in sorted(model["weights"].items()))
    head = json.dumps({key: value for key, value in model.items() if key != "weights"}, ensure_ascii=False, separators=(",", ":"))
    path.write_text(head[:-1] + ',\n"weights": {\n' + lines + "\n}}\n", encoding="utf-8")
    print(path.name, path.stat().st_size, "bytes", file=sys.stderr)


def main() -> None:
    """Cross-validate, and with --write learn from everything and write rules/model.json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sentences")
    parser.add_argument("labels")
    parser.add_argument("--reports", required=True, help="the folder of reports that the annotated sentences and training/reports.tsv come from")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    real = annotated(options.sentences, options.labels, options.reports) + of_reports(options.reports, options.sentences)
    others = made_up("natural") + made_up("spoken") + made_up("contrast") + analogues()
    folds = across(real, others, options.folds)
    scored = [one for fold in folds for one in fold]
    for source in (*REAL, "both"):
        print(json.dumps({"tested_on": source, **figures([s for s in scored if source in (s[0].source, "both")])}))
    print(json.dumps({"right_by_certainty": right_by_certainty(scored)}))
    print(json.dumps({"detection_f1_by_fold": [figures(fold)["detection_f1"] for fold in folds]}))
    if options.write:
        model = learn(real + others)
        write(model, "model.json")


if __name__ == "__main__":
    main()
