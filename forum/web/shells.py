"""Pages with holes: what many readers share is rendered once, and what is somebody's own is put in each time."""

import secrets
import struct
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from markupsafe import Markup

from forum.web.viewer import Viewer

MOST_SHELLS: Final = 8
# Nothing that anybody wrote can hold it.
_EDGE: Final = secrets.token_hex(16)
_GZIP_HEAD: Final = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_GZIP_END: Final = b"\x03\0"
_LEVEL: Final = 5


def hole(template: str) -> Markup:
    """What templates call where a page has a hole: the template that fills it sees all facts, the page's own too."""
    return Markup(f"{_EDGE}{template}{_EDGE}")  # noqa: S704 - a template names it


class Piece:
    """Some HTML between two holes; its compressed bytes can be put between those of others (RFC 1951)."""

    def __init__(self, html: str) -> None:
        self.plain = html.encode()

    @cached_property
    def zipped(self) -> bytes:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(self.plain) + packer.flush(zlib.Z_FULL_FLUSH)


class Shell:
    """A page around its holes."""

    def __init__(self, html: str) -> None:
        parts = html.split(_EDGE)
        self._pieces = [Piece(part) for part in parts[::2]]
        self._holes = parts[1::2]

    def filled(self, fill: Callable[[str], str]) -> list[Piece]:
        """The pieces of the whole page; `fill` makes the HTML of a template, which may have holes of its own."""
        pieces = self._pieces[:1]
        for template, piece in zip(self._holes, self._pieces[1:], strict=True):
            pieces += (*Shell(fill(template)).filled(fill), piece)
        return pieces


@dataclass(frozen=True)
class Shared:
    """What a page shows alike to all who may see as much, and the shells that came of it.

    Attributes:
        facts: all that the page shows outside its holes; nobody's own.
        reader: who looks, as far as the page outside its holes may tell (`Viewer.unless_among`).
        variant: tells apart what the same readers see differently.
        shells: by what else they depend on; they live as long as the facts are true. None where none is kept.
    """

    facts: dict[str, Any]
    reader: Viewer
    variant: Hashable = None
    shells: dict[Hashable, Shell] | None = field(default=None)

    def shell(self, of: Hashable, make: Callable[[], Shell]) -> Shell:
        """The shell for this reader, made where none is kept. What somebody sees as themselves is not."""
        shells = self.shells
        if shells is None or not self.reader.is_anybody:
            return make()
        key = (of, self.reader, self.variant)
        if key not in shells:
            if len(shells) >= MOST_SHELLS:
                shells.clear()
            shells[key] = make()
        return shells[key]


def plain(pieces: list[Piece]) -> bytes:
    return b"".join(piece.plain for piece in pieces)


def gzipped(pieces: list[Piece]) -> bytes:
    """The pieces as one member of a gzip file (RFC 1952); those that are kept were compressed once."""
    whole = plain(pieces)
    end = struct.pack("<LL", zlib.crc32(whole), len(whole) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEAD, *(piece.zipped for piece in pieces), _GZIP_END, end))
