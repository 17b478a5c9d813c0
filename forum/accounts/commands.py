"""`mosty user …` and `mosty token …`."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from forum.accounts import hashing, queries
from forum.accounts.actions import imports, people, sessions
from forum.accounts.rules import emails, passwords, roles
from forum.foundation.database import Db
from forum.foundation.errors import Refused
from forum.foundation.i18n import DEFAULT_ZONES, LOCALES
from forum.foundation.services import Services


def create_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email")
    parser.add_argument("--name")
    parser.add_argument("--role", choices=list(roles.ROLES), default="resident")
    parser.add_argument("--lang", choices=list(LOCALES), default="uk")
    parser.add_argument("--zone", help="IANA name such as Europe/Kyiv; by default the language's")
    parser.add_argument("--password", help="none: one is set by mail")
    parser.add_argument("--municipality", metavar="SLUG")
    parser.add_argument("--age-band", choices=list(roles.AGE_BANDS))
    parser.add_argument("--from", dest="file", metavar="FILE.jsonl", help="many accounts, one JSON object a line")


async def create(arguments: argparse.Namespace, services: Services) -> int:
    """A confirmed account, or many from a file."""
    if arguments.file:
        return await _create_from(_lines(Path(arguments.file)), services)
    if not arguments.email or not arguments.name:
        return _fail("user create needs --email and --name, or --from FILE.jsonl")
    line = imports.Line(
        email=arguments.email,
        name=arguments.name,
        role=arguments.role,
        lang=arguments.lang,
        zone=arguments.zone or DEFAULT_ZONES[arguments.lang],
        password=arguments.password,
        municipality=arguments.municipality,
        age_band=arguments.age_band,
    )
    hashed = await _hash(line)
    async with services.database.work() as work:
        created = await people.create_user(work, imports.new_user(line, hashed))
    print(created.public_id)
    return 0


async def _create_from(read: list[bytes], services: Services) -> int:
    lines: list[imports.Line] = []
    hashes: list[str | None] = []
    for number, text in enumerate(read, 1):
        if not text.strip():
            continue
        try:
            line = msgspec.json.decode(text, type=imports.Line)
            hashes.append(await _hash(line))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            return _fail(f"line {number}: {error}")
        except Refused as refused:
            return _fail(f"line {number}: {refused.code}")
        lines.append(line)
        if sys.stderr.isatty() and number % 1000 == 0:
            print(f"{number} lines read", file=sys.stderr)
    try:
        async with services.database.work() as work:
            found = await imports.create_all(work, lines, hashes)
    except imports.LineRefused as refused:
        return _fail(f"account {refused.number} of the file: {refused.code}")
    encode = msgspec.json.encode
    sys.stdout.writelines(encode(entry).decode() + "\n" for entry in found)
    return 0


def _lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines()


async def _hash(line: imports.Line) -> str | None:
    if line.password is None:
        return None
    return await hashing.hash_password(passwords.check(line.password, line.name, line.email))


def role_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", required=True, metavar="EMAIL")
    parser.add_argument("--role", required=True, choices=list(roles.ROLES))


async def role(arguments: argparse.Namespace, services: Services) -> int:
    async with services.database.work() as work:
        person = await _person(work.db, arguments.user)
        await people.set_role(work, person.id, arguments.role, by=None)
    print(f"{person.name} is now: {arguments.role}")
    return 0


def suspend_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", required=True, metavar="EMAIL")
    parser.add_argument("--until", metavar="ISO", help="such as 2027-03-01T12:00:00Z; without it until lifted")
    parser.add_argument("--reason", default="", metavar="TEXT")


async def suspend(arguments: argparse.Namespace, services: Services) -> int:
    until = None
    if arguments.until:
        try:
            until = datetime.fromisoformat(arguments.until)
            until = (until if until.tzinfo else until.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            return _fail("--until should be a time like 2027-03-01T12:00:00Z")
        if until <= services.clock.now():
            return _fail("--until has passed already")
    async with services.database.work() as work:
        person = await _person(work.db, arguments.user)
        await people.suspend(work, person.id, until=until, reason=arguments.reason, by=None)
    print(f"{person.name} is suspended {f'until {until.isoformat()}' if until else 'until further notice'}")
    return 0


def token_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", required=True, metavar="EMAIL")
    parser.add_argument("--label", default="mosty token create", help="what the owner sees in the list of tokens")


async def create_token(arguments: argparse.Namespace, services: Services) -> int:
    async with services.database.work() as work:
        person = await _person(work.db, arguments.user)
        token = await sessions.create_token(work, person.id, label=arguments.label)
    print(token)
    return 0


async def _person(db: Db, email: str) -> queries.Person:
    person = await queries.person_by_email(db, emails.address(email))
    if person is None:
        raise Refused("not_found")
    return person


def _fail(sentence: str) -> int:
    print(f"mosty: {sentence}", file=sys.stderr)
    return 1
