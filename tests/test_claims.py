"""Claims: who issued it and when, what it cites and how, what it states."""

from __future__ import annotations

import pytest

from aigovkg import claims, dates, mentions
from aigovkg.claims.own import is_own
from aigovkg.documents import attributed
from aigovkg.mentions import Finder
from aigovkg.model import Claim, Date, Kind, Name, Text
from aigovkg.vocabulary import CITES, Vocabulary


def extract(finder: Finder, page: str) -> tuple[Claim, ...]:
    (document,) = attributed.read(page, "0" * 64, ("page.txt",), "text/plain", finder.lexicon).documents
    return claims.extract(document, mentions.find(document, finder), finder.lexicon)


def said(finder: Finder, page: str, predicate: str) -> list[tuple[str, str]]:
    """What claims of a predicate say: the entry (or the words) and the quote."""
    return [
        (shown(claim.object), claim.evidence.quote)
        for claim in extract(finder, page)
        if claim.predicate.rpartition("#")[2].rpartition("/")[2] == predicate
    ]


def shown(what: object) -> str:
    match what:
        case Name():
            return what.candidates[0].rsplit("/", 1)[-1] if what.candidates else what.forms[0].value
        case Text():
            return what.value
        case Date():
            return what.iso
        case _:
            raise TypeError(what)


def relation(finder: Finder, sentence: str, language: str = "en") -> str:
    line = "由 A 在 海滨宣言发表, May 7, 2024" if language == "zh" else "Published by A in Riverside Charter, May 7, 2024"
    cited = [
        c.predicate
        for c in extract(finder, f"{sentence}\n{line}")
        if c.predicate == CITES or c.predicate in finder.lexicon.relations
    ]
    return cited[0].rpartition("#")[2] if cited else "nothing"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Pursuant to the Bletchley Declaration, tests are held.", "basedOn"),
        ("Building on the Bletchley Declaration, we agree to meet.", "buildsOn"),
        ("We will take steps to implement the Bletchley Declaration.", "implements"),
        ("The Bletchley Declaration is hereby repealed.", "repeals"),
        ("Section 2 amends the Bletchley Declaration.", "amends"),
        ("Reaffirming the Bletchley Declaration, the Ministers met.", "reaffirms"),
        ("Recalling the Bletchley Declaration, the Assembly met.", "recalls"),
        ("They warmly welcome the Bletchley Declaration.", "welcomes"),
        ("We welcome efforts to promote safety, including the signing of the Bletchley Declaration.", "welcomes"),
        ("Forty states have endorsed the Bletchley Declaration.", "supports"),
        ("This is consistent with the Bletchley Declaration.", "alignsWith"),
        ("An example is the Bletchley Declaration.", "cites"),
        ("This does not repeal the Bletchley Declaration.", "cites"),
        ("They failed to welcome the Bletchley Declaration.", "cites"),
        ("They not only welcome the Bletchley Declaration.", "welcomes"),
        ("Nothing here names anything.", "nothing"),
    ],
)
def test_the_words_that_govern_a_citation_say_how_it_cites(finder: Finder, sentence: str, expected: str) -> None:
    assert relation(finder, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("根据《布莱切利宣言》开展工作。", "basedOn"),
        ("在《布莱切利宣言》基础上继续努力。", "buildsOn"),
        ("贯彻落实《布莱切利宣言》。", "implements"),
        ("双方欢迎《布莱切利宣言》。", "welcomes"),
        ("重申《布莱切利宣言》的原则。", "reaffirms"),
        ("与《布莱切利宣言》相衔接。", "alignsWith"),
        ("例子见《布莱切利宣言》。", "cites"),
    ],
)
def test_chinese_cues_govern_before_behind_and_around_the_name(finder: Finder, sentence: str, expected: str) -> None:
    assert relation(finder, sentence, "zh") == expected


def test_a_relation_carries_the_cue_that_announced_it(finder: Finder) -> None:
    page = "They welcome the Bletchley Declaration.\nPublished by A in Riverside Charter, May 7, 2024"
    (claim,) = [claim for claim in extract(finder, page) if claim.predicate.endswith("welcomes")]

    assert (claim.evidence.cue, claim.evidence.quote) == ("welcome", "Bletchley Declaration")


