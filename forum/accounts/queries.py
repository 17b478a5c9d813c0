"""Reading accounts and sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from forum.accounts.models import MailLink, Session, Suspension, User
from forum.accounts.rules.names import Other, look
from forum.foundation.database import Database, Db, Prepared, UtcDateTime, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import country_name, in_language, sort_key
from forum.foundation.ids import token_hash
from forum.web.viewer import NOBODY_THERE, OFFICIALS, Viewer

users, sessions, suspensions, links = table(User), table(Session), table(Suspension), table(MailLink)
MAX_SESSIONS_SHOWN = 200


_now = sa.bindparam("now", type_=UtcDateTime())
_suspended_until = (
    sa.select(
        sa.func.max(
            sa.func.coalesce(suspensions.c.ends_at, sa.literal(datetime.max.replace(tzinfo=UTC), UtcDateTime())),
            type_=UtcDateTime(),
        )
    )
    .where(suspensions.c.user_id == users.c.id)
    .where(sa.or_(suspensions.c.ends_at.is_(None), suspensions.c.ends_at > _now))
    .scalar_subquery()
)
_SIGHTING = Prepared(
    sa.select(
        users.c.id, users.c.public_id, users.c.name, users.c.role, users.c.lang, users.c.zone, users.c.confirmed_at,
        users.c.municipality_id, sessions.c.id.label("session_id"), sessions.c.seen_at,
        sessions.c.expires_at, _suspended_until.label("suspended_until"),
    )
    .join(sessions, sessions.c.user_id == users.c.id)
    .where(sessions.c.token_hash == sa.bindparam("token_hash"), sessions.c.kind == sa.bindparam("kind"))
    .where(sessions.c.ended_at.is_(None), sa.or_(sessions.c.expires_at.is_(None), sessions.c.expires_at > _now))
)  # fmt: skip


async def sighting(database: Database, hashed: str, kind: str, now: datetime) -> tuple[Viewer, datetime] | None:
    """The person whose live session has that token hash, and when it was last noted as seen; None for nobody."""
    row = await database.look_up(_SIGHTING, {"token_hash": hashed, "kind": kind, "now": now})
    if row is None:
        return None
    until: datetime | None = row.suspended_until
    found = Viewer(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        role=row.role,
        lang=row.lang,
        zone=row.zone,
        confirmed=row.confirmed_at is not None,
        confirmed_at=row.confirmed_at,
        suspended_until=None if until is None else until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        municipality_id=row.municipality_id,
        session_id=row.session_id,
        session_ends=row.expires_at,
        by_token=kind == "token",
    )
    return found, row.seen_at


@dataclass(frozen=True, slots=True)
class Person:
    """An account as actions and mails need it."""

    id: int
    public_id: str
    email: str
    name: str
    role: str
    lang: str
    zone: str
    confirmed: bool
    age_band: str
    municipality: str | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in compares with."""

    id: int
    lang: str
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in browser or a program's token; `handle` names it in addresses without telling its secret."""

    handle: str
    kind: str
    device: str
    created_at: datetime
    seen_at: datetime
    current: bool


async def person(db: Db, user_id: int) -> Person:
    """Raises:
    Refused: `not_found`.
    """
    return await _one(db, users.c.id == user_id) or _nobody()


async def person_by_email(db: Db, email: str) -> Person | None:
    """The owner of a stored address, None when there is none."""
    return await _one(db, users.c.email == email)


async def credentials(db: Db, email: str) -> Credentials | None:
    row = (
        await db.execute(sa.select(users.c.id, users.c.lang, users.c.password_hash).where(users.c.email == email))
    ).first()
    return None if row is None else Credentials(*row)


async def live_sessions(db: Db, user_id: int, *, current: int | None, now: datetime) -> list[SessionRow]:
    """A person's browsers and tokens that still work, the newest first; `current` is the row of this very one."""
    rows = await db.execute(
        sa.select(
            sessions.c.id, sessions.c.token_hash, sessions.c.kind, sessions.c.device,
            sessions.c.created_at, sessions.c.seen_at,
        )
        .where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
        .where(sa.or_(sessions.c.expires_at.is_(None), sessions.c.expires_at > now))
        .order_by(sessions.c.id.desc())
        .limit(MAX_SESSIONS_SHOWN)
    )  # fmt: skip
    return [
        SessionRow(row.token_hash[:16], row.kind, row.device, row.created_at, row.seen_at, row.id == current)
        for row in rows
    ]


