//! What can be done about the powers: propose a change, decide it, take it back.
//!
//! A change is made by two people of two powers. It is held against the account as it stands both when it is proposed
//! and when it is approved, and happens in the unit of work of the approval.

use super::model::{
    ChangeState, LAPSE_DAYS, NewChange, Power, PowerAct, PowerChange, Slip, Verdict, branches,
};
use super::overview::{PAGE_MAX, get};
use super::store;
use crate::account::service as accounts;
use crate::account::{self, Account, AccountState, FirstPassword, Passwords};
use crate::rights::{DECIDE_POWERS, Denied, PROPOSE_POWERS, PROPOSE_SECURITY_POWER, Rights};
use crate::subject_kind;
use crate::{IdentityError, handout, organisation, second_factor, session, text};
use guildhall_kernel::{AccountId, Actor};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, StoreError, Work};
use serde_json::json;
use uuid::Uuid;

pub(super) const NO_ACCOUNT: IdentityError = IdentityError::NotFound { what: "account" };
pub(super) const NO_CHANGE: IdentityError = IdentityError::NotFound { what: "power change" };

/// Proposes a change of a power; nothing happens before an administrator of another power approves.
///
/// # Errors
/// [`IdentityError::NotFound`] when the actor may not propose anything about the account,
/// [`IdentityError::OwnAccount`], [`IdentityError::InvalidReason`], [`IdentityError::PowerExclusive`],
/// [`IdentityError::PowerNotHeld`], [`IdentityError::LastOfPower`], [`IdentityError::SecondFactorOff`],
/// [`IdentityError::PowerChangeOpen`] when a proposal about the account waits already.
pub async fn propose(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    new: NewChange,
) -> Result<Slip, IdentityError> {
    let (proposed_by, proposed_as) = hand_of(actor)?;
    let account = subject_of(work, new.account).await?;
    let power = power_in_question(&account, &new);
    if !may_propose(rights, actor, &account, power) {
        return Err(NO_ACCOUNT);
    }
    let power = power.ok_or(IdentityError::PowerNotHeld)?;
    if account.id == proposed_by {
        return Err(IdentityError::OwnAccount);
    }
    let reason = text::reason(&new.reason)?.ok_or(IdentityError::InvalidReason)?;
    let now = work.now();
    let change = PowerChange {
        id: work.new_id(),
        account: account.id,
        org_path: account.org_path.clone(),
        act: new.act,
        power,
        reason,
        proposed_by,
        proposed_as,
        proposed_at: now,
        lapses_at: now.plus_secs(LAPSE_DAYS * 24 * 60 * 60),
        state: ChangeState::Proposed,
        decided_by: None,
        decided_at: None,
        decision: String::new(),
        first_half: (new.act == PowerAct::ResetPassword).then(|| handout::letters::<2>(work.random())),
    };
    check(work, &account, &change).await?;
    match store::insert(work, &change).await {
        Err(error) if error.is_conflict() => return Err(IdentityError::PowerChangeOpen),
        done => done?,
    }
    note_step(work, actor, "power.proposed", &change).await?;
    let half = change.first_half.clone();
    Ok(Slip { change, half })
}

/// A decision with what had to be made before the unit of work was opened.
pub struct Decision {
    id: Uuid,
    verdict: Verdict,
    /// The second half of a new first password, and the hash of the whole.
    password: Option<(String, FirstPassword)>,
}

/// Makes the second half of a new first password when the proposal asks for one; slow, so no transaction may be open
/// meanwhile.
///
/// # Errors
/// [`IdentityError::NotFound`] when the actor may not know of the proposal, [`IdentityError::Busy`].
pub async fn prepare(
    database: &Database,
    (rights, passwords): (&Rights, &Passwords),
    actor: &Actor,
    (id, verdict): (Uuid, Verdict),
) -> Result<Decision, IdentityError> {
    let mut connection = database.read(actor.realm).await?;
    let change = get(&mut connection, rights, actor, id).await?;
    drop(connection);
    let password = match change.first_half.filter(|_| verdict.approves) {
        Some(first) => {
            let second = handout::letters::<2>(&*database.random());
            let whole = format!("{first}-{second}");
            let password = passwords.hash_first(whole, &*database.random()).await?;
            Some((second, password))
        }
        None => None,
    };
    Ok(Decision {
        id,
        verdict,
        password,
    })
}

