//! What can be done with requests: make one, take it up, answer it, close it.

use super::model::{Answer, Done, Erasure, NewRequest, Outcome, Request, RequestState};
use super::store;
use crate::subject_kind;
use crate::text::filled;
use crate::{ANSWER_PRIVACY_REQUESTS, Privacy, PrivacyError};
use guildhall_identity::person::{Changed, Directory, ErasedFields, Whom};
use guildhall_identity::{Account, device};
use guildhall_kernel::{AccountId, Actor, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// Most requests that one call returns.
pub const PAGE_MAX: u32 = 200;
/// Most requests of one person that wait at once.
pub const OPEN_MAX: usize = 20;

const NO_REQUEST: PrivacyError = PrivacyError::NotFound { what: "request" };

impl Privacy {
    /// Makes a request of the account's owner about her own data; its clock begins now.
    ///
    /// # Errors
    /// [`PrivacyError::Field`], [`PrivacyError::TooManyOpen`].
    pub async fn ask(
        &self,
        work: &mut Work,
        actor: &Actor,
        account: &Account,
        new: NewRequest,
    ) -> Result<Request, PrivacyError> {
        let asking = actor.account().filter(|id| *id == account.id).ok_or(NO_REQUEST)?;
        let open = store::count_own_open(work, asking).await?;
        if usize::try_from(open).unwrap_or(0) >= OPEN_MAX {
            return Err(PrivacyError::TooManyOpen { limit: OPEN_MAX });
        }
        let received_at = work.now();
        let request = Request {
            id: work.new_id(),
            account: asking,
            person: account.person,
            org_path: account.org_path.clone(),
            kind: new.kind,
            wish: filled("wish", &new.wish)?,
            state: RequestState::Received,
            received_at,
            due_at: self.rules.duties().due(new.kind, received_at),
            officer: None,
            begun_at: None,
            outcome: None,
            answer: String::new(),
            done: Vec::new(),
            answered_at: None,
            closed_at: None,
        };
        store::insert(work, &request).await?;
        note_step(work, actor, "privacy-request.made", &request).await?;
        Ok(request)
    }

    /// Returns the actor's own requests, the newest first.
    ///
    /// # Errors
    /// [`PrivacyError::Store`].
    pub async fn own_requests(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<Request>, PrivacyError> {
        match actor.account() {
            Some(account) => Ok(store::of_account(connection, account, PAGE_MAX).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Returns the requests that wait and that the actor may answer, those due first.
    ///
    /// # Errors
    /// [`PrivacyError::Store`].
    pub async fn open_requests(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<Request>, PrivacyError> {
        let filter = self.rights.filter(actor, ANSWER_PRIVACY_REQUESTS);
        Ok(store::open(connection, &filter, PAGE_MAX).await?)
    }

    /// Returns requests that were answered or closed, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`PrivacyError::Store`].
    pub async fn past_requests(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<(Timestamp, Uuid)>, u32),
    ) -> Result<Vec<Request>, PrivacyError> {
        let filter = self.rights.filter(actor, ANSWER_PRIVACY_REQUESTS);
        Ok(store::past(connection, &filter, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Counts the requests of others that wait for the actor.
    ///
    /// # Errors
    /// [`PrivacyError::Store`].
    pub async fn waiting_requests(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<u64, PrivacyError> {
        let filter = self.rights.filter(actor, ANSWER_PRIVACY_REQUESTS);
        let Some(account) = actor.account().filter(|_| *filter != Filter::Nothing) else {
            return Ok(0);
        };
        let count = store::count_open(connection, &filter, account).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Says whether the actor answers requests of anybody.
    pub fn answers_requests(&self, actor: &Actor) -> bool {
        *self.rights.filter(actor, ANSWER_PRIVACY_REQUESTS) != Filter::Nothing
    }

    /// Returns a request that the actor may answer.
    ///
    /// # Errors
    /// [`PrivacyError::NotFound`].
    pub async fn request(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Request, PrivacyError> {
        let filter = self.rights.filter(actor, ANSWER_PRIVACY_REQUESTS);
        store::by_id(connection, &filter, id).await?.ok_or(NO_REQUEST)
    }

    /// Takes a request up (受理).
    ///
    /// # Errors
    /// [`PrivacyError::NotFound`], [`PrivacyError::OwnRequest`], [`PrivacyError::WrongState`].
    pub async fn begin_request(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Request, PrivacyError> {
        let (mut request, officer) = self.to_be_answered(work, actor, id).await?;
        if request.state != RequestState::Received {
            return Err(PrivacyError::WrongState);
        }
        request.state = RequestState::InWork;
        request.officer = Some(officer);
        request.begun_at = Some(work.now());
        step(
            work,
            actor,
            &request,
            (RequestState::Received, "privacy-request.begun"),
        )
        .await?;
        Ok(request)
    }

    /// Answers a request, and does in the directory what the answer says.
    ///
    /// # Errors
    /// [`PrivacyError::NotFound`], [`PrivacyError::OwnRequest`], [`PrivacyError::WrongState`] before it is taken up and
    /// after it was answered, [`PrivacyError::Field`], [`PrivacyError::AnswerDoesNotFit`], [`PrivacyError::NotLinked`].
    pub async fn answer_request(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        answer: Answer,
    ) -> Result<Request, PrivacyError> {
        let (mut request, officer) = self.to_be_answered(work, actor, id).await?;
        if request.state != RequestState::InWork {
            return Err(PrivacyError::WrongState);
        }
        answer.check(request.kind)?;
        request.answer = filled("answer", &answer.text)?;
        request.done = self.carry_out(work, actor, (&request, &answer)).await?;
        request.state = RequestState::Answered;
        request.officer = Some(officer);
        request.outcome = Some(answer.outcome);
        request.answered_at = Some(work.now());
        step(
            work,
            actor,
            &request,
            (RequestState::InWork, "privacy-request.answered"),
        )
        .await?;
        Ok(request)
    }

    /// Closes the actor's own request: one that was answered, or one that she takes back.
    ///
    /// # Errors
    /// [`PrivacyError::NotFound`], [`PrivacyError::WrongState`] when it is closed already.
    pub async fn close_request(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Request, PrivacyError> {
        let account = actor.account().ok_or(NO_REQUEST)?;
        let mut request = store::own(work, account, id).await?.ok_or(NO_REQUEST)?;
        let from = request.state;
        let action = match from {
            RequestState::Closed => return Err(PrivacyError::WrongState),
            RequestState::Answered => "privacy-request.closed",
            RequestState::Received | RequestState::InWork => {
                request.outcome = Some(Outcome::TakenBack);
                "privacy-request.taken-back"
            }
        };
        request.state = RequestState::Closed;
        request.closed_at = Some(work.now());
        step(work, actor, &request, (from, action)).await?;
        Ok(request)
    }

    /// Writes down that the actor takes a copy of what the house holds about her.
    ///
    /// # Errors
    /// [`PrivacyError::Ledger`].
    pub async fn note_copy(&self, work: &mut Work, actor: &Actor) -> Result<(), PrivacyError> {
        let account = actor
            .account()
            .ok_or(PrivacyError::NotFound { what: "account" })?;
        let subject = Subject {
            kind: subject_kind::ACCOUNT,
            id: account.uuid(),
            digest: None,
        };
        Ok(note(work, actor, "privacy-copy.made", subject, json!({})).await?)
    }

    /// Returns a request of somebody else that the actor may answer, and the actor's account.
    async fn to_be_answered(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(Request, AccountId), PrivacyError> {
        let request = self.request(work, actor, id).await?;
        let officer = actor.account().ok_or(NO_REQUEST)?;
        match request.account == officer {
            true => Err(PrivacyError::OwnRequest),
            false => Ok((request, officer)),
        }
    }

    async fn carry_out(
        &self,
        work: &mut Work,
        actor: &Actor,
        (request, answer): (&Request, &Answer),
    ) -> Result<Vec<Done>, PrivacyError> {
        let whom = Whom {
            account: request.account,
            person: request.person,
        };
        let fields = ErasedFields {
            phone: answer.erasure.contains(&Erasure::Phone),
            birth_date: answer.erasure.contains(&Erasure::BirthDate),
        };
        if request.person.is_none() && (answer.correction.phone.is_some() || fields.any()) {
            return Err(PrivacyError::NotLinked);
        }
        let directory: &Directory = &self.directory;
        let asked = (&self.rights, actor);
        let mut changed = directory.correct(work, asked, whom, &answer.correction).await?;
        changed.extend(directory.erase(work, asked, whom, fields).await?);
        let mut done: Vec<Done> = changed.into_iter().map(Done::from).collect();
        if answer.erasure.contains(&Erasure::Devices) {
            let forgotten = device::service::forget_all(work, asked, request.account).await?;
            done.push(Done {
                what: Erasure::Devices.code().to_owned(),
                before: forgotten.to_string(),
                after: String::new(),
            });
        }
        Ok(done)
    }
}

impl From<Changed> for Done {
    fn from(changed: Changed) -> Self {
        Self {
            what: changed.field.to_owned(),
            before: changed.before,
            after: changed.after,
        }
    }
}

/// Writes a step down in row and ledger.
async fn step(
    work: &mut Work,
    actor: &Actor,
    request: &Request,
    (from, action): (RequestState, &'static str),
) -> Result<(), PrivacyError> {
    if !store::step(work, request, from).await? {
        return Err(PrivacyError::WrongState);
    }
    note_step(work, actor, action, request).await
}

async fn note_step(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    request: &Request,
) -> Result<(), PrivacyError> {
    let subject = Subject {
        kind: subject_kind::REQUEST,
        id: request.id,
        digest: Some(request.digest()),
    };
    let done: Vec<&str> = request.done.iter().map(|done| done.what.as_str()).collect();
    let details =
        json!({ "kind": request.kind, "due": request.due_at, "outcome": request.outcome, "done": done });
    Ok(note(work, actor, action, subject, details).await?)
}
