//! What both directions share: the rooms they need, their folder, and who keeps it tidy.

use crate::consignment::store as consignments;
use crate::pack::remove;
use crate::{Dispatch, DispatchError, Historian, accession, prior};
use async_trait::async_trait;
use guildhall_archive::{Archive, Trace};
use guildhall_identity::account;
use guildhall_kernel::{AccountId, Actor, Origin, RealmId, RecordId};
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, NewJob, Schedule};
use guildhall_store::{Connection, Database, StoreError, Work};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Kind of the job that takes away what lies in the folder longer than it should.
pub const CLEAR_EXCHANGES: &str = "dispatch.clear";
/// How long finished packages wait to be fetched: they lie there unsealed.
const KEPT_DAYS: i64 = 7;
/// Consignments cleared at once.
const CLEARED_AT_ONCE: u32 = 100;

/// Takes many records out, and packages in. Cheap to clone.
#[derive(Clone)]
pub struct Exchange {
    /// The database.
    pub database: Database,
    /// Packs records.
    pub dispatch: Dispatch,
    /// Records.
    pub archive: Archive,
    /// Tells and proves their histories.
    pub historian: Historian,
    /// Where packages wait to be fetched, and what was sent waits to be taken in; nobody else may read it.
    pub folder: PathBuf,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// Whoever watches long work.
#[derive(Clone, Copy)]
pub struct Progress<'p> {
    /// Is told how many are done, of how many.
    pub told: &'p (dyn Fn(u64, u64) + Send + Sync),
    /// Says whether somebody asked to stop.
    pub is_stopped: &'p (dyn Fn() -> bool + Send + Sync),
    /// Whether what cannot be done now will not be tried again.
    pub is_last: bool,
}

impl Exchange {
    /// Returns the person who began something, with the rights that she has now; the part of the program when nobody did.
    pub(crate) async fn acting(
        &self,
        connection: &mut Connection,
        made_by: Option<AccountId>,
    ) -> Result<Actor, DispatchError> {
        let Some(id) = made_by else {
            let top = guildhall_identity::organisation::service::top(connection, connection.realm()).await?;
            return Ok(Actor::program("command", top.realm, top.path));
        };
        let known = account::service::known(connection, id).await?;
        let account = known.ok_or(DispatchError::NoSuchExchange)?;
        let mut actor = account.actor(Origin::default());
        if account.state != guildhall_identity::AccountState::Active {
            // What she began stays hers, and she may do nothing more.
            actor.grants.clear();
        }
        Ok(actor)
    }

    /// Returns the folder of one consignment or accession.
    pub(crate) fn own_folder(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Makes the folder, readable for the program alone.
    pub(crate) fn make_folder(&self, folder: &Path) -> Result<(), DispatchError> {
        std::fs::create_dir_all(folder).map_err(DispatchError::Scratch)?;
        #[cfg(unix)]
        if folder.starts_with(&self.folder) {
            use std::os::unix::fs::PermissionsExt as _;
            let private = std::fs::Permissions::from_mode(0o700);
            std::fs::set_permissions(&self.folder, private).map_err(DispatchError::Scratch)?;
        }
        Ok(())
    }

    /// Takes away the packages of stopped consignments and of those that nobody fetched in time.
    ///
    /// # Errors
    /// [`DispatchError::Store`], [`DispatchError::Scratch`].
    pub async fn clear(&self, realm: RealmId) -> Result<u64, DispatchError> {
        let before = self.database.clock().now().plus_secs(-KEPT_DAYS * 86_400);
        let mut count = 0;
        loop {
            let mut connection = self.database.read(realm).await?;
            let old = consignments::to_clear(&mut connection, before, CLEARED_AT_ONCE).await?;
            drop(connection);
            if old.is_empty() {
                return Ok(count);
            }
            for id in &old {
                remove(&self.own_folder(*id)).map_err(DispatchError::Scratch)?;
            }
            let mut work = self.database.begin(realm).await?;
            consignments::cleared(&mut work, &old).await?;
            work.commit().await?;
            count += old.len() as u64;
        }
    }
}

/// Returns a job of this room.
pub(crate) fn new_job(kind: &'static str, subject: Uuid, attempts_max: u32) -> NewJob {
    NewJob {
        lane: LANE_QUICK,
        kind,
        subject,
        payload: serde_json::json!({}),
        attempts_max,
        run_at: None,
    }
}

/// Clears the folder by the clock.
pub struct Clearing(pub Exchange);

impl Clearing {
    /// Every night.
    pub const SCHEDULE: Schedule<'static> = Schedule {
        name: CLEAR_EXCHANGES,
        cron: "40 18 * * *",
        lane: LANE_QUICK,
        kind: CLEAR_EXCHANGES,
    };
}

#[async_trait]
impl JobHandler for Clearing {
    fn kind(&self) -> &'static str {
        CLEAR_EXCHANGES
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        let cleared = self.0.clear(job.job.realm).await;
        cleared.map(drop).map_err(|error| JobError::retry("clear", error))
    }
}

/// What this room keeps of a record goes when the record is destroyed: what houses before this one told, and its packages
/// that wait to be fetched.
#[derive(Debug, Clone)]
pub struct ExchangeTrace {
    /// The folder of [`Exchange`].
    pub folder: PathBuf,
}

#[async_trait]
impl Trace for ExchangeTrace {
    async fn forget(&self, work: &mut Work, record: RecordId) -> Result<(), StoreError> {
        prior::forget(work, record).await?;
        for (consignment, place) in consignments::waiting_packages(work, record).await? {
            let lies = self.folder.join(consignment.to_string()).join(place);
            remove(&lies).map_err(|error| StoreError::inconsistent("consignment_item", error.to_string()))?;
        }
        consignments::destroyed(work, record).await
    }
}

/// The folder below that of an accession in which what was sent is unpacked.
pub(crate) fn unpacked(folder: &Path) -> PathBuf {
    folder.join(accession::UNPACKED)
}
