<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AdmissionCard</name>
    <message>
        <source>请对方念出他屏幕上编号的第 {first} 组和第 {second} 组，听到什么输什么。</source>
        <translation>Have them read aloud groups {first} and {second} of the number on their screen, and type what you hear.</translation>
    </message>
    <message>
        <source>授权这台电脑</source>
        <translation>Admit this computer</translation>
    </message>
    <message>
        <source>{name}的组内职务</source>
        <translation>Role of {name} in the team</translation>
    </message>
    <message>
        <source>输入对方念的两组数字，共十位</source>
        <translation>The two groups read aloud, ten digits</translation>
    </message>
    <message>
        <source>编号的第 {first} 组和第 {second} 组</source>
        <translation>Groups {first} and {second} of the number</translation>
    </message>
    <message>
        <source>不一致。请对方再念一遍；还是不一致就不要授权，这份文件不是那台电脑写的。</source>
        <translation>Not the same. Have them read it again; if it still differs, do not admit: this file is not from that computer.</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>巡记</source>
        <translation>Xunji</translation>
    </message>
</context>
<context>
    <name>AsidePart</name>
    <message>
        <source>隔离待采纳</source>
        <translation>Kept aside, waiting for consent</translation>
    </message>
    <message>
        <source>这些内容签名是真的，只是按规定不能直接算数。两个人分别用自己的口令同意才采纳。</source>
        <translation>The signatures are genuine; a rule keeps these parts from counting at once. They count when two people agree, each with his own passphrase.</translation>
    </message>
    <message>
        <source>这台电脑上只有一个人有口令。请先在“设置”里添加第二个人。</source>
        <translation>Only one person has a passphrase on this computer. Add a second one under Settings.</translation>
    </message>
    <message>
        <source>名册上没有的电脑</source>
        <translation>A computer that is not on the roster</translation>
    </message>
    <message>
        <source>{computer}：共 {count} 处内容</source>
        <translation>{computer}: {count} entries</translation>
    </message>
    <message>
        <source>已同意：{names}。还要另一位同事用自己的口令打开后同意。</source>
        <translation>Agreed: {names}. Another colleague has to open the office with his own passphrase and agree.</translation>
    </message>
    <message>
        <source>采纳的理由</source>
        <translation>Reason for admitting</translation>
    </message>
    <message>
        <source>采纳的理由（必填，会随内容一起给各组）</source>
        <translation>Reason for admitting (required, travels with the content to the teams)</translation>
    </message>
    <message>
        <source>请写明理由。</source>
        <translation>Give a reason.</translation>
    </message>
    <message>
        <source>同意采纳</source>
        <translation>Agree to admit</translation>
    </message>
</context>
<context>
    <name>AuthorityScreen</name>
    <message>
        <source>授权与密钥</source>
        <translation>Authority, keys</translation>
    </message>
    <message>
        <source>这台电脑已被办公室停用。</source>
        <translation>The office has withdrawn this computer.</translation>
    </message>
    <message>
        <source>已经写的都在。以后写的内容要由办公室两个人同意才采纳。</source>
        <translation>What is written stays. What you write from now on counts only after two people at the office agree.</translation>
    </message>
    <message>
        <source>授权已经过期，可以照常记录。</source>
        <translation>The authorisation has expired; recording goes on as usual.</translation>
    </message>
    <message>
        <source>不能再加入新的人员和电脑。请核对本机日期，并向办公室要新的授权文件。</source>
        <translation>No new people or computers can join. Check this machine&apos;s date and ask the office for new papers.</translation>
    </message>
    <message>
        <source>（请选择任务）</source>
        <translation>(Choose a task)</translation>
    </message>
    <message>
        <source>已生效，随下一个任务包告诉各组。</source>
        <translation>In force; the teams learn of it with the next task bundle.</translation>
    </message>
    <message>
        <source>急的话，请现在就到“任务与授权”写授权文件和任务包。</source>
        <translation>If it is urgent, write the admission file and the bundle now under Tasks.</translation>
    </message>
    <message>
        <source>授权文件 (*.xjp)</source>
        <translation>Admission file (*.xjp)</translation>
    </message>
    <message>
        <source>读入新电脑的申请文件</source>
        <translation>Read the request of the new computer</translation>
    </message>
    <message>
        <source>您的同意已记下，还要另一位同事同意。</source>
        <translation>Your consent is noted; another colleague has to agree as well.</translation>
    </message>
    <message>
        <source>两个人都同意了，这些内容已经采纳。</source>
        <translation>Two people agreed; these parts count now.</translation>
    </message>
    <message>
        <source>哪项任务</source>
        <translation>Which task</translation>
    </message>
    <message>
        <source>这里写着这台电脑归谁、授权到哪天、办公室改了什么。编号请与纸质通知核对。</source>
        <translation>This says whose the computer is, until when it is authorised and what the office changed. Compare the number with the printed notice.</translation>
    </message>
    <message>
        <source>停用、更换电脑，离组、调整职务、回避，都先看清会有什么结果，再确认。改动随下一个任务包到各组。主密钥由几个人分别保管，签够人数才能更换。</source>
        <translation>Withdrawing or replacing a computer, leaving, roles, recusals: you read what follows before you confirm. Changes reach the teams with the next bundle. Several people hold the root keys; enough of them must sign a change.</translation>
    </message>
    <message>
        <source>任务</source>
        <translation>Task</translation>
    </message>
</context>
<context>
    <name>AuthorityWords</name>
    <message>
        <source>停用这台电脑：{name}</source>
        <translation>Withdraw this computer: {name}</translation>
    </message>
    <message>
        <source>用新电脑“{detail}”更换：{name}</source>
        <translation>Replace {name} by the new computer &quot;{detail}&quot;</translation>
    </message>
    <message>
        <source>离组：{name}</source>
        <translation>Leaves the team: {name}</translation>
    </message>
    <message>
        <source>重新归队：{name}</source>
        <translation>Returns to the team: {name}</translation>
    </message>
    <message>
        <source>调整职务：{name}，改为{detail}</source>
        <translation>Role of {name}: {detail}</translation>
    </message>
    <message>
        <source>回避：{name}</source>
        <translation>Recusal: {name}</translation>
    </message>
    <message>
        <source>取消回避：{name}</source>
        <translation>Lift the recusal: {name}</translation>
    </message>
    <message>
        <source>信访专人：{name}</source>
        <translation>Designated for petitions: {name}</translation>
    </message>
    <message>
        <source>谈话对象身份：只给参加谈话的人看</source>
        <translation>Interviewees&apos; identities: only for those who took part in the talk</translation>
    </message>
    <message>
        <source>谈话对象身份：组长也可以看</source>
        <translation>Interviewees&apos; identities: for the leader as well</translation>
    </message>
    <message>
        <source>授权有效期改到 {detail}</source>
        <translation>Authorised until {detail}</translation>
    </message>
    <message>
        <source>（没有）</source>
        <translation>(nobody)</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Withdraw</translation>
    </message>
    <message>
        <source>更换</source>
        <translation>Replace</translation>
    </message>
    <message>
        <source>确认离组</source>
        <translation>Confirm leaving</translation>
    </message>
    <message>
        <source>确认回避</source>
        <translation>Confirm recusal</translation>
    </message>
    <message>
        <source>确认</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>{name} 加入本组。</source>
        <translation>{name} joined the team.</translation>
    </message>
    <message>
        <source>{name} 从 {day} 起离组。</source>
        <translation>{name} leaves the team from {day}.</translation>
    </message>
    <message>
        <source>{name} 重新归队。</source>
        <translation>{name} is back in the team.</translation>
    </message>
    <message>
        <source>{name} 的职务有调整。</source>
        <translation>The role of {name} has changed.</translation>
    </message>
    <message>
        <source>新加了电脑：{name}。</source>
        <translation>A computer was added: {name}.</translation>
    </message>
    <message>
        <source>{name} 已停用，它以后写的内容不再接收。</source>
        <translation>{name} was withdrawn; what it writes later is not accepted.</translation>
    </message>
    <message>
        <source>{name} 从 {day} 起回避。</source>
        <translation>{name} is recused from {day}.</translation>
    </message>
    <message>
        <source>{name} 的回避已取消。</source>
        <translation>The recusal of {name} was lifted.</translation>
    </message>
    <message>
        <source>信访专人或身份信息的查看范围有调整。</source>
        <translation>Who handles petitions or sees identities has changed.</translation>
    </message>
    <message>
        <source>授权有效期改到 {day}。</source>
        <translation>Authorised until {day} now.</translation>
    </message>
    <message>
        <source>办公室换了新的主密钥，已按签字人数核实。</source>
        <translation>The office has new root keys; enough holders signed.</translation>
    </message>
    <message>
        <source>签发授权</source>
        <translation>Issues authorisations</translation>
    </message>
    <message>
        <source>办公室电脑（回执、下发）</source>
        <translation>Office computer (receipts, bundles)</translation>
    </message>
    <message>
        <source>身份保管人</source>
        <translation>Custodian of identities</translation>
    </message>
    <message>
        <source>归档</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>以后的任务包不再发给它；它以后写的内容先隔离，两个人同意才采纳。</source>
        <translation>It gets no more bundles; what it writes later is kept aside until two people agree.</translation>
    </message>
    <message>
        <source>已经在那台电脑里的内容收不回来，请按丢失或交接的规定另行处理。</source>
        <translation>What is on that computer cannot be called back; follow the rules for loss or handover.</translation>
    </message>
    <message>
        <source>旧电脑停用，新电脑接着用；人员、编号和看得见的内容不变。</source>
        <translation>The old computer is withdrawn, the new one continues: people, numbers and what they may see stay.</translation>
    </message>
    <message>
        <source>旧电脑里没有带回的内容，两个人同意后才能采纳。</source>
        <translation>What was not brought back from the old computer counts only after two people agree.</translation>
    </message>
    <message>
        <source>以后的内容不再给本人；已经写的记录全部保留。</source>
        <translation>Nothing new is handed to this person; everything written stays.</translation>
    </message>
    <message>
        <source>回避期间新写的密封内容，本人仍然看不到。</source>
        <translation>What was sealed during the recusal stays closed to this person.</translation>
    </message>
    <message>
        <source>从现在起新写的身份信息，组长看不到；以前已经能看的仍然能看。</source>
        <translation>The leader cannot see identities written from now on; what could be read before stays readable.</translation>
    </message>
    <message>
        <source>从现在起新写的身份信息，组长也能看；以前的不补发。</source>
        <translation>The leader sees identities written from now on; earlier ones are not added.</translation>
    </message>
    <message>
        <source>信访件只给信访专人和组长；组里其他电脑连有没有都不知道。</source>
        <translation>Petitions go to the designated people and the leader only; other computers do not even learn of them.</translation>
    </message>
    <message>
        <source>过期也不影响记录，只是不能再加入新的人员和电脑。</source>
        <translation>Expiry never stops recording; it only keeps new people and computers out.</translation>
    </message>
    <message>
        <source>只回避这一条：{record}。</source>
        <translation>Recused from this record only: {record}.</translation>
    </message>
    <message>
        <source>这一条以后密封的内容，本人打不开。</source>
        <translation>What is sealed in this record from now on stays closed to this person.</translation>
    </message>
    <message>
        <source>回避整项任务：从现在起，任何带出的文件都不给本人，本人的电脑打不开。</source>
        <translation>Recused from the whole task: from now on no file is for this person, and this person&apos;s computer opens none.</translation>
    </message>
    <message>
        <source>本人不能再担任组长、副组长或信访专人；已经担任的自动免去。</source>
        <translation>This person can no longer lead or handle petitions; such roles end now.</translation>
    </message>
    <message>
        <source>本人已经写的记录全部保留。</source>
        <translation>Everything this person has written stays.</translation>
    </message>
    <message numerus="yes">
        <source>办公室已经收到它写的 %n 处内容，照常有效；以此为界。</source>
        <translation>
            <numerusform>The office has %n entry of it, which stays valid: the line is drawn there.</numerusform>
            <numerusform>The office has %n entries of it, which stay valid: the line is drawn there.</numerusform>
        </translation>
    </message>
    <message>
        <source>办公室还没有收到过它写的内容：它写的都要先隔离。</source>
        <translation>The office has received nothing of it yet: all it wrote is kept aside first.</translation>
    </message>
    <message>
        <source>组长的电脑还收到了更新的内容，也照常有效。</source>
        <translation>The leader&apos;s computer has newer entries of it, which stay valid as well.</translation>
    </message>
    <message>
        <source>这些电脑以后收不到任何内容：{labels}。</source>
        <translation>These computers receive nothing any more: {labels}.</translation>
    </message>
    <message>
        <source>注意：之后没有组长。请接着指定一位。</source>
        <translation>Note: nobody leads the team afterwards. Name a leader next.</translation>
    </message>
    <message>
        <source>注意：之后有两位以上组长：{names}。</source>
        <translation>Note: several people lead the team afterwards: {names}.</translation>
    </message>
    <message numerus="yes">
        <source>本人已经看过 %n 份谈话对象身份，这一点无法撤回。</source>
        <translation>
            <numerusform>This person has already seen %n identity; that cannot be undone.</numerusform>
            <numerusform>This person has already seen %n identities; that cannot be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>关闭提示</source>
        <translation>Close this notice</translation>
    </message>
</context>
<context>
    <name>BannerArea</name>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
</context>
<context>
    <name>BinLink</name>
    <message>
        <source>回收站（{count}）</source>
        <translation>Bin ({count})</translation>
    </message>
    <message>
        <source>回收站：勾选要恢复的谈话</source>
        <translation>Bin: tick the talks to restore</translation>
    </message>
    <message>
        <source>恢复</source>
        <translation>Restore</translation>
    </message>
</context>
<context>
    <name>BinPane</name>
    <message>
        <source>恢复</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>在回收站里。恢复后回到清单。</source>
        <translation>In the bin. Restoring puts it back on the list.</translation>
    </message>
</context>
<context>
    <name>BringingIn</name>
    <message>
        <source>选择文件…</source>
        <translation>Choose files...</translation>
    </message>
    <message>
        <source>读入整个U盘…</source>
        <translation>Read in a whole stick...</translation>
    </message>
    <message>
        <source>巡记数据包 (*.xjb)</source>
        <translation>Xunji bundles (*.xjb)</translation>
    </message>
    <message>
        <source>选择带回来的文件</source>
        <translation>Choose the files brought back</translation>
    </message>
    <message>
        <source>从哪个U盘或文件夹读入</source>
        <translation>Read in from which stick or folder</translation>
    </message>
    <message>
        <source>代转的文件</source>
        <translation>File carried by a colleague</translation>
    </message>
    <message>
        <source>正在核对 {file}…</source>
        <translation>Checking {file}...</translation>
    </message>
    <message>
        <source>{file}：{sentence}</source>
        <translation>{file}: {sentence}</translation>
    </message>
    <message>
        <source>也可以把完好的部分取出来，先看看有多少。</source>
        <translation>You can also recover what is intact, and first see how much that is.</translation>
    </message>
    <message>
        <source>部分恢复</source>
        <translation>Recover a part</translation>
    </message>
    <message>
        <source>没有新内容：里面的东西本机都已经有了。</source>
        <translation>Nothing new: everything in it is here already.</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>All right</translation>
    </message>
    <message>
        <source>逐条列出</source>
        <translation>List them all</translation>
    </message>
    <message numerus="yes">
        <source>还有 %n 条</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message>
        <source>合并</source>
        <translation>Merge</translation>
    </message>
    <message>
        <source>不合并</source>
        <translation>Do not merge</translation>
    </message>
    <message>
        <source>正在合并…</source>
        <translation>Merging...</translation>
    </message>
    <message numerus="yes">
        <source>看下一个文件（还有 %n 个）</source>
        <translation>
            <numerusform>Next file (%n left)</numerusform>
            <numerusform>Next file (%n left)</numerusform>
        </translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>选择从U盘带回来的文件，或者读入整个U盘。先核对、给您看里面有什么，您点“合并”才会写入。</source>
        <translation>Choose files brought back on a stick, or read in the whole stick. They are checked and shown first; nothing is written until you press &quot;Merge&quot;.</translation>
    </message>
    <message numerus="yes">
        <source>%n 个文件没有新内容，或者以前读过了</source>
        <translation>
            <numerusform>%n file has nothing new or was read in before</numerusform>
            <numerusform>%n files have nothing new or were read in before</numerusform>
        </translation>
    </message>
    <message>
        <source>这个U盘读完了：{known}。</source>
        <translation>This stick is done: {known}.</translation>
    </message>
    <message>
        <source>这个U盘读完了。</source>
        <translation>This stick is done.</translation>
    </message>
    <message>
        <source>这个U盘上没有别的要读入的文件了。</source>
        <translation>There are no other files to read in on this stick.</translation>
    </message>
    <message>
        <source>正在收下 {file}…</source>
        <translation>Taking {file}...</translation>
    </message>
    <message>
        <source>读入与合并</source>
        <translation>Read and merge</translation>
    </message>
