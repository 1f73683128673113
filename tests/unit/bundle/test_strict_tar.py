"""The strict tar subset."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundle import tar
from app.domain.errors import BundleRefusedError
from tests.unit.bundle.building import digest_of, entry

DIGEST = digest_of(b"x")
NAMES = [
    "manifest.json",
    "manifest.sig",
    "pad",
    tar.segment_name(DIGEST),
    tar.signature_name(DIGEST),
    tar.piece_name(DIGEST),
]
HEADER = tar.header(tar.piece_name(DIGEST), 123_456)


@given(st.sampled_from(NAMES), st.integers(0, tar.MAXIMUM_SIZE))
def test_every_header_reads_back(name: str, size: int) -> None:
    assert tar.read_header(tar.header(name, size)) == (name, size)


def test_all_4096_flipped_bits_of_a_header_are_refused() -> None:
    for bit in range(4096):
        altered = bytearray(HEADER)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BundleRefusedError):
            tar.read_header(bytes(altered))


def repaired(block: bytearray) -> bytes:
    """The same block with a right checksum."""
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def test_flipped_bits_with_a_right_checksum_are_refused_unless_they_name_another_entry() -> None:
    accepted = []
    for bit in [*range(148 * 8), *range(156 * 8, 4096)]:
        altered = bytearray(HEADER)
        altered[bit // 8] ^= 1 << bit % 8
        try:
            accepted.append(tar.read_header(repaired(altered)))
        except BundleRefusedError:
            continue
    assert accepted
    assert len(set(accepted)) == len(accepted)
    assert (tar.piece_name(DIGEST), 123_456) not in accepted


@pytest.mark.parametrize(
    "kind", [b"\0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"g", b"x", b"L"]
)
def test_links_devices_folders_and_extensions_are_refused(kind: bytes) -> None:
    block = bytearray(HEADER)
    block[156:157] = kind
    with pytest.raises(BundleRefusedError):
        tar.read_header(repaired(block))


@pytest.mark.parametrize(
    "size",
    [b"\x80" + bytes(11), b"\xff" * 12, b"-0000000001\0", b"00000361100 ", b" 0000361100\0",
     b"0000361100\0\0", b"00000361108\0", bytes(12)],
)  # fmt: skip
def test_other_encodings_of_a_size_are_refused(size: bytes) -> None:
    block = bytearray(HEADER)
    block[124:136] = size
    with pytest.raises(BundleRefusedError):
        tar.read_header(repaired(block))


@pytest.mark.parametrize(
    "name",
    ["", ".", "../manifest.json", "/manifest.json", "./manifest.json", "C:\\x", "CON", "pad/",
     "PAD", "manifest.json\n", "seg/" + DIGEST,
     "seg/" + DIGEST.upper() + ".sig", "piece/" + "0" * 63,
     "piece/" + DIGEST + "/..", "manifest.txt", "巡"],
)  # fmt: skip
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(BundleRefusedError):
        tar.read_header(entry(name, b"")[: tar.BLOCK])
    with pytest.raises(ValueError, match="entry"):
        tar.header(name, 0)


def test_bytes_after_the_name_are_refused() -> None:
    block = bytearray(tar.header("pad", 0))
    block[50:53] = b"pad"
    with pytest.raises(BundleRefusedError):
        tar.read_header(repaired(block))


@pytest.mark.parametrize("size", [-1, tar.MAXIMUM_SIZE + 1])
def test_sizes_outside_the_field_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="entry"):
        tar.header("pad", size)


@pytest.mark.parametrize("block", [b"", bytes(511), bytes(512), HEADER + b"\0"])
def test_what_is_no_block_is_refused(block: bytes) -> None:
    with pytest.raises(BundleRefusedError):
        tar.read_header(block)


def test_stock_tar_and_tarfile_read_what_we_write(tmp_path: Path) -> None:
    contents = {name: name.encode() * index for index, name in enumerate(NAMES)}
    data = b"".join(entry(name, body) for name, body in contents.items()) + tar.END
    listed = subprocess.run(["tar", "-tf", "-"], input=data, capture_output=True, check=True)
    assert listed.stdout.decode().split() == NAMES
    assert listed.stderr == b""
    subprocess.run(["tar", "-xf", "-", "-C", tmp_path], input=data, check=True)
    for name, body in contents.items():
        assert (tmp_path / name).read_bytes() == body
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        assert archive.getnames() == NAMES


@given(st.integers(0, 2**33))
def test_padme_adds_at_most_twelve_percent(size: int) -> None:
    padded = tar.padme(size)
    assert size <= padded <= size * 1.12 + 1
    assert tar.padme(padded) == padded


def test_padme_has_few_sizes() -> None:
    assert len({tar.padme(size) for size in range(64 << 10, 128 << 10)}) == 33
    assert max(tar.padme(n) / n for n in range(64 << 10, 128 << 10, 7)) <= 1.0313
    assert max(tar.padme(n) / n for n in range(1 << 30, 1 << 31, 99_991)) <= 1.0313


@given(st.integers(2, 1 << 23))
def test_a_padded_archive_has_a_padme_size_in_whole_blocks(blocks: int) -> None:
    entries = blocks * tar.BLOCK
    whole = tar.archive_size(entries)
    assert whole == entries + tar.entry_size(tar.pad_size(entries)) + len(tar.END)
    assert whole % tar.BLOCK == 0
    assert 0 <= whole - tar.padme(entries + 3 * tar.BLOCK) < tar.BLOCK
