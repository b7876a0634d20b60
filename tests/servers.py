"""Real triple stores on loopback, fetched by the tools of the machine into `.cache/`, started on free ports and ended again.

A store that cannot be had (no Java, no Maven, no network) skips its tests with the reason.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from .conftest import ROOT

CACHE = ROOT / ".cache" / "stores"
MAVEN = CACHE / "maven"
FUSEKI = "org.apache.jena:jena-fuseki-server:5.5.0"
RDF4J = "org.eclipse.rdf4j:rdf4j-http-server:5.0.3:war"
JETTY = "org.eclipse.jetty:jetty-runner:9.4.57.v20241219"
VIRTUOSO = ("virtuoso-opensource-7-bin", "libminizip1", "libpcre3")
_STARTING = 120.0  # seconds
_REPOSITORY = """
@prefix config: <tag:rdf4j.org,2023:config/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
[] a config:Repository ; config:rep.id "kg" ; rdfs:label "kg" ; config:rep.impl [ config:rep.type "openrdf:SailRepository" ;
    config:sail.impl [ config:sail.type "openrdf:MemoryStore" ; config:mem.persist false ] ] .
"""
_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
TransactionFile = virtuoso.trx
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
xa_persistent_file = virtuoso.pxa
[Parameters]
ServerPort = 127.0.0.1:{inner}
NumberOfBuffers = 10000
ServerThreads = 50
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 10
MaxClientConnections = 20
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
ServerThreads = 20
MaxKeepAlives = 10
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = 100000
"""


# A status, headers and a body; None hangs up.
Told = tuple[int, Mapping[str, str], bytes] | None


@dataclass(frozen=True)
class Server:
    """A running store: its address, and the environment with the credentials for it."""

    name: str
    address: str
    environment: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    command = Path(sys.executable).with_name("oxigraph")
    if not command.is_file():
        pytest.skip("the package oxigraph is not installed")
    port = _port()
    with _running([command, "serve", "--bind", f"127.0.0.1:{port}"], folder, f"http://127.0.0.1:{port}/query?query=ASK{{}}"):
        yield Server("oxigraph", f"http://127.0.0.1:{port}")


@contextmanager
def fuseki(folder: Path) -> Iterator[Server]:
    jar, port = _maven(FUSEKI), _port()
    command: list[str | Path] = [_java(), "-Xmx512m", "-jar", jar, "--mem", "--update", "--localhost", f"--port={port}", "/kg"]
    with _running(command, folder, f"http://127.0.0.1:{port}/kg/query?query=ASK{{}}"):
        yield Server("fuseki", f"http://127.0.0.1:{port}/kg")


@contextmanager
def rdf4j(folder: Path) -> Iterator[Server]:
    runner, war, port = _maven(JETTY), _maven(RDF4J), _port()
    server = f"http://127.0.0.1:{port}/rdf4j-server"
    command = [_java(), "-Xmx512m", f"-Dorg.eclipse.rdf4j.appdata.basedir={folder / 'data'}", f"-Djava.io.tmpdir={folder}"]
    with _running(
        [*command, "-jar", runner, "--host", "127.0.0.1", "--port", str(port), "--path", "/rdf4j-server", war],
        folder,
        f"{server}/protocol",
    ):
        made = requests.put(
            f"{server}/repositories/kg", _REPOSITORY.encode(), headers={"Content-Type": "text/turtle"}, timeout=30
        )
        made.raise_for_status()
        yield Server("rdf4j", f"{server}/repositories/kg")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    program, libraries = _virtuoso()
    port = _port()
    environment = {**os.environ, "LD_LIBRARY_PATH": libraries}
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(inner=_port(), port=port))
    command: list[str | Path] = [program, "+configfile", "virtuoso.ini", "+foreground"]
    # The first start makes the database, sets the password and ends.
    subprocess.run(
        [*command, "+pwdold", "dba", "+pwddba", "secret"],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=_STARTING,
        check=False,
    )
    with _running(command, folder, f"http://127.0.0.1:{port}/sparql?query=ASK{{}}", environment):
        credentials = {"AIGOVKG_STORE_USER": "dba", "AIGOVKG_STORE_PASSWORD": "secret"}
        yield Server("virtuoso", f"http://127.0.0.1:{port}", credentials)


STORES = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso, "rdf4j": rdf4j}


@contextmanager
def standing_in(answer: Callable[[BaseHTTPRequestHandler, bytes], Told]) -> Iterator[str]:
    """Give the address of a server that answers as told, for what a real store does only when it is in trouble; None hangs up."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told = answer(self, body)
            if told is None:
                self.close_connection = True
                return
            status, headers, content = told
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 — the name of the library
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        pytest.skip("there is no Java")
    return java


def _maven(artifact: str) -> Path:
    """Return the file of an artifact, fetched by Maven the first time."""
    group, name, version, ending = (*artifact.split(":"), "jar")[:4]
    path = MAVEN / group.replace(".", "/") / name / version / f"{name}-{version}.{ending}"
    if not path.is_file():
        maven = shutil.which("mvn")
        if maven is None:
            pytest.skip(f"there is no Maven to fetch {name}")
        command = [
            maven,
            "-q",
            "-B",
            "dependency:get",
            f"-Dartifact={artifact}",
            "-Dtransitive=false",
            f"-Dmaven.repo.local={MAVEN}",
        ]
        _fetched(command, path, CACHE)
    return path


def _virtuoso() -> tuple[Path, str]:
    """Return the program and where its libraries are, out of Debian's packages, which are taken apart and not installed."""
    home = CACHE / "virtuoso"
    program = home / "usr" / "bin" / "virtuoso-t"
    if not program.is_file():
        apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg")
        if apt is None or dpkg is None:
            pytest.skip("there is no apt-get to fetch Virtuoso")
        home.mkdir(parents=True, exist_ok=True)
        download = [apt, "download", "-q", *VIRTUOSO]
        if subprocess.run(download, cwd=home, capture_output=True, check=False, timeout=300).returncode:
            subprocess.run([apt, "update", "-q"], capture_output=True, check=False, timeout=300)
            subprocess.run(download, cwd=home, capture_output=True, check=False, timeout=300)
        for package in home.glob("*.deb"):
            subprocess.run([dpkg, "-x", package, home], capture_output=True, check=False, timeout=60)
        if not program.is_file():
            pytest.skip("apt-get does not give the packages of Virtuoso")
    return program, ":".join(str(folder) for folder in {library.parent for library in home.rglob("lib*.so*")})


def _fetched(command: list[str], path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    if not path.is_file():
        said = (done.stdout + done.stderr).strip().splitlines()
        pytest.skip(f"{path.name} cannot be fetched: {said[0][:200] if said else 'no reason given'}")


@contextmanager
def _running(command: list[str | Path], folder: Path, sign: str, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run a server until the end, from when an address answers."""
    with ExitStack() as stack:
        log = stack.enter_context((folder / "log").open("wb"))
        process = stack.enter_context(subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment))
        stack.callback(_ended, process)
        started = time.monotonic()
        while not _answers(sign):
            if process.poll() is not None or time.monotonic() - started > _STARTING:
                pytest.fail(f"the server does not start: {(folder / 'log').read_text(errors='replace')[-500:]}")
            time.sleep(0.2)
        yield


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.RequestException:
        return False
