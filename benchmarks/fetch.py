"""A session year from the stand-in: documents a second beside bare httpx, requests beside the least number, and kills.

    python benchmarks/fetch.py [--written 7000] [--oral 1500] [--faults 0.02] [--kills 20]

Speed is measured without faults (a fault is waited for, by any client), twice on the disk and twice in memory (/dev/shm), since bare
httpx writes nothing: `pq fetch` beside bare httpx on the same addresses in the same minute, once with one request at a time and once
with as many as `pq fetch` has; the faster counts. The stand-in runs in a process of its own.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WANT = ["--session-year", "2023-2024", "--kind", "written_question", "--kind", "request_for_explanation"]
AT_ONCE = 4
MEMORY = Path("/dev/shm")


class StandIn:
    """The stand-in in a process of its own, its PDFs made before it answers; `asked` are the addresses that it answered."""

    def __init__(self, written: int, oral: int, faults: float) -> None:
        self.log = Path(tempfile.mkstemp()[1])
        command = [sys.executable, __file__, "--serve", str(self.log), "--written", str(written), "--oral", str(oral), "--faults", str(faults)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.settings = ""
        while (line := self.process.stdout.readline()) != "ready\n":
            self.settings += line
        found = re.search(r'opendata = "(.*)/e/opendata"', self.settings)
        assert found
        self.base = found[1]

    def asked(self) -> list[str]:
        out = self.log.read_text().splitlines()
        self.log.write_text("")
        return out

    def count(self) -> int:
        return self.log.read_bytes().count(b"\n")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.log.unlink()


def serve(log: Path, written: int, oral: int, faults: float) -> None:
    from tests.parliament import Parliament

    class Logged(list):  # type: ignore[type-arg]
        def __init__(self) -> None:
            super().__init__()
            self.file = open(log, "a", buffering=1)  # noqa: SIM115

        def append(self, path: str) -> None:
            self.file.write(path + "\n")

    with Parliament(written, oral, faults=faults) as parliament:
        for n in range(written):
            parliament.file(n)
        parliament.log = Logged()
        print(parliament.sources(at_once=AT_ONCE), end="")
        print("ready", flush=True)
        while True:
            time.sleep(60)


def corpus(stand_in: StandIn, folder: Path) -> list[str]:
    """A new corpus that the stand-in serves; returns the command that fetches into it."""
    pq = [sys.executable, "-m", "pq_corpus.cli", "--corpus", str(folder)]
    subprocess.run([*pq, "init", str(folder)], check=True, capture_output=True)
    path = folder / "corpus.toml"
    path.write_text(re.sub(r"\[sources\][^\[]*", lambda _: stand_in.settings, path.read_text()))
    return [*pq, "fetch", *WANT]


def bare(stand_in: StandIn, addresses: list[str], at_once: int) -> float:
    start = time.perf_counter()
    with httpx.Client() as client, ThreadPoolExecutor(at_once) as pool:
        for _ in pool.map(lambda address: len(client.get(stand_in.base + address).content), addresses):
            pass
    return time.perf_counter() - start


def cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in (folder / "raw").rglob("*") if p.is_file()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--written", type=int, default=7000)
    parser.add_argument("--oral", type=int, default=1500)
    parser.add_argument("--faults", type=float, default=0.02)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.written, given.oral, given.faults)
    least = 1 + 2 * (-(-given.written // 100) + -(-given.oral // 100)) + given.written + given.oral  # robots, lists, batches, documents
    temporary = Path(tempfile.mkdtemp())
    try:
        stand_in = StandIn(given.written, given.oral, 0.0)
        bare(stand_in, ["/robots.txt"] * 50, 1)
        stand_in.asked()
        for where, n in (("on the disk", 1), ("on the disk", 2), ("in memory", 1), ("in memory", 2)):
            if where == "in memory" and not MEMORY.is_dir():
                continue
            folder = Path(tempfile.mkdtemp(dir=MEMORY if where == "in memory" else temporary))
            command = corpus(stand_in, folder / "corpus")
            start, before = time.perf_counter(), cpu(resource.RUSAGE_CHILDREN)
            subprocess.run(command, capture_output=True, text=True, check=True)
            ours, used = time.perf_counter() - start, cpu(resource.RUSAGE_CHILDREN) - before
            addresses = stand_in.asked()
            one = bare(stand_in, addresses, 1)
            before = cpu(resource.RUSAGE_SELF)
            some = bare(stand_in, addresses, AT_ONCE)
            theirs = cpu(resource.RUSAGE_SELF) - before
            stand_in.asked()
            shutil.rmtree(folder)
            rates = [len(addresses) / seconds for seconds in (ours, one, some)]
            print(
                f"{where}, {n}: pq fetch {rates[0]:.0f} a second; bare httpx {rates[1]:.0f} one by one, {rates[2]:.0f} with {AT_ONCE} at once; "
                f"beside the faster {rates[0] / max(rates[1:]):.2f} (goal at least 0.7); processor {used:.1f} s beside {theirs:.1f} s", flush=True,
            )  # fmt: skip
        stand_in.end()

        stand_in = StandIn(given.written, given.oral, given.faults)
        command = corpus(stand_in, temporary / "whole")
        done = subprocess.run(command, capture_output=True, text=True)
        print(f"with {given.faults:.0%} faults, exit code {done.returncode}: {done.stdout.strip()}")
        requests = len(stand_in.asked())
        print(f"{requests} requests, {requests / least:.3f} times the least number (goal at most 1.05)")
        whole = contents(temporary / "whole")
        urls = [m[1] for name, data in whole.items() if name.endswith(".json") and (m := re.search(rb'^ "url": "([^"]*)"', data, re.M))]
        documents = [url for url in urls if b"pfile?id=" in url or b"/jln/" in url]
        print(f"{len(documents)} documents, {len(set(documents))} different, of {given.written + given.oral}")
        subprocess.run(command, capture_output=True)
        again = stand_in.asked()
        print(f"second run: {len(again)} requests, {sum('/api/search/' not in path and 'robots' not in path for path in again)} not for lists (goal 0)")

        command = corpus(stand_in, temporary / "killed")
        chance, spent = random.Random(20), 0
        for _ in range(given.kills):
            until = chance.randrange(1, max(2, 2 * least // given.kills))
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while stand_in.count() < until and process.poll() is None:
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
            spent += len(stand_in.asked())
        subprocess.run(command, capture_output=True)
        spent += len(stand_in.asked())
        same = contents(temporary / "killed") == whole
        print(f"killed {given.kills} times: {'the same corpus, byte for byte' if same else 'ANOTHER CORPUS'}; {spent} requests in all")
        stand_in.end()
    finally:
        shutil.rmtree(temporary)


if __name__ == "__main__":
    main()
