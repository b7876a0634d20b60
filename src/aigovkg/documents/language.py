"""The language of a run of text, as a BCP 47 tag."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from aigovkg.text import han_share, has_han

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_KANA = re.compile(r"[\u3040-\u30ff]")
_ENOUGH = 60  # letters below which a statistical guess is no knowledge
_SURE = 0.9


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def of(run: str, *, otherwise: str = "en") -> str:
    """Return the language of a run of text; `otherwise` where it is too short or too mixed to tell."""
    if han_share(run) > 0.2 or (has_han(run) and len(run) < _ENOUGH):
        return "ja" if _KANA.search(run) else _chinese(run)
    if len(run) < _ENOUGH:
        return otherwise
    language, probability = _identifier().classify(run)
    return str(language) if probability >= _SURE else otherwise


def _chinese(run: str) -> str:
    """Return zh-Hans or zh-Hant where every character fits only the one script, else zh."""
    import hanzidentifier

    scripts = {hanzidentifier.SIMPLIFIED: "zh-Hans", hanzidentifier.TRADITIONAL: "zh-Hant"}
    return scripts.get(hanzidentifier.identify(run), "zh")


def of_name(words: str) -> str:
    """Return the language that a name's script tells: zh, ja, ko, en for Latin letters, else und."""
    if _KANA.search(words):
        return "ja"
    if has_han(words):
        return "zh"
    letters = [character for character in words if character.isalpha()]
    if all("LATIN" in unicodedata.name(letter, "") for letter in letters):
        return "en"
    return "ko" if all("HANGUL" in unicodedata.name(letter, "") for letter in letters) else "und"
