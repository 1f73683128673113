"""Files of any name become evidence: stored under their digest, the name kept, shown escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import evidence, exchange
from tests.support.vaults import Team, make_team, merge
from ui.viewers.evidence_viewer import visible_name

NAMES = [
    "照片\u202egpj.exe",
    "a\u200bb\ufeff.pdf",
    "第一行\n第二行\t.txt",
    " .jpg",
    "\u3000.png",
    "\u200b",
    "...",
    "-rf",
    ".hidden",
    "CON",
    "aux.txt",
    "C:\\Windows\\win.ini",
    "..\\..\\x.doc",
    'a<b>c"d|e?f*.xls',
    "=1+1.csv",
    "%s%n.txt",
    "<b>&amp;.txt",
    "x" * 400 + ".pdf",
    "巡" * 300,
    "𠮷\ue000\U0001f468\u200d\U0001f469.heic",
    "a\x1b[2J\x07.log",
    "\udcd6\udcd0\udcce\udcc4.doc",  # 中文 in GBK, as a file system hands it on
    "half\ud800.txt",
    "nul\0.txt",
]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("names"), laptops=1)
    yield made
    made.close()


def test_a_file_of_any_name_is_evidence_on_both_sides(team: Team, tmp_path: Path) -> None:
    """Case 70. The name never becomes a path; what cannot be kept or seen in it is marked."""
    laptop = team.laptops[0]
    items = {}
    for number, name in enumerate(NAMES):
        source = tmp_path / f"{number}.bin"
        source.write_bytes(f"content {number}".encode())
        if "\0" in name:
            name = evidence.storable_name(name.replace("\0", "\ud800"))  # no system has such a file
        blob = evidence.take_in(laptop.session, source)
        items[name] = evidence.register(laptop.session, Path("/stick") / name, blob).id
    written = exchange.export(laptop.session, team.stick)
    merge(team.office, written.files[0].path)
    for number, (name, item) in enumerate(items.items()):
        for session in (laptop.session, team.at_office):
            row = session.store.row("evidence", item)
            assert row is not None
            assert (
                row.values["file_name"] == evidence.storable_name(Path("/stick", name).name)[:300]
            )
            assert str(row.values["title"]).strip()
            shown = visible_name(str(row.values["file_name"]))
            assert not any("\u202a" <= c <= "\u202e" or c < " " for c in shown)
            opened = evidence.open_file(session, item)
            assert opened.read_at(0, opened.size) == f"content {number}".encode()
            opened.close()
            assert row.values["file"] == hashlib.sha256(f"content {number}".encode()).hexdigest()
    stored = {path.name for vault in (laptop, team.office) for path in vault.path.rglob("*")}
    assert not stored.intersection(items)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("\udcd6\udcd0.doc", "\\xd6\\xd0.doc"),
        ("a\ud800b", "a\\ud800b"),
        ("a\udc7fb", "a\\udc7fb"),
        ("中文.doc", "中文.doc"),
    ],
)
def test_what_is_no_text_is_written_out(name: str, kept: str) -> None:
    """Case 70."""
    assert evidence.storable_name(name) == kept
