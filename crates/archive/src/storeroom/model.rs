//! Places and what is asked of them, without a database.

use super::StoreroomError;
use guildhall_kernel::{ContentHash, OrgPath, RecordId, Timestamp};
use uuid::Uuid;

/// How a place is named in the ledger.
pub(super) const SUBJECT_KIND: &str = "place";
/// Most records that a box can hold, and that one move takes.
pub(super) const RECORDS_MAX: u32 = 500;
/// Characters of a code: what a bar code on a narrow spine still shows.
const CODE_CHARS: std::ops::RangeInclusive<usize> = 1..=24;
/// Characters of a name.
const NAME_CHARS_MAX: usize = 80;

/// What lies in a box: records of one type, year and retention period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxSet {
    /// Archive type.
    pub type_code: String,
    /// Year (年度).
    pub year: i64,
    /// Retention code (保管期限).
    pub retention: String,
}

/// A place of the storeroom: a room, a rack, a shelf, a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: Uuid,
    /// The place in which it stands; none for a whole room.
    pub parent: Option<Uuid>,
    /// The code of its kind.
    pub kind: String,
    /// Its code, as the bar code on it says; unique in the union.
    pub code: String,
    /// Its name; may be empty.
    pub name: String,
    /// The organisation that keeps it.
    pub org_path: OrgPath,
    /// How many records it holds; 0 for a place that holds places.
    pub capacity: u32,
    /// What lies in it; none in an empty box, and in what is no box.
    pub set: Option<BoxSet>,
    /// Raised with every change; a change names the one it was based on.
    pub revision: i64,
    /// When it was set up.
    pub made_at: Timestamp,
    /// When it was taken out of use.
    pub closed_at: Option<Timestamp>,
}

/// Which boxes: by what lies in them, or from code to code. What is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct BoxQuery {
    /// Year of what lies in them.
    pub year: Option<i64>,
    /// Retention code of it.
    pub retention: Option<String>,
    /// The first code.
    pub first: Option<String>,
    /// The last code.
    pub last: Option<String>,
}

/// A place to be set up.
#[derive(Debug, Clone)]
pub struct NewPlace {
    /// The place in which it stands; none for a whole room.
    pub parent: Option<Uuid>,
    /// The code of its kind.
    pub kind: String,
    /// Its code: letters A to Z, digits and hyphens, 1 to 24 of them.
    pub code: String,
    /// Its name, at most 80 characters; may be empty.
    pub name: String,
    /// How many records it holds; as its kind says when left out.
    pub capacity: Option<u32>,
    /// The organisation that keeps it; asked for a whole room only, all others go with their room.
    pub org_path: Option<OrgPath>,
}

/// What is changed about a place.
#[derive(Debug, Clone)]
pub struct PlaceChange {
    /// The revision that was seen.
    pub revision: i64,
    /// Its name.
    pub name: String,
    /// How many records it holds; unchanged when left out.
    pub capacity: Option<u32>,
}

/// Which records are moved.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// All between two archival codes, both included, that have no place yet.
    Range {
        /// The first one.
        first: String,
        /// The last one.
        last: String,
    },
    /// These, wherever they lie.
    Records(Vec<RecordId>),
}

impl Place {
    /// Returns the digest of the place with what lies in it, as the ledger keeps it; its random id is salt. The revision is
    /// no part of it: it only orders those who change.
    pub(super) fn digest(&self, records: &[RecordId]) -> ContentHash {
        let set = self.set.as_ref();
        let state = serde_json::json!([
            [self.id.to_string(), self.parent.map(|id| id.to_string())],
            [&self.kind, &self.code, &self.name, self.org_path.as_str()],
            [i64::from(self.capacity), self.made_at.as_micros()],
            set.map(|set| (&set.type_code, set.year, &set.retention)),
            self.closed_at.map(Timestamp::as_micros),
            records,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// Returns a code as it is kept: without blanks around it, in capitals.
///
/// # Errors
/// [`StoreroomError::Field`] when a bar code reader would not give it back as it is.
pub(super) fn checked_code(code: &str) -> Result<String, StoreroomError> {
    let code = code.trim().to_ascii_uppercase();
    let is_fit = |one: char| one.is_ascii_uppercase() || one.is_ascii_digit() || one == '-';
    match CODE_CHARS.contains(&code.len()) && code.chars().all(is_fit) {
        true => Ok(code),
        false => Err(StoreroomError::Field("code")),
    }
}

/// Returns a name without blanks around it.
///
/// # Errors
/// [`StoreroomError::Field`] when it is too long or holds a control character.
pub(super) fn checked_name(name: &str) -> Result<String, StoreroomError> {
    let name = name.trim();
    match name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(char::is_control) {
        true => Ok(name.to_owned()),
        false => Err(StoreroomError::Field("name")),
    }
}

/// Returns how many records a place holds: nothing for a place of places.
///
/// # Errors
/// [`StoreroomError::Field`] outside 1 to 500.
pub(super) fn checked_capacity(asked: Option<u32>, of_kind: Option<u32>) -> Result<u32, StoreroomError> {
    let Some(of_kind) = of_kind else { return Ok(0) };
    let capacity = asked.unwrap_or(of_kind);
    match (1..=RECORDS_MAX).contains(&capacity) {
        true => Ok(capacity),
        false => Err(StoreroomError::Field("capacity")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_a_bar_code_reader_gives_back() {
        assert_eq!(checked_code(" h-0012\n"), Ok("H-0012".to_owned()));
        for wrong in ["", "盒1", "A B", "A·1", "A_1", &"A".repeat(25)] {
            assert_eq!(checked_code(wrong), Err(StoreroomError::Field("code")), "{wrong}");
        }
    }

    #[test]
    fn a_box_holds_what_its_kind_says_unless_it_says_otherwise() {
        assert_eq!(checked_capacity(None, Some(100)), Ok(100));
        assert_eq!(checked_capacity(Some(30), Some(100)), Ok(30));
        assert_eq!(checked_capacity(Some(30), None), Ok(0));
        assert!(
            checked_capacity(Some(0), Some(100)).is_err() && checked_capacity(Some(501), Some(100)).is_err()
        );
        assert!(checked_name(&"名".repeat(81)).is_err() && checked_name("a\u{1b}b").is_err());
    }
}
