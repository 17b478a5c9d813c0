"""Valkey is only a hint: without it everything still arrives, seconds later."""

import asyncio
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.history import NIGHTLY, stage
from tests.history.stage import Talk
from tests.live import LiveServer
from tests.nodes.shape import Reader, running

LATE_SECONDS = 5.0
# Without Valkey a node asks the log every 4 s: what comes sooner than this from the other one came by Valkey.
BY_VALKEY_SECONDS = 0.5
AWAY_SECONDS = 2.0
WITHOUT_SECONDS = 20.0 if NIGHTLY else 10.0
PACE_SECONDS = 0.03


class Posts:
    """What was answered with 201: when each number was, in monotonic seconds; `done` are nodes that get no more."""

    def __init__(self) -> None:
        self.at: dict[int, float] = {}
        self.done: set[LiveServer] = set()

    async def keep_coming(self, node: LiveServer, talk: Talk, token: str) -> None:
        path, bearer = f"/api/v1/rooms/{talk.room}/entries", {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=node.address, headers=bearer) as program:
            while node not in self.done:
                answer = await program.post(path, json={"id": str(uuid4()), "text": f"Допис до {node.port}"})
                assert answer.status_code == 201, answer.text
                self.at[answer.json()["seq"]] = time.monotonic()
                await asyncio.sleep(PACE_SECONDS)

    async def cross_by_valkey(self, readers: list[Reader]) -> None:
        """Wait until ten in a row are heard at once by everybody, which takes Valkey."""
        async with asyncio.timeout(LATE_SECONDS):
            while True:
                first = max(self.at, default=0) + 1
                await asyncio.gather(*(reader.reaches(first + 10) for reader in readers))
                if all(self.lateness(reader, range(first, first + 10)) < BY_VALKEY_SECONDS for reader in readers):
                    return

    def lateness(self, reader: Reader, numbers: range | None = None) -> float:
        """The longest that the reader waited for one of these that was acknowledged already."""
        return max(reader.heard[seq] - self.at.get(seq, time.monotonic()) for seq in numbers or self.at)


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_r15_bus_loss(tmp_path: Path, url: str) -> None:
    """Valkey is killed twice and comes back empty, then stays away: posts are answered, readers complete within 5 s."""
    talk, posts = await stage.prepare(url, tmp_path, 2), Posts()
    async with running(tmp_path, url) as shape:
        readers = [await Reader.enter(node, talk.room) for node in shape.nodes for _ in range(3)]
        tasks = [
            asyncio.create_task(posts.keep_coming(node, talk, token))
            for node, token in zip(shape.nodes, talk.tokens, strict=True)
        ]
        for _ in range(2):
            await posts.cross_by_valkey(readers)
            shape.valkey.terminate()
            await asyncio.sleep(AWAY_SECONDS)
            await asyncio.to_thread(shape.valkey.start)
        await posts.cross_by_valkey(readers)
        shape.valkey.terminate()
        # Nothing is said at node two any more: no gap tells its readers that they miss something.
        posts.done.add(shape.nodes[1])
        await asyncio.sleep(WITHOUT_SECONDS)
        posts.done.add(shape.nodes[0])
        await asyncio.gather(*tasks)
        async with asyncio.timeout(LATE_SECONDS):
            await asyncio.gather(*(reader.reaches(len(posts.at)) for reader in readers))
        late = [posts.lateness(reader) for reader in readers]
        print(f"{len(posts.at)} posts, heard at most {max(late):.1f} s late")
        assert max(late) <= LATE_SECONDS
        for reader in readers:
            reader.leave()
    assert [entry.seq for entry in await stage.stored_log(url, tmp_path)] == sorted(posts.at)
