"""Forgotten passwords."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from forum.accounts import hashing, queries
from forum.accounts.actions import passwords as actions
from forum.accounts.authentication import SESSION_COOKIE
from forum.accounts.pages.parts import kept_from_caches
from forum.accounts.rules import emails, limits, passwords
from forum.foundation.errors import N_
from forum.web.forms import read_form
from forum.web.provided import Db, Services
from forum.web.rendering import cookie, page, redirect
from forum.web.request import MostyRequest


@get("/forgot", opt={"public": True})
async def forgot_form(request: MostyRequest) -> Response[bytes]:
    return page(request, "accounts/forgot.html")


@post("/forgot", opt={"public": True})
async def forgot(request: MostyRequest, services: Services) -> Response[bytes]:
    """Mail a link for a new password; unknown addresses are answered alike."""
    form = await read_form(request)
    async with form.attempt():
        email = emails.address(form.text("email"))
        services.limits.take(limits.MAIL_NETWORK, limits.network(request.address))
        services.limits.take(limits.MAIL_ADDRESS, email.casefold())
        async with services.database.work() as work:
            await actions.start_password_reset(work, email, lang=request.locale)
    if form.failed:
        return page(request, "accounts/forgot.html", form=form)
    return kept_from_caches(page(request, "accounts/forgot_done.html"))


@get("/reset/{token:str}", opt={"public": True})
async def reset_form(request: MostyRequest, db: Db, services: Services, token: FromPath[str]) -> Response[bytes]:
    """Where the mail's link lands; looking changes nothing."""
    await queries.is_link_good(db, token, "reset", services.clock.now())
    return kept_from_caches(page(request, "accounts/reset.html", token=token))


@post("/reset/{token:str}", opt={"public": True})
async def reset(request: MostyRequest, services: Services, token: FromPath[str]) -> Response[Any]:
    """Set the new password and sign the person out everywhere, here too."""
    form = await read_form(request)
    async with services.database.read() as db:
        person = await queries.link_owner(db, token, "reset", services.clock.now())
    async with form.attempt():
        chosen = passwords.check(form.text("password"), person.name, person.email)
        hashed = await hashing.hash_password(chosen)
        async with services.database.work() as work:
            await actions.set_new_password(work, token, password_hash=hashed)
    if form.failed:
        return page(request, "accounts/reset.html", form=form, token=token)
    return redirect(
        request,
        f"/{request.locale}/sign-in",
        notice=N_("Your new password is set. Sign in with it."),
        cookies=[cookie(request, SESSION_COOKIE, "", seconds=0)],
    )


PAGES = (forgot_form, forgot, reset_form, reset)
