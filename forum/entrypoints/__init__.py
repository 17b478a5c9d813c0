"""The composition root: web, worker, command line."""
