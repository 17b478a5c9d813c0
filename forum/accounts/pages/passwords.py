"""Forgotten passwords, and changed ones."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie

from forum.accounts import hashing, queries
from forum.accounts.actions import passwords as actions
from forum.accounts.actions.sessions import open_session
from forum.accounts.authentication import SESSION_COOKIE
from forum.accounts.guards import signed_in
from forum.accounts.pages.parts import at_a_secret_address, device_name, kept_from_caches, session_cookie
from forum.accounts.rules import emails, limits, passwords
from forum.foundation import database
from forum.foundation.errors import N_
from forum.foundation.network import network
from forum.web.forms import read_form
from forum.web.provided import Db, InPath, Services, Viewer
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
        services.limits.take(limits.MAIL_NETWORK, network(request.address))
        services.limits.take(limits.MAIL_ADDRESS, email.casefold())
        async with services.database.work() as work:
            await actions.start_password_reset(work, email, lang=request.locale)
    if form.failed:
        return page(request, "accounts/forgot.html", form=form)
    return kept_from_caches(page(request, "accounts/forgot_done.html"))


@get("/reset/{token:str}", opt={"public": True})
async def reset_form(request: MostyRequest, db: Db, services: Services, token: InPath) -> Response[bytes]:
    """Where the mail's link lands; looking changes nothing."""
    await queries.is_link_good(db, token, "reset", services.clock.now())
    return at_a_secret_address(page(request, "accounts/reset.html", token=token))


@post("/reset/{token:str}", opt={"public": True})
async def reset(request: MostyRequest, services: Services, token: InPath) -> Response[Any]:
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
        return at_a_secret_address(page(request, "accounts/reset.html", form=form, token=token))
    return redirect(
        request,
        f"/{request.locale}/sign-in",
        notice=N_("Your new password is set. Sign in with it."),
        cookies=[cookie(request, SESSION_COOKIE, "", seconds=0)],
    )


@get("/profile/password", guards=[signed_in])
async def change_form(request: MostyRequest) -> Response[bytes]:
    return page(request, "accounts/change_password.html")


@post("/profile/password", guards=[signed_in])
async def change(request: MostyRequest, services: Services, viewer: Viewer) -> Response[Any]:
    """Prove the present password outside any transaction, then set the new one; this browser gets a new session."""
    form = await read_form(request)
    async with services.database.read() as db:
        person = await queries.person(db, viewer.row)
        found = await queries.credentials(db, person.email)
    cookies: list[Cookie] = []
    async with form.attempt():
        services.limits.take(limits.PASSWORD_CHANGE, viewer.public_id)
        proved = await actions.prove_present(found, passwords.normal(form.text("current")))
        services.limits.give_back(limits.PASSWORD_CHANGE, viewer.public_id)
        hashed = await hashing.hash_password(passwords.check(form.text("password"), person.name, person.email))
        async with services.database.work() as work:
            await actions.change_password(work, person, proved=proved, password_hash=hashed)
            cookies = await _signed_in_anew(request, work, viewer)
    if form.failed:
        return page(request, "accounts/change_password.html", form=form)
    return redirect(
        request,
        f"/{request.locale}/profile",
        notice=N_("Your new password is set. You are signed out everywhere else."),
        cookies=cookies,
    )


async def _signed_in_anew(request: MostyRequest, work: database.Work, viewer: Viewer) -> list[Cookie]:
    """A new session for the browser that changed the password: whoever has a copy of the old one is out with it."""
    if viewer.by_token:
        return []
    device = device_name(request.headers.get("user-agent", ""))
    return [session_cookie(request, await open_session(work, viewer.row, kind="browser", device=device))]


PAGES = (forgot_form, forgot, reset_form, reset, change_form, change)
