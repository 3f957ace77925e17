## Records and the page viewer

records-title = Records
records-lead = Filed records by type, year and unit.
records-more = More
records-count = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
records-empty = No records here yet
records-empty-lead = Records appear here once they are checked and filed in the inbox.

record-number = Record number
record-title = Title
record-responsible = Responsible
record-date = Date
record-retention = Retention
record-pages = Pages
record-place = Place in the archive
record-not-filed = Not filed
record-searchable-pdf = Searchable PDF
record-edit = Edit description
record-no-pages = This record has no pages to show. You can download the original.
record-files = Originals
record-no-download = No right to download
record-history = History

viewer-label = Page viewer
viewer-page-of = Page { $page } of { $pages }
viewer-image-of = Image of page { $page }
viewer-line-doubtful = This line was read with little certainty
viewer-no-text = There is no text on this page.
viewer-previous = Previous page
viewer-next = Next page
viewer-zoom = Zoom and rotation
viewer-farther = Zoom out
viewer-fit = Fit the width
viewer-closer = Zoom in
viewer-turn = Turn clockwise
viewer-text = Text
viewer-open-image = Open the image in a new window
viewer-within = Find in this record
viewer-within-do = Find
viewer-within-none = “{ $words }” is not in this record
viewer-within-pages = Found on:
viewer-within-count = { $count ->
    [one] { $count } time
   *[other] { $count } times
}

# What a person should know of the reading of a paper.
reading-notes = About the reading of this paper
viewer-files = The original and the files inside it
hit-in-attachment = in “{ $name }”
note-extension-disagrees = The extension of the file name promises another format than the file has; it was read by its content.
note-signatures-present = The file carries electronic signatures. They were not verified here.
note-annotations-present = The file carries annotations or comments.
note-tracked-changes-present = The file holds tracked changes that were neither accepted nor refused.
note-pages-left-out = Only { $read } of { $total } pages were read; the others are in the original.
note-pages-not-recognised = { $count ->
    [one] One page is an image whose text was not recognised.
   *[other] { $count } pages are images whose text was not recognised.
}
note-pages-damaged = { $count ->
    [one] One page is damaged and stayed empty.
   *[other] { $count } pages are damaged and stayed empty.
}
note-hidden-sheets = { $count ->
    [one] The workbook hides one sheet; it was read as well.
   *[other] The workbook hides { $count } sheets; they were read as well.
}
note-same-names = { $count ->
    [one] One file inside carries the name of another; it was not taken out and is kept within the original.
   *[other] { $count } files inside carry the names of others; they were not taken out and are kept within the original.
}
note-encoding = The text was encoded in { $name } and was converted.
note-in-attachment = Inside “{ $name }”: { $note }
note-attachment-not-taken = “{ $name }” inside this paper could not be taken out; it is kept within the original. { $reason }
note-attachment-not-read = “{ $name }” inside this paper is kept, but could not be read. { $reason }
note-attachments-left-out = { $left } of { $total } files inside this paper were not taken out; they are kept within the original.
note-attachments-left-within = { $left } of { $total } files inside “{ $name }” were not taken out; they are kept within it.
