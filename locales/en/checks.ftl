## The four checks

checks-title = The four checks
checks-lead = Whether each record is authentic, whole, usable and safe (DA/T 70). Records are checked when they are filed and again while they are kept.
checks-checked = { $count ->
    [one] { $count } record was checked.
   *[other] { $count } records were checked.
 }
checks-failing = { $count ->
    [one] { $count } is not in order.
   *[other] { $count } are not in order.
 }
checks-to-look-at = { $count ->
    [one] { $count } is to be looked at.
   *[other] { $count } are to be looked at.
 }
checks-all-good = Everything is in order
checks-all-good-lead = Records of which a check fails, or of which a person has to look at something, stand here.
checks-empty = Nothing was checked yet
checks-empty-lead = Each record is checked when it is filed. Records filed before are checked at night.
check-code = Code
check-name = Check
check-result = Result
check-when = Checked
check-who = By
check-stage = Stage
check-stage-filing = at filing
check-stage-keeping = while kept
check-rules = Version of the checks
check-digest = Digest of this check in the ledger (SHA-256)
check-again = Check again
check-report = Report (PDF)
check-report-title = Report on the four checks
check-report-record = Record
check-report-lead = What the program cannot tell is never passed by itself. The digest of this check stands in the ledger.
check-none = Not checked yet
check-none-lead = A record is checked when it is filed.
check-past = Checks made
check-unsure = Name or number of this item was not seen in the text of the standard.
check-standing = The four checks
check-standing-good = in order
check-goods = { $count ->
    [one] { $count } in order
   *[other] { $count } in order
 }
check-fails = { $count ->
    [one] { $count } not in order
   *[other] { $count } not in order
 }
check-looks = { $count ->
    [one] { $count } to be looked at
   *[other] { $count } to be looked at
 }
check-seen-good = Looked: in order
check-seen-bad = Looked: not in order
check-property-authenticity = Authenticity
check-property-integrity = Integrity
check-property-usability = Usability
check-property-security = Security
check-outcome-in-order = in order
check-outcome-fails = not in order
check-outcome-to-look-at = to be looked at
check-outcome-not-asked = not asked
check-cause-filing = Checked at filing
check-cause-asked = Checked on request
check-cause-schedule = Checked on schedule
check-cause-seen = Looked at by a person
check-reason-broken = The bytes of file { $about } are harmed.
check-remedy-broken = The vault heals what another copy still holds; check again afterwards. If it stays, restore the file from a backup.
check-reason-ledger-differs = The record differs from its last entry in the ledger: it was changed behind the program's back.
check-remedy-ledger-differs = Tell the security administrator; the ledger says what was there before.
check-reason-too-long = Too long or too short: { $about }
check-remedy-too-long = Shorten the value before filing.
check-reason-wrong-form = Not of the right form: { $about }
check-remedy-wrong-form = Correct the value before filing.
check-reason-unknown-code = Not in the table of codes: { $about }
check-remedy-unknown-code = Choose a code of the table.
check-reason-implausible = Year and date do not go together, or lie ahead: { $about }
check-remedy-implausible = Compare with the paper and correct the year or the date.
check-reason-characters = Characters that no value may hold: { $about }
check-remedy-characters = Type the value anew, without what was pasted.
check-reason-code-shape = The archival code has not the shape that the rules ask for: { $about }
check-remedy-code-shape = Compare with rules/numbering.
check-reason-twins = The same number, title and responsible party stand under { $about }.
check-remedy-twins = Look whether both papers belong into the archive.
check-reason-size-differs = The size of file { $about } is not what was recorded.
check-remedy-size-differs = Check again; if it stays, restore the file from a backup.
check-reason-attributes = Name, size or format of file { $about } is not what was recorded.
check-remedy-attributes = Have the paper read again, so that the format is recorded as it is.
check-reason-no-original = No original belongs to the record.
check-remedy-no-original = Take the paper in again.
check-reason-missing-file = The vault knows no file { $about }.
check-remedy-missing-file = Restore the file from a backup.
check-reason-elements = Elements that no record may lack: { $about }
check-remedy-elements = Describe the paper fully before filing.
check-reason-empty = Mandatory and empty: { $about }
check-remedy-empty = Fill in the value before filing.
check-reason-acts = The ledger does not tell of: { $about }
check-remedy-acts = Tell the security administrator.
check-reason-gap = There is no record under the number before: { $about }
check-remedy-gap = Find out why the number is empty and note it in the note sheet.
check-reason-empty-file = File { $about } is empty.
check-remedy-empty-file = Take the paper in again.
check-reason-scope = Type or period does not stand in the filing scope and retention schedule.
check-remedy-scope = Add the matter to rules/retention, or choose another type.
check-reason-format = The format of file { $about } is not accepted for filing.
check-remedy-format = Take in a copy in PDF, OFD or another format that rules/formats accepts.
check-reason-does-not-last = The format of file { $about } is not fit for long keeping.
check-remedy-does-not-last = Keep a copy in PDF or OFD beside it.
check-reason-seen-not-in-order = A person looked and found it not in order.
check-remedy-seen-not-in-order = Mend what she found, then check again.
check-reason-seen = A person looked and found it in order.
check-reason-names-attachment = The page names an attachment; the paper has one page.
check-reason-no-page-read = No page could be read; open the file and look.
check-reason-no-scan = No virus scanner looked at the files.
check-reason-environment = Hardware and software of the sender are not recorded here.
check-reason-package = Filed piece by piece; there is no package.
check-reason-batch = Filed piece by piece; there is no form with totals.
check-reason-medium = Kept online; there is no separate medium.
check-reason-house = Looked at for the whole house, on the page of the self-inspection.
list-comma = {", "}
program-checks = the checks
job-checks-recheck = Check what is kept
action-record-checked = the four checks made
