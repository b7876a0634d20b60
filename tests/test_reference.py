"""The reference under docs/reference: as the Turtle gives it, complete in both languages, readable as Markdown and as JSON-LD."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from aigovkg import KnowledgeGraph
from aigovkg.vocabulary import AIG, BASE

from .conftest import ROOT

LANGUAGES = ("en", "zh")
PAGES = [f"{page}.{language}.md" for page in ("ontology", "principles", "shapes") for language in LANGUAGES]
MARKDOWN = MarkdownIt("commonmark").enable("table")
# Every kind of character but controls, with more of those that Markdown reads something into.
NASTY = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")) | st.sampled_from("\\`*_[]()<>|~$&#-+=!.:1 "), min_size=1)


def script() -> ModuleType:
    """Return docs/make.py, which is in no package."""
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = script()


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    rendered: dict[str, str] = make.render()
    return rendered


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "aigov.ttl", format="turtle")


def read_as_text(token: Token) -> str:
    """Return what a reader sees of a block of Markdown, its markup gone."""
    return "".join(child.content for child in token.children or [] if child.type in ("text", "text_special", "code_inline"))


def headings(page: str) -> set[str]:
    tokens = MARKDOWN.parse(page)
    return {read_as_text(inside) for opening, inside in pairwise(tokens) if opening.type == "heading_open"}


def anchors(page: str) -> list[str]:
    return re.findall(r'<a id="([^"]+)"></a>', page)


# What is generated


def test_the_reference_is_what_the_turtle_gives(files: dict[str, str]) -> None:
    assert [path.name for path in make.stale(files)] == [], "run python docs/make.py"


def test_the_check_names_what_is_stale_and_writing_mends_it(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make, "REFERENCE", tmp_path / "reference")
    monkeypatch.setattr(make, "render", lambda: files)

    assert make.main([]) == 0
    assert make.main(["--check"]) == 0
    (tmp_path / "reference" / "shapes.zh.md").write_text("edited by hand", encoding="utf-8")
    (tmp_path / "reference" / "context.jsonld").unlink()
    capsys.readouterr()

    assert make.main(["--check"]) == 1
    complaints = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in complaints] == ["docs/reference/context.jsonld", "docs/reference/shapes.zh.md"]
    assert make.main([]) == make.main(["--check"]) == 0


def test_the_same_turtle_gives_the_same_bytes_under_another_hash_seed() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    again = subprocess.run(
        [sys.executable, ROOT / "docs" / "make.py", "--check"], env=environment, capture_output=True, check=False
    )

    assert again.returncode == 0, again.stderr.decode()
    assert not any(b"\r" in path.read_bytes() for path in (ROOT / "docs" / "reference").iterdir())


# What stands on the pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_and_property_is_on_the_page(files: dict[str, str], ontology: Graph, language: str) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind) if isinstance(term, URIRef)}
    codes = {term for term in ontology.subjects(RDF.type, SKOS.Concept) if isinstance(term, URIRef)}

    assert len(terms) > 100
    assert not {str(term) for term in terms | codes if f"<{term}>" not in files[f"ontology.{language}.md"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_has_a_heading_with_its_label(files: dict[str, str], ontology: Graph, language: str) -> None:
    found = headings(files[f"ontology.{language}.md"])
    classes = [term for term in ontology.subjects(RDF.type, OWL.Class) if isinstance(term, URIRef) and term.startswith(AIG)]
    form = "{} ({})" if language == "en" else "{}（{}）"
    wanted = {
        form.format(label, f"aig:{term.removeprefix(AIG)}")
        for term in classes
        for label in ontology.objects(term, RDFS.label)
        if isinstance(label, Literal) and label.language == language
    }

    assert len(wanted) == len(set(classes))
    assert wanted <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_definition_can_be_read_word_for_word(files: dict[str, str], ontology: Graph, language: str) -> None:
    seen = {read_as_text(token) for token in MARKDOWN.parse(files[f"ontology.{language}.md"]) if token.type == "inline"}
    definitions = {o for o in ontology.objects(None, SKOS.definition) if isinstance(o, Literal) and o.language == language}

    assert not {str(definition) for definition in definitions} - seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_principle_is_there_with_every_name_in_the_language(files: dict[str, str], language: str) -> None:
    scheme = Graph().parse(ROOT / "ontology" / "principles.ttl", format="turtle")
    seen = {read_as_text(token) for token in MARKDOWN.parse(files[f"principles.{language}.md"]) if token.type == "inline"}
    words = {part for text in seen for part in re.split(r" · |^[^:：]*[:：] ?", text)}
    forms = (SKOS.prefLabel, SKOS.altLabel, URIRef(AIG + "statementForm"))
    principles = set(scheme.subjects(RDF.type, URIRef(AIG + "Principle")))
    names = {o for p in principles for form in forms for o in scheme.objects(p, form) if isinstance(o, Literal)}

    assert not {str(name) for name in names if name.language == language} - words
    assert len(anchors(files[f"principles.{language}.md"])) == len(principles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_constraint_is_in_a_row_with_its_severity_and_message(files: dict[str, str], language: str) -> None:
    shapes = make.read(*(ROOT / "shapes").glob("*.ttl"))
    tokens = MARKDOWN.parse(files[f"shapes.{language}.md"])
    cells = {read_as_text(inside) for cell, inside in pairwise(tokens) if cell.type == "td_open"}
    said = {o for o in shapes.objects(None, make.SH.message) if isinstance(o, Literal) and o.language == language}
    severities = ("Violation", "Warning", "Info") if language == "en" else ("违规", "警告", "提示")

    assert not {str(message) for message in said} - cells
    assert set(severities) <= cells


@pytest.mark.parametrize("page", PAGES)
def test_no_link_leads_nowhere(files: dict[str, str], page: str) -> None:
    places = anchors(files[page])
    targets = re.findall(r"\]\(([^)]+)\)", files[page])
    inside = {target[1:] for target in targets if target.startswith("#")}
    outside = {target for target in targets if not target.startswith(("#", "https:"))}

    assert len(places) == len(set(places))
    assert inside <= set(places)
    assert all((ROOT / "docs" / "reference" / target).exists() for target in outside)


@pytest.mark.parametrize("page", ["ontology", "principles", "shapes"])
def test_both_languages_have_the_same_places_in_the_same_order(files: dict[str, str], page: str) -> None:
    assert anchors(files[f"{page}.en.md"]) == anchors(files[f"{page}.zh.md"])


# Markdown


@settings(deadline=None)
@given(NASTY.filter(lambda text: text.strip() != ""))
def test_any_label_reads_as_itself_in_a_paragraph_and_in_a_table(text: str) -> None:
    wanted = " ".join(text.split())
    paragraph = [token for token in MARKDOWN.parse(make.escape(text)) if token.type == "inline"]
    row = MARKDOWN.parse(make.table(["a", "b"], [[make.escape(text), "end"]]))
    cells = [read_as_text(token) for token in row if token.type == "inline"]

    assert [read_as_text(token) for token in paragraph] == [wanted]
    assert cells == ["a", "b", wanted, "end"]


@settings(deadline=None)
@given(NASTY.filter(lambda text: text.strip() != ""))
def test_any_code_reads_as_itself_in_a_table(text: str) -> None:
    row = MARKDOWN.parse(make.table(["a", "b"], [[make.code(text), "end"]]))

    assert [read_as_text(token) for token in row if token.type == "inline"] == ["a", "b", text, "end"]


# JSON-LD


@pytest.fixture(scope="module")
def triples(kg: KnowledgeGraph) -> Graph:
    graph = Graph()
    for subject, predicate, value, _ in kg.to_rdflib().quads((None, None, None, None)):
        graph.add((subject, predicate, value))
    return graph


@pytest.fixture(scope="module")
def compacted(files: dict[str, str], triples: Graph) -> str:
    context = json.loads(files["context.jsonld"])["@context"]
    return triples.serialize(format="json-ld", context=context, ensure_ascii=False)


@pytest.fixture(scope="module")
def nodes(compacted: str) -> dict[str, dict[str, Any]]:
    return {node["@id"]: node for node in json.loads(compacted)["@graph"]}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_a_graph_of_ours_survives_the_context_there_and_back(triples: Graph, compacted: str) -> None:
    again = Graph().parse(data=compacted, format="json-ld")

    assert len(triples) > 1000
    assert set(again) == set(triples)


def test_another_processor_reads_the_same_triples(kg: KnowledgeGraph, compacted: str) -> None:
    again = {quad.triple for quad in ox.parse(compacted, format=ox.RdfFormat.JSON_LD)}

    assert again == {quad.triple for quad in kg.store}


def test_the_context_leaves_no_iri_in_a_key(nodes: dict[str, dict[str, Any]]) -> None:
    keys = {key for node in nodes.values() for key in node}

    assert {"@id", "@type", "issuedBy", "welcomes", "quote", "aig:passage"} <= keys
    assert not {key for key in keys if "/" in key}


def test_edges_are_names_and_texts_are_by_language(nodes: dict[str, dict[str, Any]]) -> None:
    instrument = nodes["instrument:cn-fr-ai-2024"]
    claim = next(node for node in nodes.values() if node.get("predicate") == "aig:welcomes")

    assert "Instrument" in instrument["@type"]
    assert instrument["instrumentType"] == "type:joint-statement"
    assert {"en", "zh"} <= set(instrument["title"])
    assert claim["object"].startswith("instrument:")
    assert claim["aig:passage"].startswith("passage:")
    assert set(claim["quote"]) <= {"en", "zh"}
    assert isinstance(claim["start"], str | int)


def test_the_context_names_every_class_and_property_of_ours(files: dict[str, str], ontology: Graph) -> None:
    content = json.loads(files["context.jsonld"])["@context"]
    targets = {term if isinstance(term, str) else term["@id"] for term in content.values() if not isinstance(term, float)}
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind) if str(term).startswith(AIG)}

    assert content["instrument"] == BASE + "instrument/"
    assert {f"aig:{str(term).removeprefix(AIG)}" for term in terms} <= targets
