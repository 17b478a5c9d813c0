"""Pure rules about people: addresses, passwords, names, roles."""
