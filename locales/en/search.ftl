## Home and search

home-title = Home
home-ask = { $count ->
    [0] Search the records
    [one] Search in { $count } record
   *[other] Search in { $count } records
}
home-placeholder = A word from a title, a page, a name, a document number
home-tries = Words to begin with
home-reading = { $count ->
    [one] { $count } paper is being read; it can be found as soon as it is done.
   *[other] { $count } papers are being read; each can be found as soon as it is done.
}
home-no-models = The reading models are not installed: scans are kept safe, but their text cannot be read yet. An administrator can run make models.
home-empty = No records yet
home-empty-reader = Once records are filed, you can find here those that you may read.
home-step-bring = Put scans, PDF, Word, Excel, OFD or mail into the inbox. They are read by themselves.
home-step-describe = Compare the proposed description with the image of the page and file it. The record number is given to you.
home-step-find = Come back here and search by any word, in simplified or traditional characters.
home-bring = Add papers
home-recent = Filed last

search-label = Search the records
search-placeholder = Search the records
search-do = Search
search-title = Results for “{ $query }”
search-found = { $count ->
    [one] { $count } record found
   *[other] { $count } records found
}
search-took = ({ $ms } ms)
search-order = Order
search-nothing = Nothing found for “{ $query }”
search-instead = Did you mean:
search-clear = Remove all filters
search-hints = Try other words or fewer of them. Simplified and traditional characters find each other. Some records may be beyond what you may read.

## The archivist's hour

hour-title = Waiting for you
hour-nothing = Nothing waits for you.
hour-tasks = { $count ->
    [one] { $count } task to decide
   *[other] { $count } tasks to decide
 }
hour-failing = { $count ->
    [one] { $count } record does not pass the four checks
   *[other] { $count } records do not pass the four checks
 }
hour-captured = { $count ->
    [one] { $count } paper to describe
   *[other] { $count } papers to describe
 }
hour-described = { $count ->
    [one] { $count } described paper to file
   *[other] { $count } described papers to file
 }
hour-to-look-at = { $count ->
    [one] { $count } record to look at by eye
   *[other] { $count } records to look at by eye
 }
hour-due = { $count ->
    [one] { $count } record whose period has ended
   *[other] { $count } records whose period has ended
 }