</context>
<context>
    <name>CarryingOut</name>
    <message>
        <source>打包带出</source>
        <translation>Pack and take out</translation>
    </message>
    <message>
        <source>接着写到哪个U盘或文件夹</source>
        <translation>Continue on which stick or folder</translation>
    </message>
    <message>
        <source>这里只剩 {free}，要写的约有 {needed}。</source>
        <translation>Only {free} are free here; about {needed} have to be written.</translation>
    </message>
    <message>
        <source>可以先写放得下的，其余的换一个U盘接着写；也可以换一个大的重新选。</source>
        <translation>Write what fits now and continue on another stick, or choose a larger one.</translation>
    </message>
    <message>
        <source>先写放得下的</source>
        <translation>Write what fits</translation>
    </message>
    <message>
        <source>还没有带出过。</source>
        <translation>Nothing was taken out yet.</translation>
    </message>
    <message>
        <source>上次带出：{when}</source>
        <translation>Last taken out: {when}</translation>
    </message>
    <message numerus="yes">
        <source>%n 条记录有改动，还没有带出。</source>
        <translation>
            <numerusform>%n changed record has not been taken out yet.</numerusform>
            <numerusform>%n changed records have not been taken out yet.</numerusform>
        </translation>
    </message>
    <message>
        <source>写到哪个U盘或文件夹</source>
        <translation>Which stick or folder to write to</translation>
    </message>
    <message>
        <source>正在打包并核对，请不要拔U盘…</source>
        <translation>Packing and checking; leave the stick in...</translation>
    </message>
    <message>
        <source>这台电脑还没有加入巡察组。请先在下面申请授权。</source>
        <translation>This computer has not joined a team yet. Ask for admission below first.</translation>
    </message>
    <message>
        <source>请先在“任务与授权”里登记任务。</source>
        <translation>Enter a task first, under &quot;Tasks, admission&quot;.</translation>
    </message>
    <message>
        <source>这项任务还没有授权的组用电脑。请先在“任务与授权”里授权。</source>
        <translation>No team computer is admitted to this task yet. Admit one first, under &quot;Tasks, admission&quot;.</translation>
    </message>
    <message>
        <source>没有等着带出的改动。</source>
        <translation>No changes are waiting to be taken out.</translation>
    </message>
    <message>
        <source>带出</source>
        <translation>Take out</translation>
    </message>
</context>
<context>
    <name>Channels</name>
    <message>
        <source>组内的记录</source>
        <translation>records of the team</translation>
    </message>
    <message>
        <source>只给组长的记录</source>
        <translation>records for the leader</translation>
    </message>
    <message>
        <source>信访的记录</source>
        <translation>petition records</translation>
    </message>
    <message>
        <source>直达办公室的记录</source>
        <translation>records straight to the office</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>核对完整性</source>
        <translation>Check the file</translation>
    </message>
    <message>
        <source>正在核对…</source>
        <translation>Checking...</translation>
    </message>
    <message>
        <source>文件完好</source>
        <translation>File intact</translation>
    </message>
</context>
<context>
    <name>ChoiceEditor</name>
    <message>
        <source>（请选择）</source>
        <translation>(choose)</translation>
    </message>
</context>
<context>
    <name>ConflictsScreen</name>
    <message>
        <source>待裁决</source>
        <translation>To decide</translation>
    </message>
    <message>
        <source>等着裁决的记录</source>
        <translation>Records to be decided</translation>
    </message>
    <message>
        <source>打开这条记录</source>
        <translation>Open this record</translation>
    </message>
    <message>
        <source>问：</source>
        <translation>Q: </translation>
    </message>
    <message>
        <source>答：</source>
        <translation>A: </translation>
    </message>
    <message>
        <source>可能重复：{kind}</source>
        <translation>Possible duplicate: {kind}</translation>
    </message>
    <message>
        <source>由别人裁决：{kind}</source>
        <translation>For others to decide: {kind}</translation>
    </message>
    <message>
        <source>已并成一条。</source>
        <translation>Merged into one record.</translation>
    </message>
    <message>
        <source>记下了：不是重复，以后不再问。</source>
        <translation>Noted: not a duplicate. You will not be asked again.</translation>
    </message>
    <message>
        <source>这条记录没有等着裁决的地方。</source>
        <translation>Nothing to decide in this record.</translation>
    </message>
    <message>
        <source>已分成两条，两条互相有关联。第二条给了新编号，还没有签字。</source>
        <translation>Now two records, linked to each other. The second has a new number and no signature yet.</translation>
    </message>
    <message>
        <source>已裁决。没有采用的写法留在历史里，决定会随下次带出送到其他电脑。</source>
        <translation>Decided. The versions not used stay in the history; other computers get the decision with the next file you take out.</translation>
    </message>
    <message>
        <source>两个人在不同电脑上改了同一处，巡记不会替您选。左边选一条，右边并排看两种写法，不同的字加了底色和下划线。点采用哪一种，或点“合并编辑”自己写；结论和金额要写理由。“不早于”“不晚于”由办公室签字证明，不看各台电脑的钟；办公室还没有回执的，写“无法证明”。列在下面的“可能重复”由您说是不是。</source>
        <translation>Two people changed the same place on different computers; Xunji does not choose for you. Choose a record at the left and compare the versions at the right: different words are shaded and underlined. Adopt one, or press &quot;Edit both&quot;; conclusions and amounts need a reason. &quot;Not before&quot; and &quot;Not after&quot; are proven by the office&apos;s signature, not by any computer&apos;s clock; without a receipt nothing can be proven. About the possible duplicates at the end of the list, say whether they are.</translation>
    </message>
    <message>
        <source>没有等着裁决的事</source>
        <translation>Nothing to decide</translation>
    </message>
    <message>
        <source>合并后如果两边写得不一样，会列在这里。</source>
        <translation>If two sides wrote differently, it is listed here after merging.</translation>
    </message>
    <message>
        <source>等着裁决</source>
        <translation>To decide</translation>
    </message>
</context>
<context>
    <name>CopyCard</name>
    <message>
        <source>备份到另一块磁盘…</source>
        <translation>Copy to another disk...</translation>
    </message>
    <message>
        <source>核验备份</source>
        <translation>Verified second copy</translation>
    </message>
    <message>
        <source>把全部资料再存一份，逐件核对。只有核对过的第二份里有的内容，各组才会看到“已归档”。</source>
        <translation>Keeps everything once more and checks each item. Teams see &quot;archived&quot; only for what the checked second copy holds.</translation>
    </message>
    <message>
        <source>还没有做过核验备份。</source>
        <translation>No verified second copy has been made yet.</translation>
    </message>
    <message numerus="yes">
        <source>%n 天前</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message>
        <source>今天</source>
        <translation>today</translation>
    </message>
    <message>
        <source>上次核验备份：{when}，在 {place}</source>
        <translation>Last verified copy: {when}, in {place}</translation>
    </message>
    <message>
        <source>选择另一块磁盘上的文件夹</source>
        <translation>Choose a folder on another disk</translation>
    </message>
    <message>
        <source>正在备份并逐件核对…</source>
        <translation>Copying and checking each item...</translation>
    </message>
    <message numerus="yes">
        <source>备份做好了，但有 %n 件证据在本机已损坏，没有备份进去。</source>
        <translation>
            <numerusform>The copy is made, but %n evidence file is damaged here and is not in it.</numerusform>
            <numerusform>The copy is made, but %n evidence files are damaged here and are not in it.</numerusform>
        </translation>
    </message>
    <message>
        <source>请在“数据完好”里检查，并请带来证据的组重新送交。</source>
        <translation>Check under &quot;Data intact&quot; and ask the team that brought the evidence to send it again.</translation>
    </message>
    <message>
        <source>备份做好了，全部核对无误。下次打包时各组会看到“已归档”。</source>
        <translation>The copy is made and everything in it was checked. With the next bundle the teams see &quot;archived&quot;.</translation>
    </message>
</context>
<context>
    <name>CustodyList</name>
    <message>
        <source>登记交接</source>
        <translation>Note handover</translation>
    </message>
    <message>
        <source>{name}记</source>
        <translation>noted by {name}</translation>
    </message>
    <message>
        <source>不记了</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>记下</source>
        <translation>Note it</translation>
    </message>
</context>
<context>
    <name>DayEditor</name>
    <message>
        <source>例如 2026-3-5</source>
        <translation>e.g. 2026-3-5</translation>
    </message>
    <message>
        <source>选择日期</source>
        <translation>Choose a day</translation>
    </message>
</context>
<context>
    <name>DecisionCard</name>
    <message>
        <source>要确认的改动</source>
        <translation>Change to confirm</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>理由（写进操作留痕，必填）</source>
        <translation>Reason (goes into the log, required)</translation>
    </message>
    <message>
        <source>不改了</source>
        <translation>Leave it as it is</translation>
    </message>
    <message>
        <source>请写明理由。</source>
        <translation>Give a reason.</translation>
    </message>
</context>
<context>
    <name>DeleteCard</name>
    <message>
        <source>有人删除，有人还在写</source>
        <translation>Deleted by one, still written by another</translation>
    </message>
    <message>
        <source>{name} 删除了这条记录  {when}  {reason}</source>
        <translation>{name} deleted this record  {when}  {reason}</translation>
    </message>
    <message>
        <source>{names} 不知道已删除，又写了内容。</source>
        <translation>{names} did not know and went on writing.</translation>
    </message>
    <message>
        <source>恢复，保留这条记录</source>
        <translation>Restore and keep it</translation>
    </message>
    <message>
        <source>仍然删除</source>
        <translation>Delete all the same</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>详细</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>原文件名：{name}，{size}</source>
        <translation>File name: {name}, {size}</translation>
    </message>
</context>
<context>
    <name>Display</name>
    <message>
        <source>{count} 问</source>
        <translation>{count} questions</translation>
    </message>
    <message>
        <source>是</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>否</source>
        <translation>No</translation>
    </message>
    <message>
        <source>（尚未到本机）</source>
        <translation>(not on this computer yet)</translation>
    </message>
</context>
<context>
    <name>DuplicateCard</name>
    <message>
        <source>可能是同一件事，写了两遍</source>
        <translation>Probably one thing, written down twice</translation>
    </message>
    <message>
        <source>两条一样的：{fields}</source>
        <translation>The same in both: {fields}</translation>
    </message>
    <message>
        <source>是一回事，并成一条</source>
        <translation>Same thing: make one record</translation>
    </message>
    <message>
        <source>不是重复</source>
        <translation>Not a duplicate</translation>
    </message>
    <message>
        <source>两条登记的是同一个文件。</source>
        <translation>Both records hold the same file.</translation>
    </message>
    <message>
        <source>文字相同的部分约 {share}%。不同的字加了底色和下划线。</source>
        <translation>About {share}% of the text is the same. Different words are shaded and underlined.</translation>
    </message>
    <message>
        <source>已经签过字的不能并成一条。</source>
        <translation>What is signed cannot be merged.</translation>
    </message>
    <message>
        <source>并成一条：留下甲，甲没填的由乙补上，乙的关联转给甲，乙进回收站并指向甲。两边都写了而不一样的地方，接着在这里裁决。不是重复：以后不再问，别的电脑也不再问。</source>
        <translation>Make one record: A stays, takes from B what it lacks and B&apos;s links; B goes to the bin and points to A. Where both have a text and they differ, you decide here next. Not a duplicate: nobody is asked again, on other computers either.</translation>
    </message>
    <message>
        <source>甲</source>
        <translation>A</translation>
    </message>
    <message>
        <source>乙</source>
        <translation>B</translation>
    </message>
    <message>
        <source>{name}：{authors}  {computer}</source>
        <translation>{name}: {authors}  {computer}</translation>
    </message>
    <message>
        <source>（没有填）</source>
        <translation>(not filled in)</translation>
    </message>
</context>
<context>
    <name>EditedVersion</name>
    <message>
        <source>两边各自的改动已经合在一起，看一遍、改好后点下面的按钮。</source>
        <translation>The changes of both sides are put together. Read it, edit it, then press the button below.</translation>
    </message>
    <message>
        <source>两边各自的改动已经合在一起。改得不一样的地方写成【甲的｜乙的】，请改成一种。</source>
        <translation>The changes of both sides are put together. Where they differ both stand in brackets with a bar between, A&apos;s first: leave one of them.</translation>
    </message>
    <message>
        <source>采用合并后的内容</source>
        <translation>Use this text</translation>
    </message>
</context>
<context>
    <name>EvidenceScreen</name>
    <message>
        <source>证据材料</source>
        <translation>Evidence</translation>
    </message>
    <message>
        <source>导入文件夹</source>
        <translation>Import folder</translation>
    </message>
    <message>
        <source>筛选证据</source>
        <translation>Filter evidence</translation>
    </message>
    <message>
        <source>在证据中查找</source>
        <translation>Find in evidence</translation>
    </message>
    <message>
        <source>未关联</source>
        <translation>Not linked</translation>
    </message>
    <message>
        <source>已把一件证据放入回收站。</source>
        <translation>One item of evidence was moved to the bin.</translation>
    </message>
    <message>
        <source>这件证据不在本机，或已删除。</source>
        <translation>This evidence is not on this computer, or was deleted.</translation>
    </message>
    <message>
        <source>没有可以关联的问题。</source>
        <translation>There is no finding to link.</translation>
    </message>
    <message>
        <source>选择问题</source>
        <translation>Choose findings</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>材料名称</source>
        <translation>Title</translation>
    </message>
    <message>
        <source>这里没有证据</source>
        <translation>No evidence here</translation>
    </message>
    <message>
        <source>点“导入证据”选择文件，或把文件拖进来。原文件不会改动。</source>
        <translation>Press &quot;Import files&quot; and choose files, or drag them in. The originals stay as they are.</translation>
    </message>
    <message>
        <source>证据清单</source>
        <translation>List of evidence</translation>
    </message>
    <message>
        <source>导入证据</source>
        <translation>Import files</translation>
    </message>
    <message>
        <source>在左边选一件证据</source>
        <translation>Choose evidence on the left</translation>
    </message>
    <message>
        <source>这里显示内容和说明。</source>
        <translation>Its content and details appear here.</translation>
    </message>
    <message>
        <source>点“导入证据”选择照片、扫描件、录音录像或任何文件，可以一次选很多个，也可以拖进来。文件加密后存在本机，原文件不动。中间看内容，右边写日期和来源；“登记交接”记下材料交给了谁；“核对完整性”检查文件是否完好。</source>
        <translation>Press &quot;Import files&quot; and choose photos, scans, recordings or any other files, many at once if you like, or drag them in. They are kept encrypted on this computer; the originals stay as they are. See the content in the middle, write date and origin on the right. &quot;Note handover&quot; notes who was given the material; &quot;Check the file&quot; tells whether the file is intact.</translation>
    </message>
