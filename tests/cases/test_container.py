"""Cases 1 to 13 on real vaults: what the office reads of a harmed file, and that it keeps nothing.

Every bit of a header and every byte of an archive are turned over in ``tests/unit/bundle``.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.bundle import age, tar
from app.domain.errors import BundleDamagedError
from app.ports import Query
from app.services import evidence, exchange, records
from app.services.session import Session
from tests.cases import archives
from tests.cases.archives import Parts
from tests.cases.outcomes import NOTHING, Refusal, files_in, nothing_written, refused
from tests.support.vaults import Team, make_team
from ui.screens.exchange.presenter import ExchangePresenter, Summary
from ui.viewers.file_types import FileType, file_type

DAMAGED, CUT, REFUSED = "BundleDamagedError", "BundleTruncatedError", "BundleRefusedError"
NOT_OURS, NO_BUNDLE = "NotForUsError", "NotABundleError"
MIB = 1 << 20


@dataclass
class Desk:
    """The office, a laptop, and the file that the laptop brought: three chunks and more."""

    team: Team
    bundle: Path
    work: Path

    @property
    def office(self) -> Opened:
        return self.team.office

    @property
    def session(self) -> Session:
        return self.team.at_office

    @property
    def sender(self) -> Opened:
        return self.team.laptops[0]

    def file(self, data: bytes) -> Path:
        """A file of these bytes on the stick."""
        self.work.write_bytes(data)
        return self.work

    def refused(self, data: bytes) -> Refusal:
        """How these bytes are refused."""
        return refused(self.session, self.file(data))

    def signed(self, made: Parts) -> Refusal:
        """How a bundle of these parts is refused, sealed and signed by the laptop."""
        archive = archives.put_together(made, self.sender)
        return self.refused(archives.seal(archive, self.office))

    def salvaged(self, data: bytes) -> Summary:
        """What is offered as 部分恢复; it is laid aside again."""
        presenter = ExchangePresenter(self.session)
        looked = presenter.look(self.file(data), lambda *_: None, lambda: False, salvage=True)
        presenter.abandon(looked)
        assert not looked.preview.incoming.complete
        return looked.summary


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("container")
    team = make_team(folder, laptops=2)
    laptop = team.laptops[0].session
    for number in range(40):
        new = records.new(laptop, "finding")
        records.save(laptop, new, {"title": f"问题{number}", "discovery": "经过" * 400})
    for number in range(2):
        photo = folder / f"photo-{number}.jpg"
        photo.write_bytes(os.urandom(90_000))
        evidence.import_file(laptop, photo)
    written = exchange.export(laptop, team.stick, to=[team.office.session.device])
    yield Desk(team, written.files[0].path, folder / "harmed.xjb")
    team.close()


@pytest.fixture(autouse=True)
def _the_office_keeps_nothing(desk: Desk) -> Iterator[None]:
    with nothing_written(desk.office):
        yield


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# --- the age layer -------------------------------------------------------------------------------


def test_flipped_bits_of_header_and_nonce(desk: Desk) -> None:
    """Case 1. Damaged, or not recognised as ours: nothing was imported, and the file is said so."""
    data = desk.bundle.read_bytes()
    size = archives.header_size(desk.bundle)
    header = {desk.refused(flipped(data, bit)) for bit in range(0, size * 8, 41)}
    assert {each.error for each in header} <= {DAMAGED, NOT_OURS, NO_BUNDLE, REFUSED, CUT,
                                               "BundleTooNewError"}  # fmt: skip
    assert {DAMAGED, NOT_OURS} <= {each.error for each in header}
    nonce = {desk.refused(flipped(data, 8 * size + bit)) for bit in range(8 * age.NONCE_SIZE)}
    assert {each.error for each in nonce} == {DAMAGED}
    for each in header | nonce:
        assert NOTHING in each.hint, each
    assert any(each.sentence.startswith("数据包已损坏") for each in header)
    assert all("损坏" in each.sentence + each.hint for each in header if each.error == NOT_OURS)


def test_flipped_bits_of_the_payload(desk: Desk) -> None:
    """Case 2. Damaged; what is whole before the damage is offered, and more of it further on."""
    data = desk.bundle.read_bytes()
    start = archives.header_size(desk.bundle) + age.NONCE_SIZE
    offered = []
    for at in range(start + age.SEALED_CHUNK, len(data), 40_961):
        harmed = flipped(data, 8 * at + at % 8)
        found = desk.refused(harmed)
        assert found.error == DAMAGED
        assert found.sentence.startswith("数据包已损坏")
        assert NOTHING in found.hint
        summary = desk.salvaged(harmed)
        assert isinstance(summary.damage, BundleDamagedError)
        offered.append((summary.new, summary.evidence))
    assert offered == sorted(offered)
    assert offered[0][0] >= 0
    assert offered[-1][0] >= 40  # all findings are whole before the last chunk


def cuts(desk: Desk) -> dict[str, list[int]]:
    """Sizes to which a file is cut, by what the cut goes through."""
    data = desk.bundle.read_bytes()
    header, payload = archives.header_size(desk.bundle), age.NONCE_SIZE
    chunks = range(header + payload, len(data), age.SEALED_CHUNK)
    plain = archives.plain(desk.bundle, desk.office)
    offsets, position = {}, 0
    for name, body in archives.entries(plain):
        offsets[name.partition("/")[0]] = position
        position += tar.entry_size(len(body))

    def inside(name: str) -> list[int]:
        start = offsets[name]
        return [archives.place(desk.bundle, start + step) for step in (0, 100, 511, 512, 600)]

    return {
        "header": list(range(1, header, 3)),
        "nonce": list(range(header, header + payload)),
        "chunks": [end + step for end in chunks for step in (-1, 0, 1) if end + step < len(data)],
        "manifest": inside("manifest.json"),
        "segment": inside("seg"),
        "piece": inside("piece"),
        "pad": inside("pad"),
        "end": [len(data) - 1, len(data) - 17],
    }


def test_a_file_cut_anywhere(desk: Desk) -> None:
    """Case 3. Never complete; whoever pulled the stick too early reads so; the rest is listed."""
    data = desk.bundle.read_bytes()
    for part, sizes in cuts(desk).items():
        for size in sizes:
            found = desk.refused(data[:size])
            assert found.error in (DAMAGED, CUT, NO_BUNDLE), (part, size)
            assert NOTHING in found.hint, (part, size)
    assert desk.refused(data[: archives.header_size(desk.bundle) // 2]).error == CUT
    late = desk.salvaged(data[: cuts(desk)["pad"][0]])
    assert (late.new, late.evidence) >= (40, 1)
    early = desk.salvaged(data[: cuts(desk)["piece"][0]])
    assert early.evidence == 0
    assert desk.refused(data[: cuts(desk)["piece"][0]]).sentence.startswith(
        ("数据包不完整", "数据包已损坏")
    )


def test_bytes_behind_the_end(desk: Desk) -> None:
    """Case 4. One byte, zeros, a second file: refused."""
    data = desk.bundle.read_bytes()
    for tail in (b"\0", b"x", bytes(512), bytes(age.SEALED_CHUNK), data):
        found = desk.refused(data + tail)
        assert found.error in (DAMAGED, REFUSED)
        assert NOTHING in found.hint


def chunk_order(desk: Desk, order: Sequence[int]) -> bytes:
    data = desk.bundle.read_bytes()
    start = archives.header_size(desk.bundle) + age.NONCE_SIZE
    chunks = [data[at : at + age.SEALED_CHUNK] for at in range(start, len(data), age.SEALED_CHUNK)]
    rest = chunks[max(order) + 1 :]
    return data[:start] + b"".join([chunks[n] for n in order] + rest)


@pytest.mark.parametrize("order", [(1, 0), (0, 2, 1), (0, 0), (0, 1, 1), (1,), (2, 1, 0)])
def test_chunks_in_another_order(desk: Desk, order: tuple[int, ...]) -> None:
    """Case 5. Swapped, repeated, left out: refused."""
    found = desk.refused(chunk_order(desk, order))
    assert found.error in (DAMAGED, REFUSED)  # a chunk too many: longer than its manifest says
    assert NOTHING in found.hint


def test_a_file_for_another_computer(desk: Desk, tmp_path: Path) -> None:
    """Case 6. Not for this computer, and where to go with it; nothing is written."""
    laptop, colleague = desk.team.laptops
    written = exchange.export(laptop.session, tmp_path, to=[colleague.session.device])
    found = refused(desk.session, written.files[0].path)
    assert found.error == NOT_OURS
    assert found.sentence == "这个数据包不是发给本机的。"
    assert "办公室或组长" in found.hint
    assert NOTHING in found.hint
    with nothing_written(laptop):
        assert refused(laptop.session, written.files[0].path).error == NOT_OURS  # his own, too


def bytes_read() -> int:
    """Bytes this process has read so far."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("rchar")).split()[1])


