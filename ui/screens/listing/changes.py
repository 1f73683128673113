"""Several units of work told as one."""

from __future__ import annotations

from collections.abc import Iterable

from app.ports import Changes


def together(changes: Iterable[Changes]) -> Changes:
    """Changes of several units of work as one."""
    listed = list(changes)
    records = frozenset[tuple[str, str]]().union(*(one.records for one in listed))
    return Changes(records, sum(one.operations for one in listed))
