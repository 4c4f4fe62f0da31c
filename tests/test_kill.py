"""Killed at any moment, the corpus is whole after the next build, and the records are the same."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import ROOT, Pq


def _raw_texts() -> list[Path]:
    return sorted((ROOT / "corpus" / "raw").rglob("*.txt"))


def test_kill_9_at_fifty_moments(tmp_path: Path, sample: Pq) -> None:
    seeds = random.Random(85)
    source = tmp_path / "documents"
    source.mkdir()
    for path in _raw_texts():
        shutil.copy(path, source / path.name)
    base = next(p for p in _raw_texts() if "ANTWOORD" in p.read_text(encoding="utf-8")).read_text(encoding="utf-8")
    for n in range(100, 140):  # made up: the same question under other numbers
        (source / f"{n}.txt").write_text(base.replace("vraag nr. 85 ", f"vraag nr. {n} "), encoding="utf-8")
    whole, killed = Pq(tmp_path / "whole"), Pq(tmp_path / "killed")
    for pq in (whole, killed):
        assert pq("init", pq.folder).returncode == 0
    assert whole("add", source).returncode == 0
    began = time.monotonic()
    whole("build")
    usual = time.monotonic() - began
    died = 0
    for n in range(50):
        if n % 10 == 0:
            shutil.rmtree(killed.folder / ".derived", ignore_errors=True)
        arguments = ["add", str(source)] if n % 2 == 0 else ["build"]
        process = subprocess.Popen(
            [sys.executable, "-m", "pq_corpus.cli", "--corpus", str(killed.folder), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(seeds.uniform(0.0, usual if n % 2 else 0.6))
        except subprocess.TimeoutExpired:
            process.kill()
            died += 1
        process.wait()
    assert died >= 15
    killed("add", source)
    killed("build")
    check = killed("check")
    problems = [line for line in check.stdout.splitlines() if "sound" not in line]
    expected = whole("check").stdout.splitlines()
    assert problems == [line for line in expected if "sound" not in line]
    from pq_corpus import open as open_corpus

    assert [q.model_dump_json() for q in open_corpus(killed.folder).questions()] == [
        q.model_dump_json() for q in open_corpus(whole.folder).questions()
    ]
    assert killed.json("search", "impactobligatie")["total"] == whole.json("search", "impactobligatie")["total"]


def test_two_writers(empty: Pq) -> None:
    from pq_corpus import open as open_corpus

    with open_corpus(empty.folder).lock():
        done = empty("build")
    assert done.returncode == 2 and "another process is writing" in done.stderr
    assert empty("build").returncode == 0
