"""Measures of a graph, against figures worked out by hand and against NetworkX."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

import networkx
import numpy as np
import pyoxigraph as ox
import pytest

from aigovkg import InputError, KnowledgeGraph
from aigovkg.analysis import MEASURES, Facts, Finding, communities, facts, likeness, measure, standing
from aigovkg.errors import GraphError
from aigovkg.vocabulary import BASE, PREFIXES

# a (2018, France) is cited by b and c, both by d; d by e; b by e too. f is alone and has no date.
CORPUS = """
    place:fr a aig:Jurisdiction ; rdfs:label "France"@en, "法国"@zh .
    place:cn a aig:Jurisdiction ; rdfs:label "China"@en, "中国"@zh .
    agent:fr a aig:Agent, aig:Government ; rdfs:label "French Government"@en ; aig:jurisdiction place:fr .
    agent:cn a aig:Agent, aig:Government ; rdfs:label "Chinese Government"@en ; aig:jurisdiction place:cn .
    agent:co a aig:Agent, aig:Company ; rdfs:label "A Company"@en ; aig:jurisdiction place:fr .
    principle:x a aig:Principle ; rdfs:label "X"@en . principle:y a aig:Principle ; rdfs:label "Y"@en . principle:z a aig:Principle ; rdfs:label "Z"@en .
    instrument:a a aig:Instrument ; rdfs:label "Act A"@en, "甲法"@zh ; aig:date "2018"^^xsd:gYear ; aig:issuedBy agent:fr ; aig:states principle:x, principle:y .
    instrument:b a aig:Instrument ; rdfs:label "B"@en ; aig:date "2019"^^xsd:gYear ; aig:issuedBy agent:cn ; aig:cites instrument:a ; aig:states principle:x .
    instrument:c a aig:Instrument ; rdfs:label "C"@en ; aig:date "2021"^^xsd:gYear ; aig:issuedBy agent:co ; aig:cites instrument:a ; aig:states principle:x, principle:y .
    instrument:d a aig:Instrument ; rdfs:label "D"@en ; aig:date "2021-07"^^xsd:gYearMonth ; aig:issuedBy agent:fr, agent:cn ; aig:cites instrument:b, instrument:c ; aig:states principle:z .
    instrument:e a aig:Instrument ; rdfs:label "E"@en ; aig:date "2022-01-01"^^xsd:date ; aig:cites instrument:b, instrument:d ; aig:welcomes instrument:d .
    instrument:f a aig:Instrument ; rdfs:label "F"@en ; aig:cites instrument:f .
    claim:1 aig:subject instrument:e ; aig:predicate aig:welcomes ; aig:object instrument:d ; aig:confidence 0.9 .
