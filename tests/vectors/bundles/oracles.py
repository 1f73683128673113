"""Let other programs open our bundles, and open theirs.

    python tests/vectors/bundles/oracles.py [--node-modules DIR] [--renew]

Asked are stock ``tar``, ``pyrage`` (X25519 form), the ``age`` command if it knows post-quantum
recipients, and the npm package ``age-encryption`` (post-quantum form; development only, for
instance ``npm install --prefix DIR age-encryption``). What is missing is said plainly and makes
the exit code 2; a disagreement makes it 1. ``--renew`` writes the vectors in ``foreign`` anew.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

import pyrage  # noqa: E402

from app.bundle import age, inbound, tar  # noqa: E402
from app.bundle.manifest import encode_manifest  # noqa: E402
from app.crypto import age_keys, ageid  # noqa: E402
from tests.unit.bundle.building import (  # noqa: E402
    DESK,
    Desk,
    MemoryPieces,
    manifest_for,
    piece_file,
    sealed,
    segment,
    segment_files,
    signed_archive,
)

SEGMENT = segment()
PHOTO = bytes(range(256)) * 550
FILES = [*segment_files(SEGMENT), piece_file(PHOTO)]
ARCHIVE = signed_archive(encode_manifest(manifest_for(FILES)), FILES)
NAMES = ["manifest.json", "manifest.sig", *(name for name, _ in FILES), tar.PAD]
IDENTITY = ageid.identity_string(DESK.reading)
RECIPIENT = ageid.recipient_string(DESK.reading.public)
CLASSIC_IDENTITY = ageid.encode(ageid.X25519_IDENTITY_PREFIX, DESK.reading.seed).upper()
CLASSIC_PUBLIC = age_keys.x25519_public(DESK.reading.seed)


class MissingError(Exception):
    """This oracle is not installed."""


def by_tar(folder: Path) -> None:
    """Stock tar lists and extracts the decrypted archive without a word of complaint."""
    if shutil.which("tar") is None:
        raise MissingError("tar")
    listed = subprocess.run(["tar", "-tf", "-"], input=ARCHIVE, capture_output=True, check=True)
    assert (listed.stdout.decode().split(), listed.stderr) == (NAMES, b"")
    subprocess.run(["tar", "-xf", "-", "-C", folder], input=ARCHIVE, check=True)
    for name, data in FILES:
        assert (folder / name).read_bytes() == data


def by_pyrage(folder: Path) -> None:
    """pyrage opens our X25519 form and we open its."""
    identity = pyrage.x25519.Identity.from_str(CLASSIC_IDENTITY)
    ours = sealed(ARCHIVE, [age.ClassicRecipient(CLASSIC_PUBLIC)])
    assert pyrage.decrypt(ours, [identity]) == ARCHIVE
    theirs = pyrage.encrypt(ARCHIVE, [identity.to_public()])
    assert _opened(theirs) == ARCHIVE


def _opened(data: bytes) -> bytes:
    """An X25519 file, opened by our container code."""
    header = age.parse_header(data, whole=True)
    file_key = age.unwrap(header, [age.ClassicIdentity(DESK.reading.seed)])
    rest = memoryview(data)[header.size :]
    position = 0

    def read_into(view: memoryview) -> int:
        nonlocal position
        part = rest[position : position + len(view)]
        view[: len(part)] = part
        position += len(part)
        return len(part)

    reader = age.PayloadReader(file_key, len(rest), read_into)
    return b"".join(bytes(batch) for batch in reader.batches())


def by_age(folder: Path) -> None:
    """The age command (1.3 or later) opens ours and we open its."""
    if shutil.which("age") is None or _age_version() < (1, 3):
        raise MissingError("the age command, 1.3 or later, which knows post-quantum keys")
    (folder / "ours").write_bytes(sealed(ARCHIVE))
    (folder / "identity").write_text(IDENTITY + "\n")
    found = subprocess.run(
        ["age", "-d", "-i", folder / "identity", folder / "ours"], capture_output=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, ARCHIVE), found.stderr
    theirs = subprocess.run(
        ["age", "-r", RECIPIENT], input=ARCHIVE, capture_output=True, check=True
    )
    _receive(folder, theirs.stdout)


def _age_version() -> tuple[int, ...]:
    shown = subprocess.run(["age", "--version"], capture_output=True, text=True, check=True)
    return tuple(int(part) for part in re.findall(r"\d+", shown.stdout)[:2])


def _receive(folder: Path, data: bytes) -> None:
    path, sink = folder / "theirs.xjb", MemoryPieces()
    path.write_bytes(data)
    found = inbound.receive(path, [DESK.reading], Desk(), sink=sink)
    assert [each.segment.data for each in found.segments] == [SEGMENT.data]
    assert list(sink.kept.values()) == [PHOTO]


def by_age_encryption(modules: Path | None) -> Callable[[Path], None]:
    """The npm package opens ours and we open its, both in the post-quantum form."""

    def check(folder: Path) -> None:
        (folder / "ours").write_bytes(sealed(ARCHIVE))
        _node(modules, "decrypt", IDENTITY, folder / "ours", folder / "plain")
        assert (folder / "plain").read_bytes() == ARCHIVE
        _node(modules, "encrypt", RECIPIENT, folder / "plain", folder / "sealed")
        _receive(folder, (folder / "sealed").read_bytes())

    return check


def _node(modules: Path | None, verb: str, key: str, source: Path, target: Path) -> None:
    if modules is None or not (modules / "age-encryption").is_dir() or not shutil.which("node"):
        raise MissingError("node with the package age-encryption (--node-modules DIR)")
    environment = {**os.environ, "AGE_ENCRYPTION": str(modules.parent.resolve())}
    subprocess.run(
        ["node", HERE / "age_encryption.mjs", verb, key, source, target],
        env=environment,
        check=True,
    )


def renew(modules: Path | None) -> None:
    """Write the committed vectors that other programs make."""
    foreign = HERE / "foreign"
    foreign.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        plain = Path(name) / "plain"
        plain.write_bytes(ARCHIVE)
        _node(modules, "encrypt", RECIPIENT, plain, foreign / "age-encryption.xjb")
    identity = pyrage.x25519.Identity.from_str(CLASSIC_IDENTITY)
    (foreign / "pyrage.xjb").write_bytes(pyrage.encrypt(ARCHIVE, [identity.to_public()]))
    index = [
        {"file": "age-encryption.xjb", "about": "npm age-encryption 0.3.1, mlkem768x25519",
         "receive": "ok", "found": {"segments": 1, "pieces": 1}},
        {"file": "pyrage.xjb", "about": "pyrage, X25519: a sound age file, but no bundle",
         "receive": "BundleRefusedError", "container": "X25519"},
    ]  # fmt: skip
    (foreign / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Ask every oracle; returns the exit code."""
    parser = argparse.ArgumentParser(description="let other programs open our bundles")
    parser.add_argument("--node-modules", type=Path, help="folder that holds age-encryption")
    parser.add_argument("--renew", action="store_true", help="write foreign vectors anew")
    options = parser.parse_args()
    if options.renew:
        renew(options.node_modules)
    checks = {
        "tar": by_tar,
        "pyrage": by_pyrage,
        "age": by_age,
        "age-encryption": by_age_encryption(options.node_modules),
    }
    return max(_ask(name, check) for name, check in checks.items())


def _ask(name: str, check: Callable[[Path], None]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            check(Path(folder))
        except MissingError as error:
            sys.stdout.write(f"{name}: MISSING, not asked: {error}\n")
            return 2
        sys.stdout.write(f"{name}: agrees in both directions\n")
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
