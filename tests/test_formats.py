"""Reading formats: what each gives of a document, and what is refused and how that is said.

PDFs are made with reportlab and Word documents with python-docx, which only the tests need.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from aigovkg.documents import formats
from aigovkg.documents.formats import agora, numbering
from aigovkg.documents.formats.text import decoded
from aigovkg.documents.plain import Options, Plain
from aigovkg.errors import InputError
from aigovkg.model import Issue, Severity

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(content: bytes | str, name: str, **options: object) -> list[Plain]:
    data = content.encode() if isinstance(content, str) else content
    return list(formats.read(data, name, Options(**options)))  # type: ignore[arg-type]


def one(content: bytes | str, name: str) -> Plain:
    (plain,) = read(content, name)
    return plain


def heading_lines(plain: Plain) -> list[str]:
    return [plain.text[at:].partition("\n")[0] for at in sorted(plain.headings)]


def stated(plain: Plain) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in plain.metadata:
        found.setdefault(key, []).append(value)
    return found


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def pdf(pages: list[list[str]], *, font: str = "Times-Roman", title: str = "", head: str = "", key: str = "") -> bytes:
    """A PDF with a line of text for each string, an empty string for a space between paragraphs."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(key, canPrint=0) if key else None)
    canvas.setTitle(title)
    if font == "STSong-Light":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    for number, lines in enumerate(pages, 1):
        if head:
            canvas.setFont(font, 9)
            canvas.drawString(72, 800, head)
            canvas.drawString(290, 30, str(number))
        canvas.setFont(font, 11)
        for index, line in enumerate(lines):
            canvas.drawString(72, 740 - 14 * index, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def word(build: Callable[[docx.document.Document], object]) -> bytes:
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_xml(body: str, **parts: str) -> bytes:
    """A Word document of the body given as XML, and other parts by their names in `word/`."""
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": xml, **{f"word/{name}.xml": part for name, part in parts.items()}})


# Plain text


def test_plain_text_stays_as_it_is_but_for_its_line_ends() -> None:
    plain = one("第一条  a\r\nb\rc\n\n  d ﬁ\u00ad\t", "a.txt")
    assert plain.text == "第一条  a\nb\nc\n\n  d ﬁ\u00ad\t"
    assert (plain.media_type, plain.part, plain.metadata, plain.headings, plain.pages) == ("text/plain", "", (), frozenset(), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_decoded_by_its_mark(encoding: str) -> None:
    assert one("全球人工智能治理倡议 – Initiative".encode(encoding), "a.txt").text == "全球人工智能治理倡议 – Initiative"


TONGUES = {
    "zh": "国家互联网信息办公室等七部门公布《生成式人工智能服务管理暂行办法》，自二〇二三年八月十五日起施行，旨在促进健康发展和规范应用。",
    "zh-Hant": "行政院通過人工智慧基本法草案，明定政府應以永續發展、人類自主、隱私保護、資安與安全、透明與可解釋等原則，推動研發與應用。",
    "ja": "日本政府は人工知能に関する国家戦略を公表し、安全性と透明性を確保するための指針を定めた。事業者は、適切な措置を講じなければならない。",
    "ko": "대한민국 정부는 인공지능 국가전략을 발표하고, 안전성과 투명성을 확보하기 위한 원칙을 제시하였다. 기업은 적절한 조치를 취해야 한다.",
    "en": "The Government’s “pro-innovation approach” to AI regulation – as set out in the White Paper – rests on five principles…",
    "fr": "Le Gouvernement de la République française a adopté une stratégie nationale pour l’intelligence artificielle, fondée sur l’équité.",
    "es": "El Gobierno de España aprobó la Estrategia Nacional de Inteligencia Artificial; los años próximos serán decisivos para la economía y la administración pública española, según el Ministerio.",
    "de": "Die Bundesregierung hat die Strategie für Künstliche Intelligenz beschlossen, die gemäß §§ 3 und 4 für Behörden gilt und künftig überprüft wird.",
    "cs": "Vláda České republiky schválila Národní strategii umělé inteligence, která určuje směr rozvoje této oblasti a přináší řadu opatření.",
    "ru": "Правительство Российской Федерации утвердило национальную стратегию развития искусственного интеллекта, определив цели и задачи.",
}


@pytest.mark.parametrize(
    ("tongue", "encoding"),
    [
        ("zh", "gb18030"),
        ("zh-Hant", "big5"),
        ("zh-Hant", "gb18030"),
        ("en", "cp1252"),
        ("fr", "cp1252"),
        ("es", "cp1252"),
        ("de", "latin-1"),
    ],
)
def test_text_in_an_encoding_that_can_be_told_is_decoded(tongue: str, encoding: str) -> None:
    assert decoded(TONGUES[tongue].encode(encoding), "a.txt") == TONGUES[tongue]


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize(
    "encoding",
    [
        "gb18030",
        "big5",
        "shift_jis",
        "euc_jp",
        "euc_kr",
        "cp1252",
        "cp1250",
        "iso8859-2",
        "cp1251",
        "koi8_r",
        "cp850",
        "mac_roman",
    ],
)
def test_no_encoding_is_taken_for_another_that_gives_other_letters(tongue: str, encoding: str) -> None:
    try:
        content = TONGUES[tongue].encode(encoding)
    except UnicodeEncodeError:
        return
    try:
        text = decoded(content, "a.txt")
    except InputError as error:
        text = str(error)
    assert text == TONGUES[tongue] or text.endswith("its encoding cannot be told (save it as UTF-8)")


def test_a_large_text_in_another_encoding_is_decoded_whole() -> None:
    words = "各国应秉持共同、综合、合作、可持续的安全观，坚持发展和安全并重的原则，通过对话与合作凝聚共识。\n" * 12_000
    assert decoded(words.encode("gb18030"), "a.txt") == words


def test_a_file_in_two_encodings_is_refused() -> None:
    mixed = "全球人工智能治理倡议\n".encode() * 3 + "全球人工智能治理倡议\n".encode("gbk")
    with pytest.raises(InputError, match=r"a\.txt: some of it is UTF-8 and some of it is not \(byte 95\) \(save it as UTF-8\)"):
        read(mixed, "a.txt")


def test_a_line_of_a_megabyte_is_read() -> None:
    assert len(one("word " * 200_000, "a.txt").text) == 1_000_000


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        ("\ufeff \n".encode(), "there is no text in it"),
        (b"a\0b", "this is not a text file"),
        ("a\0b".encode("utf-16"), "this is not a text file"),
        (b"%PDF-1.4\nwords", "not a text file but a PDF"),
        (b"PK\x03\x04words", "not a text file but a zip"),
        (b"{\\rtf1 words}", "not a text file but a Rich Text file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is not a text file"),
        (bytes(range(1, 32)) * 9, "this is not a text file"),
        (b"words \xed\xa0\x80 words", "not UTF-8"),
        (hashlib.shake_128(b"noise").digest(4096).replace(b"\0", b"\1"), "not UTF-8"),
        (b"\xff\xfe\x00\xd8", "not utf-16"),
    ],
)
def test_what_is_no_text_is_refused_whatever_its_name_says(content: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as raised:
        read(content, "a.txt")
    assert raised.value.remedy


def test_a_file_above_the_limit_is_refused_with_the_limit_and_the_remedy() -> None:
    with pytest.raises(InputError, match=r"a\.txt: 0\.000201 MB|0\.001"):
        read(b"a" * 1000, "a.txt", file_bytes=999)
    with pytest.raises(InputError, match=r"250 MB are more than the limit of 200 MB a file \(split it into smaller files\)"):
        Options().check_size(250_000_000, "a.txt")


def test_an_ending_that_is_not_known_is_named_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"files ending in \.doc are not read \(give one ending in \.csv, \.docx"):
        read(b"words", "a.doc")


