"""Pages that say under each passage whose it is, as linking-ai-principles.org prints them.

    d) Technological sovereignty                                   a heading, with its number
    Technological sovereignty: the assurance of …                  a paragraph: with its heading, one passage
    由 ISSUERS 在 中文标题(English title)发表, Oct 10, 2019          what the passages above it are of

An attribution line closes the passages since the one before it, so passages without a line of their own
belong to the next one. Some pages open with it instead (`Publisher: …`, `The principle "…" has mentioned …`):
then it is of what follows. Register pages hold records of a title and fields (`发布者: …`) without passages.
What such a page lists together is alike, not citing: nothing follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from aigovkg import dates
from aigovkg.documents import language
from aigovkg.errors import InputError
from aigovkg.model import Attribution, Document, Issue, Passage, Reading, Severity, Source, Span
from aigovkg.text import breaks, excerpt, has_han, trimmed
from aigovkg.vocabulary import Lexicon

# How an attribution line begins, what parts issuers and title in it, and how it ends before the comma and the date.
_LINES = (
    ("由", re.compile(r"\s在\s|在"), "发表"),
    # The title begins with a capital or a mark; an "in" before a small letter is still the issuers'.
    ("Published by ", re.compile(r"\sin\s+(?=[^a-z\s])"), ""),
)
# A head form has its title and date on one line, and its issuers on the next.
_HEADS = (
    (re.compile(r"原则\s*[:：]\s*"), re.compile(r"作者\s*[:：]\s*(?P<issuers>\S.*)$")),
    (re.compile(r"Principle\s*:\s*"), re.compile(r"Published by\s+(?P<issuers>\S.*)$")),
)
# What opens the passages below it.
_OPENING_FORMS = tuple(
    map(
        re.compile,
        (
            r"Publisher\s*:\s*(?P<issuers>\S.*)$",
            r"The principle [\"“](?P<titles>[^\"“”]+)[\"”] has mentioned the topic [\"“][^\"“”]*[\"”] in the following places",
        ),
    )
)
# The fields of a record: its title stands on the line above the first.
_FIELD = re.compile(
    r"(?P<field>发布者类型|发布者|国家或地区|缩写|发表日期|"
    r"Publisher Type|Publisher|Country or Region|Abbreviation|Publication Date|Date)\s*[:：]\s*(?P<value>\S.*)$"
)
_ISSUER_FIELDS, _DATE_FIELDS = ("发布者", "Publisher"), ("发表日期", "Publication Date", "Date")
_FEWEST_FIELDS = 3  # fields that make a record
_OPENING_LINES = 2  # lines at the top of a page among which an opening line stands
_MOST_LINES = 8  # lines of an attribution

_LONGEST_UNDATED = 300  # characters of an attribution line without a date; a longer one is a paragraph
_LONGEST_LINE = 2000  # characters; a longer line is a paragraph, whatever it ends with
# What begins like an attribution and was not read as one.
_ODD = re.compile(r"Published by .{0,200}|由\s.{0,200}发表.{0,60}|(?:原则|Principle)\s?[:：].{0,200}")
# Why a run was not used, and what to do about it.
_UNATTRIBUTED = (
    "no attribution line follows this text, so it was not used",
    "add the line that says whose it is, or remove the text",
)
_UNREADABLE = (
    "this looks like an attribution line but cannot be read as one",
    "write it as 'Published by ISSUER in TITLE, May 7, 2024'",
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


class _Place(Enum):
    """Where the attribution stands, seen from the passages it is about."""

    BELOW = auto()
    ABOVE = auto()
    NOWHERE = auto()


@dataclass(frozen=True, slots=True)
class _Run:
    """A passage, or an attribution and where it stands."""

    what: Passage | Attribution
    place: _Place = _Place.BELOW


def applies(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text is such a page: it has an attribution below passages, a record, or begins with an opening line."""
    lines = list(_lines(text))
    for index in range(len(lines)):
        _, found = _attribution(text, lines[index : index + _MOST_LINES], "", lexicon)
        if found is not None and (found.place is not _Place.ABOVE or index < _OPENING_LINES):
            return True
    return False


def read(text: str, sha256: str, names: tuple[str, ...], media_type: str, lexicon: Lexicon) -> Reading:
    """Read a page of passages and attribution lines.

    Raises:
        InputError: no attribution line stands in the text.
    """
    runs = list(_positioned(_runs(text, sha256, lexicon)))
    if not any(isinstance(run.what, Attribution) for run in runs):
        raise InputError(
            "no attribution line in this text, so nothing says whose it is",
            where=names[0],
            remedy="add a line such as 'Published by ISSUER in TITLE, May 7, 2024'",
        )
    bodies = [run.what for run in runs if isinstance(run.what, Passage)]
    source = Source(names, sha256, _most(bodies), media_type)
    documents, rest = _documents(source, runs)
    odd = [run.what for run in runs if isinstance(run.what, Passage) and run.place is _Place.NOWHERE]
    issues = [_unused(passage, names[0], *_UNATTRIBUTED) for passage in rest]
    issues += [_unused(passage, names[0], *_UNREADABLE) for passage in odd]
    return Reading(source, documents, tuple(issues))


