//! The originals of a snapshot: which there are, and copying those that the repository lacks.

use crate::BackupError;
use crate::load::DumpedRows;
use crate::repository::Repository;
use crate::snapshot::{Snapshot, TableDump};
use guildhall_vault::OBJECT_TABLE;
use guildhall_vault::object::{Object, ObjectId};
use guildhall_vault::object_of_row;
use guildhall_vault::replica::Replica;
use std::collections::HashSet;

/// Reads the originals that a dumped table of objects names, piece by piece.
pub(crate) struct ObjectRows<'a> {
    rows: DumpedRows<'a>,
    table: &'a TableDump,
}

impl<'a> ObjectRows<'a> {
    /// Nothing when these tables hold no vault.
    pub(crate) fn of(repository: &'a Repository, tables: &'a [TableDump]) -> Option<Self> {
        let table = tables.iter().find(|table| table.name == OBJECT_TABLE)?;
        Some(Self {
            rows: DumpedRows::of(repository, table),
            table,
        })
    }

    /// Returns the next originals; nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Object>>, BackupError> {
        let Some(rows) = self.rows.next().await? else {
            return Ok(None);
        };
        let mut objects = Vec::with_capacity(rows.len());
        for row in &rows {
            objects.extend(object_of_row(&self.table.columns, row)?);
        }
        Ok(Some(objects))
    }
}

/// Returns the ids of the originals that a snapshot needs: 16 bytes for each are kept in memory.
pub(crate) async fn ids_of(
    repository: &Repository,
    snapshot: &Snapshot,
) -> Result<HashSet<ObjectId>, BackupError> {
    let mut ids = HashSet::new();
    if let Some(mut rows) = ObjectRows::of(repository, &snapshot.tables) {
        while let Some(objects) = rows.next().await? {
            ids.extend(objects.iter().map(|object| object.id));
        }
    }
    Ok(ids)
}

/// Returns the ids of the originals that lie in the repository.
pub(crate) async fn present(originals: &dyn Replica) -> Result<HashSet<ObjectId>, BackupError> {
    let mut ids = HashSet::new();
    for drawer in 0..originals.drawers() {
        ids.extend(originals.list(drawer).await?.into_iter().map(|found| found.id));
    }
    Ok(ids)
}
