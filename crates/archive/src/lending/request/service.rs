//! What a person can do with requests to borrow: ask, take back, hand out at the desk, drop.

use super::super::model::{checked_days, checked_purpose};
use super::super::service::{KEEP_RECORD, PAGE_MAX};
use super::super::{Lending, LendingError, Loan};
use super::model::{AskLoan, LOAN_REQUEST, LoanRequest, RequestState};
use super::store;
use crate::ArchiveError;
use crate::record::{Record, scan_store, store as records};
use crate::usage::{Outcome, is_usable};
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// The right to ask for records that one may not read.
const ASK_USE: &str = "askUse";

/// The place of a request in a list.
pub type RequestKey = (Timestamp, Uuid);

impl Lending {
    /// Asks to borrow the original of a filed record by its archival code (借阅申请). Who decides is another room's matter.
    ///
    /// # Errors
    /// [`LendingError::NoPerson`] when the account belongs to nobody in the directory; [`LendingError::NoSuchRecord`] when no
    /// filed record has this code, it is held back, or the actor may not ask for it; [`LendingError::StaysIn`];
    /// [`LendingError::RequestedBefore`]; [`LendingError::Field`], [`LendingError::TooLong`].
    pub async fn ask(
        &self,
        work: &mut Work,
        actor: &Actor,
        ask: AskLoan,
    ) -> Result<(LoanRequest, Record), ArchiveError> {
        let purpose = checked_purpose(&ask.purpose)?;
        let days = checked_days(ask.days, &self.rules)?;
        let account = actor.account().ok_or(LendingError::NoPerson)?;
        let person = actor.person.ok_or(LendingError::NoPerson)?;
        let record = self.borrowable(work, actor, ask.archival_code.trim()).await?;
        let code = record.archival_code.clone().unwrap_or_default();
        let before = store::alive(work, record.id).await?;
        if before.iter().any(|request| request.account == account) {
            return Err(LendingError::RequestedBefore(code).into());
        }
        let request = LoanRequest {
            id: work.new_id(),
            record: record.id,
            archival_code: code,
            account,
            person,
            purpose,
            days,
            state: RequestState::Asked,
            asked_at: work.now(),
            decided_at: None,
            ended_at: None,
            loan: None,
        };
        store::insert(work, &request).await?;
        note_request(work, actor, "loan-request.asked", &request).await?;
        Ok((request, record))
    }

    /// Returns the filed record with a code, if the actor may ask for its original.
    async fn borrowable(&self, work: &mut Work, actor: &Actor, code: &str) -> Result<Record, ArchiveError> {
        let refused = || LendingError::NoSuchRecord(code.to_owned());
        let found = records::by_archival_code(work, code).await?;
        let record = found.filter(is_usable).ok_or_else(refused)?;
        let may_ask = self.rights.allows_in(actor, ASK_USE, &record.org_path);
        if !may_ask || !scan_store::in_quarantine(work, &[record.id]).await?.is_empty() {
            return Err(refused().into());
        }
        match record.secrecy > self.rules.secrecy_max {
            true => Err(LendingError::StaysIn(code.to_owned()).into()),
            false => Ok(record),
        }
    }

