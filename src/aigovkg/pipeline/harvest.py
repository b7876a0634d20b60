"""What one path gives: its sources read, their names and claims found; kept in a file, so that it is found once.

A harvest depends on nothing but what stands at its path and on what shapes reading (`Reader.shaped_by`). Its file is a line of
JSON that says what the whole set of sources must know of each source, and then for each source a compressed body
with everything else, which only writing its graph needs.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import zstandard

from aigovkg import claims, documents, identity, mentions, vocabulary
from aigovkg.errors import InputError
from aigovkg.graph import CONFIRMED
from aigovkg.model import (
    Attribution,
    Claim,
    Date,
    Document,
    Entity,
    Evidence,
    Extracted,
    Issue,
    Kind,
    Name,
    Passage,
    Reading,
    Severity,
    Source,
    Span,
    Text,
)
from aigovkg.text import excerpt
from aigovkg.vocabulary import Vocabulary

# A row of JSON; what stands where is said beside the function that makes it.
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker process needs to become a `Reader`, small enough to be sent to it."""

    catalogue: tuple[Path, ...]
    settings: documents.Settings


@dataclass(frozen=True)
class Reader:
    """Reads paths: the vocabulary, what a user says about the sources, and an extractor of the user's own beside ours."""

    known: Vocabulary
    settings: documents.Settings
    extractor: claims.Extractor | None = None

    @cached_property
    def finder(self) -> mentions.Finder:
        """The surface forms of the lexicon; made when first something is read."""
        return mentions.finder_of(self.known.lexicon)

    @cached_property
    def shaped_by(self) -> str:
        """A digest of everything besides the sources that shapes what is read: code, libraries, vocabulary, options."""
        columns = sorted(self.settings.options.columns.items())
        return digest_of(
            _code(), platform.python_version(), _libraries(), self.known.fingerprint, columns, *_identity(self.extractor)
        )

    def harvest(self, path: Path) -> tuple[Row, list[bytes]]:
        """Read what stands at a path.

        Returns the header of its harvest and the bodies of its sources. A header is [errors, sources]: an error is
        [what, where, remedy], a source the dictionary that `_source` makes.
        """
        unread: list[InputError] = []
        options = replace(self.settings.options, set_aside=unread.append)
        try:
            readings = documents.read(path, self.known.lexicon, replace(self.settings, options=options))
        except InputError as error:
            unread.append(error)
            readings = []
        bodies: list[bytes] = []
        sources: Row = []
        start = 0
        for reading in readings:
            table = _Names(self.known)
            made = [self._extracted(document) for document in reading.documents if _titled(document)]
            extracted = [one for one, _ in made]
            bodies.append(zstandard.compress(_json([_body(one, table) for one in extracted]), 1))
            said = replace(reading, issues=(*reading.issues, *(issue for _, refused in made for issue in refused)))
            sources.append(_source(said, extracted, table, start, len(bodies[-1])))
            start += len(bodies[-1])
        return [[[error.what, error.where, error.remedy] for error in unread], sources], bodies

    def _extracted(self, document: Document) -> tuple[Extracted, tuple[Issue, ...]]:
        """Return a document with its claims, and what of another extractor's was refused."""
        lexicon = self.known.lexicon
        marked = mentions.find(document, self.finder)
        subject, made = claims.own_name(document, lexicon), claims.extract(document, marked, lexicon)
        refused: tuple[Issue, ...] = ()
        if self.extractor is not None:
            more, refused = claims.proposed(document, subject, made, self.extractor, lexicon)
            made = (*made, *more)
        return identity.at_home(Extracted(document, subject, made), lexicon), refused


def reader(setup: Setup) -> Reader:
    """Return a reader, loading the vocabulary.

    Raises:
        OntologyError: a catalogue is missing or is not Turtle.
    """
    return Reader(vocabulary.load(setup.catalogue), setup.settings)


def key_of(path: Path, settings: documents.Settings, shaped_by: str) -> tuple[str, int]:
    """Return a digest of all that decides what a path gives, and how many bytes there are to read.

    Raises:
        InputError: it cannot be read.
    """
    digest = hashlib.sha256()
    size = 0
    try:
        for file in sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]:
            content = file.read_bytes()
            digest.update(f"{file.relative_to(path)}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
            size += len(content)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="check its permissions") from error
    stated = [(name, said) for name, said in sorted(settings.stated.items()) if set(Path(name).parts) & {path.name, *path.parts}]
    return digest_of(str(path), digest.hexdigest(), stated, shaped_by), size


