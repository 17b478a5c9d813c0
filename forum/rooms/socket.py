"""The door to the live rooms."""

from typing import Any

from litestar import WebSocket, websocket

from forum.foundation.i18n import negotiate
from forum.foundation.network import network
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
    # The server lets go of the headers once the socket is accepted.
    member = _member(socket, viewer, services)
    await socket.accept(subprotocols=SUBPROTOCOL if offered else None)
    if services.engine is None:
        await socket.close(CLOSE_RESTART, "restart")
    elif viewer.signed_out:
        await socket.close(CLOSE_SIGNED_OUT, "signed out")
    else:
        fanout = (socket.scope.get("extensions") or {}).get(EXTENSION)
        await services.engine.serve(member, socket.receive, socket.send, fanout)


def _member(socket: WebSocket[Any, Any, Any], viewer: Viewer, services: Services) -> Member:
    address = network(socket.client.host) if socket.client else ""
    if viewer.id is None:
        lang = negotiate(socket.headers.get("accept-language", ""))
        return Member(account=None, session=None, person=None, address=address, lang=lang)
    ends = viewer.session_ends
    return Member(
        account=viewer.public_id,
        session=str(viewer.session_id),
        person=person(viewer.public_id, viewer.name, viewer.role),
        address=address,
        lang=viewer.lang,
        lasts=None if ends is None else (ends - services.clock.now()).total_seconds(),
    )
