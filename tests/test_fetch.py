"""Fetching from a stand-in for Parliament: complete, each once, resumable, and safe against what services do wrong."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from pq_corpus.sources.http import Client, Refused
from tests.conftest import Pq
from tests.parliament import BASE, REAL, Parliament

BOTH = ("--kind", "written_question", "--kind", "request_for_explanation")
WRITTEN = ("--session-year", "2023-2024", "--kind", "written_question")
ORAL = ("--session-year", "2023-2024", "--kind", "request_for_explanation")
Make = Callable[..., Pq]


@pytest.fixture
def corpus(tmp_path: Path) -> Make:
    """A new corpus that a stand-in serves."""

    def make(parliament: Parliament, name: str = "corpus", **settings: object) -> Pq:
        pq = Pq(tmp_path / name)
        assert pq.run("init", pq.folder)[0] == 0
        path = pq.folder / "corpus.toml"
        path.write_text(re.sub(r"\[sources\][^\[]*", lambda _: parliament.sources(**settings), path.read_text()))
        return pq

    return make


def _raw(pq: Pq) -> dict[str, bytes]:
    return {str(p.relative_to(pq.folder)): p.read_bytes() for p in (pq.folder / "raw").rglob("*") if p.is_file()}


def _refused(pq: Pq) -> list[dict[str, str]]:
    return json.loads((pq.folder / ".derived/refused.json").read_text())


def _asked(parliament: Parliament) -> list[str]:
    """What was asked since the last time, but for robots.txt."""
    out = [path for path in parliament.log if "robots" not in path]
    parliament.log.clear()
    return out


# --- a session year -----------------------------------------------------------------------------------------------------


def test_a_session_year_with_faults_is_complete_and_each_once(corpus: Make) -> None:
    with Parliament(120, 24, faults=0.02) as parliament:
        pq = corpus(parliament)
        code, out, err = pq.run("fetch", "--session-year", "2023-2024", *BOTH)
        assert code == 0, err
        least = 1 + 2 + 1 + 2 + 1 + 120 + 24  # robots, lists, batches, files, reports
        assert least <= len(parliament.log) <= 1.05 * least
        assert re.match(r"150 new documents, 0 asked again and unchanged, 0 refused; 15\d requests, [\d.]+ (MB|kB), \d+ s$", out)
        assert pq.run("build")[0] == 0
        stats = pq.json("stats")
        assert stats["kinds"] == {"request_for_explanation": 24, "written_question": 120} and stats["questions"] == 144
        shown = pq.json("show", "sv-2023-2024-peeters-3")
        assert shown["answers"][0]["text"] == "Plan 9 komt in het voorjaar van 2024." and shown["answered_on"] == "2024-01-15"
        assert {s["layout"] for s in shown["sources"]} == {"written", "api.schv", "api.row"}
        _asked(parliament)
        code, out, _ = pq.run("fetch", "--session-year", "2023-2024", *BOTH)
        asked = _asked(parliament)
        assert code == 0 and out.startswith("0 new documents, 0 asked again and unchanged, 0 refused; 4 requests")
        assert len(asked) == 3 and all("/api/search/" in path for path in asked)
        [agent] = parliament.agents
        assert agent.startswith("pq-corpus/")


def test_killed_on_the_way_it_becomes_the_same_corpus(corpus: Make) -> None:
    arguments = ["fetch", "--session-year", "2023-2024", *BOTH]
    with Parliament(150, 30, faults=0.02) as parliament:
        whole = corpus(parliament, "whole")
        assert whole.run(*arguments)[0] == 0
        all_requests = len(parliament.log)
        parliament.tried.clear()
        killed = corpus(parliament, "killed", at_once=2)
        spent = 0
        for n in range(12):  # killed when the stand-in has answered so many, whatever the machine's speed
            parliament.log.clear()
            process = subprocess.Popen(
                [sys.executable, "-m", "pq_corpus.cli", "--corpus", str(killed.folder), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while len(parliament.log) < 3 + 6 * n and process.poll() is None:
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
            process.wait()
            spent += len(parliament.log)
        assert killed.run(*arguments)[0] == 0
        assert _raw(whole) == _raw(killed) and len(_raw(whole)) == 2 * 186
        assert spent >= 12 * 3 and all_requests >= 187


def test_a_corpus_built_after_kills_is_the_same(corpus: Make) -> None:
    with Parliament(30, 6) as parliament:
        pq, other = corpus(parliament), corpus(parliament, "other")
        for one in (pq, other):
            assert one.run("fetch", "--session-year", "2023-2024", *BOTH)[0] == 0 and one.run("build")[0] == 0
        assert pq.run("show", "sv-2023-2024-weyts-3", "--json")[1] == other.run("show", "sv-2023-2024-weyts-3", "--json")[1]


def test_a_full_disk_leaves_nothing_half_written(corpus: Make) -> None:
    with Parliament(3, 0) as parliament:
        pq = corpus(parliament)
        largest = 2500  # bytes that any file may have: less than the list, so that the disk is full at once
        limited = f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest})); from pq_corpus.cli import main; main()"
        done = subprocess.run([sys.executable, "-c", limited, "--corpus", str(pq.folder), "fetch", *WRITTEN], capture_output=True, text=True)
        assert done.returncode == 1 and "it could not be kept: File too large; nothing half-written is left; make room" in done.stderr
        assert not [name for name in _raw(pq) if ".tmp-" in name] and all(len(data) <= largest for data in _raw(pq).values())
        assert pq.run("fetch", *WRITTEN)[0] == 0 and len(_raw(pq)) == 2 * 5


# --- what services do wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "fault", "says"),
    [
        ("/pfile", "500", "the service answers 500; tried 5 times, try again later"),
        ("/pfile", "429", "the service answers 429; tried 5 times, try again later"),
        ("/pfile", "wait", "the service answers 429 and asks to wait 3600 seconds; run the same command after that"),
        ("/pfile", "slow", "the service did not answer within 0.3 seconds; tried 5 times"),
        ("/pfile", "drip", "it took longer than 0.6 seconds"),
        ("/pfile", "cut", "the connection was cut off before the end; tried 5 times"),
        ("/pfile", "maintenance", "a page came in place of the file (maintenance?)"),
        ("/pfile", "empty", "the answer is empty"),
        ("/pfile", "404", "the service answers 404; the address may be wrong or gone"),
        ("/pfile", "picture", "the service sent image/png, and neither a PDF nor an Office document"),
        ("/pfile", "large", "more than 64 MB, which no parliamentary document is"),
        ("/pfile", "bomb", "more than 64 MB, which no parliamentary document is"),
        ("/pfile", "elsewhere", "https://example.org/evil: only the services of corpus.toml are asked (127.0.0.1"),
        ("/pfile", "metadata", "http://169.254.169.254/latest: only the services of corpus.toml are asked"),
        ("/pfile", "loop", "it redirects without end"),
        ("/pfile", "crooked", "it redirects to what is no address"),
        ("/lijst", "deep", "the data are not whole"),
        ("/api/search", "uncounted", "the list has no count any more; the service changed"),
        ("/api/search", "maintenance", "a page came in place of the data (maintenance?)"),
        ("/api/search", "picture", "the service sent image/png, and neither JSON nor XML"),
        ("robots", "500", "robots.txt: the service answers 500; tried 5 times, try again later (nothing is asked of a host whose robots.txt"),
    ],
)  # fmt: skip
def test_each_misbehaviour_is_said(corpus: Make, part: str, fault: str, says: str) -> None:
    always = {part: fault} | ({"/www": "500"} if part != "/pfile" else {})  # the second way does not help either
    with Parliament(1, 0, always=always) as parliament:
        pq = corpus(parliament, timeout={"slow": 0.3, "drip": 0.06}.get(fault, 5))
        code, _, err = pq.run("fetch", *WRITTEN)
        assert code == 1 and says in err, err
        assert not [name for name in _raw(pq) if ".tmp-" in name or (name.endswith(".pdf") and part != "/lijst")]
        assert says.split("; the service changed")[0] in " ".join(f"{e['url']}: {e['reason']}" for e in _refused(pq))
        assert len([path for path in parliament.log if part in path]) <= 6


@pytest.mark.parametrize(
    ("part", "fault", "says"),
    [
        ("/lijst", "renamed", "schv: vraagnummer, zittingsjaar, vraagsteller, minister, procedureverloop missing; the service may have changed"),
        ("/lijst", "extra", "schv: unknown keys nieuw-veld; nothing of them is read"),
        ("/lijst", "xml", None),
        ("/api/search", "duplicates", None),
        ("/pfile", "word", None),
        ("robots", "404", None),
        ("robots", "maintenance", None),
        ("robots", "elsewhere", None),
    ],
)
def test_what_can_be_lived_with(corpus: Make, part: str, fault: str, says: str | None) -> None:
    with Parliament(5, 0, always={part: fault}) as parliament:
        pq = corpus(parliament)
        code, out, err = pq.run("fetch", *WRITTEN)
        notes = [line for line in err.splitlines() if line.startswith("note")]
        assert says in notes[0] if says else not notes
        if fault == "renamed":
            assert code == 1 and "the service does not know it" in err
            return
        assert code == 0 and out.startswith("7 new documents"), err  # the list, the batch, five files
        files = [path for path in parliament.log if "/pfile" in path]
        assert len(files) == len(set(files)) == 5
        assert len([name for name in _raw(pq) if name.endswith(".docx" if fault == "word" else ".pdf")]) == (1 if fault == "word" else 5)
        if fault in ("xml", "duplicates"):
            assert pq.run("build")[0] == 0
            assert pq.json("show", "sv-2023-2024-weyts-1")["answered_on"] == "2024-01-15" and pq.json("stats")["questions"] == 5


def test_retry_after_is_obeyed(corpus: Make) -> None:
    with Parliament(1, 0, always={"/pfile": "busy"}) as parliament:
        began = time.monotonic()
        assert corpus(parliament).run("fetch", *WRITTEN)[0] == 0 and time.monotonic() - began >= 1


def test_robots_txt_is_obeyed(corpus: Make) -> None:
    with Parliament(1, 0) as parliament:
        parliament.robots = "User-agent: *\nDisallow: /docs/\nCrawl-delay: 0.05\n"
        pq = corpus(parliament)
        code, _, err = pq.run("fetch", *WRITTEN)
        assert code == 1 and "robots.txt of 127.0.0.1" in err and "forbids it" in err
        assert not [path for path in parliament.log if "/docs" in path]


def test_a_list_that_stops_short_or_is_thin_is_no_complete_run(corpus: Make) -> None:
    with Parliament(150, 0, always={"/api/search": "short", "/www": "500"}) as parliament:
        code, _, err = corpus(parliament, "short").run("fetch", *WRITTEN, "--dry-run")
        assert code == 1 and "the list says 150 results and gave 100; run the same command again later" in err
        parliament.always.clear()
        pq = corpus(parliament, "thin")
        settings = (pq.folder / "corpus.toml").read_text()
        (pq.folder / "corpus.toml").write_text(re.sub("at_least.*\n", "", settings))
        code, _, err = pq.run("fetch", "--session-year", "2022-2023", "--kind", "written_question")
        assert code == 1 and "the list has 0 questions where at least 7300 are known; this run does not count as complete" in err
        code, _, err = pq.run("fetch", "--session-year", "2015-2016", "--kind", "request_for_explanation")
        assert code == 1 and "0 questions where at least 800 are known" in err  # by what other session years have


def test_a_service_that_is_down_is_left_alone(corpus: Make) -> None:
    with Parliament(60, 0, always={"/pfile": "500"}) as parliament:
        pq = corpus(parliament, patience=0.001)
        code, out, err = pq.run("fetch", *WRITTEN)
        assert code == 1 and re.search(r"10 refused|11 refused", out) and re.search(r"\d\d left", out)
        assert "the services gave no answer 10 times in a row, so the run stopped; run the same command again later" in err
        assert len([path for path in parliament.log if "/pfile" in path]) < 5 * 16


def test_only_the_configured_hosts_over_https_and_no_private_address(corpus: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    with Parliament(1, 0) as parliament:
        pq = corpus(parliament)
        for address in ("https://example.org/schriftelijke-vragen/100000", "https://docs.vlaamsparlement.be@example.org/pfile?id=500000"):
            code, _, err = pq.run("fetch", address)
            assert code == 1 and "only the services of corpus.toml are asked (127.0.0.1" in err
        code, _, err = pq.run("fetch", "https://www.vlaamsparlement.be/nl/over-ons")
        assert code == 1 and "no id or address of Parliament's" in err
        assert not parliament.log
        path = pq.folder / "corpus.toml"
        path.write_text(re.sub(r'files = "[^"]*"', 'files = "http://docs.vlaamsparlement.be"', path.read_text()))
        code, _, err = pq.run("fetch", "people")
        assert code == 2 and "sources.files is http://docs.vlaamsparlement.be, which is not https" in err
        path.write_text(re.sub(r"requests_per_second.*", 'requests_per_second = "snel"', re.sub(r'files = ".*"', "", path.read_text())))
        code, _, err = pq.run("fetch", "people")
        assert code == 2 and "sources.requests_per_second is 'snel', which is no number" in err
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))])
    client = Client({})
    with pytest.raises(Refused, match=r"leads to the private address 10\.0\.0\.7; that is never asked"):
        client.get("https://docs.vlaamsparlement.be/pfile?id=1", "file")
    client.close()
    # a name that led to a public address when it was looked up, and to a private one when it was asked: what answers is not read

    class Inside:
        def get_extra_info(self, name: str) -> tuple[str, int]:
            return ("192.168.1.1", 443)

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("9.9.9.9", 443))])
    answer = httpx.Response(200, content=b"%PDF-1.4 %%EOF", extensions={"network_stream": Inside()})
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda *_: answer)
    client = Client({})
    with pytest.raises(Refused, match=r"leads to the private address 192\.168\.1\.1"):
        client.get("https://docs.vlaamsparlement.be/pfile?id=1", "file")
    client.close()


def test_it_is_paced(corpus: Make) -> None:
    with Parliament(3, 0) as parliament:
        pq = corpus(parliament, rate=8)
        began = time.monotonic()
        assert pq.run("fetch", *WRITTEN)[0] == 0
        assert time.monotonic() - began >= (len(parliament.log) - 1) / 8


# --- lists --------------------------------------------------------------------------------------------------------------


def test_a_list_beyond_the_cap_is_split_by_session_year_and_days(corpus: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from pq_corpus.sources import services

    monkeypatch.setattr(services, "CAP", 50)
    with Parliament(280, 0, cap=50) as parliament:
        pq = corpus(parliament)
        planned = pq.json("fetch", "--kind", "written_question", "--dry-run")["planned"]
        assert planned["written"] == 280
        parliament.unanswered.add(7)  # no day of publication, so no part holds it
        code, _, err = pq.run("fetch", "--kind", "written_question", "--dry-run")
        assert code == 1 and "the list says 280 results and its parts gave 279; those without a day of publication cannot be reached so" in err


def test_limits_by_minister_asker_committee_and_days(corpus: Make) -> None:
    with Parliament(24, 6) as parliament:
        pq = corpus(parliament)

        def planned(*limits: str) -> tuple[int, int]:
            found = pq.json("fetch", "--session-year", "2023-2024", *BOTH, "--dry-run", *limits)["planned"]
            return found["written"], found["oral"]

        assert planned() == (24, 6)
        assert planned("--minister", "zuhal demir") == (6, 0) and planned("--minister", "Brouns") == (6, 6)
        assert planned("--asker", "De Roo") == (0, 6) and planned("--committee", "leefmilieu") == (0, 6)
        assert planned("--since", "2024-02-03", "--until", "2024-02-04") == (2, 2)
        code, _, err = pq.run("fetch", *WRITTEN, "--minister", "Bekke")
        assert code == 1 and "--minister 'Bekke': none of the 24 questions in the lists is so; look at the spelling" in err
        code, out, _ = pq.run("fetch", "--session-year", "2023-2024", *BOTH, "--dry-run")
        assert code == 0 and out.startswith("24 written and 6 oral questions; about 32 requests and ") and "nothing was kept" in out
        assert not _raw(pq)
        assert pq.run("fetch", "--since", "2024-02-04", "--until", "2024-02-03")[0] == 2
        assert pq.run("fetch", "--session-year", "2023")[0] == 2 and pq.run("fetch")[0] == 2


def test_by_id_by_address_and_by_the_corpus_s_own_id(corpus: Make) -> None:
    with Parliament(24, 8, joined=True) as parliament:
        pq = corpus(parliament)
        site = "https://www.vlaamsparlement.be"
        names = ["schv/100003", f"{site}/parlementaire-documenten/schriftelijke-vragen/100011", f"{site}/commissies/commissievergaderingen/400000/verslag/300002",
                 "vi/200005", "verg/400000", "https://docs.vlaamsparlement.be/pfile?id=500001", "sv-2023-2024-demir-2"]  # fmt: skip
        assert pq.run("fetch", *names)[0] == 0 and pq.run("build")[0] == 0
        found = {q["id"] for q in pq.json("search", "plan", "--limit", "100")["hits"]}
        # report 300002 handled two questions, and the meeting all eight: each is here with its own number
        written = {"sv-2023-2024-weyts-1", "sv-2023-2024-weyts-3", "sv-2023-2024-peeters-1", "sv-2023-2024-demir-2"}
        assert found == written | {f"vou-2023-2024-{n}" for n in range(1, 9)}
        assert pq.json("show", "vou-2023-2024-4")["external_ids"]["vi"] == "200003"
        added = pq.json("add", names[1], f"{site}/parlementaire-documenten/schriftelijke-vragen/100012", "https://example.org/x")
        assert [one["path"] for one in added["added"]] == ["https://ws.vlpar.be/e/opendata/schv/lijst?id=100011,100012", "https://docs.vlaamsparlement.be/pfile?id=500012"]  # fmt: skip
        assert [one["path"] for one in added["unchanged"]] == ["https://docs.vlaamsparlement.be/pfile?id=500011"] and len(added["refused"]) == 1
        code, _, err = pq.run("fetch", "iets")
        assert code == 1 and "iets: no id or address of Parliament's (an address of its site, schv/1363595" in err
        code, _, err = pq.run("fetch", "schv/199999")
        assert code == 1 and "schv/199999: the service does not know it" in err


def test_a_topic_brings_written_and_oral_hits(corpus: Make) -> None:
    with Parliament(12, 8, joined=True) as parliament:
        pq = corpus(parliament)
        (pq.folder / "topics/plan.toml").write_text('id = "plan"\ntitle = "Plan"\n[[term]]\nname = "Plan 3"\nreason = "x"\n[[term]]\nname = "water 2"\nspellings = ["over water 5"]\nreason = "x"\n')
        code, _, err = pq.run("fetch", "--topic", "plan")
        assert code == 0, err
        lists = {path.split("?")[0] for path in _asked(parliament) if "/api/search" in path}
        assert len(lists) == 3
        assert pq.run("build")[0] == 0
        found = {q["id"] for q in pq.json("search", "water", "--limit", "100")["hits"]}
        assert found == {"sv-2023-2024-weyts-1", "vou-2023-2024-3", "vou-2023-2024-4", "vou-2023-2024-6"}  # vou 4 is joined with vou 3
        assert pq.run("fetch", "--topic", "niets")[0] == 2
        code, _, err = pq.run("fetch", "--topic", "stikstof")
        assert code == 1 and "nothing was found; look at the spelling of the terms" in err


def test_an_update_asks_for_what_is_new_changed_unanswered_or_provisional(corpus: Make) -> None:
    with Parliament(120, 6) as parliament:
        parliament.unanswered = {3}
        parliament.unlisted = {5}
        parliament.provisional = {2}
        parliament.now = dt.datetime(2024, 2, 10, 10, tzinfo=dt.UTC)
        pq = corpus(parliament, at_least="{}")
        assert pq.run("fetch", "--session-year", "2023-2024", *BOTH)[0] == 0 and pq.run("build")[0] == 0
        waiting = pq.json("show", "sv-2023-2024-weyts-1")
        assert waiting["answered_on"] is None and waiting["answer_due"] == "2023-11-02"  # put on 4 October; 1 November is no working day
        assert "nog geen; verwacht tegen 2 november 2023" in pq.run("show", "sv-2023-2024-weyts-1")[1]
        assert pq.json("show", "vou-2023-2024-3")["interventions"][1]["missing"]
        _asked(parliament)
        parliament.unanswered, parliament.unlisted, parliament.provisional = set(), set(), set()
        parliament.now += dt.timedelta(days=20)
        code, _, err = pq.run("fetch", "--update")
        assert code == 0, err
        asked = _asked(parliament)
        # for each kind what was published since, and the newest page; two batches; the new file, the new answer, the report
        assert len(asked) <= 14 and {path.partition("id=")[2] for path in asked if "pfile" in path} == {"500003", "500005"}
        assert [path for path in asked if "/jln/" in path] == ["/e/opendata/jln/300002"]
        assert pq.run("build")[0] == 0
        answered = pq.json("show", "sv-2023-2024-weyts-1")
        assert answered["answered_on"] == "2024-01-15" and answered["answer_due"] is None
        assert pq.json("show", "vou-2023-2024-3")["interventions"][1]["text"] == "Plan 2 volgt in het voorjaar van 2024."
        code, out, _ = pq.run("fetch", "--update")
        assert code == 0 and out.startswith("0 new documents")
        assert pq.run("fetch", "--update", "--json")[0] == 0
    with Parliament(1, 0) as parliament:
        code, _, err = corpus(parliament, "empty").run("fetch", "--update")
        assert code == 1 and "no list was fetched into this corpus yet" in err


def test_gaps_are_shown_explained_and_filled(corpus: Make) -> None:
    with Parliament(24, 6, topical=6) as parliament:
        parliament.withdrawn, parliament.converted = {8}, {1}
        pq = corpus(parliament)
        assert pq.run("fetch", "schv/100003", "schv/100011", "schv/100008", "vi/200001", "vi/200003", "vi/250001")[0] == 0
        assert pq.run("build")[0] == 0
        holes = {(h["kind"], h["minister"]): h for h in pq.json("check", "--gaps")["gaps"]}
        assert holes["written_question", "Ben Weyts"]["missing"] == [2] and holes["written_question", "Zuhal Demir"]["missing"] == [1, 2]
        assert holes["written_question", "Zuhal Demir"]["explained"] == [{"number": 3, "id": "sv-2023-2024-demir-3", "why": "Ingetrokken"}]
        assert holes["request_for_explanation", None]["missing"] == [1, 3] and holes["topical_question", None]["missing"] == [1]  # each its own series
        assert holes["request_for_explanation", None]["explained"][0]["why"] == "omgevormd tot actualiteitsdebat"
        shown = pq.run("check", "--gaps")[1]
        assert "2023-2024 Schriftelijke vraag, Ben Weyts: 2 known, 1 missing: 2" in shown and "nr. 3: Ingetrokken" in shown
        assert pq.run("fetch", "--gaps", "--kind", "written_question")[0] == 0 and pq.run("build")[0] == 0
        assert not [h for h in pq.json("check", "--gaps")["gaps"] if h["kind"] == "written_question" and h["missing"]]
        assert pq.json("stats")["kinds"]["written_question"] == 6  # only what was missing came
        code, _, err = pq.run("fetch", "vou-2023-2024-9")
        assert code == 1 and "vraag om uitleg 2023-2024 nr. 9: it is in no list of Parliament's; it may have been withdrawn" in err


def test_attachments_are_listed_and_come_on_request(corpus: Make) -> None:
    with Parliament(10, 0) as parliament:
        pq = corpus(parliament)
        assert pq.run("fetch", *WRITTEN)[0] == 0 and not [path for path in _asked(parliament) if f"id={BASE['annex'] // 1000}" in path]
        assert pq.run("fetch", *WRITTEN, "--attachments")[0] == 0
        assert len([path for path in _asked(parliament) if f"id={BASE['annex'] // 1000}" in path]) == 2
        assert pq.run("build")[0] == 0  # an attachment is no question, and no problem
        assert pq.json("show", "sv-2023-2024-demir-2")["attachments"] == [f"https://docs.vlaamsparlement.be/pfile?id={BASE['annex'] + 4}"]
        assert pq.json("stats")["layouts"]["attachment"] == 2


def test_the_licence_is_kept_with_every_document(corpus: Make) -> None:
    with Parliament(2, 1) as parliament:
        pq = corpus(parliament)
        assert pq.run("fetch", "--session-year", "2023-2024", *BOTH)[0] == 0
        said = [json.loads(data) for name, data in _raw(pq).items() if name.endswith(".meta.json")]
        assert {(one["licence"], one["attribution"]) for one in said} == {("Modellicentie Gratis Hergebruik Vlaanderen v1.0", "Vlaams Parlement")}
        assert all(one["url"].startswith(("https://ws.vlpar.be/", "https://docs.vlaamsparlement.be/")) for one in said)  # Parliament's own addresses


# --- other things -------------------------------------------------------------------------------------------------------


def test_people_come_with_groups_by_day(corpus: Make) -> None:
    with Parliament(8, 0) as parliament:
        pq = corpus(parliament)
        assert pq.run("fetch", *WRITTEN)[0] == 0 and pq.run("build")[0] == 0
        assert pq.json("show", "sv-2023-2024-demir-1")["askers"][0]["group"] is None
        code, out, err = pq.run("fetch", "people", "committees", "legislatures")
        assert code == 0 and out.startswith("129 new"), err  # two lists, 124 members, a list and a committee, the legislatures
        assert pq.run("build")[0] == 0
        assert pq.json("show", "sv-2023-2024-demir-1")["askers"][0]["group"] == "Vlaams Belang"  # by 2023, not the group of 2019
        assert pq.run("check")[0] == 0
        again = pq.json("fetch", "people", "legislatures")
        assert again["new"] == 0 and again["same"] == 127 and again["bytes"] < 100  # nothing changed since, so nothing was sent but robots.txt


def test_meetings_bring_their_agenda_and_reports(corpus: Make) -> None:
    with Parliament(0, 24, joined=True) as parliament:
        pq = corpus(parliament)
        code, _, err = pq.run("fetch", "meetings", "--since", "2023-11-22", "--until", "2024-01-05", "--committee", "leefmilieu")
        assert code == 0, err
        assert pq.run("build")[0] == 0
        assert pq.json("stats")["kinds"] == {"request_for_explanation": 14} and len(pq.json("show", "vou-2023-2024-12")["interventions"]) == 3
        assert not [path for path in parliament.log if "/agd" in path and str(BASE["verg"]) in path]  # the meeting of 21 November
        code, _, err = pq.run("fetch", "meetings")
        assert code == 1 and "say of which days" in err


def test_the_website_is_the_second_way(corpus: Make) -> None:
    with Parliament(45, 4, always={"/api/search": "500", "/e/opendata": "500"}, joined=True) as parliament:
        pq = corpus(parliament, patience=0.001)
        code, out, err = pq.run("fetch", *WRITTEN)
        assert code == 1 and out.startswith("45 new documents, 0 asked again and unchanged, 1 refused"), err
        assert "the list of the website was used instead" in err and "45 schv of the open-data API: the service answers 500; tried 5 times" in err
        code, out, err = pq.run("fetch", *ORAL)
        assert code == 1 and out.startswith("3 new documents, 0 asked again and unchanged, 1 refused"), err  # four questions in three reports
        assert pq.run("build")[0] == 0
        assert pq.json("stats")["kinds"] == {"request_for_explanation": 4, "written_question": 45}
        assert pq.json("show", "sv-2023-2024-weyts-9")["answers"] and pq.json("show", "vou-2023-2024-2")["interventions"][1]["text"] == "Plan 1 volgt in het voorjaar van 2024."
        _asked(parliament)
        code, out, _ = pq.run("fetch", *WRITTEN, "--via", "website")
        assert code == 0 and out.startswith("0 new") and all("/www/ajax" in path for path in _asked(parliament))
        code, out, _ = pq.run("fetch", *ORAL, "--via", "website")
        assert code == 0 and out.startswith("0 new") and all("/www/ajax" in path for path in _asked(parliament))


@pytest.mark.parametrize(
    ("part", "fault", "says"),
    [
        ("/www/ajax", "layout", "lay-out gewijzigd? there is no article.card.card--document (card) on the page; mend [list] in pq_corpus/sources/website.toml"),
        ("vragen-en-interpellaties", "layout", "lay-out gewijzigd? there is no div.page-layout__content (content) on the page"),
        ("/verslag/", "layout", "lay-out gewijzigd? there is no div.meeting-speech (speech) on the page"),
        ("/verslag/", "maintenance", "a maintenance page came in place of the page; try again later"),
        ("/verslag/", "picture", "the service sent image/png, and no page"),
    ],
)  # fmt: skip
def test_a_changed_page_is_said_and_not_kept(corpus: Make, part: str, fault: str, says: str) -> None:
    with Parliament(0, 2, always={part: fault}) as parliament:
        pq = corpus(parliament)
        code, _, err = pq.run("fetch", *ORAL, "--via", "website")
        assert code == 1 and says in err and not _raw(pq), err


def test_the_self_test_compares_field_by_field_in_twenty_requests(corpus: Make) -> None:
    with Parliament(8, 4, topical=2) as parliament:
        pq = corpus(parliament)
        code, out, _ = pq.run("fetch", "--self-test", "--session-year", "2023-2024")
        assert len(_asked(parliament)) == 20 and code == 1
        assert "as expected  open data: written question as XML" in out and out.endswith("17 of 20 as expected. Please report what differs (docs/live-check.md).\n")
        parliament.always = {"/jln/": "extra"}
        found = {c["what"]: c["differs"] for c in pq.json("fetch", "--self-test", "--session-year", "2023-2024")["checks"]}
        assert len(found) == 20 and found.pop("open data: report") == ["unknown: nieuw-veld"]
        # the stand-in has no interpellations, nothing that was published of late, and not that phrase
        assert {what for what, differs in found.items() if differs == ["the list is empty"]} == {
            "search: Interpellatie 2023-2024", "search: days of publication", "search: a phrase"
        }  # fmt: skip
        assert not [what for what, differs in found.items() if differs and differs != ["the list is empty"]]


def test_the_stand_in_starts_by_hand_and_serves_the_real_payload() -> None:
    command = [sys.executable, "-u", "-m", "tests.parliament", "--written", "2", "--misbehave", "/pfile=404"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(8)]
        base = next(m[1] for line in lines if (m := re.search(r'opendata = "(.*)"', line)))
        with httpx.Client(trust_env=False) as client:
            found = client.get(f"{base}/verg/vorige?type=plen", headers={"Accept": "application/json"})
            assert found.status_code == 200 and found.json()["items"][0]["vergadering"]["id"]
            assert not REAL.exists() or found.content == REAL.read_bytes()
            assert client.get(base.replace("/e/opendata", "/docs/pfile?id=500000")).status_code == 404
            assert client.get(f"{base}/schv/100000").text.startswith("<?xml")  # as Parliament does without Accept: application/json
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()



def test_what_a_list_says_anew_is_asked_again_even_after_a_kill(corpus: Make) -> None:
    with Parliament(3, 0) as parliament:
        parliament.unanswered = {1}
        pq = corpus(parliament)
        assert pq.run("fetch", *WRITTEN)[0] == 0
        _asked(parliament)
        parliament.unanswered, parliament.now = set(), parliament.now + dt.timedelta(days=3)
        parliament.always = {"/e/opendata": "500", "/www": "500"}  # the list comes and is kept, and there the run ends
        assert pq.run("fetch", *WRITTEN)[0] == 1 and pq.run("fetch", *WRITTEN)[0] == 1
        parliament.always = {}
        _asked(parliament)
        assert pq.run("fetch", *WRITTEN)[0] == 0
        assert _asked(parliament)[1:] == ["/e/opendata/schv/lijst?id=100001", "/docs/pfile?id=500001"]  # the file is as it was