def packed(header: Row, bodies: Iterable[bytes]) -> bytes:
    """Return the content of a harvest's file."""
    return b"\n".join((_json(header), b"".join(bodies)))


def header_of(content: bytes) -> Row:
    """Return the header of a harvest from its file's content.

    Raises:
        ValueError: this is no harvest.
    """
    found: Row = json.loads(content.partition(b"\n")[0])
    return found


def body_of(content: bytes, source: Mapping[str, Any]) -> Row:
    """Return the body of one source of a harvest from its file's content."""
    start = content.index(b"\n") + 1 + int(source["start"])
    found: Row = json.loads(zstandard.decompress(content[start : start + int(source["length"])]))
    return found


def name_of(row: Sequence[Any]) -> Name:
    """Return the name that a row of a header's table is of."""
    kind, forms, candidates, category, qualifier = row[:5]
    return Name(Kind(kind), tuple(Text(*form) for form in forms), tuple(candidates), category, qualifier)


def extracted_of(row: Row, source: Source, names: Sequence[Name]) -> Extracted:
    """Return a document with its claims from the row of a body, `names` being those of the source's table."""
    own, passages, attributions, rest, said = row
    runs = [Passage(source.sha256, *passage) for passage in passages]
    lines = [_attribution_of(source.sha256, *attribution) for attribution in attributions]
    places = [*runs, *(line.passage for line in lines), *(Passage(source.sha256, *passage) for passage in rest)]
    made = tuple(
        Claim(names[own], predicate, _object_of(what, names), Evidence(places[place], Span(start, end), *evidence))
        for predicate, what, place, start, end, *evidence in said
    )
    return Extracted(Document(source, tuple(runs), tuple(lines)), names[own], made)


def issue_of(row: Sequence[Any]) -> Issue:
    """Return an issue from its row."""
    return Issue(Severity(row[0]), *row[1:])


def row_of(issue: Issue) -> Row:
    """Return an issue as a row of JSON."""
    return [getattr(issue, field) for field in _ISSUE]


def digest_of(*parts: object) -> str:
    """Return a digest of values of JSON."""
    return hashlib.sha256(_json(parts)).hexdigest()


_ISSUE = tuple(field.name for field in fields(Issue))
_PASSAGE = tuple(field.name for field in fields(Passage) if field.name != "source")
_EVIDENCE = tuple(field.name for field in fields(Evidence) if field.name not in ("passage", "span"))


class _Names:
    """The names of one source, each once, with what it shares with others (see `identity.keys`)."""

    def __init__(self, known: Vocabulary) -> None:
        self._known = known
        self._places: dict[Name, int] = {}
        self.rows: Row = []

    def place(self, name: Name) -> int:
        if name not in self._places:
            self._places[name] = len(self.rows)
            self.rows.append([*astuple(name), [[str(part) for part in key] for key in identity.keys(name, self._known.lexicon)]])
        return self._places[name]


def _source(reading: Reading, extracted: Sequence[Extracted], names: _Names, start: int, length: int) -> dict[str, Any]:
    """Return what the whole set of sources must know of one: its identity, its names and its titles and dates."""
    return {
        "source": astuple(reading.source),
        "read": bool(reading.documents),
        "issues": [row_of(issue) for issue in reading.issues],
        "untitled": [row_of(issue) for issue in _untitled(reading)],
        "documents": [_document(one, names) for one in extracted],
        "names": names.rows,
        "start": start,
        "length": length,
    }


def _document(extracted: Extracted, names: _Names) -> Row:
    """Return [own name, [[name, times]…], [[predicate, value, language or null, weight]…], passages, attribution lines]."""
    counted = identity.names(extracted)
    weights: Counter[tuple[str, str, str | None]] = Counter()
    for claim in extracted.claims:
        match claim.object:
            case Text(value, language):
                weights[claim.predicate, value, language] += 1
            case Date(iso, confirmed):
                weights[claim.predicate, iso, None] += CONFIRMED if confirmed else 1
            case _:
                continue
    return [
        names.place(_name(extracted.subject)),
        [[names.place(name), times] for name, times in counted.items()],
        [
            [*given, weight]
            for given, weight in sorted(weights.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] or ""))
        ],
        len(extracted.document.passages),
        len(extracted.document.attributions),
    ]


