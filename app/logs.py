"""The log: what the program did and where it failed, never what people wrote.

Rotating files in the platform's log folder, 1 MiB each, five old ones kept, readable by their owner
only. Library messages are cut down to their source and level: a driver may quote a statement with
its values. Only this program's own loggers are written whole, and they are given class names,
places and counts; should one be handed an exception or bytes, the class name is written instead:
an error's text may hold content, and keys are bytes. Tracebacks are never written.
"""

from __future__ import annotations

import copy
import logging
import os
from collections.abc import Mapping
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from platformdirs import user_log_path

FILE_BYTES = 1 << 20
FILES_KEPT = 5
OWN = "xunji"

_WITHHELD = "message withheld"
_NEVER_WHOLE = (BaseException, bytes, bytearray, memoryview)


class _OwnWordsOnly(logging.Formatter):
    """Formats a copy of each record without what may be content; other handlers see all."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy.copy(record)
        plain.exc_info = plain.exc_text = plain.stack_info = None
        if record.name == OWN or record.name.startswith(f"{OWN}."):
            plain.msg, plain.args = _cut_down(record.msg), _arguments(record.args)
        else:
            plain.msg, plain.args = _WITHHELD, ()
        return super().format(plain)


class _PrivateFile(RotatingFileHandler):
    """Rotating files that nobody else on this computer may read."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding=self.encoding)


def begin_log(folder: Path | None = None) -> Path:
    """Write the log into ``folder`` (without one the platform's); returns the file."""
    place = folder or user_log_path(OWN, appauthor=False)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = place / "xunji.log"
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(old)
        old.close()
    handler = _PrivateFile(file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    handler.setFormatter(_OwnWordsOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return file


def _arguments(arguments: Any) -> Any:
    if isinstance(arguments, Mapping):
        return {name: _cut_down(value) for name, value in arguments.items()}
    return tuple(_cut_down(value) for value in arguments or ())


def _cut_down(value: object) -> object:
    return type(value).__name__ if isinstance(value, _NEVER_WHOLE) else value
