"""The order of things: documents → mentions → claims → identity → graph → report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from aigovkg import claims, documents, graph, identity, mentions, report, vocabulary
from aigovkg.documents.plain import Options
from aigovkg.errors import InputError, NonconformingError, OntologyError
from aigovkg.knowledge_graph import KnowledgeGraph
from aigovkg.model import Document, Entity, Extracted, Issue, Kind, Reading, Report, Severity
from aigovkg.text import excerpt
from aigovkg.vocabulary import Lexicon, Role, Vocabulary

_COLUMNS = ("text", "title", "issuers", "date", "language", "url")


def build(
    *sources: str | Path,
    catalogue: str | Path | Sequence[str | Path] = (),
    manifest: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
) -> KnowledgeGraph:
    """Build a knowledge graph from files and folders.

    What comes back conforms to the shapes: a source whose claims violate one is set aside whole and named in
    the graph's `report`, and so is one that cannot be read beside others that can.

    Args:
        sources: files and folders to read; "-" is standard input.
        catalogue: Turtle files with instruments, agents and events of the user's own.
        manifest: a TOML or CSV file that states title, issuers and date of files that do not say them.
        columns: which column or key of tables and JSON Lines holds text, title, issuers, date.
        strict: raise instead of setting anything aside.

    Raises:
        InputError: a path does not exist, or nothing of what was given can be read.
        OntologyError: a catalogue is not Turtle or breaks a shape.
        NonconformingError: every source would be set aside; or `strict`, and one would.
    """
    files = [Path(path) for path in ([catalogue] if isinstance(catalogue, str | Path) else catalogue)]
    known = vocabulary.load(files)
    found = documents.find([Path(source) for source in sources])
    readings, unread, notes = _read(found, known.lexicon, manifest, columns or {})
    if not any(_titled(document) for reading in readings for document in reading.documents):
        raise _nothing(readings, unread)
    flawed = [issue for issue in _checked(files, known).issues if issue.severity is Severity.VIOLATION]
    if flawed:
        raise OntologyError(flawed[0].what, where=flawed[0].where, remedy=flawed[0].remedy)
    extracted = _extract(readings, known)
    gated = _gate(extracted, known)
    outcome = _report(found, readings, unread, notes, gated)
    if not outcome.conforms and (strict or not gated.documents):
        worst = next(issue for issue in outcome.issues if issue.severity is Severity.VIOLATION)
        raise NonconformingError(worst.what, where=worst.source or worst.where, remedy=worst.remedy)
    return KnowledgeGraph(gated.store, outcome)


def read(
    *sources: str | Path, manifest: str | Path | None = None, columns: Mapping[str, str] | None = None
) -> tuple[list[Reading], list[Issue]]:
    """Read files and folders as `build` does, and return the readings and what could not be used.

    Raises:
        InputError: a path does not exist, or nothing of what was given can be read.
    """
    readings, unread, notes = _read(
        documents.find([Path(source) for source in sources]), vocabulary.load().lexicon, manifest, columns or {}
    )
    if not readings:
        raise _nothing(readings, unread)
    issues = [Issue(Severity.WARNING, where=error.where, what=error.what, remedy=error.remedy) for error in unread]
    return readings, [*issues, *notes, *(issue for reading in readings for issue in reading.issues)]


def check_catalogue(*paths: str | Path) -> Report:
    """Check Turtle files with instruments, agents and events of the user's own against the shapes and our catalogue.

    What comes back holds an issue for each entry that breaks a shape, contradicts a registered entry, or bears a name
    that a registered entry has; `where` tells the file and the line.

    Raises:
        OntologyError: a file is missing or is not Turtle.
    """
    files = [Path(path) for path in paths]
    return _checked(files, vocabulary.load(files))


def _checked(files: Sequence[Path], known: Vocabulary) -> Report:
    if not files:
        return Report()
    results = report.judge(set(graph.entries(known.own, known)), known.ontology, report.shapes())
    broken = report.located([result for result in results if result.focus in known.own], {}, {})
    issues = [*_shared_names(known), *_dangling(known), *broken]
    lines = {iri: _line_of(iri, files) for iri in {issue.focus for issue in issues}}
    located = tuple(replace(issue, where=f"{lines[issue.focus]}{issue.focus}") for issue in issues)
    own = Counter(entry.kind for iri, entry in known.lexicon.registered.items() if iri in known.own)
    return Report(issues=located, counts=tuple((f"{kind}s", count) for kind, count in sorted(own.items())))


def _shared_names(known: Vocabulary) -> Iterator[Issue]:
    """Yield a violation for each name of an own entry that already names a registered one."""
    lexicon = known.lexicon
    for form in lexicon.forms:
        if form.target not in known.own or form.role is not Role.NAME or form.kind is None:
            continue
        others = [iri for iri in lexicon.by_name(form.kind, form.text) if iri not in known.own]
        clashing = [iri for iri in others if frozenset((iri, form.target)) not in lexicon.differing]
        if clashing:
            yield Issue(
                Severity.VIOLATION,
                where=form.target,
                what=f"the name {form.text!r} is already that of {clashing[0]}",
                remedy="Use the IRI of that entry, or say owl:differentFrom if the two are not one.",
                focus=form.target,
            )


def _dangling(known: Vocabulary) -> Iterator[Issue]:
    """Yield a violation for each entity that an own entry points at and no catalogue describes."""
    folders = tuple(vocabulary.BASE + kind + "/" for kind in ("instrument", "agent", "event", "place", "principle"))
    for iri in sorted(known.own & known.entries.keys()):
        for triple in known.entries[iri]:
            target = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
            if target.startswith(folders) and target not in known.entries:
                yield Issue(
                    Severity.VIOLATION,
                    where=iri,
                    what=f"{triple.predicate.value} points at {target}, which no catalogue describes",
                    remedy="Correct the IRI, or describe that entity too.",
                    focus=iri,
                )


def _line_of(iri: str, files: Iterable[Path]) -> str:
    """Return the file and the line in which an entry's name first stands, as "mine.ttl line 3: "."""
    local = re.compile(rf"(?<![\w.-]){re.escape(iri.rpartition('/')[2])}(?![\w-])")
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if local.search(line):
                return f"{path} line {number}: "
    return ""


