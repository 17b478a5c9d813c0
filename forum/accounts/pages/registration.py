"""Registering and confirming an address."""

from typing import Any

from litestar import Response, get, post

from forum.accounts import hashing, queries
from forum.accounts.actions import registration as actions
from forum.accounts.guards import signed_in
from forum.accounts.pages.parts import at_a_secret_address, confirm_page
from forum.accounts.rules import limits, roles
from forum.foundation import i18n
from forum.foundation.errors import N_
from forum.foundation.network import network
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

FIELDS = ("email", "name", "password", "lang", "zone", "municipality", "age_band")


@get("/register", opt={"public": True})
async def register_form(request: MostyRequest, services: Services) -> Response[bytes]:
    return await _page(request, services, None)


@post("/register", opt={"public": True})
async def register(request: MostyRequest, services: Services) -> Response[Any]:
    """Ask for an account; a taken address is answered exactly like a free one."""
    form = await read_form(request)
    async with form.attempt():
        wanted = actions.registration(**{name: form.text(name) for name in FIELDS})
        services.limits.take(limits.REGISTER_NETWORK, network(request.address))
        services.limits.take(limits.MAIL_ADDRESS, wanted.email.casefold())
        # Hashed before the transaction, since SQLite has one writer; and also where the address is taken.
        hashed = await hashing.hash_password(wanted.password)
        async with services.database.work() as work:
            await actions.register(work, wanted, password_hash=hashed)
    if form.failed:
        return await _page(request, services, form)
    return redirect(request, f"/{request.locale}/register/done")


@get("/register/done", opt={"public": True})
async def register_done(request: MostyRequest) -> Response[bytes]:
    return page(request, "accounts/register_done.html")


@get("/confirm/{token:str}", opt={"public": True})
async def confirm_form(request: MostyRequest, db: Db, services: Services, token: InPath) -> Response[bytes]:
    """Where the mail's link lands; looking changes nothing, since scanners look too."""
    await queries.is_link_good(db, token, "confirm", services.clock.now())
    return at_a_secret_address(
        confirm_page(
            request,
            title=N_("Confirm your e-mail address"),
            text=N_("Press the button, and you can write in the forum and join visits."),
            action=f"/{request.locale}/confirm/{token}",
            button=N_("Confirm"),
        )
    )


@post("/confirm/{token:str}", opt={"public": True})
async def confirm(request: MostyRequest, work: Work, token: InPath) -> Response[Any]:
    await actions.confirm_address(work, token)
    first_steps = f"/{request.locale}/welcome"
    where = first_steps if request.viewer.id else f"/{request.locale}/sign-in?next={first_steps}"
    return redirect(request, where, notice=N_("Your e-mail address is confirmed."))


@post("/profile/confirmation", guards=[signed_in])
async def confirm_again(request: MostyRequest, work: Work, services: Services, viewer: Viewer) -> Response[Any]:
    """One more mail for somebody whose first one got lost."""
    person = await queries.person(work.db, viewer.row)
    services.limits.take(limits.MAIL_NETWORK, network(request.address))
    services.limits.take(limits.MAIL_ADDRESS, person.email.casefold())
    if not person.confirmed:
        await actions.send_confirmation(work, person.id, to=person.email, lang=person.lang)
    return redirect(request, f"/{request.locale}/profile", notice=N_("We sent you an e-mail with a link."))


async def _page(request: MostyRequest, services: Services, form: Form | None) -> Response[bytes]:
    async with services.database.read() as db:
        towns = await queries.towns_to_choose(db, request.locale)
    return page(
        request,
        "accounts/register.html",
        form=form,
        towns=towns,
        zones=i18n.zone_choices(request.locale),
        age_bands=roles.AGE_BANDS,
    )


PAGES = (register_form, register, register_done, confirm_form, confirm, confirm_again)
