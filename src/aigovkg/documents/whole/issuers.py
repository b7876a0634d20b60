"""The issuers of a document, as its head names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from aigovkg.documents.whole import dates, signatures
from aigovkg.documents.whole.lines import JOINS, LONGEST_HEADING, LONGEST_TITLE, Line
from aigovkg.documents.whole.zone import BILL, LENGTH, LineRole, Zone
from aigovkg.model import Kind, Span
from aigovkg.text import has_han, trimmed

_NAME_END = re.compile(
    r"\s*(?:$|(?<!\b[A-Z])\.(?=\s|$)|[;:()（）。；\n]|,?\s(?:on|at|in|under|pursuant|is|was|as|which|who|whose|with)\s)"
)
_HOUSE = re.compile(
    r"in the (?P<issuer>(?:house|senate|assembly|legislature)\b[A-Za-z ]*?)(?: of the united states)?\s*$", re.IGNORECASE
)
_ASSEMBLED = re.compile(r"\bin\s+(?:this\s+present\s+)?(?P<issuer>[A-Z]\w+)\s+assembled\b")
_ENACTED = re.compile(r"\b(?:enacted|resolved)\s+by\s+(?:the\s+)?(?P<issuer>[A-Z][\w ’']{3,80}?)\s*(?:[:,—]|\sas\sfollows)")
_DOES_ENACT = re.compile(r"(?:The|THE)\s+(?P<issuer>[A-Z][\w ’']{3,80}?)\s+(?:do|does)\s+enact\b")
_FROM_BODY = re.compile(r"[A-Z]+\s+(?:FROM|BY)\s+(?:THE\s+)?(?P<issuer>[A-Z]{4,}[A-Z ]{0,80})$")
_SESSION_OF = re.compile(r".{0,40}\b(?:session|meeting|sitting)\s+of\s+(?:the\s+)?", re.IGNORECASE)
_CHINESE_ORDER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff、 ]{2,80}?)\s?(?:令|公告)\s?(?:[(（〔\[]?\d{4}[)）〕\]]?年?)?\s?第\s?\d+\s?号$"
)
_LONE_ORDER = re.compile(r"(?P<issuer>[\u4e00-\u9fff、]{3,40}?)\s?(?:令|公告)$")
_CHINESE_NUMBER = re.compile(r"第\s?\d+\s?号$")
_CHINESE_SESSION = re.compile(
    r"\s*(?:第[〇零一二三四五六七八九十百\d]+[届屆次])?"
    r"(?P<issuer>[\u4e00-\u9fff]{2,12}?第[〇零一二三四五六七八九十百\d]+[届屆][\u4e00-\u9fff]{4,24}?|[\u4e00-\u9fff]{2,40}?)(?:\d{4}年)?(?:第[〇零一二三四五六七八九十百\d]+[次届屆]|令|公告|$)"
)
_CHINESE_NOTICE = re.compile(r"(?P<issuer>[\u4e00-\u9fff、 ]{2,80}?)\s?关于")


def of(zone: Zone, titles: Sequence[Span]) -> tuple[Span, ...]:
    """Return where the head names who issued a document of these titles."""
    return _Issuers(zone).found(titles)


class _Issuers:
    """What finds the issuers, the surest way first."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.text, self.lines, self.words, self.roles, self.opening = zone.text, zone.lines, zone.words, zone.roles, zone.opening
        self.end = zone.end

    def found(self, titles: Sequence[Span]) -> tuple[Span, ...]:
        """Return where the head names who issued the document: the surest way that finds any."""
        surely = (self._cued, self._formula, self._house, self._chinese_order, self._adopted)
        for rule in (*surely, self._coded, self._named, self._signing, self._announced, self._owner):
            found = self._each_once(rule(titles))
            if found:
                return found
        return ()

    def _each_once(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Leave out names given before, and names that stand inside others."""
        found: dict[str, Span] = {}
        for span in spans:
            found.setdefault(self.words.lexicon.key(self.text[span.start : span.end]), span)
        spans = (span for name, span in found.items() if name and not any(name in other and name != other for other in found))
        return self._lowest(tuple(spans))

    def _lowest(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """Leave out the parents of bodies that stand beside them: "Executive Office …" above "Office of Budget"."""
        registered = self.words.lexicon.registered
        known = [self.words.lexicon.by_name(Kind.AGENT, self.text[span.start : span.end]) for span in spans]
        parents = {registered[iri].parent for iris in known for iri in iris} - {""}
        for _ in range(4):  # a body's line upwards is short
            parents |= {registered[iri].parent for iri in parents if iri in registered} - {""}
        return tuple(span for span, iris in zip(spans, known, strict=True) if not parents & set(iris))

    def _cued(self, _: Sequence[Span]) -> Iterator[Span]:
        for index, line in enumerate(self.lines):
            if len(line.text) > 2 * LONGEST_TITLE:
                continue
            cue = self.words.issuer_cue.match(line.text)
            start = cue.end() if cue else None
            session = _SESSION_OF.match(line.text) if self.words.date_cue.match(line.text) else None
            if session:
                start = session.end()
            if start is None:
                continue
            if start >= len(line.text) and index + 1 < len(self.lines) and len(self.lines[index + 1].text) < LONGEST_HEADING:
                yield from self._name_at(self.lines[index + 1], 0, sure=False)
            else:
                yield from self._name_at(line, start, sure=cue is not None and ":" not in cue.group())

    def _name_at(self, line: Line, start: int, *, sure: bool) -> Iterator[Span]:
        """Yield the name that begins there, if it can be a body's."""
        ends = _NAME_END.search(line.text, start)
        name = line.text[start : ends.start() if ends else len(line.text)].strip(" ,")
        if not name or len(name) > 160 or not (name[0].isupper() or has_han(name[0])):
            return
        at = line.text.index(name, start)
        known = self.words.is_agent(name) or any(self.words.is_agent(part) for part in re.split(r"[,，、;；]", name))
        if known or (sure and self.words.lexicon.agent_class(name)):
            yield Span(line.span.start + at, line.span.start + at + len(name))

    def _formula(self, _: Sequence[Span]) -> Iterator[Span]:
        found = self.words.formula.search(self.text, self.lines[0].span.start, min(self.end + LENGTH, len(self.text)))
        known = found and self.words.lexicon.by_name(Kind.AGENT, found["issuer"])
        if found and (known or (" " in found["issuer"].strip() and self.words.lexicon.agent_class(found["issuer"]))):
            yield from self._divided(Span(*found.span("issuer")))

    def _divided(self, span: Span) -> Iterator[Span]:
        """Divide "X and the Y" where both are registered bodies."""
        name = self.text[span.start : span.end]
        parts = re.split(r"(\s+and\s+(?:of\s+)?(?:the\s+)?)", name, maxsplit=1, flags=re.IGNORECASE)
        if len(parts) == 3 and all(self.words.lexicon.by_name(Kind.AGENT, part) for part in parts[::2]):
            yield Span(span.start, span.start + len(parts[0]))
            yield Span(span.end - len(parts[2]), span.end)
        else:
            yield span

    def _house(self, _: Sequence[Span]) -> Iterator[Span]:
        """Yield the legislature that enacts; of a bill, which nobody has enacted yet, the house it is before."""
        bill = any(BILL.match(line.text) and line.text.lower().replace("a ", "").startswith("bill") for line in self.lines)
        for line in self.lines:
            found = _HOUSE.match(line.text)
            if found:
                yield Span(line.span.start + found.start("issuer"), line.span.start + found.end("issuer"))
                return
        for pattern in () if bill else (_ASSEMBLED, _ENACTED, _DOES_ENACT):
            found = pattern.search(self.text, self.lines[0].span.start, self.end)
            told = found and (pattern is not _ENACTED or " " in found["issuer"] or self.words.is_agent(found["issuer"]))
            if found and told:
                yield Span(*found.span("issuer"))
                return

    def _chinese_order(self, _: Sequence[Span]) -> Iterator[Span]:
        for index, line in enumerate(self.lines[:15]):
            wraps = index + 1 < len(self.lines) and _CHINESE_NUMBER.match(self.lines[index + 1].text)
            words = line.text + (self.lines[index + 1].text if wraps else "")
            found = (_CHINESE_ORDER.match(words) or self._lone_order(line.text)) if len(line.text) < 100 else None
            if found and found.end("issuer") <= len(line.text):
                above = index
                while wraps and above and self.roles[above - 1] is LineRole.AGENT:  # who signs together stands together
                    above -= 1
                yield from (one.span for one in self.lines[above:index])
                yield trimmed(self.text, Span(line.span.start, line.span.start + found.end("issuer")))

    def _lone_order(self, words: str) -> re.Match[str] | None:
        """Match a body and 令 on a line of their own."""
        found = _LONE_ORDER.match(words)
        return found if found and self.words.is_agent(found["issuer"]) else None

    def _adopted(self, _: Sequence[Span]) -> Iterator[Span]:
        """Yield the body behind a date and in front of a verb of adoption; of several the last."""
        last = None
        for line, date in dates.of_adoption(self.zone):
            found = _CHINESE_SESSION.match(line.text, date.end())
            if found and self.words.is_agent(found["issuer"]):
                last = Span(line.span.start + found.start("issuer"), line.span.start + found.end("issuer"))
        if last:
            yield last

    def _coded(self, _: Sequence[Span]) -> Iterator[Span]:
        """Yield the registered body whose series a document is numbered in, or that a publication names first."""
        for line, role in zip(self.lines[:6], self.roles, strict=False):
            name = re.split(r"\s+[-–|]\s+|\s(?=\S{0,9}[\s-]?\d)", line.text, maxsplit=1)[0]
            if role is LineRole.FURNITURE and name != line.text:
                parts = name.split()
                for count in (len(parts), 1):
                    first = " ".join(parts[:count])
                    if line.text.startswith(first) and len(first) > 2 and self.words.lexicon.by_name(Kind.AGENT, first):
                        yield Span(line.span.start, line.span.start + len(first))
                        break

    def _named(self, titles: Sequence[Span]) -> Iterator[Span]:
        """Yield the bodies that stand on lines of their own in the head."""
        start: int | None = None
        for n, role in enumerate(self.roles[: self.opening]):
            line = self.lines[n]
            found = _FROM_BODY.match(line.text)
            if found:
                yield Span(line.span.start + found.start("issuer"), line.span.end)
            if role is not LineRole.AGENT or any(line.span.overlaps(title) for title in titles):
                continue
            start = line.span.start if start is None else start
            wraps = JOINS.search(line.text) and not line.text.endswith(",")
            if wraps and n + 1 < self.opening and self.roles[n + 1] is LineRole.AGENT:
                continue
            name = signatures.bare(self.text, Span(start, line.span.end))
            if not self.zone.is_news or self.words.lexicon.by_name(Kind.AGENT, self.text[name.start : name.end]):
                yield name
            start = None

    def _signing(self, _: Sequence[Span]) -> Iterator[Span]:
        return iter(() if self.zone.is_news else signatures.signers(self.zone, self.lines, lists=False))

    def _announced(self, titles: Sequence[Span]) -> Iterator[Span]:
        for title in titles:
            name = self.text[title.start : title.end]
            found = self.words.announcing(name).search(self.text, self.lines[0].span.start, self.end) if has_han(name) else None
            if found:
                yield Span(*found.span("issuer"))

    def _owner(self, titles: Sequence[Span]) -> Iterator[Span]:
        """Yield the registered body whose name begins a title: "FINMA Guidance 08/2024", "国务院关于…"."""
        for span in titles:
            title = self.text[span.start : span.end]
            notice = _CHINESE_NOTICE.match(title)
            if notice and self.words.is_agent(notice["issuer"]):
                yield Span(span.start, span.start + notice.end("issuer"))
                continue
            tokens = list(re.finditer(r"\S+", title))[:9]
            for token in reversed(tokens[:-1]):
                name = re.sub(r"['’]s$", "", title[: token.end()])
                if self.words.lexicon.by_name(Kind.AGENT, name) and self.words.is_instrument(title[token.end() :]):
                    yield Span(span.start, span.start + len(name))
                    break
