"""A capability's manifest: everything it adds to the product, on one screen."""

import argparse
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from forum.foundation.bus import Listener
from forum.foundation.errors import Refusal
from forum.foundation.services import Services


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link in the main navigation: path below the locale, English label, and where it stands (low is first)."""

    path: str
    label: str
    order: int


@dataclass(frozen=True, slots=True)
class Job:
    """Work the worker repeats: `run` is called every `every`, and at once when `name` is woken."""

    name: str
    every: timedelta
    run: Callable[[Services], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A verb of the command line, such as `user create`.

    Attributes:
        words: one or two words, as typed after `mosty`.
        arguments: adds the options to its parser.
        run: does it and returns the exit code.
        migrated: False for a command that works on a store of any age.
    """

    words: tuple[str, ...]
    help: str
    run: Callable[[argparse.Namespace, Services], Awaitable[int]]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None
    migrated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a folder of `forum/` adds.

    Attributes:
        pages: Litestar handlers below `/{locale}`.
        api: Litestar handlers below `/api/v1`.
        routes: Litestar handlers at the root.
        listeners: (event type, listener) pairs.
        refusals: code → how it is answered.
    """

    name: str
    pages: tuple[Any, ...] = ()
    api: tuple[Any, ...] = ()
    routes: tuple[Any, ...] = ()
    listeners: tuple[tuple[type, Listener], ...] = ()
    jobs: tuple[Job, ...] = ()
    commands: tuple[Command, ...] = ()
    nav: tuple[NavItem, ...] = ()
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
