"""Forgotten passwords."""

import sqlalchemy as sa

from forum.accounts import queries
from forum.accounts.actions import mail_links
from forum.accounts.actions.sessions import end_all_sessions
from forum.accounts.models import User
from forum.accounts.rules.limits import RESET_LIFE
from forum.audit import actions as audit
from forum.foundation.database import Work, table
from forum.foundation.ids import secret_token
from forum.mail import actions as mail

users = table(User)


async def start_password_reset(work: Work, email: str, *, lang: str) -> None:
    """Mail the owner of an address a link for a new password.

    An unknown address costs as much: a mail is composed and thrown away, and the log gets a line all the same.

    Args:
        email: as stored; see `rules.emails.address`.
        lang: the language of the page, for an address that has no reader.
    """
    person = await queries.person_by_email(work.db, email)
    await audit.note(work, "password.reset_asked", actor_id=None, target=f"user:{person.public_id if person else '-'}")
    token = secret_token() if person is None else await mail_links.issue(work, person.id, "reset", life=RESET_LIFE)
    reader = person.lang if person else lang
    compose = mail.post if person else mail.pretend
    await compose(
        work,
        to=person.email if person else email,
        lang=reader,
        kind="account.reset",
        template="accounts/reset",
        facts={"name": person.name if person else "-", "link": f"/{reader}/reset/{token}"},
        urgent=True,
        not_after=work.now + RESET_LIFE,
    )


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
    person = await queries.person(work.db, user_id)
    await audit.note(work, "password.set", actor_id=user_id, target=f"user:{person.public_id}")
    await mail.post(
        work,
        to=person.email,
        lang=person.lang,
        kind="account.password_changed",
        template="accounts/password_changed",
        facts={"name": person.name, "forgot": f"/{person.lang}/forgot"},
        urgent=True,
    )
