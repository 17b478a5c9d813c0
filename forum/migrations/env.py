"""Alembic's entry: runs on the connection that `schema.upgrade` opened."""

import importlib
from pathlib import Path

from alembic import context
from sqlmodel import SQLModel

for path in sorted(Path(__file__).parents[1].glob("*/models.py")):
    importlib.import_module(f"forum.{path.parent.name}.models")

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
    compare_type=True,
)
context.run_migrations()
