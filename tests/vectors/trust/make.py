"""Make the paper files that every later version must judge in the same way.

    python -m tests.vectors.trust.make

A file that exists is never written again: what one release wrote, the next ones read. Add a row to
make a new one. Expectations stand in ``expectations.json`` beside the files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.trust.enrolment import enrol, next_version
from app.trust.fingerprint import fingerprint
from app.trust.papers import EXTENSION, write_papers
from app.trust.signed import Paper, sign
from app.trust.statement_reading import read_statement
from tests.unit.trust.trust_samples import (
    TASK,
    TODAY,
    next_root,
    request_draft,
    request_paper,
    revocation,
    rewritten,
    root_draft,
    root_paper,
    signing,
    statement_paper,
)

FOLDER = Path(__file__).parent

ROOT = root_paper()
ROOT_2 = root_paper(
    next_root(keys=tuple(signing(f"new-{n}").public for n in range(3))),
    "holder-1 holder-2 new-0 new-1",
)
PAPER = statement_paper()
VERSION_1 = read_statement(PAPER)
VERSION_2 = statement_paper(enrol(VERSION_1, request_draft(), {}))
VERSION_3 = statement_paper(
    next_version(read_statement(VERSION_2), revoked=(revocation("laptop-2", "a" * 64),))
)


@dataclass
class Vector:
    """A file, what is known before it comes, and what has to happen."""

    name: str
    papers: Sequence[Paper]
    after: Sequence[str] = ()
    """Names of vectors that were taken in before."""
    expect: dict[str, Any] = field(default_factory=dict)
    raw: bytes = b""
    """Bytes of the file, where they are not what a program would write."""


def trusted(version: int, devices: int, root: int = 1) -> dict[str, Any]:
    return {"task": TASK, "statement": version, "devices": devices, "root": root}


def refused(reason: str) -> dict[str, Any]:
    return {"refused": reason}


def flag(body: dict[str, Any]) -> None:
    body["critical"] = ["unheard-of"]


def later(body: dict[str, Any]) -> None:
    body["later"] = {"kept": True}


def suite_2(body: dict[str, Any]) -> None:
    body["suite"] = 2


def vectors() -> list[Vector]:
    """Every vector, in an order in which what comes before is there."""
    known = ("first",)
    request = request_paper()
    altered = replace(VERSION_2, data=VERSION_2.data.replace("李四".encode(), "李五".encode()))
    as_root = sign("statement", root_paper(next_root()).data, [signing("membership")])
    root_as_statement = Paper("statement", ROOT_2.data, ROOT_2.signature)
    twice = root_paper(root_draft(), "holder-1 holder-1")
    two_thirds = root_paper(next_root(), "holder-1")
    skipped = root_paper(next_root(version=3))
    expired = statement_paper(
        replace(enrol(VERSION_1, request_draft(), {}), valid_until=TODAY.replace(day=1))
    )
    return [
        Vector("request", [request], expect=_request_facts(request)),
        Vector("first", [ROOT, PAPER], expect=trusted(1, 3) | {"fingerprint": fingerprint(ROOT)}),
        Vector("second", [ROOT, VERSION_2], known, trusted(2, 4)),
        Vector("third-without-second", [VERSION_3], known, trusted(3, 3)),
        Vector("rotation", [ROOT, ROOT_2], known, trusted(1, 3, 2)),
        Vector("unknown-field", [rewritten(VERSION_2, "membership", later)], known, trusted(2, 4)),
        Vector("backwards", [PAPER], ("first", "second"), refused("version-backwards")),
        Vector("altered", [altered], known, refused("signature")),
        Vector("critical", [rewritten(VERSION_2, "membership", flag)], known, refused("critical")),
        Vector("suite", [rewritten(VERSION_2, "membership", suite_2)], known, refused("suite")),
        Vector("no-root", [PAPER], (), refused("no-root")),
        Vector("ops-key", [ROOT, statement_paper(signer="office")], (), refused("signature")),
        Vector("root-as-statement", [root_as_statement], known, refused("signature")),
        Vector("statement-over-root", [as_root], known, refused("format")),
        Vector("same-key-twice", [twice], (), refused("threshold")),
        Vector("one-of-two", [two_thirds], known, refused("threshold")),
        Vector("skipped", [skipped], known, refused("version-skipped")),
        Vector("expired", [expired], known, refused("expired")),
        Vector("cut", [ROOT], (), refused("file"), write_papers([ROOT])[:-1]),
        Vector("longer", [ROOT], (), refused("file"), write_papers([ROOT]) + b"\n"),
    ]


def _request_facts(paper: Paper) -> dict[str, Any]:
    return {"device": request_draft().device, "fingerprint": fingerprint(paper)}


def main() -> None:
    """Write what is not there yet."""
    expectations = FOLDER / "expectations.json"
    known = json.loads(expectations.read_bytes()) if expectations.exists() else {}
    for vector in vectors():
        path = FOLDER / f"{vector.name}{EXTENSION}"
        if path.exists():
            continue
        path.write_bytes(vector.raw or write_papers(vector.papers))
        known[vector.name] = {"today": TODAY.isoformat(), "after": list(vector.after)}
        known[vector.name]["expect"] = vector.expect
    text = json.dumps(known, ensure_ascii=False, indent=1) + "\n"
    expectations.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
