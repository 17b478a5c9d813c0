"""Attendance: what an open page says, the code of the telephone, and the list."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, signed_in
from forum.foundation.errors import N_
from forum.live.actions import attendance as actions
from forum.live.attendance_page import attendance_page
from forum.live.limits import CODES
from forum.visits.addresses import visit_id
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import redirect
from forum.web.request import MostyRequest


@post("/visits/{key:str}/presence", guards=[signed_in], status_code=204)
async def present(viewer: Viewer, work: Work, key: InPath) -> None:
    await actions.notice(work, visit_id(key), viewer)


@get("/visits/{key:str}/room/attendance", guards=[signed_in])
async def attendance(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    return await attendance_page(request, viewer, db, services, key, Form())


@post("/visits/{key:str}/room/attendance", guards=[may_write])
async def enter_code(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        services.limits.take(CODES, viewer.public_id)
        await actions.enter_code(work, visit_id(key), viewer, code=form.text("code"))
    if form.failed:
        return await attendance_page(request, viewer, work.db, services, key, form)
    return redirect(request, f"/{locale}/visits/{key}/room/attendance", notice=N_("Your attendance is noted."))


@post("/visits/{key:str}/room/attendance/code", guards=[may_write])
async def renew_code(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    await read_form(request)
    await actions.renew_code(work, visit_id(key), viewer)
    return redirect(request, f"/{locale}/visits/{key}/room/attendance")