# Markdown and front matter


def test_markdown_gives_its_words_without_its_marks_and_its_numbers_as_written() -> None:
    plain = one(
        "# One *two*\n\nA **bold** [link](http://x.org) &amp; `code`\nnext line\n\n1) first\n2) second\n   - inner\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\nThree\n-----\n\n<p>in <b>HTML</b></p>\n",
        "a.md",
    )
    assert plain.text == (
        "One two\n\nA bold link & code\nnext line\n\n1) first\n2) second\ninner\n\na\nb\nc\nd\n\nThree\n\nin HTML"
    )
    assert heading_lines(plain) == ["One two", "Three"]


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "A: b"\nissuers:\n  - X\n  - Y\ndate: 2024-05-07\nlang: fr\nweight: 3\n---\n',
        '+++\ntitle = "A: b"\nauthors = ["X", "Y"]\ndate = 2024-05-07\nlanguage = "fr"\n[extra]\na = 1\n+++\n',
        "---\r\nTitle: 'A: b'\r\nissuer: [X, Y]\r\ndate: 2024-05-07T10:00:00Z\r\nLanguage: fr\r\n...\r\n",
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_front_matter_is_read_as_metadata_and_is_no_text(front: str, name: str) -> None:
    plain = one(f"{front}\nWords.\n", name)
    assert plain.text.strip() == "Words."
    assert stated(plain) == {"title": ["A: b"], "issuers": ["X", "Y"], "date": ["2024-05-07"], "language": ["fr"]}


@pytest.mark.parametrize(
    ("name", "front", "what"),
    [
        ("a.md", "---\ntitle: A\n\nWords.", "its front matter has no closing ---, so it was read as text"),
        ("a.txt", "---\ntitle: A\n\nWords.", "its front matter has no closing ---, so it was read as text"),
        ("a.txt", "---\ntitle: !mine A\n---\nWords.", "the tag !mine is not read (line 2); it was read as text"),
        ("a.txt", "---\ntitle: [A\n---\nWords.", "what looks like front matter is not YAML"),
        ("a.md", "---\ntitle: {a: b}\n---\nWords.", "title in its front matter is no text, so it was not used"),
    ],
)
def test_front_matter_that_is_not_used_is_said(name: str, front: str, what: str) -> None:
    notes: list[Issue] = []
    (plain,) = read(front, name, note=notes.append)
    assert not plain.metadata
    (note,) = notes
    assert what in note.what
    assert note.remedy


def test_front_matter_may_bear_the_tags_of_yaml_itself() -> None:
    assert stated(one("---\ntitle: !!str 2024\n---\nWords.", "a.md")) == {"title": ["2024"]}


def test_a_rule_across_a_text_is_no_front_matter() -> None:
    assert one("---\n\nWords\n\n---\nmore", "a.txt").text.startswith("---")
    assert one("---\nWords: more\n---\nmore", "a.txt").text.startswith("---")
    assert one("---\nonly words\n---\nmore", "a.md").text == "only words\n\nmore"


