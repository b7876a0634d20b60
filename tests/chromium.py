"""A real headless Chromium, and what a page must not do in it: break the policy, call out, go wrong.

The browser is Debian's. Where it is missing it is installed only in CI, by root; elsewhere its tests are skipped with the reason.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

from .conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request

CACHE = ROOT / ".cache"
SCREENSHOTS = CACHE / "screenshots"  # left behind, to be looked at
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_PACKAGES = ("chromium", "fonts-noto-cjk")
# As root there is no sandbox; the others keep the browser from calling home. WebGL is drawn by the processor.
_ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
_WITHIN = frozenset({"data", "blob", "file", "about"})
_STARTING = 60.0  # seconds


def chromium() -> str:
    """Return the browser's program; skip where there is none."""
    for installing in (False, True):
        if installing and not _installed():
            break
        found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
        if found:
            return found
    pytest.skip("there is no Chromium here")


def _installed() -> bool:
    """Install the browser in CI, and tell whether that was tried."""
    apt = shutil.which("apt-get")
    if apt is None or not os.environ.get("CI") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    subprocess.run([apt, "update", "-q"], capture_output=True, check=False, timeout=300)
    install = [apt, "install", "-q", "-y", "--no-install-recommends", *_PACKAGES]
    subprocess.run(
        install, capture_output=True, check=False, timeout=900, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    )
    return True


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a running browser."""
    program = chromium()
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        try:
            yield running
        finally:
            running.close()


@dataclass
class Watched:
    """A page, and what it did that it must not do."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()  # words in what may go wrong, where a test means it to

    def __post_init__(self) -> None:
        """Look and listen."""
        self.page.on("console", self._said)
        self.page.on("dialog", self._asked_the_reader)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)

    def ensure_nothing_wrong(self) -> None:
        """Fail if anything was."""
        wrong = [one for one in self.wrong if not any(words in one for words in self.allowed)]
        assert not wrong, wrong

    def shot(self, name: str) -> None:
        """Keep a picture of the page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    def _asked_the_reader(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "GPU stall due to ReadPixels" not in message.text:
            self.wrong.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in _WITHIN and address.hostname != "127.0.0.1":
            self.wrong.append(f"asked for {request.url}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in str(request.failure):  # a page was left while it was loading
            self.wrong.append(f"failed: {request.url} {request.failure}")


@contextmanager
def watched(running: Browser, **settings: object) -> Iterator[Watched]:
    """Give a new page of a browser that does nothing wrong until the end."""
    context: BrowserContext = running.new_context(**{"viewport": {"width": 1200, "height": 900}, **settings})  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    try:
        seen = Watched(context.new_page())
        yield seen
        seen.ensure_nothing_wrong()
    finally:
        context.close()


@contextmanager
def serving(graph: Path, log: Path) -> Iterator[str]:
    """Serve a graph by the command and give the address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as said:
        command = [sys.executable, "-m", "aigovkg", "serve", str(graph), "--port", str(port)]
        process = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            started = time.monotonic()
            while not _answers(address):
                if process.poll() is not None or time.monotonic() - started > _STARTING:
                    pytest.fail(f"the server does not start: {log.read_text(errors='replace')[-500:]}")
                time.sleep(0.2)
            yield address
        finally:
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


def frontend() -> Path:
    """Return frontend/ copied beside its libraries, which npm fetches the first time; skip where it cannot."""
    home, source = CACHE / "frontend", ROOT / "frontend"
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm here")
    kept, wanted = home / "package-lock.json", (source / "package-lock.json").read_bytes()
    if not (home / "node_modules" / ".package-lock.json").is_file() or not kept.is_file() or kept.read_bytes() != wanted:
        home.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(source / name, home / name)
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=home, capture_output=True, text=True, check=False, timeout=600
        )
        if done.returncode:
            kept.unlink()
            said = done.stderr.strip().splitlines()
            pytest.skip(f"npm does not bring the libraries: {said[0][:200] if said else 'no reason given'}")
    for file in source.glob("*.js"):
        shutil.copyfile(file, home / file.name)
    shutil.rmtree(home / "src", ignore_errors=True)
    shutil.copytree(source / "src", home / "src")
    shutil.copyfile(ROOT / "LICENSE", home.parent / "LICENSE")  # the build looks for it above itself
    return home
