# 个人信息：遮盖、查看明文、谁看过我的档案

clear-title = 个人信息
clear-masked = 身份证号、电话、住址、病情、收入等已遮盖。
clear-ask = 查看明文
clear-lead = 明文显示 15 分钟，仅对您有效。目的记入账本；档案中写明的本人可以看到是谁、何时、为何查看。
clear-purpose = 目的
clear-purpose-choose = 请选择
clear-reason = 事由
clear-reason-hint = 4 至 500 字，例如“审核第三季度困难补助，核对家庭收入”。
clear-do = 显示明文
clear-until = 明文显示至 { $time }
clear-end = 恢复遮盖
record-clear-download = 含个人信息，查看明文时可下载

looks-title = 谁看过我的档案
looks-lead = 写有您姓名或工号的受限档案被查看、下载，或任何档案以明文显示时，这里各有一行。只有您自己能看到。
looks-open = 查看
looks-when = 时间
looks-who = 查看人
looks-what = 做了什么
looks-record = 哪类档案
looks-empty = 还没有人看过
looks-empty-lead = 有人查看写有您姓名或工号的受限档案，或以明文查看时，这里会写明是谁、何时、为何。
looks-not-linked = 账户还没有对应到人员名册
looks-not-linked-lead = 请安全管理员在您的账户中填写工号；对应之后，查看记录会出现在这里。
looks-by-name = 按工号，或按名册中唯一的姓名对应到人。同名的人不作对应，因此可能有遗漏；同一人 15 分钟内连续翻阅同一件档案算一次。
look-no-purpose = 未要求说明

action-record-shown-in-clear = 查看明文
action-record-hidden-again = 恢复遮盖
field-too-short = 太短，请说明事由

error-clear-access-needed = 这份文件含有个人信息，需要查看明文的许可。
error-clear-access-needed-todo = 请在档案页选择“查看明文”，填写目的和事由后再试。

account-post = 工会职务
account-post-none = 无
account-rank = 级别
account-rank-hint = 按本工会的级别填 1 到 99 的数字，策略可以引用；不填或填 0 表示没有。
account-staff-number = 工号
account-staff-number-hint = 把账户对应到人员名册中的人，她就能看到谁看过自己的档案。
action-account-person-linked = 对应到人员
