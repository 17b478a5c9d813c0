"""What participants said of a visit."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json


class FeedbackGiven(SQLModel, table=True):
    """That somebody has answered; what they answered stands apart and does not lead here.

    Attributes:
        client_id: the person's id for the request, so that a repeat is not taken for a second answer.
    """

    __tablename__ = "feedback_given"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False))
    client_id: str = Field(max_length=36)


class FeedbackAnswer(SQLModel, table=True):
    """An answer without its author and without its time, stored in the order of a random id.

    Attributes:
        scores: a mark from 1 to 5 for each question.
        comment: "" for none, in the language `lang`.
    """

    __tablename__ = "feedback_answers"
    id: str = Field(sa_column=sa.Column(sa.String(16), primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    scores: dict[str, Any] = Field(sa_type=Json)
    comment: str = Field(sa_type=sa.Text)
    lang: str = Field(max_length=2)

    __table_args__ = ({"sqlite_with_rowid": False},)
