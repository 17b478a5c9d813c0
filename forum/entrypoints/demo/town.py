"""The demo town's history, written in its order of time."""

import re
import sys
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from forum.accounts.actions.people import NewUser, create_users
from forum.accounts.hashing import hash_password
from forum.accounts.models import User
from forum.audit.actions import note
from forum.discussion import rules as posts_rules
from forum.discussion.actions import boards, posts, tags, threads
from forum.entrypoints.demo.days import Written, announce, vote
from forum.entrypoints.demo.echoes import echo
from forum.entrypoints.demo.files import bring
from forum.entrypoints.demo.live import take_place
from forum.entrypoints.demo.polls import poll
from forum.entrypoints.demo.reading import client_id, read
from forum.entrypoints.demo.records import keep_records
from forum.foundation.database import table
from forum.foundation.errors import Refused
from forum.foundation.services import Services
from forum.municipalities import actions as municipalities
from forum.rooms.actions.writing import write
from forum.visits.actions import publication, schedule, seats
from forum.visits.rules.agenda import Item
from forum.visits.rules.plan import Plan
from forum.visits.rules.seats import Terms
from forum.web.viewer import Viewer
from realtime.wire import Change, Edit, Post, Remove

HOME = ZoneInfo("Europe/Kyiv")
FOUNDED = timedelta(days=120)
FILLED = "demo.filled"
users = table(User)


class StagedClock:
    """A clock that the town's history turns: each thing happens at its own time."""

    def __init__(self, present: datetime) -> None:
        self.present = self.moment = present

    def now(self) -> datetime:
        return self.moment


