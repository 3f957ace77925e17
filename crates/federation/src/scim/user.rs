//! What a directory can do with accounts: look, make, change, take away.

use super::fault::ScimFault;
use super::filter::Filter;
use super::request::UserChange;
use super::store::{self, Kept};
use super::{Directories, Directory};
use crate::subject_kind::DIRECTORY_USER;
use guildhall_identity::account::{AccountQuery, FirstPassword, NewAccount, outside, service as accounts};
use guildhall_identity::{Account, AccountState, Language, Login, organisation};
use guildhall_kernel::{AccountId, ContentHash};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// Most accounts of a branch that are listed without a filter.
const LISTED_MAX: usize = 10_000;
/// Accounts read at once.
const READ_AT_ONCE: u32 = 500;

/// An account as a directory sees it.
#[derive(Debug, Clone)]
pub struct DirectoryUser {
    /// The account.
    pub account: Account,
    /// The directory's own id.
    pub external_id: Option<String>,
    /// The groups of the account.
    pub groups: Vec<String>,
    kept: Kept,
}

impl DirectoryUser {
    /// Says whether she may sign in.
    pub fn is_active(&self) -> bool {
        self.account.state == AccountState::Active
    }

    /// Returns the version of what a directory sees (ETag, weak).
    pub fn version(&self) -> String {
        let seen = json!([
            self.account.id,
            self.account.login.as_str(),
            self.account.name,
            self.external_id,
            self.is_active(),
            self.groups
        ]);
        version_of(&seen)
    }
}

/// Returns the version of a resource.
pub(super) fn version_of(seen: &serde_json::Value) -> String {
    let hash = ContentHash::of(seen.to_string().as_bytes()).to_hex();
    format!("W/\"{}\"", &hash[..16])
}

/// Refuses a change of something that was changed since it was read.
pub(super) fn require_version(wanted: Option<&str>, present: &str) -> Result<(), ScimFault> {
    match wanted {
        None | Some("*") => Ok(()),
        Some(wanted) if wanted.split(',').any(|one| one.trim() == present) => Ok(()),
        Some(_) => Err(ScimFault::Precondition),
    }
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// How many there are in all.
    pub total: usize,
    /// Those of this part.
    pub resources: Vec<T>,
}

impl Directories {
    /// Returns an account of the directory's branch.
    ///
    /// # Errors
    /// [`ScimFault::NotFound`], also for one that a directory took away.
    pub async fn user(
        &self,
        connection: &mut Connection,
        directory: &Directory,
        id: AccountId,
    ) -> Result<DirectoryUser, ScimFault> {
        let user = self.user_or_removed(connection, directory, id).await?;
        if user.kept.removed {
            return Err(ScimFault::NotFound);
        }
        Ok(user)
    }

    async fn user_or_removed(
        &self,
        connection: &mut Connection,
        directory: &Directory,
        id: AccountId,
    ) -> Result<DirectoryUser, ScimFault> {
        let account = accounts::get(connection, &self.rights, &directory.actor, id).await?;
        let kept = store::of_accounts(connection, &[id]).await?.remove(&id);
        let kept = kept.unwrap_or_default();
        Ok(DirectoryUser {
            groups: store::groups_of(connection, id).await?,
            external_id: kept.external_id.clone(),
            account,
            kept,
        })
    }

    /// Returns the accounts of the branch, or those that fit a filter: at most `count`, from the `start`th on, counted
    /// from 1.
    ///
    /// # Errors
    /// [`ScimFault::Filter`], [`ScimFault::TooMany`].
    pub async fn users(
        &self,
        connection: &mut Connection,
        directory: &Directory,
        filter: Option<&Filter>,
        (start, count): (usize, usize),
    ) -> Result<Page<DirectoryUser>, ScimFault> {
        let ids = match filter {
            None => self.ids_of_branch(connection, directory).await?,
            Some(Filter::UserName(name)) => {
                let arm = &directory.actor;
                let found = outside::by_login(connection, &self.rights, arm, name).await?;
                found.map(|account| account.id).into_iter().collect()
            }
            Some(Filter::ExternalId(id)) => store::by_external(connection, id).await?,
            Some(Filter::DisplayName(_)) => return Err(ScimFault::Filter),
        };
        let ids = if filter.is_some() {
            self.visible(connection, directory, ids).await?
        } else {
            ids
        };
        let mut resources = Vec::new();
        for id in ids.iter().skip(start.saturating_sub(1)).take(count) {
            resources.push(self.user(connection, directory, *id).await?);
        }
        Ok(Page {
            total: ids.len(),
            resources,
        })
    }

