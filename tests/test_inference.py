"""What follows by OWL 2 RL: the same as another engine finds, kept apart, and the same bytes each time."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from aigovkg import KnowledgeGraph, build, load, reasoning, vocabulary
from aigovkg.reasoning import INFERRED_GRAPH, Inference, consistency, infer
from aigovkg.vocabulary import AIG, BASE, OWL, PREFIXES, RDFS, SAME_AS, TYPE

from .conftest import ROOT

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, and there is none here")
PROLOGUE = (
    "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items()) + "PREFIX : <http://example.org/>\n"
)
EXAMPLE = "http://example.org/"


def triples(turtle: str) -> list[ox.Triple]:
    ended = turtle if not turtle.strip() or turtle.rstrip().endswith(".") else turtle + " ."
    return [quad.triple for quad in ox.parse(PROLOGUE + ended, format=ox.RdfFormat.TURTLE)]


def follows(graph: str, axioms: str) -> set[str]:
    """Return what follows, without prefixes."""
    found = infer(triples(graph), triples(axioms))
    return {" ".join(str(term).split("/")[-1].split("#")[-1].strip("<>") for term in quad.triple) for quad in found.store}


# ---- against owlrl


def closure(graph: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return what owlrl finds."""
    content = ox.serialize(graph, format=ox.RdfFormat.N_TRIPLES) or b""
    found = rdflib.Graph().parse(data=content, format="nt")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(found)
    # Its result has literals as subjects, which no syntax takes.
    lines = (" ".join(term.n3() for term in triple) + " ." for triple in found if not isinstance(triple[0], rdflib.Literal))
    return {quad.triple for quad in ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)}


