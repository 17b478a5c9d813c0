"""What Mozilla's HTTP Observatory gives a page, by its published rules, for what a page itself decides.

Left out: the redirect to TLS, which the proxy makes, and the bonus for standing in browsers' preload list.
"""

import re
from collections.abc import Mapping, Sequence

BASELINE, LEAST_FOR_A_BONUS = 100, 90
HALF_A_YEAR = 15_768_000
PRIVATE = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")


def score(headers: Mapping[str, str], cookies: Sequence[str], page: str, host: str) -> int:
    """The score of a page with its lower-case header names, its Set-Cookie lines and its HTML."""
    policy = _directives(headers.get("content-security-policy", ""))
    parts = (
        _policy(policy), _cookies(cookies), _framing(policy, headers), _referrer(headers), _transport(headers),
        0 if headers.get("x-content-type-options") == "nosniff" else -5,
        -50 if headers.get("access-control-allow-origin") == "*" and cookies else 0,
        _scripts(page, host),
    )  # fmt: skip
    without = BASELINE + sum(part for part in parts if part < 0)
    return without + (sum(part for part in parts if part > 0) if without >= LEAST_FOR_A_BONUS else 0)


def _directives(policy: str) -> dict[str, list[str]]:
    found = [part.split() for part in policy.split(";") if part.strip()]
    return {name: sources for name, *sources in found}


def _policy(policy: dict[str, list[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    if {"'unsafe-inline'", "data:", "*", "https:", "http:"} & set(scripts):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles:
        return 0
    return 10 if default == ["'none'"] else 5


def _cookies(cookies: Sequence[str]) -> int:
    if not cookies:
        return 0
    lines = [[part.strip().lower().partition("=")[0] for part in line.split(";")[1:]] for line in cookies]
    if not all("secure" in line for line in lines):
        return -40
    if not all("httponly" in line for line in lines):
        return -30
    return 5 if all("samesite" in line for line in lines) else 0


def _framing(policy: dict[str, list[str]], headers: Mapping[str, str]) -> int:
    if policy.get("frame-ancestors") in (["'none'"], ["'self'"]):
        return 5
    return 0 if headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def _referrer(headers: Mapping[str, str]) -> int:
    given = headers.get("referrer-policy")
    return 0 if given is None else 5 if given in PRIVATE else -5


def _transport(headers: Mapping[str, str]) -> int:
    age = re.search(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    return -20 if age is None else 0 if int(age[1]) >= HALF_A_YEAR else -10


def _scripts(page: str, host: str) -> int:
    """Scripts of our own need no integrity; those from elsewhere do, and over TLS."""
    tags = re.findall(r"<script[^>]*\ssrc=\"((?:https?:)?//[^\"]*)\"([^>]*)", page)
    foreign = [(source, more) for source, more in tags if source.split("/")[2] != host]
    if any(not source.startswith("https:") for source, _ in foreign):
        return -50
    if any("integrity=" not in more for _, more in foreign):
        return -5
    return 5 if foreign else 0
