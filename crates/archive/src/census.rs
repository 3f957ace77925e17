//! The census (档案分组统计): how many records there are of each kind that policies can tell apart.
//!
//! For whoever gives rights and must know what a change of policy opens or closes, without seeing a single record:
//! only numbers leave this file.

mod store;

use crate::record;
use crate::{Archive, ArchiveError};
use guildhall_identity::organisation;
use guildhall_identity::rights::{MANAGE_ACCOUNTS, oversight};
use guildhall_kernel::{Actor, RecordId};
use guildhall_policy::Resource;
use guildhall_store::Connection;

/// Most kinds; a union has some hundreds.
pub const KINDS_MAX: u32 = 20_000;

impl Archive {
    /// Returns the kinds of records in the realm with their number, at most [`KINDS_MAX`] kinds.
    ///
    /// # Errors
    /// [`ArchiveError::Denied`] for who does not give rights over the whole realm, [`ArchiveError::Store`].
    pub async fn census(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<(Resource, u64)>, ArchiveError> {
        let top = organisation::service::top(connection, actor.realm).await?;
        self.rights.require_in(actor, MANAGE_ACCOUNTS, &top.path)?;
        Ok(store::groups(connection, KINDS_MAX).await?)
    }

    /// Returns what policies can tell of one record, found by its id or its archival code, for an overseer.
    ///
    /// # Errors
    /// [`ArchiveError::Denied`] for who is no overseer, [`ArchiveError::NoSuchRecord`], [`ArchiveError::Store`].
    pub async fn kind_of(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        named: &str,
    ) -> Result<Resource, ArchiveError> {
        oversight::require_overseer(connection, &self.rights, actor).await?;
        let named = named.trim();
        let found = match named.parse::<RecordId>() {
            Ok(id) => record::store::get(connection, id).await?,
            Err(_) => record::store::by_archival_code(connection, named).await?,
        };
        Ok(found.ok_or(ArchiveError::NoSuchRecord)?.as_resource())
    }
}
