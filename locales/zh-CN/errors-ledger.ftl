# 账本

error-ledger-details-too-large = 写入账本的说明过长（{ $bytes } 字节）。
error-ledger-details-too-large-todo = 这是程序的错误，操作没有执行；请把此消息告知维护人员。
error-ledger-out-of-range = 账本在最近的检查点共有 { $size } 条，其中没有所要的条目。
error-ledger-out-of-range-todo = 新条目在下一个检查点之后才能出具证明，请稍后再试。
error-ledger-damaged = 账本的保存内容不完整：{ $what }
error-ledger-damaged-todo = 请立即运行 guildhall ledger verify，查看是哪些条目，并保留现场和备份。
error-ledger-malformed = 密钥、检查点或证明的格式不对：{ $what }
error-ledger-malformed-todo = 请核对文件是否完整、公钥是否属于本单位。
error-ledger-file = 账本文件无法读写：{ $what }
error-ledger-file-todo = 请检查磁盘空间和文件权限。
