"""Pictures of the parts in both languages and shades, for people to look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import BundleTruncatedError, Problem
from app.ports import BlobFile
from tests.gui.support import files, gallery
from tests.gui.support.screenshots import screenshot
from ui.application import make_application
from ui.errors import ErrorDoor
from ui.language import Language
from ui.tasks import Background
from ui.theme import Shade
from ui.viewers.evidence_viewer import EvidenceViewer, ShownFile

LOOKS = [(tongue, shade) for tongue in Language for shade in Shade]


def _is_drawn(path: object) -> bool:
    image = QImage(str(path))
    seen = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, 700, 7)}
    return image.size() == QSize(1366, 768) and len(seen) > 8


@pytest.mark.parametrize(("tongue", "shade"), LOOKS)
def test_frame(qapp: QApplication, qtbot: QtBot, tongue: Language, shade: Shade) -> None:
    del qapp
    make_application(chosen=tongue, shade=shade)
    window = gallery.window()
    qtbot.addWidget(window)
    assert _is_drawn(screenshot(window, "parts-today"))
    window.go(1)
    screen = window.current
    assert isinstance(screen, gallery.FindingsExample)
    window.banners.inform("“固定资产账实不符” ↺", undo=window.banners.clear)
    ErrorDoor(window.banners).tell(BundleTruncatedError("payload"))
    screen.ledger.choose("id-1")
    screen.form.show_problems([Problem("source", "required")])
    assert _is_drawn(screenshot(window, "parts-findings"))
    window.banners.clear()
    window.show_help()
    assert _is_drawn(screenshot(window, "parts-help"))
    window.lock()
    assert _is_drawn(screenshot(window, "parts-locked"))


@pytest.mark.parametrize("percent", [125, 150])
def test_large_text(qapp: QApplication, qtbot: QtBot, percent: int) -> None:
    del qapp
    make_application(percent=percent)
    window = gallery.window()
    qtbot.addWidget(window)
    window.go(1)
    assert _is_drawn(screenshot(window, f"parts-findings-{percent}"))


@pytest.mark.qt_log_ignore("PulseAudioService", "No audio device detected")
@pytest.mark.parametrize(
    ("tongue", "shade"), [(Language.ZH, Shade.LIGHT), (Language.EN, Shade.DARK)]
)
def test_viewers(
    qapp: QApplication, qtbot: QtBot, background: Background, tongue: Language, shade: Shade
) -> None:
    del qapp
    make_application(chosen=tongue, shade=shade)
    viewer = EvidenceViewer(background)
    qtbot.addWidget(viewer)
    viewer.resize(1366, 768)
    viewer.show()
    for name, data in (
        ("photo", files.picture("JPEG", 1_600, 1_000)),
        ("pdf", files.pdf(12)),
        ("sound", files.wav(2.0)),
        ("text", "序号,姓名,金额\n1,张某,126000\n".encode() * 30),
        ("facts", b"PK\x03\x04\0\0" + bytes(100_000)),
    ):
        with qtbot.waitSignal(viewer.ready, timeout=20_000):
            viewer.show_file(ShownFile(f"{name}.bin", len(data), "ab" * 32, _opening(data)))
        screenshot(viewer, f"parts-viewer-{name}")
    viewer.clear()


def _opening(data: bytes) -> Callable[[], BlobFile]:
    return lambda: files.MemoryBlob(data)
