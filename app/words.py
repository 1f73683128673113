"""The one table that turns errors into words, in Chinese and English.

An error carries facts, never sentences (``app.domain.errors``). Here every class has one clear
sentence and a hint what to do next. Both are format strings over the error's facts; known reasons
have sentences of their own. Window and command line use the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from app.domain import errors as e
from app.domain.kinds import Label


class Words(NamedTuple):
    """What to show: what happened, and what to do about it (may be empty)."""

    sentence: str
    hint: str


class Entry(NamedTuple):
    """Format strings over an error's facts."""

    sentence: Label
    hint: Label


_NOTHING_CHANGED = Label("没有改动任何内容。", "Nothing was changed.")
_ASK_AGAIN = Label(
    "没有导入任何内容。请对方重新导出一份，再试一次。",
    "Nothing was imported. Ask for a fresh export and try again.",
)
_UPDATE = Label("请先升级巡记，再打开。", "Update Xunji first, then open it again.")
_RESTORE = Label(
    "请不要再写入。用最近的备份恢复，或请办公室协助。",
    "Do not write any more. Restore the latest backup, or ask the office for help.",
)
_KEPT = Label("文件已完整保存，可以照常带回。", "The file is kept whole and travels as usual.")
_REPORT_CODE = Label(
    "没有改动任何内容。请把代码“{reason}”告诉技术人员。",
    'Nothing was changed. Give the code "{reason}" to technical support.',
)

_ENTER_AGAIN = Label(
    "请核对历史里是谁写入的，再由谈话人重新填写。",
    "See in the history who wrote it, and let an interviewer enter it again.",
)
_ASK_SIGNER = Label(
    "没有导入任何内容。签名人：{signer}。请直接向本人核实并重新导出。",
    "Nothing was imported. Signer: {signer}. Ask that person directly for a new export.",
)
_CLOCK = Label(
    "请核对日期和时间。合并不受影响：先后由签名记录决定，不看时间。",
    "Check date and time. Merging is not affected: the signed record decides, not the clock.",
)
_THREE_SIGNATURES = Label(
    "一份底稿由三人依次签：承办人、副组长、组长。",
    "Three persons sign a worksheet in turn: its writer, a deputy leader, the leader.",
)
_FRESH_PAPER = Label(
    "没有改动任何内容。请办公室重新导出一份。",
    "Nothing was changed. Ask the office for a fresh copy.",
)


def words(error: BaseException, language: str) -> Words:
    """One sentence and a hint for ``error`` in ``language`` ("zh" or "en").

    An exception the program does not know gives a calm general sentence; the class name is the only
    thing of it that is shown, since its text may hold record content.
    """
    facts = _facts(error, language)
    entry = _entry(error)
    return Words(
        _choose(entry.sentence, language).format(**facts),
        _choose(entry.hint, language).format(**facts),
    )


def denial_words(reason: str, language: str) -> str:
    """Why a segment was kept aside, for the merge report."""
    return _choose(DENIALS.get(reason, _UNKNOWN_DENIAL), language).format(reason=reason)


def problem_words(problem: e.Problem, language: str) -> str:
    """What is wrong with one field, as a short sentence to stand beside it."""
    label = PROBLEMS.get(problem.rule, _UNKNOWN_PROBLEM)
    return _choose(label, language).format(detail=problem.detail, rule=problem.rule)


def _choose(label: Label, language: str) -> str:
    return label.en if language == "en" else label.zh


def _entry(error: BaseException) -> Entry:
    if isinstance(error, e.WrongPassphraseError) and not error.delay_seconds:
        return _WRONG_ONCE
    reason = str(getattr(error, "reason", "") or getattr(error, "what", ""))
    for cls in type(error).__mro__:
        by_reason = REASONS.get(cls, {})
        if reason in by_reason:
            return by_reason[reason]
        if cls in ERRORS:
            return ERRORS[cls]
    return _UNEXPECTED


def _facts(error: BaseException, language: str) -> dict[str, str]:
    facts = {"class_name": type(error).__name__}
    if is_dataclass(error):
        for field in fields(error):
            facts[field.name] = _fact(getattr(error, field.name), language)
    return facts


def _fact(value: object, language: str) -> str:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], e.Problem):
            return str(len(value))
        comma = ", " if language == "en" else "、"
        return comma.join(_fact(item, language) for item in value) or "–"
    return str(value)


Table: TypeAlias = Mapping[type[BaseException], Entry]


def _row(zh: str, en: str, hint: Label | None = None) -> Entry:
    return Entry(Label(zh, en), hint or Label("", ""))