</context>
<context>
    <name>ExchangeScreen</name>
    <message>
        <source>带出与合并</source>
        <translation>Take out, merge</translation>
    </message>
    <message>
        <source>带出：点“打包带出”，选U盘，写完会自动核对，看到“可以拔U盘了”再拔。读入：选择带回来的文件，先看里面有什么，再点“合并”。同一个文件读两次不会重复。两边写得不一样的地方不会丢，合并后在“待裁决”里决定。</source>
        <translation>To take out: press &quot;Pack and take out&quot; and choose the stick; the file is checked after writing. Pull out the stick only when told that you may. To read: choose the files brought back, see what is in them, then press &quot;Merge&quot;. Reading a file twice does no harm. Where two sides wrote differently nothing is lost; decide it under &quot;To decide&quot; after merging.</translation>
    </message>
</context>
<context>
    <name>ExchangeWords</name>
    <message>
        <source>名册上没有的电脑</source>
        <translation>a computer not on the roster</translation>
    </message>
    <message>
        <source>（{people}）</source>
        <translation> ({people})</translation>
    </message>
    <message>
        <source>来自：{computer}{people}  打包时间：{made}</source>
        <translation>From: {computer}{people}  Packed: {made}</translation>
    </message>
    <message numerus="yes">
        <source>新增 %n 条</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>修改 %n 条</source>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>相同 %n 条</source>
        <translation>
            <numerusform>%n the same</numerusform>
            <numerusform>%n the same</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>附件 %n 个</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message>
        <source>没有记录上的变化</source>
        <translation>No records changed</translation>
    </message>
    <message>
        <source>{kind}：{words}</source>
        <translation>{kind}: {words}</translation>
    </message>
    <message numerus="yes">
        <source>冲突 %n 处：两边写得不一样，合并后由人裁决</source>
        <translation>
            <numerusform>%n conflict: two sides wrote differently; to be decided after merging</numerusform>
            <numerusform>%n conflicts: two sides wrote differently; to be decided after merging</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>缺少附件 %n 个：登记到了，文件还没有到本机</source>
        <translation>
            <numerusform>%n file missing: entered, but not on this computer yet</numerusform>
            <numerusform>%n files missing: entered, but not on this computer yet</numerusform>
        </translation>
    </message>
    <message>
        <source>附件未到 {here}/{of}：{title}</source>
        <translation>File not complete, {here} of {of} parts: {title}</translation>
    </message>
    <message>
        <source>（没有名称）</source>
        <translation>(no title)</translation>
    </message>
    <message numerus="yes">
        <source>还有 %n 个</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message>
        <source>还缺 第 {first}–{last} 条（{computer}）：后面的已经存好，等这一段到了一起显示</source>
        <translation>Lines {first}–{last} of {computer} are missing: what follows is kept and will be shown once they arrive</translation>
    </message>
    <message>
        <source>办公室数据已回退：比本机上次看到的少，可能是恢复了旧备份。</source>
        <translation>The office has gone back: it has less than this computer saw last time, perhaps an old backup was restored.</translation>
    </message>
    <message>
        <source>没有丢：本机留着的，下次带出时会重新送交。请告诉办公室。</source>
        <translation>Nothing is lost: what this computer has will be handed in again next time. Please tell the office.</translation>
    </message>
    <message>
        <source>办公室的登记簿和本机以前看到的不一致：有内容被改动或去掉了。</source>
        <translation>The office&apos;s log differs from what this computer saw before: something was changed or removed.</translation>
    </message>
    <message>
        <source>本机保留着原来的凭据。请不要删除任何东西，向组长和上级报告。</source>
        <translation>This computer keeps the earlier proof. Delete nothing and report to the leader and the superior office.</translation>
    </message>
    <message>
        <source>回执不是这个办公室的电脑签的，没有采信。</source>
        <translation>The receipt was not signed by this office&apos;s computer and is not believed.</translation>
    </message>
    <message>
        <source>请核实这个文件是从哪里来的。记录不受影响。</source>
        <translation>Please find out where this file came from. Records are not affected.</translation>
    </message>
    <message>
        <source>不完整：这个文件已损坏，只取出了完好的部分。{reason}</source>
        <translation>Incomplete: this file is damaged, only the intact part was read. {reason}</translation>
    </message>
    <message>
        <source>新增</source>
        <translation>New</translation>
    </message>
    <message>
        <source>修改</source>
        <translation>Changed</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>Deleted</translation>
    </message>
    <message>
        <source>冲突</source>
        <translation>Conflict</translation>
    </message>
    <message>
        <source>合并报告：{file}</source>
        <translation>Merge report: {file}</translation>
    </message>
    <message numerus="yes">
        <source>收到附件 %n 个，已加密存入</source>
        <translation>
            <numerusform>%n file received and stored, encrypted</numerusform>
            <numerusform>%n files received and stored, encrypted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>还缺附件 %n 个</source>
        <translation>
            <numerusform>%n file still missing</numerusform>
            <numerusform>%n files still missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>以前隔离的，现在采纳了 %n 段</source>
        <translation>
            <numerusform>%n part kept aside earlier counts now</numerusform>
            <numerusform>%n parts kept aside earlier count now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>里面有代转的文件 %n 个，接着核对</source>
        <translation>
            <numerusform>%n file carried for a colleague came inside and is checked next</numerusform>
            <numerusform>%n files carried for colleagues came inside and are checked next</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n 条</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message>
        <source>由较新版本产生，升级后可读；数据已安全保存</source>
        <translation>made by a newer Xunji, readable after an update; the data is kept safe</translation>
    </message>
    <message>
        <source>签名人不在名册上</source>
        <translation>the signer is not on the roster</translation>
    </message>
    <message>
        <source>隔离 {count}（{computer}）：{reason}</source>
        <translation>Kept aside: {count} ({computer}): {reason}</translation>
    </message>
</context>
<context>
    <name>ExportResult</name>
    <message>
        <source>{name}（{size}，已核对）：{readers} 能打开</source>
        <translation>{name} ({size}, checked): can be opened by {readers}</translation>
    </message>
    <message numerus="yes">
        <source>已写好 %n 个文件，可以拔U盘了。</source>
        <translation>
            <numerusform>%n file is written. The stick can be removed.</numerusform>
            <numerusform>%n files are written. The stick can be removed.</numerusform>
        </translation>
    </message>
    <message>
        <source>对方读入整个U盘就行，不用一个个挑。</source>
        <translation>The other side reads in the whole stick; no need to pick files.</translation>
    </message>
    <message numerus="yes">
        <source>还有 %n 包没有写，请换一个U盘。</source>
        <translation>
            <numerusform>%n more pack has to be written. Please take another stick.</numerusform>
            <numerusform>%n more packs have to be written. Please take another stick.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>上次带出没有写完。写好的 %n 个文件不用重写，可以接着写。</source>
        <translation>
            <numerusform>The last export was not finished. The %n file written need not be written again; it can go on.</numerusform>
            <numerusform>The last export was not finished. The %n files written need not be written again; it can go on.</numerusform>
        </translation>
    </message>
    <message>
        <source>还要写约 {size}。</source>
        <translation>About {size} are left.</translation>
    </message>
    <message>
        <source>接着写</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>不接着写了</source>
        <translation>Do not continue</translation>
    </message>
    <message>
        <source>文件损坏</source>
        <translation>damaged</translation>
    </message>
    <message>
        <source>文件不在本机</source>
        <translation>not on this computer</translation>
    </message>
    <message>
        <source>文件损坏，或不在本机</source>
        <translation>damaged or not on this computer</translation>
    </message>
    <message numerus="yes">
        <source>%n 个附件没有带出</source>
        <translation>
            <numerusform>%n file was left out</numerusform>
            <numerusform>%n files were left out</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}：{reason}</source>
        <translation>{count}: {reason}</translation>
    </message>
    <message>
        <source>其他内容都带出了。请从原件重新存入：{names}</source>
        <translation>Everything else was taken out. Please take these in again from the originals: {names}</translation>
    </message>
</context>
<context>
    <name>FactsCard</name>
    <message>
        <source>详细</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>大小 {size}</source>
        <translation>Size {size}</translation>
    </message>
    <message>
        <source>文件已加密保存在本机。</source>
        <translation>The file is kept encrypted on this computer.</translation>
    </message>
    <message>
        <source>请选择一份证据。</source>
        <translation>Choose a piece of evidence.</translation>
    </message>
    <message>
        <source>〔不可见字符〕</source>
        <translation>[invisible character]</translation>
    </message>
</context>
<context>
    <name>FactsPane</name>
    <message>
        <source>登记时间：{time}（按本机时钟，不能改）</source>
        <translation>Entered: {time} (by this computer&apos;s clock, cannot be changed)</translation>
    </message>
    <message numerus="yes">
        <source>有 %n 处内容几个人写得不一样，要先裁决。</source>
        <translation>
            <numerusform>%n place was written differently by several people; decide it first.</numerusform>
            <numerusform>%n places were written differently by several people; decide them first.</numerusform>
        </translation>
    </message>
    <message>
        <source>去裁决</source>
        <translation>Decide</translation>
    </message>
    <message>
        <source>还没有关联到问题。</source>
        <translation>Not linked to a finding yet.</translation>
    </message>
    <message>
        <source>一条问题（尚未收到）</source>
        <translation>A finding (not received yet)</translation>
    </message>
    <message>
        <source>{title}（已删除）</source>
        <translation>{title} (deleted)</translation>
    </message>
    <message>
        <source>到问题：{title}</source>
        <translation>To finding: {title}</translation>
    </message>
    <message>
        <source>把这件证据放入回收站</source>
        <translation>Move this evidence to the bin</translation>
    </message>
    <message>
        <source>佐证的问题</source>
        <translation>Supports findings</translation>
    </message>
    <message>
        <source>关联到问题</source>
        <translation>Link finding</translation>
    </message>
    <message>
        <source>保管记录</source>
        <translation>Custody</translation>
    </message>
    <message>
        <source>文件</source>
        <translation>File</translation>
    </message>
</context>
<context>
    <name>FactsPanel</name>
    <message>
        <source>右侧内容</source>
        <translation>Right side</translation>
    </message>
    <message>
        <source>谈话信息</source>
        <translation>Talk</translation>
    </message>
    <message>
        <source>对象身份</source>
        <translation>Identity</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>查找范围：</source>
        <translation>Look in:</translation>
    </message>
    <message>
        <source>文件类型：</source>
        <translation>Files of type:</translation>
    </message>
</context>
<context>
    <name>FileImport</name>
    <message>
        <source>请等前一项工作做完，再导入。</source>
        <translation>Wait until the work before is done, then import.</translation>
    </message>
    <message>
        <source>正在加密导入…</source>
        <translation>Encrypting and importing...</translation>
    </message>
    <message numerus="yes">
        <source>%n 个文件没有导入，其余不受影响。</source>
        <translation>
            <numerusform>%n file was not imported; the others are fine.</numerusform>
            <numerusform>%n files were not imported; the others are fine.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>其中 %n 件的内容本机已有。</source>
        <translation>
            <numerusform>The content of %n of them was here already.</numerusform>
            <numerusform>The content of %n of them was here already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>已导入 %n 件证据，原文件没有动。</source>
        <translation>
            <numerusform>%n piece of evidence imported; the original was not touched.</numerusform>
            <numerusform>%n pieces of evidence imported; the originals were not touched.</numerusform>
        </translation>
    </message>
    <message>
        <source>没有导入文件。</source>
        <translation>No file was imported.</translation>
    </message>
    <message>
        <source>没有重复登记。</source>
        <translation>It was not registered a second time.</translation>
    </message>
    <message>
        <source>没有重复登记，已关联到这条问题。</source>
        <translation>It was not registered a second time, but linked to this finding.</translation>
    </message>
    <message numerus="yes">
        <source>%n 个文件的内容已经在证据里。</source>
        <translation>
            <numerusform>The content of %n file is among the evidence already.</numerusform>
            <numerusform>The contents of %n files are among the evidence already.</numerusform>
        </translation>
    </message>
    <message>
        <source>这个文件已经在证据里：{title}</source>
        <translation>This file is among the evidence already: {title}</translation>
    </message>
    <message>
        <source>打开已有的</source>
        <translation>Open it</translation>
    </message>
    <message numerus="yes">
        <source>%n 个文件是巡记自己的数据包，没有当作证据导入。</source>
        <translation>
            <numerusform>%n file is one of Xunji&apos;s own packages; it was not taken in as evidence.</numerusform>
            <numerusform>%n files are Xunji&apos;s own packages; they were not taken in as evidence.</numerusform>
        </translation>
    </message>
    <message>
        <source>数据包和授权文件要在“带出与合并”里读入。</source>
        <translation>Packages and papers of authority are read in under &quot;Take out, merge&quot;.</translation>
    </message>
    <message>
        <source>去“带出与合并”</source>
        <translation>Go to &quot;Take out, merge&quot;</translation>
    </message>
    <message>
        <source>{name}：{reason}</source>
        <translation>{name}: {reason}</translation>
    </message>
    <message numerus="yes">
        <source>还有 %n 个</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindingPane</name>
    <message>
        <source>从问题概述带入</source>
        <translation>Copy the statement</translation>
    </message>
    <message>
        <source>把这条问题放入回收站</source>
        <translation>Move this finding to the bin</translation>
    </message>
    <message>
        <source>新问题</source>
        <translation>New finding</translation>
    </message>
    <message>
        <source>佐证（{count}）</source>
        <translation>Proof ({count})</translation>
    </message>
    <message>
        <source>提交复核前还要填：{fields}</source>
        <translation>Before review, still to fill in: {fields}</translation>
    </message>
    <message numerus="yes">
        <source>有 %n 处内容几个人写得不一样，签字前要先裁决。</source>
        <translation>
            <numerusform>%n place was written differently by several people; decide it before signing.</numerusform>
            <numerusform>%n places were written differently by several people; decide them before signing.</numerusform>
        </translation>
    </message>
    <message>
        <source>去裁决</source>
        <translation>Decide</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>怎样发现的</source>
        <translation>How it was found</translation>
    </message>
    <message>
        <source>定性和依据</source>
        <translation>Nature and basis</translation>
    </message>
    <message>
        <source>金额和责任</source>
        <translation>Amount and responsibility</translation>
    </message>
    <message>
        <source>处理和反馈</source>
        <translation>Proposal and feedback</translation>
    </message>
    <message>
        <source>提交复核</source>
        <translation>Submit for review</translation>
    </message>
    <message>
        <source>复核通过</source>
        <translation>Pass review</translation>
    </message>
    <message>
        <source>审签</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>退回修改</source>
        <translation>Send back</translation>
    </message>
    <message>
        <source>发现</source>
        <translation>Found</translation>
    </message>
    <message>
        <source>定性</source>
        <translation>Nature</translation>
    </message>
    <message>
        <source>责任</source>
        <translation>Responsible</translation>
    </message>
    <message>
        <source>反馈</source>
        <translation>Feedback</translation>
    </message>
    <message>
        <source>到{part}</source>
        <translation>Go to {part}</translation>
    </message>
    <message>
        <source>导入文件作佐证</source>
        <translation>Import files</translation>
    </message>
    <message>
        <source>选已有证据</source>
        <translation>Choose evidence</translation>
    </message>
    <message>
        <source>关联谈话</source>
        <translation>Link talk</translation>
    </message>
