"""What mail adds."""

from datetime import timedelta

from forum.foundation.capability import Capability, Command, Job
from forum.mail import commands, jobs, pages

capability = Capability(
    name="mail",
    pages=(pages.outbox, pages.outbox_mail),
    # Nobody has to wake it: the look into an empty outbox is one indexed read.
    jobs=(Job("mail", timedelta(seconds=5), jobs.send_waiting),),
    commands=(
        Command(("outbox",), "list the mails that were posted, or show one", commands.outbox, commands.arguments),
    ),
)
