"""Graphs → a store elsewhere: in chunks that can be sent twice, so that a load that broke off goes on where it was.

A first pass over the graphs counts what there is to send; the second sends it. A journal in the user's state folder keeps which
chunks the store has confirmed. It is named after all there is to send, so a graph that changed meanwhile is loaded from the
start, and what it says is believed only while the store still holds as much. In the end each graph is counted on the server.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from aigovkg import syntaxes
from aigovkg.errors import StoreError
from aigovkg.stores.endpoint import Endpoint
from aigovkg.stores.presets import Manner

_BLANK = re.compile(rb"(?:^|^\S+ \S+ )_:")
_DROPPED = 100  # graphs that are emptied in one update
Lines = list[tuple[str, bytes]]  # the IRI of a graph ("" is the default graph) and an N-Triples line without its break
Graphs = ox.Store | syntaxes.Graphs


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many statements were to be there, in how many graphs and chunks.

    `resumed` is how many chunks an earlier load had brought; `more` names graphs that now hold statements beside those
    loaded: graph, ours, what is there.
    """

    statements: int
    graphs: int
    chunks: int
    resumed: int
    more: tuple[tuple[str, int, int], ...]


def load(
    graphs: Graphs,
    endpoint: Endpoint,
    *,
    into: str | None = None,
    replace: bool = False,
    told: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> Loaded:
    """Load graphs into a store and count there what has come.

    Each named graph keeps its name, unless they all go `into` one: an IRI, or "" for the default graph. `replace` empties each
    graph that is loaded before; others stay as they are. `told` is called with a stage, what is done and how much there is.

    Raises:
        StoreError: the store cannot hold the graphs, fails on the way, or holds something else in the end. Says how far it came.
    """
    plan = _planned(graphs, into, endpoint)
    journal = _Journal(_journal_of(endpoint, plan, replace))
    done = journal.done()
    if done and not _still_there(endpoint, plan, done):
        journal.forget()
        done = 0
    sent = done
    try:
        if replace and not done:
            _empty(endpoint, sorted(plan.counts))
        for number, chunk in enumerate(_chunks(graphs, into, endpoint.preset.most, endpoint.preset.manner)):
            if number >= done:
                _send(endpoint, chunk)
                sent = number + 1
                journal.note(sent)
                told("loading", sent, len(plan.sizes))
        more = _verified(endpoint, plan, replace=replace)
    except StoreError as error:
        raise _stopped(error, plan, sent) from error
    journal.forget()
    return Loaded(sum(plan.sizes), len(plan.counts), len(plan.sizes), done, more)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What there is to send: the size of each chunk, how many statements go into each graph, a digest of it all."""

    sizes: tuple[int, ...]
    counts: Mapping[str, int]
    so_far: tuple[Mapping[str, int], ...]
    digest: str


def _planned(graphs: Graphs, into: str | None, endpoint: Endpoint) -> _Plan:
    digest = hashlib.sha256()
    sizes: list[int] = []
    shares: list[Counter[str]] = []
    for chunk in _chunks(graphs, into, endpoint.preset.most, endpoint.preset.manner):
        sizes.append(len(chunk))
        shares.append(Counter(graph for graph, _ in chunk))
        for graph, line in chunk:
            digest.update(b"%s\t%s\n" % (graph.encode(), line))
    counts: Counter[str] = Counter()
    for share in shares:
        counts.update(share)
    if endpoint.preset.default is None and "" in counts:
        raise StoreError(
            f"{endpoint.preset.name} keeps nothing outside named graphs", where=endpoint.http.address, remedy="say --graph IRI"
        )
    return _Plan(tuple(sizes), counts, tuple(shares), digest.hexdigest())


def _chunks(graphs: Graphs, into: str | None, most: int, manner: Manner) -> Iterator[Lines]:
    """Yield what goes into one request each, always cut alike; of one graph only, where the store takes no quads."""
    held: Lines = []
    for graph, lines in _lines(graphs, into):
        if held and manner is Manner.GRAPH and held[0][0] != graph:
            yield held
            held = []
        held += ((graph, line) for line in lines)
        while len(held) >= most:
            yield held[:most]
            held = held[most:]
    if held:
        yield held


def _lines(graphs: Graphs, into: str | None) -> Iterator[tuple[str, list[bytes]]]:
    if into is not None:
        yield from ((into, _sure(batch)) for batch in syntaxes.union(graphs, ()))
        return
    for name, batch in syntaxes.triples(graphs):
        if name.startswith(b"_:"):
            raise StoreError(
                "a graph without an IRI cannot be loaded twice alike", where=name.decode(), remedy="name it, or say --graph"
            )
        yield name.decode()[1:-1], _sure(batch)


def _sure(lines: list[bytes]) -> list[bytes]:
    """Refuse blank nodes: those of two requests would be two, and those of two loads too."""
    for line in lines:
        if b"_:" in line and _BLANK.search(line):
            raise StoreError(
                "the graph has blank nodes, which cannot be loaded twice alike", where="load", remedy="give them IRIs"
            )
    return lines


def _empty(endpoint: Endpoint, graphs: list[str]) -> None:
    for start in range(0, len(graphs), _DROPPED):
        some = graphs[start : start + _DROPPED]
        endpoint.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" if graph else "DROP SILENT DEFAULT" for graph in some))


def _send(endpoint: Endpoint, chunk: Lines) -> None:
    match endpoint.preset.manner:
        case Manner.QUADS:
            quads = b"".join(b"%s <%s> .\n" % (line[:-2], graph.encode()) if graph else line + b"\n" for graph, line in chunk)
            endpoint.send(quads, ox.RdfFormat.N_QUADS)
        case Manner.GRAPH:
            endpoint.send(b"".join(line + b"\n" for _, line in chunk), ox.RdfFormat.N_TRIPLES, chunk[0][0])
        case Manner.UPDATE:
            endpoint.update(_insertion(chunk))


def _insertion(chunk: Lines) -> str:
    """Return an update that adds statements."""
    by_graph: dict[str, list[str]] = {}
    for graph, line in chunk:
        by_graph.setdefault(graph, []).append(line.decode())
    blocks = [
        "\n".join(lines) if not graph else f"GRAPH <{graph}> {{\n" + "\n".join(lines) + "\n}" for graph, lines in by_graph.items()
    ]
    return "INSERT DATA {\n" + "\n".join(blocks) + "\n}"


def _still_there(endpoint: Endpoint, plan: _Plan, done: int) -> bool:
    """Tell whether a store holds at least what an earlier load brought."""
    brought: Counter[str] = Counter()
    for share in plan.so_far[:done]:
        brought.update(share)
    there = endpoint.counts(brought.keys())
    return all(there[graph] >= count for graph, count in brought.items())


def _verified(endpoint: Endpoint, plan: _Plan, *, replace: bool) -> tuple[tuple[str, int, int], ...]:
    there = endpoint.counts(plan.counts.keys())
    wrong = [(graph, count, there[graph]) for graph, count in sorted(plan.counts.items()) if there[graph] != count]
    lost = [one for one in wrong if replace or one[2] < one[1]]
    if lost:
        graph, ours, found = lost[0]
        name = f"<{graph}>" if graph else "the default graph"
        others = f", and {len(lost) - 1} other graphs differ" if lost[1:] else ""
        raise StoreError(
            f"{name} holds {found:,} statements there and {ours:,} here{others}",
            where=endpoint.http.address,
            remedy="see whether somebody else writes to it, and load with --replace",
        )
    return tuple(wrong)


def _stopped(error: StoreError, plan: _Plan, sent: int) -> StoreError:
    """Say how far a load came, beside what stopped it."""
    if not sent:
        return StoreError(f"{error.what}; nothing was loaded", where=error.where, remedy=error.remedy)
    came = f"{sum(plan.sizes[:sent]):,} of {sum(plan.sizes):,} statements are there"
    if sent == len(plan.sizes):
        return StoreError(f"{error.what}; all statements were sent", where=error.where, remedy=error.remedy)
    return StoreError(f"{error.what}; {came}", where=error.where, remedy=f"{error.remedy}; the same command goes on from there")


@dataclass(frozen=True, slots=True)
class _Journal:
    """How many chunks of a load a store has confirmed, kept in a file until all are there."""

    path: Path

    def done(self) -> int:
        try:
            return int(json.loads(self.path.read_text(encoding="ascii"))["chunks"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def note(self, chunks: int) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = self.path.with_suffix(".new")
            new.write_text(json.dumps({"chunks": chunks}), encoding="ascii")
            new.replace(self.path)
        except OSError:
            return  # a load that breaks off then starts anew, which is only slower

    def forget(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return


def _journal_of(endpoint: Endpoint, plan: _Plan, replace: bool) -> Path:
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    what = "\n".join((endpoint.http.address, endpoint.preset.name, str(replace), plan.digest))
    return state / "aigovkg" / "loads" / f"{hashlib.sha256(what.encode()).hexdigest()[:32]}.json"
