"""`aigovkg serve` under load: SPARQL against `oxigraph serve-read-only` over the same store, pages, search, and starting.

    python3 dev.py bench serving                     a graph of a million triples
    python3 dev.py bench serving 100000 --seconds 2  a smaller one, and shorter turns
    python3 dev.py bench serving kg/                 a folder that was built

Generated documents (corpus.py) are built into a graph, and the graph is repeated as in validation.py; it is kept as a folder.
Both servers read the store of that folder, at the same time, on loopback; they are asked in turns, the same queries over the
same number of connections, and the middle of the turns counts. `fresh` queries differ each time (by a comment), so that none is
answered from memory; `again` are few and the same ones. Processor time is that of all processes of a server, for one request.
Pages and searches are asked one after the other over one connection.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import quote

import uvloop
from validation import built, repeated

from aigovkg.folder import Folder, Shard
from aigovkg.knowledge_graph import load
from aigovkg.queries import checked
from aigovkg.questions import questions
from aigovkg.vocabulary import AIG, BASE, TYPE

TRIPLES = 1_000_000
_SECONDS = 4.0
_TURNS = 3
_CONNECTIONS = (1, 16)
_PAGES = 150
_SEED = 20261124
_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did in a turn: seconds of each answer, how many answers were none, how long the turn was."""

    times: Sequence[float]
    failed: int
    seconds: float
    processor: float

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return len(self.times) / self.seconds

    @property
    def cost(self) -> float:
        """Seconds of processor time for one answer."""
        return self.processor / len(self.times)


class Client(asyncio.Protocol):
    """A connection that sends the next request when it has the answer to the last, until the time is up."""

    def __init__(self, requests: Iterator[bytes], end: float) -> None:
        self.times: list[float] = []
        self.failed = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._end = end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Note how long it took, if this is the end of an answer, and go on."""
        self._received += data
        if self._whole():
            self.times.append(time.perf_counter() - self._sent)
            self.failed += not self._received.startswith(b"HTTP/1.1 200")
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """End."""
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        self._sent = time.perf_counter()
        request = next(self._requests, None) if self._sent < self._end else None
        if request is None:
            self._transport.close()
            return
        self._received = bytearray()
        self._length = -1
        self._transport.write(request)

    def _whole(self) -> bool:
        if self._length < 0:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self._received[:end]).lower()
            found = re.search(rb"\r\ncontent-length: *(\d+)", head)
            self._length = end + 4 + int(found[1]) if found else sys.maxsize
        return len(self._received) >= self._length or (
            self._length == sys.maxsize and self._received.endswith(b"\r\n0\r\n\r\n")  # in chunks
        )


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its process, its port, and the path of its endpoint."""

    name: str
    process: int
    port: int
    endpoint: str

    def loaded(self, requests: Callable[[int], Iterator[bytes]], connections: int, seconds: float) -> Load:
        """Return what the server does when so many connections ask for so long."""
        before = _processor(self.process)
        times, failed, taken = uvloop.run(self._asked(requests, connections, seconds))
        return Load(times, failed, taken, _processor(self.process) - before)

    async def _asked(
        self, requests: Callable[[int], Iterator[bytes]], connections: int, seconds: float
    ) -> tuple[list[float], int, float]:
        loop = asyncio.get_running_loop()
        start = time.perf_counter()
        clients = []
        for number in range(connections):

            def client(number: int = number) -> Client:
                return Client(requests(number), start + seconds)

            clients.append((await loop.create_connection(client, "127.0.0.1", self.port))[1])
        await asyncio.gather(*(client.done for client in clients))
        taken = time.perf_counter() - start
        return [one for client in clients for one in client.times], sum(client.failed for client in clients), taken


def _processor(process: int) -> float:
    """Return the processor time that a process and its children have used."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if process in {int(entry.name), int(fields[1])}:
                total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def kept(folder: Path, triples: int) -> None:
    """Keep a generated graph as a folder."""
    graphs: dict[str, set[str]] = {}
    for line in repeated(built(), triples):
        graphs.setdefault(line[line.rindex(" <") + 2 : -4], set()).add(line)
    made = Folder(folder)
    with made.locked():
        shards = [Shard(name, made.put_graph("".join(sorted(lines)).encode()), len(lines)) for name, lines in graphs.items()]
        made.commit(shards, {}, ())


@contextmanager
def started(name: str, command: list[str], endpoint: str, port: int) -> Iterator[Server]:
    """Start a server, wait until it answers, and end it."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _answering(port)
        yield Server(name, process.pid, port, endpoint)
    finally:
        process.terminate()
        process.wait()


