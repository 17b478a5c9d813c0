"""What goes over the API."""
