"""Pages that say under each passage whose it is, as linking-ai-principles.org prints them.

    d) Technological sovereignty                                   a heading, with its number
    Technological sovereignty: the assurance of …                  a paragraph: with its heading, one passage
    由 ISSUERS 在 中文标题(English title)发表, Oct 10, 2019          what the passages above it are of

An attribution line closes the passages since the one before it, so passages without a line of their own
belong to the next one. What such a page lists together is alike, not citing: nothing follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from aigovkg.documents import language
from aigovkg.errors import InputError
from aigovkg.model import Attribution, Document, Issue, Passage, Reading, Severity, Source, Span
from aigovkg.text import breaks, excerpt, has_han, trimmed
from aigovkg.vocabulary import Lexicon

_DATE = (
    r"(?P<date>(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:\s*[-–]\s*\d{1,2})?,\s*\d{4}"  # Oct 10, 2019 · Jan 3-8, 2017
    r"|[A-Z][a-z]{2,8}\.?,?\s+\d{4}|\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{4}"  # October 2019 · 10 October 2019
    r"|\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?"  # 2019年10月10日
    r"|\d{4}(?:-\d{2}(?:-\d{2})?)?)"  # 2019 · 2019-10 · 2019-10-10
    r"(?:\s*[(（][^()（）]{3,20}[)）])?)"  # (unconfirmed)
)
_COMMA = r"\s*[,，]\s*"

# The forms of attribution. A head form has its issuers on a line of their own.
_HEAD_FORMS = tuple(
    (re.compile(title), re.compile(issuers))
    for title, issuers in (
        (rf"原则\s*[:：]\s*(?P<titles>\S.*?){_COMMA}{_DATE}\s*$", r"作者\s*[:：]\s*(?P<issuers>\S.*?)\s*$"),
        (rf"Principle\s*:\s*(?P<titles>\S.*?){_COMMA}{_DATE}\s*$", r"Published by\s+(?P<issuers>\S.*?)\s*$"),
    )
)
_LINE_FORMS = tuple(
    map(
        re.compile,
        (
            rf"由\s*(?P<issuers>\S.*?)\s+在\s+(?P<titles>\S.*?)\s*发表{_COMMA}{_DATE}\s*$",
            rf"由\s*(?P<issuers>[^在]+?)\s*在\s*(?P<titles>\S.*?)\s*发表{_COMMA}{_DATE}\s*$",
            # The title begins with a capital or a mark; an "in" before a small letter is still the issuer's.
            rf"Published by\s+(?P<issuers>\S.*?)\s+in\s+(?P<titles>[^a-z\s].*?){_COMMA}{_DATE}\s*$",
        ),
    )
)
_FURNITURE = re.compile(r"\s*(?:相关原则|Related Principles)\s*$")

_AFTER_NUMBER = re.compile(r"\s*[:：.\-–—]?\s*")
_BULLET = re.compile(r"\s*[·•●]\s*")
_LONGEST_HEADING = 120  # characters
_SHORT_HEADING = 36  # characters of a numbered heading that ends like a sentence
_ENDS_SENTENCE = tuple(".;。；!?！？,")


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str


def read(text: str, sha256: str, names: tuple[str, ...], media_type: str, lexicon: Lexicon) -> Reading:
    """Read a page of passages and attribution lines.

    Raises:
        InputError: no attribution line stands in the text.
    """
    runs = list(_positioned(_runs(text, sha256, lexicon.numbering)))
    if not any(isinstance(run, Attribution) for run in runs):
        raise InputError(
            "no attribution line in this text, so nothing says whose it is",
            where=names[0],
            remedy="add a line such as 'Published by ISSUER in TITLE, May 7, 2024'",
        )
    bodies = [run for run in runs if isinstance(run, Passage)]
    source = Source(names, sha256, _most(bodies), media_type)
    documents, rest = _documents(source, runs)
    issues = tuple(
        Issue(
            Severity.WARNING,
            where=f"{names[0]}, run {passage.position}",
            what="no attribution line follows this text, so it was not used",
            remedy="add the line that says whose it is, or remove the text",
            source=names[0],
            sentence=excerpt(passage.text),
        )
        for passage in rest
    )
    return Reading(source, documents, issues)


def _most(passages: list[Passage]) -> str:
    """Return the language that most of the text is in."""
    weight: dict[str, int] = {}
    for passage in passages:
        weight[passage.language] = weight.get(passage.language, 0) + len(passage.text)
    return max(sorted(weight), key=lambda tag: weight[tag], default="und")


def _documents(source: Source, runs: list[Passage | Attribution]) -> tuple[tuple[Document, ...], list[Passage]]:
    """Give each attribution line the passages since the one before; gather what is of one instrument."""
    held: dict[tuple[str, ...], tuple[list[Passage], list[Attribution]]] = {}
    waiting: list[Passage] = []
    for run in runs:
        if isinstance(run, Passage):
            waiting.append(run)
            continue
        issuers = run.passage.quote(run.issuers) if run.issuers else ""
        titles = (run.passage.quote(span) for span, _ in run.titles)
        passages, attributions = held.setdefault((issuers, *titles), ([], []))
        passages += waiting
        attributions.append(run)
        waiting = []
    documents = tuple(Document(source, tuple(passages), tuple(lines)) for passages, lines in held.values())
    return documents, waiting


def _runs(text: str, sha256: str, numbering: re.Pattern[str]) -> Iterator[Passage | Attribution]:
    """Yield the passages and attributions of a page in reading order, not yet numbered."""
    lines = list(_lines(text))
    heading: _Line | None = None
    index = 0
    while index < len(lines):
        line = lines[index]
        used, attribution = _attribution(text, lines[index : index + 2], sha256)
        furniture = _FURNITURE.match(line.text) is not None
        heads = not (used or furniture) and _is_heading(line, lines[index + 1] if index + 1 < len(lines) else None, numbering)
        if heading is not None and (used or furniture or heads):
            yield _passage(text, None, heading, sha256, numbering)
            heading = None
        if attribution is not None:
            yield attribution
        elif heads:
            heading = line
        elif not furniture:
            yield _passage(text, heading, line, sha256, numbering)
            heading = None
        index += used or 1


def _positioned(runs: Iterable[Passage | Attribution]) -> Iterator[Passage | Attribution]:
    for position, run in enumerate(runs, 1):
        if isinstance(run, Attribution):
            yield replace(run, passage=replace(run.passage, position=position))
        else:
            yield replace(run, position=position)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that hold anything, with their spans."""
    for found in re.finditer(r"[^\n]+", text):
        span = trimmed(text, Span(*found.span()))
        if span.start < span.end:
            yield _Line(span, text[span.start : span.end])


