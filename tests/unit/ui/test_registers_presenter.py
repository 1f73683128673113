"""Which registers a vault shows, and who may write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.domain.catalogue import catalogue
from app.domain.kinds import Label, line, record_kind
from tests.support.vaults import make_laptop, make_office
from ui.screens.registers.presenter import RegistersPresenter


@record_kind("loan", Label("调阅登记", "Loan register"), title="title")
class Loan:
    """A register nobody made a screen for."""

    title: str | None = line(Label("材料名称", "Document"), required=True)


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Opened]:
    made = make_laptop(tmp_path / "laptop", "许文澜", kinds=catalogue(Loan))
    yield made
    made.close()


def test_a_register_without_a_screen_is_shown_and_written_here(laptop: Opened) -> None:
    presenter = RegistersPresenter(laptop.session)
    names = [kind.name for kind in presenter.kinds()]
    registers = ["unit", "round", "person", "task", "membership", "medium", "loan"]
    assert names == [*registers, "custody", "audit"]
    writable = [kind.name for kind in presenter.kinds() if presenter.may_write(kind)]
    assert writable == ["unit", "medium", "loan"]


def test_the_office_writes_what_laptops_read(tmp_path: Path) -> None:
    office = make_office(tmp_path / "office")
    presenter = RegistersPresenter(office.session)
    writable = [kind.name for kind in presenter.kinds() if presenter.may_write(kind)]
    office.close()
    assert writable == ["unit", "round", "person", "medium"]
