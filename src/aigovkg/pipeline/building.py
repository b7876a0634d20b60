"""Sources → a folder that holds their graph: read what is new, settle names over all, write what changed, check, commit.

Nothing here depends on what the folder held before, except how long it takes: what is kept is kept under a digest of all that
decides it. So a folder built at once and one that sources were added to and removed from are the same, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from aigovkg import documents, graph, identity
from aigovkg.errors import InputError, NonconformingError, OntologyError
from aigovkg.folder import Folder, Shard
from aigovkg.model import Issue, Report, Severity
from aigovkg.pipeline.gate import Gate, Unit
from aigovkg.pipeline.harvest import Reader, Row, Setup, header_of, issue_of, key_of, name_of, packed
from aigovkg.pipeline.index import Names, Resolved, counted, given
from aigovkg.pipeline.memory import Memory, parts_of, recalled, shared
from aigovkg.pipeline.shard import Order, entity_row, sorted_quads
from aigovkg.pipeline.workers import Crash, Worker, Workers
from aigovkg.vocabulary import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, TITLE

# Told how far a stage is: its name, what is done and what there is to do, both in bytes or in sources.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class _Read:
    """What was read: the headers of harvests by key, sources by digest, and what could not be read."""

    units: dict[str, Row]
    sources: dict[str, dict[str, Any]]
    unread: list[InputError]


@dataclass(frozen=True)
class Builder:
    """Builds into a folder, with a store of the graph in it if `stored`; `tell` is told how far it is."""

    folder: Folder
    reader: Reader
    setup: Setup
    workers: int
    strict: bool = False
    stored: bool = True
    tell: Progress = lambda stage, done, total: None  # noqa: ARG005

    def build(self, paths: Sequence[Path], notes: Callable[[Sequence[str]], Sequence[Issue]]) -> Report:
        """Make the folder hold the graph of what stands at some paths, and return the report.

        `notes` is asked, with the names of the files that were read, what else there is to say.

        Raises:
            InputError: nothing of what was given can be read.
            NonconformingError: every source would be set aside; or `strict`, and one would.
            OutputError: the folder cannot be written, or another build is at work in it.
        """
        with self.folder.locked():
            memory = recalled(self.folder, self.reader.shaped_by)
            worker = Worker(self.reader, self.folder)
            with Workers(self.setup, worker, self.workers) as workers:
                read = self._read(paths, memory, workers)
                if not any(source["documents"] for source in read.sources.values()):
                    raise _nothing(read)
                return self._gated(paths, read, memory, workers, notes)

    def _read(self, paths: Sequence[Path], memory: Memory, workers: Workers) -> _Read:
        """Read every path, or remember what it gave; the same content under several names is one source with all of them."""
        found: dict[Path, tuple[str, Row]] = {}
        errors: dict[Path, list[InputError]] = defaultdict(list)
        tasks: list[tuple[Path, str]] = []
        sizes: list[int] = []
        for path in paths:
            try:
                if path == documents.STDIN:
                    found[path] = self._read_stdin(memory)
                    continue
                key, size = key_of(path, self.setup.settings, self.reader.shaped_by)
            except InputError as error:
                errors[path].append(error)
                continue
            if key in memory.units and self.folder.has_harvest(key):
                found[path] = key, memory.units[key]
            else:
                tasks.append((path, key))
                sizes.append(size)
        done, total = 0, sum(sizes)
        self.tell("reading", 0, total)
        for place, header in workers.harvest(tasks, sizes):
            path, key = tasks[place]
            if isinstance(header, Crash):
                what = "reading this ended the process that read it (it crashed, or took too much memory)"
                errors[path].append(InputError(what, where=str(path), remedy="leave it out, or split it"))
            else:
                found[path] = key, _numbered(header, memory.names)
            done += sizes[place]
            self.tell("reading", done, total)
        for path, (_, (said, _)) in found.items():
            errors[path] += [InputError(what, where=where, remedy=remedy) for what, where, remedy in said]
        units = dict(found[path] for path in paths if path in found)
        sources = _merged((key, header) for key, header in (found[path] for path in paths if path in found))
        return _Read(units, sources, [error for path in paths for error in errors[path]])

    def _read_stdin(self, memory: Memory) -> tuple[str, Row]:
        header, bodies = self.reader.harvest(documents.STDIN)
        content = packed(header, bodies)
        key = hashlib.sha256(content).hexdigest()
        self.folder.put_harvest(key, content)
        return key, _numbered(header_of(content), memory.names)

    def _gated(
        self,
        paths: Sequence[Path],
        read: _Read,
        memory: Memory,
        workers: Workers,
        notes: Callable[[Sequence[str]], Sequence[Issue]],
    ) -> Report:
        """Settle, write and validate; set aside the sources that violate a shape, until nothing does; then commit."""
        kept = dict(read.sources)
        resolved = memory.resolved
        shards: dict[str, dict[str, Any]] = {}
        gate = Gate(self.folder, self.reader.known, memory.judged)
        refused: list[Issue] = []
        set_aside: list[str] = []
        while True:
            resolved = resolved.renewed(counted(kept.values()), memory.names, self.reader.known.lexicon)
            settled = _Settled(kept, resolved, memory.names, self.reader)
            self._write(settled, {**memory.shards, **shards}, shards, workers)
            written = {sha: shards[key] for sha, key in settled.keys.items()}
            common = self._common(written)
            issues = gate.issues(settled.units(written), common, workers, lambda done, total: self.tell("checking", done, total))
            violations = [issue for issue in issues if issue.severity is Severity.VIOLATION]
            guilty = {issue.digest for issue in violations if issue.digest} & kept.keys()
            refused += [issue for issue in violations if issue.digest in guilty]
            set_aside += sorted(", ".join(kept[sha]["files"]) for sha in guilty)
            if not violations:
                break
            if not guilty:
                worst = violations[0]
                raise OntologyError(f"{worst.where}: {worst.what}", where="catalogue", remedy=worst.remedy)
            kept = {sha: source for sha, source in kept.items() if sha not in guilty}
            if self.strict or not any(source["documents"] for source in kept.values()):
                break
        documented = [sha for sha in sorted(kept) if kept[sha]["documents"]]
        issues = (*refused, *issues, *(issue_of(row) for sha in documented if sha in written for row in written[sha]["issues"]))
        everything = [*_reading_issues(read, notes), *issues]
        report = Report(
            issues=tuple(everything),
            set_aside=(*(error.where for error in read.unread), *sorted(set_aside)),
            counts=_counts(len(paths), [kept[sha] for sha in documented], settled, written),
            claims=tuple(_tally(written[sha]["claims"] for sha in documented if sha in written)),
        )
        if not report.conforms and (self.strict or not documented):
            worst = next(issue for issue in everything if issue.severity is Severity.VIOLATION)
            raise NonconformingError(worst.what, where=worst.source or worst.where, remedy=worst.remedy)
        self._commit(read, memory.names, resolved, shards, written, common, gate, report)
        return report

    def _write(
        self, settled: _Settled, known: Mapping[str, dict[str, Any]], shards: dict[str, dict[str, Any]], workers: Workers
    ) -> None:
        """Write the graphs of sources that are not there yet; then `shards` says of each what the report wants to know."""
        wanted: list[str] = []
        for sha, key in settled.keys.items():
            if key in known and self.folder.has_graph(known[key]["file"]):
                shards[key] = known[key]
            else:
                wanted.append(sha)
        orders = map(settled.order, wanted)  # each when its turn comes: they are far larger than what they are made of
        sizes = [settled.sources[sha]["length"] for sha in wanted]
        self.tell("writing", 0, len(wanted))
        for done, (place, made) in enumerate(workers.shard(orders, sizes), 1):
            if isinstance(made, Crash):
                where = ", ".join(settled.sources[wanted[place]]["files"])
                raise InputError("writing its graph ended the process", where=where, remedy="leave it out, or split it")
            shards[settled.keys[wanted[place]]] = shared(made)
            self.tell("writing", done, len(wanted))

    def _common(self, written: Mapping[str, dict[str, Any]]) -> list[Shard]:
        """Write the graphs that sources share: the catalogue entries they reach, and the ontology."""
        known = self.reader.known
        reached = {iri for made in written.values() for iri in made["reached"]}
        common = []
        for name, quads in (
            (CATALOGUE_GRAPH, graph.catalogue_quads(reached, known)),
            (ONTOLOGY_GRAPH, graph.ontology_quads(known)),
        ):
            store = ox.Store()  # which writes numbers in one way, however a catalogue writes them
            store.extend(quads)
            common.append(Shard(name, self.folder.put_graph(sorted_quads(set(store))), len(store)))
        return common

    def _commit(
        self,
        read: _Read,
        names: Names,
        resolved: Resolved,
        shards: dict[str, dict[str, Any]],
        written: Mapping[str, dict[str, Any]],
        common: Sequence[Shard],
        gate: Gate,
        report: Report,
    ) -> None:
        graphs = [Shard(graph.source_iri(sha), made["file"], made["quads"]) for sha, made in written.items()]
        left = parts_of(Memory(read.units, names, resolved, shards, gate.judged), self.reader.shaped_by, report)
        keep = {*read.units, *(made["file"] for made in shards.values())}
        self.folder.commit([*graphs, *common], left, keep, stored=self.stored)


class _Settled:
    """Sources with the entities behind their names, at one turn of the gate: what the graph of each depends on."""

    def __init__(self, sources: Mapping[str, dict[str, Any]], resolved: Resolved, names: Names, reader: Reader) -> None:
        self.sources = sources
        self._entities = resolved.entities
        self._names = names
        self._lexicon = reader.known.lexicon
        self._apart: dict[int, str] = {}
        said: dict[str, list[Row]] = defaultdict(list)
        self.subjects: dict[str, list[str]] = {}
        for sha, source in sources.items():
            own = [_iri(self._own(source["names"][document[0]])) for document in source["documents"]]
            self.subjects[sha] = own
            for subject, document in zip(own, source["documents"], strict=True):
                said[subject] += document[2]
        self._given = given(said)
        self._titled = {subject for subject, rows in self._given.items() if any(row[0] == TITLE for row in rows)}
        self.keys = {sha: self._key(source, self.subjects[sha]) for sha, source in sources.items() if source["documents"]}

    def order(self, sha: str) -> Order:
        """Return the order for the graph of a source."""
        source = self.sources[sha]
        rows = [None if (text := self._entities.get(number)) is None else json.loads(text) for number in source["names"]]
        return Order(
            source["unit"],
            {name: source[name] for name in ("source", "start", "length")},
            [self._names.row(number) for number in source["names"]],
            tuple(source["files"]),
            tuple(rows),
            tuple(row[0] for row in rows if row is not None and row[0] in self._titled),
            {subject: self._given[subject] for subject in self.subjects[sha]},
        )

    def named(self, sha: str) -> list[str]:
        """Return the texts of the entities that a source names."""
        return [text for number in self.sources[sha]["names"] if (text := self._entities.get(number)) is not None]

    def units(self, written: Mapping[str, dict[str, Any]]) -> dict[str, Unit]:
        """Return what the gate must know of each source."""
        return {
            sha: Unit(
                Shard(graph.source_iri(sha), made["file"], made["quads"]),
                tuple(self.subjects[sha]),
                tuple(self.named(sha)),
            )
            for sha, made in written.items()
        }

    def _own(self, number: int) -> str:
        text = self._entities.get(number)
        if text is not None:
            return text
        if number not in self._apart:
            entity = identity.own_entity(name_of(self._names.row(number)), {}, self._lexicon)
            self._apart[number] = json.dumps(entity_row(entity), ensure_ascii=False, separators=(",", ":"))
        return self._apart[number]

    def _key(self, source: Mapping[str, Any], subjects: Sequence[str]) -> str:
        parts = [source["unit"], str(source["start"]), *source["files"]]
        for number in source["names"]:
            text = self._entities.get(number)
            parts.append("" if text is None else f"{text}{_iri(text) in self._titled}")
        parts += [json.dumps(self._given[subject], ensure_ascii=False) for subject in subjects]
        return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _iri(text: str) -> str:
    """Return the IRI of an entity from the text of its row."""
    return text[2 : text.index('"', 2)]


def _numbered(header: Row, names: Names) -> Row:
    said, sources = header
    return [said, [{**source, "names": [names.number(row) for row in source["names"]]} for source in sources]]


def _merged(units: Iterable[tuple[str, Row]]) -> dict[str, dict[str, Any]]:
    """Return sources by digest, sorted, each with its unit and all its file names."""
    held: dict[str, dict[str, Any]] = {}
    for key, (_, sources) in units:
        for source in sources:
            names, sha256, *_ = source["source"]
            other = held.get(sha256)
            files = sorted({*names, *(other["files"] if other else ())})
            # Of two readings of one content the one stands that found out whose it is.
            better = other if other is not None and other["read"] else {**source, "unit": key}
            held[sha256] = {**better, "files": files}
    return {sha256: held[sha256] for sha256 in sorted(held)}


def _reading_issues(read: _Read, notes: Callable[[Sequence[str]], Sequence[Issue]]) -> Iterator[Issue]:
    for error in read.unread:
        yield Issue(Severity.VIOLATION, where=error.where, what=error.what, remedy=error.remedy, source=error.where)
    yield from notes([name for source in read.sources.values() for name in source["files"]])
    for part in ("issues", "untitled"):
        for source in read.sources.values():
            yield from map(issue_of, source[part])


def _nothing(read: _Read) -> InputError:
    """Say why nothing of what was given could be used: the reason of the one file, or of the first of many."""
    said = [issue_of(row) for part in ("untitled", "issues") for source in read.sources.values() for row in source[part]]
    return nothing(read.unread, said)


def nothing(unread: Sequence[InputError], said: Sequence[Issue]) -> InputError:
    """Say why nothing of what was given could be used."""
    errors = [*unread, *(InputError(issue.what, where=issue.where, remedy=issue.remedy) for issue in said)]
    if len(errors) == 1:
        return errors[0]
    if errors:
        what = f"nothing could be used; the first of {len(errors)} reasons: {errors[0].what}"
        return InputError(what, where=errors[0].where, remedy=errors[0].remedy)
    return InputError("nothing to read", where="sources", remedy="check the files")


def _counts(
    files: int, kept: Sequence[Mapping[str, Any]], settled: _Settled, written: Mapping[str, dict[str, Any]]
) -> tuple[tuple[str, int], ...]:
    shas = [source["source"][1] for source in kept]
    subjects = {subject for sha in shas for subject in settled.subjects[sha]}
    cited = {iri for sha in shas for iri in written[sha]["cited"]} - subjects
    return (
        ("files", files),
        ("sources", len(kept)),
        ("passages", sum(document[3] for source in kept for document in source["documents"])),
        ("attribution lines", sum(document[4] for source in kept for document in source["documents"])),
        ("instruments read", len(subjects)),
        ("instruments cited besides", len(cited)),
        ("claims", sum(sum(written[sha]["claims"].values()) for sha in shas)),
    )


def _tally(claims: Iterable[Mapping[str, int]]) -> list[tuple[str, int]]:
    """Return how many claims there are of each predicate, most first."""
    counts: Counter[str] = Counter()
    for said in claims:
        for predicate, count in said.items():
            counts[predicate.rpartition("#")[2].rpartition("/")[2]] += count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
