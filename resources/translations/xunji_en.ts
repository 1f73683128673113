<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AdmissionCard</name>
    <message>
        <source>请对方念出屏幕上的编号，核对：{number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>输入对方念的最后两组数字</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>编号最后两组</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>授权这台电脑</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}的组内职务</source>
        <translation type="unfinished"></translation>
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
    <name>ChoiceEditor</name>
    <message>
        <source>（请选择）</source>
        <translation>(choose)</translation>
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
        <translation>change screen</translation>
    </message>
    <message>
        <source>新建</source>
        <translation>new</translation>
    </message>
    <message>
        <source>搜索</source>
        <translation>search</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>undo</translation>
    </message>
    <message>
        <source>锁定</source>
        <translation>lock</translation>
    </message>
    <message>
        <source>文字大小</source>
        <translation>text size</translation>
    </message>
</context>
<context>
    <name>IdentityCard</name>
    <message>
        <source>解封…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>填写身份</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>封存</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>谈话对象身份</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>解封理由</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>（请选择理由）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>说明（可不填）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>解封说明</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>记录并打开</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>取消</source>
        <translation type="unfinished">Cancel</translation>
    </message>
    <message>
        <source>只存在封存区，离开后自动封存；谈话正文里请只用编号。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已打开，{time} 自动封存。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已收起。离开这份谈话时封存。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>还没有填写。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已封存：只有 {names} 能打开。这不影响您查看谈话内容。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已封存：只有 {names} 能打开。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>有改动还没有保存。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>先记一笔再打开。{names} 会看到：谁、什么时候、为什么打开。</source>
        <translation type="unfinished"></translation>
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
        <source>正在打开…</source>
        <translation>Opening…</translation>
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
        <translation>Whatever you write is saved by itself; there is nothing to do.</translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>所在区县党委，如 中共某某区委</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>机构性质</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>建立</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>建立办公室保险库</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>建立巡察组电脑的保险库</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>建立以后可以登记单位和任务，并授权各组的电脑。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>一台电脑可以几个人共用，每人一个口令。建好以后到办公室办理授权。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在建立…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>放在哪个文件夹</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>保存在：{folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>巡察办</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>纪工委（派出机构）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>纪委监委</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>名称</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>党委</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>使用人和口令</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>再加一个人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>换个地方…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>返回</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>口令</source>
        <translation type="unfinished">Passphrase</translation>
    </message>
    <message>
        <source>再输一次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>帮我想一个</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>还太容易猜到，请再长一些。不要用生日、电话和汉字。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>足够牢固。请抄在纸上，交专人保管。</source>
        <translation type="unfinished"></translation>
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
        <translation>Cancelling…</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>栏目</source>
        <translation>Screens</translation>
    </message>
</context>
<context>
    <name>RecordPicker</name>
    <message>
        <source>输入几个字来查找</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>查找</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReferenceEditor</name>
    <message>
        <source>选择…</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <source>点击移除“{name}”</source>
        <translation>Click to remove “{name}”</translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>登记</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>登记{kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>还没有登记</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>在左边选择一行，右边显示全部内容。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>上面选择登记簿，左边是台账，右边是选中一行的全部内容。离开时自动保存。</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>办公室</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>还没有任务</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>本机加密 · 离线 · {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>上次登录后有 {count} 次口令错误。</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StartWindow</name>
    <message>
        <source>正在准备演示数据，大约需要半分钟…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>演示数据在 {folder}，口令已经填好，直接打开即可。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>选择保险库文件夹</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>选择备份的文件夹</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在恢复备份…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>巡记</source>
        <translation type="unfinished">Xunji</translation>
    </message>
    <message>
        <source>全部内容在本机加密保存，不联网。请选择这台电脑的用途。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>打开已有的保险库…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>看演示</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>巡察组电脑</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>进驻单位使用：记录谈话、登记问题、导入证据，最后打包带回。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>建立组用保险库</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>办公室电脑</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>巡察办或纪工委使用：登记任务、授权电脑、合并各组带回的内容。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>建立办公室保险库</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>从备份恢复</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>电脑损坏或更换：把备份的文件夹放回这台电脑。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>选择备份…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TalkList</name>
    <message>
        <source>谈话列表</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TasksScreen</name>
    <message>
        <source>任务与授权</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>任务</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>新任务</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>登记任务</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>保存修改</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已保存。下次导出时带给巡察组。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>还没有授权的电脑。请让组员在自己的电脑上“申请授权”，把申请文件拿来。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ordinal} 号机（{laptop}）  {name}  {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>授权文件 (*.xjp)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>读入申请文件</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>写到哪个U盘或文件夹</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在写授权文件和任务包…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已写好：{names}。可以拔U盘了。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请在每台组用电脑的“带出与合并”里读入这些文件。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>先登记任务，再授权电脑：组员在自己的电脑上“申请授权”，把申请文件拿来；对方念出编号，这里输入最后两组，确认无误后授权；最后把授权文件和任务包写到U盘交给各组。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>巡察组的电脑和人员</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>读入申请文件…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>写授权文件和任务包…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>本办公室编号（印在组建通知上）：{number}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TeamRole</name>
    <message>
        <source>组长</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>副组长</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>联络员</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>组员</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>进入下一阶段</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>今天要做什么？</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>已记 %n 人次</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>共 {all} 个，{open} 个未审签</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>已存 %n 件，自动加密</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>公文格式，已起草 %n 份</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n 处改动还没有带出</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>这台电脑还没有加入巡察组。请到“带出与合并”办理授权。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已加入巡察组。请在“带出与合并”读入办公室给的任务包。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>阶段：{stage}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>进驻第 {day} 天，共 {days} 天</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>还有 %n 件</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>没有等着办的事。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>继续</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>继续：{title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有写完</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>两处写得不一样，待裁决</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>草稿</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>待复核</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>待审签</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>从左到右就是工作的顺序。点卡片上的按钮开始；下面列出还没有做完的事，点“继续”接着做。写下的内容一秒之内自动加密保存，不需要手动保存。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>还没做完的事</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1. 记录谈话</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>记录谈话</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2. 登记问题</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>登记问题</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3. 导入证据</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>导入证据</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4. 生成报告</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>生成报告</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>5. 打包带回</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>打包带回</source>
        <translation type="unfinished"></translation>
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
        <translation>Search findings, interviews, people (Ctrl+F)</translation>
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
        <translation>Saving…</translation>
    </message>
</context>
<context>
    <name>TurnsEditor</name>
    <message>
        <source>谈话内容</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>问</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>答</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>问题</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>回答</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>问 {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>转为问题</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>撤销</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>重做</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>剪切</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>复制</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>粘贴</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>删除这一问</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnlockPage</name>
    <message>
        <source>使用人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>口令</source>
        <translation type="unfinished">Passphrase</translation>
    </message>
    <message>
        <source>打开</source>
        <translation type="unfinished">Open</translation>
    </message>
    <message>
        <source>请联系办公室：办公室可以在两名保管人在场时重新为你设置口令。连续输错只会让等待变长，不会损坏任何内容。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在打开…</source>
        <translation type="unfinished">Opening…</translation>
    </message>
    <message>
        <source>打开巡记</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>忘记口令怎么办</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>打开别的保险库，或新建</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Talks</name>
    <message>
        <source>待裁决</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未完成</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
