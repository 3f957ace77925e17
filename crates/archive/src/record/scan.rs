//! What a virus scanner said of the files of records (查毒), and the decision of a person about an infected one.
//!
//! A record with an infected file about which nobody has decided is in quarantine (隔离): its content is given to nobody.

use super::component::Component;
use super::event::RecordChanged;
use super::model::Record;
use super::scan_store as store;
use super::service::{Archive, SUBJECT_KIND};
use crate::ArchiveError;
use crate::dictionary::TEXT_CHARS_MAX;
use crate::error::FieldProblem;
use guildhall_kernel::{Actor, ComponentId, RecordId, Timestamp};
use guildhall_ledger::NewEntry;
use guildhall_store::{Connection, Work, event};
use serde_json::json;

/// How a file stands after it was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanVerdict {
    /// Nothing was found.
    Clean,
    /// Something was found, and nobody has decided about it.
    Infected,
    /// Something was found, and somebody decided that it does no harm.
    Released,
    /// The scanner does not take files of this size.
    TooLarge,
}

impl ScanVerdict {
    /// Returns the code in the database and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::Released => "released",
            Self::TooLarge => "too-large",
        }
    }

    /// Reads the code in the database.
    pub(super) fn parse(code: &str) -> Option<Self> {
        [Self::Clean, Self::Infected, Self::Released, Self::TooLarge]
            .into_iter()
            .find(|verdict| verdict.code() == code)
    }
}

/// What is known of a file from a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileScan {
    /// The file.
    pub component: ComponentId,
    /// Its record.
    pub record: RecordId,
    /// How it stands.
    pub verdict: ScanVerdict,
    /// What the scanner calls what it found; empty when it found nothing.
    pub finding: String,
    /// The scanner with the version of its patterns.
    pub scanner: String,
    /// When.
    pub scanned_at: Timestamp,
    /// Why it was released; empty otherwise.
    pub reason: String,
}

/// What a scanner says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// It found nothing.
    Clean,
    /// It found this.
    Infected(String),
    /// It does not take files of this size.
    TooLarge,
}

impl Archive {
    /// Keeps what a scanner says of a file, in the name of a part of the program. An infected file puts its record in
    /// quarantine, unless somebody has released it from the same finding; the ledger tells of it.
    ///
    /// # Errors
    /// [`ArchiveError::Ledger`], [`ArchiveError::Store`].
    pub async fn keep_scan(
        &self,
        work: &mut Work,
        actor: &Actor,
        component: &Component,
        (said, scanner): (Scanned, &str),
    ) -> Result<FileScan, ArchiveError> {
        let (verdict, finding) = match said {
            Scanned::Clean => (ScanVerdict::Clean, String::new()),
            Scanned::Infected(finding) => (ScanVerdict::Infected, finding),
            Scanned::TooLarge => (ScanVerdict::TooLarge, String::new()),
        };
        let mut scan = FileScan {
            component: component.id,
            record: component.record,
            verdict,
            finding,
            scanner: scanner.to_owned(),
            scanned_at: work.now(),
            reason: String::new(),
        };
        let before = store::of_record(work, component.record).await?;
        let before = before.into_iter().find(|before| before.component == component.id);
        if let Some(released) = before.filter(|before| before.verdict == ScanVerdict::Released)
            && released.finding == scan.finding
        {
            (scan.verdict, scan.reason) = (ScanVerdict::Released, released.reason);
        }
        store::keep(work, &scan).await?;
        if scan.verdict == ScanVerdict::Infected {
            let details =
                json!({ "file": component.sequence, "finding": scan.finding, "scanner": scan.scanner });
            tell(work, actor, (component.record, "record.quarantined"), details).await?;
        }
        Ok(scan)
    }

    /// Returns a record in quarantine with what was found in its files, to who may decide about it.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] also when it is not in quarantine or discarded, [`ArchiveError::Denied`].
    pub async fn quarantined(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<(Record, Vec<FileScan>), ArchiveError> {
        let record = self.present(connection, actor, id).await?;
        let mut scans = store::of_record(connection, id).await?;
        scans.retain(|scan| scan.verdict == ScanVerdict::Infected);
        if scans.is_empty() {
            return Err(ArchiveError::NoSuchRecord);
        }
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        Ok((record, scans))
    }

    /// Decides that what was found in the files of a record does no harm (解除隔离), with the reason.
    ///
    /// # Errors
    /// As [`Archive::quarantined`], [`ArchiveError::OwnPaper`] for who brought it in herself, [`ArchiveError::Fields`]
    /// when the reason is missing or too long.
    pub async fn release_from_quarantine(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
        reason: &str,
    ) -> Result<Record, ArchiveError> {
        let (record, scans) = self.quarantined(work, actor, id).await?;
        if record.owner.is_some() && record.owner == actor.account() {
            return Err(ArchiveError::OwnPaper);
        }
        let reason = checked(reason)?;
        let findings: Vec<&str> = scans.iter().map(|scan| scan.finding.as_str()).collect();
        let details = json!({ "findings": findings });
        for scan in &scans {
            let released = FileScan {
                verdict: ScanVerdict::Released,
                reason: reason.clone(),
                ..scan.clone()
            };
            store::keep(work, &released).await?;
        }
        // The reason may name people, and nothing can be taken out of the ledger again.
        tell(work, actor, (id, "record.quarantine-released"), details).await?;
        Ok(record)
    }

    /// Returns what is known of the files of a record from scans, without asking for rights.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn scans(
        &self,
        connection: &mut Connection,
        record: RecordId,
    ) -> Result<Vec<FileScan>, ArchiveError> {
        Ok(store::of_record(connection, record).await?)
    }
}

fn checked(reason: &str) -> Result<String, ArchiveError> {
    let reason = reason.trim().to_owned();
    let code = match reason.chars().count() {
        0 => "missing",
        chars if chars > TEXT_CHARS_MAX => "too-long",
        _ => return Ok(reason),
    };
    let field = "reason".to_owned();
    Err(ArchiveError::Fields(vec![FieldProblem { field, code }]))
}

/// Tells the ledger, and all that keep something derived from the record.
async fn tell(
    work: &mut Work,
    actor: &Actor,
    (record, action): (RecordId, &'static str),
    details: serde_json::Value,
) -> Result<(), ArchiveError> {
    let entry = NewEntry {
        action,
        subject_kind: SUBJECT_KIND,
        subject_id: record.uuid(),
        digest: None,
        details,
    };
    guildhall_ledger::append(work, actor, entry).await?;
    event::append_many(work, &[RecordChanged { record }]).await?;
    Ok(())
}
