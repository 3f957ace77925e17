## 收件箱与著录

inbox-title = 收件箱
inbox-lead = 新到的文件先在这里识读，由您核对后归档。
inbox-describe = 开始著录
inbox-parts = 文件状态
inbox-empty = 收件箱是空的
inbox-empty-lead = 把文件拖到本页任意位置，或用手机拍照上传。同一份文件重复放入会被认出，不会存两份。
inbox-watched = 放进文件夹“{ $folder }”的文件也会自动收到这里。
inbox-paper = 文件
inbox-class = 门类
inbox-came = 收到
inbox-state = 状态
inbox-actions = 操作

upload-drop = 把文件或文件夹拖到这里
upload-kinds = PDF、扫描件、照片、Word、Excel、PPT、OFD、邮件、文本；单个文件最大{ $largest }。
upload-pick = 选择文件
upload-camera = 拍照
upload-do = 上传
upload-progress = 上传进度
upload-waiting = 等待上传
upload-sending = 正在上传
upload-retrying = 网络中断，稍后自动重试
upload-arrived = 已收到，正在排队识读
upload-failed = 上传失败，文件没有丢失，可以再试一次。
upload-again = 再试一次

paper-waiting = 等待识读
paper-reading = 正在识读
paper-ready = 可以归档
paper-doubtful = { $count }项待核对
paper-unreadable = 无法识读
paper-read-again = 重新识读：{ $name }
paper-read-again-short = 重新识读
paper-discard = 弃置：{ $name }
paper-discard-short = 弃置
paper-discarded = 已弃置
paper-put-back = 放回收件箱：{ $name }
paper-put-back-short = 放回收件箱

describe-title = 著录：{ $name }
describe-previous = 上一份文件
describe-next = 下一份文件
describe-by-hand = 您仍可以对照原件手工著录。
describe-class-do = 更换门类
describe-save = 保存
describe-file = 归档，下一份

sure-sure = 可信{ $percent }%
sure-doubtful = 待核对{ $percent }%
sure-low = 不确定{ $percent }%

keys-title = 键盘操作
keys-enter = 到下一项（输入法选字时不会误触）
keys-file = 归档并转到下一份
keys-save = 保存，不归档
keys-pages = 上一页、下一页
keys-doubt = 到下一个待核对项
keys-papers = 下一份、上一份文件
keys-text = 显示或隐藏识读文字
keys-turn = 旋转页面
keys-search = 到检索框
keys-show = 显示本说明（正在输入时用后者）
keys-close = 关闭

inbox-discarded = “{ $name }”已弃置，可以随时放回。
inbox-restored = “{ $name }”已放回收件箱。
inbox-discarded-empty = 没有弃置的文件
inbox-discarded-empty-lead = 弃置的文件不再出现在收件箱和检索里，原件仍保存着，可以从这里放回。
describe-discard-reason = 弃置原因（可不填）
describe-discard-hint = 弃置后可以从收件箱的“已弃置”放回。