def _body(extracted: Extracted, names: _Names) -> Row:
    """Return [own name, passages, attributions, other passages, claims] of a document."""
    document = extracted.document
    places: dict[Passage, int] = {}
    for passage in (*document.passages, *(line.passage for line in document.attributions)):
        places.setdefault(passage, len(places))
    count = len(document.passages) + len(document.attributions)
    if len(places) < count:  # two alike: what stands twice counts twice
        places = {
            passage: place for place, passage in enumerate((*document.passages, *(a.passage for a in document.attributions)))
        }
    rest: list[Passage] = []
    said: Row = []
    for claim in extracted.claims:
        passage, span = claim.evidence.passage, claim.evidence.span
        if passage not in places:
            places[passage] = count + len(rest)
            rest.append(passage)
        what = _object(claim.object, names)
        evidence = [getattr(claim.evidence, field) for field in _EVIDENCE]
        said.append([claim.predicate, what, places[passage], span.start, span.end, *evidence])
    return [
        names.place(_name(extracted.subject)),
        [_passage(passage) for passage in document.passages],
        [_attribution(line) for line in document.attributions],
        [_passage(passage) for passage in rest],
        said,
    ]


def _passage(passage: Passage) -> Row:
    return [getattr(passage, field) for field in _PASSAGE]


def _attribution(line: Attribution) -> Row:
    titles = [[span.start, span.end, language] for span, language in line.titles]
    issuers, date = ([span.start, span.end] if span else None for span in (line.issuers, line.date))
    return [_passage(line.passage), titles, issuers, date]


def _attribution_of(source: str, passage: Row, titles: Row, issuers: Row | None, date: Row | None) -> Attribution:
    return Attribution(
        Passage(source, *passage),
        tuple((Span(start, end), language) for start, end, language in titles),
        Span(*issuers) if issuers else None,
        Span(*date) if date else None,
    )


def _object(what: Name | Entity | Text | Date, names: _Names) -> int | Row:
    match what:
        case Name():
            return names.place(what)
        case Text() | Date():
            return list(astuple(what))
        case _:
            raise TypeError("these documents are settled already")


def _object_of(what: int | Row, names: Sequence[Name]) -> Name | Text | Date:
    if isinstance(what, int):
        return names[what]
    return Date(*what) if isinstance(what[1], bool) else Text(*what)


def _name(subject: Name | Entity) -> Name:
    if isinstance(subject, Entity):
        raise TypeError("these documents are settled already")
    return subject


def _titled(document: Document) -> bool:
    return any(attribution.titles for attribution in document.attributions)


def _untitled(reading: Reading) -> Iterator[Issue]:
    """Yield a warning for each document that says who issued it but not what it is: nothing can be claimed of it."""
    for document in reading.documents:
        if not _titled(document):
            run = document.attributions[0].passage
            yield Issue(
                Severity.WARNING,
                where=f"{reading.source.names[0]}, run {run.position}",
                what="this says who issued the text but not what its title is, so it was not used",
                remedy="add the title, as in 'Published by ISSUER in TITLE, May 7, 2024'",
                source=reading.source.names[0],
                sentence=excerpt(run.text),
            )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _identity(extractor: claims.Extractor | None) -> tuple[str, ...]:
    """Return what tells an extractor of the user's own from another: where it is written, and its version if it says one."""
    if extractor is None:
        return ()
    known = extractor if hasattr(extractor, "__qualname__") else type(extractor)
    return known.__module__, known.__qualname__, str(getattr(extractor, "version", ""))


@cache
def _code() -> str:
    """Return a digest of this package's own code."""
    digest = hashlib.sha256()
    home = Path(__file__).parent.parent
    for file in sorted(home.rglob("*.py")):
        digest.update(file.relative_to(home).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@cache
def _libraries() -> list[str]:
    """Return the versions of the libraries that this package stands on."""
    needed = sorted(
        {line.split(";")[0].split("<")[0].split(">")[0].split("=")[0].split("[")[0].strip() for line in requires("aigovkg") or ()}
    )
    return [f"{name} {_version(name)}" for name in needed]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
