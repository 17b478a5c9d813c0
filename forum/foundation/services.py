"""What a running process is made of; built once by an entrypoint and handed to whoever needs it."""

from dataclasses import dataclass, field
from typing import Any

from forum.foundation.clock import Clock
from forum.foundation.database import Database
from forum.foundation.places import Places
from forum.foundation.queue import WakeUps
from forum.foundation.ratelimit import RateLimiter
from forum.foundation.settings import Settings


@dataclass(slots=True)
class Services:
    """Settings, clock, store, limits, places and wake-ups of this process.

    Attributes:
        engine: the chat engine behind realtime's port; None in commands that serve nobody.
        draining: True once the process has been told to stop.
    """

    settings: Settings
    clock: Clock
    database: Database
    limits: RateLimiter
    places: Places = field(default_factory=Places)
    wake_ups: WakeUps = field(default_factory=WakeUps)
    engine: Any = None
    draining: bool = False