    /// Keeps what was decided about a request, unless its record is gone meanwhile.
    ///
    /// # Errors
    /// [`LendingError::NoSuchRequest`], [`LendingError::RequestOver`] when it was decided before.
    pub async fn settle_request(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, outcome): (Uuid, Outcome),
    ) -> Result<LoanRequest, ArchiveError> {
        let before = store::get(work, id).await?.ok_or(LendingError::NoSuchRequest)?;
        if before.state == RequestState::Dropped {
            // Its record was destroyed while it was being decided; there is nothing left to lend.
            return Ok(before);
        }
        let (action, state) = match outcome {
            Outcome::Approved => ("loan-request.approved", RequestState::Approved),
            Outcome::Refused => ("loan-request.refused", RequestState::Refused),
            Outcome::Withdrawn => ("loan-request.withdrawn", RequestState::Withdrawn),
        };
        let was = before.state;
        let request = before.decided(state, work.now())?;
        change(work, actor, action, (was, request)).await
    }

    /// Hands the original out to whoever asked, as a loan on a slip of its own.
    ///
    /// # Errors
    /// [`LendingError::NoSuchRequest`], [`LendingError::RequestOver`], and as [`Lending::lend`].
    pub async fn hand_out_requested(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Loan, ArchiveError> {
        let before = self.request(work, actor, id).await?;
        if before.state != RequestState::Approved {
            return Err(LendingError::RequestOver.into());
        }
        let codes = [before.archival_code.clone()];
        let found = self.lendable(work, actor, &codes).await?;
        let to = (before.person, before.purpose.clone(), before.days);
        let loans = self.lend_to(work, actor, to, found).await?;
        let loan = loans.into_iter().next().ok_or(LendingError::NoSuchRequest)?;
        let was = before.state;
        let request = before.lent(loan.id, work.now())?;
        change(work, actor, "loan-request.lent", (was, request)).await?;
        Ok(loan)
    }

    /// Drops an approved request: whoever asked needs the original no more, or never came for it.
    ///
    /// # Errors
    /// [`LendingError::NoSuchRequest`], [`LendingError::RequestOver`].
    pub async fn drop_request(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<LoanRequest, ArchiveError> {
        let before = self.request(work, actor, id).await?;
        let was = before.state;
        let request = before.dropped(work.now())?;
        change(work, actor, "loan-request.dropped", (was, request)).await
    }

    /// Returns a request: to whoever asked, and to who has its record in her care.
    ///
    /// # Errors
    /// [`LendingError::NoSuchRequest`], also for everybody else.
    pub async fn request(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<LoanRequest, ArchiveError> {
        let found = store::get(connection, id).await?;
        let request = found.ok_or(LendingError::NoSuchRequest)?;
        if Some(request.account) == actor.account() {
            return Ok(request);
        }
        let record = records::get(connection, request.record).await?;
        let is_kept = |record: &Record| self.rights.allows(actor, KEEP_RECORD, &record.as_resource());
        match record.as_ref().is_some_and(is_kept) {
            true => Ok(request),
            false => Err(LendingError::NoSuchRequest.into()),
        }
    }

    /// Returns what the actor asked to borrow, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn own_requests(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<RequestKey>, u32),
    ) -> Result<Vec<LoanRequest>, ArchiveError> {
        match actor.account() {
            Some(account) => {
                let page = (after, limit.clamp(1, PAGE_MAX));
                Ok(store::of_account(connection, account, page).await?)
            }
            None => Ok(Vec::new()),
        }
    }

    /// Returns the approved requests for what the actor keeps, the one approved first comes first, behind the last one of the
    /// page before; its key is the moment at which it was approved.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn to_hand_out(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<RequestKey>, u32),
    ) -> Result<Vec<LoanRequest>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        Ok(store::to_hand_out(connection, &filter, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns how many approved requests wait for what the actor keeps.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn count_to_hand_out(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<u64, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        Ok(store::count_to_hand_out(connection, &filter).await?)
    }
}

/// Ends every living request for a record, because the record is being destroyed.
pub(crate) async fn end_requests(
    work: &mut Work,
    actor: &Actor,
    record: RecordId,
) -> Result<(), ArchiveError> {
    for before in store::alive(work, record).await? {
        let was = before.state;
        let request = before.without_record(work.now());
        change(work, actor, "loan-request.dropped", (was, request)).await?;
    }
    Ok(())
}

async fn change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    (was, request): (RequestState, LoanRequest),
) -> Result<LoanRequest, ArchiveError> {
    if !store::change(work, was, &request).await? {
        return Err(LendingError::Changed.into());
    }
    note_request(work, actor, action, &request).await?;
    Ok(request)
}

async fn note_request(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    request: &LoanRequest,
) -> Result<(), ArchiveError> {
    let subject = Subject {
        kind: LOAN_REQUEST,
        id: request.id,
        digest: Some(request.digest()),
    };
    let details = json!({ "record": request.record, "days": request.days, "loan": request.loan });
    Ok(note(work, actor, action, subject, details).await?)
}
