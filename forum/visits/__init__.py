"""Virtual study visits before they begin: schedule, seats, agenda, calendar."""
