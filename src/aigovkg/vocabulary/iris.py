"""The IRIs that the code speaks of, and the prefixes that files of ours declare."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aigovkg.model import Kind

BASE = "https://w3id.org/aigovkg/"
AIG = BASE + "ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
PROV = "http://www.w3.org/ns/prov#"

# In the order in which every file of ours declares them.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "aig": AIG,
        "instrument": BASE + "instrument/",
        "agent": BASE + "agent/",
        "event": BASE + "event/",
        "principle": BASE + "principle/",
        "place": BASE + "place/",
        "source": BASE + "source/",
        "passage": BASE + "passage/",
        "claim": BASE + "claim/",
        "build": BASE + "build/",
        "type": BASE + "type/",
        "force": BASE + "force/",
        "rdf": RDF,
        "rdfs": RDFS,
        "owl": OWL,
        "xsd": XSD,
        "skos": SKOS,
        "dcterms": DCTERMS,
        "foaf": FOAF,
        "prov": PROV,
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "dcat": "http://www.w3.org/ns/dcat#",
    }
)

ONTOLOGY_GRAPH = BASE + "ns"
CATALOGUE_GRAPH = BASE + "catalogue"
LEXICON = BASE + "lexicon"

ISSUED_BY, DATE, TITLE, PART_OF = AIG + "issuedBy", AIG + "date", DCTERMS + "title", AIG + "partOf"
CITES, STATES, MENTIONS, ADOPTED_AT = AIG + "cites", AIG + "states", AIG + "mentions", AIG + "adoptedAt"
TYPE, LABEL, ALT_LABEL = RDF + "type", RDFS + "label", SKOS + "altLabel"
SAME_AS, DIFFERENT_FROM = OWL + "sameAs", OWL + "differentFrom"

# The class that everything of a kind is of.
ROOTS = {
    Kind.INSTRUMENT: AIG + "Instrument",
    Kind.AGENT: AIG + "Agent",
    Kind.EVENT: AIG + "Event",
    Kind.PRINCIPLE: AIG + "Principle",
    Kind.PLACE: AIG + "Jurisdiction",
}
# The datatype of a date, by how many characters are written.
DATE_TYPES = {4: XSD + "gYear", 7: XSD + "gYearMonth", 10: XSD + "date"}
