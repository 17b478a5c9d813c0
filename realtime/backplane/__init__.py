"""Hints between processes: `memory` for one, `valkey` for many."""
