"""Where a municipality stands."""


def town_path(slug: str) -> str:
    """Its page's address below the locale."""
    return f"/municipalities/{slug}"
