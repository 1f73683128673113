"""A signature under a record: the operations it covers, and a digest of what they say.

The fold needs only the hashes. The digest is for people and archives: whoever holds the signed
values in any other form can prove that they are the ones that were signed. It is the SHA-256 of
``normal_form`` of an object with the signed value of every group; a group with several signed
values (a conflict was open) lists them all, sorted.
"""

from __future__ import annotations

import hashlib

from app.journal.canonical import JsonValue, normal_form
from app.journal.fold import RecordState, fold_record
from app.journal.operations import Intent, Operation


def content_digest(state: RecordState) -> str:
    """64 hexadecimal digits over the present heads of every group."""
    content: dict[str, JsonValue] = {
        name: sorted((head.value for head in group.heads), key=normal_form)
        if group.in_conflict
        else group.shown.value
        for name, group in state.groups.items()
    }
    return hashlib.sha256(normal_form(content)).hexdigest()


def seal(state: RecordState, *, timed: bool = True) -> Intent:
    """Sign a record as it is now: exactly its present heads."""
    value: JsonValue = {"seen": [*state.hashes()], "sha256": content_digest(state)}
    return Intent("seal", state.kind, state.record, value=value, timed=timed)


def lift(state: RecordState, *, timed: bool = True) -> Intent | None:
    """Make every signature under a record void; None if there is none."""
    lifted = tuple(operation.hash for operation in state.seals)
    if not lifted:
        return None
    return Intent("void", state.kind, state.record, predecessors=lifted, timed=timed)


def holds(signature: Operation, history: list[Operation]) -> bool:
    """Whether a seal's digest is that of the operations it names, all of which are here.

    Seals of other programs may carry none: those hold by their hashes alone.
    """
    value = signature.value if isinstance(signature.value, dict) else {}
    listed, digest = value.get("seen"), value.get("sha256")
    seen = {str(hash_) for hash_ in listed} if isinstance(listed, list) else set()
    signed = [operation for operation in history if operation.hash in seen]
    if len({operation.hash for operation in signed}) != len(seen):
        return False
    if digest is None:
        return True
    return content_digest(fold_record(signature.kind, signature.record, signed)) == digest
