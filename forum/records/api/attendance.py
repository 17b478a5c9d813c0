"""Presence and certificates over the API."""

import msgspec
from litestar import get, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write
from forum.foundation.errors import N_, Refused
from forum.foundation.walltime import iso
from forum.records.actions import attendance as actions
from forum.records.certificate_file import verification_address
from forum.records.queries import attendance as queries
from forum.records.queries.attendance import CertificateView
from forum.visits.queries import VisitView, visit_for
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, Services, Viewer, Work
from forum.web.request import MostyRequest


class Presences(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """For how many minutes people were there, by their ids; null for nothing known. Who is left out stays as marked."""

    minutes: dict[str, int | None]


class AttendeeAnswer(msgspec.Struct, kw_only=True):
    """`minutes` is what the host marked, `noted` what the room noted; null for nothing known."""

    id: str
    name: str
    minutes: int | None
    noted: int | None


class AttendeeList(msgspec.Struct, kw_only=True):
    items: list[AttendeeAnswer]


class CertificateAnswer(msgspec.Struct, kw_only=True):
    """`name`, `title`, `starts_at` and `minutes` are null of one that was revoked."""

    code: str
    url: str
    revoked: bool
    name: str | None
    title: dict[str, str] | None
    starts_at: str | None
    minutes: int | None


@get(
    "/visits/{id:str}/presences",
    summary=N_("Lists who had a seat at a visit and how long they were there; for its host and moderators only."),
    guards=[may_write],
    responses=problem_responses(),
)
async def attendance(viewer: Viewer, db: Db, services: Services, id: InPath) -> AttendeeList:
    """Everybody with a seat, by name, and what the host marked and the room noted."""
    visit = await visit_for(db, id, viewer, services.clock.now())
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    return await _marked(db, visit)


@put(
    "/visits/{id:str}/presences",
    summary=N_("Marks for how long people were at a visit; for its host and moderators only."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def mark(viewer: Viewer, work: Work, id: InPath, data: JSONBody[Presences]) -> AttendeeList:
    """Mark people with a seat; a certificate that says otherwise is revoked."""
    visit = await actions.mark_present(work, id, viewer, data.minutes)
    return await _marked(work.db, visit)


@put(
    "/visits/{id:str}/certificate",
    summary=N_("Gives you a certificate of a visit that you attended."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def take(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> CertificateAnswer:
    """One's own certificate; the one there is when it was taken before."""
    return _answer(request, await actions.take_certificate(work, id, viewer))


@get(
    "/certificates/{code:str}",
    summary=N_("Tells whether a certificate is good."),
    opt={"public": True},
    responses=problem_responses(),
)
async def certificate(request: MostyRequest, db: Db, code: InPath) -> CertificateAnswer:
    """Name, visit and length, and nothing more."""
    return _answer(request, await queries.certificate(db, code))


@put(
    "/certificates/{code:str}/revocation",
    summary=N_("Revokes a certificate; for the visit's host and moderators only."),
    guards=[may_write],
    responses=problem_responses(),
)
async def revoke(request: MostyRequest, viewer: Viewer, work: Work, code: InPath) -> CertificateAnswer:
    """Say that a certificate is good no longer; doing it again changes nothing."""
    await actions.revoke_certificate(work, code, viewer)
    return _answer(request, await queries.certificate(work.db, code))


async def _marked(db: Db, visit: VisitView) -> AttendeeList:
    found = await queries.attendees(db, visit)
    return AttendeeList(
        items=[AttendeeAnswer(id=one.id, name=one.name, minutes=one.minutes, noted=one.noted) for one in found]
    )


def _answer(request: MostyRequest, found: CertificateView) -> CertificateAnswer:
    good = not found.revoked
    return CertificateAnswer(
        code=found.code, url=verification_address(found, request.locale, request.services.settings),
        revoked=found.revoked, name=found.name if good else None, title=dict(found.title) if good else None,
        starts_at=iso(found.starts_at) if good else None, minutes=found.minutes if good else None,
    )  # fmt: skip
