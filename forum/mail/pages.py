"""The development page that shows mails which were not sent."""

from litestar import Response, get

from forum.foundation.errors import Refused
from forum.foundation.settings import is_loopback
from forum.mail import queries
from forum.web.provided import Db, InPath
from forum.web.rendering import page
from forum.web.request import MostyRequest

SHOWN = 50
PROXY_HEADERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@get("/outbox", opt={"public": True})
async def outbox(request: MostyRequest, db: Db) -> Response[bytes]:
    """The newest mails with their links; there only while developing, and only on this machine."""
    check_is_development(request)
    return unkept(page(request, "mail/outbox.html", mails=await queries.outbox_mails(db, SHOWN), alone=False))


@get("/outbox/{id:str}", opt={"public": True})
async def outbox_mail(request: MostyRequest, db: Db, id: InPath) -> Response[bytes]:
    check_is_development(request)
    return unkept(page(request, "mail/outbox.html", mails=[await queries.mail(db, id)], alone=True))


def check_is_development(request: MostyRequest) -> None:
    """Raises:
    Refused: `not_found`, as if there were no such page; also to whoever comes through a proxy, which is on this
        machine itself.
    """
    near = is_loopback(request.address) and not any(name in request.headers for name in PROXY_HEADERS)
    if not request.services.settings.development or not near:
        raise Refused("not_found")


def unkept(answer: Response[bytes]) -> Response[bytes]:
    """A page with secrets on it: no cache keeps it."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
