"""The engine alone: the real hub, sockets and ticks over a log that forgets, so that fan-out is measured without posts.

A client's post that says `xK` stands for K committed entries, which are given to `Hub.announce` one by one, as posts
are. Nothing is looked up, checked or kept.
"""

import asyncio
import os
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import uvicorn

from realtime.backplane.memory import MemoryBackplane
from realtime.fanout import SERVER_OPTIONS, FanoutProtocol
from realtime.hub import Hub
from realtime.ports import EXTENSION, Admission, Appended, Engine, Head, Member, Revocations, SeenMark
from realtime.wire import LIFTED, SUBPROTOCOL, Change, Entry, Person, Post, Translation

MARK = len("no00000000")
_members = count(1)


class OpenDoor:
    """Implements `ports.Gatekeeper`: everybody may do everything."""

    async def admit(self, member: Member, room: str) -> Admission:
        return Admission(can=("read", "talk", "hand"))

    async def revocations(self, since: int | None) -> Revocations:
        return Revocations(0)


class ForgetfulLog:
    """Implements `ports.RoomLog`: numbers entries and announces them."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self._head = 0

    async def heads(self, rooms: Collection[str]) -> Mapping[str, Head]:
        return {room: Head("bench", self._head) for room in rooms}

    async def read(self, room: str, after: int, limit: int) -> Sequence[Entry]:
        last = min(after + limit, self._head)
        return [Entry(room=room, seq=seq, kind="said", at=datetime.now(UTC)) for seq in range(after + 1, last + 1)]

    async def translations(self, room: str, first: int, last: int, lang: str) -> Sequence[Translation]:
        return ()

    async def append(self, member: Member, change: Change, *, only_repeat: bool = False) -> Appended:
        assert isinstance(change, Post)
        assert self.engine is not None
        _, _, times, *_ = change.text.split(" ", 3)
        number = int(change.text[2:MARK])
        for one in range(int(times[1:])):
            self._head += 1
            text = f"no{number + one:08}{change.text[MARK:]}"
            entry = Entry(
                room=change.room, seq=self._head, kind="said", at=datetime.now(UTC), author=member.person,
                lang=change.lang or member.lang, text=text, html=text, id=uuid4(),
            )  # fmt: skip
            self.engine.announce(change.room, [entry])
        return Appended(self._head)

    async def mark_seen(self, marks: Sequence[SeenMark]) -> None:
        return None


async def main() -> None:
    log = ForgetfulLog()
    log.engine = hub = Hub(OpenDoor(), log, MemoryBackplane(), limits=LIFTED)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        number = str(next(_members))
        person = Person(id=f"member{number:>06}", name=f"Member {number}")
        member = Member(account=person.id, session=number, person=person, address=scope["client"][0], lang="uk")
        await hub.serve(member, receive, send, scope["extensions"][EXTENSION])

    await hub.start()
    config = uvicorn.Config(
        app, port=int(os.environ["PORT"]), loop="none", http="httptools", ws=FanoutProtocol, lifespan="off",
        log_config=None, access_log=False, backlog=2048, **SERVER_OPTIONS,
    )  # fmt: skip
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
