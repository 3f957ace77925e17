//! Writing a whole log as a text file that an outsider can verify; [`crate::exported`] tells its form.

use crate::LedgerError;
use crate::checkpoint::origin;
use crate::exported::FIRST_LINE;
use crate::log::{self, entry_of, hash, number};
use crate::signing_key::SigningKey;
use guildhall_store::{Connection, args};
use std::io::Write;

const LEAVES: &str =
    "SELECT l.leaf_hash, e.id, e.recorded_at, e.actor, e.action, e.subject_kind, e.subject_id,
    e.digest, e.details, e.nonce
    FROM ledger_leaf l JOIN ledger_entry e ON e.realm_id = l.realm_id AND e.id = l.entry_id
    WHERE l.realm_id = $1 AND l.leaf_index >= $2 AND l.leaf_index < $3 ORDER BY l.leaf_index";
/// Rows in a page.
const PAGE: u64 = 1_000;

/// Writes the log of the connection's realm as it stands in its last checkpoint; returns how many entries.
///
/// Make a checkpoint first, so that the newest entries are in it.
///
/// # Errors
/// [`LedgerError::Damaged`] when an entry is gone, [`LedgerError::File`] when the file cannot be written.
pub async fn export(
    connection: &mut Connection,
    key: &SigningKey,
    out: &mut (dyn Write + Send),
) -> Result<u64, LedgerError> {
    let realm = connection.realm();
    let size = log::last_checkpoint(connection)
        .await?
        .map_or(0, |checkpoint| checkpoint.size);
    let checkpoints = write_checkpoints(connection, size).await?;
    writeln!(
        out,
        "{FIRST_LINE}\norigin {}\nkey {}",
        origin(key.name(), realm),
        key.vkey()
    )?;
    writeln!(out, "checkpoints {}", checkpoints.len())?;
    for line in checkpoints {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "entries {size}")?;
    let mut from = 0;
    while from < size {
        let to = (from + PAGE).min(size);
        let rows = connection
            .fetch_all(LEAVES, args![realm, number(from), number(to)])
            .await?;
        if rows.len() as u64 != to - from {
            return Err(LedgerError::Damaged(format!(
                "entries {from} to {to} are not complete"
            )));
        }
        for row in &rows {
            let leaf = entry_of(realm, row)?.leaf();
            writeln!(out, "{} {leaf}", hex::encode(hash(row, "leaf_hash")?.0))?;
        }
        from = to;
    }
    writeln!(out, "end")?;
    out.flush()?;
    Ok(size)
}

/// Returns the checkpoints up to a size, each as one line of JSON text.
async fn write_checkpoints(connection: &mut Connection, size: u64) -> Result<Vec<String>, LedgerError> {
    let (mut lines, mut after) = (Vec::new(), 0);
    loop {
        let page = log::checkpoints(connection, after, 500).await?;
        let Some(last) = page.last() else { return Ok(lines) };
        after = last.number;
        let kept = page.iter().filter(|checkpoint| checkpoint.size <= size);
        lines.extend(kept.map(|checkpoint| serde_json::Value::from(checkpoint.note.as_str()).to_string()));
    }
}
