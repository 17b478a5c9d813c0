"""The development page that shows mails which were not sent."""

from litestar import Response, get
from litestar.params import FromPath

from forum.foundation.errors import Refused
from forum.foundation.settings import is_loopback
from forum.mail import queries
from forum.web.provided import Db
from forum.web.rendering import page
from forum.web.request import MostyRequest

SHOWN = 50


@get("/outbox", opt={"public": True})
async def outbox(request: MostyRequest, db: Db) -> Response[bytes]:
    """The newest mails with their links; there only while developing, and only on this machine."""
    check_is_development(request)
    return unkept(page(request, "mail/outbox.html", mails=await queries.outbox_mails(db, SHOWN), alone=False))


@get("/outbox/{id:str}", opt={"public": True})
async def outbox_mail(request: MostyRequest, db: Db, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    check_is_development(request)
    return unkept(page(request, "mail/outbox.html", mails=[await queries.mail(db, id)], alone=True))


def check_is_development(request: MostyRequest) -> None:
    """Raises:
    Refused: `not_found`, as if there were no such page.
    """
    if not request.services.settings.development or not is_loopback(request.address):
        raise Refused("not_found")


def unkept(answer: Response[bytes]) -> Response[bytes]:
    """A page with secrets on it: no cache keeps it."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
