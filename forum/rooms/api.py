"""The chat over HTTP, with the same contract as the socket."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody

from forum.accounts.guards import may_write, moderators, signed_in
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.ids import client_id
from forum.foundation.paging import read_limit, read_number
from forum.rooms import queries
from forum.rooms.actions import hiding
from forum.rooms.actions.entries import Written
from forum.rooms.actions.writing import write_within_limits
from forum.rooms.queries import Place
from forum.web.openapi import problem_responses
from forum.web.provided import Services, Viewer, Work
from realtime import wire

MAX_ENTRIES = 500
MAX_WAIT_SECONDS = 25


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


class Entries(msgspec.Struct, kw_only=True):
    """A part of a room's log; `entries` are as on the socket."""

    epoch: str
    head: int
    entries: list[dict[str, Any]]


@get(
    "/rooms/{room:str}/entries",
    opt={"public": True},
    summary="Entries of a room",
    responses={200: ResponseSpec(Entries, generate_examples=False), **problem_responses(404, 409, 422)},
)
async def read_entries(
    services: Services,
    viewer: Viewer,
    room: FromPath[str],
    after: FromQuery[str | None] = None,
    epoch: FromQuery[str | None] = None,
    limit: FromQuery[str | None] = None,
    wait: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Entries after a number, ascending; `wait` up to 25 seconds for the first one when there is none yet."""
    known, most, seconds = read_number(after), read_limit(limit, default=200, most=MAX_ENTRIES), _seconds(wait)
    place = await _place(services, viewer, room)
    if (epoch is not None and epoch != place.epoch) or known > place.head:
        raise Refused("reset", epoch=place.epoch)
    # No connection is held while waiting: a long poll must not keep others from the database.
    if place.head == known and seconds and services.engine is not None:
        await services.engine.wait(room, known, seconds)
        place = await _place(services, viewer, room)
    async with services.database.read() as db:
        found = await queries.log_page(db, room, known, most)
    head = max(place.head, found[-1].seq if found else 0)
    start = msgspec.json.encode({"epoch": place.epoch, "head": head})[:-1]
    body = start + b',"entries":' + wire.join(map(wire.encode, found)) + b"}"
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


@post("/rooms/{room:str}/entries", guards=[may_write], summary="Say something", responses=problem_responses(404, 409))
async def say(services: Services, viewer: Viewer, room: FromPath[str], data: JSONBody[NewEntry]) -> Response[Receipt]:
    """Say a text once."""
    lang = None if data.lang is None else known_locale(data.lang)
    change = wire.Post(room=room, id=UUID(client_id(data.id)), text=data.text, lang=lang, reply_to=data.reply_to)
    return _receipt(await write_within_limits(services, viewer.public_id, change))


@patch(
    "/rooms/{room:str}/entries/{seq:str}", guards=[may_write], responses=problem_responses(404, 409), status_code=201
)
async def change_text(
    services: Services, viewer: Viewer, room: FromPath[str], seq: FromPath[str], data: JSONBody[NewText]
) -> Response[Receipt]:
    """Change a message of one's own."""
    change = wire.Edit(room=room, seq=_seq(seq), id=UUID(client_id(data.id)), text=data.text)
    return _receipt(await write_within_limits(services, viewer.public_id, change))


@delete(
    "/rooms/{room:str}/entries/{seq:str}",
    guards=[signed_in],
    status_code=201,
    responses={201: ResponseSpec(Receipt, generate_examples=False), **problem_responses(404, 409)},
)
async def withdraw(
    services: Services,
    viewer: Viewer,
    room: FromPath[str],
    seq: FromPath[str],
    id: FromQuery[str | None] = None,  # noqa: A002
) -> Response[Receipt]:
    """Withdraw a message of one's own."""
    change = wire.Remove(room=room, seq=_seq(seq), id=UUID(client_id(id)))
    return _receipt(await write_within_limits(services, viewer.public_id, change))


@put("/rooms/{room:str}/entries/{seq:str}/hiding", guards=[moderators], responses=problem_responses(404))
async def hide(work: Work, viewer: Viewer, room: FromPath[str], seq: FromPath[str]) -> Response[Receipt]:
    """Take a message out of everybody's sight."""
    return _receipt(await hiding.hide(work, room, _seq(seq), viewer), first=200)


@delete(
    "/rooms/{room:str}/entries/{seq:str}/hiding", guards=[moderators], status_code=200, responses=problem_responses(404)
)
async def restore(work: Work, viewer: Viewer, room: FromPath[str], seq: FromPath[str]) -> Response[Receipt]:
    """Put a hidden message back."""
    return _receipt(await hiding.restore(work, room, _seq(seq), viewer), first=200)


async def _place(services: Services, viewer: Viewer, room: str) -> Place:
    async with services.database.read() as db:
        place = await queries.place(db, room, viewer.public_id or None, services.clock.now())
    if place is None:
        raise Refused("not_found")
    return place


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
