"""What is kept beside the journal: settings, signed papers, drafts, keys of evidence files."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, select

from app.domain.errors import TrustError
from app.ports import Draft, Piece, StoredBlob
from db import core
from db.dialect import Clash, dialect_of


def read_setting(connection: Connection, name: str) -> bytes | None:
    """A local setting."""
    query = select(core.settings.c.value).where(core.settings.c.name == name)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else dialect_of(connection).unseal(f"settings {name}", found)


def write_setting(connection: Connection, name: str, value: bytes | None) -> None:
    """Write or remove a local setting."""
    table = core.settings
    if value is None:
        connection.execute(delete(table).where(table.c.name == name))
        return
    dialect = dialect_of(connection)
    row = (name, dialect.seal(f"settings {name}", value))
    dialect.write_rows(connection, table, ("name", "value"), [row], Clash.TAKE_NEW)


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
    columns = tuple(Draft.__slots__)
    row = [getattr(draft, name) for name in columns]
    dialect_of(connection).write_rows(connection, core.drafts, columns, [row], Clash.TAKE_NEW)


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
    dialect = dialect_of(connection)
    row = (blob.digest, blob.size, dialect.seal(f"blobs {blob.digest}", blob.key), pieces)
    columns = ("digest", "size", "key", "pieces")
    dialect.write_rows(connection, core.blobs, columns, [row], Clash.KEEP_OLD)


def read_blobs(connection: Connection, digest: str | None = None) -> list[StoredBlob]:
    """Evidence files, all or one."""
    query = select(core.blobs).order_by(core.blobs.c.digest)
    if digest is not None:
        query = query.where(core.blobs.c.digest == digest)
    dialect = dialect_of(connection)
    return [
        StoredBlob(
            digest=row.digest,
            size=row.size,
            key=dialect.unseal(f"blobs {row.digest}", row.key),
            pieces=tuple(Piece(*piece) for piece in json.loads(row.pieces)),
        )
        for row in connection.execute(query)
    ]
