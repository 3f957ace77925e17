//! Writing a whole log as a text file that an outsider can verify; [`crate::exported`] tells its form.

use crate::LedgerError;
use crate::checkpoint::origin;
use crate::exported::{FIRST_LINE, LAST_LINE, TILE};
use crate::log::{self, entry_of, hash, number};
use crate::signing_key::SigningKey;
use crate::tile::WIDTH;
use guildhall_store::{Connection, args};
use std::io::Write;

const LEAVES: &str =
    "SELECT l.leaf_hash, e.id, e.recorded_at, e.actor, e.action, e.subject_kind, e.subject_id,
    e.digest, e.details, e.nonce
    FROM ledger_leaf l JOIN ledger_entry e ON e.realm_id = l.realm_id AND e.id = l.entry_id
    WHERE l.realm_id = $1 AND l.leaf_index >= $2 AND l.leaf_index < $3 ORDER BY l.leaf_index";
/// Rows in a page: those of a few whole tiles.
const PAGE: u64 = 4 * WIDTH;

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
        for block in rows.chunks(WIDTH as usize) {
            let hashes = block.iter().map(|row| Ok(hash(row, "leaf_hash")?.0));
            let hashes: Vec<_> = hashes.collect::<Result<_, LedgerError>>()?;
            writeln!(out, "{TILE}{}", hex::encode(hashes.concat()))?;
            for row in block {
                writeln!(out, "{}", entry_of(realm, row)?.leaf())?;
            }
        }
        from = to;
    }
    writeln!(out, "{LAST_LINE}")?;
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