@pytest.mark.parametrize("kind", ["a million stanzas", "a line of 4 GiB"])
def test_a_header_made_to_exhaust_the_reader(desk: Desk, kind: str) -> None:
    """Case 7. Refused after a look at its first 96 KiB, in little memory, however long it is."""
    with desk.work.open("wb") as file:
        file.write(age.VERSION_LINE)
        if kind == "a million stanzas":
            file.write(b"-> X25519 x\n\n" * 1_000_000)
        else:
            file.write(b"-> x")
            file.truncate((4 << 30) - 1)
    read = bytes_read()
    tracemalloc.start()
    try:
        found = refused(desk.session, desk.work)
        assert tracemalloc.get_traced_memory()[1] < 50 * MIB
    finally:
        tracemalloc.stop()
    assert bytes_read() - read < MIB
    assert found.error == REFUSED
    assert found.sentence in ("数据包写了太多收件人，已拒绝。", "数据包的文件头太长，已拒绝。")
    assert NOTHING in found.hint


LOW_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ec" + 30 * "ff" + "7f"),
    bytes.fromhex("ed" + 30 * "ff" + "7f"),
    bytes.fromhex("ee" + 30 * "ff" + "7f"),
]
"""Points of Curve25519 that give every reader the same secret (RFC 7748, section 6.1)."""


