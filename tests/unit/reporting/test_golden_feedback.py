"""The feedback letter against the file that a person has looked at.

``GOLDEN_REFRESH=1 python -m pytest tests/unit/reporting/test_golden_feedback.py`` writes the file
anew. Such a run always fails, so that the switch cannot be left on; on a build server (``CI`` set)
nothing is written.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.domain.feedback import STATIONED_WORDING
from app.reporting.feedback import build_feedback
from app.reporting.fonts import shipped_fonts
from tests.unit.reporting import feedback_samples as samples
from tests.unit.reporting import pdf_reading as reading

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
REFRESH = bool(os.environ.get("GOLDEN_REFRESH"))
BUILD_SERVER = bool(os.environ.get("CI"))


@pytest.mark.parametrize("name", ["feedback-inspection", "feedback-stationed"])
def test_the_letter_is_the_one_that_was_looked_at(name: str) -> None:
    path = GOLDEN / f"{name}.pdf"
    report = samples.report(points=2, rows=5)
    if name == "feedback-stationed":
        report = samples.report(
            points=1,
            rows=0,
            wording=STATIONED_WORDING,
            title="关于进驻巡查柳河镇的反馈意见",
            signature="清源区纪委第二纪工委",
            opening=("根据年度计划，2024年5月6日至5月24日，第二纪工委对柳河镇进行了进驻巡查。",),
            overall=("巡查认为，柳河镇班子总体团结，作风较好。",),
            marking="",
        )
    pdf = build_feedback(report, shipped_fonts(), created=samples.CREATED).pdf
    if REFRESH:
        refresh(path, pdf)
    golden = path.read_bytes()
    # Builds of zlib compress differently; then what was compressed must be the same.
    assert pdf == golden or reading.inflated(pdf) == reading.inflated(golden)


def refresh(path: Path, pdf: bytes) -> None:
    """Write the golden file and fail, whatever it holds."""
    if not BUILD_SERVER:
        path.write_bytes(pdf)
    pytest.fail(f"{path.name} written anew: look at it, then run without GOLDEN_REFRESH")


def test_a_changed_letter_is_noticed() -> None:
    """The comparison sees one changed character even when it ignores compression."""
    report = samples.report(points=2, rows=5, number="清巡三反馈〔2024〕7号")
    pdf = build_feedback(report, shipped_fonts(), created=samples.CREATED).pdf
    golden = (GOLDEN / "feedback-inspection.pdf").read_bytes()
    assert reading.inflated(pdf) != reading.inflated(golden)
