"""Sorted N-Triples lines → blocks of Turtle: prefixes fixed, `a` first, one triple a line.

N-Triples sorted by bytes is sorted by subject, predicate and object already. Only `a` must come before the other
predicates: while lines are sorted, a control character stands for it, which N-Triples would escape anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aigovkg.vocabulary import PREFIXES, TYPE, XSD

_TYPE = f" <{TYPE}> ".encode()
_A = b"\x01"
_MARKED = b" " + _A + b" "
# Every namespace ends where the local name begins, at the last slash or hash.
_NAMES = {b"<" + iri.encode(): f"{name}:".encode() for name, iri in PREFIXES.items()}
_LOCAL = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")
_TYPED = re.compile(rb'(".*")\^\^(<[^>"]*>)')
# Literals that Turtle writes without quotation marks, where the lexical form allows it.
_BARE = re.compile(
    rb'"(?:([+-]?[0-9]+)"\^\^<%(x)sinteger>|([+-]?[0-9]*\.[0-9]+)"\^\^<%(x)sdecimal>|(true|false)"\^\^<%(x)sboolean>)'
    % {b"x": re.escape(XSD.encode())}
)
_REMEMBERED = 200_000  # predicates with their objects
_SHORT = 200  # bytes; what is longer hardly comes again
_CLOSING = ord(">")


def marked(blob: bytes) -> bytes:
    """Return N-Triples lines so that they sort as Turtle stands."""
    return blob.replace(_TYPE, _MARKED)


def prefixes() -> bytes:
    """Return the prefix declarations of every Turtle and TriG file of ours."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()).encode()


def blocks(batches: Iterable[list[bytes]], indent: bytes = b"") -> Iterator[bytes]:
    """Yield one block a subject, from batches of sorted lines that were `marked`."""
    opening, inner = b"\n" + indent, b" ;\n" + indent + b"    "
    follows: dict[bytes, bytes] = {}  # what comes again and again, with what parts it from the line before
    verbs: dict[bytes, bytes] = {}
    last, same, start = b"", b"\n", 0
    skipped = len(inner)
    for batch in batches:
        pieces: list[bytes] = []
        add = pieces.append
        if len(follows) > _REMEMBERED:
            follows.clear()
        for line in batch:
            if line.startswith(same):
                subject, rest = last, line[start:]
            else:
                subject, rest = line.split(b" ", 1)
            follow = follows.get(rest) if len(rest) < _SHORT else None
            if follow is None:
                predicate, value = rest.split(b" ", 1)
                verb = verbs.get(predicate)
                if verb is None:
                    verb = verbs[predicate] = inner + (b"a" if predicate == _A else term(predicate)) + b" "
                if value[-3] == _CLOSING:  # an IRI or a typed literal
                    follow = follows[rest] = verb + _object(value[:-2])
                else:
                    follow = verb + (value[:-2] if _A not in value else value[:-2].replace(_MARKED, _TYPE))
            if subject is last:
                add(follow)
            else:
                add(b" .\n" + opening if last else opening)
                add(term(subject))
                add(b" ")
                add(follow[skipped:])
                last = subject
                same = subject + b" "
                start = len(same)
        yield b"".join(pieces)
    if last:
        yield b" .\n"


def _object(value: bytes) -> bytes:
    """Return an IRI or a typed literal as Turtle writes it."""
    value = value.replace(_MARKED, _TYPE)
    if value[0] == 34:  # a quotation mark
        bare = _BARE.fullmatch(value)
        if bare is not None:
            return bare[bare.lastindex or 0]
        typed = _TYPED.fullmatch(value)
        return typed[1] + b"^^" + term(typed[2]) if typed is not None else value
    return term(value)


def term(iri: bytes) -> bytes:
    """Return an IRI with its prefix, where it has one; anything else as it is."""
    start = max(iri.rfind(b"/"), iri.rfind(b"#")) + 1
    name = _NAMES.get(iri[:start])
    if name is not None:
        local = iri[start:-1]
        if local.isalnum() or _LOCAL.fullmatch(local) is not None:
            return name + local
    return iri
