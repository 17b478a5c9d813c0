"""Boards, threads, posts."""
