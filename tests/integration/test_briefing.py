"""What an office repeats for its teams decides nothing."""

from __future__ import annotations

from pathlib import Path

from app.ports import Query
from app.services import conflicts, exchange, records
from tests.support.vaults import make_team


def test_an_export_does_not_decide_a_conflict(tmp_path: Path) -> None:
    team = make_team(tmp_path, laptops=1)
    office, laptop = team.office.session, team.laptops[0].session
    (unit,) = office.store.rows(Query("unit"))
    for session, head in ((office, "甲"), (laptop, "乙")):
        before = records.load(session, "unit", unit.id)
        records.save(session, before, {"head": head})
    team.carry(team.laptops[0])
    assert conflicts.open_questions(team.at_office) == [("unit", unit.id)]
    exchange.export(team.at_office, team.stick)
    assert conflicts.open_questions(team.at_office) == [("unit", unit.id)]
    heads = conflicts.choices(team.at_office, "unit", unit.id, "head").choices
    assert {choice.value["head"] for choice in heads} == {"甲", "乙"}  # type: ignore[index,call-overload]
    team.close()
