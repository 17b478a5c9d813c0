"""The chat engine beside its peers."""
