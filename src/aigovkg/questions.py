"""The competency questions that ship with the package: SPARQL files with a title, a description and parameters.

A file begins with comment lines, `# title: …`, `# title-zh: …`, `# description: …`, `# description-zh: …` and for each
parameter `# parameter: NAME KIND DEFAULT | WHAT IT IS`; in the query stands `VALUES ?NAME { DEFAULT }` on a line of its own.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from aigovkg.errors import QueryError
from aigovkg.vocabulary import DATE_TYPES, PREFIXES, folder

_HEADER = re.compile(r"^# (?P<key>[a-z-]+): (?P<value>.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"(?P<name>\w+) (?P<kind>iri|date|text|integer|language) (?P<default>.+?) \| (?P<what>.+)")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about: `kind` is iri, date, text, integer or language."""

    name: str
    kind: str
    default: str
    what: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its title and description in English and Chinese; `sparql` runs as it stands, with the defaults."""

    name: str
    title: str
    title_zh: str
    description: str
    description_zh: str
    parameters: tuple[Parameter, ...]
    sparql: str

    def asking(self, values: Mapping[str, str]) -> str:
        """Return the query with other values for its parameters.

        Raises:
            QueryError: there is no such parameter, or a value is not of its kind.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        sparql = self.sparql
        for name, value in values.items():
            if name not in known:
                has = ", ".join(known) or "none"
                raise QueryError(f"no parameter {name}", where=f"question {self.name}", remedy=f"it has: {has}")
            term = _term(value, known[name], self.name)
            line = re.compile(rf"VALUES \?{name} \{{[^{{}}]*\}}")
            bound = f"VALUES ?{name} {{ {term} }}"
            sparql = line.sub(bound.replace("\\", r"\\"), sparql, count=1)
        return sparql


_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")  # what a question is called, and no SPARQL is


@cache
def questions() -> Mapping[str, Question]:
    """Return the questions by name, sorted."""
    found = sorted(folder("questions").glob("*.rq"))
    return {path.stem: _read(path.stem, path.read_text(encoding="utf-8")) for path in found}


def asked(query: str, values: Mapping[str, str]) -> str:
    """Return the SPARQL of a shipped question, by its name and with values for its parameters, or else the query as it is.

    Raises:
        QueryError: a parameter is wrong, a query that is none of the questions is given one, or a name is of no question.
    """
    question = questions().get(query)
    if question is not None:
        return question.asking(values)
    if _NAME.fullmatch(query):
        near = difflib.get_close_matches(query, questions(), n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        what = f"no shipped question is called {query}"
        raise QueryError(what, where="query", remedy=f"{meant}`aigovkg query --list` shows them")
    if values:
        raise QueryError("only shipped questions have parameters", where="query", remedy="`aigovkg query --list` shows them")
    return query


def things(query: str, values: Mapping[str, str]) -> dict[str, ox.NamedNode]:
    """Return the things that a shipped question is asked about, by parameter; none if it is no such question."""
    known = questions()[query].parameters if query in questions() else ()
    terms = {one.name: _term(values[one.name], one, query) for one in known if one.kind == "iri" and one.name in values}
    return {name: term for name, term in terms.items() if isinstance(term, ox.NamedNode)}


def _read(name: str, text: str) -> Question:
    headers = [(found["key"], found["value"].strip()) for found in _HEADER.finditer(text)]
    single = dict(headers)
    parameters = [_PARAMETER.fullmatch(value) for key, value in headers if key == "parameter"]
    return Question(
        name=name,
        title=single["title"],
        title_zh=single["title-zh"],
        description=single["description"],
        description_zh=single["description-zh"],
        parameters=tuple(Parameter(**found.groupdict()) for found in parameters if found),
        sparql=text,
    )


def _term(value: str, parameter: Parameter, question: str) -> ox.NamedNode | ox.Literal:
    """Return a value as an RDF term; the library that writes it escapes it, so it stays data."""
    try:
        match parameter.kind:
            case "iri":
                prefix, _, local = value.strip("<>").partition(":")
                return ox.NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else value.strip("<>"))
            case "integer":
                return ox.Literal(int(value))
            case "date":
                if _DATE.fullmatch(value) is None:
                    raise ValueError(value)
                return ox.Literal(value, datatype=ox.NamedNode(DATE_TYPES[len(value)]))
            case _:
                return ox.Literal(value)
    except (ValueError, KeyError) as error:
        raise QueryError(
            f"{value!r} is not of kind {parameter.kind}",
            where=f"question {question}, {parameter.name}",
            remedy=f"such as {parameter.default}",
        ) from error
