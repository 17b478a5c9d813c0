"""Mosty: forum, virtual study visits and chat for municipalities that work together."""
