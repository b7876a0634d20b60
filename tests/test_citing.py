"""How a passage cites: which words govern a name, and how far their reach goes."""

from __future__ import annotations

import pytest

from aigovkg.claims.governors import governed
from aigovkg.mentions import Finder, mark
from aigovkg.model import Passage


def cited(finder: Finder, words: str, language: str = "en") -> dict[str, str]:
    """What a passage names, with the relation that its governing words announce."""
    passage = Passage("0" * 64, 1, words, language)
    return {
        passage.quote(mention.span): cue.target.rpartition("#")[2] if cue else "cites"
        for mention, cue in governed(mark(passage, finder), finder.lexicon)
    }


def relations(finder: Finder, words: str, language: str = "en") -> list[str]:
    return list(cited(finder, words, language).values())


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Per the Harbour Safety Act, ships are tested.", "basedOn"),
        ("According to section 4 of the Harbour Safety Act, ships are tested.", "basedOn"),
        ("The fee is based upon the Harbour Safety Act.", "basedOn"),
        ("An inspector empowered by the Harbour Safety Act may board.", "basedOn"),
        ("Every port must comply with the Harbour Safety Act.", "basedOn"),
        ("Reports are filed as required by the Harbour Safety Act.", "basedOn"),
        ("Ports use the Harbour Safety Code when they hire.", "basedOn"),
        ("The council will follow through on the Harbour Safety Plan.", "implements"),
        ("This order carries out the Harbour Safety Act.", "implements"),
        ("The ministers agree to apply the principles of the Harbour Safety Code.", "implements"),
        ("We draw on the lessons of the Harbour Safety Plan.", "buildsOn"),
        ("The port adheres to the Harbour Safety Code.", "supports"),
        ("Nine ports are signatories to the Harbour Safety Pledge.", "supports"),
        ("The rules are laid down consistently with the Harbour Safety Act.", "alignsWith"),
        ("This guide is read in conjunction with the Harbour Safety Code.", "alignsWith"),
        ("The fee applies without prejudice to the Harbour Safety Act.", "alignsWith"),
        ("Mindful of the Harbour Safety Charter, the council met.", "recalls"),
        ("Having regard to the Harbour Safety Charter,", "recalls"),
        ("Noting with appreciation the Harbour Safety Plan,", "welcomes"),
        ("The ports remain committed to the Harbour Safety Charter.", "reaffirms"),
        ("The council will revise the Harbour Safety Code to add pilots.", "amends"),
        ("This order rescinds the Harbour Safety Order.", "repeals"),
    ],
)
def test_governing_words_announce_a_relation(finder: Finder, sentence: str, expected: str) -> None:
    assert relations(finder, sentence) == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("依照《港口安全法》处罚。", "basedOn"),
        ("该活动适用《港口安全法》的规定。", "basedOn"),
        ("经营者应当遵守《港口安全法》。", "basedOn"),
        ("以《港口安全法》为基础开展检查。", "basedOn"),
        ("《港口安全法》另有规定的，从其规定。", "basedOn"),
        ("全面贯彻落实《港口安全纲要》。", "implements"),
        ("认真执行《港口安全条例》。", "implements"),
        ("借鉴《港口安全指南》的做法。", "buildsOn"),
        ("各方恪守《港口安全公约》。", "reaffirms"),
        ("坚持《港口安全公约》的宗旨。", "reaffirms"),
        ("双方注意到《港口安全报告》。", "recalls"),
        ("双方高度评价《港口安全倡议》。", "welcomes"),
        ("双方支持《港口安全倡议》。", "supports"),
        ("与《港口安全条例》做好衔接，与《港口安全标准》相衔接。", "alignsWith"),
        ("本决定对《港口安全条例》作如下修改：", "amends"),
        ("《港口安全条例》同时废止。", "repeals"),
        ("详见《港口安全指南》。", "cites"),
    ],
)
def test_governing_words_announce_a_relation_in_chinese(finder: Finder, sentence: str, expected: str) -> None:
    assert relations(finder, sentence, "zh")[-1] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "A ship is as defined in the Harbour Safety Act.",
        "A pilot, in the meaning of the Harbour Safety Act, is a person.",
        "Ports are regulated by the Harbour Safety Act.",
        "Tests are described in the Harbour Safety Act.",
        "Other tools exist, such as the Harbour Safety Code.",
        "The ban on diving (section 5 of the Harbour Safety Act) is old.",
        "Since the adoption of the Harbour Safety Act, ports grow.",
        "Our policy with respect to the Harbour Safety Act is short.",
        "The Harbour Safety Act covers ships.",
    ],
)
def test_a_definition_an_example_and_a_description_are_plain_mentions(finder: Finder, sentence: str) -> None:
    assert relations(finder, sentence) == ["cites"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Pursuant to the Harbour Safety Act, the council shall print the River Safety Guide.", ["basedOn", "cites"]),
        ("Pursuant to the Harbour Safety Act, a clerk prints the River Safety Guide.", ["basedOn", "cites"]),
        ("To implement the Harbour Safety Act, a clerk prints the River Safety Guide.", ["implements", "cites"]),
        ("The council reaffirms the Harbour Safety Act and publishes the River Safety Guide.", ["reaffirms", "cites"]),
        ("This Act supersedes the Harbour Safety Act, as amended by the River Safety Act.", ["repeals", "cites"]),
        (
            "In fulfilment of its duties under the Harbour Safety Act, the port printed the River Safety Guide.",
            ["basedOn", "cites"],
        ),
        ("The ports welcome the Harbour Safety Act after the council adopted the River Safety Guide.", ["welcomes", "cites"]),
        ("Reaffirming the Harbour Safety Act,\nRecalling the talks,\nThe River Safety Guide is new.", ["reaffirms", "cites"]),
        ("We support firms when they cite the Harbour Safety Act.", ["cites"]),
        ("We welcome the plan, while the press may read the Harbour Safety Act.", ["cites"]),
    ],
)
def test_a_reach_ends_where_another_clause_begins(finder: Finder, sentence: str, expected: list[str]) -> None:
    assert relations(finder, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Recalling the Harbour Safety Act, the work of the ports on the River Safety Guide, and the Coast Safety Code,",
            "recalls",
        ),
        (
            "The ministers welcome the Harbour Safety Act, the talks of the ports on the River Safety Guide and the Coast Safety Code.",
            "welcomes",
        ),
        ("The council recalls that the Harbour Safety Act has been adopted.", "recalls"),
        ("They reaffirm the Harbour Safety Act, which was adopted in spring, and the River Safety Guide.", "reaffirms"),
        ("Building on the Harbour Safety Act (2010) and Article 5 of the River Safety Guide, ports grow.", "buildsOn"),
        (
            "They act in line with the Harbour Safety Act, section 3 of the River Safety Guide, and the Coast Safety Code.",
            "alignsWith",
        ),
    ],
)
def test_a_reach_goes_over_all_objects_of_its_words(finder: Finder, sentence: str, expected: str) -> None:
    assert set(relations(finder, sentence)) == {expected}


