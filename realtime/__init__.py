"""The chat engine: rooms, frames and fan-out. Knows nothing of municipalities."""
