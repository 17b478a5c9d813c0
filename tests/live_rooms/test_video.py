"""Video: what a Jitsi and a BigBlueButton server check of us, and what becomes of a page when they do not answer."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from forum.foundation.services import Services
from forum.foundation.settings import SettingError, from_environment
from forum.live.video import Joining, Meeting, Unreachable
from forum.live.video.bigbluebutton import BigBlueButton
from forum.live.video.jitsi import Jitsi
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.live_rooms.hall import opened

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
SECRET = "a+b/c d"
MEETING = Meeting(id="bcdfghjkmnpq", title="Тепло & вода", link="", ends_at=NOW + timedelta(hours=1))
HOST = Joining(account="h1", name="Олена Коваль", host=True, sound_only=False)
GUEST = Joining(account="g1", name="Jan <Nowak>", host=False, sound_only=True)


class Meetings(BaseHTTPRequestHandler):
    """Answers `/bigbluebutton/api/…` as BigBlueButton does: a wrong checksum, an unknown meeting and a role are seen."""

    starts = "1801472400000"
    garbled: str | None = None
    created: set[str] = set()
    joined: list[dict[str, str]] = []
    delay = 0.0

    def do_GET(self) -> None:
        time.sleep(self.delay)
        parts = urlsplit(self.path)
        call = parts.path.rpartition("/")[2]
        query, _, checksum = parts.query.rpartition("&checksum=")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if checksum != hashlib.sha256(f"{call}{query}{SECRET}".encode()).hexdigest():
            return self._say("<returncode>FAILED</returncode><messageKey>checksumError</messageKey>")
        if call == "create":
            self.created.add(asked["meetingID"])
            return self._say("<returncode>SUCCESS</returncode>")
        if call == "getRecordings":
            one = f"<recording><startTime>{self.starts}</startTime><playback><format><url>https://bbb.example.org/r/1</url></format></playback></recording>"
            return self._say(f"<returncode>SUCCESS</returncode><recordings>{one}</recordings>")
        if asked["meetingID"] not in self.created or asked["role"] not in ("MODERATOR", "VIEWER"):
            return self._say("<returncode>FAILED</returncode>")
        self.joined.append(asked)
        return self._say("<returncode>SUCCESS</returncode>")

    def _say(self, inside: str) -> None:
        if self.garbled is not None:
            self.wfile.write(self.garbled.encode())
            return
        content = f"<response>{inside}</response>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None: ...


@pytest.fixture
def bbb() -> Iterator[str]:
    """The setting that leads to a BigBlueButton of ours."""
    Meetings.created, Meetings.joined, Meetings.delay = set(), [], 0.0
    Meetings.starts, Meetings.garbled = "1801472400000", None
    server = ThreadingHTTPServer(("127.0.0.1", 0), Meetings)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://:a%2Bb%2Fc%20d@127.0.0.1:{server.server_address[1]}/bigbluebutton"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
async def web() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


def checked(token: str, secret: str) -> dict[str, object]:
    """The claims of a token as Prosody's `token_verification` takes it: HS256, signed with the secret."""
    head, claims, signature = token.split(".")
    decoded = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (head, claims, signature)]
    assert json.loads(decoded[0]) == {"alg": "HS256", "typ": "JWT"}
    expected = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert hmac.compare_digest(expected, decoded[2])
    found: dict[str, object] = json.loads(decoded[1])
    return found


def test_jitsi_lets_in_by_a_token_of_one_room_for_one_person() -> None:
    jitsi = Jitsi("https://mosty:a%2Bb%2Fc%20d@meet.example.org")
    for joining in (HOST, GUEST):
        parts = urlsplit(jitsi.address(MEETING, joining, NOW))
        claims = checked(parse_qs(parts.query)["jwt"][0], SECRET)
        assert (parts.scheme, parts.netloc, parts.path) == ("https", "meet.example.org", f"/{claims['room']}")
        assert (claims["aud"], claims["iss"], claims["sub"]) == ("jitsi", "mosty", "meet.example.org")
        user = {"id": joining.account, "name": joining.name, "moderator": joining.host}
        assert claims["context"] == {"user": user}
        assert claims["nbf"] < NOW.timestamp() < MEETING.ends_at.timestamp() < claims["exp"]  # type: ignore[operator]
        assert ("startAudioOnly=true" in parts.fragment) == joining.sound_only
        assert SECRET not in parts.geturl()
    elsewhere = urlsplit(jitsi.address(replace(MEETING, id="other"), HOST, NOW)).path
    assert elsewhere != urlsplit(jitsi.address(MEETING, HOST, NOW)).path


