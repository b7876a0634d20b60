"""The whole job, text to validated graph, against the plain way; growth, workers, memory, and what a change costs.

    python3 dev.py bench build                              300 and 1,000 documents
    python3 dev.py bench build --sizes 1000 10000           the targets of issue 6; on a machine with nothing else to do
    python3 dev.py bench build --sizes 1000 --cases one two only these cases (one two plain changes)

The plain way takes our own extractor's claims, adds them to an rdflib graph, runs pySHACL over the whole and writes Turtle with
rdflib. Everything is measured in fresh processes, one after the other in one run, in wall time and in processor time: the second
is what compares on a machine that does other work too, where only two workers against one needs wall time.

The plain way is given --times as much processor time as one worker took, any case --limit seconds; what did not finish then is
said so, which is all that a target of "at least so many times" asks.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ONE, TWO, PLAIN = "one worker", "two workers", "the plain way"
CASES = {
    "one": (ONE, "opened, one query"),
    "two": (TWO,),
    "plain": (PLAIN,),
    "changes": ("nothing changed", "one changed", "one added", "one removed"),
}
Measured = dict[str, float]


def main() -> None:
    """Measure and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[300, 1000], help="how many documents of 20 passages")
    arguments.add_argument("--plain", type=int, default=1000, help="the largest size that the plain way is measured on")
    arguments.add_argument("--times", type=float, default=30, help="how many times our processor time the plain way is given")
    arguments.add_argument("--limit", type=float, default=36_000, help="seconds after which a case is stopped")
    arguments.add_argument("--cases", nargs="+", choices=CASES, default=[*CASES], help="which cases to measure")
    arguments.add_argument("--texts", type=Path, help="also a folder of texts, such as ../shared/corpora/texts")
    arguments.add_argument("--case", help=argparse.SUPPRESS)
    arguments.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--cpu", type=float, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.case:
        print(json.dumps(_case(chosen.case, chosen.place, chosen.cpu)))
        return
    with tempfile.TemporaryDirectory(prefix="aigovkg-bench-") as name:
        top = Path(name)
        found: dict[int, dict[str, Measured]] = {}
        for size in chosen.sizes:
            sys.path.insert(0, str(HERE))
            import corpus

            pages = top / str(size) / "pages"
            pages.parent.mkdir()
            print(f"\n{size:,} documents, {corpus.write(size, pages):,} bytes")
            found[size] = _measured(pages, _cases(chosen.cases, plain=size <= chosen.plain), chosen.limit, chosen.times)
        for smaller, larger in zip(chosen.sizes, chosen.sizes[1:], strict=False):
            _say_growth(smaller, larger, found)
        if chosen.texts:
            (top / "texts").mkdir()
            (top / "texts" / "pages").symlink_to(chosen.texts.resolve())
            print(f"\n{chosen.texts}")
            unchanging = [case for case in chosen.cases if case != "changes"]  # these files are not ours
            _measured(top / "texts" / "pages", _cases(unchanging, plain=True), chosen.limit, chosen.times)


def _cases(wanted: list[str], *, plain: bool) -> list[str]:
    return [case for group in wanted if plain or group != "plain" for case in CASES[group]]


def _measured(pages: Path, cases: list[str], limit: float, times: float) -> dict[str, Measured]:
    found: dict[str, Measured] = {}
    for case in cases:
        if case in CASES["changes"]:
            _change(case, pages)
        command = [sys.executable, __file__, "--case", case, "--place", str(pages.parent)]
        if case == PLAIN and ONE in found:
            command += ["--cpu", str(times * found[ONE]["cpu"])]
        started = time.perf_counter()
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)  # noqa: S603 - ourselves
        except subprocess.TimeoutExpired:
            print(f"  {case:18} did not finish in {limit:,.0f} s", flush=True)
            continue
        if done.returncode < 0 and "--cpu" in command:
            spent = time.perf_counter() - started
            what = f"did not finish in {times:g} times the processor time of one worker"
            print(f"  {case:18} {what} ({spent:,.0f} s wall, {spent / found[ONE]['wall']:.1f} times)", flush=True)
            continue
        if done.returncode:
            print(f"  {case:18} failed: {done.stderr.strip().splitlines()[-1:]}", flush=True)
            continue
        found[case] = json.loads(done.stdout.splitlines()[-1])
        words = "  {:18} {wall:8.2f} s wall {cpu:8.2f} s processor {rss:6,} MB".format(case, **found[case])
        print(words, _against(found, case), flush=True)
    return found


