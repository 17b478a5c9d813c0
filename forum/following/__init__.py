"""What people follow, how far they have read, and when they were last here."""
