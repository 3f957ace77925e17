# 对象库

error-vault-disk-full = 存储位置“{ $replica }”的磁盘已满，文件没有保存。
error-vault-disk-full-todo = 请先腾出磁盘空间，再重新上传；已保存的内容不受影响。
error-vault-replica = 存储位置“{ $replica }”无法读写，文件没有保存。
error-vault-replica-todo = 请检查该磁盘或存储服务是否正常，然后重试。
error-vault-too-large = 文件超过了允许的 { $limit } 字节。
error-vault-too-large-todo = 请拆分文件，或请管理员调高限额。
error-vault-source = 文件没有传完，没有保存任何内容。
error-vault-source-todo = 请检查网络后重新上传。
error-vault-not-found = 找不到该文件（{ $hash }）。
error-vault-not-found-todo = 它可能已按规定销毁；请在档案的历史记录中查看。
error-vault-lost = 该文件（{ $hash }）在所有存储位置都已损坏。
error-vault-lost-todo = 请从备份恢复，或重新放入同一份原件；内容相同即可自动补回。
error-vault-file = 文件无法读写：{ $what }
error-vault-file-todo = 请检查磁盘空间和文件权限。
error-vault-cancelled = 操作已按要求停止。
error-vault-cancelled-todo = 需要时可以重新开始。
error-vault-no-replica = 对象库没有任何存放位置。
error-vault-no-replica-todo = 请在配置的 vault.replicas 中至少写一个文件夹。
