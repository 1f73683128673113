"""Where banners and progress stand: over the foot of a page, so that nothing moves for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui import theme
from ui.widgets.banner import Banner, BannerArea, Severity
from ui.widgets.progress import ProgressBanner

_GAP = 4
"""Between two notices, in pixels."""

_FOOT = 2
"""Between the notices and the lower edge, in pixels."""

_SIDE = 12
"""Between the notices and the edges of the page beside, in pixels at 100 %."""

_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move})
_APPEARS = frozenset(
    {QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest}
)


class Notices(QWidget):
    """Lies over the lower edge of ``host``, as wide as ``beside``; grows upwards.

    The host keeps a strip free there (the status bar, a margin) that is high enough for one
    notice. A notice is announced to assistive technology. F6 takes the keyboard there and back,
    Esc closes the one with the focus; a notice that goes gives the focus back.
    """

    covers = Signal(bool)
    """Whether the strip at the foot is covered now."""

    def __init__(
        self, host: QWidget, beside: QWidget, banners: BannerArea, progress: ProgressBanner
    ) -> None:
        super().__init__(host)
        self.hide()
        self._host = host
        self._beside = beside
        self._banners = banners
        self._progress = progress
        self._before: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(banners)
        column.addWidget(progress)
        for part in (banners, progress, host, beside):
            part.installEventFilter(self)
        banners.added.connect(self._announce)
        banners.left.connect(self._give_back)
        progress.left.connect(self._give_back)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self.arrange()

    def step(self) -> None:
        """F6: the keyboard goes to the newest notice, or back to the work."""
        if self._holds_focus():
            self._give_back()
            return
        for banner in self._banners.banners:
            banner.take_focus()
            return
        if self._progress.isVisible():
            self._progress.cancel_button.setFocus()

    def arrange(self) -> None:
        """Take the place and the height that is needed now; none without notices."""
        parts = (self._banners, self._progress)
        needed = not all(part.isHidden() for part in parts)
        if needed is self.isHidden():
            self.setVisible(needed)
            self.covers.emit(needed)
        if not needed:
            return
        side = theme.scaled(_SIDE)
        left = self._beside.mapTo(self._host, QPoint(0, 0)).x() + side
        width = max(0, self._beside.width() - 2 * side)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        self.setGeometry(left, self._host.height() - height - _FOOT, width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        own = watched in (self._banners, self._progress)
        if event.type() in (_APPEARS if own else _MOVES):
            self.arrange()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return done

    @Slot(object)
    def _announce(self, banner: Banner) -> None:
        event = QAccessibleAnnouncementEvent(banner, banner.accessibleName())
        if banner.severity is not Severity.INFORMATION:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _holds_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Remember where the person was before he came here."""
        if new is None or old is None or not self.isAncestorOf(new) or self.isAncestorOf(old):
            return
        if old.window() is self.window():
            self._before = old

    def _give_back(self) -> None:
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
