# Personal data: masked, shown in clear, who looked at me

clear-title = Personal data
clear-masked = Identity numbers, phones, addresses, illness, income and the like are hidden.
clear-ask = Show in clear
clear-lead = Shown in clear for 15 minutes, to you only. The ledger keeps the purpose; the people whom the record names can read who looked, when and why.
clear-purpose = Purpose
clear-purpose-choose = Please choose
clear-reason = Reason
clear-reason-hint = 4 to 500 characters, such as “checking the household's income for the aid of the third quarter”.
clear-do = Show in clear
clear-until = Clear until { $time }
clear-end = Hide again
record-clear-download = Holds personal data; to be fetched while it is shown in clear

looks-title = Who looked at me
looks-lead = A line for each time somebody viewed or downloaded a restricted record that gives your name or staff number, or saw any such record in clear. Nobody but you sees this page.
looks-open = Open
looks-when = When
looks-who = Who
looks-what = What
looks-record = Kind of record
looks-empty = Nobody has looked
looks-empty-lead = When somebody opens a restricted record that gives your name or staff number, or sees one in clear, this page says who, when and why.
looks-not-linked = Your account is not linked to the staff directory
looks-not-linked-lead = Ask the security administrator to enter your staff number in your account; from then on looks are listed here.
looks-by-name = People are recognised by staff number, or by a name that only one person of the directory has. A name that several have is attributed to none of them, so looks may be missing; leafing through one record for 15 minutes counts as one look.
look-no-purpose = none asked for

action-record-shown-in-clear = seen in clear
action-record-hidden-again = hidden again
field-too-short = too short: say why

error-clear-access-needed = This file holds personal data and is given out only in clear.
error-clear-access-needed-todo = Choose “Show in clear” on the page of the record, state purpose and reason, and try again.

account-post = Union post
account-post-none = none
account-rank = Rank
account-rank-hint = A number from 1 to 99 as your union counts ranks; policies may ask for it. Empty or 0 means none.
account-staff-number = Staff number
account-staff-number-hint = Links the account to the person in the staff directory, so that she can read who looked at her records.
action-account-person-linked = linked to a person