</context>
<context>
    <name>FindingsScreen</name>
    <message>
        <source>问题底稿</source>
        <translation>Findings</translation>
    </message>
    <message>
        <source>登记新问题</source>
        <translation>New finding</translation>
    </message>
    <message>
        <source>筛选问题</source>
        <translation>Filter findings</translation>
    </message>
    <message>
        <source>在问题中查找</source>
        <translation>Find in findings</translation>
    </message>
    <message>
        <source>登记问题要先有任务。</source>
        <translation>A finding needs a task first.</translation>
    </message>
    <message>
        <source>缺证据</source>
        <translation>No proof</translation>
    </message>
    <message>
        <source>已把一条问题放入回收站。</source>
        <translation>One finding was moved to the bin.</translation>
    </message>
    <message>
        <source>这条问题不在本机，或已删除。</source>
        <translation>This finding is not on this computer, or was deleted.</translation>
    </message>
    <message>
        <source>已放弃这条没有写完的问题。</source>
        <translation>The unfinished finding was dropped.</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>这里没有问题</source>
        <translation>No findings here</translation>
    </message>
    <message>
        <source>点“登记新问题”写第一条，或换一个筛选。</source>
        <translation>Press &quot;New finding&quot; to write the first one, or choose another filter.</translation>
    </message>
    <message>
        <source>问题清单</source>
        <translation>List of findings</translation>
    </message>
    <message>
        <source>待裁决</source>
        <translation>To decide</translation>
    </message>
    <message>
        <source>在左边选一条问题</source>
        <translation>Choose a finding on the left</translation>
    </message>
    <message>
        <source>或登记新问题（Ctrl+N）。</source>
        <translation>Or begin a new one (Ctrl+N).</translation>
    </message>
    <message>
        <source>一个问题一份底稿。写好问题名称就会自动保存。导入文件作佐证，或选已有的证据和谈话；填齐后提交复核，再复核、审签。写进反馈意见的话在“反馈表述”里，不写人名和来源。</source>
        <translation>One worksheet for each finding. It is saved by itself once the problem is named. Import files as proof, or choose evidence and talks that are here already; when all is filled in, submit it for review, then it is reviewed and approved. What goes into the feedback letter stands in &quot;Wording in the feedback&quot;, without names and sources.</translation>
    </message>
</context>
<context>
    <name>ForOthers</name>
    <message numerus="yes">
        <source>不是给本机的文件 %n 个</source>
        <translation>
            <numerusform>%n file is not for this computer</numerusform>
            <numerusform>%n files are not for this computer</numerusform>
        </translation>
    </message>
    <message>
        <source>本机打不开，也不知道里面是什么；没有写入任何内容。</source>
        <translation>This computer cannot open it and does not know what is inside; nothing was imported. </translation>
    </message>
    <message>
        <source>如果是同事托您交给办公室的，请点“代转办公室”，下次带给办公室时一起带走。</source>
        <translation>If a colleague asked you to hand it to the office, press &quot;Carry to the office&quot;; it goes along next time.</translation>
    </message>
    <message>
        <source>已收下</source>
        <translation>Taken</translation>
    </message>
    <message>
        <source>已收下 {file}</source>
        <translation>{file} taken</translation>
    </message>
    <message>
        <source>代转办公室</source>
        <translation>Carry to the office</translation>
    </message>
    <message>
        <source>代转办公室 {file}</source>
        <translation>Carry {file} to the office</translation>
    </message>
</context>
<context>
    <name>ForkQuestion</name>
    <message>
        <source>恢复过备份</source>
        <translation>A copy was restored</translation>
    </message>
    <message>
        <source>电脑被复制</source>
        <translation>The computer was copied</translation>
    </message>
    <message>
        <source>两支记录的内容都已保留，只需说明原因。</source>
        <translation>Both branches are kept; only the cause has to be stated.</translation>
    </message>
    <message>
        <source>本机</source>
        <translation>This computer</translation>
    </message>
    <message>
        <source>{computer}（{people}）从 {since} 起有两支不同的记录</source>
        <translation>{computer} ({people}) has two different records since {since}</translation>
    </message>
    <message>
        <source>已记下：恢复过备份。不需要再做什么。</source>
        <translation>Noted: a copy was restored. Nothing else has to be done.</translation>
    </message>
    <message>
        <source>已记下：{computer} 被复制过。</source>
        <translation>Noted: {computer} was copied.</translation>
    </message>
    <message>
        <source>第二台电脑须重新申请授权。请查清是谁复制的，并报告办公室。</source>
        <translation>The second computer has to apply again. Find out who copied it and tell the office.</translation>
    </message>
    <message>
        <source>本机有了新的名字。请到“带出与合并”重新申请授权。</source>
        <translation>This computer has a new name. Apply for authorisation again under &quot;Carry and merge&quot;.</translation>
    </message>
    <message>
        <source>有两台电脑用着同一份资料。哪台是后来复制的，就在哪台上重新申请。</source>
        <translation>Two computers work with the same data. Apply again on the one that was made later.</translation>
    </message>
    <message>
        <source>第一台不用做什么。已写下的内容都保留。</source>
        <translation>Nothing has to be done on the first. What was written is kept.</translation>
    </message>
    <message>
        <source>这是第二台，重新申请</source>
        <translation>This is the second; apply again</translation>
    </message>
</context>
<context>
    <name>GroupCard</name>
    <message>
        <source>甲 乙 丙 丁 戊 己 庚 辛 壬 癸</source>
        <translation>A B C D E F G H I J</translation>
    </message>
    <message>
        <source>共有 {total} 种写法，这里列出前 {shown} 种，每个人的都在里面。</source>
        <translation>There are {total} versions; these are {shown} of them, with one of everybody&apos;s.</translation>
    </message>
    <message>
        <source>其中 {many} 种是 {who} 写的，不像人写的，请问清楚。</source>
        <translation>{many} of them are by {who}. Nobody writes like that: please ask.</translation>
    </message>
    <message>
        <source>涉及保密内容，由 {readers} 裁决。这里不显示内容，别的工作照常。</source>
        <translation>This is about sealed content, to be decided by {readers}. Nothing of it is shown here; all other work goes on.</translation>
    </message>
    <message>
        <source>涉及保密内容，已记入日志。能看到的人：{readers}。锁定后重新密封。</source>
        <translation>Sealed content; opening it was logged. Who can read it: {readers}. It is sealed again on locking.</translation>
    </message>
    <message>
        <source>这部分是密封的，先不显示内容。您有查看授权，可以裁决；有授权的人：{readers}</source>
        <translation>This part is sealed and not shown yet. You may read it and decide; so may: {readers}</translation>
    </message>
    <message>
        <source>{name}：{authors}  {computer}</source>
        <translation>{name}: {authors}  {computer}</translation>
    </message>
    <message>
        <source>这一种打不开。</source>
        <translation>This version does not open.</translation>
    </message>
    <message>
        <source>（没有填）</source>
        <translation>(empty)</translation>
    </message>
    <message>
        <source>无法证明</source>
        <translation>cannot be proven</translation>
    </message>
    <message>
        <source>电脑上的时间：{when}</source>
        <translation>Time on the computer: {when}</translation>
    </message>
    <message>
        <source>不早于：{when}</source>
        <translation>Not before: {when}</translation>
    </message>
    <message>
        <source>不晚于：{when}</source>
        <translation>Not after: {when}</translation>
    </message>
    <message>
        <source>采用{name}</source>
        <translation>Use {name}</translation>
    </message>
    <message>
        <source>合并编辑</source>
        <translation>Edit both</translation>
    </message>
    <message>
        <source>各自保留为两条</source>
        <translation>Keep both as two records</translation>
    </message>
    <message>
        <source>甲留在这条记录里，乙另成一条，给新编号，关联一起带上，两条互相有关联。</source>
        <translation>A stays in this record; B becomes a record of its own with a new number and the same links. The two are linked.</translation>
    </message>
    <message>
        <source>{field}：{words}</source>
        <translation>{field}: {words}</translation>
    </message>
    <message>
        <source>看原来写的是什么</source>
        <translation>See what was there before</translation>
    </message>
</context>
<context>
    <name>HelpPanel</name>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>关闭帮助</source>
        <translation>Close help</translation>
    </message>
    <message>
        <source>帮助：{title}</source>
        <translation>Help: {title}</translation>
    </message>
    <message>
        <source>切换栏目</source>
        <translation>Change screen</translation>
    </message>
    <message>
        <source>新建</source>
        <translation>New</translation>
    </message>
    <message>
        <source>搜索</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>锁定</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>文字大小</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>去提示，再按回来</source>
        <translation>To the notice, again to return</translation>
    </message>
    <message>
        <source>帮助，Esc 关闭</source>
        <translation>Help; Esc closes it</translation>
    </message>
</context>
<context>
    <name>IdentityCard</name>
    <message>
        <source>解封…</source>
        <translation>Unseal...</translation>
    </message>
    <message>
        <source>填写身份</source>
        <translation>Enter identity</translation>
    </message>
    <message>
        <source>封存</source>
        <translation>Seal</translation>
    </message>
    <message>
        <source>谈话对象身份</source>
        <translation>Person talked with</translation>
    </message>
    <message>
        <source>解封理由</source>
        <translation>Reason for unsealing</translation>
    </message>
    <message>
        <source>（请选择理由）</source>
        <translation>(choose a reason)</translation>
    </message>
    <message>
        <source>说明（可不填）</source>
        <translation>In your words (optional)</translation>
    </message>
    <message>
        <source>解封说明</source>
        <translation>Explanation</translation>
    </message>
    <message>
        <source>记录并打开</source>
        <translation>Record and open</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>只存在封存区，离开后自动封存；谈话正文里请只用编号。</source>
        <translation>Kept in the sealed part only, sealed when you leave. In the talk itself use the number only.</translation>
    </message>
    <message>
        <source>已打开，{time} 自动封存。</source>
        <translation>Open; sealed again at {time}.</translation>
    </message>
    <message>
        <source>已收起。离开这份谈话时封存。</source>
        <translation>Put away. Sealed when you leave this talk.</translation>
    </message>
    <message>
        <source>还没有填写。</source>
        <translation>Not entered yet.</translation>
    </message>
    <message>
        <source>已封存：只有 {names} 能打开。这不影响您查看谈话内容。</source>
        <translation>Sealed: only {names} can open it. You can still read the talk.</translation>
    </message>
    <message>
        <source>已封存：只有 {names} 能打开。</source>
        <translation>Sealed: only {names} can open it.</translation>
    </message>
    <message>
        <source>有改动还没有保存。</source>
        <translation> Changes are not saved yet.</translation>
    </message>
    <message>
        <source>先记一笔再打开。{names} 会看到：谁、什么时候、为什么打开。</source>
        <translation>It is recorded first, then opened. {names} will see who opened it, when and why.</translation>
    </message>
