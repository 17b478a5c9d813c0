"""The `mosty` command: one verb a capability's manifest names, and those that start the product."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

import uvloop
from sqlalchemy.exc import SQLAlchemyError

from forum.entrypoints import backup, demo, doctor, serving
from forum.entrypoints import services as build_services
from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation import tzdata
from forum.foundation.backups.sealed import BackupError
from forum.foundation.capability import Command
from forum.foundation.database import UnreachableError, check_reachable
from forum.foundation.errors import Refused
from forum.foundation.logs import set_up_logs
from forum.foundation.services import Services
from forum.foundation.settings import SettingError, Settings, from_environment
from forum.migrations import schema
from forum.web.problems import Problems

COMMANDS: tuple[Command, ...] = (
    *serving.COMMANDS,
    *demo.COMMANDS,
    *doctor.COMMANDS,
    *backup.COMMANDS,
    *(command for capability in CAPABILITIES for command in capability.commands),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when it could not, 2 for wrong words."""
    chosen = parser().parse_args(arguments)
    tzdata.use_newest()
    try:
        settings = from_environment(host=getattr(chosen, "host", None), port=getattr(chosen, "port", None))
        set_up_logs()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(chosen.command, chosen, settings))
    except (SettingError, BackupError, UnreachableError) as error:
        print(f"mosty: {error}", file=sys.stderr)
    except Refused as refused:
        print(f"mosty: {_reason(refused)}", file=sys.stderr)
    except (SQLAlchemyError, OSError) as error:
        logging.getLogger("mosty").debug("command failed", exc_info=error)
        print(f"mosty: {_first_line(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("mosty: stopped", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="mosty", description="Bridges between municipalities: forum, visits and chat.")
    verbs = top.add_subparsers(metavar="COMMAND", required=True)
    nouns: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for command in COMMANDS:
        where = verbs
        if len(command.words) == 2:
            noun = command.words[0]
            if noun not in nouns:
                group = verbs.add_parser(noun, help=f"commands about a {noun}")
                nouns[noun] = group.add_subparsers(metavar="VERB", required=True)
            where = nouns[noun]
        sub = where.add_parser(command.words[-1], help=command.help, description=command.help)
        command.arguments(sub)
        sub.set_defaults(command=command)
    return top


async def _run(command: Command, chosen: argparse.Namespace, settings: Settings) -> int:
    services = build_services.build(settings)
    try:
        if command.reaching:
            await check_reachable(services.database.engine)
        if command.migrated and not await _is_ready(services):
            print("mosty: the database is not up to date; run `mosty migrate` first", file=sys.stderr)
            return 1
        return await command.run(chosen, services)
    finally:
        await services.database.close()


async def _is_ready(services: Services) -> bool:
    """Whether the store is of this release; an empty one is made so, an old one is left to who runs the service."""
    revision = await schema.current_revision(services.database.engine)
    if revision is None:
        await services.database.engine.dispose()
        await schema.upgrade(services.settings.database_url)
        return True
    return revision == schema.head_revision()


def _reason(refused: Refused) -> str:
    problems = Problems(*(dict(capability.refusals) for capability in CAPABILITIES))
    said = problems.sentence("en", refused) if refused.code in problems.codes() else ""
    return f"{said} ({refused.code})".strip()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
