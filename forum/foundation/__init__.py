"""What any web service needs; no noun of municipalities."""
