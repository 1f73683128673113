"""The team's list: a record of each person and one of his part, beside what the statement says.

The statement decides; the list is what people read, sort and print.
"""

from __future__ import annotations

from app.domain.access import Role
from app.domain.identifiers import uuid7
from app.ports import Query, Work
from app.services import records
from app.services.records import Editable
from app.services.session import Session

_ROLES = {
    Role.LEADER: "leader",
    Role.DEPUTY: "deputy",
    Role.MEMBER: "member",
    Role.LIAISON: "liaison",
}


def write_role(session: Session, work: Work, person: str, role: Role, name: str = "") -> None:
    """What somebody is in the present task's team; without records yet, with his ``name``."""
    if name and work.state("person", person) is None:
        empty = Editable("person", person, session.kind("person").empty(), is_new=True)
        records.write(session, work, empty, {"name": name})
    wanted = _ROLES.get(role, "member")
    query = Query("membership", task=session.task, equals={"person": person}, limit=1)
    known = session.store.rows(query)
    if known:
        records.write(
            session, work, records.load(session, "membership", known[0].id), {"role": wanted}
        )
        return
    blank = session.kind("membership").empty()
    new = Editable("membership", uuid7(), blank, is_new=True)
    records.write(session, work, new, {"person": person, "role": wanted})
