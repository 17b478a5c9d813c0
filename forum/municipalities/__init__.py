"""Municipalities by name."""
