"""Paper files written by released versions, each with its stated outcome."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import TrustError
from app.trust.fingerprint import fingerprint
from app.trust.papers import EXTENSION, papers_of, read_papers, write_papers
from app.trust.request import accept_request
from app.trust.signed import Paper
from app.trust.view import Trust

FOLDER = Path(__file__).parents[2] / "vectors" / "trust"
VECTORS: dict[str, dict[str, Any]] = json.loads((FOLDER / "expectations.json").read_bytes())


def take_in(papers: tuple[Paper, ...], trust: Trust | None, today: date) -> Trust:
    """As a vault does: the first file brings the roots, later ones are added."""
    return (trust or Trust.load(papers_of(papers, "root"))).take_in(papers, today)


def read(name: str) -> bytes:
    return (FOLDER / f"{name}{EXTENSION}").read_bytes()


def outcome(name: str) -> dict[str, Any]:
    """What happens to a vector's file, in the words of the expectations."""
    today = date.fromisoformat(VECTORS[name]["today"])
    trust: Trust | None = None
    for before in VECTORS[name]["after"]:
        trust = take_in(read_papers(read(before)), trust, today)
    try:
        papers = read_papers(read(name))
        if papers[0].kind == "request":
            device = accept_request(papers[0]).device
            return {"device": device, "fingerprint": fingerprint(papers[0])}
        return facts(take_in(papers, trust, today), papers)
    except TrustError as error:
        return {"refused": str(error.reason)}


def facts(trust: Trust, papers: tuple[Paper, ...]) -> dict[str, Any]:
    """The facts an expectation may name."""
    ((task, statement),) = trust.statements.items()
    return {
        "task": task,
        "statement": statement.version,
        "devices": len(trust.devices(task)),
        "root": trust.root.version,
        "fingerprint": fingerprint(papers[0]),
    }


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_a_vector_ends_as_stated(name: str) -> None:
    expected = VECTORS[name]["expect"]
    found = outcome(name)
    assert {key: found.get(key) for key in expected} == expected
    assert ("refused" in found) == ("refused" in expected)


def test_every_file_has_an_expectation() -> None:
    assert {path.stem for path in FOLDER.glob(f"*{EXTENSION}")} == set(VECTORS)
    assert len(VECTORS) >= 20


@pytest.mark.parametrize("name", sorted(set(VECTORS) - {"cut", "longer"}))
def test_a_vector_is_written_again_byte_for_byte(name: str) -> None:
    assert write_papers(read_papers(read(name))) == read(name)
