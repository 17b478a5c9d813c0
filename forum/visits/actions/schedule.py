"""Planning a visit and changing the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.foundation import markdown, tzdata
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_zone
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import digest, short_id
from forum.foundation.walltime import WALL, read_wall
from forum.rooms.actions.membership import open_room, show_room
from forum.visits import queries
from forum.visits.actions import tellings
from forum.visits.actions.locking import own_visit
from forum.visits.actions.passing import pass_on
from forum.visits.actions.reminders import begin_anew
from forum.visits.events import VisitChanged, VisitScheduled
from forum.visits.queries import VisitView, agenda_items, municipalities, visits
from forum.visits.rules import agenda, materials, times
from forum.visits.rules import plan as plans
from forum.visits.rules.agenda import Item
from forum.visits.rules.plan import Plan
from forum.visits.rules.seats import check_capacity
from forum.visits.rules.status import Status
from forum.visits.rules.times import Slot
from forum.web.viewer import Viewer

TALK_GOES_ON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A visit and whether this request made it, rather than an earlier one with the same id."""

    visit: VisitView
    created: bool


async def schedule_visit(
    work: Work,
    viewer: Viewer,
    plan: Plan,
    *,
    client_id: str,
    programme: Sequence[Item] = (),
    municipality: str | None = None,
) -> Scheduled:
    """Plan a visit as a draft that only its host and moderators see; its room opens with it, hidden.

    Args:
        municipality: the slug of the one that hosts, "" for none; None for the host's own.

    Raises:
        Refused: `bad_client_id`, `idempotency_mismatch`, or what is wrong with the plan, its time or its programme.
    """
    client_id = known_client_id(client_id)
    fingerprint = digest(_parts(plan), [_item(item) for item in programme], municipality)
    await take_turn(work, viewer)
    earlier = (
        await work.db.execute(
            sa.select(visits.c.id, visits.c.client_digest).where(
                visits.c.host_id == viewer.row, visits.c.client_id == client_id
            )
        )
    ).first()
    if earlier is not None:
        if earlier.client_digest != fingerprint:
            raise Refused("idempotency_mismatch")
        return Scheduled(await queries.visit_at(work.db, earlier.id, work.now), created=False)

    slot = times.slot(plan.starts, plan.zone, plan.fold, plan.minutes, now=work.now)
    plan = plans.checked(plan)
    points = agenda.checked(programme, plan.minutes)
    hosts = viewer.municipality_id if municipality is None else await _municipality(work, municipality)
    room_id, _ = await open_room(work, host_id=viewer.row)
    made = await work.db.execute(
        sa.insert(visits)
        .values(
            public_id=short_id(), host_id=viewer.row, municipality_id=hosts, room_id=room_id, **await _columns(plan),
            **_slot_columns(slot), minutes=plan.minutes, version=1, sequence=0, created_at=work.now,
            changed_at=work.now, client_id=client_id, client_digest=fingerprint,
        )
        .returning(visits.c.id)
    )  # fmt: skip
    visit_id = made.scalar_one()
    await _write_programme(work, visit_id, points)
    work.record(VisitScheduled(visit_id))
    return Scheduled(await queries.visit_at(work.db, visit_id, work.now), created=True)


async def change_visit(
    work: Work,
    public_id: str,
    viewer: Viewer,
    *,
    version: int,
    changes: Mapping[str, Any],
    programme: Sequence[Item] | None = None,
    municipality: str | None = None,
) -> VisitView:
    """Change a plan, by its host or a moderator.

    Args:
        version: the one that was seen when the change was thought of.
        changes: fields of `Plan` with their new values.
        programme, municipality: None leaves them as they are; "" takes the municipality away.

    Raises:
        Refused: `not_found`, `not_allowed`, `edit_conflict`, `visit_cancelled`, `already_started` for a time that has
            come, or what is wrong with the new plan.
    """
    visit = await own_visit(work, public_id, viewer)
    if visit.status is Status.CANCELLED:
        raise Refused("visit_cancelled")
    if version != visit.version:
        raise Refused("edit_conflict", version=visit.version)

    before = plan_of(visit)
    # A new hour does not inherit which pass of the old one was meant.
    moved = {"fold": None} if {"starts", "zone"} & changes.keys() else {}
    wanted, slot = _timed(work, visit, before, replace(before, **{**moved, **changes}))
    after = plans.checked(wanted)
    check_capacity(after.capacity, visit.taken)
    points = None if programme is None else agenda.checked(programme, after.minutes)
    there = await queries.programme(work.db, visit) if points is None else points
    agenda.check_fits(sum(point.minutes for point in there), after.minutes)
    if visit.status is not Status.DRAFT:
        plans.check_publishable(after.languages, [point.lang for point in there], after.interpretation)

    calendar = plans.calendar_differs(before, after)
    values: dict[str, Any] = {**await _columns(after), **_slot_columns(slot), "minutes": after.minutes}
    if (slot.wall, slot.zone, slot.fold) == (before.starts, before.zone, before.fold):
        # Its moment was not computed anew: `actions.clocks` has still to look at it.
        del values["tzdata"]
    if municipality is not None:
        values["municipality_id"] = await _municipality(work, municipality)
    values |= {"version": visit.version + 1, "sequence": visit.sequence + calendar, "changed_at": work.now}
    await work.db.execute(sa.update(visits).where(visits.c.id == visit.row).values(**values))
    if points is not None:
        await _write_programme(work, visit.row, points)
    if visit.status is not Status.DRAFT:
        await show_room(work, visit.room_row, closes_at=slot.ends_at + TALK_GOES_ON)
        if slot.starts_at != visit.starts_at:
            await begin_anew(work, visit.row, slot.starts_at)
        if calendar:
            await tellings.tell_of_change(work, visit, await queries.visit_at(work.db, visit.row, work.now))
        await pass_on(work, visit.row)
    work.record(VisitChanged(visit.row, calendar))
    return await queries.visit_at(work.db, visit.row, work.now)


