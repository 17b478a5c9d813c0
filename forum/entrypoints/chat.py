"""The chat engine, put together: hub, fan-out, backplane and the forum's ports."""

from msgspec.structs import replace

from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services
from forum.rooms.gateway import ForumGatekeeper, ForumRoomLog
from realtime.backplane.memory import MemoryBackplane
from realtime.fanout import SERVER_OPTIONS, FanoutProtocol, free_dead_peers
from realtime.hub import Hub
from realtime.ports import Backplane
from realtime.wire import LIFTED, Limits

__all__ = ["SERVER_OPTIONS", "FanoutProtocol", "drain", "free_dead_peers", "start"]


async def start(services: Services) -> Hub:
    """Open the engine of this process and hand it to the services."""
    limits = replace(Limits() if services.settings.limits else LIFTED, languages=tuple(LOCALES))
    hub = Hub(ForumGatekeeper(services), ForumRoomLog(services), backplane(services), limits=limits)
    services.engine = hub
    await hub.start()
    return hub


async def drain(services: Services) -> None:
    """Send everybody away with a time to come back at; harmless when done twice."""
    engine, services.engine = services.engine, None
    if engine is not None:
        await engine.drain()


def backplane(services: Services) -> Backplane:
    url = services.settings.valkey_url
    if not url:
        return MemoryBackplane()
    # The client library takes a tenth of a second to load, which one process alone can do without.
    from realtime.backplane.valkey import ValkeyBackplane

    return ValkeyBackplane(url)
