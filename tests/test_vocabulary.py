"""The ontology, the lexicon and the catalogue as the stages see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigovkg import vocabulary
from aigovkg.errors import OntologyError
from aigovkg.model import Kind, Tie
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Harbour’s Robot Charter", "Harbour Robot Charter"),
        ("Recommendation on the Ethics of Robots", "Recommendation on Ethics of Robots"),
        ("Blueprint for a Robot Bill of Rights (RBoR)", "Blueprint for a Robot Bill of Rights"),
        ("Harbour AI Safety Framework (HAISF)", "Harbour AI Safety Framework"),
        ("2019 Harbour Charter", "Harbour Charter (2019)"),
        ("Harbour Robots Act of 1965", "Harbour Robots Act 1965"),
        ("Standardisation Organization’s recognised Guide", "Standardization Organisation's recognized Guide"),
        ("Behaviour Licence Programme & Centre", "Behavior License Program and Center"),
        ("PRC Harbour Law", "People's Republic of China Harbour Law"),
        ("Directive (EU) 2036/97 of the European Parliament and of the Council of 20 January 2036", "Directive 2036/97/EC"),
        ("Regulations (EU) 2036/679", "Regulation (EU) No 2036/679"),
        ("Executive Order (EO) 19110", "E.O. 19110 of October 30, 2033"),
        ("COM(2031)0206", "COM/2031/206 final"),
        ("海濱機器人倫理規範", "海滨机器人伦理规范"),
    ],
)
def test_spellings_of_one_name_share_a_key(known: Vocabulary, one: str, other: str) -> None:
    assert known.lexicon.key(one) == known.lexicon.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Charter 2019", "Harbour Charter 2020"),
        ("Regulation (EU) 2036/679", "Directive (EU) 2036/679"),
        ("Proposal for Regulation (EU) 2036/679", "Regulation (EU) 2036/679"),
        ("Harbour Safety Framework (Second Edition)", "Harbour Safety Framework"),
        ("Harbour Safety Framework (ASEAN)", "Harbour Safety Framework"),
        ("Framework Decision 2036/584/JHA", "Decision 2036/584/EC"),
    ],
)
def test_what_tells_things_apart_stays_in_a_key(known: Vocabulary, one: str, other: str) -> None:
    assert known.lexicon.key(one) != known.lexicon.key(other)


@pytest.mark.parametrize(
    ("name", "tie", "entry"),
    [
        ("2019 OECD Recommendation on AI", Tie.YEAR, "oecd-rec-2019"),
        ("Coordinated Plan on AI, 2018", Tie.YEAR, "eu-coordinated-plan-2018"),
        ("Canada's Privacy Act", Tie.OWNER, "ca-privacy-act"),
        ("National AI Strategy of Singapore", Tie.OWNER, "sg-nais-2019"),
        ("PRC Data Security Law", None, "cn-dsl-2021"),
        ("中国数据安全法", Tie.OWNER, "cn-dsl-2021"),
        ("OECD AI Recommendations", Tie.PLURAL, "oecd-rec-2019"),
        ("2019 OECD Recommendations on AI", Tie.YEAR, "oecd-rec-2019"),
        ("新一代人工智能倫理規範", None, "cn-ngai-ethics-2021"),
    ],
)
def test_a_name_in_other_words_leads_to_its_entry_by_a_rule(known: Vocabulary, name: str, tie: Tie | None, entry: str) -> None:
    assert known.lexicon.meant(Kind.INSTRUMENT, name) == (tie, (BASE + "instrument/" + entry,))


@pytest.mark.parametrize(
    "name", ["2017 Coordinated Plan on AI", "Brazil's Online Safety Act", "Microsoft's Data Security Law", "EU Treaties"]
)
def test_another_year_or_owner_makes_another_thing(known: Vocabulary, name: str) -> None:
    assert known.lexicon.by_name(Kind.INSTRUMENT, name) == ()


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