async def is_link_good(db: Db, token: str, purpose: str, now: datetime) -> None:
    """Whether a link from a mail would still work; nothing is spent.

    Raises:
        Refused: `link_used`.
    """
    found = await db.scalar(
        sa.select(links.c.id)
        .where(links.c.token_hash == token_hash(token), links.c.purpose == purpose)
        .where(links.c.used_at.is_(None), links.c.expires_at > now)
    )
    if found is None:
        raise Refused("link_used")


async def link_owner(db: Db, token: str, purpose: str, now: datetime) -> Person:
    """Whom a link from a mail belongs to; nothing is spent.

    Raises:
        Refused: `link_used`.
    """
    await is_link_good(db, token, purpose, now)
    owner = sa.select(links.c.user_id).where(links.c.token_hash == token_hash(token)).scalar_subquery()
    return await _one(db, users.c.id == owner) or _nobody()


async def people_called(db: Db, names: Collection[str]) -> list[tuple[int, str]]:
    """Row and name of everybody with a confirmed account who has exactly one of these names."""
    if not names:
        return []
    query = sa.select(users.c.id, users.c.name).where(users.c.name.in_(names), users.c.confirmed_at.is_not(None))
    return [(row.id, row.name) for row in await db.execute(query)]


async def people_who_look_like(db: Db, name: str, *, but: int | None = None) -> list[Other]:
    """Those whose names the eye may take for this one; of those without a confirmed address only officials."""
    official = users.c.role.in_(OFFICIALS)
    query = sa.select(users.c.name, official).where(users.c.look == look(name), users.c.id != (but or NOBODY_THERE))
    query = query.where(sa.or_(official, users.c.confirmed_at.is_not(None))).distinct()
    return [Other(shown, is_official=bool(of_town)) for shown, of_town in await db.execute(query)]


async def municipality_ids(db: Db, slugs: set[str]) -> dict[str, int]:
    """Rows by slug, of those slugs that exist."""
    if not slugs:
        return {}
    towns = _municipalities()
    rows = await db.execute(sa.select(towns.c.slug, towns.c.id).where(towns.c.slug.in_(sorted(slugs))))
    return {row.slug: row.id for row in rows}


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality to choose, by its name in the reader's language."""

    slug: str
    country: str
    name: str


async def towns_to_choose(db: Db, locale: str) -> list[tuple[str, list[Town]]]:
    """Municipalities by country, in the order of the locale's alphabet: (country's name, its towns)."""
    towns = _municipalities()
    rows = await db.execute(sa.select(towns.c.slug, towns.c.country, towns.c.names))
    groups: dict[str, list[Town]] = {}
    for row in rows:
        name, _ = in_language(row.names, locale)
        groups.setdefault(country_name(locale, row.country), []).append(Town(row.slug, row.country, name or row.slug))
    return [
        (country, sorted(groups[country], key=lambda town: sort_key(locale, town.name)))
        for country in sorted(groups, key=lambda country: sort_key(locale, country))
    ]


async def _one(db: Db, where: sa.ColumnElement[bool]) -> Person | None:
    towns = _municipalities()
    row = (
        await db.execute(
            sa.select(
                users.c.id, users.c.public_id, users.c.email, users.c.name, users.c.role, users.c.lang, users.c.zone,
                users.c.confirmed_at.is_not(None), users.c.age_band, towns.c.slug,
            )
            .outerjoin(towns, towns.c.id == users.c.municipality_id)
            .where(where)
        )
    ).first()  # fmt: skip
    return None if row is None else Person(*row)


def _nobody() -> Person:
    raise Refused("not_found")


def _municipalities() -> sa.Table:
    """What `users.municipality_id` refers to; its capability stands above this one, so only the name is known."""
    return users.metadata.tables["municipalities"]