@pytest.mark.parametrize("point", LOW_ORDER, ids=range(len(LOW_ORDER)))
def test_a_share_that_hides_nothing(desk: Desk, point: bytes) -> None:
    """Case 8. An encapsulated key of low order: refused before anything is decrypted."""
    data = desk.bundle.read_bytes()
    old = data.split(b"mlkem768x25519 ", 1)[1].split(b"\n", 1)[0]
    share = base64.b64decode(old + b"=" * (-len(old) % 4))[:-32] + point
    found = desk.refused(data.replace(old, base64.b64encode(share).rstrip(b"="), 1))
    assert found.error == DAMAGED
    assert NOTHING in found.hint


# --- the archive ---------------------------------------------------------------------------------

Block = bytearray


HEADERS = {
    "hard link": {156: b"1"},
    "link": {156: b"2"},
    "character device": {156: b"3"},
    "block device": {156: b"4"},
    "folder": {156: b"5"},
    "pipe": {156: b"6"},
    "pax": {156: b"x"},
    "pax for all": {156: b"g"},
    "gnu long name": {156: b"L"},
    "sparse": {156: b"S"},
    "negative size": {124: b"-0000000001\0"},
    "base 256 size": {124: b"\x80" + 11 * b"\0"},
    "huge size": {124: b"77777777777\0"},
    "mode": {100: b"0000755\0"},
    "owner": {108: b"0000001\0"},
    "date": {136: b"00000000001\0"},
    "parent folder": {0: b"../../evil".ljust(100, b"\0")},
    "absolute": {0: b"/etc/passwd".ljust(100, b"\0")},
    "drive": {0: b"C:\\evil.exe".ljust(100, b"\0")},
    "device name": {0: b"CON".ljust(100, b"\0")},
    "prefix": {345: b"evil"},
}


def with_checksum(block: Block) -> bytes:
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def refused_with_header(desk: Desk, block: bytes) -> Refusal:
    """The first segment's header is this one; the laptop sealed it that way."""
    plain = bytearray(archives.plain(desk.bundle, desk.office))
    start = plain.index(b"seg/" + first_segment(plain))
    plain[start : start + tar.BLOCK] = block
    return desk.refused(archives.seal(bytes(plain), desk.office))


def first_segment(plain: bytes | bytearray) -> bytes:
    """Name of the first entry behind the papers, as its header has it."""
    names = [name for name, _ in archives.entries(bytes(plain)) if name.startswith("seg/")]
    return names[0].removeprefix("seg/").encode() + b"\0"


def segment_header(desk: Desk) -> Block:
    made = archives.parts(desk.bundle, desk.office)
    name, data = made.files[0]
    return bytearray(tar.header(name, len(data)))


@pytest.mark.parametrize("kind", HEADERS)
def test_what_an_archive_may_not_hold(desk: Desk, kind: str) -> None:
    """Case 9. Links, devices, paths, odd numbers, with a right checksum: refused."""
    block = segment_header(desk)
    for at, data in HEADERS[kind].items():
        block[at : at + len(data)] = data
    found = refused_with_header(desk, with_checksum(block))
    assert found[:2] in ((REFUSED, "tar-header"), (REFUSED, "entry-not-in-manifest"))
    assert found.sentence.startswith("数据包不符合规定格式，已拒绝")
    assert NOTHING in found.hint


def test_flipped_bits_of_an_archive_header(desk: Desk) -> None:
    """Case 9. One bit of 4096, and the whole file is refused."""
    block = bytes(segment_header(desk))
    for bit in range(0, 4096, 61):
        found = refused_with_header(desk, flipped(block, bit))
        assert found.error == REFUSED, bit
        assert NOTHING in found.hint


