"""What is kept beside the journal: settings, signed papers, drafts, keys of evidence files."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.errors import TrustError
from app.ports import Draft, Piece, StoredBlob
from db import core


def read_setting(connection: Connection, name: str) -> bytes | None:
    """A local setting."""
    query = select(core.settings.c.value).where(core.settings.c.name == name)
    found: bytes | None = connection.execute(query).scalar_one_or_none()
    return found


def write_setting(connection: Connection, name: str, value: bytes | None) -> None:
    """Write or remove a local setting."""
    table = core.settings
    if value is None:
        connection.execute(delete(table).where(table.c.name == name))
        return
    statement = insert(table).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )


def write_document(
    connection: Connection, name: str, version: int, data: bytes, signature: bytes
) -> None:
    """Keep a signed paper. Raises TrustError if another paper has this name and version."""
    table = core.documents
    query = select(table.c.data).where(table.c.name == name, table.c.version == version)
    present = connection.execute(query).scalar_one_or_none()
    if present is None:
        connection.execute(
            table.insert().values(name=name, version=version, data=data, signature=signature)
        )
    elif present != data:
        raise TrustError("version-taken")


def read_document(
    connection: Connection, name: str, version: int | None
) -> tuple[int, bytes, bytes] | None:
    """A paper, the newest version without ``version``."""
    table = core.documents
    query = select(table).where(table.c.name == name).order_by(table.c.version.desc())
    if version is not None:
        query = query.where(table.c.version == version)
    row = connection.execute(query.limit(1)).first()
    return (row.version, row.data, row.signature) if row else None


def read_documents(connection: Connection, prefix: str) -> list[tuple[str, int, bytes, bytes]]:
    """All papers whose name starts with ``prefix``, by name and version."""
    table = core.documents
    rows = connection.execute(select(table).order_by(table.c.name, table.c.version))
    found = [(row.name, row.version, row.data, row.signature) for row in rows]
    return [paper for paper in found if paper[0].startswith(prefix)]


def write_draft(connection: Connection, draft: Draft) -> None:
    """Write or replace a draft."""
    values = {name: getattr(draft, name) for name in Draft.__slots__}
    statement = insert(core.drafts).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def drop_draft(connection: Connection, id_: str) -> None:
    """Remove a draft."""
    connection.execute(delete(core.drafts).where(core.drafts.c.id == id_))


def read_drafts(connection: Connection, person: str) -> list[Draft]:
    """Drafts of one person, newest first."""
    table = core.drafts
    query = select(table).where(table.c.person == person)
    rows = connection.execute(query.order_by(table.c.saved_at.desc(), table.c.id))
    return [Draft(row.id, row.person, row.kind, row.record, row.box, row.saved_at) for row in rows]


def write_blob(connection: Connection, blob: StoredBlob) -> None:
    """Remember an evidence file; what is already remembered stays, its key opens the file."""
    pieces = json.dumps([[piece.digest, piece.size] for piece in blob.pieces])
    statement = insert(core.blobs).values(
        digest=blob.digest, size=blob.size, key=blob.key, pieces=pieces
    )
    connection.execute(statement.on_conflict_do_nothing())


def read_blobs(connection: Connection, digest: str | None = None) -> list[StoredBlob]:
    """Evidence files, all or one."""
    query = select(core.blobs).order_by(core.blobs.c.digest)
    if digest is not None:
        query = query.where(core.blobs.c.digest == digest)
    return [
        StoredBlob(
            digest=row.digest,
            size=row.size,
            key=row.key,
            pieces=tuple(Piece(*piece) for piece in json.loads(row.pieces)),
        )
        for row in connection.execute(query)
    ]
