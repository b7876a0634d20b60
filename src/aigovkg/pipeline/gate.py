"""Graphs in a folder and the shapes → issues; what was judged already and touches nothing new is not judged again.

A result of the shapes belongs to the source that owns its focus node. It depends on the graph of that source, on those of
other sources of the same instruments, on those of the instruments these name (one step away: no shape of ours reaches
further), and on instruments titled as the agents it names are called. `_Web.key` says all that; a test holds it to judging
everything at once.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import pyoxigraph as ox

from aigovkg import graph, report
from aigovkg.folder import Folder, Shard
from aigovkg.model import Claim, Entity, Issue, Kind, Severity
from aigovkg.pipeline.harvest import Row, issue_of, row_of
from aigovkg.pipeline.judging import Case, merged
from aigovkg.pipeline.workers import Workers
from aigovkg.report import Result
from aigovkg.vocabulary import LABEL, TITLE, Vocabulary

# Quads that are judged, or looked through, at once: twice as many take twice the memory, half as many a tenth more time.
_BATCH = 250_000
_LEAST = 100_000  # quads that are worth judging beside others, rather than after them
_FOCUS = 0  # where the focus node stands in the row of a result
_SEVERITIES = list(Severity)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is judged together: the graph of a source, the instruments it is of, and the entities it names (their rows)."""

    shard: Shard
    subjects: tuple[str, ...]
    named: tuple[str, ...]


class Gate:
    """Judges the graphs of a folder; `judged` is what was found before, and after `issues` what the next build may want."""

    def __init__(self, folder: Folder, known: Vocabulary, judged: Mapping[str, Any]) -> None:
        self._folder = folder
        self._known = known
        self._results: dict[str, Row] = judged.get("results", {})
        self._located: dict[str, Row] = judged.get("located", {})
        self.judged: dict[str, dict[str, Row]] = {"results": {}, "located": {}}

    def issues(
        self, units: Mapping[str, Unit], common: Sequence[Shard], workers: Workers, tell: Callable[[int, int], None]
    ) -> tuple[Issue, ...]:
        """Return what the shapes find in graphs of sources and in those they share."""
        web = _Web(units, common, self._known)
        keys = {sha: web.key(sha) for sha in units}
        missing = sorted(sha for sha, key in keys.items() if key not in self._results)
        shared = web.common_key
        batches = [*_batches(missing, web, units, workers.count)]
        cases = [_case(chosen, wanted, units, common) for chosen, wanted in batches]
        if shared not in self._results:
            cases.append(Case(tuple(common)))
        done = len(units) - len(missing)
        tell(done, len(units))
        for place, findings in workers.judge(cases):
            if place == len(batches):
                self._results[shared] = [row for row in findings.results if web.is_shared(row[_FOCUS])]
                continue
            chosen, _ = batches[place]
            for sha, own in zip(chosen, findings.own, strict=True):
                rows = (findings.results[one] for one in own)
                self._results[keys[sha]] = [row for row in rows if sha in (web.of(row[_FOCUS]) or {sha})]
            done += len(chosen)
            tell(done, len(units))
        results: dict[Result, set[str]] = defaultdict(set)
        for sha, key in (*keys.items(), ("", shared)):
            self.judged["results"][key] = self._results[key]
            for row in self._results[key]:
                result = Result(row[0], row[1], row[2], Severity(row[3]), row[4], row[5])
                results[result] |= ({sha} - {""}) | web.naming(result.focus)
        in_order = sorted(results, key=lambda r: (_SEVERITIES.index(r.severity), r.shape, r.focus, r.value, r.message))
        places = {result: [units[sha].shard for sha in sorted(results[result])] for result in in_order}
        self._locate(places, common)
        tell(len(units), len(units))
        return tuple(issue_of(row) for result, shards in places.items() for row in self.judged["located"][_place(result, shards)])

    def _locate(self, places: Mapping[Result, Sequence[Shard]], common: Sequence[Shard]) -> None:
        """Find where in the texts results stand: one issue for each source that says so."""
        missing = {result: shards for result, shards in places.items() if _place(result, shards) not in self._located}
        foci = {result.focus for result in missing}
        about: dict[str, dict[str, Claim]] = defaultdict(dict)
        names: dict[str, str] = {}
        origins: dict[str, str] = {}
        held = {shard.file: shard for shards in missing.values() for shard in shards}
        for batch in _portions([*held.values()]) if missing else ():
            store = merged(self._folder, [*batch, *common])
            names |= graph.file_names(store)
            origins |= {iri: digest for iri, digest in graph.origins(store).items() if iri in foci}
            for iri, claim in graph.whole_claims(store, foci).items():
                for end in (iri, *(one.iri for one in (claim.subject, claim.object) if isinstance(one, Entity))):
                    if end in foci:
                        about[end][iri] = claim
        for result, shards in missing.items():
            rows = [row_of(issue) for issue in report.located([result], about[result.focus], names, origins)]
            self._located[_place(result, shards)] = rows
        for result, shards in places.items():
            self.judged["located"][_place(result, shards)] = self._located[_place(result, shards)]


