"""Why something is what it is: its names, what ties them, and what is like it; and how a user's catalogue undoes a merge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aigovkg import (
    GraphError,
    KnowledgeGraph,
    OntologyError,
    QueryError,
    build,
    explanation,
    identity,
    load,
    resemblance,
    vocabulary,
)
from aigovkg.cli import app
from aigovkg.model import Entity, Kind, Likeness, Text, Tie
from aigovkg.vocabulary import Lexicon

PAGES = {
    "both.txt": "字。\n由 A 在 海滨机器人宣言(Seaside Declaration on Robots)发表, May 7, 2024",
    "english.txt": "They welcome the Seaside Declaration on Robots.\nPublished by B in Hillside Charter, May 8, 2024",
    "misspelt.txt": "See the Seasyde Declaration on Robots.\nPublished by C in Inland Code, May 9, 2024",
}
SEASIDE, SEASYDE = "seaside-declaration-on-robots", "seasyde-declaration-on-robots"
PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix instrument: <https://w3id.org/aigovkg/instrument/> .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, page in PAGES.items():
        (folder / name).write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def graph(folder: Path) -> KnowledgeGraph:
    return build(folder)


def alone(name: str, lexicon: Lexicon) -> str:
    return f"<{identity.alone(Kind.INSTRUMENT, name, lexicon)}>"


def test_an_explanation_says_of_each_name_what_ties_it_and_where_it_stands(graph: KnowledgeGraph) -> None:
    explained = graph.explain("海滨机器人宣言")
    ties = {naming.name.value: (naming.tie, naming.other) for naming in explained.namings}

    assert ties["Seaside Declaration on Robots"][0] is Tie.OWN
    assert ties["海滨机器人宣言"] == (Tie.TITLES, "Seaside Declaration on Robots")
    assert all(one.quote == one.passage.quote(one.span) for naming in explained.namings for one in naming.evidence)
    assert len(explained.files) == 2


def test_what_is_named_in_another_spelling_is_explained_by_the_name_it_is_like(kg: KnowledgeGraph) -> None:
    explained = kg.explain("instrument:bletchley-2023")

    assert [naming.tie for naming in explained.namings] == [Tie.ALIAS]
    assert explained.entity == kg.explain("布莱切利宣言").entity
    assert explanation.context(explained.named[0].evidence)[1] == "Bletchley Declaration"


def test_a_misspelt_name_is_offered_and_not_merged(graph: KnowledgeGraph) -> None:
    (found,) = graph.candidates()

    assert found.likeness is Likeness.SPELLING
    assert found.first.iri != found.second.iri
    assert graph.explain("Seasyde Declaration on Robots").candidates[0].second.iri.partition("instrument/")[2].startswith(SEASIDE)


def test_same_as_in_a_catalogue_of_ones_own_merges_what_was_apart(folder: Path, tmp_path: Path, lexicon: Lexicon) -> None:
    own = tmp_path / "own.ttl"
    pair = f"{alone('Seasyde Declaration on Robots', lexicon)} owl:sameAs {alone('Seaside Declaration on Robots', lexicon)} ."
    own.write_text(PREFIXES + pair, encoding="utf-8")
    merged = build(folder, catalogue=own)
    explained = merged.explain("Seasyde Declaration on Robots")

    assert explained.entity == merged.explain("Seaside Declaration on Robots").entity
    assert Tie.SAME_AS in {naming.tie for naming in explained.namings}
    assert explained.same
    assert merged.candidates() == ()
    assert merged.validate().conforms


def test_same_as_joins_a_name_that_only_texts_use_to_an_entry(folder: Path, tmp_path: Path, lexicon: Lexicon) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(f"{PREFIXES}{alone('Seasyde Declaration on Robots', lexicon)} owl:sameAs instrument:bletchley-2023 .", "utf-8")

    assert build(folder, catalogue=own).explain("instrument:bletchley-2023").named


def test_different_from_parts_titles_that_one_text_ties(folder: Path, tmp_path: Path, lexicon: Lexicon) -> None:
    own = tmp_path / "own.ttl"
    pair = f"{alone('海滨机器人宣言', lexicon)} owl:differentFrom {alone('Seaside Declaration on Robots', lexicon)} ."
    own.write_text(PREFIXES + pair, encoding="utf-8")
    (folder / "chinese.txt").write_text("见《海滨机器人宣言》。\n由 D 在 山地宣言发表, May 9, 2024", encoding="utf-8")
    parted, tied = build(folder, catalogue=own), build(folder)
    (folder / "chinese.txt").unlink()

    assert len(tied.explain("海滨机器人宣言").named) == 2
    assert parted.explain("海滨机器人宣言").entity != parted.explain("Seaside Declaration on Robots").entity
    assert parted.explain("海滨机器人宣言").different


@pytest.mark.parametrize(
    ("name", "tie", "entry"),
    [
        ("2019 OECD Recommendation on AI", Tie.YEAR, "oecd-rec-2019"),
        ("OECD’s AI Principles", Tie.SPELLING, "oecd-rec-2019"),
        ("OECD Recommendations on AI", Tie.PLURAL, "oecd-rec-2019"),
        ("Directive 2016/97 of the European Parliament and of the Council", Tie.NUMBER, "eu-idd"),
        ("Spain's National Artificial Intelligence Strategy", Tie.OWNER, "es-strategy-2020"),
    ],
)
def test_a_rule_that_joins_names_is_explained_and_undone_by_different_from(
    tmp_path: Path, lexicon: Lexicon, name: str, tie: Tie, entry: str
) -> None:
    page, own = tmp_path / "page.txt", tmp_path / "own.ttl"
    page.write_text(f"各方欢迎《{name}》。\n由 B 在 山地宣言发表, May 8, 2024", encoding="utf-8")
    own.write_text(f"{PREFIXES}{alone(name, lexicon)} owl:differentFrom instrument:{entry} .", encoding="utf-8")
    joined, parted = build(page).explain(f"instrument:{entry}"), build(page, catalogue=own)

    assert [naming.tie for naming in joined.namings] == [tie]
    assert parted.explain(f"instrument:{entry}").named == ()


def test_different_from_undoes_an_alias_of_the_catalogue(tmp_path: Path, lexicon: Lexicon) -> None:
    page, own = tmp_path / "page.txt", tmp_path / "own.ttl"
    page.write_text("They welcome the Bletchley Declaration.\nPublished by B in Hillside Charter, May 8, 2024", encoding="utf-8")
    pair = f"{alone('Bletchley Declaration', lexicon)} owl:differentFrom instrument:bletchley-2023 ."
    own.write_text(PREFIXES + pair, encoding="utf-8")

    def cited(graph: KnowledgeGraph) -> set[bool]:
        ends = (claim.object for claim in graph.claims() if claim.evidence.quote == "Bletchley Declaration")
        return {end.registered for end in ends if isinstance(end, Entity)}

    assert cited(build(page)) == {True}
    assert cited(build(page, catalogue=own)) == {False}


def test_a_catalogue_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(PREFIXES + "instrument:a owl:sameAs instrument:b ; owl:differentFrom instrument:b .", encoding="utf-8")

    with pytest.raises(OntologyError, match="differ from it"):
        vocabulary.load([own])

    own.write_text(PREFIXES + "instrument:a owl:sameAs <https://w3id.org/aigovkg/agent/b> .", encoding="utf-8")

    with pytest.raises(OntologyError, match="another kind"):
        vocabulary.load([own])


def test_what_cannot_be_explained_is_said_in_one_line(graph: KnowledgeGraph, tmp_path: Path) -> None:
    for what, why in (
        ("instrument:nowhere", "has that IRI"),
        ("Declaration on Tides", "has that name"),
        ("", "has that name"),
    ):
        with pytest.raises(QueryError, match=why):
            graph.explain(what)
    (tmp_path / "other.nt").write_text("<http://a> <http://b> <http://c> .\n", encoding="utf-8")
    with pytest.raises(GraphError, match="class of"):
        load(tmp_path / "other.nt").explain("x")


def test_a_name_of_several_things_lists_them(tmp_path: Path) -> None:
    for who in ("Harbour Inc", "Hillside Inc"):
        page = f"Words.\nPublished by {who} in Ethics Guidelines, May 7, 2024"
        (tmp_path / f"{who}.txt").write_text(page, encoding="utf-8")
    graph = build(tmp_path)

    with pytest.raises(QueryError, match="names 2 things: instrument:") as refused:
        graph.explain("Ethics Guidelines")
    first = str(refused.value).partition("things: ")[2].split(" ")[0]

    assert len(graph.explain(first).homonyms) == 1
    assert graph.candidates() == ()


def entity(name: str, kind: Kind = Kind.INSTRUMENT) -> Entity:
    language = "zh" if "\u4e00" <= name[0] <= "\u9fff" else "en"
    return Entity(f"https://w3id.org/aigovkg/{kind}/{name.replace(' ', '-')}", kind, False, (Text(name, language),))


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Seaside Declaration on Robots", "Seasyde Declaration on Robots", Likeness.SPELLING),
        ("Declaration of Harbours on Robots", "Harbours Declaration on Robots", Likeness.WORDING),
        ("Harbour Robots Act", "Harbour Robots Act of 1980", Likeness.YEAR),
        ("Harbour Robots Declaration", "Harbour Robots Seafaring Declaration", Likeness.PART),
        ("Harbour Robots Act of 1980", "Harbour Robots Act of 1996", None),
        ("Harbour Robots Act", "Harbour Robots Declaration", None),
        ("Harbour Resolution 12", "Harbour Resolution 13", None),
        ("海滨机器人治理宣言", "海滨机器人冶理宣言", Likeness.SPELLING),
    ],
)
def test_names_are_alike_by_their_words_and_never_against_their_numbers(
    one: str, other: str, likeness: Likeness | None, lexicon: Lexicon
) -> None:
    pair = [entity(one), entity(other)]
    found = [c.likeness for c in resemblance.candidates(pair, lexicon) if {c.first, c.second} == set(pair)]

    assert found == ([likeness] if likeness else [])
    assert resemblance.candidates(pair, lexicon) == resemblance.candidates(pair[::-1], lexicon)


def test_the_candidates_of_one_entity_are_those_of_the_whole_list(lexicon: Lexicon) -> None:
    names = ("Seaside Declaration on Robots", "Seasyde Declaration on Robots", "Seaside Robots Declaration", "Tidal Robots Code")
    entities = [entity(name) for name in names]
    whole = resemblance.candidates(entities, lexicon)

    for one in entities:
        assert resemblance.candidates(entities, lexicon, of=one.iri) == tuple(c for c in whole if one in (c.first, c.second))


def test_a_body_of_another_word_is_another_body(lexicon: Lexicon) -> None:
    pair = [entity("Tidal Advisory Council", Kind.AGENT), entity("Tidal Safety Advisory Council", Kind.AGENT)]

    assert resemblance.candidates(pair, lexicon) == ()


def test_the_command_shows_the_quote_in_its_sentence_and_its_source(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path / "graph.nt")
    shown = CliRunner().invoke(app, ["explain", str(tmp_path / "graph.nt"), "Bletchley Declaration"])
    told = json.loads(CliRunner().invoke(app, ["explain", str(tmp_path / "graph.nt"), "布莱切利宣言", "--json"]).stdout)

    assert "signing of the »Bletchley Declaration« on November 1" in shown.stdout
    assert "laip-sample.txt, run 7" in shown.stdout
    assert told["names"][0]["because"].startswith("another name of it in the catalogue")
    assert told["entity"]["iri"].endswith("bletchley-2023")


def test_the_command_lists_candidates(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.write(tmp_path / "graph.nt")
    shown = CliRunner().invoke(app, ["candidates", str(tmp_path / "graph.nt")])
    told = json.loads(CliRunner().invoke(app, ["candidates", str(tmp_path / "graph.nt"), "--json"]).stdout)

    assert "spelt alike: “Seaside Declaration on Robots”" in shown.stdout
    assert [side["name"] for side in told[0]["pair"]] == ["Seaside Declaration on Robots", "Seasyde Declaration on Robots"]
