"""Whole documents: cut by their own structure, and named by what their head says."""

from __future__ import annotations

import json
import re
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigovkg import dates
from aigovkg.documents import whole
from aigovkg.documents.plain import Plain
from aigovkg.errors import InputError
from aigovkg.model import Kind, Passage, Reading, Severity
from aigovkg.vocabulary import Lexicon, load

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
BODY = "This instrument sets out rules for the use of machines by public bodies. It applies to all of them."


@cache
def lexicon() -> Lexicon:
    return load().lexicon


def read(text: str, **given: object) -> Reading:
    return whole.read(Plain(text, "text/plain", **given), "0" * 64, ("f.txt",), lexicon())  # type: ignore[arg-type]


def said(reading: Reading) -> tuple[list[str], list[str], list[str]]:
    """Return the titles, issuers and dates that a reading quotes."""
    attributions = [one for document in reading.documents for one in document.attributions]
    titles = [one.passage.quote(span) for one in attributions for span, _ in one.titles]
    issuers = [one.passage.quote(one.issuers) for one in attributions if one.issuers]
    dates = [one.passage.quote(one.date) for one in attributions if one.date]
    return ([" ".join(title.split()) for title in titles], issuers, dates)


def passages(text: str, **given: object) -> tuple[Passage, ...]:
    return read("Widget Charter\n\n" + text, **given).documents[0].passages[1:]


# ---- the head

