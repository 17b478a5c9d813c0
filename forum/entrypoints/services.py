"""Building a process's services from its settings."""

from forum.entrypoints.capabilities import bus
from forum.foundation.clock import Clock, SystemClock
from forum.foundation.database import Database
from forum.foundation.places import Places
from forum.foundation.ratelimit import RateLimiter
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.foundation.site import Site


def build(settings: Settings, clock: Clock | None = None) -> Services:
    """Services over a store that is opened at its first use; close with `services.database.close()`."""
    clock = clock or SystemClock()
    site = Site(
        base_url=settings.base_url,
        name=settings.site_name,
        mail_from=settings.mail_from,
        replies_to=settings.replies_to,
    )
    return Services(
        settings=settings,
        clock=clock,
        database=Database(settings.database_url, clock, bus(), site),
        limits=RateLimiter(enabled=settings.limits),
        places=Places(enabled=settings.limits),
    )
