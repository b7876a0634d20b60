"""Words of a passage → a `Mention`, and what lies inside one."""

from __future__ import annotations

from bisect import bisect_left

from aigovkg import text
from aigovkg.mentions.lookup import Hit
from aigovkg.model import Kind, Mention, Name, Passage, Span, Text


def named(
    passage: Passage, span: Span, kind: Kind, candidates: tuple[str, ...], *, category: str = "", method: str = ""
) -> Mention:
    """Return the words at a span as the mention of something, with the form they give it."""
    words = passage.quote(span)
    form = Text(" ".join(words.strip("《》").split()), "zh" if text.has_han(words) else _latin(passage.language))
    return Mention(passage, span, Name(kind, (form,), candidates, category), method or ("catalogue" if candidates else "pattern"))


def _latin(language: str) -> str:
    """Return the language of Latin words in a passage: its own, or English in a Chinese or Japanese one."""
    return "en" if language.startswith(("zh", "ja", "und")) else language


def inside(hits: list[Hit], span: Span) -> list[Hit]:
    """Return the hits that lie inside a span; hits are in reading order."""
    first = bisect_left(hits, ((span.start,),))
    last = bisect_left(hits, ((span.end + 1,),), first)
    return [hit for hit in hits[first:last] if hit.span.end <= span.end]
