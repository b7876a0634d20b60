"""OWL: does the ontology hold together, and does a graph contradict it? HermiT answers, through owlready2.

HermiT needs a Java runtime. It is asked only when wanted; without Java this says so.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from aigovkg.errors import OntologyError
from aigovkg.vocabulary import ONTOLOGY_GRAPH, XSD

# Datatypes outside the OWL 2 datatype map (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps): HermiT refuses
# them. SHACL checks such literals instead.
_OUTSIDE_OWL = frozenset(XSD + name for name in ("date", "gYear", "gYearMonth"))


def unsatisfiable(ontology: Iterable[ox.Triple]) -> tuple[str, ...]:
    """Return the IRIs of the classes that can have no instance; a contradiction counts as `owl:Nothing`.

    Raises:
        OntologyError: there is no Java runtime.
    """
    import owlready2

    if shutil.which("java") is None:
        raise OntologyError(
            "HermiT needs Java, and there is none", where="java", remedy="install a Java runtime, or leave reasoning out"
        )
    world = owlready2.World()
    kept = (triple for triple in ontology if not _outside(triple))
    content = ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES)
    world.get_ontology(ONTOLOGY_GRAPH).load(fileobj=io.BytesIO(content or b""), format="ntriples")
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return ("http://www.w3.org/2002/07/owl#Nothing",)
    except owlready2.OwlReadyJavaError as error:
        raise OntologyError(f"HermiT stopped: {error}", where="ontology", remedy="check that it is OWL 2 DL") from error
    nothing = owlready2.Nothing
    return tuple(sorted({cls.iri for cls in world.inconsistent_classes() if cls is not nothing}))


def contradiction(graph: Iterable[ox.Triple], ontology: Sequence[ox.Triple]) -> str:
    """Return "" if a graph agrees with the ontology, else what HermiT found.

    Raises:
        OntologyError: there is no Java runtime.
    """
    found = unsatisfiable({*graph, *ontology})
    return f"contradicts the ontology ({', '.join(found)})" if found else ""


def _outside(triple: ox.Triple) -> bool:
    return isinstance(triple.object, ox.Literal) and triple.object.datatype.value in _OUTSIDE_OWL
