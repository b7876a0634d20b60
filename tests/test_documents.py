"""Reading files: passages, headings and attribution lines, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from aigovkg import documents
from aigovkg.documents import attributed, language
from aigovkg.errors import InputError
from aigovkg.model import Document, Reading
from aigovkg.vocabulary import Lexicon

from .conftest import SAMPLE, SHARED


def read(page: str, lexicon: Lexicon) -> Reading:
    return attributed.read(page, "0" * 64, ("page.txt",), "text/plain", lexicon)


def fields(document: Document) -> tuple[list[str], str | None, str | None]:
    """The titles, the issuer field and the date of a document's first attribution line, as written."""
    line = document.attributions[0]
    quote = line.passage.quote
    return (
        [quote(span) for span, _ in line.titles],
        quote(line.issuers) if line.issuers else None,
        quote(line.date) if line.date else None,
    )


@pytest.mark.parametrize(
    ("page", "titles", "issuers", "date"),
    [
        (
            "Words.\n原则: 全球倡议(Global Initiative), Oct 18, 2023\n\n作者:Office A",
            ["全球倡议", "Global Initiative"],
            "Office A",
            "Oct 18, 2023",
        ),
        ("Words.\n由 Office A 在 全球倡议发表, 2019 (unconfirmed)", ["全球倡议"], "Office A", "2019 (unconfirmed)"),
        (
            "Words.\n由 IEEE 在 系统在伦理方面的考量(Ethical Aspects)发表, Jun 24, 2019",
            ["系统在伦理方面的考量", "Ethical Aspects"],
            "IEEE",
            "Jun 24, 2019",
        ),
        (
            "Words.\n由 A (AIIA), China 在 自律公约(征求意见稿)(Joint Pledge (Draft for Comment))发表, May 31, 2019",
            ["自律公约(征求意见稿)", "Joint Pledge (Draft for Comment)"],
            "A (AIIA), China",
            "May 31, 2019",
        ),
        (
            "Words.\n由 A 在 自律公约（征求意见稿）（Joint Pledge）发表，Jan 3-8, 2017",
            ["自律公约（征求意见稿）", "Joint Pledge"],
            "A",
            "Jan 3-8, 2017",
        ),
        (
            "Words.\n\nPrinciple: Rules: The Basics, Sept 20, 2022\n\nPublished by B, C and D",
            ["Rules: The Basics"],
            "B, C and D",
            "Sept 20, 2022",
        ),
        (
            "Words.\n\nPublished by A, who focus on AI development. in Suggested principles for the development, use of AI, Mar 21, 2019",
            ["Suggested principles for the development, use of AI"],
            "A, who focus on AI development.",
            "Mar 21, 2019",
        ),
        ("Words.\nPublished by Foo Institute in Bar Three Principles", ["Bar Three Principles"], "Foo Institute", None),
        ("Words.\n由 A 在 二〇二四年声明发表, 2024年5月7日", ["二〇二四年声明"], "A", "2024年5月7日"),
    ],
)
def test_attribution_lines_are_taken_apart_into_titles_issuers_and_date(
    page: str, titles: list[str], issuers: str, date: str | None, lexicon: Lexicon
) -> None:
    (document,) = read(page, lexicon).documents

    assert fields(document) == (titles, issuers, date)


def test_an_opening_line_is_of_the_passages_below_it(lexicon: Lexicon) -> None:
    (document,) = read("2) Fairness:\n\nPublisher: Harbour Institute\n\nOne paragraph.\n\nAnother one.", lexicon).documents

    assert fields(document) == ([], "Harbour Institute", None)
    assert [(p.number, p.heading, p.text) for p in document.passages] == [
        ("2)", "Fairness", "One paragraph."),
        (None, None, "Another one."),
    ]


def test_a_topic_page_names_its_instrument_once_for_all_its_passages(lexicon: Lexicon) -> None:
    page = 'The principle "Seaside Initiative" has mentioned the topic "share" in the following places:\n\n 3. Duty\n\n One shares.\n\n 4. Right\n\n All share.'
    (document,) = read(page, lexicon).documents

    assert fields(document) == (["Seaside Initiative"], None, None)
    assert [passage.number for passage in document.passages] == ["3.", "4."]


