"""Days on which a board is an event: hours, a welcome, a schedule."""
