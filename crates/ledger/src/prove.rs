//! Making proofs from the kept tree; each needs a handful of tiles, however long the log is.

use crate::LedgerError;
use crate::log::{self, KeptCheckpoint};
use crate::proof::{Proof, encode};
use crate::tile::Question;
use crate::tree::Hash;
use guildhall_kernel::LedgerEntryId;
use guildhall_store::Connection;

async fn answer(connection: &mut Connection, question: Question) -> Result<Vec<Hash>, LedgerError> {
    let tiles = log::tiles(connection, question.tiles()).await?;
    question.answer(&tiles)
}

/// Proves that an entry stands in the log of the newest checkpoint.
///
/// # Errors
/// [`LedgerError::OutOfRange`] when the entry is not in that checkpoint yet or does not exist,
/// [`LedgerError::Damaged`] when the kept tree gives no proof.
pub async fn prove_inclusion(connection: &mut Connection, id: LedgerEntryId) -> Result<Proof, LedgerError> {
    let checkpoint = log::last_checkpoint(connection).await?;
    let size = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
    let index = log::place(connection, id).await?.unwrap_or(u64::MAX);
    let (Some(checkpoint), true) = (checkpoint, index < size) else {
        return Err(LedgerError::OutOfRange { size, asked: index });
    };
    let gone = || LedgerError::Damaged(format!("entry {id} is gone"));
    let entry = log::entry(connection, id).await?.ok_or_else(gone)?;
    let proof = encode(&answer(connection, Question::Inclusion { size, index }).await?);
    Ok(Proof::Inclusion {
        leaf: entry.leaf(),
        index,
        proof,
        checkpoint: checkpoint.note,
    })
}

/// Proves that the log of one checkpoint continues that of an older one; both are given by their numbers.
///
/// # Errors
/// [`LedgerError::OutOfRange`] when there is no such checkpoint, [`LedgerError::Damaged`] when the kept tree gives
/// no proof.
pub async fn prove_consistency(
    connection: &mut Connection,
    older: u64,
    newer: u64,
) -> Result<Proof, LedgerError> {
    let older = numbered(connection, older).await?;
    let newer = numbered(connection, newer).await?;
    let question = Question::Consistency {
        size: newer.size,
        older: older.size,
    };
    let proof = encode(&answer(connection, question).await?);
    Ok(Proof::Consistency {
        older: older.note,
        newer: newer.note,
        proof,
    })
}

async fn numbered(connection: &mut Connection, number: u64) -> Result<KeptCheckpoint, LedgerError> {
    let found = log::checkpoints(connection, number.saturating_sub(1), 1).await?;
    let size = log::head(connection).await?.checkpoints;
    let found = found.into_iter().find(|checkpoint| checkpoint.number == number);
    found.ok_or(LedgerError::OutOfRange { size, asked: number })
}