def test_a_register_page_holds_records_of_a_title_and_fields_and_one_without_a_title_does_not_take_anothers(
    lexicon: Lexicon,
) -> None:
    record = "发布者: {who}\n\n发布者类型: Industry\n\n国家或地区: China\n\n发表日期: {date}\n\n"
    page = (
        "海滨共识(Seaside Consensus)\n\n"
        + record.format(who="Harbour Inc", date="Sep 14, 2020")
        + record.format(who="Hill Inc", date="Jun 1, 2021")
    )
    documents = read(page, lexicon).documents

    assert [fields(document) for document in documents] == [
        (["海滨共识", "Seaside Consensus"], "Harbour Inc", "Sep 14, 2020"),
        ([], "Hill Inc", "Jun 1, 2021"),
    ]
    assert all(document.passages == () for document in documents)


def test_a_line_of_a_hundred_thousand_characters_is_read_in_a_moment(lexicon: Lexicon) -> None:
    for line in (
        "Published by " + "x in " * 20000,
        "由 " + "在 " * 30000,
        "原则: " + "(" * 50000 + ")" * 50000,
        "Principle: " + "a, " * 30000,
    ):
        reading = read(line + "\n由 A 在 声明发表, May 7, 2024", lexicon)
        assert len(reading.documents[0].passages) == 1


def test_what_looks_like_an_attribution_line_and_is_none_is_reported(lexicon: Lexicon) -> None:
    reading = read("One.\nPublished by in , May 8, 2024\n\nTwo.\nPublished by A in Title, 2019", lexicon)

    assert ["looks like an attribution line" in issue.what for issue in reading.issues] == [True]


def test_passages_without_a_line_of_their_own_belong_to_the_next_one(lexicon: Lexicon) -> None:
    (document,) = read("第一段。\n\nThe first paragraph.\n由 A 在 声明发表, May 7, 2024", lexicon).documents

    assert [passage.text for passage in document.passages] == ["第一段。", "The first paragraph."]


def test_text_that_no_attribution_line_follows_is_left_out_and_reported(lexicon: Lexicon) -> None:
    reading = read("Ours.\nPublished by A in Title, 2019\n\nNobody's words.", lexicon)

    assert [issue.sentence for issue in reading.issues] == ["Nobody's words."]
    assert len(reading.documents[0].passages) == 1


@pytest.mark.parametrize(
    ("heading", "number", "words"),
    [
        ("d) Technological sovereignty", "d)", "Technological sovereignty"),
        ("· (7) Innovation", "(7)", "Innovation"),
        ("· Growth", None, "Growth"),
        ("1. Transparency:", "1.", "Transparency"),
        ("2.5. International co operation", "2.5.", "International co operation"),
        ("(preamble)", None, "preamble"),
        ("第三条 透明", "第三条", "透明"),
        ("（一）总体要求", "（一）", "总体要求"),
        ("Principle 1: AI should be available", "Principle 1", "AI should be available"),
    ],
)
def test_a_heading_gives_its_passage_a_number_and_words_and_stays_in_its_text(
    heading: str, number: str | None, words: str, lexicon: Lexicon
) -> None:
    page = f"{heading}\n\nA paragraph of text.\n由 A 在 声明发表, May 7, 2024"
    passage = read(page, lexicon).documents[0].passages[0]

    assert (passage.number, passage.heading) == (number, words)
    assert passage.text == f"{heading}\n\nA paragraph of text."


def test_lines_of_one_instrument_make_one_document(lexicon: Lexicon) -> None:
    reading = read("One.\n由 A 在 声明发表, May 7, 2024\n\nTwo.\n由 A 在 声明发表, May 7, 2024", lexicon)

    assert len(reading.documents) == 1
    assert len(reading.documents[0].passages) == 2


def test_what_a_page_calls_related_separates_and_is_no_passage(lexicon: Lexicon) -> None:
    reading = read("One.\n由 A 在 声明发表, May 7, 2024\n\n相关原则\n\nTwo.\n由 B 在 宣言发表, May 8, 2024", lexicon)

    assert [[passage.text for passage in document.passages] for document in reading.documents] == [["One."], ["Two."]]


