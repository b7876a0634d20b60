"""The pages that show a graph as a whole: what is on them, and that the same graph is always drawn the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph
from aigovkg.errors import InputError
from aigovkg.knowledge_graph import load
from aigovkg.model import Span
from aigovkg.vocabulary import AIG, BASE, CITES, STATES
from aigovkg.web.application import application
from aigovkg.web.browse import comparison as comparisons
from aigovkg.web.browse import map as maps
from aigovkg.web.browse.clustering import alike
from aigovkg.web.browse.layout import EXTENT, positions
from aigovkg.web.browse.map import Choice, citation_map, sketch
from aigovkg.web.browse.matrix import COLUMN_ORDERS, LEVELS, ROW_ORDERS, matrix
from aigovkg.web.browse.overview import Overview, around
from aigovkg.web.browse.timeline import timeline
from aigovkg.web.site import opened

PREFIXES = f"@prefix aig: <{AIG}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @base <{BASE}> .\n"


@pytest.fixture(scope="module")
def graph(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("drawings") / "sample.ttl"
    kg.write(path)
    return path


@pytest.fixture(scope="module")
def overview(graph: Path) -> Overview:
    return Overview(load(graph).union)


@pytest.fixture(scope="module")
def client(graph: Path) -> Iterator[TestClient]:
    with TestClient(application(opened(graph))) as one:
        yield one


def of(turtle: str) -> Overview:
    store = ox.Store()
    store.load(PREFIXES.encode() + turtle.encode(), ox.RdfFormat.TURTLE)
    return Overview(store)


def instruments(*names: str) -> str:
    return "".join(f'<instrument/{name}> a aig:Instrument ; rdfs:label "{name}"@en .\n' for name in names)


def hostile() -> str:
    """Return a graph whose names and passages would run, turn or flood a page that does not take them as text."""
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\\u202E"
    return (
        PREFIXES
        + f'<instrument/a> a aig:Instrument ; rdfs:label "{evil}"@en ; aig:date "2020" ; aig:welcomes <instrument/b> ; aig:states <principle/p> .\n'
        + f'<instrument/b> a aig:Instrument ; rdfs:label "{"w" * 100_000}"@en .\n<principle/p> a aig:Principle ; rdfs:label "{evil}"@en .\n'
        + f'<claim/1> aig:subject <instrument/a> ; aig:predicate aig:welcomes ; aig:object <instrument/b> ; aig:passage <passage/1> ; aig:start 0 ; aig:end 9 ; aig:quote "{evil}"@en .\n'
        + f'<passage/1> aig:text "{evil}" .\n'
    )


def iri(name: str) -> str:
    return f"{BASE}instrument/{name}"


# ---- where things stand


def test_a_layout_is_the_same_every_time_and_fills_its_extent() -> None:
    links = np.array([(0, 1), (1, 2), (2, 0), (3, 0)])
    first, second = positions(5, links), positions(5, links)
    assert (first == second).all()
    assert int(abs(first).max()) == EXTENT
    assert len({tuple(place) for place in first.tolist()}) == 5


def test_a_layout_of_nothing_and_of_one_node_does_not_fail() -> None:
    assert positions(0, np.zeros((0, 2), dtype=np.int64)).shape == (0, 2)
    assert positions(1, np.zeros((0, 2), dtype=np.int64)).tolist() == [[0, 0]]


def test_what_is_linked_stands_nearer_than_what_is_not() -> None:
    """Two rings of forty that nothing joins: neighbours in a ring are nearer than the rings are to each other."""
    ring = [(at, (at + 1) % 40) for at in range(40)]
    places = positions(80, np.array([*ring, *((a + 40, b + 40) for a, b in ring)])).astype(float)
    within = np.mean([np.hypot(*(places[a] - places[b])) for a, b in ring])
    between = np.hypot(*(places[:40].mean(axis=0) - places[40:].mean(axis=0)))
    assert within < between / 2


def test_two_thousand_nodes_are_laid_out_without_two_in_one_place() -> None:
    chance = np.random.default_rng(1)
    links = np.stack([chance.integers(0, 2000, 5000), (chance.random(5000) ** 3 * 2000).astype(np.int64)], axis=1)
    places = positions(2000, links)
    assert len({tuple(place) for place in places.tolist()}) > 1990


# ---- the map


def test_the_map_of_the_sample_shows_its_citations_with_their_sentences(overview: Overview) -> None:
    drawn = citation_map(overview, sketch(overview), "en")
    said = {
        (drawn.nodes[link.citing].thing.iri.rpartition("/")[2], drawn.relations[link.relations[0]].name): link.sentences[0]
        for link in drawn.links
    }
    sentence = said["cn-fr-ai-2024", "welcomes"]
    assert sentence.quote == "Bletchley Declaration"
    assert "welcome the efforts" in sentence.before
    assert {one.label for one in drawn.relations} == {"welcomes", "based on"}
    assert not drawn.sampled


def test_the_map_speaks_chinese(overview: Overview) -> None:
    drawn = citation_map(overview, sketch(overview), "zh")
    assert "欢迎" in {one.label for one in drawn.relations}


def test_a_citation_is_drawn_once_with_all_the_ways_it_is_made() -> None:
    two = of(
        instruments("a", "b")
        + "<instrument/a> aig:welcomes <instrument/b> ; aig:recalls <instrument/b> ; aig:cites <instrument/b> ."
    )
    (link,) = (drawn := citation_map(two, sketch(two), "en")).links
    assert [drawn.relations[number].name for number in link.relations] == ["welcomes", "recalls"]
    assert link.sentences == ()


def test_beyond_what_can_be_read_the_map_shows_the_most_connected_and_says_so() -> None:
    names = [f"i{number:02}" for number in range(30)]
    star = "".join(f"<instrument/{name}> aig:cites <instrument/hub> .\n" for name in names)
    pair = "<instrument/x> aig:cites <instrument/y> ."
    whole = of(instruments("hub", "x", "y", *names) + star + pair)
    drawn = citation_map(whole, sketch(whole, nodes=11), "en")
    assert (len(drawn.nodes), len(drawn.links), drawn.citations, drawn.sampled) == (11, 10, 31, True)
    assert max(drawn.nodes, key=lambda node: node.cited).cited == 30  # what the graph has, not what is shown


def test_too_many_citations_leave_those_said_most_often() -> None:
    claim = f"<claim/1> aig:subject <instrument/c> ; aig:predicate <{CITES}> ; aig:object <instrument/d> ."
    whole = of(
        instruments(*"abcd") + "<instrument/a> aig:cites <instrument/b> . <instrument/c> aig:cites <instrument/d> ." + claim
    )
    assert sketch(whole, links=1).pairs == ((iri("c"), iri("d")),)


def test_a_choice_of_citations_is_by_relation_by_year_of_the_citing_and_by_place_of_either() -> None:
    whole = of(
        instruments(*"abc")
        + '<instrument/a> aig:welcomes <instrument/c> ; aig:date "2020" . <instrument/b> aig:cites <instrument/c> .'
        + "<instrument/c> aig:jurisdiction <place/fr> . <instrument/a> aig:jurisdiction <place/cn> ."
        + '<place/fr> a aig:Jurisdiction ; rdfs:label "France"@en . <place/cn> a aig:Jurisdiction ; rdfs:label "China"@en .'
    )
    drawn = citation_map(whole, sketch(whole), "en")

    def found(**choice: Any) -> list[str]:
        return [drawn.nodes[link.citing].thing.label for link in drawn.fitting(Choice(**choice))]

    assert found() == ["a", "b"]
    assert found(relations=("welcomes",)) == ["a"]
    assert found(relations=("unheard-of",)) == []
    assert found(since="2019", until="2020") == ["a"]
    assert found(since="2021") == []
    assert found(place=f"{BASE}place/cn") == ["a"]
    assert found(place=f"{BASE}place/fr") == ["a", "b"]
    assert found(place=f"{BASE}place/xx") == []


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("One. They welcome the Act now. Three.", Span(22, 25), ("They welcome the ", " now.")),
        ("Act", Span(0, 3), ("", "")),
        ("", Span(0, 0), ("", "")),
        ("word " * 90 + "Act" + " word" * 90, Span(450, 453), ("…" + "word " * 47, " word" * 47 + "…")),
        ("x" * 400 + "Act" + "y" * 400, Span(400, 403), ("…" + "x" * 240, "y" * 240 + "…")),
    ],
)
def test_the_words_around_a_quote_are_those_of_its_sentence(text: str, span: Span, expected: tuple[str, str]) -> None:
    assert around(text, span) == expected


# ---- timeline


def test_the_timeline_puts_each_instrument_into_its_year(overview: Overview) -> None:
    drawn = timeline(overview, "en")
    assert [year.year for year in drawn.years] == sorted({int(t.date[:4]) for t in overview.instruments if t.date}, reverse=True)
    assert drawn.many + drawn.undated == len(overview.instruments)
    assert drawn.span[0] == drawn.years[-1].year
    assert drawn.span[-1] == drawn.years[0].year
    assert drawn.count(drawn.busiest) == drawn.most
    assert drawn.count(1066) == 0


def test_a_year_lists_what_is_dated_to_the_year_or_month_before_its_days() -> None:
    dates = {"a": "2020-03-02", "b": "2020", "c": "2020-03"}
    whole = of(instruments(*dates) + "".join(f'<instrument/{name}> aig:date "{date}" .' for name, date in dates.items()))
    (year,) = timeline(whole, "en").years
    assert [one.thing.label for one in year.instruments] == ["b", "c", "a"]


def test_dates_that_are_none_and_a_long_time_are_not_drawn() -> None:
    dates = {"a": "soon", "b": "0001", "c": "2020"}
    drawn = timeline(
        of(instruments(*dates) + "".join(f'<instrument/{name}> aig:date "{date}" .' for name, date in dates.items())), "en"
    )
    assert [year.year for year in drawn.years] == [2020, 1]
    assert drawn.undated == 1
    assert (len(drawn.span), drawn.span[-1]) == (200, 2020)


# ---- matrix


def test_rows_that_share_marks_come_to_stand_together_whatever_their_order() -> None:
    rows = [("a", "b"), ("x", "y"), ("a", "b", "c"), (), ("x", "y", "z"), ("a",)]
    order = alike(rows)
    assert order[-1] == 3
    assert [sorted(order).index(one) for one in sorted(order)] == list(range(6))
    groups = ["".join(sorted(rows[one]))[:1] for one in order]
    assert groups in (["a", "a", "a", "x", "x", ""], ["x", "x", "a", "a", "a", ""])
    turned = alike(rows[::-1])
    assert [rows[one] for one in order] == [rows[::-1][one] for one in turned]


def test_rows_all_alike_and_no_rows_are_ordered_too() -> None:
    assert alike([]) == []
    assert sorted(alike([("a",)] * 5)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("rows", ROW_ORDERS)
@pytest.mark.parametrize("columns", COLUMN_ORDERS)
def test_every_order_of_the_matrix_shows_the_same_cells(overview: Overview, level: str, rows: str, columns: str) -> None:
    def cells(rows: str = "name", columns: str = "scheme") -> set[tuple[str, str, tuple[str, ...]]]:
        drawn = matrix(overview, "en", level, rows, columns)
        return {(row.thing.iri, drawn.columns[cell.column].thing.iri, cell.claims) for row in drawn.rows for cell in row.cells}

    assert cells(rows, columns) == cells()


def test_the_matrix_counts_the_claims_of_the_sample(kg: KnowledgeGraph, overview: Overview) -> None:
    drawn = matrix(overview, "en", "principles")
    claims = sum(len(cell.claims) for row in drawn.rows for cell in row.cells)
    assert claims == sum(claim.predicate == STATES for claim in kg.claims()) > 0
    assert sum(many for _, many in drawn.themes) == len(drawn.columns)
    themes = matrix(overview, "en", "themes")
    assert sum(len(cell.claims) for row in themes.rows for cell in row.cells) == claims
    assert all(column.thing == column.theme for column in themes.columns)


def test_a_matrix_too_long_to_read_keeps_what_states_the_most_and_says_so(overview: Overview) -> None:
    drawn = matrix(overview, "en", most=1)
    assert drawn.sampled
    assert drawn.rows[0].thing.iri == max(overview.stated, key=lambda one: len(overview.stated[one]))


def test_an_order_that_does_not_exist_is_refused_with_those_that_do(overview: Overview) -> None:
    with pytest.raises(InputError, match="likeness, date, many, name"):
        matrix(overview, "en", rows="colour")


# ---- comparison


def test_two_instruments_are_compared_by_what_they_state_and_cite() -> None:
    whole = of(
        instruments(*"abcd")
        + "".join(f'<principle/{name}> a aig:Principle ; rdfs:label "{name}"@en .' for name in ("p", "q", "r"))
        + "<instrument/a> aig:states <principle/p>, <principle/q> ; aig:cites <instrument/c>, <instrument/d> ."
        + "<instrument/b> aig:states <principle/q>, <principle/r> ; aig:cites <instrument/c> . <instrument/d> aig:cites <instrument/b> ."
        + f"<claim/1> aig:subject <instrument/a> ; aig:predicate <{STATES}> ; aig:object <principle/q> ."
    )
    compared = comparisons.comparison(whole, iri("a"), iri("b"), "en")
    shares = {
        aspect.name: tuple("".join(one.thing.label for one in share) for share in (aspect.both, aspect.first, aspect.second))
        for aspect in compared.aspects
    }
    assert shares == {"states": ("q", "p", "r"), "cites": ("c", "d", ""), "cited": ("", "", "d")}
    states = compared.aspects[0]
    assert states.both[0].first == (f"{BASE}claim/1",)
    assert states.likeness == pytest.approx(1 / 3)


def test_two_places_are_compared_by_all_their_instruments(overview: Overview) -> None:
    compared = comparisons.comparison(overview, f"{BASE}place/cn", f"{BASE}place/fr", "en")
    assert (compared.first.thing.label, compared.second.thing.label) == ("China", "France")
    assert compared.aspects[0].both  # the joint statement is of both


@pytest.mark.parametrize("said", ["China", "中国", "place/cn", "place:cn", f"{BASE}place/cn", "  china "])
def test_what_is_compared_may_be_said_in_many_ways(overview: Overview, said: str) -> None:
    assert comparisons.meant(overview, said) == f"{BASE}place/cn"
    assert comparisons.meant(overview, comparisons.called(overview, f"{BASE}place/cn", "zh")) == f"{BASE}place/cn"


def test_what_is_not_in_the_graph_or_not_of_a_kind_is_not_compared(overview: Overview) -> None:
    with pytest.raises(InputError, match="no instrument or place of this graph is called 'Atlantis'"):
        comparisons.meant(overview, "Atlantis")
    with pytest.raises(InputError, match="choose two of a kind"):
        comparisons.comparison(overview, f"{BASE}place/cn", iri("bletchley-2023"), "en")


# ---- pages


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "address",
    [
        "/map",
        "/map?relation=welcomes&from=2020&to=2025",
        "/timeline",
        "/matrix",
        "/matrix?level=principles&rows=name",
        "/compare?a=China&b=France",
    ],
)
def test_the_pages_say_what_they_show_without_a_script(client: TestClient, address: str, language: str) -> None:
    answer = client.get(address, params={**dict(client.build_request("GET", address).url.params), "lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert "style=" not in answer.text
    assert "onclick" not in answer.text
    wanted = {
        "en": {"/map": "Bletchley", "/mat": "Safety", "/tim": "2024", "/com": "Both"},
        "zh": {"/map": "布莱切利", "/mat": "安全", "/tim": "2024", "/com": "两者共有"},
    }
    assert wanted[language][address[:4]] in answer.text


def test_the_map_page_marks_the_quote_in_its_sentence_and_leads_to_the_claim(client: TestClient) -> None:
    text = client.get("/map?lang=en").text
    assert "including the signing of the <mark>Bletchley Declaration</mark> on November 1, 2023." in text
    assert 'href="/claim/' in text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/compare?a=Atlantis&b=China", 400),
        ("/compare?a=China", 200),
        ("/matrix?rows=colour", 400),
        ("/map?page=x", 404),
        ("/map?from=soon", 200),
    ],
)
def test_a_wrong_choice_is_answered_with_a_page(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ["map", "timeline", "matrix"])
def test_the_data_of_a_drawing_is_json_in_the_language_of_the_reader(client: TestClient, name: str) -> None:
    english, chinese = (client.get(f"/{name}.json", params={"lang": language}) for language in ("en", "zh"))
    assert english.headers["content-type"] == "application/json"
    assert english.json() != chinese.json()
    assert client.get(f"/{name}.json", params={"lang": "en"}).content == english.content


@pytest.mark.parametrize("name", ["map", "timeline", "matrix", "compare"])
def test_a_client_that_has_the_data_of_a_drawing_is_not_sent_it_again(client: TestClient, name: str) -> None:
    first = client.get(f"/{name}.json?lang=en")
    known = {"if-none-match": first.headers["etag"]}
    assert client.get(f"/{name}.json?lang=en", headers=known).status_code == 304
    assert client.get(f"/{name}.json?lang=zh", headers=known).status_code == 200


def test_many_readers_who_ask_at_once_are_answered_alike(graph: Path) -> None:
    with TestClient(application(opened(graph))) as fresh, ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda _: fresh.get("/map.json?lang=en").content, range(16)))
    assert len(set(found)) == 1


def test_links_in_the_data_of_a_drawing_keep_the_language_only_where_it_was_chosen(client: TestClient) -> None:
    node: dict[str, Any] = client.get("/map.json", headers={"accept-language": "zh"}).json()["nodes"][0]
    assert node["url"].startswith("/instrument/")
    assert "lang=" not in node["url"]
    assert "lang=zh" in client.get("/map.json?lang=zh").json()["nodes"][0]["url"]


def test_the_data_of_the_matrix_holds_every_order(client: TestClient) -> None:
    for level in client.get("/matrix.json").json().values():
        for order in level["rowOrders"].values():
            assert sorted(order) == list(range(len(level["rows"])))
        for order in level["columnOrders"].values():
            assert sorted(order) == list(range(len(level["columns"])))


def test_a_graph_without_citations_statements_or_dates_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bare.ttl"
    path.write_text(PREFIXES + instruments("a"))
    with TestClient(application(opened(path))) as bare:
        assert "No instrument of this graph cites another." in bare.get("/map?lang=en").text
        assert "No instrument of this graph has a date." in bare.get("/timeline?lang=en").text
        assert "No instrument of this graph states a principle." in bare.get("/matrix?lang=en").text
        assert bare.get("/map.json").json()["nodes"] == []


def test_hostile_names_and_passages_are_shown_as_text(tmp_path: Path) -> None:
    path = tmp_path / "evil.ttl"
    path.write_text(hostile())
    with TestClient(application(opened(path))) as client:
        for address in ("/map", "/timeline", "/matrix", "/compare?a=instrument/a&b=instrument/b"):
            text = client.get(address).text
            assert "<script>alert" not in text
            assert "\u202e" not in text
            assert len(text) < 100_000
        assert json.loads(client.get("/map.json").content)["nodes"][0]["label"].startswith("</script>")


def test_the_numbers_of_a_map_are_those_of_the_graph(overview: Overview) -> None:
    drawn = citation_map(overview, sketch(overview), "en")
    assert drawn.instruments == len(overview.instruments)
    assert drawn.citations == len(drawn.links) == 2
    assert replace(drawn, citations=3).sampled
    assert {relation.manner for relation in drawn.relations} <= set(maps.MANNERS)
