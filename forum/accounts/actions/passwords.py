"""New passwords: asked for by mail, or chosen by somebody who is signed in."""

import sqlalchemy as sa

from forum.accounts import hashing, queries
from forum.accounts.actions import mail_links
from forum.accounts.actions.sessions import end_all_sessions
from forum.accounts.models import User
from forum.accounts.queries import Credentials, Person
from forum.accounts.rules.limits import RESET_LIFE
from forum.audit import actions as audit
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.mail import actions as mail

users = table(User)


async def start_password_reset(work: Work, email: str, *, lang: str) -> None:
    """Mail the owner of an address a link for a new password.

    An unknown address costs as much: the same statements write no link and no mail, and the log gets a line.

    Args:
        email: as stored; see `rules.emails.address`.
        lang: the language of the page, for an address that has no reader.
    """
    person = await queries.person_by_email(work.db, email)
    await audit.note(work, "password.reset_asked", actor_id=None, target=f"user:{person.public_id if person else '-'}")
    token = await mail_links.issue(work, person.id if person else None, "reset", life=RESET_LIFE)
    reader = person.lang if person else lang
    await mail.post(
        work,
        to=person.email if person else email,
        lang=reader,
        kind="account.reset",
        template="accounts/reset",
        facts={"link": f"/{reader}/reset/{token}"},
        urgent=True,
        not_after=work.now + RESET_LIFE,
        pretend=person is None,
    )


async def prove_present(credentials: Credentials | None, password: str) -> str:
    """The stored hash that a password has; call it outside any transaction.

    Raises:
        Refused: `password_wrong`, also where none was ever set.
    """
    hashed = credentials.password_hash if credentials else None
    if not await hashing.verify(password, hashed) or hashed is None:
        raise Refused("password_wrong", field="current")
    return hashed


async def change_password(work: Work, person: Person, *, proved: str, password_hash: str) -> None:
    """Replace the password of somebody who proved the present one, and sign them out everywhere.

    Args:
        proved: the stored hash with which the present password was compared.

    Raises:
        Refused: `password_wrong` when the password was changed in the meantime.
    """
    stored = await work.db.scalar(sa.select(users.c.password_hash).where(users.c.id == person.id).with_for_update())
    if stored != proved:
        raise Refused("password_wrong", field="current")
    await work.db.execute(sa.update(users).where(users.c.id == person.id).values(password_hash=password_hash))
    await mail_links.spend_all(work, person.id, "reset")
    await end_all_sessions(work, person.id)
    await _tell_owner(work, person)


async def set_new_password(work: Work, token: str, *, password_hash: str) -> None:
    """Replace the password and sign the person out everywhere; who had the mail has also proved the address.

    Raises:
        Refused: `link_used`.
    """
    user_id = await mail_links.use(work, token, "reset")
    await work.db.execute(
        sa.update(users)
        .where(users.c.id == user_id)
        .values(password_hash=password_hash, confirmed_at=sa.func.coalesce(users.c.confirmed_at, work.now))
    )
    await end_all_sessions(work, user_id)
    await _tell_owner(work, await queries.person(work.db, user_id))


async def _tell_owner(work: Work, person: Person) -> None:
    await audit.note(work, "password.set", actor_id=person.id, target=f"user:{person.public_id}")
    await mail.post(
        work,
        to=person.email,
        lang=person.lang,
        kind="account.password_changed",
        template="accounts/password_changed",
        facts={"forgot": f"/{person.lang}/forgot"},
        urgent=True,
    )