    async fn visible(
        &self,
        connection: &mut Connection,
        directory: &Directory,
        ids: Vec<AccountId>,
    ) -> Result<Vec<AccountId>, ScimFault> {
        let mut visible = Vec::new();
        for id in ids {
            match self.user(connection, directory, id).await {
                Ok(_) => visible.push(id),
                Err(ScimFault::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(visible)
    }

    async fn ids_of_branch(
        &self,
        connection: &mut Connection,
        directory: &Directory,
    ) -> Result<Vec<AccountId>, ScimFault> {
        let (mut ids, mut query) = (Vec::new(), AccountQuery::default());
        loop {
            let arm = &directory.actor;
            let page = accounts::list(connection, &self.rights, arm, &query, READ_AT_ONCE).await?;
            let Some(last) = page.last() else { return Ok(ids) };
            query.after = Some((last.name.clone(), last.id));
            let read: Vec<AccountId> = page.iter().map(|account| account.id).collect();
            let kept = store::of_accounts(connection, &read).await?;
            let is_there = |id: &AccountId| !kept.get(id).is_some_and(|kept| kept.removed);
            ids.extend(read.iter().copied().filter(is_there));
            if ids.len() > LISTED_MAX {
                return Err(ScimFault::TooMany);
            }
        }
    }

    /// Makes an account in the branch, or opens again one that a directory took away. `password` is one that nobody knows.
    ///
    /// # Errors
    /// [`ScimFault::Value`], [`ScimFault::Uniqueness`].
    pub async fn create_user(
        &self,
        work: &mut Work,
        directory: &Directory,
        (wanted, password): (UserChange, FirstPassword),
    ) -> Result<DirectoryUser, ScimFault> {
        let user_name = wanted.user_name.clone();
        let user_name = user_name.ok_or_else(|| ScimFault::Value("userName is missing".to_owned()))?;
        let login = Login::parse(&user_name)?;
        let arm = &directory.actor;
        if let Some(known) = outside::by_login(work, &self.rights, arm, &user_name).await? {
            let known = self.user_or_removed(work, directory, known.id).await?;
            if !known.kept.removed {
                return Err(ScimFault::Uniqueness);
            }
            let active = Some(wanted.active.unwrap_or(true));
            return self
                .apply(work, directory, known, UserChange { active, ..wanted })
                .await;
        }
        let number = wanted.staff_number.clone().unwrap_or_default();
        let branch = organisation::service::at(work, &directory.branch).await?;
        let new = NewAccount {
            login,
            name: wanted.name.clone().unwrap_or(user_name),
            person: None,
            org: branch.id,
            password: password.hash,
            must_change_password: false,
            language: Language::Chinese,
            grants: Vec::new(),
        };
        let account = accounts::create(work, &self.rights, arm, new).await?;
        if !number.is_empty() {
            let link =
                guildhall_identity::account::link::link_person(work, &self.rights, arm, account.id, &number);
            link.await
                .map_err(|_| ScimFault::Value("nobody has this employeeNumber".to_owned()))?;
        }
        let user = self.user_or_removed(work, directory, account.id).await?;
        self.apply(work, directory, user, UserChange { name: None, ..wanted })
            .await
    }

    /// Changes an account; who is no longer active is locked out and her sessions end, in this unit of work.
    ///
    /// # Errors
    /// [`ScimFault::NotFound`], [`ScimFault::Precondition`], [`ScimFault::Mutability`], [`ScimFault::Conflict`] for the
    /// last holder of a power, and for what only two administrators do about a holder.
    pub async fn change_user(
        &self,
        work: &mut Work,
        directory: &Directory,
        id: AccountId,
        (wanted, version): (UserChange, Option<&str>),
    ) -> Result<DirectoryUser, ScimFault> {
        let user = self.user(work, directory, id).await?;
        require_version(version, &user.version())?;
        self.apply(work, directory, user, wanted).await
    }

    /// Takes an account away from the directory: it is locked and shown no more, and leaves all groups. Its traces stay.
    ///
    /// # Errors
    /// As [`Self::change_user`].
    pub async fn remove_user(
        &self,
        work: &mut Work,
        directory: &Directory,
        (id, version): (AccountId, Option<&str>),
    ) -> Result<(), ScimFault> {
        let user = self.user(work, directory, id).await?;
        require_version(version, &user.version())?;
        outside::lock_leaver(work, &self.rights, &directory.actor, id).await?;
        store::leave_all(work, id).await?;
        let kept = Kept {
            stopped: user.kept.stopped || user.is_active(),
            removed: true,
            ..user.kept
        };
        self.keep(work, directory, (id, &kept)).await
    }

    async fn apply(
        &self,
        work: &mut Work,
        directory: &Directory,
        user: DirectoryUser,
        wanted: UserChange,
    ) -> Result<DirectoryUser, ScimFault> {
        let (id, arm) = (user.account.id, &directory.actor);
        if let Some(name) = &wanted.user_name
            && Login::parse(name)?.as_str() != user.account.login.as_str()
        {
            return Err(ScimFault::Mutability);
        }
        let mut kept = Kept {
            removed: false,
            ..user.kept.clone()
        };
        if let Some(external_id) = wanted.external_id {
            kept.external_id = Some(external_id).filter(|id| !id.is_empty());
        }
        match wanted.active {
            Some(false) if user.is_active() => {
                outside::lock_leaver(work, &self.rights, arm, id).await?;
                kept.stopped = true;
            }
            Some(true) if kept.stopped => {
                if user.account.state == AccountState::Locked {
                    accounts::set_state(work, &self.rights, arm, id, AccountState::Active).await?;
                }
                kept.stopped = false;
            }
            _ => {}
        }
        if let Some(name) = wanted.name.filter(|name| name.trim() != user.account.name) {
            outside::rename(work, &self.rights, arm, id, &name).await?;
        }
        if kept != user.kept {
            self.keep(work, directory, (id, &kept)).await?;
        }
        self.user(work, directory, id).await
    }

    async fn keep(
        &self,
        work: &mut Work,
        directory: &Directory,
        (id, kept): (AccountId, &Kept),
    ) -> Result<(), ScimFault> {
        store::put(work, id, kept).await?;
        let subject = Subject {
            kind: DIRECTORY_USER,
            id: id.uuid(),
            digest: None,
        };
        let details = json!({ "token": directory.token, "stopped": kept.stopped, "removed": kept.removed });
        note(work, &directory.actor, "directory.user-changed", subject, details).await?;
        Ok(())
    }
}
