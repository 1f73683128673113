"""Killed at the steps of export and import: the short form of ``faults.py``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cases.dying import found
from tests.cases.fault_points import JOBS, SHORT
from tests.cases.fault_recovery import Faults
from tests.cases.fault_scene import prepare


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    scene = tmp_path_factory.mktemp("faults") / "scene"
    prepare(scene)
    with Faults(scene) as made:
        yield made


@pytest.mark.parametrize("name", SHORT["export"])
def test_an_export_that_was_killed(faults: Faults, name: str) -> None:
    """Case 56. What was cut goes out again as it is, no log forks, nothing counts as carried that
    is in no whole file, and half a file is no file.
    """
    faults.try_point("export", name)


@pytest.mark.parametrize(
    ("job", "name"), [(job, name) for job in ("import", "briefed") for name in SHORT[job]]
)
def test_an_import_that_was_killed(faults: Faults, job: str, name: str) -> None:
    """Case 58. It runs again and is the same as an undisturbed one: nothing twice, no orphans,
    papers believed, log entered.
    """
    faults.try_point(job, name)


@pytest.mark.parametrize("job", JOBS)
def test_killed_at_any_change_of_a_disk(faults: Faults, job: str) -> None:
    """The middle one of all events; the long form takes each."""
    events = faults.count(job)
    assert events > 20
    faults.try_event(job, events // 2)


@pytest.mark.parametrize("job", JOBS)
def test_a_job_that_is_not_killed_is_no_fault(faults: Faults, job: str) -> None:
    with pytest.raises(AssertionError, match="never came to"):
        faults.try_point(job, next(reversed(SHORT[job])), call=10_000)


@pytest.mark.parametrize("job", JOBS)
def test_every_step_of_the_long_form_exists(job: str) -> None:
    assert all(callable(found(point)[2]) for point in JOBS[job].values())
    assert set(SHORT[job]) < set(JOBS[job])
