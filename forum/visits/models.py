"""Visits, what was decided about them, their programme and their seats."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Visit(SQLModel, table=True):
    """A scheduled virtual visit. Its row is the lock under which seats are given.

    Attributes:
        title, description, description_html: by language.
        original: the language the others were translated from.
        approval … closes_hours: on which terms seats are given; see `rules.seats.Terms`.
        starts_wall, zone, fold: what was promised; `starts_at` and `ends_at` are what comes of it under `tzdata`.
        version: rises with every change of the plan; edits name the one they saw.
        sequence: rises with what calendars must learn (RFC 5545).
        reminders: kinds such as `1d`, see `rules.reminders`; None for what is usual on this site.
        changed_at: when calendars last had something to learn.
        client_id, client_digest: the host's id for the request that made it, and its fingerprint.
    """

    __tablename__ = "visits"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    host_id: int = Field(sa_type=Id, foreign_key="users.id")
    municipality_id: int | None = Field(default=None, sa_type=Id, foreign_key="municipalities.id", index=True)
    room_id: int = Field(sa_type=Id, foreign_key="rooms.id", unique=True)
    kind: str = Field(max_length=20)
    title: dict[str, Any] = Field(sa_type=Json)
    description: dict[str, Any] = Field(sa_type=Json)
    description_html: dict[str, Any] = Field(sa_type=Json)
    original: str = Field(max_length=2)
    starts_wall: str = Field(max_length=16)
    zone: str = Field(max_length=64)
    fold: int = Field(sa_type=sa.Integer)
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    minutes: int = Field(sa_type=sa.Integer)
    tzdata: str = Field(max_length=20)
    capacity: int = Field(sa_type=sa.Integer)
    approval: bool = Field(sa_column=sa.Column(sa.Boolean, nullable=False, server_default=sa.false()))
    minors: bool = Field(sa_column=sa.Column(sa.Boolean, nullable=False, server_default=sa.true()))
    quota_ua: int | None = Field(default=None, sa_type=sa.Integer)
    quota_eu: int | None = Field(default=None, sa_type=sa.Integer)
    quota_town: int | None = Field(default=None, sa_type=sa.Integer)
    offer_hours: int = Field(sa_column=sa.Column(sa.Integer, nullable=False, server_default="0"))
    closes_hours: int = Field(sa_column=sa.Column(sa.Integer, nullable=False, server_default="0"))
    languages: list[str] = Field(sa_type=Json)
    interpretation: str = Field(max_length=20)
    video_url: str = Field(max_length=500)
    reminders: list[str] | None = Field(default=None, sa_type=Json)
    version: int = Field(sa_type=sa.Integer)
    sequence: int = Field(sa_type=sa.Integer)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (sa.UniqueConstraint("host_id", "client_id", name="uq_visits_host_id_client_id"),)


class Publication(SQLModel, table=True):
    """That a visit was shown to everybody."""

    __tablename__ = "visit_publications"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Cancellation(SQLModel, table=True):
    """That a visit will not take place; `reason` may be empty."""

    __tablename__ = "visit_cancellations"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=sa.Text)


class AgendaItem(SQLModel, table=True):
    """A point of the programme; `title` and `materials` are by language, `lang` what is spoken then."""

    __tablename__ = "visit_agenda_items"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    position: int = Field(sa_column=sa.Column(sa.Integer, primary_key=True, autoincrement=False))
    minutes: int = Field(sa_type=sa.Integer)
    title: dict[str, Any] = Field(sa_type=Json)
    speaker: str = Field(max_length=200)
    lang: str | None = Field(default=None, max_length=2)
    materials: dict[str, Any] = Field(sa_column=sa.Column(Json, nullable=False, server_default="{}"))


class Seat(SQLModel, table=True):
    """A place at a visit, on its waiting list, or asked for.

    Attributes:
        entry: 1, 2, 3 … in the order in which people came; coming back means a new one.
        state: see `rules.seats.SeatState`.
        given_up_at: None while it is held; one such row a person.
    """

    __tablename__ = "visit_seats"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id")
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    entry: int = Field(sa_type=sa.Integer)
    state: str = Field(max_length=10)
    entered_at: datetime = Field(sa_type=UtcDateTime)
    promoted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("visit_id", "entry", name="uq_visit_seats_visit_id_entry"),
        sa.Index(
            "uq_visit_seats_visit_id_user_id",
            "visit_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("given_up_at IS NULL"),
            postgresql_where=sa.text("given_up_at IS NULL"),
        ),
    )


class SeatDecision(SQLModel, table=True):
    """What a host said to somebody who asked for a seat; the last one counts. `reason` may be empty."""

    __tablename__ = "visit_seat_decisions"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    seat_id: int = Field(sa_type=Id, foreign_key="visit_seats.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    approved: bool = Field(sa_type=sa.Boolean)
    reason: str = Field(sa_type=sa.Text)


class SeatOffer(SQLModel, table=True):
    """A seat that is kept for somebody who waited.

    Attributes:
        answer: taken, given_up or passed (`rules.seats.Answer`); None until then.
    """

    __tablename__ = "visit_seat_offers"
    seat_id: int = Field(
        sa_column=sa.Column(Id, sa.ForeignKey("visit_seats.id"), primary_key=True, autoincrement=False)
    )
    at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = Field(default=None, max_length=10)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        sa.Index(
            "ix_visit_seat_offers_open",
            "until",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )


class Handover(SQLModel, table=True):
    """That somebody asks for the seat of a colleague who named them: rows of their place, and of the colleague's."""

    __tablename__ = "visit_seat_handovers"
    seat_id: int = Field(
        sa_column=sa.Column(Id, sa.ForeignKey("visit_seats.id"), primary_key=True, autoincrement=False)
    )
    from_id: int = Field(sa_type=Id, foreign_key="visit_seats.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Question(SQLModel, table=True):
    """What a host asks those who take a seat.

    Attributes:
        kind: see `rules.questions.Kind`.
        words: by language, {"question": …, "options": […]}; options of all languages stand in the same order.
        client_id, client_digest: the host's id for the request that made it, and its fingerprint.
    """

    __tablename__ = "visit_questions"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id")
    position: int = Field(sa_type=sa.Integer)
    kind: str = Field(max_length=10)
    words: dict[str, dict[str, Any]] = Field(sa_type=Json)
    required: bool = Field(sa_type=sa.Boolean)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (sa.UniqueConstraint("visit_id", "client_id", name="uq_visit_questions_visit_id_client_id"),)


class SeatAnswer(SQLModel, table=True):
    """What somebody answered; gone with their place at the visit, and with the question."""

    __tablename__ = "visit_answers"
    question_id: int = Field(
        sa_column=sa.Column(Id, sa.ForeignKey("visit_questions.id"), primary_key=True, autoincrement=False)
    )
    user_id: int = Field(
        sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False, index=True)
    )
    answer: str = Field(sa_type=sa.Text)
    at: datetime = Field(sa_type=UtcDateTime)


