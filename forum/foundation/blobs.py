"""Bytes on disk under their own hash: written once, whole or not at all. Everything here blocks."""

import fcntl
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """A folder of files named by the SHA-256 of what is in them.

    Args:
        folder: made at the first write; it may be shared by the processes of one installation.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Have the bytes on disk, and their name; returns the hash. What is there already counts as new."""
        name = hashlib.sha256(content).hexdigest()
        final = self.path(name)
        final.parent.mkdir(parents=True, exist_ok=True)
        with self._locked(fcntl.LOCK_SH):
            try:
                os.utime(final)
            except FileNotFoundError:
                _write(final, content)
        for folder in (final.parent, self.folder, self.folder.parent):
            _sync(folder)
        return name

    def read(self, name: str) -> bytes:
        """Raises:
        FileNotFoundError: there is no such file.
        """
        return self.path(name).read_bytes()

    def path(self, name: str) -> Path:
        """Where the file of a hash stands.

        Raises:
            ValueError: that is no hash.
        """
        if not _NAME.fullmatch(name):
            raise ValueError("not a hash")
        return self.folder / name[:2] / name

    def names(self) -> Iterator[str]:
        """The hash of every file, in order."""
        yield from sorted(path.name for path in self.folder.glob("??/*") if _NAME.fullmatch(path.name))

    def forget_older(self, seconds: float, is_used: Callable[[str], bool]) -> int:
        """Delete what nobody uses and nobody wrote for so long, parts of broken writes too; how many went.

        Who writes the same bytes again meanwhile makes them young, or finds them gone and writes them anew.
        """
        gone = 0
        for path in sorted(self.folder.glob("??/*")):
            if self._age(path) < seconds or (_NAME.fullmatch(path.name) and is_used(path.name)):
                continue
            with self._locked(fcntl.LOCK_EX):
                if self._age(path) >= seconds:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def _age(self, path: Path) -> float:
        try:
            return time.time() - path.stat().st_mtime
        except FileNotFoundError:
            return 0.0

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        with (self.folder / ".lock").open("ab") as lock:
            fcntl.flock(lock, how)
            yield


def _write(final: Path, content: bytes) -> None:
    handle, part = tempfile.mkstemp(prefix=".part-", dir=final.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, final)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
