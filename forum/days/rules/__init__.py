"""What may be planned for a day, and where it stands; pure, with the moment as an argument."""