def _attribution(text: str, lines: list[_Line], sha256: str) -> tuple[int, Attribution | None]:
    """Return how many of the lines make an attribution, and the attribution."""
    first = lines[0]
    for title_form, issuers_form in _HEAD_FORMS:
        found = title_form.match(first.text)
        if found is None:
            continue
        issuers = issuers_form.match(lines[1].text) if len(lines) > 1 else None
        whole = Span(first.span.start, lines[1].span.end if issuers else first.span.end)
        shift = lines[1].span.start - first.span.start if issuers else 0
        return (2 if issuers else 1), _read_attribution(text, whole, found, issuers, shift, sha256)
    for form in _LINE_FORMS:
        found = form.match(first.text)
        if found is not None:
            return 1, _read_attribution(text, first.span, found, found, 0, sha256)
    return 0, None


def _read_attribution(
    text: str, whole: Span, line: re.Match[str], issuers: re.Match[str] | None, shift: int, sha256: str
) -> Attribution:
    run = text[whole.start : whole.end]
    tag = "zh" if has_han(run) else "en"
    titles = Span(*line.span("titles"))
    return Attribution(
        passage=Passage(sha256, 0, run, tag, attributes=True),
        titles=tuple(_titles(run, titles)),
        issuers=Span(issuers.start("issuers") + shift, issuers.end("issuers") + shift) if issuers else None,
        date=Span(*line.span("date")),
    )


def _titles(run: str, span: Span) -> Iterator[tuple[Span, str]]:
    """Split `中文标题(English title)` at the bracket that closes at the end; brackets may nest and be full-width."""
    title = run[span.start : span.end]
    if has_han(title) and title.endswith((")", "）")):
        depth = 0
        for index in range(len(title) - 1, -1, -1):
            depth += {")": 1, "）": 1, "(": -1, "（": -1}.get(title[index], 0)
            if depth == 0:
                inner, outer = title[index + 1 : -1], title[:index]
                if outer.strip() and not has_han(inner) and has_han(outer):
                    yield trimmed(run, Span(span.start, span.start + index)), "zh"
                    yield trimmed(run, Span(span.start + index + 1, span.end - 1)), "en"
                    return
                break
    yield span, "zh" if has_han(title) else "en"


def _is_heading(line: _Line, following: _Line | None, numbering: re.Pattern[str]) -> bool:
    """Tell whether a line heads the paragraph below it: short, not a sentence, and something follows."""
    if following is None or len(line.text) > _LONGEST_HEADING:
        return False
    if line.text.endswith(_ENDS_SENTENCE):
        number, words = _numbered(line.text, numbering)
        return number is not None and len(words or "") < _SHORT_HEADING
    return True


def _passage(text: str, heading: _Line | None, body: _Line, sha256: str, numbering: re.Pattern[str]) -> Passage:
    start = heading.span.start if heading else body.span.start
    run = text[start : body.span.end]
    number, words = _numbered(heading.text, numbering) if heading else (_numbered(body.text, numbering)[0], None)
    return Passage(sha256, 0, run, language.of(run), number, words)


def _numbered(line: str, numbering: re.Pattern[str]) -> tuple[str | None, str | None]:
    """Split a heading into its number and its words: "d) Technological sovereignty"."""
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    found = numbering.match(line, start)
    if found is not None and breaks(line, found.end()):
        behind = _AFTER_NUMBER.match(line, found.end())
        return found.group(), line[behind.end() if behind else found.end() :].rstrip(" :：") or None
    return None, line[start:].strip("()（） :：") or None
