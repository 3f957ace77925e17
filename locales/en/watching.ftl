## Watching over conduct

alerts-title = Alerts
alerts-lead = Odd reading, downloads, exports and failed sign-ins, with the evidence. No content of records is shown.
alerts-lead-audit = Alerts about administrators. Those about a security administrator are yours to decide.
alerts-none = No alerts
alerts-none-lead = The rules are in rules/watching. When somebody reads much, at night, exports much, or sign-ins fail from many places, it is told here.
nav-alerts-waiting = alerts wait
power-task-alerts = See the evidence of odd conduct, end sessions or lift a limit, write down what it was.
alert-what = Alert
alert-who = About
alert-raised = Raised
alert-last = Last noticed
alert-state = State
alert-state-open = open
alert-state-acknowledged = being looked into
alert-state-closed = closed
alert-acts-said = { $acts } within { $span } (an alert from { $threshold } on).
alert-networks-said = From { $acts } networks within { $span } (an alert from { $threshold } on).
alert-accounts-said = { $acts } accounts tried within { $span } (an alert from { $threshold } on).
alert-span-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
alert-span-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
alert-usual-said = Usual for the role { $role } at this hour: at most { $usual }.
alert-brakes = Done at once
alert-brake-step-up = asked to prove again who she is
alert-brake-end-sessions = all sessions ended
alert-evidence = Evidence
alert-chart = Acts over time
alert-records = Records
alert-addresses = Addresses
alert-agents = Devices
alert-here = this machine
alert-when = When
alert-act = Act
alert-record = Archival code
alert-not-filed = not filed
alert-from = From
alert-acknowledged-by = Looked into by
alert-closed-by = Closed by
alert-finding = Finding
alert-finding-hint = What it was and what was done, at least 10 characters. It cannot be changed afterwards.
alert-decide = Decide
alert-acknowledge = Look into it
alert-end-sessions = End all sessions of the person
alert-close = Close
alert-other = An administrator of another power decides about this alert.
alert-lift = Lift the daily limit of exports
alert-lift-hours = Hours (at most { $most })
alert-lift-reason = Reason
alert-lift-do = Lift

export-open = Export
export-title = Export what was found
export-lead = A file for a spreadsheet program (CSV), with personal data masked.
export-found = May be exported
export-left = Left today
export-lifted = The limit is lifted until
export-per-file = At most in one file
export-noted = The export is written into the ledger and counts towards the limit of the day.
export-do = Export
export-title-column = Title
export-type = Type
export-year = Year
export-date = Date
export-document = Document number
export-department = Department
export-secrecy = Secrecy

act-kind-view = record opened
act-kind-page = page read
act-kind-download = download
act-kind-export = export
act-kind-export-refused = export refused at the limit
act-kind-clear = clear text
act-kind-search = search
act-kind-name = name looked up
act-kind-sign-in-failed = failed sign-in

program-watch = watching
job-watch-clean = Clean up single acts
action-alert-raised = alert raised
action-alert-acknowledged = alert looked into
action-alert-closed = alert closed
action-session-proof-demanded = new proof of identity demanded
action-record-list-exported = found list exported
action-account-export-limit-lifted = limit of exports lifted

error-no-such-alert = There is no such alert.
error-no-such-alert-todo = Go back to the list of alerts.
error-alert-closed = The alert is closed.
error-alert-closed-todo = The finding stands; if it happens again there will be a new alert.
error-alert-other-hand = This alert is not yours to decide.
error-alert-other-hand-todo = The auditor decides about security administrators, and nobody about herself.
error-watch-text-length = The text is too short or too long.
error-watch-text-length-todo = Write 10 to 2000 characters.
error-export-limit = Beyond the limit of the day: { $limit } records, of which { $left } are left.
error-export-limit-todo = Narrow the search, or ask the security administrator to lift the limit for a reason.
error-export-too-large = { $found } records were found; at most { $most } go into one file.
error-export-too-large-todo = Narrow the search by year or type and export in parts.
error-export-lift-hours = The limit is lifted for 1 to { $most } hours.
error-export-lift-hours-todo = Give a number of hours within this range.
