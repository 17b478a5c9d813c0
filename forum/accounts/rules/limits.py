"""How often one may try, and how long what we hand out lives."""

from datetime import timedelta

from forum.foundation.ratelimit import Limit

SESSION_LIFE = timedelta(days=30)
CONFIRM_LIFE = timedelta(hours=48)
RESET_LIFE = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=10)

_MINUTE, _HOUR = 60, 3600
SIGN_IN_ACCOUNT = Limit("sign_in_account", 5, 15 * _MINUTE / 5)
SIGN_IN_NETWORK = Limit("sign_in_network", 20, 15 * _MINUTE / 20)
PASSWORD_CHANGE = Limit("password_change", 5, 15 * _MINUTE / 5)
REGISTER_NETWORK = Limit("register_network", 10, _HOUR / 10)
MAIL_ADDRESS = Limit("mail_address", 3, _HOUR / 3)
MAIL_NETWORK = Limit("mail_network", 10, _HOUR / 10)