_WRONG_ONCE = _row(
    "口令不对。",
    "The passphrase is wrong.",
    Label(
        "资料完好无损。请检查大小写和输入法，再输一次。",
        "Your data is intact. Check capitals and the input method, then type it again.",
    ),
)

_UNEXPECTED = _row(
    "巡记遇到了没有预料到的情况，这一步没有完成。",
    "Xunji met something unexpected; this step was not finished.",
    Label(
        "已写下的内容都在。请重试；如再次出现，把“{class_name}”告诉技术人员。",
        'What you wrote is safe. Try again; if it returns, give "{class_name}" to support.',
    ),
)

ERRORS: Table = {
    e.XunjiError: _UNEXPECTED,
    # vault
    e.VaultError: _row("这个资料库打不开。", "This vault cannot be opened.", _RESTORE),
    e.VaultMissingError: _row(
        "这个文件夹里没有资料库：{path}",
        "There is no vault in this folder: {path}",
        Label("请选择正确的文件夹，或新建一个。", "Choose the right folder, or create a vault."),
    ),
    e.VaultExistsError: _row(
        "这个文件夹里已有资料库或其他文件：{path}",
        "This folder already holds a vault or other files: {path}",
        Label("请选择一个空文件夹。", "Choose an empty folder."),
    ),
    e.VaultInUseError: _row(
        "这个资料库已在另一个窗口中打开。",
        "This vault is already open in another window.",
        Label(
            "请先关闭那个窗口，再打开：{path}",
            "Close that window first, then open it again: {path}",
        ),
    ),
    e.VaultDamagedError: _row(
        "资料库的钥匙文件已损坏（{part}）。",
        "The key file of the vault is damaged ({part}).",
        _RESTORE,
    ),
    e.VaultTooNewError: _row(
        "这个资料库是较新版本的巡记建立的（{found}，本机支持到 {supported}）。",
        "This vault was made by a newer Xunji ({found}; this one knows up to {supported}).",
        _UPDATE,
    ),
    e.WrongPassphraseError: _row(
        "口令不对。",
        "The passphrase is wrong.",
        Label(
            "资料完好无损。请检查大小写和输入法；连续错误 {failures} 次，需等 {delay_seconds} 秒。",
            "Your data is intact. Check capitals and the input method; {failures} wrong so far, "
            "wait {delay_seconds} s.",
        ),
    ),
    e.PassphraseDelayedError: _row(
        "口令错误次数太多，请等 {seconds} 秒再试。",
        "Too many wrong passphrases; wait {seconds} s.",
        Label("资料完好无损。", "Your data is intact."),
    ),
    e.PassphraseTooWeakError: _row(
        "这个口令太容易被猜到。",
        "This passphrase is too easy to guess.",
        Label(
            "请用几个不相关的词连成一句，或再加长一些（强度 {bits}，至少 {minimum}）。",
            "Use several unrelated words, or make it longer (strength {bits}, at least {minimum}).",
        ),
    ),
    e.PersonUnknownError: _row(
        "这个资料库里没有“{person}”。",
        'This vault does not know "{person}".',
        Label("请核对姓名，或请管理人员添加。", "Check the name, or have the person added."),
    ),
    e.VaultOutdatedError: _row(
        "这个资料库比本机上次见到的旧，或来自另一份副本。",
        "This vault is older than what this computer last saw, or comes from another copy.",
        Label(
            "刚恢复过备份就不必担心。否则可能有人换过文件：请先不要写入，并报告办公室。",
            "After restoring a backup this is expected. Otherwise somebody may have exchanged "
            "the files: do not write, and tell the office.",
        ),
    ),
    e.WeakSlotError: _row(
        "“{person}”的口令保护被人调低了，巡记拒绝使用。",
        'The passphrase protection of "{person}" was lowered; Xunji refuses to use it.',
        Label(
            "这可能是有人动过文件。请报告办公室，并用备份恢复。",
            "Somebody may have altered the files. Tell the office and restore a backup.",
        ),
    ),
    # store
    e.StoreError: _row("数据库出了问题。", "Something is wrong with the database.", _RESTORE),
    e.StoreKeyError: _row(
        "钥匙打不开数据库，或者文件已损坏。",
        "The key does not open the database, or the file is damaged.",
        _RESTORE,
    ),
    e.StoreTooNewError: _row(
        "数据库是较新版本的巡记写的（{found}，本机支持到 {supported}）。",
        "The database was written by a newer Xunji ({found}; this one knows {supported}).",
        _UPDATE,
    ),
    e.StoreDamagedError: _row(
        "数据库没有通过完整性检查。", "The database failed its integrity check.", _RESTORE
    ),
    e.GuardsMissingError: _row(
        "数据库缺少防改动的保护，巡记拒绝打开。",
        "The database lacks its guards against alteration; Xunji refuses to open it.",
        Label(
            "请运行“xunji rebuild”重建；涉及的表：{tables}",
            'Run "xunji rebuild"; tables concerned: {tables}',
        ),
    ),
    e.StoreFullError: _row(
        "磁盘已满，这次没有保存。",
        "The disk is full; this was not saved.",
        Label(
            "请腾出空间再试，原有内容完好。", "Free some space and try again; all else is intact."
        ),
    ),
    e.StoreAddressError: _row(
        "这不是可用的数据库服务器地址（{part}）。",
        "This is no address of a database server that can be used ({part}).",
        Label(
            "写成 postgresql://用户:口令@主机/数据库；不在本机时连接须加密并核对主机名"
            "（sslmode=verify-full）。",
            "Write postgresql://user:password@host/database; to another computer the connection "
            "must be encrypted and the host name checked (sslmode=verify-full).",
        ),
    ),
    e.StoreUnsuitableError: _row(
        "这个数据库不适合存放资料（{detail}）。",
        "This database cannot hold a vault's records ({detail}).",
        Label(
            "需要 PostgreSQL 15 以上；建库命令：createdb -T template0 -E UTF8 --locale=C 库名",
            "PostgreSQL 15 or newer is needed; make the database with: "
            "createdb -T template0 -E UTF8 --locale=C NAME",
        ),
    ),
    e.StoreUnreachableError: _row(
        "数据库服务器没有应答或拒绝了连接（{detail}）。",
        "The database server does not answer or refused the connection ({detail}).",
        Label(
            "已保存的内容完好。请检查网络，或请数据库管理员查看。",
            "What was saved is intact. Check the network, or ask the server's administrator.",
        ),
    ),
    e.StoreBusyError: _row(
        "另一台电脑正在写入，这次没有保存。",
        "Another computer is writing; this was not saved.",
        Label("请过一会儿再试，原有内容完好。", "Try again in a moment; all else is intact."),
    ),
    e.StoreMoveError: _row(
        "搬过去的内容与原来的不一致，仍使用原来的数据库。",
        "What arrived differs from what was sent; the former database stays in use.",
        Label("涉及的表：{tables}。请联系技术人员。", "Tables: {tables}. Call support."),
    ),
    e.MigrationError: _row(
        "数据库升级没有成功。",
        "The upgrade of the database failed.",
        Label(
            "升级前的完整副本在：{copy}。请用原版本打开，并联系技术人员。",
            "The full copy made before lies at {copy}. Use the former version and call support.",
        ),
    ),
    e.ReplayMismatchError: _row(
        "数据库被改动过：内容与签名记录不一致。",
        "The database was altered: its contents differ from the signed record.",
        Label(
            "请不要导出。用“xunji rebuild”按签名记录重建，并报告办公室。",
            'Do not export. Rebuild from the signed record with "xunji rebuild"; tell the office.',
        ),
    ),
    # evidence
    e.EvidenceError: _row("证据文件出了问题。", "Something is wrong with an evidence file."),
    e.BlobMissingError: _row(
        "这份证据的文件不在本机。",
        "The file of this evidence is not on this computer.",
        Label(
            "其他内容不受影响。请从持有它的电脑再导出一次。",
            "Everything else is fine. Export it again from a computer that has it.",
        ),
    ),
    e.BlobDamagedError: _row(
        "这份证据的文件已损坏。",
        "The file of this evidence is damaged.",
        Label(
            "其他内容不受影响。请用备份，或从其他电脑重新带回。",
            "Everything else is fine. Use a backup, or bring it again from another computer.",
        ),
    ),
    e.EvidenceUnreadableError: _row(
        "读不了这个文件：{path}",
        "This file cannot be read: {path}",
        Label(
            "没有导入。请检查文件能否打开，或换一个位置再试。",
            "It was not imported. Check that it opens, or copy it elsewhere and try again.",
        ),
    ),
    e.EvidenceNotShownError: _row(
        "这份证据不能在这里查看。",
        "This evidence cannot be shown here.",
        _KEPT,
    ),
    # journal
    e.JournalError: _row("签名记录的格式不对。", "The signed record is malformed.", _ASK_AGAIN),
    e.StrictJsonError: _row(
        "内容不符合规定格式（{reason}）。", "The content is malformed ({reason}).", _REPORT_CODE
    ),
    e.OperationError: _row(
        "有一条记录不符合规定格式（{reason}）。", "A record is malformed ({reason}).", _REPORT_CODE
    ),
    e.SegmentError: _row(
        "有一段记录不符合规定格式（{reason}）。",
        "A segment of the record is malformed ({reason}).",
        _REPORT_CODE,
    ),
    # exchange
    e.ExchangeError: _row("这个数据包用不了。", "This bundle cannot be used.", _ASK_AGAIN),
    e.NotABundleError: _row(
        "这不是巡记的数据包。",
        "This is not a Xunji bundle.",
        Label(
            "没有导入任何内容。请选择以 .xjb 结尾的文件。",
            "Nothing was imported. Choose a file that ends in .xjb.",
        ),
    ),
    e.NotForUsError: _row(
        "这个数据包不是发给本机的。",
        "This bundle is not addressed to this vault.",
        Label(
            "没有导入任何内容。请拿到收件的那台电脑上读入，一般是办公室或组长的电脑；"
            "如果确实是给本机的，文件可能已损坏，请对方重新导出。",
            "Nothing was imported. Read it on the computer it was made for, usually the office's "
            "or the leader's; if it really is for this one, it may be damaged: ask for it again.",
        ),
    ),
    e.BundleDamagedError: _row(
        "数据包已损坏（{part}）。", "The bundle is damaged ({part}).", _ASK_AGAIN
    ),
    e.BundleTruncatedError: _row(
        "数据包不完整，后面缺了一截（{part}）。",
        "The bundle is incomplete; its end is missing ({part}).",
        Label(
            "没有导入任何内容。多半是没拷完就拔了U盘：请重新拷贝。",
            "Nothing was imported. The stick was probably pulled out too early: copy it again.",
        ),
    ),
    e.BundleRefusedError: _row(
        "数据包不符合规定格式，已拒绝（{reason}）。",
        "The bundle breaks the format and was refused ({reason}).",
        _ASK_AGAIN,
    ),
    e.SignatureInvalidError: _row(
        "签名无效（{what}）：内容可能被改动过。",
        "A signature is invalid ({what}): the content may have been altered.",
        Label(
            "没有导入任何内容。签名人：{signer}。请直接向本人核实并重新导出。",
            "Nothing was imported. Signer: {signer}. Ask that person directly for a new export.",
        ),
    ),
    e.SignerUnknownError: _row(
        "签名人不在本次任务的名册上：{signer}",
        "The signer is not on this task's roster: {signer}",
        Label(
            "没有导入任何内容。请核对是否缺少最新的人员名册。",
            "Nothing was imported. Check whether the newest roster is missing here.",
        ),
    ),
    e.WrongOfficeError: _row(
        "这是另一个巡察办的数据包：{office}",
        "This comes from another office: {office}",
        _NOTHING_CHANGED,
    ),
    e.WrongTaskError: _row(
        "这是另一项任务的数据包：{task}", "This belongs to another task: {task}", _NOTHING_CHANGED
    ),
    e.BundleTooNewError: _row(
        "数据包需要较新版本的巡记（{needed}，本机支持到 {supported}）。",
        "The bundle needs a newer Xunji ({needed}; this one knows up to {supported}).",
        Label("没有导入任何内容。请先升级巡记。", "Nothing was imported. Update Xunji first."),
    ),
    e.MediaError: _row(
        "读写时出错：{path}",
        "Reading or writing failed: {path}",
        Label(
            "原有内容完好。请重新插好U盘，或换一个位置再试（{detail}）。",
            "What was there is intact. Plug the stick in again or use another place ({detail}).",
        ),
    ),
    e.SameDiskError: _row(
        "备份不能和资料库放在同一块磁盘上：{path}",
        "The second copy cannot lie on the same disk as the vault: {path}",
        Label(
            "这块磁盘坏了，两份会一起丢。请插上另一块硬盘，或选网络位置。",
            "If that disk fails, both are lost. Plug in another disk or choose a network place.",
        ),
    ),
    e.NotAFileError: _row(
        "这个名字不是普通文件（是文件夹、链接或设备），不会覆盖：{path}",
        "Not an ordinary file but a folder, a link or a device; it is not replaced: {path}",
        Label(
            "什么也没有写。请换一个文件名，或换一个位置。",
            "Nothing was written. Choose another name or another place.",
        ),
    ),
    e.DiskFullError: _row(
        "空间不够：{path}",
        "There is not enough room: {path}",
        Label(
            "没有改动任何内容。需要 {needed} 字节，还剩 {free} 字节。",
            "Nothing was changed. {needed} bytes are needed, {free} are free.",
        ),
    ),
    # sealed bytes and trust
    e.DecryptionError: _row(
        "内容解不开：被改动过，或者不是给您的钥匙加密的。",
        "The content cannot be decrypted: it was altered, or sealed for another key.",
        _NOTHING_CHANGED,
    ),
    e.TrustError: _row(
        "名册或申请文件不合规定（{reason}）。",
        "The roster or request file breaks a rule ({reason}).",
        _REPORT_CODE,
    ),
    # people and records
    e.InputError: _row(
        "还有 {problems} 处需要改。",
        "{problems} entries need a correction.",
        Label(
            "已在对应栏目下注明，其他内容都在。",
            "Each is marked beside its field; nothing is lost.",
        ),
    ),
    e.SealedError: _row(
        "这部分是密封的，您没有查看的授权。",
        "This part is sealed and you hold no grant for it.",
        Label("如确有需要，请向组长申请。", "Ask the team leader if you need it."),
    ),
    e.SealBrokenError: _row(
        "密封的内容解不开：写入时已损坏，或者是伪造的。",
        "The sealed content does not open: it was written damaged, or forged.",
        _ENTER_AGAIN,
    ),
    e.TaskMissingError: _row(
        "这里还没有巡察任务，不能开始登记。",
        "There is no inspection task here yet, so nothing can be recorded.",
        Label("请先在“任务”里新建一个任务。", 'Create a task under "Tasks" first.'),
    ),
    e.SignatureRefusedError: _row(
        "现在不能签这一步。",
        "This signature cannot be given now.",
        _THREE_SIGNATURES,
    ),
    e.UndoRefusedError: _row(
        "这次合并不能再撤回：已经告诉别的电脑收到了。",
        "This merge cannot be undone any more: other computers were told that it arrived.",
        Label("可以逐条修改或删除。", "Change or delete single records instead."),
    ),
    e.RecordMissingError: _row(
        "这条记录还没有到本机。",
        "This record has not arrived here yet.",
        Label("合并下一个数据包后再看。", "Look again after the next merge."),
    ),
    e.DecisionOvertakenError: _row(
        "这一处已经裁决过，或者刚刚又变了。",
        "This was decided, or has just changed.",
        Label("已经换成最新的样子，请再看一眼。", "What is there now is shown; look again."),
    ),
    e.ConflictOpenError: _row(
        "这条记录还有 {open_conflicts} 处分歧、{open_links} 处缺失没有处理。",
        "This record still has {open_conflicts} conflicts and {open_links} missing links.",
        Label("请先在“带回与合并”里处理。", 'Settle them first under "Exchange".'),
    ),
    e.ClockDoubtfulError: _row("本机时间可能不准。", "This computer's clock may be wrong.", _CLOCK),
    e.CancelledError: _row("已取消。", "Cancelled.", _NOTHING_CHANGED),
    # the world outside the program
    FileNotFoundError: _row(
        "找不到这个文件。",
        "The file was not found.",
        Label("请检查U盘是否插好、文件是否被移走。", "Check that the stick is plugged in."),
    ),
    PermissionError: _row(
        "没有权限读写这个位置。",
        "There is no permission to read or write here.",
        Label("请换一个文件夹再试。", "Choose another folder and try again."),
    ),
    OSError: _row(
        "电脑读写文件时出错。",
        "The computer failed to read or write a file.",
        Label("请检查磁盘或U盘，再试一次。", "Check the disk or stick and try again."),
    ),
    MemoryError: _row(
        "内存不够，这一步没有完成。",
        "There is not enough memory; this step was not finished.",
        Label("请关闭其他程序再试。", "Close other programs and try again."),
    ),
}

