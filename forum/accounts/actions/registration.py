"""Becoming a member: asking for an account and proving the address."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.accounts import queries
from forum.accounts.actions import mail_links
from forum.accounts.actions.people import NewUser, check_name, create_user
from forum.accounts.models import User
from forum.accounts.rules import emails, names, passwords, roles
from forum.accounts.rules.limits import CONFIRM_LIFE
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale, known_zone
from forum.mail import actions as mail

users = table(User)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A checked registration form; `municipality` is a slug or None, `password` in its normal form."""

    email: str
    name: str
    password: str
    lang: str
    zone: str
    municipality: str | None
    age_band: str


def registration(
    *, email: str, name: str, password: str, lang: str, zone: str, municipality: str, age_band: str
) -> Registration:
    """What the form says, checked as far as that goes without the store.

    Raises:
        Refused: `email_invalid`, `name_invalid`, `password_too_short`, `too_common`, `age_band_missing` and so on.
    """
    address = emails.address(email)
    return Registration(
        email=address,
        name=names.display_name(name),
        password=passwords.check(password, name, address),
        lang=known_locale(lang),
        zone=known_zone(zone),
        municipality=municipality or None,
        age_band=roles.known_age_band(age_band),
    )


async def register(work: Work, wanted: Registration, *, password_hash: str) -> None:
    """Create an account that waits for its address to be confirmed.

    A taken address looks the same from outside: its owner is told by mail, and nobody else. It also takes as long:
    the account is tried, a link is issued for nobody, and one mail goes out in either case.

    Raises:
        Refused: `name_taken`, `name_alike`, `municipality_unknown`.
    """
    await check_name(work, wanted.name)
    owner = await queries.person_by_email(work.db, wanted.email)
    new = NewUser(
        email=wanted.email,
        name=wanted.name,
        role=roles.first_role(wanted.age_band),
        lang=wanted.lang,
        zone=wanted.zone,
        age_band=wanted.age_band,
        municipality=wanted.municipality,
        password_hash=password_hash,
        confirmed=False,
    )
    try:
        created = await create_user(work, new)
    except Refused as refused:
        if refused.code != "email_taken" or owner is None:
            raise
        await mail_links.issue(work, None, "confirm", life=CONFIRM_LIFE)
        await mail.post(
            work,
            to=owner.email,
            lang=owner.lang,
            kind="account.taken",
            template="accounts/taken",
            facts={"sign_in": f"/{owner.lang}/sign-in", "forgot": f"/{owner.lang}/forgot"},
            urgent=True,
        )
    else:
        await send_confirmation(work, created.id, to=created.email, lang=wanted.lang)


async def send_confirmation(work: Work, user_id: int, *, to: str, lang: str) -> None:
    """Post the mail whose link proves the address."""
    token = await mail_links.issue(work, user_id, "confirm", life=CONFIRM_LIFE)
    await mail.post(
        work,
        to=to,
        lang=lang,
        kind="account.confirm",
        template="accounts/confirm",
        facts={"link": f"/{lang}/confirm/{token}"},
        urgent=True,
        not_after=work.now + CONFIRM_LIFE,
    )


async def confirm_address(work: Work, token: str) -> None:
    """The address is the person's.

    Raises:
        Refused: `link_used`.
    """
    user_id = await mail_links.use(work, token, "confirm")
    await work.db.execute(
        sa.update(users).where(users.c.id == user_id, users.c.confirmed_at.is_(None)).values(confirmed_at=work.now)
    )
