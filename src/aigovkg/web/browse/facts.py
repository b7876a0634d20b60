"""What a graph says of one thing, read straight from the indexes of its store: no query, nothing but what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg.model import Text
from aigovkg.vocabulary import BASE, LABEL, SKOS, TITLE, TYPE

# What a thing is called, the best first.
_NAMES = (LABEL, SKOS + "prefLabel", TITLE)
_DEFAULT = ox.DefaultGraph()
_OURS = re.compile(re.escape(BASE) + r"\w+[/#][\w.-]*\w")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a page names: what it is called, in which language that is, and its IRI, which a page never shows.

    `named` is False where the graph has no name for it: then `label` is the last part of the IRI.
    """

    iri: str
    label: str
    language: str = ""
    named: bool = True

    @property
    def kind(self) -> str:
        """What kind of thing it is, by its IRI: instrument, agent, event, …; "" for what is not ours."""
        return kind_of(self.iri)


def kind_of(iri: str) -> str:
    """Return the kind of a thing by its IRI: instrument, agent, claim, …; "" for what is not ours."""
    kind, slash, _ = iri.removeprefix(BASE).partition("/")
    return kind if slash and iri.startswith(BASE) else ""


class Facts:
    """The default graph of a store, to be asked for what is said of one thing."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def objects(self, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        """Return what a predicate leads to, sorted."""
        if not subject:  # of what is not there nothing is said
            return []
        found = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, _DEFAULT)
        return sorted((q.object for q in found if isinstance(q.object, ox.NamedNode | ox.Literal)), key=str)

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs that a predicate leads to, sorted."""
        return [o.value for o in self.objects(subject, predicate) if isinstance(o, ox.NamedNode)]

    def iri(self, subject: str, predicate: str) -> str:
        """Return the first IRI that a predicate leads to, or ""."""
        return next(iter(self.iris(subject, predicate)), "")

    def literals(self, subject: str, predicate: str) -> list[ox.Literal]:
        """Return the literals that a predicate leads to, sorted."""
        return [o for o in self.objects(subject, predicate) if isinstance(o, ox.Literal)]

    def texts(self, subject: str, predicate: str) -> list[Text]:
        """Return the literals that a predicate leads to, with their languages, sorted."""
        return [Text(o.value, o.language or "") for o in self.literals(subject, predicate)]

    def value(self, subject: str, predicate: str) -> str:
        """Return the first literal that a predicate leads to as a string, or ""."""
        return next((o.value for o in self.literals(subject, predicate)), "")

    def number(self, subject: str, predicate: str) -> int:
        """Return the first literal that a predicate leads to as a number; 0 where it is none."""
        value = self.value(subject, predicate)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0

    def subjects(self, predicate: str, target: str) -> list[str]:
        """Return the IRIs from which a predicate leads to an IRI, sorted."""
        return sorted(self.leading(predicate, target))

    def leading(self, predicate: str, target: str) -> Iterator[str]:
        """Yield the IRIs from which a predicate leads to an IRI."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(target), _DEFAULT):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def holds(self, subject: str, predicate: str, target: str) -> bool:
        """Tell whether a predicate leads from one IRI to another."""
        return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target), _DEFAULT) in self.store

    def knows(self, iri: str) -> bool:
        """Tell whether anything is said of an IRI."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:  # no IRI at all
            return False
        return next(self.store.quads_for_pattern(node, None, None, _DEFAULT), None) is not None

    def types(self, iri: str) -> list[str]:
        """Return the IRIs of the classes of a thing, sorted."""
        return self.iris(iri, TYPE)

    def naming(self, words: str, language: str) -> str:
        """Return words in which things of ours stand by their IRIs with what these are called instead."""
        return _OURS.sub(lambda found: f"“{self.thing(found.group(), language).label}”", words)

    def names(self, iri: str) -> list[Text]:
        """Return what a thing is called: its labels, else its preferred labels, else its titles."""
        return next((found for predicate in _NAMES if (found := self.texts(iri, predicate))), [])

    def thing(self, iri: str, language: str) -> Thing:
        """Return a thing with its name in a language, else in English, else in any."""
        names = self.names(iri)
        if not names:
            return Thing(iri, iri.replace("#", "/").rstrip("/").rpartition("/")[2], named=False)
        best = min(names, key=lambda name: (distance(name.language, language), name))
        return Thing(iri, best.value, best.language)


def distance(found: str, wanted: str) -> int:
    """Return how far the language of a name is from the one wanted: 0 for that one, then English, none, any other."""
    primary = found.lower().partition("-")[0]
    return 0 if primary == wanted else 1 if primary == "en" else 2 if not primary else 3
