//! Taking rows out of every snapshot (从备份中清除): what was destroyed in the house is not brought back by its backups.
//!
//! Snapshots share their pieces, so each piece is looked at once; one without such a row stays as it is. What is written
//! anew lies durable before a manifest names it, and what nobody names any more is taken away last: cut off at any time, a
//! snapshot is whole, with the rows or without, and the next attempt goes on.

use crate::dump::PieceWriter;
use crate::hold::Hold;
use crate::piece::PieceName;
use crate::prune::sweep;
use crate::repository::Repository;
use crate::row_code::{decode, encode};
use crate::snapshot::{Snapshot, TableDump};
use crate::{BackupError, Watch};
use guildhall_kernel::ContentHash;
use guildhall_store::{ColumnShape, Value};
use guildhall_vault::{OBJECT_TABLE, object_of_row};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Rows of a table that are to be forgotten: those whose column holds one of the ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgottenRows {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The ids.
    pub ids: BTreeSet<Uuid>,
}

/// A piece without the rows; none when it holds nothing else.
#[derive(Clone)]
struct Cleared {
    piece: Option<PieceName>,
    rows: u64,
    objects: u64,
    object_bytes: u64,
}

impl Repository {
    /// Takes rows out of every snapshot, then the pieces and originals that no snapshot needs any more. Returns how many
    /// snapshots held such rows.
    ///
    /// # Errors
    /// [`BackupError::Busy`] when another program writes here, [`BackupError::Damaged`], [`BackupError::Cancelled`], and
    /// what the place says; every snapshot is whole then.
    pub async fn expunge(&self, rows: &[ForgottenRows], watch: &Watch<'_>) -> Result<u64, BackupError> {
        let mut hold = self.place.hold(self.clock.clone(), &*self.random).await?;
        let done = self.expunge_held(rows, &mut hold, watch).await;
        let released = hold.release().await;
        let done = done?;
        released.map(|()| done)
    }

    async fn expunge_held(
        &self,
        rows: &[ForgottenRows],
        hold: &mut Hold,
        watch: &Watch<'_>,
    ) -> Result<u64, BackupError> {
        let ids = self.snapshots().await?;
        let mut clearing = Clearing {
            repository: self,
            rows,
            writer: PieceWriter::new(self).await?,
            looked_at: BTreeMap::new(),
        };
        let (total, mut changed) = (ids.len() as u64, 0);
        for (id, done) in ids.iter().zip(1..) {
            watch.go_on()?;
            hold.keep().await?;
            let mut snapshot = self.snapshot(id).await?;
            if clearing.clear(&mut snapshot).await? {
                self.publish(&snapshot).await?;
                changed += 1;
            }
            (watch.progress)(done, total);
        }
        sweep(self, &ids, hold).await?;
        Ok(changed)
    }
}

/// A pass over all snapshots.
struct Clearing<'a> {
    repository: &'a Repository,
    rows: &'a [ForgottenRows],
    writer: PieceWriter<'a>,
    /// What became of a piece of a table; none when it holds no such row.
    looked_at: BTreeMap<(String, PieceName), Option<Cleared>>,
}

impl Clearing<'_> {
    /// Takes the rows out of a manifest; says whether there were any.
    async fn clear(&mut self, snapshot: &mut Snapshot) -> Result<bool, BackupError> {
        let mut expunged = 0;
        for table in &mut snapshot.tables {
            let forgotten: Vec<&ForgottenRows> =
                self.rows.iter().filter(|rows| rows.table == table.name).collect();
            if forgotten.is_empty() {
                continue;
            }
            let mut pieces = Vec::with_capacity(table.pieces.len());
            let (mut gone, mut objects, mut object_bytes) = (0, 0, 0);
            for name in table.pieces.clone() {
                match self.piece(table, name, &forgotten).await? {
                    None => pieces.push(name),
                    Some(cleared) => {
                        pieces.extend(cleared.piece);
                        gone += cleared.rows;
                        objects += cleared.objects;
                        object_bytes += cleared.object_bytes;
                    }
                }
            }
            if gone > 0 {
                table.pieces = pieces;
                table.rows -= gone;
                table.digest = self.digest(table).await?;
                snapshot.objects = snapshot.objects.saturating_sub(objects);
                snapshot.object_bytes = snapshot.object_bytes.saturating_sub(object_bytes);
                expunged += gone;
            }
        }
        snapshot.expunged += expunged;
        Ok(expunged > 0)
    }

    async fn piece(
        &mut self,
        table: &TableDump,
        name: PieceName,
        forgotten: &[&ForgottenRows],
    ) -> Result<Option<Cleared>, BackupError> {
        let key = (table.name.clone(), name);
        if let Some(known) = self.looked_at.get(&key) {
            return Ok(known.clone());
        }
        let content = self.repository.read_piece(name).await?;
        let (mut rest, mut kept) = (&content[..], Vec::with_capacity(content.len()));
        let mut cleared = Cleared {
            piece: None,
            rows: 0,
            objects: 0,
            object_bytes: 0,
        };
        while !rest.is_empty() {
            let row = decode(&table.columns, &mut rest)
                .map_err(|_| BackupError::damaged(format!("piece {name}")))?;
            if !forgotten.iter().any(|rows| rows.names(&table.columns, &row)) {
                encode(&row, &mut kept);
                continue;
            }
            cleared.rows += 1;
            if table.name == OBJECT_TABLE
                && let Some(object) = object_of_row(&table.columns, &row)?
            {
                cleared.objects += 1;
                cleared.object_bytes += object.layout().stored_bytes();
            }
        }
        let found = match (cleared.rows, kept.is_empty()) {
            (0, _) => None,
            (_, true) => Some(cleared),
            (_, false) => Some(Cleared {
                piece: Some(self.writer.put(kept).await?),
                ..cleared
            }),
        };
        self.looked_at.insert(key, found.clone());
        Ok(found)
    }

    /// Returns the digest of all rows that a table has now.
    async fn digest(&self, table: &TableDump) -> Result<ContentHash, BackupError> {
        let mut digest = Sha256::new();
        for name in &table.pieces {
            digest.update(self.repository.read_piece(*name).await?);
        }
        Ok(ContentHash::from_bytes(digest.finalize().into()))
    }
}

impl ForgottenRows {
    fn names(&self, columns: &[ColumnShape], row: &[Value]) -> bool {
        let place = columns.iter().position(|column| column.name == self.column);
        match place.and_then(|place| row.get(place)) {
            Some(Value::Id(Some(id))) => self.ids.contains(id),
            _ => false,
        }
    }
}
