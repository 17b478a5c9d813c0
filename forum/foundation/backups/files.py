"""The files that people brought, behind the database in a backup, and the way back. Everything here blocks."""

import hashlib
import io
import tarfile
from pathlib import Path

from forum.foundation.backups.sealed import BackupError, Seal
from forum.foundation.blobs import Blobs


def append(blobs: Blobs, part: Path) -> int:
    """Write every file behind what `part` holds; how many bytes that took, 0 when there is none.

    The database was copied before: a file that it names is there for at least another day.
    """
    names = list(blobs.names())
    if not names:
        return 0
    before = part.stat().st_size
    with part.open("ab") as out, tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            try:
                content = blobs.read(name)
            except FileNotFoundError:
                continue  # swept meanwhile: nothing has named it for a day
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return part.stat().st_size - before


def restore(backup: Path, seal: Seal, blobs: Blobs) -> int:
    """Put the files of a checked backup back, beside those that are there; how many.

    Raises:
        BackupError: one is not what its name says.
    """
    if not seal.files:
        return 0
    done = 0
    with backup.open("rb") as source:
        source.seek(seal.database)
        with tarfile.open(fileobj=source, mode="r|") as archive:
            for entry in archive:
                taken = archive.extractfile(entry) if entry.isreg() else None
                content = taken.read() if taken else b""
                if hashlib.sha256(content).hexdigest() != entry.name:
                    raise BackupError(f"{backup} holds a file that is not what its name says; nothing was changed")
                blobs.put(content)
                done += 1
    return done