HEADS = {
    "a bill by its short title, with the house it is before and the day": (
        (
            "118th CONGRESS\n1st Session\n\nH. R. 9999\n\nTo require reports on widgets, and for other purposes.\n\n"
            "IN THE HOUSE OF REPRESENTATIVES\n\nSeptember 21, 2023\n\nMs. Example introduced the following bill\n\nA BILL\n\n"
            "To require reports on widgets, and for other purposes.\n\nBe it enacted by the Senate and House of Representatives "
            "of the United States of America in Congress assembled,\n\nSECTION 1. SHORT TITLE.\n\n"
            "This Act may be cited as the “Widget Reporting Act of 2023”.\n"
        ),
        ["Widget Reporting Act of 2023"],
        ["HOUSE OF REPRESENTATIVES"],
        ["September 21, 2023"],
    ),
    "a bill by its short title at the end, issued by nobody yet": (
        "A BILL TO\n\nMake provision for widgets.\n\nBE IT ENACTED by the King’s most Excellent Majesty, in this present "
        "Parliament assembled:—\n\n1. Widgets\n\n" + f"(1) {BODY}\n\n" * 60 + "(3) This Act may be cited as the Widgets Act 2030",
        ["Widgets Act 2030"],
        [],
        [],
    ),
    "an act by what it says it is for, and who enacts it": (
        (
            "AN ACT concerning widgets.\n\nBe it enacted by the People of the State of Nowhere, represented in the Assembly:\n\n"
            "Section 5. The Widget Act is amended.\n"
        ),
        ["AN ACT concerning widgets"],
        ["People of the State of Nowhere"],
        [],
    ),
    "an executive order by the line below its number": (
        (
            "Executive Order 14999 of March 3, 2023\n\nSafe Use of Automated Widgets\n\nBy the authority vested in me as President "
            "by the Constitution, it is hereby ordered as follows:\n\nSection 1. Purpose. Widgets hold promise.\n"
        ),
        ["Executive Order 14999", "Safe Use of Automated Widgets"],
        [],
        ["March 3, 2023"],
    ),
    "a resolution, its wrapped title without its number": (
        (
            "United Nations A/RES/99/123\n\nGeneral Assembly\n\nResolution adopted by the General Assembly on 21 March 2024\n\n"
            "99/123. Seizing the opportunities of safe widgets for\nsustainable development\n\nThe General Assembly,\n\n"
            "Reaffirming international law,\n\n1. Resolves to bridge divides;\n"
        ),
        ["Seizing the opportunities of safe widgets for sustainable development"],
        ["General Assembly"],
        ["21 March 2024"],
    ),
    "an Official Journal head over several lines": (
        (
            "Official Journal of the European Union\n\nEN\n\nL series\n\nREGULATION (EU) 2030/9999 OF THE EUROPEAN PARLIAMENT AND OF "
            "THE COUNCIL\n\nof 13 June 2030\n\nlaying down harmonised rules on widgets (Widgets Act)\n\n(Text with EEA relevance)\n\n"
            "THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,\n\nHaving regard to the Treaty,\n\nWhereas:\n\n(1) Why.\n"
        ),
        [
            "REGULATION (EU) 2030/9999 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL of 13 June 2030 laying down harmonised rules on widgets (Widgets Act)",
            "Widgets Act",
        ],
        ["EUROPEAN PARLIAMENT", "COUNCIL OF THE EUROPEAN UNION"],
        ["13 June 2030"],
    ),
    "a memorandum by its subject": (
        (
            "OFFICE OF MANAGEMENT AND BUDGET\n\nMarch 28, 2024\n\nM-24-99\n\nMEMORANDUM FOR THE HEADS OF AGENCIES\n\n"
            f"FROM: Jane Q. Example\n\nSUBJECT: Advancing Governance of Widgets\n\n1. OVERVIEW\n\n{BODY}"
        ),
        ["Advancing Governance of Widgets"],
        ["OFFICE OF MANAGEMENT AND BUDGET"],
        ["March 28, 2024"],
    ),
    "a title page with a ministry and a month": (
        f"Ministry of Machines\n\nNational Widget Strategy\n\nMay 2024\n\nContents\n\nForeword ........ 3\n\nForeword\n\n{BODY}",
        ["National Widget Strategy"],
        ["Ministry of Machines"],
        ["May 2024"],
    ),
    "a title wrapped in capitals, and who prepared it": (
        (
            "GUIDELINES FOR THE RESPONSIBLE\nUSE OF AUTOMATED WIDGETS\nIN PUBLIC SERVICES\n\nPrepared by the Office of Widgets\n\n"
            f"3 March 2024\n\n1 Scope\n\n{BODY}"
        ),
        ["GUIDELINES FOR THE RESPONSIBLE USE OF AUTOMATED WIDGETS IN PUBLIC SERVICES"],
        ["Office of Widgets"],
        ["3 March 2024"],
    ),
    "a policy dated by its publication, not by its update": (
        f"Acme Responsible Widget Policy\n\nLast updated: June 9, 2024\n\nPublished: May 3, 2024\n\n{BODY}",
        ["Acme Responsible Widget Policy"],
        [],
        ["May 3, 2024"],
    ),
    "a Chinese law with its adoption in brackets, not the day it takes effect": (
        (
            "示例数据安全条例\n（2030年8月20日第十三届全国人民代表大会常务委员会第三十次会议通过　自2030年11月1日起施行）\n\n"
            "第一章 总则\n第一条 为了规范，制定本条例。\n第二条 适用本条例。\n"
        ),
        ["示例数据安全条例"],
        ["全国人民代表大会常务委员会"],
        ["2030年8月20日"],
    ),
    "an order that makes measures known, signed by two": (
        (
            "国家互联网信息办公室\n教育部令\n第15号\n\n《示例服务管理办法》已经审议通过，现予公布，自2030年8月15日起施行。\n\n"
            "国家互联网信息办公室\n教育部\n2030年7月10日\n\n示例服务管理办法\n\n第一条　为了规范示例服务，制定本办法。\n"
        ),
        ["示例服务管理办法"],
        ["国家互联网信息办公室", "教育部"],
        ["2030年7月10日"],
    ),
    "a notice with its labels, by what it issues": (
        (
            "发文机关：国务院\n成文日期：2030年07月08日\n标题：国务院关于印发示例发展规划的通知\n发布日期：2030年07月20日\n\n"
            "国务院关于印发示例发展规划的通知\n国发〔2030〕35号\n\n各省、自治区人民政府：\n\n现将《示例发展规划》印发给你们。\n\n"
            "国务院\n2030年7月8日\n\n示例发展规划\n\n一、总体要求\n\n深入贯彻。\n"
        ),
        ["示例发展规划"],
        ["国务院"],
        ["2030年07月08日"],
    ),
    "a page in two languages, by both": (
        f"机器治理示例宣言\n\nExample Declaration on the Governance of Machines\n\n各国应当共同努力，推动治理。\n\n{BODY}",
        ["机器治理示例宣言", "Example Declaration on the Governance of Machines"],
        [],
        [],
    ),
    "a Spanish charter with a place beside the date": (
        "Carta de Principios sobre Máquinas\n\nMadrid, 7 de mayo de 2024\n\nArtículo 1. Objeto\n\nEsta carta regula las máquinas.\n",
        ["Carta de Principios sobre Máquinas"],
        [],
        ["7 de mayo de 2024"],
    ),
}


