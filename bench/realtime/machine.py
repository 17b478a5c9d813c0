"""The machine and what is installed beside the tree: compilers, cores, folders, packages of others."""

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SCRATCH = Path(os.environ.get("MOSTY_BENCH_DIR") or Path.home() / ".cache" / "mosty-bench")
LONGEST_SECONDS = 300
_CORES = sorted(os.sched_getaffinity(0))


class NotAvailable(Exception):  # noqa: N818 - what the table says
    """A peer cannot be had here; the message says why."""


def on_core(number: int, command: Sequence[str]) -> list[str]:
    """The command, bound to the machine's first (0, for servers) or second (1, for clients) core."""
    if len(_CORES) < 2 or not shutil.which("taskset"):
        raise SystemExit("bench: two cores and taskset are needed, one for the server and one for the client")
    return ["taskset", "-c", str(_CORES[number]), *command]


def compiled(name: str, *sources: Path) -> Path:
    """A C program, built with gcc into the scratch folder."""
    if not shutil.which("gcc"):
        raise SystemExit("bench: gcc is needed for the load client")
    program = SCRATCH / name
    SCRATCH.mkdir(parents=True, exist_ok=True)
    run("gcc", "-O2", "-Wall", "-Wextra", "-o", str(program), *map(str, sources))
    return program


def run(*command: str, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """What a command prints.

    Raises:
        NotAvailable: it is not installed, failed, or took too long.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAvailable(f"{command[0]}: {error}") from None
    if done.returncode:
        raise NotAvailable(f"{command[0]}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
    return done.stdout


def node_packages() -> Path:
    """The peers' npm packages, installed once, outside the tree."""
    folder = SCRATCH / "node"
    wanted = (HERE / "peers" / "package-lock.json").read_bytes()
    stamp = folder / "package-lock.json"
    if not (folder / "node_modules").is_dir() or stamp.read_bytes() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "peers" / "package.json", folder)
        stamp.write_bytes(wanted)
        run("npm", "ci", "--no-audit", "--no-fund", folder=folder)
    return folder


def nginx_with_nchan() -> tuple[str, str]:
    """The program and its module: the machine's own, else Debian's packages, unpacked outside the tree."""
    own = shutil.which("nginx") or "/usr/sbin/nginx"
    module = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
    if Path(own).exists() and module.exists():
        return own, str(module)
    folder = SCRATCH / "debian"
    unpacked = folder / "root" / str(module).lstrip("/")
    if not unpacked.exists():
        folder.mkdir(parents=True, exist_ok=True)
        run("apt-get", "download", "-qq", "nginx", "libnginx-mod-nchan", folder=folder)
        for package in folder.glob("*.deb"):
            run("dpkg", "-x", str(package), str(folder / "root"))
    try:
        # nginx makes its own default folders below this one, also where the configuration names others.
        Path("/var/lib/nginx").mkdir(exist_ok=True)
    except OSError as error:
        raise NotAvailable(f"nginx: {error}") from None
    return str(folder / "root" / "usr" / "sbin" / "nginx"), str(unpacked)


def package_version(name: str, *, folder: Path | None = None) -> str:
    """The version of a Debian package, installed or downloaded."""
    for package in (folder or SCRATCH / "debian").glob(f"{name}_*.deb"):
        return run("dpkg-deb", "-f", str(package), "Version").strip()
    return run("dpkg-query", "-W", "-f", "${Version}", name).strip()


def description() -> str:
    """Processor, cores, kernel."""
    models = {
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    }
    return f"{', '.join(sorted(models)) or platform.machine()}, {len(_CORES)} cores, Linux {platform.release()}"
