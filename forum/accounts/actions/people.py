"""Accounts: created, given a role, changed, suspended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts import queries
from forum.accounts.events import RoleChanged, SuspensionLifted, UserSuspended
from forum.accounts.models import Suspension, User
from forum.accounts.rules import emails, names, roles
from forum.audit import actions as audit
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale, known_zone
from forum.foundation.ids import short_id
from forum.foundation.text import clean
from forum.search.actions import rename_author

users, suspensions = table(User), table(Suspension)
MAX_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """An account to create; `municipality` is a slug. `password_hash` None: no password until one is set by mail."""

    email: str
    name: str
    role: str
    lang: str
    zone: str
    age_band: str | None = None
    municipality: str | None = None
    password_hash: str | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Created:
    """A new account's row, public id and stored address."""

    id: int
    public_id: str
    email: str


async def create_user(work: Work, new: NewUser) -> Created:
    """Create one account.

    Raises:
        Refused: `email_taken`, and what the rules of address, name, role, language, zone and municipality refuse.
    """
    return (await create_users(work, [new]))[0]


async def create_users(work: Work, people: Sequence[NewUser]) -> list[Created]:
    """Create many accounts in two statements.

    Raises:
        Refused: as `create_user`, for the first that cannot be created; none is then.
    """
    towns = await queries.municipality_ids(work.db, {p.municipality for p in people if p.municipality})
    rows = [_row(person, towns, work.now) for person in people]
    statement = sa.insert(users).returning(users.c.id, users.c.public_id, users.c.email, sort_by_parameter_order=True)
    try:
        async with work.attempt():
            return [Created(*row) for row in await work.db.execute(statement, rows)]
    except IntegrityError:
        raise Refused("email_taken", field="email") from None


async def set_role(work: Work, user_id: int, role: str, *, by: int | None) -> None:
    """Give a person another role.

    Raises:
        Refused: `role_unknown`.
    """
    role = roles.known_role(role)
    public_id = await _public_id(work, user_id)
    before: str = (await work.db.execute(sa.select(users.c.role).where(users.c.id == user_id))).scalar_one()
    await work.db.execute(sa.update(users).where(users.c.id == user_id).values(role=role))
    await audit.note(work, "user.role_set", actor_id=by, target=f"user:{public_id}", role=role)
    work.record(RoleChanged(user_id, role, takes_away=roles.takes_away(before, role)))


async def suspend(work: Work, user_id: int, *, until: datetime | None, reason: str, by: int | None) -> None:
    """Let a person read but not write.

    Args:
        until: None for until it is lifted.
        reason: told to the person and to whoever looks at the case; at most 500 characters, may be empty.
    """
    public_id = await _public_id(work, user_id)
    reason = clean(reason, limit=MAX_REASON, field="reason", optional=True)
    await work.db.execute(
        sa.insert(suspensions).values(user_id=user_id, by_id=by, reason=reason, starts_at=work.now, ends_at=until)
    )
    await audit.note(
        work, "user.suspended", actor_id=by, target=f"user:{public_id}", until=until.isoformat() if until else None
    )
    work.record(UserSuspended(user_id))


async def lift_suspension(work: Work, user_id: int, *, by: int | None) -> None:
    """End every suspension of a person that has not ended; doing it twice changes nothing."""
    public_id = await _public_id(work, user_id)
    lasting = sa.or_(suspensions.c.ends_at.is_(None), suspensions.c.ends_at > work.now)
    ended = await work.db.execute(
        sa.update(suspensions).where(suspensions.c.user_id == user_id, lasting).values(ends_at=work.now)
    )
    if ended.rowcount:
        await audit.note(work, "user.suspension_lifted", actor_id=by, target=f"user:{public_id}")
        work.record(SuspensionLifted(user_id))


async def change_profile(work: Work, user_id: int, *, name: str, lang: str, zone: str, municipality: str) -> None:
    """Change what a person says of themselves; `municipality` is a slug, "" for none.

    Raises:
        Refused: `name_invalid`, `name_taken`, `name_alike`, `lang_unknown`, `zone_unknown`, `municipality_unknown`.
    """
    name = names.display_name(name)
    await check_name(work, name, of=user_id)
    values = {
        "name": name,
        "look": names.look(name),
        "lang": known_locale(lang),
        "zone": known_zone(zone),
        "municipality_id": await municipality_id(work, municipality),
    }
    public_id: str = (
        await work.db.execute(
            sa.update(users).where(users.c.id == user_id).values(**values).returning(users.c.public_id)
        )
    ).scalar_one()
    await rename_author(work, public_id, name)


async def choose_language(work: Work, user_id: int, *, lang: str, zone: str) -> None:
    """Raises:
    Refused: `lang_unknown`, `zone_unknown`.
    """
    chosen = {"lang": known_locale(lang), "zone": known_zone(zone)}
    await work.db.execute(sa.update(users).where(users.c.id == user_id).values(**chosen))


async def choose_municipality(work: Work, user_id: int, slug: str) -> None:
    """Say where somebody is from; "" for nowhere.

    Raises:
        Refused: `municipality_unknown`.
    """
    town = await municipality_id(work, slug)
    await work.db.execute(sa.update(users).where(users.c.id == user_id).values(municipality_id=town))


async def check_name(work: Work, name: str, *, of: int | None = None) -> None:
    """Look whether somebody else has a name that looks the same; `of` is whose name it is to be, None for a new one.

    Raises:
        Refused: `name_taken`, `name_alike`.
    """
    if work.db.dialect.name == "postgresql":
        # Two who take such names at the same time: the second sees the first. SQLite has one writer anyway.
        await work.db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(names.look(name)))))
    names.check_is_free(name, await queries.people_who_look_like(work.db, name, but=of))


async def municipality_id(work: Work, slug: str) -> int | None:
    """The row of a municipality, None for "".

    Raises:
        Refused: `municipality_unknown`.
    """
    if not slug:
        return None
    return _town(slug, await queries.municipality_ids(work.db, {slug}))


def _row(person: NewUser, towns: dict[str, int], now: datetime) -> dict[str, Any]:
    role, name = roles.known_role(person.role), names.display_name(person.name)
    return {
        "public_id": short_id(),
        "email": emails.address(person.email),
        "name": name,
        "look": names.look(name),
        "password_hash": person.password_hash,
        "role": role,
        "lang": known_locale(person.lang),
        "zone": known_zone(person.zone),
        "municipality_id": _town(person.municipality, towns) if person.municipality else None,
        "age_band": roles.known_age_band(person.age_band or roles.usual_band(role)),
        "created_at": now,
        "confirmed_at": now if person.confirmed else None,
    }


def _town(slug: str, towns: dict[str, int]) -> int:
    if slug not in towns:
        raise Refused("municipality_unknown", field="municipality")
    return towns[slug]


async def _public_id(work: Work, user_id: int) -> str:
    found: str | None = await work.db.scalar(sa.select(users.c.public_id).where(users.c.id == user_id))
    if found is None:
        raise Refused("not_found")
    return found
