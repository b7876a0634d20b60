"""How one instrument may have come to influence another."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, pairwise

from aigovkg.analysis.facts import Facts, local
from aigovkg.analysis.finding import Finding, Row, whole
from aigovkg.network import Support


def paths(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return the shortest chains of citations by which one instrument leads to a later one, step by step.

    Influence is taken to run against citations: A influences B when B cites A (as in the citation networks of Garfield, Sher &
    Torpie 1964). All chains of the least number of steps, in the order of the instruments' IRIs, up to `top` of them.
    """
    import networkx

    start, end = facts.instrument(values["from"], "from"), facts.instrument(values["to"], "to")
    citing, cited = facts.citations
    network: networkx.DiGraph[int] = networkx.DiGraph(zip(cited.tolist(), citing.tolist(), strict=True))
    columns = ("path", "step", "from", "from_label", "from_date", "to", "to_label", "to_date", "how", "claims")
    if start not in network or end not in network or not networkx.has_path(network, start, end):
        turned = start in network and end in network and networkx.has_path(network, end, start)
        other = "; the other way round there is" if turned else ""
        return Finding("paths", columns, (), (f"no chain of citations leads from the first to the second{other}",))
    top = whole(values, "top")
    found = list(islice(networkx.all_shortest_paths(network, start, end), top + 1))
    rows: list[Row] = []
    for chain, steps in enumerate(sorted(found[:top]), start=1):
        for step, (a, b) in enumerate(pairwise(steps), start=1):
            before, after = facts.instruments[a], facts.instruments[b]
            how = sorted(facts.predicates[after.iri, before.iri])
            claims = sum(facts.support.get((after.iri, way, before.iri), Support(0, 0.0)).evidence for way in how)
            ends = [cell for one in (before, after) for cell in (one.iri, facts.label(one.iri), one.date or None)]
            rows.append((chain, step, *ends, ", ".join(map(local, how)), claims))
    return Finding("paths", columns, tuple(rows), (f"there are more than {top} chains as short",) if len(found) > top else ())
