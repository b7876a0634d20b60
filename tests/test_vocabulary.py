"""The ontology, the lexicon and the catalogue as the stages see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigovkg import vocabulary
from aigovkg.errors import OntologyError
from aigovkg.model import Kind
from aigovkg.vocabulary import AIG, BASE, CUE_ROLES, Vocabulary

TYPE = BASE + "type/"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Joint Statement between A and B on AI", "joint-statement"),
        ("Recommendation on the Ethics of Artificial Intelligence", "recommendation"),
        ("生成式人工智能服务管理暂行办法", "regulation"),
        ("中华人民共和国和法兰西共和国关于人工智能和全球治理的联合声明", "joint-statement"),
        ("人工智能行业自律公约(征求意见稿)", "code-of-conduct"),
        ("Blue sky", ""),
    ],
)
def test_the_head_noun_of_a_title_tells_its_type(known: Vocabulary, title: str, code: str) -> None:
    assert known.lexicon.instrument_type(title) == (TYPE + code if code else "")


@pytest.mark.parametrize(
    ("title", "general"),
    [("AI Principles", True), ("Asilomar AI Principles", False), ("人工智能伦理准则", True), ("新加坡人工智能原则", False)],
)
def test_titles_of_words_that_many_instruments_share_identify_nothing(known: Vocabulary, title: str, general: bool) -> None:
    assert known.lexicon.is_general(title) is general


def test_variants_of_a_word_share_a_key(known: Vocabulary) -> None:
    keys = {known.lexicon.key(name) for name in ("EU AI Act", "EU Artificial Intelligence Act", "the EU A.I. Act")}

    assert len(keys) == 1


def test_names_in_both_languages_lead_to_one_entry(known: Vocabulary) -> None:
    english = known.lexicon.by_name(Kind.INSTRUMENT, "Bletchley Declaration")

    assert english == known.lexicon.by_name(Kind.INSTRUMENT, "布莱切利宣言") == (BASE + "instrument/bletchley-2023",)


@pytest.mark.parametrize(("place", "agent"), [("fr", "gov-fr"), ("cn", "gov-cn"), ("eu", "eu")])
def test_a_place_acts_by_its_government(known: Vocabulary, place: str, agent: str) -> None:
    assert known.lexicon.government(f"{BASE}place/{place}") == f"{BASE}agent/{agent}"


def test_every_way_of_citing_has_cues_in_english_and_chinese(known: Vocabulary) -> None:
    assert len(known.lexicon.relations) == 10
    for relation in known.lexicon.relations:
        languages = {form.language for form in known.lexicon.forms if form.role in CUE_ROLES and form.target == relation}
        assert {"en", "zh"} <= languages, relation


def test_everything_that_words_refer_to_is_a_term_or_an_entry(known: Vocabulary) -> None:
    terms = {triple.subject.value for triple in vocabulary.terms() if hasattr(triple.subject, "value")}
    targets = {form.target for form in known.lexicon.forms if form.target}

    assert targets <= terms | set(known.lexicon.registered) | set(known.lexicon.numbers)


def test_every_entry_that_another_points_at_exists(known: Vocabulary) -> None:
    folders = tuple(BASE + kind + "/" for kind in ("instrument", "agent", "event", "place", "principle"))
    missing = {
        str(triple)
        for triples in known.entries.values()
        for triple in triples
        if str(triple.object)[1:].startswith(folders) and str(triple.object)[1:-1] not in known.entries
    }

    assert not missing


def test_a_catalogue_of_the_users_own_adds_entries(tmp_path: Path) -> None:
    own = tmp_path / "mine.ttl"
    own.write_text(
        f'@prefix aig: <{AIG}> . <{BASE}agent/ours> a aig:Company ; <http://www.w3.org/2000/01/rdf-schema#label> "Our Own Institute"@en .',
        encoding="utf-8",
    )

    assert vocabulary.load([own]).lexicon.by_name(Kind.AGENT, "our own institute") == (BASE + "agent/ours",)


def test_a_catalogue_that_is_not_turtle_is_refused_with_the_place(tmp_path: Path) -> None:
    own = tmp_path / "mine.ttl"
    own.write_text("@prefix : nonsense", encoding="utf-8")

    with pytest.raises(OntologyError, match=r"mine\.ttl: not readable as Turtle.*line 1"):
        vocabulary.load([own])
    with pytest.raises(OntologyError, match="no such file"):
        vocabulary.load([tmp_path / "nowhere.ttl"])


def test_the_fingerprint_tells_vocabularies_apart(tmp_path: Path, known: Vocabulary) -> None:
    own = tmp_path / "mine.ttl"
    own.write_text(f"<{BASE}agent/ours> a <{AIG}Company> .", encoding="utf-8")

    assert vocabulary.load([own]).fingerprint != known.fingerprint == vocabulary.load().fingerprint
