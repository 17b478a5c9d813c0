"""Measure pages and replies, and say it: on the terminal, and in docs/performance.md when it was the whole run."""

import argparse
import getpass
import json
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.http import wrk
from bench.http.wrk import Run
from bench.realtime import machine, report
from bench.realtime.report import Target, grid, number
from bench.realtime.servers import Mosty, Server, running

POSTS = 50
ZIPPED = "Accept-Encoding: gzip"
BODY = "Скільки коштує **метр** труби, і хто її [укладає](https://example.org)? " * 5
MOSTY, NGINX = "Mosty", "nginx, the same bytes"
Samples = dict[tuple[str, str], list[Run]]


class Pages(Mosty):
    """`mosty serve` over a store with one thread of 50 posts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        people = folder / "people.jsonl"
        people.write_text("\n".join(
            json.dumps({"email": f"{name}@bench.example", "name": name, "role": role, "lang": "uk", "token": True})
            for name, role in (("Author", "administrator"), ("Reader", "resident"))
        ))  # fmt: skip
        made = machine.run(
            sys.executable, "-m", "forum", "user", "create", "--from", str(people), environment=self.environment(folder)
        )
        self.token, self.reader = (json.loads(line)["token"] for line in made.splitlines())
        with running(self, folder):
            self.ask("/boards", slug="bench", name={"uk": "Замір", "en": "Measure", "pl": "Pomiar"})
            thread = self.ask("/boards/bench/threads", id=str(uuid4()), title="Замір", body=BODY, lang="uk")
            self.thread = str(thread["id"])
            for _ in range(POSTS - 1):
                self.ask(f"/threads/{self.thread}/posts", id=str(uuid4()), body=BODY, lang="uk")
            self.page = "/uk/threads/" + str(thread["url"]).rpartition("/threads/")[2]
            self.headers, self.bytes = self._fetch()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.address}/api/v1{path}", data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def _fetch(self) -> tuple[dict[str, str], bytes]:
        request = urllib.request.Request(self.address + self.page, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return dict(answer.headers), answer.read()


class Nginx(Server):
    """nginx with one worker, serving a page's compressed bytes with the headers that it had."""

    name, port = NGINX, 18_411

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def version(self) -> str:
        machine.nginx_with_nchan()
        return machine.package_version("nginx")

    def command(self, folder: Path) -> list[str]:
        nginx, _ = machine.nginx_with_nchan()
        (folder / "page").write_bytes(self._pages.bytes)
        dropped = ("date", "content-length", "content-type", "etag", "connection")
        headers = "".join(f'add_header {name} "{value}";' for name, value in self._pages.headers.items()
                          if name.lower() not in dropped)  # fmt: skip
        (folder / "nginx.conf").write_text(f"""
            user {getpass.getuser()}; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
            events {{ worker_connections 1024; }}
            http {{ access_log off; default_type text/html; keepalive_requests 100000000; open_file_cache max=10;
                    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
                    uwsgi_temp_path {folder}; scgi_temp_path {folder};
                    server {{ listen 127.0.0.1:{self.port}; root {folder}; etag on;
                              location = /livez {{ return 200; }} location = /page {{ {headers} }} }} }}
        """)
        return [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.http", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short look that writes no file")
    parser.add_argument("--repeats", type=int, default=5, help="how often everything is run")
    chosen = parser.parse_args()
    quick, repeats, seconds = chosen.quick, 1 if chosen.quick else chosen.repeats, 2 if chosen.quick else 5
    samples: Samples = {}
    with _scratch() as folder:
        pages = Pages(folder)
        nginx = Nginx(pages)
        for repeat in range(repeats):
            print(f"{repeat + 1}/{repeats}", flush=True)
            for name, run in [*_nginx(nginx, seconds), *_mosty(pages, seconds)]:
                samples.setdefault(name, []).append(run)
        text = markdown(samples, nginx.version(), len(pages.bytes), repeats)
    print(f"\n{text}")
    if not quick:
        report.write(text, "http")


def _mosty(pages: Pages, seconds: int) -> Iterator[tuple[tuple[str, str], Run]]:
    url = pages.address + pages.page
    with running(pages, pages.folder) as pid:
        yield ("page", MOSTY), wrk.load(pid, url, seconds, headers=(ZIPPED,))
        known = f"If-None-Match: {pages.headers['etag']}"
        yield ("304", MOSTY), wrk.load(pid, url, seconds, headers=(ZIPPED, known))
        for what, token in (("signed in", pages.reader), ("its author", pages.token)):
            yield (what, MOSTY), wrk.load(pid, url, seconds, headers=(ZIPPED, f"Authorization: Bearer {token}"))
        replies = f"{pages.address}/api/v1/threads/{pages.thread}/posts"
        script, arguments = Path(__file__).with_name("reply.lua"), f"{pages.token} {uuid4().hex[:8]}"
        yield ("reply", MOSTY), wrk.load(pid, replies, seconds, script=script, arguments=arguments)


def _nginx(nginx: Nginx, seconds: int) -> Iterator[tuple[tuple[str, str], Run]]:
    url = f"http://127.0.0.1:{nginx.port}/page"
    with _scratch() as folder, running(nginx, folder) as pid:
        yield ("page", NGINX), wrk.load(pid, url, seconds)


def markdown(samples: Samples, nginx: str, size: int, repeats: int) -> str:
    """Everything between the markers."""

    def per_cpu(what: str, server: str = MOSTY) -> float:
        return statistics.median(run.per_cpu for run in samples[what, server])

    targets = [
        Target("anonymous thread page, of nginx's with the same bytes", per_cpu("page") / per_cpu("page", NGINX),
               least=0.45, unit="x"),
        Target("304 by ETag per CPU-second", per_cpu("304"), least=40_000),
        Target("signed-in thread page per CPU-second", per_cpu("signed in"), least=2_000),
        Target("reply on disk per CPU-second, 32 writers", per_cpu("reply"), least=1_200),
    ]  # fmt: skip
    rows = [
        (server, what, number(statistics.median(run.per_cpu for run in runs)),
         f"{number(min(run.per_cpu for run in runs))} to {number(max(run.per_cpu for run in runs))}",
         number(statistics.median(run.p99_ms for run in runs)), str(sum(run.refused for run in runs)))
        for (what, server), runs in samples.items()
    ]  # fmt: skip
    return "\n\n".join((
        f"{machine.description()}; nginx {nginx}; a thread of {POSTS} posts, {size:,} bytes compressed; "
        f"{wrk.CONNECTIONS} connections. Runs: {repeats}, interleaved; medians.",
        grid(("target", "wanted", "measured", "", ""), (target.row() for target in targets)),
        grid(("server", "what", "per CPU-second", "lowest to highest", "p99 ms", "refused"), rows),
    ))  # fmt: skip


@contextmanager
def _scratch() -> Iterator[Path]:
    machine.SCRATCH.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=machine.SCRATCH) as folder:
        yield Path(folder)


main()
