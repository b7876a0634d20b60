"""The whole job, text to validated Turtle, against the plain way; growth, workers, and what a change costs.

    python3 dev.py bench build             300 and 1,000 documents (--sizes 1000 10000 for the targets of issue 6)

The plain way takes our own extractor's claims, adds them to an rdflib graph, runs pySHACL over the whole and writes Turtle with
rdflib. Everything is measured in fresh processes, one after the other in one run, in wall time and in processor time.
A case that takes longer than --limit seconds is stopped, and the table says so.
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


def main() -> None:
    """Measure and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[300, 1000], help="how many documents of 20 passages")
    arguments.add_argument("--plain", type=int, default=300, help="the largest size that the plain way is measured on")
    arguments.add_argument("--limit", type=float, default=600, help="seconds after which a case is stopped")
    arguments.add_argument("--texts", type=Path, help="also a folder of texts, such as ../shared/corpora/texts")
    arguments.add_argument("--case", help=argparse.SUPPRESS)
    arguments.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.case:
        print(json.dumps(_case(chosen.case, chosen.place)))
        return
    with tempfile.TemporaryDirectory(prefix="aigovkg-bench-") as name:
        top = Path(name)
        for size in chosen.sizes:
            sys.path.insert(0, str(HERE))
            import corpus

            pages = top / str(size) / "pages"
            pages.parent.mkdir()
            print(f"\n{size:,} documents, {corpus.write(size, pages):,} bytes")
            _measured(pages, chosen.limit, plain=size <= chosen.plain)
        if chosen.texts:
            (top / "texts").mkdir()
            (top / "texts" / "pages").symlink_to(chosen.texts.resolve())
            print(f"\n{chosen.texts}")
            _measured(top / "texts" / "pages", chosen.limit, plain=True)


def _measured(pages: Path, limit: float, *, plain: bool) -> None:
    times: dict[str, dict[str, float]] = {}
    cases = ["one worker", "two workers", *(["plain"] if plain else [])]
    if not pages.is_symlink():
        cases += ["nothing changed", "one changed", "one added", "one removed"]
    for case in cases:
        if case.startswith("one ") and case != "one worker":
            _change(case, pages)
        command = [sys.executable, __file__, "--case", case, "--place", str(pages.parent)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)  # noqa: S603 - ourselves
        except subprocess.TimeoutExpired:
            print(f"  {case:16} did not finish in {limit:,.0f} s", flush=True)
            continue
        if done.returncode:
            print(f"  {case:16} failed: {done.stderr.strip().splitlines()[-1:]}", flush=True)
            continue
        times[case] = json.loads(done.stdout.splitlines()[-1])
        words = "  {:16} {wall:8.2f} s wall {cpu:8.2f} s cpu {rss:6,} MB".format(case, **times[case])
        print(words, _against(times, case), flush=True)


def _against(times: dict[str, dict[str, float]], case: str) -> str:
    """Say how long a case took of what one worker took, by the clock and by the processor."""
    if case == "one worker" or "one worker" not in times:
        return ""
    wall, cpu = (times[case][what] / times["one worker"][what] for what in ("wall", "cpu"))
    return f"{wall:8.1f} and {cpu:.1f} times one worker" if case == "plain" else f"{wall:8.1%} and {cpu:.1%} of one worker"


def _change(case: str, pages: Path) -> None:
    first, second = sorted(pages.iterdir())[5:7]
    if case == "one changed":
        first.write_text("We welcome the Bletchley Declaration.\n\n" + first.read_text(encoding="utf-8"), encoding="utf-8")
    elif case == "one added":
        text = second.read_text(encoding="utf-8").replace(" in Riverside ", " in Moorland ")
        (pages / "added.txt").write_text(
            "We meet again.\n\n" + text.replace("Published by", "They agree.\nPublished by"), encoding="utf-8"
        )
    else:
        second.unlink()


def _case(case: str, place: Path) -> dict[str, float]:
    """Do one thing and return what it took."""
    started = time.perf_counter()
    if case == "plain":
        _plain(place / "pages", place / "plain.ttl")
    else:
        from aigovkg import build_into, export

        folder = place / ("kg" if case != "two workers" else "kg2")
        build_into(folder, place / "pages", workers=2 if case == "two workers" else 1)
        if case in ("one worker", "two workers"):
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
