"""The ends of links are found through an index: every step of a worksheet asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.catalogue import catalogue
from db.store import create_store
from db.tables import make_projection


@pytest.mark.stores("sqlite")
@pytest.mark.parametrize("side", ["source", "target"])
def test_no_table_is_read_for_the_ends_of_links(side: str, tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", bytes(range(32)), catalogue(), "office-1")
    table = make_projection(catalogue()["link"]).table.name
    with store._engine.reading() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN SELECT * FROM {table} "
            f"WHERE meta_deleted = 0 AND {side}_kind = ? AND {side} = ?",
            ("finding", "1"),
        )
        steps = [row.detail for row in plan]
    assert f"USING INDEX {table}__{side} ({side}=?)" in steps[0]
    store.close()
