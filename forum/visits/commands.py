"""`mosty mail reply`: a calendar's answer to an invitation, as the mail server hands it over."""

import argparse
import logging
import os
import sys

from sqlalchemy.exc import SQLAlchemyError

from forum.foundation.errors import Refused
from forum.foundation.services import Services
from forum.visits.actions.replies import take_reply
from forum.visits.rules.replies import MAX_BYTES, ReplyError, read

log = logging.getLogger("mosty.visits")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="where the mail went to, if headers do not say",
    )


async def reply(arguments: argparse.Namespace, services: Services) -> int:
    """Take the mail on standard input.

    0 also for what is ignored, since nobody should hear of a forgery that bounces; EX_TEMPFAIL, for the mail server to
    come again, when the store cannot be reached.
    """
    message = sys.stdin.buffer.read(MAX_BYTES + 1)
    # A mail that is too large is taken off the mail server's hands all the same.
    while sys.stdin.buffer.read(MAX_BYTES):
        pass
    try:
        answered = read(message, arguments.recipient)
        async with services.database.work() as work:
            await take_reply(work, answered)
        log.info("calendar reply taken: %s", answered.answer.value.lower())
    except ReplyError as unusable:
        log.warning("calendar reply ignored: %s", unusable.reason)
    except Refused as refused:
        log.warning("calendar reply ignored: %s", refused.code)
    except (SQLAlchemyError, OSError) as error:
        log.error("calendar reply put off: %s", type(error).__name__)
        return os.EX_TEMPFAIL
    return 0
