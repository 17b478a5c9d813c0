import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from forum.accounts import commands, queries
from forum.accounts.events import RoleChanged, SessionEnded, UserSuspended
from forum.entrypoints.cli import parser
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import token_hash
from forum.foundation.services import Services
from forum.municipalities import actions as municipalities
from tests.cast import Cast


async def run(services: Services, *words: str) -> int:
    chosen: argparse.Namespace = parser().parse_args(words)
    code: int = await chosen.command.run(chosen, services)
    return code


async def test_a_user_is_created_confirmed_and_their_token_works(services: Services, capsys: Any, cast: Cast) -> None:
    async with services.database.work() as work:
        await municipalities.add(work, slug="lutsk", country="UA", names={"uk": "Луцьк"})
    words = [
        "--email",
        "olga@Example.org",
        "--name",
        "Ольга",
        "--role",
        "official",
        "--lang",
        "uk",
        "--zone",
        "Europe/Kiev",
    ]
    assert await run(services, "user", "create", *words, "--password", "тихий ранок", "--municipality", "lutsk") == 0
    public_id = capsys.readouterr().out.strip()
    assert await run(services, "token", "create", "--user", "olga@example.org") == 0
    token = capsys.readouterr().out.strip()
    me = (await (await cast.program()).get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})).json()
    assert me == {
        "id": public_id, "name": "Ольга", "email": "olga@example.org", "role": "official", "lang": "uk",
        "zone": "Europe/Kyiv", "confirmed": True, "municipality": "lutsk", "age_band": "adult",
    }  # fmt: skip
    assert (await (await cast.program()).get("/api/v1/me")).status_code == 401


async def test_ten_thousand_users_come_from_a_file(services: Services, capsys: Any, tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    lines = [{"email": f"p{n}@example.org", "name": f"Person {n}", "token": n % 2 == 0} for n in range(10_000)]
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    assert await run(services, "user", "create", "--from", str(file)) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["email"] for entry in printed] == [line["email"] for line in lines]
    assert all(("token" in entry) == line["token"] for entry, line in zip(printed, lines, strict=True))
    secret = token_hash(printed[9998]["token"])
    seen = await queries.sighting(services.database, secret, "token", services.clock.now())
    assert seen is not None
    assert seen[0].public_id == printed[9998]["id"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"email":"a@b.ua"', "line 2"),
        ('{"email":"a@b.ua","name":"A","is_admin":true}', "line 2"),
        ('{"email":"first@example.org","name":"Again"}', "account 2 of the file: email_taken"),
        ('{"email":"a@b","name":"A"}', "account 2 of the file: email_invalid"),
        ('{"email":"a@b.ua","name":"A","password":"short"}', "line 2: password_too_short"),
    ],
)
async def test_a_wrong_line_is_named_and_nothing_is_created(
    services: Services, capsys: Any, tmp_path: Path, line: str, said: str
) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text('{"email":"first@example.org","name":"First"}\n' + line)
    assert await run(services, "user", "create", "--from", str(file)) == 1
    printed = capsys.readouterr()
    assert said in printed.err
    assert len(printed.err.strip().splitlines()) == 1
    async with services.database.read() as db:
        assert await queries.person_by_email(db, "first@example.org") is None


async def test_roles_and_suspensions_are_set_heard_and_seen(services: Services, cast: Cast, capsys: Any) -> None:
    heard: list[object] = []

    async def listen(work: Work, event: object) -> None:
        heard.append(event)

    for kind in (RoleChanged, UserSuspended, SessionEnded):
        services.database.bus.listen(kind, listen)
    row, browser = await cast.id("bohdan"), await cast.browser("bohdan")
    await cast.token("bohdan")
    assert await run(services, "user", "role", "--user", "bohdan@example.org", "--role", "moderator") == 0
    until = "2027-03-01T12:00:00Z"
    assert (
        await run(services, "user", "suspend", "--user", "bohdan@example.org", "--until", until, "--reason", "spam")
        == 0
    )
    answer = await browser.post("/uk/profile/tokens", data={"label": "x"})
    assert answer.status_code == 403
    assert "1 березня 2027" in answer.text
    await browser.post("/uk/profile/sessions/end-others")
    await browser.post("/uk/sign-out")
    assert [type(event) for event in heard] == [RoleChanged, UserSuspended, SessionEnded, SessionEnded]
    assert heard[0] == RoleChanged(row, "moderator")
    assert await run(services, "user", "suspend", "--user", "bohdan@example.org", "--until", "2020-01-01") == 1
    with pytest.raises(Refused, match="not_found"):
        await run(services, "user", "role", "--user", "nobody@example.org", "--role", "resident")
    assert await commands.create(argparse.Namespace(file=None, email=None, name=None), services) == 1
