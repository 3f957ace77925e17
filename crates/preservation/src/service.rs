//! What a person, or a part of the program, can do in this room.

use crate::PreservationError;
use crate::file_format::{FileFormat, FileOfFormat, FormatCount};
use crate::store::{self, FileKey};
use guildhall_archive::record::store as records;
use guildhall_archive::{Archive, Component};
use guildhall_formats::{FormatRules, Sample, Sampler};
use guildhall_kernel::{Actor, RealmId, RecordId};
use guildhall_scanner::Scanner;
use guildhall_store::{Connection, Database};
use guildhall_vault::{Vault, VaultError, VaultReader};
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;

/// Most files in a page.
const PAGE_MAX: u32 = 200;
/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// The services of this room. Cheap to clone.
#[derive(Clone)]
pub struct Preservation {
    /// The database.
    pub database: Database,
    /// Which formats there are, and whether they last.
    pub formats: Arc<FormatRules>,
    /// Records.
    pub archive: Archive,
    /// Their files.
    pub vault: Vault,
    /// Who is asked for viruses; none when no scanner is configured.
    pub scanner: Option<Scanner>,
}

/// What the archive holds, by format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatMap {
    /// How much there is of each; most files first.
    pub formats: Vec<FormatCount>,
}

impl Preservation {
    /// Looks at the files of a record that were not looked at under the present rules, and keeps what they are. Asks for
    /// no rights: what is kept follows from the files. Returns how many were looked at.
    ///
    /// # Errors
    /// [`PreservationError::Vault`] when a file could not be read for now; those before it are kept.
    pub async fn look_at(&self, realm: RealmId, record: RecordId) -> Result<usize, PreservationError> {
        let (components, known) = {
            let mut connection = self.database.read(realm).await?;
            let components = records::components(&mut connection, record).await?;
            (components, store::of_record(&mut connection, record).await?)
        };
        let is_known = |component: &Component| {
            let mut known = known.iter();
            known.any(|known| known.component == component.id && known.rules == self.formats.version())
        };
        let mut looked_at = 0;
        for component in components.iter().filter(|component| !is_known(component)) {
            let Some(sample) = self.sample(realm, component).await? else {
                continue;
            };
            self.keep(realm, component, sample).await?;
            looked_at += 1;
        }
        Ok(looked_at)
    }

    async fn keep(
        &self,
        realm: RealmId,
        component: &Component,
        sample: Sample,
    ) -> Result<(), PreservationError> {
        let told = self.formats.identify_apart(sample, &component.file_name).await;
        let mut work = self.database.begin(realm).await?;
        let format = FileFormat {
            component: component.id,
            record: component.record,
            puid: told.puid,
            basis: told.basis,
            encoding: told.encoding.to_owned(),
            name_disagrees: told.name_disagrees,
            rules: self.formats.version().to_owned(),
            identified_at: work.now(),
        };
        store::keep(&mut work, &format).await?;
        Ok(work.commit().await?)
    }

    /// Returns what is looked at of a file; nothing of one that is lost, of which the scrub and the four checks tell.
    async fn sample(
        &self,
        realm: RealmId,
        component: &Component,
    ) -> Result<Option<Sample>, PreservationError> {
        let opened = {
            let mut connection = self.database.read(realm).await?;
            self.vault.open_object(&mut connection, component.hash).await
        };
        match opened {
            Ok(reader) => Ok(read(reader).await),
            Err(VaultError::NotFound { .. } | VaultError::Key(_) | VaultError::Lost { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns what the files of a record are, as far as they were looked at.
    ///
    /// # Errors
    /// [`PreservationError::Archive`] when the actor may not see the content of the record.
    pub async fn of_record(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Vec<FileFormat>, PreservationError> {
        self.archive.components(connection, actor, record).await?;
        Ok(store::of_record(connection, record).await?)
    }

    /// Returns what the archive holds by format, among the records that the actor may list.
    ///
    /// # Errors
    /// [`PreservationError::Store`].
    pub async fn map(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<FormatMap, PreservationError> {
        let mut formats = store::counts(connection, (&self.archive, actor)).await?;
        formats.sort_by(|one, other| {
            other
                .files
                .cmp(&one.files)
                .then_with(|| one.puid.cmp(&other.puid))
        });
        Ok(FormatMap { formats })
    }

    /// Returns the files in a format, with their records, among those that the actor may list, behind a key.
    ///
    /// # Errors
    /// [`PreservationError::Store`].
    pub async fn files(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        puid: &str,
        (after, limit): (Option<FileKey>, u32),
    ) -> Result<Vec<FileOfFormat>, PreservationError> {
        let page = (after, limit.clamp(1, PAGE_MAX));
        let found = store::files(connection, (&self.archive, actor), puid, page).await?;
        let mut ids: Vec<RecordId> = found.iter().map(|(format, ..)| format.record).collect();
        ids.dedup();
        let records = records::get_many(connection, &ids).await?;
        let with_record = |(format, sequence, bytes): (FileFormat, u32, u64)| {
            let record = records.iter().find(|record| record.id == format.record)?.clone();
            Some(FileOfFormat {
                format,
                sequence,
                bytes,
                record,
            })
        };
        Ok(found.into_iter().filter_map(with_record).collect())
    }

    /// Returns records, behind one, with a file that was not looked at under the present rules.
    pub(crate) async fn stale(
        &self,
        realm: RealmId,
        after: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<RecordId>, PreservationError> {
        let mut connection = self.database.read(realm).await?;
        let rules = (after, self.formats.version());
        Ok(store::stale(&mut connection, rules, limit).await?)
    }
}

/// Reads a file to its end; nothing when its bytes are harmed.
async fn read(mut reader: VaultReader) -> Option<Sample> {
    let (mut sampler, mut block) = (Sampler::default(), vec![0; BLOCK]);
    loop {
        match reader.read(&mut block).await {
            Ok(0) => return Some(sampler.finish()),
            Ok(read) => sampler.push(&block[..read]),
            Err(error) => {
                tracing::warn!(%error, "a file could not be read to its end");
                return None;
            }
        }
    }
}
