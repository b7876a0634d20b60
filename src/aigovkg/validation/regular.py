"""A regular expression of Python's → one of Oxigraph's that matches no more.

pySHACL searches with Python's `re`, Oxigraph with Rust's `regex`. Where the two differ, the narrower reading is
written, so that whatever Oxigraph lets pass, pySHACL lets pass as well.
"""

from __future__ import annotations

import re

from aigovkg.validation.shapes import Unsupported

_TOKEN = re.compile(
    r"""(?P<escape>\\[dsSw])
      | (?P<plain>\\[.\\/\-\[\](){}*+?^$|nrt"'])
      | (?P<set>\[\^?(?:\\[.\\/\-\[\](){}*+?^$|nrtds]|[^\\\[\]])+\])
      | (?P<group>\((?:\?:|(?!\?))|\)|\|)
      | (?P<times>(?:[*+?]|\{[0-9]{1,3}(?:,(?:[0-9]{1,3})?)?\})\??)
      | (?P<mark>[\^$.])
      | (?P<other>[^\\\[\](){}*+?|^$.])""",
    re.VERBOSE,
)
# Python knows more spaces than Rust; which digits and letters there are depends on the edition of Unicode.
_NARROW = {r"\d": "[0-9]", r"\w": "[A-Za-z0-9_]", r"\s": r"\s", r"\S": r"[^\s\x1c-\x1f]"}
_SET_OPERATION = re.compile(r"&&|--|~~")


def narrowed(pattern: str) -> str:
    """Return an expression for Oxigraph all of whose matches are matches in Python.

    Raises:
        Unsupported: the expression holds something whose readings are not known to agree.
    """
    written = []
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            raise Unsupported("a regular expression beyond the common part")
        at = token.end()
        written.append(_token(token.group(), str(token.lastgroup)))
    try:
        re.compile(pattern)
    except re.error as error:
        raise Unsupported("a malformed regular expression") from error
    return "".join(written)


def _token(text: str, kind: str) -> str:
    if kind == "escape":
        return _NARROW[text]
    if kind == "set":
        shorthand = r"\d" in text or r"\s" in text
        if _SET_OPERATION.search(text) or (shorthand and text.startswith("[^")):
            raise Unsupported("a set whose readings may differ")
        return text.replace(r"\d", "0-9")
    return text.removeprefix("\\") if kind == "plain" and text[1:] in "/\"'" else text
