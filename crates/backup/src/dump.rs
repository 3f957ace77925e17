//! A table as pieces: its rows in the order of their keys, page by page, in bounded memory.

use crate::BackupError;
use crate::cut::CUTTER;
use crate::piece::PieceName;
use crate::repository::Repository;
use crate::row_code::encode;
use crate::snapshot::TableDump;
use guildhall_kernel::ContentHash;
use guildhall_store::{Connection, IntoValue, StoreError, TableShape, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Rows that are fetched at once.
const PAGE: usize = 200;

/// Reads a table from its first row to its last.
pub(crate) struct RowPages<'a> {
    shape: &'a TableShape,
    /// The key of the last row that was read.
    after: Option<Vec<Value>>,
}

impl<'a> RowPages<'a> {
    pub(crate) fn of(shape: &'a TableShape) -> Self {
        Self { shape, after: None }
    }

    /// Returns the next rows of all realms; none at the end.
    pub(crate) async fn next(&mut self, connection: &mut Connection) -> Result<Vec<Vec<Value>>, StoreError> {
        let shape = self.shape;
        let mut values = self.after.take().unwrap_or_default();
        let (table, columns, key) = (&shape.name, shape.column_list(), shape.key_list());
        let places: Vec<String> = (1..=values.len()).map(|number| format!("${number}")).collect();
        let behind = match places.is_empty() {
            true => String::new(),
            false => format!("WHERE ({key}) > ({})", places.join(", ")),
        };
        let limit = values.len() + 1;
        let sql = format!("SELECT {columns} FROM {table} {behind} ORDER BY {key} LIMIT ${limit}");
        values.push((PAGE as i64).into_value());
        let found = connection.fetch_all(sql, values).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in &found {
            let read = shape.columns.iter().enumerate();
            rows.push(
                read.map(|(place, column)| row.value(place, column.kind))
                    .collect::<Result<Vec<Value>, _>>()?,
            );
        }
        self.after = rows
            .last()
            .map(|row| shape.key.iter().map(|place| row[*place].clone()).collect());
        Ok(rows)
    }
}

/// Returns number and digest of the rows of a table, as a dump would have them.
pub(crate) async fn digest_of_table(
    connection: &mut Connection,
    shape: &TableShape,
) -> Result<(u64, ContentHash), StoreError> {
    let (mut pages, mut digest, mut rows) = (RowPages::of(shape), Sha256::new(), 0);
    let mut bytes = Vec::new();
    loop {
        let page = pages.next(connection).await?;
        if page.is_empty() {
            return Ok((rows, ContentHash::from_bytes(digest.finalize().into())));
        }
        for row in page {
            bytes.clear();
            encode(&row, &mut bytes);
            digest.update(&bytes);
            rows += 1;
        }
    }
}

/// Puts pieces into a repository, each once.
pub(crate) struct PieceWriter<'a> {
    repository: &'a Repository,
    known: BTreeSet<PieceName>,
    /// Pieces that had to be written.
    pub(crate) written: u64,
    /// Bytes of their stored form.
    pub(crate) written_bytes: u64,
    /// Pieces that were there already.
    pub(crate) kept: u64,
}

impl<'a> PieceWriter<'a> {
    pub(crate) async fn new(repository: &'a Repository) -> Result<Self, BackupError> {
        Ok(Self {
            known: repository.known_pieces().await?,
            repository,
            written: 0,
            written_bytes: 0,
            kept: 0,
        })
    }

    /// Returns the name of the content, which lies in the repository then.
    pub(crate) async fn put(&mut self, content: Vec<u8>) -> Result<PieceName, BackupError> {
        let name = self.repository.name(&content);
        if self.known.contains(&name) {
            self.kept += 1;
        } else {
            self.written_bytes += self.repository.write_piece(name, content).await?;
            self.written += 1;
            self.known.insert(name);
        }
        Ok(name)
    }
}

/// Puts a table into the repository.
pub(crate) async fn dump(
    connection: &mut Connection,
    shape: &TableShape,
    writer: &mut PieceWriter<'_>,
) -> Result<TableDump, BackupError> {
    let (mut pages, mut open) = (RowPages::of(shape), Vec::new());
    let (mut digest, mut rows, mut pieces) = (Sha256::new(), 0, Vec::new());
    loop {
        let page = pages.next(connection).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let start = open.len();
            encode(&row, &mut open);
            digest.update(&open[start..]);
            rows += 1;
            if CUTTER.ends_behind(&open[start..], open.len() as u64) {
                pieces.push(writer.put(std::mem::take(&mut open)).await?);
            }
        }
    }
    if !open.is_empty() {
        pieces.push(writer.put(open).await?);
    }
    Ok(TableDump {
        name: shape.name.clone(),
        columns: shape.columns.clone(),
        rows,
        digest: ContentHash::from_bytes(digest.finalize().into()),
        pieces,
    })
}
