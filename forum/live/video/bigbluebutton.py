"""BigBlueButton by its API (docs.bigbluebutton.org/development/api): calls with checksums, answers in XML."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import Request, urlopen
from xml.etree import ElementTree

from forum.live.video.port import PATIENCE, Joining, Meeting, Recording, Unreachable

MAX_ANSWER_BYTES = 1024 * 1024


class BigBlueButton:
    """A BigBlueButton server.

    Args:
        url: `https://:SECRET@bbb.example.org/bigbluebutton`.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._secret = unquote(parts.password or "")
        host = parts.netloc.rpartition("@")[2]
        self._api = f"{parts.scheme}://{host}{parts.path.rstrip('/')}/api"

    async def prepare(self, meeting: Meeting) -> None:
        await self._ask(
            "create", meetingID=meeting.id, name=meeting.title, record="true", allowStartStopRecording="true"
        )

    def address(self, meeting: Meeting, joining: Joining, now: datetime) -> str:
        role = "MODERATOR" if joining.host else "VIEWER"
        quiet = {"userdata-bbb_auto_share_webcam": "false", "userdata-bbb_enable_video": "false"}
        more = quiet if joining.sound_only else {}
        return self._address(
            "join", fullName=joining.name, meetingID=meeting.id, role=role, userID=joining.account, **more
        )

    async def recordings(self, meeting: Meeting) -> Sequence[Recording]:
        answer = await self._ask("getRecordings", meetingID=meeting.id, state="published")
        return [
            Recording(_moment(one.findtext("startTime", "")), address)
            for one in answer.iterfind("recordings/recording")
            if (address := one.findtext("playback/format/url", "")).startswith("https://")
        ]

    def _address(self, call: str, **parameters: str) -> str:
        query = urlencode(parameters)
        checksum = hashlib.sha256(f"{call}{query}{self._secret}".encode()).hexdigest()
        return f"{self._api}/{call}?{query}&checksum={checksum}"

    async def _ask(self, call: str, **parameters: str) -> ElementTree.Element:
        address = self._address(call, **parameters)
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                content = await asyncio.to_thread(_got, address)
            answer = ElementTree.fromstring(content)  # noqa: S314 - of the operator's own server, and short
        except (OSError, HTTPException, ElementTree.ParseError, LookupError, ValueError):
            # Also what is no HTTP, no XML, or in an encoding that nobody knows.
            raise Unreachable from None
        if answer.findtext("returncode") != "SUCCESS":
            raise Unreachable
        return answer


def _moment(milliseconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _got(address: str) -> bytes:
    # The scheme is http or https: settings take no other.
    with urlopen(Request(address), timeout=PATIENCE.total_seconds()) as answer:  # noqa: S310
        content: bytes = answer.read(MAX_ANSWER_BYTES)
        return content
