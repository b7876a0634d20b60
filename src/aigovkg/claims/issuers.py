"""A field that names issuers, cut into its names; what only says whose another is, or what a person is, is left out.

"Institute for Rivers, River University; Ministry of Seas, Lakes and Ports, Canada; Ada Bell, CEO of Acme; etc." names an
institute, a ministry and a person: not the parent of the one, the country of the other, or what the last one is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aigovkg import text
from aigovkg.claims.own import tidy
from aigovkg.model import Kind, Marked, Mention, Name, Passage, Span, Text
from aigovkg.vocabulary import AIG, Lexicon

_SEMICOLON = re.compile(r"[;；]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_PERSON = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+\.?){1,2}")
_INITIALS = re.compile(r"\b(?:[A-Z]\.)+$")
# Bodies of one country, which bear the same name in many.
_NATIONAL = frozenset(AIG + name for name in ("Government", "GovernmentAgency", "Legislature", "Court", "Office"))
# What a unit named beside it can belong to.
_OWNING = _NATIONAL | {AIG + name for name in ("AcademicInstitution", "IntergovernmentalOrganization", "SubnationalGovernment")}


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of an issuer field and what it is: an agent by its name, an instrument, an event, a place or other words."""

    span: Span
    kind: Kind | None
    mention: Mention | None = None
    name: Name | None = None


def parts(passage: Passage, field: Span, run: Marked, lexicon: Lexicon) -> Iterator[Part]:
    """Yield who and what an issuer field names: agents by their names, instruments, events and places."""
    reader = _Field(passage, run, lexicon)
    pieces = [piece for piece in reader.cut(field, _SEMICOLON) if not lexicon.others.fullmatch(passage.quote(piece))]
    for piece in pieces:
        yield from reader.read(piece, alone=len(pieces) > 1)


def named(words: str, lexicon: Lexicon) -> Name:
    """Return the name of an issuer: looked up whole, else taken as it stands without its acronym in brackets."""
    words = tidy(words)
    bare = tidy(_BRACKETS.sub("", words)) or words.strip("()（）")
    category = lexicon.agent_class(bare)
    candidates = lexicon.by_name(Kind.AGENT, words) or lexicon.by_name(Kind.AGENT, bare) or _government(bare, category, lexicon)
    return Name(Kind.AGENT, (Text(bare, "zh" if text.has_han(words) else "en"),), candidates, category)


