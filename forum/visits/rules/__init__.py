"""What may be scheduled, published and seated; pure, with the moment as an argument."""
