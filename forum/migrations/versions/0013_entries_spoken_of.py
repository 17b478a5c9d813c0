"""What was said about a message of a room is found without reading the room."""

from alembic import op

revision = "0013_entries_spoken_of"
down_revision = "0012_notifications"


def upgrade() -> None:
    op.create_index("ix_room_entries_room_id_of_seq", "room_entries", ["room_id", "of_seq"])
