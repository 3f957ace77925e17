handovers-title = Handovers
handovers-lead = Packed records pass to another archives: asked for, approved, brought there; once the receiver has counted and signed, it keeps them.
handovers-none = No handovers yet
handovers-none-lead = Pack the records first, under “Records to take along”; then ask for the handover on the page of the consignment. What appraisal decided to hand over is packed from the page of its round.
handover-number = Form
handover-name = Name of the handover
handover-name-hint = For example: permanent records of 2015 to the city archives
handover-sender = Handed over by
handover-receiver = Received by
handover-receiver-hint = For example: City Archives
handover-about = Contents
handover-about-hint = Types, years, periods, formats; may be left empty.
handover-medium = Way and medium
handover-medium-hint = For example: online; or one portable disk, no. HD-2026-01
handover-asked = Asked for
handover-ask-title = Ask for a handover
handover-ask-lead = A leader of the union approves before the packages leave. Until then they are kept ready, and the records are used as before.
handover-ask = Send for approval
handover-of = { $count ->
    [one] Hand over one record
   *[other] Hand over { $count } records
}
handover-left-out = { $count ->
    [one] One record could not be packed; it stays here.
   *[other] { $count } records could not be packed; they stay here.
}
handover-begin = Ask for a handover
handover-link = Show the handover
handover-is-deciding = waiting for approval
handover-is-refused = refused
handover-is-withdrawn = withdrawn
handover-is-approved = approved, to be brought there
handover-is-accepted = handed over
handover-is-declined = not handed over
handover-next-deciding = A leader decides; whoever asked can take it back on the page of the decision.
handover-next-approved = Fetch the packages, print the form, bring both to the receiver to be counted, looked at and signed; then note it below.
handover-next-accepted = The receiver keeps these records now. They fall due here no more; what stays is a copy for use.
handover-about-title = About this handover
handover-receipt = List digest
handover-who = Asked for by
handover-round = Round of appraisal
handover-round-link = Show the round
handover-packages-link = Fetch the packages
handover-taken = Received
handover-taken-by = Received by (name)
handover-taken-by-hint = Who signed the form.
handover-taken-on = Day of receipt
handover-counted = Records counted by the receiver
handover-counted-hint = Must be what was sent; settle differences with the receiver first.
handover-remark = Remark
handover-remark-hint = What the receiver noted; may be left empty.
handover-accept-title = Note the receipt
handover-accept-lead = After the receiver has counted, looked at and signed. This cannot be undone.
handover-accept = Note as received
handover-decline = It was not handed over
handover-decline-reason = Why
handover-lines = List of records
handover-package = Package
handover-of-record = Handed over to { $receiver } on { $since } (form { $number }), which keeps it now; what is here is a copy for use.
handover-form-title = Register sheet of a handover of electronic records
handover-form-facts = Contents
handover-form-count = Records
handover-form-size = Size (GB)
handover-form-codes = First and last archival code
handover-form-checks = Checks
handover-form-signed = Filled in, examined, sealed
handover-form-filled = Filled in by
handover-form-seal-sender = Examined and sealed for the sender, day
handover-form-seal-receiver = Examined and sealed for the receiver, day
handover-form-digests = Digests of the packages
handover-form-bytes = Bytes
handover-form-digest = Digest (SHA-256)
handover-check = Check
handover-check-accuracy = Accuracy
handover-check-integrity = Completeness
handover-check-usability = Usability
handover-check-security = Security
handover-check-medium = Look of the medium
handover-check-by-program = every digest compared while packing: in order
consignment-of-round = { $count ->
    [one] Packs the one record of the round of appraisal that is to be handed over.
   *[other] Packs the { $count } records of the round of appraisal that are to be handed over.
}
exchange-is-of-round = records of a round of appraisal to be handed over
disposal-proposed-transfer = Hand over to another archives
disposal-outcome-transferred = handed over
disposal-list-transfer = Records to be handed over
disposal-awaiting = { $count ->
    [one] One record is to be handed over.
   *[other] { $count } records are to be handed over.
}
disposal-pack = Pack them
error-dispatch-field = “{ $field }” does not fit: missing, too long, or a day that cannot be (the day of receipt lies between the approval and today).
error-dispatch-field-todo = Correct it and send the form again; control characters are not taken.
error-dispatch-changed = This handover has come further, or somebody else has just dealt with it.
error-dispatch-changed-todo = Open it again.
error-dispatch-handover-asked = This consignment is being handed over, or was.
error-dispatch-handover-asked-todo = Look under “Handovers”.
error-dispatch-handed-over = { $number } was handed over already.
error-dispatch-handed-over-todo = Look under “Handovers”; what was handed over cannot be handed over again.
error-dispatch-count-differs = { $sent } records were sent, { $received } were counted.
error-dispatch-count-differs-todo = Go through the list with the receiver. If something is missing, note that it was not handed over, and hand it over anew.
error-disposal-held = { $number } is under a legal hold.
error-disposal-held-todo = It cannot be handed over until the hold is lifted; leave it out, or lift the hold first.
action-handover-asked = Handover asked for
action-handover-approved = Handover approved
action-handover-refused = Handover refused
action-handover-withdrawn = Handover taken back
action-handover-accepted = Receipt of a handover noted
action-handover-declined = Handover noted as not done
action-record-handed-over = handed over to another archives
action-disposal-item-handed-over = Record of a list handed over
action-disposal-handed-over = Round handed over
