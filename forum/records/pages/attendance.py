"""Pages of presence and certificates."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, signed_in
from forum.foundation.errors import N_, Refused
from forum.foundation.paging import whole_number
from forum.live.queries.attendance import attendees as noted_by_the_room
from forum.records.actions import attendance as actions
from forum.records.certificate_file import certificate_file, length_words, verification_address
from forum.records.queries import attendance as queries
from forum.records.queries.attendance import Attendee
from forum.records.rules.attendance import ENOUGH, is_enough
from forum.visits.addresses import visit_id
from forum.visits.queries import VisitView, visit_for
from forum.visits.rules.status import Status
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/visits/{key:str}/presences", guards=[may_write])
async def attendance(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    visit = await visit_for(db, visit_id(key), viewer, services.clock.now())
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    return await _marks_page(request, db, visit)


@post("/visits/{key:str}/presences", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def mark(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    visit = await visit_for(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        people = await queries.attendees(work.db, visit) if visit.may_edit(viewer) else []
        await actions.mark_present(work, visit.id, viewer, _marks(form, people, visit))
    if form.failed:
        return await _marks_page(request, work.db, visit, form=form)
    return redirect(request, f"/{locale}{visit.path}/presences", notice=N_("The attendance is saved."))


@get("/visits/{key:str}/certificate", guards=[signed_in])
async def certificate(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[Any]:
    visit = await visit_for(db, visit_id(key), viewer, services.clock.now())
    found = await queries.certificate_of(db, visit.row, viewer.row)
    minutes = await queries.present_minutes(db, visit.row, viewer.row)
    return page(
        request, "records/own_certificate.html", visit=visit, found=found, minutes=minutes,
        enough=minutes is not None and is_enough(minutes, visit.minutes), share=ENOUGH,
        length=None if found is None else length_words(locale, found.minutes),
        address=None if found is None else verification_address(found, locale, services.settings),
    )  # fmt: skip


@post("/visits/{key:str}/certificate", guards=[may_write])
async def take(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    await actions.take_certificate(work, visit_id(key), viewer)
    visit = await visit_for(work.db, visit_id(key), viewer, work.now)
    return redirect(request, f"/{locale}{visit.path}/certificate", notice=N_("Here is your certificate."))


@get("/visits/{key:str}/certificate.pdf", guards=[signed_in])
async def file(viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath) -> Response[bytes]:
    visit = await visit_for(db, visit_id(key), viewer, services.clock.now())
    found = await queries.certificate_of(db, visit.row, viewer.row)
    if found is None:
        raise Refused("not_found")
    content = await certificate_file(found, locale, services.settings)
    name = f'attachment; filename="certificate-{visit.id}-{locale}.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type="application/pdf")


@get("/certificates/{code:str}", opt={"public": True})
async def verify(request: MostyRequest, locale: Locale, db: Db, code: InPath) -> Response[bytes]:
    found = await queries.certificate(db, code)
    return page(request, "records/certificate.html", found=found, length=length_words(locale, found.minutes))


@post("/certificates/{code:str}/revocation", guards=[may_write])
async def revoke(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, code: InPath) -> Response[Any]:
    visit = await actions.revoke_certificate(work, code, viewer)
    return redirect(request, f"/{locale}{visit.path}/presences", notice=N_("The certificate is revoked."))


def _marks(form: Form, people: Sequence[Attendee], visit: VisitView) -> dict[str, int | None]:
    """What was typed beside each name: minutes, or nothing; the whole visit for all where nothing was, when asked.

    Raises:
        Refused: `presence_invalid`.
    """
    found: dict[str, int | None] = {}
    for person in people:
        typed = form.text(f"minutes-{person.id}").strip()
        minutes = whole_number(typed) if typed else None
        if typed and (minutes is None or minutes > visit.minutes):
            raise Refused("presence_invalid", field=f"minutes-{person.id}", limit=visit.minutes)
        found[person.id] = visit.minutes if not typed and form.text("all") else minutes
    return found


async def _marks_page(request: MostyRequest, db: Db, visit: VisitView, *, form: Form | None = None) -> Response[bytes]:
    noted = {person.account: person.minutes for person in await noted_by_the_room(db, visit)}
    return page(
        request, "records/attendance.html", form=form, visit=visit, people=await queries.attendees(db, visit),
        noted=noted, share=ENOUGH, over=visit.status is Status.ENDED,
    )  # fmt: skip
