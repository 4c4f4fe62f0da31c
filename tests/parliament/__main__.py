"""Start the stand-in by hand and leave it running: `python -m tests.parliament --help`."""

import argparse
import re
import time
from pathlib import Path

import pq_corpus.corpus
from tests.parliament import FAULTS, Parliament

faults = "\n".join(f"  {name:<12} {what}" for name, what in FAULTS.items())
parser = argparse.ArgumentParser(
    "python -m tests.parliament", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
    epilog=f"faults, besides any HTTP status (429, 500, 404):\n{faults}\n\nExample: python -m tests.parliament --misbehave /pfile=cut",
)  # fmt: skip
parser.add_argument("--written", type=int, default=40, help="how many written questions (40)")
parser.add_argument("--oral", type=int, default=10, help="how many requests for explanation (10)")
parser.add_argument("--topical", type=int, default=4, help="how many topical questions (4)")
parser.add_argument("--faults", type=float, default=0.0, help="the share of requests that go wrong the first time (0.02)")
parser.add_argument("--misbehave", metavar="PART=FAULT", action="append", default=[], help="every address with this part goes wrong so")
parser.add_argument("--port", type=int, default=0, help="the port; a free one where none is given")
parser.add_argument("--rate", type=float, default=0.0, help="the requests a second that the printed settings allow (0: no limit)")
parser.add_argument("--corpus", type=Path, metavar="DIR", help="put the settings into the corpus.toml of this folder, made where there is none")
asked = parser.parse_args()
always = dict(one.split("=", 1) for one in asked.misbehave)
unknown = [how for how in always.values() if how not in FAULTS and not how.isdigit()]
if unknown:
    parser.error(f"no such fault: {', '.join(unknown)}")
with Parliament(asked.written, asked.oral, asked.topical, asked.faults, always, joined=True, port=asked.port) as parliament:
    if asked.corpus:
        settings = asked.corpus / "corpus.toml"
        if not settings.exists():
            pq_corpus.corpus.init(asked.corpus)
        settings.write_text(re.sub(r"\[sources\][^\[]*", lambda _: parliament.sources(asked.rate), settings.read_text()))
        print(f"Answering. In another terminal: pq --corpus {asked.corpus} fetch --session-year 2023-2024", flush=True)
    else:
        print("Answering. Put this into a corpus.toml in place of its own sources, then: pq fetch --session-year 2023-2024\n")
        print(parliament.sources(asked.rate), flush=True)
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        print(f"{len(parliament.log)} requests were answered.")
