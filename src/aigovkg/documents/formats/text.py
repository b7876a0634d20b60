"""Plain text and Markdown, with what YAML or TOML front matter says; and bytes → text for every format made of text."""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Iterator, Mapping

from aigovkg.documents.formats import encodings, fields, markdown
from aigovkg.documents.plain import Options, Plain, assembled
from aigovkg.errors import InputError

# Byte order marks, the longer before the shorter that it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What files begin with that are no text, whatever their names say.
_SIGNATURES = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a zip or an office document", ".zip or .docx"),
    (b"{\\rtf", "a Rich Text file", ""),
    (b"\xd0\xcf\x11\xe0", "an old office document", ""),
    (b"\x1f\x8b", "a gzip file", ""),
    (b"GIF8", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01  # part of the characters; a few come from word processors
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")
_KEY = re.compile(r"[A-Za-z_][\w -]{0,40}\s?[:=]")  # how front matter begins
_LONGEST_FRONT_MATTER = 8_192  # characters
_MOST_BRACKETS = 200  # of lists in front matter; what they cost grows with their square


def read(content: bytes, name: str, options: Options) -> Iterator[Plain]:
    """Read plain text; front matter is read if it states something we know, else it is text."""
    words, metadata = _front_matter(decoded(content, name), name, options, strict=False)
    yield Plain(_filled(words, name), "text/plain", metadata=metadata)


def read_markdown(content: bytes, name: str, options: Options) -> Iterator[Plain]:
    """Read Markdown: its words without its marks, its headings, its front matter."""
    words, metadata = _front_matter(decoded(content, name), name, options, strict=True)
    text, headings = assembled(markdown.blocks(words, name))
    yield Plain(_filled(text, name), "text/markdown", metadata=metadata, headings=headings)


def decoded(content: bytes, where: str) -> str:
    r"""Return the text of a file: by its byte order mark, as UTF-8, or in an encoding that can be told for sure.

    Line ends become "\n"; nothing else is changed.

    Raises:
        InputError: it is no text, or its encoding cannot be told.
    """
    for signature, what, ending in _SIGNATURES:
        if content.startswith(signature):
            remedy = f"let its name end in {ending}" if ending else "save it as plain text or PDF"
            raise InputError(f"this is not a text file but {what}", where=where, remedy=remedy)
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    if marked is None and b"\0" in content:
        raise _not_text(where)
    try:
        text = content.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        partly = not marked and encodings.is_partly_utf8(content)
        guessed = None if marked or partly else encodings.told(content)
        if guessed is None:
            what = f"not {marked or 'UTF-8'} (byte {error.start}), and its encoding cannot be told"
            if partly:
                what = f"some of it is UTF-8 and some of it is not (byte {error.start})"
            raise InputError(what, where=where, remedy="save it as UTF-8") from error
        text = guessed
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise _not_text(where)
    return _LINE_END.sub("\n", text)


def sound(text: str, where: str) -> str:
    """Return `text`, which a format wrote with escapes, if it can be a text at all.

    Raises:
        InputError: a NUL or half a surrogate pair stands in it.
    """
    if "\0" in text or _SURROGATE.search(text):
        raise InputError(
            "a NUL or half of a character stands in its text",
            where=where,
            remedy=r"write the text again as UTF-8, without \u0000 and with whole \ud83d\ude00 pairs",
        )
    return _LINE_END.sub("\n", text)


def _not_text(where: str) -> InputError:
    return InputError("this is not a text file", where=where, remedy="give a text file, saved as UTF-8")


def _filled(text: str, where: str) -> str:
    if not text.strip():
        raise InputError("there is no text in it", where=where, remedy="give a file with text in it")
    return text


def _front_matter(text: str, where: str, options: Options, *, strict: bool) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Split a text into what follows its front matter and what that states.

    In plain text (not `strict`) what is no front matter that we know is text; where it looks like it, that is said.
    """
    fence = text[:4].rstrip("\n")
    ends = {"---": ("\n---", "\n..."), "+++": ("\n+++",)}.get(fence, ()) if text[3:4] == "\n" else ()
    # A blank line after the fence makes it a rule across the page.
    if not ends or text[4:5].isspace():
        return text, ()
    head = text[: _LONGEST_FRONT_MATTER + 8]
    at = min((at for end in ends for at in _closings(head, end)), default=-1)
    looks = _KEY.match(text, 4) is not None
    if at < 0:
        if looks:
            what = f"its front matter has no closing {fence}, so it was read as text"
            options.say(what, where=where, remedy=f"write {fence} on a line of its own below it")
        return text, ()
    kind = "TOML" if fence == "+++" else "YAML"
    try:
        record = _toml(head[4:at]) if fence == "+++" else _yaml(head[4:at])
    except ValueError as error:
        remedy = "correct it, or take the lines between the fences away"
        if strict:
            raise InputError(f"its front matter is not {kind}: {error}", where=where, remedy=remedy) from error
        if looks:
            options.say(f"what looks like front matter is not {kind}: {error}; it was read as text", where=where, remedy=remedy)
        return text, ()
    held = fields.columns(list(record), {})
    metadata = fields.stated(record, held)
    if not record or not (strict or metadata):
        return text, ()
    for _, value in metadata:
        sound(value, f"{where}, front matter")
    for name in fields.unused(record, held):
        what = f"{name} in its front matter is no text, so it was not used"
        options.say(what, where=where, remedy="write it as text or a list of texts")
    return text[at + 4 :].lstrip("\n"), metadata


def _closings(head: str, end: str) -> Iterator[int]:
    """Yield where the fence stands on a line of its own."""
    at = head.find(end, 3)
    while at >= 0:
        if head[at + len(end) : at + len(end) + 1] in ("", "\n"):
            yield at
        at = head.find(end, at + 1)


def _toml(source: str) -> Mapping[str, object]:
    try:
        return {key: str(value) if hasattr(value, "isoformat") else value for key, value in tomllib.loads(source).items()}
    except RecursionError as error:
        raise ValueError("it nests too deep") from error


def _yaml(source: str) -> Mapping[str, object]:
    """Return a YAML mapping, its scalars as written: a date stays "2024-05-07", a number "007"."""
    import yaml

    if source.count("[") + source.count("{") > _MOST_BRACKETS:
        raise ValueError("it nests too deep")
    try:
        for token in yaml.scan(source, Loader=yaml.BaseLoader):
            # Aliases and merges could make a small text large; front matter has no use for them.
            if isinstance(token, yaml.AliasToken):
                raise ValueError(f"aliases are not read (line {token.start_mark.line + 2})")
            # The base loader would take what stands behind a tag of somebody's own as text.
            if isinstance(token, yaml.TagToken) and token.value[0] != "!!":
                tag = "".join(filter(None, token.value))
                raise ValueError(f"the tag {tag} is not read (line {token.start_mark.line + 2})")
        # The base loader makes strings, lists and dicts and nothing else.
        record = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise ValueError(f"{error.problem or error.context} (line {line})") from error
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    except RecursionError as error:
        raise ValueError("it nests too deep") from error
    if not isinstance(record, dict):
        return {}
    return {key: value for key, value in record.items() if isinstance(key, str)}
