"""Measures that people ask of a graph of instruments: each a table with a definition and a source.

`MEASURES` lists them by name; `measure` takes one. The same graph gives the same table in every run. On graphs too large to
look at whole a measure samples, and its notes say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg.analysis import communities, history, likeness, paths, stances, standing
from aigovkg.analysis.facts import Facts
from aigovkg.analysis.finding import TOP, Finding, Measure, Parameter
from aigovkg.errors import InputError

__all__ = ["MEASURES", "Facts", "Finding", "Measure", "Parameter", "measure"]

_SALTON = "Salton & McGill, Introduction to Modern Information Retrieval, 1983"
_ALL = Parameter("top", "1000000", "how many rows at most")
_TABLE = (
    Measure(
        "most-cited",
        "Most-cited instruments",
        "被引用最多的文件",
        "How many instruments cite each (in-degree), its PageRank (damping 0.85), and its authority and hub values (HITS).",
        "Brin & Page, The anatomy of a large-scale hypertextual Web search engine, 1998; Kleinberg, Authoritative sources in a "
        "hyperlinked environment, J. ACM 46, 1999",
        (TOP,),
        standing.most_cited,
        "bars:cited_by",
    ),
    Measure(
        "brokers",
        "Brokers between instruments",
        "文件之间的中介",
        "Betweenness: the share of the shortest chains of citations between two others that pass through an instrument, "
        "over (n-1)(n-2) pairs.",
        "Freeman, A set of measures of centrality based on betweenness, Sociometry 40, 1977; Brandes, J. Math. Sociology 25, "
        "2001; sampled: Brandes & Pich, Int. J. Bifurcation and Chaos 17, 2007",
        (TOP,),
        standing.brokers,
        "bars:betweenness",
    ),
    Measure(
        "communities",
        "Communities of instruments",
        "文件群体",
        "Instruments that cite one another more than chance would have it: Louvain on undirected citations, fixed seed, "
        "with modularity.",
        "Blondel et al., Fast unfolding of communities in large networks, J. Stat. Mech. P10008, 2008; Newman & Girvan, "
        "Phys. Rev. E 69, 2004",
        (_ALL,),
        communities.communities,
        "communities",
    ),
    Measure(
        "lag",
        "Citation lag",
        "引用时滞",
        "Years from an instrument to those that cite it: first, median, mean, last; a year or month stands for its middle.",
        "Price, Networks of scientific papers, Science 149, 1965",
        (TOP,),
        history.lag,
        "bars:median",
    ),
    Measure(
        "diffusion",
        "Diffusion over time",
        "随时间的扩散",
        "By year: citations, and how many instruments, issuers and countries cite so far; of all instruments or of one.",
        "Rogers, Diffusion of Innovations, 1962; Walker, The diffusion of innovations among the American states, APSR 63, 1969",
        (Parameter("instrument", "", "IRI or title of the instrument that is cited; all if empty"),),
        history.diffusion,
        "lines",
    ),
    Measure(
        "co-citation",
        "Instruments cited together",
        "共被引的文件",
        "How many instruments cite both; cosine: divided by the geometric mean of how often each is cited.",
        f"Small, Co-citation in the scientific literature, JASIS 24, 1973; {_SALTON}",
        (TOP,),
        likeness.cocitation,
        "pairs:cited_by_both",
    ),
    Measure(
        "coupling",
        "Instruments that cite the same",
        "引文耦合的文件",
        "How many instruments both cite (bibliographic coupling); cosine: divided by the geometric mean of how many each cites.",
        f"Kessler, Bibliographic coupling between scientific papers, American Documentation 14, 1963; {_SALTON}",
        (TOP,),
        likeness.coupling,
        "pairs:cited_by_these",
    ),
    Measure(
        "principles-by-instrument",
        "Principles by instrument",
        "各文件的原则",
        "1 where an instrument states a principle, else 0.",
        "Borgatti & Everett, Network analysis of 2-mode data, Social Networks 19, 1997",
        (_ALL,),
        stances.by_instrument,
        "matrix",
    ),
    Measure(
        "principles-by-issuer",
        "Principles by issuer",
        "各发布者的原则",
        "How many instruments of an issuer state a principle; one of several issuers counts for each.",
        "Borgatti & Everett, Network analysis of 2-mode data, Social Networks 19, 1997",
        (_ALL,),
        stances.by_issuer,
        "matrix",
    ),
    Measure(
        "overlap",
        "Overlap of principles",
        "原则的重合",
        "Jaccard's index of the sets of principles that two state; distance is 1 less that.",
        "Jaccard, Bull. Soc. Vaudoise Sci. Nat. 37, 1901; Levandowsky & Winter, Distance between sets, Nature 234, 1971",
        (Parameter("of", "instrument", "instrument, issuer, country or issuer-type"), TOP),
        stances.overlap,
        "pairs:overlap",
    ),
    Measure(
        "agreement",
        "Agreement on principles",
        "对原则的一致程度",
        "Cosine of two profiles: the shares of a group's instruments stating each principle; and where they are furthest apart.",
        _SALTON,
        (
            Parameter("by", "country", "country, issuer-type or issuer"),
            Parameter("least", "1", "how many instruments a group must have"),
            Parameter("top", "500", "how many rows at most"),
        ),
        stances.agreement,
        "pairs:agreement",
    ),
    Measure(
        "paths",
        "Paths of influence",
        "影响路径",
        "The shortest chains of citations by which one instrument leads to a later one; influence runs against citations.",
        "Garfield, Sher & Torpie, The Use of Citation Data in Writing the History of Science, 1964",
        (
            Parameter("from", None, "IRI or title of the earlier instrument"),
            Parameter("to", None, "IRI or title of the later one"),
            Parameter("top", "10", "how many chains at most"),
        ),
        paths.paths,
        "paths",
    ),
    Measure(
        "changes",
        "What changed between two dates",
        "两个日期之间的变化",
        "Counts at the end of both dates: instruments, citations, statements, and what grew; without a date for neither.",
        "a difference of counts",
        (
            Parameter("from", "", "the earlier date; a year before the later one if empty"),
            Parameter("to", "", "the later date; the last of the graph if empty"),
            TOP,
        ),
        history.changes,
        "bars:gain",
    ),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({one.name: one for one in _TABLE})


def measure(facts: Facts | ox.Store, name: str, values: Mapping[str, str] | None = None) -> Finding:
    """Take a measure of a graph. `values` are those of its parameters that differ from their defaults, as strings.

    Raises:
        InputError: there is no such measure or parameter, or a value is not of its kind.
        GraphError: there is no instrument in the graph.
    """
    if name not in MEASURES:
        raise InputError(f"no measure {name!r}", where="analyze", remedy=f"use {', '.join(MEASURES)}")
    known = {parameter.name: parameter.default for parameter in MEASURES[name].parameters}
    given = dict(values or {})
    for unknown in sorted(given.keys() - known.keys()):
        raise InputError(f"no parameter {unknown!r}", where=name, remedy=f"it has {', '.join(known)}")
    for missing in (parameter for parameter, default in known.items() if default is None and parameter not in given):
        raise InputError(f"-p {missing} must be given", where=name, remedy="`aigovkg analyze --list` says what it is")
    whole = {**{parameter: default for parameter, default in known.items() if default is not None}, **given}
    return MEASURES[name].take(facts if isinstance(facts, Facts) else Facts(facts), whole)
