"""Reading what is live at a visit."""
