"""Append-only log of acts."""
