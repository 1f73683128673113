"""Editors of links to other records: chosen through a callback of the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.kinds import Field, Shape, Value
from ui.display import DescribeRecord, not_here
from ui.widgets.buttons import Button, Look, secondary
from ui.widgets.editors import Editor
from ui.widgets.flow import FlowLayout

PickRecords = Callable[[Field, tuple[str, ...], Callable[[tuple[str, ...]], None]], None]
"""(field, ids chosen now, deliver): let the person choose, then call ``deliver`` with the ids."""


class ReferenceEditor(Editor):
    """One record or several: each a chip that a click takes away, and 选择 to choose."""

    def __init__(
        self, field: Field, describe: DescribeRecord, pick: PickRecords | None = None
    ) -> None:
        self._area = QWidget()
        self._flow = FlowLayout(self._area)
        self._ids: tuple[str, ...] = ()
        self._describe = describe
        self._pick = pick
        self._read_only = pick is None
        super().__init__(field, self._area)
        self.pick_button = secondary(self.tr("选择…"), self._choose)
        self._draw()
        self.setFocusProxy(self.pick_button)

    @property
    def several(self) -> bool:
        """Whether more than one may be chosen."""
        return self.field.shape is Shape.REFERENCES

    def value(self) -> Value:
        if self.several:
            return self._ids
        return self._ids[0] if self._ids else None

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only or self._pick is None
        self._draw()

    def set_wrong(self, wrong: bool) -> None:
        del wrong

    def _show(self, value: Value) -> None:
        self._ids = tuple(value or ()) if self.several else ((value,) if value else ())
        self._draw()

    def _choose(self) -> None:
        if self._pick:
            self._pick(self.field, self._ids, self._deliver)

    def _deliver(self, chosen: tuple[str, ...]) -> None:
        wanted = chosen if self.several else chosen[:1]
        if wanted != self._ids:
            self._ids = wanted
            self._draw()
            self._tell()

    def _remove(self, id: str) -> None:
        self._deliver(tuple(one for one in self._ids if one != id))
        self.pick_button.setFocus()

    def _draw(self) -> None:
        self._flow.removeWidget(self.pick_button)
        self.pick_button.setParent(self._area)
        self._flow.clear()
        for id in self._ids:
            chip = self._chip(id)
            self._flow.addWidget(chip)
            chip.show()  # at once; a layout would do it one turn of the event loop later
        self._flow.addWidget(self.pick_button)
        self.pick_button.setVisible(not self._read_only)
        self._area.updateGeometry()

    def _chip(self, id: str) -> Button:
        words = self._describe(self.field.target, id) or not_here()
        if self._read_only:
            chip = Button(words, Look.CHIP)
            chip.setEnabled(False)
            return chip
        chip = Button(words, Look.CHIP, icon="close", on_click=lambda: self._remove(id))
        chip.setToolTip(self.tr("点击移除“{name}”").format(name=words))
        chip.setAccessibleName(self.tr("移除{name}").format(name=words))
        return chip
