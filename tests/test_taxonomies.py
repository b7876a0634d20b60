"""The published taxonomies of principles and the crosswalk from the unified scheme to them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aigovkg import vocabulary
from aigovkg.vocabulary import AIG, BASE, SKOS, folder

TAXONOMY = BASE + "taxonomy/"
PREFIXES = {"aig": AIG, "skos": SKOS, "dcterms": vocabulary.DCTERMS, "rdfs": vocabulary.RDFS}
MAPPING = "skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch"
SAME = "(skos:exactMatch|^skos:exactMatch)"
UP = "(skos:broader|skos:broadMatch|^skos:narrowMatch)"
OTHER = "(skos:broadMatch|^skos:broadMatch|skos:narrowMatch|^skos:narrowMatch|skos:relatedMatch|^skos:relatedMatch)"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    for name in ("principles.ttl", "taxonomies.ttl"):
        store.load(path=str(folder("ontology") / name))
    return store


def rows(store: ox.Store, pattern: str) -> list[str]:
    solutions = store.query(f"SELECT DISTINCT * WHERE {{ {pattern} }}", prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    return [" ".join(str(term) for term in solution) for solution in solutions]


def test_every_mapping_leads_from_a_principle_of_ours_to_an_item_that_exists(store: ox.Store) -> None:
    item = "?item a skos:Concept ; skos:inScheme/a skos:ConceptScheme"

    assert not rows(store, f"?ours {MAPPING} ?item FILTER NOT EXISTS {{ {item} }}")
    assert not rows(store, f"?ours {MAPPING} ?item FILTER NOT EXISTS {{ ?ours a aig:Principle }}")
    assert not rows(store, f"?ours {MAPPING} ?item . ?item a aig:Principle")


def test_two_concepts_are_mapped_in_one_way_only(store: ox.Store) -> None:
    ways = [f"?ours skos:{way}Match ?item" for way in ("exact", "close", "broad", "narrow", "related")]

    assert not [row for i, one in enumerate(ways) for other in ways[i + 1 :] for row in rows(store, f"{one} . {other}")]


def test_what_is_the_same_is_neither_broader_nor_merely_related(store: ox.Store) -> None:
    assert not rows(store, f"?one {SAME}+ ?other . ?one {OTHER} ?other")


def test_what_is_the_same_lies_in_different_schemes(store: ox.Store) -> None:
    assert not rows(store, f"?one {SAME}+ ?other ; skos:inScheme ?scheme . ?other skos:inScheme ?scheme FILTER (?one != ?other)")


def test_what_is_related_is_not_broader(store: ox.Store) -> None:
    assert not rows(store, f"?one (skos:relatedMatch|skos:related) ?other . ?one ({UP}|{SAME})+ ?other")
    assert not rows(store, f"?one (skos:relatedMatch|skos:related) ?other . ?other ({UP}|{SAME})+ ?one")


def test_nothing_is_broader_than_itself(store: ox.Store) -> None:
    assert not rows(store, f"?one {UP}/({UP}|{SAME})* ?one")


def test_every_concept_belongs_to_one_scheme(store: ox.Store) -> None:
    concept = "{ ?item a skos:Concept } UNION { ?item a aig:Principle }"

    assert not rows(store, f"{concept} FILTER NOT EXISTS {{ ?item skos:inScheme ?scheme }}")
    assert not rows(store, "?item skos:inScheme ?one , ?other FILTER (?one != ?other)")
    assert not rows(store, "?item skos:broader/skos:inScheme ?one ; skos:inScheme ?other FILTER (?one != ?other)")
    assert not rows(store, "?item skos:inScheme ?s FILTER (!STRSTARTS(STR(?item), CONCAT(STR(?s), '/')))")


def test_every_concept_hangs_below_another_or_at_the_top(store: ox.Store) -> None:
    hangs = "EXISTS { ?item skos:broader ?above }"

    assert not rows(store, f"?item a skos:Concept ; skos:inScheme ?s FILTER ({hangs} = EXISTS {{ ?item skos:topConceptOf ?s }})")


def test_every_concept_has_one_label_in_each_language_and_one_notation(store: ox.Store) -> None:
    assert not rows(store, "?item skos:prefLabel ?one , ?other FILTER (STR(?one) < STR(?other) && LANG(?one) = LANG(?other))")
    assert not rows(store, "?item a skos:Concept FILTER NOT EXISTS { ?item skos:prefLabel ?label FILTER (LANG(?label) = 'en') }")
    assert not rows(store, "?item a skos:Concept FILTER NOT EXISTS { ?item skos:notation ?code }")
    assert not rows(store, "?one skos:notation ?code . ?other skos:notation ?code FILTER (?one != ?other)")


def test_every_scheme_says_what_it_is_and_where_it_comes_from(store: ox.Store) -> None:
    told = "?scheme dcterms:title ?en , ?zh ; dcterms:creator ?who ; dcterms:source ?where FILTER (LANG(?en) = 'en' && LANG(?zh) = 'zh')"

    assert len(rows(store, f"?scheme a skos:ConceptScheme FILTER STRSTARTS(STR(?scheme), '{TAXONOMY}')")) == 27
    assert len(rows(store, f"{{ SELECT DISTINCT ?scheme {{ {told} FILTER STRSTARTS(STR(?scheme), '{TAXONOMY}') }} }}")) == 27


def test_every_instrument_that_a_scheme_points_at_is_in_the_catalogue(store: ox.Store, known: vocabulary.Vocabulary) -> None:
    pointed = {row[1:-1] for row in rows(store, "[] rdfs:seeAlso ?instrument")}

    assert pointed
    assert pointed <= set(known.entries)


def test_every_principle_of_ours_is_mapped(store: ox.Store) -> None:
    assert not rows(store, f"?ours a aig:Principle FILTER NOT EXISTS {{ ?ours {MAPPING} ?item }}")


def test_each_of_the_seventeen_principles_of_correa_is_mapped(store: ox.Store) -> None:
    items = rows(store, f"?item skos:inScheme <{TAXONOMY}ww2023>")

    assert len(items) == 17
    assert not [item for item in items if not rows(store, f"?ours {MAPPING} {item}")]


def test_only_trust_has_no_counterpart(store: ox.Store) -> None:
    assert rows(store, f"?item a skos:Concept FILTER NOT EXISTS {{ ?ours {MAPPING} ?item }}") == [f"<{TAXONOMY}jobin2019/jo08>"]


def test_the_file_uses_only_terms_that_the_ontology_declares() -> None:
    triples = [quad.triple for quad in ox.parse(path=str(folder("ontology") / "taxonomies.ttl"))]
    declared = {str(triple.subject) for triple in vocabulary.terms()} | {f"<{vocabulary.TYPE}>", f"<{vocabulary.RDFS}seeAlso>"}

    assert {str(triple.predicate) for triple in triples} <= declared
    assert not [triple for triple in triples if ox.BlankNode in (type(triple.subject), type(triple.object))]
