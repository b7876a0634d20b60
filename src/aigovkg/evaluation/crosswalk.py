"""The names of principles in published lists → ours, by the mappings of `ontology/taxonomies.ttl`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg.errors import InputError
from aigovkg.vocabulary import ALT_LABEL, SKOS, folder

_SCHEME = SKOS + "inScheme"
_PREF_LABEL = SKOS + "prefLabel"
# How a principle of ours relates to an item where who states ours means the item, or more, or a part of it.
_WHOLE = (SKOS + "exactMatch", SKOS + "closeMatch")
_MEANING = (*_WHOLE, SKOS + "broadMatch", SKOS + "narrowMatch")


@dataclass(frozen=True)
class Crosswalk:
    """The items of one published list by their names, each with the principles of ours that mean it."""

    meant: Mapping[str, frozenset[str]]

    def items(self, principles: Collection[str]) -> set[str]:
        """Return the names of the items that principles of ours mean."""
        return {name for name, ours in self.meant.items() if ours & set(principles)}


def crosswalk(labels: Collection[str], above: Mapping[str, str]) -> Crosswalk:
    """Return the crosswalk to the published list whose items bear the given names.

    A principle below one that means an item means it too, unless it means another: `above` says which is below which.

    Raises:
        InputError: no list has all the names.
    """
    triples = [quad.triple for quad in ox.parse(path=str(folder("ontology") / "taxonomies.ttl"), format=ox.RdfFormat.TURTLE)]
    named: dict[str, dict[str, str]] = defaultdict(dict)  # scheme → name → item
    schemes = {t.subject: t.object.value for t in triples if t.predicate.value == _SCHEME and isinstance(t.object, ox.NamedNode)}
    for triple in triples:
        if triple.predicate.value in (_PREF_LABEL, ALT_LABEL) and triple.subject in schemes:
            named[schemes[triple.subject]][triple.object.value] = str(triple.subject.value)
    fitting = max(sorted(named), key=lambda scheme: len(set(labels) & set(named[scheme])))
    missing = sorted(set(labels) - set(named[fitting]))
    if missing:
        what = f"no principle {missing[0]!r} in the list that fits best, {fitting.rpartition('/')[2]}"
        raise InputError(what, where="principle", remedy="name principles as one of the lists of ontology/taxonomies.ttl does")
    ours: dict[str, set[str]] = defaultdict(set)
    whole: dict[str, set[str]] = defaultdict(set)  # what means the item to its full extent
    items = set(named[fitting].values())
    for triple in triples:
        item, principle = getattr(triple.object, "value", ""), triple.subject.value.rpartition("/")[2]
        if triple.predicate.value in _MEANING and item in items:
            ours[item].add(principle)
            if triple.predicate.value in _WHOLE:
                whole[item].add(principle)
    placed = set().union(*ours.values())
    for item, meaning in whole.items():
        ours[item] |= {low for low, high in above.items() if high in meaning and low not in placed}
    return Crosswalk({label: frozenset(ours[named[fitting][label]]) for label in set(labels)})
