"""Tests of the chat engine; they mirror realtime/."""
