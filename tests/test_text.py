"""Folding, words, boundaries and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigovkg import text
from aigovkg.model import Span


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("High-Level Advisory Body", "High level Advisory Body"),
        ("The Bletchley Declaration", "bletchley declaration"),
        ("People’s Republic of China", "People's Republic of China"),
        ("ＯＥＣＤ", "OECD"),
        ("《生成式人工智能服务管理暂行办法》", "生成式人工智能服务管理暂行办法"),
        ("co\u00adoperation", "cooperation"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert text.key(one) == text.key(other)


@given(st.text(max_size=200))
def test_folding_leads_back_to_the_offsets_of_the_original(original: str) -> None:
    folded = text.fold(original)

    for index in range(len(folded.text)):
        span = folded.original(index, index + 1)
        assert 0 <= span.start < span.end <= len(original)
        assert folded.text[index] in text.fold(original[span.start : span.end]).text


@given(st.text(alphabet=st.sampled_from("aZ .!?。；;\n中文(U.S.)"), max_size=120))
def test_sentences_cover_the_text_in_order_without_overlap(run: str) -> None:
    spans = text.sentences(run)

    assert "".join(run[span.start : span.end] for span in spans) == run


@pytest.mark.parametrize(
    ("run", "count"),
    [
        ("One. Two.", 2),
        ("Under Art. 5 of the Act it applies. It does.", 2),
        ("The U.S. Government agrees.", 1),
        ("第一句。第二句；第三句。", 3),
        ("Version 2.0 is out. Good.", 2),
        ("", 0),
    ],
)
def test_short_forms_do_not_end_a_sentence(run: str, count: int) -> None:
    assert len(text.sentences(run)) == count


@pytest.mark.parametrize(
    ("run", "index", "expected"),
    [("AI Act", 2, True), ("AI Act", 1, False), ("中国AI", 2, True), ("法国", 1, True), ("", 0, True)],
)
def test_words_break_between_letters_and_anything_else_and_between_scripts(run: str, index: int, expected: bool) -> None:
    assert text.breaks(run, index) is expected


def test_trimming_leaves_the_words_between_the_spaces() -> None:
    assert text.trimmed("  ab  ", Span(0, 6)) == Span(2, 4)


def test_an_excerpt_is_one_line_and_says_that_it_was_cut() -> None:
    assert text.excerpt("a\n b" + "c" * 300, 10) == "a bcccccc…"
