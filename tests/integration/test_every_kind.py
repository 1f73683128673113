"""What follows from a description works for every kind: write, read, list, search, form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.catalogue import catalogue
from app.domain.kinds import Kind, Shape
from app.ports import Query
from app.services import records
from tests.support.examples import example_values
from tests.support.vaults import Team, make_team
from ui.application import make_application
from ui.widgets.standard_form import StandardForm

KINDS = list(catalogue().values())
EDITED = [kind for kind in KINDS if not kind.insert_only]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("kinds"), laptops=1)
    yield made
    made.close()


@pytest.mark.parametrize("kind", EDITED, ids=lambda kind: kind.name)
def test_written_read_listed_changed(team: Team, kind: Kind) -> None:
    session = team.laptops[0].session
    values = example_values(kind, session.codes, 1)
    new = records.new(session, kind.name)
    records.save(session, new, values)
    row = session.store.row(kind.name, new.id)
    assert row is not None
    for field in kind.open_fields:
        assert row.values[field.name] == values[field.name], field.name
    assert set(row.boxes) == set(kind.sealed_groups)
    assert new.id in [found.id for found in session.store.rows(Query(kind.name))]
    loaded = records.load(session, kind.name, new.id)
    other = example_values(kind, session.codes, 2, sealed=False)
    records.save(session, loaded, other)
    again = session.store.row(kind.name, new.id)
    assert again is not None
    assert dict(again.values) == other
    unchanged = records.save(session, records.load(session, kind.name, new.id), other)
    assert unchanged.changes.operations == 0


@pytest.mark.parametrize("kind", EDITED, ids=lambda kind: kind.name)
def test_searchable_fields_are_found_and_sealed_ones_are_not(team: Team, kind: Kind) -> None:
    session = team.laptops[0].session
    values = example_values(kind, session.codes, 77)
    new = records.new(session, kind.name)
    records.save(session, new, values)
    for field in kind.fields:
        if field.shape is not Shape.LINE:
            continue
        hits = session.store.search(str(values[field.name]), [kind.name])
        assert (new.id in [hit.id for hit in hits]) == field.search, field.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_standard_form_gives_back_what_it_was_given(team: Team, kind: Kind) -> None:
    application = make_application()
    assert isinstance(application, QApplication)
    codes = team.laptops[0].session.codes
    form = StandardForm(kind, codes)
    values = example_values(kind, codes, 3)
    form.load(values)
    shown = form.values()
    assert shown == {name: values[name] for name in shown}
    assert not form.problems()
    form.deleteLater()


def test_after_all_of_it_the_tables_equal_the_journal(team: Team) -> None:
    team.laptops[0].session.store.check()
