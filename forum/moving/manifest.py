"""What moving in and out adds."""

from forum.foundation.capability import Capability, Command
from forum.moving import commands

capability = Capability(
    name="moving",
    commands=(
        Command(
            ("board", "export"), "write a board as JSON and as pages", commands.export_board, commands.export_arguments
        ),
        Command(
            ("board", "import"), "bring posts of another forum in", commands.import_board, commands.import_arguments
        ),
    ),
)
