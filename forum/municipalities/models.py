"""Municipalities by name."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json


class Municipality(SQLModel, table=True):
    """A town, hromada or gmina: names by language, ISO 3166 country, NUTS or KATOTTH region where known."""

    __tablename__ = "municipalities"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    slug: str = Field(max_length=80, unique=True)
    country: str = Field(max_length=2)
    region: str | None = Field(default=None, max_length=20)
    names: dict[str, Any] = Field(sa_type=Json)
    region_names: dict[str, Any] = Field(sa_type=Json)
    population: int | None = Field(default=None, sa_type=sa.Integer)
