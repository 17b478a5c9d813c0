"""Pages: what a core serves of them, beside nginx serving the same bytes."""
