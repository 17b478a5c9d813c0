"""Where people see and hear each other: the visit's own link, Jitsi Meet, BigBlueButton; all behind `port.Video`."""

from forum.foundation.settings import Settings
from forum.live.video.bigbluebutton import BigBlueButton
from forum.live.video.jitsi import Jitsi
from forum.live.video.port import LINK, Joining, Link, Meeting, Recording, Unreachable, Video

__all__ = ["LINK", "Joining", "Meeting", "Recording", "Unreachable", "Video", "offered"]


def offered(settings: Settings) -> dict[str, Video]:
    """What hosts can choose here, by name; the visit's own link always."""
    found: dict[str, Video] = {LINK: Link()}
    if settings.jitsi_url:
        found["jitsi"] = Jitsi(settings.jitsi_url)
    if settings.bbb_url:
        found["bigbluebutton"] = BigBlueButton(settings.bbb_url)
    return found
