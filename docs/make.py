"""Write the reference under docs/reference/ from the Turtle of the ontology, the principles and the shapes.

    python docs/make.py            writes what has changed
    python docs/make.py --check    writes nothing, names what is stale, and exits 1 if anything is

Run it in the environment of the project (`.venv/bin/python docs/make.py` after `python3 dev.py check`).
The same Turtle gives the same bytes: everything is sorted, and nothing tells the time.
"""

# Not pyLODE: of 3.4 only 3.4.1 installs on Python 3.11 and it fails on import (its wheel lacks the pyproject.toml it reads);
# mended by hand, it runs the labels of all languages together and its bytes differ with the hash seed.

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from aigovkg.vocabulary import AIG, BASE, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
ONTOLOGY = URIRef(BASE + "ns")
PRINCIPLES = URIRef(BASE + "principle")
SHAPES = URIRef(BASE + "shapes")
SH = Namespace("http://www.w3.org/ns/shacl#")
NAMES = {**PREFIXES, "shape": BASE + "shapes#"}

LANGUAGES = ("en", "zh")

# What the pages say of their own, in the order of `LANGUAGES`. What the Turtle says is not repeated here.
WORDS: Mapping[str, tuple[str, str]] = {
    "itself": ("English", "中文"),
    "ontology": ("Ontology", "本体"),
    "principles": ("Principles", "原则"),
    "shapes": ("Shapes", "形状"),
    "context": ("JSON-LD context", "JSON-LD 上下文"),
    "made": (
        "Made by `docs/make.py` from {0}: change that, not this page.",
        "本页由 `docs/make.py` 根据 {0} 生成：请修改来源，勿改本页。",
    ),
    "colon": (": ", "："),
    "comma": (", ", "、"),
    "or": (" or ", "或"),
    "brackets": ("{0} ({1})", "{0}（{1}）"),
    "iri": ("IRI", "IRI"),
    "version": ("Version", "版本"),
    "axioms": (
        "Axioms about classes are in the [Manchester syntax](https://www.w3.org/TR/owl2-manchester-syntax/).",
        "关于类的公理用[曼彻斯特语法](https://www.w3.org/TR/owl2-manchester-syntax/)书写。",
    ),
    "classes": ("Classes", "类"),
    "superclass": ("Superclass", "上位类"),
    "subclasses": ("Subclasses", "下位类"),
    "equivalent": ("Equivalent to", "等价于"),
    "restriction": ("Restriction", "限制"),
    "key": ("Key", "键"),
    "has properties": ("Properties", "属性"),
    "disjoint": ("Disjoint classes", "互斥的类"),
    "disjoint says": ("Nothing belongs to two classes of one line.", "任何事物都不同时属于同一行中的两个类。"),
    "properties": ("Properties", "属性"),
    "properties of": ("Properties of: {0}", "{0}的属性"),
    "family": ("{0}, and its subproperties", "“{0}”及其下位属性"),
    "several classes": ("Properties of several classes", "多个类共用的属性"),
    "any class": ("Properties of any class", "不限定类的属性"),
    "annotations": ("Words the builder reads with", "构建程序用以阅读的词语"),
    "annotations say": ("Values stand in {0}.", "取值见 {0}。"),
    "kind": ("Kind", "种类"),
    "domain": ("Domain", "定义域"),
    "range": ("Range", "值域"),
    "superproperty": ("Superproperty", "上位属性"),
    "subproperties": ("Subproperties", "下位属性"),
    "note": ("Note", "说明"),
    "codes": ("Codes", "代码"),
    "code": ("Code", "代码"),
    "label": ("Label", "名称"),
    "definition": ("Definition", "定义"),
    "term": ("Term", "术语"),
    "different": ("No two of these are the same: {0}.", "以下各项互不相同：{0}。"),
    "foreign": ("Terms of other vocabularies", "其他词汇表的术语"),
    "foreign say": ("Their own authors define them.", "其定义以各词汇表为准。"),
    "principles say": (
        "{0} principles in two levels, and the words by which they are found in English; {1} has those in Chinese.",
        "共 {0} 个原则，分两级，并列出在中文文本中识别它们的词语；英文的见{1}。",
    ),
    "names say": (
        "A **name** states a principle as a heading, or beside a word of aim or duty (`aig:normativeCue`) in the same sentence.",
        "**名称**作为标题，或与表示目标、义务的词（`aig:normativeCue`）同在一句时，即为阐述该原则。",
    ),
    "phrases say": (
        "A **phrase** states it by itself: in it “…” is a short gap within one sentence, and “\\*” any ending of a word.",
        "**措辞**本身即为阐述：其中“…”表示同一句内的短间隔，“\\*”表示任意词尾。",
    ),
    "other page": ("[the Chinese page](principles.zh.md)", "[英文页](principles.en.md)"),
    "names": ("Names", "名称"),
    "phrases": ("Phrases", "措辞"),
    "pointers": ("Words that point to it", "指示词"),
    "elsewhere": ("In other languages", "其他语言"),
    "messages say": (
        "The last sentence of a message says how to mend the graph; `{?…}` in it stands for what was found.",
        "消息的最后一句说明如何改正；其中 `{?…}` 代表所发现的内容。",
    ),
    "rule": ("Rule", "规则"),
    "severity": ("Severity", "级别"),
    "message": ("Message", "消息"),
    "shape": ("Shape", "形状"),
    "parts": ("What rules are made of", "规则的组成部分"),
    "parts say": ("These report nothing by themselves.", "这些形状本身不产生报告。"),
    "Violation says": ("the graph says something false or unusable", "图谱的表述有误或无法使用"),
    "Warning says": ("probably wrong; a person looks", "很可能有误，需人工核查"),
    "Info says": ("worth knowing", "值得了解"),
    "Violation": ("Violation", "违规"),
    "Warning": ("Warning", "警告"),
    "Info": ("Info", "提示"),
    "Class": ("class", "类"),
    "ObjectProperty": ("object property", "对象属性"),
    "DatatypeProperty": ("datatype property", "数据属性"),
    "AnnotationProperty": ("annotation property", "注释属性"),
    "FunctionalProperty": ("functional", "函数性"),
    "InverseFunctionalProperty": ("inverse functional", "反函数性"),
    "SymmetricProperty": ("symmetric", "对称"),
    "AsymmetricProperty": ("asymmetric", "非对称"),
    "ReflexiveProperty": ("reflexive", "自反"),
    "IrreflexiveProperty": ("irreflexive", "反自反"),
    "TransitiveProperty": ("transitive", "传递"),
}

PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
RESTRICTIONS = {
    OWL.someValuesFrom: "some",
    OWL.allValuesFrom: "only",
    OWL.hasValue: "value",
    OWL.minCardinality: "min",
    OWL.maxCardinality: "max",
    OWL.cardinality: "exactly",
}
# References and not backslashes where a renderer may not know the backslash; "|" so that text is safe in a table.
ESCAPES = str.maketrans(
    {character: f"&#{ord(character)};" for character in "&<>|~$"} | {character: "\\" + character for character in "\\`*_[]#"}
)


# --- Markdown


def escape(text: str) -> str:
    """Return text as Markdown that renders as that text, on one line and also in a table."""
    line = " ".join(text.split()).translate(ESCAPES)
    return re.sub(r"^(\d*)([-+.)])", r"\1\\\2", line)


def code(text: str) -> str:
    """Return text as code; what a code span cannot hold in a table is written as references."""
    if re.search(r"[`|\\\n]", text) or text != text.strip():
        return "<code>" + "".join(c if c.isalnum() else f"&#{ord(c)};" for c in text) + "</code>"
    return f"`{text}`"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def anchored(anchor: str, heading: str) -> str:
    """Return a heading with an anchor of its own: what renderers make of headings differs, and some are the same twice."""
    return f'<a id="{anchor}"></a>\n\n{heading}'


# --- RDF


