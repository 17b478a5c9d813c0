"""The front door and the remembered language."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie

from forum.foundation.i18n import known_locale
from forum.web.forms import read_form
from forum.web.rendering import redirect
from forum.web.request import LANGUAGE_COOKIE, MostyRequest, local_path, request_locale

LANGUAGE_SECONDS = 365 * 24 * 3600


@get("/", opt={"public": True}, include_in_schema=False)
async def choose_language(request: MostyRequest) -> Response[Any]:
    """The front door: to the reader's language."""
    answer = redirect(request, f"/{request_locale(request)}/")
    answer.headers["Vary"] = "Cookie, Accept-Language"
    return answer


@post("/language", opt={"public": True}, include_in_schema=False)
async def remember_language(request: MostyRequest) -> Response[Any]:
    """Keep the reader's choice for the front door; back to where they were."""
    form = await read_form(request)
    lang = known_locale(form.text("lang"))
    kept = Cookie(
        key=LANGUAGE_COOKIE, value=lang, max_age=LANGUAGE_SECONDS, path="/", samesite="lax", httponly=True,
        secure=request.services.settings.secure,
    )  # fmt: skip
    return redirect(request, local_path(form.text("next"), otherwise="/"), cookies=[kept])
