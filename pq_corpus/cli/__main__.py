"""`python -m pq_corpus.cli`, the same as `pq`."""

from pq_corpus.cli import main

main()
