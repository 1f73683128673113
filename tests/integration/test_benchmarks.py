"""The benchmarks run and print what they promise. What they say is nothing a test may judge."""

from __future__ import annotations

import json
import shutil

import pytest

from app import cli


@pytest.mark.skipif(not shutil.which("age"), reason="the tool it is measured against is not here")
def test_the_bundle_benchmark_prints_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "bundle", "--small", "--json"]) == cli.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["machine"]["cores"]
    assert found["bundle"]["load"]["records"] == 50
    for name in ("export", "import"):
        assert set(found["bundle"][name]["ratio"]) == {"median", "min", "max"}
        for side in ("ours", "peer"):
            assert {"seconds", "peak_mib"} <= set(found["bundle"][name][side])


@pytest.mark.parametrize("name", ["merge", "rebuild", "start"])
def test_the_other_benchmarks_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", name, "--small", "--json"]) == cli.DONE
    assert json.loads(capsys.readouterr().out)[name]["ratio"]["median"] > 0


def test_without_a_name_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--json"]) == cli.DONE
    named = json.loads(capsys.readouterr().out)["benchmarks"]
    assert set(named) == {
        "all",
        "bundle",
        "evidence",
        "large",
        "merge",
        "rebuild",
        "server",
        "start",
        "unlock",
    }
    assert all(named.values())
