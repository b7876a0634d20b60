"""The bytes of a file → `Plain`s, one small module for each format.

Nothing here opens a file, but for `agora.read_folder`: what is read is given as bytes, and what is wrong with it is an
`InputError` of one line. Readers are generators, so a file of a million records is not held as a million texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType

from aigovkg.documents.formats import agora, archive, docx, html, pdf, records, text
from aigovkg.documents.plain import Options, Plain
from aigovkg.errors import InputError

__all__ = ("FORMATS", "Reader", "agora", "archive", "docx", "html", "pdf", "read", "records", "text")

Reader = Callable[[bytes, str, Options], Iterator[Plain]]

# What a file may be and what a member of a zip may be.
_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".csv": records.read_table,
        ".docx": docx.read,
        ".htm": html.read,
        ".html": html.read,
        ".jsonl": records.read_lines,
        ".markdown": text.read_markdown,
        ".md": text.read_markdown,
        ".ndjson": records.read_lines,
        ".pdf": pdf.read,
        ".text": text.read,
        ".tsv": records.read_table,
        ".txt": text.read,
        ".xhtml": html.read,
    }
)

# File name ending → what reads it.
FORMATS: Mapping[str, Reader] = MappingProxyType({**_READERS, ".zip": archive.reader(_READERS)})


def told(content: bytes) -> str:
    """Return the ending that the bytes of a file without a name would bear: of a PDF, a zip, a page, JSON Lines or text."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return ".pdf"
    if start.startswith(b"pk\x03\x04"):
        return ".docx" if b"word/document.xml" in content else ".zip"
    if start.startswith((b"<!doctype html", b"<html")):
        return ".html"
    return ".jsonl" if start.startswith((b'{"', b'{ "')) else ".txt"


def read(content: bytes, name: str, options: Options, ending: str = "") -> Iterator[Plain]:
    """Read the bytes of a file by the ending of its name, or as if it bore another.

    Raises:
        InputError: the ending is not known, the file is too large or empty, or its reader refuses it.
    """
    ending = ending or PurePath(name).suffix.lower()
    if ending not in FORMATS:
        remedy = f"give one ending in {', '.join(sorted(FORMATS))}"
        raise InputError(f"files ending in {ending or 'nothing'} are not read", where=name, remedy=remedy)
    options.check_size(len(content), name)
    if not content.strip():
        raise InputError("the file is empty", where=name, remedy="give a file with text in it")
    return FORMATS[ending](content, name, options)
