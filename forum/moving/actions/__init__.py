"""Bringing boards in."""
