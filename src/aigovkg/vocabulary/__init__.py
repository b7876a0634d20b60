"""The ontology, the lexicon and the catalogue, read from Turtle: which words mean what.

`load` gives a `Vocabulary`: the `Lexicon` (plain data: what the stages that read text need) and the quads
of the ontology and of every catalogue entry (what the graph needs). Judgement stands in the Turtle: a new
relation, language, principle or instrument is an edit there, not here.
"""

from __future__ import annotations

from aigovkg.vocabulary.iris import (
    ADOPTED_AT,
    AIG,
    ALT_LABEL,
    BASE,
    CATALOGUE_GRAPH,
    CITES,
    DATE,
    DATE_TYPES,
    DCTERMS,
    DIFFERENT_FROM,
    FOAF,
    ISSUED_BY,
    LABEL,
    LEXICON,
    MENTIONS,
    ONTOLOGY_GRAPH,
    OWL,
    PART_OF,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    ROOTS,
    SAME_AS,
    SKOS,
    STATES,
    TITLE,
    TYPE,
    XSD,
)
from aigovkg.vocabulary.lexicon import CUE_ROLES, Form, Lexicon, NumberForm, Registered, Role
from aigovkg.vocabulary.loading import Vocabulary, folder, load, terms

__all__ = [
    "ADOPTED_AT",
    "AIG",
    "ALT_LABEL",
    "BASE",
    "CATALOGUE_GRAPH",
    "CITES",
    "CUE_ROLES",
    "DATE",
    "DATE_TYPES",
    "DCTERMS",
    "DIFFERENT_FROM",
    "FOAF",
    "ISSUED_BY",
    "LABEL",
    "LEXICON",
    "MENTIONS",
    "ONTOLOGY_GRAPH",
    "OWL",
    "PART_OF",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "ROOTS",
    "SAME_AS",
    "SKOS",
    "STATES",
    "TITLE",
    "TYPE",
    "XSD",
    "Form",
    "Lexicon",
    "NumberForm",
    "Registered",
    "Role",
    "Vocabulary",
    "folder",
    "load",
    "terms",
]
