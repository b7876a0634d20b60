"""Locks on folders: they end with their process, however it ends, and leave nothing behind that would have to be removed."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class Lock:
    """A lock on a folder, held until it is closed or forgotten."""

    def __init__(self, path: Path, descriptor: int = -1) -> None:
        self.path = path
        self._descriptor = descriptor

    def close(self) -> None:
        """Let go of the folder."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


if sys.platform == "win32":
    import msvcrt

    def changing(path: Path) -> Lock:
        """Return the lock of who changes a folder: folders cannot be locked on Windows, so a file in it is.

        Raises:
            BlockingIOError: somebody else has it.
            OSError: the folder cannot be opened.
        """
        descriptor = os.open(path / ".lock", os.O_RDWR | os.O_CREAT)
        lock = Lock(path, descriptor)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(error.errno, error.strerror) from error
        return lock

    def reading(path: Path) -> Lock | None:
        """Return what keeps a folder from being removed, or None if it is not there: here, its open files do."""
        return Lock(path) if path.is_dir() else None

    def removing(path: Path) -> Lock | None:
        """Return the lock of who removes a folder: none is needed, as Windows renames no folder with an open file."""
        return Lock(path) if path.is_dir() else None

else:
    import fcntl

    def changing(path: Path) -> Lock:
        """Return the lock of who changes a folder.

        Raises:
            BlockingIOError: somebody else has it.
            OSError: the folder cannot be opened.
        """
        return _locked(path, fcntl.LOCK_EX)

    def reading(path: Path) -> Lock | None:
        """Return what keeps a folder from being removed, or None if it is not there or going."""
        try:
            return _locked(path, fcntl.LOCK_SH)
        except OSError:
            return None

    def removing(path: Path) -> Lock | None:
        """Return the lock of who removes a folder, or None if it is not there or somebody reads it."""
        try:
            return _locked(path, fcntl.LOCK_EX)
        except OSError:
            return None

    def _locked(path: Path, kind: int) -> Lock:
        descriptor = os.open(path, os.O_RDONLY)
        lock = Lock(path, descriptor)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            return lock  # not every file system has locks
        if path.stat().st_ino != os.fstat(descriptor).st_ino:
            raise FileNotFoundError(path)  # another folder has come into its place
        return lock
