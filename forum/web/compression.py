"""Answers travel compressed; those that come so are left alone."""

from litestar.enums import CompressionEncoding
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import Message, Scope, Send


class Compression(CompressionMiddleware):
    """Litestar's, which would compress once more what its handler has compressed."""

    def create_compression_send_wrapper(
        self, send: Send, compression_encoding: CompressionEncoding | str, scope: Scope
    ) -> Send:
        compressing = super().create_compression_send_wrapper(send, compression_encoding, scope)
        through = compressing

        async def send_once_compressed(message: Message) -> None:
            nonlocal through
            if message["type"] == "http.response.start" and any(
                name.lower() == b"content-encoding" for name, _ in message["headers"]
            ):
                through = send
            await through(message)

        return send_once_compressed
