"""The office's log of everything it accepted, and the signed line that stands for it.

Entries are, in the order of acceptance, one for each accepted segment and each paper the office
made: ``segment <hash>``, ``statement <digest>`` or ``root <digest>``, without a line feed. They are
the leaves of a Merkle tree (``app.crypto.merkle``). A *checkpoint* says how many there are and
their root. Its bytes, which the office's device signs::

    xunji-checkpoint/1\\n
    <office>\\n
    <size>\\n
    <root, 64 hexadecimal digits>\\n
    <claimed time>\\n

It travels in every receipt; laptops write size and root of the newest one they have seen into every
segment they sign from then on. So the teams are the witnesses: an office that drops or back-dates
an entry contradicts what is signed on their machines.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.crypto.merkle import MAXIMUM_PROOF, Tree, verify_consistency, verify_inclusion
from app.crypto.signing import SigningKey, verify
from app.domain.errors import TrustError
from app.journal.canonical import JsonValue
from app.trust.fields import DIGEST, ID
from app.trust.reasons import Reason

CHECKPOINT_TYPE = "application/vnd.xunji.checkpoint.v1+text"
FORMAT = "xunji-checkpoint/1"

_TIME = re.compile(r"[0-9T:+Z.-]{1,40}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state of the office's log. ``root`` has 64 hexadecimal digits; ``at`` is a claim."""

    office: str
    size: int
    root: str
    at: str

    @property
    def data(self) -> bytes:
        """The bytes that are signed."""
        lines = (FORMAT, self.office, str(self.size), self.root, self.at)
        return "".join(f"{line}\n" for line in lines).encode("ascii")

    @property
    def mark(self) -> dict[str, JsonValue]:
        """What a laptop writes into the header of the segments it signs."""
        return {"size": self.size, "root": self.root}


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with its signature file, and the proof that it continues an older one.

    ``since`` is the size the proof starts from.
    """

    checkpoint: Checkpoint
    signature: bytes = field(repr=False)
    since: int = 0
    proof: tuple[str, ...] = ()

    def signed_by(self, keys: Iterable[bytes]) -> bool:
        """Whether one of these keys signed it."""
        data = self.checkpoint.data
        return any(verify(key, CHECKPOINT_TYPE, data, self.signature) for key in keys)

    def continues(self, older: Checkpoint) -> bool:
        """Whether the proof shows that ``older`` is a beginning of this one."""
        new = self.checkpoint
        proof = tuple(map(bytes.fromhex, self.proof))
        return (
            older.office == new.office
            and older.size == self.since
            and verify_consistency(
                older.size, bytes.fromhex(older.root), new.size, bytes.fromhex(new.root), proof
            )
        )


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Proof that an entry is number ``index`` (from 0) of the log a checkpoint stands for."""

    entry: str
    index: int
    proof: tuple[str, ...]

    def holds(self, checkpoint: Checkpoint) -> bool:
        """Whether the entry is in it."""
        return verify_inclusion(
            self.entry.encode("ascii"),
            self.index,
            checkpoint.size,
            tuple(map(bytes.fromhex, self.proof)),
            bytes.fromhex(checkpoint.root),
        )


def segment_entry(hash_: str) -> str:
    """The entry of an accepted segment."""
    return f"segment {hash_}"


def paper_entry(kind: str, digest: str) -> str:
    """The entry of a root or a statement."""
    return f"{kind} {digest}"


def tree_of(entries: Iterable[str]) -> Tree:
    """The tree over the entries, oldest first."""
    return Tree(entry.encode("ascii") for entry in entries)


def sign_checkpoint(
    tree: Tree, office: str, at: str, key: SigningKey, since: int = 0
) -> SignedCheckpoint:
    """The present state of the log, with the proof that it continues its first ``since`` entries.

    Raises ValueError if the log is shorter.
    """
    checkpoint = Checkpoint(office, tree.size, tree.root().hex(), at)
    proof = tuple(node.hex() for node in tree.consistency(since))
    return SignedCheckpoint(checkpoint, key.sign(CHECKPOINT_TYPE, checkpoint.data), since, proof)


def prove(tree: Tree, entries: Sequence[str], entry: str) -> Inclusion:
    """Proof that ``entry`` is in the log. Raises ValueError if it is not."""
    index = entries.index(entry)
    return Inclusion(entry, index, tuple(node.hex() for node in tree.inclusion(index)))


def write_checkpoint(signed: SignedCheckpoint) -> JsonValue:
    """As a JSON value, for receipts and proofs."""
    checkpoint = signed.checkpoint
    return {
        "office": checkpoint.office,
        "size": checkpoint.size,
        "root": checkpoint.root,
        "at": checkpoint.at,
        "sig": base64.b64encode(signed.signature).decode("ascii"),
        "since": signed.since,
        "proof": list(signed.proof),
    }


def read_checkpoint(value: JsonValue) -> SignedCheckpoint:
    """From that JSON value; nothing is verified yet. Raises TrustError."""
    if not isinstance(value, dict):
        raise TrustError(Reason.FIELD, "checkpoint")
    size, since = value.get("size"), value.get("since")
    proof = value.get("proof")
    if not _is_size(size) or not _is_size(since) or not isinstance(proof, list):
        raise TrustError(Reason.FIELD, "checkpoint")
    if len(proof) > MAXIMUM_PROOF or not all(_matches(DIGEST, node) for node in proof):
        raise TrustError(Reason.FIELD, "checkpoint.proof")
    checkpoint = Checkpoint(
        _text(value, "office", ID), int(str(size)), _text(value, "root", DIGEST), _at(value)
    )
    return SignedCheckpoint(
        checkpoint, _signature(value.get("sig")), int(str(since)), tuple(map(str, proof))
    )


def _at(value: dict[str, JsonValue]) -> str:
    return _text(value, "at", _TIME)


def _text(value: dict[str, JsonValue], key: str, pattern: re.Pattern[str]) -> str:
    found = value.get(key)
    if not _matches(pattern, found):
        raise TrustError(Reason.FIELD, f"checkpoint.{key}")
    return str(found)


def _matches(pattern: re.Pattern[str], value: JsonValue) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_size(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15


def _signature(value: JsonValue) -> bytes:
    try:
        return base64.b64decode(value if isinstance(value, str) else "", validate=True)
    except (binascii.Error, ValueError):
        raise TrustError(Reason.FIELD, "checkpoint.sig") from None
