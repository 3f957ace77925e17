## 页面框架、导航、通用操作

product = 智慧工会 · 档案与服务平台

nav-label = 主导航
nav-home = 首页
nav-inbox = 收件箱
nav-inbox-waiting = 件待处理
nav-records = 档案
nav-accounts = 账户
nav-organisation = 组织
nav-system = 系统
nav-help = 帮助

frame-skip = 跳到正文
frame-account-of = { $name }的账户菜单
frame-language = 语言
frame-theme = 外观
frame-theme-auto = 跟随系统
frame-theme-light = 浅色
frame-theme-dark = 深色
frame-sign-out = 退出登录

notice-unreachable = 暂时连不上服务器，您的内容还在页面上。请稍后再试。
notice-dismiss = 知道了

field-required = 必填
form-save = 保存
form-back = 返回

pager-label = 翻页
pager-previous = 上一页
pager-next = 下一页

page-number = 第{ $page }页
pages-count = { $count }页

facets-narrow = 筛选
facets-take-off = 取消筛选：{ $value }
