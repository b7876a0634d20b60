"""Bytes that are not UTF-8 → their text, where it can be told for sure.

A wrong guess gives words that nobody wrote and that look right: "Señor" becomes "Seńor". So an encoding is believed only
when the text that it gives is in a language that is written in it and reads like that language. General detectors guess:
charset-normalizer, measured on the texts of 96 documents in their countries' encodings, gave false letters for one in
five and no answer for most Chinese ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from aigovkg.documents import language

_FOR_LANGUAGE = 20_000  # characters that are enough to tell a language

_WESTERN = frozenset(("en", "fr", "es", "pt", "it", "de", "nl", "ca", "gl", "da", "sv", "nb", "nn", "no", "fi"))

# What no word holds in its middle: a sign of a DOS or Macintosh encoding read as one of Windows.
_INSIDE_A_WORD = re.compile("[a-zß-öø-ÿ][^\\x00-\\x7fa-zß-öø-ÿ’‘“”–—…·«»\u00a0\u00ad][a-zß-öø-ÿ]|[a-z][À-ÖØ-ÞŠŒŽŸ][a-z]")
# What quotation marks and dashes of Chinese encodings become: pairs of signs.
_PAIRS = re.compile("(?!§§)[¡-¿]{2}|¡[^\\w¿]")
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_CHINESE_STOPS = "，。、；："  # Korean bytes read as Chinese give common characters, but none of these
_LEAST_COMMON, _LEAST_STOPS, _MOST_KANA = 0.9, 0.01, 0.02  # parts of the characters that are not ASCII


def told(content: bytes) -> str | None:
    """Return the text of `content` if one encoding fits and no other does, else None."""
    fitting = [text for encoding, reads_well in _TESTS.items() if (text := _fitting(content, encoding, reads_well)) is not None]
    return fitting[0] if len(fitting) == 1 else None


def is_partly_utf8(content: bytes) -> bool:
    """Tell whether at least half of what is not ASCII is UTF-8 all the same: two encodings in one file, or a damaged one."""
    words = content.decode("utf-8", errors="replace")
    bad = words.count("\ufffd")
    good = sum(not character.isascii() for character in words) - bad
    return 0 < good >= bad


def _fitting(content: bytes, encoding: str, reads_well: Callable[[str], bool]) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if reads_well(text) else None


def _reads_like_western(text: str) -> bool:
    """Tell whether a text is in a language of Western Europe and has no signs where letters belong."""
    # The lines with letters of the encoding's own tell most; the others tell the language where there are few.
    own = "\n".join(line for line in text.split("\n") if not line.isascii())
    return not (_INSIDE_A_WORD.search(text) or _PAIRS.search(text)) and any(
        language.of(part[:_FOR_LANGUAGE], otherwise="") in _WESTERN for part in (own, text)
    )


def _reads_like_chinese(text: str) -> bool:
    """Tell whether a text is of the characters that Chinese uses most, with Chinese stops."""
    counts = Counter(text)
    han = sum(count for character, count in counts.items() if _HAN.match(character))
    common = sum(count for character, count in counts.items() if _HAN.match(character) and _is_common(character))
    foreign = sum(count for character, count in counts.items() if not character.isascii())
    stops = sum(counts[stop] for stop in _CHINESE_STOPS)
    kana = sum(count for character, count in counts.items() if _KANA.match(character))
    return (
        han > foreign / 2 and common >= _LEAST_COMMON * han and stops >= _LEAST_STOPS * foreign and kana <= _MOST_KANA * foreign
    )


def _is_common(character: str) -> bool:
    """Tell whether a character is one that simplified or traditional Chinese uses often: level 1 of their standards."""
    simplified = character.encode("gb2312", errors="ignore")
    traditional = character.encode("big5", errors="ignore")
    return b"\xb0" <= simplified[:1] <= b"\xd7" or b"\xa4" <= traditional[:1] <= b"\xc6"


# Encoding → the test that its text must pass. Others are not tried: they have twins (Latin 2 of ISO, Cyrillic of the
# Macintosh) that give other words of the same language.
_TESTS: Mapping[str, Callable[[str], bool]] = {
    "gb18030": _reads_like_chinese,
    "big5": _reads_like_chinese,
    "cp1252": _reads_like_western,
}
