"""Who may open a route. Every handler names one of these, or says `opt={"public": True}`."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from forum.foundation.errors import Refused
from forum.web.forms import keep_typed
from forum.web.request import MostyRequest
from forum.web.viewer import ANONYMOUS, Viewer

Connection = ASGIConnection[Any, Any, Any, Any]


def signed_in(connection: Connection, _: BaseRouteHandler) -> None:
    """Raises:
    Refused: `signed_out`.
    """
    viewer_of(connection)


async def may_write(connection: Connection, _: BaseRouteHandler) -> None:
    """A confirmed account that is not suspended.

    Raises:
        Refused: `signed_out`, `verify_first` or `banned` (with `until`).
    """
    try:
        check_may_write(viewer_of(connection))
    except Refused:
        if isinstance(connection, MostyRequest) and connection.method == "POST":
            await keep_typed(connection)
        raise


async def officials(connection: Connection, handler: BaseRouteHandler) -> None:
    await may_write(connection, handler)
    if not viewer_of(connection).is_official:
        raise Refused("not_allowed")


async def moderators(connection: Connection, handler: BaseRouteHandler) -> None:
    await may_write(connection, handler)
    if not viewer_of(connection).is_moderator:
        raise Refused("not_allowed")


async def administrators(connection: Connection, handler: BaseRouteHandler) -> None:
    await may_write(connection, handler)
    if not viewer_of(connection).is_admin:
        raise Refused("not_allowed")


def check_may_write(viewer: Viewer) -> None:
    if viewer.suspended_until:
        raise Refused("banned", until=viewer.suspended_until)
    if not viewer.confirmed:
        raise Refused("verify_first")


def viewer_of(connection: Connection) -> Viewer:
    """The signed-in person.

    Raises:
        Refused: `signed_out` when there is none.
    """
    viewer: Viewer = connection.scope.get("user") or ANONYMOUS
    if viewer.id is None:
        raise Refused("signed_out")
    return viewer
