"""Previews and merge reports in words, in the language shown now."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app.services.exchange import Merged
from app.services.exchange.office_log import Agreement
from app.words import denial_words
from ui.desk import Desk
from ui.display import comma
from ui.errors import say
from ui.language import language
from ui.screens.exchange.presenter import KeptAside, RecordLine, Summary
from ui.typed import format_moment

_NAMED = 5
"""More evidence files than this are counted, not named."""


class ExchangeWords(QObject):
    """Says what a bundle brings and what a merge did."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def origin(self, summary: Summary) -> str:
        """From whom a bundle comes, and when it was made by his clock."""
        computer = summary.computer or self.tr("名册上没有的电脑")
        people = ""
        if summary.people:
            people = self.tr("（{people}）").format(people=comma().join(summary.people))
        made = format_moment(datetime.fromisoformat(summary.made)) if summary.made else ""
        return self.tr("来自：{computer}{people}  打包时间：{made}").format(
            computer=computer, people=people, made=made
        )

    def kind(self, name: str) -> str:
        """A kind's name; the name in the journal for one this version does not know."""
        found = self._desk.session.catalogue.get(name)
        return self._desk.say(found.label) if found is not None else name

    def totals(self, summary: Summary) -> list[str]:
        """One line for each sort of thing there is something of."""
        lines = [
            (summary.new, self.tr("新增 %n 条", "", summary.new)),
            (summary.changed, self.tr("修改 %n 条", "", summary.changed)),
            (summary.unchanged, self.tr("相同 %n 条", "", summary.unchanged)),
            (summary.evidence, self.tr("附件 %n 个", "", summary.evidence)),
        ]
        return [words for number, words in lines if number] or [self.tr("没有记录上的变化")]

    def by_kind(self, summary: Summary) -> list[str]:
        """Counts of each kind that has news."""
        lines = []
        for count in summary.counts:
            parts = []
            if count.new:
                parts.append(self.tr("新增 %n 条", "", count.new))
            if count.changed:
                parts.append(self.tr("修改 %n 条", "", count.changed))
            if parts:
                words = comma().join(parts)
                lines.append(
                    self.tr("{kind}：{words}").format(kind=self.kind(count.kind), words=words)
                )
        return lines

    def conflicts(self, summary: Summary) -> str:
        """冲突, or nothing."""
        if not summary.conflicts:
            return ""
        return self.tr("冲突 %n 处：两边写得不一样，合并后由人裁决", "", summary.conflicts)

    def missing(self, summary: Summary) -> str:
        """缺少附件, or nothing."""
        if not summary.missing:
            return ""
        return self.tr("缺少附件 %n 个：登记到了，文件还没有到本机", "", summary.missing)

    def arriving(self, summary: Summary) -> str:
        """附件未到 3/7 for each file, or nothing; many are counted only."""
        lines = [
            self.tr("附件未到 {here}/{of}：{title}").format(
                here=each.here, of=each.of, title=each.title or self.tr("（没有名称）")
            )
            for each in summary.arriving[:_NAMED]
        ]
        more = len(summary.arriving) - _NAMED
        return "\n".join([*lines, *([self.tr("还有 %n 个", "", more)] if more > 0 else [])])

    def gaps(self, summary: Summary) -> list[str]:
        """还缺 第 401–437 条: what has to come first."""
        words = self.tr(
            "还缺 第 {first}–{last} 条（{computer}）：后面的已经存好，等这一段到了一起显示"
        )
        return [
            words.format(
                first=gap.first, last=gap.last, computer=gap.computer or self.tr("名册上没有的电脑")
            )
            for gap in summary.gaps
        ]

    def agreement(self, found: Agreement) -> tuple[str, str]:
        """What is wrong with the office's log, and what to do; nothing while it agrees."""
        return {
            Agreement.WENT_BACK: (
                self.tr("办公室数据已回退：比本机上次看到的少，可能是恢复了旧备份。"),
                self.tr("没有丢：本机留着的，下次带出时会重新送交。请告诉办公室。"),
            ),
            Agreement.REWRITTEN: (
                self.tr("办公室的登记簿和本机以前看到的不一致：有内容被改动或去掉了。"),
                self.tr("本机保留着原来的凭据。请不要删除任何东西，向组长和上级报告。"),
            ),
            Agreement.UNSIGNED: (
                self.tr("回执不是这个办公室的电脑签的，没有采信。"),
                self.tr("请核实这个文件是从哪里来的。记录不受影响。"),
            ),
        }.get(found, ("", ""))

    def kept_aside(self, summary: Summary) -> list[str]:
        """隔离: what is kept and not taken in, with the reason."""
        return [self._aside(part) for part in summary.kept_aside]

    def damage(self, summary: Summary) -> str:
        """不完整, or nothing."""
        if summary.damage is None:
            return ""
        return self.tr("不完整：这个文件已损坏，只取出了完好的部分。{reason}").format(
            reason=say(summary.damage).sentence
        )

    def line(self, line: RecordLine) -> str:
        """One record of the list."""
        what = {
            "new": self.tr("新增"),
            "changed": self.tr("修改"),
            "deleted": self.tr("删除"),
            "conflict": self.tr("冲突"),
        }[line.what]
        return "  ".join(part for part in (what, self.kind(line.kind), line.title) if part)

    def report(self, summary: Summary, merged: Merged) -> list[str]:
        """The merge report, line by line; it names no content, so that it can be filed."""
        lines = [
            self.tr("合并报告：{file}").format(file=summary.file),
            self.origin(summary),
            comma().join(self.totals(summary)),
            *self.by_kind(summary),
        ]
        if merged.evidence:
            lines.append(self.tr("收到附件 %n 个，已加密存入", "", merged.evidence))
        if merged.still_missing:
            lines.append(self.tr("还缺附件 %n 个", "", len(merged.still_missing)))
        if merged.released:
            lines.append(self.tr("以前隔离的，现在采纳了 %n 段", "", merged.released))
        if merged.parcels:
            lines.append(self.tr("里面有代转的文件 %n 个，接着核对", "", len(merged.parcels)))
        lines += [*self.gaps(summary), *self.kept_aside(summary), self.conflicts(summary)]
        lines += [*self.agreement(merged.agreement), self.damage(summary)]
        return [line for line in lines if line]

    def _aside(self, part: KeptAside) -> str:
        computer = part.computer or self.tr("名册上没有的电脑")
        count = self.tr("%n 条", "", part.operations)
        if part.unreadable:
            reason = self.tr("由较新版本产生，升级后可读；数据已安全保存")
        elif part.reason == "SignerUnknownError":
            reason = self.tr("签名人不在名册上")
        else:
            reason = denial_words(part.reason, language().value)
        return self.tr("隔离 {count}（{computer}）：{reason}").format(
            count=count, computer=computer, reason=reason
        )
