## Policies: what they say, why, and what a change would do

policies-title = Policies
policies-lead = These policies decide who may do what; what no policy permits is not permitted.
policies-try = Try a change
policies-law = cannot be changed
policies-cases = { $count } cases are checked at every start and before every change; all of them hold.
policy-permits = permits
policy-forbids = forbids
policy-text = Text
why-title = Why somebody may or may not see a record
why-lead = Enter a login name and the archival code or id of a record: each action is answered with the policies that decide it. Nothing of the record's content is shown here.
why-login = Login name
why-record = Archival code or id
why-do = Ask
why-action = Action
why-answer = Answer
why-because = Because
why-no-grant = This person holds no grant.
why-no-policy = no policy permits it
trial-title = Try a change
trial-lead = Change the text of the policies and see who would gain and who would lose sight of what. It takes effect when you propose it as an edition and an administrator of another power approves.
trial-outcome = What the trial found
trial-wrong = This text cannot be used as policies:
trial-cases = { $count } cases come out otherwise:
trial-good = can be used
trial-same = Nothing changes for the people and records that there are.
trial-people = People
trial-more = and { $count } more
trial-gained = Gained
trial-lost = Lost
trial-do = Try
trial-back = Back
may-listRecords = list
may-viewRecord = see the description
may-viewContent = see the content
may-downloadContent = download
may-captureRecord = take in
may-describeRecord = describe
may-fileRecord = file
may-viewClear = see it without masks
may-manageAccounts = manage accounts and rights
may-manageSystem = manage the system
may-viewLedger = read the ledger
may-verify = verify
may-proposePowers = propose who holds a power
may-proposeSecurityPower = stand in for the security administrator
may-decidePowers = decide who holds a power

trial-cases-own = Cases of your own
trial-cases-hint = Each case says who does what to what, and whether that must be allowed or refused (TOML, as in rules/policies/cases.toml). While one of them comes out otherwise, the edition can be neither proposed nor approved.

## Editions of the policies

editions-title = Editions
editions-lead = Every change of the policies is an edition: proposed by the security administrator, approved by the system or the audit administrator, in force at once.
editions-empty = No edition was proposed yet. The security administrator changes the texts under “Try a change”, looks at what they would do, and proposes them.
edition-none = The policies that came with the installation are in force.
edition-in-force = Edition { $number } is in force.
edition-title = Edition
edition-number = Edition { $number }
edition-proposal = Proposal
edition-proposed = Proposed
edition-decided = Decided
edition-console = the console
edition-lapses = lapses:
edition-effects = What it did when it was proposed
edition-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
 }
edition-as-installed = The texts are the same as before.
edition-deciding = Approve or refuse
edition-deciding-lead = An approval takes effect for everybody at once; the texts are compiled and all cases checked once more before. A refusal needs a reason.
edition-approve = Approve and put in force
edition-refuse = Refuse
edition-withdraw = Take the proposal back
edition-propose = Propose as the next edition
edition-propose-lead = The texts are tried once more before. How many people are concerned is kept with the proposal, for whoever decides.
edition-confirm-first = Prove once more who you are before you propose. Your texts are still here; send them again afterwards.
edition-confirm = Prove who I am
action-policies-proposed = edition of the policies proposed
action-policies-approved = edition of the policies approved
action-policies-refused = edition of the policies refused
action-policies-withdrawn = edition of the policies taken back
action-policies-lapsed = edition of the policies lapsed
action-policies-set-aside = policies of the installation restored at the console
program-policies-lapse = lapse of proposed policies
power-task-editions = See what was changed in the policies; approve or refuse what another administrator proposed.
