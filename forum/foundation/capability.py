"""A capability's manifest: everything it adds to the product, on one screen."""

import argparse
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from forum.foundation.bus import Listener
from forum.foundation.database import Db, Prepared, Work
from forum.foundation.errors import Refusal
from forum.foundation.services import Services


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link in the main navigation: path below the locale, English label, and where it stands (low is first).

    Attributes:
        also: what other paths begin with whose pages belong to it.
    """

    path: str
    label: str
    order: int
    also: tuple[str, ...] = ()


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
        reaching: False for a command that says itself when the store cannot be reached.
    """

    words: tuple[str, ...]
    help: str
    run: Callable[[argparse.Namespace, Services], Awaitable[int]]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None
    migrated: bool = True
    reaching: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """What a capability adds to a page of one below it.

    Attributes:
        place: the page, such as "visit".
        template: what is included there; it finds the facts under `part`.
        facts: given the store, who looks, what the page shows and the moment; None when there is nothing to show.
    """

    place: str
    template: str
    facts: Callable[[Db, Any, Any, datetime], Awaitable[Mapping[str, Any] | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a folder of `forum/` adds.

    Attributes:
        pages: Litestar handlers below `/{locale}`.
        api: Litestar handlers below `/api/v1`.
        routes: Litestar handlers at the root.
        listeners: (event type, listener) pairs.
        refusals: code → how it is answered.
        counts: name → a look-up by `user_id` whose row's `count` stands on each page of somebody who is signed in.
        proved_by_address: paths below which a secret in the address proves who posts, from wherever.
        parts: what stands on pages of capabilities below.
        after_restore: what has to change in a store that was brought back from a backup; None for nothing.
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
    counts: Mapping[str, Prepared] = field(default_factory=dict)
    proved_by_address: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    after_restore: Callable[[Work], Awaitable[None]] | None = None