def _case(chosen: Iterable[str], wanted: Iterable[str], units: Mapping[str, Unit], common: Iterable[Shard]) -> Case:
    return Case((*(units[sha].shard for sha in wanted), *common), tuple(units[sha].shard for sha in chosen))


def _batches(missing: Sequence[str], web: _Web, units: Mapping[str, Unit], workers: int) -> Iterator[tuple[list[str], list[str]]]:
    """Yield sources that are judged together, each time with all that they depend on: enough batches for all workers."""
    share = sum(units[sha].shard.quads for sha in missing) // workers
    limit = min(_BATCH, max(share, _LEAST))
    chosen: list[str] = []
    wanted: set[str] = set()
    size = 0
    for sha in missing:
        near = web.near(sha) - wanted
        more = sum(units[one].shard.quads for one in near)
        if chosen and size + more > limit:
            yield chosen, sorted(wanted)
            chosen, wanted, size = [], set(), 0
            near = web.near(sha)
            more = sum(units[one].shard.quads for one in near)
        chosen.append(sha)
        wanted |= near
        size += more
    if chosen:
        yield chosen, sorted(wanted)


def _portions(shards: Sequence[Shard]) -> Iterator[list[Shard]]:
    """Yield graphs that are looked through together."""
    portion: list[Shard] = []
    size = 0
    for shard in shards:
        if portion and size + shard.quads > _BATCH:
            yield portion
            portion, size = [], 0
        portion.append(shard)
        size += shard.quads
    yield portion


class _Web:
    """How sources hang together: by the instruments they are of, and by those they name."""

    def __init__(self, units: Mapping[str, Unit], common: Sequence[Shard], known: Vocabulary) -> None:
        self._units = units
        self._common = common
        self._iris: dict[str, str] = {}
        self._of: dict[str, set[str]] = defaultdict(set)
        self._naming: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, list[str]] = {}
        called: dict[str, list[str]] = defaultdict(list)  # agents, and instruments, by what they are called
        titled: dict[str, list[str]] = defaultdict(list)
        for sha, unit in units.items():
            for subject in unit.subjects:
                self._of[subject].add(sha)
            self._named[sha] = [self._iri(text, called, titled) for text in unit.named]
            for iri in (*self._named[sha], *unit.subjects):
                self._naming[iri].add(sha)
        for iri, triples in known.entries.items():
            if "/instrument/" in iri:
                for triple in triples:
                    if triple.predicate.value == TITLE and isinstance(triple.object, ox.Literal):
                        titled[triple.object.value].append(iri)
            elif "/agent/" in iri and iri in self._naming:
                for triple in triples:
                    if triple.predicate.value == LABEL and isinstance(triple.object, ox.Literal):
                        called[triple.object.value].append(iri)
        self._alike = {agent: titled[name] for name in called.keys() & titled.keys() for agent in called[name]}

    @property
    def common_key(self) -> str:
        """A digest of what the results about entities that no source is of depend on, where only the catalogue describes them."""
        return _digest([[shard.file for shard in self._common], sorted(self._of.keys() & self._naming.keys())])

    def is_shared(self, focus: str) -> bool:
        """Tell whether results about a node are those of the catalogue: no source is of it."""
        return focus not in self._of

    def of(self, iri: str) -> set[str]:
        """Return the sources of an instrument."""
        return self._of.get(iri, set())

    def naming(self, iri: str) -> set[str]:
        """Return the sources that name an entity or are of it."""
        return self._naming.get(iri, set())

    def near(self, sha: str) -> set[str]:
        """Return the sources on whose graphs the results of one depend, with itself."""
        same = {sha, *(other for subject in self._units[sha].subjects for other in self._of[subject])}
        named = {iri for other in same for iri in self._named[other]}
        alike = {title for iri in named for title in self._alike.get(iri, ())}
        return (
            same
            | {other for iri in named | alike for other in self._of.get(iri, ())}
            | {min(self._naming[iri]) for iri in alike if iri in self._naming}
        )

    def key(self, sha: str) -> str:
        """Return a digest of all that the results of a source depend on."""
        alike = sorted(title for iri in self._named[sha] for title in self._alike.get(iri, ()) if title in self._naming)
        return _digest([self._units[sha].shard.file, sorted(self._units[one].shard.file for one in self.near(sha)), alike])

    def _iri(self, text: str, called: dict[str, list[str]], titled: dict[str, list[str]]) -> str:
        iri = self._iris.get(text)
        if iri is None:
            row = json.loads(text)
            iri = self._iris[text] = row[0]
            names = {name for name, _ in (*row[3], *row[4])}
            if row[1] == Kind.AGENT:
                for name in names:
                    called[name].append(iri)
            elif row[1] == Kind.INSTRUMENT:
                for name in names:
                    titled[name].append(iri)
        return iri


def _place(result: Result, shards: Sequence[Shard]) -> str:
    return _digest([list(astuple(result)), [shard.file for shard in shards]])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