def read(*paths: Path) -> Graph:
    """Return the triples of Turtle files."""
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def compact(term: Node) -> str:
    """Return an IRI as a prefixed name where it has one."""
    for prefix, start in sorted(NAMES.items(), key=lambda item: -len(item[1])):
        if str(term).startswith(start) and re.fullmatch(r"[\w.-]+", str(term)[len(start) :]):
            return f"{prefix}:{str(term)[len(start) :]}"
    return f"<{term}>"


def local(term: Node) -> str:
    """Return what stands behind the last # or / of an IRI."""
    return re.split(r"[#/]", str(term))[-1]


def anchor(kind: str, term: Node) -> str:
    """Return the anchor of a term; the kind keeps aig:Passage and aig:passage apart for renderers blind to case."""
    return f"{kind}-{local(term).lower()}"


def ours(terms: Iterable[Node]) -> list[URIRef]:
    """Return the terms of our own namespace, sorted."""
    return sorted({term for term in terms if isinstance(term, URIRef) and term.startswith(AIG)})


def named(terms: Iterable[Node]) -> list[URIRef]:
    """Return the terms that are IRIs, sorted."""
    return sorted({term for term in terms if isinstance(term, URIRef)})


def one(graph: Graph, subject: Node, predicate: URIRef) -> Node:
    """Return the one object that the standard demands.

    Raises:
        LookupError: there is none.
    """
    value = graph.value(subject, predicate, any=False)
    if value is None:
        raise LookupError(f"{compact(subject)} has no {compact(predicate)}")
    return value


def members(graph: Graph, subject: Node, predicate: URIRef) -> list[Node]:
    """Return the members of the list that a property points at, or none."""
    head = graph.value(subject, predicate)
    return [] if head is None else list(Collection(graph, head))


def above(graph: Graph, term: Node, by: URIRef) -> URIRef:
    """Return the topmost term of ours over a term."""
    nearest = next(iter(ours(graph.objects(term, by))), None)
    return URIRef(str(term)) if nearest is None else above(graph, nearest, by)


def properties(graph: Graph) -> list[URIRef]:
    """Return every property that a graph declares, sorted."""
    return named(term for kind in PROPERTY_KINDS for term in graph.subjects(RDF.type, kind))


def expression(graph: Graph, node: Node) -> str:
    """Return a class expression in Manchester syntax.

    Raises:
        LookupError: an expression of a form that the ontology did not have so far.
    """
    if isinstance(node, URIRef):
        return compact(node)
    for predicate, word in ((OWL.unionOf, " or "), (OWL.intersectionOf, " and ")):
        parts = members(graph, node, predicate)
        if parts:
            return word.join(nested(graph, part) for part in parts)
    listed = members(graph, node, OWL.oneOf)
    if listed:
        return "{" + ", ".join(compact(part) for part in listed) + "}"
    inverse = graph.value(node, OWL.inverseOf)
    if inverse is not None:
        return f"inverse {compact(inverse)}"
    for predicate, word in RESTRICTIONS.items():
        value = graph.value(node, predicate)
        if value is not None:
            return f"{expression(graph, one(graph, node, OWL.onProperty))} {word} {nested(graph, value)}"
    raise LookupError("docs/make.py does not know this class expression: extend expression()")


def nested(graph: Graph, node: Node) -> str:
    """Return a class expression that stands in another one."""
    if isinstance(node, Literal):
        return str(node)
    inner = expression(graph, node)
    return f"({inner})" if isinstance(node, BNode) and not inner.startswith("{") else inner


# --- Pages


