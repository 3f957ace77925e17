## File formats

formats-title = File formats
formats-lead = What a file really is follows from its bytes, not from its extension; whether that lasts is weighed by your union in rules/formats.
formats-files = { $count ->
    [one] { $count } file was looked at.
   *[other] { $count } files were looked at.
 }
formats-chart = Files by how their format stands
formats-empty = No file was looked at yet
formats-empty-lead = Files are looked at by themselves when they come in; those from before, during the night.
format-name = Format
format-files = Files
format-bytes = Size
format-standing = Does it last?
format-file = File
format-file-number = File { $number }
format-basis = Told by
format-files-empty = No file is in this format
format-files-empty-lead = There is none in the records that you may see.
format-name-disagrees = its name says otherwise
format-waiting = format not looked at yet
format-is-lasting = lasts
format-is-usable = accepted
format-is-threatened = at risk
format-is-refused = not accepted
format-told-signature = its bytes
format-told-container = what lies inside
format-told-text = its text and name
format-told-name = its name alone
format-told-nothing = could not be told
job-archive-files-arrived = looking at files that came in
job-preservation-sweep = looking at file formats again
