"""A published site in a real browser: from any folder of a plain web server, where it asks nobody else, and from a disk.

Each page is watched: an error, a breach of its policy or a request to elsewhere fails the test.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aigovkg import KnowledgeGraph

from .chromium import Watched, browser, frontend, serving, watched
from .test_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FOLDER = "some/where else"  # below the server's root


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def sample(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.trig"
    kg.write(path)
    return path


@pytest.fixture(scope="module")
def published(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("root")
    command = [sys.executable, "-m", "aigovkg", "publish", str(sample), str(root / FOLDER)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return root


@pytest.fixture(scope="module")
def online(published: Path) -> Iterator[str]:
    """Serve the site as any web server does, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(published)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{FOLDER.replace(' ', '%20')}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["online", "disk"])
def start(request: pytest.FixtureRequest, published: Path) -> str:
    """Give the address of the site: on a server, and on a disk."""
    return str(request.getfixturevalue("online")) if request.param == "online" else (published / FOLDER).as_uri()


@pytest.fixture(scope="module")
def axe() -> str:
    return (frontend() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def seen(running: Browser) -> Iterator[Watched]:
    with watched(running) as one:
        yield one


def test_a_search_finds_an_instrument_by_any_two_characters(seen: Watched, start: str) -> None:
    page = seen.page
    page.goto(f"{start}/zh/search.html")
    page.fill("input[name=q]", "布莱")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found[data-state=found] .hits li")
    assert page.input_value("input[name=q]") == "布莱"
    assert page.locator(".hits mark").first.inner_text() == "布莱"
    seen.shot("published-search-zh")
    page.locator(".hits a", has_text="布莱切利宣言").first.click()
    page.wait_for_url("**/zh/instrument/bletchley-2023.html")
    assert page.locator("h1").inner_text() == "布莱切利宣言"
    page.locator("main a[href*='/claim/']").first.click()
    page.wait_for_url("**/zh/claim/*.html")
    quote = page.locator("main blockquote mark").first.inner_text()
    assert quote.strip()
    assert quote in page.locator("main blockquote").first.inner_text()
    seen.shot("published-claim-zh")


def test_a_search_is_narrowed_by_a_facet_and_widened_again(seen: Watched, start: str) -> None:
    page = seen.page
    page.goto(f"{start}/search.html")
    page.wait_for_selector("#found[data-state=found] .hits li")
    every = page.locator("#found [role=status]").inner_text()
    page.get_by_role("link", name="France", exact=True).click()
    page.wait_for_selector("#found[data-state=found] aside strong")
    assert "country=fr" in page.url
    few = page.locator("#found [role=status]").inner_text()
    assert 0 < int(few.split()[0]) < int(every.split()[0])
    page.fill("input[name=q]", "nothing like it")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing was found").wait_for()
    assert "country=fr" in page.url
    page.locator("aside .reset").click()
    page.wait_for_url(re.compile(r"q=nothing[^&]*$"))


@pytest.mark.parametrize("search", ["search.html", "zh/search.html?q=人工智能", "search.html?q=nothing+like+it&country=fr"])
def test_searching_has_no_barriers_and_fits_a_phone(running: Browser, published: Path, axe: str, search: str) -> None:
    for scheme, width in (("light", 1200), ("dark", 360)):
        with watched(running, color_scheme=scheme, viewport={"width": width, "height": 740}) as seen:
            # axe itself would fetch the style sheets, which the policy does not let it.
            seen.allowed = ("Content Security Policy", ".css csp", "load preload assets", ".css' because it violates")
            seen.page.goto(f"{(published / FOLDER).as_uri()}/{search}")
            seen.page.wait_for_selector("#found[data-state=found]")
            seen.page.wait_for_timeout(200)
            assert violations(seen.page, axe) == []
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_sparql_is_answered_in_the_page_and_a_query_that_runs_away_is_stopped(seen: Watched, start: str) -> None:
    page = seen.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{start}/ask.html?query=SELECT ?cited {{ ?s aig:welcomes ?cited }}")
    page.wait_for_selector("#answer[data-state=answered]")
    assert "The Bletchley Declaration" in page.locator("table.answer").inner_text()
    assert all(address.startswith((start, "blob:")) for address in asked)
    seen.shot("published-ask")
    spent = page.evaluate(
        """async () => {
            const begun = performance.now();
            const runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?a = ?i && ?c = ?h) }";
            const answer = await aigovkg.ask(runaway, { seconds: 1 });
            return [answer.status, await answer.text(), performance.now() - begun];
        }"""
    )
    assert spent[:2] == [503, "the time for a query is up: 1 s"]
    assert spent[2] < 5000
    assert page.evaluate("async () => (await (await aigovkg.ask('ASK { ?s a aig:Claim }')).json()).boolean") is True


def test_nothing_in_the_page_can_connect_anywhere(running: Browser, start: str) -> None:
    with watched(running) as seen:
        seen.allowed = ("Content Security Policy", "127.0.0.1:9")
        seen.page.goto(f"{start}/ask.html")
        refused = seen.page.evaluate(
            """async () => {
                const worker = new Worker(URL.createObjectURL(new Blob([
                    "fetch('http://127.0.0.1:9/').then(() => postMessage('sent'), () => postMessage('refused'))"
                ])));
                const inside = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
                const outside = fetch("http://127.0.0.1:9/").then(() => "sent", () => "refused");
                return [await inside, await outside];
            }"""
        )
        assert refused == ["refused", "refused"]
        assert sum("Content Security Policy" in one for one in seen.wrong) >= 2


@pytest.mark.parametrize("query", ["a=China&b=France", "a=instrument/unesco-rec-2021&b=布莱切利宣言", "a=China&b=nowhere"])
def test_a_comparison_is_the_one_that_a_server_makes(seen: Watched, sample: Path, start: str, query: str) -> None:
    with serving(sample, sample.with_name("log")) as address:
        seen.allowed = ("400",)
        seen.page.goto(f"{address}/compare?{query}&lang=en")
        expected = _compared(seen.page)
    seen.page.goto(f"{start}/compare.html?{query}")
    seen.page.wait_for_function("document.getElementById('compared').children.length > 0")
    assert _compared(seen.page) == expected


def test_the_drawings_work(seen: Watched, start: str) -> None:
    page = seen.page
    page.goto(f"{start}/map.html")
    page.wait_for_selector("#map[data-state=drawn]")
    assert page.locator("#table tbody tr").count() == 2
    for drawing in ("zh/matrix.html", "timeline.html"):
        page.goto(f"{start}/{drawing}")
        page.wait_for_selector("#choice[data-state=ready]")


def _compared(page: Page) -> list[str]:
    """Return what a comparison says, without the links to claims, which stand in either order."""
    wrong = page.locator("main .wrong")
    if wrong.count():
        return ["wrong"]
    return [re.sub(r"\s+", " ", one) for one in page.locator(".sides p, .aspect h2, .share h3, .share bdi").all_inner_texts()]


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""
