"""What the command line and the demonstration do beyond single services."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.bootstrap.opening import Opened
from app.bundle import inspect
from app.crypto.ageid import identity_string
from app.domain.errors import EvidenceError, MediaError, WrongTaskError
from app.ports import Query
from app.reporting.feedback import build_feedback
from app.reporting.fonts import machine_fonts
from app.services import audit, evidence, exchange, records, reports
from app.services.exchange import Preview
from app.services.session import Session
from app.vault.durable import sync_file, sync_folder, write_atomically, write_error


def counts(opened: Opened) -> dict[str, int]:
    """Records of each kind in a vault."""
    store = opened.session.store
    return {kind: store.count(Query(kind)) for kind in opened.session.catalogue}


def write_report(session: Session, report: str, target: Path) -> None:
    """Build a feedback report and write it to ``target``; logged first."""
    values = records.load(session, "report", report).values
    letter = reports.compose(session, values)
    built = build_feedback(letter, machine_fonts(), created=session.clock.now())
    reports.note_export(session, report, target.name)
    write_atomically(target, built.pdf)


def inspect_bundle(path: Path) -> dict[str, Any]:
    """What a bundle file shows without any key."""
    described = inspect.describe(path)
    return {
        "file": str(path),
        "size": described.size,
        "recipients": len(described.recipients),
        "recipient_types": sorted(set(described.recipients)),
        "archive_size": described.archive_size,
    }


def verify_bundle(opened: Opened, path: Path) -> dict[str, Any]:
    """Verify a bundle and say what merging it would do; nothing is taken in."""
    shown = exchange.preview(opened.session, path)
    exchange.abandon(opened.session, shown)
    return _preview_facts(path, shown)


def merge_bundle(opened: Opened, path: Path) -> dict[str, Any]:
    """Merge a bundle; merging it again changes nothing."""
    shown = exchange.preview(opened.session, path)
    merged = exchange.merge(opened.session, shown)
    facts = _preview_facts(path, shown)
    return {**facts, "evidence": merged.evidence, "evidence_missing": len(merged.still_missing)}


def verify_evidence(opened: Opened) -> list[tuple[str, EvidenceError]]:
    """Evidence files that are missing or damaged."""
    return evidence.verify_all(opened.session)


def export_identity(opened: Opened, target: Path) -> None:
    """The office's reading key as a standard age identity file; logged first.

    ``target`` must be new. Raises WrongTaskError on a team's laptop: its key opens nothing that
    has to last; MediaError, DiskFullError.
    """
    session = opened.session
    if session.role != "office":
        raise WrongTaskError(session.task)
    if target.exists():
        raise MediaError(target, os.strerror(errno.EEXIST))
    audit.note_alone(session, "exported_key", words=target.name)
    identity = identity_string(session.keys.reading)
    lines = f"# 巡记 Xunji: reading key of {session.office}\n{identity}\n"
    _write_privately(target, lines.encode())


def _write_privately(target: Path, data: bytes) -> None:
    """A new file that nobody else on this computer may read at any moment, whole or not at all."""
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise write_error(error, target, len(data)) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            sync_file(file.fileno())
        sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise write_error(error, target, len(data)) from error


def find_benchmarks() -> Callable[..., dict[str, Any]]:
    """The benchmarks of a source checkout. Raises MediaError where they are not installed."""
    folder = Path(__file__).resolve().parents[2] / "tests" / "benchmarks"
    if not folder.is_dir():
        raise MediaError(folder, "benchmarks")
    import importlib

    run: Callable[..., dict[str, Any]] = importlib.import_module("tests.benchmarks.run").run
    return run


def _preview_facts(path: Path, shown: Preview) -> dict[str, Any]:
    plan = shown.plan
    return {
        "file": str(path),
        "from": shown.incoming.sender,
        "task": shown.incoming.task,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "conflicts": plan.questions,
        "quarantined": len(shown.quarantined),
        "missing_evidence": len(shown.missing_evidence),
        "nothing_new": shown.brings_nothing,
    }