REASONS: Mapping[type[BaseException], Mapping[str, Entry]] = {
    e.SealBrokenError: {
        "identity": _row(
            "“谈话对象身份”这一部分解不开：写入时已损坏，或者是伪造的。",
            "The part with the person's identity does not open: it was written damaged, or forged.",
            _ENTER_AGAIN,
        ),
        "appointment": _row(
            "“谈话时间、地点”这一部分解不开：写入时已损坏，或者是伪造的。",
            "The part with time and place does not open: it was written damaged, or forged.",
            _ENTER_AGAIN,
        ),
    },
    e.SignatureRefusedError: {
        "out-of-order": _row(
            "这份底稿不在这一步，可能刚被别人改过。",
            "The worksheet is not at this step; somebody may have moved it on.",
            _THREE_SIGNATURES,
        ),
        "not-in-team": _row(
            "只有本组的人才能在底稿上签字。",
            "Only members of the team sign its worksheets.",
            _THREE_SIGNATURES,
        ),
        "recused": _row(
            "您已回避，不能在这份底稿上签字。",
            "You are recused and cannot sign this worksheet.",
            _THREE_SIGNATURES,
        ),
        "signed-already": _row(
            "您已经在这份底稿上签过字，下一步要由另一个人签。",
            "You have signed this worksheet already; the next signature is somebody else's.",
            _THREE_SIGNATURES,
        ),
        "not-the-writer": _row(
            "第一步由承办人签，您不是这份底稿的承办人。",
            "The first signature is the writer's, and you are not the writer of this worksheet.",
            Label(
                "请承办人本人登录后签；换了承办人，先改“承办人”一栏。",
                "Let the writer unlock and sign; if it was handed over, change the writer first.",
            ),
        ),
        "not-the-deputy": _row(
            "复核由副组长签。", "The review is signed by a deputy leader.", _THREE_SIGNATURES
        ),
        "not-the-leader": _row(
            "审签由组长签。", "The approval is signed by the leader.", _THREE_SIGNATURES
        ),
        "nobody-left": _row(
            "组里没有第三个可以签这一步的人。",
            "Nobody of the team is left to give this signature.",
            Label(
                "请退回修改，改由组员承办；或请办公室在名册里加副组长。",
                "Send it back and let a member be its writer, or have the office add a deputy.",
            ),
        ),
    },
    e.SignatureInvalidError: {
        "manifest": _row(
            "签名无效：文件签名以后，内容被改动过。",
            "The signature is invalid: the file was altered after it was signed.",
            _ASK_SIGNER,
        ),
        "sender": _row(
            "签名无效：文件自称来自“{claimed}”，却是“{signer}”签的。",
            'The signature is invalid: it says it comes from "{claimed}", but "{signer}" signed.',
            _ASK_SIGNER,
        ),
        "segment": _row(
            "有一段记录签名无效：“{signer}”签名以后，内容被改动过（经“{carrier}”转交）。",
            'A segment is invalid: altered after "{signer}" signed it (brought by "{carrier}").',
            Label(
                "没有导入任何内容。请直接向“{signer}”要原件，不要经手转交的文件。",
                'Nothing was imported. Ask "{signer}" directly for the original.',
            ),
        ),
        "segment-author": _row(
            "有一段记录签名无效：自称是“{claimed}”写的，却是“{signer}”签的（经“{carrier}”转交）。",
            'A segment is invalid: it names "{claimed}", but "{signer}" signed it (brought by '
            '"{carrier}").',
            Label(
                "没有导入任何内容。请直接向“{claimed}”要原件，不要经手转交的文件。",
                'Nothing was imported. Ask "{claimed}" directly for the original.',
            ),
        ),
    },
    e.ClockDoubtfulError: {
        "behind": _row(
            "本机时间可能不准：早于办公室 {known} 的签发时间。",
            "This computer's clock may be wrong: it is before what the office signed on {known}.",
            _CLOCK,
        ),
        "ahead": _row(
            "本机时间可能不准：名册的有效期到 {known}，早已过去。",
            "This computer's clock may be wrong: the roster ran out long ago, on {known}.",
            _CLOCK,
        ),
        "jumped": _row(
            "本机时间可能不准：刚才被改动过，现在是 {known}。",
            "This computer's clock may be wrong: it was set a moment ago and says {known}.",
            _CLOCK,
        ),
    },
    e.EvidenceNotShownError: {
        "too-large": _row(
            "尺寸太大，为安全起见不在这里打开。",
            "The dimensions are too large to be opened here safely.",
            _KEPT,
        ),
        "damaged": _row(
            "这个文件本身有问题，看不了。", "The file itself is faulty and cannot be shown.", _KEPT
        ),
        "protected": _row(
            "这个 PDF 设有密码，看不了。", "This PDF has a password and cannot be shown.", _KEPT
        ),
        "no-player": _row(
            "本机没有安装音视频播放部件，暂时不能播放。",
            "The player for audio and video is not installed here.",
            _KEPT,
        ),
    },
    e.BundleRefusedError: {
        "too-many-stanzas": _row(
            "数据包写了太多收件人，已拒绝。", "The bundle names too many readers.", _ASK_AGAIN
        ),
        "header-too-long": _row(
            "数据包的文件头太长，已拒绝。", "The header of the bundle is too long.", _ASK_AGAIN
        ),
    },
    e.TrustError: {
        "file": _row("这不是巡记的名册或申请文件。", "This is no roster or request file."),
        "format": _row("文件内容不合格式。", "The paper is malformed.", _FRESH_PAPER),
        "field": _row(
            "文件中有一项写得不对（{detail}）。",
            "One entry of the paper is malformed ({detail}).",
            _FRESH_PAPER,
        ),
        "suite": _row("文件使用了本机不认识的加密算法。", "Unknown algorithms are used.", _UPDATE),
        "critical": _row(
            "文件要求本机理解新的规定（{detail}）。",
            "The paper demands a rule this program does not know ({detail}).",
            _UPDATE,
        ),
        "signature": _row(
            "签名无效，或者签名的人无权签发。",
            "The signature is invalid, or its key may not sign this.",
            _FRESH_PAPER,
        ),
        "threshold": _row(
            "签名的人数不够。",
            "Too few of the required holders have signed.",
            Label("请其余保管人签名后再导入。", "Let the other holders sign first."),
        ),
        "key-twice": _row("同一把钥匙出现了两次。", "The same key stands twice.", _FRESH_PAPER),
        "key-unusable": _row("有一把公钥不能用。", "A public key is unusable.", _FRESH_PAPER),
        "identity": _row(
            "编号与钥匙对不上（{detail}）。",
            "An id does not belong to its keys ({detail}).",
            _FRESH_PAPER,
        ),
        "name-twice": _row(
            "有重复的人员、设备或序号（{detail}）。",
            "A person, device or number stands twice ({detail}).",
            _FRESH_PAPER,
        ),
        "unknown-name": _row(
            "提到了名册里没有的人或设备。",
            "A person or device is named that the roster does not list.",
            _FRESH_PAPER,
        ),
        "validity": _row(
            "有效期的起止颠倒了。", "The validity ends before it begins.", _FRESH_PAPER
        ),
        "office": _row(
            "这份文件是别的办公室签发的。", "The paper is from another office.", _NOTHING_CHANGED
        ),
        "task": _row(
            "这份文件属于别的巡察任务。", "The paper is about another task.", _NOTHING_CHANGED
        ),
        "no-office-device": _row(
            "名册里没有办公室的设备。", "The roster names no device of the office.", _FRESH_PAPER
        ),
        "office-device": _row(
            "名册里有一台冒称办公室的设备。",
            "A device claims to be the office's, but the office does not know its key.",
            Label("不要使用这份文件，请当面问办公室。", "Do not use it; ask the office in person."),
        ),
        "version-backwards": _row(
            "版本倒退，已忽略。", "An older version; it was ignored.", _NOTHING_CHANGED
        ),
        "version-skipped": _row(
            "中间缺了一版根证书。", "A version of the root between is missing.", _FRESH_PAPER
        ),
        "forked": _row(
            "同一版本出现了两份不同的内容。",
            "Two different papers claim the same version.",
            Label("请当面问办公室哪一份是真的。", "Ask the office in person which one is true."),
        ),
        "link": _row(
            "与上一版接不上。", "The paper does not follow from the one before.", _FRESH_PAPER
        ),
        "root-missing": _row(
            "还缺办公室新的根证书。", "The office's newer root is missing.", _FRESH_PAPER
        ),
        "dropped": _row(
            "新名册丢了原有的人员、设备或停用记录（{detail}）。",
            "The new roster lacks entries of the one before ({detail}).",
            _FRESH_PAPER,
        ),
        "changed": _row(
            "新名册改动了不能改的内容（{detail}）。",
            "The new roster changes what is fixed ({detail}).",
            _FRESH_PAPER,
        ),
        "recused": _row(
            "{detail}已经回避整项任务，不能再担任组长、副组长或指定人员，也不能新加电脑。",
            "{detail} is recused from the whole task and may not lead, be designated or join "
            "with a computer.",
            Label("如果登记错了，请先取消回避。", "If it was a mistake, lift the recusal first."),
        ),
        "holder-file": _row(
            "这不是主密钥文件，或者文件被改动过。",
            "This is no root key file, or it was altered.",
            Label("请插上本人保管的那个U盘。", "Insert the medium this holder keeps."),
        ),
        "holder-refused": _row(
            "口令不对，或者文件被改动过。",
            "Wrong passphrase, or the file was altered.",
            Label("请保管人本人再输一次。", "Let the holder type it again."),
        ),
        "no-holder": _row(
            "这把主密钥不在应签名的人里面。",
            "This root key is none of those that have to sign.",
            Label("请换一位保管人的U盘。", "Insert another holder's medium."),
        ),
        "expired": _row(
            "名册已过期，不能再加入新的人员或设备。",
            "The roster has expired and can bring no new persons or devices.",
            Label(
                "可以照常记录。请核对本机日期，并向办公室要新名册。",
                "Recording goes on. Check this machine's date and ask the office for a new roster.",
            ),
        ),
        "not-joined": _row(
            "这台电脑还没有加入巡察组。",
            "This computer has not joined a team yet.",
            Label(
                "请到“带出与合并”：先写申请文件交给办公室，再读入办公室给的授权文件（.xjp）。",
                "In Take out, merge: write a request for the office, then read its admission "
                "file (.xjp).",
            ),
        ),
        "no-root": _row(
            "文件里没有办公室的根证书。", "The office's root is missing.", _FRESH_PAPER
        ),
        "not-listed": _row(
            "名册里没有这台电脑。",
            "The roster does not list this computer.",
            Label("请先把本机的申请文件交给办公室。", "Give this machine's request to the office."),
        ),
    },
}
"""Sentences for single reasons; others use the sentence of their class with the reason named."""