@pytest.mark.parametrize("kind", HEADS)
def test_the_head_names(kind: str) -> None:
    text, titles, issuers, dates = HEADS[kind]
    assert said(read(text)) == (titles, issuers, dates)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"1. Introduction\n\n{BODY}",
        f"Executive Summary\n\n{BODY}",
        f"Foreword by the Minister\n\n{BODY}",
        "Mr. President,\n\nI thank you for the briefing.",
        "The Parliament adopted the Widget Act on 3 May 2024, and others followed.\n\nMore was said.",
        f"ANNEX\n\nto the\n\nCommunication on Widgets\n\nFostering a European approach to widgets\n\n{BODY}",
        "第一章 总则\n\n第一条 为了规范，制定本办法。",
        "中新网北京9月25日电 某委员会发布《示例规范》，旨在规范。",
    ],
)
def test_what_no_head_says_is_not_invented(text: str) -> None:
    reading = read(text)
    assert reading.documents == ()
    assert [issue.severity for issue in reading.issues] == [Severity.WARNING]
    assert "title" in reading.issues[0].what
    assert "manifest" in reading.issues[0].remedy


def test_metadata_says_what_the_text_does_not() -> None:
    reading = read(
        BODY, metadata=(("title", "Widget Charter"), ("issuers", "Acme"), ("issuers", "Bolt Ltd"), ("date", "2024-05-03"))
    )
    (attribution,) = reading.documents[0].attributions
    assert attribution.passage.attributes
    assert attribution.passage.text == "title: Widget Charter\nissuers: Acme; Bolt Ltd\ndate: 2024-05-03"
    assert attribution.passage.position == len(reading.documents[0].passages) + 1
    assert said(reading) == (["Widget Charter"], ["Acme; Bolt Ltd"], ["2024-05-03"])


def test_the_text_goes_before_the_metadata() -> None:
    reading = read(
        f"Widget Charter\n\n3 May 2024\n\n{BODY}", metadata=(("title", "untitled.docx"), ("issuers", "Acme"), ("date", "2020"))
    )
    assert said(reading) == (["Widget Charter"], ["Acme"], ["3 May 2024"])


def test_what_the_user_states_goes_before_the_text_and_before_the_metadata() -> None:
    text = f"Widget Charter\n\nMinistry of Widgets\n\n3 May 2024\n\n{BODY}"
    reading = read(
        text,
        metadata=(("title", "widget.docx"), ("date", "2020")),
        stated=(("title", "Charter of Widgets"), ("date", "2024-05-04")),
    )
    assert said(reading) == (["Charter of Widgets"], ["Ministry of Widgets"], ["2024-05-04"])
    (by_user,) = [one for one in reading.documents[0].attributions if one.passage.attributes]
    assert by_user.passage.text == "title: Charter of Widgets\ndate: 2024-05-04"


