"""授权与密钥: an office decides about its teams and its own keys; a laptop shows whose it is."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ports import Changes
from app.services import affiliation
from app.services.affiliation import Belonging
from app.services.authority import KeptAside, Outlook
from ui import theme
from ui.desk import Desk
from ui.screens.authority.aside import AsidePart
from ui.screens.authority.decision import DecisionCard
from ui.screens.authority.keys import KeysPart
from ui.screens.authority.laptop import LaptopPart
from ui.screens.authority.presenter import AuthorityPresenter, LaptopLine, Proposal, Shown
from ui.screens.authority.replacing import ReplacingCard
from ui.screens.authority.succession import SuccessionCard
from ui.screens.authority.team import TeamPart
from ui.screens.screen import Screen
from ui.tasks import unwatched
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import text, title


class AuthorityScreen(Screen):
    """For an office everything that can be decided; for a laptop what was decided."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("授权与密钥"), "lock", self._help(desk))
        self.setObjectName("screen_authority")
        self._desk = desk
        self._office = desk.opened.session.role == "office"
        self._tasks = ChoiceBox(whole=True)
        self._decision = DecisionCard()
        self._replacing = ReplacingCard()
        self._aside = AsidePart()
        self._team = TeamPart()
        self._keys = KeysPart()
        self._succession = SuccessionCard(desk)
        self._laptop = LaptopPart()
        self._told: tuple[int, bool, bool] | None = None
        self._connect()
        self._build()
        self._look()  # what has to be told is told before anybody comes here

    def shown(self) -> None:
        self._look()

    def refresh(self, changes: Changes) -> None:
        if self.isVisible() or changes.touches("audit"):  # every merge is logged
            self._look()

    def locked(self) -> None:
        self._succession.locked()
        self._decision.drop()
        self._replacing.drop()

    def _look(self) -> None:
        if not self._office:
            session = self._desk.session
            look = unwatched(lambda: affiliation.belonging(session))
            self._desk.background.run(self, look, self._show_belonging)
            return
        presenter = AuthorityPresenter(self._desk.session)
        self._desk.background.run(
            self, unwatched(presenter.gather), lambda found: self._show(presenter, found)
        )

    def _show(self, presenter: AuthorityPresenter, shown: Shown) -> None:
        if presenter.session.task != self._desk.session.task:
            return  # another task was chosen meanwhile
        self._offer_tasks(shown.tasks)
        self._team.show_team(presenter, shown)
        self._aside.show_lines(shown.aside, shown.people_here)
        self._keys.show_office(shown)
        self._succession.show_waiting(shown.waiting)
        self.count_changed.emit(len({line.segment.device for line in shown.aside if line.may}))

    def _show_belonging(self, found: Belonging | None) -> None:
        self._laptop.show_belonging(found)
        if found is None:
            return
        self.count_changed.emit(len(found.news))
        state = (found.version, found.expired, found.revoked)
        if state == self._told:
            return
        self._told = state
        if found.revoked:
            self._desk.banners.warn(
                self.tr("这台电脑已被办公室停用。"),
                self.tr("已经写的都在。以后写的内容要由办公室两个人同意才采纳。"),
            )
        elif found.expired:
            self._desk.banners.warn(
                self.tr("授权已经过期，可以照常记录。"),
                self.tr("不能再加入新的人员和电脑。请核对本机日期，并向办公室要新的授权文件。"),
            )

    def _offer_tasks(self, known: list[tuple[str, str]]) -> None:
        self._tasks.blockSignals(True)
        self._tasks.clear()
        for task, words in known:
            self._tasks.addItem(words, task)
        if self._desk.task not in {task for task, _ in known} and known:
            self._tasks.insertItem(0, self.tr("（请选择任务）"), self._desk.task)
            self._tasks.setCurrentIndex(0)
        else:
            self._tasks.setCurrentIndex(max(0, self._tasks.findData(self._desk.task)))
        self._tasks.setVisible(bool(known))
        self._tasks.blockSignals(False)

    def _choose_task(self) -> None:
        self._decision.drop()
        self._replacing.drop()
        self._desk.task = str(self._tasks.currentData())
        self._desk.signals.task_chosen.emit()
        self._look()

    def _propose(self, proposal: Proposal) -> None:
        presenter = AuthorityPresenter(self._desk.session)
        self._replacing.drop()

        def done(outlook: Outlook) -> None:
            self._decision.ask(proposal, outlook)
            self._area.ensureWidgetVisible(self._decision)

        self._desk.background.run(self, unwatched(lambda: presenter.outlook(proposal)), done)

    def _carry_out(self, proposal: Proposal, reason: str) -> None:
        presenter = AuthorityPresenter(self._desk.session)

        def done(changes: Changes) -> None:
            self._decision.drop()
            self._desk.banners.inform(
                self.tr("已生效，随下一个任务包告诉各组。"),
                self.tr("急的话，请现在就到“任务与授权”写授权文件和任务包。"),
            )
            self._look()
            self._desk.changed(changes)

        def failed(error: Exception) -> None:
            self._decision.failed()
            self._desk.door.tell(error)

        work = unwatched(lambda: presenter.carry_out(proposal, reason))
        self._desk.background.write(self, work, done, failed)

    def _replace(self, laptop: LaptopLine) -> None:
        kinds = self.tr("授权文件 (*.xjp)")
        chosen = self._desk.choose_open(self.tr("读入新电脑的申请文件"), kinds)
        if not chosen:
            return
        self._decision.drop()
        presenter = AuthorityPresenter(self._desk.session)
        try:
            applied = presenter.read_request(chosen[0])
        except Exception as error:  # noqa: BLE001 - a door: the words come from the table
            self._desk.door.tell(error)
            return
        self._replacing.begin(presenter, laptop, applied)

    def _admit(self, segments: list[KeptAside], reason: str) -> None:
        presenter = AuthorityPresenter(self._desk.session)

        def done(changes: Changes) -> None:
            sentence = (
                self.tr("两个人都同意了，这些内容已经采纳。")
                if all(each.admitted_by for each in segments)
                else self.tr("您的同意已记下，还要另一位同事同意。")
            )
            self._desk.banners.inform(sentence)
            self._look()
            self._desk.changed(changes)

        work = unwatched(lambda: presenter.admit(segments, reason))
        self._desk.background.write(self, work, done)

    def _plan_root(self) -> None:
        """One thing at a time: a decision about the team is dropped."""
        self._decision.drop()
        self._replacing.drop()
        self._succession.plan()
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._succession))

    def _news_read(self) -> None:
        session = self._desk.session
        work = unwatched(lambda: affiliation.note_seen(session))
        self._desk.background.write(self, work, lambda _: self._look())

    def _connect(self) -> None:
        self._tasks.setObjectName("authority_task")
        self._tasks.setAccessibleName(self.tr("哪项任务"))
        self._tasks.activated.connect(self._choose_task)
        self._team.proposed.connect(self._propose)
        self._team.replacement_wanted.connect(self._replace)
        self._replacing.proposed.connect(self._propose)
        self._decision.confirmed.connect(self._carry_out)
        self._aside.admitted.connect(self._admit)
        self._keys.change_wanted.connect(self._plan_root)
        self._succession.changed.connect(self._look)
        self._succession.in_force.connect(self._desk.signals.session_replaced.emit)
        self._laptop.read.connect(self._news_read)

    def _help(self, desk: Desk) -> str:
        if desk.opened.session.role != "office":
            return self.tr(
                "这里写着这台电脑归谁、授权到哪天、办公室改了什么。编号请与纸质通知核对。"
            )
        return self.tr(
            "停用、更换电脑，离组、调整职务、回避，都先看清会有什么结果，再确认。"
            "改动随下一个任务包到各组。主密钥由几个人分别保管，签够人数才能更换。"
        )

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.scaled(6), 0)
        column.setSpacing(theme.scaled(12))
        head = QHBoxLayout()
        head.addWidget(title(self.title))
        head.addStretch(1)
        column.addLayout(head)
        parts: list[QWidget] = [self._laptop]
        if self._office:
            head.addWidget(text(self.tr("任务")))
            head.addWidget(self._tasks)
            parts = [self._decision, self._replacing, self._aside, self._team]
            parts += [self._succession, self._keys]
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(page)
        self.column().addWidget(self._area, 1)
