"""How people call a record: its number, then its title."""

from __future__ import annotations

from app.ports import Row
from ui.visible import visible


def numbered(row: Row) -> str:
    """证据-1-003 凭证照片. A talk is called by its pseudonym only."""
    if row.kind == "interview":
        return visible(str(row.values["pseudonym"] or ""))
    number, title = (str(row.values[name] or "") for name in ("number", "title"))
    return visible(f"{number} {title}".strip())
