"""Where export and import can stop: every numbered step of both, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Point(NamedTuple):
    """A moment of a job: before or after the ``call``-th call of a function of the program."""

    where: str
    moment: str = "after"
    call: int = 1


OUTGOING, OUTBOUND = "app.services.exchange.outgoing", "app.bundle.outbound"
INCOMING, ROOM = "app.services.exchange.incoming", "app.bootstrap.bundle_room:BundleRoom"
WORK, INTAKE = "db.store:SqlWork", "app.bundle.intake:Intake"

EXPORT: Mapping[str, Point] = {
    "before anything is logged": Point("app.services.exchange.cutting:prepare", "before"),
    "logged, not cut": Point(f"{WORK}.cut", "before"),
    "first log cut": Point(f"{WORK}.cut"),
    "second log cut": Point(f"{WORK}.cut", call=2),
    "cut, not committed": Point(f"{WORK}.commit", "before"),
    "cut and committed": Point(f"{WORK}.commit"),
    "divided": Point("app.services.exchange.delivery:divide"),
    "nothing on the stick yet": Point(f"{OUTBOUND}:write_bundles", "before"),
    "header made": Point("app.bundle.age:write_header"),
    "header written": Point("app.bundle.age:PayloadWriter.write", "before"),
    "within the manifest": Point("app.bundle.age:PayloadWriter.write", call=2),
    "within the segments": Point("app.bundle.age:PayloadWriter.write", call=9),
    "within the evidence": Point(f"{OUTBOUND}:_piece_bytes", "before", 2),
    "written, not finished": Point("app.bundle.age:PayloadWriter.finish", "before"),
    "written, not synced": Point(f"{OUTBOUND}:_SyncingFile.sync", "before"),
    "synced": Point(f"{OUTBOUND}:_SyncingFile.sync"),
    "reading back": Point(f"{OUTBOUND}:_Layout.feed", "before"),
    "read back": Point(f"{OUTBOUND}:_verify"),
    "before it has its name": Point("pathlib:Path.rename", "before"),
    "it has its name": Point("pathlib:Path.rename"),
    "its name is durable": Point(f"{OUTBOUND}:_sync_folder"),
    "before it is noted as carried": Point(f"{OUTGOING}:_note_carried", "before"),
    "noted, not committed": Point(f"{OUTGOING}:_note_carried"),
    "first consignment noted": Point(f"{OUTGOING}:_Export._finished"),
    "second consignment begun": Point(f"{ROOM}.write", "before", 2),
    "all written": Point(f"{ROOM}.write", call=2),
    "everything done": Point(f"{OUTGOING}:export"),
}

IMPORT: Mapping[str, Point] = {
    "0 before room is asked for": Point(f"{ROOM}._require_room", "before"),
    "0 there is room": Point(f"{ROOM}._require_room"),
    "1 opened": Point("app.bundle.age:unwrap"),
    "2 first header": Point("app.bundle.tar:read_header"),
    "2 second header": Point("app.bundle.tar:read_header", call=2),
    "3 signature of the manifest": Point(f"{INTAKE}._check_signature"),
    "4 manifest read": Point("app.bundle.intake:parse_manifest"),
    "4 addressed to us": Point(f"{INTAKE}._check_addresses"),
    "5 known segments": Point(f"{INTAKE}._check_size"),
    "6 first segment": Point(f"{INTAKE}._checked_segment"),
    "6 second segment": Point(f"{INTAKE}._checked_segment", call=2),
    "7 piece begun": Point("app.vault.receiving:ReceivedPiece.__init__"),
    "7 piece within": Point("app.vault.receiving:ReceivedPiece._write"),
    "7 piece written": Point("app.vault.receiving:ReceivedPiece.keep", "before"),
    "7 piece not synced": Point("app.vault.receiving:ReceivedPiece._place", "before"),
    "7 piece has its name": Point("app.vault.receiving:ReceivedPiece._place"),
    "7 second piece": Point("app.vault.receiving:ReceivedPiece._place", call=2),
    "7 pieces durable": Point("app.vault.receiving:PieceRoom.finish"),
    "8 authenticated end": Point(f"{INTAKE}.finish"),
    "shown": Point(f"{INCOMING}:preview"),
    "first evidence file made": Point("app.vault.pieces:PieceStage.promote"),
    "evidence files made": Point(f"{ROOM}.complete"),
    "9 first segment adopted": Point(f"{WORK}.adopt"),
    "9 all but the end": Point(f"{WORK}.commit", "before"),
    "9 committed": Point(f"{WORK}.commit"),
    "10 pieces dropped": Point(f"{ROOM}.settle"),
    "10 papers taken": Point("app.services.exchange.statements:take_from_journal"),
    "10 judged again": Point("app.services.exchange.judging:judge_again"),
    "10 before the office's log": Point("app.services.exchange.office_log:enter", "before"),
    "10 everything done": Point(f"{INCOMING}:merge"),
}

BRIEFED: Mapping[str, Point] = {
    "9 all but the end": Point(f"{WORK}.commit", "before"),
    "9 committed": Point(f"{WORK}.commit"),
    "10 papers taken": Point("app.services.exchange.statements:take_from_journal"),
    "10 before the papers are kept": Point(f"{WORK}.commit", "before", 2),
    "10 witnessed": Point("app.services.exchange.office_log:witness"),
    "10 everything done": Point(f"{INCOMING}:merge"),
}
"""A laptop takes in what the office wrote: a newer statement and a receipt are in it."""

JOBS: Mapping[str, Mapping[str, Point]] = {
    "export": EXPORT,
    "import": IMPORT,
    "briefed": BRIEFED,
}

SHORT: Mapping[str, tuple[str, ...]] = {
    "export": (
        "logged, not cut",
        "cut, not committed",
        "cut and committed",
        "within the segments",
        "written, not synced",
        "before it has its name",
        "it has its name",
        "noted, not committed",
        "second consignment begun",
    ),
    "import": (
        "0 there is room",
        "3 signature of the manifest",
        "6 second segment",
        "7 piece not synced",
        "7 second piece",
        "8 authenticated end",
        "first evidence file made",
        "9 first segment adopted",
        "9 all but the end",
        "9 committed",
        "10 before the office's log",
    ),
    "briefed": ("9 committed", "10 before the papers are kept"),
}
"""The points of continuous integration."""
