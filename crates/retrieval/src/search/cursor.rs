//! The position behind the last hit of a page.
//!
//! It names the sort value and the record, not a number of hits, so that page 1,000 costs what page 1 costs
//! and records that arrive meanwhile shift nothing.

use super::Order;
use crate::IndexError;
use std::fmt;
use std::str::FromStr;

/// Where the next page begins; hand it back unchanged with the same question, order and filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) order: Order,
    /// Whether the words were taken loosely because no record had all of them.
    pub(crate) relaxed: bool,
    pub(crate) place: Place,
}

/// A place in a list of hits: the greater place comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Microseconds, or the bits of a score.
    pub key: i64,
    /// The record's id as a number.
    pub record: u128,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = match self.order {
            Order::Newest => 'n',
            Order::Best => 'b',
        };
        let relaxed = if self.relaxed { 'r' } else { 's' };
        write!(
            f,
            "{order}{relaxed}{:016x}{:032x}",
            self.place.key.cast_unsigned(),
            self.place.record
        )
    }
}

impl FromStr for Cursor {
    type Err = IndexError;

    fn from_str(text: &str) -> Result<Self, IndexError> {
        read(text).ok_or(IndexError::BadCursor)
    }
}

fn read(text: &str) -> Option<Cursor> {
    if text.len() != 50 || !text.is_ascii() || !text[2..].bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let order = match &text[..1] {
        "n" => Order::Newest,
        "b" => Order::Best,
        _ => return None,
    };
    let relaxed = match &text[1..2] {
        "r" => true,
        "s" => false,
        _ => return None,
    };
    let key = u64::from_str_radix(&text[2..18], 16).ok()?.cast_signed();
    let record = u128::from_str_radix(&text[18..], 16).ok()?;
    Some(Cursor {
        order,
        relaxed,
        place: Place { key, record },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_position_survives_being_written_and_read(key: i64, record: u128, newest: bool, relaxed: bool) {
            let order = if newest { Order::Newest } else { Order::Best };
            let cursor = Cursor { order, relaxed, place: Place { key, record } };
            prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }

        #[test]
        fn any_other_text_is_refused(text in "\\PC{0,60}") {
            prop_assert!(text.parse::<Cursor>().is_err());
        }
    }
}
