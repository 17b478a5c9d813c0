"""Pages of presence and certificates."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, signed_in
from forum.foundation.errors import N_, Refused
from forum.live.attendance_page import attendance_page
from forum.records.actions import attendance as actions
from forum.records.certificate_file import certificate_file, length_words, verification_address
from forum.records.pages.typed import marks_in
from forum.records.queries import attendance as queries
from forum.records.rules.attendance import ENOUGH, is_enough
from forum.visits.addresses import visit_id
from forum.visits.queries import visit_for
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/visits/{key:str}/presences", guards=[may_write])
async def attendance(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    visit = await visit_for(db, visit_id(key), viewer, services.clock.now())
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    return await attendance_page(request, viewer, db, services, key, Form())


@post("/visits/{key:str}/presences", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def mark(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath
) -> Response[Any]:
    form = await read_form(request)
    visit = await visit_for(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        people = await queries.attendees(work.db, visit) if visit.may_edit(viewer) else []
        await actions.mark_present(work, visit.id, viewer, marks_in(form, people, visit.minutes))
    if form.failed:
        return await attendance_page(request, viewer, work.db, services, key, form)
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
