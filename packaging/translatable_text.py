"""Read the translatable texts of a Python source, and what is wrong with them.

Qt's lupdate reads Python with a parser of its own: it accepts texts that never match at run time
(f-strings) and silently skips others. Reading the syntax tree as well finds both.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
LEAVE_CHINESE = "# stays Chinese"
NO_WORDING_CALLS = {"Label", "compile"}  # pairs in both languages; patterns


@dataclass(frozen=True, order=True)
class Message:
    """One text as Qt looks it up; ``plural`` is true when a number chooses its form."""

    context: str
    source: str
    comment: str = ""
    plural: bool = False


@dataclass
class Reading:
    """What one file holds: messages, and complaints as ``(line, sentence)``."""

    messages: list[Message] = field(default_factory=list)
    complaints: list[tuple[int, str]] = field(default_factory=list)


def read_file(path: Path) -> Reading:
    """Return the messages and complaints of one Python file."""
    text = path.read_text("utf-8")
    reader = _Reader(text.splitlines())
    reader.visit(ast.parse(text, filename=str(path)))
    return reader.reading


class _Reader(ast.NodeVisitor):
    def __init__(self, lines: list[str]) -> None:
        self.reading = Reading()
        self._lines = lines
        self._classes: list[str] = []
        self._settled: set[ast.AST] = set()

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt) and LEAVE_CHINESE in self._lines[node.lineno - 1]:
            self._settle([node])
        super().visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return  # a docstring
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _called_name(node.func)
        if name == "tr":
            self._read_tr(node)
        elif name in {"translate", "QT_TRANSLATE_NOOP"}:
            self._read_translate(node)
        elif name in NO_WORDING_CALLS:
            self._settle(node.args)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if node in self._settled or not isinstance(node.value, str):
            return
        if HAN.search(node.value) and not self._stays_chinese(node):
            self._complain(node, f"Chinese text outside a translation: {node.value!r}")

    def _stays_chinese(self, node: ast.Constant) -> bool:
        lines = self._lines[node.lineno - 1 : node.end_lineno]
        return any(LEAVE_CHINESE in line for line in lines)

    def _read_tr(self, node: ast.Call) -> None:
        if not self._classes:
            self._complain(node, "tr() outside a class has no context: use translate()")
            return
        self._add(node, self._classes[-1], node.args)

    def _read_translate(self, node: ast.Call) -> None:
        context = _literal(node.args[0]) if node.args else None
        if context is None:
            if _called_name(node.func) != "translate" or len(node.args) > 1:
                self._complain(node, "the context must be one plain text")
            return  # str.translate(table) takes one argument
        if len(node.args) > 3:
            self._settle(node.args)
            self._complain(node, "lupdate misses plurals in translate(): use tr() of a QObject")
            return
        self._add(node, context, node.args[1:])

    def _add(self, node: ast.Call, context: str, arguments: list[ast.expr]) -> None:
        self._settle(node.args)
        if node.keywords:
            self._complain(node, "lupdate reads no keyword arguments here: give them by position")
            return
        source = _literal(arguments[0]) if arguments else None
        if source is None:
            self._complain(node, "the text must be one plain text: use .format on the result")
            return
        comment = (_literal(arguments[1]) or "") if len(arguments) > 1 else ""
        plural = len(arguments) > 2
        if plural != ("%n" in source):
            self._complain(node, "%n and the number belong together")
        self.reading.messages.append(Message(context, source, comment, plural))

    def _settle(self, nodes: Sequence[ast.AST]) -> None:
        for node in nodes:
            self._settled.update(ast.walk(node))

    def _complain(self, node: ast.expr, sentence: str) -> None:
        self.reading.complaints.append((node.lineno, sentence))


def _called_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def python_files(folder: Path) -> Iterator[Path]:
    """Yield the Python files below a folder in a fixed order."""
    yield from sorted(folder.rglob("*.py"))
