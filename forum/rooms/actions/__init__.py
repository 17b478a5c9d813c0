"""What can be done to rooms, by noun."""
