"""Links between records: insert by two people gives one link, because its id is its content."""

from __future__ import annotations

import hashlib
import uuid

from app.domain.kinds import Label, choice, line, record_kind


@record_kind("link", Label("关联", "Link"), title="role")
class Link:
    """From one record to another. ``detail`` names turns of a talk or pages of a document."""

    source_kind: str | None = line(Label("自（类别）", "From (kind)"), group="ends", required=True)
    source: str | None = line(Label("自", "From"), group="ends", required=True, looked_up=True)
    target_kind: str | None = line(Label("至（类别）", "To (kind)"), group="ends", required=True)
    target: str | None = line(Label("至", "To"), group="ends", required=True, looked_up=True)
    role: str | None = choice(Label("作用", "Role"), "link_role", group="ends", required=True)
    detail: str | None = line(Label("位置（页码、问答）", "Place (page, turn)"))


def link_id(source_kind: str, source: str, target_kind: str, target: str, role: str) -> str:
    """UUIDv8 over the five parts."""
    parts = "\0".join((source_kind, source, target_kind, target, role)).encode()
    number = int.from_bytes(hashlib.sha256(b"xj-link-v1\0" + parts).digest()[:16], "big")
    number = number & ~(0xF << 76) | (8 << 76)
    number = number & ~(0x3 << 62) | (2 << 62)
    return str(uuid.UUID(int=number))
