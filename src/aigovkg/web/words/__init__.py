"""What the pages themselves say, in English and Chinese: tables of key, English and Chinese, one `.tsv` for each kind of page.

`{name}` in a text is filled in. What is counted has two keys, `KEY.one` and `KEY.many`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_COLUMNS = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of the pages in one language: `words("search.title")`, `words("found", n=3)`, `words.count("claim", 3)`."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, filled in; a missing key raises KeyError."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def beginning(self, prefix: str) -> dict[str, str]:
        """Return the texts whose keys begin so, without the beginning: those that a script shows."""
        return {key.removeprefix(prefix): text for key, text in self.texts.items() if key.startswith(prefix)}

    def get(self, key: str, otherwise: str) -> str:
        """Return a text, or something else where there is none."""
        return self.texts.get(key, otherwise)

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def count(self, key: str, n: int) -> str:
        """Return a text about so many of something, as the language counts."""
        return self(f"{key}.{'one' if n == 1 else 'many'}", n=f"{n:,}")


@cache
def words(language: str) -> Words:
    """Return the texts of the pages in a language."""
    column = _COLUMNS.index(language)
    return Words(language, MappingProxyType({key: texts[column] for key, texts in table().items()}))


@cache
def table() -> Mapping[str, tuple[str, ...]]:
    """Return every text of the pages by its key: English, Chinese.

    Raises:
        ValueError: a line has not three columns, or a key stands twice.
    """
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted((one for one in files(__name__).iterdir() if one.name.endswith(".tsv")), key=lambda one: one.name):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            key, *texts = line.split("\t")
            if len(texts) != len(_COLUMNS) or key in found:
                raise ValueError(f"{file.name}:{number}: not a new key with its English and Chinese: {line}")
            found[key] = tuple(texts)
    return MappingProxyType(found)
