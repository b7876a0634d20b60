"""The language of a document and of its passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aigovkg.documents import language
from aigovkg.documents.whole.stated import Stated
from aigovkg.model import Span
from aigovkg.text import has_han

_SAMPLED, _SAMPLE = 24, 400  # passages and characters of each that tell the language of a document
_LIKE_THE_REST = 0.2  # share of the commonest words of a document that makes a passage read like the rest of it


class Tongue:
    """The language of a document and of its passages.

    A detector takes a microsecond for each character, so what reads like the rest of the document is taken to be in its
    language, and a long passage is told by its beginning.
    """

    def __init__(self, text: str, spans: Sequence[Span], stated: Stated) -> None:
        step = max(1, len(spans) // _SAMPLED)
        weight: Counter[str] = Counter()
        common: dict[str, Counter[str]] = {}
        for span in spans[::step]:
            run = text[span.start : min(span.end, span.start + _SAMPLE)]
            tag = language.of(run, otherwise=stated.language or "en")
            weight[tag] += len(run)
            common.setdefault(tag, Counter()).update(run.lower().split())
        self.most = max(sorted(weight), key=lambda tag: weight[tag], default="und")
        # The user knows best, but for the script of Chinese, which the characters tell.
        if "language" in stated.first and not self.most.startswith(f"{stated.language}-"):
            self.most = stated.language
        frequent = common.get(self.most, Counter())
        self._common = frozenset(word for word, _ in frequent.most_common(20) if word.isalpha() and not has_han(word))

    def of(self, run: str) -> str:
        """Return the language of a run."""
        run = run[:_SAMPLE]
        if not has_han(run):
            found = run[: _SAMPLE // 2].lower().split()
            if len(found) > 4 and sum(word in self._common for word in found) > _LIKE_THE_REST * len(found):
                return self.most
        chinese = self.most.startswith(("zh", "ja"))
        return language.of(run, otherwise="en" if chinese else self.most)
