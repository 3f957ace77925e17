## Help

help-title = Help
help-bring = Bringing papers in
help-bring-text = Drop files or folders on the inbox, or take a picture with your phone. The original is kept at once and queued for reading; it is never changed. What cannot be read (encrypted, broken, too large) is kept safe too, with the reason.
help-describe = Checking and filing
help-describe-text = Open a paper: its image stands on one side, the proposed description on the other. The line that a value came from lights up as you reach the field. Look at those marked “check”; then file it, and the record number is given to you.
help-find = Finding
help-find-text = Search by any word of a title, a page, a name or a document number, in simplified or traditional characters. The filters narrow it down. Results and counts hold only what you may read.
help-trust = Why you can trust it
help-trust-text = Each original has several encrypted copies that are checked regularly. Each change is written into a signed ledger that anyone can check with a separate small program.
