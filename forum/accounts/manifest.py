"""What accounts add."""

from forum.accounts import commands
from forum.accounts.api import me
from forum.accounts.pages import PAGES
from forum.accounts.refusals import REFUSALS
from forum.foundation.capability import Capability, Command

capability = Capability(
    name="accounts",
    pages=PAGES,
    api=(me,),
    commands=(
        Command(("user", "create"), "create a confirmed account, or many", commands.create, commands.create_arguments),
        Command(("user", "role"), "give a person another role", commands.role, commands.role_arguments),
        Command(("user", "suspend"), "let a person read but not write", commands.suspend, commands.suspend_arguments),
        Command(("token", "create"), "print a new bearer token", commands.create_token, commands.token_arguments),
    ),
    refusals=REFUSALS,
)
