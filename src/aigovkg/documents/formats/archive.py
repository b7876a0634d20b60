"""A zip of files of any format. Nothing is unpacked to disk, so the names in it are labels and no paths."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from aigovkg.documents.formats import agora
from aigovkg.documents.plain import Options, Plain, megabytes
from aigovkg.errors import InputError

_ENDING = ".zip"
_SMALL = 1_000_000  # bytes; what unpacks to less may be as dense as it likes
_ENCRYPTED = 0x1
_UTF8 = 0x800
# What macOS adds to a zip.
_FURNITURE = ("__MACOSX", "._", ".DS_Store")
# What the standard library raises for a zip that is broken in one of many ways.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    LookupError,
)
# Others are rare, and may ask for gigabytes of memory.
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))

Readers = Mapping[str, Callable[[bytes, str, Options], Iterator[Plain]]]


class Archive:
    """A zip in memory, within its limits: the names of its members, and their bytes one at a time."""

    def __init__(self, content: bytes, where: str, options: Options) -> None:
        self.where = where
        self._options = options
        try:
            self._file = zipfile.ZipFile(io.BytesIO(content))
            members = [info for info in self._file.infolist() if not info.is_dir()]
        except _BROKEN as error:
            raise InputError("this is not a whole zip file", where=where, remedy="save or download it again") from error
        if len(members) > options.members:
            what = f"{len(members):,} members are more than the limit of {options.members:,}"
            raise InputError(what, where=where, remedy="split it into smaller files")
        self._members = {_label(info): info for info in members}
        self._unpacked = 0
        self._check_total(sum(info.file_size for info in members))

    @property
    def names(self) -> list[str]:
        """The names of the members, in their order."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """Return the bytes of a member.

        Raises:
            InputError: it is encrypted or broken, or larger or denser than the limits allow.
        """
        info = self._members[name]
        where = f"{self.where}, {name}"
        limit = self._options.member_bytes
        if info.flag_bits & _ENCRYPTED:
            raise InputError("this member is encrypted", where=where, remedy="give a zip without a password")
        if info.compress_type not in _METHODS:
            raise InputError("this member is packed in a rare way", where=where, remedy="pack it again as an ordinary zip")
        if info.file_size > limit:
            what = f"{megabytes(info.file_size)} MB are more than the limit of {megabytes(limit)} MB a member"
            raise InputError(what, where=where, remedy="split it into smaller files")
        if info.file_size > _SMALL and info.file_size > self._options.ratio * max(info.compress_size, 1):
            what = f"it unpacks to more than {self._options.ratio} times its size, as zip bombs do"
            raise InputError(what, where=where, remedy="give the file itself, not in a zip, if it is meant")
        try:
            with self._file.open(info) as stream:
                # The directory may lie about the size.
                content = stream.read(limit + 1)
        except _BROKEN as error:
            raise InputError("this member is broken", where=where, remedy="save or download the zip again") from error
        self._unpacked += len(content)
        if len(content) > limit:
            raise InputError(f"it is larger than {megabytes(limit)} MB", where=where, remedy="split it into smaller files")
        self._check_total(self._unpacked)
        return content

    def _check_total(self, size: int) -> None:
        if size > self._options.total_bytes:
            what = f"it unpacks to {megabytes(size)} MB, more than the limit of {megabytes(self._options.total_bytes)} MB"
            raise InputError(what, where=self.where, remedy="split it into smaller files")


def reader(readers: Readers) -> Callable[[bytes, str, Options], Iterator[Plain]]:
    """Return what reads a zip of files that `readers` read."""

    def read(content: bytes, name: str, options: Options) -> Iterator[Plain]:
        """Read the members of a zip in their order; an archive of AGORA in it is read as one."""
        archive = Archive(content, name, options)
        homes = _agora_homes(archive)
        found = refused = False
        for member in archive.names:
            try:
                for plain in _member(archive, member, homes, readers, options):
                    found = True
                    yield plain
            except InputError as error:
                refused = True
                options.refuse(error)
        if not found and not refused:
            raise InputError("nothing in this zip is read", where=name, remedy=f"files ending in {', '.join(readers)} are read")

    return read


def _member(archive: Archive, member: str, homes: frozenset[str], readers: Readers, options: Options) -> Iterator[Plain]:
    """Yield the documents of one member; a member that is part of an archive of AGORA is read with its table."""
    path = PurePosixPath(member)
    where = f"{archive.where}, {member}"
    home = next((home for home in homes if member.startswith(home)), None)
    if home is not None:
        if member == f"{home}{agora.TABLE}":
            yield from _agora(archive, home, options)
    elif any(piece.startswith(_FURNITURE) for piece in path.parts):
        return
    elif path.suffix.lower() == _ENDING:
        raise InputError("a zip in a zip is not read", where=where, remedy="unpack it and give what is in it")
    elif path.suffix.lower() not in readers:
        remedy = f"files ending in {', '.join(readers)} are read"
        options.say(f"files ending in {path.suffix or 'nothing'} are not read", where=where, remedy=remedy)
    else:
        content = archive.read(member)
        if not content.strip():
            raise InputError("this member is empty", where=where, remedy="give a file with text in it")
        for plain in readers[path.suffix.lower()](content, where, options):
            # A part of a member is what it says; a member is its bytes, as it would be on disk.
            digest = "" if plain.part else hashlib.sha256(content).hexdigest()
            yield replace(plain, part=f"{member}, {plain.part}" if plain.part else member, sha256=digest)


def _agora_homes(archive: Archive) -> frozenset[str]:
    """Return the folders in a zip, each with "/" at its end, that hold an archive of AGORA."""
    tables = {name.removesuffix(agora.TABLE) for name in archive.names if PurePosixPath(name).name == agora.TABLE}
    if not tables:
        return frozenset()
    texts = {name.rpartition(f"{agora.TEXTS}/")[0] for name in archive.names if f"{agora.TEXTS}/" in name}
    return frozenset(tables & texts)


def _agora(archive: Archive, home: str, options: Options) -> Iterator[Plain]:
    def full_text(identifier: str) -> bytes | None:
        name = f"{home}{agora.TEXTS}/{identifier}.txt"
        return archive.read(name) if name in archive else None

    where = f"{archive.where}, {home}".rstrip("/, ")
    for plain in agora.read(archive.read(f"{home}{agora.TABLE}"), where, options, full_text):
        yield replace(plain, part=f"{home}{plain.part}")


def _label(info: zipfile.ZipInfo) -> str:
    """Return the name of a member: in UTF-8 where its bytes are, whatever its flag says, and printable."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return "".join(character if character.isprintable() else "\ufffd" for character in name)
