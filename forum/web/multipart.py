"""Forms with files (RFC 7578): parts of one bounded body, their number and headers bounded too."""

import re
from dataclasses import dataclass

from forum.foundation.errors import Refused

MAX_PARTS = 200
MAX_PART_HEADER_BYTES = 2_048
_BOUNDARY = re.compile(r'boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_NAME = re.compile(rb'form-data;(?:[^"\r\n]|"[^"\r\n]*")*?[\s;]name="([^"\r\n]{1,100})"', re.IGNORECASE)
_FILE = re.compile(rb"[\s;]filename\*?=", re.IGNORECASE)
_DISPOSITION = b"content-disposition:"


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a form. `is_file` is True for what was chosen from a disk; its name there is nobody's business."""

    name: str
    content: bytes
    is_file: bool


def read_parts(body: bytes, content_type: str) -> list[Part]:
    """The parts in their order.

    Raises:
        Refused: `bad_multipart` for what does not begin, go on and end as it should; `too_many_parts`; `bad_encoding`.
    """
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise Refused("bad_multipart")
    line = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    if not body.startswith(line):
        raise Refused("bad_multipart")
    parts: list[Part] = []
    at = len(line)
    while not body.startswith(b"--", at):
        if len(parts) == MAX_PARTS:
            raise Refused("too_many_parts", limit=MAX_PARTS)
        if not body.startswith(b"\r\n", at):
            raise Refused("bad_multipart")
        header_ends = body.find(b"\r\n\r\n", at, at + MAX_PART_HEADER_BYTES)
        ends = body.find(b"\r\n" + line, max(header_ends + 2, 0))
        if header_ends < 0 or ends < 0:
            raise Refused("bad_multipart")
        parts.append(_part(body[at + 2 : header_ends], body[header_ends + 4 : ends]))
        at = ends + 2 + len(line)
    if body[at + 2 :].strip():
        raise Refused("bad_multipart")
    return parts


def _part(header: bytes, content: bytes) -> Part:
    lines = [line for line in header.split(b"\r\n") if line.lower().startswith(_DISPOSITION)]
    named = _NAME.search(lines[0]) if len(lines) == 1 else None
    if named is None:
        raise Refused("bad_multipart")
    try:
        return Part(named[1].decode("utf-8"), content, _FILE.search(lines[0]) is not None)
    except UnicodeDecodeError:
        raise Refused("bad_encoding") from None
