"""Reviews: what a person decides, outlives rebuilds and merges between colleagues."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Pq
from tests.wrap import wrap

RESULTS = "sv-2019-2020-beke-85#c9ebfc7c"


@pytest.fixture
def pq(sample: Pq, tmp_path: Path) -> Pq:
    copy = Pq(tmp_path / "corpus")
    shutil.copytree(sample.folder, copy.folder)
    return copy


def one(pq: Pq, *more: str) -> dict:
    return {c["id"]: c for kind in ([], ["--kind", "denial"]) for c in pq.json("commitments", *kind, *more)["commitments"]}[RESULTS]


def test_confirm_reject_and_correct(pq: Pq) -> None:
    by = ("--by", "An Peeters")
    assert pq("review", RESULTS, "--confirm", *by).returncode == 0
    assert "bevestigd door An Peeters" in one(pq)["status_reason"] and one(pq)["status"] == "lapsed"
    assert pq("review", RESULTS, "--deadline", "tegen eind 2028", "--to", "2028-12-31", *by).returncode == 0
    moved = one(pq)
    assert moved["deadline"]["to"] == "2028-12-31" and moved["status"] == "open" and not moved["slips"]
    assert pq("review", RESULTS, "--kind", "promise", "--actor", "Back on Track", "--topic", "stikstof", *by).returncode == 0
    fixed = one(pq)
    assert (fixed["kind"], fixed["actor"], fixed["topics"]) == ("promise", "Back on Track", ["stikstof"])
    assert RESULTS in {c["id"] for c in pq.json("commitments", "--topic", "stikstof")["commitments"]}
    done = pq("review", RESULTS, "--status", "fulfilled", "--evidence", "vou-r1411853", "--note", "gezien", *by)
    assert done.returncode == 0 and one(pq)["status"] == "fulfilled" and "zie vou-r1411853" in one(pq)["status_reason"]
    assert pq("review", RESULTS, "--reject", "--note", "is geen toezegging", *by).returncode == 0
    assert one(pq)["status"] == "not_counted" and "is geen toezegging" in one(pq)["status_reason"]
    assert RESULTS not in {c["id"] for c in pq.json("due", "--within", "0d")["due"]}
    assert pq("build", "--full").returncode == 0
    assert one(pq)["status"] == "not_counted" and len(pq.json("review")["reviews"]) == 5
    assert "geen toezegging" in pq("review").stdout


def test_a_person_takes_a_deadline_away(pq: Pq) -> None:
    assert one(pq)["deadline"]["text"] == "in het voorjaar van 2021"
    done = pq("review", RESULTS, "--deadline", "", "--by", "An")
    assert done.returncode == 0 and "geen termijn, door An" in done.stdout
    assert one(pq)["deadline"] is None and one(pq)["certainty"] < 100
    assert pq("review", RESULTS, "--to", "2028-12-31", "--by", "An").returncode == 0
    assert one(pq)["deadline"]["to"] == "2028-12-31" and one(pq)["deadline"]["text"] == "tegen 31 december 2028"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "say what is decided"), (["--confirm"], "say who decides"), (["--confirm", "--reject", "--by", "An"], "exclude"),
        (["--reject", "--status", "fulfilled", "--by", "An"], "has no --status"),
        (["--from", "2022-01-02", "--to", "2022-01-01", "--by", "An"], "lies after"), (["--topic", "maan", "--by", "An"], "no topic"),
        (["--status", "fulfilled", "--evidence", "sv-1-2-x-3", "--by", "An"], "no question"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_sentence(pq: Pq, options: list[str], says: str) -> None:
    done = pq("review", RESULTS, *options)
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr
    assert not list((pq.folder / "reviews").glob("*.jsonl"))


def test_words_that_changed_are_listed_for_another_look(pq: Pq) -> None:
    """The document is corrected and kept anew: the old words are gone, the review stays and is listed."""
    assert pq("review", RESULTS, "--status", "fulfilled", "--by", "An Peeters").returncode == 0
    assert pq.json("review")["another_look"] == []
    [old] = [p for p in (pq.folder / "raw").rglob("*.txt") if b"eerste resultaten in het voorjaar" in p.read_bytes()]
    new = old.read_bytes().replace(b"eerste resultaten in", b"eerste tussentijdse resultaten in")
    for path in old.parent.glob(f"{old.stem}.*"):
        path.unlink()
    (pq.folder.parent / "nieuw.txt").write_bytes(new)
    assert pq("add", pq.folder.parent / "nieuw.txt").returncode == 0
    pq("build")
    [look] = pq.json("review")["another_look"]
    assert look["review"]["commitment"] == RESULTS and "veranderd" in look["reason"]
    [now] = [c for c in pq.json("commitments")["commitments"] if "tussentijdse" in c["text"]]
    assert look["perhaps"] == now["id"]
    assert "kijk opnieuw" in pq("review").stdout
    checked = pq("check")
    assert checked.returncode == 1 and "needs another look" in checked.stdout + checked.stderr


def test_two_colleagues_merge_without_conflicts(pq: Pq, tmp_path: Path) -> None:
    """With git itself: two people decide in their own clones, and one of them on two machines at once."""

    def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        name = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
        return subprocess.run(["git", *name, *arguments], cwd=folder, capture_output=True, text=True)

    (pq.folder / ".gitignore").write_text(".derived/\n")
    assert pq("review", RESULTS, "--confirm", "--by", "An").returncode == 0  # both clones begin with a file of An's
    for step in (["init"], ["add", "."], ["commit", "-m", "begin"]):
        assert git(pq.folder, *step).returncode == 0
    clones = []
    for n, decisions in enumerate(([("An", "fulfilled", "hier")], [("An", "open", "daar"), ("Bert", "withdrawn", "nee")])):
        clone = Pq(tmp_path / f"clone{n}")
        assert git(tmp_path, "clone", str(pq.folder), clone.folder.name).returncode == 0
        shutil.copytree(pq.folder / ".derived", clone.folder / ".derived")
        for who, status, note in decisions:
            assert clone("review", RESULTS, "--status", status, "--by", who, "--note", note).returncode == 0
        assert git(clone.folder, "add", ".").returncode == 0 and git(clone.folder, "commit", "-m", "beslist").returncode == 0
        clones.append(clone)
    merged = git(clones[0].folder, "pull", "--no-rebase", "--no-edit", str(clones[1].folder), "main")
    assert merged.returncode == 0, merged.stdout + merged.stderr
    assert {(r["by"], r["note"]) for r in clones[0].json("review")["reviews"]} == {("An", None), ("An", "hier"), ("An", "daar"), ("Bert", "nee")}


def test_a_decision_counts_for_every_record_of_the_same_sentence(tmp_path: Path) -> None:
    """Two questions handled in one report (made up): the minister's sentence stands in both records and is one promise."""
    report = {
        "url": "https://www.vlaamsparlement.be/nl/parlementair-werk/commissies/commissievergaderingen/1700001/verslag/1700009",
        "date": "2023-03-15", "committee": "Commissie voor Welzijn, Volksgezondheid, Gezin en Armoedebestrijding", "title": "over de wachtlijsten",
        "question": {"kind": "Vraag om uitleg", "number": "2001 (2022-2023)", "vi_id": 1700003, "asker": "Lorin Parys", "minister": "minister Hilde Crevits"},
        "turns": [
            {"speaker": "Lorin Parys (N-VA)", "text": "Minister, wanneer komt de nota over de wachtlijsten?"},
            {"speaker": "Freya Saeys (Open Vld)", "text": "Minister, komt die nota er nog dit jaar?"},
            {"speaker": "Minister Hilde Crevits", "text": "Ik zal die nota tegen eind 2023 aan het parlement bezorgen."},
        ],
    }  # fmt: skip
    card = {"ID": "1700004", "card__title": "Vraag om uitlegover de nota", "card__document_number": "2002 (2022-2023)", "card__author": "vanFreya Saeysaan minister Hilde Crevits"}  # fmt: skip
    pq = Pq(tmp_path / "corpus")
    assert pq("init", pq.folder).returncode == 0
    (tmp_path / "verslag.html").write_text(wrap(report, [card]))
    assert pq("add", tmp_path / "verslag.html").returncode == 0 and pq("build").returncode == 0
    first, second = sorted(pq.json("commitments", "--on", "2024-02-01")["commitments"], key=lambda c: c["id"])
    assert second["same_as"] == first["id"] and first["status"] == second["status"] == "overdue"
    assert {a["name"] for a in first["made_to"]} == {a["name"] for a in second["made_to"]} == {"Lorin Parys", "Freya Saeys"}
    assert len(pq.json("due", "--on", "2024-02-01")["due"]) == 1
    assert pq("review", second["id"], "--status", "fulfilled", "--by", "An").returncode == 0
    assert {c["status"] for c in pq.json("commitments")["commitments"]} == {"fulfilled"}
    assert pq("export", tmp_path / "uit", "--format", "jsonl").returncode == 0
    rows = [json.loads(line) for line in (tmp_path / "uit/jsonl/commitments.jsonl").read_text().splitlines()]
    assert {row["status"] for row in rows} == {"fulfilled"}
