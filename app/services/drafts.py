"""Drafts: what a person is typing, safe within a second, encrypted under his own key.

A draft is not history. It becomes operations when the person leaves the record, saves or exports;
locking keeps it. What was typed by mistake and taken out again never enters a signed log. A draft
also keeps what no log may hold (a NUL, half a surrogate pair), so it is not strict JSON: the person
is told when it is to be saved, and has lost nothing.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass

from app.crypto import aead
from app.domain.encoding import decode_value, encode_value
from app.domain.errors import JournalError, SealedError
from app.domain.kinds import Channel, Kind, Value, Values
from app.journal.canonical import JsonValue
from app.ports import Draft
from app.services.records import Editable
from app.services.session import Session


@dataclass(frozen=True)
class Typing:
    """A draft, opened. ``place`` is where the cursor stood: (field name, character offset)."""

    editable: Editable
    values: Values
    place: tuple[str, int]
    saved_at: str


def keep(
    session: Session, editable: Editable, values: Values, place: tuple[str, int] = ("", 0)
) -> None:
    """Write or replace the draft of one record. Durable when this returns."""
    kind = session.kind(editable.kind)
    body: dict[str, JsonValue] = {
        "base": {group: list(hashes) for group, hashes in editable.base.items()},
        "new": editable.is_new,
        "channel": editable.channel,
        "before": _encoded(kind, editable.values),
        "values": _encoded(kind, values),
        "field": place[0],
        "offset": place[1],
    }
    box = aead.seal(session.keys.drafts, json.dumps(body).encode(), _address(session, editable))
    draft = Draft(
        _draft_id(session, editable.id),
        session.person,
        editable.kind,
        editable.id,
        box,
        session.claimed(),
    )
    with session.store.work() as work:
        work.put_draft(draft)
        work.commit()


def find(session: Session, record: str) -> Typing | None:
    """This person's draft of one record. Raises SealedError if it does not open here."""
    kept = session.store.drafts(session.person)
    return next((_open(session, draft) for draft in kept if draft.record == record), None)


def pending(session: Session) -> list[Typing]:
    """This person's drafts, newest first.

    One that does not open here (damaged, or written by a newer program) is kept and passed over:
    it must not hide the others.
    """
    found = []
    for draft in session.store.drafts(session.person):
        with suppress(SealedError):
            found.append(_open(session, draft))
    return found


def discard(session: Session, record: str) -> None:
    """Remove the draft of one record, after it became operations or was given up."""
    with session.store.work() as work:
        work.drop_draft(_draft_id(session, record))
        work.commit()


def _open(session: Session, draft: Draft) -> Typing:
    editable = Editable(draft.kind, draft.record, {})
    try:
        kind = session.kind(draft.kind)
        body = json.loads(aead.unseal(session.keys.drafts, draft.box, _address(session, editable)))
        before, values = (_decoded(kind, body[part]) for part in ("before", "values"))
    except (aead.BoxError, JournalError, KeyError, ValueError):
        raise SealedError("draft") from None
    base = {g: tuple(h) for g, h in body["base"].items()}
    return Typing(
        Editable(draft.kind, draft.record, before, base, bool(body["new"]), _channel(body)),
        values,
        (str(body["field"]), int(body["offset"])),
        draft.saved_at,
    )


def _channel(body: dict[str, Value]) -> Channel | None:
    """Drafts of earlier versions name none."""
    return Channel(body["channel"]) if body.get("channel") else None


def _encoded(kind: Kind, values: Values) -> dict[str, Value]:
    return {name: encode_value(kind.field(name), value) for name, value in values.items()}


def _decoded(kind: Kind, stored: Value) -> dict[str, Value]:
    known = {field.name: field for field in kind.fields}
    return {name: decode_value(known[name], v) for name, v in stored.items() if name in known}


def _draft_id(session: Session, record: str) -> str:
    """Several persons share a laptop: nobody's typing replaces a colleague's on the same record."""
    return f"{session.person}.{record}"


def _address(session: Session, editable: Editable) -> bytes:
    parts = ("xj-draft-v1", session.person, editable.kind, editable.id)
    return "|".join(parts).encode()
