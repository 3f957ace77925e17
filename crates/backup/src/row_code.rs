//! Rows as bytes, the same from either database: what is dumped, hashed and loaded.
//!
//! Pure. Column after column: a byte 0 for null, or 1 and the value. An id is its 16 bytes; a number 8 bytes, lowest
//! first; a text or bytes have their length in 4 bytes before them. The kinds of the columns stand in the manifest.

use guildhall_store::{ColumnKind, ColumnShape, Value};
use uuid::Uuid;

const NULL: u8 = 0;
const PRESENT: u8 = 1;

/// Bytes that are no row of these columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotARow;

/// Appends a row.
pub(crate) fn encode(row: &[Value], out: &mut Vec<u8>) {
    for value in row {
        match value {
            Value::Id(value) => put(out, value.as_ref().map(|id| &id.as_bytes()[..]), false),
            Value::Int(value) => put(
                out,
                value.map(i64::to_le_bytes).as_ref().map(|bytes| &bytes[..]),
                false,
            ),
            Value::Text(value) => put(out, value.as_deref().map(str::as_bytes), true),
            Value::Bytes(value) => put(out, value.as_deref(), true),
        }
    }
}

fn put(out: &mut Vec<u8>, value: Option<&[u8]>, has_length: bool) {
    let Some(bytes) = value else {
        out.push(NULL);
        return;
    };
    out.push(PRESENT);
    if has_length {
        let length = u32::try_from(bytes.len()).expect("neither database keeps a value of 4 GiB");
        out.extend_from_slice(&length.to_le_bytes());
    }
    out.extend_from_slice(bytes);
}

/// Takes a row off the front.
pub(crate) fn decode(columns: &[ColumnShape], bytes: &mut &[u8]) -> Result<Vec<Value>, NotARow> {
    columns.iter().map(|column| value(column.kind, bytes)).collect()
}

fn value(kind: ColumnKind, bytes: &mut &[u8]) -> Result<Value, NotARow> {
    let present = match take(bytes, 1)? {
        [NULL] => false,
        [PRESENT] => true,
        _ => return Err(NotARow),
    };
    Ok(match kind {
        ColumnKind::Id => Value::Id(present.then(|| fixed(bytes).map(Uuid::from_bytes)).transpose()?),
        ColumnKind::Int => Value::Int(
            present
                .then(|| fixed(bytes).map(i64::from_le_bytes))
                .transpose()?,
        ),
        ColumnKind::Text => Value::Text(present.then(|| text(bytes)).transpose()?),
        ColumnKind::Bytes => Value::Bytes(present.then(|| counted(bytes).map(<[u8]>::to_vec)).transpose()?),
    })
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], NotARow> {
    let (taken, rest) = bytes.split_at_checked(count).ok_or(NotARow)?;
    *bytes = rest;
    Ok(taken)
}

fn fixed<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], NotARow> {
    take(bytes, N)?.try_into().map_err(|_| NotARow)
}

fn counted<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], NotARow> {
    let length = u32::from_le_bytes(fixed(bytes)?);
    take(bytes, length as usize)
}

fn text(bytes: &mut &[u8]) -> Result<String, NotARow> {
    String::from_utf8(counted(bytes)?.to_vec()).map_err(|_| NotARow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<Option<u128>>().prop_map(|id| Value::Id(id.map(Uuid::from_u128))),
            any::<Option<i64>>().prop_map(Value::Int),
            any::<Option<String>>().prop_map(Value::Text),
            any::<Option<Vec<u8>>>().prop_map(Value::Bytes),
        ]
    }

    fn column(value: &Value) -> ColumnShape {
        let kind = match value {
            Value::Id(_) => ColumnKind::Id,
            Value::Int(_) => ColumnKind::Int,
            Value::Text(_) => ColumnKind::Text,
            Value::Bytes(_) => ColumnKind::Bytes,
        };
        ColumnShape {
            name: "c".to_owned(),
            kind,
        }
    }

    proptest! {
        #[test]
        fn rows_come_back(row in prop::collection::vec(any_value(), 1..8)) {
            let columns: Vec<ColumnShape> = row.iter().map(column).collect();
            let mut bytes = Vec::new();
            encode(&row, &mut bytes);
            encode(&row, &mut bytes);
            let mut rest = &bytes[..];
            for _ in 0..2 {
                prop_assert_eq!(decode(&columns, &mut rest), Ok(row.clone()));
            }
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn any_bytes_are_a_row_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let columns = [Value::Id(None), Value::Text(None), Value::Int(None), Value::Bytes(None)].map(|value| column(&value));
            let mut rest = &bytes[..];
            if let Ok(row) = decode(&columns, &mut rest) {
                let mut again = Vec::new();
                encode(&row, &mut again);
                prop_assert_eq!(&again[..], &bytes[..bytes.len() - rest.len()]);
            }
        }
    }
}