@pytest.mark.parametrize(
    "sentence",
    [
        "The Riverside Charter on Robots says so.",
        "The Riverside Charter for Safe Robots says so.",
        "The Riverside Charter is short.",
    ],
)
def test_a_documents_own_name_in_another_wording_is_no_citation(finder: Finder, sentence: str) -> None:
    page = f"{sentence}\nPublished by A in Riverside Charter on Safe Robots, May 7, 2024"

    assert said(finder, page, "cites") == []


@pytest.mark.parametrize(
    ("form", "title", "own"),
    [
        ("Harbour Safety Framework", "OECD Harbour Safety Framework", True),
        ("Harbour Safety Framework", "OECD Harbour Safety Framework Version 1.0", True),
        ("Harbour Safety Act", "Regulations under the Harbour Safety Act", False),
        ("Harbour Safety Framework", "OECD Launches New Harbour Safety Framework", False),
    ],
)
def test_a_title_without_its_issuer_is_the_documents_own(known: Vocabulary, form: str, title: str, own: bool) -> None:
    names = [Name(Kind.INSTRUMENT, (Text(words, "en"),)) for words in (form, title)]

    assert is_own(names[0], names[1], known.lexicon) is own


def test_another_instrument_with_the_same_head_noun_is_a_citation(finder: Finder) -> None:
    page = "See the Hillside Charter on Safe Robots.\nPublished by A in Riverside Charter on Safe Robots, May 7, 2024"

    assert [quote for _, quote in said(finder, page, "cites")] == ["Hillside Charter on Safe Robots"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("OECD", ["oecd"]),
        ("UNESCO; OECD; etc.", ["unesco", "oecd"]),
        ("Microsoft, IBM, FAO", ["microsoft", "ibm", "fao"]),
        ("Harbour Robotics Institute (HRI), Canada", ["Harbour Robotics Institute"]),
        ("Cabinet Office, Government of Japan", ["jp-cao"]),
        (
            "Peking University, Tsinghua University and the Chinese Academy of Sciences, together with firms that help.",
            ["pku", "tsinghua", "cas"],
        ),
        ("Jane Roe, founder of Harbour Robots", ["Jane Roe"]),
        ("France", ["gov-fr"]),
        ("法国、德国", ["gov-fr", "gov-de"]),
        ("the United States and the United Kingdom", ["gov-us", "gov-uk"]),
        ("Harbour Institute, Hill Institute", ["Harbour Institute", "Hill Institute"]),
        ("Microsoft, Inc.", ["microsoft"]),
        ("Ada Lovelace; Alan Turing, founder of X; etc.", ["Ada Lovelace", "Alan Turing"]),
        ("(Harbour Institute)", ["Harbour Institute"]),
        ("eBay", ["eBay"]),
        ("...", []),
        ("40th International Conference of Data Protection and Privacy Commissioners (ICDPPC)", ["icdppc"]),
        ("the Kenya Government and the Government of the Republic of Chile", ["gov-ke", "gov-cl"]),
        ("Ministry of Tides and Harbours", ["Ministry of Tides and Harbours"]),
    ],
)
def test_issuer_fields_are_taken_apart_into_issuers_in_every_form(finder: Finder, field: str, expected: list[str]) -> None:
    for form in (
        "Words.\nPrinciple: Riverside Charter, May 7, 2024\nPublished by {}",
        "Words.\nPublished by {} in Riverside Charter, May 7, 2024",
        "Words.\n由 {} 在 Riverside Charter发表, May 7, 2024",
    ):
        assert [name for name, _ in said(finder, form.format(field), "issuedBy")] == expected, form


def test_parties_in_the_title_of_a_joint_statement_are_issuers(finder: Finder) -> None:
    page = "Words.\nPublished by China Government in Joint Statement between the People's Republic of China and the Republic of Kenya on Robots, May 7, 2024"

    assert set(said(finder, page, "issuedBy")) == {
        ("gov-cn", "China Government"),
        ("gov-cn", "People's Republic of China"),
        ("gov-ke", "Republic of Kenya"),
    }


def test_countries_in_the_topic_of_a_title_are_no_issuers(finder: Finder) -> None:
    page = "Words.\nPublished by OECD in Joint Statement on Cooperation between France and Kenya, May 7, 2024"

    assert [name for name, _ in said(finder, page, "issuedBy")] == ["oecd"]


