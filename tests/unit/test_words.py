"""Every error has words, in both languages, and no words leak what an exception says."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from app.domain import errors
from app.domain.errors import Problem, XunjiError
from app.domain.kinds import Label
from app.words import ERRORS, PROBLEMS, REASONS, problem_words, words


def _classes(root: type[XunjiError]) -> Iterator[type[XunjiError]]:
    yield root
    for below in root.__subclasses__():
        yield from _classes(below)


def _example(cls: type[XunjiError]) -> XunjiError:
    if not dataclasses.is_dataclass(cls):
        return cls()
    samples = {
        "Path": Path("/media/usb/a.xjb"),
        "int": 7,
        "str": "SAMPLE",
        "tuple[str, ...]": ("甲", "乙"),
        "tuple[tuple[str, str], ...]": (("finding", "1"),),
        "tuple[Problem, ...]": (Problem("title", "required"),),
    }
    return cls(**{field.name: samples[str(field.type)] for field in dataclasses.fields(cls)})


ALL = sorted(set(_classes(XunjiError)), key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", ALL, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_error_class_has_its_own_words(cls: type[XunjiError], language: str) -> None:
    assert cls in ERRORS
    said = words(_example(cls), language)
    assert said.sentence
    assert said.sentence.endswith(("。", ".", "gz", "xjb", "SAMPLE"))
    assert "{" not in said.sentence + said.hint
    assert bool(re.search("[一-鿿]", said.sentence)) is (language == "zh")


@pytest.mark.parametrize("cls", ALL, ids=lambda cls: cls.__name__)
def test_format_strings_name_only_facts_of_their_class(cls: type[XunjiError]) -> None:
    facts = {"class_name"}
    if dataclasses.is_dataclass(cls):
        facts |= {field.name for field in dataclasses.fields(cls)}
    entries = [ERRORS[cls], *REASONS.get(cls, {}).values()]
    for entry in entries:
        for text in (*entry.sentence, *entry.hint):
            assert {name for _, name, _, _ in Formatter().parse(text) if name} <= facts


def test_both_languages_use_the_same_facts() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for entry in ERRORS.values():
        assert names(entry.sentence.zh) == names(entry.sentence.en)
        assert names(entry.hint.zh) == names(entry.hint.en)
    for label in PROBLEMS.values():
        assert names(label.zh) == names(label.en)


def test_an_unknown_exception_shows_its_class_and_never_its_text() -> None:
    said = words(RuntimeError("王小明 said so"), "zh")
    assert "王小明" not in said.sentence + said.hint
    assert "RuntimeError" in said.hint


def test_a_known_reason_has_its_own_sentence() -> None:
    known = words(errors.BundleRefusedError("header-too-long"), "en")
    other = words(errors.BundleRefusedError("manifest-set"), "en")
    assert known.sentence == "The header of the bundle is too long."
    assert "manifest-set" in other.sentence


def test_problem_words() -> None:
    assert problem_words(Problem("title", "too-long", "200"), "zh") == "太长了，最多 200 个字。"
    assert "odd-rule" in problem_words(Problem("title", "odd-rule"), "en")


def test_every_rule_in_the_program_has_words() -> None:
    root = Path(errors.__file__).parents[2]
    sources = [path for part in ("app", "ui", "db") for path in (root / part).rglob("*.py")]
    texts = [path.read_text("utf-8") for path in sources]
    rules = {rule for text in texts for rule in re.findall(r'Problem\([^()]+, "([a-z_-]+)"', text)}
    assert "required" in rules
    assert rules <= set(PROBLEMS)


def _labels() -> Iterator[Label]:
    for entry in [*ERRORS.values(), *(e for found in REASONS.values() for e in found.values())]:
        yield from entry
    yield from PROBLEMS.values()


def test_english_has_no_marks_that_a_chinese_font_draws_full_width() -> None:
    marks = re.compile("[“”‘’，。；：！？、（）《》\u3000]")
    found = [label.en for label in _labels() if marks.search(label.en)]
    assert found == []
    assert any(marks.search(label.zh) for label in _labels())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nobody_is_told_to_wait_no_time(language: str) -> None:
    assert "0" not in words(errors.WrongPassphraseError(1, 0), language).hint
    assert "4" in words(errors.WrongPassphraseError(3, 4), language).hint