@pytest.mark.parametrize(
    ("front", "what"),
    [
        ("---\ntitle: [a\n---\n", r"not YAML: .*\(line"),
        ("---\na: &x [1]\nb: *x\n---\n", "aliases are not read"),
        ("---\na: " + "[" * 5000 + "\n---\n", "not YAML"),
        ("+++\ntitle = \n+++\n", "not TOML"),
        ("+++\na = " + "[" * 5000 + "\n+++\n", "not TOML"),
        ('+++\ntitle = "a\\u0000b"\n+++\n', "a NUL"),
    ],
)
def test_front_matter_that_is_wrong_is_refused_in_one_line(front: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as raised:
        read(front + "words", "a.md")
    assert "\n" not in str(raised.value)


# HTML

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>A law | Site</title>
<meta property="og:title" content="A law"><meta name="DC.creator" content="Ministry X"><meta name="dc.creator" content="Office Y">
<meta property="article:published_time" content="2024-03-01T09:00:00+00:00"><link rel=canonical href="https://x.org/law">
<style>p {color: red}</style><script>var a = "<p>no</p>";</script></head>
<body><header><h1>Site</h1></header><nav><a href=/>Home</a></nav>
<h1>A law<br>of 2024</h1><p>One <b>bold</b>
word.<br>New&nbsp;line &eacute; &#x4e00;<p>Two<ul><li>first<li>second<ul><li>inner</ul></ul>
<ol start=3 type=a><li>third<li>(iv) fourth</ol>
<table><tr><td>(a)</td><td><p>placing on the market</p></td></tr><tr><td>x<td>y</tr></table>
<div hidden>no</div><div style="display: none">no<p>no</div><h2>End</h2><pre>  as
  is</pre><footer>Foot</footer></body></html>"""


def test_a_page_gives_its_main_text_in_reading_order() -> None:
    plain = one(PAGE, "a.html")
    assert plain.text == (
        "A law of 2024\n\nOne bold word.\nNew\u00a0line é 一\n\nTwo\n\nfirst\nsecond\ninner\n\nc. third\n(iv) fourth\n"
        "(a) placing on the market\nx\ny\n\nEnd\n\n  as\n  is"
    )
    assert heading_lines(plain) == ["A law of 2024", "End"]
    assert stated(plain) == {
        "title": ["A law"],
        "issuers": ["Ministry X", "Office Y"],
        "date": ["2024-03-01"],
        "language": ["en-GB"],
        "url": ["https://x.org/law"],
    }


def test_where_a_page_marks_its_main_part_only_that_is_read_with_its_own_head() -> None:
    page = "<div>aside</div><main><header><h1>Title</h1></header><p>Text</main><div>more</div>"
    assert one(page, "a.htm").text == "Title\n\nText"


@pytest.mark.parametrize(
    "page",
    [
        "<p>a<b>b<i>c</p>d</b><p>e",
        "<div><p>a</div></div></body>b<table><td>c",
        "a<b <c>d",
        "just text",
        "<p>a</p",
        "&amp &bogus; x",
    ],
)
def test_broken_html_is_read_all_the_same(page: str) -> None:
    assert one(page, "a.html").text


def test_a_page_is_decoded_as_it_says_and_utf8_is_told_from_its_bytes() -> None:
    page = '<meta charset="gb2312"><p>人工智能'
    assert one(page.encode("gbk"), "a.html").text == "人工智能"
    assert one(page, "a.html").text == "人工智能"
    assert one('<?xml version="1.0" encoding="gbk"?><p>人工智能', "a.html").text == "人工智能"
    with pytest.raises(InputError, match="its encoding is not gbk, as it says"):
        read(b'<meta charset="gbk"><p>\xff\xff x', "a.html")
    with pytest.raises(InputError, match="not UTF-8"):
        read(b'<meta charset="unicode_escape"><p>\\ud800 \xff', "a.html")


def test_entities_of_a_pages_own_are_not_expanded_and_nothing_is_fetched() -> None:
    page = '<!DOCTYPE html [<!ENTITY a "aaa"><!ENTITY x SYSTEM "file:///etc/hostname">]><p>&a;&x;<img src="http://127.0.0.1:9/x">'
    assert "&a;&x;" in one(page, "a.html").text


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(InputError, match=r"there is no text in this page \(if a script writes its text"):
        read("<html><script>write()</script><nav>x</nav>", "a.html")


# PDF

LINES = [
    "Article 1 Scope",
    "",
    "This Regulation lays down harmonised rules for the placing on the market, the govern-",
    "ance and the use of AI systems and AI-based services in the Union, for long-term use and",
    "for no other.",
    "",
    "(a) the first point, which is long enough to go on to a second line of the same para-",
    "graph;",
    "(b) the second point.",
]


def test_a_pdf_gives_paragraphs_and_mends_hyphens_at_line_ends() -> None:
    plain = one(pdf([LINES], title="A Regulation"), "a.pdf")
    assert plain.text.split("\n\n") == [
        "Article 1 Scope",
        "This Regulation lays down harmonised rules for the placing on the market, the governance and the use of AI systems and AI-based services in the Union, for long-term use and for no other.",
        "(a) the first point, which is long enough to go on to a second line of the same paragraph;",
        "(b) the second point.",
    ]
    assert plain.metadata == (("title", "A Regulation"),)
    assert plain.pages == (0,)


def test_a_hyphen_that_the_word_owns_stays() -> None:
    lines = [
        "A plan that is not short but long-",
        "term, and a long-term one, for AI-",
        "based and non-",
        "Western systems of self-regula-",
        "tion.",
    ]
    assert (
        one(pdf([lines]), "a.pdf").text
        == "A plan that is not short but long-term, and a long-term one, for AI-based and non-Western systems of self-regulation."
    )


def test_running_heads_and_page_numbers_go_and_page_starts_stay() -> None:
    pages = [
        [f"Principle {n} is the word that this page begins with and it goes on to the end of", f"a second line {n}."]
        for n in range(1, 5)
    ]
    plain = one(pdf(pages, head="Draft of the Ministry"), "a.pdf")
    assert "Draft" not in plain.text
    assert [plain.text[start : start + 11] for start in plain.pages] == [f"Principle {n}" for n in range(1, 5)]
    assert plain.text.endswith("a second line 4.")


def test_a_sentence_runs_on_over_the_page_and_an_empty_page_begins_where_the_next_does() -> None:
    plain = one(
        pdf([["States should cooperate with one another and share what they have learnt about the safe"], [], ["use of AI."]]),
        "a.pdf",
    )
    assert plain.text == "States should cooperate with one another and share what they have learnt about the safe use of AI."
    assert plain.pages == (0, 88, 88)


def test_chinese_lines_are_joined_without_a_space() -> None:
    lines = [
        "第一条 为了促进生成式人工智能健康发展和规范应用，维护国家安全和社会公共利",
        "益，保护公民的合法权益，制定本办法。",
        "第二条 适用本办法。",
    ]
    assert one(pdf([lines], font="STSong-Light"), "a.pdf").text == f"{lines[0]}{lines[1]}\n\n{lines[2]}"


@pytest.mark.parametrize("title", ["", "a", "Microsoft Word - draft final.doc", "report_v3.docx", "untitled"])
def test_a_title_that_is_the_name_of_a_file_is_none(title: str) -> None:
    assert one(pdf([["Words."]], title=title), "a.pdf").metadata == ()


def picture_pdf(*, with_text: bool = False) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    if with_text:
        canvas.drawString(72, 700, "Words of the first page.")
        canvas.showPage()
    ppm = io.BytesIO(b"P6 8 8 255\n" + bytes(192))
    canvas.drawImage(ImageReader(ppm), 0, 0, 500, 700)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            pdf([LINES], key="secret"),
            r"a\.pdf: this PDF is encrypted \(save it without a password, for example with qpdf --decrypt\)",
        ),
        (pdf([LINES])[:300], r"a\.pdf: this PDF is broken \(open it and save it again"),
        (b"%PDF-1.7\n%%EOF", "this PDF is broken"),
        (b"no PDF at all", "this PDF is broken"),
        (pdf([[]]), "its pages are empty"),
        (picture_pdf(), r"its pages are pictures, without a text layer \(run OCR first, for example with ocrmypdf\)"),
        (b"", "the file is empty"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why_and_what_to_do(content: bytes, line: str) -> None:
    with pytest.raises(InputError, match=line) as raised:
        read(content, "a.pdf")
    assert raised.value.remedy


def test_a_page_without_text_layer_is_named_and_the_others_are_read() -> None:
    notes: list[Issue] = []
    (plain,) = read(picture_pdf(with_text=True), "a.pdf", note=notes.append)
    assert plain.text == "Words of the first page."
    assert [(note.severity, note.where, note.what, note.remedy) for note in notes] == [
        (
            Severity.WARNING,
            "a.pdf",
            "page 2: a picture without a text layer, so not read",
            "run OCR first, for example with ocrmypdf",
        )
    ]


def test_a_blank_page_is_a_remark_and_no_warning() -> None:
    notes: list[Issue] = []
    (plain,) = read(pdf([["Words."], [], ["More words."], []]), "a.pdf", note=notes.append)
    assert plain.text == "Words.\n\nMore words."
    assert [(note.severity, note.what) for note in notes] == [(Severity.INFO, "page 2, 4: nothing on it")]


def test_a_broken_page_is_said_and_the_others_are_read() -> None:
    whole = pdf([["Words of the first page."], ["Lost."], ["Words of the last."]])
    kids = re.search(rb"/Kids \[ (\d+) 0 R (\d+) 0 R", whole)
    assert kids
    # The tree of pages points at an object that is no page.
    broken = whole[: kids.start(2)] + b"9" * len(kids[2]) + whole[kids.end(2) :]
    notes: list[Issue] = []
    (plain,) = read(broken, "a.pdf", note=notes.append)
    assert "first page" in plain.text
    assert "of the last" in plain.text
    (note,) = notes
    assert re.fullmatch(r"page \d: broken, so not read", note.what)


def test_letters_drawn_as_lines_are_no_blank_page() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, "Words.")
    canvas.showPage()
    for step in range(60):
        canvas.line(72 + step, 700, 75 + step, 710)
    canvas.save()
    notes: list[Issue] = []
    read(buffer.getvalue(), "a.pdf", note=notes.append)
    assert [note.what for note in notes] == ["page 2: a picture without a text layer, so not read"]


def test_a_missing_library_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    with pytest.raises(InputError, match=r"PDF needs a library that is not there \(pip install pypdfium2\)"):
        read(pdf([LINES]), "a.pdf")


# DOCX


def test_a_word_document_gives_paragraphs_headings_lists_and_tables() -> None:
    def build(document: docx.document.Document) -> None:
        document.core_properties.title = "A policy"
        document.add_heading("A policy", 0)
        document.add_heading("Scope", 1)
        document.add_paragraph("One\ttwo\nthree  four.")
        document.add_paragraph("")
        document.add_paragraph("first", style="List Number")
        document.add_paragraph("second", style="List Number")
        document.add_paragraph("bullet", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip((cell for row in table.rows for cell in row.cells), ("(a)", "point", "x", "y"), strict=True):
            cell.text = words

    plain = one(word(build), "a.docx")
    assert plain.text == "A policy\n\nScope\n\nOne two\nthree four.\n\n1. first\n\n2. second\n\nbullet\n\n(a) point\nx\ny"
    assert heading_lines(plain) == ["A policy", "Scope"]
    assert stated(plain)["title"] == ["A policy"]


def test_content_controls_and_insertions_are_text_and_deletions_footnotes_and_fields_are_not() -> None:
    body = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del>"
        "<w:r><w:footnoteReference/><w:t>serted</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink></w:p>"
    )
    assert one(word_xml(body), "a.docx").text == "In a control\n\ninserted link"


def test_numbers_of_lists_are_those_that_word_shows() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for level, (style, pattern) in enumerate([("chineseCounting", "第%1条"), ("decimal", "%2."), ("lowerRoman", "%2(%3)")])
    )
    numbers = f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
        for level in (0, 1, 2, 2, 1, 0, 1)
    )
    text = one(word_xml(body, numbering=numbers), "a.docx").text
    assert text.split("\n\n") == ["第一条 x", "1. x", "1(i) x", "1(ii) x", "2. x", "第二条 x", "1. x"]


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (12, "chineseCounting", "十二"),
        (103, "chineseCounting", "一百零三"),
        (110, "chineseCounting", "一百一十"),
        (5, "decimalZero", "05"),
        (0, "lowerRoman", "0"),
        (10**8, "lowerRoman", "100000000"),
    ],
)
def test_numbers_are_written_in_the_style_of_their_list(number: int, style: str, expected: str) -> None:
    assert numbering.figure(number, style) == expected


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped({"word/document.xml": BOMB + f'<w:document xmlns:w="{WORD}">&b;</w:document>'}), "declares XML entities"),
        (zipped({"word/document.xml": (BOMB + "<a/>").encode("utf-16")}), "declares XML entities"),
        (zipped({"word/document.xml": "<a>" * 5000}), "it nests deeper than any Word document does"),
        (zipped({"word/document.xml": "<a"}), "it is broken"),
        (zipped({"word/document.xml": b"\0" * 50_000_000}), "unpacks to more than 200 times its size"),
        (zipped({"readme.txt": "words"}), "this is not a Word document"),
        (word_xml("<w:p/>"), r"there is no text in it \(if it holds pictures of pages, run OCR first\)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "it is encrypted, or an old .doc"),
        (b"no zip", "this is not a whole zip file"),
        (word(str)[:2000], "this is not a whole zip file"),
    ],
)
def test_a_word_document_that_cannot_be_read_or_would_do_harm_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as raised:
        read(content, "a.docx")
    assert raised.value.remedy


# JSON Lines and CSV


def test_json_lines_are_a_document_each_by_their_usual_names() -> None:
    lines = [
        {"text": "One.", "title": "A", "issuers": ["X", "Y"], "date": 2024, "lang": "en", "url": None, "other": {"a": 1}},
        {"Full Text": "Two\u2028still.", "name": "B", "authority": "Z", "date": "2024-05-07T00:00:00Z"},
        {"body": ["Three.", "Four."]},
    ]
    plains = read("\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "a.jsonl")
    assert [(plain.part, plain.text) for plain in plains] == [("1", "One."), ("3", "Two\u2028still."), ("5", "Three.\n\nFour.")]
    assert stated(plains[0]) == {"title": ["A"], "issuers": ["X", "Y"], "date": ["2024"], "language": ["en"]}
    assert stated(plains[1]) == {"title": ["B"], "issuers": ["Z"], "date": ["2024-05-07"]}


def test_a_mapping_says_which_column_holds_what() -> None:
    mapping = {"text": "Absatz", "title": "Titel"}
    (plain,) = read(json.dumps({"Absatz": "Words.", "Titel": "T", "text": "no", "title": "no"}), "a.jsonl", columns=mapping)
    assert (plain.text, plain.metadata) == ("Words.", (("title", "T"),))
    with pytest.raises(
        InputError, match=r"a\.jsonl, line 1: no 'Absatz' among its columns 'text' \(say which one holds the text: text=COLUMN\)"
    ):
        read('{"text": "x"}', "a.jsonl", columns=mapping)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON at column 2: Expecting property name"),
        ("[1]", "not an object"),
        ("[" * 100_000, "it nests too deep"),
        ('{"a": "x"}', "no 'text' among its columns 'a'"),
        ("{}", r"no 'text' among its columns \(none\)"),
        ('{"text": 3}', "its text is not a string"),
        ('{"text": " "}', "its text is empty"),
        (r'{"text": "a\ud800b"}', "half of a character"),
        (r'{"text": "a\u0000b"}', "a NUL"),
        (r'{"text": "a", "title": "\udc00"}', "half of a character"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_the_others_are_read_if_someone_listens(line: str, what: str) -> None:
    content = f'{{"text": "good"}}\n\n{line}\n{{"text": "too"}}'
    with pytest.raises(InputError, match=rf"a\.jsonl, line 3: .*{what}"):
        read(content, "a.jsonl")
    aside: list[InputError] = []
    assert [plain.part for plain in read(content, "a.jsonl", set_aside=aside.append)] == ["1", "4"]
    assert [error.where for error in aside] == ["a.jsonl, line 3"]


def test_what_a_record_says_that_is_no_text_is_said() -> None:
    notes: list[Issue] = []
    record = (
        '{"text": "Words.", "issuers": [{"name": "OECD"}], "date": 2019.0, "title": true}\n{"text": "More.", "date": '
        + "9" * 5000
    )
    first, second = read(record + "}", "a.jsonl", note=notes.append)
    assert stated(first) == {"issuers": ["OECD"], "date": ["2019"]}
    assert stated(second) == {"date": ["9" * 5000]}
    assert [(note.where, note.what) for note in notes] == [("a.jsonl, line 1", "its title is no text, so it was not used")]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "text,heading\nWords.,A\n"), ("a.jsonl", '{"text": "Words.", "heading": "A"}\n{"text": "More."}')],
)
def test_a_named_column_that_is_in_no_record_is_said_once(name: str, content: str) -> None:
    notes: list[Issue] = []
    read(content, name, columns={"title": "headline", "date": "heading"}, note=notes.append)
    assert [note.what for note in notes] == ["no column 'headline', which was named for title, so no title was taken from it"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_stands_between_its_columns(delimiter: str) -> None:
    rows = [["Title", "Text", "Date"], ["A", '"One ""two"",; three\nfour."', "2024"], ["", "", ""], ["B", "Five."]]
    plains = read("\ufeff" + "\r\n".join(delimiter.join(row) for row in rows), "a.csv")
    assert [(plain.part, plain.text) for plain in plains] == [("1", 'One "two",; three\nfour.'), ("2", "Five.")]
    assert stated(plains[0]) == {"title": ["A"], "date": ["2024"]}


def test_a_csv_field_of_a_megabyte_is_read() -> None:
    assert len(one("text,title\n" + "word " * 200_000 + ",A\n", "a.csv").text) == 1_000_000


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('text\n"never closed', r"a\.csv, line 2: not a table of values: unexpected end of data"),
        ('text,title\n"a"b,c\n', r"a\.csv, line 2: not a table"),
        ("text,title\na,b,c\n", r"a\.csv, record 1: 3 fields where the header has 2 \(put fields with commas in quotes\)"),
        ("name,title\na,b\n", "no 'text' among its columns 'name', 'title'"),
        ("text,title\n", "there is no record in it"),
        ("text,title\n,b\n", r"a\.csv, record 1: its text is empty"),
    ],
)
def test_a_bad_table_is_refused_with_the_place(content: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read(content, "a.csv")


# Zip and AGORA


def test_a_zip_is_read_member_by_member_and_what_is_left_out_is_named() -> None:
    aside: list[InputError] = []
    notes: list[Issue] = []
    content = zipped(
        {
            "a/one.txt": "One.",
            "b.jsonl": '{"text": "Two."}\n{"text": "Three."}',
            "原则.md": "# Four",
            "../../etc/five.txt": "Five.",
            "c\x1b[31m.txt": "Six.",
            "picture.png": b"\x89PNG",
            "bad.txt": b"a\0b",
            "empty.txt": "",
            "inner.zip": zipped({"x.txt": "x"}),
            "__MACOSX/a/._one.txt": b"\0\5",
            "folder/": "",
        }
    )
    plains = read(content, "a.zip", set_aside=aside.append, note=notes.append)
    assert [plain.part for plain in plains] == [
        "a/one.txt",
        "b.jsonl, 1",
        "b.jsonl, 2",
        "原则.md",
        "../../etc/five.txt",
        "c\ufffd[31m.txt",
    ]
    assert plains[3].media_type == "text/markdown"
    assert [(error.where, error.what) for error in aside] == [
        ("a.zip, bad.txt", "this is not a text file"),
        ("a.zip, empty.txt", "this member is empty"),
        ("a.zip, inner.zip", "a zip in a zip is not read"),
    ]
    assert [(note.where, note.what) for note in notes] == [("a.zip, picture.png", "files ending in .png are not read")]


@pytest.mark.parametrize("members", [{}, {"folder/": ""}, {"picture.png": b"\x89PNG"}])
def test_a_zip_with_nothing_to_read_says_so(members: dict[str, str | bytes]) -> None:
    aside: list[InputError] = []
    with pytest.raises(InputError, match=r"a\.zip: nothing in this zip is read \(files ending in \.csv, "):
        read(zipped(members), "a.zip", set_aside=aside.append)


def test_nothing_of_a_zip_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert one(zipped({"../out.txt": "a"}), "a.zip").part == "../out.txt"
    assert list(tmp_path.parent.glob("out.txt")) == list(tmp_path.iterdir()) == []


def encrypted_zip() -> bytes:
    content = bytearray(zipped({"a.txt": "words"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "limits", "what"),
    [
        (
            zipped({"a.txt": b"a" * 20_000_000}),
            {},
            r"a\.zip, a\.txt: it unpacks to more than 200 times its size, as zip bombs do",
        ),
        (zipped({"a.txt": b"a" * 2000}), {"member_bytes": 1000}, "0.002 MB are more than the limit of 0.001 MB a member"),
        (
            zipped({f"{n}.txt": b"a" * 600 for n in range(3)}),
            {"total_bytes": 1000},
            "it unpacks to 0.002 MB, more than the limit of 0.001 MB",
        ),
        (zipped({f"{n}.txt": "a" for n in range(11)}), {"members": 10}, "11 members are more than the limit of 10"),
        (zipped({"a.zip": zipped({"a.txt": "a"})}), {}, r"a\.zip, a\.zip: a zip in a zip is not read \(unpack it"),
        (zipped({"a.png": "a"}), {}, "nothing in this zip is read"),
        (zipped({}), {}, "nothing in this zip is read"),
        (encrypted_zip(), {}, r"a\.zip, a\.txt: this member is encrypted"),
        (zipped({"a.txt": "words " * 99})[:-40], {}, "this is not a whole zip file"),
        (
            zipped({"a.txt": "words"}, zipfile.ZIP_STORED).replace(b"words", b"wards"),
            {},
            r"a\.zip, a\.txt: this member is broken",
        ),
    ],
)
def test_a_zip_that_is_broken_or_would_do_harm_is_refused(content: bytes, limits: dict[str, int], what: str) -> None:
    with pytest.raises(InputError, match=what) as raised:
        read(content, "a.zip", **limits)
    assert raised.value.remedy


AGORA = (
    "AGORA ID,Official name,Casual name,Link to document,Authority,Most recent activity,Most recent activity date,Short summary\n"
    '1,"An Act, of sorts",Act,https://x.org/1,Ministry X,Enacted,2024-05-07,Machine words\n2,,Only a casual name,,Office Y,,,\n3,No text,,,,,,\n'
)
TEXTS = {"1": "Text of the act.", "2": "Text of the other."}
AGORA_EXPECTED = [
    (
        "fulltext/1.txt",
        "Text of the act.",
        {"title": ["An Act, of sorts"], "issuers": ["Ministry X"], "date": ["2024-05-07"], "url": ["https://x.org/1"]},
    ),
    ("fulltext/2.txt", "Text of the other.", {"title": ["Only a casual name"], "issuers": ["Office Y"]}),
]


def test_an_archive_of_agora_is_read_from_its_table_and_full_texts(tmp_path: Path) -> None:
    assert not agora.is_archive(tmp_path)
    (tmp_path / "documents.csv").write_text(AGORA, "utf-8")
    (tmp_path / "fulltext").mkdir()
    for number, words in TEXTS.items():
        (tmp_path / "fulltext" / f"{number}.txt").write_text(words, "utf-8")
    assert agora.is_archive(tmp_path)
    notes: list[Issue] = []
    plains = list(agora.read_folder(tmp_path, Options(note=notes.append)))
    assert [(plain.part, plain.text, stated(plain)) for plain in plains] == AGORA_EXPECTED
    assert [(note.severity, note.what) for note in notes] == [
        (Severity.INFO, "of its 3 documents 1 are without full text in the archive")
    ]
    assert len(list(agora.read_folder(tmp_path, Options()))) == 2


def test_a_zip_of_an_archive_of_agora_is_read_as_one() -> None:
    members = {"agora/documents.csv": AGORA, "agora/segments.csv": "a,b\n", "readme.txt": "Hello."}
    plains = read(zipped(members | {f"agora/fulltext/{number}.txt": words for number, words in TEXTS.items()}), "agora.zip")
    assert [(plain.part, plain.text, stated(plain)) for plain in plains[:2]] == [
        (f"agora/{part}", *rest) for part, *rest in AGORA_EXPECTED
    ]
    assert [plain.part for plain in plains[2:]] == ["readme.txt"]


def test_an_archive_of_agora_without_any_full_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "documents.csv").write_text(AGORA, "utf-8")
    (tmp_path / "fulltext").mkdir()
    with pytest.raises(InputError, match="no full text of its 3 documents is in the archive"):
        list(agora.read_folder(tmp_path, Options()))


def test_an_agora_id_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "documents.csv").write_text("AGORA ID,Official name\n../secret,A\n", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (tmp_path / "fulltext").mkdir()
    with pytest.raises(InputError, match=r"record 1: '\.\./secret' is no AGORA ID"):
        list(agora.read_folder(tmp_path, Options()))


@pytest.mark.parametrize(
    ("table", "what"), [("ID,Name\n1,A\n", "no column 'AGORA ID' among 'ID', 'Name'"), ("AGORA ID\n", "there is no record")]
)
def test_a_table_that_is_not_agoras_is_refused(tmp_path: Path, table: str, what: str) -> None:
    (tmp_path / "documents.csv").write_text(table, "utf-8")
    (tmp_path / "fulltext").mkdir()
    with pytest.raises(InputError, match=what):
        list(agora.read_folder(tmp_path, Options()))


# Whatever comes

SAMPLES: dict[str, bytes] = {
    ".txt": "---\ntitle: A\n---\nWords 原则.\n".encode(),
    ".md": b"---\ntitle: A\n---\n# A\n\n- b\n\n| c | d |\n|---|---|\n",
    ".html": PAGE.encode(),
    ".pdf": pdf([LINES, LINES], head="Head"),
    ".docx": word(lambda document: document.add_paragraph("Words", style="List Number")),
    ".jsonl": b'{"text": "a", "title": ["b"], "date": 3}\n{"text": "c"}\n',
    ".csv": b'text,title\n"a ""b""",c\nd,e\n',
    ".tsv": b"text\ttitle\na\tb\n",
    ".zip": zipped({"a.txt": "One.", "b.jsonl": '{"text": "a"}', "agora/documents.csv": AGORA, "agora/fulltext/1.txt": "x"}),
}
BOUNDED = settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def reads_or_refuses(content: bytes, name: str) -> None:
    """Only an InputError of one line with a remedy may come out; what is read can be written as UTF-8."""
    try:
        plains = read(content, name)
    except InputError as error:
        refusal, plains = error, []
    else:
        refusal = InputError("nothing", remedy="nothing")
    assert refusal.remedy
    assert "\n" not in str(refusal)
    for plain in plains:
        assert plain.text.strip()
        for words in (plain.text, plain.part, *(value for _, value in plain.metadata)):
            words.encode()
        assert "\0" not in plain.text
        assert all(0 <= at <= len(plain.text) for at in (*plain.headings, *plain.pages))
        assert all(at == 0 or plain.text[at - 1] == "\n" for at in plain.headings)


