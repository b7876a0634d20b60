"""JSON-LD as the engine writes it, with whole IRIs → the same with our prefixes, and their meaning beside it.

The context stands in the document: who reads it fetches nothing.
"""

from __future__ import annotations

import json
from typing import Any

from aigovkg.vocabulary import PREFIXES


def compact(content: bytes) -> bytes:
    """Return an expanded document with short names for properties, classes and datatypes."""
    used: set[str] = set()
    graph = [_node(node, used) for node in json.loads(content)]
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1).encode() + b"\n"


def _node(node: dict[str, Any], used: set[str]) -> dict[str, Any]:
    return {_short(key, used): value if key == "@id" else _values(key, value, used) for key, value in node.items()}


def _values(key: str, values: list[Any], used: set[str]) -> list[Any]:
    if key == "@type":
        return [_short(value, used) for value in values]
    return [{name: _short(said, used) if name == "@type" else said for name, said in value.items()} for value in values]


def _short(iri: str, used: set[str]) -> str:
    """Return an IRI with the prefix of its namespace, if it is one of ours, and note that."""
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    for prefix, namespace in PREFIXES.items():
        if namespace == iri[:end] and end < len(iri):
            used.add(prefix)
            return f"{prefix}:{iri[end:]}"
    return iri
