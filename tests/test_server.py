"""The server as a process on loopback: starting and stopping, many, slow and vanishing clients."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests

from aigovkg import KnowledgeGraph
from aigovkg.errors import OutputError
from aigovkg.web.server import address, listener

SERVE = [sys.executable, "-m", "aigovkg", "serve"]
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (STRLEN(STR(?d)) > STRLEN(STR(?g))) }"


@pytest.fixture(scope="module")
def graph(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("server") / "laip.nq"
    kg.write(path)
    return path


@contextmanager
def served(graph: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on a free port, and its address."""
    command = [*SERVE, str(graph), "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            assert server.stderr is not None
            said = server.stderr.readline()
            found = re.match(r"http://\S+", said)
            assert found, said + server.stderr.read()
            yield server, found[0]
        finally:
            if server.poll() is None:
                server.kill()


def asked(address: str, query: str, timeout: float = 30) -> requests.Response:
    return requests.get(f"{address}sparql", params={"query": query}, timeout=timeout)


def workers(server: subprocess.Popen[str]) -> set[int]:
    """The processes that a server has started."""
    found = set()
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == server.pid:
                found.add(int(entry.name))
    return found


def alive(processes: set[int]) -> set[int]:
    return {process for process in processes if Path(f"/proc/{process}").exists()}


def eventually(true: object, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


on_linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


def test_a_port_in_use_and_an_address_of_elsewhere_are_one_clear_line(graph: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*SERVE, str(graph), "--port", port], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "the port is in use" in done.stderr
    assert "--port" in done.stderr
    with pytest.raises(OutputError, match="no such address"):
        listener("192.0.2.1", 0)


def test_the_address_of_a_server_is_one_that_a_browser_takes() -> None:
    with listener("127.0.0.1", 0) as listening:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address(listening))
    if socket.has_ipv6:
        with suppress(OutputError), listener("::1", 0) as listening:
            assert re.fullmatch(r"http://\[::1\]:\d+/", address(listening))


@pytest.mark.parametrize(
    "content", [None, "this is no Turtle", "<http://example.org/a> <http://example.org/b> <http://example.org/c> ."]
)
def test_a_graph_that_cannot_be_served_is_one_clear_line(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "graph.ttl"
    if content is not None:
        path.write_text(content)
    done = subprocess.run([*SERVE, str(path), "--port", "0"], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@on_linux
@pytest.mark.parametrize("how", ["ctrl-c", "term", "twice", "kill"])
def test_when_the_server_ends_nothing_of_it_is_left(
    graph: Path, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with served(graph, "--timeout", "60") as (server, address):
        assert asked(address, "ASK {}").json()["boolean"] is True
        started = workers(server)
        assert len(started) >= 2
        with socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)) as running:
            running.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.3)
            match how:
                case "ctrl-c" | "twice":
                    server.send_signal(signal.SIGINT)
                    if how == "twice":
                        time.sleep(0.3)
                        server.send_signal(signal.SIGINT)
                case "term":
                    server.terminate()
                case "kill":
                    server.kill()
            server.wait(20)
        assert server.stderr is not None
        said = server.stderr.read()

        assert "Traceback" not in said
        if how == "kill":  # nobody can clean up then: who computes ends when it has an answer or its time is up
            assert eventually(lambda: len(alive(started)) <= 1)
            for process in alive(started):
                os.kill(process, signal.SIGKILL)
        else:
            assert eventually(lambda: not alive(started))
            assert list(tmp_path.iterdir()) == []


@on_linux
def test_a_client_that_goes_away_stops_its_query(graph: Path) -> None:
    with served(graph, "--timeout", "60") as (server, address):
        assert asked(address, "ASK {}").ok
        before = workers(server)
        with pytest.raises(requests.exceptions.ReadTimeout):
            asked(address, RUNAWAY, timeout=1)
        assert eventually(lambda: len(alive(before)) == len(before) - 1)
        assert eventually(lambda: len(workers(server)) == len(before))
        assert asked(address, "ASK {}").json()["boolean"] is True


def test_a_thousand_connections_at_once_leave_the_server_standing(graph: Path) -> None:
    async def one(host: str, port: int, path: str) -> int:
        reader, writer = await asyncio.open_connection(host, port)
        try:
            everyone.append(1)
            while len(everyone) < 1000:  # until all are connected
                await asyncio.sleep(0.01)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            return int((await reader.read()).split(b" ", 2)[1])
        finally:
            writer.close()

    async def all_of_them(host: str, port: int) -> list[int]:
        paths = ["/sparql?query=ASK%20%7B%7D"] * 900 + ["/instrument/bletchley-2023"] * 100
        return await asyncio.gather(*(one(host, port, path) for path in paths))

    everyone: list[int] = []
    with served(graph) as (server, address):
        place = urlsplit(address)
        assert asked(address, "ASK {}").ok
        codes = asyncio.run(asyncio.wait_for(all_of_them(place.hostname or "", place.port or 0), 60))
        assert set(codes) <= {200, 503}
        assert codes.count(200) >= 500
        assert asked(address, "ASK {}").json()["boolean"] is True
        assert server.poll() is None


def test_slow_clients_are_closed_and_do_not_keep_others_waiting(graph: Path) -> None:
    """The clock runs faster here than in life."""
    program = "import sys; from aigovkg.web import server; server._PATIENCE = 0.5; from aigovkg.cli import main; main()"
    with (
        subprocess.Popen(
            [sys.executable, "-c", program, "serve", str(graph), "--port", "0"], stderr=subprocess.PIPE, text=True
        ) as server,
    ):
        try:
            assert server.stderr is not None
            found = re.match(r"http://\S+", server.stderr.readline())
            assert found
            place = (urlsplit(found[0]).hostname, urlsplit(found[0]).port)
            beginnings = [
                b"",
                b"GET /sparql?query=ASK",
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 900\r\n\r\nASK",
                b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\n\r\nGET /sp",
                b"GET /sparql?query="
                + quote("SELECT * { ?s ?p ?o . ?a a ?b } LIMIT 90000").encode()
                + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            ]
            slow = [socket.create_connection(place) for _ in beginnings]
            for client, beginning in zip(slow, beginnings, strict=True):
                client.sendall(beginning)
            assert asked(found[0], "ASK {}").json()["boolean"] is True
            time.sleep(3)
            for client in slow:
                client.settimeout(5)
                received = b""
                with suppress(ConnectionError):
                    while chunk := client.recv(65536):
                        received += chunk
                assert len(received) < 20_000_000
                client.close()
            assert asked(found[0], "ASK {}").json()["boolean"] is True
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)
