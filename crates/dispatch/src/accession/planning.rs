//! What becomes of a package whose word holds: a new record, one that is here already, or none, with the reason.

use super::claims::Claims;
use super::opening::Refused;
use super::places::Places;
use super::store;
use crate::{DispatchError, Exchange, Told};
use guildhall_archive::record::{RECORD_DESTROYED, SUBJECT_KIND, store as records};
use guildhall_archive::{ArchiveError, Component, Page, ReceivedRecord, Record};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Actor, Explain as _};
use guildhall_ledger::history;
use guildhall_store::Connection;

/// What becomes of a package.
pub(super) enum Plan {
    /// It becomes this record.
    Receive(Box<ReceivedRecord>),
    /// It is here.
    Known,
}

impl Exchange {
    /// Finds out what becomes of a package; nothing is written.
    ///
    /// # Errors
    /// [`Refused`].
    pub(super) async fn plan(
        &self,
        connection: &mut Connection,
        (actor, places): (&Actor, &Places),
        claims: &Claims,
    ) -> Result<Plan, Refused> {
        let carried = &claims.carried;
        let state = &carried.state;
        if self.is_known(connection, claims).await? {
            return Ok(Plan::Known);
        }
        let destroyed = (SUBJECT_KIND, state.id.uuid(), RECORD_DESTROYED);
        let was_destroyed = history::mentions(connection, destroyed, "").await;
        let number = state.archival_code.clone().unwrap_or_default();
        if was_destroyed.map_err(DispatchError::from)? {
            return Err(Told::new("accession-destroyed", [("number", number.as_str())]).into());
        }
        let holder = records::by_archival_code(connection, &number).await;
        if holder.map_err(DispatchError::from)?.is_some() {
            return Err(number_taken(&number).into());
        }
        self.require_dictionary(state)?;
        let record = Record {
            org_path: places.find(carried)?,
            // The account is of another house.
            owner: None,
            ..state.clone()
        };
        self.archive
            .require_fitting(actor, &record)
            .map_err(|error| refusal(&error))?;
        let files: Vec<Component> = carried
            .files
            .iter()
            .map(|file| Component {
                id: file.id,
                record: state.id,
                sequence: file.sequence,
                role: file.role,
                hash: file.sha256,
                size_bytes: file.bytes,
                file_name: file.name.clone(),
                media_type: file.media_type.clone(),
                created_at: file.created_at,
            })
            .collect();
        let id_of = |sequence: u32| {
            files
                .iter()
                .find(|file| file.sequence == sequence)
                .map(|file| file.id)
        };
        let pages: Vec<Page> = claims
            .pages
            .iter()
            .filter_map(|page| Some(page.clone().page(id_of(page.file)?)))
            .collect();
        Ok(Plan::Receive(Box::new(ReceivedRecord {
            record,
            pages,
            sent: carried.digest,
            history: claims.history_digest(),
            files,
        })))
    }

    /// Says whether the record is here in the state in which it was sent; another state is refused.
    async fn is_known(&self, connection: &mut Connection, claims: &Claims) -> Result<bool, Refused> {
        let carried = &claims.carried;
        let id = carried.state.id;
        let here = records::get(connection, id).await.map_err(DispatchError::from)?;
        let Some(here) = here else { return Ok(false) };
        let came = store::was_sent(connection, id, &carried.digest.to_hex()).await;
        let is_same = here.digest() == carried.digest || came.map_err(DispatchError::from)?;
        match is_same {
            true => Ok(true),
            false => {
                let number = here.archival_code.unwrap_or_default();
                Err(Told::new("accession-other-state", [("number", number.as_str())]).into())
            }
        }
    }

    /// Refuses a record that was described by a newer dictionary than the one here.
    fn require_dictionary(&self, state: &Record) -> Result<(), Told> {
        let kind = self.archive.dictionary.find(&state.type_code);
        let Some(kind) = kind.filter(|kind| kind.version < state.dictionary_version) else {
            return Ok(());
        };
        let (sent, here) = (state.dictionary_version.to_string(), kind.version.to_string());
        let values = [
            ("type", state.type_code.as_str()),
            ("sent", sent.as_str()),
            ("here", here.as_str()),
        ];
        Err(Told::new("accession-dictionary", values))
    }
}

/// That another record here has the number.
pub(super) fn number_taken(number: &str) -> Told {
    Told::new("accession-number", [("number", number)])
}

/// Says what is in the way, with the names of fields where it is they.
fn refusal(error: &ArchiveError) -> Told {
    match error {
        ArchiveError::Fields(problems) => {
            let names: Vec<String> = problems
                .iter()
                .map(|problem| format!("{} ({})", problem.field, problem.code))
                .collect();
            Told::new("accession-fields", [("fields", names.join(", ").as_str())])
        }
        other if other.kind() == ErrorKind::Denied => Told::new("accession-denied", []),
        other => Told::of(other),
    }
}
