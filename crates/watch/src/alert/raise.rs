//! Holding a subject against a rule, raising an alert, and braking.

use super::evidence::{ACTS_MAX, Evidence};
use super::model::{Alert, AlertState};
use super::{store, subjects};
use crate::WatchError;
use crate::activity::store::Asked;
use crate::activity::{self, Subject, hours};
use crate::rule::judge::{judge, since, uncovered};
use crate::rule::{Brake, Measure, Per, Rule, Usual, Verdict, usual};
use guildhall_identity::session::brake;
use guildhall_identity::{Account, Power, account, organisation};
use guildhall_kernel::{Actor, Timestamp};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// Role that is written down of an alert about a network.
const NO_ROLE: &str = "none";

/// What is odd about a subject, to be written down.
pub(crate) struct Noticed {
    verdict: Verdict,
    evidence: Evidence,
    account: Option<Account>,
}

/// Holds a subject against a rule; nothing when nothing is odd.
pub(crate) async fn notice(
    connection: &mut Connection,
    rule: &Rule,
    subject: &Subject,
    now: Timestamp,
) -> Result<Option<Noticed>, WatchError> {
    let concerns = matches!(
        (rule.per, subject),
        (Per::Account, Subject::Account(_)) | (Per::Network, Subject::Network(_))
    );
    let Some(since) = since(rule, now, hours::ZONE).filter(|_| concerns) else {
        return Ok(None);
    };
    // What was found out about an alert covers what it was about.
    let closed = store::last_closed(connection, &rule.code, subject).await?;
    let asked = Asked {
        subject,
        kinds: &rule.counts,
        since: closed.map_or(since, |closed| closed.max(since)),
        until: now,
    };
    let acts = counted(connection, rule, asked).await?;
    if acts < rule.at_least {
        return Ok(None);
    }
    let account = match subject.account() {
        Some(id) => account::service::known(connection, id).await?,
        None => None,
    };
    let usual = learned(connection, rule, account.as_ref(), now).await?;
    let Some(verdict) = judge(rule, acts, usual) else {
        return Ok(None);
    };
    let seen = activity::store::newest(connection, asked, ACTS_MAX).await?;
    Ok(Some(Noticed {
        verdict,
        evidence: Evidence::of(&seen, (asked.since, asked.until)),
        account,
    }))
}

async fn counted(connection: &mut Connection, rule: &Rule, asked: Asked<'_>) -> Result<i64, WatchError> {
    let acts = activity::store::count(connection, asked, rule.measure == Measure::Acts).await?;
    let Some(excuse) = rule.covered_by else {
        return Ok(acts);
    };
    let excuses = Asked {
        kinds: &[excuse],
        ..asked
    };
    let excuses = activity::store::count(connection, excuses, true).await?;
    Ok(uncovered(rule, acts, excuses))
}

/// Learns what is usual for the role of an account at this hour, from the hours that are over.
async fn learned(
    connection: &mut Connection,
    rule: &Rule,
    account: Option<&Account>,
    now: Timestamp,
) -> Result<Option<Usual>, WatchError> {
    let Some((learning, account)) = rule.usual.as_ref().zip(account) else {
        return Ok(None);
    };
    // The hour before may lie within the window that is judged.
    let until = hours::beginning(now).plus_secs(-3_600);
    let since = until.plus_secs(-learning.days * 86_400);
    let around = hours::around(hours::of_day(now));
    let asked = (role_of(account), rule.counts.as_slice());
    let samples = activity::store::samples(connection, asked, (since, until), &around).await?;
    Ok(usual::learn(&samples, learning))
}

fn role_of(account: &Account) -> &str {
    account
        .grants
        .first()
        .map_or(NO_ROLE, |grant| grant.role.as_str())
}

/// Writes down what was noticed: a new alert with its brakes, or how the one that is not closed has grown.
pub(crate) async fn keep(
    work: &mut Work,
    rule: &Rule,
    subject: &Subject,
    noticed: Noticed,
) -> Result<(), WatchError> {
    let now = work.now();
    let (verdict, evidence) = (noticed.verdict, noticed.evidence);
    if let Some(mut alert) = store::not_closed(work, &rule.code, subject).await? {
        alert.last_at = now;
        if verdict.acts > alert.acts {
            alert.acts = verdict.acts;
            alert.threshold = verdict.threshold;
            alert.usual = verdict.usual;
            alert.evidence = evidence;
        }
        return Ok(store::grow(work, &alert).await?);
    }
    let account = noticed.account.as_ref();
    let alert = Alert {
        id: work.new_id(),
        rule: rule.code.clone(),
        subject: subject.clone(),
        role: account.map_or(NO_ROLE, role_of).to_owned(),
        power: account.and_then(|account| Power::of(&account.grants)),
        state: AlertState::Open,
        raised_at: now,
        last_at: now,
        acts: verdict.acts,
        threshold: verdict.threshold,
        usual: verdict.usual,
        evidence,
        acknowledged: None,
        closed: None,
        finding: String::new(),
    };
    store::insert(work, &alert).await?;
    let realm = work.realm();
    let top = organisation::service::top(work, realm).await?;
    let actor = Actor::program("watch", realm, top.path);
    let details = json!({
        "rule": alert.rule, "account": alert.subject.account(), "acts": alert.acts, "threshold": alert.threshold,
    });
    append(work, &actor, entry("alert.raised", &alert, details)).await?;
    if let Some(account) = account {
        for what in &rule.brakes {
            match what {
                Brake::StepUp => brake::demand_proof(work, &actor, account.id).await?,
                Brake::EndSessions => brake::end_all(work, &actor, account.id).await?,
            }
        }
    }
    Ok(())
}

/// Returns the entry of a step of an alert.
pub(crate) fn entry(action: &'static str, alert: &Alert, details: serde_json::Value) -> NewEntry {
    NewEntry {
        action,
        subject_kind: subjects::ALERT,
        subject_id: alert.id,
        digest: Some(alert.digest()),
        details,
    }
}