class Page:
    """What the pages of one language share: how the language joins words, and what the graph calls its terms."""

    def __init__(self, graph: Graph, language: str) -> None:
        self.graph = graph
        self.language = language

    def say(self, key: str, *values: object) -> str:
        """Return words of the page itself."""
        words = WORDS[key][LANGUAGES.index(self.language)]
        return words.format(*values) if values else words

    def texts(self, term: Node, *predicates: URIRef) -> list[str]:
        """Return what the graph says of a term in the language of the page, sorted."""
        said = [o for predicate in predicates for o in self.graph.objects(term, predicate) if isinstance(o, Literal)]
        found = {str(text) for text in said if text.language == self.language}
        return sorted(found, key=lambda text: (text.casefold(), text))

    def text(self, term: Node, *predicates: URIRef) -> str:
        """Return what every term must have, escaped.

        Raises:
            LookupError: it is missing in this language.
        """
        found = self.texts(term, *predicates)
        if not found:
            raise LookupError(f"{compact(term)} has no {compact(predicates[0])} in {self.language}")
        return escape(found[0])

    def label(self, term: Node) -> str:
        """Return the label of a term, escaped."""
        return self.text(term, RDFS.label, SKOS.prefLabel)

    def link(self, kind: str, term: Node) -> str:
        """Return a link to a term of ours, or the name of another's term."""
        if not str(term).startswith(AIG):
            return code(compact(term))
        return f"[{self.label(term)}](#{anchor(kind, term)})"

    def links(self, kind: str, terms: Iterable[Node]) -> str:
        """Return links to terms, separated as the language separates them."""
        return self.say("comma").join(self.link(kind, term) for term in terms)

    def classes(self, node: Node) -> str:
        """Return a domain or range: a class or a union of classes as links, anything else as an expression."""
        parts = [node] if isinstance(node, URIRef) else members(self.graph, node, OWL.unionOf)
        if parts and all(isinstance(part, URIRef) for part in parts):
            return self.say("or").join(self.link("class", part) for part in parts)
        return code(expression(self.graph, node))

    def facts(self, *pairs: tuple[str, str]) -> str:
        """Return a list of what is known, without what is not."""
        return "\n".join(f"- {self.say(key)}{self.say('colon')}{value}" for key, value in pairs if value)

    def titled(self, term: Node) -> str:
        """Return the label of a term with its prefixed name."""
        return self.say("brackets", self.label(term), code(compact(term)))

    def top(self, name: str, title: str, source: str) -> list[str]:
        """Return the title, the way to the other pages, and where the page comes from."""
        others = [lang for lang in LANGUAGES if lang != self.language]
        ways = [f"[{self.say(page)}]({page}.{self.language}.md)" for page in ("ontology", "principles", "shapes")]
        ways += [f"[{self.say('context')}](context.jsonld)"]
        ways += [f"[{WORDS['itself'][LANGUAGES.index(lang)]}]({name}.{lang}.md)" for lang in others]
        return [f"# {title}", " · ".join(ways), self.say("made", f"[{source}](../../{source})")]


def joined(blocks: Iterable[str]) -> str:
    """Return blocks of Markdown as a page."""
    return "\n\n".join(block for block in blocks if block) + "\n"


# --- The ontology


def ontology_page(graph: Graph, language: str) -> str:
    """Return the page of classes, properties and codes."""
    page = Page(graph, language)
    facts = page.facts(("iri", f"<{ONTOLOGY}>"), ("version", escape(str(one(graph, ONTOLOGY, OWL.versionInfo)))))
    return joined(
        [
            *page.top("ontology", page.text(ONTOLOGY, DCTERMS.title), "ontology/aigov.ttl"),
            page.text(ONTOLOGY, DCTERMS.description),
            *map(escape, page.texts(ONTOLOGY, SKOS.scopeNote)),
            facts,
            f"## {page.say('classes')}",
            page.say("axioms"),
            "\n".join(class_tree(page)),
            *(class_section(page, term) for term in ours(graph.subjects(RDF.type, OWL.Class))),
            f"### {page.say('disjoint')}",
            page.say("disjoint says"),
            "\n".join(disjoint_lines(page)),
            f"## {page.say('properties')}",
            *property_groups(page),
            f"## {page.say('codes')}",
            *(block for scheme in named(graph.subjects(RDF.type, SKOS.ConceptScheme)) for block in code_list(page, scheme)),
            *different(page),
            f"## {page.say('foreign')}",
            page.say("foreign say"),
            foreign_table(page),
        ]
    )


def class_tree(page: Page, parent: URIRef | None = None, depth: int = 0) -> Iterator[str]:
    """Yield the classes as a nested list; a class under another vocabulary's class is a root of ours."""
    for term in ours(page.graph.subjects(RDF.type, OWL.Class)):
        parents = ours(superclasses(page.graph, term))
        if parent in parents or (parent is None and not parents):
            yield f"{'  ' * depth}- {page.link('class', term)}"
            yield from class_tree(page, term, depth + 1)