@pytest.mark.parametrize("ending", SAMPLES)
def test_no_bytes_make_a_reader_fail_otherwise_than_it_says(ending: str) -> None:
    @BOUNDED
    @given(st.binary(max_size=400))
    def run(content: bytes) -> None:
        reads_or_refuses(content, f"a{ending}")

    run()


@pytest.mark.parametrize("ending", SAMPLES)
def test_no_damage_to_a_good_file_makes_a_reader_fail_otherwise_than_it_says(ending: str) -> None:
    sample = SAMPLES[ending]

    @BOUNDED
    @given(st.lists(st.tuples(st.integers(0, len(sample)), st.integers(0, 20), st.binary(max_size=12)), min_size=1, max_size=6))
    def run(cuts: list[tuple[int, int, bytes]]) -> None:
        content = sample
        for at, length, instead in cuts:
            content = content[:at] + instead + content[at + length :]
        reads_or_refuses(content, f"a{ending}")

    run()


@BOUNDED
@given(
    st.lists(
        st.sampled_from(
            [
                *"<>/&;\"'= \n一a",
                "<p>",
                "</p>",
                "<table>",
                "<td>",
                "<li>",
                "<ol>",
                "</ol>",
                "<pre>",
                "</main>",
                "<main>",
                "<h1>",
                "<title>",
                "<br>",
                "<nav>",
                "<!--",
                "&#xD800;",
                "<svg>",
                "<script>",
            ]
        ),
        max_size=60,
    )
)
def test_no_tags_make_the_html_reader_fail(pieces: list[str]) -> None:
    reads_or_refuses("".join(pieces).encode(), "a.html")


