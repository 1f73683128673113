"""A vault judges by the descriptions it was opened with."""

from __future__ import annotations

from pathlib import Path

from app.domain.catalogue import catalogue
from app.domain.kinds import Label, line, record_kind
from app.trust.policy import Policy
from tests.support.vaults import make_team, open_again


@record_kind("handing_over", Label("移交", "Handing over"), title="item", insert_only=True)
class HandingOver:
    """A register of one's own whose entries stand."""

    item: str | None = line(Label("材料", "Item"))


def test_joining_and_opening_again_keep_it(tmp_path: Path) -> None:
    kinds = catalogue(HandingOver)
    team = make_team(tmp_path, laptops=1, kinds=kinds)
    laptop = team.laptops[0]
    assert laptop.session.trust.policy == Policy.of(kinds)
    person = laptop.session.person
    laptop.close()
    team.laptops[0] = open_again(laptop.path, person, kinds)
    session = team.laptops[0].session
    said = session.trust.may_write(
        "handing_over", "del", "team", person, session.device, session.task
    )
    assert said == "insert-only"
    team.close()
