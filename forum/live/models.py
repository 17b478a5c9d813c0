"""What is live at a visit: its questions and their votes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class LiveState(SQLModel, table=True):
    """How often something beside the talk changed in a visit's room; its row is the lock under which that happens."""

    __tablename__ = "live_states"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    version: int = Field(sa_type=Id)


class Question(SQLModel, table=True):
    """A question to the hosts of a visit.

    Attributes:
        entry: the number of the entry that told the room of it.
        state: see `rules.questions.State`; who decided it, and when, stands in the audit log too.
        merged_into: the question that asks the same, None unless it is merged.
        client_id, client_digest: the author's id for it and a fingerprint of what came with it.
    """

    __tablename__ = "live_questions"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    author_id: int = Field(sa_type=Id, foreign_key="users.id")
    lang: str = Field(max_length=2)
    text: str = Field(sa_type=sa.Text)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    entry: int = Field(sa_type=Id)
    state: str = Field(max_length=10)
    merged_into: int | None = Field(default=None, sa_type=Id, foreign_key="live_questions.id", index=True)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (sa.UniqueConstraint("author_id", "client_id", name="uq_live_questions_author_id_client_id"),)


class QuestionVote(SQLModel, table=True):
    """That somebody wants a question answered."""

    __tablename__ = "live_question_votes"
    question_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("live_questions.id"), primary_key=True))
    voter_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime)


class AgendaMove(SQLModel, table=True):
    """A host said which point of the programme is on; the last one counts. `position` is None when none is."""

    __tablename__ = "live_agenda_moves"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    position: int | None = Field(default=None, sa_type=sa.Integer)
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")


class Turn(SQLModel, table=True):
    """Somebody has the word; `ended_at` is None while they do."""

    __tablename__ = "live_turns"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    user_id: int = Field(sa_type=Id, foreign_key="users.id")
    given_at: datetime = Field(sa_type=UtcDateTime)
    given_by_id: int = Field(sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VisitPoll(SQLModel, table=True):
    """That a poll is put to the people in a visit's room."""

    __tablename__ = "live_polls"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    poll_id: int = Field(sa_type=Id, foreign_key="polls.id", unique=True)


class Break(SQLModel, table=True):
    """The visit pauses until a moment, or until `ended_at`, when a host went on earlier."""

    __tablename__ = "live_breaks"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Interpreter(SQLModel, table=True):
    """Somebody who writes in a language what is said at a visit; `ended_at` is None while they do."""

    __tablename__ = "live_interpreters"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    lang: str = Field(max_length=2)
    user_id: int = Field(sa_type=Id, foreign_key="users.id")
    since: datetime = Field(sa_type=UtcDateTime)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InterpretedLine(SQLModel, table=True):
    """What an interpreter wrote.

    Attributes:
        point: the place of the point of the programme that was on, None when none was.
        gone_at: when it was taken back or hidden; nobody reads it since.
        client_id, client_digest: the interpreter's id for it and a fingerprint of what came with it.
    """

    __tablename__ = "live_lines"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id")
    lang: str = Field(max_length=2)
    author_id: int = Field(sa_type=Id, foreign_key="users.id")
    text: str = Field(sa_type=sa.Text)
    at: datetime = Field(sa_type=UtcDateTime)
    point: int | None = Field(default=None, sa_type=sa.Integer)
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("author_id", "client_id", name="uq_live_lines_author_id_client_id"),
        sa.Index("ix_live_lines_visit_id_lang_id", "visit_id", "lang", "id"),
    )


class Stay(SQLModel, table=True):
    """Somebody was in the room of a visit from `came_at` until `last_at`, when they were last noticed."""

    __tablename__ = "live_stays"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id")
    user_id: int = Field(sa_type=Id, foreign_key="users.id")
    came_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (sa.Index("ix_live_stays_visit_id_user_id", "visit_id", "user_id"),)


class AttendanceCode(SQLModel, table=True):
    """What a host shows, for those who listen by telephone to type."""

    __tablename__ = "live_attendance_codes"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    code: str = Field(max_length=6)
    at: datetime = Field(sa_type=UtcDateTime)


class CodeEntry(SQLModel, table=True):
    """That somebody typed the code of a visit."""

    __tablename__ = "live_code_entries"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True))
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime)


class VideoChoice(SQLModel, table=True):
    """Who carries a visit's video; without a row it is the link that its host gave."""

    __tablename__ = "live_video_choices"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    provider: str = Field(max_length=20)