class Town:
    """Writes the town's history in its order of time."""

    def __init__(self, services: Services, clock: StagedClock, password: str) -> None:
        self._services = services
        self._clock = clock
        self._password = password
        self._people: dict[str, Viewer] = {}
        self._threads: dict[str, Written] = {}
        self._echoes = read("echoes")
        self._polls: dict[str, Any] = read("polls")
        self._live: dict[str, Any] = read("live")
        self._records: dict[str, Any] = read("records")

    async def write(self) -> None:
        await self._found()
        for number, thread in enumerate(read("threads")):
            await self._thread(thread)
            _progress("threads", number + 1)
        for day in read("days"):
            try:
                await self._day(day)
            except Refused as refused:
                if refused.code != "idempotency_mismatch":
                    raise
        talk = read("room_talk")
        for number, visit in enumerate(read("visits")):
            try:
                await self._visit(visit, talk.get(visit["key"], []))
            except Refused as refused:
                # Written by a run that was cut off, at another hour of "now".
                if refused.code != "idempotency_mismatch":
                    raise
            _progress("visits", number + 1)
        async with self._services.database.work() as work:
            await note(work, FILLED, actor_id=None, target="store")

    async def _found(self) -> None:
        """Municipalities, people and boards, long ago."""
        self._clock.moment = self._clock.present - FOUNDED
        hashed = await hash_password(self._password)
        people = read("people")
        async with self._services.database.work() as work:
            for town in read("municipalities"):
                await municipalities.add(
                    work,
                    slug=town["slug"],
                    country=town["country"],
                    names=town["name"],
                    region=town["region"],
                    region_names=town["region_name"],
                    population=town["population_about"],
                )
            there = set((await work.db.execute(sa.select(users.c.email))).scalars())
            fields = ("email", "name", "role", "lang", "zone", "age_band", "municipality")
            new = [
                NewUser(**{field: person[field] for field in fields}, password_hash=hashed)
                for person in people
                if person["email"] not in there
            ]
            if new:
                await create_users(work, new)
            for board in read("boards"):
                await boards.create_board(work, None, slug=board["slug"], names=board["name"], abouts=board["about"])
            for tag in read("tags"):
                await tags.create_tag(work, None, slug=tag["slug"], names=tag["name"])
            columns = [
                users.c[name]
                for name in ("id", "public_id", "name", "role", "lang", "zone", "municipality_id", "email")
            ]
            found = {row.email: row._asdict() for row in await work.db.execute(sa.select(*columns))}
        for person in people:
            row = found[person["email"]]
            del row["email"]
            self._people[person["key"]] = Viewer(**row, confirmed=True)

    async def _thread(self, thread: dict[str, Any]) -> None:
        written: dict[str, str] = {}
        author = self._people[thread["author"]]
        draft = posts_rules.draft(
            id=client_id(thread["key"]),
            title=thread["title"],
            body=thread["body"],
            lang=thread["lang"],
            tags=self._echoes[thread["key"]]["tags"],
            files=[
                await bring(self._services, self._at(thread["at"]), author, file) for file in thread.get("files", [])
            ],
        )
        async with self._at(thread["at"]) as work:
            public_id, _ = await threads.open_thread(work, author, thread["board"], draft)
        for reply in thread["replies"]:
            draft = posts_rules.draft(id=client_id(reply["key"]), body=reply["body"], lang=reply["lang"])
            answered = written.get(reply.get("reply_to") or "")
            async with self._at(reply["at"]) as work:
                written[reply["key"]], _ = await posts.reply(
                    work, self._people[reply["author"]], public_id, draft, reply_to=answered
                )
        self._threads[thread["key"]] = Written(public_id, written)
        await echo(self._services, self._people, public_id, written, self._echoes[thread["key"]])
        if thread["key"] in self._polls:
            await poll(self._services, self._people, author, public_id, self._polls[thread["key"]])
        moderator = next(viewer for viewer in self._people.values() if viewer.role == "moderator")
        async with self._services.database.work() as work:
            if thread.get("pinned"):
                await threads.pin(work, moderator, public_id)
            if thread.get("closed"):
                await threads.close(work, moderator, public_id)

    async def _day(self, day: dict[str, Any]) -> None:
        moderator = self._people[day["by"]]
        if "questions" in day:
            async with self._at("-1d 20:00") as work:
                await vote(work, self._people, moderator, day, self._threads[day["questions"]])
        today, own_id = self._today(ZoneInfo(day["zone"])), client_id(day["key"])
        async with self._at(day["planned"]) as work:
            await announce(work, moderator, day, self._threads, today=today, own_id=own_id)

    async def _visit(self, visit: dict[str, Any], talk: list[dict[str, Any]]) -> None:
        host = self._people[visit["host"]]
        starts = self._starts(visit)
        begins = starts.replace(tzinfo=ZoneInfo(visit["zone"]))
        self._clock.moment = min(self._clock.present, begins.astimezone(UTC)) - timedelta(days=10)
        plan = Plan(
            kind=visit["kind"],
            title=visit["title"],
            description=visit["description"],
            original=visit["original"],
            starts=f"{starts:%Y-%m-%dT%H:%M}",
            zone=visit["zone"],
            fold=0,
            minutes=visit["minutes"],
            capacity=visit["capacity"],
            languages=visit["languages"],
            interpretation=visit["interpretation"],
            video_url=visit["video_url"] or "",
            terms=Terms(**visit.get("terms", {})),
        )
        programme = [
            Item(minutes=i["minutes"], title=i["title"], speaker=i["speaker"], lang=i["lang"]) for i in visit["agenda"]
        ]
        async with self._services.database.work() as work:
            scheduled = await schedule.schedule_visit(
                work,
                host,
                plan,
                client_id=client_id(visit["key"]),
                programme=programme,
                municipality=visit["municipality"],
            )
            public_id, room = scheduled.visit.id, scheduled.visit.room
        if visit["status"] == "draft":
            return
        async with self._services.database.work() as work:
            await publication.publish_visit(work, public_id, host)
        for guest in visit["guests"]:
            self._clock.moment += timedelta(hours=1)
            async with self._services.database.work() as work:
                await seats.take_seat(work, public_id, self._people[guest])
        if visit["status"] == "cancelled":
            async with self._services.database.work() as work:
                await publication.cancel_visit(work, public_id, host)
        elif talk:
            await self._talk(room, talk)
            self._clock.moment = self._clock.present
            await take_place(self._services, self._people, host, public_id, self._live[visit["key"]])
        if visit["key"] in self._records:
            over = begins.astimezone(UTC) + timedelta(minutes=visit["minutes"], days=2)
            self._clock.moment = min(over, self._clock.present)
            await keep_records(self._services, self._people, host, public_id, self._records[visit["key"]])

    def _starts(self, visit: dict[str, Any]) -> datetime:
        """The wall time a visit begins at, in its own zone."""
        day, at = visit["starts"]["day"], visit["starts"]["time"]
        zone = ZoneInfo(visit["zone"])
        if at.startswith("now"):
            begun = self._clock.present.astimezone(zone) - timedelta(minutes=int(at.removeprefix("now-").rstrip("m")))
            return begun.replace(minute=begun.minute - begun.minute % 5, second=0, microsecond=0, tzinfo=None)
        there = date.fromisoformat(day) if isinstance(day, str) else self._today(zone) + timedelta(days=day)
        return datetime.combine(there, time.fromisoformat(at))

    def _today(self, zone: ZoneInfo) -> date:
        return self._clock.present.astimezone(zone).date()

    async def _talk(self, room: str, talk: list[dict[str, Any]]) -> None:
        said: list[int] = []
        for number, line in enumerate(talk):
            author = self._people[line["author"]].public_id
            hours, minutes = map(int, re.findall(r"\d+", line["at"]))
            self._clock.moment = self._clock.present - timedelta(hours=hours, minutes=minutes)
            reply_to = said[line["reply_to"]] if line.get("reply_to") is not None else None
            key = f"{room}/{number}"
            post = Post(
                room=room, id=uuid.UUID(client_id(key)), text=line["text"], lang=line["lang"], reply_to=reply_to
            )
            said.append((await write(self._services, author, post)).seq)
            for change in self._afterthoughts(room, key, line, said[-1]):
                self._clock.moment += timedelta(minutes=1)
                await write(self._services, author, change)

    def _afterthoughts(self, room: str, key: str, line: dict[str, Any], seq: int) -> list[Change]:
        if line.get("edit"):
            return [Edit(room=room, seq=seq, id=uuid.UUID(client_id(key + "/edit")), text=line["edit"])]
        if line.get("removed"):
            return [Remove(room=room, seq=seq, id=uuid.UUID(client_id(key + "/removed")))]
        return []

    def _at(self, moment: str) -> Any:
        """A unit of work at a time such as "-12d 09:40": days before today, wall time in Kyiv."""
        days, _, at = moment.partition("d ")
        there = datetime.combine(self._today(HOME) + timedelta(days=int(days)), time.fromisoformat(at), HOME)
        self._clock.moment = min(there.astimezone(UTC), self._clock.present)
        return self._services.database.work()


def _progress(what: str, done: int) -> None:
    if sys.stdout.isatty():
        print(f"\r{what}: {done}   ", end="" if done else "\n", flush=True)
