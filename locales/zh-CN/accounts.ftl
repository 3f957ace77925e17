## 账户与组织

accounts-title = 账户
accounts-lead = 谁可以登录，能做什么，看得到哪个机构的档案。
accounts-filter = 按姓名或登录名查找
accounts-add = 新建账户
accounts-none = 没有符合的账户
account-name = 姓名
account-login = 登录名
account-roles = 角色
account-unit = 机构
account-state = 状态
account-active = 正常
account-locked-out = 暂时锁定
account-closed = 已停用
account-last-seen = 上次登录
account-never-seen = 从未登录
account-close-do = 停用账户
account-open-do = 恢复账户

organisation-title = 组织
organisation-lead = 从工会联合会到工会小组；查阅权限按这棵树划分。
unit-name = 名称
unit-code = 代码
unit-parent = 上级机构
unit-kind = 层级
unit-add = 新建机构
unit-add-do = 添加
