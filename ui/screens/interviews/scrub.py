"""Scrub at entry: the name of the person who talked does not belong into what everybody reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.kinds import Turn, Value, Values

_LEAST = {"name": 2, "phone": 7, "id_number": 6}
"""Identifying fields, and how long a value must be to be looked for."""


def identifiers(identity: Values) -> tuple[str, ...]:
    """What in an identity names the person, the longest first."""
    values = {name: str(identity.get(name) or "").strip() for name in _LEAST}
    found = {value for name, value in values.items() if len(value) >= _LEAST[name]}
    return tuple(sorted(found, key=len, reverse=True))


def leaks(identity: Values, open_values: Mapping[str, Value]) -> tuple[str, ...]:
    """Identifiers of ``identity`` that stand in the open part of the talk."""
    texts = list(_texts(open_values))
    return tuple(word for word in identifiers(identity) if any(word in text for text in texts))


def _texts(values: Mapping[str, Value]) -> Iterable[str]:
    yield str(values.get("follow_up") or "")
    for turn in values.get("turns") or ():
        if isinstance(turn, Turn):
            yield turn.question
            yield turn.answer
