"""The process that dies: it does a job on a vault and kills itself at the chosen point.

No part of the program knows of this: a step is a function or method of the program by name, wrapped
in the process that is to die. A name that no longer exists fails the run.

Run as a program it forks such a process for each line it is sent: everything is loaded already.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.cases.fault_points import Point
from tests.cases.fault_scene import do, opened


def die() -> None:
    """As a power switch: no ``finally``, no closing, nothing flushed by Python."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: Point) -> None:
    """Make this process die at a point."""
    owner, name, real = found(point)
    calls = 0

    @functools.wraps(real)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        here = calls == point.call
        if here and point.moment == "before":
            die()
        result = real(*arguments, **named)
        if here:
            die()
        return result

    for place in _places(owner, name, real):
        setattr(place, name, wrapped)


def found(point: Point) -> tuple[Any, str, Callable[..., Any]]:
    """Owner, name and function of a point. Raises AttributeError, ModuleNotFoundError."""
    module, _, path = point.where.partition(":")
    owner: Any = importlib.import_module(module)
    *owners, name = path.split(".")
    for each in owners:
        owner = getattr(owner, each)
    return owner, name, getattr(owner, name)


def _places(owner: Any, name: str, real: object) -> list[Any]:
    """The owner, and every module of the program that imported the function by name."""
    named = [
        module
        for key, module in list(sys.modules.items())
        if key.split(".")[0] in ("app", "db") and vars(module).get(name) is real
    ]
    return [owner, *(module for module in named if module is not owner)]


class Events:
    """Counts what changes a disk, and dies at the chosen one."""

    CHANGING = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP")

    def __init__(self, fatal: int) -> None:
        self.count = 0
        self._fatal = fatal

    def happen(self, *_: object) -> None:
        """One more."""
        self.count += 1
        if self.count == self._fatal:
            die()

    def listen(self) -> None:
        """Begin to count: statements and commits, files opened to be written, synced, renamed."""
        event.listen(Engine, "before_cursor_execute", self._statement)
        for moment in ("commit", "rollback"):
            event.listen(Engine, moment, self.happen)
        real_sync = os.fsync

        def sync(descriptor: int) -> None:
            self.happen()
            real_sync(descriptor)

        os.fsync = sync  # type: ignore[assignment]  # descriptors are all the program syncs
        sys.addaudithook(self._file)

    def _statement(self, _connection: object, _cursor: object, sql: str, *_: object) -> None:
        if sql.lstrip().upper().startswith(self.CHANGING):
            self.happen()

    def _file(self, name: str, arguments: tuple[object, ...]) -> None:
        changing = name in ("os.rename", "os.remove", "os.mkdir", "os.truncate")
        if changing or (name == "open" and _writes(arguments)):
            self.happen()


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def work_and_die(order: Mapping[str, Any]) -> int:
    """Do a job in this process; returns how many events there were, if it survives."""
    events = Events(order["event"])
    with opened(Path(order["folder"]), order["job"]) as vault:
        if order["point"]:
            arm(Point(*order["point"]))
        if order["event"] or order["count"]:
            events.listen()
        do(order["job"], vault, Path(order["folder"]))
        return events.count


def serve() -> None:
    """Fork a process for each order that comes in; answer how it ended."""
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with suppress(BrokenPipeError):
                os.write(writing, str(work_and_die(json.loads(line))).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answer:
            said = answer.read()
        _, status = os.waitpid(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), int(said or 0)]), flush=True)


if __name__ == "__main__":
    serve()