def plan_of(visit: VisitView) -> Plan:
    """The plan that a visit follows."""
    return Plan(
        kind=visit.kind, title=visit.title, description=visit.description, original=visit.original,
        starts=visit.starts, zone=visit.zone, fold=visit.fold, minutes=visit.minutes, capacity=visit.capacity,
        languages=tuple(visit.languages), interpretation=visit.interpretation, video_url=visit.video_url,
        terms=visit.terms, reminders=visit.reminders,
    )  # fmt: skip


def _timed(work: Work, visit: VisitView, before: Plan, wanted: Plan) -> tuple[Plan, Slot]:
    """The plan with its time resolved; a time that stays is not asked again whether it lies ahead."""
    zone, wall = known_zone(wanted.zone), read_wall(wanted.starts).strftime(WALL)
    if (wall, zone) == (before.starts, before.zone) and wanted.fold in (None, before.fold):
        times.check_length(wanted.minutes)
        ends_at = visit.starts_at + timedelta(minutes=wanted.minutes)
        if wanted.minutes != before.minutes and ends_at <= work.now:
            raise Refused("already_started", field="minutes")
        slot = Slot(before.starts, before.zone, visit.fold, visit.starts_at, ends_at)
    else:
        if visit.starts_at <= work.now and visit.status is not Status.DRAFT:
            raise Refused("already_started", field="starts")
        slot = times.slot(wall, zone, wanted.fold, wanted.minutes, now=work.now)
    return replace(wanted, starts=slot.wall, zone=slot.zone, fold=slot.fold), slot


async def _municipality(work: Work, slug: str) -> int | None:
    if not slug:
        return None
    found: int | None = await work.db.scalar(sa.select(municipalities.c.id).where(municipalities.c.slug == slug))
    if found is None:
        raise Refused("municipality_unknown", field="municipality")
    return found


async def _write_programme(work: Work, visit_id: int, points: Sequence[Item]) -> None:
    await work.db.execute(sa.delete(agenda_items).where(agenda_items.c.visit_id == visit_id))
    rows = [{"visit_id": visit_id, "position": place, **_item(point)} for place, point in enumerate(points, 1)]
    if rows:
        await work.db.execute(sa.insert(agenda_items), rows)


async def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "kind": str(plan.kind), "title": dict(plan.title), "description": dict(plan.description),
        "description_html": {
            code: await markdown.off_loop(markdown.render, text) for code, text in plan.description.items()
        },
        "original": plan.original, "capacity": plan.capacity, "languages": list(plan.languages),
        "interpretation": str(plan.interpretation), "video_url": plan.video_url, **asdict(plan.terms),
        "reminders": None if plan.reminders is None else list(plan.reminders),
    }  # fmt: skip


def _slot_columns(slot: Slot) -> dict[str, Any]:
    return {
        "starts_wall": slot.wall, "zone": slot.zone, "fold": slot.fold, "starts_at": slot.starts_at,
        "ends_at": slot.ends_at, "tzdata": tzdata.edition(),
    }  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    return {
        "minutes": item.minutes, "title": dict(item.title), "speaker": item.speaker, "lang": item.lang,
        "materials": materials.stored(item.materials),
    }  # fmt: skip


def _parts(plan: Plan) -> list[Any]:
    """What a request asked for, to tell a repeat by; reminders that it did not name are no part of it."""
    parts = [dict(part) if isinstance(part, Mapping) else part for part in astuple(plan)]
    return parts if plan.reminders is not None else parts[:-1]