def _unused(passage: Passage, name: str, what: str, remedy: str) -> Issue:
    where = f"{name}, run {passage.position}"
    return Issue(Severity.WARNING, where=where, what=what, remedy=remedy, source=name, sentence=excerpt(passage.text))


def _most(passages: list[Passage]) -> str:
    """Return the language that most of the text is in."""
    weight: dict[str, int] = {}
    for passage in passages:
        weight[passage.language] = weight.get(passage.language, 0) + len(passage.text)
    return max(sorted(weight), key=lambda tag: weight[tag], default="und")


def _documents(source: Source, runs: list[_Run]) -> tuple[tuple[Document, ...], list[Passage]]:
    """Give each attribution its passages, those above it or those below; gather what is of one instrument."""
    held: dict[tuple[str, ...], tuple[list[Passage], list[Attribution]]] = {}
    waiting: list[Passage] = []
    opened: list[Passage] | None = None
    for run in runs:
        if isinstance(run.what, Passage):
            if run.place is not _Place.NOWHERE:
                (waiting if opened is None else opened).append(run.what)
            continue
        quote = run.what.passage.quote
        issuers = quote(run.what.issuers) if run.what.issuers else ""
        titles = (quote(span) for span, _ in run.what.titles)
        passages, attributions = held.setdefault((issuers, *titles), ([], []))
        attributions.append(run.what)
        opened = passages if run.place is _Place.ABOVE else None
        if run.place is _Place.BELOW:
            passages += waiting
            waiting = []
    documents = tuple(Document(source, tuple(passages), tuple(lines)) for passages, lines in held.values())
    return documents, waiting


def _runs(text: str, sha256: str, lexicon: Lexicon) -> Iterator[_Run]:
    """Yield the passages and attributions of a page in reading order, not yet numbered."""
    lines = list(_lines(text))
    numbering = lexicon.numbering
    heading: _Line | None = None
    apart = False
    index = 0
    while index < len(lines):
        line = lines[index]
        used, found = _attribution(text, lines[index : index + _MOST_LINES], sha256, lexicon)
        furniture = _FURNITURE.match(line.text) is not None
        odd = not used and _ODD.fullmatch(line.text) is not None
        heads = not (used or furniture or odd) and _is_heading(
            line, lines[index + 1] if index + 1 < len(lines) else None, numbering
        )
        keeps = found is not None and found.place is _Place.ABOVE  # "1. Fairness / Publisher: …" heads what is below
        if heading is not None and (used or furniture or odd or heads) and not keeps:
            yield _Run(_passage(text, None, heading, sha256, numbering))
            heading = None
        if found is not None:
            yield found
        elif heads:
            heading = line
        elif odd:
            yield _Run(_passage(text, None, line, sha256, numbering), _Place.NOWHERE)
        elif not furniture:
            yield _Run(_passage(text, heading, line, sha256, numbering, apart=apart))
            heading = None
        apart = keeps
        index += used or 1
    if heading is not None:
        yield _Run(_passage(text, None, heading, sha256, numbering))


