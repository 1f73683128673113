"""Who talked, as the desk handles it: sealed, asked for, open; what was typed outlives the sealing.

An opened identity never goes into a draft unless the person changed it, and then only the changed
group. What was typed and not saved stays in ``typed`` while the card is sealed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.kinds import Kind, Value, Values


class Seal(StrEnum):
    """What the card shows."""

    OPEN = "open"
    FOLDED = "folded"  # a new talk's fields, put out of sight
    BLANK = "blank"  # nothing was ever entered
    SEALED = "sealed"  # this person may open it
    CLOSED = "closed"  # sealed for others
    ASKING = "asking"  # reason and words are being given


@dataclass(frozen=True)
class Identity:
    """State of one talk's identity.

    ``base`` are the values the open fields were filled with, None while they are not open.
    """

    is_new: bool = False
    filled: bool = False
    may_open: bool = False
    readers: tuple[str, ...] = ()
    typed: Values = field(default_factory=dict)
    base: Values | None = None
    asking: bool = False

    @classmethod
    def first_entry(cls) -> Identity:
        """A new talk: nothing is sealed yet, the fields are open."""
        return cls(is_new=True, base={})

    @property
    def seal(self) -> Seal:
        """What the card shows."""
        if self.base is not None:
            return Seal.OPEN
        if self.is_new:
            return Seal.FOLDED
        if not self.filled:
            return Seal.BLANK
        if not self.may_open:
            return Seal.CLOSED
        return Seal.ASKING if self.asking else Seal.SEALED

    @property
    def shown(self) -> Values:
        """What the open fields show."""
        return {**(self.base or {}), **self.typed}

    def known(self, form: Values) -> Values:
        """What this window knows of the identity now: open fields, or what was typed into them."""
        return form if self.base is not None else self.typed

    def ask(self, *, asking: bool = True) -> Identity:
        """Begin to give a reason, or give it up."""
        return replace(self, asking=asking)

    def opened(self, values: Values) -> Identity:
        """The fields are open, filled with these values."""
        return replace(self, base=dict(values), asking=False)

    def sealed(self, kind: Kind, form: Values) -> Identity:
        """Put the fields away; what the person changed in them is kept."""
        return replace(self, typed=self.changed(kind, form), base=None, asking=False)

    def changed(self, kind: Kind, form: Values) -> dict[str, Value]:
        """Sealed fields to be written: whole groups, and only those that differ from the base.

        ``form`` is what the fields hold; it counts only while they are open.
        """
        if self.base is None:
            return dict(self.typed)
        found: dict[str, Value] = {}
        for name in kind.sealed_groups:
            names = [field.name for field in kind.groups[name]]
            if any((form.get(n) or None) != (self.base.get(n) or None) for n in names):
                found |= {n: form.get(n) for n in names}
        return found
