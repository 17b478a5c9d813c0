"""Chat rooms: membership, message log by sequence, the socket."""
