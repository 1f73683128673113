"""Who talked: the card's wishes answered, with a note in the log before anything opens."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.kinds import Value, Values
from app.services import identities
from ui.desk import Desk
from ui.screens.interviews.facts_panel import FactsPanel
from ui.screens.interviews.identity import Identity
from ui.screens.interviews.presenter import KIND
from ui.tasks import unwatched


class IdentityDesk(QObject):
    """The identity of the talk on the desk."""

    def __init__(self, desk: Desk, facts: FactsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts = facts
        self._record = ""
        self._identity = Identity()
        card = facts.identity
        card.unseal_wanted.connect(self._unseal)
        card.entry_wanted.connect(self._enter)
        card.seal_wanted.connect(self._seal)
        card.asked.connect(self._ask)

    def show(self, record: str, identity: Identity) -> None:
        """Show another talk's."""
        self._record = record
        self._set(identity)

    def forget(self) -> None:
        """No talk is on the desk; what is still being opened comes too late."""
        self.show("", Identity())

    def changed(self) -> dict[str, Value]:
        """Sealed fields to be written."""
        kind = self._desk.session.kind(KIND)
        return self._identity.changed(kind, self._facts.identity.values())

    def known(self) -> Values:
        """What this window knows of the identity now."""
        return self._identity.known(self._facts.identity.values())

    def _set(self, identity: Identity) -> None:
        self._identity = identity
        self._facts.identity.show_identity(identity)

    def _ask(self, asking: bool) -> None:
        self._set(self._identity.ask(asking=asking))

    def _seal(self) -> None:
        kind = self._desk.session.kind(KIND)
        self._set(self._identity.sealed(kind, self._facts.identity.values()))

    def _enter(self) -> None:
        self._open({})

    def _open(self, values: Values) -> None:
        self._set(self._identity.opened(values))
        self._facts.go("name", 0)

    def _unseal(self, reason: str, words: str) -> None:
        if not self._record:
            return
        session, record = self._desk.session, self._record

        def done(opened: identities.Unsealed) -> None:
            if opened.id == self._record:
                self._open(opened.values)
                for part in opened.broken:
                    self._desk.door.tell(part)

        def failed(error: Exception) -> None:
            if record == self._record:
                self._ask(False)
            self._desk.door.tell(error)

        work = unwatched(lambda: identities.unseal(session, KIND, record, reason, words))
        self._desk.background.write(self, work, done, failed)
