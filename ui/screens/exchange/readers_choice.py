"""带给谁: the computers of the task, the usual ones ticked, and what each of them will get."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.kinds import Channel
from ui import theme
from ui.display import comma
from ui.screens.exchange.outward import Reader
from ui.widgets.buttons import link
from ui.widgets.texts import Role, text

_INDENT = 32
"""Pixels from the left edge of a check box to its words."""


def channel_words(channel: Channel) -> str:
    """What lies in the logs of a channel."""
    translate = QCoreApplication.translate
    return {
        Channel.TEAM: translate("Channels", "组内的记录"),
        Channel.LEADER: translate("Channels", "只给组长的记录"),
        Channel.PETITION: translate("Channels", "信访的记录"),
        Channel.OFFICE: translate("Channels", "直达办公室的记录"),
    }[channel]


def reader_name(reader: Reader) -> str:
    """A computer with its people, as it is known in the team."""
    translate = QCoreApplication.translate
    each = reader.addressee
    if each.office:
        place = translate("Readers", "办公室：{label}")
    elif each.leads:
        place = translate("Readers", "组长：{label}")
    else:
        place = translate("Readers", "{label}")
    people = comma().join(each.people)
    name = place.format(label=each.label)
    return (
        translate("Readers", "{name}（{people}）").format(name=name, people=people)
        if people
        else name
    )


class ReadersChoice(QWidget):
    """Check boxes; what goes into a file of its own is said below; 全部重带 behind a link."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._readers: tuple[Reader, ...] = ()
        self._boxes: dict[str, QCheckBox] = {}
        self._place = QVBoxLayout()
        self._place.setSpacing(2)
        self.note = text("", Role.MUTED, wrap=True)
        self.note.setObjectName("apart")
        self.full = QCheckBox(self.tr("全部重带：对方已经有的也再写一遍"))
        self.full.setObjectName("full")
        self.full.hide()
        self._more = link(self.tr("对方换了电脑、丢了数据？"), self._offer_full)
        self._more.setObjectName("offer_full")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(text(self.tr("带给谁"), Role.STRONG))
        column.addLayout(self._place)
        column.addWidget(self.note)
        column.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.full)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the computers ticked."""
        return tuple(id_ for id_, box in self._boxes.items() if box.isChecked())

    def offer(self, readers: Sequence[Reader]) -> None:
        """Show these; what a person ticked or unticked stays."""
        if tuple(readers) == self._readers:
            return
        before = {id_: box.isChecked() for id_, box in self._boxes.items()}
        self._clear()
        self._readers = tuple(readers)
        for reader in readers:
            self._add(reader, ticked=before.get(reader.addressee.id, reader.addressee.usual))
        self._say()

    def reset(self) -> None:
        """After an export everything is repeated only if it is asked for again."""
        self.full.setChecked(False)
        self.full.hide()
        self._more.show()

    def _add(self, reader: Reader, *, ticked: bool) -> None:
        box = QCheckBox(reader_name(reader))
        box.setObjectName(f"reader_{reader.addressee.id}")
        box.setChecked(ticked)
        gets = comma().join(channel_words(channel) for channel in reader.channels)
        box.setToolTip(gets)
        box.setAccessibleDescription(gets)
        box.toggled.connect(self._toggled)
        self._boxes[reader.addressee.id] = box
        self._place.addWidget(box)
        note = text(self.tr("能打开：{gets}").format(gets=gets), Role.MUTED, wrap=True)
        note.setContentsMargins(theme.scaled(_INDENT), 0, 0, 0)
        self._place.addWidget(note)

    def _toggled(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        """What some of the chosen cannot open, and who can."""
        chosen = [r for r in self._readers if r.addressee.id in self.chosen]
        apart: dict[tuple[str, ...], list[str]] = {}
        for channel in Channel:
            names = tuple(r.addressee.label for r in chosen if channel in r.channels)
            if names and len(names) < len(chosen):
                apart.setdefault(names, []).append(channel_words(channel))
        words = self.tr("{gets}另写一个文件，只有{names}打得开。")
        lines = [
            words.format(gets=comma().join(gets), names=comma().join(names))
            for names, gets in apart.items()
        ]
        self.note.setText("\n".join(lines))
        self.note.setVisible(bool(lines))

    def _offer_full(self) -> None:
        self._more.hide()
        self.full.show()
        self.full.setFocus()

    def _clear(self) -> None:
        while item := self._place.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
