"""A text → the tokens it is found by: words, and in Chinese, Japanese and Korean every two characters that stand together.

The search of a published site splits what a reader types in the same way (frontend/src/published/tokens.js); both are held to
the table tests/tokens.json. Letters are folded: case, width, accents, traditional and simplified Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Scripts that put no spaces between words, by code point: kana, Han, Hangul.
_DENSE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<dense>[{_DENSE}]+)|[^\W_{_DENSE}]+")
_LONGEST = 64  # characters of a word: beyond, nobody types it


def tokens(text: str) -> list[str]:
    """Return the tokens of a text in their order: words, pairs of characters, and the last character of each such run.

    That last one is there so that a single character is found wherever it stands: it begins a token, always.
    """
    found: list[str] = []
    for run in _RUN.finditer(_folded(text)):
        word = run.group()
        if run["dense"] is None:
            found.append(word[:_LONGEST])
        else:
            found += [word[place : place + 2] for place in range(len(word))]
    return found


@cache
def simplified() -> dict[str, str]:
    """Return every traditional character that is written otherwise in simplified Chinese, with that one."""
    convert = OpenCC("t2s").convert
    pairs = ((chr(code), convert(chr(code))) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)))
    return {one: other for one, other in pairs if other != one and len(other) == 1}


@cache
def _simplify() -> dict[int, str]:
    return {ord(one): other for one, other in simplified().items()}


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in apart if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFC", bare).lower().replace("ς", "σ").translate(_simplify())


def typed(words: str) -> list[tuple[str, bool]]:
    """Return the tokens that a search of these words asks for, each once, and whether a token that only begins so will do.

    Words may be beginnings. A run of Chinese asks for its pairs of characters; a character alone begins a token wherever it is.
    """
    found: dict[tuple[str, bool], None] = {}
    for run in _RUN.finditer(_folded(words)):
        word = run.group()
        if run["dense"] is None:
            found[word[:_LONGEST], True] = None
        elif len(word) == 1:
            found[word, True] = None
        else:
            found |= {(word[place : place + 2], False): None for place in range(len(word) - 1)}
    return list(found)


def marked(text: str, wanted: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return a text in pieces, and whether each is what was searched for."""
    pieces: list[tuple[str, bool]] = []

    def add(words: str, hit: bool) -> None:
        if words and pieces and pieces[-1][1] == hit:
            pieces[-1] = pieces[-1][0] + words, hit
        elif words:
            pieces.append((words, hit))

    pairs = {token for token, _ in wanted}
    beginnings = tuple(token for token, prefix in wanted if prefix)
    end = 0
    for run in _RUN.finditer(text):
        add(text[end : run.start()], False)
        end = run.end()
        word = run.group()
        if run["dense"] is None:
            add(word, bool(beginnings) and _folded(word).startswith(beginnings))
            continue
        small = [_folded(character) for character in word]
        for place, character in enumerate(word):
            around = small[place - 1 : place + 1] if place else [], small[place : place + 2]
            add(character, any("".join(pair) in pairs for pair in around) or small[place] in beginnings)
    add(text[end:], False)
    return pieces
