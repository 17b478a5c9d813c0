"""What people do in discussions, by noun."""
