"""Instruments cited by number: one entry each, whatever the spelling; lists of them; and what only looks like one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aigovkg import mentions, vocabulary
from aigovkg.mentions import Finder
from aigovkg.model import Kind, Mention, Passage

_LEXICON = vocabulary.folder("ontology") / "lexicon.ttl"
_TRIPLES = [quad.triple for quad in ox.parse(path=str(_LEXICON), format=ox.RdfFormat.TURTLE)]
_EXAMPLES = [t.object.value for t in _TRIPLES if t.predicate.value == vocabulary.SKOS + "example"]


def cited(finder: Finder, words: str, language: str = "en") -> list[Mention]:
    marked = mentions.mark(Passage("0" * 64, 1, words, language), finder)
    return [mention for mention in marked.mentions if mention.name.kind is Kind.INSTRUMENT]


def quotes(finder: Finder, words: str, language: str = "en") -> list[str]:
    return [mention.passage.quote(mention.span) for mention in cited(finder, words, language)]


def test_every_number_form_has_a_trigger_and_an_example() -> None:
    forms = {t.subject for t in _TRIPLES if str(t.object) == f"<{vocabulary.AIG}NumberForm>"}

    for needed in (vocabulary.AIG + "trigger", vocabulary.AIG + "pattern", vocabulary.SKOS + "example"):
        assert forms == {t.subject for t in _TRIPLES if t.predicate.value == needed and t.subject in forms}, needed


@pytest.mark.parametrize("number", _EXAMPLES)
def test_the_example_of_a_number_form_is_found_whole(finder: Finder, number: str) -> None:
    chinese = any("\u4e00" <= character <= "\u9fff" for character in number)
    sentence = f"此前根据{number}，已作规定。" if chinese else f"What follows is said in {number}, and it holds."

    assert quotes(finder, sentence, "zh" if chinese else "en") == [number]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Recalling its resolutions 41/10 of 3 July 2030 on robots in ports, 42/7 of 9 May 2031 on safe, fast and fair trains and 43/2,",
            [
                "resolutions 41/10 of 3 July 2030 on robots in ports",
                "42/7 of 9 May 2031 on safe, fast and fair trains",
                "43/2",
            ],
        ),
        (
            "amending Regulations (EC) No 901/2028 and (EU) No 902/2033, and Directives 2034/90/EU, (EU) 2036/97 and (EU) 2038/18",
            ["Regulations (EC) No 901/2028", "(EU) No 902/2033", "Directives 2034/90/EU", "(EU) 2036/97", "(EU) 2038/18"],
        ),
        ("under Executive Orders 19960 and 19961", ["Executive Orders 19960", "19961"]),
        ("Public Laws 216-11 and 217-22 apply", ["Public Laws 216-11", "217-22"]),
    ],
)
def test_each_number_of_a_list_is_a_citation_of_its_own(finder: Finder, words: str, expected: list[str]) -> None:
    assert quotes(finder, words) == expected


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("as provided in section 3(b) of 77 U.S.C. 1234(c)(2), it ends", "77 U.S.C. 1234"),
        ("under Article 4(1)(b) of Regulation (EU) 2031/77 they may", "Regulation (EU) 2031/77"),
        ("see 61 CFR 9.1043(a)", "61 CFR 9.1043"),
    ],
)
def test_a_pinpoint_is_no_part_of_the_number(finder: Finder, words: str, quote: str) -> None:
    assert quotes(finder, words) == [quote]


@pytest.mark.parametrize(
    "words",
    [
        "The decision 3/4 of them took was late.",
        "In resolution 1080/60 the picture is sharp.",
        "Regulation 10 is numbered so.",
        "Recommendation 5 of this report and Principle 3 agree.",
        "See https://example.org/M-24-10/COM(2031)1 for more.",
        "Its ISO 9 members met in room EO 5.",
    ],
)
def test_what_only_looks_like_a_number_of_an_instrument_is_none(finder: Finder, words: str) -> None:
    assert quotes(finder, words) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("see E.O. 19999 on it", "Executive Order No. 19999 of May 1, 2033, says"),
        ("see Pub. L. No. 219–44", "see Public Law 219-44"),
        ("see A/RES/99/265", "General Assembly resolution 99/265"),
        ("see Regulations (EU) 2031/1 and (EU) 2031/2", "(EU) 2031/2 follows Regulation (EU) 2031/2"),
        ("根据联合国大会第99/311号决议", "see resolution 99/311 there"),
    ],
)
def test_all_spellings_of_one_number_have_one_name(finder: Finder, one: str, other: str) -> None:
    assert cited(finder, one)[-1].name.forms[0].value.casefold() == cited(finder, other)[-1].name.forms[0].value.casefold()


def test_a_number_of_another_organ_is_another_resolution(finder: Finder) -> None:
    names = [m.name.forms[0].value for m in cited(finder, "Human Rights Council resolution 77/23 and resolution 77/23")]

    assert names == ["Human Rights Council resolution 77/23", "resolution 77/23"]


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("under 15 U.S.C. 9401(3)", "us-code"),
        ("title 5, United States Code", "us-code"),
        ("10 C.F.R. § 810.2", "us-cfr"),
        ("88 Fed. Reg. 75191", "us-federal-register"),
        ("E.O. 14110 of October 30, 2023", "us-eo-14110"),
        ("Executive Order (E.O.) 13960", "us-eo-13960"),
        ("Regulation (EU) 2016/679", "gdpr"),
        ("A/RES/78/265", "unga-78-265"),
        ("CETS No. 225", "coe-framework-convention"),
    ],
)
def test_a_number_names_the_registered_instrument_that_bears_it(finder: Finder, words: str, entry: str) -> None:
    (mention,) = cited(finder, words)

    assert [iri.rsplit("/", 1)[-1] for iri in mention.name.candidates] == [entry]


def test_a_number_and_the_title_behind_it_are_one_citation(finder: Finder) -> None:
    words = "as NIST SP 800-53, Security and Privacy Controls for Information Systems and Organizations, says"

    assert quotes(finder, words) == ["NIST SP 800-53, Security and Privacy Controls for Information Systems and Organizations"]


def test_an_acronym_in_brackets_inside_a_name_does_not_hide_what_it_names(finder: Finder) -> None:
    (mention,) = cited(finder, "the Organisation for Economic Co-operation and Development (OECD) AI Principles apply")

    assert [iri.rsplit("/", 1)[-1] for iri in mention.name.candidates] == ["oecd-rec-2019"]
