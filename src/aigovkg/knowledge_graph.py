"""The graph in a user's hands: query it, validate it, write it, take it to rdflib or NetworkX."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from aigovkg import coverage as ledger
from aigovkg import (
    deadline,
    explanation,
    graph,
    markup,
    network,
    queries,
    questions,
    reasoning,
    report,
    syntaxes,
    vocabulary,
    whole,
)
from aigovkg import description as descriptions
from aigovkg.coverage import Coverage
from aigovkg.errors import QueryError
from aigovkg.explanation import Explanation
from aigovkg.folder import Folder
from aigovkg.folder.stores import Held
from aigovkg.model import Candidate, Claim, Kind, Report
from aigovkg.queries import Table
from aigovkg.reasoning import INFERRED_GRAPH, Consistency, Inference
from aigovkg.validation import Engine

if TYPE_CHECKING:
    import networkx
    import rdflib


@dataclass(frozen=True)
class KnowledgeGraph:
    """A graph of AI-governance instruments with the evidence of every fact.

    `report` tells what happened when it was built; it is empty for a graph that was loaded. `store` holds its quads. That of a
    folder is a store on disk, read-only, with the union of all graphs in its default graph besides (see `whole`): it is sure to
    stay there only as long as this object, which holds a lock on it (`held`). `inference` tells what
    `reason` added.
    """

    store: ox.Store = field(repr=False)
    report: Report = field(default_factory=Report, repr=False)
    origin: str = "graph"
    held: Held | None = field(default=None, repr=False, compare=False)
    inference: Inference = field(default_factory=Inference, repr=False, compare=False)

    @cached_property
    def union(self) -> ox.Store:
        """The store that queries see: every triple once in the default graph, the named graphs beside it."""
        return whole.merged(self.store)

    @property
    def asserted(self) -> KnowledgeGraph:
        """The graph without what `reason` added."""
        inferred = ox.NamedNode(INFERRED_GRAPH)
        if not self.store.contains_named_graph(inferred):
            return self
        store = ox.Store()
        store.bulk_extend(quad for quad in whole.by_graph(self.store) if quad.graph_name != inferred)
        return KnowledgeGraph(store, self.report, self.origin)

    def __len__(self) -> int:
        """Return how many triples there are, each counted once."""
        if not whole.is_merged(self.store):
            return len({quad.triple for quad in self.store})
        return sum(1 for _ in whole.quads(self.store))

    def _repr_html_(self) -> str:
        """Show a notebook how much there is of what, and the names of the first instruments."""
        known = network.things(self.store)
        kinds = Counter(thing.kind.value for thing in known.values())
        counts = markup.table(("kind", "how many"), [(kind, f"{many:,}") for kind, many in sorted(kinds.items())])
        instruments = [(thing.label(), thing.date) for thing in known.values() if thing.kind is Kind.INSTRUMENT]
        listed = markup.table(("instrument", "date"), instruments)
        return markup.element("div", markup.element("p", f"{self.origin}: {len(self):,} triples"), counts, listed)

    def claims(self) -> tuple[Claim, ...]:
        """Return every claim with its evidence, in reading order of each source.

        Raises:
            GraphError: a claim lacks a part of itself.
        """
        return graph.claims(self.store)

    def query(self, query: str, *, limit: int | None = None, timeout: float | None = None, **parameters: str) -> Table:
        """Ask a SPARQL 1.1 query, or one of the shipped questions by its name, over the union of all graphs.

        The prefixes of ours need no declaration. `parameters` are those of a shipped question, as strings:
        `kg.query("who-cites-an-instrument", instrument="instrument:bletchley-2023")`.

        `limit` is the number of rows to stop at, `timeout` the seconds after which to give up. The engine cannot be
        stopped: what it was doing then goes on in a thread until it is done or the program ends.

        Raises:
            QueryError: the query is malformed, is an update or would connect to another service; a parameter is wrong;
                or the time is up.
        """
        text = questions.asked(query, parameters)
        return deadline.within(timeout, lambda: queries.ask(self.union, text, limit=limit))

    def explain(self, what: str) -> Explanation:
        """Return why something is what it is: its names and what ties them, the claims about it, and what is like it.

        `what` is an IRI (`instrument:oecd-rec-2019` or the whole), or a name in any language.

        Raises:
            GraphError: nothing in the graph is ours.
            QueryError: nothing in the graph has that IRI or name, or several things have that name.
        """
        report.ensure_ours(self.store, self.origin)
        return explanation.explain(self.store, what, vocabulary.load().lexicon)

    def candidates(self) -> tuple[Candidate, ...]:
        """Return pairs of instruments, bodies or events that may be one, most alike first; nothing has merged them.

        A catalogue of your own settles them: owl:sameAs joins two, owl:differentFrom takes them off this list.

        Raises:
            GraphError: nothing in the graph is ours.
        """
        report.ensure_ours(self.store, self.origin)
        return explanation.candidates(self.store, vocabulary.load().lexicon)

    def coverage(self) -> Coverage:
        """Return the ledger: what was found in each passage, and what names something instrument-like and yielded nothing.

        Raises:
            GraphError: nothing in the graph is ours, or a claim or a passage lacks a part of itself.
        """
        report.ensure_ours(self.store, self.origin)
        return ledger.cover(self.store, vocabulary.load().lexicon)

    def validate(self, shapes: Sequence[str | Path] = (), *, engine: str = "two-step") -> Report:
        """Check the graph against the shapes of this package, or against the shape files given instead.

        `engine` is "two-step", where the store finds what may be wrong and pySHACL judges that, or "pyshacl" alone: the
        same results, the second far slower. What `reason` added is left out: no claim stands behind it, as the shapes want it.

        Raises:
            GraphError: nothing in the graph is ours.
            OntologyError: a shapes file is missing or is not Turtle.
        """
        store = self.asserted.store
        if not shapes:
            report.ensure_ours(store, self.origin)
        found = report.shapes([Path(path) for path in shapes])
        results = report.judge(store, vocabulary.terms(), found, Engine(engine))
        behind = graph.whole_claims(store), graph.file_names(store), graph.origins(store)
        return Report(issues=report.located(results, *behind))

    def contradiction(self) -> str:
        """Return "" if the graph agrees with the ontology, else what HermiT found (needs Java).

        Raises:
            OntologyError: there is no Java runtime.
        """
        return reasoning.contradiction({quad.triple for quad in whole.quads(self.store)}, vocabulary.terms())

    def reason(self, *, alignments: bool = True) -> KnowledgeGraph:
        """Return this graph with what follows from it by OWL 2 RL, which stands apart in `reasoning.INFERRED_GRAPH`.

        It follows by the axioms of the ontology, of the graph itself and, with `alignments`, of `ontology/alignments.ttl`, so
        that the graph answers in the words of FOAF, PROV, ELI, CiTO and schema.org too. No claim stands behind what is inferred.
        The new graph's `inference` counts it by rule, says what was left out, and what contradicts the ontology.

        Raises:
            GraphError: nothing in the graph is ours.
        """
        report.ensure_ours(self.store, self.origin)
        asserted = self.asserted
        inference = reasoning.infer(_triples(asserted), _axioms(alignments=alignments))
        store = ox.Store()
        store.bulk_extend(whole.by_graph(asserted.store))
        store.bulk_extend(inference.store)
        return KnowledgeGraph(store, self.report, self.origin, inference=inference)

    def consistency(self, *, alignments: bool = True, seconds: float = 300) -> Consistency:
        """Return whether the graph agrees with the ontology and, if not, the few statements and axioms that clash.

        HermiT tells (needs Java). Where it cannot, `missing` says why and `consistent` is None, or False if OWL 2 RL alone sees a
        contradiction.

        Raises:
            GraphError: nothing in the graph is ours.
        """
        report.ensure_ours(self.store, self.origin)
        axioms = _axioms(alignments=alignments)
        inference = self.inference if self.inference.counts else reasoning.infer(_triples(self.asserted), axioms)
        return reasoning.check(self.union, axioms, inference.clashes, seconds)

    def write(self, path: str | Path, *, description: bool = False) -> None:
        """Write the graph in the syntax of the file name's ending (.ttl .nt .nq .trig .jsonld .rdf): whole, or not at all.

        A further .gz or .zst compresses it. Syntaxes with named graphs hold one for each source, the others their union.

        With `description`, its VoID and DCAT description goes beside it, to NAME.void.ttl.

        Raises:
            OutputError: the ending is unknown, or the file cannot be written.
        """
        syntaxes.write(self.store, Path(path))
        if description:
            _describe(self.store, Path(path))

    def to_rdflib(self) -> rdflib.Dataset:
        """Return a plain rdflib Dataset: one graph for each source, one for the catalogue, one for the ontology."""
        import rdflib

        from aigovkg.validation.view import rdflib_term

        dataset = rdflib.Dataset(default_union=True)
        for prefix, namespace in vocabulary.PREFIXES.items():
            dataset.bind(prefix, namespace)
        merged = whole.is_merged(self.store)
        for quad in self.store:
            if merged and isinstance(quad.graph_name, ox.DefaultGraph):
                continue
            context = None if isinstance(quad.graph_name, ox.DefaultGraph) else dataset.graph(rdflib_term(quad.graph_name))
            terms = (rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object))
            (dataset if context is None else context).add(terms)
        return dataset

    def to_networkx(self, view: str = "all") -> networkx.MultiDiGraph[str]:
        """Return a view of the graph as a directed multigraph: `all`, `citations`, `issuers`, `principles`, or a SPARQL query.

        Nodes are IRIs with `label`, `kind`, `registered` and, where known, `label_zh`, `category`, `date` and `year`; an edge is
        keyed by its predicate's IRI and has `predicate`, `weight`, `evidence` (number of claims) and `confidence` (the highest,
        0 to 1). See `network.view` for the views, `network.of_triples` for CONSTRUCT and `network.of_rows` for SELECT.

        Raises:
            QueryError: there is no such view, or the query is malformed, asks yes or no, or gives no two columns.
        """
        if " " not in view.strip() and "{" not in view:
            return network.view(self.store, view.strip())
        found = self.query(view)
        if found.form == "ask":
            raise QueryError("ASK gives no network", where="to_networkx", remedy="use SELECT or CONSTRUCT")
        if found.form == "graph":
            return network.of_triples(self.store, found.rows)
        return network.of_rows(self.store, found.columns, found.rows)


def load(path: str | Path) -> KnowledgeGraph:
    """Read a graph file (.ttl .nt .nq .trig .jsonld .rdf, also compressed as .gz or .zst), or open a folder that holds a graph.

    A folder is opened as it is now, without reading it into memory, and stays that whatever is built there meanwhile.

    Raises:
        GraphError: the file is missing, of an unknown ending or not well-formed; or no graph was built in the folder.
    """
    if Path(path).is_dir():
        opened = Folder(Path(path)).opened()
        return KnowledgeGraph(opened.store, origin=str(path), held=opened.held)
    return KnowledgeGraph(syntaxes.load(Path(path)), origin=str(path))


def opened(path: Path) -> ox.Store | syntaxes.Graphs:
    """Return the graphs of a file, or of a folder without taking it into memory.

    Raises:
        GraphError: as of `load`.
    """
    return Folder(path) if path.is_dir() else syntaxes.load(path)


def export(kept: str | Path, path: str | Path, *, description: bool = False) -> int:
    """Write a graph that is kept as a folder to a file without taking it into memory, and return how many triples it has.

    The syntax is that of the file name's ending, as in `KnowledgeGraph.write`; so is `description`.

    Raises:
        GraphError: no graph was built in the folder.
        OutputError: the ending is unknown, or the file cannot be written.
    """
    graphs = Folder(Path(kept))
    syntaxes.write(graphs, Path(path))
    return _describe(graphs, Path(path)) if description else sum(map(len, syntaxes.union(graphs, ())))


def _triples(knowledge: KnowledgeGraph) -> bytes:
    return knowledge.union.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""


def _axioms(*, alignments: bool) -> list[ox.Triple]:
    return [*vocabulary.terms(), *(vocabulary.alignments() if alignments else ())]


def _describe(graphs: ox.Store | syntaxes.Graphs, target: Path) -> int:
    """Write the description of graphs beside the file that holds them, and return how many triples they have."""
    lines = syntaxes.union(graphs, (vocabulary.ONTOLOGY_GRAPH, vocabulary.CATALOGUE_GRAPH))
    media_type = syntaxes.format_of(target).media_type
    described = descriptions.describe(lines, syntaxes.SHARED, target.name, media_type)
    syntaxes.write(described, target.with_name(f"{syntaxes.stem_of(target)}.void.ttl"))
    return descriptions.triples(described)
