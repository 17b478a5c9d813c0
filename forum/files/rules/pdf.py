"""PDF files that only show pages: nothing in them runs, opens something else or carries another file along."""

import re
import zlib

from forum.foundation.errors import Refused

MAX_INFLATED_BYTES = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_TAIL_BYTES = 2048
# ISO 32000-1: actions that run or leave (12.6.4), files inside (7.11.4), forms of another kind (12.7.8).
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm|GoToE)(?![A-Za-z0-9])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Other objects may stand compressed in a stream of objects (7.5.7), where a plain look does not see them.
_OBJECTS = re.compile(
    rb"/ObjStm(?![A-Za-z0-9])[^>]{0,400}>>\s*stream\r?\n|/ObjStm(?![A-Za-z0-9]).{0,400}?stream\r?\n", re.DOTALL
)


def check(content: bytes) -> None:
    """Raises:
    Refused: `broken_document`, or `active_content` for what does more than show pages.
    """
    if b"%%EOF" not in content[-_TAIL_BYTES:] or b"startxref" not in content:
        raise Refused("broken_document", field="file")
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", content):
        raise Refused("active_content", field="file")
    _look(content)
    left = MAX_INFLATED_BYTES
    for found in _OBJECTS.finditer(content):
        inflated = _inflated(content[found.end() :], left)
        left -= len(inflated)
        _look(inflated)


def _look(data: bytes) -> None:
    plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data) if b"#" in data else data
    if _ACTIVE.search(plain):
        raise Refused("active_content", field="file")


def _inflated(data: bytes, most: int) -> bytes:
    inflater, out, left = zlib.decompressobj(), bytearray(), data
    try:
        while left and not inflater.eof:
            out += inflater.decompress(left, _CHUNK)
            left = inflater.unconsumed_tail
            if len(out) > most:
                raise Refused("too_much_inside", field="file")
    except zlib.error:
        raise Refused("broken_document", field="file") from None
    return bytes(out)
