"""Every vector through every entry point: describe, look inside, verify, import, salvage."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.bundle import age, inbound, inspect, tar
from app.bundle.contract import Received
from app.domain.errors import ExchangeError
from tests.unit.bundle.building import DESK, Desk, MemoryPieces

FOLDER = Path(__file__).parents[2] / "vectors" / "bundles"
INDEX: list[dict[str, Any]] = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
FOREIGN: list[dict[str, Any]] = json.loads(
    (FOLDER / "foreign" / "index.json").read_text(encoding="utf-8")
)
FACTS = ("reason", "part", "needed", "office", "task", "what")

vectors = pytest.mark.parametrize("vector", INDEX, ids=lambda vector: vector["file"])


def outcome(error: ExchangeError | None) -> str:
    return "ok" if error is None else type(error).__name__


def facts_of(error: ExchangeError | None) -> str:
    """The facts that an error carries, in one string."""
    found = [str(getattr(error, name)) for name in FACTS if hasattr(error, name)]
    return " ".join([*found, *getattr(error, "readers", ())])


def received(path: Path, **options: Any) -> tuple[Received | None, ExchangeError | None]:
    try:
        return inbound.receive(path, [DESK.reading], Desk(), **options), None
    except ExchangeError as error:
        return None, error


def counts(found: Received) -> dict[str, int]:
    """What arrived; zeros are left out."""
    every = {
        "segments": len(found.segments),
        "unsigned": sum(each.signer is None for each in found.segments),
        "pieces": len(found.pieces),
        "missing": len(found.missing),
        "unread": len(found.unread),
    }
    return {name: count for name, count in every.items() if count}


def stated(found: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in found.items() if count}


@vectors
def test_describing(vector: dict[str, Any]) -> None:
    error = None
    try:
        described = inspect.describe(FOLDER / vector["file"])
        assert described.size == (FOLDER / vector["file"]).stat().st_size
    except ExchangeError as caught:
        error = caught
    assert outcome(error) == vector["describe"]


@vectors
def test_looking_inside_never_goes_further_than_receiving(vector: dict[str, Any]) -> None:
    error = None
    try:
        inspect.look_inside(FOLDER / vector["file"], [DESK.reading])
    except ExchangeError as caught:
        error = caught
    assert error is None or outcome(error) == vector["receive"]
    assert error is None or vector["receive"] != "ok"


@vectors
def test_verifying(vector: dict[str, Any]) -> None:
    found, error = received(FOLDER / vector["file"])
    assert outcome(error) == vector["receive"]
    assert vector["reason"] in facts_of(error)
    if found is not None:
        assert found.complete
        assert counts(found) == stated(vector["found"])


@vectors
def test_importing(vector: dict[str, Any], tmp_path: Path) -> None:
    sink = MemoryPieces()
    found, error = received(FOLDER / vector["file"], sink=sink, spool=tmp_path)
    assert outcome(error) == vector["receive"]
    assert list(tmp_path.iterdir()) == []
    if found is not None:
        assert set(sink.kept) == set(found.pieces)
        assert sink.dropped == []


@vectors
def test_salvaging(vector: dict[str, Any]) -> None:
    sink = MemoryPieces()
    found, error = received(FOLDER / vector["file"], sink=sink, salvage=True)
    if vector["receive"] == "ok":
        assert found is not None
        assert found.complete
    elif vector["salvage"] is None:
        assert outcome(error) == vector["receive"]
    else:
        assert found is not None
        assert not found.complete
        assert outcome(found.damage) == vector["receive"]
        assert counts(found) == stated(vector["salvage"])
        assert set(sink.kept) == set(found.pieces)


def test_every_file_is_in_the_index_and_every_item_of_the_list_has_one() -> None:
    assert {path.name for path in FOLDER.glob("*.xjb")} == {vector["file"] for vector in INDEX}
    covered = {vector["test"] for vector in INDEX}
    assert covered >= {f"A{number}" for number in range(1, 14)}
    assert covered >= {f"B{number}" for number in range(14, 21)}


@pytest.mark.parametrize("vector", FOREIGN, ids=lambda vector: vector["file"])
def test_files_made_by_other_programs(vector: dict[str, Any]) -> None:
    path = FOLDER / "foreign" / vector["file"]
    found, error = received(path)
    assert outcome(error) == vector["receive"]
    if found is not None:
        assert counts(found) == stated(vector["found"])


def test_pyrages_file_opens_as_an_age_file() -> None:
    data = (FOLDER / "foreign" / "pyrage.xjb").read_bytes()
    header = age.parse_header(data, whole=True)
    file_key = age.unwrap(header, [age.ClassicIdentity(DESK.reading.seed)])
    source = io.BytesIO(data[header.size :])
    reader = age.PayloadReader(file_key, len(data) - header.size, source.readinto)
    plain = b"".join(bytes(batch) for batch in reader.batches())
    assert tar.read_header(plain[: tar.BLOCK])[0] == tar.MANIFEST
