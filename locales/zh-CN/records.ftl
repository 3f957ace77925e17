## 档案与页面浏览

records-title = 档案
records-lead = 已归档的档案，按门类、年度、机构浏览。
records-more = 更多
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

# 读取一份文件时应当让人知道的事。
reading-notes = 关于本件的读取
viewer-files = 原件及其附件
hit-in-attachment = 在“{ $name }”中
note-extension-disagrees = 文件扩展名与实际格式不符，已按实际内容读取。
note-signatures-present = 文件带有电子签名，此处未作验证。
note-annotations-present = 文件带有批注或注释。
note-tracked-changes-present = 文件保留着未接受也未拒绝的修订。
note-pages-left-out = 共{ $total }页，只读取了{ $read }页，其余见原件。
note-pages-not-recognised = 有{ $count }页是图像，其文字未能识别。
note-pages-damaged = 有{ $count }页损坏，内容留空。
note-hidden-sheets = 工作簿隐藏了{ $count }个工作表，也已一并读取。
note-same-names = 内有{ $count }个文件与其他文件重名，未取出，仍保存在原件中。
note-encoding = 文本原为{ $name }编码，已转换。
note-in-attachment = 附件“{ $name }”：{ $note }
note-attachment-not-taken = 附件“{ $name }”未能取出，仍保存在原件中。{ $reason }
note-attachment-not-read = 附件“{ $name }”已保存，但未能读取。{ $reason }
note-attachments-left-out = 本件内有{ $total }个文件，其中{ $left }个未取出，仍保存在原件中。
note-attachments-left-within = “{ $name }”内有{ $total }个文件，其中{ $left }个未取出，仍保存在其中。
