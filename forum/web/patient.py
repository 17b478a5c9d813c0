"""A connection that waits for its peer so long and no longer."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 20.0
"""For the whole of a request's first line and headers: who sends a letter at a time gains nothing by it."""
BODY_SECONDS: Final = 30.0
"""Between two pieces of a body: a picture may take minutes over a weak line, as long as it comes."""


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol class, which lets go of whoever connects and says nothing or stops in the middle.

    uvicorn waits for those without end, so that a thousand of them take every connection that a process may have.
    Written against uvicorn 0.54.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.reading = False
        """Whether a request has begun and is not here whole."""
        self._in_body = False
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Somebody is there: a request should follow as soon as another one would."""
        super().connection_made(transport)
        self._rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request has begun that may come in pieces."""
        self.reading, self._in_body = True, False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """What is missing now is its body."""
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is here whole."""
        self.reading = False
        self._stop_waiting()
        super().on_message_complete()

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being answered on this connection and no request has begun."""
        return not self.reading and (self.cycle is None or self.cycle.response_complete)

    def mind_the_rest(self) -> None:
        """To be called after each piece of what comes in: wait so long for the next one."""
        if self.reading:
            if self._in_body:
                self._stop_waiting()
            if self._patience is None:
                self._wait()
        elif self.at_rest and self.timeout_keep_alive_task is None:
            self._rest()

    def _rest(self) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _wait(self) -> None:
        self._patience = self.loop.call_later(BODY_SECONDS if self._in_body else HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if self.flow.read_paused or (answering and not self._in_body):
            self._wait()  # it is we who do not read, or who have not answered what came before
        else:
            self._patience = None
            self.transport.abort()
