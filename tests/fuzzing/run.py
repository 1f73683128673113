"""Fuzz the readers of everything that comes from outside.

    python tests/fuzzing/run.py                        a minute for each target
    python tests/fuzzing/run.py --seconds 600 archive  longer, one target
    python tests/fuzzing/run.py --plain                without coverage guidance

With the library ``atheris`` at hand (``pip install --group fuzz``; Python 3.11 to 3.13 on Linux
x86-64) coverage guides the changes; without it the plain driver of the tests runs on. One line for
each target: executions, executions a second, lines of the reader reached, findings. What was found
lies in ``build/fuzzing/findings/TARGET``; put it into ``tests/fuzzing/corpus/TARGET`` as
``found-<about>`` once the defect is known. The exit code is 1 if anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

NAMES = (
    "age-header",
    "age-file",
    "tar",
    "archive",
    "manifest",
    "segment",
    "signature",
    "papers",
    "json",
)
WORK = ROOT / "build" / "fuzzing"
GUIDED = importlib.util.find_spec("atheris") is not None
_EXECUTED = re.compile(r"stat::number_of_executed_units: (\d+)")
_EDGES = re.compile(r"\bcov: (\d+)")


def main(arguments: Sequence[str]) -> int:
    chosen = _parse(arguments)
    if chosen.step:
        return _STEPS[chosen.step](chosen.targets[0], chosen.seconds, chosen.seed)
    guided = GUIDED and not chosen.plain
    say("coverage-guided" if guided else "plain driver, without coverage guidance")
    found = [_report(name, chosen, guided) for name in chosen.targets or NAMES]
    return 1 if any(found) else 0


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    parser.add_argument("--plain", action="store_true", help="without coverage guidance")
    parser.add_argument("--seed", type=int, default=1, help="of the changes (default: 1)")
    parser.add_argument("--step", choices=sorted(_STEPS), help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.targets) - set(NAMES):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    return chosen


def _report(name: str, chosen: argparse.Namespace, guided: bool) -> bool:
    """Run one target in a process of its own and say what came of it."""
    started = time.monotonic()
    before = set(_findings(name))
    output = _child(name, "guided" if guided else "plain", chosen)
    seconds = time.monotonic() - started
    found = sorted(set(_findings(name)) - before)
    executed = _EXECUTED.search(output)
    count = int(executed[1]) if executed else 0
    edges = [int(number) for number in _EDGES.findall(output)]
    lines = _child(name, "lines", chosen).strip().splitlines()[-1:]
    say(
        f"{name:<11} {count:>9} executions {count / max(seconds, 1):>7.0f}/s"
        f"  {f'{edges[-1]} edges  ' if edges else ''}{' '.join(lines)}"
        f"  findings: {len(found)}",
    )
    if found or not executed:
        say("\n".join(output.splitlines()[-25:]))
    for path in found:
        say(f"  {path.relative_to(ROOT)}")
    return bool(found) or not executed


def _child(name: str, step: str, chosen: argparse.Namespace) -> str:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        command = [sys.executable, __file__, "--step", step, name]
        command += ["--seconds", str(chosen.seconds), "--seed", str(chosen.seed)]
        done = subprocess.run(
            command,
            env={**os.environ, "TMPDIR": scratch},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return done.stdout.decode("utf-8", "replace")


def _findings(name: str) -> Iterable[Path]:
    return (WORK / "findings" / name).glob("*")


def _folders(name: str) -> tuple[Path, Path]:
    """Where inputs of new coverage are kept, and where findings are."""
    grown, findings = WORK / "corpus" / name, WORK / "findings" / name
    for folder in (grown, findings):
        folder.mkdir(parents=True, exist_ok=True)
    return grown, findings


def _guided(name: str, seconds: int, seed: int) -> int:
    """Hand the process over to libFuzzer; it ends the process itself."""
    import atheris

    with atheris.instrument_imports(include=["app"]):
        from tests.fuzzing import mutation
        from tests.fuzzing.targets import CORPUS, TARGETS, seeds
    target = TARGETS[name]
    grown, findings = _folders(name)
    for data in seeds(name).values():
        (grown / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)

    def once(data: bytes) -> None:
        target.check(data)

    def change(data: bytes, longest: int, drawn: int) -> bytes:
        rng = random.Random(drawn)
        if rng.random() < 0.4:
            return bytes(atheris.Mutate(data, longest))
        return mutation.MUTATORS[name](data, rng)[:longest]

    options = (
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-max_len={target.longest}",
        f"-artifact_prefix={findings}{os.sep}",
        "-timeout=20",
        "-rss_limit_mb=1024",
        "-print_final_stats=1",
    )
    atheris.Setup(
        [sys.argv[0], *options, str(grown), str(CORPUS / name)], once, custom_mutator=change
    )
    atheris.Fuzz()
    return 0


def _plain(name: str, seconds: int, seed: int) -> int:
    """The driver of the tests, for a time."""
    from tests.fuzzing import driver

    _, findings = _folders(name)
    end = time.monotonic() + seconds
    run = driver.run(name, driver.inputs(name, seed), lambda _: time.monotonic() > end)
    for data, error in run.findings[:50]:
        path = findings / f"plain-{hashlib.sha256(data).hexdigest()[:16]}"
        path.write_bytes(data)
        traceback.print_exception(error)
    say(f"stat::number_of_executed_units: {run.executions}")
    return 0


def _lines(name: str, seconds: int, seed: int) -> int:
    """Run the committed and the grown corpus and say how many lines of the reader were reached."""
    reached: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _what: Any) -> Any:
        if not frame.f_code.co_filename.startswith(str(ROOT / "app")):
            return None
        if event == "line":
            reached.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    import threading

    threading.settrace(trace)
    sys.settrace(trace)
    from tests.fuzzing.targets import TARGETS, seeds

    target = TARGETS[name]
    for data in [*seeds(name).values(), *(p.read_bytes() for p in _folders(name)[0].iterdir())]:
        try:
            target.check(data)
        except Exception:  # noqa: BLE001  (findings are reported by the run itself)
            continue
    sys.settrace(None)
    threading.settrace(None)
    known = {
        (str(ROOT / source), line) for source in target.sources for line in _code(ROOT / source)
    }
    say(f"{len(known & reached)} of {len(known)} lines")
    return 0


def _code(path: Path) -> set[int]:
    """Lines of the functions in a module: what importing alone does not run."""
    found: set[int] = set()
    waiting = [compile(path.read_bytes(), str(path), "exec")]
    module = waiting[0]
    while waiting:
        code = waiting.pop()
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
        if code is not module and "__qualname__" not in code.co_names[:2]:
            found |= {line for _, _, line in code.co_lines() if line and line > code.co_firstlineno}
    return found


_STEPS = {"guided": _guided, "plain": _plain, "lines": _lines}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
