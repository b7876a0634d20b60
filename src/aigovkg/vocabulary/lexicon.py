"""Which words mean what: the surface forms of the ontology and the catalogue, and what is known of what they name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from aigovkg import rewording, text
from aigovkg.clauses import Clauses
from aigovkg.model import Kind, Text, Tie
from aigovkg.rewording import Rewording
from aigovkg.spelling import Spelling
from aigovkg.vocabulary.iris import AIG

_BRACKET_AT_END = re.compile(r"[(（][^()（）]*[)）]$")
_MOST_MEANT = 1 << 16  # names remembered with what they mean
_FEW_WORDS = 5  # words of a title that may be too general to identify anything


class Role(StrEnum):
    """What a surface form does in a sentence."""

    NAME = "name"  # names a registered thing
    SERIES = "series"  # names all editions of an event
    STATEMENT = "statement"  # states a principle by itself
    INDICATION = "indication"  # points to a principle: several together, or under a cue, state it
    CUE = "cue"  # announces how an instrument is cited
    PHRASE = "phraseCue"  # the same, in a phrase that ends at its comma
    DIRECT = "directCue"  # the same, where the name is the object of the words
    WEAK = "weakCue"  # the same, where nothing further out governs
    CUE_AFTER = "cueAfter"  # the same, standing behind the name
    LIST = "listCue"  # opens a list of examples under the governing words
    NORMATIVE = "normativeCue"  # makes a principle's name a statement
    DENIAL = "denial"  # denies a principle: "need not be …"
    HEAD = "headNoun"  # heads the name of an instrument, a body or an event
    NUMBER = "trigger"  # stands in a number by which an instrument is cited


CUE_ROLES = (Role.CUE, Role.PHRASE, Role.DIRECT, Role.WEAK)  # what governs a name behind it


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form and what it means: `target` is an IRI (of an entity, a relation, a type or a class)."""

    text: str
    language: str
    role: Role
    target: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What the catalogue knows of one entry, as far as reading texts needs it."""

    iri: str
    kind: Kind
    labels: tuple[Text, ...]
    categories: tuple[str, ...]
    date: str = ""
    edition: int | None = None
    place: str = ""
    parent: str = ""
    issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How instruments of one kind are cited by number: patterns, and the name or the place that a number stands for.

    `pattern` matches a number, `listed` ("" for none) one that follows it in a list: regular expressions with the
    abbreviations of the lexicon. `written` is the name that all spellings of one number share, with "{number}"; `place` is the
    IRI of the compilation that a number is a place in, or "".
    """

    pattern: str
    listed: str = ""
    written: str = ""
    place: str = ""
    category: str = ""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Which words mean what, in every language the ontology has labels for. Each is equal to itself alone."""

    forms: tuple[Form, ...]
    registered: Mapping[str, Registered]
    relations: tuple[str, ...]
    months: Mapping[str, int]
    variants: tuple[tuple[str, ...], ...]
    words: Mapping[str, frozenset[str]]
    carrying: Mapping[Kind, frozenset[str]]
    joint_types: frozenset[str] = frozenset()
    strong_types: frozenset[str] = frozenset()
    weak_types: frozenset[str] = frozenset()
    differing: frozenset[frozenset[str]] = frozenset()
    numbers: Mapping[str, NumberForm] = field(default_factory=dict)
    identities: tuple[tuple[re.Pattern[str], str], ...] = ()  # patterns of keys that are a number, and what they come down to
    same: Mapping[str, str] = field(default_factory=dict)  # by IRI: the one that stands for it (owl:sameAs)
    local: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by IRI: names that it alone bears only at home

    def key(self, name: str) -> str:
        """Return what all spellings of a name share, variants such as "AI" made alike."""
        return self._spelling.key(name)

    def is_number(self, name: str) -> bool:
        """Tell whether a name is that of an act which is its number, whatever else stands around it."""
        return self._spelling.is_number(name)

    def spellings(self, form: str) -> list[str]:
        """Return the folded spellings of a form: itself, and with each variant word in its other forms."""
        return self._spelling.spellings(form)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.variants, self.listed("article"), self.listed("genitive"), self.identities)

    def listed(self, what: str) -> frozenset[str]:
        """Return the words of one list of the lexicon, such as `genericWord`."""
        return self.words.get(what, frozenset())

    def by_name(self, kind: Kind, name: str) -> tuple[str, ...]:
        """Return the IRIs of the registered things of a kind that a name may mean."""
        return self.meant(kind, name)[1]

    def meant(self, kind: Kind, name: str) -> tuple[Tie | None, tuple[str, ...]]:
        """Return the registered things of a kind that a name may mean, and the rule that words it otherwise, if one does."""
        found = self._meant.get((kind, name))
        if found is None:
            if len(self._meant) >= _MOST_MEANT:
                self._meant.clear()
            found = self._rewording.meant(kind, self.key(name))
            if not found[1] and kind is Kind.AGENT:
                found = self._rewording.meant(kind, self.key(self._bare(name)))
            self._meant[kind, name] = found
        return found

    @cached_property
    def _meant(self) -> dict[tuple[Kind, str], tuple[Tie | None, tuple[str, ...]]]:
        return {}

    @cached_property
    def _rewording(self) -> Rewording:
        return Rewording(
            known=lambda kind, key: self._by_key.get((kind, key), ()),
            singular=lambda kind, key: self._by_singular.get((kind, key), ()),
            entries=self.registered,
            government=self.government,
            genitives=self.listed("genitive"),
        )

    def owners(self, iri: str) -> frozenset[str]:
        """Return whose a registered thing is: its issuers, parents and place, those of its issuers, and the governments there."""
        return frozenset(self._rewording.owners(iri))

    def names(self, iri: str) -> tuple[Text, ...]:
        """Return every name of a registered entity, those that serve matching alone included."""
        return self._names.get(iri, ())

    def government(self, place: str) -> str:
        """Return the IRI of the government of a place, or "" where none is registered."""
        return self._governments.get(place, "")

    def labels(self, iri: str) -> tuple[Text, ...]:
        """Return the labels of a registered entity."""
        entry = self.registered.get(iri)
        return entry.labels if entry else ()

    def instrument_type(self, title: str) -> str:
        """Return the type code that the head noun of a title tells, or "": in Chinese the last noun, else the first."""
        return self._head_of(Kind.INSTRUMENT, title)

    def agent_class(self, name: str) -> str:
        """Return the class that the head noun of a body's name tells, or ""."""
        return self._head_of(Kind.AGENT, name)

    def is_local(self, iri: str, name: str) -> bool:
        """Tell whether a name means a registered thing only at home: other places have a Copyright Act of their own."""
        return iri in self._local_keys.get(self.key(name), ())

    def is_shared(self, title: str) -> bool:
        """Tell whether a title identifies nothing without knowing whose it is: it is general, or borne in several places."""
        return self.key(title) in self._local_keys or self.is_general(title)

    @cached_property
    def _local_keys(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for iri, names in self.local.items():
            for name in names:
                found[self.key(name)].add(iri)
        return {key: frozenset(iris) for key, iris in found.items()}

    def is_general(self, title: str) -> bool:
        """Tell whether a title is made of few words that many instruments share, so that it identifies none by itself."""
        key = self.key(title)
        if key not in self._general:
            rest = key
            for word in self._general_words:
                rest = rest.replace(word, " ") if text.has_han(word) else re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", rest)
            self._general[key] = not re.sub(r"\W", "", rest) and len(key.split()) <= _FEW_WORDS
        return self._general[key]

    @cached_property
    def _general(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _general_words(self) -> list[str]:
        listed = {self.key(word) for word in self.listed("genericWord")}
        return sorted(listed, key=lambda word: (-len(word), word))

    @cached_property
    def _head_of(self) -> Callable[[Kind, str], str]:
        """What a head noun tells, kept for the names asked for last: a document asks for its own title at every mention."""
        return lru_cache(maxsize=65536)(self._headed)

    def _headed(self, kind: Kind, name: str) -> str:
        folded = text.fold(_BRACKET_AT_END.sub("", name.rstrip())).text.strip()
        latin, chinese = self._heads[kind]
        found = [(0, -len(head), target) for head, target in chinese if folded.endswith(head)]
        if latin is not None:
            for hit in latin[0].finditer(folded):
                found += [(hit.start(), -len(hit.group()), target) for target in latin[1][hit.group()]]
        joint = [one for one in found if one[2] in self.joint_types]
        return min(joint or found)[2] if found else ""

    @cached_property
    def _heads(self) -> dict[Kind, tuple[tuple[re.Pattern[str], dict[str, list[str]]] | None, list[tuple[str, str]]]]:
        """By kind: the pattern of Latin head nouns with what each tells, and the Chinese ones."""
        heads = {}
        for kind in (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT):
            latin: dict[str, list[str]] = defaultdict(list)
            chinese: list[tuple[str, str]] = []
            for form in self.forms:
                if form.role is Role.HEAD and form.kind is kind:
                    head = text.fold(form.text).text
                    if text.has_han(head):
                        chinese.append((head, form.target))
                    else:
                        latin[head].append(form.target)
            longest = sorted(latin, key=lambda head: (-len(head), head))
            pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)") if longest else None
            heads[kind] = ((pattern, dict(latin)) if pattern else None, chinese)
        return heads

    @cached_property
    def compilations(self) -> frozenset[str]:
        """The IRIs of the compilations in which a number is a place, such as the United States Code."""
        return frozenset(form.place for form in self.numbers.values() if form.place)

    @cached_property
    def ordinal(self) -> re.Pattern[str]:
        """A pattern that finds ordinals; its only group is the number, in Arabic or Chinese figures."""
        return _styled(self.listed("ordinalStyle"), r"(\d{1,3}|[一二三四五六七八九十]{1,3})")

    @cached_property
    def negated_before(self) -> re.Pattern[str]:
        """A pattern of the words that deny what stands right behind them; in a form "…" stands for what they deny."""
        forms = sorted(form.partition("…")[0].strip() for form in self.listed("negation") if not form.startswith("…"))
        words = (f"{'' if text.has_han(word) else '(?<![a-z])'}{re.escape(word)}" for word in forms)
        return re.compile(rf"(?:{'|'.join(words)})\W*$" if forms else r"(?!)")

    @cached_property
    def negated_behind(self) -> re.Pattern[str]:
        """A pattern of the words that deny what stands right before them."""
        forms = sorted(form.removeprefix("…").strip() for form in self.listed("negation") if form.startswith("…"))
        return re.compile(rf"\W*(?:{'|'.join(map(re.escape, forms))})(?![a-z])" if forms else r"(?!)")

    @cached_property
    def clauses(self) -> Clauses:
        """Patterns that find where the clauses of a sentence end."""
        return Clauses.of(self.listed)

    @cached_property
    def joined(self) -> re.Pattern[str]:
        """A pattern that finds what parts the names of a list: commas, semicolons and words such as "and" and "or"."""
        words = "|".join(map(re.escape, sorted(self.listed("joiningWord") | self.listed("alternative"))))
        return re.compile(rf"\s*[;；]\s*|\s*[,，、]\s*(?:(?:{words})\s+)?|\s+(?:{words})\s+")

    @cached_property
    def others(self) -> re.Pattern[str]:
        """A pattern that finds words at the end of a list that stand for who else is meant: "etc.", "et al.", 等七部门."""
        ways = (
            re.escape(form).replace("…", r"(?:\d{1,3}|[一二三四五六七八九十百两多几]{1,4})个?").replace(r"\ ", r"\s+")
            for form in sorted(self.listed("othersMark"), key=lambda form: (-len(form), form))
        )
        return re.compile(rf"(?:(?<=[\s,，、(])|(?<=[\u4e00-\u9fff])|^)(?:{'|'.join(ways) or '(?!)'})\.?$", re.IGNORECASE)

    @cached_property
    def role(self) -> re.Pattern[str]:
        """A pattern that matches where words say what a person is: "Co-founder & CEO of …"."""
        nouns = "|".join(map(re.escape, sorted(self.listed("roleNoun"), key=lambda noun: (-len(noun), noun))))
        return re.compile(rf"(?:\w+[\s-]){{0,2}}?(?:{nouns or '(?!)'})(?!\w)", re.IGNORECASE)

    @cached_property
    def unit(self) -> re.Pattern[str]:
        """A pattern that finds the noun for a part of a body at the end of a name or in front of "of", "for" and the like."""
        nouns = "|".join(map(re.escape, sorted(self.listed("unitNoun"), key=lambda noun: (-len(noun), noun))))
        small = "|".join(map(re.escape, sorted(self.carrying[Kind.AGENT] | {"at", "in"})))
        first = rf"^(?:(?!(?:{small})\s)\S+\s+){{0,12}}?"
        nouns = nouns or "(?!)"
        return re.compile(rf"{first}(?:{nouns})\s+(?:{small})\s|(?<!\w)(?:{nouns})$", re.IGNORECASE)

    @cached_property
    def numbering(self) -> re.Pattern[str]:
        """A pattern that matches the number at the beginning of a heading, such as "Article 5" or "（一）"."""
        numeral = r"(?:\d{1,3}(?:\.\d{1,3})*|[ivxIVX]{1,5}|[A-Za-z]|[一二三四五六七八九十百]{1,5})"
        return _styled(self.listed("numberingStyle"), numeral)

    def _bare(self, name: str) -> str:
        """Return a name without legal forms at its end and honorifics at either end."""
        folded = name.strip().lower()
        for word in self._about_names:
            joint = "" if text.has_han(word) else " "
            folded = folded.removesuffix(joint + word).rstrip(" ,")
            if word in self.listed("honorific"):
                folded = folded.removeprefix(word + joint)
        return folded

    @cached_property
    def _about_names(self) -> list[str]:
        """The legal forms and the honorifics, the longest first."""
        return sorted(self.listed("legalForm") | self.listed("honorific"), key=lambda word: (-len(word), word))

    @cached_property
    def _by_key(self) -> dict[tuple[Kind, str], tuple[str, ...]]:
        found: dict[tuple[Kind, str], set[str]] = defaultdict(set)
        for form in self.forms:
            if form.role is Role.NAME and form.kind is not None:
                found[form.kind, self.key(form.text)].add(form.target)
        return {name: tuple(sorted(iris)) for name, iris in found.items()}

    @cached_property
    def _by_singular(self) -> dict[tuple[Kind, str], tuple[str, ...]]:
        found: dict[tuple[Kind, str], set[str]] = defaultdict(set)
        for (kind, key), iris in self._by_key.items():
            found[kind, rewording.singular(key)] |= set(iris)
        return {name: tuple(sorted(iris)) for name, iris in found.items()}

    @cached_property
    def _names(self) -> dict[str, tuple[Text, ...]]:
        found: dict[str, list[Text]] = defaultdict(list)
        for form in self.forms:
            if form.role is Role.NAME:
                found[form.target].append(Text(form.text, form.language))
        return {iri: tuple(names) for iri, names in found.items()}

    @cached_property
    def _governments(self) -> dict[str, str]:
        governments: dict[str, str] = {}
        for entry in self.registered.values():
            if (
                entry.place
                and {AIG + "Government", AIG + "IntergovernmentalOrganization"} & set(entry.categories)
                and not entry.parent
            ):
                governments.setdefault(entry.place, entry.iri)
        return governments


def _styled(styles: Iterable[str], number: str) -> re.Pattern[str]:
    """Return a pattern of all ways to write a number that the lexicon lists, "…" standing for the number."""
    ways = []
    for style in sorted(styles, key=lambda style: (-len(style), style)):
        before, _, behind = style.partition("…")
        ways.append(rf"{re.escape(before)}{number}{re.escape(behind)}")
    # Of a number with several groups only the one that matched counts, so each way is tried with the group reset.
    return re.compile("|".join(ways), re.IGNORECASE) if ways else re.compile(r"(?!)")
