"""The kinds this version knows, in the order a new vault would need them."""

from __future__ import annotations

from typing import Any

from app.domain.audit import Audit
from app.domain.evidence import Custody, Evidence
from app.domain.findings import Finding
from app.domain.interviews import Interview
from app.domain.kinds import Catalogue, kind_of
from app.domain.links import Link
from app.domain.media import Medium
from app.domain.offices import Membership, Office, Person, Unit
from app.domain.reports import Report
from app.domain.tasks import Round, Task

RECORD_TYPES: tuple[type[Any], ...] = (
    Office,
    Unit,
    Person,
    Round,
    Task,
    Membership,
    Interview,
    Finding,
    Evidence,
    Custody,
    Medium,
    Report,
    Link,
    Audit,
)


def catalogue(*more: type[Any]) -> Catalogue:
    """All kinds, and ``more`` described elsewhere."""
    return Catalogue(kind_of(record_type) for record_type in (*RECORD_TYPES, *more))
