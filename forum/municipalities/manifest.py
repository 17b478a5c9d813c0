"""What municipalities adds."""

from forum.foundation.capability import Capability, Command
from forum.municipalities import api, commands, pages
from forum.municipalities.refusals import REFUSALS

capability = Capability(
    name="municipalities",
    pages=(pages.municipalities,),
    api=(api.municipalities,),
    commands=(
        Command(
            ("municipality", "create"), "add a municipality to the directory, or bring it up to date",
            commands.create, commands.create_arguments,
        ),
        Command(
            ("municipality", "import"), "add those of a table, or bring them up to date",
            commands.bring, commands.import_arguments,
        ),
    ),
    refusals=REFUSALS,
)  # fmt: skip
