"""Parts of pages that are rendered once for equal facts."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from markupsafe import Markup

MOST_KEPT: Final = 4_000
_encoder: Final = msgspec.msgpack.Encoder()


class Kept:
    """The HTML that facts came to, by the facts themselves: what is no longer true is asked for no longer.

    So nothing has to be outdated, and what is hidden from one reader is never another's. The facts must be all that a
    part depends on; moments that pass are none.
    """

    def __init__(self) -> None:
        self._parts: OrderedDict[bytes, Markup] = OrderedDict()

    def get(self, facts: Mapping[str, Any], make: Callable[[], str]) -> Markup:
        """The part for these facts, made where it is not kept.

        Args:
            facts: of builtin types, dataclasses and moments.
        """
        key = hashlib.blake2b(_encoder.encode(facts), digest_size=16).digest()
        part = self._parts.get(key)
        if part is None:
            part = self._parts[key] = Markup(make())  # noqa: S704 - a template made it
            if len(self._parts) > MOST_KEPT:
                self._parts.popitem(last=False)
        else:
            self._parts.move_to_end(key)
        return part
