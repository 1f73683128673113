"""Make the bundle vectors anew: ``python tests/vectors/bundles/make.py`` in the project folder.

Each vector is a file with stated expectations in ``index.json``: what describing it without a key
gives and what receiving it at the desk gives ("ok" or the name of the error), the reason or part
that the error carries, and what salvage finds. Keys are those of ``tests/unit/bundle/building.py``
(made from the names of the devices). Vectors made by other programs lie in ``foreign`` and are
made by ``oracles.py``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from app.bundle import age, tar  # noqa: E402
from app.bundle.manifest import BlobFacts, Manifest, encode_manifest  # noqa: E402
from app.crypto import age_keys  # noqa: E402
from app.crypto.signing import MANIFEST_TYPE, RECEIPT_TYPE, SEGMENT_TYPE  # noqa: E402
from app.ports import Piece  # noqa: E402
from tests.unit.bundle.building import (  # noqa: E402
    DESK,
    LEADER,
    MEMBER,
    STRANGER,
    archive,
    digest_of,
    entry,
    manifest_for,
    piece_file,
    sealed,
    segment,
    segment_files,
    signed,
    signed_archive,
)

Files = Sequence[tuple[str, bytes]]

FIRST = segment()
SECOND = segment(2, first=4, previous=FIRST.hash)
GZIP_BOMB = bytes.fromhex(
    "1f8b0800000000000203edc1310100000020a0fa3fdb100df800000000000000000000000000000000"
)
PHOTO = bytes(range(256)) * 550  # three chunks with what stands before it
FILES: list[tuple[str, bytes]] = [
    *segment_files(FIRST),
    *segment_files(SECOND),
    piece_file(GZIP_BOMB),
]
MANIFEST = manifest_for(FILES)
LARGE = [*segment_files(FIRST), piece_file(PHOTO)]


@dataclass
class Vector:
    """One file and what every entry point must say about it."""

    name: str
    data: bytes
    about: str
    describe: str = "ok"
    receive: str = "ok"
    reason: str = ""
    test: str = ""
    found: dict[str, int] = field(default_factory=dict)
    salvage: dict[str, int] | None = None


VECTORS: list[Vector] = []


def add(name: str, data: bytes, about: str, **facts: object) -> None:
    """Take up one vector."""
    VECTORS.append(Vector(name, data, about, **facts))  # type: ignore[arg-type]


def bundle(files: Files = FILES, manifest: Manifest | None = None) -> bytes:
    """A sealed bundle of these files by the member."""
    found = manifest_for(files) if manifest is None else manifest
    return sealed(signed_archive(encode_manifest(found), files))


def body(**changes: object) -> bytes:
    """Manifest bytes with keys replaced, whatever the writer would say."""
    return json.dumps({**json.loads(encode_manifest(MANIFEST)), **changes}).encode()


def start_of_payload(data: bytes) -> int:
    return age.parse_header(data, whole=True).size


def flipped(data: bytes, position: int, bit: int = 0) -> bytes:
    altered = bytearray(data)
    altered[position] ^= 1 << bit
    return bytes(altered)


def good() -> None:
    """Bundles that are accepted."""
    found = {"segments": 2, "pieces": 1}
    add("ok-core", bundle(), "two segments and a gzip file as evidence, kept as opaque bytes",
        found=found, test="A13")  # fmt: skip
    recipients = [age.HybridRecipient(each.reading.public) for each in (LEADER, DESK)]
    both = replace(MANIFEST, readers=("leader", "desk"))
    add("ok-two-readers", sealed(signed_archive(encode_manifest(both), FILES), recipients),
        "readable by the leader and the desk", found=found)  # fmt: skip
    add("ok-several-chunks", bundle(LARGE), "three chunks", found={"segments": 1, "pieces": 1})
    pack = replace(manifest_for([piece_file(PHOTO)]), set_number=1, set_count=2)
    add("ok-pack", bundle([piece_file(PHOTO)], pack), "a pack of pieces", found={"pieces": 1})
    add("ok-nothing-new", bundle([]), "carries knowledge only")
    add("ok-unknown-keys", sealed(signed_archive(body(later={"x": [1]}), FILES)),
        "keys that a later version may add", found=found)  # fmt: skip
    data = encode_manifest(MANIFEST)
    future = b"ml-dsa-44 0123456789abcdef " + b"A" * 3224 + b"\n"
    lines = future + MEMBER.signing.sign(MANIFEST_TYPE, data)
    add("ok-later-signature-algorithm", sealed(archive(data, lines, FILES)),
        "one line of an unknown algorithm, one that is known", found=found)  # fmt: skip
    later = segment(minimum_reader=99)
    add("ok-segment-of-a-later-program", bundle(segment_files(later)),
        "kept unread and relayed", found={"segments": 1})  # fmt: skip
    strange = segment(author=STRANGER)
    lines = signed(strange, STRANGER)
    add("ok-segment-by-an-unknown-device", bundle(segment_files(strange, lines)),
        "handed over without a signer, for quarantine", found={"segments": 1, "unsigned": 1},
        test="B16")  # fmt: skip
    relayed = replace(manifest_for(FILES), sender="leader")
    add("ok-relayed-by-the-leader",
        sealed(signed_archive(encode_manifest(relayed), FILES, LEADER)),
        "the member's segments in the leader's bundle", found=found)  # fmt: skip
    absent = BlobFacts(digest_of(b"ab"), 2, "", (_piece(b"a"), _piece(b"b")))
    partly = replace(MANIFEST, blobs=(*MANIFEST.blobs, absent))
    add("ok-two-pieces-elsewhere", bundle(FILES, partly), "an evidence file not yet complete",
        found={**found, "missing": 2}, test="A10")  # fmt: skip


def _piece(data: bytes) -> Piece:
    return Piece(digest_of(data), len(data))


def altered_files() -> None:
    """Damage on the way: bits, cuts, additions, chunks."""
    core, large = bundle(), bundle(LARGE)
    start = start_of_payload(large)
    facts = {"receive": "BundleDamagedError", "test": "A1"}
    add("bit-in-version", flipped(core, 20), "header", describe="BundleDamagedError", **facts)
    add("bit-in-mac", flipped(core, start_of_payload(core) - 3, 1), "header", **facts)
    add("bit-in-nonce", flipped(core, start_of_payload(core)), "payload", **facts)
    add("bit-in-share", flipped(core, 100), "nobody can tell for whom it was",
        receive="NotForUsError", test="A1")  # fmt: skip
    second = start + age.NONCE_SIZE + age.SEALED_CHUNK
    rest = {"segments": 1, "pieces": 0, "missing": 1, "unread": 1}
    add("bit-in-second-chunk", flipped(large, second + 5), "the first chunk is good",
        receive="BundleDamagedError", reason="chunk 1", salvage=rest, test="A2")  # fmt: skip
    cuts = {"header": 700, "nonce": start + 7, "first-chunk": second - 9}
    for name, size in cuts.items():
        add(f"cut-in-{name}", large[:size], "too short",
            describe="BundleTruncatedError" if name != "first-chunk" else "ok",
            receive="BundleDamagedError" if name == "first-chunk" else "BundleTruncatedError",
            test="A3")  # fmt: skip
    add("cut-after-first-chunk", large[:second], "a whole chunk, but not the last",
        receive="BundleTruncatedError", salvage=rest, test="A3")  # fmt: skip
    add("cut-in-last-chunk", large[:-20], "inside the pad", receive="BundleTruncatedError",
        salvage=rest, test="A3")  # fmt: skip
    add("appended-byte", core + b"\0", "one byte more", receive="BundleDamagedError", test="A4")
    add("appended-file", core + core, "a second age file", receive="BundleDamagedError", test="A4")
    chunks = [large[start + 16 + n * age.SEALED_CHUNK :][: age.SEALED_CHUNK] for n in range(3)]
    head = large[: start + 16]
    add("chunks-swapped", head + chunks[1] + chunks[0] + chunks[2], "first two chunks",
        receive="BundleDamagedError", reason="chunk 0", test="A5")  # fmt: skip
    add("chunk-repeated", head + chunks[0] + chunks[0] + chunks[2], "first chunk twice",
        receive="BundleDamagedError", reason="chunk 1", salvage=rest, test="A5")  # fmt: skip


def other_files() -> None:
    """Files for others, hostile headers, no bundles at all."""
    plain = signed_archive(encode_manifest(MANIFEST), FILES)
    stranger = [age.HybridRecipient(STRANGER.reading.public)]
    add("for-somebody-else", sealed(plain, stranger), "another reader's",
        receive="NotForUsError", test="A6")  # fmt: skip
    stanza = age.HybridRecipient(DESK.reading.public).wrap(bytes(16))
    text = age._stanza_bytes(stanza)
    end = b"--- " + b"A" * 43 + b"\n" + bytes(64)
    both = {"describe": "BundleRefusedError", "receive": "BundleRefusedError", "test": "A7"}
    add("stanzas-33", age.VERSION_LINE + text * 33 + end, "one too many",
        reason="too-many-stanzas", **both)  # fmt: skip
    add("header-too-long", age.VERSION_LINE + b"-> " + b"x" * (97 << 10), "no end in sight",
        reason="header-too-long", **both)  # fmt: skip
    zero = replace(stanza, arguments=(age.POST_QUANTUM, "A" * 1494))
    text = age._stanza_bytes(zero)
    add("share-of-zeros", age.VERSION_LINE + text + end, "low order share",
        receive="BundleDamagedError", reason="header", test="A8")  # fmt: skip
    classic = age.ClassicRecipient(age_keys.x25519_public(DESK.reading.seed))
    hybrid = age.HybridRecipient(DESK.reading.public)
    both["test"] = ""
    add("classic-recipient", sealed(plain, [classic]), "not post-quantum",
        reason="stanza-type", **both)  # fmt: skip
    add("classic-recipient-too", sealed(plain, [hybrid, classic]), "weaker than its best stanza",
        reason="stanza-type", **both)  # fmt: skip
    none = {"describe": "NotABundleError", "receive": "NotABundleError", "test": "A12"}
    add("empty", b"", "no bytes", **none)
    add("zip", b"PK\x03\x04" + bytes(60), "a ZIP file", **none)
    add("pdf", b"%PDF-1.7\n%%EOF\n", "a PDF file", **none)
    add("ones", b"\xff" * 512, "0xFF", **none)


def archives() -> None:
    """Correctly sealed and signed, but not the archive that the format demands."""
    data = encode_manifest(MANIFEST)
    lines = MEMBER.signing.sign(MANIFEST_TYPE, data)
    plain = archive(data, lines, FILES)
    papers = entry("manifest.json", data) + entry("manifest.sig", lines)
    third = len(papers)

    def refused(name: str, archive_bytes: bytes, reason: str, about: str, test: str = "A9") -> None:
        add(f"tar-{name}", sealed(archive_bytes), about, receive="BundleRefusedError",
            reason=reason, test=test)  # fmt: skip

    for name, kind in {"symlink": b"2", "hardlink": b"1", "device": b"3", "folder": b"5",
                       "pax": b"x", "gnu-long-name": b"L", "old-file": b"\0"}.items():  # fmt: skip
        refused(name, _retyped(plain, third, kind), "tar-header", f"type {kind!r}")
    for name, found in {"parent": "../manifest.json", "drive": "C:\\x", "device-name": "CON",
                        "absolute": "/pad"}.items():  # fmt: skip
        refused(
            name, _patched(plain, third, 0, found.encode().ljust(100, b"\0")), "tar-header", found
        )
    refused("size-base-256", _patched(plain, third, 124, b"\x80" + bytes(10) + b"\x05"),
            "tar-header", "another encoding of the size")  # fmt: skip
    refused("size-negative", _patched(plain, third, 124, b"-0000000001\0"), "tar-header", "-1")
    refused("date", _patched(plain, third, 136, b"00000000001\0"), "tar-header", "mtime 1")
    refused("owner", _patched(plain, third, 108, b"0000001\0"), "tar-header", "uid 1")
    refused("checksum", flipped(plain, third + 149), "tar-header", "one bit")
    refused("first-entry", plain[len(entry("manifest.json", data)) :], "first-entries",
            "no manifest in front")  # fmt: skip
    extra = archive(data, lines, [*FILES, piece_file(b"more")])
    refused("extra-file", extra, "longer-than-manifest", "not in the manifest", "A10")
    other = archive(data, lines, [*FILES[:4], piece_file(GZIP_BOMB[:-1] + b"\1")])
    refused("other-file", other, "entry-not-in-manifest", "another piece than listed", "A10")
    swapped = archive(data, lines, [*FILES[2:4], *FILES[:2], *FILES[4:]])
    refused("order", swapped, "entry-not-in-manifest", "another order than listed", "A10")
    missing = sealed(archive(data, lines, FILES[:4]))
    add("tar-missing-file", missing, "listed but absent", receive="BundleRefusedError",
        reason="entry-not-in-manifest", test="A10")  # fmt: skip
    refused("padding", flipped(plain, third + tar.BLOCK + len(FIRST.data)), "padding", "not zero")
    refused("end", flipped(plain, len(plain) - 1), "padding", "end block is not zero")
    refused("after-end", plain + bytes(512), "longer-than-manifest", "a third end block")
    refused("piece-bytes", flipped(plain, plain.index(GZIP_BOMB)), "piece-hash", "not its name")
    refused("segment-bytes", flipped(plain, plain.index(FIRST.data) + 40), "segment-hash",
            "not its name")  # fmt: skip


def pads() -> None:
    """Archives whose pad is not the one that the format demands."""
    files = [*FILES, piece_file(bytes(40_000))]
    data = encode_manifest(manifest_for(files))
    lines = MEMBER.signing.sign(MANIFEST_TYPE, data)
    parts = (data, lines, *(found for _, found in files))
    size = tar.pad_size(sum(tar.entry_size(len(part)) for part in parts))
    for name, pad, reason in (
        ("content", bytes(size - 1) + b"\1", "padding"),
        ("shorter", bytes(size - 1), "entry-not-in-manifest"),
        ("longer", bytes(size + 512), "longer-than-manifest"),
    ):
        add(f"pad-{name}", sealed(archive(data, lines, files, pad=pad)), f"{size} zeros due",
            receive="BundleRefusedError", reason=reason)  # fmt: skip


def _patched(plain: bytes, start: int, offset: int, field_bytes: bytes) -> bytes:
    """A header field replaced, with a right checksum."""
    block = bytearray(plain[start : start + tar.BLOCK])
    block[offset : offset + len(field_bytes)] = field_bytes
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    return plain[:start] + bytes(block) + plain[start + tar.BLOCK :]


def _retyped(plain: bytes, start: int, kind: bytes) -> bytes:
    return _patched(plain, start, 156, kind)


def manifests() -> None:
    """Signed by the right device, but breaking a rule of the manifest."""

    def refused(name: str, data: bytes, reason: str, test: str = "") -> None:
        add(f"manifest-{name}", sealed(signed_archive(data, FILES)), reason,
            receive="BundleRefusedError", reason=f"manifest-{reason}", test=test)  # fmt: skip

    good_bytes = encode_manifest(MANIFEST)
    refused("duplicate-key", good_bytes[:-1] + b',"task":"task-2"}', "duplicate-key")
    refused("float", body(min_reader=1.0), "float")
    refused("byte-order-mark", b"\xef\xbb\xbf" + good_bytes, "byte-order-mark")
    refused("escape-nul", good_bytes[:-1] + b',"x":"\\u0000"}', "character")
    refused("half-surrogate", good_bytes[:-1] + b',"x":"\\ud800"}', "character")
    refused("deep", good_bytes[:-1] + b',"x":' + b"[" * 17 + b"]" * 17 + b"}", "depth")
    files = [[name, len(data)] for name, data in FILES]
    refused("duplicate-name", body(files=[*files, files[-1]]), "duplicate-file", "A9")
    refused("ten-terabytes", body(files=[*files[:4], [files[4][0], 10 << 40]]), "size", "A11")
    refused("path", body(files=[*files, ["piece/../../x", 1]]), "name", "A9")
    refused("pad-listed", body(files=[*files, ["pad", 0]]), "name")
    for name, data, needed in (
        ("later-format", body(xj="bundle/2", min_reader=2), 2),
        ("later-reader", body(min_reader=9), 9),
    ):
        add(f"manifest-{name}", sealed(signed_archive(data, FILES)), f"needs {needed}",
            receive="BundleTooNewError", reason=str(needed))  # fmt: skip


def trust() -> None:
    """Who signed, for whom, about what."""
    data = encode_manifest(MANIFEST)
    lines = MEMBER.signing.sign(MANIFEST_TYPE, data)
    other = data.replace(b"task-1", b"task-2")
    invalid = {"receive": "SignatureInvalidError", "reason": "manifest"}
    add("manifest-changed", sealed(archive(other, lines, FILES)), "one byte", test="B14", **invalid)
    add("signed-by-another-device", sealed(signed_archive(data, FILES, LEADER)),
        "the leader signs what says it is from the member", test="B15",
        receive="SignatureInvalidError", reason="sender")  # fmt: skip
    add("signed-by-a-stranger", sealed(signed_archive(data, FILES, STRANGER)), "unknown key",
        receive="SignerUnknownError", test="B16")  # fmt: skip
    add("signed-as-receipt", sealed(archive(data, MEMBER.signing.sign(RECEIPT_TYPE, data), FILES)),
        "type confusion", test="B17", **invalid)  # fmt: skip
    add("signature-grammar", sealed(archive(data, lines + b"\n", FILES)), "an empty line",
        **invalid)  # fmt: skip
    elsewhere = encode_manifest(replace(MANIFEST, readers=("leader",)))
    add("forwarded", sealed(signed_archive(elsewhere, FILES)),
        "written for the leader, sealed again for the desk", receive="NotForUsError",
        reason="leader", test="B18")  # fmt: skip
    for name, change, error in (
        ("office", {"office": "office-2"}, "WrongOfficeError"),
        ("task", {"task": "task-2"}, "WrongTaskError"),
    ):
        found = sealed(signed_archive(body(**change), FILES))
        add(f"other-{name}", found, "belongs elsewhere", receive=error,
            reason=change[name], test="B19")  # fmt: skip
    changed = FIRST.data.replace("巡察".encode(), "巡查".encode(), 1)
    files = [(tar.segment_name(digest_of(changed)), changed),
             (tar.signature_name(digest_of(changed)), signed(FIRST))]  # fmt: skip
    relayed = encode_manifest(replace(manifest_for(files), sender="leader"))
    add("segment-changed-by-the-leader", sealed(signed_archive(relayed, files, LEADER)),
        "one word", receive="SignatureInvalidError", reason="segment", test="B20")  # fmt: skip
    segments(files)


def segments(changed: Files) -> None:
    """Segments that are signed, but wrong."""
    resigned = [changed[0], (changed[1][0], LEADER.signing.sign(SEGMENT_TYPE, changed[0][1]))]
    relayed = encode_manifest(replace(manifest_for(resigned), sender="leader"))
    add("segment-signed-by-the-leader", sealed(signed_archive(relayed, resigned, LEADER)),
        "the leader's own signature under a member's segment",
        receive="SignatureInvalidError", reason="segment", test="B20")  # fmt: skip
    for name, old, new, reason in (
        ("float", b'"n":1,', b'"n":1.0,', "segment-float"),
        ("position", b'"n":2,', b'"n":7,', "segment-positions"),
        ("no-line-feed", b"}\n", b"}", ""),
        ("verb", b'"y":"put"', b'"y":"drop"', "segment-verb"),
    ):
        data = FIRST.data.replace(old, new) if name != "no-line-feed" else FIRST.data[:-1]
        lines = MEMBER.signing.sign(SEGMENT_TYPE, data)
        digest = digest_of(data)
        files = [(tar.segment_name(digest), data), (tar.signature_name(digest), lines)]
        add(f"segment-{name}", bundle(files), "signed, but no journal",
            receive="BundleRefusedError", reason=reason or "segment-line-end")  # fmt: skip
    for name, item, error in (
        ("office", segment(office="office-2"), "WrongOfficeError"),
        ("task", segment(task="task-2"), "WrongTaskError"),
    ):
        add(f"segment-of-another-{name}", bundle(segment_files(item)), "smuggled in",
            receive=error, reason=f"{name}-2", test="B19")  # fmt: skip


def save() -> None:
    """Write all files and the index; files that are no longer made are removed."""
    for old in HERE.glob("*.xjb"):
        old.unlink()
    index = []
    for vector in VECTORS:
        (HERE / f"{vector.name}.xjb").write_bytes(vector.data)
        facts = {key: value for key, value in vars(vector).items() if key not in ("data", "name")}
        index.append({"file": f"{vector.name}.xjb", **facts})
    text = json.dumps(index, ensure_ascii=False, indent=1)
    (HERE / "index.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(index)} vectors\n")


if __name__ == "__main__":
    for chapter in (good, altered_files, other_files, archives, pads, manifests, trust):
        chapter()
    save()
