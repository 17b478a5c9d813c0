"""Starting the product: `serve`, `worker`, `migrate`."""

import argparse
import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

import uvicorn

from forum.entrypoints import chat, demo, web, worker
from forum.foundation.capability import Command
from forum.foundation.services import Services
from forum.foundation.settings import SettingError, read_port
from forum.migrations import schema
from forum.web.page_cache import PageCache
from forum.web.page_door import PageDoor

# What a browser may keep open between two clicks.
KEEP_ALIVE_SECONDS = 30
# Whoever asks /readyz as often as this sends nobody here any more when those who are here are sent away.
NOTICE_SECONDS = 1.0
# So many make the collector look; Python's own 700 is one chat frame to a hundred people.
NEW_OBJECTS = 10_000


async def serve(arguments: argparse.Namespace, services: Services) -> int:
    """Pages, API and chat on one port, and the worker unless `--no-worker`."""
    if not await _up_to_date(services, migrate=not arguments.no_migrate):
        return 1
    try:
        sockets = [listening_socket(services.settings.host, services.settings.port)]
    except UnicodeError:
        host = services.settings.host
        print(f"mosty: cannot listen on {host!r}, which is no address; try --host or MOSTY_HOST", file=sys.stderr)
        return 1
    except OSError as error:
        port = services.settings.port
        print(f"mosty: cannot listen on port {port} ({error.strerror}); try --port or MOSTY_PORT", file=sys.stderr)
        return 1
    if arguments.demo:
        await demo.settle(services)
    await chat.start(services)
    jobs = [] if arguments.no_worker else worker.start(services)
    server = Server(server_config(services), services)
    leave_alone_what_stays()
    try:
        print(f"Mosty is at {services.settings.base_url}", flush=True)
        await server.serve(sockets=sockets)
    finally:
        await worker.stop(jobs)
        await chat.drain(services)
        for listening in sockets:
            listening.close()
    return 0


def leave_alone_what_stays() -> None:
    """Spare the garbage collector what was built at the start and lives as long as the process.

    Looking through it again and again was a sixth of what a handshake cost.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)


class Server(uvicorn.Server):
    """uvicorn's server, stopping as services do: readers told first, exit code 0 after SIGTERM."""

    def __init__(self, config: uvicorn.Config, services: Services) -> None:
        super().__init__(config)
        self._services = services

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again once it has stopped, so that the process dies of it: exit code -15.
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._services.draining = True
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.server_state.connections:
            await asyncio.sleep(NOTICE_SECONDS)
        await chat.drain(self._services)
        await super().shutdown(sockets)


def server_config(services: Services, app: PageCache | None = None) -> uvicorn.Config:
    """How the HTTP server is run: one process, our WebSocket protocol, no compression of frames.

    Args:
        app: what it serves; None for the product built anew.
    """
    settings, pages = services.settings, app or web.build(services)
    return uvicorn.Config(
        pages,
        loop="none",
        http=partial(PageDoor, pages),  # type: ignore[arg-type]  # what makes the protocols; a class is one such thing
        ws=chat.FanoutProtocol,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        server_header=False,
        access_log=False,
        log_config=None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        **chat.SERVER_OPTIONS,
    )


def listening_socket(host: str, port: int) -> socket.socket:
    """The socket that is served, prepared to let go of peers that vanished."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    chat.free_dead_peers(listening)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    listening.listen(2048)
    listening.setblocking(False)
    return listening


async def work(arguments: argparse.Namespace, services: Services) -> int:
    """Mail, reminders and clean-up, until told to stop."""
    if not await _up_to_date(services, migrate=False):
        return 1
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    jobs = worker.start(services)
    print("The worker is running", flush=True)
    await stopped.wait()
    await worker.stop(jobs)
    return 0


async def migrate(arguments: argparse.Namespace, services: Services) -> int:
    before = await schema.current_revision(services.database.engine)
    if before == schema.head_revision():
        print(f"The database is up to date ({before})")
        return 0
    await services.database.engine.dispose()
    await schema.upgrade(services.settings.database_url)
    print(f"The database went from {before or 'nothing'} to {schema.head_revision()}")
    return 0


async def _up_to_date(services: Services, *, migrate: bool) -> bool:
    if await schema.current_revision(services.database.engine) == schema.head_revision():
        return True
    if not migrate:
        print("mosty: a migration is pending; run `mosty migrate` first", file=sys.stderr)
        return False
    await services.database.engine.dispose()
    await schema.upgrade(services.settings.database_url)
    return True


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (MOSTY_HOST, 127.0.0.1)")
    parser.add_argument("--port", type=_port, help="port to listen on (MOSTY_PORT, 8000)")
    parser.add_argument(
        "--demo", action="store_true", help="fill the store with a demo town first, unless it is in use"
    )
    parser.add_argument("--no-worker", action="store_true", help="leave mail and reminders to `mosty worker`")
    parser.add_argument("--no-migrate", action="store_true", help="refuse to start while a migration is pending")


def _port(text: str) -> int:
    try:
        return read_port(text, "it is")
    except SettingError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


COMMANDS = (
    Command(("serve",), "serve pages, API and chat on one port", serve, _serve_arguments, migrated=False),
    Command(("worker",), "send mail and reminders, in a process of its own", work, migrated=False),
    Command(("migrate",), "bring the database's tables up to date", migrate, migrated=False),
)
