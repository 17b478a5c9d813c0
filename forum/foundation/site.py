"""How this installation names itself to the outside, for texts that are made away from any request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Scheme and host that links start with, the site's name, and whom mails come from.

    Attributes:
        replies_to: the address that calendars answer invitations to, None where no answer is wished for.
    """

    base_url: str = "http://127.0.0.1:8000"
    name: str = "Mosty"
    mail_from: str = "Mosty <mosty@localhost>"
    replies_to: str | None = None
