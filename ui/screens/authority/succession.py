"""A new root, step by step: who holds it, one key file after another, signatures, in force."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import PassphraseTooWeakError
from app.services import rotation
from app.services.rotation import Holder, Pending, Signer, Wanted
from app.trust.holder import EXTENSION
from ui import theme
from ui.desk import Desk
from ui.display import comma
from ui.errors import say
from ui.screens.authority.words import AuthorityWords
from ui.tasks import unwatched
from ui.widgets.buttons import link, primary, secondary
from ui.widgets.cards import Card
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.emptying import empty
from ui.widgets.texts import Role, section_title, text
from ui.widgets.told_line import ToldLine


class SuccessionCard(Card):
    """Hidden unless a successor is planned or waits. What waits survives closing the program."""

    changed = Signal()
    """A successor was drafted, signed or given up."""
    in_force = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self.setAccessibleName(self.tr("更换主密钥"))
        self._desk = desk
        self._words = AuthorityWords(self)
        self._made: list[Holder] = []
        self._kept: dict[Holder, bool] = {}
        self._in_vault = False
        self._renewed: set[str] = set()
        self._threshold = ChoiceBox(whole=True)
        self._custodian = ChoiceBox(whole=True)
        self._inside = QVBoxLayout()
        self.column.addLayout(self._inside)
        self.hide()

    def locked(self) -> None:
        """No half-typed passphrase waits behind the lock."""
        for field in self.findChildren(QLineEdit):
            field.clear()

    def show_waiting(self, waiting: Pending | None) -> None:
        """What waits for signatures; a plan not drafted yet stays."""
        if waiting is not None:
            self._show_signing(waiting)
        elif not self._kept and not self._made:
            self.hide()

    def plan(self) -> None:
        """Begin with the holders there are; from one of one, with nobody kept."""
        self._made = []
        office = rotation.office(self._desk.session)
        self._kept = dict.fromkeys(office.holders, not office.in_vault)
        self._in_vault = office.in_vault
        self._renewed = set()
        self._show_plan()

    @property
    def _someone(self) -> str:
        return self.tr("一位保管人")

    def _show_plan(self) -> None:
        empty(self._inside)
        add = self._inside.addWidget
        add(section_title(self.tr("第一步：谁保管主密钥")))
        hint = self.tr(
            "每位保管人插上自己的U盘，自己设口令。密钥只写在他的U盘上，这台电脑不留。"
            "U盘请登记，与电脑分开保管。"
        )
        add(text(hint, Role.MUTED, wrap=True))
        for holder in self._kept:
            add(self._keep_box(holder))
        for holder in self._made:
            words = self.tr("{name}：密钥已写好 {mark}").format(
                name=holder.name, mark=rotation.key_mark(holder.public)
            )
            add(text(words, Role.SUCCESS, wrap=True))
        add(self._new_holder())
        add(section_title(self.tr("第二步：几个人签字有效，还换什么")))
        add(self._choices())
        begin = primary(self.tr("起草，开始签字"), self._begin, icon="next")
        begin.setObjectName("begin_root")
        add(self._buttons(begin, link(self.tr("不换了"), self._drop_plan)))
        self._offer_thresholds()
        self.show()

    def _keep_box(self, holder: Holder) -> QCheckBox:
        words = self.tr("{name}继续保管").format(name=holder.name or self._someone)
        box = QCheckBox(self.tr("这台电脑里的密钥继续用") if self._in_vault else words)
        box.setObjectName(f"keep_{holder.name}")
        box.setChecked(self._kept[holder])

        def toggled(checked: bool) -> None:
            self._kept[holder] = checked
            self._offer_thresholds()

        box.toggled.connect(toggled)
        return box

    def _new_holder(self) -> QWidget:
        name = self._line("holder_name", self.tr("保管人姓名"))
        word = self._line("holder_passphrase", self.tr("保管人自己的口令"), secret=True)
        again = self._line("holder_repeat", self.tr("再输一次"), secret=True)
        told = [ToldLine(field) for field in (name, word, again)]

        def make() -> None:
            if not name.text().strip():
                told[0].tell(self.tr("请写保管人姓名。"))
            elif word.text() != again.text():
                told[2].tell(self.tr("两次输入不一样，请再输一次。"))
            else:
                self._make(name.text().strip(), word.text(), told[1])

        button = secondary(self.tr("写到他的U盘…"), make, icon="add")
        button.setObjectName("make_root_key")
        return self._line_up([*told, button])

    def _make(self, name: str, word: str, told: ToldLine) -> None:
        folder = self._desk.choose_folder(self.tr("{name}的U盘").format(name=name))
        if folder is None:
            return
        program, opened = self._desk.program, self._desk.opened

        def done(holder: Holder) -> None:
            self._made.append(holder)
            self._show_plan()

        def failed(error: Exception) -> None:
            if isinstance(error, PassphraseTooWeakError):
                told.tell(say(error).sentence)
                return
            self._desk.door.tell(error)

        make = unwatched(lambda: program.make_root_key(opened, name, word, folder))
        self._desk.background.run(self, make, done, failed)

    def _choices(self) -> QWidget:
        self._threshold = ChoiceBox(whole=True)
        self._threshold.setObjectName("root_threshold")
        self._threshold.setAccessibleName(self.tr("几个人签字有效"))
        self._custodian = ChoiceBox(whole=True)
        self._custodian.setObjectName("root_custodian")
        self._custodian.setAccessibleName(self.tr("身份保管人"))
        self._custodian.addItem(self.tr("身份保管人不变"), "")
        from app.services.settings import persons

        for person in persons(self._desk.session.store):
            words = self.tr("身份保管人：{name}").format(name=person.name)
            self._custodian.addItem(words, person.id)
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line_up([self._threshold, self._custodian], stretch=True))
        boxes: list[QWidget] = []
        for role in ("membership", "ops", "archive"):
            words = self.tr("换新：{role}").format(role=self._words.key_role(role))
            boxes.append(self._renew_box(role, words))
        column.addWidget(self._line_up(boxes, stretch=True))
        hint = self.tr(
            "怀疑办公室电脑的密钥泄露，才换“办公室电脑”；换了要把新授权文件当面交给各组。"
        )
        column.addWidget(text(hint, Role.SMALL, wrap=True))
        return area

    def _renew_box(self, role: str, words: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setObjectName(f"renew_{role}")
        box.setChecked(role in self._renewed)

        def toggled(checked: bool) -> None:
            (self._renewed.add if checked else self._renewed.discard)(role)

        box.toggled.connect(toggled)
        return box

    def _holders(self) -> tuple[Holder, ...]:
        kept = [holder for holder, wanted in self._kept.items() if wanted]
        return (*kept, *self._made)

    def _offer_thresholds(self) -> None:
        count = len(self._holders())
        self._threshold.clear()
        for needed in range(1, count + 1):
            words = self.tr("{count} 人保管，{needed} 人签字有效")
            self._threshold.addItem(words.format(count=count, needed=needed), needed)
        if not count:
            self._threshold.addItem(self.tr("先写好密钥"), 0)
        self._threshold.setEnabled(count > 0)
        self._threshold.setCurrentIndex(count // 2)  # 3 of which 2, 5 of which 3

    def _begin(self) -> None:
        holders = self._holders()
        if not holders:
            self._desk.banners.warn(self.tr("还没有保管人。请至少为一位保管人写好密钥。"))
            return
        wanted = Wanted(
            holders,
            int(self._threshold.currentData()),
            membership="membership" in self._renewed,
            ops="ops" in self._renewed,
            archive="archive" in self._renewed,
            custodian=str(self._custodian.currentData() or ""),
        )
        session = self._desk.opened.session

        def done(waiting: Pending) -> None:
            self._made, self._kept = [], {}
            self._show_signing(waiting)
            self.changed.emit()

        begin = unwatched(lambda: rotation.begin(session, wanted))
        self._desk.background.write(self, begin, done)

    def _drop_plan(self) -> None:
        made, self._made, self._kept = self._made, [], {}
        self.hide()
        if made:
            names = comma().join(holder.name for holder in made)
            self._desk.banners.inform(
                self.tr("没有换。刚写给 {names} 的密钥文件没有用了，请删掉。").format(names=names)
            )

    def _show_signing(self, waiting: Pending) -> None:
        empty(self._inside)
        add = self._inside.addWidget
        heading = self.tr("第三步：签字，第 {version} 版主密钥")
        add(section_title(heading.format(version=waiting.version)))
        hint = self.tr("保管人一个接一个签，可以隔几天再接着签。签够人数以前，什么都不变。")
        add(text(hint, Role.MUTED, wrap=True))
        for signer in waiting.signers:
            role = Role.SUCCESS if signer.signed else Role.PLAIN
            add(text(self._signer(signer), role, wrap=True))
        add(text(self._missing(waiting), Role.STRONG, wrap=True))
        drop = link(self.tr("作废这份草案"), self._give_up)
        drop.setObjectName("give_up_root")
        if waiting.complete:
            force = primary(self.tr("生效"), self._enforce, icon="done")
            force.setObjectName("enforce_root")
            add(self._buttons(force, drop))
        else:
            add(self._signing())
            add(self._buttons(drop))
        self.show()

    def _signer(self, signer: Signer) -> str:
        name = signer.holder.name or (
            self.tr("这台电脑里的密钥") if signer.in_vault else self._someone
        )
        if signer.old and signer.new:
            side = self.tr("原来和以后都保管")
        else:
            side = self.tr("原保管人") if signer.old else self.tr("新保管人")
        done = self.tr("已签") if signer.signed else self.tr("未签")
        return self.tr("{name}（{side}）：{done}").format(name=name, side=side, done=done)

    def _missing(self, waiting: Pending) -> str:
        if waiting.complete:
            return self.tr("人数够了，可以生效。")
        words = self.tr("还差：原保管人 {old} 人，新保管人 {new} 人。")
        return words.format(old=waiting.missing_old, new=waiting.missing_new)

    def _signing(self) -> QWidget:
        word = self._line("signing_passphrase", self.tr("保管人本人的口令"), secret=True)
        told = ToldLine(word)

        def sign() -> None:
            kinds = self.tr("主密钥文件 (*{extension})").format(extension=EXTENSION)
            chosen = self._desk.choose_open(self.tr("保管人U盘上的主密钥"), kinds)
            if chosen:
                self._sign(chosen[0], word.text(), told)

        button = secondary(self.tr("选密钥文件，签字…"), sign, icon="edit")
        button.setObjectName("sign_root")
        return self._line_up([told, button])

    def _sign(self, key: Path, word: str, told: ToldLine) -> None:
        program, opened = self._desk.program, self._desk.opened

        def done(waiting: Pending) -> None:
            self._show_signing(waiting)
            self.changed.emit()

        def failed(error: Exception) -> None:
            told.tell(say(error).sentence)

        sign = unwatched(lambda: program.sign_root(opened, key, word))
        self._desk.background.write(self, sign, done, failed)

    def _enforce(self) -> None:
        program, opened = self._desk.program, self._desk.opened

        def done(_: object) -> None:
            self.hide()
            self._desk.banners.inform(
                self.tr("新的主密钥已生效。"),
                self.tr("请到“任务与授权”把新的授权文件和任务包写给各组，请他们先读授权文件。"),
            )
            self.in_force.emit()

        enforce = unwatched(lambda: program.enforce_root(opened))
        self._desk.background.write(self, enforce, done)

    def _give_up(self) -> None:
        session = self._desk.opened.session

        def done(_: object) -> None:
            self.hide()
            self._desk.banners.inform(self.tr("草案已作废，原来的主密钥照旧。"))
            self.changed.emit()

        self._desk.background.write(self, unwatched(lambda: rotation.give_up(session)), done)

    def _line(self, name: str, words: str, *, secret: bool = False) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
        field.setMinimumHeight(theme.scaled(theme.TARGET))
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        return field

    def _line_up(self, parts: list[QWidget], *, stretch: bool = False) -> QWidget:
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            row.addWidget(part, 1 if isinstance(part, ToldLine) else 0)
        if stretch:
            row.addStretch(1)
        return area

    def _buttons(self, *buttons: QWidget) -> QWidget:
        return self._line_up([*buttons], stretch=True)