</context>
<context>
    <name>ImageViewer</name>
    <message>
        <source>图片</source>
        <translation>Picture</translation>
    </message>
    <message>
        <source>缩小</source>
        <translation>Smaller</translation>
    </message>
    <message>
        <source>放大</source>
        <translation>Larger</translation>
    </message>
    <message>
        <source>适合窗口</source>
        <translation>Fit the window</translation>
    </message>
    <message>
        <source>旋转</source>
        <translation>Rotate</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <source>选择要导入的文件（可多选）</source>
        <translation>Choose files to import (several if you like)</translation>
    </message>
    <message>
        <source>所有文件 (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message>
        <source>选择要导入的文件夹</source>
        <translation>Choose the folder to import</translation>
    </message>
    <message>
        <source>导入证据要先有任务。</source>
        <translation>Evidence needs a task first.</translation>
    </message>
</context>
<context>
    <name>InterviewsScreen</name>
    <message>
        <source>谈话记录</source>
        <translation>Talks</translation>
    </message>
    <message>
        <source>新谈话</source>
        <translation>New talk</translation>
    </message>
    <message>
        <source>新谈话（Ctrl+N）</source>
        <translation>New talk (Ctrl+N)</translation>
    </message>
    <message>
        <source>已删除一问一答。</source>
        <translation>One question and its answer were removed.</translation>
    </message>
    <message>
        <source>选一份谈话，或开始新的谈话</source>
        <translation>Choose a talk or begin a new one</translation>
    </message>
    <message>
        <source>按 Ctrl+N 马上开始记；写下的内容一秒内加密保存。</source>
        <translation>Press Ctrl+N and type; within a second it is encrypted and kept.</translation>
    </message>
    <message>
        <source>按“新谈话”或 Ctrl+N，光标已在第一个回答里，直接打字。回车从问到答、从答到下一问。
谈话对象的姓名、电话等只写在右边“对象身份”里：离开后自动封存，别处只用编号。
选中回答里的一段话，点“转为问题”，就生成一份问题底稿。
不用保存：一秒内加密存为草稿，离开这份谈话时写入正式记录。</source>
        <translation>Press &quot;New talk&quot; or Ctrl+N: the cursor stands in the first answer, just type. Enter leads from question to answer and on to the next question.
Name, phone and the like belong only into &quot;Identity&quot; on the right: it is sealed when you leave; everywhere else use the number.
Select some words of an answer and press &quot;Make finding&quot; to draw up a finding from them.
No need to save: within a second it is kept as an encrypted draft, and it becomes part of the record when you leave the talk.</translation>
    </message>
</context>
<context>
    <name>Joining</name>
    <message>
        <source>这台电脑叫什么</source>
        <translation>Name of this computer</translation>
    </message>
    <message>
        <source>写申请文件</source>
        <translation>Write request</translation>
    </message>
    <message>
        <source>办公室给了新的授权文件时，在这里读入。</source>
        <translation>When the office gives you a new admission file, read it here.</translation>
    </message>
    <message>
        <source>读入授权文件</source>
        <translation>Read admission file</translation>
    </message>
    <message>
        <source>照着《组建通知》输入这两组数字，共十位</source>
        <translation>Type these two groups from the printed notice, ten digits</translation>
    </message>
    <message>
        <source>加入</source>
        <translation>Join</translation>
    </message>
    <message>
        <source>对不上</source>
        <translation>It differs</translation>
    </message>
    <message>
        <source>请先写这台电脑叫什么，办公室要靠它认出您。</source>
        <translation>Name this computer first; the office will know you by it.</translation>
    </message>
    <message>
        <source>把申请文件写到哪个U盘或文件夹</source>
        <translation>Which stick or folder to write the request to</translation>
    </message>
    <message>
        <source>授权文件 (*.xjp)</source>
        <translation>Admission files (*.xjp)</translation>
    </message>
    <message>
        <source>没有加入。编号不一致，说明这份文件不是办公室给您的那一份。</source>
        <translation>Not joined. The numbers differ, so this is not the file that the office gave you.</translation>
    </message>
    <message>
        <source>请不要使用这个文件，当面向办公室核实。</source>
        <translation>Do not use this file; ask the office in person.</translation>
    </message>
    <message>
        <source>已写好 {name}。请把它交给办公室，并念出这个编号：</source>
        <translation>Written: {name}. Give it to the office and read out this number:</translation>
    </message>
    <message>
        <source>这是本机自己的申请文件，编号是：</source>
        <translation>This is this computer&apos;s own request. Its number is:</translation>
    </message>
    <message>
        <source>这是已经加入的办公室给的新文件：{office}</source>
        <translation>A new file from the office you belong to: {office}</translation>
    </message>
    <message>
        <source>这份文件让本机加入：{office}</source>
        <translation>With this file the computer joins: {office}</translation>
    </message>
    <message>
        <source>请拿出盖章的纸质《组建通知》，照上面的办公室编号（共六组数字）输入第 {first} 组和第 {second} 组。</source>
        <translation>Take the stamped printed notice and type groups {first} and {second} of the office&apos;s number (six groups) as printed there.</translation>
    </message>
    <message>
        <source>纸上编号的第 {first} 组和第 {second} 组</source>
        <translation>Groups {first} and {second} of the printed number</translation>
    </message>
    <message>
        <source>和纸上的对不上。请看清是第几组再输一遍；还是对不上就不要加入。</source>
        <translation>This is not what the paper must say. Check which groups are asked for and try again; if it still differs, do not join.</translation>
    </message>
    <message>
        <source>已加入：{office}</source>
        <translation>Joined: {office}</translation>
    </message>
    <message>
        <source>接下来请在“带出与合并”里读入办公室给的任务包。</source>
        <translation>Next, read the task package from the office under &quot;Take out, merge&quot;.</translation>
    </message>
    <message>
        <source>授权</source>
        <translation>Admission</translation>
    </message>
    <message>
        <source>第一步：写一个申请文件交给办公室。第二步：读入办公室给的授权文件。</source>
        <translation>Step 1: write a request file and give it to the office. Step 2: read the admission file that the office gives you.</translation>
    </message>
</context>
<context>
    <name>KeysPart</name>
    <message>
        <source>办公室编号和主密钥</source>
        <translation>Office number and root keys</translation>
    </message>
    <message>
        <source>印在《组建通知》上；组员加入时逐组核对。换主密钥，编号不变。</source>
        <translation>Printed on the notice of formation; members compare it when they join. New root keys do not change it.</translation>
    </message>
    <message>
        <source>改为三人保管、两人签字…</source>
        <translation>Let three hold keys and two sign...</translation>
    </message>
    <message>
        <source>更换主密钥或保管人…</source>
        <translation>Change root keys or holders...</translation>
    </message>
    <message>
        <source>第 {version} 版，主密钥 {holders} 把，{threshold} 人签字有效，用到 {day}。</source>
        <translation>Version {version}: root keys {holders}, signatures needed {threshold}, valid until {day}.</translation>
    </message>
    <message>
        <source>保管人：{names}。</source>
        <translation>Holders: {names}.</translation>
    </message>
    <message>
        <source>只有一把主密钥，而且就在这台电脑里：谁能打开这台电脑，谁就能改授权；电脑坏了，也没有第二把。建议三个人各保管一把，两个人签字有效。</source>
        <translation>There is only one root key, and it is on this computer: whoever opens the computer can change authorisations, and if it breaks there is no second key. Better: three people hold one key each and two must sign.</translation>
    </message>
    <message>
        <source>一个人签字就能改授权，没有人互相监督。建议三个人各保管一把，两个人签字有效。</source>
        <translation>One signature can change authorisations and nobody watches the other. Better: three people hold one key each and two must sign.</translation>
    </message>
    <message>
        <source>{role}：{mark}，{day} 起</source>
        <translation>{role}: {mark}, since {day}</translation>
    </message>
</context>
<context>
    <name>LaptopPart</name>
    <message>
        <source>这台电脑还没有加入巡察组。请到“带出与合并”里写申请文件。</source>
        <translation>This computer has not joined a team. Write a request under Take out, merge.</translation>
    </message>
    <message>
        <source>这台电脑归谁</source>
        <translation>Whose computer this is</translation>
    </message>
    <message>
        <source>{team}，{ordinal} 号机（{label}）</source>
        <translation>{team}, computer {ordinal} ({label})</translation>
    </message>
    <message>
        <source>在这台电脑上工作的人：{people}</source>
        <translation>People working on this computer: {people}</translation>
    </message>
    <message>
        <source>办公室改了授权</source>
        <translation>The office changed the authorisation</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>Understood</translation>
    </message>
    <message>
        <source>办公室编号</source>
        <translation>Office number</translation>
    </message>
    <message>
        <source>与纸质《组建通知》上的六组数字逐组核对。有一组不一样，就不要再用，当面问办公室。</source>
        <translation>Compare it with the six groups on the printed notice of formation. If one group differs, stop using it and ask the office in person.</translation>
    </message>
    <message>
        <source>授权</source>
        <translation>Authorisation</translation>
    </message>
    <message>
        <source>这台电脑已被办公室停用：以后写的内容要由办公室两个人同意才采纳。记录没有丢。</source>
        <translation>The office has withdrawn this computer: what you write later counts only after two people at the office agree. No record is lost.</translation>
    </message>
    <message>
        <source>第 {version} 版授权，{day} 已过期。可以照常记录和带出，只是不能再加入新的人员和电脑。</source>
        <translation>Authorisation version {version} expired on {day}. Recording and taking out go on; only new people and computers cannot join.</translation>
    </message>
    <message>
        <source>第 {version} 版授权，有效到 {day}。</source>
        <translation>Authorisation version {version}, valid until {day}.</translation>
    </message>
</context>
<context>
    <name>LinkedList</name>
    <message>
        <source>还没有佐证材料。</source>
        <translation>No proof yet.</translation>
    </message>
    <message>
        <source>尚未收到</source>
        <translation>not received yet</translation>
    </message>
    <message>
        <source>取消关联：{title}</source>
        <translation>Unlink: {title}</translation>
    </message>
    <message>
        <source>查看：{title}</source>
        <translation>View: {title}</translation>
    </message>
    <message>
        <source>位置：{title}</source>
        <translation>Place in: {title}</translation>
    </message>
    <message>
        <source>第 {number} 问</source>
        <translation>Question {number}</translation>
    </message>
    <message>
        <source>第几问</source>
        <translation>Question no.</translation>
    </message>
    <message>
        <source>几分几秒</source>
        <translation>Min:sec</translation>
    </message>
    <message>
        <source>第几页</source>
        <translation>Page</translation>
    </message>
    <message>
        <source>一件证据</source>
        <translation>A piece of evidence</translation>
    </message>
    <message>
        <source>一份谈话记录</source>
        <translation>A talk</translation>
    </message>
    <message>
        <source>一条记录</source>
        <translation>A record</translation>
    </message>
    <message>
        <source>{title}（已删除）</source>
        <translation>{title} (deleted)</translation>
    </message>
</context>
<context>
    <name>ListPane</name>
    <message>
        <source>送达</source>
        <translation>Where</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>回收站</source>
        <translation>Bin</translation>
    </message>
</context>
<context>
    <name>LivePreview</name>
    <message>
        <source>正在排版…</source>
        <translation>Laying out...</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>已锁定</source>
        <translation>Locked</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>没有写完的内容已经加密保存。</source>
        <translation>Unfinished work has been saved, encrypted.</translation>
    </message>
    <message>
        <source>换一个人使用</source>
        <translation>Someone else</translation>
    </message>
    <message>
        <source>正在打开…</source>
        <translation>Opening...</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>巡记</source>
        <translation>Xunji</translation>
    </message>
    <message>
        <source>写下的内容会自动保存，不需要手动保存。</source>
        <translation>Whatever you write is saved by itself; you need not save it.</translation>
    </message>
</context>
<context>
    <name>MediaViewer</name>
    <message>
        <source>播放</source>
        <translation>Play</translation>
    </message>
    <message>
        <source>播放位置</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>播放速度</source>
        <translation>Speed</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>后退 10 秒</source>
        <translation>Back 10 seconds</translation>
    </message>
    <message>
        <source>前进 10 秒</source>
        <translation>Forward 10 seconds</translation>
    </message>
</context>
<context>
    <name>MediumChoice</name>
    <message>
        <source>写到哪个介质</source>
        <translation>Which medium</translation>
    </message>
    <message>
        <source>U盘上的序列号或编号</source>
        <translation>Serial number on the stick</translation>
    </message>
    <message>
        <source>谁携带</source>
        <translation>Who carries it</translation>
    </message>
    <message>
        <source>不登记</source>
        <translation>Not registered</translation>
    </message>
    <message>
        <source>登记一个新的…</source>
        <translation>Register a new one...</translation>
    </message>
    <message>
        <source>介质登记</source>
        <translation>Medium</translation>
    </message>
</context>
<context>
    <name>MergeReport</name>
    <message>
        <source>合并完成</source>
        <translation>Merged</translation>
    </message>
    <message numerus="yes">
        <source>只有那边改过 %n 条</source>
        <translation>
            <numerusform>%n record changed there only</numerusform>
            <numerusform>%n records changed there only</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>并行修改 %n 条：两边改了同一条记录的不同地方，已合在一起</source>
        <translation>
            <numerusform>%n record edited in parallel: different places of it, put together</numerusform>
            <numerusform>%n records edited in parallel: different places of each, put together</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>两边改了同一处 %n 处，待裁决</source>
        <translation>
            <numerusform>%n place changed on both sides, to be decided</numerusform>
            <numerusform>%n places changed on both sides, to be decided</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>一边删除、一边在写 %n 条，待裁决</source>
        <translation>
            <numerusform>%n record deleted on one side and edited on the other, to be decided</numerusform>
            <numerusform>%n records deleted on one side and edited on the other, to be decided</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>两边签的内容不一样 %n 条，待裁决</source>
        <translation>
            <numerusform>%n record signed with different texts, to be decided</numerusform>
            <numerusform>%n records signed with different texts, to be decided</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>签字后又改 %n 处：签过的内容没有变</source>
        <translation>
            <numerusform>%n place edited after signing: the signed text is unchanged</numerusform>
            <numerusform>%n places edited after signing: the signed texts are unchanged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>别人已经裁决 %n 处</source>
        <translation>
            <numerusform>%n place decided by others</numerusform>
            <numerusform>%n places decided by others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>那边删除 %n 条</source>
        <translation>
            <numerusform>%n record deleted there</numerusform>
            <numerusform>%n records deleted there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>可能重复 %n 对：同一件事也许写了两遍，请看一眼</source>
        <translation>
            <numerusform>%n possible duplicate: perhaps one thing written twice; please have a look</numerusform>
            <numerusform>%n possible duplicates: perhaps one thing written twice; please have a look</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>去裁决（%n 处）</source>
        <translation>
            <numerusform>Decide (%n place)</numerusform>
            <numerusform>Decide (%n places)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>去看可能重复的（%n 对）</source>
        <translation>
            <numerusform>See the possible duplicate (%n)</numerusform>
            <numerusform>See the possible duplicates (%n)</numerusform>
        </translation>
    </message>
    <message>
        <source>已撤回</source>
        <translation>Taken back</translation>
    </message>
    <message>
        <source>复制报告</source>
        <translation>Copy report</translation>
    </message>
</context>
<context>
    <name>MomentEditor</name>
    <message>
        <source>例如 2026-3-5 9:30</source>
        <translation>e.g. 2026-3-5 9:30</translation>
    </message>
    <message>
        <source>现在</source>
        <translation>Now</translation>
    </message>
</context>
<context>
    <name>MoneyEditor</name>
    <message>
        <source>例如 126000 或 12.6万</source>
        <translation>e.g. 126000 or 126,000.50</translation>
    </message>
    <message>
        <source>元</source>
        <translation>yuan</translation>
    </message>
</context>
<context>
    <name>NewVaultPage</name>
    <message>
        <source>办公室名称</source>
        <translation>Name of the office</translation>
    </message>
    <message>
        <source>所在区县党委，如 中共某某区委</source>
        <translation>Party committee, e.g. 中共某某区委</translation>
    </message>
    <message>
        <source>机构性质</source>
        <translation>Body</translation>
    </message>
    <message>
        <source>建立</source>
        <translation>Create</translation>
    </message>
    <message>
        <source>建立办公室保险库</source>
        <translation>Create office vault</translation>
    </message>
    <message>
        <source>建立巡察组电脑的保险库</source>
        <translation>Create the vault of a team computer</translation>
    </message>
    <message>
        <source>建立以后可以登记单位和任务，并授权各组的电脑。</source>
        <translation>Then you can enter units and tasks and admit the computers of the teams.</translation>
    </message>
    <message>
        <source>一台电脑可以几个人共用，每人一个口令。建好以后到办公室办理授权。</source>
        <translation>Several people may share a computer, each with a passphrase. Then have it admitted by the office.</translation>
    </message>
    <message>
        <source>正在建立…</source>
        <translation>Creating...</translation>
    </message>
    <message>
        <source>放在哪个文件夹</source>
        <translation>Which folder to put it in</translation>
    </message>
    <message>
        <source>保存在：{folder}</source>
        <translation>Kept in: {folder}</translation>
    </message>
    <message>
        <source>巡察办</source>
        <translation>Inspection office</translation>
    </message>
    <message>
        <source>纪工委（派出机构）</source>
        <translation>Discipline working committee</translation>
    </message>
    <message>
        <source>纪委监委</source>
        <translation>Discipline commission</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>党委</source>
        <translation>Committee</translation>
    </message>
    <message>
        <source>使用人和口令</source>
        <translation>People and passphrases</translation>
    </message>
    <message>
        <source>再加一个人</source>
        <translation>Add a person</translation>
    </message>
    <message>
        <source>换个地方…</source>
        <translation>Other place...</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>OpeningRow</name>
    <message>
        <source>要看内容再定，先选理由，会记入日志：</source>
        <translation>To see the contents first, choose a reason; it is logged:</translation>
    </message>
    <message>
        <source>（请选择理由）</source>
        <translation>(choose a reason)</translation>
    </message>
    <message>
        <source>查看理由</source>
        <translation>Reason for opening</translation>
    </message>
    <message>
        <source>查看说明</source>
        <translation>Words on opening</translation>
    </message>
    <message>
        <source>说明，例如：裁决两处写得不一样的姓名</source>
        <translation>In words, for example: deciding between two spellings of a name</translation>
    </message>
    <message>
        <source>查看两种写法</source>
        <translation>Show the versions</translation>
    </message>
    <message>
        <source>请先选理由。</source>
        <translation>Choose a reason first.</translation>
    </message>
</context>
<context>
    <name>Outline</name>
    <message>
        <source>还没有可以写入的问题。请先在“问题底稿”里登记。</source>
        <translation>There are no findings to include yet. Enter them under &quot;Findings&quot; first.</translation>
    </message>
    <message>
        <source>去补写</source>
        <translation>Write it</translation>
    </message>
    <message>
        <source>去处理</source>
        <translation>See to it</translation>
    </message>
    <message>
        <source>没有写“反馈表述”，不能写入</source>
        <translation>No &quot;Wording in the feedback&quot;: cannot be included</translation>
    </message>
    <message>
        <source>有分歧没有裁决，或关联的材料还没有到本机，不能写入</source>
        <translation>Undecided, or linked material is not here yet: cannot be included</translation>
    </message>
    <message>
        <source>还没有审签</source>
        <translation>Not approved yet</translation>
    </message>
</context>
<context>
    <name>PdfViewer</name>
    <message>
        <source>页</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source>这一页</source>
        <translation>This page</translation>
    </message>
    <message>
        <source>第 {page} 页</source>
        <translation>Page {page}</translation>
    </message>
    <message>
        <source>上一页</source>
        <translation>Previous page</translation>
    </message>
    <message>
        <source>下一页</source>
        <translation>Next page</translation>
    </message>
    <message>
        <source>缩小</source>
        <translation>Smaller</translation>
    </message>
    <message>
        <source>放大</source>
        <translation>Larger</translation>
    </message>
    <message>
        <source>适合窗口</source>
        <translation>Fit the window</translation>
    </message>
</context>
<context>
    <name>PersonRow</name>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>帮我想一个</source>
        <translation>Suggest one</translation>
    </message>
    <message>
        <source>去掉这个人</source>
        <translation>Take this person out</translation>
    </message>
    <message>
        <source>还太容易猜到，请再长一些。不要用生日、电话和汉字。</source>
        <translation>Too easy to guess; make it longer. No birthdays, phone numbers or Chinese characters.</translation>
    </message>
    <message>
        <source>足够牢固。请抄在纸上，交专人保管。</source>
        <translation>Strong enough. Write it on paper and give it to the person who keeps it.</translation>
    </message>
</context>
<context>
    <name>PointCard</name>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>为什么这样定？例如：组务会讨论，以凭证为准</source>
        <translation>Why? For example: discussed in the team; the vouchers count</translation>
    </message>
    <message>
        <source>请先写理由。</source>
        <translation>Write a reason first.</translation>
    </message>
    <message>
        <source>理由（必填，会记入日志）</source>
        <translation>Reason (required, goes into the record)</translation>
    </message>
    <message>
        <source>理由（可以不填，会记入日志）</source>
        <translation>Reason (may be left empty; it is logged)</translation>
    </message>
</context>
<context>
    <name>ProgressBanner</name>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>正在取消…</source>
        <translation>Cancelling...</translation>
    </message>
</context>
<context>
    <name>Proof</name>
    <message>
        <source>选择作佐证的文件</source>
        <translation>Choose files as proof</translation>
    </message>
    <message>
        <source>所有文件 (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message>
        <source>没有可以关联的记录。</source>
        <translation>There is no record to link.</translation>
    </message>
    <message>
        <source>选择谈话记录</source>
        <translation>Choose talks</translation>
    </message>
    <message>
        <source>选择证据材料</source>
        <translation>Choose evidence</translation>
    </message>
    <message>
        <source>已取消关联，材料本身没有删除。</source>
        <translation>Link removed; the material itself was not deleted.</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>栏目</source>
        <translation>Screens</translation>
    </message>
    <message>
        <source>{title}（Ctrl+{number}）</source>
        <translation>{title} (Ctrl+{number})</translation>
    </message>
</context>
<context>
    <name>Readers</name>
    <message>
        <source>办公室：{label}</source>
        <translation>Office: {label}</translation>
    </message>
    <message>
        <source>组长：{label}</source>
        <translation>Leader: {label}</translation>
    </message>
    <message>
        <source>{label}</source>
        <translation>{label}</translation>
    </message>
    <message>
        <source>{name}（{people}）</source>
        <translation>{name} ({people})</translation>
    </message>
</context>
<context>
    <name>ReadersChoice</name>
    <message>
        <source>全部重带：对方已经有的也再写一遍</source>
        <translation>Repeat everything, even what they have already</translation>
    </message>
    <message>
        <source>对方换了电脑、丢了数据？</source>
        <translation>Did they change computers or lose data?</translation>
    </message>
    <message>
        <source>带给谁</source>
        <translation>For whom</translation>
    </message>
    <message>
        <source>能打开：{gets}</source>
        <translation>Can open: {gets}</translation>
    </message>
    <message>
        <source>{gets}另写一个文件，只有{names}打得开。</source>
        <translation>A separate file for {names} only: {gets}.</translation>
    </message>
</context>
<context>
    <name>Receivers</name>
    <message>
        <source>谁能收到</source>
        <translation>Who receives it</translation>
    </message>
    <message>
        <source>谁能收到这份底稿。第一次保存以后不能再改。</source>
        <translation>Who receives this worksheet. It cannot be changed once it was saved for the first time.</translation>
    </message>
    <message>
        <source>发给</source>
        <translation>For</translation>
    </message>
    <message>
        <source>谁能收到，在第一次保存时就定了。</source>
        <translation>Who receives it was settled when it was first saved.</translation>
    </message>
    <message>
        <source>全组</source>
        <translation>Whole team</translation>
    </message>
    <message>
        <source>只给组长</source>
        <translation>Leader only</translation>
    </message>
    <message>
        <source>直达办公室</source>
        <translation>Straight to the office</translation>
    </message>
    <message>
        <source>信访专用</source>
        <translation>Petitions only</translation>
    </message>
</context>
<context>
    <name>RecentMerges</name>
    <message>
        <source>最近的合并</source>
        <translation>Recent merges</translation>
    </message>
    <message>
        <source>{when}  来自 {computer}  {file}</source>
        <translation>{when}  from {computer}  {file}</translation>
    </message>
    <message>
        <source>名册上没有的电脑</source>
        <translation>a computer that is not on the roster</translation>
    </message>
    <message>
        <source>不能撤回：告诉别人“已收到”的文件已经带出去了。</source>
        <translation>Cannot be taken back: a file saying that it arrived has left already.</translation>
    </message>
    <message>
        <source>已撤回。再读入这个文件可以重新合并。</source>
        <translation>Taken back. Read the file in again to merge it again.</translation>
    </message>
</context>
<context>
    <name>RecordPicker</name>
    <message>
        <source>输入几个字来查找</source>
        <translation>Type a few letters to find</translation>
    </message>
    <message>
        <source>查找</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>这里还没有可选的。请先在“登记簿”里登记。</source>
        <translation>Nothing to choose from yet. Enter it under Registers first.</translation>
    </message>
</context>
<context>
    <name>ReferenceEditor</name>
    <message>
        <source>选择…</source>
        <translation>Choose...</translation>
    </message>
    <message>
        <source>点击移除“{name}”</source>
        <translation>Click to remove &quot;{name}&quot;</translation>
    </message>
    <message>
        <source>移除{name}</source>
        <translation>Remove {name}</translation>
    </message>
</context>
<context>
    <name>RegistersScreen</name>
    <message>
        <source>登记簿</source>
        <translation>Registers</translation>
    </message>
    <message>
        <source>登记</source>
        <translation>New entry</translation>
    </message>
    <message>
        <source>登记{kind}</source>
        <translation>New: {kind}</translation>
    </message>
    <message>
        <source>还没有登记</source>
        <translation>No entries yet</translation>
    </message>
    <message>
        <source>在左边选择一行，右边显示全部内容。</source>
        <translation>Choose a row on the left; all of it is shown on the right.</translation>
    </message>
    <message>
        <source>上面选择登记簿，左边是台账，右边是选中一行的全部内容。离开时自动保存。</source>
        <translation>Choose a register at the top; its rows are on the left, all of the chosen row on the right. It is saved by itself when you leave.</translation>
    </message>
</context>
<context>
    <name>ReplacingCard</name>
    <message>
        <source>更换电脑</source>
        <translation>Replace a computer</translation>
    </message>
    <message>
        <source>用“{new}”更换“{old}”</source>
        <translation>Replace &quot;{old}&quot; by &quot;{new}&quot;</translation>
    </message>
    <message>
        <source>请对方念出他屏幕上编号的第 {first} 组和第 {second} 组，听到什么输什么。</source>
        <translation>Ask the other person to read groups {first} and {second} of the number on his screen aloud, and type what you hear.</translation>
    </message>
    <message>
        <source>{name}是哪一位</source>
        <translation>Who {name} is</translation>
    </message>
    <message>
        <source>就是原来的{name}</source>
        <translation>The same person: {name}</translation>
    </message>
    <message>
        <source>新来的组员</source>
        <translation>A new member</translation>
    </message>
    <message>
        <source>输入对方念的两组数字，共十位</source>
        <translation>The two groups read aloud, ten digits</translation>
    </message>
    <message>
        <source>对方念的两组数字</source>
        <translation>The two groups read aloud</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>不换了</source>
        <translation>Do not replace</translation>
    </message>
    <message>
        <source>不一致。请对方再念一遍；还是不一致就不要授权。</source>
        <translation>They differ. Ask for them again; if they still differ, do not admit it.</translation>
    </message>
</context>
<context>
    <name>ReportsScreen</name>
    <message>
        <source>反馈意见</source>
        <translation>Feedback letter</translation>
    </message>
    <message>
        <source>哪一份反馈意见</source>
        <translation>Which feedback letter</translation>
    </message>
    <message>
        <source>另起草一份</source>
        <translation>Draft another</translation>
    </message>
    <message>
        <source>导出 PDF</source>
        <translation>Export PDF</translation>
    </message>
    <message>
        <source>正在导出 PDF…</source>
        <translation>Exporting PDF...</translation>
    </message>
    <message numerus="yes">
        <source>%n 页</source>
        <translation>
            <numerusform>%n page</numerusform>
            <numerusform>%n pages</numerusform>
        </translation>
    </message>
    <message>
        <source>已导出：{name}（{pages}）</source>
        <translation>Exported: {name} ({pages})</translation>
    </message>
    <message>
        <source>这份文件没有加密，请按规定保管和传递。已记入日志。</source>
        <translation>This file is not encrypted; keep and pass it on as the rules say. The export was recorded.</translation>
    </message>
    <message>
        <source>（新起草）</source>
        <translation>(new draft)</translation>
    </message>
    <message>
        <source>没有字体能印出这些字，会印成“〓”：{characters}</source>
        <translation>No font can print these characters, they come out as &quot;〓&quot;: {characters}</translation>
    </message>
    <message numerus="yes">
        <source>有 %n 处写了“{word}”，请核对用词。</source>
        <translation>
            <numerusform>&quot;{word}&quot; is written in %n place; check the wording.</numerusform>
            <numerusform>&quot;{word}&quot; is written in %n places; check the wording.</numerusform>
        </translation>
    </message>
    <message>
        <source>字体：本机的公文标准字体。</source>
        <translation>Fonts: the standard fonts for official papers on this computer.</translation>
    </message>
    <message>
        <source>本机没有装全公文标准字体，由自带的字体代替：{fonts}。</source>
        <translation>Some standard fonts for official papers are missing here; used instead: {fonts}.</translation>
    </message>
    <message numerus="yes">
        <source>有 %n 个勾选的问题还不能写入，左边已用红字注明。</source>
        <translation>
            <numerusform>%n ticked finding cannot be included yet; see the red note on the left.</numerusform>
            <numerusform>%n ticked findings cannot be included yet; see the red notes on the left.</numerusform>
        </translation>
    </message>
    <message>
        <source>左边勾选要写入的问题，填写其他内容；右边就是印出来的样子，停下来一会儿就会更新。反馈意见只用问题底稿里的“反馈表述”，不会出现谈话人、责任人和线索。导出的 PDF 没有加密，导出前会记入日志。</source>
        <translation>Tick the findings to include on the left and fill in the rest; the right side shows what will be printed, renewed when you pause. The letter takes only the &quot;Wording in the feedback&quot; of each finding: no person talked with, no person responsible and no lead appears. The exported PDF is not encrypted; the export is recorded before.</translation>
    </message>
    <message>
        <source>起草反馈意见</source>
        <translation>Draft letter</translation>
    </message>
    <message>
        <source>还没有反馈意见</source>
        <translation>No feedback letter yet</translation>
    </message>
    <message>
        <source>标题、主送、开头和已审签的问题会自动填好，右边马上看到印出来的样子。</source>
        <translation>Title, addressee, opening and the approved findings are filled in for you; the right side shows at once what will be printed.</translation>
    </message>
    <message>
        <source>写入的问题</source>
        <translation>Findings included</translation>
    </message>
    <message>
        <source>其他内容</source>
        <translation>Other parts</translation>
    </message>
</context>
<context>
    <name>SealCard</name>
    <message>
        <source>两处各自签了字，签的内容不一样</source>
        <translation>Signed twice, over different texts</translation>
    </message>
    <message>
        <source>以 {name} 的签字为准  {when}</source>
        <translation>The signature of {name} counts  {when}</translation>
    </message>
</context>
<context>
    <name>SearchScreen</name>
    <message>
        <source>搜索</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>搜索结果</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>没有找到“{text}”。</source>
        <translation>&quot;{text}&quot; was not found.</translation>
    </message>
    <message>
        <source>“{text}”：只显示前 {limit} 条，请多输入几个字。</source>
        <translation>&quot;{text}&quot;: only the first {limit} are shown; type some more.</translation>
    </message>
    <message numerus="yes">
        <source>找到 %n 条</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
    <message>
        <source>在上面的搜索框输入一个字或几个字，按回车。谈话对象的身份不在搜索范围内，按姓名查找要在谈话记录里说明理由。</source>
        <translation>Type a word or a part of one into the search box above and press Enter. The identity of persons talked with is not searched; to look for a name, give a reason under &quot;Talks&quot;.</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>设置</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Once more</translation>
    </message>
    <message>
        <source>现在的口令</source>
        <translation>Present passphrase</translation>
    </message>
    <message>
        <source>新口令</source>
        <translation>New passphrase</translation>
    </message>
    <message>
        <source>在这台电脑上有口令的人：{names}</source>
        <translation>People with a passphrase on this computer: {names}</translation>
    </message>
    <message>
        <source>下次打开时使用新的语言。</source>
        <translation>The new language is used from the next start.</translation>
    </message>
    <message>
        <source>已添加。请重新“申请授权”，让办公室认识新的组员。</source>
        <translation>Added. Ask for admission again, so that the office knows the new member.</translation>
    </message>
    <message>
        <source>口令已更改，下次打开时使用新口令。</source>
        <translation>Passphrase changed; use the new one from the next start.</translation>
    </message>
    <message>
        <source>正在检查…</source>
        <translation>Checking...</translation>
    </message>
    <message>
        <source>正在检查本机数据…</source>
        <translation>Checking the data on this computer...</translation>
    </message>
    <message>
        <source>全部完好：记录、日志和证据都核对过。</source>
        <translation>All intact: records, journal and evidence were checked.</translation>
    </message>
    <message>
        <source>语言、明暗和字的大小只影响这台电脑。字的大小也可以用 Ctrl 加 + 或 - 调整。</source>
        <translation>Language, shade and text size concern this computer only. Ctrl with + or - changes the text size, too.</translation>
    </message>
    <message>
        <source>浅色</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>深色</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>明暗</source>
        <translation>Shade</translation>
    </message>
    <message>
        <source>文字大小</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>显示</source>
        <translation>Display</translation>
    </message>
    <message>
        <source>更改口令</source>
        <translation>Change it</translation>
    </message>
    <message>
        <source>我的口令</source>
        <translation>My passphrase</translation>
    </message>
    <message>
        <source>添加</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>共用这台电脑的人</source>
        <translation>People who share this computer</translation>
    </message>
    <message>
        <source>检查本机数据</source>
        <translation>Check the data</translation>
    </message>
    <message>
        <source>数据完好</source>
        <translation>Data check</translation>
    </message>
    <message>
        <source>保存在：{folder}</source>
        <translation>Kept in: {folder}</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>办公室</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>还没有任务</source>
        <translation>No task yet</translation>
    </message>
    <message>
        <source>本机加密 · 离线 · {name}</source>
        <translation>Encrypted here · offline · {name}</translation>
    </message>
    <message>
        <source>上次登录后有 {count} 次口令错误。</source>
        <translation>Wrong passphrases since the last sign-in: {count}.</translation>
    </message>
    <message>
        <source>是我恢复的备份</source>
        <translation>I restored it</translation>
    </message>
    <message>
        <source>下次打包时各组会得知数据已回退，并重新送交。</source>
        <translation>With the next bundle the teams learn that the data went back, and send again.</translation>
    </message>
    <message>
        <source>可以照常记录。请到“带出与合并”重新申请授权，办公室登记后新内容才合并。</source>
        <translation>You can record as usual. Apply for authorisation again under &quot;Carry and merge&quot;; new entries are merged once the office has registered this computer.</translation>
    </message>
    <message>
        <source>已按恢复的备份继续。</source>
        <translation>Going on from the restored copy.</translation>
    </message>
</context>
<context>
    <name>ShortStages</name>
    <message>
        <source>本机</source>
        <translation>Here</translation>
    </message>
    <message>
        <source>带出</source>
        <translation>Out</translation>
    </message>
    <message>
        <source>组长</source>
        <translation>Leader</translation>
    </message>
    <message>
        <source>办公室</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>归档</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>未到 {here}/{of}</source>
        <translation>{here} of {of}</translation>
    </message>
</context>
<context>
    <name>StageLine</name>
    <message>
        <source>这些词是什么意思</source>
        <translation>What these words mean</translation>
    </message>
    <message>
        <source>还没有收到办公室的回执。</source>
        <translation>No receipt from the office yet.</translation>
    </message>
    <message>
        <source>最近一次办公室回执：{when}</source>
        <translation>Last receipt from the office: {when}</translation>
    </message>
    <message>
        <source>仅本机：只在这台电脑上，丢了就没有了，请尽快带出。</source>
        <translation>Only here: on this computer alone; take it out soon.</translation>
    </message>
    <message>
        <source>已带出：写到了U盘，还不知道对方收到没有；U盘丢了不要紧，下次会再带。</source>
        <translation>Taken out: written to a stick, not yet known to have arrived; if the stick is lost it goes along again.</translation>
    </message>
    <message>
        <source>组长已收：组长的电脑里有了。</source>
        <translation>With the leader: it is on the leader&apos;s computer.</translation>
    </message>
    <message>
        <source>办公室已收：办公室有了，还没有做备份。</source>
        <translation>With the office: the office has it, without a backup yet.</translation>
    </message>
    <message>
        <source>已归档：办公室的备份也核验过了，这才算稳妥。</source>
        <translation>Archived: the office&apos;s backup was verified too; now it is safe.</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>仅本机</source>
        <translation>Only here</translation>
    </message>
    <message>
        <source>已带出</source>
        <translation>Taken out</translation>
    </message>
    <message>
        <source>组长已收</source>
        <translation>With the leader</translation>
    </message>
    <message>
        <source>办公室已收</source>
        <translation>With the office</translation>
    </message>
    <message>
        <source>已归档</source>
        <translation>Archived</translation>
    </message>
</context>
<context>
    <name>StandardForm</name>
    <message>
        <source>要粘贴的有 {count} 个字，这一栏最多 {most} 个字：没有粘贴。</source>
        <translation>What you are pasting has {count} characters; this field takes {most}. Nothing was pasted.</translation>
    </message>
    <message>
        <source>存为证据文件</source>
        <translation>Keep as an evidence file</translation>
    </message>
</context>
<context>
    <name>StartWindow</name>
    <message>
        <source>正在准备演示数据，大约需要半分钟…</source>
        <translation>Preparing the demonstration, about half a minute...</translation>
    </message>
    <message>
        <source>演示数据在 {folder}，口令已经填好，直接打开即可。</source>
        <translation>The demonstration is in {folder}; the passphrase is filled in, just open it.</translation>
    </message>
    <message>
        <source>办公室的保险库在同一个文件夹的 office 里，口令相同。</source>
        <translation>The vault of the office is in &quot;office&quot; in the same folder, with the same passphrase.</translation>
    </message>
    <message>
        <source>选择保险库文件夹</source>
        <translation>Choose the folder of the vault</translation>
    </message>
    <message>
        <source>选择备份的文件夹</source>
        <translation>Choose the folder of the backup</translation>
    </message>
    <message>
        <source>正在恢复备份…</source>
        <translation>Restoring the backup...</translation>
    </message>
    <message>
        <source>巡记</source>
        <translation>Xunji</translation>
    </message>
    <message>
        <source>全部内容在本机加密保存，不联网。请选择这台电脑的用途。</source>
        <translation>Everything is kept encrypted on this computer, off the network. Choose what this computer is for.</translation>
    </message>
    <message>
        <source>打开已有的保险库…</source>
        <translation>Open a vault...</translation>
    </message>
    <message>
        <source>看演示</source>
        <translation>See the demo</translation>
    </message>
    <message>
        <source>巡察组电脑</source>
        <translation>Team computer</translation>
    </message>
    <message>
        <source>进驻单位使用：记录谈话、登记问题、导入证据，最后打包带回。</source>
        <translation>For the inspected unit: write down talks, enter findings, import evidence, pack it all and bring it back.</translation>
    </message>
    <message>
        <source>建立组用保险库</source>
        <translation>Create team vault</translation>
    </message>
    <message>
        <source>办公室电脑</source>
        <translation>Office computer</translation>
    </message>
    <message>
        <source>巡察办或纪工委使用：登记任务、授权电脑、合并各组带回的内容。</source>
        <translation>For the inspection office or discipline committee: enter tasks, admit computers, merge what the teams bring back.</translation>
    </message>
    <message>
        <source>建立办公室保险库</source>
        <translation>Create office vault</translation>
    </message>
    <message>
        <source>从备份恢复</source>
        <translation>Restore a backup</translation>
    </message>
    <message>
        <source>电脑损坏或更换：把备份的文件夹放回这台电脑。</source>
        <translation>Computer broken or replaced: put the backup folder back on this computer.</translation>
    </message>
    <message>
        <source>选择备份…</source>
        <translation>Choose backup...</translation>
    </message>
</context>
<context>
    <name>SuccessionCard</name>
    <message>
        <source>更换主密钥</source>
        <translation>Replace the root keys</translation>
    </message>
    <message>
        <source>一位保管人</source>
        <translation>a holder</translation>
    </message>
    <message>
        <source>第一步：谁保管主密钥</source>
        <translation>Step 1: who holds the root keys</translation>
    </message>
    <message>
        <source>每位保管人插上自己的U盘，自己设口令。密钥只写在他的U盘上，这台电脑不留。U盘请登记，与电脑分开保管。</source>
        <translation>Each holder inserts his own stick and sets his own passphrase. The key is written to his stick only, not to this computer. Register the sticks and keep them apart from it.</translation>
    </message>
    <message>
        <source>{name}：密钥已写好 {mark}</source>
        <translation>{name}: key written {mark}</translation>
    </message>
    <message>
        <source>第二步：几个人签字有效，还换什么</source>
        <translation>Step 2: how many must sign, and what else is renewed</translation>
    </message>
    <message>
        <source>起草，开始签字</source>
        <translation>Draft it and begin signing</translation>
    </message>
    <message>
        <source>不换了</source>
        <translation>Leave it as it is</translation>
    </message>
    <message>
        <source>{name}继续保管</source>
        <translation>{name} keeps a key</translation>
    </message>
    <message>
        <source>这台电脑里的密钥继续用</source>
        <translation>Keep using the key on this computer</translation>
    </message>
    <message>
        <source>保管人姓名</source>
        <translation>Name of the holder</translation>
    </message>
    <message>
        <source>保管人自己的口令</source>
        <translation>The holder&apos;s own passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation>Type it again</translation>
    </message>
    <message>
        <source>请写保管人姓名。</source>
        <translation>Enter the holder&apos;s name.</translation>
    </message>
    <message>
        <source>两次输入不一样，请再输一次。</source>
        <translation>The two entries differ; type it again.</translation>
    </message>
    <message>
        <source>写到他的U盘…</source>
        <translation>Write to his stick...</translation>
    </message>
    <message>
        <source>{name}的U盘</source>
        <translation>Stick of {name}</translation>
    </message>
    <message>
        <source>几个人签字有效</source>
        <translation>How many must sign</translation>
    </message>
    <message>
        <source>身份保管人</source>
        <translation>Custodian of identities</translation>
    </message>
    <message>
        <source>身份保管人不变</source>
        <translation>Same custodian of identities</translation>
    </message>
    <message>
        <source>身份保管人：{name}</source>
        <translation>Custodian of identities: {name}</translation>
    </message>
    <message>
        <source>换新：{role}</source>
        <translation>Renew: {role}</translation>
    </message>
    <message>
        <source>怀疑办公室电脑的密钥泄露，才换“办公室电脑”；换了要把新授权文件当面交给各组。</source>
        <translation>Renew the office computer only if its key may have leaked; then hand the new papers to the teams in person.</translation>
    </message>
    <message>
        <source>{count} 人保管，{needed} 人签字有效</source>
        <translation>{count} hold keys, {needed} must sign</translation>
    </message>
    <message>
        <source>先写好密钥</source>
        <translation>Write a key first</translation>
    </message>
    <message>
        <source>还没有保管人。请至少为一位保管人写好密钥。</source>
        <translation>There is no holder yet. Write a key for at least one.</translation>
    </message>
    <message>
        <source>没有换。刚写给 {names} 的密钥文件没有用了，请删掉。</source>
        <translation>Nothing was changed. The key files just written for {names} are useless; delete them.</translation>
    </message>
    <message>
        <source>第三步：签字，第 {version} 版主密钥</source>
        <translation>Step 3: signatures, root keys version {version}</translation>
    </message>
    <message>
        <source>保管人一个接一个签，可以隔几天再接着签。签够人数以前，什么都不变。</source>
        <translation>The holders sign one after the other, on different days if need be. Nothing changes until enough have signed.</translation>
    </message>
    <message>
        <source>作废这份草案</source>
        <translation>Give up this draft</translation>
    </message>
    <message>
        <source>生效</source>
        <translation>Put into force</translation>
    </message>
    <message>
        <source>这台电脑里的密钥</source>
        <translation>The key on this computer</translation>
    </message>
    <message>
        <source>原来和以后都保管</source>
        <translation>held before and after</translation>
    </message>
    <message>
        <source>原保管人</source>
        <translation>present holder</translation>
    </message>
    <message>
        <source>新保管人</source>
        <translation>new holder</translation>
    </message>
    <message>
        <source>已签</source>
        <translation>signed</translation>
    </message>
    <message>
        <source>未签</source>
        <translation>not signed</translation>
    </message>
    <message>
        <source>{name}（{side}）：{done}</source>
        <translation>{name} ({side}): {done}</translation>
    </message>
    <message>
        <source>人数够了，可以生效。</source>
        <translation>Enough have signed; it can be put into force.</translation>
    </message>
    <message>
        <source>还差：原保管人 {old} 人，新保管人 {new} 人。</source>
        <translation>Still needed: {old} present holders, {new} new holders.</translation>
    </message>
    <message>
        <source>保管人本人的口令</source>
        <translation>The holder&apos;s own passphrase</translation>
    </message>
    <message>
        <source>主密钥文件 (*{extension})</source>
        <translation>Root key file (*{extension})</translation>
    </message>
    <message>
        <source>保管人U盘上的主密钥</source>
        <translation>The root key on the holder&apos;s stick</translation>
    </message>
    <message>
        <source>选密钥文件，签字…</source>
        <translation>Choose the key file and sign...</translation>
    </message>
    <message>
        <source>新的主密钥已生效。</source>
        <translation>The new root keys are in force.</translation>
    </message>
    <message>
        <source>请到“任务与授权”把新的授权文件和任务包写给各组，请他们先读授权文件。</source>
        <translation>Under Tasks, write the new admission file and the bundle for the teams; they read the admission file first.</translation>
    </message>
    <message>
        <source>草案已作废，原来的主密钥照旧。</source>
        <translation>The draft was given up; the root keys stay as they are.</translation>
    </message>
</context>
<context>
    <name>TakingBack</name>
    <message>
        <source>撤回这次合并…</source>
        <translation>Take this merge back...</translation>
    </message>
    <message>
        <source>撤回</source>
        <translation>Take back</translation>
    </message>
    <message>
        <source>不撤回</source>
        <translation>Leave it</translation>
    </message>
    <message>
        <source>撤回后，这次读入的记录和修改都不再显示，等着裁决的地方也一起撤掉。您在这之后写的都还在，收到的附件文件也留着。以后再读入同一个文件，可以重新合并。</source>
        <translation>The records and changes that came with it will not be shown any more, and the questions they raised go, too. What you wrote since stays, and so do the evidence files. Read the same file in again to merge it again.</translation>
    </message>
    <message>
        <source>已撤回这次合并。</source>
        <translation>This merge was taken back.</translation>
    </message>
</context>
<context>
    <name>TalkBin</name>
    <message>
        <source>这份谈话不在本机、已删除，或属于另一个任务。</source>
        <translation>This talk is not on this laptop, was deleted, or belongs to another task.</translation>
    </message>
    <message>
        <source>已把{name}放入回收站。</source>
        <translation>{name} was moved to the bin.</translation>
    </message>
</context>
<context>
    <name>TalkList</name>
    <message>
        <source>谈话列表</source>
        <translation>List of talks</translation>
    </message>
</context>
<context>
    <name>TalkPane</name>
    <message>
        <source>转为问题</source>
        <translation>Make finding</translation>
    </message>
    <message>
        <source>先在回答里选中一段话，再点这里。</source>
        <translation>Select some words of an answer first, then click here.</translation>
    </message>
    <message>
        <source>先在回答里选中一段话</source>
        <translation>Select words in an answer first</translation>
    </message>
    <message>
        <source>引出的问题：</source>
        <translation>Findings:</translation>
    </message>
    <message>
        <source>（尚未到本机）</source>
        <translation>(not on this computer yet)</translation>
    </message>
    <message>
        <source>去裁决</source>
        <translation>Decide</translation>
    </message>
    <message>
        <source>这份谈话有两处写得不一样，需要选定一个。</source>
        <translation>This talk was written in two ways; one must be chosen.</translation>
    </message>
    <message>
        <source>替换为编号</source>
        <translation>Use number</translation>
    </message>
    <message>
        <source>正文里写了谈话对象的姓名或号码，别人都能看到。</source>
        <translation>The talk gives a name or number of the person talked with; others can read it.</translation>
    </message>
    <message>
        <source>把这份谈话放入回收站</source>
        <translation>Move this talk to the bin</translation>
    </message>
    <message>
        <source>回车：问 → 答 → 下一问；Shift+回车换行；Ctrl+↑ ↓ 上一问、下一问；空行按退格删除；Ctrl+Z 撤销</source>
        <translation>Enter: question → answer → next; Shift+Enter: new line; Ctrl+↑ ↓: previous, next; Backspace: remove empty row; Ctrl+Z: undo</translation>
    </message>
</context>
<context>
    <name>TasksScreen</name>
    <message>
        <source>任务与授权</source>
        <translation>Tasks, admission</translation>
    </message>
    <message>
        <source>任务</source>
        <translation>Task</translation>
    </message>
    <message>
        <source>新任务</source>
        <translation>New task</translation>
    </message>
    <message>
        <source>不登记了</source>
        <translation>Give up this task</translation>
    </message>
    <message>
        <source>登记任务</source>
        <translation>Enter task</translation>
    </message>
    <message>
        <source>没有登记的新任务已清空。</source>
        <translation>The unregistered new task was cleared.</translation>
    </message>
    <message>
        <source>先登记任务，再授权电脑：组员在自己的电脑上“申请授权”，把申请文件拿来；对方念出编号里指定的两组数字，这里照着输入，一致才能授权；最后把授权文件和任务包写到U盘交给各组。</source>
        <translation>Enter the task first, then admit computers: the members ask for admission on their own computer and bring the request file; they read aloud the two groups of their number that are asked for here, you type them, and only if they match can you admit; at last write admission file and briefing to the stick for the teams.</translation>
    </message>
</context>
<context>
    <name>TeamCard</name>
    <message>
        <source>还没有授权的电脑。请让组员在自己的电脑上“申请授权”，把申请文件拿来。</source>
        <translation>No computer is admitted yet. Have the team members ask for admission on their own computers and bring the request files.</translation>
    </message>
    <message>
        <source>{ordinal} 号机（{laptop}）  {name}  {role}</source>
        <translation>Computer {ordinal} ({laptop})  {name}  {role}</translation>
    </message>
    <message>
        <source>授权文件 (*.xjp)</source>
        <translation>Admission files (*.xjp)</translation>
    </message>
    <message>
        <source>读入申请文件</source>
        <translation>Read a request file</translation>
    </message>
    <message>
        <source>写到哪个U盘或文件夹</source>
        <translation>Which stick or folder to write to</translation>
    </message>
    <message>
        <source>正在写授权文件和任务包…</source>
        <translation>Writing admission files and task packages...</translation>
    </message>
    <message>
        <source>保存组建通知</source>
        <translation>Save the notice of formation</translation>
    </message>
    <message>
        <source>组建通知已写好：{name}。请打印后发给每一位组员。</source>
        <translation>Notice of formation written: {name}. Print it and hand it to every member.</translation>
    </message>
    <message>
        <source>这些字没有字体，印成了〓：{characters}</source>
        <translation>No font has these characters; they are printed as a box: {characters}</translation>
    </message>
    <message>
        <source>正在排版…</source>
        <translation>Setting the pages...</translation>
    </message>
    <message>
        <source>已写好：{names}。可以拔U盘了。</source>
        <translation>Written: {names}. You may pull out the stick now.</translation>
    </message>
    <message>
        <source>请在每台组用电脑的“带出与合并”里读入这些文件。</source>
        <translation>Read these files on every team computer, under &quot;Take out, merge&quot;.</translation>
    </message>
    <message>
        <source>巡察组的电脑和人员</source>
        <translation>Computers and people of the team</translation>
    </message>
    <message>
        <source>读入申请文件…</source>
        <translation>Read request...</translation>
    </message>
    <message>
        <source>写授权文件和任务包…</source>
        <translation>Write admission and task files...</translation>
    </message>
    <message>
        <source>打印组建通知…</source>
        <translation>Print the notice of formation...</translation>
    </message>
    <message>
        <source>本办公室编号（印在组建通知上）：{number}</source>
        <translation>Number of this office (printed on the team notice): {number}</translation>
    </message>
</context>
<context>
    <name>TeamPart</name>
    <message>
        <source>这项任务还没有授权过电脑。请先到“任务与授权”里授权。</source>
        <translation>No computer has been admitted to this task yet. Admit one under Tasks first.</translation>
    </message>
    <message>
        <source>电脑</source>
        <translation>Computers</translation>
    </message>
    <message>
        <source>人员</source>
        <translation>People</translation>
    </message>
    <message>
        <source>谁能看、管到哪天</source>
        <translation>Who may see what, and until when</translation>
    </message>
    <message>
        <source>{ordinal} 号机（{label}）  {people}</source>
        <translation>Computer {ordinal} ({label})  {people}</translation>
    </message>
    <message>
        <source>已停用</source>
        <translation>Withdrawn</translation>
    </message>
    <message>
        <source>停用…</source>
        <translation>Withdraw...</translation>
    </message>
    <message>
        <source>更换电脑…</source>
        <translation>Replace...</translation>
    </message>
    <message>
        <source>重新归队…</source>
        <translation>Back in the team...</translation>
    </message>
    <message>
        <source>取消回避（{record}）…</source>
        <translation>Lift recusal ({record})...</translation>
    </message>
    <message>
        <source>整项任务</source>
        <translation>the whole task</translation>
    </message>
    <message>
        <source>离组…</source>
        <translation>Leaves...</translation>
    </message>
    <message>
        <source>{name}  {day} 离组</source>
        <translation>{name}  left on {day}</translation>
    </message>
    <message>
        <source>{name}  已回避整项任务</source>
        <translation>{name}  recused from the whole task</translation>
    </message>
    <message>
        <source>{name}  {role}</source>
        <translation>{name}  {role}</translation>
    </message>
    <message>
        <source>调整职务…</source>
        <translation>Change role...</translation>
    </message>
    <message>
        <source>{name}的职务</source>
        <translation>Role of {name}</translation>
    </message>
    <message>
        <source>回避…</source>
        <translation>Recuse...</translation>
    </message>
    <message>
        <source>{name}回避什么</source>
        <translation>What {name} is recused from</translation>
    </message>
    <message>
        <source>信访专人（组长本来就能看）：</source>
        <translation>Designated for petitions (the leader always is):</translation>
    </message>
    <message>
        <source>改信访专人…</source>
        <translation>Change designation...</translation>
    </message>
    <message>
        <source>谈话对象身份：只有参加谈话的人能看</source>
        <translation>Identities: only those who took part in the talk see them</translation>
    </message>
    <message>
        <source>谈话对象身份：参加谈话的人和组长能看</source>
        <translation>Identities: those who took part and the leader see them</translation>
    </message>
    <message>
        <source>改为组长也能看…</source>
        <translation>Let the leader see them too...</translation>
    </message>
    <message>
        <source>改为只给参加谈话的人…</source>
        <translation>Only for those who took part...</translation>
    </message>
    <message>
        <source>第 {version} 版授权，{day} 已过期：可以照常记录，不能加新的人员和电脑。</source>
        <translation>Authorisation version {version} expired on {day}: recording goes on, new people and computers cannot join.</translation>
    </message>
    <message>
        <source>第 {version} 版授权，有效到 {day}。</source>
        <translation>Authorisation version {version}, valid until {day}.</translation>
    </message>
    <message numerus="yes">
        <source>延长 %n 天…</source>
        <translation>
            <numerusform>Extend by %n day...</numerusform>
            <numerusform>Extend by %n days...</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TeamRole</name>
    <message>
        <source>组长</source>
        <translation>Team leader</translation>
    </message>
    <message>
        <source>副组长</source>
        <translation>Deputy leader</translation>
    </message>
    <message>
        <source>联络员</source>
        <translation>Liaison</translation>
    </message>
    <message>
        <source>组员</source>
        <translation>Member</translation>
    </message>
</context>
<context>
    <name>TextViewer</name>
    <message>
        <source>文字内容</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>文件很长，这里只显示开头部分。</source>
        <translation>The file is long; only its beginning is shown.</translation>
    </message>
</context>
<context>
    <name>TodayScreen</name>
    <message>
        <source>今天</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>进入下一阶段</source>
        <translation>Next stage</translation>
    </message>
    <message>
        <source>今天要做什么？</source>
        <translation>What to do today?</translation>
    </message>
    <message numerus="yes">
        <source>已记 %n 人次</source>
        <translation>
            <numerusform>%n talk written down</numerusform>
            <numerusform>%n talks written down</numerusform>
        </translation>
    </message>
    <message>
        <source>共 {all} 个，{open} 个未审签</source>
        <translation>{all} in all, {open} not approved</translation>
    </message>
    <message numerus="yes">
        <source>已存 %n 件，自动加密</source>
        <translation>
            <numerusform>%n kept, encrypted</numerusform>
            <numerusform>%n kept, encrypted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>公文格式，已起草 %n 份</source>
        <translation>
            <numerusform>Official format, %n drafted</numerusform>
            <numerusform>Official format, %n drafted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n 处改动还没有带出</source>
        <translation>
            <numerusform>%n change to take out</numerusform>
            <numerusform>%n changes to take out</numerusform>
        </translation>
    </message>
    <message>
        <source>登记单位</source>
        <translation>Register a unit</translation>
    </message>
    <message>
        <source>登记任务</source>
        <translation>Register a task</translation>
    </message>
    <message>
        <source>去“带出与合并”</source>
        <translation>Go to Take out, merge</translation>
    </message>
    <message>
        <source>请先登记被巡察单位，再登记任务。</source>
        <translation>Register the unit to be inspected first, then the task.</translation>
    </message>
    <message>
        <source>请先在“任务与授权”里登记任务。</source>
        <translation>Enter a task first, under &quot;Tasks, admission&quot;.</translation>
    </message>
    <message>
        <source>这台电脑还没有加入巡察组。请到“带出与合并”办理授权。</source>
        <translation>This computer has not joined a team yet. Ask for admission under &quot;Take out, merge&quot;.</translation>
    </message>
    <message>
        <source>已加入巡察组。请在“带出与合并”读入办公室给的任务包。</source>
        <translation>Joined the team. Read the task package from the office under &quot;Take out, merge&quot;.</translation>
    </message>
    <message>
        <source>阶段：{stage}</source>
        <translation>Stage: {stage}</translation>
    </message>
    <message>
        <source>进驻第 {day} 天，共 {days} 天</source>
        <translation>Day {day} of {days}</translation>
    </message>
    <message numerus="yes">
        <source>还有 %n 件</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message>
        <source>没有等着办的事。</source>
        <translation>Nothing is waiting.</translation>
    </message>
    <message>
        <source>继续</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>继续：{title}</source>
        <translation>Continue: {title}</translation>
    </message>
    <message>
        <source>没有写完</source>
        <translation>Unfinished</translation>
    </message>
    <message>
        <source>两处写得不一样，待裁决</source>
        <translation>Written in two ways, to decide</translation>
    </message>
    <message>
        <source>草稿</source>
        <translation>Draft</translation>
    </message>
    <message>
        <source>待复核</source>
        <translation>For review</translation>
    </message>
    <message>
        <source>待审签</source>
        <translation>For approval</translation>
    </message>
    <message>
        <source>办公室的资料要有第二份</source>
        <translation>The office&apos;s data need a second copy</translation>
    </message>
    <message>
        <source>两台电脑用着同一个名字</source>
        <translation>Two computers use the same name</translation>
    </message>
    <message>
        <source>恢复备份后，办公室还不认识本机</source>
        <translation>After a restore the office does not know this computer yet</translation>
    </message>
    <message>
        <source>做一次核验备份</source>
        <translation>Make a verified second copy</translation>
    </message>
    <message>
        <source>本机的资料被复制过</source>
        <translation>This computer&apos;s data were copied</translation>
    </message>
    <message>
        <source>请重新申请授权</source>
        <translation>Apply for authorisation again</translation>
    </message>
    <message>
        <source>确认进入“{stage}”</source>
        <translation>Confirm: enter &quot;{stage}&quot;</translation>
    </message>
    <message>
        <source>已进入“{stage}”。</source>
        <translation>Entered &quot;{stage}&quot;.</translation>
    </message>
    <message>
        <source>从左到右就是工作的顺序。点卡片上的按钮开始；下面列出还没有做完的事，点“继续”接着做。写下的内容一秒之内自动加密保存，不需要手动保存。</source>
        <translation>The cards stand in the order of work, from left to right. Press the button on a card to begin; what is unfinished is listed below, press &quot;Continue&quot; to go on. Whatever you write is encrypted and saved within a second; you need not save it.</translation>
    </message>
    <message>
        <source>还没做完的事</source>
        <translation>Still to do</translation>
    </message>
    <message>
        <source>1. 记录谈话</source>
        <translation>1. Talk</translation>
    </message>
    <message>
        <source>记录谈话</source>
        <translation>Write talk</translation>
    </message>
    <message>
        <source>2. 登记问题</source>
        <translation>2. Finding</translation>
    </message>
    <message>
        <source>登记问题</source>
        <translation>Add finding</translation>
    </message>
    <message>
        <source>3. 导入证据</source>
        <translation>3. Evidence</translation>
    </message>
    <message>
        <source>导入证据</source>
        <translation>Import files</translation>
    </message>
    <message>
        <source>4. 生成报告</source>
        <translation>4. Report</translation>
    </message>
    <message>
        <source>生成报告</source>
        <translation>Make report</translation>
    </message>
    <message>
        <source>5. 打包带回</source>
        <translation>5. Take out</translation>
    </message>
    <message>
        <source>打包带回</source>
        <translation>Pack it</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>切换任务</source>
        <translation>Change task</translation>
    </message>
    <message>
        <source>搜索问题、谈话、证据、人员（Ctrl+F）</source>
        <translation>Findings, talks, evidence, people (Ctrl+F)</translation>
    </message>
    <message>
        <source>锁定</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>锁定（Ctrl+L）</source>
        <translation>Lock (Ctrl+L)</translation>
    </message>
    <message>
        <source>切换任务：{unit}</source>
        <translation>Change task: {unit}</translation>
    </message>
    <message>
        <source>已自动保存 {time}</source>
        <translation>Saved {time}</translation>
    </message>
    <message>
        <source>正在保存…</source>
        <translation>Saving...</translation>
    </message>
</context>
<context>
    <name>TurnsEditor</name>
    <message>
        <source>谈话内容</source>
        <translation>Questions and answers</translation>
    </message>
    <message>
        <source>问</source>
        <translation>Q</translation>
    </message>
    <message>
        <source>答</source>
        <translation>A</translation>
    </message>
    <message>
        <source>转为问题</source>
        <translation>Make finding</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>重做</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>剪切</source>
        <translation>Cut</translation>
    </message>
    <message>
        <source>复制</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>粘贴</source>
        <translation>Paste</translation>
    </message>
    <message>
        <source>删除这一问</source>
        <translation>Remove this question</translation>
    </message>
</context>
<context>
    <name>TurnsPainter</name>
    <message>
        <source>问题</source>
        <translation>Question</translation>
    </message>
    <message>
        <source>回答</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>答</source>
        <translation>A</translation>
    </message>
    <message>
        <source>问 {number}</source>
        <translation>Q {number}</translation>
    </message>
</context>
<context>
    <name>UnlockPage</name>
    <message>
        <source>使用人</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>请联系办公室：办公室可以在两名保管人在场时重新为你设置口令。连续输错只会让等待变长，不会损坏任何内容。</source>
        <translation>Ask the office: with two keepers present it can set a new passphrase for you. Wrong attempts only make you wait longer; nothing is damaged.</translation>
    </message>
    <message>
        <source>正在打开…</source>
        <translation>Opening...</translation>
    </message>
    <message>
        <source>打开巡记</source>
        <translation>Open Xunji</translation>
    </message>
    <message>
        <source>忘记口令怎么办</source>
        <translation>Forgot the passphrase?</translation>
    </message>
    <message>
        <source>打开别的保险库，或新建</source>
        <translation>Open or create another vault</translation>
    </message>
</context>
<context>
    <name>_Talks</name>
    <message>
        <source>待裁决</source>
        <translation>To decide</translation>
    </message>
    <message>
        <source>未完成</source>
        <translation>Unfinished</translation>
    </message>
</context>
</TS>