/// Approves a proposal, so that it happens, or refuses it.
///
/// # Errors
/// [`IdentityError::NotFound`], [`IdentityError::Denied`], [`IdentityError::PowerSameHand`] for the proposer and for
/// administrators of her power, [`IdentityError::OwnAccount`] for the person concerned,
/// [`IdentityError::PowerChangeClosed`], [`IdentityError::InvalidReason`] for a refusal without one; for an approval
/// also what [`propose`] refuses, and [`IdentityError::PowerPasswordDue`].
pub async fn decide(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    decision: Decision,
) -> Result<Slip, IdentityError> {
    let mut change = get(work, rights, actor, decision.id).await?;
    let account = subject_of(work, change.account).await?;
    let decider = require_other_hand(rights, actor, (&change, &account))?;
    let reason = text::reason(&decision.verdict.reason)?;
    if !decision.verdict.approves && reason.is_none() {
        return Err(IdentityError::InvalidReason);
    }
    let (state, action) = if decision.verdict.approves {
        (ChangeState::Approved, "power.approved")
    } else {
        (ChangeState::Refused, "power.refused")
    };
    change.decision = reason.unwrap_or_default();
    close(work, actor, &mut change, (state, action, Some(decider))).await?;
    let mut half = None;
    if decision.verdict.approves {
        check(work, &account, &change).await?;
        let (second, password) = decision.password.unzip();
        half = second;
        apply(work, actor, account, (&change, password)).await?;
    }
    Ok(Slip { change, half })
}

/// Takes the actor's own proposal back.
///
/// # Errors
/// [`IdentityError::NotFound`], also for the proposal of somebody else, [`IdentityError::PowerChangeClosed`].
pub async fn withdraw(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: Uuid,
) -> Result<PowerChange, IdentityError> {
    let mut change = get(work, rights, actor, id).await?;
    if actor.account() != Some(change.proposed_by) {
        return Err(NO_CHANGE);
    }
    let end = (ChangeState::Withdrawn, "power.withdrawn", actor.account());
    close(work, actor, &mut change, end).await?;
    Ok(change)
}

/// Ends the proposals of the realm whose time is over, and returns how many that were.
///
/// # Errors
/// [`IdentityError::Store`], [`IdentityError::Ledger`].
pub async fn lapse(work: &mut Work) -> Result<usize, IdentityError> {
    let due = store::due(work, PAGE_MAX).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let realm = work.realm();
    let top = organisation::service::top(work, realm).await?;
    let actor = Actor::program("power-lapse", realm, top.path);
    let count = due.len();
    for mut change in due {
        end(work, &mut change, (ChangeState::Lapsed, None)).await?;
        note_step(work, &actor, "power.lapsed", &change).await?;
    }
    Ok(count)
}

/// Says whether the actor is one of those who may decide this proposal.
pub fn may_decide(rights: &Rights, actor: &Actor, change: &PowerChange) -> bool {
    is_other_hand(actor, change) && rights.allows_in(actor, DECIDE_POWERS, &change.org_path)
}

/// Says whether the actor may propose something about a power of an account; `power` is the one to be given, when it
/// is not one that the account holds.
pub fn may_propose(rights: &Rights, actor: &Actor, account: &Account, power: Option<Power>) -> bool {
    let everywhere = |action| branches(account).all(|branch| rights.allows_in(actor, action, branch));
    everywhere(PROPOSE_POWERS) || (power == Some(Power::Security) && everywhere(PROPOSE_SECURITY_POWER))
}

/// Returns account and power of an actor who holds one.
fn hand_of(actor: &Actor) -> Result<(AccountId, Power), IdentityError> {
    let denied = || Denied {
        action: PROPOSE_POWERS.to_owned(),
        policies: Vec::new(),
    };
    actor
        .account()
        .zip(Power::of(&actor.grants))
        .ok_or_else(|| denied().into())
}

fn is_other_hand(actor: &Actor, change: &PowerChange) -> bool {
    let account = actor.account();
    account != Some(change.proposed_by)
        && account != Some(change.account)
        && Power::of(&actor.grants).is_some_and(|power| power != change.proposed_as)
}

/// Refuses a decision by the proposer, by one of her power, and by the person concerned; returns who decides.
fn require_other_hand(
    rights: &Rights,
    actor: &Actor,
    (change, account): (&PowerChange, &Account),
) -> Result<AccountId, IdentityError> {
    let (decider, _) = hand_of(actor)?;
    if decider == change.account {
        return Err(IdentityError::OwnAccount);
    }
    if !is_other_hand(actor, change) {
        return Err(IdentityError::PowerSameHand);
    }
    for branch in branches(account) {
        rights.require_in(actor, DECIDE_POWERS, branch)?;
    }
    Ok(decider)
}

pub(super) async fn subject_of(connection: &mut Connection, id: AccountId) -> Result<Account, IdentityError> {
    let realm = connection.realm();
    account::store::by_id(connection, realm, id)
        .await?
        .ok_or(NO_ACCOUNT)
}

