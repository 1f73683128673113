"""How people call a record: its number, then its title."""

from __future__ import annotations

from app.ports import Row


def numbered(row: Row) -> str:
    """证据-1-003 凭证照片. A talk is called by its pseudonym only."""
    if row.kind == "interview":
        return str(row.values["pseudonym"] or "")
    number, title = (str(row.values[name] or "") for name in ("number", "title"))
    return f"{number} {title}".strip()
