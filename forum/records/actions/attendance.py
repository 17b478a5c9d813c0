"""Marking who was there, and certificates of it."""

import secrets
from collections.abc import Mapping

import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import ALPHABET
from forum.records.queries import attendance as queries
from forum.records.queries.attendance import CertificateView, certificates, presences
from forum.records.rules.attendance import check_minutes, is_enough
from forum.visits.actions.locking import locked_visit, own_visit
from forum.visits.queries import VisitView, visit_for
from forum.visits.rules.status import Status
from forum.web.viewer import Viewer

# 114 bits: nobody finds one by trying.
CODE_LENGTH = 24


async def mark_present(work: Work, visit_id: str, viewer: Viewer, minutes: Mapping[str, int | None]) -> VisitView:
    """Say for how long people with a seat were there; who is not named stays as marked.

    A certificate that says more or less than what is marked now is revoked.

    Args:
        minutes: by public id; None for nothing known.

    Raises:
        Refused: `not_found`, `not_allowed`, `visit_not_over`, `presence_invalid`, `attendee_unknown`.
    """
    visit = await own_visit(work, visit_id, viewer)
    if visit.status is not Status.ENDED:
        raise Refused("visit_not_over")
    people = {person.id: person for person in await queries.attendees(work.db, visit)}
    for public_id, there in minutes.items():
        person = people.get(public_id)
        if person is None:
            raise Refused("attendee_unknown")
        if there is not None:
            check_minutes(there, visit.minutes)
        if there == person.minutes:
            continue
        own = presences.c.visit_id == visit.row, presences.c.user_id == person.row
        await work.db.execute(sa.delete(presences).where(*own))
        if there is not None:
            values = {"visit_id": visit.row, "user_id": person.row, "minutes": there, "by_id": viewer.row}
            await work.db.execute(sa.insert(presences).values(**values, at=work.now))
        if person.code is not None:
            await _revoke(work, person.code, viewer)
    return visit


async def take_certificate(work: Work, visit_id: str, viewer: Viewer) -> CertificateView:
    """A certificate of one's own attendance; the one there is when it was taken before.

    Raises:
        Refused: `not_found`, `visit_not_over`, `not_present` for who was not there long enough.
    """
    visit = await locked_visit(work, visit_id, viewer)
    if visit.status is not Status.ENDED:
        raise Refused("visit_not_over")
    earlier = await queries.certificate_of(work.db, visit.row, viewer.row)
    if earlier is not None:
        return earlier
    minutes = await queries.present_minutes(work.db, visit.row, viewer.row)
    if minutes is None or not is_enough(minutes, visit.minutes):
        raise Refused("not_present")
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    values = {"code": code, "visit_id": visit.row, "user_id": viewer.row, "minutes": minutes, "issued_at": work.now}
    await work.db.execute(sa.insert(certificates).values(**values))
    return await queries.certificate(work.db, code)


async def revoke_certificate(work: Work, code: str, viewer: Viewer) -> VisitView:
    """Say that a certificate is good no longer; the visit's host and moderators. Doing it again changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    found = await queries.certificate(work.db, code)
    visit = await visit_for(work.db, found.visit_id, viewer, work.now)
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    if not found.revoked:
        await _revoke(work, code, viewer)
    return visit


async def _revoke(work: Work, code: str, viewer: Viewer) -> None:
    revoked = sa.update(certificates).where(certificates.c.code == code, certificates.c.revoked_at.is_(None))
    await work.db.execute(revoked.values(revoked_at=work.now, revoked_by_id=viewer.row))
    # Whoever reads the log must not be able to look the holder up.
    await note(work, "certificate.revoked", actor_id=viewer.row, target=f"certificate:{code[:4]}")
