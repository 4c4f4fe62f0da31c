"""Fetching from a stand-in for Parliament: complete, each once, resumable, and safe against what services do wrong."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Pq
from tests.parliament import Parliament


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[..., Pq]:
    def make(parliament: Parliament, name: str = "corpus") -> Pq:
        pq = Pq(tmp_path / name)
        assert pq("init", pq.folder).returncode == 0
        path = pq.folder / "corpus.toml"
        path.write_text(re.sub(r"\[sources\][^\[]*", lambda _: parliament.sources(), path.read_text()))
        return pq

    return make


def _raw(pq: Pq) -> dict[str, bytes]:
    return {str(p.relative_to(pq.folder)): p.read_bytes() for p in (pq.folder / "raw").rglob("*") if p.is_file()}


def test_a_session_year_with_faults_is_complete_and_each_once(corpus: Callable[..., Pq]) -> None:
    with Parliament(300, 60, faults=0.02) as parliament:
        pq = corpus(parliament)
        done = pq("fetch", "--session-year", "2023-2024", "--kind", "written_question", "--kind", "request_for_explanation")
        assert done.returncode == 0, done.stderr
        least = 1 + 3 + 1 + 3 + 1 + 300 + 60  # robots, lists, batches, files, reports
        assert least <= len(parliament.log) <= 1.05 * least
        assert pq("build").returncode == 0
        stats = pq.json("stats")
        assert stats["kinds"] == {"request_for_explanation": 60, "written_question": 300} and stats["questions"] == 360
        shown = pq.json("show", "sv-2023-2024-peeters-3")
        assert shown["answers"][0]["text"] == "Plan 9 komt in het voorjaar van 2024." and shown["answered_on"] == "2024-01-15"
        assert {s["layout"] for s in shown["sources"]} == {"written", "api.schv", "api.row"}
        parliament.log.clear()
        again = pq("fetch", "--session-year", "2023-2024", "--kind", "written_question", "--kind", "request_for_explanation")
        assert again.returncode == 0 and "0 new" in again.stdout
        assert len([p for p in parliament.log if "robots" not in p]) == 4 and all(
            "/api/search/" in p or "robots" in p for p in parliament.log
        )


def test_killed_on_the_way_it_becomes_the_same_corpus(corpus: Callable[..., Pq]) -> None:
    arguments = ["fetch", "--session-year", "2023-2024", "--kind", "written_question", "--kind", "request_for_explanation"]
    with Parliament(150, 30) as parliament:
        whole, killed = corpus(parliament, "whole"), corpus(parliament, "killed")
        assert whole(*arguments).returncode == 0
        moments = random.Random(20)
        died = 0
        for _ in range(20):
            process = subprocess.Popen(
                [sys.executable, "-m", "pq_corpus.cli", "--corpus", str(killed.folder), *arguments],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(0.35 + moments.random() * 0.5)
            process.send_signal(signal.SIGKILL)
            died += process.wait() == -9
        assert died > 3
        assert killed(*arguments).returncode == 0
        assert whole("build").returncode == 0 and killed("build").returncode == 0
        assert _raw(whole) == _raw(killed) and len(_raw(whole)) > 2 * 180
        assert [whole("show", "sv-2023-2024-weyts-9", "--json").stdout] == [killed("show", "sv-2023-2024-weyts-9", "--json").stdout]


@pytest.mark.parametrize(
    ("always", "says"),
    [
        ({"/pfile": "500"}, "the service answers 500; tried 5 times"),
        ({"/pfile": "cut"}, "the connection was cut off before the end"),
        ({"/pfile": "maintenance"}, "a page came in place of the PDF (maintenance?)"),
        ({"/pfile": "empty"}, "the answer is empty"),
        ({"/pfile": "404"}, "the service answers 404; the address may be wrong or gone"),
        ({"/pfile": "elsewhere"}, "only the services of corpus.toml are asked"),
        ({"/pfile": "metadata"}, "only the services of corpus.toml are asked"),
        ({"/pfile": "loop"}, "it redirects without end"),
        ({"/lijst": "maintenance"}, "a page came in place of the data (maintenance?)"),
        ({"/api/search": "uncounted"}, "the list has no count any more; the service changed"),
        ({"/lijst": "renamed"}, "vraagnummer, zittingsjaar, vraagsteller, minister missing; the service may have changed"),
    ],
)  # fmt: skip
def test_each_misbehaviour_is_said(corpus: Callable[..., Pq], always: dict[str, str], says: str) -> None:
    with Parliament(1, 0, always=always) as parliament:
        pq = corpus(parliament)
        done = pq("fetch", "--session-year", "2023-2024", "--kind", "written_question")
        assert says in done.stderr and done.returncode == (0 if "renamed" in always.values() else 1)
        assert not [name for name in _raw(pq) if ".tmp-" in name or name.endswith(".pdf")]
        if done.returncode:
            assert says in " ".join(e["reason"] for e in json.loads((pq.folder / ".derived/refused.json").read_text()))


def test_the_cap_of_the_search_is_split_by_days(corpus: Callable[..., Pq], monkeypatch: pytest.MonkeyPatch) -> None:
    from pq_corpus.sources import services

    monkeypatch.setattr(services, "CAP", 50)
    with Parliament(280, 0, cap=50) as parliament:
        from pq_corpus.sources.http import Client

        client = Client({"opendata": f"{parliament.base}/e/opendata", "search": f"{parliament.base}/api/search", "website": f"{parliament.base}/www",
                         "files": f"{parliament.base}/docs", "requests_per_second": 0})  # fmt: skip
        found = list(
            services.rows(lambda url: json.loads(client.get(url, "json").data or b""), "written_question", session_year="2023-2024")
        )
        client.close()
    assert len(found) == 280 == len({row.ident for row in found})


def test_by_id_by_address_by_topic_and_gaps(corpus: Callable[..., Pq]) -> None:
    with Parliament(24, 6) as parliament:
        pq = corpus(parliament)
        assert (
            pq(
                "fetch", "schv/100003", "https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/100011", "jln/300002"
            ).returncode
            == 0
        )
        assert pq("build").returncode == 0 and pq.json("stats")["questions"] == 3
        holes = pq.json("check", "--gaps")["gaps"]
        assert {"kind": "schv", "session_year": "2023-2024", "minister": "Ben Weyts", "known": 2, "missing": [2]} in holes
        assert pq("fetch", "--gaps", "--kind", "written_question").returncode == 0 and pq("build").returncode == 0
        assert "sv-2023-2024-weyts-2" in [q["id"] for q in pq.json("search", "plan", "--limit", "100")["hits"]]
        planned = pq.json("fetch", "--session-year", "2023-2024", "--dry-run")["planned"]
        assert planned["written"] == 24 and planned["oral"] == 6
        done = pq("fetch", "iets")
        assert done.returncode == 1 and "no id or address of Parliament's" in done.stderr
        assert pq("fetch").returncode == 2
        done = pq("fetch", "people")
        assert done.returncode == 0 and "1 new" in done.stdout


def test_a_thin_list_is_no_complete_run(corpus: Callable[..., Pq]) -> None:
    with Parliament(0, 0) as parliament:
        done = corpus(parliament)("fetch", "--session-year", "2022-2023", "--kind", "written_question")
        assert done.returncode == 1 and "0 rows where at least 7300 are known" in done.stderr


def test_the_self_test_says_what_differs(corpus: Callable[..., Pq]) -> None:
    with Parliament(1, 1, always={"/jln/": "renamed"}) as parliament:
        checks = {c["what"]: c["differs"] for c in corpus(parliament).json("fetch", "--self-test")["checks"]}
        assert checks["search: Schriftelijke vraag"] is None and "missing: vrageninterpellatie, spreker" in checks["open data: report"]


def test_only_https_but_for_this_machine(empty: Pq) -> None:
    path = empty.folder / "corpus.toml"
    path.write_text(path.read_text().replace('files = "https://docs', 'files = "http://docs'))
    done = empty("fetch", "people")
    assert done.returncode == 2 and "not https" in done.stderr
