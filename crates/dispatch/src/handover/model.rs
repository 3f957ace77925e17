//! What a handover is.

use crate::DispatchError;
use guildhall_kernel::{AccountId, ContentHash, Date, OrgPath, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

/// How a handover is named in the ledger and in workflows.
pub const HANDOVER: &str = "handover";

coded! {
    /// How far a handover has come.
    HandoverState {
        /// Others decide whether it may be done.
        Deciding = "deciding",
        /// They said no.
        Refused = "refused",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
        /// It may be done; the packages are brought to the receiver.
        Approved = "approved",
        /// The receiver has taken all of it over.
        Accepted = "accepted",
        /// The receiver has not taken it over, or it was not done.
        Declined = "declined",
    }
}

/// A handover to be asked for.
#[derive(Debug, Clone, Default)]
pub struct NewHandover {
    /// What it is called (交接工作名称).
    pub name: String,
    /// Who is to keep the records (接收单位).
    pub receiver: String,
    /// What is in it (内容描述); may be empty.
    pub about: String,
    /// On what it is brought there: kind and number of the medium, or that it goes over a line (移交载体类型、规格).
    pub medium: String,
}

/// What the receiver said.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Who signed for the receiver (接收人).
    pub by: String,
    /// The day.
    pub on: Date,
    /// Records that she counted.
    pub records: u64,
    /// What she noted; may be empty.
    pub remark: String,
}

/// A handover as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: Uuid,
    /// The year in which it was asked for.
    pub year: i64,
    /// Its number within the year; never given twice.
    pub number: i64,
    /// What it is called.
    pub name: String,
    /// Who is to keep the records.
    pub receiver: String,
    /// What is in it.
    pub about: String,
    /// On what it is brought there.
    pub medium: String,
    /// The consignment that holds the packages.
    pub consignment: Uuid,
    /// The round of appraisal that decided it, if one did.
    pub round: Option<Uuid>,
    /// The lowest organisation to which all records belong.
    pub org_path: OrgPath,
    /// The highest secrecy level of its records.
    pub secrecy: i64,
    /// Records in it.
    pub records: u64,
    /// Bytes of their packages.
    pub bytes: u64,
    /// SHA-256 of the list of packages, as it was offered.
    pub receipt: String,
    /// How far it has come.
    pub state: HandoverState,
    /// Raised with every change.
    pub revision: u32,
    /// Who asked for it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Who signed for the receiver; empty before.
    pub taken_by: String,
    /// The day on which it was taken over.
    pub taken_on: Option<Date>,
    /// What the receiver noted, or why it was not done.
    pub remark: String,
    /// When nothing more could happen.
    pub ended_at: Option<Timestamp>,
}

/// The place of a handover in the list.
pub type HandoverKey = (Timestamp, Uuid);

impl Handover {
    /// Returns the number as people name it, such as `2026-3`.
    pub fn numbered(&self) -> String {
        format!("{}-{}", self.year, self.number)
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_micros);
        let state = serde_json::json!([
            [self.id, self.consignment],
            self.round,
            [self.year, self.number, self.secrecy, i64::from(self.revision)],
            [self.records, self.bytes],
            [&self.name, &self.receiver, &self.about, &self.medium],
            [&self.receipt, &self.taken_by, &self.remark],
            self.org_path,
            self.state.code(),
            self.made_by,
            self.made_at.as_micros(),
            [micros(self.decided_at), micros(self.ended_at)],
            self.taken_on.map(|on| on.to_string()),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// Returns a text without blanks around it, of `range` printable characters.
///
/// # Errors
/// [`DispatchError::Field`] with the name of the field.
pub(super) fn text(
    field: &'static str,
    text: &str,
    range: std::ops::RangeInclusive<usize>,
) -> Result<String, DispatchError> {
    let text = text.trim();
    let is_printable = |character: char| !character.is_control() || character == '\n' || character == '\r';
    match range.contains(&text.chars().count()) && text.chars().all(is_printable) {
        true => Ok(text.replace('\r', "")),
        false => Err(DispatchError::Field(field)),
    }
}

/// Returns the lowest organisation that holds both.
pub(super) fn common(one: OrgPath, other: &OrgPath) -> OrgPath {
    if one.contains(other) {
        return one;
    }
    let shared = one.as_str().split('/').zip(other.as_str().split('/'));
    let shared: Vec<&str> = shared.take_while(|(a, b)| a == b).map(|(part, _)| part).collect();
    let path = format!("{}/", shared.join("/"));
    path.parse().unwrap_or_else(|_| one.top())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> OrgPath {
        text.parse().unwrap()
    }

    #[test]
    fn what_two_branches_share_is_the_organisation_above_both() {
        let shared = |one: &str, other: &str| common(path(one), &path(other)).to_string();
        assert_eq!(shared("/1/17/5/", "/1/17/6/"), "/1/17/");
        assert_eq!(shared("/1/17/", "/1/17/6/"), "/1/17/");
        assert_eq!(shared("/1/17/6/", "/1/17/"), "/1/17/");
        assert_eq!(shared("/1/17/", "/1/18/"), "/1/");
        assert_eq!(shared("/1/", "/1/"), "/1/");
    }

    #[test]
    fn a_text_is_trimmed_and_held_to_its_length() {
        assert_eq!(text("name", "  市档案馆 ", 1..=10).unwrap(), "市档案馆");
        assert!(matches!(
            text("name", " ", 1..=10),
            Err(DispatchError::Field("name"))
        ));
        assert!(text("name", "一二三四", 1..=3).is_err());
        assert!(text("name", "a\u{7}b", 1..=9).is_err());
        assert_eq!(text("about", "", 0..=9).unwrap(), "");
    }
}
