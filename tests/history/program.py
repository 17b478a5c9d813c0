"""A program that writes over HTTP: one request after the other on a connection that is kept."""

import asyncio
import contextlib
import json
import re

from tests.history.author import Author

FAILURES = (OSError, EOFError, asyncio.IncompleteReadError, TimeoutError)
PAUSE_SECONDS = 0.02


class Program(Author):
    """Posts without end, repeating what has no answer."""

    async def run(self, port: int) -> None:
        """Write until cancelled."""
        while True:
            try:
                with contextlib.suppress(*FAILURES):
                    await self._write_on_one_connection(port)
            finally:
                self.interrupted()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _write_on_one_connection(self, port: int) -> None:
        reader, out = await asyncio.open_connection("127.0.0.1", port)
        try:
            while True:
                frame = next(iter(self.waiting.values()), None) or self.write()
                body = json.dumps({"id": frame["id"], "text": frame["text"]}).encode()
                head = (
                    f"POST /api/v1/rooms/{self.room}/entries HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                    f"Authorization: Bearer {self.token}\r\n"
                    f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                )
                self.on_its_way(frame["id"])
                out.write(head.encode() + body)
                answer = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
                assert length is not None
                said = json.loads(await reader.readexactly(int(length[1])))
                if answer.split()[1] in (b"200", b"201"):
                    self.answered(frame["id"], said["seq"])
                elif answer.split()[1] == b"503":  # stopping, or busy: later
                    return
                else:
                    raise AssertionError(said)
        finally:
            out.transport.abort()
