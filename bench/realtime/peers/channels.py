"""Litestar's ChannelsPlugin with its memory backend, under uvicorn as its manual starts it."""

import os
from typing import Any

import uvicorn
from litestar import Litestar, WebSocket, websocket
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.memory import MemoryChannelsBackend
from litestar.exceptions import WebSocketDisconnect


@websocket("/ws")
async def room(socket: WebSocket[Any, Any, Any], channels: ChannelsPlugin) -> None:
    """Every text goes to everybody."""
    await socket.accept()
    try:
        async with channels.start_subscription(["room"]) as subscriber, subscriber.run_in_background(socket.send_text):
            while True:
                channels.publish(await socket.receive_text(), "room")
    except WebSocketDisconnect:
        pass


app = Litestar([room], plugins=[ChannelsPlugin(backend=MemoryChannelsBackend(), channels=["room"])])

if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(os.environ["PORT"]),
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        backlog=2048,
        log_level="error",
    )
