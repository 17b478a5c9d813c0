"""The servers that are measured: how each is started, what it speaks, which version it is."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from bench.realtime import machine

START_SECONDS = 30.0
OPEN_FILES = 20_000


class Town(Protocol):
    """Where Mosty's members and their room are."""

    tokens: Path
    room: str


class Server:
    """A server on a port of its own.

    Attributes:
        speaks: what the load client calls its protocol.
        burst: how many messages a frame of the client stands for.
    """

    name = ""
    port = 0
    speaks = "plain"
    path = "/ws"
    burst = 1

    def version(self) -> str:
        """Raises:
        NotAvailable: the server cannot be had here.
        """
        return ""

    def command(self, folder: Path) -> list[str]:
        raise NotImplementedError

    def environment(self, folder: Path) -> dict[str, str]:
        return {"PORT": str(self.port)}

    def client_options(self) -> list[str]:
        return []


class Mosty(Server):
    """`mosty serve` with its worker, over SQLite, limits lifted."""

    name = "Mosty"
    port = 18_400
    speaks = "mosty"

    def __init__(self, town: Town) -> None:
        self._town = town

    def version(self) -> str:
        packages = ("uvicorn", "uvloop", "litestar", "websockets")
        return ", ".join(f"{package} {version(package)}" for package in packages)

    def command(self, folder: Path) -> list[str]:
        return [sys.executable, "-m", "forum", "serve"]

    def environment(self, folder: Path) -> dict[str, str]:
        return {
            "MOSTY_DATA_DIR": str(folder),
            "MOSTY_DATABASE_URL": f"sqlite:///{folder / 'mosty.sqlite3'}",
            "MOSTY_PORT": str(self.port),
            "MOSTY_LIMITS": "off",
            "MOSTY_HOST": "127.0.0.1",
            "PYTHONPATH": str(machine.ROOT),
        }

    def client_options(self) -> list[str]:
        return ["-t", str(self._town.tokens), "-r", self._town.room]


class Announcer(Server):
    """Mosty's engine without posts, see announcer.py."""

    name = "Mosty's engine alone (Hub.announce)"
    port = 18_401
    speaks = "mosty"
    burst = 32

    def version(self) -> str:
        return "as above"

    def command(self, folder: Path) -> list[str]:
        return [sys.executable, "-m", "bench.realtime.announcer"]

    def environment(self, folder: Path) -> dict[str, str]:
        return {**super().environment(folder), "PYTHONPATH": str(machine.ROOT)}

    def client_options(self) -> list[str]:
        return ["-r", "bench"]


class Ceiling(Server):
    """The C program that only sends.

    Args:
        event_bytes: each event is filled up to so many; 0 leaves it as it came.
    """

    port = 18_402

    def __init__(self, event_bytes: int = 0) -> None:
        self._bytes = event_bytes
        self.name = f"C program, 10 ms ticks, {event_bytes} B an event" if event_bytes else "C program, 10 ms ticks"

    def version(self) -> str:
        return "bench/realtime/ceiling.c"

    def command(self, folder: Path) -> list[str]:
        return [str(machine.compiled("ceiling", machine.HERE / "ceiling.c")), str(self.port), str(self._bytes)]


class Nchan(Server):
    """nginx with Debian's nchan, one worker."""

    name = "nchan"
    port = 18_403

    def version(self) -> str:
        machine.nginx_with_nchan()
        return f"nginx {machine.package_version('nginx')}, nchan {machine.package_version('libnginx-mod-nchan')}"

    def command(self, folder: Path) -> list[str]:
        nginx, module = machine.nginx_with_nchan()
        text = (machine.HERE / "peers" / "nchan.conf").read_text()
        for word, value in (("FOLDER", folder), ("PORT", self.port), ("MODULE", module)):
            text = text.replace(word, str(value))
        (folder / "nginx.conf").write_text(text)
        return [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


class Node(Server):
    """A peer of Node's."""

    script = ""
    package = ""

    def version(self) -> str:
        listed = machine.run("node", "-p", f"require('./node_modules/{self.package}/package.json').version",
                             folder=machine.node_packages())  # fmt: skip
        return f"{self.package} {listed.strip()}, Node {machine.run('node', '--version').strip()}"

    def command(self, folder: Path) -> list[str]:
        return ["node", str(machine.HERE / "peers" / self.script)]

    def environment(self, folder: Path) -> dict[str, str]:
        return {**super().environment(folder), "PEERS": str(machine.node_packages())}


class Ws(Node):
    name, port, script, package = "Node ws", 18_404, "ws.js", "ws"


class SocketIo(Node):
    name, port, script, package = "socket.io", 18_405, "socketio.js", "socket.io"
    speaks, path = "socketio", "/socket.io/?EIO=4&transport=websocket"


class Channels(Server):
    """Litestar's own way to broadcast."""

    name = "Litestar ChannelsPlugin"
    port = 18_406

    def version(self) -> str:
        return f"litestar {version('litestar')}"

    def command(self, folder: Path) -> list[str]:
        return [sys.executable, str(machine.HERE / "peers" / "channels.py")]


@contextmanager
def running(server: Server, folder: Path) -> Iterator[int]:
    """The server, answering on its port, bound to the first core; its process id."""
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("127.0.0.1", server.port))
        except OSError:
            raise SystemExit(f"bench: port {server.port} is taken by another program") from None
    command = ["bash", "-c", f'ulimit -n {OPEN_FILES} 2>/dev/null; exec "$@"', "bash", *server.command(folder)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MOSTY_")}
    with (machine.SCRATCH / "server.log").open("ab") as log:
        process = subprocess.Popen(
            machine.on_core(0, command), cwd=folder, env={**environment, **server.environment(folder)},
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_until_answering(server, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_answering(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            # A listening socket takes connections before anybody serves them: only an answer counts.
            with socket.create_connection(("127.0.0.1", server.port), timeout=START_SECONDS) as asking:
                asking.sendall(f"GET /livez HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
                if asking.recv(1):
                    return
        except OSError:
            time.sleep(0.05)
    raise machine.NotAvailable(f"{server.name} did not start; see server.log in the scratch folder")
