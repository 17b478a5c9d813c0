"""Whole boards moved in from other forums, and taken along to wherever."""