"""


def graph(turtle: str) -> ox.Store:
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "claim": BASE + "claim/"}.items())
    store.load(prefixes + turtle, format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def corpus() -> Facts:
    return Facts(graph(CORPUS))


def column(finding: Finding, key: str, value: str) -> dict[object, object]:
    return {row[key]: row[value] for row in finding.records()}


def short(names: Iterable[object]) -> str:
    return "".join(str(name).rpartition("/")[2] for name in names)


def test_the_most_cited_come_first_and_an_instrument_does_not_cite_itself(corpus: Facts) -> None:
    found = measure(corpus, "most-cited")

    assert column(found, "label", "cited_by") == {"Act A": 2, "B": 2, "D": 1, "C": 1}
    assert found.rows[0][:3] == (BASE + "instrument/a", "Act A", "2018")


def test_pagerank_and_hits_are_those_of_networkx() -> None:
    peers = networkx.gnp_random_graph(60, 0.08, seed=3, directed=True)
    pairs = np.array(sorted(peers.edges), dtype=np.int64)
    rank = standing.pagerank(pairs[:, 0], pairs[:, 1], 60)
    expected = networkx.pagerank(peers, tol=1e-14, max_iter=1000)

    assert np.allclose(rank, [expected[node] for node in range(60)], atol=1e-10)
    assert math.isclose(rank.sum(), 1)


def test_authorities_and_hubs_are_the_singular_vectors_of_the_citations() -> None:
    peers = networkx.gnp_random_graph(60, 0.08, seed=3, directed=True)
    pairs = np.array(sorted(peers.edges), dtype=np.int64)
    hub, authority = standing.hits(pairs[:, 0], pairs[:, 1], 60)
    left, _, right = np.linalg.svd(networkx.to_numpy_array(peers, nodelist=range(60)))

    assert np.allclose(hub, np.abs(left[:, 0]) / np.abs(left[:, 0]).sum(), atol=1e-7)
    assert np.allclose(authority, np.abs(right[0]) / np.abs(right[0]).sum(), atol=1e-7)


def test_brokers_lie_on_the_chains_between_others(corpus: Facts) -> None:
    found = column(measure(corpus, "brokers"), "label", "betweenness")

    # b: half of d→a, the whole of e→a; c: half of d→a; d: e→c. Of (6-1)(6-2) = 20 ordered pairs.
    assert found == {"B": 1.5 / 20, "D": 1 / 20, "C": 0.5 / 20}


@pytest.mark.parametrize("seed", range(5))
def test_betweenness_is_that_of_networkx(seed: int) -> None:
    peers = networkx.gnp_random_graph(40, 0.1, seed=seed, directed=True)
    pairs = np.array(sorted(peers.edges), dtype=np.int64)
    expected = networkx.betweenness_centrality(peers)

    found, drawn, starts = standing.betweenness(pairs[:, 0], pairs[:, 1], 40)
    assert np.allclose(found, [expected[node] for node in range(40)])
    assert drawn == starts


def test_sampled_betweenness_says_so_and_comes_near() -> None:
    peers = networkx.gnp_random_graph(300, 0.02, seed=1, directed=True)
    pairs = np.array(sorted(peers.edges), dtype=np.int64)
    exact, _, starts = standing.betweenness(pairs[:, 0], pairs[:, 1], 300)
    found, drawn, _ = standing.betweenness(pairs[:, 0], pairs[:, 1], 300, work=150 * (300 + len(pairs)))

    assert drawn == 150 < starts
    assert np.corrcoef(found, exact)[0, 1] > 0.95


TWO_RINGS = (
    "".join(
        f"instrument:{ring}{one} a aig:Instrument ; aig:cites {', '.join(f'instrument:{ring}{other}' for other in range(4) if other != one)} .\n"
        for ring in "pq"
        for one in range(4)
    )
    + "instrument:p0 aig:cites instrument:q0 . instrument:r a aig:Instrument ."
)


def test_communities_are_those_that_cite_one_another() -> None:
    found = measure(graph(TWO_RINGS), "communities")
    members = {number: short(row["instrument"] for row in found.records() if row["community"] == number) for number in (1, 2)}

    assert sorted("".join(sorted(set(names) - set("0123"))) for names in members.values()) == ["p", "q"]
    # 13 links, 12 inside; degrees 13 and 13: Q = 12/13 - 2 (13/26)².
    assert found.notes == (f"modularity {12 / 13 - 0.5:.4f} of 2 communities",)


def test_what_louvain_was_not_shown_joins_where_it_has_most_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "_MOST", 7)
    found = measure(graph(TWO_RINGS), "communities")

    assert len(found.rows) == 8
    assert found.notes[1].startswith("sampled: Louvain on the ")


def test_the_lag_is_the_time_from_an_instrument_to_those_that_cite_it(corpus: Facts) -> None:
    found = measure(corpus, "lag")
    a = found.records()[0]

    assert (a["label"], a["citations"], a["first"], a["median"], a["last"]) == ("Act A", 2, 1.0, 2.0, 3.0)
    # d, of mid-July 2021, cites b, of mid-2019.
    assert column(found, "label", "first")["B"] == pytest.approx(2021 + (181 + 15.5) / 365 - 2019.5)


def test_a_date_stands_for_the_middle_of_what_it_says() -> None:
    assert facts.middle("2020") == 2020.5
    assert facts.middle("2020-02") == pytest.approx(2020 + (31 + 14.5) / 366)
    assert facts.middle("2021-12-31") == pytest.approx(2021 + 364.5 / 365)
    assert math.isnan(facts.middle(""))


def test_citations_without_dates_are_left_out_and_counted() -> None:
    found = measure(graph("instrument:a a aig:Instrument . instrument:b a aig:Instrument ; aig:cites instrument:a ."), "lag")

    assert found.rows == ()
    assert found.notes == ("left out: 1 citations between instruments of which one has no date",)


def test_diffusion_counts_citations_and_who_has_cited_so_far(corpus: Facts) -> None:
    found = measure(corpus, "diffusion", {"instrument": "act a"})

    assert found.rows == ((2019, 1, 1, 1, 1, 1), (2020, 0, 1, 1, 1, 1), (2021, 1, 2, 2, 2, 2))


def test_instruments_are_cited_together(corpus: Facts) -> None:
    found = measure(corpus, "co-citation").records()

    assert [(row["label_1"], row["label_2"], row["cited_by_both"]) for row in found] == [("B", "C", 1), ("B", "D", 1)]
    assert found[0]["cosine"] == pytest.approx(1 / math.sqrt(2 * 1))


def test_instruments_that_cite_the_same_are_coupled(corpus: Facts) -> None:
    found = measure(corpus, "coupling").records()

    assert [(row["label_1"], row["label_2"], row["cited_by_these"], row["cosine"]) for row in found] == [
        ("B", "C", 1, 1.0),
        ("D", "E", 1, 0.5),
    ]


def test_groups_too_large_to_pair_are_left_out_and_counted() -> None:
    group = np.array([0, 0, 1, 1, 1, 1, 1], dtype=np.int64)
    member = np.array([3, 4, 0, 1, 2, 3, 4], dtype=np.int64)

    (first, second, together), left_out, largest = likeness.pairs(group, member, 10, most=5)
    assert (first.tolist(), second.tolist(), together.tolist(), left_out, largest) == ([3], [4], [1], 1, 2)
    (first, second, together), left_out, _ = likeness.pairs(group, member, 10)
    assert (together.max(), len(first), left_out) == (2, 10, 0)


def test_the_matrix_of_principles_has_a_one_where_an_instrument_states_one(corpus: Facts) -> None:
    found = measure(corpus, "principles-by-instrument")

    assert found.columns == ("instrument", "label", "x", "y", "z")
    assert {row[1]: row[2:] for row in found.rows} == {"Act A": (1, 1, 0), "B": (1, 0, 0), "C": (1, 1, 0), "D": (0, 0, 1)}


def test_an_instrument_of_two_issuers_counts_for_both(corpus: Facts) -> None:
    found = measure(corpus, "principles-by-issuer")

    assert {row[1]: row[2:] for row in found.rows} == {
        "French Government": (1, 1, 1),
        "A Company": (1, 1, 0),
        "Chinese Government": (1, 0, 1),
    }


def test_overlap_is_jaccards_index_and_distance_what_it_lacks_to_one(corpus: Facts) -> None:
    found = measure(corpus, "overlap").records()
    overlaps = {(row["label_1"], row["label_2"]): (row["both"], row["either"], row["overlap"], row["distance"]) for row in found}

    assert overlaps["Act A", "C"] == (2, 2, 1.0, 0.0)
    assert overlaps["Act A", "B"] == (1, 2, 0.5, 0.5)
    assert overlaps["Act A", "D"] == (0, 3, 0.0, 1.0)
    assert len(found) == 6


def test_countries_agree_when_their_instruments_state_the_same(corpus: Facts) -> None:
    (row,) = measure(corpus, "agreement").records()

    # France: a, c, d of which 2 state x, 2 y, 1 z. China: b, d of which 1 states x, 1 z.
    assert (row["label_1"], row["instruments_1"], row["label_2"], row["instruments_2"]) == ("China", 2, "France", 3)
    assert row["agreement"] == pytest.approx((0.5 * 2 / 3 + 0.5 / 3) / (math.sqrt(0.5) * 1))
    assert row["furthest"] == "Y"
    assert row["difference"] == pytest.approx(-2 / 3, abs=1e-9)


def test_issuer_types_are_the_classes_of_the_issuers(corpus: Facts) -> None:
    (row,) = measure(corpus, "agreement", {"by": "issuer-type"}).records()

    assert (row["label_1"], row["label_2"]) == ("Company", "Government")


def test_influence_runs_against_citations_along_every_shortest_chain(corpus: Facts) -> None:
    found = measure(corpus, "paths", {"from": "instrument:a", "to": "instrument:d"})

    assert [short((row["from"], row["to"])) for row in found.records()] == ["ab", "bd", "ac", "cd"]
    step = measure(corpus, "paths", {"from": "D", "to": "E"}).records()[0]
    assert (step["how"], step["claims"]) == ("welcomes", 1)


def test_where_no_chain_leads_it_is_said_which_way_one_does(corpus: Facts) -> None:
    found = measure(corpus, "paths", {"from": "D", "to": "Act A"})

    assert (found.rows, found.notes) == (
        (),
        ("no chain of citations leads from the first to the second; the other way round there is",),
    )


def test_changes_compare_the_ends_of_two_dates(corpus: Facts) -> None:
    found = measure(corpus, "changes", {"from": "2019", "to": "2021-06"})
    rows = [(row["change"], row["label"], row["before"], row["after"], row["gain"]) for row in found.records()]

    # c and d may be as late as December and July 2021, so by June there is nothing new.
    assert rows == [("total", "instruments", 2, 2, 0), ("total", "citations", 1, 1, 0), ("total", "statements", 3, 3, 0)]
    later = measure(corpus, "changes", {"from": "2019", "to": "2021"}).records()
    assert [(row["label"], row["before"], row["after"]) for row in later if row["change"] == "cited"] == [
        ("Act A", 1, 2),
        ("B", 0, 1),
        ("C", 0, 1),
    ]
    assert found.notes[1] == "left out: 1 instruments without a date"


def test_changes_are_those_of_the_last_year_unless_asked_otherwise(corpus: Facts) -> None:
    assert measure(corpus, "changes").notes[0] == "between the end of 2021-01-01 and the end of 2022-01-01"


def test_labels_come_in_the_language_asked_for() -> None:
    assert measure(Facts(graph(CORPUS), "zh"), "most-cited").rows[0][1] == "甲法"


@pytest.mark.parametrize("name", [name for name in MEASURES if name != "paths"])
def test_every_measure_is_the_same_for_the_same_graph_in_another_order(name: str, kg: KnowledgeGraph) -> None:
    turned = ox.Store()
    turned.extend(reversed(list(kg.store)))
    found = measure(kg.store, name)

    assert measure(turned, name) == found
    assert json.loads(found.as_json())["measure"] == name
    assert len(found.as_csv().splitlines()) == len(found.rows) + 1


@pytest.mark.parametrize("name", [name for name in MEASURES if name != "paths"])
@pytest.mark.parametrize(
    "turtle",
    [
        "instrument:a a aig:Instrument .",
        "instrument:a a aig:Instrument . instrument:b a aig:Instrument ; aig:cites instrument:a .",
    ],
)
def test_every_measure_takes_the_smallest_graphs(name: str, turtle: str) -> None:
    measure(graph(turtle), name)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("fame", {}),
        ("lag", {"size": "3"}),
        ("lag", {"top": "many"}),
        ("lag", {"top": "0"}),
        ("overlap", {"of": "colour"}),
        ("changes", {"from": "yesterday"}),
        ("changes", {"from": "2022", "to": "2019"}),
        ("paths", {"from": "Act A"}),
        ("paths", {"from": "Nothing of that name", "to": "B"}),
        ("diffusion", {"instrument": "instrument:none"}),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_line(corpus: Facts, name: str, values: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        measure(corpus, name, values)
    assert "\n" not in str(caught.value)


def test_a_graph_without_instruments_of_ours_is_refused() -> None:
    with pytest.raises(GraphError, match="nothing to analyse"):
        measure(graph("<http://example.org/a> <http://example.org/b> <http://example.org/c> ."), "most-cited")
