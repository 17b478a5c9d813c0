"""The first steps of somebody new, and how people talk here."""
