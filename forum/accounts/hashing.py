"""Passwords as Argon2id hashes (RFC 9106; OWASP's first choice of parameters), computed off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Two at a time: a crowd at the door takes 40 MiB and waits, and pages go on being served.
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    """The hash to store, about 30 ms of another thread's work."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _hash, password)


async def verify(password: str, hashed: str | None) -> bool:
    """Whether the password has that hash.

    Args:
        hashed: None for an account that does not exist or has no password; takes as long and is never true.
    """
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, password, hashed)


def is_outdated(hashed: str) -> bool:
    """Whether our parameters rose since this hash was made."""
    return HASHER.check_needs_rehash(hashed)


def _hash(password: str) -> str:
    return HASHER.hash(password.encode("utf-8", "surrogatepass"))


def _verify(password: str, hashed: str | None) -> bool:
    try:
        matches = HASHER.verify(hashed or _nobodys_hash(), password.encode("utf-8", "surrogatepass"))
    except (Argon2Error, InvalidHashError):
        return False
    return matches and hashed is not None


@cache
def _nobodys_hash() -> str:
    return _hash("a password that nobody has")