def superclasses(graph: Graph, term: Node) -> list[URIRef]:
    """Return the classes directly over one: those it is declared under, and those it is defined as a kind of."""
    defined = [part for node in graph.objects(term, OWL.equivalentClass) for part in members(graph, node, OWL.intersectionOf)]
    return named([*graph.objects(term, RDFS.subClassOf), *defined])


def class_section(page: Page, term: URIRef) -> str:
    """Return what the ontology says of one class."""
    graph = page.graph
    axioms = sorted(expression(graph, node) for node in graph.objects(term, RDFS.subClassOf) if isinstance(node, BNode))
    equals = sorted(expression(graph, node) for node in graph.objects(term, OWL.equivalentClass))
    having = [p for p in ours(properties(graph)) if term in domain_classes(graph, p)]
    under = [other for other in ours(graph.subjects(RDF.type, OWL.Class)) if term in superclasses(graph, other)]
    return joined(
        [
            anchored(anchor("class", term), f"### {page.titled(term)}"),
            page.text(term, SKOS.definition),
            page.facts(
                ("iri", f"<{term}>"),
                ("superclass", page.links("class", superclasses(graph, term))),
                ("subclasses", page.links("class", under)),
                *(("equivalent", code(axiom)) for axiom in equals),
                *(("restriction", code(axiom)) for axiom in axioms),
                ("key", page.links("property", members(graph, term, OWL.hasKey))),
                ("has properties", page.links("property", having)),
                *(("note", escape(note)) for note in page.texts(term, SKOS.scopeNote)),
            ),
        ]
    ).strip()


def domain_classes(graph: Graph, term: Node) -> list[URIRef]:
    """Return the classes that the domain of a property names, sorted."""
    found: list[Node] = []
    for node in graph.objects(term, RDFS.domain):
        found += [node] if isinstance(node, URIRef) else members(graph, node, OWL.unionOf)
    return ours(found)


def disjoint_lines(page: Page) -> list[str]:
    """Return a line for each set of classes that exclude one another."""
    axioms = page.graph.subjects(RDF.type, OWL.AllDisjointClasses)
    sets = sorted(ours(members(page.graph, axiom, OWL.members)) for axiom in axioms)
    return [f"- {page.links('class', one_set)}" for one_set in sets]


def property_groups(page: Page) -> Iterator[str]:
    """Yield headings and properties: families of subproperties first, the others by the class they are properties of."""
    groups: dict[tuple[int, str, str], list[URIRef]] = {}
    for term in ours(properties(page.graph)):
        groups.setdefault(property_group(page, term), []).append(term)
    for (*_, heading), terms in sorted(groups.items()):
        yield f"### {heading}"
        if (terms[0], RDF.type, OWL.AnnotationProperty) in page.graph:
            paths = ("ontology/lexicon.ttl", "ontology/principles.ttl")
            yield page.say("annotations say", page.say("comma").join(f"[{path}](../../{path})" for path in paths))
        yield from (property_section(page, term) for term in terms)


def property_group(page: Page, term: URIRef) -> tuple[int, str, str]:
    """Return the place of a property's group, the same in every language, and its heading."""
    graph = page.graph
    if (term, RDF.type, OWL.AnnotationProperty) in graph:
        return 4, "", page.say("annotations")
    top = above(graph, term, RDFS.subPropertyOf)
    if (None, RDFS.subPropertyOf, top) in graph:
        return 0, top, page.say("family", page.label(top))
    roots = ours(above(graph, one_class, RDFS.subClassOf) for one_class in domain_classes(graph, term))
    if len(roots) == 1:
        return 1, roots[0], page.say("properties of", page.label(roots[0]))
    return (2, "", page.say("several classes")) if roots else (3, "", page.say("any class"))


