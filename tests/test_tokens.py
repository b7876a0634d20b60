"""What a text is found by; the pages' own search is held to the same table in frontend/tests/published.test.js."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigovkg.web.tokens import simplified, tokens

_TABLE: list[tuple[str, list[str]]] = json.loads((Path(__file__).parent / "tokens.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "expected"), _TABLE)
def test_a_text_is_split_into_words_and_pairs_of_characters(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2), st.data())
def test_any_two_characters_that_stand_together_are_a_token(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 2))
    (pair, *_) = tokens(text[place : place + 2])
    assert pair in tokens(text)


def test_traditional_characters_become_one_simplified_character_each() -> None:
    assert simplified()["資"] == "资"
    assert {len(one) + len(other) for one, other in simplified().items()} == {2}
