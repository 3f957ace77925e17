## 扣留：发现国家秘密标志的文件

held-title = 扣留的文件
held-came = 收到时间
held-lead = 在这份文件上发现了国家秘密标志。本系统不得存放国家秘密，内容已加密扣留：不显示、不检索、不能下载。
held-step-tell = 立即报告本单位保密工作人员，不要转发、打印或另存。
held-step-take = 如确是国家秘密：从收件箱取出，并按保密规定处理纸质原件和来源设备。
held-step-release = 如不是国家秘密（例如只是引用了标志的样式）：由收入者以外的人核对原件后解除扣留，文件会重新读取。
held-discard = 从收件箱取出
held-discard-reason = 含国家秘密标志
held-release = 确认不是国家秘密，解除扣留
held-own = 这份文件由您本人收入，须由他人解除扣留。
unreadable-secrecy-mark = 发现国家秘密标志，已扣留。请打开查看处理办法。
action-record-held = 扣留
action-record-released = 解除扣留
error-held-back = 这份文件上发现了国家秘密标志，内容已扣留。
error-held-back-todo = 请立即报告保密工作人员；确认不是国家秘密后，由收入者以外的人在收件箱解除扣留。
error-own-paper = 不能由收入者本人解除扣留。
error-own-paper-todo = 请由另一位有著录权限的人核对原件后解除。

## 隔离：查出病毒的文件

quarantine-title = 已隔离
quarantine-lead = 杀毒软件在这件档案的文件里查出了下列内容。系统已将其隔离：不显示、不检索、不提供下载。
quarantine-step-source = 告诉送交的人，请其检查自己的电脑；不要打开手头的副本。
quarantine-step-clean = 尚未归档的，请从收件箱移出，让送交的人重新提交干净的文件。
quarantine-step-release = 确认是误报的，由送交人以外的人写明理由解除隔离；理由随档案保存，操作记入账本。
quarantine-discard-reason = 查出病毒
quarantine-reason = 为什么无害
quarantine-release = 解除隔离
action-record-quarantined = 查出病毒，已隔离
action-record-quarantine-released = 解除隔离
program-preservation = 格式识别和查毒
error-quarantined = 杀毒软件在这件档案里查出了问题，已隔离。
error-quarantined-todo = 请档案员在 /records/…/quarantine 页面决定：移出收件箱，或者写明理由解除隔离。
error-scanner = 杀毒软件没有应答。
error-scanner-todo = 请系统管理员检查 clamd 是否在运行；之后会自动重试。
check-reason-infected = 第 { $about } 个文件查出病毒。
check-remedy-infected = 打开这件档案，按提示移出或者写明理由解除隔离。
check-reason-scan-waiting = 第 { $about } 个文件还没有查毒。
check-remedy-scan-waiting = 等查毒完成后再归档；长时间没有完成的，请系统管理员检查杀毒软件。
check-reason-scan-too-large = 文件超过杀毒软件能查的大小，请人工确认。
check-reason-scanned = 已查毒：{ $about }
check-reason-scan-released = 查出的内容已由人确认无害：{ $about }
