"""A file that can prove it is whole: a database, files, then a last line that says what that is and its SHA-256."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import msgspec
from msgspec.structs import replace

MAX_SEAL_BYTES = 1024
CHUNK_BYTES = 1024 * 1024


class BackupError(Exception):
    """A backup cannot be made or used; the message says why in one line."""


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """The last line of a backup, readable with `tail -1`.

    Attributes:
        store: `sqlite` or `postgresql`.
        revision: the migration that the store was at.
        taken_at: RFC 3339, UTC.
        size: bytes of the payload, which starts the file.
        files: how many of these, at the end, are the files that people brought, as a tar; absent where there are none.
        sha256: of the payload and of this line without it, in hexadecimal.
    """

    mosty_backup: int = 1
    store: str
    revision: str
    taken_at: str
    size: int
    sha256: str
    files: int | msgspec.UnsetType = msgspec.UNSET

    @property
    def database(self) -> int:
        """How many bytes of the payload are the database."""
        return self.size - (self.files or 0)


@contextmanager
def part_of(final: Path) -> Iterator[Path]:
    """An empty file beside `final`, for its owner's eyes only; gone afterwards unless it got another name."""
    try:
        handle, name = tempfile.mkstemp(prefix=f"{final.name}.", suffix=".part", dir=final.parent)
    except OSError as error:
        raise BackupError(f"cannot write in {final.parent} ({error.strerror})") from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def seal(part: Path, final: Path, *, store: str, revision: str, taken_at: str, files: int = 0) -> Seal:
    """Put the last line under a finished payload and give the file its name, once it is on disk."""
    with part.open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256")
        unsigned = Seal(
            store=store, revision=revision, taken_at=taken_at, size=file.tell(), sha256="", files=files or msgspec.UNSET
        )
        done = _signed(unsigned, digest)
        file.write(b"\n" + msgspec.json.encode(done) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(final)
    sync_folder(final.parent)
    return done


def check(file: Path) -> Seal:
    """The seal of a backup whose every byte was read and is as it was written.

    Raises:
        BackupError: it is not, or is no backup.
    """
    try:
        with file.open("rb") as source:
            found = _read_seal(source, file)
            digest = hashlib.sha256()
            for chunk in _payload(source, found.size):
                digest.update(chunk)
    except OSError as error:
        raise BackupError(f"cannot read {file} ({error.strerror})") from None
    if _signed(replace(found, sha256=""), digest) != found:
        raise BackupError(f"{file} is damaged: its checksum is wrong; nothing was changed")
    return found


def pour(file: Path, found: Seal, target: IO[bytes]) -> None:
    """Write the database of a checked backup to an open file or pipe."""
    with file.open("rb") as source:
        for chunk in _payload(source, found.database):
            target.write(chunk)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _signed(unsigned: Seal, of_payload: "hashlib._Hash") -> Seal:
    of_payload.update(msgspec.json.encode(unsigned))
    return replace(unsigned, sha256=of_payload.hexdigest())


def _read_seal(source: BinaryIO, file: Path) -> Seal:
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - MAX_SEAL_BYTES))
    tail = source.read()
    line = tail[:-1].rpartition(b"\n")[2] if tail.endswith(b"\n") else b""
    try:
        found = msgspec.json.decode(line, type=Seal)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupError(f"{file} is damaged or no backup of Mosty: its last line is missing") from None
    if found.mosty_backup != 1 or found.size + len(line) + 2 != size:
        raise BackupError(f"{file} is damaged: its length is wrong; nothing was changed")
    return found


def _payload(source: BinaryIO, left: int) -> Iterator[bytes]:
    source.seek(0)
    while left:
        chunk = source.read(min(CHUNK_BYTES, left))
        if not chunk:
            raise OSError("the file ended early")
        left -= len(chunk)
        yield chunk
