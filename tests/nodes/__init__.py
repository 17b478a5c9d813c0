"""The scaled shape with real processes: web nodes and a worker over PostgreSQL, with Valkey between them."""
