## 首页与检索

home-title = 首页
home-ask = { $count ->
    [0] 检索档案
   *[other] 在{ $count }件档案中检索
}
home-placeholder = 题名、正文、人名、文号……任何一个词
home-tries = 试试这些词
home-reading = 正在识读{ $count }份文件，读完一份就能检索一份。
home-no-models = 尚未安装识读模型：扫描件会妥善保存，但暂时读不出文字。管理员可运行 make models 安装。
home-empty = 还没有档案
home-empty-reader = 档案归档后，您就能在这里检索到有权查阅的内容。
home-step-bring = 把扫描件、PDF、Word、Excel、OFD 或邮件放进收件箱，系统自动识读。
home-step-describe = 对照页面图像核对系统填好的著录项，确认后归档，自动生成档号。
home-step-find = 回到这里，用任何一个词检索，简体繁体都可以。
home-bring = 添加文件
home-recent = 最近归档

search-label = 检索档案
search-placeholder = 检索档案
search-do = 检索
search-title = “{ $query }”的检索结果
search-found = 找到{ $count }件
search-took = （{ $ms }毫秒）
search-order = 排序
search-nothing = 没有找到“{ $query }”
search-instead = 您要找的是不是：
search-clear = 取消全部筛选
search-hints = 换个说法，或者减少几个词试试。简体与繁体可互相检索；有些档案可能超出您的查阅权限。

## 待办

hour-title = 等您处理
hour-nothing = 没有待办。
hour-tasks = { $count } 项待办审批
hour-failing = { $count } 件档案四性检测不合格
hour-captured = { $count } 件待著录
hour-described = { $count } 件已著录待归档
hour-to-look-at = { $count } 件需人工查看
hour-due = { $count } 件保管期满待鉴定
