# Backups

error-backup-place = The place of the backups cannot be read or written: { $what }
error-backup-place-todo = Check that disk or storage service and the configuration, then try again.
error-backup-file = A file of the house cannot be read or written: { $what }
error-backup-file-todo = Check its owner and the disk.
error-backup-busy = Another backup writes to this place.
error-backup-busy-todo = Wait until it has ended.
error-backup-no-repository = No backups are kept at this place.
error-backup-no-repository-todo = Check backup.target in the configuration, or make a first backup.
error-backup-wrong-key = These backups were made with other keys.
error-backup-wrong-key-todo = Use the key file of the house that made them, or rebuild it from the shares of the recovery key.
error-backup-damaged = { $what } is missing or not as it was written.
error-backup-damaged-todo = Use another snapshot, and look for the cause at the place of the backups.
error-backup-no-snapshot = There is no such snapshot.
error-backup-no-snapshot-todo = Choose one from the list.
error-backup-newer = A newer program made this snapshot; this one does not know { $what }.
error-backup-newer-todo = Restore with that version or a later one.
error-backup-not-empty = { $what } is not empty.
error-backup-not-empty-todo = Restore into a new folder and an empty database.
error-backup-cancelled = The work was stopped.
error-backup-cancelled-todo = Start it again when it suits.
