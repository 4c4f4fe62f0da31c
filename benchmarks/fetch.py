"""Documents a second from the stand-in, `pq fetch` beside bare httpx on the same addresses, in one run.

    python benchmarks/fetch.py [WRITTEN] [ORAL] [FAULTS]       7000 1500 0.02 by default

Also says how many requests it took beside the least number, and what a second run asks.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    from tests.parliament import Parliament

    written, oral = (int(n) for n in (sys.argv[1:3] or ["7000", "1500"]))
    faults = float(sys.argv[3]) if len(sys.argv) > 3 else 0.02
    with Parliament(written, oral, faults=faults) as parliament, tempfile.TemporaryDirectory() as temporary:
        for n in range(written):
            parliament.file(n)  # made before the clock runs
        folder = Path(temporary) / "corpus"
        pq = [sys.executable, "-m", "pq_corpus.cli", "--corpus", str(folder)]
        subprocess.run([*pq, "init", str(folder)], check=True, capture_output=True)
        path = folder / "corpus.toml"
        path.write_text(re.sub(r"\[sources\][^\[]*", lambda _: parliament.sources(), path.read_text()))
        command = [*pq, "fetch", "--session-year", "2023-2024", "--kind", "written_question", "--kind", "request_for_explanation"]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        ours = time.perf_counter() - start
        lists = -(-written // 100) + -(-oral // 100)
        least = 1 + 2 * lists + written + oral
        print(done.stdout.strip())
        print(f"{len(parliament.log)} requests, {len(parliament.log) / least:.3f} times the least number (goal at most 1.05)")
        asked = list(dict.fromkeys(parliament.log))
        parliament.log.clear()
        subprocess.run(command, capture_output=True, text=True)
        documents = [p for p in parliament.log if "/pfile" in p or "/jln/" in p]
        print(f"second run: {len(parliament.log)} requests, {len(documents)} of them for documents (goal 0)")
        start = time.perf_counter()
        with httpx.Client() as client:
            for address in asked:
                client.get(parliament.base + address).read()
        bare = time.perf_counter() - start
        print(
            f"pq fetch {least / ours:.0f} documents a second, bare httpx {len(asked) / bare:.0f}: {(least / ours) / (len(asked) / bare):.2f} (goal at least 0.7)"
        )


if __name__ == "__main__":
    main()
