"""The ledger: what was found in each passage, and what looks like an instrument and yielded nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from aigovkg import KnowledgeGraph, build, coverage
from aigovkg.cli import app
from aigovkg.vocabulary import AIG, Lexicon

PAGE = (
    "They welcome the Bletchley Declaration and the Seaside Declaration on Robots.\n"
    "The Hillside Charter says nothing of 《潮汐之歌》.\n"
    "Published by B in Hillside Charter, May 8, 2024"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    page = tmp_path_factory.mktemp("pages") / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    return build(page)


def test_the_ledger_has_an_entry_for_each_passage_with_what_was_found(built: KnowledgeGraph) -> None:
    ledger = built.coverage()

    assert [entry.file for entry in ledger.entries] == ["page.txt"] * len(ledger.entries)
    assert ledger.counts["passages"] == len(ledger.entries)
    assert ledger.counts["instruments found"] == 2


def test_what_looks_like_an_instrument_and_yielded_nothing_is_listed_with_its_place(built: KnowledgeGraph) -> None:
    gaps = [(entry, gap) for entry in built.coverage().entries for gap in entry.gaps]

    assert [(gap.quote, gap.sign, gap.why) for _, gap in gaps] == [
        ("《潮汐之歌》", coverage.Sign.TITLE_MARKS, coverage.Why.UNKNOWN)
    ]
    assert all(entry.passage.quote(gap.span) == gap.quote for entry, gap in gaps)


def test_the_name_of_the_instrument_itself_is_no_gap(built: KnowledgeGraph) -> None:
    assert built.coverage().counts["own names"] == 1


def test_what_the_claims_no_longer_say_becomes_a_gap(built: KnowledgeGraph, lexicon: Lexicon) -> None:
    store = ox.Store()
    store.extend(built.store)
    reference = ox.NamedNode(AIG + "Reference")
    for quad in list(store.quads_for_pattern(None, None, reference, None)):
        for gone in list(store.quads_for_pattern(quad.subject, None, None, None)):
            store.remove(gone)
    why = {gap.quote: gap.why for entry in coverage.cover(store, lexicon).entries for gap in entry.gaps}

    assert why["Bletchley Declaration"] is coverage.Why.KNOWN
    assert why["Seaside Declaration on Robots"] is coverage.Why.UNKNOWN


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("as in A/RES/78/265 before", "A/RES/78/265"),
        ("of Regulation (EU) 2024/1689 there", "(EU) 2024/1689"),
        ("依照国发〔2017〕35号执行", "依照国发〔2017〕35号"),
        ("see ISO/IEC 42001:2023.", "ISO/IEC 42001:2023"),
        ("see the Charter of the Deep River.", "Charter of the Deep River"),
        ("The Convention says so. we charter a boat.", None),
        ("a declaration on robots", None),
    ],
)
def test_signs_are_plain_and_a_head_noun_alone_is_none(words: str, sign: str | None, lexicon: Lexicon) -> None:
    looked = coverage.Signs(lexicon)
    found = [words[span.start : span.end] for span, _ in looked.signs(words)]

    assert found == ([sign] if sign else [])


def test_the_command_prints_the_gaps_and_the_whole_ledger_as_json(built: KnowledgeGraph, tmp_path: Path) -> None:
    built.write(tmp_path / "graph.nt")
    shown = CliRunner().invoke(app, ["coverage", str(tmp_path / "graph.nt")])
    told = json.loads(CliRunner().invoke(app, ["coverage", str(tmp_path / "graph.nt"), "--json"]).stdout)

    assert "“《潮汐之歌》”: unknown, by its title marks" in shown.stdout
    assert told["counts"]["passages with gaps"] == 1
    assert [gap["quote"] for passage in told["passages"] for gap in passage["gaps"]] == ["《潮汐之歌》"]


def test_gaps_come_by_their_words_most_passages_first(built: KnowledgeGraph) -> None:
    entries = built.coverage().entries
    twice = [entry for entry in entries if entry.gaps]
    ((gap, where),) = coverage.by_quote([*twice, *(replace(entry, file="again.txt") for entry in twice)])

    assert gap.quote == "《潮汐之歌》"
    assert [entry.file for entry in where] == ["page.txt", "again.txt"]
