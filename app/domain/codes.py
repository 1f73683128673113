"""Code lists: what a choice may hold. District data with a version, shipped as a preset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import InputError, Problem
from app.domain.kinds import Label


@dataclass(frozen=True)
class CodeLists:
    """All code lists of one version: list name -> code -> label, in the order to offer them."""

    version: int
    lists: Mapping[str, Mapping[str, Label]]

    def codes(self, name: str) -> Mapping[str, Label]:
        """One list. Raises KeyError for a name no preset has: a mistake in a description."""
        return self.lists[name]

    def label(self, name: str, code: str) -> Label:
        """What to show for a code; an unknown one (from another version) shows itself."""
        return self.lists[name].get(code, Label(code, code))


def parse_codes(data: bytes) -> CodeLists:
    """Read a preset. Raises InputError if it is not one."""
    try:
        body = json.loads(data)
        if body["xj"] != "codes/1":
            raise ValueError
        lists = {
            name: {row["code"]: Label(row["zh"], row["en"]) for row in rows}
            for name, rows in body["lists"].items()
        }
        return CodeLists(int(body["version"]), lists)
    except (ValueError, KeyError, TypeError):
        raise InputError("codes", (Problem("preset", "not-a-preset"),)) from None
