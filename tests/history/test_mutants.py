"""The checks are checked: each fault that they exist for is put in, and must be reported.

The tales are written by hand; below them the product itself is given the fault. A forgotten Origin is in
`tests/rooms/test_socket.py`.
"""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forum.foundation.database import sqlite
from realtime import catchup
from realtime.channel import Seat
from realtime.ticks import Ticks
from tests.history import stage
from tests.history.checker import Broken, Stored, broken_promises
from tests.history.record import FAIL, UNKNOWN, Act, History
from tests.history.rhythm import evenly
from tests.history.test_power_loss import check_durable
from tests.live import free_port
from tests.rooms.live import serving_on

ROOM = "r"


class Tale:
    """What two people did in a room and what the database kept of it, all in order until something is changed."""

    def __init__(self) -> None:
        self.log = [
            Stored(ROOM, 1, "said", "olena", "a", "one", "visible"),
            Stored(ROOM, 2, "said", "bohdan", "b", "two, better", "visible"),
            Stored(ROOM, 3, "said", "olena", "c", "three", "removed"),
            Stored(ROOM, 4, "edited", "bohdan", "d", "two, better", of=2),
            Stored(ROOM, 5, "removed", "olena", "e", "", of=3),
            Stored(ROOM, 6, "said", "olena", "f", "six", "visible"),
        ]
        said = [("olena", "post", "a"), ("bohdan", "post", "b"), ("olena", "post", "c"), ("bohdan", "edit", "d")]
        said += [("olena", "remove", "e"), ("olena", "post", "f")]
        writing = [
            self.act(number, who, op, seq=number, id=ident) for number, (who, op, ident) in enumerate(said, start=1)
        ]
        page = [[1, "a", "one", "visible"], [2, "b", "two, better", "visible"], [3, "c", "", "removed"]]
        page += [[6, "f", "six", "visible"]]
        self.acts = [
            self.act(0, "olena", "hello", after=0),
            *writing,
            self.act(7, "olena", "hear", seqs=[1, 2, 3]),
            self.act(8, "olena", "hear", seqs=[4]),
            self.act(9, "olena", "hello", after=4),
            self.act(10, "olena", "hear", seqs=[5, 6]),
            self.act(11, "olena", "show", messages=page, typed=["a", "c", "f", "z"], unsent=["z"]),
        ]

    def act(self, t: float, who: str, op: str, *, seq: int | None = None, **args: Any) -> Act:
        return Act(t, who, op, {"room": ROOM, **args}, seq=seq)

    def change(self, op: str, index: int = 0, **fields: Any) -> None:
        """Replace fields of the act of that kind; what is not a field of its own goes into `args`."""
        at = [number for number, act in enumerate(self.acts) if act.op == op][index]
        own = {key: fields.pop(key) for key in ("t", "outcome", "seq") if key in fields}
        self.acts[at] = replace(self.acts[at], args=self.acts[at].args | fields, **own)


def test_a_history_without_a_fault_breaks_nothing() -> None:
    tale = Tale()
    tale.change("post", 0, outcome=UNKNOWN)
    assert broken_promises(tale.acts, tale.log) == []


def test_a_message_may_be_withdrawn_again_under_another_id() -> None:
    tale = Tale()
    withdrawn_again(tale, seq=5)
    assert broken_promises(tale.acts, tale.log) == []


def withdrawn_again(tale: Tale, *, seq: int) -> None:
    """What was withdrawn as number 5 is withdrawn once more and answered with a number."""
    tale.acts.append(tale.act(12, "olena", "remove", seq=seq, id="g", of=3))


def renumbered(tale: Tale) -> None:
    tale.log[0], tale.log[5] = replace(tale.log[5], seq=1), replace(tale.log[0], seq=6)