def test_a_decree_in_the_issuer_field_is_what_the_document_is_part_of(finder: Finder) -> None:
    page = "Words.\nPrinciple: Riverside Principles, May 7, 2024\nPublished by OECD, Decree of the President of Riverside on the Development of Robots"

    assert said(finder, page, "partOf") == [("Decree of the President of Riverside on the Development of Robots",) * 2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Oct 10, 2019", Date("2019-10-10")),
        ("Sept 20, 2022", Date("2022-09-20")),
        ("October 18, 2023", Date("2023-10-18")),
        ("Jun 09, 2019", Date("2019-06-09")),
        ("Jan 3-8, 2017", Date("2017-01")),
        ("2019 (unconfirmed)", Date("2019", confirmed=False)),
        ("Sep 28, 2016 (unconfirmed)", Date("2016-09-28", confirmed=False)),
        ("2024年5月7日", Date("2024-05-07")),
        ("2024年5月", Date("2024-05")),
        ("10 October 2019", Date("2019-10-10")),
        ("May 2024", Date("2024-05")),
        ("2024-05-07", Date("2024-05-07")),
        ("Feb 30, 2024", None),
        ("Foo 3, 2024", None),
        ("Jan 30 - Feb 2, 2017", Date("2017")),
        ("1-2 November 2023", Date("2023-11")),
        ("may 7, 2024", Date("2024-05-07")),
        ("２０２４年５月７日", Date("2024-05-07")),
        ("٢٠٢٤-٠٥-٠٧", None),
        ("1066", None),
        ("9999", None),
        ("someday", None),
    ],
)
def test_dates_are_as_precise_as_their_source_and_never_invented(known: Vocabulary, words: str, expected: Date | None) -> None:
    assert dates.read(words, known.lexicon.months, known.lexicon.listed("unconfirmedMark")) == expected


def test_a_principle_is_claimed_once_a_passage_with_the_words_that_say_it_best(finder: Finder) -> None:
    page = "AI must respect human dignity, and human dignity must be protected.\nPublished by A in Riverside Charter, May 7, 2024"

    assert [name for name, _ in said(finder, page, "states")].count("human-dignity") == 1


def test_every_claim_has_a_quote_that_is_not_empty(finder: Finder) -> None:
    page = "They welcome the Bletchley Declaration and must respect privacy.\nPublished by OECD in Riverside Charter, May 7, 2024"

    assert all(claim.evidence.quote.strip() for claim in extract(finder, page))


@pytest.mark.parametrize(
    ("sentence", "title", "quote"),
    [
        ("This Act repeals the Data Handling Act 2019.", "Data Handling Act 2024", "Data Handling Act 2019"),
        ("It amends Directive (EU) 2019/12.", "Directive (EU) 2024/15", "Directive (EU) 2019/12"),
        ("It recalls the Riverside Charter on Water.", "Riverside Charter on Robots", "Riverside Charter on Water"),
    ],
)
def test_another_edition_or_another_topic_is_another_instrument(finder: Finder, sentence: str, title: str, quote: str) -> None:
    claimed = extract(finder, f"{sentence}\nPublished by A in {title}, May 7, 2024")

    assert [claim.evidence.quote for claim in claimed if claim.predicate in (*finder.lexicon.relations, CITES)] == [quote]


@pytest.mark.parametrize(
    ("page", "cited"),
    [
        (
            "This Harbour Robots Framework sets goals.\nPublished by A in Proposed Robots Framework of the Harbour, May 7, 2024",
            [],
        ),
        (
            "This is what the Hillside Framework on Robots says.\nPublished by A in Harbour Framework, May 7, 2024",
            ["Hillside Framework on Robots"],
        ),
        ("《机器人办法》自公布之日起施行,见《山地办法》。\n由 A 在 海港机器人办法发表, May 7, 2024", ["《山地办法》"]),
    ],
)
def test_what_a_document_calls_this_or_by_the_end_of_its_title_is_itself(finder: Finder, page: str, cited: list[str]) -> None:
    assert [quote for _, quote in said(finder, page, "cites")] == cited


def test_a_body_that_is_a_place_too_is_not_mentioned_where_the_place_is_meant(finder: Finder) -> None:
    page = "Courts in the European Union judge, and the European Union acts.\nPublished by A in Riverside Charter, May 7, 2024"

    assert [quote for _, quote in said(finder, page, "mentions")] == ["European Union"]
    (claim,) = (one for one in extract(finder, page) if one.predicate.endswith("#mentions"))
    assert claim.evidence.span.start > page.index("judge")
