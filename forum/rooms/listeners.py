"""What rooms do when something happens: changed rights reach the sockets."""

from forum.foundation.database import Work
from forum.rooms.actions.revocations import revoke
from forum.rooms.events import MembershipEnded, MembershipGranted, RoomHidden, RoomRulesChanged
from realtime.wire import CLOSE_NO_ROOM


async def rights_changed(work: Work, event: MembershipGranted | MembershipEnded | RoomRulesChanged) -> None:
    await revoke(work, user_id=event.user_id, room_id=event.room_id)


async def room_hidden(work: Work, event: RoomHidden) -> None:
    await revoke(work, code=CLOSE_NO_ROOM, room_id=event.room_id)
