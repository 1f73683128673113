"""Viewers show real files from memory, refuse bombs, and write nothing to the disk."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QFileSystemWatcher, QIODevice
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStackedWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import BlobDamagedError, EvidenceNotShownError
from app.ports import BlobFile
from tests.gui.support import files
from tests.gui.support.files import MemoryBlob
from tests.gui.support.page import Page
from ui.tasks import Background
from ui.viewers.device import BlobDevice
from ui.viewers.evidence_viewer import EvidenceViewer, ShownFile, visible_name
from ui.viewers.file_types import FileType, decode_text, file_type
from ui.viewers.pdf_pages import MOST_PIXELS, PdfPages

NO_SOUND_CARD = pytest.mark.qt_log_ignore("PulseAudioService", "No audio device detected")
"""Qt's warning on a machine without sound; loading, duration and seeking work all the same."""


@pytest.fixture
def viewer(qtbot: QtBot, background: Background) -> Iterator[EvidenceViewer]:
    made = EvidenceViewer(background)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    yield made
    made.clear()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Places where programs put temporary files, watched: the names of whatever appears there."""
    places = []
    for name in ("TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "HOME"):
        place = tmp_path / name.lower()
        place.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(place))
        places.append(str(place))
    monkeypatch.setattr(tempfile, "tempdir", places[0])
    monkeypatch.chdir(places[0])
    appeared: list[str] = []
    watcher = QFileSystemWatcher(places)
    watcher.directoryChanged.connect(appeared.append)
    yield appeared
    appeared += [str(found) for place in places for found in Path(place).rglob("*")]


def _open_files() -> set[str]:
    """Files of this process that have been removed from their folder but are still open."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = str(entry.readlink())
        except OSError:
            continue
        if "(deleted)" in target and not target.startswith("/memfd:"):
            found.add(target)
    return found


def _shown(data: bytes, name: str = "a", **options: int) -> tuple[ShownFile, MemoryBlob]:
    blob = MemoryBlob(data, **options)

    def opened() -> BlobFile:
        return blob

    return ShownFile(name, len(data), "ab" * 32, opened), blob


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_pictures(qtbot: QtBot, viewer: EvidenceViewer, form: str) -> None:
    file, _ = _shown(files.picture(form))
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(file)
    assert viewer.current is viewer.image
    assert viewer.image.image_size == (320, 200)
    image = viewer.image.canvas.item.pixmap().toImage()
    left, right = QColor(image.pixel(20, 100)), QColor(image.pixel(300, 100))
    assert left.red() > 150 > right.red()


