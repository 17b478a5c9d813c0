"""Pictures drawn anew: what a camera or a forger put beside or behind the pixels does not come along."""

import io
import struct
from typing import Final

from PIL import Image, ImageCms, UnidentifiedImageError

from forum.files.rules.kinds import MAX_FILE_BYTES, Examined, Kind
from forum.foundation.errors import Refused

# A longer side of a stored picture, and of the one that pages show.
MAX_SIDE = 2560
SMALL_SIDE = 960
SMALL_ENOUGH_BYTES = 120_000
# WebP's decoder keeps four copies of what it decodes.
MAX_PIXELS: Final = {"JPEG": 40_000_000, "PNG": 40_000_000, "GIF": 40_000_000, "WEBP": 12_000_000}
_STRIP = 64
_EXIF_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and the libraries below it raise about bytes that are no picture.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, OverflowError, struct.error)


def draw_anew(content: bytes) -> Examined:
    """The picture in sRGB, upright, at most `MAX_SIDE` long, without any metadata.

    Raises:
        Refused: `too_many_pixels` before anything is decoded, `too_many_frames`, `broken_image`, `type` for a GIF.
    """
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=tuple(MAX_PIXELS)) as source:
            _check(source)
            kind = Kind(str(source.format).lower())
            turn, profile = source.getexif().get(_EXIF_ORIENTATION), source.info.get("icc_profile")
            drawn = _in_srgb(_reduced(source), profile)
    except UnidentifiedImageError:
        raise Refused("broken_image", field="file") from None
    except _BROKEN:
        raise Refused("broken_image", field="file") from None
    if turn in _TURNS:
        drawn = drawn.transpose(_TURNS[turn])
    kind, stored = _written(drawn, kind)
    small = None
    if max(drawn.size) > SMALL_SIDE or len(stored) > SMALL_ENOUGH_BYTES:
        less = drawn.copy()
        less.thumbnail((SMALL_SIDE, SMALL_SIDE))
        small = _saved(less, Kind.WEBP, quality=78, method=3)
    return Examined(kind=kind, content=stored, small=small, width=drawn.width, height=drawn.height)


def _check(source: Image.Image) -> None:
    most = MAX_PIXELS[str(source.format)]
    if source.width * source.height > most:
        raise Refused("too_many_pixels", field="file", megapixels=most // 1_000_000)
    if getattr(source, "is_animated", False):
        raise Refused("too_many_frames", field="file")
    if source.format == "GIF":
        raise Refused("type", field="file")


def _reduced(source: Image.Image) -> Image.Image:
    """Decoded and made smaller strip by strip, so that no second copy of a large picture is ever in memory."""
    source.draft("RGB", (MAX_SIDE, MAX_SIDE))
    source.load()
    mode = _mode(source)
    large = source.width * source.height > MAX_PIXELS["WEBP"]
    factor = max(max(source.size) // MAX_SIDE, 2 if large else 1)
    if factor == 1:
        drawn = _converted(source, mode)
    else:
        height = -(-source.height // factor)
        drawn = Image.new(mode, (-(-source.width // factor), height))
        for top in range(0, source.height, _STRIP * factor):
            strip = source.crop((0, top, source.width, min(top + _STRIP * factor, source.height)))
            drawn.paste(_converted(strip, mode).reduce(factor), (0, top // factor))
    drawn.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=None)
    return drawn


def _mode(source: Image.Image) -> str:
    if source.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in source.info:
        return "RGBA"
    return "L" if source.mode in ("1", "L") or source.mode.startswith(("I", "F")) else "RGB"


def _converted(image: Image.Image, mode: str) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda value: value * (1 / 256)).convert("L").convert(mode)
    return image if image.mode == mode else image.convert(mode)


def _in_srgb(drawn: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as other profiles mean them; a profile that cannot be read is left out."""
    if not profile or drawn.mode == "L":
        return drawn
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(drawn, own, ImageCms.createProfile("sRGB"), outputMode=drawn.mode)
        return made or drawn
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return drawn


def _written(drawn: Image.Image, kind: Kind) -> tuple[Kind, bytes]:
    if kind is Kind.JPEG:
        return kind, _saved(drawn, kind, quality=86, progressive=True)
    if kind is Kind.PNG:
        stored = _saved(drawn, kind, compress_level=6)
        if len(stored) <= MAX_FILE_BYTES:
            return kind, stored
    return Kind.WEBP, _saved(drawn, Kind.WEBP, quality=86, method=3)


def _saved(drawn: Image.Image, kind: Kind, **options: object) -> bytes:
    drawn.info = {}
    out = io.BytesIO()
    drawn.save(out, format=kind.upper(), **options)
    return out.getvalue()
