"""The demo town."""

COMMANDS = ()