def test_passages_are_the_text_exactly_as_read(lexicon: Lexicon) -> None:
    page = SAMPLE.read_text(encoding="utf-8")
    runs = [p for d in documents.read(SAMPLE, lexicon)[0].documents for p in (*d.passages, *(a.passage for a in d.attributions))]

    assert all(run.text in page for run in runs)
    assert [run.position for run in sorted(runs, key=lambda run: run.position)] == list(range(1, 13))


@given(page=st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(lexicon: Lexicon, page: str) -> None:
    try:
        reading = read(page + "\n由 A 在 声明发表, May 7, 2024", lexicon)
    except InputError:
        return
    assert reading.documents


def test_a_text_that_does_not_say_what_it_is_yields_no_document_and_says_how_to_tell(tmp_path: Path, lexicon: Lexicon) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("Only words.", encoding="utf-8")

    (reading,) = documents.read(path, lexicon)

    assert reading.documents == ()
    assert "manifest" in reading.issues[0].remedy


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_file_in_an_encoding_that_can_be_told_is_decoded(tmp_path: Path, encoding: str, lexicon: Lexicon) -> None:
    path = tmp_path / "page.txt"
    page = (
        "人工智能的发展应当以人为本，尊重和保护个人隐私，确保安全可控。\n" * 8 + "由 A 在 全球人工智能治理倡议发表, May 7, 2024"
    )
    path.write_bytes(page.encode(encoding))

    (document,) = documents.read(path, lexicon)[0].documents

    assert fields(document)[0] == ["全球人工智能治理倡议"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x00\x01\x02", "not a text file"),
        (b"\xff\xd8\xa1\x9d\x81 \xfe" * 3, "cannot be told"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, words: str, lexicon: Lexicon) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(content)

    with pytest.raises(InputError, match=words):
        documents.read(path, lexicon)


def test_a_folder_is_searched_for_files_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("x")
    (tmp_path / "b.png").write_bytes(b"x")

    assert documents.find([tmp_path]) == [tmp_path / "deep" / "a.txt"]


def test_a_folder_with_nothing_readable_and_a_path_that_does_not_exist_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no readable file"):
        documents.find([tmp_path])
    with pytest.raises(InputError, match="no such file"):
        documents.find([tmp_path / "nowhere"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not here")
def test_every_page_with_attribution_lines_in_the_corpora_reads(request: pytest.FixtureRequest, lexicon: Lexicon) -> None:
    pages = sorted((SHARED / "corpora" / "texts").glob("laip-*term*.txt"))
    lines = [page for page in pages if any(mark in page.read_text(encoding="utf-8") for mark in ("Published by", "发表,"))]
    read_pages = [documents.read(page, lexicon)[0] for page in lines]

    assert len(read_pages) >= 15, request.node.name
    assert all(document.attributions[0].date for reading in read_pages for document in reading.documents)


@pytest.mark.parametrize(
    ("run", "tag"),
    [
        ("人工智能的发展应当以人为本，尊重和保护个人隐私。", "zh-Hans"),
        ("人工智慧的發展應當以人為本，尊重和保護個人隱私。", "zh-Hant"),
        ("人工智能。", "zh"),
        ("AIの発展は人間中心であるべきです。", "ja"),
        ("Le développement de l'intelligence artificielle doit respecter la dignité humaine et la vie privée.", "fr"),
        ("Artificial intelligence must respect human dignity and the privacy of every person.", "en"),
    ],
)
def test_the_language_of_a_run_is_told_with_the_script_of_chinese(run: str, tag: str) -> None:
    assert language.of(run) == tag


def test_a_passage_of_a_pdf_says_on_which_page_it_begins(tmp_path: Path, lexicon: Lexicon) -> None:
    path = tmp_path / "charter.pdf"
    page = canvas.Canvas(str(path))
    for text in ("Charter of the River", "The second page says that robots must respect human dignity."):
        page.drawString(72, 720, text)
        page.showPage()
    page.save()
    (reading,) = documents.read(path, lexicon)

    assert [passage.page for passage in reading.documents[0].passages] == [1, 2]


def test_a_loop_of_links_does_not_keep_a_folder_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")

    assert documents.find([tmp_path]) == [tmp_path / "a.txt"]


def test_a_folder_of_many_small_files_is_listed_in_a_moment(tmp_path: Path) -> None:
    for number in range(5000):
        (tmp_path / f"{number}.txt").touch()

    assert len(documents.find([tmp_path])) == 5000
