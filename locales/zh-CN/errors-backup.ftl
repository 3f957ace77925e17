# 备份

error-backup-place = 备份位置无法读写:{ $what }
error-backup-place-todo = 请检查该磁盘或存储服务以及配置,然后重试。
error-backup-file = 有文件无法读写:{ $what }
error-backup-file-todo = 请检查文件属主与磁盘。
error-backup-busy = 另一个备份正在写入此处。
error-backup-busy-todo = 请等它结束。
error-backup-no-repository = 此处没有备份。
error-backup-no-repository-todo = 请检查配置中的 backup.target,或先做一次备份。
error-backup-wrong-key = 这些备份是用别的密钥制作的。
error-backup-wrong-key-todo = 请使用制作备份时的密钥文件,或用恢复密钥分片重建。
error-backup-damaged = { $what } 缺失,或与写入时不一致。
error-backup-damaged-todo = 请改用另一个快照,并查明备份位置出了什么问题。
error-backup-no-snapshot = 没有这个快照。
error-backup-no-snapshot-todo = 请从列表中选择。
error-backup-newer = 该快照由更新的版本制作,本程序不认识 { $what }。
error-backup-newer-todo = 请用那个版本或更新的版本恢复。
error-backup-not-empty = { $what } 不是空的。
error-backup-not-empty-todo = 请恢复到新目录和空数据库。
error-backup-cancelled = 工作已停止。
error-backup-cancelled-todo = 合适时再重新开始。
