"""Reading what older programs wrote: one pure step for each schema, applied on reading only.

Stored bytes are never rewritten, they are signed. A line of schema 3 read by a program of schema 6
goes through the steps 3, 4 and 5. A step may change group and value, split a group into several, or
drop what has no meaning any more; it keeps kind, record, verb and hash, so that predecessors, seals
and deletes go on naming the same operations.

Lines of a *newer* schema whose ``min_reader`` this program satisfies are read as they are: their
author promised that this loses no meaning. Otherwise the segment is kept and relayed unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from app.journal.canonical import JsonValue
from app.journal.operations import SCHEMA, Operation

Step: TypeAlias = Callable[[str, str, JsonValue], Sequence[tuple[str, JsonValue]]]
"""(kind, group, value) -> the groups and values it stands for in the next schema."""

STEPS: Mapping[int, Step] = {}
"""Schema -> the step to the next one. Schema 1 is the first, so there is none yet."""


def upgraded(
    operations: Iterable[Operation], steps: Mapping[int, Step] | None = None, target: int = SCHEMA
) -> list[Operation]:
    """The operations as this program reads them. Raises KeyError for a missing step."""
    found = STEPS if steps is None else steps
    return [each for operation in operations for each in _upgraded(operation, found, target)]


def _upgraded(operation: Operation, steps: Mapping[int, Step], target: int) -> Sequence[Operation]:
    if operation.schema >= target or operation.verb != "put":
        return (operation,)
    parts: Sequence[tuple[str, JsonValue]] = [(operation.group, operation.value)]
    for schema in range(operation.schema, target):
        step = steps[schema]
        parts = [made for part in parts for made in step(operation.kind, *part)]
    return [replace(operation, group=group, value=value, schema=target) for group, value in parts]
