"""How fast extraction is: text a second, against eyecite on court opinions, and how cost grows with text and catalogue.

    python3 dev.py bench extraction

Every figure is the best of several interleaved rounds, in processor time of one core. eyecite (Free Law Project) finds the
citations of US case law and statutes; its own kind of text is a court opinion, so that is what both read. What aigovkg
reads beside that are its own kind: policy texts in English and Chinese.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from aigovkg import claims, mentions, vocabulary
from aigovkg.mentions import Finder
from aigovkg.model import Document, Kind, Passage, Source
from aigovkg.vocabulary import Lexicon, Role

REAL = Path(__file__).parent.parent.parent / "shared" / "corpora" / "texts"
REPORTERS = ("U.S.", "F.3d", "S. Ct.")
ROUNDS = 5
PASSAGES = 300
PASSAGE = 1200  # characters

# Sentences of our own; each {} is filled by a citation or a name of that kind.
OPINION = (
    "The court below relied on {case}, and we reverse. ",
    "Under {statute}, an agency must explain the choice that it made. ",
    "That reading is foreclosed by {case}; see also {case}. ",
    "Nothing in the record shows that the board weighed the cost of delay against the harm that the plaintiff described. ",
    "The regulation at {regulation} says no more than the statute does. ",
    "We have said before that a court does not sit to try the facts anew, and the parties agree. ",
    "Id. at {page}. The dissent answers with {case}, which concerned another question. ",
    "Because the motion was timely, the judgment of the district court is affirmed in part. ",
)
POLICY = (
    "We welcome the {instrument} and reaffirm our commitment to safe, secure and trustworthy artificial intelligence. ",
    "Building on the {instrument}, the {body} will report on progress within a year. ",
    "Providers of high-risk systems shall keep records that allow an authority to trace how a decision was made. ",
    "Pursuant to the {instrument}, each ministry shall protect personal data and ensure human oversight. ",
    "The working group met twice and agreed on a list of questions that members will answer in writing. ",
    "为落实《{chinese}》，有关部门应当加强数据安全管理，保护个人隐私。",
    "各方欢迎《{chinese}》，愿在平等和互相尊重的基础上开展合作。",
)


def text_of(sentences: tuple[str, ...], length: int, chance: random.Random, lexicon: Lexicon) -> str:
    """Return about `length` characters of sentences of a kind, citations and names filled in."""
    english = _labels(lexicon, Kind.INSTRUMENT, "en")
    bodies = _labels(lexicon, Kind.AGENT, "en")
    chinese = _labels(lexicon, Kind.INSTRUMENT, "zh")

    def number() -> int:
        return chance.randint(900, 999)

    fill: dict[str, Callable[[], str]] = {
        "case": lambda: f"Doe v. Roe, {chance.randint(1, 580)} {chance.choice(REPORTERS)} {number()} (1{number()})",
        "statute": lambda: f"{chance.randint(1, 50)} U.S.C. § {chance.randint(1, 9000)}",
        "regulation": lambda: f"{chance.randint(1, 50)} C.F.R. § {chance.randint(1, 900)}.{chance.randint(1, 20)}",
        "page": lambda: str(chance.randint(1, 900)),
        "instrument": lambda: chance.choice(english),
        "body": lambda: chance.choice(bodies),
        "chinese": lambda: chance.choice(chinese),
    }
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        sentence = chance.choice(sentences)
        while "{" in sentence:
            before, _, rest = sentence.partition("{")
            name, _, behind = rest.partition("}")
            sentence = before + fill[name]() + behind
        parts.append(sentence)
    return "".join(parts)


def _labels(lexicon: Lexicon, kind: Kind, language: str) -> list[str]:
    return sorted(
        label.value
        for entry in lexicon.registered.values()
        if entry.kind is kind
        for label in entry.labels
        if label.language.startswith(language) and "{" not in label.value
    )


def passages(sentences: tuple[str, ...], count: int, seed: int, lexicon: Lexicon) -> list[str]:
    """Return `count` different passages of a kind."""
    chance = random.Random(seed)  # noqa: S311
    return [text_of(sentences, PASSAGE, chance, lexicon) for _ in range(count)]


def extracted(texts: list[str], finder: Finder) -> int:
    """Extract everything from texts, ten to a document; return how many claims that gives."""
    found = 0
    for start in range(0, len(texts), 10):
        read = tuple(Passage("0" * 64, n + 1, words, "en") for n, words in enumerate(texts[start : start + 10]))
        document = Document(Source(("a",), "0" * 64, "en", "text/plain"), read, ())
        found += len(claims.extract(document, mentions.find(document, finder), finder.lexicon))
    return found


def best(jobs: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Run jobs in turn, several rounds; return the least processor time of each, in seconds."""
    times = dict.fromkeys(jobs, float("inf"))
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            begin = time.process_time()
            job()
            times[name] = min(times[name], time.process_time() - begin)
    return times


def larger(lexicon: Lexicon, factor: int) -> Lexicon:
    """Return a lexicon with `factor` times the names: each alias again with a numbered word at its end."""
    names = [form for form in lexicon.forms if form.role is Role.NAME and form.kind in (Kind.INSTRUMENT, Kind.AGENT)]
    more = tuple(replace(form, text=f"{form.text} Variant{n}") for n in range(1, factor) for form in names)
    return replace(lexicon, forms=(*lexicon.forms, *more))


def megabytes(texts: list[str]) -> float:
    """Return how much text that is, in MB of UTF-8."""
    return sum(len(words.encode()) for words in texts) / 1e6


def report() -> Iterator[str]:
    """Measure, and yield the lines of the report."""
    lexicon = vocabulary.load().lexicon
    finder = Finder(lexicon)
    opinions = passages(OPINION, PASSAGES, 1, lexicon)
    policies = passages(POLICY, PASSAGES, 2, lexicon)
    jobs: dict[str, Callable[[], object]] = {
        "aigovkg, policy texts": lambda: extracted(policies, finder),
        "aigovkg, court opinions": lambda: extracted(opinions, finder),
    }
    real = [
        part for file in sorted(REAL.glob("*.txt")) for part in file.read_text(errors="replace").split("\n\n") if part.strip()
    ]
    if real:
        jobs["aigovkg, real documents"] = lambda: extracted(real, finder)
    try:
        from eyecite import get_citations
    except ImportError:
        yield "eyecite is not installed (pip install eyecite): no comparison was made"
    else:
        jobs["eyecite, court opinions"] = lambda: [get_citations(words) for words in opinions]
    times = best(jobs)
    sizes = {name: megabytes(policies if "policy" in name else real if "real" in name else opinions) for name in jobs}
    for name, seconds in times.items():
        yield f"{name:28} {sizes[name] / seconds:6.2f} MB a second"
    if "eyecite, court opinions" in times:
        ratio = times["eyecite, court opinions"] / times["aigovkg, court opinions"]
        yield f"aigovkg is {ratio:.1f} times as fast as eyecite on court opinions"

    grown = {str(n): partial(extracted, policies * n, finder) for n in (1, 2, 4)}
    for name, seconds in best(grown).items():
        yield f"{name} × the text: {seconds / times['aigovkg, policy texts']:.2f} × the time"
    finders = {factor: Finder(larger(lexicon, factor)) for factor in (1, 10, 100)}
    rates = best({str(factor): partial(extracted, policies, made) for factor, made in finders.items()})
    for name, seconds in rates.items():
        yield f"{name} × the names of the catalogue: {seconds / rates['1']:.2f} × the time"


if __name__ == "__main__":
    for line in report():
        print(line, flush=True)
