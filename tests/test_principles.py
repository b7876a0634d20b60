"""Which principles a passage states: by phrases, by names under a cue, by several words together; and what states none."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigovkg import build
from aigovkg.mentions import Finder, mark
from aigovkg.model import Kind, Mention, Passage


def stated(finder: Finder, text: str, language: str = "en", heading: str | None = None) -> dict[str, Mention]:
    """The principles that a text states, by their local names."""
    marked = mark(Passage("0" * 64, 1, text, language, heading=heading), finder)
    kinds = [m for m in marked.mentions if m.name.kind is Kind.PRINCIPLE]
    return {one.rpartition("/")[2]: mention for mention in kinds for one in mention.name.candidates}


@pytest.mark.parametrize(
    ("text", "language", "principle"),
    [
        ("A person can always overrule the machine, so humans remain in control.", "en", "human-oversight"),
        ("No applicant is to suffer from harmful biases of the scoring model.", "en", "non-discrimination"),
        ("Our work serves the people: it is for the benefit of all humanity.", "en", "well-being"),
        ("Where a loan is refused, the bank shall provide meaningful explanations of the decision.", "en", "explainability"),
        ("Every deployer shall report serious incidents to the authority without delay.", "en", "disclosure-labelling"),
        ("We will avoid abuse of the tool and prevent malicious use of it.", "en", "misuse-prevention"),
        ("研发活动应当坚持以人为本，增进人类福祉。", "zh", "human-centred"),
        ("各方应当防范算法歧视，避免偏见。", "zh", "non-discrimination"),
        ("确保人工智能始终处于人类控制之下。", "zh", "controllability"),
        ("坚持智能向善的宗旨。", "zh", "societal-benefit"),
    ],
)
def test_a_phrase_or_a_name_under_a_cue_states_a_principle(finder: Finder, text: str, language: str, principle: str) -> None:
    found = stated(finder, text, language)
    assert principle in found
    assert found[principle].passage.quote(found[principle].span) in text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The second chapter is on transparency.", "en"),
        ("For the purposes of this part, “model” means a program that was trained on examples.", "en"),
        ("The applicant submits the form together with two copies of the identity card.", "en"),
        ("The office is not required to protect privacy.", "en"),
        ("本规定自公布之日起施行。", "zh"),
        ("第三章 附则", "zh"),
        ("依照《中华人民共和国个人信息保护法》的规定办理。", "zh"),
    ],
)
def test_topics_definitions_procedure_and_denials_state_none(finder: Finder, text: str, language: str) -> None:
    assert stated(finder, text, language) == {}


def test_words_that_only_point_to_a_principle_state_it_when_several_come_together(finder: Finder) -> None:
    assert "literacy-education" not in stated(finder, "The pupils have new books about learning.")
    assert "literacy-education" in stated(finder, "Schools should offer lessons so that students gain skills in using the tools.")


def test_a_normative_word_in_the_name_of_a_law_demands_nothing(finder: Finder) -> None:
    assert "data-protection" not in stated(finder, "《个人信息保护法》于当年公布，个人信息见第二条。", "zh")


def test_a_heading_that_names_a_principle_states_it(finder: Finder) -> None:
    assert "sustainability" in stated(finder, "Sustainability\nWe look at what a data centre needs.", heading="Sustainability")


def test_a_theme_is_not_stated_by_words_that_say_something_narrower(finder: Finder) -> None:
    found = stated(finder, "Systems must be explainable to those whom they concern.")
    assert "explainability" in found
    assert "transparency" not in found


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("Respect transparency. Decisions must be explainable, with an explanation in plain words of what was decided.", set()),
        ("Respect transparency, be open and transparent. Decisions should be explainable.", {"transparency"}),
    ],
)
def test_a_theme_beside_what_is_narrower_is_stated_if_no_less_is_said_for_it(finder: Finder, text: str, themes: set[str]) -> None:
    found = stated(finder, text)
    assert "explainability" in found
    assert found.keys() & {"transparency"} == themes


def test_a_purpose_of_a_definition_demands_nothing(finder: Finder) -> None:
    assert "safety" not in stated(finder, "For the purpose of this annex, a high value part is one that bears on safety.")


def test_an_item_with_a_number_and_a_heading_gives_a_statement_whose_passage_has_both(tmp_path: Path) -> None:
    (tmp_path / "principles.txt").write_text(
        "Seaside Principles\n\n"
        "1. Transparency\nOperators should say when a machine has answered.\n\n"
        "2. Human control\nA person must be able to overrule the system at any time.\n\n"
        "第三条 公平\n不得歧视任何用户。\n",
        encoding="utf-8",
    )
    rows = build(tmp_path).query(
        "SELECT ?number ?heading ?principle { ?claim a aig:Statement ; aig:object ?principle ; aig:quote ?quote ; aig:passage ?in ."
        " ?in aig:number ?number ; aig:heading ?heading ; aig:text ?text FILTER (CONTAINS(?text, STR(?quote))) }"
    )
    found = {(one["number"], one["heading"], str(one["principle"]).rpartition("/")[2]) for one in rows.records()}
    assert found == {
        ("1.", "Transparency", "transparency"),
        ("2.", "Human control", "human-oversight"),
        ("第三条", "公平", "fairness"),
        ("第三条", "公平", "non-discrimination"),
    }
