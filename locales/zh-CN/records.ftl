## 档案与页面浏览

records-title = 档案
records-lead = 已归档的档案，按门类、年度、机构浏览。
records-count = 共{ $count }件
records-empty = 这里还没有档案
records-empty-lead = 在收件箱里核对并归档后，档案就会出现在这里。

record-number = 档号
record-title = 题名
record-responsible = 责任者
record-date = 日期
record-retention = 保管期限
record-pages = 页数
record-place = 档案位置
record-not-filed = 未归档
record-searchable-pdf = 可检索PDF
record-edit = 修改著录
record-no-pages = 这件档案没有可显示的页面，可以下载原件查看。
record-files = 原件
record-no-download = 无下载权限
record-history = 沿革

viewer-label = 页面浏览
viewer-page-of = 第{ $page }页，共{ $pages }页
viewer-image-of = 第{ $page }页图像
viewer-line-doubtful = 这一行识读把握不大
viewer-no-text = 这一页没有文字。
viewer-previous = 上一页
viewer-next = 下一页
viewer-zoom = 缩放与旋转
viewer-farther = 缩小
viewer-fit = 适合宽度
viewer-closer = 放大
viewer-turn = 顺时针旋转
viewer-text = 文字
viewer-open-image = 在新窗口打开图像
viewer-within = 在本件中查找
viewer-within-do = 查找
viewer-within-none = 本件中没有“{ $words }”
viewer-within-pages = 出现在以下页：
viewer-within-count = { $count }处