MUTANTS: dict[str, tuple[str, Callable[[Tale], Any]]] = {
    "an acknowledged message is not there": ("lost", lambda tale: tale.log.pop()),
    "a withdrawal under another id has no number of the first": ("lost", lambda tale: withdrawn_again(tale, seq=4)),
    "a hole in the log": ("hole", lambda tale: tale.log.pop(2)),
    "a number twice": ("hole", lambda tale: tale.log.append(tale.log[-1])),
    "a repeat got a number of its own": ("twice", lambda tale: tale.log.append(replace(tale.log[-1], seq=7))),
    "another number was answered": ("number", lambda tale: tale.change("post", 1, seq=4)),
    "an author's words change places": ("order", renumbered),
    "a refused message is there": ("denied", lambda tale: tale.change("post", 0, outcome=FAIL)),
    "something that nobody wrote": (
        "denied", lambda tale: tale.log.append(Stored(ROOM, 7, "said", "olena", "?", "", "visible"))
    ),
    "an event is dropped from a stream": ("stream", lambda tale: tale.change("hear", 0, seqs=[1, 3])),
    "an event comes twice": ("stream", lambda tale: tale.change("hear", 1, seqs=[3, 4])),
    "two events change places": ("stream", lambda tale: tale.change("hear", 2, seqs=[6, 5])),
    "a resume begins too late": ("stream", lambda tale: tale.change("hear", 2, seqs=[6])),
    "a resume begins too early": ("stream", lambda tale: tale.change("hear", 2, seqs=[4, 5, 6])),
    "an edit did not reach a page": (
        "page", lambda tale: tale.log.__setitem__(1, replace(tale.log[1], text="two, best"))
    ),
    "a removed text is still shown": (
        "page", lambda tale: tale.log.__setitem__(0, replace(tale.log[0], state="removed"))
    ),
    "a typed message is nowhere": ("typed", lambda tale: tale.change("show", unsent=[])),
    "a typed message is shown twice": ("typed", lambda tale: tale.change("show", unsent=["z", "a"])),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_the_checker_reports(name: str) -> None:
    rule, mutate = MUTANTS[name]
    tale = Tale()
    mutate(tale)
    found: list[Broken] = broken_promises(tale.acts, tale.log)
    assert rule in {broken.rule for broken in found}, found


# --- the product with one mistake in it

TENTH = 10


def mistaken(kind: str) -> Callable[[bytes], list[bytes]]:
    """What becomes of encoded events one by one, where something goes wrong with the tenth entry."""
    numbers, held = itertools.count(1), list[bytes]()

    def pass_on(event: bytes) -> list[bytes]:
        if b'"t":"entry"' not in event:
            return [event]
        if next(numbers) == TENTH:
            if kind == "swap":
                held.append(event)
            return {"none": [event], "repeat": [event, event]}.get(kind, [])
        late = list(held)
        held.clear()
        return [event, *late]

    return pass_on


def in_the_fan_out(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add, pass_on = Ticks.add, mistaken(kind)

    def add_mistaken(self: Ticks, event: bytes, lang: str | None = None) -> None:
        for some in pass_on(event):
            add(self, some, lang)

    monkeypatch.setattr(Ticks, "add", add_mistaken)


def in_the_catch_up(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    send, pass_on = catchup.send_whole_frames, mistaken(kind)

    async def send_mistaken(seat: Seat, outbox: list[bytes]) -> list[bytes]:
        return await send(seat, [some for event in outbox for some in pass_on(event)])

    monkeypatch.setattr(catchup, "send_whole_frames", send_mistaken)


@pytest.mark.parametrize("kind", ["none", "drop", "repeat", "swap"])
@pytest.mark.parametrize("where", [in_the_fan_out, in_the_catch_up])
async def test_the_checker_reports_what_the_product_does_wrong_with_one_event(
    tmp_path: Path,
    url: str,
    history: History,
    monkeypatch: pytest.MonkeyPatch,
    where: Callable[[str, pytest.MonkeyPatch], None],
    kind: str,
) -> None:
    """Real sockets of a served room, by the checker of R1, R4, R6, R7, R8, R11, R16 and R18."""
    where(kind, monkeypatch)
    talk, port = await stage.prepare(url, tmp_path, 4), free_port()
    *people, late = stage.clients(talk, history)
    turn, address = itertools.cycle(people), {"MOSTY_PORT": f"{port}", "MOSTY_BASE_URL": f"http://127.0.0.1:{port}"}
    async with stage.services_over(url, tmp_path, **address) as services, serving_on(services):
        async with stage.present(people, port):
            await evenly(60, lambda: stage.say(next(turn)), seconds=0.5)
            log = await stage.in_sync(people, url, tmp_path, seconds=10)
        async with stage.present([late], port):
            pass
    assert len(log) > TENTH
    found = broken_promises(history.read(), log)
    assert {broken.rule for broken in found} == (set() if kind == "none" else {"stream"}), found


async def test_r2_reports_a_store_that_does_not_wait_for_the_disk(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weaker = [pragma.replace("FULL", "NORMAL") for pragma in sqlite.PRAGMAS]
    monkeypatch.setattr(sqlite, "PRAGMAS", weaker)
    async with stage.services_over(url, tmp_path) as services:
        with pytest.raises(AssertionError, match="assert 1 == 2"):
            await check_durable(services.database)