fn power_in_question(account: &Account, new: &NewChange) -> Option<Power> {
    match new.act {
        PowerAct::Give => new.power,
        _ => Power::of(&account.grants),
    }
}

/// Refuses a change that does not fit the account as it stands.
async fn check(work: &mut Work, account: &Account, change: &PowerChange) -> Result<(), IdentityError> {
    if change.act == PowerAct::Give {
        return check_newcomer(work, account, change).await;
    }
    if Power::of(&account.grants) != Some(change.power) {
        return Err(IdentityError::PowerNotHeld);
    }
    if change.act.ends_power() {
        require_successor(work, account).await?;
    }
    if change.act == PowerAct::RemoveSecondFactor
        && !second_factor::service::is_guarded(work, account).await?
    {
        return Err(IdentityError::SecondFactorOff);
    }
    Ok(())
}

/// Who gets a power holds nothing else, under no other account either, and has a password that nobody else knows.
async fn check_newcomer(
    work: &mut Work,
    account: &Account,
    change: &PowerChange,
) -> Result<(), IdentityError> {
    let elsewhere = match account.person {
        Some(person) => store::person_holds(work, person, account.id).await?,
        None => false,
    };
    if elsewhere || !account.grants.is_empty() {
        return Err(IdentityError::PowerExclusive);
    }
    if account.state != AccountState::Active {
        return Err(IdentityError::AccountNotActive);
    }
    if change.state == ChangeState::Approved && account.must_change_password {
        return Err(IdentityError::PowerPasswordDue);
    }
    Ok(())
}

/// Refuses to leave the realm without an administrator of a power: her successor comes first.
pub(crate) async fn require_successor(work: &mut Work, account: &Account) -> Result<(), IdentityError> {
    let realm = work.realm();
    let top = organisation::service::top(work, realm).await?;
    for grant in account.grants.iter().filter(|grant| grant.org_path == top.path) {
        if let Some(power) = Power::from_code(&grant.role)
            && !store::has_holder(work, (power, &top.path), Some(account.id)).await?
        {
            return Err(IdentityError::LastOfPower);
        }
    }
    Ok(())
}

/// Does what was approved.
async fn apply(
    work: &mut Work,
    actor: &Actor,
    account: Account,
    (change, password): (&PowerChange, Option<FirstPassword>),
) -> Result<(), IdentityError> {
    let id = account.id;
    match change.act {
        PowerAct::Give => {
            let grants = vec![change.power.over(account.org_path.clone())];
            accounts::put_grants(work, actor, account, grants).await?;
        }
        PowerAct::Take => {
            accounts::put_grants(work, actor, account, Vec::new()).await?;
        }
        PowerAct::Lock => {
            accounts::put_state(work, actor, account, AccountState::Locked).await?;
        }
        PowerAct::Disable => {
            accounts::put_state(work, actor, account, AccountState::Disabled).await?;
        }
        PowerAct::Enable => {
            accounts::put_state(work, actor, account, AccountState::Active).await?;
        }
        PowerAct::ResetPassword => {
            let password = password.ok_or(IdentityError::PowerChangeClosed)?;
            accounts::put_first_password(work, actor, account, password.hash).await?;
        }
        PowerAct::RemoveSecondFactor => second_factor::service::take_away(work, actor, id).await?,
    }
    if change.act.shrinks() {
        session::store::delete_of_account(work, id, None).await?;
    }
    Ok(())
}

/// Ends a proposal that waits and writes the step down.
async fn close(
    work: &mut Work,
    actor: &Actor,
    change: &mut PowerChange,
    (state, action, by): (ChangeState, &'static str, Option<AccountId>),
) -> Result<(), IdentityError> {
    if !change.is_open(work.now()) {
        return Err(IdentityError::PowerChangeClosed);
    }
    if !end(work, change, (state, by)).await? {
        return Err(IdentityError::PowerChangeClosed);
    }
    note_step(work, actor, action, change).await
}

/// Writes the end of a proposal; no when somebody else was quicker.
async fn end(
    work: &mut Work,
    change: &mut PowerChange,
    (state, by): (ChangeState, Option<AccountId>),
) -> Result<bool, StoreError> {
    change.state = state;
    change.decided_by = by;
    change.decided_at = Some(work.now());
    change.first_half = None;
    store::decide(work, change).await
}

async fn note_step(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    change: &PowerChange,
) -> Result<(), IdentityError> {
    let subject = Subject {
        kind: subject_kind::POWER_CHANGE,
        id: change.id,
        digest: Some(change.digest()),
    };
    let details = json!({
        "account": change.account, "act": change.act, "power": change.power, "org_path": change.org_path,
    });
    Ok(note(work, actor, action, subject, details).await?)
}
