"""How other forums write their boards down; all of it is pure."""
