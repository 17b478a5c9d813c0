"""Copies of a whole store in one file, and the way back."""
