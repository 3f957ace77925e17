# The vault

error-vault-disk-full = The disk of storage place “{ $replica }” is full; the file was not kept.
error-vault-disk-full-todo = Make room on the disk and send the file again; what was kept before is unharmed.
error-vault-replica = Storage place “{ $replica }” cannot be read or written; the file was not kept.
error-vault-replica-todo = Check that disk or storage service, then try again.
error-vault-too-large = The file is larger than the { $limit } bytes allowed.
error-vault-too-large-todo = Split the file, or ask the administrator to raise the limit.
error-vault-source = The file did not arrive whole, and nothing was kept.
error-vault-source-todo = Check the network and send it again.
error-vault-not-found = There is no such file ({ $hash }).
error-vault-not-found-todo = It may have been destroyed as the rules demand; look into the history of the record.
error-vault-lost = The file ({ $hash }) is damaged in every storage place.
error-vault-lost-todo = Restore it from a backup, or put the same original in again: the same content fills the gap by itself.
error-vault-file = A file cannot be read or written: { $what }
error-vault-file-todo = Check the space on the disk and the rights of the file.
error-vault-cancelled = Stopped on request.
error-vault-cancelled-todo = Start it again when you need it.
error-vault-no-replica = The vault has no replica.
error-vault-no-replica-todo = Name at least one folder in vault.replicas of the configuration.
