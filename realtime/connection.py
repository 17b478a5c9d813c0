"""One socket at work: carries out what its `Session` decides, with the gatekeeper, the log and the rooms."""

import asyncio
import logging
import random
from dataclasses import replace
from typing import Any, Final, assert_never

from msgspec import to_builtins

from realtime import wire
from realtime.catchup import Reset, catch_up, send_whole_frames, starting_point
from realtime.channel import Channel, Seat
from realtime.line import Line, Ready
from realtime.parts import Parts
from realtime.ports import Admission, Member, Receive, Refused
from realtime.session import HELLO_SECONDS, Allowance, Append, Close, Effect, Enter, Leave, Send, Session, Show

RESTART_SPREAD_SECONDS: Final = 3.0

log = logging.getLogger(__name__)


class Connection:
    """A socket from accept to close. `seats` are the rooms that it holds, by room."""

    def __init__(self, parts: Parts, line: Line, allowance: Allowance) -> None:
        self.line = line
        self.seats: dict[str, tuple[Channel, Seat]] = {}
        # Rooms in which the member's rights changed since they were asked for, and the number of the revocation.
        self._doubts: dict[str, int] = {}
        self._parts = parts
        self._session = Session(parts.limits, allowance, parts.clock())
        self._catching_up: dict[str, asyncio.Task[None]] = {}

    @property
    def member(self) -> Member:
        """Who is at the other end."""
        return self.line.member

    async def run(self, receive: Receive) -> None:
        """Serve the socket until either side closes it."""
        loop = asyncio.get_running_loop()
        timers = [loop.call_later(HELLO_SECONDS + 0.01, self._look_at_the_clock)]
        if self.member.lasts is not None:
            timers.append(loop.call_later(self.member.lasts, self.close, wire.CLOSE_SIGNED_OUT, "signed out"))
        try:
            while not self._session.closed:
                message = await receive()
                if message["type"] != "websocket.receive":
                    break
                self._parts.counters.frames_in_total += 1
                if self._doubts:
                    await self.readmit()
                text = message.get("text")
                if text is None:
                    await self._perform(self._session.receive_binary())
                else:
                    await self._perform(self._session.receive(text, self._parts.clock()))
        finally:
            for timer in timers:
                timer.cancel()
            self._session.closed = True
            for room in list(self.seats):
                self._leave(room)

    def close(self, code: int, reason: str) -> None:
        """End the connection for a reason of the server's."""
        self._session.closed = True
        self.line.close(code, reason)
        for room in list(self.seats):
            self._leave(room)

    def restart(self) -> None:
        """Tell the client to come back, each at a moment of its own, and end the connection."""
        self.line.say(self.farewell())
        self.close(wire.CLOSE_RESTART, "restart")

    def farewell(self) -> wire.Restart:
        """What is said just before a 1012."""
        return wire.Restart(round(random.uniform(0, RESTART_SPREAD_SECONDS), 2))  # noqa: S311 - spreads reconnects

    def lose(self, room: str, code: str) -> None:
        """The room is no longer open to this member."""
        if room in self.seats:
            self._leave(room)
            self._perform_at_once(self._session.turned_away(room, code, {}))

    def doubt(self, room: str | None) -> None:
        """The member's rights in the room, or in all, changed: nothing is taken from the client before `readmit`."""
        held = self.seats if room is None else self.seats.keys() & {room}
        self._doubts |= dict.fromkeys(held, self._parts.revocations)

    async def readmit(self) -> None:
        """Ask what the member may do now in the rooms in doubt; again where rights changed while that was answered."""
        while self._doubts:
            room, version = next(iter(self._doubts.items()))
            answer: Admission | Refused
            try:
                answer = await self._admit(room)
            except Refused as refused:
                answer = refused
            except Exception:
                # Who may have lost a right does not keep it for want of an answer: the next hello asks again.
                log.exception("could not ask again who may be in a room")
                self.restart()
                return
            if self._doubts.get(room) == version:
                del self._doubts[room]
                self._readmitted(room, answer)

    def _readmitted(self, room: str, answer: Admission | Refused) -> None:
        if isinstance(answer, Refused):
            self.lose(room, answer.code)
            return
        seat = self.seats[room][1]
        could, seat.admission = seat.admission.can, answer
        if answer.why and "talk" in could and "talk" not in answer.can:
            self.line.say(wire.Error(code=answer.why.code, room=room, facts=answer.why.facts))
        if answer.can != could:
            self.line.say(wire.Rights(room, answer.can))

    async def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Enter):
                await self._enter(effect.hello)
            elif isinstance(effect, Append):
                await self._append(effect)
            elif isinstance(effect, Show) and isinstance(effect.frame, wire.ReadIn):
                await self._read_in(effect.frame)
            else:
                self._carry_out(effect)

    def _perform_at_once(self, effects: list[Effect]) -> None:
        for effect in effects:
            if not isinstance(effect, Enter | Append):
                self._carry_out(effect)

    def _carry_out(self, effect: Send | Close | Show | Leave) -> None:
        counters = self._parts.counters
        if isinstance(effect, Send):
            if isinstance(effect.event, wire.Error):
                counters.refused_total += 1
                counters.bad_frames_total += effect.event.code == "bad_frame"
            self.line.say(effect.event)
        elif isinstance(effect, Close):
            self.close(effect.code, effect.reason)
        elif isinstance(effect, Leave):
            self._leave(effect.room)
        elif isinstance(effect, Show):
            self._show(effect.frame)
        else:
            assert_never(effect)

    # --- entering and leaving

    async def _admit(self, room: str) -> Admission:
        admission = await self._parts.gatekeeper.admit(self.member, room)
        person = admission.person
        if person and person != self.member.person:
            # A new name or role is seen from now on, also where the member sits already.
            self.line.member = replace(self.member, person=person)
            for channel, seat in self.seats.values():
                if not seat.away:
                    channel.presence.state.arrive(person, self.line.number, self._parts.clock())
        return admission

    async def _enter(self, hello: wire.Hello) -> None:
        parts = self._parts
        try:
            while True:
                asked_at = parts.revocations
                admission = await self._admit(hello.room)
                channel = await parts.channels.open(hello.room, parts.clock())
                after = await starting_point(channel, hello, admission.floor)
                if asked_at == parts.revocations:
                    break
        except Refused as refused:
            await self._perform(self._session.turned_away(hello.room, refused.code, refused.facts))
        except Reset as reset:
            parts.counters.resets_total += 1
            self.line.say(wire.Reset(hello.room, reset.epoch))
        except Exception:
            log.exception("could not let a member into a room")
            self.restart()
        else:
            if not self._session.closed:
                self._sit(channel, admission, hello, after)

    def _sit(self, channel: Channel, admission: Admission, hello: wire.Hello, after: int) -> None:
        room = hello.room
        seat = Seat(self.line, hello.lang or self.member.lang, admission, lambda epoch: self._reset(room, epoch))
        self._session.entered(room)
        self.seats[room] = channel, seat
        channel.sit(seat, self._parts.clock())
        welcome = wire.encode(self._welcome(channel, seat))
        task = asyncio.create_task(self._catch_up(channel, seat, after, welcome))
        self._catching_up[room] = task
        task.add_done_callback(lambda done: self._caught_up(room, done))

    def _welcome(self, channel: Channel, seat: Seat) -> wire.Welcome:
        member, state = self.member, channel.presence.state
        me: dict[str, Any] = {"id": None, "name": None}
        if member.person:
            me = to_builtins(member.person)
        waiting = self._parts.seen.get((member.account or "", channel.room), 0)
        return wire.Welcome(
            room=channel.room,
            epoch=channel.epoch,
            head=channel.head,
            me=me | {"lang": seat.lang, "seen": max(seat.admission.seen, waiting)},
            people=state.people(),
            count=state.count(),
            hands=state.hands(),
            can=seat.admission.can,
        )

    async def _catch_up(self, channel: Channel, seat: Seat, after: int, welcome: bytes) -> None:
        try:
            await catch_up(channel, seat, after, [welcome])
        except Exception:
            log.exception("could not read what a member missed")
            self.restart()

    def _caught_up(self, room: str, task: asyncio.Task[None]) -> None:
        if self._catching_up.get(room) is task:
            del self._catching_up[room]

    def _leave(self, room: str) -> None:
        self._doubts.pop(room, None)
        if task := self._catching_up.pop(room, None):
            task.cancel()
        if held := self.seats.pop(room, None):
            channel, seat = held
            channel.leave(seat, self._parts.clock())

    def _reset(self, room: str, epoch: str) -> None:
        self._leave(room)
        self._session.reset(room)
        self.line.say(wire.Reset(room, epoch))

    # --- writing and showing

    async def _append(self, effect: Append) -> None:
        change, session = effect.change, self._session
        try:
            if self.member.account is None:
                raise Refused("not_seated")
            done = await self._parts.log.append(self.member, change, only_repeat=effect.only_repeat)
        except Refused as refused:
            effects = session.refused(change, refused.code, refused.facts, self._parts.clock())
        except Exception:
            # Unknown whether it was written: the client asks again with the same id.
            log.exception("could not append to the log of a room")
            effects = session.refused(change, "busy", {}, self._parts.clock())
        else:
            self._parts.counters.posts_total += not done.dup
            effects = session.appended(change, seq=done.seq, dup=done.dup, only_repeat=effect.only_repeat)
        await self._perform(effects)

    async def _read_in(self, frame: wire.ReadIn) -> None:
        """Another language from now on, and for the recent messages, which are on the reader's screen."""
        if frame.room not in self.seats:
            return
        channel, seat = self.seats[frame.room]
        seat.lang = frame.lang
        first, last = max(channel.ring.first, seat.admission.floor + 1), channel.flushed
        try:
            if first <= last:
                translations = await self._parts.log.translations(frame.room, first, last, frame.lang)
                rest = await send_whole_frames(seat, [wire.encode(translation) for translation in translations])
                if rest and not seat.gone:
                    self.line.write(Ready(rest))
        except Exception:
            log.exception("could not read translations")

    def _show(self, frame: wire.Typing | wire.Hand | wire.Here | wire.Seen | wire.ReadIn) -> None:
        if frame.room not in self.seats:
            return
        channel, seat = self.seats[frame.room]
        now, account = self._parts.clock(), self.member.account
        if account and isinstance(frame, wire.Seen):
            key = account, frame.room
            self._parts.seen[key] = max(self._parts.seen.get(key, 0), min(frame.seq, channel.head))
        elif account and isinstance(frame, wire.Typing) and seat.may("talk"):
            channel.presence.state.type(account, now)
        elif isinstance(frame, wire.Here):
            channel.look(seat, now, here=frame.here)
        elif isinstance(frame, wire.Hand) and (seat.may("talk", "hand") or not frame.up):
            channel.presence.hand(self.member, self.line.number, now, up=frame.up)

    def _look_at_the_clock(self) -> None:
        self._perform_at_once(self._session.tick(self._parts.clock()))
