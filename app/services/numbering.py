"""Human numbers without a server: the laptop's ordinal, then a local count."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from app.services.session import Session

_LAST_NUMBER = re.compile(r"(\d+)$")


def next_number(
    session: Session,
    kind: str,
    form: Callable[[int, int], str],
    taken: Collection[str] = (),
) -> str:
    """The next number of this device in the present task; deleted records keep theirs.

    Numbers reserved for drafts and those in ``taken`` are passed over.
    """
    ordinal = session.trust.ordinal(session.known_as, session.task) or 0
    prefix = form(ordinal, 0).rstrip("0123456789")
    written = session.store.last_number(kind, session.task, prefix)
    given = [
        int(match.group(1))
        for text in taken
        if text.startswith(prefix) and (match := _LAST_NUMBER.search(text))
    ]
    return form(ordinal, max(_reserved(session, kind), written, *given) + 1)


def reserve(session: Session, kind: str, text: str) -> None:
    """Keep the number in ``text`` for a draft: a colleague on this device cannot read drafts."""
    match = _LAST_NUMBER.search(text)
    if match is None or int(match.group(1)) <= _reserved(session, kind):
        return
    with session.store.work() as work:
        if int(match.group(1)) > _reserved(session, kind):  # another thread may have been first
            work.put_setting(_setting(session, kind), match.group(1).encode())
            work.commit()


def _reserved(session: Session, kind: str) -> int:
    return int(session.store.setting(_setting(session, kind)) or 0)


def _setting(session: Session, kind: str) -> str:
    return f"number.{session.task}.{kind}"
