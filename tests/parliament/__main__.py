"""Start the stand-in by hand and leave it running: `python -m tests.parliament [WRITTEN] [ORAL]`."""

import sys
import time

from tests.parliament import Parliament

written, oral = (*map(int, sys.argv[1:3]), 40, 10)[:2] if len(sys.argv) > 2 else (40, 10)
with Parliament(written, oral) as parliament:
    print("Put this into a corpus.toml in place of its own [sources], then: pq fetch --session-year 2023-2024\n")
    print(parliament.sources(), flush=True)
    while True:
        time.sleep(1)