async def test_bigbluebutton_takes_our_checksums_and_tells_what_was_recorded(bbb: str, web: httpx.AsyncClient) -> None:
    server = BigBlueButton(bbb)
    assert "FAILED" in (await web.get(server.address(MEETING, HOST, NOW))).text
    for _ in range(2):
        await server.prepare(MEETING)
    for joining in (HOST, GUEST):
        assert "SUCCESS" in (await web.get(server.address(MEETING, joining, NOW))).text
    told = [(one["fullName"], one["role"], one["userID"]) for one in Meetings.joined]
    assert told == [("Олена Коваль", "MODERATOR", "h1"), ("Jan <Nowak>", "VIEWER", "g1")]
    assert "userdata-bbb_enable_video" in Meetings.joined[1]
    assert [one.address for one in await server.recordings(MEETING)] == ["https://bbb.example.org/r/1"]
    with pytest.raises(Unreachable):
        await BigBlueButton(bbb.replace("a%2Bb", "wrong")).prepare(MEETING)


GARBLED = [
    "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<response>",
    'HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\n<?xml version="1.0" encoding="nonsense"?><a/>',
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
]


async def test_what_bigbluebutton_says_wrongly_never_breaks_its_page(
    cast: Cast, services: Services, bbb: str, clock: TurnedClock
) -> None:
    services.settings = replace(services.settings, bbb_url=bbb)
    hall = await opened(cast)
    olena, page = await cast.browser("olena"), f"/en{hall.path}/video"
    await olena.post(page, data={"provider": "bigbluebutton"})
    for garbled in GARBLED:
        Meetings.garbled = garbled
        assert "does not answer" in (await olena.get(page)).text, garbled
    Meetings.garbled = None
    clock.turn(days=90)
    for starts in ("", "soon", "9" * 30):
        Meetings.starts = starts
        shown = await olena.get(page)
        assert shown.status_code == 200
        assert '<a href="https://bbb.example.org/r/1" rel="noopener noreferrer">Recording</a>' in shown.text


async def test_a_host_chooses_and_guests_join_as_guests(
    cast: Cast, services: Services, bbb: str, web: httpx.AsyncClient
) -> None:
    services.settings = replace(services.settings, bbb_url=bbb, jitsi_url="https://mosty:secret@meet.example.org")
    hall = await opened(cast)
    olena, bohdan, page = await cast.browser("olena"), await cast.browser("bohdan"), f"/en{hall.path}/video"
    assert "https://video.example.org/heat" in (await bohdan.get(page)).text
    assert (await bohdan.post(page, data={"provider": "jitsi"})).status_code == 403
    assert (await olena.post(page, data={"provider": "zoom"})).status_code == 422
    assert (await olena.post(page, data={"provider": "bigbluebutton"})).status_code == 303
    for client in (olena, bohdan):
        joins = re.findall(r'href="(http://127[^"]+/api/join[^"]+)"', unescape((await client.get(page)).text))
        assert len(joins) == 2
        assert "SUCCESS" in (await web.get(joins[1])).text
    assert [one["role"] for one in Meetings.joined] == ["MODERATOR", "VIEWER"]
    await olena.post(page, data={"provider": "jitsi"})
    assert "https://meet.example.org/mosty-" in (await bohdan.get(page)).text
    for name, status in ((None, 401), ("tomasz", 403)):
        assert (await (await cast.browser(name)).get(page)).status_code == status


async def test_a_server_that_is_slow_or_away_costs_its_own_page_three_seconds(
    cast: Cast, services: Services, bbb: str, clock: TurnedClock
) -> None:
    services.settings = replace(services.settings, bbb_url=bbb)
    hall = await opened(cast)
    olena, page = await cast.browser("olena"), f"/en{hall.path}/video"
    await olena.post(page, data={"provider": "bigbluebutton"})
    Meetings.delay = 5
    began = time.monotonic()
    slow = await olena.get(page)
    assert time.monotonic() - began < 5
    services.settings = replace(services.settings, bbb_url="http://:s@127.0.0.1:9/bigbluebutton")
    away = await olena.get(page)
    for answer in (slow, away):
        assert answer.status_code == 200
        assert "does not answer" in answer.text
        assert "https://video.example.org/heat" in answer.text
    assert (await olena.get(f"/en{hall.path}/room")).status_code == 200
    # A provider that is not set up any more leaves the link.
    services.settings = replace(services.settings, bbb_url=None)
    assert "Join with a camera" in (await olena.get(page)).text


@pytest.mark.parametrize("name", ["MOSTY_JITSI_URL", "MOSTY_BBB_URL"])
@pytest.mark.parametrize("value", ["http://a:b@meet.example.org", "https://meet.example.org", "meet", "https://a:b@[x"])
def test_a_provider_needs_a_secret_and_a_safe_line(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        from_environment({name: value})
