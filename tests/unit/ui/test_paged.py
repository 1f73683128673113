"""The paged model: honest count, few reads, bounded memory."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.ports import Query
from tests.gui.support.gallery import FINDING, Rows, code_lists
from ui.item_models.paged import PAGE, PAGES_KEPT, PagedModel
from ui.widgets.standard_ledger import columns_of


def _model(total: int) -> tuple[PagedModel, Rows]:
    source = Rows(total)
    columns = columns_of(FINDING, code_lists(), lambda kind, id: f"{kind}:{id}")
    return PagedModel(columns, source.count, source.rows, Query("finding")), source


def _text(model: QAbstractItemModel, row: int, column: int) -> str:
    return str(model.index(row, column).data())


def test_nothing_is_read_until_something_is_shown() -> None:
    model, source = _model(100_000)
    assert model.rowCount() == 100_000
    assert source.reads == []
    assert _text(model, 54_321, 0) == "问题-3-54322"
    assert source.reads == [(54_321 // PAGE * PAGE, PAGE)]


def test_pages_kept_are_bounded_and_used_again() -> None:
    model, source = _model(100_000)
    for page in range(PAGES_KEPT + 5):
        model.row_at(page * PAGE)
    assert len(source.reads) == PAGES_KEPT + 5
    model.row_at((PAGES_KEPT + 4) * PAGE)
    assert len(source.reads) == PAGES_KEPT + 5
    model.row_at(0)
    assert len(source.reads) == PAGES_KEPT + 6


def test_sorting_asks_the_store() -> None:
    model, _ = _model(1_000)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert model.query.order_by == "number"
    assert model.query.descending
    assert _text(model, 0, 0) == "问题-3-1000"


def test_a_record_is_found_near_a_row() -> None:
    model, _ = _model(1_000)
    assert model.find("id-555", near=500) == 555
    assert model.find("id-5", near=999) == -1 or model.find("id-5", near=999) == 5


def test_a_row_that_vanished_since_the_count_is_blank() -> None:
    model, source = _model(300)
    source.total = 250
    assert _text(model, 299, 0) == ""


def test_the_model_keeps_qts_rules(qtmodeltester: object) -> None:
    model, _ = _model(450)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(1)
    model.show(Query("finding", text="nothing"))
    assert model.rowCount() == 0
    del tester
