"""The explorer in a real browser: what its scripts do, that it can be used by everybody, and that nothing calls out.

Every page is watched: an error, a breach of the policy or a request to elsewhere fails the test. Pictures are left in
`.cache/screenshots`.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from aigovkg import KnowledgeGraph
from aigovkg.vocabulary import AIG, BASE

from .chromium import Watched, browser, frontend, serving, watched
from .conftest import ROOT
from .test_drawings import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh")
PAGES = (
    "/",
    "/map",
    "/timeline",
    "/matrix",
    "/matrix?level=principles",
    "/compare",
    "/compare?a=China&b=France",
    "/ask",
    "/ask?question=most-cited-instruments&p.least=1",
    "/search?q=AI",
    "/report",
    "/coverage",
    "/instrument/cn-fr-ai-2024",
    "/place/cn",
    "/principle/safety-security",
    "/nothing-here",
)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REACHED = """() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    one?.setAttribute("data-reached", "");
    return one === document.body || one === null;
}"""
UNREACHED = """() => {
    const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'], [contenteditable=true]";
    const roots = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
    const all = roots.flatMap((root) => [...root.querySelectorAll(wanted)]);
    const seen = (one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0;
    const radio = (one) => one.type === "radio" && !one.checked;  // arrows lead to these
    return all.filter((one) => seen(one) && !radio(one) && !one.hasAttribute("data-reached")).map((one) => one.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def sample(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "sample.ttl"
    kg.write(path)
    return path


@pytest.fixture(scope="module")
def site(sample: Path) -> Iterator[str]:
    with serving(sample, sample.with_name("log")) as address:
        yield address


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve 2,600 instruments with 7,000 citations, some of which are cited far more than others."""
    chance = random.Random(7)  # noqa: S311 — the same graph every time
    lines = [f"@prefix aig: <{AIG}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @base <{BASE}> ."]
    relations = ("cites", "cites", "basedOn", "welcomes", "amends")
    lines += [
        f'<instrument/i{number}> a aig:Instrument ; rdfs:label "Instrument number {number} on intelligence"@en ; aig:date "{1990 + number % 36}" .'
        for number in range(2600)
    ]
    for _ in range(7000):
        citing, cited = chance.randrange(2600), int(chance.random() ** 3 * 2600)
        lines.append(f"<instrument/i{citing}> aig:{chance.choice(relations)} <instrument/i{cited}> .")
    path = tmp_path_factory.mktemp("crowd") / "crowd.ttl"
    path.write_text("\n".join(lines))
    with serving(path, path.with_name("log")) as address:
        yield address


@pytest.fixture
def seen(running: Browser) -> Iterator[Watched]:
    with watched(running) as one:
        yield one


@pytest.fixture(scope="module")
def axe() -> str:
    return (frontend() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def settled(page: Page, address: str) -> None:
    """Open a page and wait until its script has done what it does first."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def named(address: str) -> str:
    return re.sub(r"\W+", "-", address).strip("-") or "home"


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("levels => axe.run(document, {runOnly: levels, resultTypes: ['violations']})", LEVELS)
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


# ---- every page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_pages_have_no_barriers_in_light_and_dark(running: Browser, site: str, axe: str, address: str, language: str) -> None:
    for scheme in ("light", "dark"):
        with watched(running, color_scheme=scheme) as seen:
            seen.allowed = ("404",) if "nothing" in address else ()
            settled(seen.page, site + in_language(address, language))
            seen.shot(f"{named(address)}-{language}-{scheme}")
            assert violations(seen.page, axe) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_pages_fit_a_phone(running: Browser, site: str, address: str, language: str) -> None:
    with watched(running, viewport={"width": 360, "height": 740}) as seen:
        seen.allowed = ("404",) if "nothing" in address else ()
        settled(seen.page, site + in_language(address, language))
        seen.shot(f"{named(address)}-{language}-phone")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("address", PAGES)
def test_the_keyboard_alone_reaches_everything(seen: Watched, site: str, address: str) -> None:
    seen.allowed = ("404",) if "nothing" in address else ()
    settled(seen.page, site + in_language(address, "en"))
    for _ in range(600):
        seen.page.keyboard.press("Tab")
        if seen.page.evaluate(REACHED):
            break
    assert seen.page.evaluate(UNREACHED) == []


@pytest.mark.parametrize("address", [one for one in PAGES if "nothing" not in one])
def test_pages_say_something_without_scripts(running: Browser, site: str, address: str) -> None:
    with watched(running, java_script_enabled=False) as seen:
        seen.page.goto(site + in_language(address, "en"))
        assert seen.page.locator("h1").is_visible()
        assert len(seen.page.locator("main").inner_text()) > 20
        for part in ("map", "matrix", "timeline"):
            if address.startswith(f"/{part}"):
                assert seen.page.locator("table tbody tr, .timeline li").count() > 0


def test_a_page_can_be_printed(seen: Watched, site: str) -> None:
    settled(seen.page, site + "/matrix?lang=en")
    seen.page.emulate_media(media="print")
    assert seen.page.locator("#matrix").is_visible()
    assert not seen.page.locator(".choice").is_visible()
    assert len(seen.page.pdf()) > 5_000


# ---- from a search to the sentence


@pytest.mark.parametrize(
    ("language", "words", "name"), [("en", "Bletchley", "Bletchley Declaration"), ("zh", "布莱", "布莱切利宣言")]
)
def test_a_search_leads_to_an_instrument_a_claim_and_the_highlighted_sentence(
    seen: Watched, site: str, axe: str, language: str, words: str, name: str
) -> None:
    page = seen.page
    page.goto(f"{site}/?lang={language}")
    page.locator("input[name=q]").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    page.locator(f"main a[href*='/instrument/']:has-text('{name}')").first.click()
    page.wait_for_url("**/instrument/bletchley-2023**")
    assert name in page.locator("h1").inner_text()
    page.locator("main a[href*='/claim/']").first.click()
    page.wait_for_url("**/claim/**")
    quote = page.locator("main blockquote mark").first.inner_text().strip()
    assert quote
    assert quote in page.locator("main blockquote").first.inner_text()
    seen.shot(f"journey-claim-{language}")
    assert violations(page, axe) == []
    page.locator("main a[href*='/passage/']").first.click()
    page.wait_for_url("**/passage/**")
    assert page.locator("main mark").count() > 0
    assert violations(page, axe) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# ---- the map


def drawn(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#map[data-state=drawn]")


def place_of_link(page: Page, link: int) -> tuple[float, float]:
    """Return where on the screen the middle of a line is."""
    found: list[float] = page.evaluate(
        """link => {
            const sigma = document.getElementById("map").sigma;
            const ends = sigma.getGraph().extremities(link).map((end) => sigma.framedGraphToViewport(sigma.getNodeDisplayData(end)));
            const box = sigma.getContainer().getBoundingClientRect();
            return [box.x + (ends[0].x + ends[1].x) / 2, box.y + (ends[0].y + ends[1].y) / 2];
        }""",
        link,
    )
    return found[0], found[1]


def test_a_line_of_the_map_shows_the_sentence_that_says_it(seen: Watched, site: str) -> None:
    page = seen.page
    drawn(page, site + "/map?lang=en")
    page.locator(".stage").scroll_into_view_if_needed()
    link = page.evaluate(
        "fetch('/map.json?lang=en').then((a) => a.json()).then((d) => d.links.findIndex((l) => l.said[0]?.[2] === 'Bletchley Declaration'))"
    )
    page.mouse.click(*place_of_link(page, link))
    said = page.locator("#map-panel blockquote")
    said.wait_for()
    assert "welcome the efforts" in said.inner_text()
    assert said.locator("mark").inner_text() == "Bletchley Declaration"
    assert "/claim/" in (said.locator("a").get_attribute("href") or "")
    seen.shot("map-line-chosen")


def test_the_map_can_be_used_by_keyboard_alone(seen: Watched, site: str) -> None:
    page = seen.page
    drawn(page, site + "/map?lang=en")
    page.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#map-panel h2").inner_text()
    assert first
    page.keyboard.press("+")
    page.keyboard.press("0")
    for key in ("ArrowLeft", "ArrowDown", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    assert page.locator(".heard").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "map-panel"
    page.keyboard.press("Tab")  # the name of the instrument, which leads to its page
    page.keyboard.press("Tab")  # the first of its citations
    page.keyboard.press("Enter")
    page.locator("#map-panel blockquote").first.wait_for()
    page.locator(".stage").focus()
    page.keyboard.press("Escape")
    assert "Choose an instrument or a line." in page.locator("#map-panel").inner_text()


def test_an_instrument_is_found_on_the_map_by_its_name(seen: Watched, site: str) -> None:
    drawn(seen.page, site + "/map?lang=zh")
    seen.page.fill("#map-find", "布莱切利宣言")
    seen.page.keyboard.press("Enter")
    seen.page.locator("#map-panel h2", has_text="布莱切利宣言").wait_for()
    seen.page.fill("#map-find", "不存在")
    seen.page.keyboard.press("Enter")
    seen.page.get_by_text("图中没有此名称的文件。").wait_for()


def test_the_choice_of_citations_changes_map_and_table_at_once_and_stands_in_the_address(seen: Watched, site: str) -> None:
    page = seen.page
    drawn(page, site + "/map?lang=en")
    assert page.locator("#table tbody tr").count() == 2
    page.check("input[value=welcomes]")
    assert page.locator("#table tbody tr").count() == 1
    assert page.locator("#fitting").inner_text() == "2 instruments, 1 citations shown"
    assert "relation=welcomes" in page.url
    page.reload()
    page.wait_for_selector("#map[data-state=drawn]")
    assert page.locator("#table tbody tr").count() == 1
    page.get_by_text("Show everything").click()
    assert page.locator("#table tbody tr").count() == 2


def test_a_map_of_thousands_is_drawn_in_time_says_that_it_is_a_sample_and_can_be_used(seen: Watched, crowd: str) -> None:
    page = seen.page
    begun = time.monotonic()
    drawn(page, crowd + "/map?lang=en")
    took = time.monotonic() - begun
    assert "The map shows" in page.locator(".note").first.inner_text()
    assert page.evaluate("document.getElementById('map').sigma.getGraph().order") > 1500
    assert took < 15, f"{took:.1f} s"
    page.locator(".stage").focus()
    begun = time.monotonic()
    for key in ("ArrowRight", "ArrowDown", "+", "+", "ArrowRight"):
        page.keyboard.press(key)
    page.locator("#map-panel h2").wait_for()
    assert time.monotonic() - begun < 10
    seen.shot("map-crowd")


def test_where_there_is_no_webgl_the_map_says_so_and_the_table_stays(seen: Watched, site: str) -> None:
    seen.allowed = ("WebGL",)
    seen.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    seen.page.goto(site + "/map?lang=en")
    seen.page.get_by_text("The map could not be drawn here").wait_for()
    assert seen.page.locator("#table tbody tr").count() == 2
    seen.page.check("input[value=welcomes]")
    assert seen.page.locator("#table tbody tr").count() == 1


# ---- timeline, matrix, comparison


def test_the_timeline_is_chosen_by_place_and_by_type(seen: Watched, site: str) -> None:
    page = seen.page
    page.goto(site + "/timeline?lang=en")
    page.wait_for_selector("#choice[data-state=ready]")
    every = page.locator(".timeline li:visible").count()
    page.select_option("select[name=place]", label="France")
    few = page.locator(".timeline li:visible").count()
    assert 0 < few < every
    assert f"{few} instruments shown" in page.locator("#shown").inner_text()
    page.click("button[type=reset]")
    page.get_by_text(f"{every} instruments shown").wait_for()
    assert page.locator(".timeline li:visible").count() == every
    page.locator("#bars rect[height]:not([height='0'])").last.click()
    assert page.evaluate("document.activeElement.id").startswith("y2")


def test_the_matrix_is_ordered_anew_and_sorted_by_a_principle(seen: Watched, site: str) -> None:
    page = seen.page
    page.goto(site + "/matrix?lang=en")
    page.wait_for_selector("#choice[data-state=ready]")
    wide = page.locator("#matrix thead th").count()
    page.select_option("select[name=level]", "principles")
    assert page.locator("#matrix thead th").count() > wide
    assert "level=principles" in page.url
    page.select_option("select[name=rows]", "name")
    names = page.locator("#matrix tbody th bdi").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    last = page.locator("#matrix thead button").last
    last.click()
    assert page.locator("#matrix thead th[aria-sort=descending]").count() == 1
    assert page.locator("#matrix tbody tr").first.locator("td").last.inner_text() != ""
    address = page.locator("#matrix td a").first.get_attribute("href")
    assert address is not None
    assert "/claim/" in address


def test_two_countries_are_compared(seen: Watched, site: str) -> None:
    page = seen.page
    page.goto(site + "/compare?lang=en")
    page.fill("input[name=a]", "China")
    page.fill("input[name=b]", "France")
    page.keyboard.press("Enter")
    page.locator(".shares").first.wait_for()
    assert "Only China" in page.locator(".share.first h3").first.inner_text()
    seen.shot("compare-countries")


# ---- Ask


def answered(page: Page) -> None:
    page.wait_for_selector("#answer[data-state=answered]")


def test_a_shipped_question_is_asked_and_answered_as_table_chart_and_graph(seen: Watched, site: str) -> None:
    page = seen.page
    page.goto(site + "/ask?lang=en")
    page.wait_for_selector("#asking[data-state=ready]")
    page.get_by_text("Which instruments are cited by the most others?").click()
    page.fill("input[name=least]", "1")
    page.locator("#question button").click()
    answered(page)
    assert page.locator("table.answer tbody tr").count() == 2
    assert (page.locator("table.answer a").first.get_attribute("href") or "").startswith("/instrument/")
    page.check("input[value=chart]")
    assert page.locator(".chart rect").count() == 2
    assert "question=most-cited-instruments" in page.url
    page.get_by_text("Questions").first.click()
    page.locator("[data-question=citation-network]").click()
    answered(page)
    page.check("input[value=graph]")
    assert page.evaluate("document.querySelector('.answer-graph').sigma.getGraph().order") == 3
    seen.shot("ask-graph")


def test_a_question_takes_names_in_any_language(seen: Watched, site: str) -> None:
    page = seen.page
    page.goto(site + "/ask?question=who-cites-an-instrument&p.instrument=布莱切利宣言&lang=zh")
    answered(page)
    assert page.locator("table.answer tbody tr").count() == 1
    page.fill("input[name=instrument]", "不存在")
    page.locator("#question button").click()
    page.get_by_role("alert").get_by_text("不存在").wait_for()


def test_a_query_is_written_run_and_refused_with_what_is_wrong(seen: Watched, site: str) -> None:
    seen.allowed = ("400",)
    page = seen.page
    page.goto(site + "/ask?lang=en")
    page.wait_for_selector("#asking[data-state=ready]")
    field = page.get_by_role("textbox", name="Query in SPARQL")
    field.press("Control+a")
    field.press("Delete")  # typing over lines lets Chromium itself try an inline style, which the policy stops
    field.press_sequentially("SELECT ?cited WHERE { ?s aig:welcomes ?cited ")
    field.press("Escape")
    field.press("Control+Enter")
    answered(page)
    assert "The Bletchley Declaration" in page.locator("table.answer").inner_text()
    field.press("Control+a")
    field.press("Delete")  # typing over lines lets Chromium itself try an inline style, which the policy stops
    field.press_sequentially("SELECT oops")
    field.press("Escape")
    field.press("Control+Enter")
    page.get_by_role("alert").wait_for()
    assert "malformed" in page.get_by_role("alert").inner_text()
    field.press("Control+a")
    field.press("Delete")  # typing over lines lets Chromium itself try an inline style, which the policy stops
    field.press_sequentially("DESCRIBE instrument:bletchley-2023")
    field.press("Escape")
    field.press("Control+Enter")
    answered(page)
    assert "subject" in page.locator("table.answer thead").inner_text()


def test_an_answer_is_saved_as_csv(seen: Watched, site: str) -> None:
    page = seen.page
    page.goto(site + "/ask?lang=en&query=SELECT (%22a,b%22 AS ?x) (1 AS ?y) {}")
    answered(page)
    with page.expect_download() as saved:
        page.get_by_text("Save as CSV").click()
    assert Path(saved.value.path()).read_text() == 'x,y\n"a,b",1\n'


# ---- hostile graphs


def test_hostile_names_and_passages_stay_text_with_scripts_too(seen: Watched, tmp_path: Path) -> None:
    page, path = seen.page, tmp_path / "evil.ttl"
    path.write_text(hostile())
    with serving(path, tmp_path / "log") as site:
        drawn(page, site + "/map?lang=en")
        page.fill("#map-find", "</script>")
        page.keyboard.press("Enter")
        assert page.locator("#map-panel h2").inner_text().startswith("</script><script>alert(1)</script><img")
        page.locator("#map-panel li button").click()
        assert "</script>" in page.locator("#map-panel blockquote mark").inner_text()
        for address in ("/timeline", "/matrix?level=principles", "/compare?a=instrument/a&b=instrument/b"):
            settled(page, site + in_language(address, "en"))
            assert "</script><script>" in page.locator("main").inner_text()
        page.goto(site + "/ask?lang=en&query=SELECT * { ?s rdfs:label ?o }")
        answered(page)
        assert "</script><script>" in page.locator("table.answer").inner_text()
        assert page.locator("main img, main script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 1200


# ---- what is built


@pytest.mark.parametrize(("script", "built"), [("build.js", "static/scripts"), ("published.js", "")])
def test_the_scripts_that_are_shipped_are_what_their_sources_make(tmp_path: Path, script: str, built: str) -> None:
    home, node = frontend(), shutil.which("node")
    if node is None:
        pytest.skip("there is no node here")
    target = tmp_path / "built"
    (target / "static").mkdir(parents=True)
    subprocess.run([node, script, str(target)], cwd=home, check=True, capture_output=True, timeout=300)
    shipped = ROOT / "src" / "aigovkg" / "web" / built
    made = [path for path in target.rglob("*") if path.is_file()]
    assert made
    for path in made:
        assert path.read_bytes() == (shipped / path.relative_to(target)).read_bytes(), path.name
    if built:
        assert {path.name for path in made} == {path.name for path in shipped.iterdir()}


def test_the_tests_of_the_scripts_pass() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node here")
    tests = sorted(str(path) for path in (ROOT / "frontend" / "tests").glob("*.test.js"))
    done = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:]
