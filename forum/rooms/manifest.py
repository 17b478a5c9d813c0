"""What rooms adds."""

from datetime import timedelta

from forum.accounts.events import RoleChanged, SessionEnded, SuspensionLifted, UserSuspended
from forum.foundation.capability import Capability, Job
from forum.rooms import api, jobs, listeners, pages, socket
from forum.rooms.actions import epochs
from forum.rooms.events import MembershipEnded, MembershipGranted, RoomHidden, RoomRulesChanged
from forum.rooms.refusals import REFUSALS

capability = Capability(
    name="rooms",
    pages=(
        pages.say, pages.entry_page, pages.change_text, pages.withdraw, pages.hide, pages.restore,
        pages.mark_seen, pages.set_read_only, pages.set_slow_mode, pages.set_mute, pages.set_removal, pages.close,
    ),
    api=(
        api.read_entries, api.say, api.change_text, api.withdraw, api.hide, api.restore, api.set_slow_mode,
        api.mark_seen,
    ),
    routes=(socket.live_rooms,),
    listeners=(
        (MembershipGranted, listeners.rights_changed),
        (MembershipEnded, listeners.rights_changed),
        (RoomRulesChanged, listeners.rights_changed),
        (RoomHidden, listeners.room_hidden),
        (SessionEnded, listeners.session_ended),
        (UserSuspended, listeners.user_suspended),
        (SuspensionLifted, listeners.suspension_lifted),
        (RoleChanged, listeners.role_changed),
    ),
    jobs=(Job("rooms.forget_old_revocations", timedelta(hours=6), jobs.forget_old_revocations),),
    refusals=REFUSALS,
    after_restore=epochs.renew_epochs,
)  # fmt: skip
