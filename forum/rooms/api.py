"""The chat over HTTP, with the same contract as the socket."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from forum.accounts.guards import may_write, moderators, signed_in
from forum.foundation.errors import N_, Refused
from forum.foundation.i18n import known_locale
from forum.foundation.ids import client_id
from forum.foundation.network import network
from forum.foundation.paging import read_limit, read_number, read_position
from forum.foundation.places import AtOnce
from forum.rooms import queries, rules
from forum.rooms.actions import hiding, order, seen
from forum.rooms.actions.entries import Written
from forum.rooms.actions.writing import write_over_http
from forum.rooms.queries import Place
from forum.web.openapi import answers_as, problem_responses
from forum.web.provided import InPath, InQuery, Services, Viewer, Work
from forum.web.request import MostyRequest
from realtime import wire

MAX_ENTRIES = 500
MAX_WAIT_SECONDS = 25
# As many as sockets of one address and of one account.
POLLS_OF_NETWORK = AtOnce("room.polls_of_network", 20)
POLLS_OF_ACCOUNT = AtOnce("room.polls_of_account", 5)
PAUSE_SECONDS = "5"


class NewEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A message to say once; `id` is a UUID of the client's."""

    id: str
    text: str
    lang: str | None = None
    reply_to: Annotated[int, msgspec.Meta(ge=1)] | None = None


