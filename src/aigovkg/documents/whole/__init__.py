"""Whole documents: cut into passages by their own structure, with what their head says of them.

    Official Gazette · 3 May 2024                  furniture: skipped when a title is sought
    MODEL ORDINANCE ON MACHINES                    the title: the first line set off from the text
    Ministry of Machines                           who issued it
    CHAPTER I  General                             a division: its words head what has no nearer heading
    Article 1  Purpose                             a heading stands with the paragraph below it
    This Ordinance …                               a paragraph: one passage

What the user states goes before what the text says of itself; what neither says is taken from what the format says, and
nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from aigovkg.documents.plain import Plain
from aigovkg.documents.whole import attributions, blocks, head, lines, passages, stated, words
from aigovkg.documents.whole.tongue import Tongue
from aigovkg.errors import InputError
from aigovkg.model import Document, Issue, Reading, Severity, Source
from aigovkg.text import excerpt
from aigovkg.vocabulary import Lexicon


def read(plain: Plain, sha256: str, names: tuple[str, ...], lexicon: Lexicon) -> Reading:
    """Read a whole document: its passages, and what its head or its metadata say of title, issuers and date.

    Raises:
        InputError: there is nothing to read in the text.
    """
    known = words.of(lexicon)
    kept = lines.kept(plain, known)
    if not kept:
        raise InputError("there is no text in it", where=names[0], remedy="give a document with text in it")
    says = head.of(plain.text, kept, known)
    built = list(blocks.of(kept, says, known))
    beside, issues = stated.of(plain, names[0], known)
    tongue = Tongue(plain.text, [block.span for block in built], beside)
    cut = [
        (span, replace(passage, position=position, page=bisect_right(plain.pages, span.start) or None))
        for position, (span, passage) in enumerate(passages.of(plain.text, built, sha256, tongue), 1)
    ]
    says = attributions.heard(attributions.placed(says, [span for span, _ in cut]), beside)
    attributed = attributions.of(says, cut, tongue)
    given = attributions.given(beside, says, sha256, len(cut) + 1, tongue)
    attributed += [given] if given else []
    source = Source(names, sha256, tongue.most, plain.media_type)
    if not any(attribution.titles for attribution in attributed):
        return Reading(source, (), (_untitled(names[0], cut[0][1].text), *issues))
    return Reading(source, (Document(source, tuple(passage for _, passage in cut), tuple(attributed)),), issues)


def _untitled(name: str, beginning: str) -> Issue:
    return Issue(
        Severity.WARNING,
        where=name,
        what="no title was found in this document, so it was not used",
        remedy="give its title in front matter (title: …), in a corpus manifest or, of a record, with --columns title=COLUMN",
        source=name,
        sentence=excerpt(beginning),
    )