@pytest.mark.parametrize("given", ["metadata", "stated"])
@pytest.mark.parametrize(
    ("key", "value"),
    [("date", "2024-13-45"), ("date", "soon; 2024"), ("issuers", "12345"), ("title", "?"), ("language", "English")],
)
def test_what_is_stated_and_cannot_be_is_said_and_not_used(given: str, key: str, value: str) -> None:
    reading = read(f"Widget Charter\n\n{BODY}", **{given: ((key, value),)})
    (issue,) = reading.issues
    assert issue.severity is Severity.WARNING
    assert "not used" in issue.what
    assert issue.remedy
    assert said(reading) == (["Widget Charter"], [], [])


def test_the_language_that_the_user_states_is_that_of_the_source() -> None:
    assert read(f"Widget Charter\n\n{BODY}", stated=(("language", "de"),)).source.language == "de"
    assert (
        read("互联网信息服务算法推荐管理规定\n\n为了规范算法推荐活动，制定本规定。", stated=(("language", "zh"),)).source.language
        == "zh-Hans"
    )


def test_a_heading_that_the_format_marks_is_the_title() -> None:
    text = f"Home\n\nSkip to content\n\nWhat we think of widgets\n\n{BODY}"
    assert said(read(text, headings=frozenset({text.index("What")})))[0] == ["What we think of widgets"]


def test_markdown_marks_are_no_part_of_a_title() -> None:
    assert said(read(f"# Thoughts on machines\n\n{BODY}"))[0] == ["Thoughts on machines"]


def test_the_run_that_says_so_is_a_passage_of_the_document() -> None:
    document = read(HEADS["a title page with a ministry and a month"][0]).documents[0]
    assert {attribution.passage for attribution in document.attributions} <= set(document.passages)
    assert not any(passage.attributes for passage in document.passages)


def test_an_empty_text_is_refused_with_a_remedy() -> None:
    for text in ("", " \n\n\t", "* * *\n\n---", "12"):
        with pytest.raises(InputError) as error:
            read(text)
        assert error.value.remedy


# ---- the passages


def test_a_heading_stands_with_the_paragraph_below_it() -> None:
    first, second = passages(
        "CHAPTER I\n\nGENERAL RULES\n\nArticle 1\n\nSubject matter\n\nThis Charter has rules.\n\nIt has more of them."
    )
    assert first.text == "CHAPTER I\n\nGENERAL RULES\n\nArticle 1\n\nSubject matter\n\nThis Charter has rules."
    assert (first.number, first.heading) == ("Article 1", "Subject matter")
    assert (second.number, second.heading) == (None, "Subject matter")


def test_a_chapter_heads_the_articles_that_have_no_heading() -> None:
    found = passages(
        "第一章 总 则\n\n第一条 为了规范，制定本办法。\n\n第二条 适用本办法。\n\n第二章 保障\n\n第三条 国家支持研发。"
    )
    assert [(one.number, one.heading) for one in found] == [("第一条", "总 则"), ("第二条", "总 则"), ("第三条", "保障")]
    assert found[1].text == "第二条 适用本办法。"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("SEC. 101. The agency shall report.", "SEC. 101"),
        ("§ 1798.100 A business shall inform the consumer.", "§ 1798.100"),
        ("Art. 5 The provider shall keep records.", "Art. 5"),
        ("Recital 12 The notion of a widget should be clear.", "Recital 12"),
        ("(12) The notion of a widget should be clear.", "(12)"),
        ("(ii) the output that it makes;", "(ii)"),
        ("1.2.3 The provider shall keep records.", "1.2.3"),
        ("（二）研发活动主要指科学研究。", "（二）"),
        ("二、共同把握机遇。呼吁各方合作。", "二、"),
        ("Principle 3: Widgets should be fair to all.", "Principle 3"),
        ("• (7) Innovation is to be fostered.", "(7)"),
    ],
)
def test_numbers_are_kept(line: str, number: str) -> None:
    found = passages(f"It begins here.\n\n{line}\n\nIt ends here.")
    assert found[1].text == line
    assert found[1].number is not None
    assert found[1].number.rstrip(".") == number


