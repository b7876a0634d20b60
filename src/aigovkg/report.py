"""A graph and the shapes → issues: each violation with its source, its sentence, its quote and its remedy.

`validation` judges; this module only says where in the texts the trouble stands and what to do about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyoxigraph as ox

from aigovkg.errors import GraphError, OntologyError
from aigovkg.model import Claim, Entity, Issue, Severity
from aigovkg.text import excerpt, sentences
from aigovkg.validation import Engine, Shapes, validate
from aigovkg.vocabulary import AIG, TYPE, folder
from aigovkg.whole import scope

if TYPE_CHECKING:
    import rdflib

_SENTENCE = 600  # characters of a sentence that an issue shows
_SEVERITIES = {"Violation": Severity.VIOLATION, "Warning": Severity.WARNING, "Info": Severity.INFO}


@dataclass(frozen=True, slots=True)
class Result:
    """One result of SHACL validation, as the standard names its parts."""

    focus: str
    path: str
    value: str
    severity: Severity
    message: str
    shape: str


def shapes(paths: Sequence[Path] = ()) -> Shapes:
    """Return the shapes: those of this package, or those of the files given instead.

    Raises:
        OntologyError: a file is missing, is not Turtle or holds no shape.
    """
    triples: list[ox.Triple] = []
    prefixes: dict[str, str] = {}
    for path in paths or sorted(folder("shapes").glob("*.ttl")):
        try:
            parser = ox.parse(
                path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.absolute().as_uri(), rename_blank_nodes=True
            )
            triples += [quad.triple for quad in parser]
            prefixes |= parser.prefixes
        except FileNotFoundError as error:
            raise OntologyError("no such file", where=str(path), remedy="give the path of a Turtle file of shapes") from error
        except (SyntaxError, ValueError, OSError) as error:
            raise OntologyError(f"not readable as Turtle: {error}", where=str(path), remedy="mend the file") from error
    found = Shapes(tuple(triples), tuple(sorted(prefixes.items())))
    if not found.any:
        raise OntologyError("no shape in there", where=", ".join(map(str, paths)), remedy="give a file of SHACL shapes")
    return found


def judge(store: ox.Store, ontology: Iterable[ox.Triple], shapes: Shapes, engine: Engine = Engine.TWO_STEP) -> tuple[Result, ...]:
    """Validate the union of the graphs of a store with an ontology and return the results, worst first.

    Raises:
        OntologyError: the shapes cannot be run.
    """
    verdict = validate(store, shapes, ontology, engine)
    if verdict is None:
        return ()
    import rdflib

    results = {_result(verdict.report, node, shapes) for node in verdict.report.objects(None, rdflib.SH.result)}
    rank = list(_SEVERITIES.values())
    return tuple(sorted(results, key=lambda r: (rank.index(r.severity), r.shape, r.focus, r.value, r.message)))


def _result(report: rdflib.Graph, node: rdflib.term.Node, shapes: Shapes) -> Result:
    import rdflib

    def value(predicate: rdflib.URIRef) -> str:
        return str(report.value(node, predicate) or "")

    messages = list(report.objects(node, rdflib.SH.resultMessage))
    shape = value(rdflib.SH.sourceShape)
    if len(messages) > 1 and not any(getattr(message, "language", None) for message in messages):
        # pySHACL drops the language tags of messages with variables: the English one is like the shape's English one.
        said = shapes.values(ox.NamedNode(shape), "message") if ":" in shape else ()
        pattern = next((m.value for m in said if isinstance(m, ox.Literal) and m.language == "en"), "")
        messages.sort(key=lambda message: (not str(message).startswith(pattern.partition("{")[0]), str(message)))
    else:
        messages.sort(key=lambda message: (getattr(message, "language", None) != "en", str(message)))
    return Result(
        focus=value(rdflib.SH.focusNode),
        path=value(rdflib.SH.resultPath),
        value=value(rdflib.SH.value),
        severity=_SEVERITIES.get(value(rdflib.SH.resultSeverity).removeprefix(str(rdflib.SH)), Severity.VIOLATION),
        message=str(messages[0]) if messages else "",
        shape=shape,
    )


def located(
    results: Iterable[Result],
    claims: Mapping[str, Claim],
    names: Mapping[str, str],
    origins: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Issue, ...]:
    """Say of each result where in the texts it stands, once for each source that says so.

    `claims` are the claims of the graph by IRI, `names` the file names of sources by their sha256, `origins` the sha256 of the
    source of a passage or a source by its IRI.
    """
    said: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims.values():
        for entity in (claim.subject, claim.object):
            if isinstance(entity, Entity):
                said[entity.iri].append(claim)
    issues: list[Issue] = []
    for result in results:
        behind = [claims[result.focus]] if result.focus in claims else _behind(result, said[result.focus])
        by_source = {claim.evidence.passage.source: claim for claim in reversed(behind)}
        if by_source:
            issues += [_issue(result, names, digest, by_source[digest]) for digest in sorted(by_source)]
        else:
            issues.append(_issue(result, names, origins.get(result.focus, "")))
    return tuple(issues)


def _behind(result: Result, said: Sequence[Claim]) -> list[Claim]:
    """Return of the claims about a focus node those that a result is about: its value, else its path, else its documents."""

    def ends(claim: Claim) -> set[str]:
        return {end.iri for end in (claim.subject, claim.object) if isinstance(end, Entity)}

    def of_focus(claim: Claim) -> bool:
        return isinstance(claim.subject, Entity) and claim.subject.iri == result.focus

    of_value = [claim for claim in said if {result.focus, result.value} <= ends(claim)] if result.value != result.focus else []
    own = [claim for claim in of_value if of_focus(claim)]
    of_path = [claim for claim in said if of_focus(claim) and claim.predicate == result.path]
    return own or of_value or of_path or [claim for claim in said if of_focus(claim)] or list(said)


def _issue(result: Result, names: Mapping[str, str], digest: str, claim: Claim | None = None) -> Issue:
    what, _, remedy = result.message.rpartition(". ")
    sentence = quote = ""
    if claim is not None:
        evidence = claim.evidence
        start = evidence.span.start
        around = next((s for s in sentences(evidence.passage.text) if s.start <= start < s.end), evidence.span)
        sentence, quote = excerpt(evidence.passage.quote(around), _SENTENCE), evidence.quote
    return Issue(
        severity=result.severity,
        where=result.focus,
        what=what or result.message,
        remedy=remedy,
        source=names.get(digest, ""),
        sentence=sentence,
        quote=quote,
        shape=result.shape,
        focus=result.focus,
        digest=digest,
    )


def ensure_ours(store: ox.Store, where: str) -> None:
    """Refuse a graph in which nothing is of our ontology: no shape would find anything to judge, no measure anything to count.

    Raises:
        GraphError: nothing in the graph has a class of our ontology.
    """
    classes = (quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(TYPE), None, scope(store)))
    if not any(isinstance(cls, ox.NamedNode) and cls.value.startswith(AIG) for cls in classes):
        raise GraphError(
            f"nothing in this graph has a class of {AIG}, so it is none of ours",
            where=where,
            remedy="give a graph that aigovkg built",
        )


def tally(claims: Iterable[Claim]) -> Iterator[tuple[str, int]]:
    """Yield how many claims there are of each predicate, most first."""
    counted = Counter(claim.predicate.rpartition("#")[2].rpartition("/")[2] for claim in claims)
    yield from sorted(counted.items(), key=lambda item: (-item[1], item[0]))
