"""Outbox, composing in the reader's language, SMTP."""
