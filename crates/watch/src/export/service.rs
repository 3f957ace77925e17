//! Counting an export, and lifting the limit.

use super::store::{self, Lift};
use crate::activity::{self, Act, hours};
use crate::alert::service as alerts;
use crate::kind::ActKind;
use crate::text::said;
use crate::{Watch, WatchError};
use guildhall_identity::Rights;
use guildhall_kernel::{AccountId, Actor, ContentHash, RecordId, Timestamp};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// What a person may still export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Records of today that are left; the limit does not count while it is lifted.
    pub left: i64,
    /// The limit of a day.
    pub limit: i64,
    /// Until when it is lifted.
    pub lifted_until: Option<Timestamp>,
    /// Records in one file.
    pub per_file: i64,
}

impl Allowance {
    /// Refuses a list that may not go out.
    ///
    /// # Errors
    /// [`WatchError::ExportTooLarge`], [`WatchError::ExportLimit`].
    pub fn require(&self, records: u64) -> Result<(), WatchError> {
        let wanted = i64::try_from(records).unwrap_or(i64::MAX);
        if wanted > self.per_file {
            return Err(WatchError::ExportTooLarge {
                found: records,
                most: self.per_file,
            });
        }
        if self.lifted_until.is_none() && wanted > self.left {
            return Err(WatchError::ExportLimit {
                left: self.left,
                limit: self.limit,
            });
        }
        Ok(())
    }
}

impl Watch {
    /// Returns what the actor may still export today.
    ///
    /// # Errors
    /// [`WatchError::Store`].
    pub async fn allowance(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Allowance, WatchError> {
        let limits = self.rules().limits.export;
        let (exported, lifted_until) = match actor.account() {
            Some(account) => (
                store::of_day(connection, account, &hours::day(now)).await?,
                store::lifted_until(connection, account, now).await?,
            ),
            None => (limits.records_per_day, None),
        };
        Ok(Allowance {
            left: (limits.records_per_day - exported).max(0),
            limit: limits.records_per_day,
            lifted_until,
            per_file: limits.records_per_file,
        })
    }

    /// Returns until when the limit of an account is lifted, when it is.
    ///
    /// # Errors
    /// [`WatchError::Store`].
    pub async fn lifted_until(
        &self,
        connection: &mut Connection,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, WatchError> {
        Ok(store::lifted_until(connection, account, now).await?)
    }

    /// Counts the export of a list in the unit of work that writes it down; nothing may go out before it is committed.
    /// Two exports at one moment are counted one after the other.
    ///
    /// # Errors
    /// [`WatchError::ExportLimit`], [`WatchError::ExportTooLarge`]; then nothing goes out and the caller tells
    /// [`Watch::note_refused`].
    pub async fn count_export(
        &self,
        work: &mut Work,
        (actor, agent): (&Actor, &str),
        records: &[RecordId],
        filter: &str,
    ) -> Result<(), WatchError> {
        let now = work.now();
        let account = actor
            .account()
            .ok_or(WatchError::ExportLimit { left: 0, limit: 0 })?;
        let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
        // Raised first: the row is locked then, and what is read behind it is true.
        let sum = store::raise(work, account, &hours::day(now), count).await?;
        let allowance = Allowance {
            left: (self.rules().limits.export.records_per_day - (sum - count)).max(0),
            ..self.allowance(work, actor, now).await?
        };
        allowance.require(records.len() as u64)?;
        let act = Act::of(actor, ActKind::Export, now).by(agent);
        let acts: Vec<Act> = records.iter().map(|record| act.clone().with(*record)).collect();
        activity::store::insert(work, &acts).await?;
        let entry = NewEntry {
            action: "record.list-exported",
            subject_kind: "account",
            subject_id: account.uuid(),
            digest: None,
            details: json!({ "records": count, "filter_digest": ContentHash::of(filter.as_bytes()) }),
        };
        append(work, actor, entry).await?;
        self.judge_soon(&act);
        Ok(())
    }

    /// Takes it that an export was refused at the limit.
    pub fn note_refused(&self, (actor, agent): (&Actor, &str), now: Timestamp) {
        self.take(Act::of(actor, ActKind::ExportRefused, now).by(agent));
    }

    /// Lifts the limit of the day for the account that an alert is about, for some hours.
    ///
    /// # Errors
    /// [`WatchError::NoSuchAlert`], [`WatchError::OtherHand`], [`WatchError::LiftHours`], [`WatchError::TextLength`].
    pub async fn lift(
        &self,
        work: &mut Work,
        rights: &Rights,
        actor: &Actor,
        (alert, hours, reason): (Uuid, i64, &str),
    ) -> Result<Timestamp, WatchError> {
        let (alert, may_decide) = alerts::get(work, rights, actor, alert).await?;
        let given_by = actor
            .account()
            .filter(|_| may_decide)
            .ok_or(WatchError::OtherHand)?;
        let account = alert.subject.account().ok_or(WatchError::NoSuchAlert)?;
        let most = self.rules().limits.export.lift_hours_max;
        if !(1..=most).contains(&hours) {
            return Err(WatchError::LiftHours { most });
        }
        let reason = said(reason)?;
        let until = work.now().plus_secs(hours * 3_600);
        let lift = Lift {
            id: work.new_id(),
            account,
            given_by,
            until,
            reason: &reason,
        };
        store::lift(work, &lift).await?;
        let entry = NewEntry {
            action: "account.export-limit-lifted",
            subject_kind: "account",
            subject_id: account.uuid(),
            digest: None,
            details: json!({ "hours": hours, "alert": alert.id }),
        };
        append(work, actor, entry).await?;
        Ok(until)
    }
}
