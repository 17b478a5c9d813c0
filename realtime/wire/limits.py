"""Names, sizes, rates and close codes of the subprotocol."""

from typing import Final

from msgspec import Struct

SUBPROTOCOL: Final = "mosty.v1"
MAX_FRAME_BYTES: Final = 16 * 1024
MAX_TEXT_CHARACTERS: Final = 4_000
MAX_LAST: Final = 500

CLOSE_BINARY: Final = 1003
CLOSE_BAD_UTF8: Final = 1007
CLOSE_PING_FLOOD: Final = 1008
CLOSE_TOO_LARGE: Final = 1009
CLOSE_RESTART: Final = 1012
CLOSE_BAD_FRAMES: Final = 4400
CLOSE_SIGNED_OUT: Final = 4401
CLOSE_RIGHT_LOST: Final = 4403
CLOSE_NO_ROOM: Final = 4404
CLOSE_NO_HELLO: Final = 4408
CLOSE_TOO_MANY_SOCKETS: Final = 4409
CLOSE_FLOOD: Final = 4429
CLOSE_TOO_SLOW: Final = 4430


class Limits(Struct, frozen=True, kw_only=True):
    """What one connection, account or address may do; a burst of 0 means no limit.

    `languages` are those that frames may name; without any, every well-formed one is good.
    """

    post_burst: int = 10
    posts_per_second: float = 1.0
    refusals: int = 30
    ping_burst: int = 50
    pings_per_second: float = 5.0
    hello_burst: int = 64
    hellos_per_second: float = 1.0
    frame_burst: int = 200
    frames_per_second: float = 50.0
    sockets_per_account: int = 5
    sockets_per_address: int = 20
    rooms_per_socket: int = 32
    languages: tuple[str, ...] = ()


LIFTED: Final = Limits(
    post_burst=0, ping_burst=0, hello_burst=0, frame_burst=0,
    sockets_per_account=0, sockets_per_address=0, rooms_per_socket=0,
)  # fmt: skip
