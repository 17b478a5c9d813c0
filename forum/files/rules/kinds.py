"""Which kinds of files there are, known by their first bytes and never by their names."""

from dataclasses import dataclass
from enum import StrEnum

from forum.foundation.errors import Refused

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_DESCRIPTION = 300
MAX_FILES_A_POST = 8
MAX_WAITING = 20
MAX_DAY_BYTES = 100 * 1024 * 1024


class Kind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    ODT = "odt"
    DOCX = "docx"

    @property
    def is_picture(self) -> bool:
        return self in (Kind.JPEG, Kind.PNG, Kind.WEBP)

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @property
    def extension(self) -> str:
        return "jpg" if self is Kind.JPEG else self.value


_MEDIA_TYPES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.PDF: "application/pdf",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Family(StrEnum):
    """What a file claims to be, before anybody looked into it."""

    PICTURE = "picture"
    PDF = "pdf"
    OFFICE = "office"


class Use(StrEnum):
    """What became of a file: it stands beside no text yet, one that a moderator reads first, an open one, a hidden one,
    or none any more.
    """

    WAITING = "waiting"
    HELD = "held"
    OPEN = "open"
    HIDDEN = "hidden"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file as it will be stored.

    Attributes:
        content: its bytes: a picture's as it was drawn anew, a document's as they came.
        small: a picture no larger than a page shows it; None for documents, and where the picture itself is small.
        width, height: of a picture, in pixels; 0 for documents.
    """

    kind: Kind
    content: bytes
    small: bytes | None = None
    width: int = 0
    height: int = 0


def family(content: bytes) -> Family:
    """Raises:
    Refused: `body_missing` for nothing, `too_large`, or `type` for anything that is none of ours.
    """
    if not content:
        raise Refused("body_missing", field="file")
    if len(content) > MAX_FILE_BYTES:
        raise Refused("too_large", field="file")
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    ):
        return Family.PICTURE
    if content.startswith(b"%PDF-"):
        return Family.PDF
    if content.startswith(b"PK\x03\x04"):
        return Family.OFFICE
    raise Refused("type", field="file")
