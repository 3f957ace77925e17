## Records and the page viewer

records-title = Records
records-lead = Filed records by type, year and unit.
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
