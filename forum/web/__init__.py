"""How pages look and behave, and what every request goes through; no capability's noun."""
