"""A graph → a package for publication: an RO-Crate with the graph, its description, its tables, a licence and a citation file.

RO-Crate 1.1 (https://w3id.org/ro/crate/1.1), Citation File Format 1.2.0 (https://citation-file-format.github.io). No clock: the
date is the publisher's word, and the same graph and words give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from aigovkg import graph
from aigovkg.errors import InputError
from aigovkg.exports.files import File, plain_files, write_files
from aigovkg.exports.sheets import sheets
from aigovkg.vocabulary import AIG
from aigovkg.whole import scope

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_DESCRIPTIONS = {
    "graph.nq": ("The graph in N-Quads: one named graph for each source", "application/n-quads"),
    "graph.void.ttl": ("Description of the graph in VoID and DCAT", "text/turtle"),
    "nodes.csv": ("What the graph describes", "text/csv"),
    "edges.csv": ("The edges between what it describes, with the number of claims behind each", "text/csv"),
    "claims.csv": ("The claims, with the words that say so and where they stand", "text/csv"),
    "CITATION.cff": ("How to cite this", "application/yaml"),
    "LICENSE.txt": ("Under which licence this may be used", "text/plain"),
}


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publisher says of a graph; `license` is an SPDX identifier or an address, `date` a day such as 2026-11-24.

    Raises:
        InputError: something is missing, or the licence or the date is none.
    """

    title: str
    authors: tuple[str, ...]
    license: str
    date: str
    description: str = "A knowledge graph of AI-governance instruments in which every fact points at the words that say so."

    def __post_init__(self) -> None:
        for name, value in (("title", self.title), ("author", "".join(self.authors)), ("license", self.license)):
            if not value.strip():
                raise InputError(
                    f"a {name} is needed", where=f"--{name}", remedy="say it: others must be able to cite and use this"
                )
        if not _DATE.fullmatch(self.date):
            raise InputError(f"{self.date!r} is not a day", where="--date", remedy="such as 2026-11-24")
        if not self._linked and not _SPDX.fullmatch(self.license):
            raise InputError(f"{self.license!r} is no licence", where="--license", remedy="such as CC-BY-4.0, or an address")

    @property
    def _linked(self) -> bool:
        return self.license.startswith(("https://", "http://")) and " " not in self.license

    @property
    def license_url(self) -> str:
        """Where the licence stands."""
        return self.license if self._linked else f"https://spdx.org/licenses/{self.license}"


def publish(store: ox.Store, publication: Publication, folder: Path, write: Callable[[Path], None]) -> list[Path]:
    """Write a package of a graph into a folder, which is made if need be, and return the files.

    `write` writes the graph in the syntax of a file's ending, with its description beside it.

    Raises:
        GraphError: nothing in the graph is ours.
        OutputError: a file cannot be written.
    """
    tables = list(plain_files(sheets(store)))
    with tempfile.TemporaryDirectory() as held:
        write(Path(held) / "graph.nq")
        written = [(path.name, path.read_bytes()) for path in sorted(Path(held).iterdir())]
    files = [*written, *tables, ("LICENSE.txt", _license(publication)), ("CITATION.cff", _citation(publication))]
    # What describes the package comes last: until it stands, no reader takes the folder for one.
    return write_files(folder, [*files, ("ro-crate-metadata.json", _metadata(store, publication, files))])


def _license(publication: Publication) -> bytes:
    return f"{publication.title}\n\nLicensed under {publication.license}: {publication.license_url}\n".encode()


def _citation(publication: Publication) -> bytes:
    """Return the citation file. A string in JSON is one in YAML, whatever characters it holds."""
    key = "license-url" if publication.license == publication.license_url else "license"
    said = {
        "cff-version": "1.2.0",
        "message": "If you use this graph, please cite it.",
        "type": "dataset",
        "title": publication.title,
        "abstract": publication.description,
        "date-released": publication.date,
        key: publication.license,
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()]
    authors = [f"  - name: {json.dumps(author, ensure_ascii=False)}" for author in publication.authors]
    return "\n".join([*lines, "authors:", *authors, ""]).encode()


def _metadata(store: ox.Store, publication: Publication, files: list[File]) -> bytes:
    """Return the JSON-LD that makes a folder an RO-Crate."""
    people = [
        {"@id": f"#author-{place}", "@type": "Person", "name": name} for place, name in enumerate(publication.authors, start=1)
    ]
    sources = [
        {"@id": f"#source-{digest[:12]}", "@type": "CreativeWork", "name": name, "identifier": f"sha256:{digest}"}
        for digest, name in sorted(graph.file_names(store).items())
    ]
    program = {"@id": "#aigovkg", "@type": "SoftwareApplication", "name": "aigovkg", "softwareVersion": _version(store)}
    action = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": "Building the graph",
        "instrument": {"@id": "#aigovkg"},
        "object": _links(sources),
        "result": {"@id": "graph.nq"},
    }
    parts = [_part(name, content) for name, content in files]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": publication.title,
        "description": publication.description,
        "datePublished": publication.date,
        "license": {"@id": publication.license_url},
        "author": _links(people),
        "isBasedOn": _links(sources),
        "mentions": {"@id": "#build"},
        "hasPart": _links(parts),
    }
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    licence = {"@id": publication.license_url, "@type": "CreativeWork", "name": publication.license}
    entities = [descriptor, root, *parts, licence, *people, program, action, *sources]
    crate = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": entities}
    return (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode()


def _part(name: str, content: bytes) -> dict[str, Any]:
    what, media_type = _DESCRIPTIONS[name]
    return {
        "@id": name,
        "@type": "File",
        "name": what,
        "encodingFormat": media_type,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _links(entities: list[dict[str, str]] | list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]


def _version(store: ox.Store) -> str:
    found = store.quads_for_pattern(None, ox.NamedNode(AIG + "version"), None, scope(store))
    return ", ".join(sorted({quad.object.value for quad in found if isinstance(quad.object, ox.Literal)}))
