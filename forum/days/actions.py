"""Planning a day, changing the plan, calling it off. Who may is said by the guards of what stands above."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.audit.actions import note
from forum.days import queries
from forum.days.events import DayCancelled, DayChanged, DayPlanned
from forum.days.queries import DayView, cancellations, days, points
from forum.days.rules import plan as plans
from forum.days.rules import schedule as schedules
from forum.days.rules.plan import Hours, Plan
from forum.days.rules.schedule import Point, Timed
from forum.days.rules.status import Status
from forum.foundation import markdown
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import digest, short_id
from forum.foundation.text import clean
from forum.web.viewer import Viewer

MAX_REASON = 1_000


async def plan_day(
    work: Work, viewer: Viewer, board_id: int, plan: Plan, schedule: Sequence[Point] = (), *, client_id: object
) -> tuple[DayView, bool]:
    """A new day of a board, and whether this was the first time.

    Raises:
        Refused: `not_allowed`, `bad_client_id`, `idempotency_mismatch`, or what is wrong with the plan, its hours or
            its schedule.
    """
    _check_moderator(viewer)
    own_id = known_client_id(client_id)
    fingerprint = digest("day", board_id, asdict(plan), [asdict(point) for point in schedule])
    await take_turn(work, viewer)
    own = sa.and_(days.c.by_id == viewer.row, days.c.client_id == own_id)
    before = (await work.db.execute(sa.select(days.c.id, days.c.client_digest).where(own))).first()
    if before is not None:
        if before.client_digest != fingerprint:
            raise Refused("idempotency_mismatch")
        return await queries.day_at(work.db, before.id, work.now), False
    hours = plans.hours(plan, now=work.now)
    plan, timed = plans.checked(plan), schedules.checked(schedule, hours)
    public_id = short_id()
    made = await work.db.execute(
        sa.insert(days)
        .values(
            public_id=public_id, board_id=board_id, by_id=viewer.row, **await _columns(plan, hours), version=1,
            sequence=0, created_at=work.now, changed_at=work.now, client_id=own_id, client_digest=fingerprint,
        )
        .returning(days.c.id)
    )  # fmt: skip
    day_id = made.scalar_one()
    await _write_schedule(work, day_id, timed)
    await note(work, "day.planned", actor_id=viewer.row, target=f"day:{public_id}")
    work.record(DayPlanned(day_id))
    return await queries.day_at(work.db, day_id, work.now), True


async def change_day(
    work: Work,
    viewer: Viewer,
    public_id: str,
    *,
    version: int,
    changes: Mapping[str, Any],
    schedule: Sequence[Point] | None = None,
) -> DayView:
    """Change a plan; hours that stay as they are may be past.

    Args:
        version: the one that was seen when the change was thought of.
        changes: fields of `Plan` with their new values.
        schedule: None leaves it as it is.

    Raises:
        Refused: `not_allowed`, `not_found`, `edit_conflict`, `day_cancelled`, `day_over` for other hours of a day that
            is over, or what is wrong with the new plan.
    """
    _check_moderator(viewer)
    found = await _locked(work, public_id)
    if found.status is Status.CANCELLED:
        raise Refused("day_cancelled")
    if version != found.version:
        raise Refused("edit_conflict", version=found.version)
    before = plan_of(found)
    # A new hour does not inherit which pass of the old one was meant.
    moved = {"fold": None} if {"starts", "zone"} & changes.keys() else {}
    moved |= {"ends_fold": None} if {"ends", "zone"} & changes.keys() else {}
    after = plans.checked(replace(before, **{**moved, **changes}))
    hours = _hours(found, after, work)
    if schedule is None:
        schedule = [
            Point(time=point.time, title=point.title, thread=point.thread_row)
            for point in await queries.schedule(work.db, found.row)
        ]
    timed = schedules.checked(schedule, hours)
    calendar = hours != found.hours or after.title != before.title
    values = {**await _columns(after, hours), "version": found.version + 1, "sequence": found.sequence + calendar}
    await work.db.execute(sa.update(days).where(days.c.id == found.row).values(**values, changed_at=work.now))
    await _write_schedule(work, found.row, timed)
    await note(work, "day.changed", actor_id=viewer.row, target=f"day:{public_id}")
    work.record(DayChanged(found.row))
    return await queries.day_at(work.db, found.row, work.now)


async def cancel_day(work: Work, viewer: Viewer, public_id: str, *, reason: str = "") -> DayView:
    """Call a day off; doing it again changes nothing.

    Raises:
        Refused: `not_allowed`, `not_found`, `day_over`, or what is wrong with the reason.
    """
    _check_moderator(viewer)
    found = await _locked(work, public_id)
    if found.status is Status.CANCELLED:
        return found
    if found.status is Status.OVER:
        raise Refused("day_over")
    reason = clean(reason, limit=MAX_REASON, field="reason", optional=True)
    values = {"day_id": found.row, "by_id": viewer.row, "at": work.now, "reason": reason}
    await work.db.execute(sa.insert(cancellations).values(**values))
    await work.db.execute(
        sa.update(days).where(days.c.id == found.row).values(sequence=found.sequence + 1, changed_at=work.now)
    )
    await note(work, "day.cancelled", actor_id=viewer.row, target=f"day:{public_id}")
    work.record(DayCancelled(found.row))
    return await queries.day_at(work.db, found.row, work.now)


def plan_of(found: DayView) -> Plan:
    """The plan that a day follows."""
    hours = found.hours
    return Plan(
        title=found.title, welcome=found.welcome, original=found.original, starts=hours.starts, ends=hours.ends,
        zone=hours.zone, fold=hours.fold, ends_fold=hours.ends_fold, held=found.held,
    )  # fmt: skip


def _hours(found: DayView, after: Plan, work: Work) -> Hours:
    known = found.hours
    if (after.starts, after.ends, after.zone) == (known.starts, known.ends, known.zone):
        # Hours that stay are not asked again whether they lie ahead, nor which pass of them is meant.
        after = replace(
            after,
            fold=known.fold if after.fold is None else after.fold,
            ends_fold=known.ends_fold if after.ends_fold is None else after.ends_fold,
        )
        if plans.resolved(after) == known:
            return known
    if found.status is Status.OVER:
        raise Refused("day_over", field="starts")
    return plans.hours(after, now=work.now)


async def _locked(work: Work, public_id: str) -> DayView:
    await work.db.execute(sa.select(days.c.id).where(days.c.public_id == public_id).with_for_update(key_share=True))
    return await queries.day(work.db, public_id, work.now)


async def _write_schedule(work: Work, day_id: int, timed: Sequence[Timed]) -> None:
    await work.db.execute(sa.delete(points).where(points.c.day_id == day_id))
    rows = [
        {
            "day_id": day_id, "position": place, "time": found.point.time, "starts_at": found.at,
            "title": dict(found.point.title), "thread_id": found.point.thread,
        }
        for place, found in enumerate(timed, 1)
    ]  # fmt: skip
    if rows:
        await work.db.execute(sa.insert(points), rows)


async def _columns(plan: Plan, hours: Hours) -> dict[str, Any]:
    return {
        "title": dict(plan.title), "welcome": dict(plan.welcome),
        "welcome_html": {
            code: await markdown.off_loop(markdown.render, text) for code, text in plan.welcome.items()
        },
        "original": plan.original, "held": plan.held, "starts_wall": hours.starts, "ends_wall": hours.ends,
        "zone": hours.zone, "fold": hours.fold, "ends_fold": hours.ends_fold, "starts_at": hours.starts_at,
        "ends_at": hours.ends_at,
    }  # fmt: skip


def _check_moderator(viewer: Viewer) -> None:
    if not viewer.is_moderator:
        raise Refused("not_allowed")
