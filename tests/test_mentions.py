"""Names in running text: registered and new ones, in English and Chinese."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigovkg import mentions
from aigovkg.mentions import Finder
from aigovkg.model import Kind, Marked, Passage

M_24_10 = (
    "OMB Memorandum M-24-10: Advancing Governance, Innovation, and Risk Management for Agency Use of Artificial Intelligence"
)


def mark(finder: Finder, text: str, language: str = "en") -> Marked:
    return mentions.mark(Passage("0" * 64, 1, text, language), finder)


def found(finder: Finder, text: str, kind: Kind, language: str = "en") -> list[str]:
    return [m.passage.quote(m.span) for m in mark(finder, text, language).mentions if m.name.kind is kind]


def ids(finder: Finder, text: str, kind: Kind) -> list[str]:
    names = [m.name for m in mark(finder, text).mentions if m.name.kind is kind]
    return [iri.rsplit("/", 1)[-1] for name in names for iri in name.candidates]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It follows the Riverside Declaration on Machine Ethics.", ["Riverside Declaration on Machine Ethics"]),
        ("Under the Data Handling Act 2031 nothing changes.", ["Data Handling Act 2031"]),
        ("Article 13 of the Robot Safety Act applies.", ["Robot Safety Act"]),
        ("The Harbour Charter and the Hillside Compact were signed.", ["Harbour Charter", "Hillside Compact"]),
        ("We adopted guidelines and a framework.", []),
        ("These Guidelines are voluntary. The Act applies.", []),
        ("根据《沿海机器人管理办法》和《海滨倡议》的规定。", ["《沿海机器人管理办法》", "《海滨倡议》"]),
        ("他读了《红楼梦》。", []),
    ],
)
def test_instruments_that_nobody_registered_are_found_by_their_head_nouns(finder: Finder, text: str, names: list[str]) -> None:
    assert found(finder, text, Kind.INSTRUMENT) == names


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("the UNESCO Recommendation on the Ethics of AI", "unesco-rec-2021"),
        ("the Bletchley  Declaration", "bletchley-2023"),
        ("《布莱切利宣言》", "bletchley-2023"),
        ("requirements of Article 14 of the EU AI Act", "eu-ai-act"),
        ("Regulation (EU) 2024/1689 of the European Parliament", "eu-ai-act"),
        ("1. Transparency\nEU AI Act obligations apply.", "eu-ai-act"),
        ("the EU's AI Act", "eu-ai-act"),
        ("Sign the Bletchley Declaration", "bletchley-2023"),
        ("Amended by the EU AI Act, it holds.", "eu-ai-act"),
    ],
)
def test_registered_instruments_are_known_by_any_spelling(finder: Finder, text: str, entry: str) -> None:
    assert ids(finder, text, Kind.INSTRUMENT) == [entry]


def test_a_body_inside_the_name_of_an_instrument_is_not_mentioned(finder: Finder) -> None:
    assert found(finder, "See the UNESCO Recommendation on the Ethics of Artificial Intelligence.", Kind.AGENT) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("He saw us. It is up to us.", 0), ("AI for good", 0), ("at the 2024 AI for Good Global Summit", 1), ("who said so", 0)],
)
def test_small_words_are_not_taken_for_acronyms(finder: Finder, text: str, count: int) -> None:
    marked = mark(finder, text)

    assert len([m for m in marked.mentions if m.name.kind in (Kind.AGENT, Kind.PLACE, Kind.EVENT)]) == count


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("the World Artificial Intelligence Conference to be held in 2024", ["waic-2024"]),
        ("the 2023 World Artificial Intelligence Conference", ["waic-2023"]),
        ("the World Artificial Intelligence Conference is large", []),
        ("the 40th International Conference of Data Protection and Privacy Commissioners", ["icdppc-2018"]),
    ],
)
def test_an_edition_is_told_by_its_year_or_its_ordinal_and_not_guessed(finder: Finder, text: str, event: list[str]) -> None:
    assert ids(finder, text, Kind.EVENT) == event


def test_a_meeting_that_nobody_registered_needs_a_date(finder: Finder) -> None:
    assert found(finder, "at the 12th Harbour Robotics Forum in May", Kind.EVENT) == ["12th Harbour Robotics Forum"]
    assert found(finder, "at the Harbour Robotics Meeting as ever", Kind.EVENT) == []


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("AI systems must respect human dignity.", True),
        ("A chapter on human dignity follows.", False),
        ("人工智能应当尊重人的尊严。", True),
        ("We do not respect human dignity.", False),
        ("Human dignity is not a principle that must be held here.", False),
        ("We refuse to promise that we will respect human dignity.", True),
        ("AI must not be used without respect for human dignity.", True),
    ],
)
def test_a_bare_topic_word_states_no_principle(finder: Finder, text: str, stated: bool) -> None:
    assert ("human-dignity" in ids(finder, text, Kind.PRINCIPLE)) is stated


def test_a_phrase_with_a_gap_is_found_within_one_sentence_only(finder: Finder) -> None:
    assert "data-protection" in ids(finder, "We ensure the protection of users and of their personal data.", Kind.PRINCIPLE)


@pytest.mark.parametrize(
    "run",
    [
        "应当尊重人的尊严和隐私。",
        "protect people ",
        "Big Act ",
        "We welcome the Bletchley Declaration, ",
        "x" + " " * 50,
        "must respect privacy, ",
        "resolution 70/1 of 3 July 2030 on safe things ",
        "Regulation (EU) 2031/12, (EU) 2031/13 and ",
        "Data, Privacy and Act of the ",
        "国发〔2017〕35号",
    ],
)
def test_a_line_of_a_hundred_thousand_characters_is_marked_in_a_moment(finder: Finder, run: str) -> None:
    text = (run * (100_000 // len(run) + 1))[:100_000]
    start = time.process_time()
    mark(finder, text)

    assert time.process_time() - start < 20, "a quadratic loop takes minutes"


_PIECES = (
    *(
        "Act",
        "Guidelines",
        "Data",
        "the",
        "of",
        "and",
        "in",
        "to",
        "on",
        ", ",
        " (",
        ") ",
        ". ",
        "; ",
        "5",
        "2031",
        "No.",
        "U.S.C.",
        "Amending",
    ),
    *("Ministry", "'s", "Regulations", "(EU)", "2031/12", "resolution", "Robot", "&", "/", "-", "\n", "Executive Order", "14110"),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=25))
@settings(max_examples=300, deadline=None)
def test_names_grow_over_any_order_of_words(finder: Finder, pieces: list[str]) -> None:
    text = " ".join(pieces)

    assert all(0 <= m.span.start < m.span.end <= len(text) for m in mark(finder, text).mentions)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_every_mention_of_any_text_stands_in_it(finder: Finder, text: str) -> None:
    marked = mark(finder, text, "en")

    assert all(0 <= m.span.start < m.span.end <= len(text) for m in marked.mentions)
    assert all(
        not a.span.overlaps(b.span) or a.span == b.span or Kind.PRINCIPLE in (a.name.kind, b.name.kind)
        for a in marked.mentions
        for b in marked.mentions
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("under the Harbour Food, Drone, and Sensor Act of 2031, they may", ["Harbour Food, Drone, and Sensor Act of 2031"]),
        (
            "the Riverside Guidelines on Data, Privacy and the Rule of Law; it holds",
            ["Riverside Guidelines on Data, Privacy and the Rule of Law"],
        ),
        ("the Institute of Harbours and Ports (IHP) AI Framework helps", ["Institute of Harbours and Ports (IHP) AI Framework"]),
        ("the Drone Licensing (Northern Isles) Act 2031 applies", ["Drone Licensing (Northern Isles) Act 2031"]),
        ("see the Robot Safety Act, 2023, and more", ["Robot Safety Act, 2023"]),
        ("the John Q. Sailor Harbour Defence Act", ["John Q. Sailor Harbour Defence Act"]),
        ("the Commission's Harbour Drone Guidelines", ["Harbour Drone Guidelines"]),
        ("from the March 2031 Harbour Drone Agenda", ["Harbour Drone Agenda"]),
        ("Processing of Data by Systems with the Law is allowed.", []),
        ("Regulation 10, Recommendation 5 and Principle 3 agree.", []),
        ("Follow the Guidelines for Drone Pilots Everywhere now.", ["Guidelines for Drone Pilots Everywhere"]),
        ("See https://example.org/Drone_Safety_Act/AI_RMF/x.", []),
        (
            "the Organisation for Harbour Co-operation (OHC) Drone Guidelines",
            ["Organisation for Harbour Co-operation (OHC) Drone Guidelines"],
        ),
        (
            "the Security Council resolution on Harbour Drones, Fish and Boats",
            ["Security Council resolution on Harbour Drones, Fish and Boats"],
        ),
        ("Scope of the Harbour Drone Guidelines", ["Harbour Drone Guidelines"]),
        ("the GDPR and Harbour Drone Act", ["GDPR", "Harbour Drone Act"]),
        ("a Code of Conduct and the Rules of Procedure", []),
        ("We need an AI risk management framework.", []),
        ("Article 3 of the Act Amending the Robot Harbour Act applies", ["Act Amending the Robot Harbour Act"]),
        ("the Under Secretary for Harbour Affairs and Policy", []),
        ("a Capability Report and the Review", []),
        ("根据《海滨机器人十条》的规定", ["《海滨机器人十条》"]),
        ("根据《关于印发《海滨机器人管理办法》的通知》", ["《关于印发《海滨机器人管理办法》的通知》"]),
        ("the Harbour Privacy Act, the Drone Act and the Sensor Act", ["Harbour Privacy Act", "Drone Act", "Sensor Act"]),
    ],
)
def test_a_name_has_its_own_ends(finder: Finder, text: str, names: list[str]) -> None:
    assert found(finder, text, Kind.INSTRUMENT) == names


@pytest.mark.parametrize("begins", ["", "(a) ", "• ", "12. "])
def test_a_governing_word_at_the_beginning_of_a_line_is_no_part_of_the_name(finder: Finder, begins: str) -> None:
    preamble = (
        f"The Conference,\n{begins}Welcoming the Riga Declaration on Robots,\n{begins}Reaffirming the Oslo Charter for Robots,"
    )
    passage = Passage("0" * 64, 1, preamble, "en")

    names = [passage.quote(m.span) for m in mentions.mark(passage, finder).mentions if m.name.kind is Kind.INSTRUMENT]

    assert names == ["Riga Declaration on Robots", "Oslo Charter for Robots"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("at the Harbour Robotics Forum as ever", ["Harbour Robotics Forum"]),
        ("the Seaside Conference on Robots, and more", ["Seaside Conference on Robots"]),
        ("第五届海港机器人论坛在海滨举行。", ["第五届海港机器人论坛"]),
        ("2031年海港机器人大会通过了宣言。", ["2031年海港机器人大会"]),
        ("自2031年以来在海港举行的大会", []),
    ],
)
def test_a_meeting_is_named_by_its_title_or_by_its_ordinal(finder: Finder, words: str, names: list[str]) -> None:
    assert found(finder, words, Kind.EVENT) == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("of the European Parliament and of the Council of 27 April 2016 on robots", ["European Parliament"]),
        ("Judgment of the Harbour Supreme Court of 6 October 2015", ["Harbour Supreme Court"]),
        ("adopted by the Harbour Robotics Council on August 30", ["Harbour Robotics Council"]),
        ("through the Director of the Harbour Robotics Agency", ["Harbour Robotics Agency"]),
        ("Regulation (EU) 2031/5 of 31 May 2031 of the European Parliament", ["European Parliament"]),
        ("as Premier Ito Ren of the State Council said", ["State Council"]),
        ("The Committee on Harbour Affairs and Robots met", ["Committee on Harbour Affairs and Robots"]),
    ],
)
def test_what_a_body_did_and_when_is_no_part_of_its_name(finder: Finder, words: str, names: list[str]) -> None:
    assert found(finder, words, Kind.AGENT) == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (
            "See the Harbour Robot Act13 and the AI Risk Management Framework4.",
            ["Harbour Robot Act", "AI Risk Management Framework"],
        ),
        (
            "the National Institute of Standards and Technology (NIST) AI RMF",
            ["National Institute of Standards and Technology (NIST) AI RMF"],
        ),
        ("the United Nations Pact for the Future", ["United Nations Pact for the Future"]),
        ("the Harbour Guidance on the Rights\nof Sailors and Robots", ["Harbour Guidance on the Rights\nof Sailors and Robots"]),
        (f"{M_24_10} says so", [M_24_10]),
        ("the Defence AI Strategy 2022 says", ["Defence AI Strategy 2022"]),
    ],
)
def test_an_instrument_is_named_with_its_owner_and_year_and_without_a_footnote(
    finder: Finder, words: str, names: list[str]
) -> None:
    assert found(finder, words, Kind.INSTRUMENT) == names


def test_a_chinese_law_without_title_marks_is_told_by_what_leads_to_it_and_its_article(finder: Finder) -> None:
    words = "违反海港安全法第二十一条、机器人数据法第二十七条的，依本法第五条处罚。"

    assert found(finder, words, Kind.INSTRUMENT, "zh") == ["海港安全法", "机器人数据法"]


@pytest.mark.parametrize(
    "name",
    [
        "Convention on Artificial Intelligence and Human Rights, Democracy, and the Rule of Law",
        "Convention on Artificial Intelligence and Human Rights, Democracy and the Rule of Law",
    ],
)
def test_a_list_in_a_name_may_have_a_comma_before_its_last_or_not(finder: Finder, name: str) -> None:
    assert ids(finder, f"the Framework {name} binds", Kind.INSTRUMENT) == ["coe-framework-convention"]