def test_a_photo_stands_upright(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    file, _ = _shown(files.picture("JPEG", exif=exif))
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(file)
    assert viewer.image.image_size == (200, 320)


def test_a_large_photo_is_decoded_smaller(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    file, _ = _shown(files.picture("JPEG", 9_000, 6_000))
    with qtbot.waitSignal(viewer.ready, timeout=20_000):
        viewer.show_file(file)
    width, height = viewer.image.image_size
    assert width * height <= 24_000_000
    assert width > height


def test_zoom_rotate_and_fit(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    file, _ = _shown(files.picture("PNG", 2_000, 1_000))
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(file)
    page = Page(viewer)
    canvas = viewer.image.canvas
    fitted = canvas.transform().m11()
    page.click("放大")
    assert canvas.transform().m11() > fitted
    page.click("适合窗口")
    assert canvas.transform().m11() == pytest.approx(fitted)
    page.click("旋转")
    assert canvas.item.rotation() == 90
    assert canvas.transform().m11() < fitted


@pytest.mark.parametrize("side", [30_000, 9_000])
def test_picture_bombs_are_refused(qtbot: QtBot, viewer: EvidenceViewer, side: int) -> None:
    file, _ = _shown(files.png_bomb(side))
    with qtbot.waitSignal(viewer.failed) as caught:
        viewer.show_file(file)
    assert caught.args == [EvidenceNotShownError("too-large")]
    assert viewer.current is viewer.facts
    assert "尺寸太大" in viewer.facts.message.text()


def test_a_broken_picture_says_so(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    file, _ = _shown(files.picture("PNG")[:40])
    with qtbot.waitSignal(viewer.failed) as caught:
        viewer.show_file(file)
    assert caught.args == [EvidenceNotShownError("damaged")]


def test_damage_in_the_vault_is_named(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    data = files.picture("BMP", 600, 600)
    file, _ = _shown(data, breaks_at=200_000)
    with qtbot.waitSignal(viewer.failed) as caught:
        viewer.show_file(file)
    assert isinstance(caught.args and caught.args[0], BlobDamagedError)


def test_a_pdf(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    file, _ = _shown(files.pdf(3))
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(file)
    pdf = viewer.pdf
    assert (viewer.current, pdf.count, pdf.position.text()) == (pdf, 3, "1 / 3")

    def filled() -> float:
        image = pdf.sheet.pixmap().toImage()
        blue = [QColor(image.pixel(20, y)).red() < 100 for y in range(image.height())]
        return sum(blue) / len(blue)

    assert filled() == pytest.approx(0.25, abs=0.02)
    with qtbot.waitSignal(viewer.ready):
        Page(viewer).click("下一页")
    assert pdf.position.text() == "2 / 3"
    assert filled() == pytest.approx(0.5, abs=0.02)
    before = pdf.sheet.pixmap().width()
    with qtbot.waitSignal(viewer.ready):
        Page(viewer).click("放大")
    assert pdf.sheet.pixmap().width() > before


def test_a_large_pdf_is_read_in_parts() -> None:
    blob = MemoryBlob(files.pdf(3, padding=20_000_000))
    pages = PdfPages(blob)
    pages.render(1, 1.0)
    pages.close()
    assert blob.read < 1_000_000


@pytest.mark.parametrize(("width", "height"), [(90_000.0, 90_000.0), (14_401.0, 10.0)])
def test_pdf_pages_of_absurd_size_are_refused(width: float, height: float) -> None:
    pages = PdfPages(MemoryBlob(files.pdf(1, width, height)))
    with pytest.raises(EvidenceNotShownError, match="too-large"):
        pages.render(0, 1.0)
    pages.close()


def test_a_pdf_picture_is_capped() -> None:
    pages = PdfPages(MemoryBlob(files.pdf(1, 14_000, 14_000)))
    picture = pages.render(0, 4.0)
    pages.close()
    assert picture.width * picture.height <= MOST_PIXELS * 1.01


def test_a_closed_pdf_is_not_touched_again() -> None:
    pages = PdfPages(MemoryBlob(files.pdf(1)))
    pages.close()
    pages.close()
    with pytest.raises(EvidenceNotShownError, match="closed"):
        pages.render(0, 1.0)


def test_what_only_begins_like_a_pdf(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    file, _ = _shown(b"%PDF-1.7\n" + bytes(range(256)) * 10)
    with qtbot.waitSignal(viewer.failed) as caught:
        viewer.show_file(file)
    assert caught.args == [EvidenceNotShownError("damaged")]


def test_a_damaged_pdf_blob_is_named(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    data = files.pdf(3, padding=100_000)
    file, _ = _shown(data, breaks_at=90_000)
    with qtbot.waitSignal(viewer.failed) as caught:
        viewer.show_file(file)
    assert isinstance(caught.args and caught.args[0], BlobDamagedError)


@NO_SOUND_CARD
def test_sound_loads_and_seeks(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    file, _ = _shown(files.wav(2.0))
    with qtbot.waitSignal(viewer.ready, timeout=20_000):
        viewer.show_file(file)
    media = viewer.media
    assert viewer.current is media
    assert media.duration == pytest.approx(2_000, abs=60)
    assert media.time.text() == "0:00 / 0:02"
    Page(viewer).click("播放")
    qtbot.waitUntil(lambda: media.play_button.text() == "暂停")
    media.seek(1_500)
    assert media.player is not None
    qtbot.waitUntil(lambda: media.player is not None and media.player.position() >= 1_400)
    Page(viewer).choose("播放速度", "1.5 ×")
    qtbot.waitUntil(lambda: media.player is not None and media.player.playbackRate() == 1.5)
    with qtbot.waitSignal(media.player.destroyed):
        viewer.clear()
    assert media.device is None
    with qtbot.waitSignal(viewer.ready, timeout=20_000):
        viewer.show_file(_shown(files.wav(1.0))[0])
    assert media.duration == pytest.approx(1_000, abs=60)
    assert media.player.playbackRate() == 1.5  # as the list of speeds still says
    with qtbot.waitSignal(media.player.destroyed):
        viewer.clear()


@NO_SOUND_CARD
def test_the_player_is_called_by_the_event_loop_only(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    """From Python it would wait with Python's lock for a thread that needs it."""
    media = viewer.media
    stack = viewer.findChild(QStackedWidget)
    assert stack is not None
    stack.setCurrentWidget(media)
    media.show_file(MemoryBlob(files.wav(2.0)))
    player = media.player
    assert player is not None
    assert player.sourceDevice() is None
    with qtbot.waitSignal(media.ready, timeout=20_000):
        pass
    media.speed.setCurrentIndex(media.speed.findData("2"))
    media.seek(1_000)
    media.toggle()
    assert (player.playbackRate(), player.position(), player.isPlaying()) == (1.0, 0, False)
    qtbot.waitUntil(player.isPlaying)
    assert player.playbackRate() == 2.0
    qtbot.waitUntil(lambda: player.position() >= 900)
    media.toggle()
    assert player.isPlaying()
    qtbot.waitUntil(lambda: not player.isPlaying())


@NO_SOUND_CARD
def test_damage_of_a_file_that_was_left_is_not_told(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    media = viewer.media
    told: list[object] = []
    media.failed.connect(told.append)
    media.show_file(MemoryBlob(files.wav(0.5)))
    left = media.device
    assert left is not None
    media.show_file(MemoryBlob(files.wav(0.5)))
    left.error_met = BlobDamagedError("00" * 32)
    left.broken.emit(left.error_met)
    assert told == []
    assert media.device is not None
    media.device.error_met = left.error_met
    media.device.broken.emit(left.error_met)
    assert told == [left.error_met]


def test_without_the_player_it_says_so_kindly(
    qtbot: QtBot, viewer: EvidenceViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    file, _ = _shown(files.wav(0.1))
    with qtbot.waitSignal(viewer.failed) as caught:
        viewer.show_file(file)
    assert caught.args == [EvidenceNotShownError("no-player")]
    assert "播放部件" in viewer.facts.message.text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text(qtbot: QtBot, viewer: EvidenceViewer, encoding: str) -> None:
    words = "姓名,金额\n张某,126000\n" * 40
    file, _ = _shown(words.encode(encoding))
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(file)
    assert viewer.text.page.toPlainText() == words


def test_anything_else_gets_its_facts(qtbot: QtBot, viewer: EvidenceViewer) -> None:
    file, _ = _shown(b"PK\x03\x04\0\0" + bytes(5_000), "工资表.xlsx")
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(file)
    page = Page(viewer)
    assert viewer.current is viewer.facts
    assert viewer.facts.name.text() == "工资表.xlsx"
    assert not page.has("SHA-256")
    page.click("详细")
    assert page.has("SHA-256")


def test_a_file_is_closed_when_the_next_is_shown(
    qtbot: QtBot, viewer: EvidenceViewer, background: Background
) -> None:
    first, blob = _shown(files.picture("PNG"))
    second, _ = _shown(files.pdf(1))
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(first)
    with qtbot.waitSignal(viewer.ready):
        viewer.show_file(second)
    background.settle()
    assert blob.closed
    assert viewer.image.image_size == (0, 0)


def test_only_the_last_of_hasty_choices_is_shown(
    qtbot: QtBot, viewer: EvidenceViewer, background: Background
) -> None:
    blobs = []
    for number in range(6):
        file, blob = _shown(files.picture("PNG", 100 + number, 50))
        blobs.append(blob)
        viewer.show_file(file)
    qtbot.waitUntil(lambda: viewer.image.image_size == (105, 50))
    qtbot.waitUntil(lambda: not background.busy)
    assert viewer.image.image_size == (105, 50)
    assert all(blob.closed for blob in blobs[:-1])


@NO_SOUND_CARD
def test_nothing_plain_reaches_the_disk(
    qtbot: QtBot, viewer: EvidenceViewer, background: Background, watched: list[str]
) -> None:
    before = _open_files()
    for data in (
        files.picture("JPEG", 3_000, 2_000),
        files.picture("TIFF", 1_000, 1_000),
        files.pdf(3, padding=3_000_000),
        files.wav(3.0),
        "文字".encode() * 1_000,
        b"PK\x03\x04\0" * 1_000,
    ):
        file, _ = _shown(data)
        with qtbot.waitSignal(viewer.ready, timeout=20_000):
            viewer.show_file(file)
        viewer.grab()
    viewer.media.toggle()
    viewer.clear()
    qtbot.waitUntil(lambda: not background.busy)
    assert _open_files() == before
    assert watched == []


@pytest.mark.parametrize("kept", [True, False])
def test_the_watch_sees_what_is_written(watched: list[str], qtbot: QtBot, kept: bool) -> None:
    with tempfile.NamedTemporaryFile(delete=not kept) as file:
        file.write(b"plain")
    qtbot.waitUntil(lambda: bool(watched))


def test_the_device_serves_several_threads() -> None:
    data = bytes(range(256)) * 4_000
    device = BlobDevice(MemoryBlob(data))
    wrong: list[int] = []
    lock = threading.Lock()

    def read(seed: int) -> None:
        for step in range(300):
            place = (seed * 7_919 + step * 104_729) % (len(data) - 64)
            with lock:
                device.seek(place)
                part = bytes(device.read(64).data())
            if part != data[place : place + 64]:
                wrong.append(place)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_device_is_read_only_and_knows_its_end() -> None:
    device = BlobDevice(MemoryBlob(b"0123456789"))
    assert isinstance(device, QIODevice)
    assert not device.isWritable()
    assert device.size() == 10
    assert not device.seek(11)
    assert device.seek(8)
    assert bytes(device.readAll().data()) == b"89"
    assert device.atEnd()


def test_file_types() -> None:
    assert file_type(files.pdf(1)[:64]) is FileType.PDF
    assert file_type(b"\0\0\0\x20ftypisom") is FileType.VIDEO
    assert file_type(b"\0\0\0\x20ftypM4A ") is FileType.AUDIO
    assert file_type(b"") is FileType.OTHER
    assert file_type(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is FileType.TEXT
    assert file_type("张".encode() * 100 + b"\xe5\xbc") is FileType.TEXT
    assert decode_text(b"\0\1") is None


def test_file_names_cannot_lie() -> None:
    assert visible_name("photo\u202egpj.exe") == "photo〔不可见字符〕gpj.exe"
    assert visible_name("工资表.xlsx") == "工资表.xlsx"
