//! The groups of directories: those that rules/federation names for `scim`. They are neither made nor removed by a
//! directory; who is in them is, and rights follow at once.

use super::fault::ScimFault;
use super::filter::Filter;
use super::store;
use super::user::{require_version, version_of};
use super::{Directories, Directory};
use crate::granted;
use crate::subject_kind::DIRECTORY_USER;
use guildhall_identity::account::service as accounts;
use guildhall_kernel::{AccountId, ContentHash};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// The source in rules/federation that stands for all directories.
const SOURCE: &str = "scim";
/// Characters of a group's id.
const ID_CHARS: usize = 32;

/// A group as a directory sees it.
#[derive(Debug, Clone)]
pub struct DirectoryGroup {
    /// Its id, made of its name.
    pub id: String,
    /// Its name in rules/federation.
    pub name: String,
    /// The accounts of the branch that are in it.
    pub members: Vec<AccountId>,
}

impl DirectoryGroup {
    /// Returns the version of what a directory sees (ETag, weak).
    pub fn version(&self) -> String {
        version_of(&json!([self.id, self.members]))
    }
}

/// What becomes of the members of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberChange {
    /// They come in.
    Add(Vec<AccountId>),
    /// They go.
    Remove(Vec<AccountId>),
    /// They and nobody else of the branch are in.
    Replace(Vec<AccountId>),
}

/// Returns the id of a group.
pub(super) fn group_id(name: &str) -> String {
    let mut hash = ContentHash::of(name.as_bytes()).to_hex();
    hash.truncate(ID_CHARS);
    hash
}

impl Directories {
    /// Returns the groups that give anything in the directory's branch, by name.
    ///
    /// # Errors
    /// [`ScimFault::Filter`].
    pub async fn groups(
        &self,
        connection: &mut Connection,
        directory: &Directory,
        filter: Option<&Filter>,
    ) -> Result<Vec<DirectoryGroup>, ScimFault> {
        let names = self.mapping.groups(SOURCE, &directory.branch);
        let names = match filter {
            None => names,
            Some(Filter::DisplayName(wanted)) => names.into_iter().filter(|name| name == wanted).collect(),
            Some(_) => return Err(ScimFault::Filter),
        };
        let mut groups = Vec::with_capacity(names.len());
        for name in names {
            groups.push(self.group_named(connection, directory, name).await?);
        }
        Ok(groups)
    }

    /// Returns one group.
    ///
    /// # Errors
    /// [`ScimFault::NotFound`].
    pub async fn group(
        &self,
        connection: &mut Connection,
        directory: &Directory,
        id: &str,
    ) -> Result<DirectoryGroup, ScimFault> {
        let names = self.mapping.groups(SOURCE, &directory.branch);
        let found = names.into_iter().find(|name| group_id(name) == id);
        let name = found.ok_or(ScimFault::NotFound)?;
        self.group_named(connection, directory, name).await
    }

    async fn group_named(
        &self,
        connection: &mut Connection,
        directory: &Directory,
        name: String,
    ) -> Result<DirectoryGroup, ScimFault> {
        let mut members = Vec::new();
        for account in store::members(connection, &name).await? {
            match self.user(connection, directory, account).await {
                Ok(user) => members.push(user.account.id),
                Err(ScimFault::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(DirectoryGroup {
            id: group_id(&name),
            name,
            members,
        })
    }

    /// Changes who is in a group; the rights of those who come and go follow in this unit of work.
    ///
    /// # Errors
    /// [`ScimFault::NotFound`], [`ScimFault::Precondition`], [`ScimFault::Value`] for a member outside the branch.
    pub async fn change_members(
        &self,
        work: &mut Work,
        directory: &Directory,
        id: &str,
        (changes, version): (Vec<MemberChange>, Option<&str>),
    ) -> Result<DirectoryGroup, ScimFault> {
        let group = self.group(work, directory, id).await?;
        require_version(version, &group.version())?;
        let mut members = group.members.clone();
        for change in changes {
            match change {
                MemberChange::Add(come) => members.extend(come),
                MemberChange::Remove(go) => members.retain(|member| !go.contains(member)),
                MemberChange::Replace(all) => members = all,
            }
        }
        for account in group.members.iter().filter(|member| !members.contains(member)) {
            if store::leave(work, &group.name, *account).await? {
                self.follow(work, directory, (*account, "directory.member-left"))
                    .await?;
            }
        }
        for account in &members {
            let user = self.user(work, directory, *account).await;
            user.map_err(|_| ScimFault::Value("a member is no user of this branch".to_owned()))?;
            if store::join(work, &group.name, *account).await? {
                self.follow(work, directory, (*account, "directory.member-joined"))
                    .await?;
            }
        }
        self.group(work, directory, id).await
    }

    async fn follow(
        &self,
        work: &mut Work,
        directory: &Directory,
        (account, action): (AccountId, &'static str),
    ) -> Result<(), ScimFault> {
        let arm = &directory.actor;
        let subject = Subject {
            kind: DIRECTORY_USER,
            id: account.uuid(),
            digest: None,
        };
        note(work, arm, action, subject, json!({ "token": directory.token })).await?;
        let groups = store::groups_of(work, account).await?;
        let wanted = self.mapping.grants(SOURCE, &groups, &directory.branch);
        let account = accounts::get(work, &self.rights, arm, account).await?;
        let source = format!("{SOURCE} {}", directory.branch);
        granted::follow(work, &self.rights, arm, (account, &source, wanted)).await?;
        Ok(())
    }
}
