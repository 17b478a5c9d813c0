"""The pages of a visit's room."""
