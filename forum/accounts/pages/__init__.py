"""Pages about one's own account, by noun."""

from forum.accounts.pages import passwords, profile, registration, sessions, signing_in

PAGES = (*registration.PAGES, *signing_in.PAGES, *passwords.PAGES, *profile.PAGES, *sessions.PAGES)
