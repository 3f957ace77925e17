# Many records at once.
batches-title = Batches
batches-lead = What you changed or filed many at a time. Only you see this list.
batches-none = No batch yet
batches-none-lead = Tick some papers in the inbox or in what a search found (or choose all), then “Edit” or “File”.
batch-title = Many at once
batch-which = Which ones
batch-ticked = Those ticked above
batch-all = { $count ->
    [one] The only one
   *[other] All { $count }
}
batch-tick = Tick
batch-tick-one = Tick { $name }
batch-do-edit = Edit descriptions…
batch-do-file = File…
batch-hint = You see a preview first; nothing changes until you confirm it.
batch-kind-edit = Edit descriptions
batch-kind-file = File
batch-kind-undo = Undo an edit
batch-is-draft = Draft, nothing done yet
batch-is-running = Running
batch-is-done = Done
batch-is-stopped = Stopped
batch-what = What
batch-made = Made
batch-ended = Ended
batch-standing = Progress
batch-selection = Chosen by
batch-total = Chosen
batch-done = Changed
batch-left = Left as they are
batch-about = This batch
batch-chosen-ticked = Ticking
batch-chosen-captured = All that wait to be described
batch-chosen-described = All that wait to be filed
batch-chosen-search = All that a search found
batch-values = New values
batch-values-lead = A field left empty stays as it is. Titles, people and whatever differs from paper to paper are not changed many at a time.
batch-as-it-is = As it is
batch-department = Department (unit)
batch-preview = Preview
batch-fitting = { $count ->
    [one] One record will be changed.
   *[other] { $count } records will be changed.
}
batch-refused-count = { $count ->
    [one] One other stays as it is; the reason is below.
   *[other] { $count } others stay as they are; the reasons are below.
}
batch-unconfirmed = { $count ->
    [one] Nobody has confirmed the description of one of them yet: running this confirms it, and it can be filed then. Undoing restores the values, not the state.
   *[other] Nobody has confirmed the descriptions of { $count } of them yet: running this confirms them, and they can be filed then. Undoing restores the values, not the state.
}
batch-filing-is-final = Filing gives each record its number and cannot be undone: numbers have no gaps. Each record goes through the four checks; one that fails is not filed and takes no number. They are numbered by date, then in the order in which they came.
batch-run = Confirm and run
batch-stop = Stop
batch-give-up = Give up
batch-undo = Undo this edit…
batch-undoes = Undoes
batch-undoes-link = The batch before
batch-undone-by = Undone by
batch-undone-by-link = See the batch that undoes it
batch-look-again = Look again
batch-sample = { $count ->
    [one] The first one
   *[other] The first { $count }
}
batch-old-new = Old → new
batch-against = Not to be changed
batch-left-title = Left as they are
batch-why = Why
batch-gone = (gone, or not for you to know)
batch-fields = A field that must be filled is empty, or a value does not fit.
batch-checks = The four checks failed.
batch-trouble = The work in the background broke off and is not tried again. What was changed stays; stop this batch and choose the rest anew.
batch-again = { $count ->
    [one] The last attempt did not finish; it will be tried again.
   *[other] { $count } attempts did not finish; it will be tried again.
}
job-archive-run-batch = Change or file many records
action-batch-begun = Began a batch
action-batch-done = Finished a batch
action-batch-stopped = Stopped a batch
error-no-such-batch = There is no such batch, or somebody else made it.
error-no-such-batch-todo = Look among your batches.
error-batch-nothing-chosen = No record was chosen that you may work on.
error-batch-nothing-chosen-todo = Tick some first, or choose all.
error-batch-too-many = A batch takes at most { $most } records.
error-batch-too-many-todo = Narrow the list and work in several batches.
error-batch-no-changes = Nothing is to be changed.
error-batch-no-changes-todo = Fill in at least one field.
error-batch-unknown-field = This is not changed many at a time: { $field }.
error-batch-unknown-field-todo = Change it record by record.
error-batch-no-draft = This batch has begun or is over.
error-batch-no-draft-todo = Load the page again to see how far it is.
error-batch-over = This batch is over.
error-batch-over-todo = Load the page again to see what came of it.
error-batch-nothing-to-undo = There is nothing to undo, or it was undone before.
error-batch-nothing-to-undo-todo = Filing cannot be undone; descriptions are changed record by record.
error-batch-same = It already is so; nothing to change.
error-batch-same-todo = Nothing to do.
