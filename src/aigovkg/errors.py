"""Everything this package raises on purpose.

AigovkgError
  x InputError        what was given to read cannot be read
    - GraphError      a graph that does not parse or is not ours
    - QueryError      a query that is malformed or not allowed
  x OutputError       what was asked for cannot be written
  x StoreError        a triple store elsewhere does not do what it was asked
  x OntologyError     the ontology, the catalogue or the shapes are wrong
  x NonconformingError  a strict build met a violation, or nothing conforms; nothing was written

Each says where, what and what to do, in one line; the command line prints that line and exits with 2
(1 for NonconformingError, which is an answer about the data and not a failure to run).
"""

from __future__ import annotations


class AigovkgError(Exception):
    """Something a user can mend; `str()` of it is one line: where, what, remedy."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" ({self.remedy})" if self.remedy else ""
        return " ".join(f"{place}{self.what}{cure}".split())


class InputError(AigovkgError):
    """What was given to read cannot be read."""


class GraphError(InputError):
    """A graph that does not parse or holds nothing of ours."""


class QueryError(InputError):
    """A query that is malformed or not allowed."""


class OutputError(AigovkgError):
    """What was asked for cannot be written."""


class StoreError(AigovkgError):
    """A triple store elsewhere does not do what it was asked: it is down, slow, full, refuses, or is none."""


class OntologyError(AigovkgError):
    """The ontology, the catalogue or the shapes are wrong."""


class NonconformingError(AigovkgError):
    """A strict build met a violation, or no source conforms; nothing was written."""
