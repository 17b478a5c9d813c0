"""`mosty demo`: a living town in three languages, written through the same actions as everything else."""

import argparse
import secrets
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.audit.models import AuditEntry
from forum.entrypoints import services as build_services
from forum.entrypoints.demo.reading import read
from forum.entrypoints.demo.town import FILLED, StagedClock, Town
from forum.foundation.capability import Command
from forum.foundation.database import table
from forum.foundation.services import Services
from forum.migrations import schema

SHOWN = ("official", "moderator", "resident", "youth", "administrator")
users, audit = table(User), table(AuditEntry)


async def fill(arguments: argparse.Namespace, services: Services) -> int:
    """`mosty demo`: write the town unless it is there; refuse a store with other people's data."""
    if await settle(services, anyway=arguments.anyway):
        return 0
    print("mosty: this store holds other people's data; use --anyway to add the demo town", file=sys.stderr)
    return 1


async def settle(services: Services, *, anyway: bool = False) -> bool:
    """Write the town unless it is there, and print who may sign in.

    Returns:
        False where the store holds other people's data, which stays alone unless `anyway`.
    """
    if await schema.current_revision(services.database.engine) != schema.head_revision():
        await services.database.engine.dispose()
        await schema.upgrade(services.settings.database_url)
    people = read("people")
    filled, others = await _what_is_there(services, [person["email"] for person in people])
    if others and not filled and not anyway:
        return False
    password = demo_password(services.settings.data_dir)
    if not filled:
        clock = StagedClock(services.clock.now())
        staged = build_services.build(services.settings, clock)
        try:
            await Town(staged, clock, password).write()
        finally:
            await staged.database.close()
        print("The demo town is ready")
    print_sign_ins(people, password)
    return True


async def _what_is_there(services: Services, emails: list[str]) -> tuple[bool, bool]:
    """Whether the whole town is there, and whether other people are."""
    async with services.database.read() as db:
        filled = await db.scalar(sa.select(audit.c.id).where(audit.c.key == FILLED).limit(1))
        others = await db.scalar(sa.select(users.c.id).where(users.c.email.not_in(emails)).limit(1))
    return filled is not None, others is not None


def demo_password(folder: Path) -> str:
    """The password of all demo people, made once for each store."""
    path = folder / "demo_password"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(4)))
    return path.read_text()


def print_sign_ins(people: list[dict[str, Any]], password: str) -> None:
    print(f"Sign in as one of these with the password {password}")
    for role in SHOWN:
        for person in [p for p in people if p["role"] == role][:2]:
            print(f"  {person['email']:<28} {role:<14} {person['name']}")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--anyway", action="store_true", help="add the town to a store that holds other people's data")


COMMANDS = (
    Command(("demo",), "fill an empty store with a living town in three languages", fill, _arguments, migrated=False),
)
