"""Approved minutes as the text that was stamped."""

from litestar import Response

from forum.foundation.errors import Refused
from forum.records.queries.minutes import Desk

MEDIA_TYPE = "text/plain; charset=utf-8"


def text_answer(found: Desk) -> Response[bytes]:
    """The bytes that the stamp is of.

    Raises:
        Refused: `not_found` while minutes are not approved by both.
    """
    if found.minutes.text is None:
        raise Refused("not_found")
    headers = {
        "Content-Disposition": f'inline; filename="minutes-{found.visit.id}.txt"',
        "Cache-Control": "no-store" if found.minutes.hidden else "public, no-cache",
    }
    return Response(found.minutes.text.encode(), headers=headers, media_type=MEDIA_TYPE)
