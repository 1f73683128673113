"""组建通知: who inspects whom, and the office's number, on the paper everybody receives anyway.

It is the anchor of trust: a laptop shows the number, its owner compares it with this paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TITLE = "关于组建{team}的通知"
ADDRESSEE = "{unit}，{team}全体同志"
OPENING = "经研究，组建{team}，{period}对{unit}开展巡察。现将有关事项通知如下。"
PERIOD = "于{start}至{end}"
MEMBERS = "人员组成"
NUMBER = "办公室编号"
COMPARING = "核对办法"
STEPS = (
    "电脑第一次读入授权文件时，把屏幕上的六组数字与本编号逐组核对。编号长期不变，本通知请妥善保存。",
    "全部相同，才点“一致，加入”；有一组不同，点“不一致”，当面向办公室核实。",
)


@dataclass(frozen=True)
class FormationNotice:
    """What is printed. ``members`` are (name, role); ``number`` has six groups of five digits."""

    title: str
    addressee: str
    opening: str
    members: tuple[tuple[str, str], ...]
    number: str
    signature: str
    dated: date
