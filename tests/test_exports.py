"""A graph as tables for other programs and as a package for publication."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet
import pytest
import yaml

from aigovkg import GraphError, InputError, KnowledgeGraph, OutputError, load
from aigovkg.exports import Publication, publish, sheets, write_tables
from aigovkg.vocabulary import AIG, BASE
from tests.test_analysis import graph

PUBLICATION = Publication('The "Graph": a title', ("A. Author", "李四"), "CC-BY-4.0", "2026-11-24")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def crate(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crate") / "new"
    publish(kg.store, PUBLICATION, folder, lambda path: kg.write(path, description=True))
    return folder


def test_every_claim_is_a_row_with_its_words(kg: KnowledgeGraph, tmp_path: Path) -> None:
    write_tables(kg.store, tmp_path)
    found = rows(tmp_path / "claims.csv")
    claims = kg.claims()

    assert len(found) == len(claims)
    assert {(row["quote"], int(row["start"]), int(row["end"])) for row in found} == {
        (c.evidence.quote, *c.evidence.span) for c in claims
    }
    assert {row["file"] for row in found} == {"laip-sample.txt"}
    assert all(bool(row["object"]) != bool(row["value"]) for row in found)


def test_edges_lead_from_node_to_node_and_count_their_claims(kg: KnowledgeGraph, tmp_path: Path) -> None:
    write_tables(kg.store, tmp_path)
    nodes = {row["iri"] for row in rows(tmp_path / "nodes.csv")}
    edges = rows(tmp_path / "edges.csv")

    assert all(row["source"] in nodes and row["target"] in nodes for row in edges)
    issued = next(
        row for row in edges if (row["source"], row["target"]) == (BASE + "instrument/cn-fr-ai-2024", BASE + "agent/gov-fr")
    )
    assert (issued["predicate"], issued["evidence"]) == (AIG + "issuedBy", "3")


def test_parquet_holds_the_same_with_types(kg: KnowledgeGraph, tmp_path: Path) -> None:
    write_tables(kg.store, tmp_path, "parquet")

    for sheet in sheets(kg.store):
        table = pyarrow.parquet.read_table(tmp_path / f"{sheet.name}.parquet")
        assert [tuple(row.values()) for row in table.to_pylist()] == list(sheet.rows)
    assert str(table.schema.field("start").type) == "int64"


def test_neo4j_finds_both_ends_of_every_relationship(kg: KnowledgeGraph, tmp_path: Path) -> None:
    write_tables(kg.store, tmp_path, "neo4j")
    nodes = [row for name in ("nodes", "claims") for row in rows(tmp_path / f"{name}.csv")]
    related = [row for name in ("edges", "claim-edges") for row in rows(tmp_path / f"{name}.csv")]
    known = [row["iri:ID"] for row in nodes]

    assert len(known) == len(set(known))
    assert {row[end] for row in related for end in (":START_ID", ":END_ID")} <= set(known)
    assert {"ISSUED_BY", "STATES", "WELCOMES", "SUBJECT", "OBJECT"} <= {row[":TYPE"] for row in related}
    assert next(row for row in nodes if row["iri:ID"] == BASE + "agent/gov-fr")[":LABEL"] == "Agent;Government"
    assert {row["registered:boolean"] for row in rows(tmp_path / "nodes.csv")} <= {"true", "false"}


def test_without_pyarrow_it_is_said_what_to_install(kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputError, match=r"pip install 'aigovkg\[tables\]'"):
        write_tables(kg.store, tmp_path, "parquet")


def test_the_package_describes_each_of_its_files_and_nothing_else(crate: Path) -> None:
    metadata = json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    entities = {entity["@id"]: entity for entity in metadata["@graph"]}
    parts = {part["@id"] for part in entities["./"]["hasPart"]}

    assert parts | {"ro-crate-metadata.json"} == {path.name for path in crate.iterdir()}
    for name in parts:
        content = (crate / name).read_bytes()
        assert (entities[name]["contentSize"], entities[name]["sha256"]) == (
            str(len(content)),
            hashlib.sha256(content).hexdigest(),
        )


def test_what_the_package_refers_to_stands_in_it(crate: Path) -> None:
    entities = json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    known = {entity["@id"] for entity in entities}
    values = [value for entity in entities for value in entity.values()]
    linked = [one["@id"] for value in values for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]

    assert set(linked) - known == {"https://w3id.org/ro/crate/1.1"}
    assert len(known) == len(entities)


def test_the_package_says_who_made_it_and_how_it_may_be_used(crate: Path) -> None:
    citation = yaml.safe_load((crate / "CITATION.cff").read_text(encoding="utf-8"))

    assert citation["title"] == 'The "Graph": a title'
    assert [author["name"] for author in citation["authors"]] == ["A. Author", "李四"]
    assert citation["license"] == "CC-BY-4.0"
    assert "https://spdx.org/licenses/CC-BY-4.0" in (crate / "LICENSE.txt").read_text(encoding="utf-8")


def test_the_packaged_graph_is_the_graph(crate: Path, kg: KnowledgeGraph) -> None:
    assert set(load(crate / "graph.nq").store) == set(kg.store)


def test_the_same_graph_gives_the_same_package(crate: Path, kg: KnowledgeGraph, tmp_path: Path) -> None:
    publish(kg.store, PUBLICATION, tmp_path, lambda path: kg.write(path, description=True))

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in crate.iterdir()
    }


@pytest.mark.parametrize(
    ("title", "authors", "licence", "date"),
    [
        ("", ("A",), "CC-BY-4.0", "2026-11-24"),
        ("T", (), "CC-BY-4.0", "2026-11-24"),
        ("T", ("A",), "", "2026-11-24"),
        ("T", ("A",), "do what you like", "2026-11-24"),
        ("T", ("A",), "CC-BY-4.0", "today"),
    ],
)
def test_what_a_publisher_leaves_out_is_asked_for(title: str, authors: tuple[str, ...], licence: str, date: str) -> None:
    with pytest.raises(InputError):
        Publication(title, authors, licence, date)


def test_a_graph_without_our_vocabulary_has_no_tables(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="nothing to write"):
        write_tables(graph("<http://example.org/a> <http://example.org/b> <http://example.org/c> ."), tmp_path)


def test_the_command_line_writes_tables_and_packages_and_says_what_it_cannot(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path / "g.ttl")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "aigovkg", *arguments], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        return done.returncode, done.stderr

    code, said = run("tables", "g.ttl", "out", "--as", "neo4j")
    assert (code, (tmp_path / "out" / "claim-edges.csv").is_file()) == (0, True)
    assert "neo4j-admin database import" in said
    words = ("--title", "T", "--author", "A", "--license", "CC0-1.0")
    assert run("package", "g.ttl", "crate", *words, "--date", "2026-11-24")[0] == 0
    for wrong in (("tables", "g.ttl", "/dev/null/out"), ("package", "g.ttl", "crate", *words, "--date", "soon")):
        code, said = run(*wrong)
        assert (code, said.count("\n")) == (2, 1)
