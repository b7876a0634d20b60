"""Validation in two steps against pySHACL over the whole graph: the same results, and how much sooner.

    python3 dev.py bench validation                          graphs of 30,000, 300,000 and 3,000,000 triples
    python3 dev.py bench validation 30000 --limit 600        one size; pySHACL is stopped after ten minutes

Generated documents (corpus.py) are built into a graph, and the graph is repeated with new names for what is each document's
own until it is large enough; in every 25th repetition an instrument has lost its titles. Each engine validates a store that
is loaded already, in a process of its own; pySHACL's time includes filling the graph of rdflib that it works on.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SIZES = (30_000, 300_000, 3_000_000)
_DOCUMENTS = 12
_LIMIT = 7200
_OWN = re.compile(r"(https://w3id\.org/aigovkg/(?:passage|claim|source|instrument|graph)/)([\w.%-]+)")
_UNREGISTERED = re.compile(r"^<https://w3id\.org/aigovkg/instrument/([\w.%-]+)> <\S+#registered> \"false\"")
_TITLE = "<http://purl.org/dc/terms/title>"


def repeated(lines: list[str], triples: int) -> Iterator[str]:
    """Yield the lines of a graph again and again, each time about other documents."""
    unregistered = {found[1] for line in lines if (found := _UNREGISTERED.match(line))}
    written = 0
    copy = 0
    while written < triples:

        def renamed(found: re.Match[str], copy: int = copy) -> str:
            shared = "/instrument/" in found[1] and found[2] not in unregistered
            return found[0] if shared else f"{found[0]}-{copy}"

        lost = next(iter(sorted(unregistered))) if copy % 25 == 24 else None
        for line in lines:
            about = _OWN.sub(renamed, line)
            untitled = lost and line.startswith(f"<https://w3id.org/aigovkg/instrument/{lost}> {_TITLE}")
            if not untitled and (not copy or about != line):  # what all documents share stands there once
                yield about
                written += 1
        copy += 1


def built() -> list[str]:
    """Return the graph of some generated documents, as lines of N-Quads."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = str(Path(__file__).with_name("corpus.py"))
        subprocess.run([sys.executable, corpus, str(_DOCUMENTS), f"{folder}/corpus"], check=True, stdout=subprocess.DEVNULL)
        output = Path(folder) / "graph.nq"
        command = [sys.executable, "-m", "aigovkg", "build", f"{folder}/corpus", "-o", str(output)]
        subprocess.run(command, check=False, capture_output=True)
        return output.read_text(encoding="utf-8").splitlines(keepends=True)


def measured(path: str, engine: str) -> dict[str, object]:
    """Return the time, the memory and the results of an engine over a graph file."""
    import pyoxigraph as ox

    from aigovkg import report, vocabulary
    from aigovkg.validation import Engine

    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
    start, used = time.perf_counter(), time.process_time()
    results = report.judge(store, vocabulary.terms(), report.shapes(), Engine(engine))
    return {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - used,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "results": sorted(map(str, results)),
    }


def run(path: Path, engine: str, limit: float) -> dict[str, object] | None:
    """Measure an engine in a process of its own; None is that it did not finish."""
    try:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(path), engine], timeout=limit, capture_output=True, check=True
        )
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, object] = json.loads(done.stdout)
    return found


def row(triples: int, engine: str, found: dict[str, object]) -> str:
    """Return one line of the table."""
    results = found["results"]
    count = len(results) if isinstance(results, list) else 0
    return f"{triples:>11,}  {engine:<9} {found['wall']:>9.1f} {found['cpu']:>9.1f} {found['megabytes']:>7} {count:>8}"


def main() -> int:
    """Measure what the command line asks for, print the table and return 1 if results differ."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        print(json.dumps(measured(*arguments[1:])))
        return 0
    limit = float(arguments[arguments.index("--limit") + 1]) if "--limit" in arguments else _LIMIT
    sizes = [int(one) for one in arguments[: arguments.index("--limit") if "--limit" in arguments else None]] or SIZES
    lines = built()
    differing = False
    print(f"{'triples':>11}  {'engine':<9} {'wall s':>9} {'cpu s':>9} {'MB':>7} {'results':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.nq"
            with path.open("w", encoding="utf-8") as file:
                file.writelines(repeated(lines, size))
            fast = run(path, "two-step", limit)
            if fast is None:
                print(f"{size:>11,}  two-step did not finish in {limit:,.0f} s")
                continue
            print(row(size, "two-step", fast), flush=True)
            slow = run(path, "pyshacl", limit)
            if slow is None:
                least = limit / float(str(fast["wall"]))
                print(f"{size:>11,}  pyshacl   did not finish in {limit:,.0f} s: {least:.0f} times as long or more")
                continue
            times = float(str(slow["wall"])) / float(str(fast["wall"]))
            same = slow["results"] == fast["results"]
            differing |= not same
            print(f"{row(size, 'pyshacl', slow)}  {times:.0f} times as long, {'same' if same else 'OTHER'} results", flush=True)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
