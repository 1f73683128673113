"""The root: an office's own keys, how many must sign, and what they delegate.

::

    {"xj":"root/1","suite":1,"critical":[],"office":"<id>","name":"…","version":1,"prev":"<digest>",
     "made":"<time>","valid_until":"<day>","keys":["<ed25519>",…],"threshold":2,
     "roles":{"membership":["<ed25519>",…],"ops":["<ed25519>",…],
              "recovery":{"threshold":2,"keys":["<reading key>",…]},
              "custodian":["<reading key>",…],"archive":["<reading key>",…]}}

Keys are base64. The first root has version 1 and 64 zeros as ``prev``, and is signed by
``threshold`` of its own different keys; its office id follows from them. Every later one has
exactly the next version, names the digest of the one before, keeps the office id, and is signed by
the thresholds of both the old and the new keys (rule of The Update Framework, section 5.3).

``membership`` signs statements; ``ops`` are the signing keys of the office's own devices;
``recovery`` opens forgotten passphrases with ``threshold`` holders together (0 and no keys: no
recovery), ``custodian`` and ``archive`` are reading keys. ``valid_until`` warns, it never refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.errors import TrustError
from app.journal.canonical import JsonValue, encode
from app.trust.fields import DIGEST, ID, MAXIMUM_KEYS, SUITE, Fields, read_fields, to_base64
from app.trust.identifiers import FIRST_PREVIOUS, office_id
from app.trust.reasons import Reason
from app.trust.signed import Paper

KIND = "root"


@dataclass(frozen=True, slots=True)
class Recovery:
    """Reading keys of the holders who together reopen a vault, and how many it takes."""

    threshold: int = 0
    keys: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Root:
    """What a root paper says. ``digest`` names the paper it was read from; empty for a draft."""

    name: str
    keys: tuple[bytes, ...]
    threshold: int
    membership: tuple[bytes, ...]
    ops: tuple[bytes, ...]
    made: str
    valid_until: date
    recovery: Recovery = Recovery()
    custodian: tuple[bytes, ...] = ()
    archive: tuple[bytes, ...] = ()
    version: int = 1
    previous: str = FIRST_PREVIOUS
    office: str = ""
    """Id of the office; a draft of a first root leaves it empty."""
    digest: str = field(default="", compare=False)


def write_root(root: Root) -> bytes:
    """The bytes to sign. A first root gets its office id here."""
    roles: dict[str, JsonValue] = {
        "membership": [to_base64(key) for key in root.membership],
        "ops": [to_base64(key) for key in root.ops],
        "recovery": {
            "threshold": root.recovery.threshold,
            "keys": [to_base64(key) for key in root.recovery.keys],
        },
        "custodian": [to_base64(key) for key in root.custodian],
        "archive": [to_base64(key) for key in root.archive],
    }
    return encode(
        {
            "xj": "root/1",
            "suite": SUITE,
            "critical": [],
            "office": root.office or office_id(root.threshold, root.keys),
            "name": root.name,
            "version": root.version,
            "prev": root.previous,
            "made": root.made,
            "valid_until": root.valid_until.isoformat(),
            "keys": [to_base64(key) for key in root.keys],
            "threshold": root.threshold,
            "roles": roles,
        }
    )


def accept_first_root(paper: Paper) -> Root:
    """An office's first root. Whether it is the right office only its fingerprint says.

    Raises TrustError.
    """
    root = _read(paper)
    if root.version != 1 or root.previous != FIRST_PREVIOUS:
        raise TrustError(Reason.VERSION_SKIPPED)
    if root.office != office_id(root.threshold, root.keys):
        raise TrustError(Reason.IDENTITY, "office")
    _check_threshold(paper, root)
    return root


def accept_next_root(current: Root, paper: Paper) -> Root:
    """The successor of ``current``; ``current`` itself if the paper is the same. Raises TrustError.

    The old keys are asked before a byte of the new paper is parsed.
    """
    if paper.kind == KIND and paper.digest == current.digest:
        return current
    if _is_older(current, paper):
        raise TrustError(Reason.VERSION_BACKWARDS)
    _check_threshold(paper, current)
    root = _read(paper)
    if root.office != current.office:
        raise TrustError(Reason.OFFICE)
    if root.version != current.version + 1:
        known = root.version == current.version
        raise TrustError(Reason.FORKED if known else Reason.VERSION_SKIPPED)
    if root.previous != current.digest:
        raise TrustError(Reason.LINK)
    _check_threshold(paper, root)
    return root


def accept_roots(papers: Sequence[Paper]) -> tuple[Root, ...]:
    """A chain from the first root on, oldest first. Raises TrustError."""
    if not papers:
        raise TrustError(Reason.NO_ROOT)
    chain = [accept_first_root(papers[0])]
    for paper in papers[1:]:
        chain.append(accept_next_root(chain[-1], paper))
    return tuple(chain)


def read_root(paper: Paper) -> Root:
    """What a root paper says, believed by nobody yet: one that waits for signatures. Raises
    TrustError.
    """
    return _read(paper)


def _is_older(current: Root, paper: Paper) -> bool:
    """Whether this is a validly formed root of the same office and a smaller version.

    Only chooses the clearer word for a refusal, so it may look before the signature is checked.
    """
    try:
        root = _read(paper)
    except TrustError:
        return False
    return root.office == current.office and root.version < current.version


def _check_threshold(paper: Paper, root: Root) -> None:
    if paper.kind != KIND or len(paper.signers(root.keys)) < root.threshold:
        raise TrustError(Reason.THRESHOLD)


def _read(paper: Paper) -> Root:
    fields = read_fields(paper.data)
    fields.check_head(KIND)
    keys = fields.signing_keys("keys", 1)
    roles = fields.object("roles")
    return Root(
        name=fields.named("name"),
        keys=keys,
        threshold=fields.number("threshold", 1, len(keys)),
        membership=roles.signing_keys("membership", 1),
        ops=roles.signing_keys("ops", 1),
        made=fields.moment("made"),
        valid_until=fields.day("valid_until"),
        recovery=_read_recovery(roles.object("recovery")),
        custodian=roles.reading_keys("custodian", 0),
        archive=roles.reading_keys("archive", 0),
        version=fields.number("version", 1),
        previous=fields.matching("prev", DIGEST),
        office=fields.matching("office", ID),
        digest=paper.digest,
    )


def _read_recovery(fields: Fields) -> Recovery:
    threshold = fields.number("threshold", 0, MAXIMUM_KEYS)
    keys = fields.reading_keys("keys", threshold)
    if keys and not threshold:
        raise TrustError(Reason.FIELD, "roles.recovery.threshold")
    return Recovery(threshold, keys)