def _answering(port: int) -> None:
    for _ in range(3000):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    sys.exit("a server does not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def asking(queries: Sequence[str], server: Server, *, fresh: bool) -> Callable[[int], Iterator[bytes]]:
    """Return what gives each connection its requests: the queries in turn, from another one on each."""
    heads = [f"GET {server.endpoint}?query={quote(query)}".encode() for query in queries]
    tail = f" HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nAccept: {_JSON}, application/n-triples\r\n\r\n".encode()

    def requests(number: int) -> Iterator[bytes]:
        count = number * 7
        while True:
            comment = b"%%0A%%23%d-%d-%d" % (time.time_ns(), number, count) if fresh else b""
            yield heads[count % len(heads)] + comment + tail
            count += 1

    return requests


def sets(things: Sequence[str]) -> dict[str, list[str]]:
    """Return sets of queries about instruments: what a page asks, what evidence there is, the shipped questions about one."""
    asked = [question for question in questions().values() if any(p.name == "instrument" for p in question.parameters)]
    lookups = ("SELECT ?label {{ <{0}> rdfs:label ?label }}", "SELECT ?p ?o {{ <{0}> ?p ?o }}", "ASK {{ ?s aig:cites <{0}> }}")
    evidence = (
        "SELECT ?predicate ?object ?quote ?text {{ ?claim aig:subject <{0}> ; aig:predicate ?predicate ; aig:quote ?quote ; "
        "aig:passage ?passage . ?passage aig:text ?text OPTIONAL {{ ?claim aig:object ?object }} }}"
    )
    graph = "CONSTRUCT {{ ?claim ?p ?o }} WHERE {{ ?claim aig:subject <{0}> ; ?p ?o }}"
    found = {
        "lookups": [query.format(thing) for thing in things for query in lookups],
        "evidence": [evidence.format(thing) for thing in things],
        "graphs": [graph.format(thing) for thing in things],
        "questions": [question.asking({"instrument": thing}) for thing in things[:3] for question in asked],
    }
    return {name: [checked(query).text for query in queries] for name, queries in found.items()}


def instruments(store: Path) -> list[str]:
    """Return some instruments of a folder, the same each time."""
    found = load(store).query(f"SELECT DISTINCT ?i {{ ?c <{AIG}subject> ?i . ?i <{TYPE}> <{AIG}Instrument> }} ORDER BY ?i")
    iris = [str(row["i"]) for row in found.records()]
    return random.Random(_SEED).sample(iris, min(40, len(iris)))  # noqa: S311


def pages(folder: Path) -> dict[str, list[str]]:
    """Return the addresses of pages of each kind, and of searches."""
    chance = random.Random(_SEED)  # noqa: S311
    graph = load(folder)
    found: dict[str, list[str]] = {}
    for kind in ("instrument", "agent", "event", "principle", "place", "source", "passage", "claim"):
        query = f"SELECT DISTINCT ?i {{ ?i a ?c FILTER (STRSTARTS(STR(?i), '{BASE}{kind}/')) }} ORDER BY ?i"
        names = [str(row["i"]).removeprefix(f"{BASE}{kind}/") for row in graph.query(query).records()]
        found[kind] = [f"/{kind}/{quote(name, safe='')}" for name in chance.choices(names, k=_PAGES)]
    labels = [str(row["l"]) for row in graph.query("SELECT DISTINCT ?l { ?i rdfs:label ?l } ORDER BY ?l").records()]
    words = [_some_words(label, chance) for label in chance.choices(labels, k=_PAGES)]
    found["search"] = [f"/search?q={quote(word)}" for word in words]
    for page in ("", "report", "coverage", "map", "timeline", "matrix", "ask"):
        found[page or "home"] = [f"/{page}?lang={language}" for language in ("en", "zh") * 10]
    return found


def _some_words(label: str, chance: random.Random) -> str:
    """Return a word or two of a label, or two of its Chinese characters."""
    if re.search(r"[一-鿿]{2}", label):
        start = chance.randrange(len(label) - 1)
        return label[start : start + 2]
    words = label.split()
    start = chance.randrange(len(words))
    return " ".join(words[start : start + chance.choice((1, 2))])


def _middle(loads: Sequence[Load], of: Callable[[Load], float]) -> float:
    return statistics.median(of(load) for load in loads)


def _percentile(times: Iterable[float], part: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def throughput(ours: Server, theirs: Server, queries: dict[str, list[str]], seconds: float) -> None:
    """Ask both servers in turns and print how they compare."""
    print(
        f"{'queries':<18} {'at once':>7}  {'answers/s':>19}  {'ratio':>6}  {'p95 ms':>15}  {'processor ms':>15}  ours, Oxigraph"
    )
    for name, texts in queries.items():
        for fresh in (True, False):
            for connections in _CONNECTIONS:
                turns: list[tuple[Load, Load]] = []
                for _ in range(_TURNS):
                    one, other = (
                        server.loaded(asking(texts, server, fresh=fresh), connections, seconds) for server in (ours, theirs)
                    )
                    turns.append((one, other))
                mine, other_s = [turn[0] for turn in turns], [turn[1] for turn in turns]
                rates = _middle(mine, lambda load: load.rate), _middle(other_s, lambda load: load.rate)
                late = [statistics.median(_percentile(load.times, 0.95) for load in loads) * 1000 for loads in (mine, other_s)]
                costs = [_middle(loads, lambda load: load.cost) * 1000 for loads in (mine, other_s)]
                failed = sum(load.failed for turn in turns for load in turn)
                kind = f"{name} {'fresh' if fresh else 'again'}"
                print(
                    f"{kind:<18} {connections:>7}  {rates[0]:>9,.0f} {rates[1]:>9,.0f}  {rates[0] / rates[1]:>6.2f}"
                    f"  {late[0]:>7.1f} {late[1]:>7.1f}  {costs[0]:>7.3f} {costs[1]:>7.3f}"
                    f"{f'  {failed} failed' if failed else ''}",
                    flush=True,
                )


def answering(ours: Server, addresses: dict[str, list[str]]) -> None:
    """Print how long pages and searches take, one after the other."""
    print(f"\n{'page':<12} {'asked':>6} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
    for kind, paths in addresses.items():
        lines = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode() for path in paths]
        found = ours.loaded(lambda _, lines=lines: iter(lines), 1, 120)  # type: ignore[misc]
        middle, late, most = (_percentile(found.times, part) * 1000 for part in (0.5, 0.95, 1))
        failed = f"  {found.failed} not found" if found.failed else ""
        print(f"{kind:<12} {len(found.times):>6} {middle:>8.1f} {late:>8.1f} {most:>8.1f}{failed}", flush=True)


def starting(command: list[str], port: int) -> tuple[float, float]:
    """Return how many seconds it takes until a server that is started shows its first page, and of processor time."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _answering(port)
        with socket.create_connection(("127.0.0.1", port)) as asked:
            asked.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            while asked.recv(65536):
                pass
        return time.perf_counter() - start, _processor(process.pid)
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Measure and print."""
    arguments = sys.argv[1:]
    seconds = float(arguments.pop(arguments.index("--seconds") + 1)) if "--seconds" in arguments else _SECONDS
    numbers = [int(one) for one in arguments if one.isdigit()]
    oxigraph = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if oxigraph is None:
        sys.exit("oxigraph is not installed: pip install oxigraph")
    given = [Path(one) for one in arguments if Path(one).is_dir()]
    with tempfile.TemporaryDirectory() as place:
        folder = given[0] if given else Path(place) / "kg"
        if not given:
            kept(folder, numbers[0] if numbers else TRIPLES)
        graph = load(folder)
        if graph.held is None:
            sys.exit("the folder has no store")
        print(f"{len(graph):,} triples, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
        mine, others = _free_port(), _free_port()
        serve = [sys.executable, "-m", "aigovkg", "serve", str(folder), "--port", str(mine)]
        begun = [starting(serve, mine) for _ in range(_TURNS)]
        wall, processor = (statistics.median(one[place] for one in begun) for place in (0, 1))
        print(f"from the command to the first page: {wall:.2f} s, {processor:.2f} s of processor time\n", flush=True)
        store = [oxigraph, "serve-read-only", "--location", str(graph.held.path), "--bind", f"127.0.0.1:{others}"]
        with started("aigovkg", serve, "/sparql", mine) as ours, started("oxigraph", store, "/query", others) as theirs:
            throughput(ours, theirs, sets(instruments(folder)), seconds)
            answering(ours, pages(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
