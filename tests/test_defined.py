"""Short forms that a document defines, and names taken up again by their head noun."""

import pytest

from aigovkg import mentions
from aigovkg.mentions import Finder
from aigovkg.model import Attribution, Document, Kind, Mention, Passage, Source, Span

SOURCE = Source(("a.txt",), "0" * 64, "en", "text/plain")


def found(finder: Finder, *passages: str, title: str = "", issuers: str = "", language: str = "en") -> list[Mention]:
    said: tuple[Attribution, ...] = ()
    if title or issuers:
        head = Passage("0" * 64, 1, f"{title}\n{issuers}", language, attributes=True)
        at = len(title) + 1
        said = (Attribution(head, ((Span(0, len(title)), language),), Span(at, at + len(issuers)) if issuers else None),)
    read = tuple(Passage("0" * 64, 2 + number, words, language) for number, words in enumerate(passages))
    marked = mentions.find(Document(SOURCE, read, said), finder)
    return [mention for run in marked if run.fields is None for mention in run.mentions]


def short(finder: Finder, *passages: str, title: str = "", issuers: str = "", language: str = "en") -> list[tuple[str, str]]:
    """Return what short forms stand in the passages and what each means: (quote, catalogue identifier or full name)."""
    return [
        (m.passage.quote(m.span), m.name.candidates[0].rsplit("/", 1)[-1] if m.name.candidates else m.name.forms[0].value)
        for m in found(finder, *passages, title=title, issuers=issuers, language=language)
        if m.method in ("definition", "reference")
    ]


def test_an_acronym_in_brackets_means_the_name_before_it_from_there_on(finder: Finder) -> None:
    said = short(finder, "We set up the Northern Lights Safety Board (NLSB).", "The NLSB meets; an NLSB report follows.")

    assert said == [("NLSB", "Northern Lights Safety Board")] * 3


def test_letters_in_brackets_that_the_name_does_not_begin_with_define_nothing(finder: Finder) -> None:
    assert short(finder, "We set up the Northern Lights Safety Board (XQ).", "The XQ meets.") == []


@pytest.mark.parametrize(
    "bracket", ['(the "Charter")', "(the “Charter”)", "(hereinafter the Charter)", "(hereafter referred to as the ‘Charter’)"]
)
def test_a_short_title_in_brackets_is_defined_however_it_is_introduced(finder: Finder, bracket: str) -> None:
    said = short(
        finder, f"Signatories adopt the Lisbon Charter on Fair Robots {bracket}.", "Under the Charter all robots are fair."
    )

    assert said == [("Charter", "Lisbon Charter on Fair Robots")] * 2


def test_a_word_quoted_in_brackets_for_another_reason_is_no_short_form(finder: Finder) -> None:
    assert short(finder, 'The Lisbon Charter on Fair Robots (which calls them "Machines") is old. The Machines are new.') == []


def test_a_short_form_is_of_the_name_that_has_its_head_noun(finder: Finder) -> None:
    said = short(finder, "We present the draft Code of Practice under the AI Act (the “Code”).", "Signatories of the Code agree.")

    assert ("Code", "eu-ai-act") not in said
    assert short(finder, "We adopt the AI Act (the “Code”).")[0] == ("Code", "eu-ai-act")


def test_a_charter_of_a_union_is_not_called_the_union(finder: Finder) -> None:
    assert short(finder, "See the Charter of Fundamental Rights of the European Union.", "Trade in the Union grows.") == []


def test_a_defined_common_noun_counts_only_behind_an_article(finder: Finder) -> None:
    said = short(finder, "The Lisbon Charter on Fair Robots (the “Charter”) is old.", "Charter flights are cheap.")

    assert said == [("Charter", "Lisbon Charter on Fair Robots")]


def test_a_chinese_short_form_is_defined_and_found_again(finder: Finder) -> None:
    said = short(finder, "根据《星海机器人管理办法》（以下简称《星海办法》）制定。", "违反星海办法的，予以处罚。", language="zh")

    assert said == [("星海办法", "星海机器人管理办法")] * 2


def test_a_head_noun_behind_an_article_means_the_one_body_named_before_it(finder: Finder) -> None:
    said = short(finder, "The European Commission proposed it.", "The Commission will report.")

    assert said == [("Commission", "ec")]


def test_a_head_noun_means_the_issuer_where_nothing_nearer_bears_it(finder: Finder) -> None:
    said = short(
        finder,
        "Like the Federal Trade Commission it acts.",
        "The Commission will report.",
        title="Guidelines on Fair Robots",
        issuers="European Commission",
    )

    assert said == [("Commission", "ec")]


def test_a_head_noun_of_two_things_named_before_means_neither(finder: Finder) -> None:
    before = "The European Commission and the Federal Trade Commission met."

    assert short(finder, before, "The Commission will report.") == []


def test_a_head_noun_that_goes_on_is_another_name(finder: Finder) -> None:
    assert (
        short(finder, "The European Commission proposed it.", "The Commission on Human Dignity and the Commission’s Board met.")
        == []
    )


def test_the_act_of_an_act_is_the_document_itself(finder: Finder) -> None:
    said = short(finder, "It follows the Robot Safety Act of 2019.", "The Act applies at once.", title="Fair Robots Act")

    assert said == []


def test_what_a_short_form_means_is_the_very_name_it_was_defined_for(finder: Finder) -> None:
    instruments = [
        mention.name
        for mention in found(finder, "The Lisbon Charter on Fair Robots (the “Charter”) is old.", "The Charter lives.")
        if mention.name.kind is Kind.INSTRUMENT
    ]

    assert len(instruments) == 3
    assert len(set(instruments)) == 1


def test_a_body_that_owns_another_is_part_of_its_name(finder: Finder) -> None:
    names = [m.passage.quote(m.span) for m in found(finder, "We set up the Microsoft-OpenAI Deployment Safety Board in 2021.")]

    assert names == ["Microsoft-OpenAI Deployment Safety Board"]


def test_a_head_noun_inside_a_longer_title_of_office_names_no_body(finder: Finder) -> None:
    assert found(finder, "Each Senior Agency Official reports.") == []


def test_a_head_noun_of_two_words_means_the_one_thing_before_it(finder: Finder) -> None:
    said = short(finder, "We published the Harbour Robots Action Plan and the Hillside Plan.", "The Action Plan sets out goals.")

    assert said == [("Action Plan", "Harbour Robots Action Plan")]


def test_the_end_of_a_chinese_name_in_title_marks_means_the_one_thing_that_ends_so(finder: Finder) -> None:
    one = "2023年提出《海港机器人治理倡议》。《倡议》指出,机器人很重要。"
    both = "见《海港机器人治理倡议》和《山地机器人倡议》。《倡议》指出,机器人很重要。"

    assert short(finder, one, language="zh") == [("《倡议》", "海港机器人治理倡议")]
    assert short(finder, both, language="zh") == []
    assert short(finder, one, title="海滨倡议", language="zh") == []


def test_a_chinese_short_form_defined_in_title_marks_stands_in_them(finder: Finder) -> None:
    said = short(finder, "印发《海港机器人治理意见》(以下简称《意见》)。《意见》很重要,各方意见不一。", language="zh")

    assert said == [("《意见》", "海港机器人治理意见")] * 2