def about_things(found: Iterable[ox.Triple], terms: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return triples without what an inference leaves out."""
    known = {triple.subject for triple in terms if triple.predicate.value == TYPE and f"<{OWL}" in str(triple.object)}
    return {
        triple
        for triple in found
        if triple.subject not in known
        and not isinstance(triple.subject, ox.BlankNode)
        and not isinstance(triple.object, ox.BlankNode)
        and str(triple.object) not in (f"<{OWL}Thing>", f"<{RDFS}Resource>")
        and not (triple.predicate.value == SAME_AS and (triple.subject == triple.object or isinstance(triple.object, ox.Literal)))
        and not (
            isinstance(triple.subject, ox.NamedNode)
            and triple.subject.value.startswith((OWL, RDFS, vocabulary.RDF, vocabulary.XSD))
        )
    }


def agree(graph: list[ox.Triple], axioms: list[ox.Triple]) -> None:
    ours = {quad.triple for quad in infer(graph, axioms).store} | {*graph, *axioms}
    assert about_things(ours, axioms) == about_things(closure([*graph, *axioms]), axioms)


CLASSES, PROPERTIES, THINGS = ("A", "B", "C", "D"), ("p", "q", "r"), ("a", "b", "c", "d")
DECLARED = "".join(f":{name} a owl:Class . " for name in CLASSES) + "".join(
    f":{name} a owl:ObjectProperty . " for name in PROPERTIES
)
AXIOMS = (
    ":{C} rdfs:subClassOf :{D}",
    ":{C} owl:equivalentClass :{D}",
    ":{p} rdfs:subPropertyOf :{q}",
    ":{p} owl:equivalentProperty :{q}",
    ":{p} rdfs:domain :{C}",
    ":{p} rdfs:range :{C}",
    ":{p} rdfs:range [ a owl:Class ; owl:unionOf ( :{C} :{D} ) ]",
    ":{p} owl:inverseOf :{q}",
    ":{p} a owl:TransitiveProperty",
    ":{p} a owl:SymmetricProperty",
    ":{p} a owl:FunctionalProperty",
    ":{p} a owl:InverseFunctionalProperty",
    ":{p} owl:propertyChainAxiom ( :{q} :{r} )",
    ":{C} owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :{D} :{E} ) ]",
    ":{C} owl:equivalentClass [ a owl:Class ; owl:unionOf ( :{D} :{E} ) ]",
    ":{C} owl:equivalentClass [ a owl:Restriction ; owl:onProperty :{p} ; owl:someValuesFrom :{D} ]",
    ":{C} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :{p} ; owl:allValuesFrom :{D} ]",
    ":{C} owl:equivalentClass [ a owl:Restriction ; owl:onProperty :{p} ; owl:hasValue :{x} ]",
    ":{C} owl:equivalentClass [ a owl:Class ; owl:oneOf ( :{x} :{y} ) ]",
    ":{C} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :{p} ; owl:maxCardinality '1'^^xsd:nonNegativeInteger ]",
    ":{C} owl:equivalentClass [ owl:intersectionOf ( :{D} [ owl:onProperty :{p} ; owl:someValuesFrom [ owl:oneOf ( :{x} :{y} ) ] ] ) ]",
)
FACTS = (":{x} a :{C}", ":{x} :{p} :{y}", ":{x} :{p} :{y}", ":{x} owl:sameAs :{y}")


@st.composite
def statements(draw: st.DrawFn, forms: tuple[str, ...], most: int) -> str:
    chosen = draw(st.lists(st.sampled_from(forms), max_size=most))
    classes, properties, things = (st.sampled_from(names) for names in (CLASSES, PROPERTIES, THINGS))
    filled = (
        form.format(
            C=draw(classes),
            D=draw(classes),
            E=draw(classes),
            p=draw(properties),
            q=draw(properties),
            r=draw(properties),
            x=draw(things),
            y=draw(things),
        )
        for form in chosen
    )
    return " . ".join((*filled, ""))


@settings(max_examples=150, deadline=None)
@given(axioms=statements(AXIOMS, 5), facts=statements(FACTS, 8))
def test_the_same_follows_as_owlrl_finds(axioms: str, facts: str) -> None:
    agree(triples(facts), triples(DECLARED + axioms))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_same_follows_by_our_ontology_as_owlrl_finds(seed: int) -> None:
    # Without keys, for owlrl 7.6.2 takes all for one that have a key of one property; see the tests of keys below.
    known = [
        unit
        for unit in consistency.units([*vocabulary.terms(), *vocabulary.alignments()])
        if not any(triple.predicate.value == OWL + "hasKey" for triple in unit)
    ]
    declared = [triple for triple in vocabulary.terms() if triple.predicate.value == TYPE]
    axioms = [*dict.fromkeys([*declared, *(triple for unit in known for triple in unit)])]
    classes = sorted(
        {t.subject for t in declared if str(t.object) == f"<{OWL}Class>" and isinstance(t.subject, ox.NamedNode)}, key=str
    )
    properties = sorted({t.subject for t in declared if str(t.object) == f"<{OWL}ObjectProperty>"}, key=str)
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    things = [ox.NamedNode(f"{BASE}instrument/{number}") for number in range(12)]
    graph = [ox.Triple(draw.choice(things), ox.NamedNode(TYPE), draw.choice(classes)) for _ in range(8)]
    graph += [ox.Triple(draw.choice(things), draw.choice(properties), draw.choice(things)) for _ in range(16)]  # type: ignore[arg-type]
    graph += [
        ox.Triple(things[0], ox.NamedNode(TYPE), ox.NamedNode(AIG + "Claim")),
        ox.Triple(
            things[0], ox.NamedNode(AIG + "predicate"), ox.NamedNode(AIG + draw.choice(("welcomes", "issuedBy", "states")))
        ),
        ox.Triple(things[0], ox.NamedNode(AIG + "object"), things[1]),
    ]

    agree([*dict.fromkeys(graph)], axioms)


# ---- rule by rule, where owlrl is no judge


def test_things_of_a_class_with_the_same_key_are_one() -> None:
    axioms = ":C a owl:Class ; owl:hasKey ( :p ) . :p a owl:DatatypeProperty . :D a owl:Class ; owl:hasKey ( :p :q )"
    facts = (
        ":a a :C ; :p 'x' . :b a :C ; :p 'x' . :c a :C ; :p 'y' . :d :p 'x' . :e a :D ; :p 'x' ; :q 1 . :f a :D ; :p 'x' ; :q 2"
    )

    found = follows(facts, axioms)
    assert {line for line in found if "sameAs" in line} == {"a sameAs b", "b sameAs a"}


def test_what_is_the_same_has_the_same_properties() -> None:
    assert "b p c" in follows(":a owl:sameAs :b ; :p :c", "")
    assert 'b label "A"@en' in follows(':a owl:sameAs :b ; rdfs:label "A"@en', "")


def test_an_anonymous_inverse_counts() -> None:
    axioms = (
        ":I a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :C ]"
    )

    assert follows(":x a :C ; :p :y", axioms) == {"y type I"}


def test_literals_are_never_of_a_class_nor_one_with_another() -> None:
    axioms = ":p a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range :C ; rdfs:domain :D"

    assert follows(":a :p 'x', 'y'", axioms) == {"a type D"}


def test_an_axiom_that_follows_is_applied_too() -> None:
    # The graph says that :r is what the ontology calls rdfs:subPropertyOf of another name.
    axioms = ":says rdfs:subPropertyOf rdfs:subClassOf"

    assert "x type B" in follows(":A :says :B . :x a :A", axioms)


def test_axioms_of_the_graph_itself_count_with_their_blank_nodes() -> None:
    assert follows(":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] . :x a :A", "") == {"x p v"}


def test_what_says_nothing_is_left_out_and_counted() -> None:
    found = infer(
        triples(":x a :A . :A a owl:Class"), triples(":A rdfs:subClassOf owl:Thing , [ a owl:Class ; owl:unionOf ( :A :B ) ]")
    )

    assert len(found) == 0
    assert sum(found.left_out.values()) == 1


@pytest.mark.parametrize(
    ("facts", "axioms", "what"),
    [
        (":x a :A , :B", ":A owl:disjointWith :B", ":x is both :A and :B"),
        (":x a :A , :C", "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C )", ":x is both :A and :C"),
        (":x a :A , :B", ":A owl:complementOf :B", ":x is both :A and :B"),
        (":x :p :x", ":p a owl:IrreflexiveProperty", ":x :p itself, which nothing may"),
        (":x :p :y . :y :p :x", ":p a owl:AsymmetricProperty", ":x :p :y and the reverse"),
        (":x :p :y ; :q :y", ":p owl:propertyDisjointWith :q", ":x :p :y, and also :q"),
        (":x :p :y ; :q :y", "[] a owl:AllDisjointProperties ; owl:members ( :p :q )", ":x :p :y, and also :q"),
        (":x :p 1 , 2", ":p a owl:FunctionalProperty", ':x :p both "1" and "2"'),
        (":x a :A ; :p :y", ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ]", ":x may not :p :y, nor anything"),
        (
            ":x a :A ; :p :y . :y a :B",
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:onClass :B ; owl:maxQualifiedCardinality 0 ]",
            ":x may not :p :y",
        ),
        (":x a owl:Nothing", "", ":x is owl:Nothing"),
        (":x owl:sameAs :y ; owl:differentFrom :y", "", ":x is and is not :y"),
        (
            ":x :p :a , :b",
            ":p a owl:FunctionalProperty . [] a owl:AllDifferent ; owl:distinctMembers ( :a :b )",
            ":a is taken for :b",
        ),
    ],
)
def test_contradictions_are_told_in_a_sentence(facts: str, axioms: str, what: str) -> None:
    found = infer(triples(facts), triples(axioms))
    said = {
        clash.what.replace(f"<{EXAMPLE}", ":").replace(">", "").replace("^^<http://www.w3.org/2001/XMLSchema#integer", "")
        for clash in found.clashes
    }

    assert what in said


def test_values_that_are_written_differently_and_are_the_same_do_not_clash() -> None:
    assert infer(triples(":x :p 1 , 01"), triples(":p a owl:FunctionalProperty")).clashes == ()


# ---- graphs of ours


def test_what_follows_stands_apart_and_the_rest_is_as_it_was(kg: KnowledgeGraph) -> None:
    reasoned = kg.reason()
    inferred = {quad for quad in reasoned.store if quad.graph_name == ox.NamedNode(INFERRED_GRAPH)}

    assert set(reasoned.store) - inferred == set(kg.store)
    assert len(inferred) == len(reasoned.inference) > 0
    assert not {quad.triple for quad in inferred} & {quad.triple for quad in kg.store}
    assert not any(isinstance(end, ox.BlankNode) for quad in inferred for end in (quad.subject, quad.object))
    assert reasoned.claims() == kg.claims()
    assert reasoned.query("ASK { ?x a foaf:Agent , aig:Agent }").rows[0][0] == ox.Literal(True)


def test_a_reasoned_graph_still_validates_and_contradicts_nothing(kg: KnowledgeGraph) -> None:
    reasoned = kg.reason()
    mixed = ox.Store()
    mixed.bulk_extend(ox.Quad(*quad.triple) for quad in reasoned.store)

    assert reasoned.validate().conforms
    assert KnowledgeGraph(mixed).validate().conforms  # even where nobody can tell what was inferred
    assert reasoned.inference.clashes == ()


def test_what_a_catalogue_says_is_the_same_gets_what_is_said_of_it_but_claims_keep_their_names(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(PROLOGUE + "instrument:bletchley-2023 owl:sameAs <http://example.org/bletchley> .")
    reasoned = build(ROOT / "examples" / "laip-sample.txt", catalogue=own).reason()

    assert reasoned.query("ASK { ?x aig:welcomes <http://example.org/bletchley> }").rows[0][0] == ox.Literal(True)
    assert reasoned.query("ASK { ?claim aig:object <http://example.org/bletchley> }").rows[0][0] == ox.Literal(False)
    assert any("claims" in why for why in reasoned.inference.left_out)
    assert reasoned.validate().conforms


def test_reasoning_again_changes_nothing_and_order_does_not_matter(kg: KnowledgeGraph, tmp_path: Path) -> None:
    once = kg.reason()
    turned = ox.Store()
    turned.extend(reversed(list(once.store)))
    once.write(tmp_path / "once.trig")
    KnowledgeGraph(turned).reason().write(tmp_path / "again.trig")

    assert (tmp_path / "again.trig").read_bytes() == (tmp_path / "once.trig").read_bytes()
    assert KnowledgeGraph(turned).reason().inference.counts == once.inference.counts


def test_without_the_alignments_only_our_own_words_follow(kg: KnowledgeGraph) -> None:
    found = kg.reason(alignments=False).inference

    assert 0 < len(found) < len(kg.reason().inference)
    assert not any("schema.org" in what for _, what in found.counts)


def test_no_claim_stands_behind_an_edge_that_was_inferred() -> None:
    graph = "instrument:a a aig:Instrument ; aig:welcomes instrument:b . instrument:b a aig:Instrument ."
    reasoned = KnowledgeGraph(store_of(graph)).reason()
    edges = reasoned.to_networkx("SELECT ?source ?target { ?source aig:cites ?target }")

    assert edges.number_of_edges() == 1
    assert ("prp-spo1", AIG + "cites") in reasoned.inference.counts
    assert all(data["evidence"] == 0 for *_, data in reasoned.to_networkx("citations").edges(data=True))


def store_of(turtle: str) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples(turtle))
    return store


# ---- consistency


CLASHING = "instrument:a a aig:Instrument ; rdfs:label 'a'@en ; aig:issuedBy instrument:b ; aig:cites instrument:b . instrument:b rdfs:label 'b'@en ."


def test_a_part_that_still_clashes_is_minimal() -> None:
    found, minimal = consistency.shrink(range(100), lambda some: {3, 50, 51} <= set(some), float("inf"))
    assert (found, minimal) == ([3, 50, 51], True)

    found, minimal = consistency.shrink(range(100), lambda some: {3} <= set(some), 0.0)
    assert (len(found), minimal) == (100, False)


@pytest.mark.java
@needs_java
def test_a_contradiction_is_explained_by_the_few_statements_and_axioms_that_clash() -> None:
    found = KnowledgeGraph(store_of(CLASHING)).consistency()

    assert found.consistent is False
    (one,) = found.justifications
    assert one.what == "instrument:b is both aig:Instrument and aig:Agent"
    assert one.statements == ("instrument:a aig:cites instrument:b", "instrument:a aig:issuedBy instrument:b")
    assert one.axioms[1:] == ("aig:cites rdfs:range aig:Instrument", "aig:issuedBy rdfs:range aig:Agent")
    assert "owl:AllDisjointClasses" in one.axioms[0]
    assert (one.minimal, one.confirmed) == (True, True)


@pytest.mark.java
@needs_java
@pytest.mark.slow
def test_what_hermit_alone_sees_is_cut_down_by_hermit() -> None:
    # A value outside a property's datatype: OWL 2 RL as we have it does not compare datatypes.
    found = KnowledgeGraph(store_of("place:x a aig:Jurisdiction ; aig:iso3166 5 ; rdfs:label 'x'@en .")).consistency(
        alignments=False
    )

    (one,) = found.justifications
    assert (found.consistent, one.minimal, one.confirmed) == (False, True, True)
    assert one.statements == ('place:x aig:iso3166 "5"^^<http://www.w3.org/2001/XMLSchema#integer>',)
    assert one.axioms == ("aig:iso3166 rdfs:range xsd:string",)


@pytest.mark.java
@needs_java
def test_a_graph_that_agrees_is_consistent() -> None:
    found = KnowledgeGraph(store_of("instrument:a a aig:Instrument .")).consistency()

    assert (found.consistent, found.missing, found.justifications) == (True, "", ())


def test_without_java_it_says_so_and_explains_what_owl_rl_sees(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = KnowledgeGraph(store_of(CLASHING)).consistency()

    assert found.consistent is False
    assert "HermiT needs Java" in found.missing
    assert len(found.justifications[0].statements) == 2
    assert not found.justifications[0].confirmed
    assert KnowledgeGraph(store_of("instrument:a a aig:Instrument .")).consistency().consistent is None


@pytest.mark.java
@needs_java
def test_hermit_is_ended_when_its_time_is_up(kg: KnowledgeGraph) -> None:
    found = kg.consistency(seconds=1)

    assert found.consistent is None
    assert "did not come to an end" in found.missing


# ---- the command line


def run(*arguments: str | Path, path: str | None = None) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, "COLUMNS": "200", **({"PATH": path} if path is not None else {})}
    return subprocess.run(
        [sys.executable, "-m", "aigovkg", "reason", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.fixture(scope="module")
def sample(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "sample.trig"
    kg.write(path)
    return path


def test_the_command_counts_by_rule_and_writes_the_graph(sample: Path, tmp_path: Path) -> None:
    done = run(sample, "-o", tmp_path / "out.trig")

    assert done.returncode == 0
    assert "subclass" in done.stdout
    assert "left out: that everything is itself and an owl:Thing" in done.stderr
    assert len(load(tmp_path / "out.trig").store) > len(load(sample).store)


def test_what_follows_can_be_had_alone_in_any_syntax(sample: Path, tmp_path: Path) -> None:
    done = run(sample, "-o", tmp_path / "out.ttl", "--only-inferred", "--json")

    assert done.returncode == 0
    assert len(load(tmp_path / "out.ttl")) == json.loads(done.stdout)["inferred"]


def test_a_contradiction_is_told_with_exit_code_1(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    KnowledgeGraph(store_of(CLASHING)).write(graph)
    done = run(graph)

    assert done.returncode == 1
    assert "contradiction: instrument:b is both aig:Instrument and aig:Agent (cax-adc)" in done.stderr


def test_without_java_the_command_does_the_rest_and_exits_with_1(sample: Path, tmp_path: Path) -> None:
    done = run(sample, "-o", tmp_path / "out.nq", "--consistency", path=str(tmp_path))

    assert done.returncode == 1
    assert "HermiT could not tell: java: HermiT needs Java" in done.stderr
    assert (tmp_path / "out.nq").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.ttl",), "no such file"),
        (("GRAPH", "-o", "out.ttl"), "has no named graphs"),
        (("GRAPH", "-o", "out.xlsx"), "unknown file name ending"),
        (("GRAPH", "-o", "/nowhere/at/all/out.trig"), "/nowhere"),
        (("GRAPH", "--only-inferred"), "no file to write"),
        (("OTHER",), "nothing in this graph"),
    ],
)
def test_a_users_mistake_is_one_line_and_exit_code_2(
    sample: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .")
    known = {"GRAPH": sample, "OTHER": other}
    done = run(*(known.get(argument, argument) for argument in arguments))

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr


def test_an_empty_inference_is_no_trouble() -> None:
    assert (len(Inference()), Inference().rows()) == (0, [])
    assert reasoning.infer([], []).clashes == ()