def _positioned(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Number the runs from 1, in reading order."""
    for position, run in enumerate(runs, 1):
        if isinstance(run.what, Attribution):
            passage = replace(run.what.passage, position=position)
            yield replace(run, what=replace(run.what, passage=passage))
        else:
            yield replace(run, what=replace(run.what, position=position))


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that hold anything, with their spans."""
    for found in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        span = trimmed(text, Span(*found.span()))
        if span.start < span.end:
            yield _Line(span, text[span.start : span.end])


def _attribution(text: str, lines: list[_Line], sha256: str, lexicon: Lexicon) -> tuple[int, _Run | None]:
    """Return how many of the lines make an attribution, and the attribution."""
    first = lines[0]
    if len(first.text) > _LONGEST_LINE:
        return 0, None
    fields = _record(lines)
    if fields:
        return len(fields), _Run(_of_record(text, fields, sha256), _Place.NOWHERE)
    spans = _line(first.text, lexicon)
    if spans:
        return 1, _Run(_made(text, [first], spans, sha256))
    used, spans = _head(lines, lexicon)
    if spans:
        return used, _Run(_made(text, lines[:used], spans, sha256))
    for form in _OPENING_FORMS:
        found = form.match(first.text)
        if found is not None:
            return 1, _Run(_made(text, [first], _spans(found, first, first), sha256), _Place.ABOVE)
    return 0, None


def _line(words: str, lexicon: Lexicon) -> dict[str, Span]:
    """Return the spans of issuers, title and (where there is one) date in an attribution line, or nothing."""
    for beginning, parting, ending in _LINES:
        if not words.startswith(beginning):
            continue
        split = dates.at_end(words, lexicon.months, lexicon.listed("unconfirmedMark"))
        end = split[0].end if split else len(words)
        if not words[:end].endswith(ending) or (
            split is None and (len(words) > _LONGEST_UNDATED or words.endswith(_ENDS_SENTENCE))
        ):
            continue
        found = _parted(words, Span(len(beginning), end - len(ending)), parting)
        if found is not None:
            return {"issuers": found[0], "titles": found[1]} | ({"date": split[1]} if split else {})
    return {}


def _parted(words: str, body: Span, parting: re.Pattern[str]) -> tuple[Span, Span] | None:
    """Split a line's body at the first place that parts issuers from title, a place between spaces before any other."""
    places = list(parting.finditer(words, body.start, body.end))
    for found in sorted(places, key=lambda place: (not place.group()[0].isspace(), place.start())):
        issuers, title = trimmed(words, Span(body.start, found.start())), trimmed(words, Span(found.end(), body.end))
        if issuers.start < issuers.end and title.start < title.end:
            return issuers, title
    return None


def _head(lines: list[_Line], lexicon: Lexicon) -> tuple[int, dict[str, Span]]:
    """Return how many lines a head form has, and the spans of its title, its date and perhaps its issuers."""
    first = lines[0]
    for beginning, issuers_form in _HEADS:
        found = beginning.match(first.text)
        split = dates.at_end(first.text, lexicon.months, lexicon.listed("unconfirmedMark")) if found else None
        if found is None or split is None or split[0].end <= found.end():
            continue
        spans = {"titles": Span(found.end(), split[0].end), "date": split[1]}
        issuers = issuers_form.match(lines[1].text) if len(lines) > 1 and len(lines[1].text) <= _LONGEST_LINE else None
        return (2, spans | _spans(issuers, lines[1], first)) if issuers else (1, spans)
    return 0, {}


def _record(lines: list[_Line]) -> list[_Line]:
    """Return the lines of a record that begins here: perhaps a title, then three fields or more, each once."""
    start = 0 if _FIELD.fullmatch(lines[0].text) else 1
    seen: set[str] = set()
    for line in lines[start:]:
        field = _FIELD.fullmatch(line.text) if len(line.text) <= _LONGEST_LINE else None
        if field is None or field["field"] in seen:
            break
        seen.add(field["field"])
    return lines[: start + len(seen)] if len(seen) >= _FEWEST_FIELDS else []


def _of_record(text: str, lines: list[_Line], sha256: str) -> Attribution:
    spans: dict[str, Span] = {}
    for line in lines:
        field = _FIELD.fullmatch(line.text)
        if field is None:
            spans["titles"] = Span(0, len(line.text))
        elif field["field"] in _ISSUER_FIELDS:
            spans["issuers"] = _shifted(field, "value", line, lines[0])
        elif field["field"] in _DATE_FIELDS:
            spans["date"] = _shifted(field, "value", line, lines[0])
    return _made(text, lines, spans, sha256)


def _spans(found: re.Match[str], line: _Line, first: _Line) -> dict[str, Span]:
    """Return where the groups of a form stand in a run that begins with the line `first`."""
    return {name: _shifted(found, name, line, first) for name, words in found.groupdict().items() if words is not None}


def _shifted(found: re.Match[str], group: str, line: _Line, first: _Line) -> Span:
    shift = line.span.start - first.span.start
    return Span(found.start(group) + shift, found.end(group) + shift)


def _made(text: str, lines: list[_Line], spans: dict[str, Span], sha256: str) -> Attribution:
    run = text[lines[0].span.start : lines[-1].span.end]
    titles = spans.get("titles")
    return Attribution(
        passage=Passage(sha256, 0, run, language.of_name(run), attributes=True),
        titles=tuple(_titles(run, titles)) if titles else (),
        issuers=spans.get("issuers"),
        date=spans.get("date"),
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
                    inside = trimmed(run, Span(span.start + index + 1, span.end - 1))
                    yield inside, language.of_name(run[inside.start : inside.end])
                    return
                break
    yield span, language.of_name(title)


def _is_heading(line: _Line, following: _Line | None, numbering: re.Pattern[str]) -> bool:
    """Tell whether a line heads the paragraph below it: short, not a sentence, and something follows."""
    if following is None or len(line.text) > _LONGEST_HEADING:
        return False
    if line.text.endswith(_ENDS_SENTENCE):
        number, words = _numbered(line.text, numbering)
        return number is not None and len(words or "") < _SHORT_HEADING
    return True


def _passage(
    text: str, heading: _Line | None, body: _Line, sha256: str, numbering: re.Pattern[str], *, apart: bool = False
) -> Passage:
    """Return a paragraph with its heading; `apart` when something that is not of the instrument stands between them."""
    start = heading.span.start if heading and not apart else body.span.start
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
