"""uvicorn's own WebSocket protocol, made to lend its transport, and the listening socket that frees dead peers."""

import socket
from collections.abc import Callable
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from realtime.inbox import Inbox
from realtime.ports import EXTENSION
from realtime.session import Bucket
from realtime.wire import CLOSE_BAD_UTF8, CLOSE_PING_FLOOD, CLOSE_TOO_LARGE, MAX_FRAME_BYTES, Limits

DEAD_PEER_MS: Final = 8_000
MOST_WAITING: Final = 8
"""So many messages may wait for the application before the peer is read no further."""
SHUTDOWN_CUT_SECONDS: Final = 2.0

SERVER_OPTIONS: Final[dict[str, Any]] = {
    "ws_max_size": MAX_FRAME_BYTES,
    "ws_per_message_deflate": False,  # 34 kB a connection
    "ws_ping_interval": 15.0,  # a peer that is gone without a word is let go of within 35 s
    "ws_ping_timeout": 20.0,
    "timeout_graceful_shutdown": 5,  # one stuck reader would block the stop for ever
}
"""What uvicorn's Config needs beside `ws=FanoutProtocol`."""


class FanoutProtocol(WebSocketsSansIOProtocol):
    """Implements `ports.Fanout`; found in scope["extensions"]. Written against uvicorn 0.54."""

    farewell: Callable[[], bytes | None] | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.queue = cast(Any, Inbox())

    def handle_connect(self, event: Request) -> None:
        """Put this object into the scope, which the application sees on the next turn of the loop."""
        if len(event.headers.get_all("Origin")) > 1:
            self._turn_away(event)
            return
        super().handle_connect(event)
        if self.response.status_code == 101:
            limits = Limits()
            self._pings = Bucket(limits.ping_burst, limits.pings_per_second, self.loop.time())
            cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self

    def _turn_away(self, event: Request) -> None:
        # The library would answer 400: to us two origins are a foreign one.
        self.request, self.response = event, self.conn.reject(403, "Two origins.\n")
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.conn.send_response(self.response)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

    async def send(self, message: Any) -> None:
        """Send as ever; once the socket is accepted its request and its headers are let go of, which are 5 kB."""
        await super().send(message)
        if message["type"] == "websocket.accept":
            self.request.headers.clear()  # the library's parser holds the request itself
            del self.request, self.response
            self.scope["headers"] = []

    def handle_cont(self, event: Frame) -> None:
        """Gather the message, unless it comes in more pieces than it may have bytes: empty ones add up to nothing."""
        if len(self.frames) > MAX_FRAME_BYTES:
            self.close_now(CLOSE_TOO_LARGE, "too many fragments", cut_after=SHUTDOWN_CUT_SECONDS)
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand the message on; what is no UTF-8 ends the socket, and anybody's junk fills no log.

        Reading stops only when several messages wait: stopping and going on are two system calls.
        """
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.send_close(CLOSE_BAD_UTF8)
                self.handle_parser_exception()
                return
        paused, self.read_paused = self.read_paused, True
        super().send_receive_event_to_app()
        self.read_paused = paused
        if not paused and len(cast(Inbox, self.queue)) > MOST_WAITING:
            self.read_paused = True
            self.transport.pause_reading()

    def handle_ping(self) -> None:
        """Answer, unless it is a flood."""
        if self._pings.take(self.loop.time()):
            super().handle_ping()
        else:
            self.close_now(CLOSE_PING_FLOOD, "ping flood", cut_after=SHUTDOWN_CUT_SECONDS)

    def keepalive_timeout(self) -> None:
        """The peer answers no ping: what waits for it would wait for ever."""
        super().keepalive_timeout()
        self.transport.abort()

    def shutdown(self) -> None:
        """The server stops: last words, then 1012, then a cut for those who don't take it."""
        if self.farewell and (frames := self.farewell()):
            self.write_frames(frames)
        super().shutdown()
        self.loop.call_later(SHUTDOWN_CUT_SECONDS, self.transport.abort)

    def write_frames(self, frames: bytes) -> bool:
        """Write ready frames, unless the connection is closing."""
        if self.close_sent or self.conn.state is not State.OPEN or self.transport.is_closing():
            return False
        self.transport.write(frames)
        return True

    def unsent(self) -> int:
        """Bytes that wait in the transport."""
        return self.transport.get_write_buffer_size()

    async def drained(self) -> None:
        """Wait until the transport takes more."""
        await self.writable.wait()

    def close_now(self, code: int, reason: str, *, cut_after: float) -> None:
        """What `send` does with websocket.close, without waiting for a reader that doesn't read."""
        if self.close_sent or self.conn.state is not State.OPEN or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:  # the peer's own close frame has to be heard
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(cut_after, self.transport.abort)


def free_dead_peers(listening: socket.socket) -> None:
    """Have the kernel drop connections whose peer acknowledges nothing for 8 s, closing ones too (RFC 5482).

    Set on the listening socket: accepted ones inherit it. Does nothing where the system has no TCP_USER_TIMEOUT.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_PEER_MS)
