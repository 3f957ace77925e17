## Held back: papers that bear a mark of state secrecy

held-title = Held back
held-came = Came in
held-lead = A mark of state secrecy was found on this paper. This system may not hold state secrets, so its content is kept encrypted and is neither shown nor searched nor given out.
held-step-tell = Tell your secrecy officer at once; do not pass it on, print or copy it.
held-step-take = If it is a state secret, take it out of the inbox and deal with the paper and the device from which it came as the secrecy rules say.
held-step-release = If it is not, for example because it only quotes such a mark, somebody other than who brought it in compares it with the original and releases it; it is read again then.
held-discard = Take it out of the inbox
held-discard-reason = bears a mark of state secrecy
held-release = It is no state secret: release it
held-own = You brought this paper in yourself; somebody else has to release it.
unreadable-secrecy-mark = Held back for a mark of state secrecy. Open it to see what to do.
action-record-held = held back
action-record-released = released
error-held-back = A mark of state secrecy was found on this paper, and its content is held back.
error-held-back-todo = Tell the secrecy officer at once. If it is no state secret, somebody other than who brought it in releases it in the inbox.
error-own-paper = Who brought a paper in cannot release it.
error-own-paper-todo = Have another person who may describe papers compare it with the original and release it.

## Quarantine: files in which a virus was found

quarantine-title = In quarantine
quarantine-lead = The virus scanner found what stands below in the files of this record. It is in quarantine: its content is neither shown nor searched nor given out.
quarantine-step-source = Tell who handed it in, so that their computer is looked at; do not open copies of it.
quarantine-step-clean = If it is not filed yet, take it out of the inbox and have a clean file handed in.
quarantine-step-release = If it was found in error, somebody other than who brought it in releases it with the reason, which is kept with the record; the ledger tells of it.
quarantine-discard-reason = a virus was found
quarantine-reason = Why it does no harm
quarantine-release = Release it
action-record-quarantined = a virus was found; put in quarantine
action-record-quarantine-released = released from quarantine
program-preservation = looking at formats and viruses
error-quarantined = The virus scanner found something in this record, and it is in quarantine.
error-quarantined-todo = Have an archivist decide on its page of quarantine: take it out of the inbox, or release it with the reason.
error-scanner = The virus scanner does not answer.
error-scanner-todo = Have the system administrator see whether clamd runs; it is tried again by itself.
check-reason-infected = A virus was found in file { $about }.
check-remedy-infected = Open the record, and take it out of the inbox or release it with the reason.
check-reason-scan-waiting = File { $about } was not scanned for viruses yet.
check-remedy-scan-waiting = File it when it was scanned; if that takes long, have the system administrator look at the scanner.
check-reason-scan-too-large = A file is larger than the virus scanner takes; somebody has to look.
check-reason-scanned = Scanned: { $about }
check-reason-scan-released = What was found was judged harmless by a person: { $about }
