"""Whether this process lives and whether it is of use; for service managers and proxies."""

import asyncio
import shutil
from datetime import timedelta

import msgspec
from litestar import Response, get

from forum.foundation.errors import Refused
from forum.home import queries
from forum.migrations import schema
from forum.web.provided import Services
from forum.web.request import MostyRequest

PATIENCE_SECONDS = 2
LEAST_FREE_SHARE = 0.05
OLDEST_URGENT_MAIL = timedelta(minutes=15)


@get("/livez", opt={"public": True}, include_in_schema=False, media_type="text/plain")
async def livez() -> str:
    """200 while the event loop turns; touches nothing else."""
    return "ok"


@get("/readyz", opt={"public": True}, include_in_schema=False)
async def readyz(services: Services) -> Response[bytes]:
    """200 when requests can be answered, 503 with what is failing; says nothing of versions or hosts."""
    failing, degraded = await checks(services)
    body = msgspec.json.encode({"failing": failing} if failing else {"degraded": degraded} if degraded else {})
    headers = {"Cache-Control": "no-store"}
    return Response(body, status_code=503 if failing else 200, media_type="application/json", headers=headers)


@get("/metrics", opt={"public": True}, include_in_schema=False, media_type="text/plain; version=0.0.4")
async def metrics(request: MostyRequest, services: Services) -> str:
    """Counters of this process for Prometheus; like an absent page unless the operator allowed it here."""
    if not services.settings.public_metrics:
        raise Refused("not_found")
    figures = dict(services.engine.metrics()) if services.engine is not None else {}
    async with services.database.read() as db:
        figures["outbox_oldest_seconds"] = await queries.oldest_waiting_mail(db, services.clock.now())
    return "".join(f"mosty_{name} {value}\n" for name, value in sorted(figures.items()))


async def checks(services: Services) -> tuple[list[str], list[str]]:
    """What fails, and what is only slower or later than it should be."""
    failing, degraded = [], []
    if services.draining:
        failing.append("draining")
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            if await schema.current_revision(services.database.engine) != schema.head_revision():
                failing.append("migrations")
            else:
                async with services.database.read() as db:
                    age = await queries.oldest_waiting_mail(db, services.clock.now())
                if services.settings.smtp_url and age > OLDEST_URGENT_MAIL.total_seconds():
                    degraded.append("outbox")
    except Exception:
        failing.append("database")
    usage = shutil.disk_usage(services.settings.data_dir if services.settings.data_dir.exists() else ".")
    if usage.free < usage.total * LEAST_FREE_SHARE:
        degraded.append("disk")
    return failing, degraded