class VisitRole(SQLModel, table=True):
    """A role at a visit (`rules.templates.ROLES`) and who takes it; "" for nobody yet."""

    __tablename__ = "visit_roles"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    role: str = Field(sa_column=sa.Column(sa.String(20), primary_key=True))
    position: int = Field(sa_type=sa.Integer)
    name: str = Field(max_length=200)


class VisitTask(SQLModel, table=True):
    """Something to do `days` after a visit's day, before it when negative; `what` is by language."""

    __tablename__ = "visit_tasks"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id", index=True)
    days: int = Field(sa_type=sa.Integer)
    what: dict[str, Any] = Field(sa_type=Json)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")


class Invitation(SQLModel, table=True):
    """What somebody's calendar was last told of a visit by mail (RFC 5546); it outlives their seat.

    Attributes:
        organizer: the address that replies go to, the same for the whole life.
        sequence, stamp: SEQUENCE and DTSTAMP of the last mail; the next one's are higher.
        answer: their PARTSTAT as far as we know.
        answered_at: the DTSTAMP of the reply that said so; None when no reply did.
    """

    __tablename__ = "visit_invitations"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    user_id: int = Field(
        sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False, index=True)
    )
    organizer: str = Field(max_length=320)
    sequence: int = Field(sa_type=sa.Integer)
    stamp: datetime = Field(sa_type=UtcDateTime)
    answer: str = Field(max_length=20)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Telling(SQLModel, table=True):
    """A letter about a visit that is still to be written to one of its people.

    Attributes:
        kind: see `actions.tellings.Kind`.
        before: the hour that they were told last; None unless the visit was moved.
    """

    __tablename__ = "visit_tellings"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False))
    kind: str = Field(max_length=10)
    before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)


class Reminder(SQLModel, table=True):
    """That a kind of reminder is settled for somebody: it was sent, or they had just been told the hour."""

    __tablename__ = "visit_reminders"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    user_id: int = Field(
        sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False, index=True)
    )
    kind: str = Field(sa_column=sa.Column(sa.String(4), primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime)


class ReminderRefusal(SQLModel, table=True):
    """That somebody wants no reminders of visits by mail."""

    __tablename__ = "visit_reminder_refusals"
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False))
    at: datetime = Field(sa_type=UtcDateTime)


class Outage(SQLModel, table=True):
    """A time without power or connection, of a municipality or of whoever wrote it down.

    Attributes:
        municipality_id: None when it is only the writer's own.
        client_id: the writer's id for it, one for each day.
    """

    __tablename__ = "outages"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    municipality_id: int | None = Field(default=None, sa_type=Id, foreign_key="municipalities.id", index=True)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)

    __table_args__ = (sa.UniqueConstraint("by_id", "client_id", name="uq_outages_by_id_client_id"),)


class Subscription(SQLModel, table=True):
    """The secret address of somebody's calendar; a new one takes the place of the last.

    Attributes:
        salt: of which, with the site's key, the secret is made, so that its owner can be shown it again.
        token_hash: by which it is found.
    """

    __tablename__ = "visit_subscriptions"
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False))
    salt: str = Field(max_length=64)
    token_hash: str = Field(max_length=64, unique=True)
    at: datetime = Field(sa_type=UtcDateTime)
