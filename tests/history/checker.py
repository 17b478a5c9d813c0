"""The offline checker: what a history and the log that it left behind say against each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tests.history.record import FAIL, OK, Act

WRITING = ("post", "edit", "remove")


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as the database has it. `text` of a message is the present one; `state` is None for other kinds."""

    room: str
    seq: int
    kind: str
    author: str | None
    id: str | None
    text: str
    state: str | None = None
    of: int | None = None


class Broken(NamedTuple):
    """A promise that was not kept: `lost`, `denied`, `twice`, `hole`, `number`, `order`, `stream`, `page` or `typed`."""

    rule: str
    what: str


def broken_promises(acts: Sequence[Act], log: Sequence[Stored]) -> list[Broken]:
    """Everything that is wrong, the log in the order of room and number."""
    return [
        *_log(log),
        *_answers([act for act in acts if act.op in WRITING], log),
        *_streams(acts),
        *_pages(acts, log),
    ]


def _log(log: Sequence[Stored]) -> Iterator[Broken]:
    """Numbers are 1, 2, 3 … and an author's id stands once."""
    heads: dict[str, int] = defaultdict(int)
    ids: set[tuple[str | None, str]] = set()
    for entry in log:
        heads[entry.room] += 1
        if entry.seq != heads[entry.room]:
            yield Broken("hole", f"{entry.room} has {entry.seq} where {heads[entry.room]} belongs")
            heads[entry.room] = entry.seq
        if entry.id is not None:
            if (entry.author, entry.id) in ids:
                yield Broken("twice", f"{entry.id} of {entry.author} is in the log again as {entry.seq}")
            ids.add((entry.author, entry.id))


def _answers(acts: Sequence[Act], log: Sequence[Stored]) -> Iterator[Broken]:
    """Acknowledged is there under that number, denied is not, and each author's order is kept."""
    stored = {entry.id: entry for entry in log if entry.id is not None}
    gone = {(entry.room, entry.of, entry.seq) for entry in log if entry.kind == "removed"}
    began: dict[str, dict[str, float]] = defaultdict(dict)
    outcomes: dict[str, set[str]] = defaultdict(set)
    for act in acts:
        ident = act.args["id"]
        outcomes[ident].add(act.outcome)
        if act.outcome != FAIL:  # what was refused for a moment counts from when it was said again
            began[act.client].setdefault(ident, act.t)
        entry = stored.get(ident)
        if act.op == "remove" and entry is None and (act.args["room"], act.args.get("of"), act.seq) in gone:
            continue  # withdrawn before, under another id
        if act.outcome == OK and entry is None:
            yield Broken("lost", f"{act.client} was answered {act.seq} for {ident}, which is not in the log")
        elif act.outcome == OK and entry is not None and (entry.room, entry.seq) != (act.args["room"], act.seq):
            yield Broken("number", f"{act.client} was answered {act.seq} for {ident}, which is {entry.seq}")
    for ident in stored:
        if outcomes.get(ident) in (None, {FAIL}):
            yield Broken("denied", f"{ident} is in the log; its author was told that it is not, or never wrote it")
    for client, ids in began.items():
        there = sorted((t, ident) for ident, t in ids.items() if ident in stored)
        for (_, one), (_, next_) in pairwise(there):
            if stored[one].room == stored[next_].room and stored[one].seq > stored[next_].seq:
                yield Broken("order", f"{client} wrote {one} before {next_}")


def _streams(acts: Iterable[Act]) -> Iterator[Broken]:
    """After a hello with `after`, what is heard is after+1, after+2 … without end, without a repeat."""
    heads: dict[tuple[str, str], int] = {}
    for act in acts:
        reader = act.client, act.args.get("room", "")
        if act.op == "hello":
            heads[reader] = act.args["after"]
        elif act.op == "hear":
            for seq in act.args["seqs"]:
                if seq != heads.get(reader, -1) + 1:
                    yield Broken("stream", f"{act.client} heard {seq} after {heads.get(reader)}")
                heads[reader] = seq


def _pages(acts: Sequence[Act], log: Sequence[Stored]) -> Iterator[Broken]:
    """In the end a page shows the log's messages, and what its author typed stands there once or is marked unsent."""
    rooms: dict[str, list[list[object]]] = defaultdict(list)
    for entry in log:
        if entry.kind == "said":
            gone = entry.state != "visible"
            rooms[entry.room].append(
                [entry.seq, entry.id, "" if gone else entry.text, "removed" if gone else "visible"]
            )
    for act in acts:
        if act.op != "show":
            continue
        page: list[list[object]] = act.args["messages"]
        if page != rooms[act.args["room"]]:
            wrong = [row for row in page if row not in rooms[act.args["room"]]]
            missing = [row for row in rooms[act.args["room"]] if row not in page]
            yield Broken("page", f"{act.client} shows {wrong[:3]} and lacks {missing[:3]}")
        shown = [row[1] for row in page] + list(act.args["unsent"])
        for ident in act.args["typed"]:
            if shown.count(ident) != 1:
                yield Broken("typed", f"{act.client} shows {ident} {shown.count(ident)} times")
