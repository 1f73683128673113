"""How far a record has come, in a word or two, for lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from app.journal.delivery import Stage
from app.ports import Row
from app.services import exchange
from app.services.exchange import Arriving
from app.services.session import Session


def stage_word(stage: Stage) -> str:
    """One word for a stage."""
    translate = QCoreApplication.translate
    return {
        Stage.HERE: translate("Stages", "仅本机"),
        Stage.CARRIED: translate("Stages", "已带出"),
        Stage.LEADER: translate("Stages", "组长已收"),
        Stage.OFFICE: translate("Stages", "办公室已收"),
        Stage.ARCHIVED: translate("Stages", "已归档"),
    }[stage]


def short_stage_word(stage: Stage) -> str:
    """The same for a narrow column: where a record has come to."""
    translate = QCoreApplication.translate
    return {
        Stage.HERE: translate("ShortStages", "本机"),
        Stage.CARRIED: translate("ShortStages", "带出"),
        Stage.LEADER: translate("ShortStages", "组长"),
        Stage.OFFICE: translate("ShortStages", "办公室"),
        Stage.ARCHIVED: translate("ShortStages", "归档"),
    }[stage]


@dataclass(frozen=True)
class Delivery:
    """What a list says of its records: read at one moment, in the background."""

    stages: Mapping[str, Stage] = field(default_factory=dict)
    arriving: Mapping[str, Arriving] = field(default_factory=dict)

    def word(self, row: Row) -> str:
        """未到 3/7 (its file), or how far the record has come; nothing for what others wrote."""
        if (file := self.arriving.get(str(row.values.get("file")))) is not None:
            translate = QCoreApplication.translate
            return translate("ShortStages", "未到 {here}/{of}").format(here=file.here, of=file.of)
        stage = self.stages.get(row.id)
        return "" if stage is None else short_stage_word(stage)


def delivery_of(session: Session, kind: str) -> Delivery:
    """May take a moment. An office tells nobody how far its own words have come."""
    known = session.role == "team" and session.papers is not None
    stages = exchange.stages(session, kind) if known else {}
    arriving = exchange.partly_arrived(session) if kind == "evidence" else {}
    return Delivery(stages, arriving)
