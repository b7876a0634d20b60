"""How long each measure takes on a graph of a million citations, and what it samples there.

    python3 dev.py bench analysis [INSTRUMENTS CITATIONS]

The store is loaded before; reading it into arrays is a line of its own. Seconds on the clock, on whatever the machine has.
"""

from __future__ import annotations

import sys
import time

from citation_graph import store as made

from aigovkg.analysis import MEASURES, Facts, measure
from aigovkg.vocabulary import BASE


def main(instruments: int = 100_000, citations: int = 1_000_000) -> None:
    """Print how long each measure takes."""
    facts = Facts(made(instruments, citations, claims=False))
    start = time.perf_counter()
    pairs = facts.citations[0].size
    print(
        f"{'reading':26} {time.perf_counter() - start:7.1f} s   {len(facts.instruments):,} instruments, {pairs:,} citations",
        flush=True,
    )
    given = {"paths": {"from": f"{BASE}instrument/0", "to": f"{BASE}instrument/{instruments - 1}"}}
    for name in MEASURES:
        start = time.perf_counter()
        found = measure(facts, name, given.get(name))
        seconds = time.perf_counter() - start
        print(f"{name:26} {seconds:7.1f} s   {len(found.rows):,} rows; {'; '.join(found.notes)}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