def _government(name: str, category: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the government that a place and the noun for governments name together ("Government of Kenya")."""
    if category != AIG + "Government":
        return ()
    small = lexicon.listed("connector")
    others = [word for word in name.split() if word.lower() not in small and lexicon.agent_class(word) != category]
    places = lexicon.by_name(Kind.PLACE, " ".join(others))
    return tuple(filter(None, (lexicon.government(place) for place in places)))


class _Field:
    """What reads the segments of one field."""

    def __init__(self, passage: Passage, run: Marked, lexicon: Lexicon) -> None:
        self.passage, self.run, self.lexicon = passage, run, lexicon
        self.words = passage.text

    def read(self, field: Span, *, alone: bool) -> Iterator[Part]:
        """Yield what a field without semicolons names; `alone` tells that it is one of several, so that a comma parts little."""
        whole = self._core(field)
        if alone and self.lexicon.by_name(Kind.AGENT, self.words[whole.start : whole.end]):
            yield self._with_name(Part(whole, Kind.AGENT))
            return
        segments = [piece for span in self.cut(field, self.lexicon.joined) for piece in self._divided(span)]
        said = self._own(self._joined([self._told(span) for span in segments]))
        if alone and len(said) == 2 and self._is_unit(said[0].span) and not self._and(*said):
            yield said[0]  # between semicolons a comma parts nothing but a body from its parent
        elif alone and len(said) > 1 and not all(part.kind is Kind.AGENT and self._known(part) for part in said):
            yield self._with_name(Part(whole, Kind.AGENT))
        else:
            yield from said

    def cut(self, field: Span, separator: re.Pattern[str]) -> list[Span]:
        """Cut a field at what separates names, outside brackets and outside names."""
        inside = self.words[field.start : field.end]
        depth = 0
        depths: list[int] = []
        for character in inside:
            depth += {"(": 1, "（": 1, ")": -1, "）": -1}.get(character, 0)
            depths.append(depth)
        names = [mention for mention in self.run.mentions if mention.span.within(field)]
        cuts = [
            found.span()
            for found in separator.finditer(inside)
            if depths[found.start()] == 0
            and not any(self._holds(name, Span(field.start + found.start(), field.start + found.end())) for name in names)
        ]
        starts = [0, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), len(inside)]
        spans = (text.trimmed(self.words, Span(field.start + s, field.start + e)) for s, e in zip(starts, ends, strict=True))
        return [span for span in spans if any(map(str.isalnum, self._quote(span)))]

    def _holds(self, name: Mention, cut: Span) -> bool:
        """Tell whether a cut would stand inside a name: one that is not "a known body and another"."""
        if not name.span.start < cut.start < name.span.end:
            return False
        sides = Span(name.span.start, cut.start), Span(min(cut.end, name.span.end), name.span.end)
        before, behind = map(self._quote, sides)
        return bool(name.name.candidates) or not (
            self.lexicon.by_name(Kind.AGENT, before) and (self.lexicon.agent_class(behind) or self._is_unit(sides[1]))
        )

    def _divided(self, span: Span) -> list[Span]:
        """Cut a segment where only a body on either side shows that there are two: at 和, not in 工业和信息化部."""
        whole = self._quote(span)
        if self.lexicon.by_name(Kind.AGENT, whole):
            return [span]
        joining = "|".join(map(re.escape, sorted(self.lexicon.listed("pairingWord"), key=len, reverse=True))) or "(?!)"
        for found in re.finditer(rf"\s+|(?:{joining})" if text.has_han(whole) else r"\s*/\s*", whole):
            sides = Span(span.start, span.start + found.start()), Span(span.start + found.end(), span.end)
            if all(self._is_body(self._core(side)) for side in sides):
                return [sides[0], *self._divided(sides[1])]
        return [span]

    def _is_body(self, span: Span) -> bool:
        name = self._quote(span)
        return len(name) > 1 and bool(self.lexicon.by_name(Kind.AGENT, name) or self.lexicon.agent_class(name))

    def _told(self, span: Span) -> Part:
        """Tell what a segment is."""
        inside = [m for m in self.run.mentions if m.span.within(span) and m.name.kind is not Kind.PRINCIPLE]
        core = self._core(span)
        whole = max(inside, key=lambda m: (m.span.end - m.span.start, bool(m.name.candidates)), default=None)
        if any(self.lexicon.by_name(Kind.AGENT, self._quote(one)) for one in (core, span)):
            return Part(core, Kind.AGENT)
        if whole is not None and _covers(whole.span, core, self.words):
            known = whole.name.candidates or whole.name.kind in (Kind.INSTRUMENT, Kind.EVENT)
            return Part(core, whole.name.kind, whole if known else None)
        if whole is not None and whole.name.kind is Kind.AGENT and not whole.name.candidates:
            return Part(core, Kind.AGENT)
        # An article begins a body of its own: "the President of X and the Congress of X"; so does the noun for a unit.
        headed = self.lexicon.agent_class(self._quote(core)) and (core.start > span.start or text.has_han(self._quote(core)))
        return Part(core, Kind.AGENT if headed or self._is_unit(core) else None)

    def _core(self, span: Span) -> Span:
        """Return a segment without a leading article, quotation marks, a full stop or "and others" at its end."""
        piece = self._quote(span)
        stripped = piece.lstrip('"“')
        article = next((a for a in self.lexicon.listed("article") if stripped.lower().startswith(f"{a} ")), "")
        stripped = stripped[len(article) :].lstrip()
        start = span.start + len(piece) - len(stripped)
        others = self.lexicon.others.search(stripped)
        if others and others.start() > 1:
            stripped = stripped[: others.start()].rstrip(" ,，、")
        kept = _INITIALS.search(stripped) or any(
            stripped.lower().endswith(f" {form}") for form in self.lexicon.listed("legalForm") if form.endswith(".")
        )
        return Span(start, start + len(stripped if kept else re.sub(r"[.\"”]+$", "", stripped)))

    def _joined(self, told: Sequence[Part]) -> list[Part]:
        """Leave out what only runs on from the segment before, and join a name that holds commas itself."""
        kept: list[Part] = []
        index = 0
        works = False  # whether the segment above was a role that does not say where
        while index < len(told):
            part = told[index]
            held = kept[-1] if kept else None
            host = self._host(part)
            last = self._carried(told, index)
            role = held is not None and self._is_role(part, held)
            where = works and part.kind is Kind.AGENT and not self._and(told[index - 1], part)
            works = role and self.lexicon.role.fullmatch(self._quote(part.span)) is not None
            if host is not None and held is not None and held.kind is Kind.EVENT:
                kept.append(host)
            elif host is not None and held is not None and not self._known(held) and not self._is_body(held.span):
                kept[-1] = host
            elif held is not None and (self._is_trailing(part) or role or where):
                pass
            elif held is not None and self._holds_office(part, held):
                kept[-1] = part
            elif held is not None and part.kind is Kind.PLACE and held.kind is not Kind.PLACE:
                kept[-1] = self._placed(held, part)
            elif held is not None and len(told) == 2 and self._pairs(held, part):
                kept[-1] = Part(Span(held.span.start, part.span.end), None)
            else:
                kept.append(Part(Span(part.span.start, told[last].span.end), part.kind) if last > index else part)
            index = last + 1
        return [self._with_name(replace(part, kind=Kind.AGENT) if part.kind is None else part) for part in kept]

    def _carried(self, told: Sequence[Part], index: int) -> int:
        """Return the last segment of a name that is a list itself: "Ministry of Economy, Trade and Industry"."""
        if told[index].kind not in (None, Kind.AGENT) or self._known(told[index]) or not self._is_open(told[index]):
            return index
        last = index
        for here in range(index + 1, len(told)):
            part = told[here]
            if part.kind is not None or part.mention is not None or self._known(part) or self._is_body(part.span):
                break
            carries = self._quote(part.span).split()[0].lower() in self.lexicon.carrying[Kind.AGENT]
            if self._is_trailing(part) and not carries:
                break
            if self._and(told[here - 1], part):
                last = here
                break
        return last

    def _is_open(self, part: Part) -> bool:
        """Tell whether a list may go on behind a name: "Ministry of Economy", but not "Bank of Kenya"."""
        name = self._quote(part.span)
        small = "|".join(map(re.escape, sorted(self.lexicon.carrying[Kind.AGENT])))
        found = re.search(rf"\s(?:{small})\s+(?P<rest>.+)$", name)
        if found is None or not self.lexicon.agent_class(name[: found.start()]):
            return False
        return not any(self.lexicon.by_name(kind, found["rest"]) for kind in (Kind.PLACE, Kind.AGENT))

    def _pairs(self, held: Part, part: Part) -> bool:
        """Tell whether "and" stands inside a name: plain words on either side, which are not both of two persons or firms."""
        if any(one.kind is not None or one.mention is not None or self._known(one) for one in (held, part)):
            return False
        persons = all(_PERSON.fullmatch(self._quote(one.span)) for one in (held, part))
        return "&" in self.words[held.span.end : part.span.start] or (self._and(held, part) and not persons)

    def _and(self, before: Part, behind: Part) -> bool:
        """Tell whether a word joins two segments, not only a comma."""
        between = self.words[before.span.end : behind.span.start].lower()
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", between) for word in self.lexicon.listed("joiningWord"))

    def _is_trailing(self, part: Part) -> bool:
        """Tell whether a segment behind another only runs on: "etc.", "together with …", "Inc.", a year."""
        if part.kind is not None and part.mention is not None:
            return False
        name = self._quote(part.span)
        first = name.split()[0].rstrip(".")
        forms = self.lexicon.listed("legalForm")
        return (
            (first.isalpha() and first.islower() and not self._known(part))
            or name.lower() in forms
            or name.lower().rstrip(".") in forms
            or self.lexicon.others.fullmatch(name) is not None
            or not any(map(str.isalpha, name))
        )

    def _is_role(self, part: Part, held: Part) -> bool:
        """Tell whether a segment says what a person is: "Satya Nadella, CEO of Microsoft"."""
        if self._affiliates(held, part):
            return True
        if self._known(part) or part.kind is Kind.PLACE:
            return False
        begins = self.lexicon.role.match(self._quote(part.span)) is not None
        nameless = not self._known(held) and held.kind is None
        return (self._is_person(held) and (part.mention is None or begins)) or (nameless and begins)

    def _holds_office(self, part: Part, held: Part) -> bool:
        """Tell whether a segment is the office of the person named before it: who acts is the office."""
        office = any(f"{AIG}Office" in self.lexicon.registered[iri].categories for iri in self._known(part))
        person = self._is_person(held) or (held.kind is None and not self._known(held))
        begins = self.lexicon.role.match(self._quote(part.span)) is not None
        return office and person and begins and not self._and(held, part)

    def _affiliates(self, held: Part, part: Part) -> bool:
        """Tell whether a body behind a comma is where a person works, whom a title of honour shows to be one."""
        honoured = self._quote(held.span).split()[0].lower() in self.lexicon.listed("honorific")
        return honoured and part.kind is Kind.AGENT and not self._and(held, part)

    def _is_person(self, part: Part) -> bool:
        return any(f"{AIG}Person" in self.lexicon.registered[iri].categories for iri in self._known(part))

    def _host(self, part: Part) -> Part | None:
        """Return the body behind words such as "hosted by"."""
        name = self._quote(part.span)
        cue = next((c for c in self.lexicon.listed("hostCue") if name.lower().startswith(c)), "")
        core = self._core(text.trimmed(self.words, Span(part.span.start + len(cue), part.span.end)))
        return Part(core, Kind.AGENT) if cue and core.start < core.end else None

    def _placed(self, held: Part, place: Part) -> Part:
        """Return a part whose place is named behind it: a body of another country of that name is not meant."""
        places = set(place.mention.name.candidates) if place.mention else set()
        if held.kind in (None, Kind.AGENT) and self._elsewhere(held, places):
            return Part(Span(held.span.start, place.span.end), Kind.AGENT)
        return held

    def _elsewhere(self, part: Part, places: set[str], among: frozenset[str] = _NATIONAL) -> bool:
        """Tell whether all bodies that a name may mean are those of other countries, and of kinds that each country has."""
        here = {self.lexicon.government(place) for place in places} - {""}
        known = [self.lexicon.registered[iri] for iri in self._known(part)]
        national = [self.lexicon.government(one.place) for one in known if among & set(one.categories)]
        return bool(here and known) and len(national) == len(known) and all(one and one not in here for one in national)

    def _own(self, told: Sequence[Part]) -> list[Part]:
        """Leave out bodies that only say whose the one beside them is."""
        kept: list[Part] = []
        agents = sum(part.kind is Kind.AGENT for part in told)
        for part in told:
            if kept and part.kind is Kind.AGENT and kept[-1].kind is Kind.AGENT and not self._and(kept[-1], part):
                firm = any(AIG + "Company" in self.lexicon.registered[iri].categories for iri in self._known(part))
                if (agents == 2 or not firm) and self._is_above(part, kept[-1]):
                    continue
                if agents == 2 and self._is_above(kept[-1], part, strict=True):
                    kept[-1] = part
                    continue
            kept.append(part)
        return self._units(kept)

    def _units(self, told: list[Part]) -> list[Part]:
        """Leave out the parents of units that the catalogue does not know, where the whole field is units with their parents."""
        if len(told) == 2 and self._owns(told[0], told[1]) and not self._and(*told):
            return [self._qualified(told[1], told[0])]
        groups: list[list[Part]] = [[]]
        for part in told:
            groups[-1].append(part)
            if part.kind is not Kind.AGENT or not self._is_unit(part.span):
                groups.append([])
        groups = [group for group in groups if group]
        for group in groups:
            lone = len(group) < 2 or not all(self._owns(group[-1], unit) for unit in group[:-1])
            if lone or any(self._and(one, other) for one, other in pairwise(group)):
                return told
        return [self._qualified(group[0], group[-1]) for group in groups]

    def _owns(self, owner: Part, unit: Part) -> bool:
        """Tell whether a body beside a unit is its parent, as far as nouns tell; the catalogue knows better."""
        if owner.kind is not Kind.AGENT or unit.kind is not Kind.AGENT or not self._is_unit(unit.span):
            return False
        if any(self.lexicon.registered[iri].parent for iri in self._known(unit)) and not self._foreign(unit, owner):
            return False
        name = self._quote(owner.span)
        categories = {c for iri in self._known(owner) for c in self.lexicon.registered[iri].categories}
        categories = categories or {self.lexicon.agent_class(name)} - {""}
        if AIG + "Person" in categories or self._is_unit(owner.span):
            return False
        # Institutes stand beside firms as often as they belong to them; committees and divisions stand alone nowhere.
        inner = self.lexicon.agent_class(self._quote(unit.span)) != AIG + "AcademicInstitution" and not self._known(unit)
        return bool(categories & _OWNING or (inner and categories))

    def _foreign(self, unit: Part, owner: Part) -> bool:
        places = {self.lexicon.registered[iri].place for iri in self._known(owner)} - {""}
        return self._elsewhere(unit, places, frozenset({AIG + "Agent"}))

    def _qualified(self, unit: Part, owner: Part) -> Part:
        """Return a unit by its name, with its owner's where the catalogue knows a unit of that name elsewhere."""
        if not self._foreign(unit, owner):
            return unit
        both = Span(min(unit.span.start, owner.span.start), max(unit.span.end, owner.span.end))
        return self._with_name(Part(both, Kind.AGENT))

    def _is_unit(self, span: Span) -> bool:
        """Tell whether a noun for parts of bodies heads a name: "Center for River Strategy", "Ethics Committee"."""
        bare = _BRACKETS.sub("", self._quote(span)).strip()
        return self.lexicon.unit.search(bare) is not None

    def _is_above(self, part: Part, lower: Part, *, strict: bool = False) -> bool:
        """Tell whether a body only says whose another is: its parent, or its government (not if `strict`)."""
        uppers, lowers = set(self._known(part)), self._known(lower) or self._inside(lower)
        for iri in lowers:
            line = [self.lexicon.registered[iri]]
            while line[-1].parent in self.lexicon.registered and len(line) < 8:
                line.append(self.lexicon.registered[line[-1].parent])
            if any(one.iri in uppers for one in line[1:]):
                return True
            if not strict and any(self.lexicon.government(one.place) in uppers for one in line if one.place):
                return True
        governments = {self.lexicon.government(self.lexicon.registered[iri].place) for iri in uppers}
        return not strict and not self._known(lower) and bool((governments - {""}) & uppers)

    def _inside(self, part: Part) -> tuple[str, ...]:
        """Return the registered bodies that an unknown body's name says it belongs to: "Working Group of the …"."""
        of = (m for m in (*self.run.mentions, *self.run.nested) if m.name.kind is Kind.AGENT and m.span.within(part.span))
        inside = [iri for mention in of for iri in mention.name.candidates]
        words = self._quote(part.span)
        for genitive in re.finditer(r"\s(?:of|for|under)\s+(?:the\s+)?", words):
            inside += named(words[genitive.end() :], self.lexicon).candidates
        return tuple(dict.fromkeys(inside))

    def _with_name(self, part: Part) -> Part:
        if part.kind is not Kind.AGENT or part.name is not None:
            return part
        name = part.mention.name if part.mention else named(self._quote(part.span), self.lexicon)
        return replace(part, name=name, span=part.mention.span if part.mention else part.span)

    def _known(self, part: Part) -> tuple[str, ...]:
        if part.name is not None:
            return part.name.candidates
        if part.mention is not None:
            return part.mention.name.candidates
        return named(self._quote(part.span), self.lexicon).candidates

    def _quote(self, span: Span) -> str:
        return self.words[span.start : span.end]


def _covers(found: Span, segment: Span, words: str) -> bool:
    """Tell whether a mention is all of a segment but for an acronym in brackets."""
    rest = words[segment.start : found.start] + words[found.end : segment.end]
    return found.start < segment.end and not re.sub(r"[(（][^()（）]*[)）]|[\s.,\"“”']", "", rest)
