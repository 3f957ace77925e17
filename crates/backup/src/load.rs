//! Pieces as rows again: the reading of a dumped table, and its loading into an empty one.

use crate::BackupError;
use crate::repository::Repository;
use crate::row_code::decode;
use crate::snapshot::TableDump;
use guildhall_kernel::ContentHash;
use guildhall_store::{Database, Value};
use sha2::{Digest, Sha256};

/// Reads a dumped table piece by piece and compares it with its digest at the end.
pub(crate) struct DumpedRows<'a> {
    repository: &'a Repository,
    table: &'a TableDump,
    next: usize,
    rows: u64,
    digest: Sha256,
}

impl<'a> DumpedRows<'a> {
    pub(crate) fn of(repository: &'a Repository, table: &'a TableDump) -> Self {
        Self {
            repository,
            table,
            next: 0,
            rows: 0,
            digest: Sha256::new(),
        }
    }

    /// Returns the rows of the next piece; nothing at the end, when all of them together are what was dumped.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Vec<Value>>>, BackupError> {
        let Some(name) = self.table.pieces.get(self.next) else {
            return self.finish().map(|()| None);
        };
        let content = self.repository.read_piece(*name).await?;
        self.digest.update(&content);
        let (mut rest, mut rows) = (&content[..], Vec::new());
        while !rest.is_empty() {
            let row = decode(&self.table.columns, &mut rest);
            rows.push(row.map_err(|_| BackupError::damaged(format!("piece {name}")))?);
        }
        self.next += 1;
        self.rows += rows.len() as u64;
        Ok(Some(rows))
    }

    fn finish(&self) -> Result<(), BackupError> {
        let digest = ContentHash::from_bytes(self.digest.clone().finalize().into());
        if digest == self.table.digest && self.rows == self.table.rows {
            Ok(())
        } else {
            Err(BackupError::damaged(format!("table {}", self.table.name)))
        }
    }
}

/// Loads a table; each piece is one transaction.
pub(crate) async fn load(
    repository: &Repository,
    table: &TableDump,
    database: &Database,
) -> Result<(), BackupError> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let head = format!("INSERT INTO {} ({}) VALUES", table.name, columns.join(", "));
    let mut rows = DumpedRows::of(repository, table);
    while let Some(page) = rows.next().await? {
        let mut work = database.begin_outside_realms().await?;
        work.insert_many(&head, page, "").await?;
        work.commit().await?;
    }
    Ok(())
}
