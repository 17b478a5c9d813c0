"""Files for tests, good ones and others."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

GPS = 0x8825


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "#0b4f6c", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format=kind, **options)
    return out.getvalue()


def photograph(size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG that says where and when it was taken and that it lies on its side, with a comment and a small picture."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CAMERA-OF-OLENA"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (50.0, 44.0, 52.0)
    return picture("JPEG", size, exif=exif, comment=b"SECRET-COMMENT")


def moving(kind: str, frames: int) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", (8, 8), (n % 256, n // 256, n % 2 * 255)) for n in range(frames)]
    images[0].save(out, format=kind, save_all=True, append_images=images[1:])
    return out.getvalue()


def vast_png(side: int) -> bytes:
    """A few dozen kilobytes that would be gigabytes of pixels."""
    row = b"\0" + b"\0" * (side // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def pdf(words: str = "", extra: bytes = b"") -> bytes:
    body = f"%PDF-1.7\n% {words}\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".encode() + extra
    return body + b"xref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def object_stream(inside: bytes) -> bytes:
    data = zlib.compress(inside)
    return (
        b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (
            len(data),
            data,
        )
    )


DOCX = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"<Relationships/>",
    "word/document.xml": "<w:document>Звіт</w:document>".encode(),
}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office:document-content/>"}


def archive(entries: Mapping[str, bytes], **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {**entries, **more}.items():
            file.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