_UNKNOWN_PROBLEM = Label("这里填得不对（{rule}）。", "This is not right ({rule}).")

PROBLEMS: Mapping[str, Label] = {
    "required": Label("请填写这一栏。", "Please fill this in."),
    "too-long": Label("太长了，最多 {detail} 个字。", "Too long; at most {detail} characters."),
    "too-much": Label(
        "内容太多，一条记录放不下。请分成几条，或把全文存为证据文件。",
        "Too much for one record. Divide it, or keep the whole text as an evidence file.",
    ),
    "bad-character": Label(
        "第 {detail} 个字不能保存，请删掉它。", "Character {detail} cannot be kept; delete it."
    ),
    "not-a-date": Label("这不是有效日期，请写成 2026-3-5。", "Not a valid day; write 2026-3-5."),
    "not-a-moment": Label(
        "这不是有效时间，请写成 2026-3-5 9:30。", "Not a valid time; write 2026-3-5 9:30."
    ),
    "not-a-number": Label("请写整数，例如 12。", "Write a whole number, for example 12."),
    "not-an-amount": Label(
        "请写金额，例如 126000 或 12.6万。", "Write an amount in yuan, for example 126000."
    ),
    "negative": Label("这里不能是负数。", "This cannot be negative."),
    "not-a-choice": Label(
        "“{detail}”不在选项里，请重新选择。", '"{detail}" is not among the choices.'
    ),
    "not-a-preset": Label("预置数据文件的格式不对。", "The preset file is malformed."),
    "duplicate": Label("已经有了，请换一个。", "This exists already; use another."),
    "contested": Label(
        "还有【…｜…】没有定下来的地方，请改成一种再采用。",
        "Some places still show both versions as 【…｜…】. Leave one of them.",
    ),
    "signed": Label("已经签过字，不能并成一条。", "It is signed and cannot be merged."),
    "sealed-part": Label(
        "有保密内容，不能分成两条。", "It has sealed content and cannot be split in two."
    ),
    "no-feedback-text": Label(
        "“{detail}”还没有写反馈表述。", '"{detail}" has no wording for the feedback yet.'
    ),
    "before": Label("不能早于 {detail}。", "This cannot be before {detail}."),
    "not-the-same": Label("两次输入不一样，请再输一次。", "The two entries differ; type it again."),
    "last_slot": Label("至少要留一个人能打开。", "At least one person must be able to open it."),
}
"""Rules of ``app.domain.errors.Problem``."""

_UNKNOWN_DENIAL = Label("已隔离（{reason}）。", "Kept aside ({reason}).")

DENIALS: Mapping[str, Label] = {
    "task-unknown": Label("本机没有这项任务的名册。", "No roster of this task is here."),
    "device-unknown": Label("这台电脑不在名册里。", "The computer is not on the roster."),
    "author-not-on-device": Label(
        "作者不是这台电脑的使用人。", "The author is none of this computer's persons."
    ),
    "channel-closed": Label("作者无权写入这个通道。", "The author may not write to this channel."),
    "office-only": Label("只有办公室才能写这一类。", "Only the office may write this."),
    "insert-only": Label("留痕和保管记录不得改动。", "Audit and custody entries never change."),
    "crowded": Label(
        "同一处一次写了一百多种写法，不像人写的。",
        "It holds more than a hundred versions of one field; nobody writes like that.",
    ),
    "revoked": Label(
        "写入时这台电脑已被办公室撤销授权。",
        "It was written after the office withdrew this computer's authorisation.",
    ),
}
"""Names of ``app.trust.reasons.Denial``."""
