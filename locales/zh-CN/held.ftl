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
