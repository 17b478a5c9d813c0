"""A study visit with three hundred guests in its room, on one core."""
