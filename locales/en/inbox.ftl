## Inbox and description

inbox-title = Inbox
inbox-lead = New papers are read here first; you check the proposal and file them.
inbox-describe = Start describing
inbox-parts = State of the papers
inbox-empty = The inbox is empty
inbox-empty-lead = Drop files anywhere on this page, or take a picture with your phone. A file that is already here is recognised and not kept twice.
inbox-watched = Files put into the folder “{ $folder }” arrive here by themselves too.
inbox-paper = Paper
inbox-class = Type
inbox-came = Came in
inbox-state = State
inbox-actions = Actions

upload-drop = Drop files or folders here
upload-kinds = PDF, scans, photos, Word, Excel, PowerPoint, OFD, mail, text; up to { $largest } each.
upload-pick = Choose files
upload-camera = Take a picture
upload-do = Upload
upload-progress = Progress of the upload
upload-waiting = Waiting
upload-sending = Uploading
upload-retrying = The connection broke; trying again shortly
upload-arrived = Received, waiting to be read
upload-failed = The upload failed. The file is not lost; you can try again.
upload-again = Try again

paper-waiting = Waits to be read
paper-reading = Being read
paper-ready = Ready to file
paper-doubtful = { $count ->
    [one] { $count } field to check
   *[other] { $count } fields to check
}
paper-unreadable = Cannot be read
paper-read-again = Read again: { $name }
paper-read-again-short = Read again
paper-discard = Discard: { $name }
paper-discard-short = Discard
paper-discarded = Discarded
paper-put-back = Put back into the inbox: { $name }
paper-put-back-short = Put back

describe-title = Describe { $name }
describe-previous = Previous paper
describe-next = Next paper
describe-by-hand = You can still describe it by hand.
describe-class-do = Change type
describe-save = Save
describe-file = File, then next

sure-sure = sure { $percent }%
sure-doubtful = check { $percent }%
sure-low = unsure { $percent }%

keys-title = Keys
keys-enter = To the next field (never while an input method is composing)
keys-file = File and go to the next paper
keys-save = Save without filing
keys-pages = Previous and next page
keys-doubt = To the next field to check
keys-papers = Next and previous paper
keys-text = Show or hide the text that was read
keys-turn = Turn the page
keys-search = To the search box
keys-show = Show these keys (the second one while typing)
keys-close = Close

inbox-discarded = “{ $name }” was discarded; you can put it back at any time.
inbox-restored = “{ $name }” is in the inbox again.
inbox-discarded-empty = Nothing is discarded
inbox-discarded-empty-lead = Discarded papers no longer stand in the inbox or in search. The originals are kept, and you can put them back from here.
describe-discard-reason = Why it is discarded (may stay empty)
describe-discard-hint = You can put it back from “Discarded” in the inbox.