def property_section(page: Page, term: URIRef) -> str:
    """Return what the ontology says of one property."""
    graph = page.graph
    kinds = sorted(named(graph.objects(term, RDF.type)), key=lambda kind: (kind not in PROPERTY_KINDS, kind))
    return joined(
        [
            anchored(anchor("property", term), f"#### {page.titled(term)}"),
            page.text(term, SKOS.definition),
            page.facts(
                ("iri", f"<{term}>"),
                ("kind", page.say("comma").join(page.say(local(kind)) for kind in kinds)),
                *(("domain", classes) for classes in sorted(map(page.classes, graph.objects(term, RDFS.domain)))),
                *(("range", classes) for classes in sorted(map(page.classes, graph.objects(term, RDFS.range)))),
                ("superproperty", page.links("property", named(graph.objects(term, RDFS.subPropertyOf)))),
                ("subproperties", page.links("property", ours(graph.subjects(RDFS.subPropertyOf, term)))),
                *(("note", escape(note)) for note in page.texts(term, SKOS.scopeNote)),
            ),
        ]
    ).strip()


def code_list(page: Page, scheme: URIRef) -> Iterator[str]:
    """Yield the codes of a scheme."""
    yield f"### {page.label(scheme)}"
    yield page.text(scheme, SKOS.definition)
    yield page.facts(("iri", f"<{scheme}>"))
    header = [page.say(key) for key in ("code", "label", "definition", "iri")]
    rows = [
        [
            f'<a id="{anchor(local(scheme), term)}"></a>{code(str(one(page.graph, term, SKOS.notation)))}',
            page.label(term),
            page.text(term, SKOS.definition),
            f"<{term}>",
        ]
        for term in named(page.graph.subjects(SKOS.inScheme, scheme))
    ]
    yield table(header, rows)


def different(page: Page) -> list[str]:
    """Return a sentence for each set of individuals that are declared different."""
    axioms = page.graph.subjects(RDF.type, OWL.AllDifferent)
    sets = sorted(named(members(page.graph, axiom, OWL.distinctMembers)) for axiom in axioms)
    comma = page.say("comma")
    return [page.say("different", comma.join(code(compact(term)) for term in one_set)) for one_set in sets]


def foreign_table(page: Page) -> str:
    """Return the terms of other vocabularies that the ontology declares in order to use them."""
    graph = page.graph
    declared = [*named(graph.subjects(RDF.type, OWL.Class)), *properties(graph)]
    rows = [
        [code(compact(term)), page.say(local(kind)), f"<{term}>"]
        for term in sorted(term for term in declared if not term.startswith(AIG))
        for kind in sorted(named(graph.objects(term, RDF.type)))
    ]
    return table([page.say("term"), page.say("kind"), page.say("iri")], rows)


# --- The principles


def principles_page(graph: Graph, language: str) -> str:
    """Return the page of the two levels of principles, with the words by which they are found."""
    page = Page(graph, language)
    themes = narrower(graph, None)
    count = len(named(graph.subjects(SKOS.inScheme, PRINCIPLES)))
    return joined(
        [
            *page.top("principles", page.text(PRINCIPLES, DCTERMS.title), "ontology/principles.ttl"),
            page.text(PRINCIPLES, SKOS.definition),
            page.text(PRINCIPLES, DCTERMS.description),
            page.say("principles say", count, page.say("other page")),
            page.say("names say"),
            page.say("phrases say"),
            page.facts(("iri", f"<{PRINCIPLES}>")),
            "\n".join(line for theme in themes for line in principle_tree(page, theme, 0)),
            *(block for theme in themes for block in principle_sections(page, theme, 2)),
        ]
    )


def narrower(graph: Graph, term: URIRef | None) -> list[URIRef]:
    """Return the principles directly under one, or the top ones."""
    return named(graph.subjects(SKOS.topConceptOf, PRINCIPLES) if term is None else graph.subjects(SKOS.broader, term))


def principle_tree(page: Page, term: URIRef, depth: int) -> Iterator[str]:
    """Yield the principles as a nested list of links."""
    yield f"{'  ' * depth}- [{page.label(term)}](#{anchor('principle', term)})"
    for child in narrower(page.graph, term):
        yield from principle_tree(page, child, depth + 1)


