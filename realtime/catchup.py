"""From `hello` to `live`: everything a reader missed, in order and without repeats, while the room goes on."""

import asyncio
from typing import Final

from realtime import wire
from realtime.channel import Channel, Seat
from realtime.line import Ready
from realtime.wire import Hello, Live

PATIENCE_SECONDS: Final = 10.0
FRAME_BYTES: Final = 64 * 1024


class Reset(Exception):  # noqa: N818 - it is the wire's word
    """The reader's past is not this room's past; `epoch` is the present one."""

    def __init__(self, epoch: str) -> None:
        super().__init__(epoch)
        self.epoch = epoch


async def starting_point(channel: Channel, hello: Hello, floor: int) -> int:
    """The number after which the reader's entries begin.

    Raises:
        Reset: another epoch, or more than the room has had.
    """
    if (hello.after or 0) > channel.head or hello.epoch not in (None, channel.epoch):
        # Another process may be ahead of what was heard here: only the log can tell a future from a lost past.
        await channel.refresh()
    if hello.epoch is not None and hello.epoch != channel.epoch:
        raise Reset(channel.epoch)
    if hello.after is None:
        return max(0, channel.head - (hello.last or 0), floor)
    if hello.after > channel.head:
        raise Reset(channel.epoch)
    return max(hello.after, floor)


async def catch_up(channel: Channel, seat: Seat, after: int, welcome: list[bytes]) -> None:
    """Send `welcome`, then the entries beyond `after`, then `live`; the seat is live then.

    The ring and the log are the buffer: the reader's place is a number, pages are sent until it equals what has been
    flushed, and in that very turn of the loop the seat joins the next tick. So nothing falls between and nothing comes
    twice. Returns early where the seat was left meanwhile; a reader who takes nothing for 10 s is too slow.

    Raises:
        LookupError: the log lacks entries that were announced as committed.
    """
    versions = channel.presence.told
    promised = channel.head
    outbox = welcome
    while not (seat.gone or seat.line.closed):
        # What is committed waits for its tick; the reader may have heard it elsewhere, or in `welcome`'s head.
        if after > channel.flushed or after == channel.flushed < promised:
            await channel.next_flush()
        elif after == channel.flushed:
            outbox.append(wire.encode(Live(channel.room, after)))
            outbox += seat.missed
            outbox += (wire.encode(event) for event in channel.presence.since(versions))
            seat.line.write(Ready(outbox))
            channel.go_live(seat)
            return
        else:
            page = await _page(channel, after)
            first, after = after + 1, after + len(page)
            outbox += page
            if seat.lang:
                outbox += map(wire.encode, await channel.log.translations(channel.room, first, after, seat.lang))
            outbox = await send_whole_frames(seat, outbox)


async def _page(channel: Channel, after: int) -> list[bytes]:
    """Entries beyond `after`, none beyond what has been flushed: those are for the next tick."""
    kept = channel.ring.between(after, channel.flushed)
    if kept is not None:
        return kept
    page = [entry for entry in await channel.read(after) if entry.seq <= channel.flushed]
    if not page or [entry.seq for entry in page] != list(range(after + 1, after + 1 + len(page))):
        raise LookupError(f"the log of {channel.room} has a hole after {after}")
    return [wire.encode(entry) for entry in page]


async def send_whole_frames(seat: Seat, outbox: list[bytes]) -> list[bytes]:
    """Send what fills frames, no faster than the reader takes it; what is left for the next frame."""
    frame: list[bytes] = []
    size = 0
    for event in outbox:
        frame.append(event)
        size += len(event)
        if size >= FRAME_BYTES:
            seat.line.write(Ready(frame))
            frame, size = [], 0
            await _taken(seat)
            if seat.gone or seat.line.closed:
                return []
    return frame


async def _taken(seat: Seat) -> None:
    """Wait for the reader, however slow, as long as they take something at all."""
    while not seat.line.closed:
        waiting = seat.line.unsent()
        try:
            await asyncio.wait_for(seat.line.drained(), PATIENCE_SECONDS)
            return
        except TimeoutError:
            if seat.line.unsent() >= waiting:
                seat.line.too_slow()
