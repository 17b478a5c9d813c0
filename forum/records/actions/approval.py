"""Approving minutes; once both parties have, the text is stamped and nobody changes it any more."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.i18n import in_language
from forum.mail.actions import forget
from forum.records.actions.letters import about_minutes
from forum.records.events import MinutesApproved
from forum.records.queries import minutes as queries
from forum.records.queries.minutes import Desk, approvals, minutes
from forum.records.rules.approval import Party, check_approvable
from forum.records.rules.canonical import Sheet, Signature, stamp, text
from forum.visits.actions.locking import locked_visit
from forum.web.viewer import Viewer


async def approve(work: Work, visit_id: str, viewer: Viewer, *, edition: int) -> Desk:
    """Approve an edition for one's party; doing it again changes nothing.

    Args:
        edition: the one that was read.

    Raises:
        Refused: `not_found`, `not_allowed`, `visit_not_over`, `minutes_empty`, `minutes_changed` (with `edition`) when
            another edition stands now.
    """
    visit = await locked_visit(work, visit_id, viewer)
    found = await queries.readable(work.db, visit, viewer)
    if found.party is None:
        raise Refused("not_allowed")
    check_approvable(visit.status, entries=len(found.minutes.entries))
    if edition != found.minutes.edition:
        raise Refused("minutes_changed", edition=found.minutes.edition)
    if found.minutes.approved_by(found.party) or found.minutes.is_frozen:
        return found
    values = {"visit_id": visit.row, "edition": edition, "party": found.party.value}
    await work.db.execute(sa.insert(approvals).values(**values, by_id=viewer.row, at=work.now))
    await note(work, "minutes.approved", actor_id=viewer.row, target=f"visit:{visit.id}", edition=edition)
    found = await queries.desk(work.db, visit, viewer)
    if all(found.minutes.approved_by(party) for party in Party):
        await _freeze(work, found)
    return await queries.desk(work.db, visit, viewer)


async def _freeze(work: Work, found: Desk) -> None:
    content = text(_sheet(found))
    await work.db.execute(
        sa.update(minutes)
        .where(minutes.c.visit_id == found.visit.row)
        .values(frozen_at=work.now, text=content, stamp=stamp(content))
    )
    await forget(work, about_minutes(found.visit))
    work.record(MinutesApproved(found.visit.row))


def _sheet(found: Desk) -> Sheet:
    visit, original = found.visit, found.visit.original
    signed = sorted(found.minutes.approvals.values(), key=lambda sign: sign.party)
    return Sheet(
        visit_id=visit.id, title=visit.title, original=original, starts_at=visit.starts_at, ends_at=visit.ends_at,
        towns=[_name(town.names, original) for town in found.towns.all], edition=found.minutes.edition,
        entries=[entry.entry for entry in found.minutes.entries],
        signatures=[
            Signature(party=sign.party.value, name=sign.name, town=_name(sign.town, original), at=sign.at)
            for sign in signed
        ],
    )  # fmt: skip


def _name(names: Mapping[str, str], original: str) -> str:
    return in_language(dict(names), original)[0]
