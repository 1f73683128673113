"""Fonts: the shipped five, the machine's official ones, and what must not be embedded."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

import resources
from app.reporting.fonts import (
    OFFICIAL_FAMILIES,
    Role,
    load,
    machine_fonts,
    shipped_fonts,
)
from app.reporting.glyphs import MISSING_MARK, GlyphPicker
from app.reporting.sfnt import read_faces

SHIPPED_LIMIT = 60_000_000


def rebuilt(source: Path, *, family: str, fs_type: int = 0, rename: bytes = b"") -> bytes:
    """Return a font file that calls itself ``family``, otherwise equal to ``source``.

    A new name table is appended and the directory pointed at it; ``rename`` turns ``glyf`` into
    another tag.
    """
    data = bytearray(source.read_bytes())
    count = struct.unpack_from(">H", data, 4)[0]
    raw = family.encode("utf-16-be")
    record = struct.pack(">HHHHHH", 3, 1, 0x0804, 1, len(raw), 0)
    latin = b"Testface"
    post = struct.pack(">HHHHHH", 1, 0, 0, 6, len(latin), len(raw))
    names = struct.pack(">HHH", 0, 2, 6 + 24) + post + record + raw + latin
    for row in range(count):
        at = 12 + 16 * row
        tag = bytes(data[at : at + 4])
        if tag == b"name":
            struct.pack_into(">II", data, at + 8, len(data), len(names))
        if tag == b"OS/2":
            (start,) = struct.unpack_from(">I", data, at + 8)
            struct.pack_into(">H", data, start + 8, fs_type)
        if tag == b"glyf" and rename:
            data[at : at + 4] = rename
    return bytes(data + names)


@pytest.fixture(scope="module")
def source() -> Path:
    return resources.path("fonts/LXGWZhuqueFangsong-Regular.ttf")


def test_five_shipped_fonts_with_licences_within_the_limit() -> None:
    folder = resources.path("fonts")
    assert sum(path.stat().st_size for path in folder.iterdir()) <= SHIPPED_LIMIT
    assert [choice.role for choice in shipped_fonts()] == list(Role)
    assert not any(choice.official for choice in shipped_fonts())
    provenance = (folder / "PROVENANCE.md").read_text("utf-8")
    for path in folder.glob("*.ttf"):
        assert path.name in provenance
    for licence in folder.glob("OFL-*.txt"):
        assert licence.name in provenance
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text("utf-8")


@pytest.mark.parametrize("choice", shipped_fonts(), ids=lambda choice: choice.family)
def test_shipped_fonts_are_truetype_may_be_embedded_and_hold_gb2312_hanzi(choice: object) -> None:
    path = choice.path  # type: ignore[attr-defined]
    (face,) = read_faces(path)
    assert face.usable
    assert face.embeddable
    known = load(path).face.charToGlyph
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    hanzi = [raw.decode("gb2312", "ignore") for raw in rows]
    assert [one for one in hanzi if one and ord(one) not in known] == []


@pytest.mark.parametrize("place", ["../app/__init__.py", "/etc/passwd", "fonts/../../x", "a\\b"])
def test_resources_do_not_leave_their_folder(place: str) -> None:
    with pytest.raises(ValueError):
        resources.path(place)


def test_a_missing_resource_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        resources.path("fonts/none.ttf")


def test_an_official_font_of_the_machine_is_preferred(tmp_path: Path, source: Path) -> None:
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "simfang.ttf"
    file.write_bytes(rebuilt(source, family="仿宋_GB2312"))
    choices = {choice.role: choice for choice in machine_fonts([tmp_path])}
    assert choices[Role.BODY].path == file
    assert choices[Role.BODY].family == "仿宋_GB2312"
    assert choices[Role.BODY].official
    assert not choices[Role.TITLE].official


def test_the_order_of_preference_decides_not_the_order_of_files(
    tmp_path: Path, source: Path
) -> None:
    first, later = OFFICIAL_FAMILIES[Role.BODY][0], OFFICIAL_FAMILIES[Role.BODY][4]
    (tmp_path / "a.ttf").write_bytes(rebuilt(source, family=later))
    (tmp_path / "b.TTF").write_bytes(rebuilt(source, family=first))
    assert machine_fonts([tmp_path])[0].path == tmp_path / "b.TTF"


@pytest.mark.parametrize(
    ("fs_type", "rename"), [(0x0002, b""), (0x0302, b""), (0, b"CFF "), (0, b"xxxx")]
)
def test_fonts_that_must_not_or_cannot_be_embedded_are_passed_over(
    tmp_path: Path, source: Path, fs_type: int, rename: bytes
) -> None:
    data = rebuilt(source, family="仿宋_GB2312", fs_type=fs_type, rename=rename)
    (tmp_path / "simfang.ttf").write_bytes(data)
    assert machine_fonts([tmp_path]) == shipped_fonts()


@pytest.mark.parametrize("kept", [0, 3, 11, 40, 5_000])
def test_a_cut_or_empty_font_file_stops_nothing(tmp_path: Path, source: Path, kept: int) -> None:
    whole = rebuilt(source, family="仿宋_GB2312")
    (tmp_path / "cut.ttf").write_bytes(whole[:kept])
    (tmp_path / "noise.ttc").write_bytes(b"ttcf" + b"\xff" * 60)
    assert machine_fonts([tmp_path]) == shipped_fonts()


def test_a_damaged_font_with_a_good_name_falls_back(tmp_path: Path, source: Path) -> None:
    data = bytearray(rebuilt(source, family="仿宋_GB2312"))
    count = struct.unpack_from(">H", data, 4)[0]
    for row in range(count):
        if data[12 + 16 * row : 16 + 16 * row] == b"cmap":
            struct.pack_into(">I", data, 12 + 16 * row + 8, len(data) + 1000)
    (tmp_path / "bad.ttf").write_bytes(data)
    assert machine_fonts([tmp_path]) == shipped_fonts()


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert machine_fonts([tmp_path / "none"]) == shipped_fonts()


@pytest.fixture(scope="module")
def glyphs() -> GlyphPicker:
    return GlyphPicker(shipped_fonts())


def font_name(role: Role) -> str:
    choice = next(choice for choice in shipped_fonts() if choice.role is role)
    return str(load(choice.path).fontName)


@pytest.mark.parametrize("character", "0aZ%“”‘’①※")
def test_digits_letters_and_full_quotes_of_the_body_come_from_the_song_face(
    glyphs: GlyphPicker, character: str
) -> None:
    assert glyphs.pick(Role.BODY, character).font == font_name(Role.SONG)


@pytest.mark.parametrize("character", "巡，—…")
def test_hanzi_and_dashes_of_the_body_are_its_own(glyphs: GlyphPicker, character: str) -> None:
    assert glyphs.pick(Role.BODY, character).font == font_name(Role.BODY)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("character", "“”—…，（")
def test_marks_fill_their_box_in_every_role(
    glyphs: GlyphPicker, role: Role, character: str
) -> None:
    assert glyphs.pick(role, character).advance == pytest.approx(1, abs=0.02)


def test_a_rare_hanzi_falls_back(glyphs: GlyphPicker) -> None:
    assert glyphs.pick(Role.BODY, "㙟").font != font_name(Role.BODY)
    assert "㙟" not in glyphs.missing


def test_a_character_of_no_font_is_collected_and_marked() -> None:
    glyphs = GlyphPicker(shipped_fonts())
    assert glyphs.pick(Role.BODY, "\U00031350").character == MISSING_MARK
    assert glyphs.missing == {"\U00031350"}
