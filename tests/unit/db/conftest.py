"""The tests of the store run on both databases unless the marker ``stores`` says otherwise."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _on_both(store_on: str) -> None:
    """Every test here is about a store."""
