"""What is done to accounts, by noun."""

from forum.accounts.actions.people import change_profile, create_user, lift_suspension, set_role, suspend
from forum.accounts.actions.sessions import create_token, end_all_sessions, end_session, open_session, sign_out

__all__ = [
    "change_profile",
    "create_token",
    "create_user",
    "end_all_sessions",
    "end_session",
    "lift_suspension",
    "open_session",
    "set_role",
    "sign_out",
    "suspend",
]
