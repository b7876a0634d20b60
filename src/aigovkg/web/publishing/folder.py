"""A folder that is written whole or not at all: beside the place where it will stand, then put there."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aigovkg.errors import OutputError

MARK = "site.json"  # tells a folder that `publish` made from any other
_MAKER = "aigovkg publish"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is being written."""

    path: Path

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        """Write a file of the folder and return its size; `name` has slashes.

        Raises:
            ValueError: the file would stand elsewhere.
        """
        target = self.path.joinpath(*name.split("/"))
        if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in name.split("/")):
            raise ValueError(f"not a file of this folder: {name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # no file is written twice
            file.writelines(chunks)
            return file.tell()


@contextmanager
def replaced(target: Path, mark: dict[str, str]) -> Iterator[Folder]:
    """Give an empty folder to be filled, and put it in the place of `target` when all went well; else nothing is changed.

    Raises:
        OutputError: `target` holds something that `publish` did not write, or the folder cannot be written.
    """
    ensure_replaceable(target)
    place = target.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        folder = Folder(made)
        yield folder
        folder.write(MARK, [json.dumps({"madeBy": _MAKER, **mark}, indent=1, ensure_ascii=False).encode(), b"\n"])
        made.chmod(0o777 & ~_umask())
        ensure_replaceable(target)
        _swap(made, place)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def ensure_replaceable(target: Path) -> None:
    """Find out before the work whether a site may be put there.

    Raises:
        OutputError: it holds something that `publish` did not write.
    """
    try:
        if not target.exists() or (target.is_dir() and not any(target.iterdir())):
            return
        known = target.is_dir() and json.loads((target / MARK).read_bytes()).get("madeBy") == _MAKER
    except (OSError, ValueError, AttributeError):
        known = False
    if not known:
        what = "this holds something that publish did not write" if target.is_dir() else "this is no folder"
        raise OutputError(what, where=str(target), remedy="name a new or an empty folder, or an earlier site")


def _swap(made: Path, place: Path) -> None:
    """Put a folder in the place of another; should the second step fail, the old one is back."""
    if not place.exists():
        made.rename(place)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{place.name}.old.", dir=place.parent))
    place.rename(old / "site")
    try:
        made.rename(place)
    except OSError:
        (old / "site").rename(place)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _unwritable(target: Path, error: OSError) -> OutputError:
    what = f"cannot be written: {error.strerror or error}"
    return OutputError(what, where=str(target), remedy="choose another place, or make room there")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
