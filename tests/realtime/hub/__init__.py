"""What a person at a socket sees."""
