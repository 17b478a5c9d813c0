"""Finding public texts, whatever language they were written in."""
