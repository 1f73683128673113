"""Links between records, and what they lead to."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.access import narrower
from app.domain.links import link_id
from app.journal.operations import Intent
from app.ports import Changes, Query, Row, Work
from app.services import records
from app.services.records import Editable
from app.services.session import Session


@dataclass(frozen=True)
class End:
    """The other end of a link. ``row`` is None while the record has not arrived here yet."""

    link: str
    kind: str
    id: str
    role: str
    detail: str
    row: Row | None


def link(
    session: Session, source: tuple[str, str], target: tuple[str, str], role: str, detail: str = ""
) -> Changes:
    """Link two records (kind, id). Doing it twice, or on two laptops, gives one link."""
    with session.store.work() as work:
        write_link(session, work, source, target, role, detail)
        return work.commit()


def write_link(
    session: Session,
    work: Work,
    source: tuple[str, str],
    target: tuple[str, str],
    role: str,
    detail: str = "",
) -> None:
    """Like ``link`` within a unit of work. A link that was removed comes back. It is written where
    the fewer readers of its two ends are.

    A link that is there keeps the place noted for it, unless another one is given.
    """
    values = {
        "source_kind": source[0],
        "source": source[1],
        "target_kind": target[0],
        "target": target[1],
        "role": role,
        "detail": detail or None,
    }
    identity = link_id(*source, *target, role)
    kind = session.kind("link")
    state = work.state(kind.name, identity)
    if state is None or "ends" not in state.groups:
        ends = (records.channel_of(session, work, *end) for end in (source, target))
        new = Editable("link", identity, kind.empty(), is_new=True, channel=narrower(*ends))
        records.write(session, work, new, values)
        return
    if state.deletes:
        lifted = tuple(operation.hash for operation in state.deletes)
        restore = Intent("restore", kind.name, identity, predecessors=lifted)
        records.append(session, work, kind.name, identity, [restore])
    if detail:
        known = Editable("link", identity, {}, records.bases(state))
        records.write(session, work, known, {"detail": detail})


DISTINCT = "distinct"
"""Role of the link with which somebody says that two records are not the same thing. It ties
nothing together: neither record shows it."""


def unlink(session: Session, link: str) -> Changes:
    """Remove a link; its record stays in the history."""
    return records.delete(session, "link", link)


def targets(session: Session, kind: str, record: str) -> list[End]:
    """What a record links to, in the order linked."""
    found = _links(session, "source", kind, record)
    return [_end(session, row, "target") for row in found if row.values["role"] != DISTINCT]


def sources(session: Session, kind: str, record: str) -> list[End]:
    """What links to a record."""
    found = _links(session, "target", kind, record)
    return [_end(session, row, "source") for row in found if row.values["role"] != DISTINCT]


def _links(session: Session, side: str, kind: str, record: str) -> list[Row]:
    equals = {f"{side}_kind": kind, side: record}
    return session.store.rows(Query("link", equals=equals, descending=False))


def _end(session: Session, row: Row, side: str) -> End:
    kind, record = str(row.values[f"{side}_kind"]), str(row.values[side])
    known = session.store.row(kind, record) if kind in session.catalogue else None
    return End(row.id, kind, record, str(row.values["role"]), row.values["detail"] or "", known)
