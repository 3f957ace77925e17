//! Being the witness of another installation's log: cosigning a checkpoint that continues what was seen before, and
//! refusing every other, loudly.
//!
//! C2SP tlog-witness. Only logs whose public key was configured are witnessed. A refused fork is written into this
//! installation's own ledger, once for each checkpoint, so that neither of the two can hide it.

use crate::LedgerError;
use crate::append::{NewEntry, append};
use crate::checkpoint::{Checkpoint, VerifyingKey};
use crate::log::{count, number};
use crate::signing_key::SigningKey;
use crate::submission::Submission;
use guildhall_kernel::{Actor, ContentHash, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};

/// The kind of thing that a refusal is written down about: the ledger of a realm.
const SUBJECT: &str = "ledger";
const OF: &str = "SELECT origin, size, note, cosigned_at, refused_at, refused_hash FROM ledger_witnessed
    WHERE realm_id = $1 AND origin = $2";
const ALL: &str = "SELECT origin, size, note, cosigned_at, refused_at, refused_hash FROM ledger_witnessed
    WHERE realm_id = $1 ORDER BY origin LIMIT 1000";
const FIRST: &str = "INSERT INTO ledger_witnessed (realm_id, origin, size, note, cosigned_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (realm_id, origin) DO NOTHING";
const NEXT: &str = "UPDATE ledger_witnessed SET size = $1, note = $2, cosigned_at = $3
    WHERE realm_id = $4 AND origin = $5 AND size = $6";
const REFUSED: &str = "UPDATE ledger_witnessed SET refused_at = $1, refused_hash = $2
    WHERE realm_id = $3 AND origin = $4";

/// A log that this installation witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessedLog {
    /// Whose log it is.
    pub origin: String,
    /// Leaves that were seen.
    pub size: u64,
    /// The checkpoint that was cosigned last.
    pub note: String,
    /// When.
    pub cosigned_at: Timestamp,
    /// When a checkpoint was refused that did not continue it.
    pub refused_at: Option<Timestamp>,
    refused_hash: Option<String>,
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The cosignature line.
    Cosigned(String),
    /// The proof begins at another size than the one that was seen last, which is this.
    Elsewhere(u64),
    /// The checkpoint does not continue what was seen before.
    Fork,
    /// No configured key signed it.
    Unknown,
}

/// Judges what a log sends, cosigns it when it continues what was seen before, and keeps it.
///
/// # Errors
/// [`LedgerError::Malformed`] when the old size is larger than that of the checkpoint, or what the database says.
pub async fn witness(
    work: &mut Work,
    actor: &Actor,
    (keys, own): (&[VerifyingKey], &SigningKey),
    submission: &Submission,
) -> Result<Answer, LedgerError> {
    let Some(stated) = signed_by_any(keys, &submission.note) else {
        return Ok(Answer::Unknown);
    };
    if submission.older > stated.size {
        return Err(LedgerError::Malformed(
            "the old size is beyond the checkpoint".to_owned(),
        ));
    }
    let seen = of(work, &stated.origin).await?;
    let seen_size = seen.as_ref().map_or(0, |seen| seen.size);
    if submission.older != seen_size {
        return Ok(Answer::Elsewhere(seen_size));
    }
    let older = seen.as_ref().map(|seen| opened(keys, &seen.note)).transpose()?;
    // Everything continues an empty log.
    let older = older.filter(|older| older.size > 0);
    if !submission.continues(older.as_ref(), &stated) {
        return refuse(work, actor, seen, &submission.note).await;
    }
    let replaced = seen.map(|seen| seen.size);
    if !keep(work, replaced, &stated, &submission.note).await? {
        let newer = of(work, &stated.origin).await?;
        return Ok(Answer::Elsewhere(newer.map_or(0, |newer| newer.size)));
    }
    Ok(Answer::Cosigned(own.cosign(&submission.note, work.now())?))
}

/// Returns the logs that this installation witnesses, by origin.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn witnessed_logs(connection: &mut Connection) -> Result<Vec<WitnessedLog>, LedgerError> {
    let realm = connection.realm();
    let rows = connection.fetch_all(ALL, args![realm]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn signed_by_any(keys: &[VerifyingKey], note: &str) -> Option<Checkpoint> {
    keys.iter().find_map(|key| {
        let stated = key.open(note).ok()?;
        let rest = stated.origin.strip_prefix(key.name())?;
        (rest.is_empty() || rest.starts_with('/')).then_some(stated)
    })
}

fn opened(keys: &[VerifyingKey], note: &str) -> Result<Checkpoint, LedgerError> {
    let gone = || LedgerError::Damaged("the key of a witnessed checkpoint is not configured".to_owned());
    signed_by_any(keys, note).ok_or_else(gone)
}

async fn of(connection: &mut Connection, origin: &str) -> Result<Option<WitnessedLog>, LedgerError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(OF, args![realm, origin]).await?;
    Ok(row.as_ref().map(read).transpose()?)
}

fn read(row: &Row) -> Result<WitnessedLog, StoreError> {
    Ok(WitnessedLog {
        origin: row.get("origin")?,
        size: count(row, "size")?,
        note: row.get("note")?,
        cosigned_at: row.get("cosigned_at")?,
        refused_at: row.get("refused_at")?,
        refused_hash: row.get("refused_hash")?,
    })
}

/// Keeps a checkpoint in place of the one that was seen; no when another was kept meanwhile.
async fn keep(
    work: &mut Work,
    seen: Option<u64>,
    stated: &Checkpoint,
    note: &str,
) -> Result<bool, LedgerError> {
    let (realm, now, size) = (work.realm(), work.now(), number(stated.size));
    let written = match seen {
        Some(seen) => {
            let values = args![size, note, now, realm, &stated.origin, number(seen)];
            work.execute(NEXT, values).await?
        }
        None => {
            work.execute(FIRST, args![realm, &stated.origin, size, note, now])
                .await?
        }
    };
    Ok(written == 1)
}

async fn refuse(
    work: &mut Work,
    actor: &Actor,
    seen: Option<WitnessedLog>,
    note: &str,
) -> Result<Answer, LedgerError> {
    let hash = ContentHash::of(note.as_bytes()).to_hex();
    let Some(seen) = seen.filter(|seen| seen.refused_hash.as_ref() != Some(&hash)) else {
        return Ok(Answer::Fork);
    };
    tracing::error!(
        origin = seen.origin,
        size = seen.size,
        "a witnessed log was rewritten"
    );
    let values = args![work.now(), &hash, work.realm(), &seen.origin];
    work.execute(REFUSED, values).await?;
    let refused = NewEntry {
        action: "witness.fork-refused",
        subject_kind: SUBJECT,
        subject_id: work.realm().uuid(),
        digest: None,
        details: serde_json::json!({ "origin": seen.origin, "seen": seen.size, "refused": hash }),
    };
    append(work, actor, refused).await?;
    Ok(Answer::Fork)
}