def _nothing(readings: Sequence[Reading], unread: Sequence[InputError]) -> InputError:
    """Say why nothing of what was given could be used: the reason of the one file, or of the first of many."""
    issues = [*_untitled(readings), *(issue for reading in readings for issue in reading.issues)]
    errors = [*unread, *(InputError(issue.what, where=issue.where, remedy=issue.remedy) for issue in issues)]
    if len(errors) == 1:
        return errors[0]
    if errors:
        what = f"nothing could be used; the first of {len(errors)} reasons: {errors[0].what}"
        return InputError(what, where=errors[0].where, remedy=errors[0].remedy)
    return InputError("nothing to read", where="sources", remedy="check the files")


@dataclass(frozen=True)
class _Gated:
    """What passed the gate, and what did not."""

    store: ox.Store
    documents: tuple[Extracted, ...]
    issues: tuple[Issue, ...]
    set_aside: tuple[str, ...]


def _read(
    paths: Sequence[Path], lexicon: Lexicon, manifest: str | Path | None, columns: Mapping[str, str]
) -> tuple[list[Reading], list[InputError], list[Issue]]:
    """Read every file; the same content under several names is one source with all of them.

    What comes back besides the readings is what could not be read, and what the manifest says of no file that was read.
    """
    readings: dict[str, Reading] = {}
    unread: list[InputError] = []
    found_names: list[str] = []
    unknown = next((field for field in columns if field not in _COLUMNS), None)
    if unknown is not None:
        raise InputError(f"no field {unknown}", where="--columns", remedy=f"the fields are {', '.join(_COLUMNS)}")
    says = documents.manifest.read(Path(manifest)) if manifest is not None else documents.manifest.Manifest({}, {})
    settings = documents.Settings(Options(columns={**says.columns, **columns}, set_aside=unread.append), says.stated)
    for path in paths:
        try:
            found = documents.read(path, lexicon, settings)
        except InputError as error:
            unread.append(error)
            continue
        for reading in found:
            found_names += reading.source.names
            held = readings.get(reading.source.sha256)
            names = (*(held.source.names if held else ()), *reading.source.names)
            # Of two readings of one content the one stands that found out whose it is.
            better = held if held is not None and held.documents else reading
            readings[reading.source.sha256] = _renamed(better, tuple(sorted(set(names))))
    notes = [_unmatched(name, str(manifest)) for name in documents.manifest.unmatched(says.stated, paths, found_names)]
    return [readings[digest] for digest in sorted(readings)], unread, notes


