"""The JSON API, by noun."""
