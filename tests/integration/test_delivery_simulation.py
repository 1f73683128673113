"""The short form of the delivery simulation; ``tests/simulation/delivery.py`` runs the long one."""

from __future__ import annotations

import pytest

from tests.simulation import delivery

RUNS = 150


def test_nothing_is_lost_on_the_way() -> None:
    """Cases 21, 34, 36, 57, 63 and 64 as a model: whatever lives reaches the office."""
    counts = delivery.simulate(RUNS)
    assert delivery.rare(counts, RUNS) == []
    assert counts["deliver"] > 2_000


@pytest.mark.parametrize("mutant", delivery.MUTANTS)
def test_a_broken_rule_is_caught(mutant: str) -> None:
    assert not delivery.survives(mutant, RUNS)