@pytest.mark.parametrize(
    "line", ["25 September 2024", "Article 5 of that law applies here.", "2.5 percent of them are new.", "A widget is new."]
)
def test_what_only_looks_like_a_number_is_none(line: str) -> None:
    assert all(one.number is None for one in passages(f"It begins here.\n\n{line}\n\nIt ends here."))


def test_lines_wrapped_at_a_width_make_one_paragraph() -> None:
    line = "the provider of a widget shall keep records of every use of the widget and publish\n"
    text = "".join(
        f"Article {n} In this Charter and in what follows from it for public bodies,\n{line * 4}them once a year.\n"
        for n in range(1, 6)
    )
    found = passages(text)
    assert [one.number for one in found] == [f"Article {n}" for n in range(1, 6)]
    assert all(one.text.count("\n") == 5 for one in found)


def test_a_paragraph_broken_by_a_page_is_mended_around_nothing() -> None:
    (one,) = passages("The provider shall keep records of each use of the widget and of\n\nits outputs for three years.")
    assert one.text.endswith("for three years.")


def test_contents_page_numbers_and_lone_symbols_are_no_passages() -> None:
    text = "Contents\n\nScope ........ 3\n\nDuties ____________ 4\n\n* * *\n\nScope\n\nIt applies to all\n\n- 3 -\n\nPage 4 of 9\n\nof them."
    assert [one.text for one in passages(text)] == ["Scope\n\nIt applies to all\n\n- 3 -\n\nPage 4 of 9\n\nof them."]


def test_running_heads_are_left_out_after_the_first() -> None:
    pages = [f"Widget Charter · page {n}\n\nParagraph {n} says something about widgets.\n\n" for n in range(1, 6)]
    starts = tuple(sum(map(len, pages[:n])) for n in range(5))
    found = read("".join(pages), pages=starts).documents[0].passages
    assert sum("Widget Charter" in one.text for one in found) == 1


def test_a_number_on_a_line_of_its_own_counts_the_paragraph_below() -> None:
    found = passages("We promise these.\n\n1\n\nWe will keep records of widgets.\n\n2\n\nWe will publish what we keep.")
    assert [one.number for one in found] == [None, "1", "2"]


def test_what_is_too_long_is_cut_at_sentence_ends() -> None:
    found = passages("All widgets have to be safe for all who use them. " * 200)
    assert len(found) > 3
    assert all(len(one.text) <= 3000 and one.text.endswith(".") for one in found)


def test_numbers_inside_a_long_run_cut_it() -> None:
    found = passages("I. Purpose " + "".join(f"({n}) {BODY} {BODY} " for n in range(1, 8)))
    assert [one.number for one in found] == ["I.", *(f"({n})" for n in range(1, 8))]


def test_each_passage_has_its_own_language() -> None:
    french = "Les fournisseurs de machines conservent un registre de chaque utilisation et le publient une fois par an."
    found = passages(f"{BODY}\n\n{french}\n\n机器的提供者应当保存记录，并且每年公布一次。\n\n{BODY}")
    assert [one.language[:2] for one in found] == ["en", "fr", "zh", "en"]


# ---- whatever comes


def check(text: str) -> None:
    """Whatever a text is: an error with a remedy, or passages that are slices of it in order, and spans that stand in them."""
    try:
        reading = whole.read(Plain(text, "text/plain", metadata=(("title", "T"),)), "0" * 64, ("f",), lexicon())
    except InputError:
        assert not re.search(r"[^\W\d_]", text)
        return
    end = 0
    for position, passage in enumerate(reading.documents[0].passages, 1):
        start = text.find(passage.text, end)
        assert start >= end
        assert passage.text.strip()
        assert passage.position == position
        end = start + len(passage.text)
    for attribution in reading.documents[0].attributions:
        spans = [*(span for span, _ in attribution.titles), attribution.issuers, attribution.date]
        assert all(0 <= span.start < span.end <= len(attribution.passage.text) for span in spans if span)