def test_one_name_twice(desk: Desk) -> None:
    """Case 9. A duplicate name, listed by the manifest too: refused."""
    made = archives.parts(desk.bundle, desk.office)
    twice = [*made.files[:2], *made.files]
    assert desk.signed(made.listed(twice)).reason == "manifest-duplicate-file"


def test_more_or_fewer_entries_than_listed(desk: Desk) -> None:
    """Case 10. Refused, whichever side is right."""
    made = archives.parts(desk.bundle, desk.office)
    *most, last = made.files
    extra = b"smuggled"
    name = tar.piece_name(hashlib.sha256(extra).hexdigest())
    more = Parts(made.manifest, (*made.files, (name, extra)))
    for wrong in (more, Parts(made.manifest, tuple(most)), Parts(made.manifest, (last, *most))):
        found = desk.signed(wrong)
        assert found.error in (REFUSED, CUT)
        assert NOTHING in found.hint


def test_two_evidence_files_lie_elsewhere(desk: Desk) -> None:
    """Case 10. Pieces travel in other files: the preview says that two evidence files lack."""
    made = archives.parts(desk.bundle, desk.office)
    segments = [each for each in made.files if each[0].startswith("seg/")]
    data = archives.put_together(made.listed(segments), desk.sender)
    presenter = ExchangePresenter(desk.session)
    path = desk.file(archives.seal(data, desk.office))
    looked = presenter.look(path, lambda *_: None, lambda: False)
    presenter.abandon(looked)
    assert looked.summary.missing == 2
    assert looked.preview.incoming.complete
    assert looked.summary.new >= 40


def test_a_manifest_that_promises_the_moon(desk: Desk) -> None:
    """Case 11. Ten terabytes, ten million files: refused before room is made for them."""
    made = archives.parts(desk.bundle, desk.office)
    name = made.manifest["files"][0][0]
    several = [[f"piece/{n:064x}", 1] for n in range(60_000)]
    for wrong in (
        made.saying(files=[[name, 10 << 40], *made.manifest["files"][1:]]),
        made.saying(files=[*made.manifest["files"], *several]),
        made.saying(blobs=[{"h": 64 * "0", "size": 10 << 40, "c": "",
                            "pieces": [[64 * "1", 10 << 40]]}]),
    ):  # fmt: skip
        tracemalloc.start()
        try:
            found = desk.signed(wrong)
            assert tracemalloc.get_traced_memory()[1] < 60 * MIB
        finally:
            tracemalloc.stop()
        assert found.error == REFUSED
        assert NOTHING in found.hint


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("a.txt", "x")
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff" * 4096, b"%PDF-1.7\n%\xe2\xe3", zipped(), "一份名单".encode(), bytes(600)],
    ids=["empty", "ones", "pdf", "zip", "text", "zeros"],
)
def test_other_kinds_of_files(desk: Desk, data: bytes) -> None:
    """Case 12. This is no bundle, and which file to choose."""
    found = desk.refused(data)
    assert found.error == NO_BUNDLE
    assert found.sentence == "这不是巡记的数据包。"
    assert ".xjb" in found.hint
    assert NOTHING in found.hint


# --- evidence ------------------------------------------------------------------------------------


def bombs() -> dict[str, bytes]:
    """Files that unpack to much more than they are."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(20):
            file.writestr(f"{number}.docx", bytes(8 * MIB))
    return {"bomb.gz": gzip.compress(bytes(64 * MIB), mtime=0), "bomb.zip": target.getvalue()}


def test_a_bomb_as_evidence_is_carried_as_it_is(tmp_path: Path) -> None:
    """Case 13. Kept byte by byte on both sides, never unpacked, and no viewer takes it."""
    team = make_team(tmp_path, laptops=1)
    try:
        laptop = team.laptops[0]
        made = bombs()
        for name, data in made.items():
            (tmp_path / name).write_bytes(data)
            evidence.import_file(laptop.session, tmp_path / name)
        assert team.carry(laptop).evidence == 2
        assert sum(path.stat().st_size for path in files_in(team.office)) < MIB
        items = team.at_office.store.rows(Query("evidence", task=team.task))
        found = {str(row.values["file_name"]): row.id for row in items}
        for name, data in made.items():
            file = evidence.open_file(team.at_office, found[name])
            assert file.read_at(0, file.size) == data
            assert file_type(file.read_at(0, 4096)) is FileType.OTHER
            file.close()
    finally:
        team.close()
