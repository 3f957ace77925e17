# The ledger

error-ledger-details-too-large = The details to be written to the ledger are too long ({ $bytes } bytes).
error-ledger-details-too-large-todo = This is a fault of the program and nothing was done; please report this message.
error-ledger-out-of-range = The ledger has { $size } entries at its last checkpoint, and the one asked for is not among them.
error-ledger-out-of-range-todo = A new entry can be proved after the next checkpoint; try again later.
error-ledger-damaged = What is kept of the ledger is not complete: { $what }
error-ledger-damaged-todo = Run guildhall ledger verify at once to see which entries, and keep everything as it is, backups too.
error-ledger-malformed = A key, checkpoint or proof is malformed: { $what }
error-ledger-malformed-todo = Check that the file is complete and that the public key is that of this installation.
error-ledger-file = A file of the ledger cannot be read or written: { $what }
error-ledger-file-todo = Check the space on the disk and the rights of the file.
