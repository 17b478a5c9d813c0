"""`mosty outbox`: the mails that were posted, and one of them."""

import argparse

from forum.foundation.services import Services
from forum.mail import queries


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--show", metavar="ID", help="print one mail, as its reader sees it")


async def outbox(arguments: argparse.Namespace, services: Services) -> int:
    """List the newest mails: id, state, time, address and subject; or show one."""
    async with services.database.read() as db:
        if arguments.show:
            mail = await queries.mail(db, arguments.show)
            print(f"To: {mail.row.recipient}\nSubject: {mail.row.subject}\nState: {mail.row.state}\n\n{mail.text}")
            return 0
        for row in await queries.outbox(db):
            print(f"{row.id}  {row.state:<9}  {row.created_at:%Y-%m-%d %H:%M:%SZ}  {row.recipient}  {row.subject}")
    return 0
