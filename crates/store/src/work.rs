//! The unit of work: one transaction in one realm.

use crate::connection::Handle;
use crate::memory::Memory;
use crate::{Answer, Connection, Sql, StoreError, Value};
use guildhall_kernel::id::IdSource;
use guildhall_kernel::{Clock, Random, Timestamp};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tokio::sync::Notify;
use uuid::Uuid;

/// Most rows that one insert statement carries.
const ROWS_PER_STATEMENT: usize = 250;
/// Most placeholders that one statement carries. The databases allow far more, but the driver of SQLite looks each
/// of them up by name among all the others, so a statement costs the square of their number.
const PLACEHOLDERS_MAX: usize = 600;

/// What units of work of one opened database share.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) ids: Arc<IdSource>,
    /// Rings when something was committed that others may want to hear of.
    pub(crate) wake: Arc<Notify>,
    /// What readers remember.
    pub(crate) memory: Arc<Memory>,
}

/// One writing transaction. Commit it, or everything is undone.
pub struct Work {
    connection: Connection,
    around: Surroundings,
    announces: bool,
    outdates: bool,
}

impl Work {
    pub(crate) fn new(connection: Connection, around: Surroundings) -> Self {
        Self {
            connection,
            around,
            announces: false,
            outdates: false,
        }
    }

    /// Returns the present instant.
    pub fn now(&self) -> Timestamp {
        self.around.clock.now()
    }

    /// Makes a new id of any kind, greater than every one that this program made before for its database.
    pub fn new_id<I: From<Uuid>>(&self) -> I {
        I::from(self.around.ids.next(&*self.around.clock, &*self.around.random))
    }

    /// Returns the random source.
    pub fn random(&self) -> &dyn Random {
        &*self.around.random
    }

    /// Runs a changing statement and returns how many rows it touched.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a unique value is taken, otherwise what the database says.
    pub fn execute(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Answer<'_, u64> {
        self.connection.run(sql, values)
    }

    /// Inserts many rows with few statements: `head` is `INSERT INTO t (a, b) VALUES`, `tail` may be an
    /// `ON CONFLICT` clause or empty. Returns how many rows were written.
    ///
    /// # Errors
    /// As [`Work::execute`].
    pub fn insert_many<'a>(
        &'a mut self,
        head: &'a str,
        rows: Vec<Vec<Value>>,
        tail: &'a str,
    ) -> Answer<'a, u64> {
        Box::pin(self.insert_parts(head, rows, tail))
    }

    async fn insert_parts(
        &mut self,
        head: &str,
        rows: Vec<Vec<Value>>,
        tail: &str,
    ) -> Result<u64, StoreError> {
        let width = rows.first().map_or(1, Vec::len).max(1);
        let chunk = ROWS_PER_STATEMENT.min(PLACEHOLDERS_MAX / width).max(1);
        let mut written = 0;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let part: Vec<Vec<Value>> = rows.by_ref().take(chunk).collect();
            let sql = format!("{head} {} {tail}", placeholders(part.len(), width));
            written += self.execute(sql, part.into_iter().flatten().collect()).await?;
        }
        Ok(written)
    }

    /// Makes the commit wake those who wait for events and jobs. Whoever writes such a row calls this; a commit
    /// that only takes rows away must not, or the waiting would wake each other for ever.
    pub(crate) fn announce(&mut self) {
        self.announces = true;
    }

    /// Makes everything durable and visible, then wakes those who wait for events and jobs, if there are new ones.
    ///
    /// # Errors
    /// [`StoreError`] when the database could not commit; then nothing was changed.
    pub fn commit(self) -> Answer<'static, ()> {
        Box::pin(self.end_good())
    }

    async fn end_good(self) -> Result<(), StoreError> {
        match self.connection.held.into_handle() {
            Handle::SqliteTransaction(transaction) => transaction.commit().await?,
            Handle::PostgresTransaction(transaction) => transaction.commit().await?,
            Handle::SqliteRead(_) | Handle::PostgresRead(_) => {}
        }
        if self.outdates {
            self.around.memory.forget();
        }
        if self.announces {
            self.around.wake.notify_waiters();
        }
        Ok(())
    }

    /// Says that this unit of work writes what readers may remember: with its commit they forget.
    pub fn outdates(&mut self) {
        self.outdates = true;
    }

    /// Undoes everything.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be reached; the transaction is then undone by the database.
    pub fn cancel(self) -> Answer<'static, ()> {
        Box::pin(self.undo())
    }

    async fn undo(self) -> Result<(), StoreError> {
        match self.connection.held.into_handle() {
            Handle::SqliteTransaction(transaction) => transaction.rollback().await?,
            Handle::PostgresTransaction(transaction) => transaction.rollback().await?,
            Handle::SqliteRead(_) | Handle::PostgresRead(_) => {}
        }
        Ok(())
    }
}

impl Deref for Work {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// Returns `($1, $2), ($3, $4)` for the given number of rows and columns.
fn placeholders(rows: usize, width: usize) -> String {
    let row = |first: usize| {
        let columns: Vec<String> = (0..width).map(|column| format!("${}", first + column)).collect();
        format!("({})", columns.join(", "))
    };
    (0..rows)
        .map(|index| row(index * width + 1))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Returns `$first, $first+1, …` for an IN list of `count` values.
pub fn in_list(first: usize, count: usize) -> String {
    (first..first + count)
        .map(|number| format!("${number}"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_through_all_rows() {
        assert_eq!(placeholders(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(in_list(3, 2), "$3, $4");
    }
}
