"""What the API says of files, here and beside the texts that they belong to."""

import msgspec

from forum.files.queries import FileLine
from forum.web.request import MostyRequest


class FileAnswer(msgspec.Struct, kw_only=True):
    """`small_url` is a picture as pages show it; `width` and `height` are in pixels, 0 for documents."""

    id: str
    url: str
    small_url: str | None
    media_type: str
    bytes: int
    width: int
    height: int
    description: str
    lang: str


def file_answer(request: MostyRequest, file: FileLine) -> FileAnswer:
    base = request.services.settings.base_url
    return FileAnswer(
        id=file.public_id,
        url=f"{base}{file.path}",
        small_url=f"{base}{file.small_path}" if file.is_picture else None,
        media_type=file.media_type,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
        description=file.description,
        lang=file.lang,
    )