@BOUNDED
@given(
    st.recursive(
        st.sampled_from(
            [
                "<w:t>a</w:t>",
                "<w:br/>",
                "<w:t/>",
                '<w:pStyle w:val="x"/>',
                '<w:outlineLvl w:val="0"/>',
                '<w:numId w:val="-1"/>',
                "<w:t>(a)</w:t>",
            ]
        ),
        lambda inner: st.builds(
            lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
            st.sampled_from(["p", "r", "pPr", "numPr", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "txbxContent"]),
            st.lists(inner, max_size=4),
        ),
        max_leaves=30,
    )
)
def test_no_nesting_of_word_elements_makes_the_reader_fail(body: str) -> None:
    reads_or_refuses(word_xml(body), "a.docx")


@BOUNDED
@given(st.lists(st.lists(st.text(st.sampled_from("aB-.1(一 "), max_size=70), max_size=8), min_size=1, max_size=5), st.booleans())
def test_no_lines_make_the_pdf_reader_fail(pages: list[list[str]], head: bool) -> None:
    reads_or_refuses(pdf([[line.replace("一", "x") for line in page] for page in pages], head="Head" if head else ""), "a.pdf")


HOSTILE = {
    "spaces": " " * 100_000 + "x",
    "line ends": "\r\n" * 50_000 + "x",
    "fences": "---\n" + "a\n---b" * 15_000,
    "yaml": "---\n" + "? " * 20_000 + "\n---\nx",
    "yaml lists": "---\n" + "- " * 4000 + "\n---\nx",
    "yaml flows": "---\na: " + "[" * 190 + "x, " * 2500 + "\n---\nx",
    "yaml quotes": '---\na: "' + "\\n" * 4000 + "\n---\nx",
    "yaml tags": "---\n" + "&a " * 2500 + "\n---\nx",
    "toml keys": "+++\n" + "a." * 4000 + "b = 1\n+++\nx",
    "toml tables": "+++\n" + "".join(f"[{'a.' * (n % 90)}b{n}]\n" for n in range(150)) + "+++\nx",
    "yaml keys": "---\n" + "".join(f"a{n}: b\n" for n in range(2000)) + "---\nx",
    "hashes": "#" * 100_000,
    "brackets": "[" * 30_000,
    "stars": "**a *" * 15_000,
    "quotes": '"' * 100_001,
    "quoted": 'text\n"' + '""' * 50_000,
    "commas": "text" + "," * 100_000 + "\nx\n",
    "tags": "<a " * 30_000,
    "angles": "<" * 100_000,
    "unclosed": "<div>" * 100_000 + "x",
    "formatting": "<p>" + "".join(f"<b id={n}>" for n in range(5000)) + "<p>x</p>" * 5000,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x",
    "styles": '<p style="' + "display " * 20_000 + '">x',
    "lists": "<ol><li>" * 20_000 + "x",
    "cells": "<table><td>" * 20_000 + "x",
    "breaks": "<br> " * 30_000 + "x",
    "pre": "<pre>" + "\n " * 50_000 + "x",
    "charset": "<meta charset" + " " * 100_000 + "x",
    "comments": "<!--" * 30_000,
    "references": "&#x" * 30_000,
    "objects": '{"a":' * 30_000,
    "escapes": '{"text": "' + "\\u0041" * 20_000 + '"}',
    "dots": ". " * 50_000 + "x",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".jsonl", ".csv"])
def test_hostile_text_is_read_or_refused_within_a_second(kind: str, ending: str) -> None:
    began = time.process_time()
    reads_or_refuses(HOSTILE[kind].encode(), f"a{ending}")
    assert time.process_time() - began < 1


@pytest.mark.parametrize("line", ["a-" * 3000, "1." * 3000, ". " * 3000, "(" * 3000, "a" * 5000])
def test_hostile_lines_of_a_pdf_are_read_within_a_second(line: str) -> None:
    content = pdf([[line] * 8] * 3)
    began = time.process_time()
    reads_or_refuses(content, "a.pdf")
    assert time.process_time() - began < 1


def test_many_small_files_cost_little_each() -> None:
    began = time.process_time()
    for _ in range(2000):
        read("A line of text.\n", "a.txt")
        read("# A\n\nline of text.\n", "a.md")
        read("<p>A line of text.\n", "a.html")
    assert time.process_time() - began < 5


def test_one_word_of_another_encoding_is_enough_to_refuse_a_file() -> None:
    content = "It was agreed at the caf\xe9.\n".encode("latin-1") + "They met at the café.\n".encode()

    with pytest.raises(InputError):
        list(formats.read(content, "mixed.txt", Options()))
