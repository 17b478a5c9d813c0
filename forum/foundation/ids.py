"""Public short ids, secrets and their hashes, client ids."""

import hashlib
import re
import secrets
import uuid

import msgspec

from forum.foundation.errors import Refused

# No vowels and no look-alikes: an id is never a word and can be read out on the telephone.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
SHORT_ID_LENGTH = 12
# RFC 9562, section 4: other spellings of the same number would be other ids for those who compare texts.
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TOKEN_BYTES = 32


def short_id() -> str:
    """A public id: 12 characters, 57 bits; unique indexes catch the collision nobody will see."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SHORT_ID_LENGTH))


def secret_token() -> str:
    """A bearer secret of 256 bits, URL-safe."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of a secret token: SHA-256 in hex. A token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def client_id(text: object) -> str:
    """A client's UUID in its canonical form.

    Raises:
        Refused: `bad_client_id` for anything that is not a UUID.
    """
    if not isinstance(text, str) or not _UUID.fullmatch(text):
        raise Refused("bad_client_id")
    return text.lower()


def new_client_id() -> str:
    return str(uuid.uuid4())


def digest(*parts: object) -> str:
    """A fingerprint of a request's content, to tell a repeat from the same id with another body."""
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
