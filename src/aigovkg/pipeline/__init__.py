"""The order of things: documents → mentions → claims → identity → graph → report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from aigovkg import documents, vocabulary
from aigovkg.claims import Extractor
from aigovkg.documents.plain import Options
from aigovkg.errors import InputError, OntologyError
from aigovkg.folder import Folder
from aigovkg.knowledge_graph import KnowledgeGraph
from aigovkg.model import Issue, Reading, Report, Severity
from aigovkg.pipeline.building import Builder, Progress, nothing
from aigovkg.pipeline.catalogue import checked
from aigovkg.pipeline.harvest import Reader, Setup

__all__ = ["Progress", "build", "build_into", "check_catalogue", "read"]

_COLUMNS = ("text", "title", "issuers", "date", "language", "url")


def build(
    *sources: str | Path,
    catalogue: str | Path | Sequence[str | Path] = (),
    manifest: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    workers: int = 0,
    extractor: Extractor | None = None,
) -> KnowledgeGraph:
    """Build a knowledge graph in memory from files and folders.

    What comes back conforms to the shapes: a source whose claims violate one is set aside whole and named in
    the graph's `report`, and so is one that cannot be read beside others that can.

    Args:
        sources: files and folders to read; "-" is standard input.
        catalogue: Turtle files with instruments, agents and events of the user's own.
        manifest: a TOML or CSV file that states title, issuers and date of files that do not say them.
        columns: which column or key of tables and JSON Lines holds text, title, issuers, date.
        strict: raise instead of setting anything aside.
        workers: how many processes read and write; 0 is one for each core. A small job is done in this one. A script that
            has much to read must guard its main part with `if __name__ == "__main__"`, as for any use of processes.
        extractor: a function of the user's own that is given each passage and proposes claims beside ours. A proposal whose
            quote does not stand in the passage is refused, with a warning in the report. With it all is done in this process.

    Raises:
        InputError: a path does not exist, or nothing of what was given can be read.
        OntologyError: a catalogue is not Turtle or breaks a shape.
        NonconformingError: every source would be set aside; or `strict`, and one would.
    """
    with tempfile.TemporaryDirectory(prefix="aigovkg-") as place:
        folder = Folder(Path(place))
        report = build_into(
            place,
            *sources,
            catalogue=catalogue,
            manifest=manifest,
            columns=columns,
            strict=strict,
            workers=workers,
            stored=False,
            extractor=extractor,
        )
        return KnowledgeGraph(folder.store(), report)


def build_into(
    folder: str | Path,
    *sources: str | Path,
    catalogue: str | Path | Sequence[str | Path] = (),
    manifest: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    workers: int = 0,
    progress: Progress | None = None,
    stored: bool = True,
    extractor: Extractor | None = None,
) -> Report:
    """Build a knowledge graph in a folder, which `load` reads: only what changed since the last build there is done.

    The folder becomes, byte for byte, what a build of the same sources in a new folder gives, and it is changed in one step:
    until then, and if anything goes wrong, it holds what it held. The arguments are those of `build`; `progress` is called
    with the name of a stage, and how much is done of how much. Unless `stored` is False, the graph is also kept as a store that
    `load` opens at once (without, `load` makes it). An `extractor` that has changed must say so in an attribute `version`, or
    what it said before stands.

    Raises:
        InputError: a path does not exist, or nothing of what was given can be read.
        OntologyError: a catalogue is not Turtle or breaks a shape.
        NonconformingError: every source would be set aside; or `strict`, and one would.
        OutputError: the folder cannot be written, holds something else, or another build is at work in it.
    """
    files = tuple(Path(path) for path in ([catalogue] if isinstance(catalogue, str | Path) else catalogue))
    settings = _settings(manifest, columns or {})
    paths = documents.find([Path(source) for source in sources])
    reader = Reader(vocabulary.load(files), settings, extractor)
    flawed = [issue for issue in checked(files, reader.known).issues if issue.severity is Severity.VIOLATION]
    if flawed:
        raise OntologyError(flawed[0].what, where=flawed[0].where, remedy=flawed[0].remedy)
    count = 1 if extractor is not None else workers or os.cpu_count() or 1  # a function of the user's own stays here
    builder = Builder(Folder(Path(folder)), reader, Setup(files, settings), count, strict, stored)
    if progress is not None:
        builder = replace(builder, tell=progress)
    return builder.build(paths, lambda names: _unmatched(settings, manifest, paths, names))


def read(
    *sources: str | Path, manifest: str | Path | None = None, columns: Mapping[str, str] | None = None
) -> tuple[list[Reading], list[Issue]]:
    """Read files and folders as `build` does, and return the readings and what could not be used.

    Raises:
        InputError: a path does not exist, or nothing of what was given can be read.
    """
    known = vocabulary.load()
    settings = _settings(manifest, columns or {})
    readings: dict[str, Reading] = {}
    unread: list[InputError] = []
    settings = replace(settings, options=replace(settings.options, set_aside=unread.append))
    paths = documents.find([Path(source) for source in sources])
    names_found: list[str] = []
    for path in paths:
        try:
            found = documents.read(path, known.lexicon, settings)
        except InputError as error:
            unread.append(error)
            continue
        for reading in found:
            names_found += reading.source.names
            held = readings.get(reading.source.sha256)
            names = (*(held.source.names if held else ()), *reading.source.names)
            # Of two readings of one content the one stands that found out whose it is.
            better = held if held is not None and held.documents else reading
            readings[reading.source.sha256] = _renamed(better, tuple(sorted(set(names))))
    if not readings:
        raise nothing(unread, ())
    issues = [Issue(Severity.WARNING, where=error.where, what=error.what, remedy=error.remedy) for error in unread]
    in_order = [readings[digest] for digest in sorted(readings)]
    notes = _unmatched(settings, manifest, paths, names_found)
    return in_order, [*issues, *notes, *(issue for reading in in_order for issue in reading.issues)]


def check_catalogue(*paths: str | Path) -> Report:
    """Check Turtle files with instruments, agents and events of the user's own against the shapes and our catalogue.

    What comes back holds an issue for each entry that breaks a shape, contradicts a registered entry, or bears a name
    that a registered entry has; `where` tells the file and the line.

    Raises:
        OntologyError: a file is missing or is not Turtle.
    """
    files = [Path(path) for path in paths]
    return checked(files, vocabulary.load(files))


def _settings(manifest: str | Path | None, columns: Mapping[str, str]) -> documents.Settings:
    """Return what a manifest and the user say about reading."""
    unknown = next((field for field in columns if field not in _COLUMNS), None)
    if unknown is not None:
        raise InputError(f"no field {unknown}", where="--columns", remedy=f"the fields are {', '.join(_COLUMNS)}")
    says = documents.manifest.read(Path(manifest)) if manifest is not None else documents.manifest.Manifest({}, {})
    return documents.Settings(Options(columns={**says.columns, **columns}), dict(says.stated))


def _unmatched(
    settings: documents.Settings, manifest: str | Path | None, paths: Sequence[Path], names: Sequence[str]
) -> list[Issue]:
    """Return a warning for each file that a manifest states something of and that was not read."""
    return [
        Issue(
            Severity.WARNING,
            where=str(manifest),
            what=f"it states something of {name}, and no such file was read",
            remedy="correct the name, or take it out",
            source=str(manifest),
        )
        for name in documents.manifest.unmatched(settings.stated, paths, names)
    ]


def _renamed(reading: Reading, names: tuple[str, ...]) -> Reading:
    source = replace(reading.source, names=names)
    return replace(reading, source=source, documents=tuple(replace(d, source=source) for d in reading.documents))
