## System: jobs, storage, ledger

jobs-title = Jobs
jobs-lead = Work that runs or waits in the background; after an interruption it goes on by itself.
jobs-empty = No jobs now
jobs-empty-lead = Reading, scrubbing and rebuilding the index show their progress here.
jobs-more = { $count ->
    [one] { $count } more is waiting.
   *[other] { $count } more are waiting.
}
job-what = Job
job-state = State
job-progress = Progress
job-queued = Queued
job-actions = Actions
job-attempts = Attempt { $count }
job-waiting = Waiting
job-running = Running
job-retrying = Will be retried
job-done = Done
job-cancelled = Cancelled
job-failed = Failed
job-cancel = Cancel
job-retry = Retry

storage-title = Storage
storage-lead = Each original is kept encrypted in several replicas and verified each time it is read.
replica-kind = Kind
replica-objects = Objects
replica-bytes = Used
scrub-title = Scrub
scrub-lead = Reads every copy and compares its fingerprint; a damaged one is healed from a good one.
scrub-never = No scrub has run yet.
scrub-ended = Last finished
scrub-checked = Copies checked
scrub-healed = Healed
scrub-unhealed = Not yet healed
replica-trouble = Not reachable since
scrub-lost = Beyond repair
scrub-do = Start a scrub
fault-object = Object
fault-replica = Replica
fault-what = Fault
fault-state = Handling
fault-healed = Healed
fault-open = Open

ledger-title = Ledger
ledger-lead = Every change and every reading of a restricted record is written here, chained and signed; nobody can alter it unnoticed.
ledger-size = Entries
ledger-leaf = entry { $number } of the ledger
ledger-export = Export the ledger
ledger-older = Older entries
checkpoint-title = Signed checkpoint
checkpoint-signed = Signed
checkpoint-key = Public key
checkpoint-none = The ledger is empty; there is no checkpoint yet.
checkpoint-download = Download the checkpoint
verify-title = Verification
verify-good = { $count ->
    [one] The entry agrees with the signature; nothing was altered.
   *[other] All { $count } entries agree with the signature; nothing was altered.
}
verify-bad = { $count ->
    [one] { $count } entry does not agree. Tell the security administrator at once and change nothing.
   *[other] { $count } entries do not agree. Tell the security administrator at once and change nothing.
}
verify-never = No verification has run yet.
verify-do = Verify the whole ledger
leaf-number = No.
leaf-when = When
leaf-who = Who
leaf-what = What
leaf-subject = Subject
