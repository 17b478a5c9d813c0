"""Accounts: people, sessions, roles."""
