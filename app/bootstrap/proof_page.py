"""``xunji verify``: one record on one page, from a vault or from a file that proves itself."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import MediaError
from app.domain.kinds import Label
from app.services import proofs
from app.services.session import Session
from app.trust.proof import Examination, Examined, Proof, examine, read_proof, write_proof
from app.vault.durable import write_atomically

_HOLDS = {
    True: Label("成立", "holds"),
    False: Label("不成立", "does not hold"),
    None: Label("未附", "not given"),
}
_CHECKS = (
    ("signed", Label("签名和位置", "signature and place")),
    ("included", Label("在办公室日志中", "in the office's log")),
    ("continued", Label("承接所见存证", "continues what was witnessed")),
)


@dataclass(frozen=True)
class Page:
    """A proof and what is found in it. ``waiting`` lines of the record are in no segment yet."""

    proof: Proof
    examination: Examination
    waiting: int = 0
    file: Path | None = None

    @property
    def sound(self) -> bool:
        """Whether everything is proven."""
        return self.examination.sound and not self.waiting

    @property
    def facts(self) -> dict[str, Any]:
        """As plain values."""
        proof, checkpoint = self.proof, self.proof.checkpoint
        facts: dict[str, Any] = {
            "office": proof.office,
            "office_name": self.examination.office_name,
            "number": self.examination.number,
            "kind": proof.kind,
            "record": proof.record,
            "sound": self.sound,
            "waiting": self.waiting,
            "checkpoint": None,
            "segments": [_facts(each) for each in self.examination.segments],
        }
        if checkpoint is not None:
            facts["checkpoint"] = {
                "size": checkpoint.checkpoint.size,
                "root": checkpoint.checkpoint.root,
                "at": checkpoint.checkpoint.at,
                "signed": self.examination.checkpoint_signed,
            }
        return {**facts, "file": str(self.file)} if self.file else facts


def of_record(
    session: Session, wanted: str, target: Path | None = None, *, with_segments: bool = False
) -> Page:
    """The page of a record, written to ``target`` too, which must be new.

    Raises RecordMissingError, TrustError, MediaError, DiskFullError.
    """
    if target is not None and target.exists():
        raise MediaError(target, os.strerror(errno.EEXIST))
    kind, record = proofs.find_record(session, wanted)
    proof, waiting = proofs.prove_record(session, kind, record, with_segments=with_segments)
    if target is not None:
        write_atomically(target, write_proof(proof) + b"\n")
    return Page(proof, examine(proof), waiting, target)


def check_file(path: Path) -> Page:
    """The page in a file. Raises MediaError, TrustError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MediaError(path, error.strerror or "") from error
    proof = read_proof(data)
    return Page(proof, examine(proof))


def lines(page: Page, language: str) -> Sequence[str]:
    """The page in words, zh or en."""
    say = _Speaker(language == "en")
    proof, found = page.proof, page.examination
    head = [
        say("记录：", "Record: ") + f"{proof.kind} {proof.record}",
        say("办公室：", "Office: ") + f"{found.office_name} ({proof.office})",
        say("办公室号码（请与组建通知核对）：", "Office number (compare with the notice): ")
        + found.number,
    ]
    if proof.checkpoint is not None:
        checkpoint = proof.checkpoint.checkpoint
        head.append(
            say("办公室日志：", "Office log: ")
            + f"{checkpoint.size}, {checkpoint.root[:16]}…, {checkpoint.at}; "
            + say("签名", "signature ")
            + say.label(_HOLDS[found.checkpoint_signed])
        )
    body = [line for each in found.segments for line in _segment_lines(each, say)]
    if page.waiting:
        words = f"还有 {page.waiting} 行没有封段", f"{page.waiting} lines are in no segment yet"
        body.append(say(*words))
    sound = say("结论：全部得到证明。", "Result: everything is proven.")
    unsound = say("结论：没有全部得到证明。", "Result: not everything is proven.")
    return [*head, *body, sound if page.sound else unsound]


@dataclass(frozen=True)
class _Speaker:
    english: bool

    def __call__(self, zh: str, en: str) -> str:
        return en if self.english else zh

    def label(self, label: Label) -> str:
        return self(label.zh, label.en)


def _segment_lines(found: Examined, say: _Speaker) -> list[str]:
    segment = found.segment
    separator = say("：", ": ")
    checks = [
        say.label(label) + separator + say.label(_HOLDS[getattr(found, name)])
        for name, label in _CHECKS
    ]
    place = f"{segment.device[:8]} {segment.channel} {segment.first}–{segment.last}"
    numbers = ", ".join(map(str, segment.lines))
    between = f"{segment.not_before or '?'} … {segment.not_after or '?'}"
    return [
        "",
        say("段 ", "Segment ") + segment.hash,
        "  " + say("位置：", "Place: ") + f"{place}; " + say("行 ", "lines ") + numbers,
        "  " + say("时间范围：", "Written between: ") + between,
        *("  " + check for check in checks),
    ]


def _facts(found: Examined) -> dict[str, Any]:
    segment = found.segment
    return {
        "hash": segment.hash,
        "device": segment.device,
        "task": segment.task,
        "channel": segment.channel,
        "first": segment.first,
        "last": segment.last,
        "lines": list(segment.lines),
        "not_before": segment.not_before,
        "not_after": segment.not_after,
        "signed": found.signed,
        "included": found.included,
        "continued": found.continued,
    }
