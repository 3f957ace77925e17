## Retention

retention-title = What falls due
retention-lead = Filed records whose period has ended and that can be appraised, the earliest first. The date follows from year, period and clock whenever it is asked for; it is not stored.
retention-unsettled = Your union still has to settle with the archives authority from when periods count (rules/retention/clock.toml).
retention-due-now = { $count ->
    [one] { $count } record is due.
   *[other] { $count } records are due.
 }
retention-by = { $count ->
    [one] By the beginning of { $year } it will be { $count } record.
   *[other] By the beginning of { $year } it will be { $count } records.
 }
retention-empty = Nothing falls due
retention-empty-lead = Records whose period ends within ten years stand here. What is kept for ever never does.
retention-chart = Records that fall due, by year
retention-due = Due in
retention-is-due = due
retention-kept = Kept until
retention-for-ever = for ever
retention-until = { $last } (year { $year }, { $years } years from { $begins })
retention-counts-year-after = Periods count from 1 January of the year after the year of the record.
retention-counts-year-of = Periods count from 1 January of the year of the record.
schedule-title = Filing scope and retention schedule
schedule-lead = Which matters are filed, and how long each is kept. This is a template: each union writes its own and has it approved by the archives authority of its level.
schedule-matter = Matter
schedule-source = Source
schedule-unsure = to be settled
due-list-title = List of what falls due
due-list-until = Due up to
due-list-count = Records
due-list-cut = Only the first are listed
due-list-number = No.
due-list-year = Year
due-list-retention = Retention
due-list-why = Why
