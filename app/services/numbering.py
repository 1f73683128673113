"""Human numbers without a server: the laptop's ordinal, then a local count."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.ports import Query
from app.services.session import Session

_LAST_NUMBER = re.compile(r"(\d+)$")


def next_number(session: Session, kind: str, field: str, form: Callable[[int, int], str]) -> str:
    """The next number of this device in the present task; deleted records keep theirs."""
    ordinal = session.trust.ordinal(session.device, session.task) or 0
    prefix = form(ordinal, 0).rstrip("0123456789")
    taken = [
        int(match.group(1))
        for row in session.store.rows(Query(kind, task=session.task, deleted=True))
        if str(row.values.get(field) or "").startswith(prefix)
        and (match := _LAST_NUMBER.search(str(row.values[field])))
    ]
    return form(ordinal, max(taken, default=0) + 1)
