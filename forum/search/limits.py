"""How often one person, or one address, may search."""

from forum.foundation.ratelimit import Limit

SEARCHES = Limit("searches", burst=30, seconds=2)
