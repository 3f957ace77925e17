//! What a person can do with loans: lend, renew, take back, undo a return, see what is out.

use super::model::{SUBJECT_KIND, checked_codes, checked_days, checked_purpose, today};
use super::{LendingError, LendingRules, Loan, NewLoan, Returned, store};
use crate::record::{Record, scan_store, store as records};
use crate::{ArchiveError, Hold};
use guildhall_identity::Rights;
use guildhall_identity::person::service::by_staff_numbers;
use guildhall_kernel::{Actor, Date, PersonId, RecordId, Timestamp};
use guildhall_ledger::{NewEntry, Subject, note};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Work, counter};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// The right by which a record is in somebody's care, so that she lends its original.
pub(super) const KEEP_RECORD: &str = "fileRecord";
/// Most loans on a page.
pub(super) const PAGE_MAX: u32 = 200;

/// The place of a loan in the register.
pub type LoanKey = (Timestamp, Uuid);
/// The place of a loan among those that are out.
pub type DueKey = (Date, Uuid);

/// The lending desk: rules and rights. Cheap to clone.
#[derive(Clone)]
pub struct Lending {
    /// How long, how often, how many.
    pub rules: Arc<LendingRules>,
    /// The policies.
    pub rights: Rights,
}

impl std::fmt::Debug for Lending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lending")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl Lending {
    /// Says whether the actor has any record in her care.
    pub fn is_keeper(&self, actor: &Actor) -> bool {
        *self.rights.filter(actor, KEEP_RECORD) != Filter::Nothing
    }

    /// Lends the originals of filed records in the actor's care to a person of the union (借出), all on one slip: all of
    /// them, or none.
    ///
    /// # Errors
    /// [`LendingError::Field`], [`LendingError::Nothing`], [`LendingError::TooMany`], [`LendingError::TooLong`],
    /// [`LendingError::NoSuchPerson`], [`LendingError::NoSuchRecord`] also when it is held back or not in her care,
    /// [`LendingError::StaysIn`], [`LendingError::Out`].
    pub async fn lend(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewLoan,
    ) -> Result<Vec<Loan>, ArchiveError> {
        let codes = checked_codes(&new.codes, self.rules.records_max)?;
        let purpose = checked_purpose(&new.purpose)?;
        let days = checked_days(new.days, &self.rules)?;
        let found = self.lendable(work, actor, &codes).await?;
        let person = borrower(work, &new.staff_number).await?;
        self.lend_to(work, actor, (person, purpose, days), found).await
    }

    /// Lends these records to a person, for a purpose and so many days, all on one slip.
    pub(super) async fn lend_to(
        &self,
        work: &mut Work,
        actor: &Actor,
        (person, purpose, days): (PersonId, String, u32),
        found: Vec<Record>,
    ) -> Result<Vec<Loan>, ArchiveError> {
        let lent_by = actor.account().ok_or(LendingError::NoSuchLoan)?;
        let now = work.now();
        let year = i64::from(today(now).year());
        let number = counter::take(work, &format!("loan:{year}"), 1).await?;
        let slip = work.new_id();
        let mut loans = Vec::with_capacity(found.len());
        for record in found {
            loans.push(Loan {
                id: work.new_id(),
                slip,
                year,
                number,
                record: record.id,
                archival_code: record.archival_code.unwrap_or_default(),
                person,
                purpose: purpose.clone(),
                lent_by,
                lent_at: now,
                due_on: today(now).plus_days(days),
                renewals: 0,
                returned_at: None,
                returned_to: None,
                came_back: None,
                note: String::new(),
                revision: 1,
            });
        }
        hand_out(work, &loans).await?;
        store::insert(work, &loans).await?;
        let entries = loans.iter().map(|loan| entry("loan.lent", loan)).collect();
        guildhall_ledger::append_many(work, actor, entries).await?;
        Ok(loans)
    }

    /// Returns the records with these codes, if all of them may leave the storeroom.
    pub(super) async fn lendable(
        &self,
        work: &mut Work,
        actor: &Actor,
        codes: &[String],
    ) -> Result<Vec<Record>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let found = store::by_codes(work, &filter, codes).await?;
        let ids: Vec<RecordId> = found.iter().map(|record| record.id).collect();
        let quarantined = scan_store::in_quarantine(work, &ids).await?;
        let is_held = |record: &Record| {
            matches!(record.hold, Some(Hold::SecrecyMark)) || quarantined.contains(&record.id)
        };
        for code in codes {
            let record = found
                .iter()
                .find(|record| record.archival_code.as_ref() == Some(code));
            match record {
                Some(record) if is_held(record) => {
                    return Err(LendingError::NoSuchRecord(code.clone()).into());
                }
                Some(record) if record.secrecy > self.rules.secrecy_max => {
                    return Err(LendingError::StaysIn(code.clone()).into());
                }
                Some(_) => {}
                None => return Err(LendingError::NoSuchRecord(code.clone()).into()),
            }
        }
        Ok(found)
    }

    /// Renews a loan (续借), counted from its due date.
    ///
    /// # Errors
    /// [`LendingError::NoSuchLoan`], [`LendingError::CameBack`], [`LendingError::RenewedOut`], [`LendingError::Changed`].
    pub async fn renew(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Loan, ArchiveError> {
        let loan = self.loan(work, actor, id).await?.renewed(&self.rules)?;
        change(work, actor, "loan.renewed", &loan).await?;
        store::postpone(work, &loan).await?;
        Ok(loan)
    }

    /// Takes an original back (归还).
    ///
    /// # Errors
    /// [`LendingError::NoSuchLoan`], [`LendingError::CameBack`], [`LendingError::Field`], [`LendingError::Changed`].
    pub async fn take_back(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        returned: &Returned,
    ) -> Result<Loan, ArchiveError> {
        let loan = self.loan(work, actor, id).await?;
        let loan = loan.returned(returned, (actor.account(), work.now()))?;
        change(work, actor, "loan.returned", &loan).await?;
        store::release(work, &loan).await?;
        Ok(loan)
    }

    /// Undoes a return that was written down by mistake: the original is out again, due as it was.
    ///
    /// # Errors
    /// [`LendingError::NoSuchLoan`], [`LendingError::NotBack`], [`LendingError::Out`] when it was lent again meanwhile,
    /// [`LendingError::Changed`].
    pub async fn undo_return(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Loan, ArchiveError> {
        let loan = self.loan(work, actor, id).await?.reopened()?;
        hand_out(work, std::slice::from_ref(&loan)).await?;
        change(work, actor, "loan.return-undone", &loan).await?;
        Ok(loan)
    }

    /// Returns a loan whose record is in the actor's care.
    ///
    /// # Errors
    /// [`LendingError::NoSuchLoan`].
    pub async fn loan(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Loan, ArchiveError> {
        let loan = store::get(connection, id)
            .await?
            .ok_or(LendingError::NoSuchLoan)?;
        let record = records::get(connection, loan.record).await?;
        let is_kept = |record: &Record| self.rights.allows(actor, KEEP_RECORD, &record.as_resource());
        match record.as_ref().is_some_and(is_kept) {
            true => Ok(loan),
            false => Err(LendingError::NoSuchLoan.into()),
        }
    }

    /// Returns the loans on a slip whose records are in the actor's care, by archival code.
    ///
    /// # Errors
    /// [`LendingError::NoSuchLoan`] when there is none.
    pub async fn slip(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        slip: Uuid,
    ) -> Result<Vec<Loan>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let loans = store::of_slip(connection, &filter, slip).await?;
        match loans.is_empty() {
            true => Err(LendingError::NoSuchLoan.into()),
            false => Ok(loans),
        }
    }

    /// Returns the loan by which the original of a record is out, for who has the record in her care.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn out_of_record(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: &Record,
    ) -> Result<Option<Loan>, ArchiveError> {
        match self.rights.allows(actor, KEEP_RECORD, &record.as_resource()) {
            true => Ok(store::out_of_record(connection, record.id).await?),
            false => Ok(None),
        }
    }

    /// Returns what is out of what the actor keeps, or only what is overdue; what was due first comes first.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn out(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        overdue_at: Option<Timestamp>,
        (after, limit): (Option<DueKey>, u32),
    ) -> Result<Vec<Loan>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(store::out(connection, &filter, overdue_at.map(today), page).await?)
    }

    /// Returns how many originals of what the actor keeps are overdue.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn overdue(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<u64, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        Ok(store::count_overdue(connection, &filter, today(now)).await?)
    }

    /// Returns the loans of what the actor keeps (借阅登记), the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn register(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<LoanKey>, u32),
    ) -> Result<Vec<Loan>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        Ok(store::register(connection, &filter, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns what the actor herself borrowed, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn own(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<LoanKey>, u32),
    ) -> Result<Vec<Loan>, ArchiveError> {
        match actor.person {
            Some(person) => {
                Ok(store::of_person(connection, person, (after, limit.clamp(1, PAGE_MAX))).await?)
            }
            None => Ok(Vec::new()),
        }
    }
}

