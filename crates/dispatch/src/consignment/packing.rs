//! The job that packs a consignment. Each record is a unit of work of its own; the next attempt goes on with what waits.

use super::model::{Consignment, ConsignmentItem, ConsignmentState, ItemOutcome};
use super::receipt::RECEIPT;
use super::service::subject;
use super::{place, store};
use crate::exchange::Progress;
use crate::{DispatchError, Exchange, Order, Packed, Told};
use async_trait::async_trait;
use guildhall_archive::{ArchiveError, Record, RecordState};
use guildhall_identity::Denied;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Actor, ContentHash, Explain as _, RealmId};
use guildhall_ledger::note;
use guildhall_package::PackageError;
use guildhall_store::job::{JobContext, JobError, JobHandler};
use serde_json::json;
use std::path::Path;
use uuid::Uuid;

/// Kind of the job.
pub const PACK_RECORDS: &str = "dispatch.pack";
/// Lines read at once; the log is sealed once for each such page.
const PAGE: u32 = 50;
/// What is written down of each record that was packed.
const PACKAGED: &str = "record.packaged";

impl Exchange {
    /// Packs what waits in a consignment, and ends it. Says whether it was ended, and not stopped on the way.
    ///
    /// # Errors
    /// What database, vault or disk refuse; what was packed before stays, and the next call goes on behind it.
    pub async fn pack_consignment(
        &self,
        (realm, id): (RealmId, Uuid),
        progress: Progress<'_>,
    ) -> Result<bool, DispatchError> {
        let mut connection = self.database.read(realm).await?;
        let found = store::get(&mut connection, id).await?;
        let consignment = found.ok_or(DispatchError::NoSuchExchange)?;
        drop(connection);
        let folder = self.folder_of(&consignment);
        self.make_folder(&folder)?;
        place::prepare(consignment.format, &folder)?;
        loop {
            let mut connection = self.database.read(realm).await?;
            let state = store::get(&mut connection, id).await?.map(|one| one.state);
            let waiting = (id, Some(ItemOutcome::Waiting));
            let page = store::items(&mut connection, waiting, (0, PAGE)).await?;
            let actor = self.acting(&mut connection, consignment.made_by).await?;
            drop(connection);
            if state != Some(ConsignmentState::Packing) {
                return Ok(state == Some(ConsignmentState::Done));
            }
            if page.is_empty() {
                self.finish(realm, &actor, &consignment).await?;
                return Ok(true);
            }
            self.historian.seal(realm).await?;
            for item in page {
                if (progress.is_stopped)() {
                    return Ok(false);
                }
                let done = u64::from(item.sequence);
                self.pack_item(&actor, (&consignment, &folder), item, progress.is_last)
                    .await?;
                (progress.told)(done, consignment.records);
            }
        }
    }

    async fn pack_item(
        &self,
        actor: &Actor,
        (consignment, folder): (&Consignment, &Path),
        item: ConsignmentItem,
        is_last: bool,
    ) -> Result<(), DispatchError> {
        let place = place::of(consignment.format, item.record, &item.archival_code);
        let packed = self
            .pack_record(actor, consignment, (&item, folder.join(&place)))
            .await;
        let ended = match packed {
            Ok((record, packed)) => Ok((record, packed)),
            Err(error) if stays_behind(&error, is_last) => Err(Told::of(&error)),
            Err(error) => return Err(error),
        };
        let mut work = self.database.begin(actor.realm).await?;
        let now = Some(work.now());
        let item = match &ended {
            Ok((_, packed)) => ConsignmentItem {
                outcome: ItemOutcome::Packed,
                place,
                files: packed.files,
                bytes: packed.bytes,
                digest: packed.digest.clone(),
                ended_at: now,
                ..item
            },
            Err(told) => ConsignmentItem {
                outcome: ItemOutcome::LeftOut,
                problem: Some(told.clone()),
                ended_at: now,
                ..item
            },
        };
        store::end_item(&mut work, consignment.id, &item).await?;
        if let Ok((record, _)) = &ended {
            self.archive.note_read(&mut work, actor, record, PACKAGED).await?;
        }
        Ok(work.commit().await?)
    }

    async fn pack_record(
        &self,
        actor: &Actor,
        consignment: &Consignment,
        (item, place): (&ConsignmentItem, std::path::PathBuf),
    ) -> Result<(Record, Packed), DispatchError> {
        let mut connection = self.database.read(actor.realm).await?;
        let record = self.archive.record(&mut connection, actor, item.record).await?;
        if record.state != RecordState::Filed {
            return Err(DispatchError::NotFiled);
        }
        if !self.archive.may_take_along(actor, &record, &consignment.purpose) {
            let denied = Denied {
                action: "exportRecords".to_owned(),
                policies: Vec::new(),
            };
            return Err(ArchiveError::from(denied).into());
        }
        let components = self.archive.components(&mut connection, actor, record.id).await?;
        let mut past = self.historian.past(&mut connection, record.id).await?;
        if !past.proof.contains(&record.digest().to_hex()) {
            // It was changed since the log was sealed.
            self.historian.seal(actor.realm).await?;
            past = self.historian.past(&mut connection, record.id).await?;
        }
        let order = Order {
            record: &record,
            components: &components,
            past,
            now: self.database.clock().now(),
        };
        let how = (consignment.format, place);
        let packed = self
            .dispatch
            .pack_at(&mut connection, &self.archive, order, how)
            .await?;
        Ok((record, packed))
    }

    /// Writes the receipt beside the packages and ends the consignment.
    async fn finish(
        &self,
        realm: RealmId,
        actor: &Actor,
        consignment: &Consignment,
    ) -> Result<(), DispatchError> {
        let mut work = self.database.begin(realm).await?;
        let sums = store::sums(&mut work, consignment.id).await?;
        let text = self.receipt(&mut work, consignment).await?.to_text()?;
        let file = self.folder_of(consignment).join(RECEIPT);
        std::fs::write(&file, &text).map_err(DispatchError::Scratch)?;
        store::end(&mut work, (consignment.id, ConsignmentState::Done), sums).await?;
        let details = json!({
            "packed": sums.packed, "left_out": sums.left_out, "bytes": sums.bytes,
            "receipt": ContentHash::of(text.as_bytes()),
        });
        note(
            &mut work,
            actor,
            "consignment.done",
            subject(consignment.id),
            details,
        )
        .await?;
        Ok(work.commit().await?)
    }
}

/// Says whether a record stays behind with its reason, instead of the packing being tried again.
fn stays_behind(error: &DispatchError, is_last: bool) -> bool {
    match error {
        DispatchError::Archive(error) => {
            !matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable)
        }
        DispatchError::NotFiled | DispatchError::Package(PackageError::Changed { .. }) => true,
        // A file that no replica gives may be given at another attempt.
        DispatchError::Package(_) | DispatchError::Vault(_) => is_last,
        _ => false,
    }
}

/// Packs consignments in the background.
pub struct Packing(pub Exchange);

#[async_trait]
impl JobHandler for Packing {
    fn kind(&self) -> &'static str {
        PACK_RECORDS
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        let told = |done: u64, total: u64| job.progress(store::signed(done), store::signed(total));
        let is_stopped = || job.is_cancelled();
        let progress = Progress {
            told: &told,
            is_stopped: &is_stopped,
            is_last: job.is_last_attempt(),
        };
        match self
            .0
            .pack_consignment((job.job.realm, job.job.subject), progress)
            .await
        {
            Ok(true) => Ok(()),
            Ok(false) => Err(JobError::Cancelled),
            Err(error) => Err(JobError::retry("pack", error)),
        }
    }
}