class NewText(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What a message of one's own says from now on; `id` makes the change happen once."""

    id: str
    text: str


class Receipt(msgspec.Struct, kw_only=True):
    """On disk under `seq`; `dup`: it already was, and `state` says what became of it since."""

    seq: int
    dup: bool
    epoch: str
    state: str


WRITTEN = {**answers_as(Receipt, 200, 201), **problem_responses(409, 422, 429)}
"""How every change of a log is answered: 201 with the number it got, 200 when it already had one."""


class SlowMode(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """How many seconds lie between two messages of one person; hosts and moderators are not held up."""

    seconds: Literal[0, 10, 30, 60]


class Seen(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The number of the last entry that was read; a mark never moves back, nor beyond what there is."""

    upto: Annotated[int, msgspec.Meta(ge=0)]


class Entries(msgspec.Struct, kw_only=True):
    """A part of a room's log; `entries` are as on the socket."""

    epoch: str
    head: int
    entries: list[dict[str, Any]]


@get(
    "/rooms/{room:str}/entries",
    opt={"public": True},
    summary=N_("Lists the entries of a room, or waits for the next one."),
    responses={200: ResponseSpec(Entries, generate_examples=False), **problem_responses(409)},
)
async def read_entries(
    request: MostyRequest,
    services: Services,
    viewer: Viewer,
    room: InPath,
    after: InQuery = None,
    epoch: InQuery = None,
    limit: InQuery = None,
    wait: InQuery = None,
) -> Response[bytes]:
    """Entries after a number, ascending; `wait` up to 25 seconds for the first one when there is none yet.

    Where 20 of a network or 5 of an account wait already, the answer comes at once, with a `Retry-After`.
    """
    known, most, seconds = read_position(after), read_limit(limit, default=200, most=MAX_ENTRIES), _seconds(wait)
    headers, place = {"Cache-Control": "no-store"}, await _place(services, viewer, room)
    epoch = place.epoch if epoch is None else epoch
    _check_past(place, epoch, known)
    # No connection is held while waiting: a long poll must not keep others from the database.
    if place.head == known and seconds and services.engine is not None:
        with services.places.taken(*_poll_of(request, viewer)) as may_wait:
            if may_wait:
                await request.unless_gone(services.engine.wait(room, known, seconds))
            else:
                headers["Retry-After"] = PAUSE_SECONDS
        place = await _place(services, viewer, room)
        _check_past(place, epoch, known)
    async with services.database.read() as db:
        found = await queries.log_page(db, room, known, most)
    head = max(place.head, found[-1].seq if found else 0)
    start = msgspec.json.encode({"epoch": place.epoch, "head": head})[:-1]
    body = start + b',"entries":' + wire.join(map(wire.encode, found)) + b"}"
    return Response(body, media_type="application/json", headers=headers)


@post("/rooms/{room:str}/entries", guards=[may_write], summary=N_("Sends a message to a room."), responses=WRITTEN)
async def say(services: Services, viewer: Viewer, room: InPath, data: JSONBody[NewEntry]) -> Response[Receipt]:
    """Say a text once."""
    lang = None if data.lang is None else known_locale(data.lang)
    change = wire.Post(room=room, id=UUID(client_id(data.id)), text=data.text, lang=lang, reply_to=data.reply_to)
    return _receipt(await write_over_http(services, viewer.public_id, change))


@patch(
    "/rooms/{room:str}/entries/{seq:str}",
    summary=N_("Changes a message of your own."),
    guards=[may_write],
    status_code=201,
    responses=WRITTEN,
)
async def change_text(
    services: Services, viewer: Viewer, room: InPath, seq: InPath, data: JSONBody[NewText]
) -> Response[Receipt]:
    """Change a message of one's own."""
    change = wire.Edit(room=room, seq=_seq(seq), id=UUID(client_id(data.id)), text=data.text)
    return _receipt(await write_over_http(services, viewer.public_id, change))


@delete(
    "/rooms/{room:str}/entries/{seq:str}",
    summary=N_("Withdraws a message of your own."),
    guards=[signed_in],
    status_code=201,
    responses=WRITTEN,
)
async def withdraw(
    services: Services,
    viewer: Viewer,
    room: InPath,
    seq: InPath,
    id: InQuery = None,
) -> Response[Receipt]:
    """Withdraw a message of one's own."""
    change = wire.Remove(room=room, seq=_seq(seq), id=UUID(client_id(id)))
    return _receipt(await write_over_http(services, viewer.public_id, change))


@put(
    "/rooms/{room:str}/entries/{seq:str}/hiding",
    summary=N_("Hides a message from everybody."),
    guards=[moderators],
    responses=problem_responses(),
)
async def hide(work: Work, viewer: Viewer, room: InPath, seq: InPath) -> Response[Receipt]:
    """Take a message out of everybody's sight."""
    return _receipt(await hiding.hide(work, room, _seq(seq), viewer), first=200)


@delete(
    "/rooms/{room:str}/entries/{seq:str}/hiding",
    summary=N_("Shows a hidden message again."),
    guards=[moderators],
    status_code=200,
    responses=problem_responses(),
)
async def restore(work: Work, viewer: Viewer, room: InPath, seq: InPath) -> Response[Receipt]:
    """Put a hidden message back."""
    return _receipt(await hiding.restore(work, room, _seq(seq), viewer), first=200)


@put(
    "/rooms/{room:str}/slow-mode",
    summary=N_("Sets the slow mode of a room; for its hosts and moderators only."),
    guards=[may_write],
    responses=problem_responses(),
)
async def set_slow_mode(work: Work, viewer: Viewer, room: InPath, data: JSONBody[SlowMode]) -> SlowMode:
    """Set a room's slow mode; for its hosts and moderators."""
    await order.set_slow_mode(work, room, viewer, seconds=data.seconds)
    return data


@put(
    "/rooms/{room:str}/seen",
    guards=[signed_in],
    status_code=204,
    summary=N_("Keeps how far you have read in a room."),
    responses=problem_responses(),
)
async def mark_seen(work: Work, viewer: Viewer, room: InPath, data: JSONBody[Seen]) -> None:
    """Keep how far the caller has read."""
    await seen.mark(work, room, viewer, data.upto)


async def _place(services: Services, viewer: Viewer, room: str) -> Place:
    async with services.database.read() as db:
        place = await queries.place(db, room, viewer.public_id or None, services.clock.now())
    if place is None:
        raise Refused("not_found")
    rules.check_may_enter(place.standing)
    return place


def _check_past(place: Place, epoch: str, known: int) -> None:
    if epoch != place.epoch or known > place.head:
        raise Refused("reset", epoch=place.epoch)


def _poll_of(request: MostyRequest, viewer: Viewer) -> list[tuple[AtOnce, str]]:
    """What a long poll counts for."""
    polls = [(POLLS_OF_NETWORK, network(request.address))]
    return polls if viewer.id is None else [*polls, (POLLS_OF_ACCOUNT, viewer.public_id)]


def _receipt(written: Written, *, first: int = 201) -> Response[Receipt]:
    receipt = Receipt(seq=written.seq, dup=written.dup, epoch=written.epoch, state=written.state)
    return Response(receipt, status_code=200 if written.dup else first)


def _seq(text: str) -> int:
    """A message's number in an address; anything else names nothing."""
    try:
        seq = read_number(text)
    except Refused:
        raise Refused("not_found") from None
    if seq == 0:
        raise Refused("not_found")
    return seq


def _seconds(text: str | None) -> int:
    seconds = read_number(text)
    if seconds > MAX_WAIT_SECONDS:
        raise Refused("bad_page")
    return seconds
