"""What pages cost in long threads and full stores, beside short and empty ones."""
