"""Fifty planted identities, every place where one could show, and the checker that looks there."""

from __future__ import annotations

import base64
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pypdfium2

from app.bootstrap.opening import Opened
from app.bundle import inbound
from app.crypto.hpke import PrivateKey
from tests.unit.reporting import pdf_reading

TALKS = 50
SHORTEST = 6
"""Bytes: shorter spellings come about by chance in megabytes of ciphertext."""
SHORTEST_BASE64 = 8
_SURNAMES = "龘靐齉爨鱻麤龗灪龖厵"
_EAST = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Planted:
    """One person: everything that must stay in its compartment."""

    number: int

    @property
    def name(self) -> str:
        """A surname few have, and two characters nobody else here has (one beyond the BMP)."""
        given = chr(0x9E01 + 7 * self.number) + chr(0x20107 + 311 * self.number)
        return _SURNAMES[self.number % len(_SURNAMES)] + given

    @property
    def values(self) -> dict[str, Any]:
        """The sealed fields of the talk."""
        begins = datetime(2031, 4, 1, 9, 7, 13, tzinfo=_EAST) + timedelta(minutes=61 * self.number)
        return {
            "name": self.name,
            "phone": f"1997304{self.number:04d}",
            "id_number": f"52263119{self.number:010d}",
            "post": f"龝龞镇财政所第{self.number}科员",
            "place": f"龡龢楼{self.number}号房",
            "started_at": begins,
            "ended_at": begins + timedelta(minutes=50),
        }


PEOPLE = tuple(Planted(number) for number in range(TALKS))

MARKS: Mapping[str, str] = {
    "phone": "1997304",
    "id number": "52263119",
    "post": "龝龞镇",
    "place": "龡龢楼",
    "time": "2031-04-",
    **{f"name {p.number}": p.name for p in PEOPLE},
    **{f"given name {p.number}": p.name[1:] for p in PEOPLE},
    **{f"surname {p.number}": p.name[:2] for p in PEOPLE},
}
"""What is looked for: each planted text holds at least one of these, and nothing else does."""


def bigrams() -> dict[str, str]:
    """Every pair of neighbouring characters in the names, posts and places -> its mark."""
    texts = [MARKS["post"], MARKS["place"], *(person.name for person in PEOPLE)]
    return {text[i : i + 2]: text for text in texts for i in range(len(text) - 1)}


def _spellings(text: str) -> set[bytes]:
    """How a text may lie in bytes: encodings, escapes, hexadecimal digits, base64."""
    plain = text.encode()
    found = {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("gb18030")}
    found |= {ascii(text)[1:-1].encode(), plain.hex().encode(), plain.hex().upper().encode()}
    wide = "".join(f"\\u{unit:04x}" for unit in memoryview(text.encode("utf-16-le")).cast("H"))
    found.add(wide.encode())
    for shift in range(3):  # base64 at each position within three bytes, without its edges
        coded = base64.b64encode(bytes(shift) + plain)
        inner = coded[4 if shift else 0 : (len(plain) + shift) // 3 * 4]
        found |= {inner} if len(inner) >= SHORTEST_BASE64 else set()
    return {spelling for spelling in found if len(spelling) >= SHORTEST}


_NEEDLES = {spelling: label for label, mark in MARKS.items() for spelling in _spellings(mark)}


def leaks_in(data: bytes) -> set[str]:
    """Labels of the marks that ``data`` holds in any spelling."""
    return {label for needle, label in _NEEDLES.items() if needle in data}


@dataclass
class Scene:
    """Everything that exists after the work; ``places`` is the map of where to look.

    ``caught`` are the contents of files that were removed or replaced meanwhile.
    """

    laptop: Opened
    office: Opened
    folder: Path
    bundles: list[Path]
    reports: list[Path]
    papers: list[bytes] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    caught: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def logs(self) -> Path:
        """Where the log is written."""
        return self.folder / "logs"

    @property
    def temporary(self) -> Path:
        """The folder for temporary files."""
        return self.folder / "tmp"

    def places(self) -> dict[str, Callable[[], Iterator[bytes]]]:
        """Place -> reads all its bytes. The list that must never get shorter."""
        return {
            "laptop tables": lambda: tables(self.laptop),
            "office tables": lambda: tables(self.office),
            "drafts": lambda: tables(self.laptop, "drafts"),
            "laptop index": lambda: index(self.laptop),
            "office index": lambda: index(self.office),
            "laptop search": lambda: search(self.laptop),
            "office search": lambda: search(self.office),
            "database files": lambda: files(self.folder, "xunji.db"),
            "write-ahead logs": lambda: files(self.folder, "xunji.db-wal"),
            "vault files": lambda: vault_files(self.laptop, self.office),
            "log": lambda: files(self.logs, "*"),
            "temporary files": lambda: files(self.temporary, "*"),
            "removed files": lambda: (f"{name}\n".encode() + data for name, data in self.caught),
            "bundle files": lambda: (path.read_bytes() for path in self.bundles),
            "bundle contents": lambda: self._archives(),
            "reports": lambda: (part for path in self.reports for part in pdf(path)),
            "papers": lambda: iter(self.papers),
            "spoken": lambda: (text.encode() for text in self.spoken),
            "names of files": lambda: (
                str(path.relative_to(self.folder)).encode() for path in self.folder.rglob("*")
            ),
        }

    def exposed(self, *only: str) -> dict[str, set[str]]:
        """Place -> what shows there; empty if all is well."""
        places = self.places()
        found: dict[str, set[str]] = {}
        for place in only or places:
            for data in places[place]():
                if leaks := leaks_in(data):
                    found.setdefault(place, set()).update(leaks)
        return found

    def _archives(self) -> Iterator[bytes]:
        keys = [opened.session.keys.reading for opened in (self.office, self.laptop)]
        return (archive(path, keys) for path in self.bundles)


def tables(opened: Opened, only: str = "") -> Iterator[bytes]:
    """Every column of every row of every table, decrypted, and how the tables are described."""
    with _connection(opened) as connection:
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").fetchall()
        names = [name for name, sql in found if str(sql).upper().startswith("CREATE TABLE")]
        yield "\n".join(str(sql) for _, sql in found).encode()
        for name in [only] if only else names:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"')
            yield b"\n".join(_bytes(value) for row in rows for value in row)


def index(opened: Opened) -> Iterator[bytes]:
    """The terms in the search index, those of deleted and changed texts included."""
    with _connection(opened) as connection:
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'search_index', 'row')"
        )
        rows = connection.exec_driver_sql("SELECT term FROM temp.terms").fetchall()
        connection.exec_driver_sql("DROP TABLE temp.terms")
    yield "\n".join(str(row[0]) for row in rows).encode()


