"""What rooms do when something happens elsewhere: changed rights reach the sockets."""

from forum.accounts.events import RoleChanged, SessionEnded, SuspensionLifted, UserSuspended
from forum.foundation.database import Work
from forum.rooms.actions.revocations import revoke, revoke_sessions
from forum.rooms.events import MembershipEnded, MembershipGranted, RoomHidden, RoomRulesChanged
from realtime.wire import CLOSE_NO_ROOM, CLOSE_RIGHT_LOST, CLOSE_SIGNED_OUT


async def rights_changed(work: Work, event: MembershipGranted | MembershipEnded | RoomRulesChanged) -> None:
    await revoke(work, user_id=event.user_id, room_id=event.room_id)


async def room_hidden(work: Work, event: RoomHidden) -> None:
    await revoke(work, code=CLOSE_NO_ROOM, room_id=event.room_id)


async def session_ended(work: Work, event: SessionEnded) -> None:
    await revoke(work, code=CLOSE_SIGNED_OUT, session_id=event.session_id)


async def user_suspended(work: Work, event: UserSuspended) -> None:
    await revoke(work, code=CLOSE_RIGHT_LOST, user_id=event.user_id)


async def suspension_lifted(work: Work, event: SuspensionLifted) -> None:
    # The gatekeeper is asked again what the person may do.
    await revoke(work, user_id=event.user_id)


async def role_changed(work: Work, event: RoleChanged) -> None:
    if event.takes_away:
        await revoke_sessions(work, event.user_id, code=CLOSE_RIGHT_LOST)
    else:
        # Nobody is thrown out for a promotion: the gatekeeper is asked again what the person may do, and who they are.
        await revoke(work, user_id=event.user_id)
