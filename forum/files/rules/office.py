"""ODT and DOCX files without macros, that unpack to no more than a document has."""

import io
import re
import zipfile
import zlib

from forum.files.rules.kinds import Kind
from forum.foundation.errors import Refused

MAX_ENTRIES = 2_000
MAX_INFLATED_BYTES = 100 * 1024 * 1024
# XML packs well, but nothing that somebody wrote packs like this.
MAX_RATIO = 200
_SMALL_BYTES = 1024 * 1024
_CHUNK = 1024 * 1024
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_MACROS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|activex|basic|scripts|embeddings|macrosheets|object [^/]*)(/|$)"
)
_FOREIGN = re.compile(rb"attachedTemplate|oleObject|frameset", re.IGNORECASE)


def check(content: bytes) -> Kind:
    """Which of the two it is.

    Raises:
        Refused: `type` for another archive, `broken_document`, `too_much_inside`, `active_content`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kind = _kind(archive)
            _check_entries(archive)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError):
        raise Refused("broken_document", field="file") from None


def _kind(archive: zipfile.ZipFile) -> Kind:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused("too_much_inside", field="file")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise Refused("broken_document", field="file")
    if "mimetype" in names and _read(archive, "mimetype", 200).strip() == _ODT_TYPE and "content.xml" in names:
        return Kind.ODT
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        if b"macroEnabled" in _read(archive, "[Content_Types].xml", _SMALL_BYTES):
            raise Refused("active_content", field="file")
        return Kind.DOCX
    raise Refused("type", field="file")


def _check_entries(archive: zipfile.ZipFile) -> None:
    total = 0
    for entry in archive.infolist():
        name = entry.filename.lower()
        if entry.flag_bits & 1 or name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise Refused("broken_document", field="file")
        if _MACROS.search(name):
            raise Refused("active_content", field="file")
        total += _size(archive, entry, MAX_INFLATED_BYTES - total)


def _size(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """How many bytes an entry really has; what it says of itself counts for nothing."""
    size, head = 0, b""
    allowed = max(entry.compress_size * MAX_RATIO, _SMALL_BYTES)
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > most or size > allowed:
                raise Refused("too_much_inside", field="file")
            head = head or chunk
    if entry.filename.lower().endswith(".rels") and _FOREIGN.search(head):
        raise Refused("active_content", field="file")
    return size


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as file:
        return file.read(most)
