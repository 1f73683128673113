"""Decisions, what follows from them, and news of a statement, in plain words."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.services.authority import Outlook
from app.trust.differences import Change, Difference
from ui import typed
from ui.display import comma
from ui.screens.authority.presenter import Proposal
from ui.screens.tasks.admission import role_words


class AuthorityWords(QObject):
    """Says what a decision is and does."""

    def heading(self, proposal: Proposal) -> str:
        """The question above a decision."""
        sentences = {
            "revoke": self.tr("停用这台电脑：{name}"),
            "replace": self.tr("用新电脑“{detail}”更换：{name}"),
            "leave": self.tr("离组：{name}"),
            "return": self.tr("重新归队：{name}"),
            "role": self.tr("调整职务：{name}，改为{detail}"),
            "recuse": self.tr("回避：{name}"),
            "lift": self.tr("取消回避：{name}"),
            "designate": self.tr("信访专人：{name}"),
            "close": self.tr("谈话对象身份：只给参加谈话的人看"),
            "open": self.tr("谈话对象身份：组长也可以看"),
            "extend": self.tr("授权有效期改到 {detail}"),
        }
        detail = role_words(proposal.role) if proposal.role else proposal.detail
        name = proposal.name or self.tr("（没有）")
        return sentences[proposal.kind].format(name=name, detail=detail)

    def button(self, proposal: Proposal) -> str:
        """The button that does it."""
        special = {
            "revoke": self.tr("停用"),
            "replace": self.tr("更换"),
            "leave": self.tr("确认离组"),
            "recuse": self.tr("确认回避"),
        }
        return special.get(proposal.kind, self.tr("确认"))

    def follows(self, proposal: Proposal, outlook: Outlook) -> list[str]:
        """One line for each thing that follows."""
        return [
            *self._of_kind(proposal),
            *self._positions(proposal),
            *self._silenced(proposal, outlook),
            *self._leaders(proposal, outlook),
            *self._unsealed(outlook),
        ]

    def news(self, difference: Difference) -> str:
        """What has changed in a statement, for somebody of the team."""
        day = typed.format_day(difference.day)
        sentences = {
            Change.JOINED: self.tr("{name} 加入本组。"),
            Change.LEFT: self.tr("{name} 从 {day} 起离组。"),
            Change.RETURNED: self.tr("{name} 重新归队。"),
            Change.ROLES: self.tr("{name} 的职务有调整。"),
            Change.DEVICE_ADDED: self.tr("新加了电脑：{name}。"),
            Change.DEVICE_REVOKED: self.tr("{name} 已停用，它以后写的内容不再接收。"),
            Change.RECUSED: self.tr("{name} 从 {day} 起回避。"),
            Change.RECUSAL_LIFTED: self.tr("{name} 的回避已取消。"),
            Change.COMPARTMENTS: self.tr("信访专人或身份信息的查看范围有调整。"),
            Change.VALIDITY: self.tr("授权有效期改到 {day}。"),
            Change.ROOT: self.tr("办公室换了新的主密钥，已按签字人数核实。"),
        }
        return sentences[difference.change].format(name=difference.name, day=day)

    def key_role(self, role: str) -> str:
        """What a delegated key is for."""
        words = {
            "membership": self.tr("签发授权"),
            "ops": self.tr("办公室电脑（回执、下发）"),
            "custodian": self.tr("身份保管人"),
            "archive": self.tr("归档"),
        }
        return words.get(role, role)

    def _of_kind(self, proposal: Proposal) -> list[str]:
        kind = proposal.kind
        if kind == "revoke":
            return [
                self.tr("以后的任务包不再发给它；它以后写的内容先隔离，两个人同意才采纳。"),
                self.tr("已经在那台电脑里的内容收不回来，请按丢失或交接的规定另行处理。"),
            ]
        if kind == "replace":
            return [
                self.tr("旧电脑停用，新电脑接着用；人员、编号和看得见的内容不变。"),
                self.tr("旧电脑里没有带回的内容，两个人同意后才能采纳。"),
            ]
        if kind == "leave":
            return [self.tr("以后的内容不再给本人；已经写的记录全部保留。")]
        if kind == "recuse":
            return self._recusal(proposal)
        if kind == "lift":
            return [self.tr("回避期间新写的密封内容，本人仍然看不到。")]
        if kind == "close":
            return [self.tr("从现在起新写的身份信息，组长看不到；以前已经能看的仍然能看。")]
        if kind == "open":
            return [self.tr("从现在起新写的身份信息，组长也能看；以前的不补发。")]
        if kind == "designate":
            return [self.tr("信访件只给信访专人和组长；组里其他电脑连有没有都不知道。")]
        if kind == "extend":
            return [self.tr("过期也不影响记录，只是不能再加入新的人员和电脑。")]
        return []

    def _recusal(self, proposal: Proposal) -> list[str]:
        if proposal.detail:
            return [
                self.tr("只回避这一条：{record}。").format(record=proposal.detail),
                self.tr("这一条以后密封的内容，本人打不开。"),
            ]
        return [
            self.tr("回避整项任务：从现在起，任何带出的文件都不给本人，本人的电脑打不开。"),
            self.tr("本人不能再担任组长、副组长或信访专人；已经担任的自动免去。"),
            self.tr("本人已经写的记录全部保留。"),
        ]

    def _positions(self, proposal: Proposal) -> list[str]:
        lines = []
        if proposal.lines:
            lines.append(
                self.tr("办公室已经收到它写的 %n 处内容，照常有效；以此为界。", "", proposal.lines)
            )
        elif proposal.kind in ("revoke", "replace"):
            lines.append(self.tr("办公室还没有收到过它写的内容：它写的都要先隔离。"))
        if proposal.at_leader:
            lines.append(self.tr("组长的电脑还收到了更新的内容，也照常有效。"))
        return lines

    def _silenced(self, proposal: Proposal, outlook: Outlook) -> list[str]:
        if not outlook.silenced or proposal.kind in ("revoke", "replace"):
            return []
        sentence = self.tr("这些电脑以后收不到任何内容：{labels}。")
        return [sentence.format(labels=comma().join(outlook.silenced))]

    def _leaders(self, proposal: Proposal, outlook: Outlook) -> list[str]:
        if proposal.kind not in ("leave", "role", "recuse", "return"):
            return []
        if not outlook.leaders:
            return [self.tr("注意：之后没有组长。请接着指定一位。")]
        if len(outlook.leaders) > 1:
            sentence = self.tr("注意：之后有两位以上组长：{names}。")
            return [sentence.format(names=comma().join(outlook.leaders))]
        return []

    def _unsealed(self, outlook: Outlook) -> list[str]:
        if not outlook.unsealed:
            return []
        count = len(outlook.unsealed)
        return [self.tr("本人已经看过 %n 份谈话对象身份，这一点无法撤回。", "", count)]