PIECES = (
    "Article 1", "(a)", "1.", "第一条 ", "（一）", "\n", "\n\n", "。", ".", " of ", "May 3, 2024", "2024年5月7日", "国务院", "通过", "《", "》",
    "European Commission", "A BILL", "This Act may be cited as the “", "”", "Contents", "....... 3", "THE COUNCIL,", "Having regard to",
    "Published by ", "Date:", "Title:", "[omitted]", "#", "•", "Charter", "标题：", "第15号", "\f", "\u00ad", "\ud800",
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(st.text(max_size=400), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map("".join))
)
def test_any_text_is_read_in_order_or_refused(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "line",
    ["a", "A. ", "1", "1.", "(", "(1) A ", "“", "《", "第", "Article 1 ", "May 2024 ", "AAAA ", "\n", "Contents\n", "A\n", "Foo 1\n", "x 1\r\n",
     "This Act may be cited as the ", "The A, ", "Ministry of Widgets\n", "A BILL\n", "of ", "﻿", "; ", "- ", "# "],
)  # fmt: skip
def test_no_line_makes_reading_run_away(line: str) -> None:
    text = "Widget Charter\n\n" + line * (100_000 // len(line))
    start = time.process_time()
    check(text)
    assert time.process_time() - start < 10, "a quadratic loop takes minutes"


def test_reading_takes_time_in_proportion() -> None:
    text = "Widget Charter\n\n" + f"Article 5 Duties\n\n{BODY}\n\n(a) the provider of the widget;\n\n" * 2000
    read(text)
    took = []
    for part in (text[: len(text) // 8], text):
        start = time.process_time()
        read(part)
        took.append(time.process_time() - start)
    assert took[1] < 8 * 4 * max(took[0], 0.01)


# ---- real texts


def plain_key(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).lower()


def alike(words: str, names: list[str]) -> bool:
    """Tell whether one holds the other, or four fifths of the words of one stand in the other."""
    tokens = set(re.findall(r"\w+", words.lower()))
    for name in filter(None, names):
        others = set(re.findall(r"\w+", name.lower()))
        shared = len(tokens & others)
        if (
            plain_key(name) in plain_key(words)
            or plain_key(words) in plain_key(name)
            or shared >= 0.8 * min(len(tokens), len(others))
        ):
            return True
    return False


def labels(name: str) -> list[str]:
    iris = lexicon().by_name(Kind.AGENT, name)
    return [name, *(label.value for iri in iris for label in lexicon().labels(iri))]


def iso(words: str) -> str:
    told = dates.read(words, lexicon().months, ())
    assert told is not None, words
    return told.iso


def test_real_texts_read_and_their_heads_are_right_as_often_as_measured() -> None:
    if not (CORPORA / "index.jsonl").is_file():
        pytest.skip("the corpora of ../shared are not here")
    right = {"title": 0, "issuer": 0, "date": 0}
    found = dict.fromkeys(right, 0)
    for line in (CORPORA / "index.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        path = CORPORA / "texts" / f"{entry['slug']}.txt"
        if entry["slug"].startswith("laip") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        check(text)
        titles, issuers, dates = said(read(text, metadata=(("title", "Unsaid"),)))
        if titles != ["Unsaid"]:
            found["title"] += 1
            right["title"] += all(alike(title, [entry["title"], entry.get("title_zh", "")]) for title in titles)
        if issuers:
            found["issuer"] += 1
            known = [re.sub(r"\s*\(.*?\)", "", name) for name in entry["issuers"]]
            right["issuer"] += any(alike(label, known) for issuer in issuers for label in labels(issuer))
        if dates:
            found["date"] += 1
            shared = min(len(iso(dates[0])), len(entry["date"]))
            right["date"] += iso(dates[0])[:shared] == entry["date"][:shared]
    print(f"found {found}, right {right}")
    assert right["title"] >= 55
    assert right["issuer"] >= 17
    assert right["date"] >= 23
    assert sum(found.values()) - sum(right.values()) <= 12
