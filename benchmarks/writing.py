"""Our canonical writers against pyoxigraph's own, on the same store: triples a second of processor time.

python3 dev.py bench writing [FILE.nq]       a graph file, or a generated one of 300,000 quads
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from aigovkg import syntaxes, whole
from aigovkg.vocabulary import AIG, BASE, PREFIXES, TYPE

_DOCUMENTS = 1000
_RUNS = 5


def main() -> None:
    """Measure and print a table."""
    store = syntaxes.load(Path(sys.argv[1])) if len(sys.argv) > 1 else _generated()
    merged = whole.merged(store)
    print(f"{len(store):,} quads; triples a second of processor time, the median of {_RUNS} runs, one after the other")
    with tempfile.TemporaryDirectory() as folder:
        for ending in (".ttl", ".trig", ".nq"):
            syntax = syntaxes.FORMATS[ending]
            held = merged if syntax == ox.RdfFormat.TURTLE else store
            writers = (partial(_theirs, held, syntax), partial(_ours, store, syntax))
            theirs, mine = _rates(len(store), Path(folder) / "written", *writers)
            print(f"  {ending:6} pyoxigraph {theirs:12,.0f}   aigovkg, canonical {mine:12,.0f}   {mine / theirs:6.0%}")


def _theirs(store: ox.Store, syntax: ox.RdfFormat, path: Path) -> None:
    graph = ox.DefaultGraph() if syntax == ox.RdfFormat.TURTLE else None
    prefixes = None if syntax == ox.RdfFormat.N_QUADS else dict(PREFIXES)
    store.dump(str(path), format=syntax, from_graph=graph, prefixes=prefixes)


def _ours(store: ox.Store, syntax: ox.RdfFormat, path: Path) -> None:
    with path.open("wb") as file:
        for chunk in syntaxes.serialized(store, syntax):
            file.write(chunk)


def _rates(count: int, path: Path, *writers: Callable[[Path], None]) -> Iterator[float]:
    taken: list[list[float]] = [[] for _ in writers]
    for _ in range(_RUNS):
        for times, writer in zip(taken, writers, strict=True):
            started = time.process_time()
            writer(path)
            times.append(time.process_time() - started)
    return (count / statistics.median(times) for times in taken)


def _generated() -> ox.Store:
    draw = random.Random(1)  # noqa: S311 - nothing secret
    store = ox.Store()
    node = ox.NamedNode

    def iri(kind: str) -> ox.NamedNode:
        return node(f"{BASE}{kind}/{draw.getrandbits(96):024x}")

    for _ in range(_DOCUMENTS):
        graph, instrument = iri("source"), iri("instrument")
        for position in range(20):
            said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
                (TYPE, node(AIG + "Passage")),
                (AIG + "foundIn", graph),
                (AIG + "passageOf", instrument),
                (AIG + "text", ox.Literal("words of a passage " * 16, language="en")),
                (AIG + "position", ox.Literal(position)),
            ]
            passage, claim = iri("passage"), iri("claim")
            claimed: list[tuple[str, ox.NamedNode | ox.Literal]] = [
                (TYPE, node(AIG + "Claim")),
                (TYPE, node(AIG + "Mention")),
                (AIG + "subject", instrument),
                (AIG + "object", node(f"{BASE}agent/a{draw.randrange(3000)}")),
                (AIG + "passage", passage),
                (AIG + "quote", ox.Literal("some words", language="en")),
                (AIG + "start", ox.Literal(position)),
                (AIG + "end", ox.Literal(position + 10)),
                (AIG + "method", ox.Literal("catalogue")),
                (AIG + "cue", ox.Literal("welcome")),
            ]
            for subject, statements in ((passage, said), (claim, claimed)):
                store.extend(ox.Quad(subject, node(predicate), value, graph) for predicate, value in statements)
    return store


if __name__ == "__main__":
    main()
