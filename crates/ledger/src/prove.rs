//! Making proofs from the kept tree; each needs a handful of tiles, however long the log is.

use crate::LedgerError;
use crate::history::{self, Placed};
use crate::history_proof::{
    FORM, HISTORY_ENTRIES_MAX, HistoryProof, ProvedEntry, Thing, WitnessedCheckpoint,
};
use crate::log::{self, KeptCheckpoint};
use crate::proof::{Proof, encode};
use crate::signing_key::SigningKey;
use crate::tile::{Question, Tiles};
use crate::tree::Hash;
use guildhall_kernel::LedgerEntryId;
use guildhall_store::Connection;

async fn answer(connection: &mut Connection, question: Question) -> Result<Vec<Hash>, LedgerError> {
    let tiles = log::tiles(connection, question.tiles()).await?;
    question.answer(&tiles)
}

/// Proves that the log of `size` leaves continues that of `older`; nothing needs proof from an empty log, or of the
/// same size.
///
/// # Errors
/// [`LedgerError::Damaged`] when the kept tree gives no proof.
pub(crate) async fn consistency(
    connection: &mut Connection,
    older: u64,
    size: u64,
) -> Result<Vec<Hash>, LedgerError> {
    if older == 0 || older == size {
        return Ok(Vec::new());
    }
    answer(connection, Question::Consistency { size, older }).await
}

/// Returns the root that the log had at a size.
///
/// # Errors
/// [`LedgerError::Damaged`] when the kept tree does not tell.
pub async fn root_at(connection: &mut Connection, size: u64) -> Result<Hash, LedgerError> {
    if size == 0 {
        return Ok(crate::tree::EMPTY_HASH);
    }
    let root = answer(connection, Question::Root { size })
        .await?
        .into_iter()
        .next();
    root.ok_or_else(|| LedgerError::Damaged("no root".to_owned()))
}

/// Proves the whole history of a thing, and of what belongs to it, in the log of the newest checkpoint, with what the
/// given witnesses said last. Make a checkpoint first, so that the newest entries are in it.
///
/// # Errors
/// [`LedgerError::OutOfRange`] when there is no checkpoint yet or there are too many entries for one file,
/// [`LedgerError::Damaged`] when the kept tree gives no proof.
pub async fn prove_history(
    connection: &mut Connection,
    key: &SigningKey,
    things: Vec<Thing>,
    witnesses: &[(String, String)],
) -> Result<HistoryProof, LedgerError> {
    let none = LedgerError::OutOfRange { size: 0, asked: 0 };
    let checkpoint = log::last_checkpoint(connection).await?.ok_or(none)?;
    let mut placed = Vec::new();
    for thing in &things {
        let most = u32::try_from(HISTORY_ENTRIES_MAX + 1).unwrap_or(u32::MAX);
        placed.extend(history::of_subject(connection, &thing.kind, thing.id, most).await?);
    }
    let mut history = HistoryProof {
        form: FORM.to_owned(),
        key: key.vkey().to_owned(),
        things,
        entries: proved(connection, placed, checkpoint.size).await?,
        checkpoint: checkpoint.note,
        statement: String::new(),
        witnesses: Vec::new(),
    };
    for (witness, note) in witnesses {
        let said = witnessed(connection, key, (witness, note), checkpoint.size).await?;
        history.witnesses.extend(said);
    }
    let stated = key.verifying_key()?.open(&history.checkpoint)?;
    history.statement = key.sign_body(&history.statement_body(&stated))?;
    Ok(history)
}

/// Returns the entries in the order of the log, each with its proof; those without a place yet are left out.
async fn proved(
    connection: &mut Connection,
    placed: Vec<Placed>,
    size: u64,
) -> Result<Vec<ProvedEntry>, LedgerError> {
    let in_log = |(entry, index): Placed| index.filter(|index| *index < size).map(|index| (index, entry));
    let mut entries: Vec<_> = placed.into_iter().filter_map(in_log).collect();
    if entries.len() > HISTORY_ENTRIES_MAX {
        let (size, asked) = (HISTORY_ENTRIES_MAX as u64, entries.len() as u64);
        return Err(LedgerError::OutOfRange { size, asked });
    }
    entries.sort_by_key(|(index, _)| *index);
    let mut tiles = Tiles::new();
    let mut proved = Vec::with_capacity(entries.len());
    for (index, entry) in entries {
        let question = Question::Inclusion { size, index };
        let wanted = question.tiles().into_iter().filter(|id| !tiles.contains_key(id));
        let missing: Vec<_> = wanted.collect();
        tiles.extend(log::tiles(connection, missing).await?);
        let proof = encode(&question.answer(&tiles)?);
        proved.push(ProvedEntry {
            index,
            leaf: entry.leaf(),
            proof,
        });
    }
    Ok(proved)
}

/// Returns the word of a witness with the proof that the log continues what it saw; nothing when it saw none of it.
async fn witnessed(
    connection: &mut Connection,
    key: &SigningKey,
    (witness, note): (&str, &str),
    size: u64,
) -> Result<Option<WitnessedCheckpoint>, LedgerError> {
    let older = key.verifying_key()?.open(note)?.size;
    if older == 0 || older > size {
        return Ok(None);
    }
    let proof = encode(&consistency(connection, older, size).await?);
    Ok(Some(WitnessedCheckpoint {
        key: witness.to_owned(),
        checkpoint: note.to_owned(),
        proof,
    }))
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
