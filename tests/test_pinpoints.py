"""Where in the instrument that it cites a passage points."""

from __future__ import annotations

import pytest

from aigovkg.mentions import Finder
from aigovkg.model import Claim
from aigovkg.vocabulary import CITES

from .test_claims import extract


def cited(finder: Finder, sentence: str) -> list[tuple[str, str]]:
    """Return what a sentence cites: the name and the place in it."""

    def citing(claim: Claim) -> bool:
        return claim.predicate == CITES or claim.predicate in finder.lexicon.relations

    page = f"{sentence}\nPublished by A in Riverside Charter, May 7, 2024"
    return [(claim.evidence.quote, claim.evidence.pinpoint) for claim in extract(finder, page) if citing(claim)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Providers follow Article 12 of the GDPR.", ("GDPR", "Article 12")),
        ("Providers follow Articles 53(2) and 54(6) GDPR.", ("GDPR", "Articles 53(2) and 54(6)")),
        ("As set out in section 4.4(b) of the Harbour Robot Act, tests are held.", ("Harbour Robot Act", "section 4.4(b)")),
        ("The duties of Article 53(1), points (a) and (b), of the GDPR apply.", ("GDPR", "Article 53(1), points (a) and (b)")),
        ("See Article 15 and Article 16, point (a), of the GDPR.", ("GDPR", "Article 15 and Article 16, point (a)")),
        (
            "Those listed in point (8) of the Annex to Directive (EU) 2022/2557.",
            ("Directive (EU) 2022/2557", "point (8) of the Annex"),
        ),
        ("Recital 71 GDPR says so.", ("GDPR", "Recital 71")),
        ("Under the GDPR, Article 22, people may object.", ("GDPR", "Article 22")),
        ("Having regard to the GDPR, and in particular Article 9(2) thereof.", ("GDPR", "Article 9(2)")),
        ("People may object (GDPR, Art. 22).", ("GDPR", "Art. 22")),
        (
            "Having regard to Regulation (EU) 2031/5 of 1 May 2031, and in particular Article 69(3) thereof,",
            ("Regulation (EU) 2031/5", "Article 69(3)"),
        ),
        ("Without regard to 5 U.S.C. §§ 3309- 3318.", ("5 U.S.C. §§ 3309- 3318", "§§ 3309- 3318")),
        ("依海港機器人管理法第二條辦理。", ("海港機器人管理法", "第二條")),
        ("It is forbidden by Annex III to the Harbour Robot Act.", ("Harbour Robot Act", "Annex III")),
        ("As defined in 15 U.S.C. 9401(3).", ("15 U.S.C. 9401", "9401(3)")),
        ("As required by 42 U.S.C. § 2000e-5.", ("42 U.S.C. § 2000e-5", "§ 2000e-5")),
        (
            "依照《中华人民共和国个人信息保护法》第二十四条第二款的规定处理。",
            ("《中华人民共和国个人信息保护法》", "第二十四条第二款"),
        ),
        (
            "依照《中华人民共和国个人信息保护法》第五十条、第五十一条处理。",
            ("《中华人民共和国个人信息保护法》", "第五十条、第五十一条"),
        ),
    ],
)
def test_a_citation_says_where_in_the_instrument(finder: Finder, sentence: str, expected: tuple[str, str]) -> None:
    assert cited(finder, sentence)[0] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Article 3 applies. The GDPR stays as it is.",
        "This section follows the GDPR.",
        "The GDPR is one point of many.",
        "The GDPR. Section 2 says more.",
    ],
)
def test_a_place_of_something_else_is_no_pinpoint(finder: Finder, sentence: str) -> None:
    assert cited(finder, sentence) == [("GDPR", "")]


def test_a_place_between_two_names_is_in_the_one_that_it_is_tied_to(finder: Finder) -> None:
    assert cited(finder, "As in the GDPR, Article 5 of the Harbour Robot Act demands care.") == [
        ("GDPR", ""),
        ("Harbour Robot Act", "Article 5"),
    ]


def test_an_acronym_behind_a_name_points_where_the_name_does(finder: Finder) -> None:
    assert cited(finder, "Article 2 of the Harbour Robot Act (HRA) demands care.") == [
        ("Harbour Robot Act", "Article 2"),
        ("HRA", "Article 2"),
    ]


def test_each_place_of_a_list_in_a_compilation_is_its_own(finder: Finder) -> None:
    assert cited(finder, "Notice is given under 5 U.S.C. §§ 3327 and 3330 and under 37 CFR 1.48 or 1.324.") == [
        ("5 U.S.C. §§ 3327", "§§ 3327"),
        ("3330", "3330"),
        ("37 CFR 1.48", "1.48"),
        ("1.324", "1.324"),
    ]