def principle_sections(page: Page, term: URIRef, level: int) -> Iterator[str]:
    """Yield a principle with its names, then those below it."""
    labels = {(o.language or "", str(o)) for o in page.graph.objects(term, SKOS.prefLabel) if isinstance(o, Literal)}
    others = [page.say("brackets", escape(text), lang) for lang, text in sorted(labels) if lang != page.language]
    yield anchored(anchor("principle", term), f"{'#' * min(level, 6)} {page.titled(term)}")
    yield page.text(term, SKOS.definition)
    yield page.facts(
        ("iri", f"<{term}>"),
        ("names", " · ".join(map(escape, page.texts(term, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)))),
        ("phrases", " · ".join(map(escape, page.texts(term, URIRef(AIG + "statementForm"))))),
        ("pointers", " · ".join(map(escape, page.texts(term, URIRef(AIG + "indication"))))),
        ("elsewhere", " · ".join(others)),
    )
    for child in narrower(page.graph, term):
        yield from principle_sections(page, child, level + 1)


# --- The shapes


def shapes_page(graph: Graph, language: str) -> str:
    """Return the page of constraints by the class they hold for; the graph has the ontology's labels too."""
    page = Page(graph, language)
    rules: dict[tuple[URIRef, ...], list[URIRef]] = {}
    for rule in named(graph.subjects(SH.message)):
        rules.setdefault(targets(graph, rule), []).append(rule)
    return joined(
        [
            *page.top("shapes", page.label(SHAPES), "shapes"),
            page.say("messages say"),
            severities(page, [rule for listed in rules.values() for rule in listed]),
            *(block for classes in sorted(rules, key=shared_last) for block in rule_section(page, classes, rules[classes])),
            f"## {page.say('parts')}",
            page.say("parts say"),
            parts_table(page),
        ]
    )


def targets(graph: Graph, rule: Node) -> tuple[URIRef, ...]:
    """Return the classes that a constraint holds for, by itself or through the shapes that have it, sorted."""
    holders = [rule, *graph.subjects(SH.property, rule)]
    return tuple(named(one_class for holder in holders for one_class in graph.objects(holder, SH.targetClass)))


def shared_last(classes: tuple[URIRef, ...]) -> tuple[bool, tuple[URIRef, ...]]:
    """Return what sorts the rules of one class before those of several."""
    return len(classes) != 1, classes


def severities(page: Page, rules: Iterable[URIRef]) -> str:
    """Return what each severity means and how many constraints have it, worst first."""
    found = Counter(local(one(page.graph, rule, SH.severity)) for rule in rules)
    levels = ("Violation", "Warning", "Info")
    return page.facts(*((level, page.say("brackets", page.say(f"{level} says"), found[level])) for level in levels))


def rule_section(page: Page, classes: Sequence[URIRef], rules: Sequence[URIRef]) -> Iterator[str]:
    """Yield the constraints of a class, or those that several classes share."""
    yield "## " + (page.titled(classes[0]) if len(classes) == 1 else page.say("comma").join(map(page.label, classes)))
    rows = [
        [
            f'<a id="{anchor("shape", rule)}"></a>{page.label(rule)}',
            page.say(local(one(page.graph, rule, SH.severity))),
            page.text(rule, SH.message),
            shape_code(page, rule),
        ]
        for rule in rules
    ]
    yield table([page.say(key) for key in ("rule", "severity", "message", "shape")], rows)


def shape_code(page: Page, rule: URIRef) -> str:
    """Return the name of a shape, and of the property it looks at."""
    paths = [code(compact(path)) for path in named(page.graph.objects(rule, SH.path))]
    return "<br>".join([code(compact(rule)), *paths])


def parts_table(page: Page) -> str:
    """Return the shapes that only other shapes use, which have no message of their own."""
    graph = page.graph
    shapes = named(shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in graph.subjects(RDF.type, kind))
    parts = [shape for shape in shapes if not targets(graph, shape) and (shape, SH.message, None) not in graph]
    rows = [[f'<a id="{anchor("shape", part)}"></a>{page.label(part)}', shape_code(page, part)] for part in parts]
    return table([page.say("rule"), page.say("shape")], rows)


