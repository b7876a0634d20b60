"""HermiT, through owlready2: which classes can have no instance, and do triples contradict one another?

HermiT needs a Java runtime. It is asked only when wanted; without Java this says so. It runs under a Python process of its own,
so that both can be ended when the time is up.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress

import pyoxigraph as ox

from aigovkg.errors import OntologyError
from aigovkg.vocabulary import ONTOLOGY_GRAPH, OWL, XSD

NOTHING = OWL + "Nothing"
# Datatypes outside the OWL 2 datatype map (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps): HermiT refuses
# them. SHACL checks such literals instead.
_OUTSIDE_OWL = frozenset(XSD + name for name in ("date", "gYear", "gYearMonth"))


def unsatisfiable(triples: Iterable[ox.Triple], seconds: float | None = None) -> tuple[str, ...]:
    """Return the IRIs of the classes that can have no instance; a contradiction counts as `owl:Nothing`.

    Raises:
        OntologyError: there is no Java runtime, HermiT does not come to an end in time, or stops.
    """
    if shutil.which("java") is None:
        raise OntologyError(
            "HermiT needs Java, and there is none", where="java", remedy="install a Java runtime, or leave reasoning out"
        )
    with tempfile.TemporaryFile() as file:
        ox.serialize((triple for triple in triples if not _outside(triple)), file, format=ox.RdfFormat.N_TRIPLES)
        file.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "aigovkg.reasoning.hermit"],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            answer, trouble = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            what = f"HermiT did not come to an end in {seconds:.0f} s"
            raise OntologyError(what, where="ontology", remedy="give it more time, or a smaller graph") from error
        finally:
            _end(process)
    if process.returncode:
        lines = trouble.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        raise OntologyError(f"HermiT stopped: {lines[-1]}", where="ontology", remedy="check that it is OWL 2 DL")
    return tuple(json.loads(answer))


def _outside(triple: ox.Triple) -> bool:
    return isinstance(triple.object, ox.Literal) and triple.object.datatype.value in _OUTSIDE_OWL


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and the Java that it started, if they still run."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
        process.communicate()


def _ask() -> None:
    """Read N-Triples, and print what HermiT finds as JSON."""
    import owlready2

    world = owlready2.World()
    world.get_ontology(ONTOLOGY_GRAPH).load(fileobj=io.BytesIO(sys.stdin.buffer.read()), format="ntriples")
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        found = [NOTHING]
    except owlready2.OwlReadyJavaError as error:
        told = [line.strip() for line in str(error).splitlines() if "xception" in line or "rror:" in line]
        sys.exit(told[0] if told else str(error).replace("\n", " ")[:200])
    else:
        found = sorted({cls.iri for cls in world.inconsistent_classes() if cls is not owlready2.Nothing})
    print(json.dumps(found))


if __name__ == "__main__":
    _ask()
