"""Polls: questions in up to three languages, votes, and how they are counted."""
