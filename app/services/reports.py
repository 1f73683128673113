"""The feedback report: what a person wrote about it, and the findings chosen, as a letter.

The letter is made of the findings' feedback wording only. Interviews, identities, responsible
persons and sources are never read here, so they cannot get in.
"""

from __future__ import annotations

from app.domain.errors import InputError, Problem
from app.domain.feedback import (
    INSPECTION_WORDING,
    STATIONED_WORDING,
    Chapter,
    FeedbackReport,
    FeedbackWording,
    FindingRow,
    Point,
)
from app.domain.kinds import Values
from app.ports import Query, Row
from app.services import audit, findings, links, records, tasks
from app.services.records import Editable
from app.services.session import Session


def start(session: Session) -> Editable:
    """A new report, filled with what the task already says and every approved finding."""
    task = tasks.current(session)
    unit = session.store.row("unit", task.unit) if task and task.unit else None
    name = str(unit.values["name"] or "") if unit else ""
    wording = _wording(session)
    office = next(iter(session.store.rows(Query("office"))), None)
    team = (task.team if task else None) or ""
    district = str(office.values["district"] or "") if office else ""
    return records.new(
        session,
        "report",
        title=f"关于{wording.activity}{name}的反馈意见",
        addressee=(unit.values["party_organisation"] or name) if unit else None,
        opening=_opening(session, name, team),
        findings=tuple(row.id for row in candidates(session) if _ready(row)),
        signature=f"{district}{team}" or None,
        dated=session.clock.now().date(),
    )


def candidates(session: Session) -> list[Row]:
    """Findings of the present task that propose feedback, in the order of their numbers."""
    rows = session.store.rows(
        Query("finding", task=session.task, order_by="number", descending=False)
    )
    return [row for row in rows if row.values["proposal"] in (None, "feedback")]


def compose(session: Session, report: Values) -> FeedbackReport:
    """The letter for these values of a report.

    Raises InputError naming the findings without feedback wording, ConflictOpenError for findings
    with an open question.
    """
    chosen = [row for row in candidates(session) if row.id in report["findings"]]
    unworded = tuple(
        Problem("findings", "no-feedback-text", str(row.values["number"] or row.values["title"]))
        for row in chosen
        if not (row.values["feedback_text"] or "").strip()
    )
    if unworded:
        raise InputError("report", unworded)
    for row in chosen:
        findings.require_settled(session, row.id)
    return FeedbackReport(
        title=report["title"] or "",
        addressee=report["addressee"] or "",
        signature=report["signature"] or "",
        dated=report["dated"] or session.clock.now().date(),
        wording=_wording(session),
        opening=_lines(report["opening"]),
        overall=_lines(report["overall"]),
        chapters=_chapters(session, chosen),
        suggestions=_lines(report["suggestions"]),
        requirements=_lines(report["requirements"]),
        leads_transferred=report["leads_transferred"] == "transferred",
        findings=tuple(_finding_row(session, row) for row in chosen),
    )


def note_export(session: Session, report: str, file_name: str) -> None:
    """Log that the document leaves the program, before it does."""
    audit.note_alone(session, "printed", subject=("report", report), words=file_name)


def _wording(session: Session) -> FeedbackWording:
    task = tasks.current(session)
    stationed = task is not None and task.wording == "xuncha_stationed"
    return STATIONED_WORDING if stationed else INSPECTION_WORDING


def _opening(session: Session, unit: str, team: str) -> str:
    task = tasks.current(session)
    activity = _wording(session).activity
    if task is None or task.enters_on is None or task.leaves_on is None:
        return ""
    start, end = task.enters_on, task.leaves_on
    same_year = "" if start.year == end.year else f"{end.year}年"
    return (
        f"根据统一部署，{start.year}年{start.month}月{start.day}日至"
        f"{same_year}{end.month}月{end.day}日，{team}对{unit}开展了{activity}。"
        f"现将{activity}情况反馈如下。"
    )


def _ready(row: Row) -> bool:
    return row.values["state"] in ("reviewed", "approved") and bool(row.values["feedback_text"])


def _chapters(session: Session, chosen: list[Row]) -> tuple[Chapter, ...]:
    """One chapter for each axis in the order of the code list; what has none comes last."""
    axes = session.codes.codes("finding_axis")
    groups = [(label.zh, code) for code, label in axes.items()]
    chapters = [
        Chapter(heading, tuple(_point(row) for row in chosen if row.values["axis"] == code))
        for heading, code in groups
    ]
    rest = tuple(_point(row) for row in chosen if row.values["axis"] not in axes)
    if rest:
        chapters.append(Chapter("其他方面", rest))
    return tuple(chapter for chapter in chapters if chapter.points)


def _point(row: Row) -> Point:
    return Point(title=row.values["title"] or "", text=row.values["feedback_text"] or "")


def _finding_row(session: Session, row: Row) -> FindingRow:
    category = row.values["category"]
    evidence = [
        str(end.row.values["number"] or "")
        for end in links.targets(session, "finding", row.id)
        if end.kind == "evidence" and end.row is not None
    ]
    return FindingRow(
        problem=row.values["title"] or "",
        manifestation=row.values["feedback_text"] or "",
        category=session.codes.label("finding_category", category).zh if category else "",
        evidence=tuple(number for number in evidence if number),
    )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
