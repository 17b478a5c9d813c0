"""Pages of no other capability, by noun."""
