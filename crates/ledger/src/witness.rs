//! The witnesses of this log (见证): where its checkpoints are carried, so that nobody here can rewrite it alone.
//!
//! A witness is a folder on other storage, another installation, or a mailbox. What each one got, and how the last attempt
//! went, is kept here for the people who look after the ledger; it is no proof of anything: that lies with the witness.

use crate::LedgerError;
use crate::cosignature::WitnessKey;
use crate::log::{count, number};
use crate::mailbox::Mailbox;
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use std::path::PathBuf;

const OF: &str = "SELECT name, size, note, sent_at, tried_at, problem, detail FROM ledger_witness
    WHERE realm_id = $1 AND name = $2";
const SENT: &str = "INSERT INTO ledger_witness (realm_id, name, size, note, sent_at, tried_at, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (realm_id, name) DO UPDATE SET size = excluded.size,
    note = excluded.note, sent_at = excluded.sent_at, tried_at = excluded.tried_at, problem = NULL, detail = ''";
const FAILED: &str = "INSERT INTO ledger_witness (realm_id, name, size, note, tried_at, problem, detail)
    VALUES ($1, $2, 0, '', $3, $4, $5) ON CONFLICT (realm_id, name) DO UPDATE SET tried_at = excluded.tried_at,
    problem = excluded.problem, detail = excluded.detail";

/// A witness.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Name, unique in the installation.
    pub name: String,
    /// Where it is.
    pub place: Place,
}

/// Where a witness is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A folder, best on storage of somebody else; checkpoints are appended to a file in it.
    Folder(PathBuf),
    /// Another installation, or any witness of C2SP tlog-witness.
    Installation {
        /// The address to which checkpoints are posted.
        address: reqwest::Url,
        /// The key of its cosignatures.
        key: WitnessKey,
    },
    /// A mailbox of somebody else.
    Mailbox(Mailbox),
}

/// How it stands with a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessState {
    /// Leaves of the newest checkpoint that it took.
    pub size: u64,
    /// That checkpoint, with the cosignature when the witness gives one; empty before the first.
    pub note: String,
    /// When it took it.
    pub sent_at: Option<Timestamp>,
    /// When it was tried last.
    pub tried_at: Timestamp,
    /// Code of what went wrong with the last attempt: that of [`crate::delivery::Undelivered`].
    pub problem: Option<String>,
    /// What the disk or the server said.
    pub detail: String,
}

impl Place {
    /// Returns the key of the witness's cosignatures, when it gives any.
    pub fn key(&self) -> Option<&WitnessKey> {
        match self {
            Self::Folder(_) | Self::Mailbox(_) => None,
            Self::Installation { key, .. } => Some(key),
        }
    }
}

fn read(row: &Row) -> Result<WitnessState, StoreError> {
    Ok(WitnessState {
        size: count(row, "size")?,
        note: row.get("note")?,
        sent_at: row.get("sent_at")?,
        tried_at: row.get("tried_at")?,
        problem: row.get("problem")?,
        detail: row.get("detail")?,
    })
}

/// Returns how it stands with a witness; nothing before the first attempt.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn state(connection: &mut Connection, name: &str) -> Result<Option<WitnessState>, LedgerError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(OF, args![realm, name]).await?;
    Ok(row.as_ref().map(read).transpose()?)
}

/// Returns the cosigned checkpoints that witnesses gave back, each beside the key of its witness.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn cosigned(
    connection: &mut Connection,
    witnesses: &[Witness],
) -> Result<Vec<(String, String)>, LedgerError> {
    let mut cosigned = Vec::new();
    for witness in witnesses {
        let (Some(key), Some(state)) = (witness.place.key(), state(connection, &witness.name).await?) else {
            continue;
        };
        if state.size > 0 {
            cosigned.push((key.as_text(), state.note));
        }
    }
    Ok(cosigned)
}

/// Writes down that a witness took a checkpoint.
pub(crate) async fn sent(work: &mut Work, name: &str, size: u64, note: &str) -> Result<(), StoreError> {
    let now = work.now();
    let values = args![work.realm(), name, number(size), note, now, now, ""];
    work.execute(SENT, values).await.map(|_| ())
}

/// Writes down that a witness did not take a checkpoint.
pub(crate) async fn failed(
    work: &mut Work,
    name: &str,
    problem: &str,
    detail: &str,
) -> Result<(), StoreError> {
    let values = args![work.realm(), name, work.now(), problem, detail];
    work.execute(FAILED, values).await.map(|_| ())
}
