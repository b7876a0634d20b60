"""OWL: what follows from a graph and the ontology, and whether the two agree.

`infer` gives what follows by the rules of OWL 2 RL; `check` says whether a graph agrees with the ontology, by HermiT, and if not
which few statements clash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from aigovkg.reasoning.consistency import Consistency, Justification, check
from aigovkg.reasoning.hermit import unsatisfiable
from aigovkg.reasoning.inference import INFERRED_GRAPH, Clash, Inference, infer

__all__ = [
    "INFERRED_GRAPH",
    "Clash",
    "Consistency",
    "Inference",
    "Justification",
    "check",
    "contradiction",
    "infer",
    "unsatisfiable",
]


def contradiction(graph: Iterable[ox.Triple], ontology: Sequence[ox.Triple]) -> str:
    """Return "" if a graph agrees with the ontology, else what HermiT found.

    Raises:
        OntologyError: there is no Java runtime.
    """
    found = unsatisfiable({*graph, *ontology})
    return f"contradicts the ontology ({', '.join(found)})" if found else ""
