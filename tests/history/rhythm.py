"""Doing something so many times a second, and how long hearing of it took."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence

from tests.history.record import OK, Act

TURN_SECONDS = 0.01


async def evenly(a_second: float, act: Callable[[], object], *, seconds: float) -> list[float]:
    """Act at this rate for so long; a turn that came late is made up for.

    Returns:
        How many seconds late each turn was: what the machine does to everybody's times while this goes on.
    """
    loop, late = asyncio.get_running_loop(), list[float]()
    began, done = loop.time(), 0
    while (now := loop.time()) - began < seconds:
        while done < (now - began) * a_second:
            act()
            done += 1
        asleep = loop.time()
        await asyncio.sleep(TURN_SECONDS)
        late.append(loop.time() - asleep - TURN_SECONDS)
    return late


def delays(acts: Sequence[Act]) -> list[tuple[float, float]]:
    """When each acknowledged post was sent, and after how many seconds each of its deliveries was heard."""
    sent = {(act.args["room"], act.seq): act.t for act in acts if act.op == "post" and act.outcome == OK}
    return [
        (began, act.t - began)
        for act in acts
        if act.op == "hear"
        for seq in act.args["seqs"]
        if (began := sent.get((act.args["room"], seq))) is not None
    ]


def spreads(acts: Sequence[Act]) -> list[float]:
    """How many seconds after the first reader each one heard of an entry: the fan-out alone, without the commit."""
    heard: dict[tuple[str, int], list[float]] = defaultdict(list)
    for act in acts:
        for seq in act.args["seqs"] if act.op == "hear" else ():
            heard[act.args["room"], seq].append(act.t)
    return [moment - min(moments) for moments in heard.values() for moment in moments]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
