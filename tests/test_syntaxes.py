"""Graphs to files and back."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from aigovkg import GraphError, KnowledgeGraph, OutputError, load, syntaxes
from aigovkg.vocabulary import AIG, BASE, PREFIXES, TYPE, XSD

HOSTILE = 'He said "no"\\\n\t\r{}<>|^`\u202e\u0007 人工智能 \U0001f600 عربى \u00a0'


def tiny(*objects: ox.NamedNode | ox.Literal) -> ox.Store:
    store = ox.Store()
    for number, value in enumerate(objects):
        store.add(ox.Quad(ox.NamedNode(f"{BASE}instrument/{number}"), ox.NamedNode(AIG + "p"), value, ox.NamedNode(BASE + "g")))
    return store


@pytest.mark.parametrize("ending", list(syntaxes.FORMATS))
def test_what_is_written_is_read_back_the_same(kg: KnowledgeGraph, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph{ending}"
    kg.write(path)
    back = load(path).store

    assert {str(quad.triple) for quad in back} == {str(quad.triple) for quad in kg.store}
    if syntaxes.FORMATS[ending].supports_datasets:
        assert set(map(str, back)) == set(map(str, kg.store))


@pytest.mark.parametrize("ending", list(syntaxes.FORMATS))
def test_writing_twice_gives_the_same_bytes(kg: KnowledgeGraph, tmp_path: Path, ending: str) -> None:
    one, two = tmp_path / f"1{ending}", tmp_path / f"2{ending}"
    kg.write(one)
    shuffled = ox.Store()
    shuffled.extend(sorted(kg.store, key=lambda quad: str(quad)[::-1]))
    syntaxes.write(shuffled, two)

    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("ending", [".ttl", ".trig"])
@given(value=st.text(max_size=60), language=st.sampled_from(["", "en", "zh-Hans"]))
@settings(max_examples=60, deadline=None)
def test_any_words_survive_our_own_writers(ending: str, value: str, language: str) -> None:
    literal = ox.Literal(value, language=language) if language else ox.Literal(value)
    content = b"".join(syntaxes.serialized(tiny(literal), syntaxes.FORMATS[ending]))
    back = ox.Store()
    back.load(content, format=syntaxes.FORMATS[ending])

    assert [quad.object for quad in back] == [literal]


def test_turtle_keeps_hostile_words_numbers_and_dates_as_they_are() -> None:
    terms: list[ox.NamedNode | ox.Literal] = [
        ox.Literal(HOSTILE, language="en"),
        ox.Literal("0146", datatype=ox.NamedNode(XSD + "integer")),
        ox.Literal("0.90", datatype=ox.NamedNode(XSD + "decimal")),
        ox.Literal("1.", datatype=ox.NamedNode(XSD + "decimal")),
        ox.Literal("2024-05", datatype=ox.NamedNode(XSD + "gYearMonth")),
        ox.Literal(True),
        ox.NamedNode(BASE + "instrument/a.b-c"),
        ox.NamedNode(BASE + "instrument/人工智能"),
        ox.NamedNode(BASE + "instrument/ends."),
        ox.NamedNode("http://example.org/%E4%BA%BA?x=1#y"),
    ]
    content = b"".join(syntaxes.serialized(tiny(*terms), ox.RdfFormat.TURTLE))
    back = ox.Store()
    back.load(content, format=ox.RdfFormat.TURTLE)

    assert {quad.object for quad in back} == {quad.object for quad in tiny(*terms)}
    assert len(rdflib.Graph().parse(data=content, format="turtle")) == len(terms)


def test_turtle_is_canonical_sorted_with_one_triple_a_line(kg: KnowledgeGraph) -> None:
    lines = b"".join(syntaxes.serialized(kg.store, ox.RdfFormat.TURTLE)).decode().splitlines()
    body = [line for line in lines if line and not line.startswith("@prefix")]

    assert len(body) == len(kg)
    assert all(line.endswith((" ;", " .")) for line in body)


def test_a_failed_write_leaves_the_earlier_file_and_nothing_else(
    kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"graph\.ttl: cannot be written: No space left on device"):
        kg.write(path)

    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc, where nobody may write, on this platform")
def test_a_place_that_takes_no_file_is_told_before_the_work(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "graph.ttl", tmp_path / "graph.xyz", Path("/proc/graph.ttl")):
        with pytest.raises(OutputError, match=str(path.name)):
            syntaxes.ensure_writable(path)
    folder = tmp_path / "folder.ttl"
    folder.mkdir()
    with pytest.raises(OutputError, match="this is a folder"):
        syntaxes.ensure_writable(folder)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.ttl", "@prefix : nonsense", "not well-formed.*line 1"),
        ("a.xyz", "", "unknown file name ending"),
        ("b.nq", "<a> .", "not well-formed"),
    ],
)
def test_a_file_that_is_no_graph_is_refused(tmp_path: Path, name: str, content: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(content)

    with pytest.raises(GraphError, match=words):
        load(path)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no such file"):
        load(tmp_path / "nowhere.ttl")


@pytest.mark.parametrize("compression", [".gz", ".zst"])
@pytest.mark.parametrize("ending", [".ttl", ".nq"])
def test_a_further_ending_compresses_and_the_same_graph_gives_the_same_bytes(
    kg: KnowledgeGraph, tmp_path: Path, ending: str, compression: str
) -> None:
    plain, one, two = tmp_path / f"0{ending}", tmp_path / f"1{ending}{compression}", tmp_path / f"2{ending}{compression}"
    for path in (plain, one, two):
        kg.write(path)

    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size < plain.stat().st_size / 3
    assert set(map(str, load(one).store)) == set(map(str, load(plain).store))


@pytest.mark.parametrize("name", ["graph.ttl.gz", "graph.ttl.zst"])
@pytest.mark.parametrize("content", [b"@prefix : <http://a/> .", b"", b"\x1f\x8b\x08broken", b"\x28\xb5\x2f\xfdbroken"])
def test_a_file_that_is_not_compressed_as_it_says_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    if content:
        with pytest.raises(GraphError, match=r"cannot be read|not well-formed"):
            load(path)
    else:
        assert len(load(path)) == 0


@given(lines=st.lists(st.binary(min_size=1, max_size=5).filter(lambda line: b"\n" not in line)), size=st.integers(1, 40))
@settings(max_examples=80, deadline=None)
def test_lines_are_sorted_once_each_however_little_fits_in_memory(lines: list[bytes], size: int) -> None:
    blobs = [line + b"\n" for line in lines]
    batches = syntaxes.ordered(iter(blobs), size)

    assert [line for batch in batches for line in batch] == sorted(set(lines))


def test_words_that_look_like_syntax_stay_words_in_turtle() -> None:
    words = [f"> <{TYPE}> <", " .", f"x <{BASE}source/1> .", '"@en .', "^^<http://a>", "_:b", "\x01"]
    content = b"".join(syntaxes.serialized(tiny(*map(ox.Literal, words)), ox.RdfFormat.TURTLE))
    quads = b"".join(syntaxes.serialized(tiny(*map(ox.Literal, words)), ox.RdfFormat.N_QUADS))
    turtle, nquads = ox.Store(), ox.Store()
    turtle.load(content, format=ox.RdfFormat.TURTLE)
    nquads.load(quads, format=ox.RdfFormat.N_QUADS)

    assert {quad.object.value for quad in turtle if isinstance(quad.object, ox.Literal)} == set(words)
    assert set(nquads) == set(tiny(*map(ox.Literal, words)))


def test_every_prefix_ends_where_local_names_begin() -> None:
    assert all(namespace[-1] in "/#" for namespace in PREFIXES.values())
