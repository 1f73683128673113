"""The translation check finds what is stale, missing, or would never match at run time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTranslator
from pytestqt.qtbot import QtBot
from translatable_text import Message, read_file
from translations import Catalogue

SCREEN = '''
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

STAGES = [QT_TRANSLATE_NOOP("Stages", "谈话记录")]


class Findings(QObject):
    """说明文字不翻译。"""

    def texts(self, count: int) -> list[str]:
        return [
            self.tr("共 %n 个问题", "", count),
            self.tr("姓名：{name}").format(name="x"),
            self.tr("很长的" "一句话"),
            self.tr("打开", "菜单"),
            QCoreApplication.translate("Door", "取消"),
        ]
'''

ENGLISH: dict[str, str | list[str]] = {
    "谈话记录": "Interviews",
    "共 %n 个问题": ["%n finding", "%n findings"],
    "姓名：{name}": "Name: {name}",
    "很长的一句话": "A long sentence",
    "打开": "Open",
    "取消": "Cancel",
}


@pytest.fixture(scope="module")
def complete_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one screen and complete English."""
    root = tmp_path_factory.mktemp("complete")
    (root / "ui").mkdir()
    (root / "ui" / "findings.py").write_text(SCREEN, "utf-8")
    catalogue = Catalogue(root)
    catalogue.update()
    catalogue.fill([_english(message) for message in catalogue.unfinished()])
    catalogue.update()
    return root


@pytest.fixture
def project(complete_project: Path, tmp_path: Path) -> Catalogue:
    """A copy of the complete project, for each test to spoil."""
    return Catalogue(Path(copytree(complete_project, tmp_path / "project")))


def _english(message: Message) -> dict[str, object]:
    return {
        "context": message.context,
        "source": message.source,
        "comment": message.comment,
        "english": ENGLISH[message.source],
    }


def _change(project: Catalogue, old: str, new: str) -> None:
    screen = project.sources / "findings.py"
    text = screen.read_text("utf-8")
    assert old in text
    screen.write_text(text.replace(old, new), "utf-8")


def test_complete_english_has_no_problem(project: Catalogue) -> None:
    assert project.problems() == []


def test_the_compiled_file_translates_at_run_time(project: Catalogue, qtbot: QtBot) -> None:
    translator = QTranslator()
    assert translator.load(str(project.compiled))
    QCoreApplication.installTranslator(translator)
    try:
        findings = type("Findings", (QObject,), {})()
        assert findings.tr("共 %n 个问题", "", 1) == "1 finding"
        assert findings.tr("共 %n 个问题", "", 3) == "3 findings"
        assert findings.tr("打开", "菜单") == "Open"
        assert QCoreApplication.translate("Stages", "谈话记录") == "Interviews"
    finally:
        QCoreApplication.removeTranslator(translator)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"取消"', '"关闭"', "does not match ui/"),
        ('            QCoreApplication.translate("Door", "取消"),\n', "", "does not match ui/"),
        ('self.tr("姓名：{name}")', 'self.tr(f"姓名：{count}")', "one plain text"),
        ('self.tr("打开", "菜单")', 'self.tr("打开".strip(), "菜单")', "one plain text"),
        ('self.tr("打开", "菜单")', '"打开"', "Chinese text outside a translation"),
        ('"", count)', '"")', "%n and the number belong together"),
        ('"", count)', "n=count)", "by position"),
        ('"Door", "取消"', '"Door", "%n 项", "", count', "misses plurals"),
        ('QT_TRANSLATE_NOOP("Stages"', 'QT_TRANSLATE_NOOP(f"{1}"', "the context must be"),
        ("STAGES =", 'def loose(widget):\n    widget.tr("松")\n\nSTAGES =', "outside a class"),
    ],
)
def test_a_changed_source_is_found(project: Catalogue, old: str, new: str, sentence: str) -> None:
    _change(project, old, new)
    assert any(sentence in problem for problem in project.problems()), project.problems()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<translation>Cancel", '<translation type="unfinished">Cancel', "no English for Door"),
        ("<translation>Cancel", "<translation>", "no English for Door"),
        ("<numerusform>%n findings", "<numerusform>", "no English for Findings"),
        ("<translation>Cancel", "<translation>Abort", "is not made from"),
        ("<translation>Cancel", "<translation>“Cancel”", "Chinese marks in the English of Door"),
        ("<numerusform>%n findings", "<numerusform>%n，findings", "Chinese marks"),
    ],
)
def test_changed_english_is_found(project: Catalogue, old: str, new: str, sentence: str) -> None:
    text = project.texts.read_text("utf-8")
    assert old in text
    project.texts.write_text(text.replace(old, new), "utf-8")
    assert any(sentence in problem for problem in project.problems()), project.problems()


def test_a_missing_file_is_found(project: Catalogue) -> None:
    project.compiled.unlink()
    assert any("missing" in problem for problem in project.problems())


@pytest.mark.parametrize(
    "text",
    [
        'FAMILY = "仿宋"  # stays Chinese: the name of a font',
        'UNITS = {  # stays Chinese\n    "元": 1,\n    "万": 10000,\n}',
        'FAMILIES = [\n    "仿宋",  # stays Chinese\n]',
        'DATE = re.compile("日?")',
        'NAME = Label("姓名", "Name")',
        '"""说明"""',
    ],
)
def test_chinese_that_is_no_wording_may_stay(tmp_path: Path, text: str) -> None:
    source = tmp_path / "font.py"
    source.write_text(text, "utf-8")
    assert read_file(source).complaints == []


def test_a_comment_covers_its_own_statement_only(tmp_path: Path) -> None:
    source = tmp_path / "font.py"
    source.write_text('FAMILY = "仿宋"  # stays Chinese\nTITLE = "谈话"\n', "utf-8")
    assert [line for line, _ in read_file(source).complaints] == [2]


def test_the_command_fails_and_names_the_problem(project: Catalogue) -> None:
    script = Path(__file__).resolve().parents[3] / "packaging" / "translations.py"
    root = str(project.sources.parent)
    command = [sys.executable, str(script), "check", "--root", root]
    assert subprocess.run(command, check=False).returncode == 0
    _change(project, '"取消"', '"关闭"')
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 1
    assert "does not match ui/" in run.stdout
