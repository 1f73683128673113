"""What SQLite writes, in order, and what a disk may have of it when the power goes.

``Recorder`` stands between the library and its files (the library's own interface for file systems,
``sqlite3_vfs``) and notes each write, sync, cut and deletion. ``disk_after`` plays a part of that
log: everything before a file's last sync is on the disk; of what came later any 512-byte sector may
be there or not, in any combination.
"""

from __future__ import annotations

import ctypes
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import sqlcipher3._sqlite3 as library

SECTOR: Final = 512
_POINTER, _INT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_METHODS = 18  # function pointers of sqlite3_io_methods, version 3
_WRITE, _TRUNCATE, _SYNC = 2, 3, 4  # their places behind the version number


class Event(NamedTuple):
    """``what`` is "write", "sync", "cut", "delete" or "mark" (``name`` says of what)."""

    what: str
    name: str
    offset: int = 0
    data: bytes = b""


class _MethodsTable(ctypes.Structure):
    _fields_ = (("version", _INT), ("calls", _POINTER * _METHODS))


class _FileHandle(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_MethodsTable)),)


class _FileSystem(ctypes.Structure):
    _fields_ = (
        ("version", _INT),
        ("file_size", _INT),
        ("path_size", _INT),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("open", _POINTER),
        ("delete", _POINTER),
    )


_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, ctypes.c_char_p, _INT)
_WRITING = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _LONG)
_CUTTING = ctypes.CFUNCTYPE(_INT, _POINTER, _LONG)
_SYNCING = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


@dataclass
class Recorder:
    """Notes what happens to files of a folder from ``install`` on, for the life of the process."""

    folder: Path
    log: list[Event] = field(default_factory=list)
    _kept: list[Any] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _tables: dict[int, _MethodsTable] = field(default_factory=dict)

    def install(self) -> None:
        """Put itself before the library's file system. Files already open are not watched."""
        found = ctypes.CDLL(library.__file__)
        found.sqlite3_vfs_find.restype = ctypes.POINTER(_FileSystem)
        system = found.sqlite3_vfs_find(None).contents
        real_open, real_delete = _OPEN(system.open), _DELETE(system.delete)

        def opened(vfs: int, name: int | None, handle: int, flags: int, out: int) -> int:
            code: int = real_open(vfs, name, handle, flags, out)  # keeps the name's own memory
            text = ctypes.string_at(name) if name else b""
            if code == 0 and self._is_ours(text):
                self._watch(handle, Path(text.decode()).name)
            return code

        def deleted(vfs: int, name: bytes, sync: int) -> int:
            code: int = real_delete(vfs, name, sync)
            if code == 0 and self._is_ours(name):
                self.log.append(Event("delete", Path(name.decode()).name))
            return code

        system.open = self._as_pointer(_OPEN(opened))
        system.delete = self._as_pointer(_DELETE(deleted))

    def mark(self, name: str) -> None:
        """Something was acknowledged."""
        self.log.append(Event("mark", name))

    def _is_ours(self, name: bytes) -> bool:
        return Path(name.decode()).parent == self.folder

    def _as_pointer(self, function: Any) -> int:
        self._kept.append(function)
        return ctypes.cast(function, _POINTER).value or 0

    def _watch(self, handle: int, name: str) -> None:
        """Give an open file a table of methods that notes and passes on."""
        file = _FileHandle.from_address(handle)
        original = ctypes.addressof(file.methods.contents)
        if original not in self._tables:
            self._tables[original] = self._noting(file.methods.contents)
        self._names[handle] = name
        file.methods = ctypes.pointer(self._tables[original])

    def _noting(self, original: _MethodsTable) -> _MethodsTable:
        write, sync = _WRITING(original.calls[_WRITE]), _SYNCING(original.calls[_SYNC])
        cut = _CUTTING(original.calls[_TRUNCATE])

        def writing(handle: int, data: int, size: int, offset: int) -> int:
            event = Event("write", self._names[handle], offset, ctypes.string_at(data, size))
            return self._after(write(handle, data, size, offset), event)

        def cutting(handle: int, size: int) -> int:
            return self._after(cut(handle, size), Event("cut", self._names[handle], size))

        def syncing(handle: int, flags: int) -> int:
            return self._after(sync(handle, flags), Event("sync", self._names[handle]))

        table = _MethodsTable(original.version, original.calls)
        table.calls[_WRITE] = self._as_pointer(_WRITING(writing))
        table.calls[_TRUNCATE] = self._as_pointer(_CUTTING(cutting))
        table.calls[_SYNC] = self._as_pointer(_SYNCING(syncing))
        return table

    def _after(self, code: int, event: Event) -> int:
        if code == 0:
            self.log.append(event)
        return code


# --- what is left --------------------------------------------------------------------------------

Files = dict[str, bytes]
Survives = Callable[[], bool]
"""Asked for each sector, cut and deletion that was not synced."""


def nothing() -> bool:
    """The disk kept what was synced and nothing else."""
    return False


def everything() -> bool:
    """The disk wrote all at once: as after a kill."""
    return True


def some(seed: int) -> Survives:
    """Any part of it."""
    chance = random.Random(seed)
    return lambda: chance.random() < 0.5


def disk_after(start: Files, log: Sequence[Event], survives: Survives) -> Files:
    """Files as they are found after a power cut behind the last event of ``log``."""
    names = {event.name for event in log if event.what != "mark"}
    found = dict(start)
    for name in sorted(names):
        content = _content(start.get(name), [e for e in log if e.name == name], survives)
        found.pop(name, None)
        if content is not None:
            found[name] = content
    return found


def _content(start: bytes | None, log: Sequence[Event], survives: Survives) -> bytes | None:
    synced = max((n for n, event in enumerate(log) if event.what in ("sync", "delete")), default=-1)
    content = None if start is None else bytearray(start)
    for number, event in enumerate(log):
        safe = number <= synced
        if event.what == "write":
            content = _written(content, event, everything if safe else survives)
        elif event.what == "cut" and (safe or survives()):
            content = (content or bytearray())[: event.offset]
        elif event.what == "delete":
            content = None
    return None if content is None else bytes(content)


def _written(content: bytearray | None, event: Event, survives: Survives) -> bytearray:
    made = bytearray() if content is None else content
    for start, part in _sectors(event):
        if survives():
            made.extend(bytes(max(0, start + len(part) - len(made))))
            made[start : start + len(part)] = part
    return made


def _sectors(event: Event) -> Iterable[tuple[int, bytes]]:
    """A write, divided where sectors of the disk end."""
    position, data = event.offset, event.data
    while data:
        size = SECTOR - position % SECTOR
        yield position, data[:size]
        position, data = position + size, data[size:]