/// Returns the person of the union with a staff number. Whoever lends has the number from the borrower herself.
async fn borrower(work: &mut Work, number: &str) -> Result<PersonId, ArchiveError> {
    let found = by_staff_numbers(work, &[number.trim().to_owned()]).await?;
    match found.as_slice() {
        [person] => Ok(person.id),
        _ => Err(LendingError::NoSuchPerson.into()),
    }
}

/// Notes that the originals are out, unless one of them is already, and looks again whether all are there: a record may have
/// been destroyed while this unit of work waited.
async fn hand_out(work: &mut Work, loans: &[Loan]) -> Result<(), ArchiveError> {
    let claimed = store::claim(work, loans).await?;
    let ids: Vec<RecordId> = loans.iter().map(|loan| loan.record).collect();
    if claimed < loans.len() as u64 {
        return Err(LendingError::Out(first_out(work, loans, &ids).await?).into());
    }
    let there = records::get_many(work, &ids).await?;
    let there: BTreeSet<RecordId> = there.iter().map(|record| record.id).collect();
    match loans.iter().find(|loan| !there.contains(&loan.record)) {
        Some(gone) => Err(LendingError::NoSuchRecord(gone.archival_code.clone()).into()),
        None => Ok(()),
    }
}

/// Returns the code of a record that somebody else has out.
async fn first_out(work: &mut Work, loans: &[Loan], ids: &[RecordId]) -> Result<String, ArchiveError> {
    let own: BTreeSet<Uuid> = loans.iter().map(|loan| loan.id).collect();
    let holders = store::holders(work, ids).await?;
    let others: BTreeSet<RecordId> = holders
        .into_iter()
        .filter(|(_, loan)| !own.contains(loan))
        .map(|(record, _)| record)
        .collect();
    let mut out = loans.iter().filter(|loan| others.contains(&loan.record));
    Ok(out
        .next()
        .map(|loan| loan.archival_code.clone())
        .unwrap_or_default())
}

/// Writes a changed loan with its entry.
async fn change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    loan: &Loan,
) -> Result<(), ArchiveError> {
    if !store::change(work, loan).await? {
        return Err(LendingError::Changed.into());
    }
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: loan.id,
        digest: Some(loan.digest()),
    };
    Ok(note(work, actor, action, subject, details(loan)).await?)
}

fn entry(action: &'static str, loan: &Loan) -> NewEntry {
    NewEntry {
        action,
        subject_kind: SUBJECT_KIND,
        subject_id: loan.id,
        digest: Some(loan.digest()),
        details: details(loan),
    }
}

fn details(loan: &Loan) -> Value {
    json!({ "record": loan.record, "slip": loan.numbered(), "due": loan.due_on })
}
