"""The door to the live rooms."""

from typing import Any

from litestar import WebSocket, websocket

from forum.foundation.i18n import negotiate
from forum.rooms.queries import person
from forum.web.provided import Services, Viewer
from forum.web.viewer import ANONYMOUS
from realtime.ports import EXTENSION, Member
from realtime.wire import CLOSE_RESTART, CLOSE_SIGNED_OUT, SUBPROTOCOL


@websocket("/ws", opt={"public": True})
async def live_rooms(socket: WebSocket[Any, Any, Any]) -> None:
    """Hand an accepted socket to the engine. Rooms are read by guests too; each room asks the gatekeeper."""
    services: Services = socket.app.state.services
    viewer: Viewer = socket.scope.get("user") or ANONYMOUS
    offered = SUBPROTOCOL in socket.scope["subprotocols"]
    await socket.accept(subprotocols=SUBPROTOCOL if offered else None)
    if services.engine is None:
        await socket.close(CLOSE_RESTART, "restart")
    elif viewer.id is None and "authorization" in socket.headers:
        await socket.close(CLOSE_SIGNED_OUT, "signed out")
    else:
        fanout = (socket.scope.get("extensions") or {}).get(EXTENSION)
        await services.engine.serve(_member(socket, viewer), socket.receive, socket.send, fanout)


def _member(socket: WebSocket[Any, Any, Any], viewer: Viewer) -> Member:
    address = socket.client.host if socket.client else ""
    if viewer.id is None:
        lang = negotiate(socket.headers.get("accept-language", ""))
        return Member(account=None, session=None, person=None, address=address, lang=lang)
    who = person(viewer.public_id, viewer.name, viewer.role)
    return Member(
        account=viewer.public_id, session=str(viewer.session_id), person=who, address=address, lang=viewer.lang
    )
