"""One's own profile."""

from typing import Any

from litestar import Response, get, post

from forum.accounts import queries
from forum.accounts.actions import people as actions
from forum.accounts.guards import signed_in
from forum.accounts.rules import emails, roles
from forum.foundation import i18n
from forum.foundation.errors import N_
from forum.web.forms import Form, read_form
from forum.web.provided import Db, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/profile", guards=[signed_in])
async def profile(request: MostyRequest, db: Db, viewer: Viewer) -> Response[bytes]:
    return await _page(request, db, viewer, None)


@post("/profile", guards=[signed_in])
async def change_profile(request: MostyRequest, work: Work, viewer: Viewer) -> Response[Any]:
    form = await read_form(request)
    wanted = {name: form.text(name) for name in ("name", "lang", "zone", "municipality")}
    async with form.attempt(work):
        await actions.change_profile(work, viewer.row, **wanted)
    if form.failed:
        return await _page(request, work.db, viewer, form)
    return redirect(request, f"/{request.locale}/profile", notice=N_("Your profile is saved."))


async def _page(request: MostyRequest, db: Db, viewer: Viewer, form: Form | None) -> Response[bytes]:
    person = await queries.person(db, viewer.row)
    return page(
        request,
        "accounts/profile.html",
        form=form,
        person=person,
        address=emails.shown(person.email),
        role=roles.ROLES[person.role],
        towns=await queries.towns_to_choose(db, request.locale),
        zones=i18n.zone_choices(request.locale),
    )


PAGES = (profile, change_profile)