def test_a_comma_parts_chinese_clauses_and_an_enumeration_comma_parts_names(finder: Finder) -> None:
    words = "根据《港口安全法》、《河道安全法》等法律，制定《海岸安全办法》。"

    assert relations(finder, words, "zh") == ["basedOn", "basedOn", "cites"]


def test_weak_words_yield_to_what_governs_their_noun(finder: Finder) -> None:
    assert relations(finder, "The ports reaffirm the duties laid down in the Harbour Safety Act.") == ["reaffirms"]
    assert relations(finder, "The duties laid down in the Harbour Safety Act hold.") == ["basedOn"]
    assert relations(finder, "They welcome the signing of the Harbour Safety Pledge.") == ["welcomes"]
    far = "They welcome the steps that ports great and small have taken to help the crews of all ships, including the signing of the"
    assert relations(finder, f"{far} Harbour Safety Pledge.") == ["welcomes"]
    assert relations(finder, "双方欢迎签署《港口安全宣言》。", "zh") == ["welcomes"]


def test_words_with_many_uses_govern_only_their_own_object(finder: Finder) -> None:
    assert relations(finder, "They support the Harbour Safety Plan.") == ["supports"]
    assert relations(finder, "They support small and large firms with money from the Harbour Safety Plan.") == ["cites"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("“Harbour Safety Act” is hereby revoked.", ["repeals"]),
        ("Section 3 of the Harbour Safety Act (12 U.S.C. 34) is amended by striking a word.", ["amends", "amends"]),
        ("Section 3 of the Harbour Safety Act (as added by section 5 of the River Safety Act) is amended.", ["amends", "cites"]),
        ("The Harbour Safety Act and the River Safety Act are repealed.", ["repeals", "repeals"]),
        ("The Harbour Safety Act directs the council to print a guide.", ["basedOn"]),
        ("The Harbour Safety Act shall apply.", ["basedOn"]),
        ("An order issued under the Harbour Safety Act is revoked.", ["basedOn"]),
    ],
)
def test_words_behind_a_name_govern_it_as_their_subject(finder: Finder, sentence: str, expected: list[str]) -> None:
    assert relations(finder, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They welcome talks (such as those on the Harbour Safety Act) and the River Safety Guide.", ["welcomes", "welcomes"]),
        (
            "In line with the Harbour Safety Act (as required by the River Safety Act) and the Coast Safety Code, ports grow.",
            ["alignsWith", "basedOn", "alignsWith"],
        ),
        ("Pursuant to the Harbour Safety Act (the “River Safety Act”), ports grow.", ["basedOn", "basedOn"]),
        ("Ports are ruled by instruments (see the Harbour Safety Act).", ["cites"]),
    ],
)
def test_brackets_have_what_governs_in_front_of_them_unless_they_hold_their_own(
    finder: Finder, sentence: str, expected: list[str]
) -> None:
    assert relations(finder, sentence) == expected


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("The Parties reaffirm:\n(a) the Harbour Safety Act;\n(b) Article 2 of the River Safety Guide.", "en", ["reaffirms"] * 2),
        (
            "The Parties: (a) reaffirm the Harbour Safety Act; (b) welcome the River Safety Guide.",
            "en",
            ["reaffirms", "welcomes"],
        ),
        ("The council welcomes:\n\n- the Harbour Safety Act\n\n- the River Safety Guide", "en", ["welcomes"] * 2),
        ("The council welcomes: (1) the talks; (2) a port has printed the Harbour Safety Act.", "en", ["cites"]),
        ("The council met. The Harbour Safety Act was read.", "en", ["cites"]),
        ("应当遵守以下规定：（一）按时报告；（二）《港口安全法》的规定。", "zh", ["basedOn"]),
    ],
)
def test_the_items_of_a_list_have_what_governs_in_front_of_its_colon(
    finder: Finder, words: str, language: str, expected: list[str]
) -> None:
    assert relations(finder, words, language) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Nothing here implements the Harbour Safety Act.",
        "This order does not amend or repeal the Harbour Safety Act.",
        "No provision of this order repeals the Harbour Safety Act.",
    ],
)
def test_what_is_denied_announces_nothing(finder: Finder, sentence: str) -> None:
    assert relations(finder, sentence) == ["cites"]


def test_a_clause_that_saves_another_law_is_in_line_with_it(finder: Finder) -> None:
    words = "Nothing in this order shall be construed to supersede the Harbour Safety Act."

    assert relations(finder, words) == ["alignsWith"]


def test_governing_words_inside_a_name_govern_nothing(finder: Finder) -> None:
    assert relations(finder, "See the Act Amending the Harbour Safety Act and the River Safety Guide.")[-1] == "cites"


def test_the_longest_of_governing_words_inside_one_another_counts(finder: Finder) -> None:
    assert relations(finder, "The text, as amended by the Harbour Safety Act, holds.") == ["cites"]


def test_a_long_sentence_of_many_names_takes_time_that_grows_with_its_length(finder: Finder) -> None:
    passage = Passage("0" * 64, 1, "We welcome (as required by the Harbour Safety Act) the talks, " * 2000, "en")
    marked = mark(passage, finder)

    assert sum(cue is not None for _, cue in governed(marked, finder.lexicon)) == 2000
