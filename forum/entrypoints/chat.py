"""The chat engine, put together: hub, fan-out, backplane and the forum's ports."""

import socket
from typing import Any

from forum.foundation.services import Services
from realtime.wire import MAX_FRAME_BYTES

__all__ = ["MAX_FRAME_BYTES", "drain", "forget_dead_peers", "protocol", "start", "stop"]


def protocol() -> Any:
    return "websockets-sansio"


def forget_dead_peers(listening: socket.socket) -> None:
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 8000)


async def start(services: Services) -> None: ...


async def drain(services: Services) -> None: ...


async def stop(services: Services) -> None: ...
