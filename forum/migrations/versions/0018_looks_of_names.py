"""What names look like, so that one which only looks like another is found without reading all of them."""

import sqlalchemy as sa
from alembic import op

from forum.accounts.rules.names import MAX_LOOK, look
from forum.foundation.database import Id

revision = "0018_looks_of_names"
down_revision = "0017_polls"
BATCH = 1000


def upgrade() -> None:
    op.add_column("users", sa.Column("look", sa.String(MAX_LOOK), nullable=False, server_default=""))
    users = sa.table("users", sa.column("id", Id), sa.column("name", sa.String), sa.column("look", sa.String))
    connection, last = op.get_bind(), 0
    changed = sa.update(users).where(users.c.id == sa.bindparam("row")).values(look=sa.bindparam("seen"))
    page = sa.select(users.c.id, users.c.name).order_by(users.c.id).limit(BATCH)
    while rows := connection.execute(page.where(users.c.id > last)).all():
        connection.execute(changed, [{"row": row.id, "seen": look(row.name)} for row in rows])
        last = rows[-1].id
    op.create_index("ix_users_look", "users", ["look"])


def downgrade() -> None:
    op.drop_index("ix_users_look", "users")
    op.drop_column("users", "look")