# --- The context


def context(ontology: Graph, shapes: Graph) -> str:
    """Return a JSON-LD 1.1 context for our graphs: the ontology's terms by their local names.

    Where a local name is a prefix of ours (`passage`) or two vocabularies share it, the prefixed name stands for it.
    """
    used = {*properties(ontology), *named(shapes.objects(None, SH.path))}
    terms: dict[str, object] = {term_name(term, used): term_definition(ontology, shapes, term) for term in sorted(used)}
    classes = {local(term): compact(term) for term in ours(ontology.subjects(RDF.type, OWL.Class))}
    content = {"@version": 1.1, **PREFIXES, **classes, **dict(sorted(terms.items()))}
    return json.dumps({"@context": content}, ensure_ascii=False, indent=2) + "\n"


def term_name(term: URIRef, used: Iterable[URIRef]) -> str:
    """Return the key that stands for a property in JSON."""
    alike = [other for other in used if local(other) == local(term)]
    return local(term) if len(alike) == 1 and local(term) not in NAMES else compact(term)


def term_definition(ontology: Graph, shapes: Graph, term: URIRef) -> str | dict[str, str]:
    """Return how JSON values of a property are read: as IRIs, by language, as a datatype, or as they stand."""
    if (term, RDF.type, OWL.ObjectProperty) in ontology:
        return {"@id": compact(term), "@type": "@id"}
    if in_languages(ontology, shapes, term):
        return {"@id": compact(term), "@container": "@language"}
    datatype = ontology.value(term, RDFS.range)
    # A JSON string is an xsd:string by itself; coerced to it, processors would write plain strings as objects.
    if isinstance(datatype, URIRef) and datatype.startswith(str(XSD)) and datatype != XSD.string:
        return {"@id": compact(term), "@type": compact(datatype)}
    return compact(term)


def in_languages(ontology: Graph, shapes: Graph, term: URIRef) -> bool:
    """Tell whether all values of a property have a language tag, as far as the shapes demand it or the ontology shows it."""
    tags = [o.language for o in ontology.objects(None, term) if isinstance(o, Literal)]
    if tags:
        return all(tags)
    # A range that is not of texts, or none, outweighs a shape: aig:value is a title in one kind of claim and a date in another.
    if (term, RDF.type, OWL.DatatypeProperty) in ontology and (term, RDFS.range, RDF.PlainLiteral) not in ontology:
        return False
    return any((shape, SH.datatype, RDF.langString) in shapes for shape in shapes.subjects(SH.path, term))


# --- All of it


def render() -> dict[str, str]:
    """Return what every file of the reference holds, by its name."""
    ontology = read(ROOT / "ontology" / "aigov.ttl")
    principles = read(ROOT / "ontology" / "principles.ttl")
    shapes = read(*sorted((ROOT / "shapes").glob("*.ttl")))
    files = {"context.jsonld": context(ontology, shapes)}
    for language in LANGUAGES:
        files[f"ontology.{language}.md"] = ontology_page(ontology, language)
        files[f"principles.{language}.md"] = principles_page(principles, language)
        files[f"shapes.{language}.md"] = shapes_page(ontology + shapes, language)
    return files


def stale(files: Mapping[str, str]) -> list[Path]:
    """Return the paths of the files that are missing or hold something else; a checkout may have changed their line ends."""
    paths = {REFERENCE / name: content for name, content in sorted(files.items())}
    return [path for path, content in paths.items() if not path.is_file() or path.read_text(encoding="utf-8") != content]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description="Write the reference under docs/reference/ from the Turtle.")
    parser.add_argument("--check", action="store_true", help="write nothing; name what is stale and exit 1 if anything is")
    check = parser.parse_args(arguments).check
    files = render()
    outdated = stale(files)
    for path in outdated:
        name = f"docs/reference/{path.name}"
        if check:
            print(f"{name}: not what the Turtle gives; run python docs/make.py", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path.name].encode())
            print(name)
    return 1 if check and outdated else 0


if __name__ == "__main__":
    sys.exit(main())
