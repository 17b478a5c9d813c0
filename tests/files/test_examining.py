"""U rows: what is taken for a file and what is not, and that looking into one has limits."""

import asyncio
import io
import time
from collections.abc import Callable

import pytest
from PIL import Image

from forum.files import pictures
from forum.files.examiner import MEMORY_BYTES
from forum.files.examining import examined
from forum.files.rules.kinds import MAX_FILE_BYTES, Kind
from forum.foundation.errors import Refused
from tests.files import made


async def code(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        await examined(content)
    assert refused.value.field == "file"
    return refused.value.code


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (SVG, "type"),
        (b"<!doctype html><script>alert(1)</script>", "type"),
        (EICAR, "type"),
        (b"", "body_missing"),
        (b"\xff\xd8\xff" + b"\0" * MAX_FILE_BYTES, "too_large"),
        (lambda: made.moving("GIF", 5_000), "too_many_frames"),
        (made.moving("GIF", 1), "type"),
        (made.moving("WEBP", 3), "too_many_frames"),
        (made.moving("PNG", 3), "too_many_frames"),
        (made.picture("JPEG", (400, 300), quality=90)[:-600], "broken_image"),
        (b"\x89PNG\r\n\x1a\n" + SVG, "broken_image"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "broken_image"),
        (made.archive({"a.txt": b"a"}), "type"),
        (made.archive(made.DOCX)[:-30], "broken_document"),
        (made.archive(made.DOCX, **{"word/vbaProject.bin": b"\xd0\xcf"}), "active_content"),
        (made.archive(made.DOCX, **{"word/embeddings/oleObject1.bin": b"\xd0\xcf"}), "active_content"),
        (made.archive(made.DOCX, **{"word/_rels/settings.xml.rels": b'Type=".../attachedTemplate"'}), "active_content"),
        (made.archive({**made.DOCX, "[Content_Types].xml": b"vnd.ms-word.document.macroEnabled"}), "active_content"),
        (made.archive(made.ODT, **{"Basic/Standard/Module1.xml": b"Sub Main"}), "active_content"),
        (made.archive(made.DOCX, **{"../../x": b"x"}), "broken_document"),
        (lambda: made.archive(made.DOCX, **{"word/media/a.bin": b"\0" * 60_000_000}), "too_much_inside"),
        (lambda: made.archive(made.DOCX, **{f"word/{n}.xml": b"x" for n in range(2_001)}), "too_much_inside"),
        (made.pdf()[:-10], "broken_document"),
        (made.pdf(extra=b"<< /S /JavaScript /JS (app.alert(1)) >>"), "active_content"),
        (made.pdf(extra=b"<< /S /Java#53cript >>"), "active_content"),
        (made.pdf(extra=b"<< /Names << /EmbeddedFiles 5 0 R >> >>"), "active_content"),
        (made.pdf(extra=b"<< /Encrypt 5 0 R >>"), "active_content"),
        (made.pdf(extra=made.object_stream(b"<< /S /Launch >>")), "active_content"),
        (lambda: made.pdf(extra=made.object_stream(b" " * 70_000_000)), "too_much_inside"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)  # fmt: skip
async def test_what_is_refused(content: bytes | Callable[[], bytes], expected: str) -> None:
    """What takes long to make is made here, and not wherever tests are collected."""
    assert await code(content() if callable(content) else content) == expected


async def test_u3_a_picture_of_gigabytes_is_refused_before_it_is_decoded() -> None:
    content = made.vast_png(30_000)
    assert len(content) < 200_000
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        pictures.draw_anew(content)
    assert (refused.value.code, refused.value.facts) == ("too_many_pixels", {"megapixels": 40})
    assert time.process_time() - began < 0.5
    assert await code(content) == "too_many_pixels"


async def test_u9_nothing_of_what_a_camera_wrote_is_left_and_the_picture_stands_upright() -> None:
    photograph = made.photograph()
    assert b"CAMERA-OF-OLENA" in photograph
    found = await examined(photograph)
    assert (found.kind, found.width, found.height) == (Kind.JPEG, 40, 60)
    for part in (found.content, found.small or b""):
        assert b"Exif" not in part
        assert b"CAMERA" not in part
        assert b"SECRET" not in part
    with Image.open(io.BytesIO(found.content)) as stored:
        assert dict(stored.getexif()) == {}
        assert stored.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


async def test_what_hides_behind_the_pixels_is_not_stored() -> None:
    for kind in ("PNG", "JPEG", "WEBP"):
        found = await examined(made.picture(kind) + b"<script>alert(1)</script>" + made.archive({"a": b"a"}))
        assert b"script" not in found.content


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_large_picture_becomes_smaller_within_its_memory(kind: str) -> None:
    side = (4_000, 3_000) if kind == "WEBP" else (8_000, 5_000)
    out = io.BytesIO()
    Image.new("RGB" if kind == "JPEG" else "RGBA", side, "#f0b13a").save(out, format=kind, **({"compress_level": 1} if kind == "PNG" else {}))  # fmt: skip
    found = await examined(out.getvalue())
    assert (found.width, found.height) == ((2560, 1920) if kind == "WEBP" else (2560, 1600))
    with Image.open(io.BytesIO(found.small or b"")) as small:
        assert (small.format, max(small.size)) == ("WEBP", 960)
    assert MEMORY_BYTES == 256 * 2**20


async def test_other_ways_of_writing_pixels_are_understood() -> None:
    pixels = {
        "1": Image.new("1", (20, 10)), "L": Image.new("L", (20, 10), 200), "LA": Image.new("LA", (20, 10)),
        "P": Image.new("RGB", (20, 10), "red").quantize(4), "I;16": Image.new("I;16", (20, 10), 40_000),
    }  # fmt: skip
    for image in pixels.values():
        out = io.BytesIO()
        image.save(out, format="PNG")
        assert (await examined(out.getvalue())).width == 20
    out = io.BytesIO()
    Image.new("CMYK", (20, 10), (0, 255, 255, 0)).save(out, format="JPEG")
    assert (await examined(out.getvalue())).kind is Kind.JPEG


async def test_documents_are_kept_as_they_came() -> None:
    for content, kind in (
        (made.pdf("words", made.object_stream(b"<< /Type /Page >>")), Kind.PDF),
        (made.archive(made.DOCX), Kind.DOCX),
        (made.archive(made.ODT), Kind.ODT),
    ):
        found = await examined(content)
        assert (found.kind, found.content, found.small) == (kind, content, None)


async def test_many_at_once_wait_for_each_other() -> None:
    assert {f.kind for f in await asyncio.gather(*(examined(made.picture()) for _ in range(6)))} == {Kind.PNG}
