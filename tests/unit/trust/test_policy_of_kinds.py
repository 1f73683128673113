"""Which kinds nobody may change follows from their descriptions."""

from __future__ import annotations

from app.domain.catalogue import catalogue
from app.domain.kinds import Label, line, record_kind
from app.trust.policy import Policy
from app.trust.view import Trust
from tests.unit.trust.test_view import PAPER, ROOT


@record_kind("handing_over", Label("移交", "Handing over"), title="item", insert_only=True)
class HandingOver:
    """A register of one's own whose entries stand."""

    item: str | None = line(Label("材料", "Item"))


def test_the_kinds_of_this_version_say_it_themselves() -> None:
    described = {name for name, kind in catalogue().items() if kind.insert_only}
    assert described == {"audit", "custody"}
    assert Policy.of().insert_only == described
    assert Trust.load([ROOT], [PAPER]).policy == Policy.of()


def test_a_register_that_is_added_needs_no_second_list() -> None:
    assert Policy.of(catalogue(HandingOver)).insert_only == {"audit", "custody", "handing_over"}
