"""What is done with notifications, by noun."""
