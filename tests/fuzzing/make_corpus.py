"""Make the corpus from the vectors: ``python tests/fuzzing/make_corpus.py`` in the project folder.

Only what is missing is written; inputs that once broke something (``found-…``) stay for ever. The
age files and papers among the vectors are read where they lie, so they do not lie here again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import resources
from app.bundle import age, tar
from app.crypto.signing import MANIFEST_TYPE
from app.domain.codes import parse_codes
from app.domain.encoding import encode_entry, encode_group
from app.journal.operations import Intent, LogName, write_operation
from app.journal.segments import FIRST_PREVIOUS, Header, build_segment
from tests.fuzzing.independent import tar_files
from tests.fuzzing.mutation import RAW
from tests.fuzzing.targets import CORPUS, KINDS, SIGNED, VECTORS, opened_file
from tests.support.examples import example_values
from tests.unit.bundle.building import (
    DESK,
    LEADER,
    MADE,
    MEMBER,
    OFFICE,
    STRANGER,
    TASK,
    sealed,
)

LARGEST = 12_000
"""Bytes of an archive that is worth a place here."""

ARCHIVES = (
    "ok-core",
    "ok-nothing-new",
    "ok-unknown-keys",
    "ok-later-signature-algorithm",
    "ok-segment-of-a-later-program",
    "ok-segment-by-an-unknown-device",
    "ok-relayed-by-the-leader",
    "ok-two-pieces-elsewhere",
    "tar-end",
    "tar-pax",
    "tar-symlink",
    "tar-extra-file",
    "pad-shorter",
    "segment-signed-by-the-leader",
)
HEADERS = (
    "ok-core",
    "ok-two-readers",
    "classic-recipient",
    "classic-recipient-too",
    "share-of-zeros",
)


def files() -> Iterator[tuple[str, bytes]]:
    """(path below the corpus, bytes) of every input."""
    vectors = {path.stem: path for path in sorted((VECTORS / "bundles").glob("*.xjb"))}
    for name in HEADERS:
        data = vectors[name].read_bytes()
        yield f"age-header/{name}", data[: age.parse_header(data, whole=False).size]
    yield "age-file/sealed-nothing", sealed(b"")
    yield "age-file/sealed-words", sealed("巡记".encode() * 40)
    plain = {name: opened_file(path.read_bytes())[0] for name, path in vectors.items()}
    for name in ARCHIVES:
        if len(plain[name]) <= LARGEST:
            yield f"archive/{name}", plain[name]
            yield f"tar/{name}", plain[name]
    yield from _parts(plain)
    yield "segment/every-kind", _every_kind()
    for device in (MEMBER, LEADER, DESK, STRANGER):
        yield f"signature/by-{device.id}", device.signing.sign(MANIFEST_TYPE, SIGNED)
    for name in ("request", "cut", "longer"):
        yield f"papers/{name}", (VECTORS / "trust" / f"{name}.xjp").read_bytes()
    for number, text in enumerate(RAW):
        yield f"json/token-{number:02d}", f'{{"a":{text}}}'.encode()


def _parts(plain: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Manifests, segments and signature files of the archives, each once."""
    seen: set[bytes] = set()
    for vector, archive in plain.items():
        for name, data in _readable(archive):
            if data in seen or len(data) > LARGEST:
                continue
            seen.add(data)
            if name == tar.MANIFEST:
                yield f"manifest/{vector}", data
                yield f"json/{vector}", data
            elif name.endswith(".jsonl"):
                yield f"segment/{name[4:12]}", data
            elif name.endswith(".sig") and vector.startswith(("ok-later", "signature")):
                yield f"signature/{vector}-{name[:8].replace('/', '-')}", data


def _readable(archive: bytes) -> list[tuple[str, bytes]]:
    try:
        return tar_files(archive)
    except Exception:  # noqa: BLE001  (vectors that are no archive)
        return []


def _every_kind() -> bytes:
    """A segment with an operation for every group of every kind."""
    codes, log = (
        parse_codes(resources.path("presets/codes.json").read_bytes()),
        LogName(MEMBER.id, TASK, "team"),
    )
    intents = []
    for kind in KINDS.values():
        values = example_values(kind, codes)
        if kind.insert_only:
            intents.append(Intent("custody", kind.name, "r1", value=encode_entry(kind, values)))
            continue
        intents += [
            Intent("put", kind.name, "r1", group, encode_group(kind, group, values))
            for group in kind.groups
            if not kind.compartment(group)
        ]
    lines = [
        write_operation(log.id, number, intent, author="person-1", claimed=MADE).line
        for number, intent in enumerate(intents, 1)
    ]
    head = Header(OFFICE, log, 1, len(lines), FIRST_PREVIOUS, 1, 1, 1, None, MADE)
    return build_segment(head, lines).data


def main() -> None:
    """Write what is missing."""
    written = 0
    for name, data in files():
        path = CORPUS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(data)
            written += 1
    total = sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file())
    sys.stdout.write(f"{written} written, {total} bytes in all\n")


if __name__ == "__main__":
    main()
