"""The chat engine, file by file as in `realtime/`."""
