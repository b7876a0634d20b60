"""The shapes of `shapes/` against the examples of `tests/shapes/`: each constraint lets the good through and names the bad.

A bad example says in its first line what is wrong, and after `# expects:` the shapes that must report it, no others.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from aigovkg.validation.view import PreparedGraph

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "tests" / "shapes").glob("*/*.ttl"))
GOOD = [path for path in EXAMPLES if path.name.startswith("good-")]
BAD = [path for path in EXAMPLES if path.name.startswith("bad-")]
ONTOLOGY = ROOT / "ontology" / "aigov.ttl"
SH = Namespace("http://www.w3.org/ns/shacl#")
SHAPE = Namespace("https://w3id.org/aigovkg/shapes#")
DECLARING = URIRef("https://w3id.org/aigovkg/shapes")


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY)


@cache
def constraints() -> frozenset[Node]:
    """Return the shapes that results can name: what targeted shapes hold, or say themselves."""
    targeted = set(shapes().subjects(SH.targetClass))
    properties = {one for shape in targeted for one in shapes().objects(shape, SH.property)}
    return frozenset(properties | {shape for shape in targeted if (shape, SH.property, None) not in shapes()})


@cache
def results(path: Path) -> frozenset[tuple[str, Node | None]]:
    """Return the local name and the severity of each shape that reports an example."""
    data = PreparedGraph().parse(path)
    _, report, text = pyshacl.validate(
        data, shacl_graph=shapes(), ont_graph=ontology(), inference="none", inplace=True, advanced=False
    )
    assert isinstance(report, Graph), text
    found = report.objects(None, SH.result)
    return frozenset((name_of(report.value(one, SH.sourceShape)), report.value(one, SH.resultSeverity)) for one in found)


def name_of(shape: Node | None) -> str:
    return str(shape).removeprefix(str(SHAPE))


def expected(path: Path) -> frozenset[str]:
    found = re.search(r"^# expects: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(found[1].split()) if found else frozenset()


def id_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def select(constraint: Node) -> str:
    """Return the query of a SPARQL constraint, with the prefixes that the shapes declare."""
    declared = shapes().objects(DECLARING, SH.declare)
    prefixes = "".join(f"PREFIX {shapes().value(one, SH.prefix)}: <{shapes().value(one, SH.namespace)}>\n" for one in declared)
    return f"{prefixes}{shapes().value(constraint, SH.select)}"


@pytest.mark.parametrize("path", GOOD, ids=id_of)
def test_a_good_example_raises_nothing(path: Path) -> None:
    assert {found for found in results(path) if found[1] != SH.Info} == set()


@pytest.mark.parametrize("path", BAD, ids=id_of)
def test_a_bad_example_is_reported_by_the_shapes_it_names(path: Path) -> None:
    wanted = {(name, shapes().value(SHAPE[name], SH.severity)) for name in expected(path)}

    assert wanted == results(path) != frozenset()


@pytest.mark.parametrize("path", EXAMPLES, ids=id_of)
def test_the_queries_find_the_same_in_oxigraph(path: Path) -> None:
    store = ox.Store()
    for file in (path, ONTOLOGY):
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
    found = set()
    for shape, constraint in shapes().subject_objects(SH.sparql):
        for target in shapes().objects(shape, SH.targetClass):
            focus = f"WHERE {{ ?this a/<{RDFS.subClassOf}>* <{target}> ."
            rows = store.query(select(constraint).replace("WHERE {", focus, 1))
            assert isinstance(rows, ox.QuerySolutions)
            if next(rows, None):
                found.add(name_of(shape))

    assert found == {name for name in expected(path) if (SHAPE[name], SH.sparql, None) in shapes()}


def test_every_constraint_has_a_bad_example() -> None:
    named = {name for path in BAD for name in expected(path)}

    assert {name_of(shape) for shape in constraints()} == named


def test_every_class_has_a_good_example() -> None:
    assert {path.parent for path in EXAMPLES} == {path.parent for path in GOOD}


@pytest.mark.parametrize("path", sorted((ROOT / "shapes").glob("*.ttl")), ids=lambda path: path.stem)
def test_a_file_of_shapes_parses_by_itself(path: Path) -> None:
    assert len(Graph().parse(path)) > 0


@pytest.mark.parametrize("shape", sorted(constraints(), key=str), ids=name_of)
def test_a_constraint_tells_its_name_severity_and_remedy_in_two_languages(shape: Node) -> None:
    messages = [label for label in shapes().objects(shape, SH.message) if isinstance(label, Literal)]
    names = [label for label in shapes().objects(shape, RDFS.label) if isinstance(label, Literal)]

    assert shapes().value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}
    assert sorted(str(label.language) for label in names) == ["en", "zh"]
    assert sorted(str(label.language) for label in messages) == ["en", "zh"]
    for message in messages:
        assert re.search(r"\. .+\.$" if message.language == "en" else r"。.+。$", message), message


@pytest.mark.parametrize("constraint", sorted(shapes().objects(None, SH.sparql), key=str), ids=name_of)
def test_a_message_names_only_variables_that_its_query_selects(constraint: Node) -> None:
    shape = shapes().value(None, SH.sparql, constraint)
    selected = re.findall(r"[$?](\w+)", str(shapes().value(constraint, SH.select)).partition("WHERE")[0])

    assert shapes().value(constraint, SH.severity) == shapes().value(shape, SH.severity)
    for message in shapes().objects(shape, SH.message):
        assert set(re.findall(r"{\?(\w+)}", str(message))) <= set(selected)


def test_shapes_have_names_and_are_defined_once() -> None:
    lists = set(shapes().subjects(RDF.first))
    defined = Counter(
        name
        for path in (ROOT / "shapes").glob("*.ttl")
        for name in re.findall(r"^(shape:\w+) a ", path.read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert {subject for subject in shapes().subjects() if isinstance(subject, BNode)} == lists
    assert [name for name, count in defined.items() if count > 1] == []


def test_shapes_point_only_at_shapes_that_exist() -> None:
    used = {one for link in (SH.property, SH.node, SH["not"], SH.sparql, RDF.first) for one in shapes().objects(None, link)}
    ours = {one for one in used if str(one).startswith(str(SHAPE))}

    assert {one for one in ours if (one, RDF.type, None) not in shapes()} == set()


def test_shapes_speak_only_of_terms_of_the_ontology() -> None:
    terms = {str(term) for term in ontology().subjects() if str(term).startswith("https://w3id.org/aigovkg/ns#")}
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "shapes").glob("*.ttl")]
    spoken = {word for text in texts for word in re.findall(r"\baig:(\w+)", text)}

    assert {word for word in spoken if f"https://w3id.org/aigovkg/ns#{word}" not in terms} == set()
