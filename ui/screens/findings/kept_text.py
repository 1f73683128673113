"""A text that no field holds becomes a file among the evidence of the finding."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.kinds import Field
from app.services import evidence
from app.services.evidence import Imported
from ui.desk import Desk
from ui.language import shown
from ui.tasks import unwatched
from ui.widgets.standard_form import KeepText


def keeper(desk: Desk, owner: QWidget, finding: Callable[[], str]) -> KeepText:
    """Keeps texts as evidence of the finding that is open; ``finding`` gives its id."""

    def keep(field: Field, text: str) -> None:
        session, record, title = desk.session, finding(), shown(field.label)
        link_from = ("finding", record) if record else None

        def done(imported: Imported) -> None:
            desk.changed(imported.changes)

        desk.background.write(
            owner,
            unwatched(lambda: evidence.keep_text(session, text, title, link_from=link_from)),
            done,
        )

    return keep
