## Frame of the pages, navigation, common actions

product = Guildhall · archives and services

nav-label = Main
nav-home = Home
nav-inbox = Inbox
nav-inbox-waiting = waiting
nav-records = Records
nav-accounts = Accounts
nav-organisation = Units
nav-system = System
nav-help = Help

frame-skip = Skip to the content
frame-account-of = Account menu of { $name }
frame-language = Language
frame-theme = Appearance
frame-theme-auto = As the system
frame-theme-light = Light
frame-theme-dark = Dark
frame-sign-out = Sign out

notice-unreachable = The server cannot be reached just now. What you typed is still on the page; please try again shortly.
notice-dismiss = Got it

field-required = Required
form-save = Save
form-back = Back

pager-label = Pages
pager-previous = Previous
pager-next = Next

page-number = Page { $page }
pages-count = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}

facets-narrow = Narrow down
facets-take-off = Remove filter: { $value }