def _unmatched(name: str, where: str) -> Issue:
    what = f"it states something of {name}, and no such file was read"
    return Issue(Severity.WARNING, where=where, what=what, remedy="correct the name, or take it out", source=where)


def _renamed(reading: Reading, names: tuple[str, ...]) -> Reading:
    source = replace(reading.source, names=names)
    return replace(reading, source=source, documents=tuple(replace(d, source=source) for d in reading.documents))


def _extract(readings: Iterable[Reading], known: Vocabulary) -> list[Extracted]:
    finder = mentions.Finder(known.lexicon)
    return [
        Extracted(
            document,
            claims.own_name(document, known.lexicon),
            claims.extract(document, mentions.find(document, finder), known.lexicon),
        )
        for reading in readings
        for document in reading.documents
        if _titled(document)
    ]


def _titled(document: Document) -> bool:
    return any(attribution.titles for attribution in document.attributions)


def _untitled(readings: Iterable[Reading]) -> Iterator[Issue]:
    """Yield a warning for each document that says who issued it but not what it is: nothing can be claimed of it."""
    for reading in readings:
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


def _gate(extracted: Sequence[Extracted], known: Vocabulary) -> _Gated:
    """Settle, write and validate; set aside the sources that violate a shape, until nothing does."""
    build = graph.Build(version("aigovkg"), known.fingerprint)
    shapes = report.shapes()
    kept = list(extracted)
    refused: list[Issue] = []
    set_aside: list[str] = []
    while True:
        settled = identity.settle(kept, known.lexicon)
        store = ox.Store()
        store.bulk_extend(graph.quads(settled.documents, known, build))
        results = report.judge({quad.triple for quad in store}, known.ontology, shapes)
        names = graph.file_names(store)
        issues = report.located(results, graph.whole_claims(store), names, graph.origins(store))
        violations = [issue for issue in issues if issue.severity is Severity.VIOLATION]
        if not violations:
            return _Gated(store, settled.documents, (*refused, *issues, *settled.issues), tuple(sorted(set_aside)))
        guilty = {issue.digest for issue in violations if issue.digest}
        if not guilty:
            worst = violations[0]
            raise OntologyError(f"{worst.where}: {worst.what}", where="catalogue", remedy=worst.remedy)
        refused += [issue for issue in violations if issue.digest]
        set_aside += [names[digest] for digest in sorted(guilty)]
        kept = [document for document in kept if document.document.source.sha256 not in guilty]


def _report(
    found: Sequence[Path], readings: Sequence[Reading], unread: Sequence[InputError], notes: Sequence[Issue], gated: _Gated
) -> Report:
    unreadable = tuple(
        Issue(Severity.VIOLATION, where=error.where, what=error.what, remedy=error.remedy, source=error.where) for error in unread
    )
    kept = gated.documents
    subjects = {document.subject for document in kept}
    made = [claim for document in kept for claim in document.claims]
    cited = {c.object for c in made if isinstance(c.object, Entity) and c.object.kind is Kind.INSTRUMENT} - subjects
    counts = (
        ("files", len(found)),
        ("sources", len({document.document.source.sha256 for document in kept})),
        ("passages", sum(len(document.document.passages) for document in kept)),
        ("attribution lines", sum(len(document.document.attributions) for document in kept)),
        ("instruments read", len(subjects)),
        ("instruments cited besides", len(cited)),
        ("claims", len(made)),
    )
    return Report(
        issues=(
            *unreadable,
            *notes,
            *(issue for reading in readings for issue in reading.issues),
            *_untitled(readings),
            *gated.issues,
        ),
        set_aside=(*(error.where for error in unread), *gated.set_aside),
        counts=counts,
        claims=tuple(report.tally(made)),
    )