def _against(found: dict[str, Measured], case: str) -> str:
    """Say how long a case took of what one worker took, by the clock and by the processor."""
    if case == ONE or ONE not in found:
        return ""
    wall, cpu = (found[case][what] / found[ONE][what] for what in ("wall", "cpu"))
    if case == PLAIN:
        return f"{wall:8.1f} and {cpu:.1f} times one worker (target: 25)"
    if case == TWO:
        return f"{1 / wall:8.2f} times as fast as one worker (target: 1.7)"
    target = " (target: 2 % of 10,000)" if case.startswith("one ") else ""
    return f"{wall:8.1%} and {cpu:.1%} of one worker{target}"


def _say_growth(smaller: int, larger: int, found: dict[int, dict[str, Measured]]) -> None:
    for case in (ONE, TWO):
        if case in found[smaller] and case in found[larger]:
            wall, cpu = (found[larger][case][what] / found[smaller][case][what] for what in ("wall", "cpu"))
            target = " (target: 11 from 1,000 to 10,000)" if (smaller, larger) == (1000, 10000) else ""
            print(f"\n{smaller:,} to {larger:,} documents, {case}: {wall:.1f} times wall, {cpu:.1f} times processor{target}")


def _change(case: str, pages: Path) -> None:
    first, second = sorted(pages.iterdir())[5:7]
    if case == "one changed":
        first.write_text("We welcome the Bletchley Declaration.\n\n" + first.read_text(encoding="utf-8"), encoding="utf-8")
    elif case == "one added":
        text = second.read_text(encoding="utf-8").replace(" in Riverside ", " in Moorland ")
        (pages / "added.txt").write_text(
            "We meet again.\n\n" + text.replace("Published by", "They agree.\nPublished by"), encoding="utf-8"
        )
    elif case == "one removed":
        second.unlink()


def _case(case: str, place: Path, cpu: float | None) -> Measured:
    """Do one thing and return what it took."""
    if cpu is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 1, int(cpu) + 1))
    started = time.perf_counter()
    folder = place / ("kg2" if case == TWO else "kg")
    if case == PLAIN:
        _plain(place / "pages", place / "plain.ttl")
    elif case == "opened, one query":
        from aigovkg import load

        load(folder).query("citation-network", limit=10)
    else:
        from aigovkg import build_into, export

        build_into(folder, place / "pages", workers=2 if case == TWO else 1)
        if case in (ONE, TWO):
            export(folder, place / "kg.ttl")
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "wall": time.perf_counter() - started,
        "cpu": sum(one.ru_utime + one.ru_stime for one in usage),
        "rss": max(one.ru_maxrss for one in usage) // 1024,
    }


def _plain(pages: Path, output: Path) -> None:
    import pyshacl
    import rdflib

    from aigovkg import claims, documents, graph, identity, mentions, vocabulary
    from aigovkg.model import Extracted
    from aigovkg.validation.view import rdflib_term

    known = vocabulary.load()
    finder = mentions.Finder(known.lexicon)
    extracted = [
        Extracted(one, claims.own_name(one, known.lexicon), claims.extract(one, mentions.find(one, finder), known.lexicon))
        for path in documents.find([pages])
        for reading in documents.read(path, known.lexicon)
        for one in reading.documents
        if any(attribution.titles for attribution in one.attributions)
    ]
    data = rdflib.Graph()
    settled = identity.settle(extracted, known.lexicon).documents
    for quad in graph.quads(settled, known, graph.Build("plain", known.fingerprint)):
        data.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    shapes = rdflib.Graph()
    for path in sorted(vocabulary.folder("shapes").glob("*.ttl")):
        shapes.parse(path)
    pyshacl.validate(data, shacl_graph=shapes, inference="none")
    data.serialize(output, format="turtle")


if __name__ == "__main__":
    main()
