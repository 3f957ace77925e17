## Accounts and the organisation

accounts-title = Accounts
accounts-lead = Who can sign in, what they may do, and whose records they see.
accounts-filter = Find by name or login
accounts-add = New account
accounts-none = No such account
account-name = Name
account-login = Login
account-roles = Roles
account-unit = Unit
account-state = State
account-active = Active
account-locked-out = Locked for a while
account-closed = Closed
account-last-seen = Last sign-in
account-never-seen = Never
account-close-do = Close account
account-open-do = Open account again

organisation-title = Organisation
organisation-lead = From the federation down to the group; what a person may read follows this tree.
unit-name = Name
unit-code = Code
unit-parent = Parent unit
unit-kind = Kind
unit-add = New unit
unit-add-do = Add
