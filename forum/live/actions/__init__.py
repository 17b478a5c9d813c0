"""The verbs of a visit's room."""
