//! Rows read from either database, column by column.

use crate::{ColumnKind, StoreError, Value};
use guildhall_kernel::{ContentHash, Date, OrgPath, Timestamp};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Row as _, TypeInfo, ValueRef};
use uuid::Uuid;

/// A row of a result.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// Returns the value of a column.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the column is missing, null, or of another type.
    pub fn get<T: FromColumn>(&self, column: &'static str) -> Result<T, StoreError> {
        T::from_column(self, column)
    }

    /// Returns the value at a place of the row, as it would be bound again.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when there is no such place or its type is another.
    pub fn value(&self, place: usize, kind: ColumnKind) -> Result<Value, StoreError> {
        let found = match self {
            Self::Sqlite(row) => match kind {
                ColumnKind::Id => row.try_get(place).map(Value::Id),
                ColumnKind::Int => row.try_get(place).map(Value::Int),
                ColumnKind::Text => row.try_get(place).map(Value::Text),
                ColumnKind::Bytes => row.try_get(place).map(Value::Bytes),
            },
            Self::Postgres(row) => match kind {
                ColumnKind::Id => row.try_get(place).map(Value::Id),
                ColumnKind::Int => postgres_int(row, place).map(Value::Int),
                ColumnKind::Text => row.try_get(place).map(Value::Text),
                ColumnKind::Bytes => row.try_get(place).map(Value::Bytes),
            },
        };
        found.map_err(|error| StoreError::inconsistent(format!("column {place}"), error.to_string()))
    }

    fn raw<S, P, T>(&self, column: &'static str, sqlite: S, postgres: P) -> Result<T, StoreError>
    where
        S: FnOnce(&SqliteRow) -> Result<T, sqlx::Error>,
        P: FnOnce(&PgRow) -> Result<T, sqlx::Error>,
    {
        match self {
            Self::Sqlite(row) => sqlite(row),
            Self::Postgres(row) => postgres(row),
        }
        .map_err(|error| StoreError::inconsistent(column, error.to_string()))
    }
}

/// Implemented by everything that can be read from a column.
pub trait FromColumn: Sized {
    /// Reads the column.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the value cannot be what was asked for.
    fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError>;
}

macro_rules! plain_column {
    ($($type:ty),*) => {$(
        impl FromColumn for $type {
            fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                row.raw(column, |row| row.try_get(column), |row| row.try_get(column))
            }
        }
        impl FromColumn for Option<$type> {
            fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                row.raw(column, |row| row.try_get(column), |row| row.try_get(column))
            }
        }
    )*};
}

plain_column!(Uuid, String, Vec<u8>);

/// PostgreSQL has three widths of integer; sums even come back as numeric, which statements must cast.
fn postgres_int<C: ColumnIndex<PgRow> + Copy>(row: &PgRow, column: C) -> Result<Option<i64>, sqlx::Error> {
    let value = row.try_get_raw(column)?;
    if value.is_null() {
        return Ok(None);
    }
    match value.type_info().name() {
        "INT2" => row
            .try_get::<i16, _>(column)
            .map(|number| Some(i64::from(number))),
        "INT4" => row
            .try_get::<i32, _>(column)
            .map(|number| Some(i64::from(number))),
        _ => row.try_get::<i64, _>(column).map(Some),
    }
}

impl FromColumn for Option<i64> {
    fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
        row.raw(column, |row| row.try_get(column), |row| postgres_int(row, column))
    }
}

fn required<T>(value: Option<T>, column: &'static str) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::inconsistent(column, "unexpected null"))
}

impl FromColumn for i64 {
    fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
        required(Option::<Self>::from_column(row, column)?, column)
    }
}

/// Derives a column type from a simpler one.
macro_rules! derived_column {
    ($($type:ty, $from:ty, |$value:ident| $convert:expr;)*) => {$(
        impl FromColumn for Option<$type> {
            fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                let wrong = || StoreError::inconsistent(column, concat!("not a ", stringify!($type)));
                match Option::<$from>::from_column(row, column)? {
                    None => Ok(None),
                    Some($value) => {
                        let converted: Option<$type> = $convert;
                        converted.map(Some).ok_or_else(wrong)
                    }
                }
            }
        }
        impl FromColumn for $type {
            fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                required(Option::<Self>::from_column(row, column)?, column)
            }
        }
    )*};
}

derived_column! {
    u32, i64, |value| u32::try_from(value).ok();
    bool, i64, |value| Some(value != 0);
    Timestamp, i64, |value| Some(Timestamp::from_micros(value));
    Date, String, |value| value.parse().ok();
    OrgPath, String, |value| value.parse().ok();
    ContentHash, String, |value| value.parse().ok();
    serde_json::Value, String, |value| serde_json::from_str(&value).ok();
}

macro_rules! id_columns {
    ($($name:ident),*) => {$(
        impl FromColumn for guildhall_kernel::$name {
            fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                Uuid::from_column(row, column).map(Self::from_uuid)
            }
        }
        impl FromColumn for Option<guildhall_kernel::$name> {
            fn from_column(row: &Row, column: &'static str) -> Result<Self, StoreError> {
                Ok(Option::<Uuid>::from_column(row, column)?.map(guildhall_kernel::$name::from_uuid))
            }
        }
    )*};
}

id_columns!(
    AccountId,
    ClearAccessId,
    ComponentId,
    EventId,
    InboxItemId,
    JobId,
    LedgerEntryId,
    LookId,
    OrgId,
    PasskeyId,
    BindingId,
    CertificateId,
    ScimTokenId,
    PersonId,
    RealmId,
    RecordId,
    SessionId
);
