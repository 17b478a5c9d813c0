"""What may be done in a visit's room while it takes place."""
