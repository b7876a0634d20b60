"""Catalogues of the user's own, against the shapes and against what is registered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from aigovkg import graph, report, vocabulary
from aigovkg.model import Issue, Report, Severity
from aigovkg.vocabulary import Role, Vocabulary


def checked(files: Sequence[Path], known: Vocabulary) -> Report:
    """Return what is wrong with a vocabulary's own entries, which stand in some files."""
    if not files:
        return Report()
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in graph.entries(known.own, known))
    results = report.judge(store, known.ontology, report.shapes())
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
            if triple.predicate.value in (vocabulary.SAME_AS, vocabulary.DIFFERENT_FROM):
                continue  # what is told from what only texts name
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