def search(opened: Opened) -> Iterator[bytes]:
    """What the search says to each planted pair of characters: its mark, if anything is found."""
    for pair, mark in bigrams().items():
        if opened.session.store.search(pair):
            yield mark.encode()


def files(folder: Path, pattern: str) -> Iterator[bytes]:
    """Contents of the files below a folder whose name matches."""
    for path in sorted(folder.rglob(pattern)):
        if path.is_file():
            yield path.read_bytes()


def vault_files(*vaults: Opened) -> Iterator[bytes]:
    """Contents of everything in the vaults' folders, the spool included."""
    for opened in vaults:
        yield from files(opened.path, "*")


def archive(path: Path, keys: list[PrivateKey]) -> bytes:
    """The tar archive within a bundle."""
    with inbound.opened(path, keys) as (_, payload):
        return b"".join(bytes(batch) for batch in payload.batches())


def pdf(path: Path) -> Iterator[bytes]:
    """A PDF as it lies there, its streams unpacked, its text, and what it says about itself."""
    data = path.read_bytes()
    yield data
    yield pdf_reading.inflated(data)
    yield pdf_reading.text_of(data).encode()
    document = pypdfium2.PdfDocument(data)
    yield str(document.get_metadata_dict()).encode()
    yield str([item.get_title() for item in document.get_toc()]).encode()
    document.close()


@contextmanager
def watched(folder: Path, caught: list[tuple[str, bytes]]) -> Iterator[None]:
    """Keep what is removed or replaced below ``folder``, read in the moment before it goes."""
    _WATCHED.append((str(folder), caught))
    if not _HOOKED:
        sys.addaudithook(_before_removal)
        _HOOKED.append(True)
    try:
        yield
    finally:
        _WATCHED.pop()


@contextmanager
def temporary_folder(folder: Path) -> Iterator[None]:
    """Let temporary files be made below ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


_WATCHED: list[tuple[str, list[tuple[str, bytes]]]] = []
_HOOKED: list[bool] = []


def _before_removal(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook cannot be taken away again: it does nothing while nobody watches."""
    if event not in ("os.remove", "os.rename") or not _WATCHED:
        return
    for place in arguments[:2] if event == "os.rename" else arguments[:1]:
        path = os.fsdecode(place)
        for folder, caught in _WATCHED:
            if path.startswith(folder) and os.path.isfile(path):  # noqa: PTH113
                caught.append((path, Path(path).read_bytes()))


@contextmanager
def _connection(opened: Opened) -> Iterator[Any]:
    """A keyed connection of the vault's own engine."""
    with opened.session.store._engine.reading() as connection:  # type: ignore[attr-defined]
        yield connection


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
