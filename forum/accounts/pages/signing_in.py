"""Signing in and out."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie

from forum.accounts import queries
from forum.accounts.actions import sessions as actions
from forum.accounts.authentication import SESSION_COOKIE
from forum.accounts.pages.parts import device_name, session_cookie
from forum.accounts.rules import emails, limits, passwords
from forum.foundation.errors import Refused
from forum.foundation.network import network
from forum.web.forms import read_form
from forum.web.provided import Services, Work
from forum.web.rendering import cookie, page, redirect
from forum.web.request import LANGUAGE_COOKIE, MostyRequest, local_path

YEAR_SECONDS = 365 * 24 * 3600


@get("/sign-in", opt={"public": True})
async def sign_in_form(request: MostyRequest) -> Response[Any]:
    following = local_path(request.query_params.get("next", "/"), otherwise="/")
    if request.viewer.id is not None:
        return redirect(request, following)
    return page(request, "accounts/sign_in.html", next=following)


@post("/sign-in", opt={"public": True})
async def sign_in(request: MostyRequest, services: Services) -> Response[Any]:
    """Prove a password outside any transaction, then open a session; known and unknown addresses answer alike."""
    form = await read_form(request)
    following = local_path(form.text("next") or "/", otherwise="/")
    cookies: list[Cookie] = []
    async with form.attempt():
        email, password = _address(form.text("email")), passwords.normal(form.text("password"))
        services.limits.take(limits.SIGN_IN_NETWORK, network(request.address))
        services.limits.take(limits.SIGN_IN_ACCOUNT, email.casefold())
        async with services.database.read() as db:
            found = await queries.credentials(db, email)
        rehashed = await actions.prove(found, password)
        assert found is not None
        device = device_name(request.headers.get("user-agent", ""))
        async with services.database.work() as work:
            token = await actions.sign_in(
                work, found, device=device, replaces=request.viewer.session_id, rehashed=rehashed
            )
        services.limits.give_back(limits.SIGN_IN_NETWORK, network(request.address))
        services.limits.give_back(limits.SIGN_IN_ACCOUNT, email.casefold())
        cookies = [session_cookie(request, token), _language(request, found.lang)]
    if form.failed:
        return page(request, "accounts/sign_in.html", form=form, next=following)
    return redirect(request, following, cookies=cookies)


@post("/sign-out", opt={"public": True})
async def sign_out(request: MostyRequest, work: Work) -> Response[Any]:
    """End this browser's session; who is not signed in is where they wanted to be."""
    if request.viewer.session_id is not None:
        await actions.sign_out(work, request.viewer.session_id)
    return redirect(request, f"/{request.locale}/", cookies=[cookie(request, SESSION_COOKIE, "", seconds=0)])


def _address(text: str) -> str:
    """A mistyped address is just one that has no account."""
    try:
        return emails.address(text)
    except Refused:
        return ""


def _language(request: MostyRequest, lang: str) -> Cookie:
    return Cookie(
        key=LANGUAGE_COOKIE, value=lang, max_age=YEAR_SECONDS, path="/", samesite="lax", httponly=True,
        secure=request.services.settings.secure,
    )  # fmt: skip


PAGES = (sign_in_form, sign_in, sign_out)
