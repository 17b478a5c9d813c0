"""Who has taken the first steps."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class Welcome(SQLModel, table=True):
    """Somebody was shown around, whatever of it they skipped; they are not asked again."""

    __tablename__ = "welcomes"
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime)
