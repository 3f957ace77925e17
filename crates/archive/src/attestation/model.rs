//! A certificate of consultation (查档证明), without a database.

use super::{AttestationError, AttestationRules};
use guildhall_kernel::{AccountId, ContentHash, Date, OrgPath, RecordId, Timestamp};
use guildhall_store::coded;
use std::ops::RangeInclusive;
use uuid::Uuid;

/// How a certificate is named in the ledger.
pub(super) const SUBJECT_KIND: &str = "attestation";
/// Characters of the name of whoever it is for.
const RECIPIENT_CHARS: RangeInclusive<usize> = 2..=100;
/// Characters of a purpose, and of the reason of a revocation.
const SENTENCE_CHARS: RangeInclusive<usize> = 2..=500;
/// Hexadecimal digits of a check code: 64 bits, too many to be guessed at a page.
const CODE_DIGITS: usize = 16;
/// Digits that stand together on paper.
const CODE_GROUP: usize = 4;

coded! {
    /// What a check of number and code finds (核验结果).
    Standing {
        /// It was issued here and stands.
        Genuine = "genuine",
        /// It was issued here and revoked since.
        Revoked = "revoked",
        /// Number and code together belong to no certificate.
        Unknown = "unknown",
    }
}

/// What is to be certified.
#[derive(Debug, Clone)]
pub struct NewAttestation {
    /// For whom, by name: a person or an office, inside the union or not.
    pub recipient: String,
    /// What for, 2 to 500 characters.
    pub purpose: String,
    /// What the record says about the matter.
    pub excerpt: String,
}

/// What a check tells: nothing of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// What was found.
    pub standing: Standing,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A certificate as it is kept. What it tells of its record is a copy from the day of issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// Its id.
    pub id: Uuid,
    /// The year of its number.
    pub year: i64,
    /// Its number in that year, from 1, without gaps.
    pub number: i64,
    /// Its number as it is written.
    pub numbered: String,
    /// The code by which it is checked, without hyphens.
    pub code: String,
    /// The record.
    pub record: RecordId,
    /// The organisation to which the record belonged.
    pub org_path: OrgPath,
    /// Its type.
    pub type_code: String,
    /// Its secrecy level.
    pub secrecy: i64,
    /// Its archival code (档号).
    pub archival_code: String,
    /// Its title (题名).
    pub title: String,
    /// Its date.
    pub doc_date: Option<Date>,
    /// The code of its retention period (保管期限).
    pub retention: String,
    /// Code and name of its fonds (全宗).
    pub fonds: String,
    /// The digest of its description, in hexadecimal digits.
    pub record_digest: String,
    /// For whom.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// What the record says about the matter.
    pub excerpt: String,
    /// Who issued it.
    pub issued_by: AccountId,
    /// When.
    pub issued_at: Timestamp,
    /// Who revoked it.
    pub revoked_by: Option<AccountId>,
    /// When.
    pub revoked_at: Option<Timestamp>,
    /// Why; empty while it stands.
    pub reason: String,
}

impl Attestation {
    /// Returns the code as it stands on paper, in groups.
    pub fn shown_code(&self) -> String {
        let digits: Vec<char> = self.code.chars().collect();
        let groups: Vec<String> = digits.chunks(CODE_GROUP).map(String::from_iter).collect();
        groups.join("-")
    }

    /// Says how it stands.
    pub fn standing(&self) -> Standing {
        match self.revoked_at {
            Some(_) => Standing::Revoked,
            None => Standing::Genuine,
        }
    }

    /// Returns the certificate with the code that its content makes; its random id is salt, so nobody makes a code from
    /// what stands on the paper.
    pub(super) fn coded(self) -> Self {
        let content = serde_json::json!([
            self.id,
            [&self.numbered, &self.archival_code, &self.record_digest],
            [&self.recipient, &self.purpose, &self.excerpt],
            self.issued_at.as_micros(),
        ]);
        let mut code = ContentHash::of(content.to_string().as_bytes()).to_hex();
        code.truncate(CODE_DIGITS);
        code.make_ascii_uppercase();
        Self { code, ..self }
    }

    /// Returns the certificate revoked now.
    ///
    /// # Errors
    /// [`AttestationError::Revoked`], [`AttestationError::Field`] without a reason.
    pub(super) fn revoked(
        self,
        reason: &str,
        (by, now): (Option<AccountId>, Timestamp),
    ) -> Result<Self, AttestationError> {
        if self.revoked_at.is_some() {
            return Err(AttestationError::Revoked);
        }
        Ok(Self {
            revoked_by: by,
            revoked_at: Some(now),
            reason: sentence("reason", reason, &SENTENCE_CHARS)?,
            ..self
        })
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            [self.year, self.number, self.secrecy],
            [&self.numbered, &self.code, &self.archival_code, &self.title],
            [&self.type_code, &self.retention, &self.fonds, &self.record_digest],
            [self.record.to_string(), self.org_path.to_string()],
            self.doc_date.map(|date| date.to_string()),
            [&self.recipient, &self.purpose, &self.excerpt, &self.reason],
            self.issued_by.to_string(),
            self.issued_at.as_micros(),
            self.revoked_by.map(|account| account.to_string()),
            self.revoked_at.map(Timestamp::as_micros),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

impl NewAttestation {
    /// Returns it without blanks around its texts, if they may stand.
    ///
    /// # Errors
    /// [`AttestationError::Field`] naming the first that says nothing, too much, or is not printable;
    /// [`AttestationError::TooLong`] for the excerpt.
    pub(super) fn checked(&self, rules: &AttestationRules) -> Result<Self, AttestationError> {
        let excerpt = self.excerpt.replace("\r\n", "\n").trim().to_owned();
        if excerpt.chars().count() > rules.excerpt_max as usize {
            return Err(AttestationError::TooLong {
                most: rules.excerpt_max,
            });
        }
        let is_printable = |c: char| !c.is_control() || c == '\n' || c == '\t';
        if excerpt.is_empty() || !excerpt.chars().all(is_printable) {
            return Err(AttestationError::Field("excerpt"));
        }
        Ok(Self {
            recipient: sentence("recipient", &self.recipient, &RECIPIENT_CHARS)?,
            purpose: sentence("purpose", &self.purpose, &SENTENCE_CHARS)?,
            excerpt,
        })
    }
}

/// Returns a code as it is kept, from what somebody typed.
pub(super) fn typed_code(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_hexdigit)
        .map(|digit| digit.to_ascii_uppercase())
        .take(CODE_DIGITS + 1)
        .collect()
}

fn sentence(
    field: &'static str,
    text: &str,
    chars: &RangeInclusive<usize>,
) -> Result<String, AttestationError> {
    let text = text.trim();
    match chars.contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        true => Ok(text.to_owned()),
        false => Err(AttestationError::Field(field)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::shipped;
    use super::*;

    fn issued() -> Attestation {
        Attestation {
            id: Uuid::from_u128(1),
            year: 2026,
            number: 3,
            numbered: "证明〔2026〕3号".to_owned(),
            code: String::new(),
            record: RecordId::from_uuid(Uuid::from_u128(2)),
            org_path: OrgPath::root(1),
            type_code: "WS".to_owned(),
            secrecy: 1,
            archival_code: "Z109-WS·2024-Y-0001".to_owned(),
            title: "任职通知".to_owned(),
            doc_date: None,
            retention: "Y".to_owned(),
            fonds: "Z109".to_owned(),
            record_digest: "00".to_owned(),
            recipient: "王芳".to_owned(),
            purpose: "办理退休".to_owned(),
            excerpt: "任命王芳为委员。".to_owned(),
            issued_by: AccountId::from_uuid(Uuid::from_u128(4)),
            issued_at: Timestamp::from_micros(1_795_141_800_000_000),
            revoked_by: None,
            revoked_at: None,
            reason: String::new(),
        }
        .coded()
    }

    #[test]
    fn the_code_is_made_from_the_content_and_read_as_it_is_printed() {
        let one = issued();
        assert_eq!(one.code.len(), CODE_DIGITS);
        assert_eq!(one.shown_code().len(), 19);
        assert_eq!(typed_code(&one.shown_code().to_lowercase()), one.code);
        let other = Attestation {
            excerpt: "任命王芳为主席。".to_owned(),
            ..one.clone()
        };
        assert_ne!(other.coded().code, one.code);
        assert!(typed_code(&format!("{}A", one.code)) != one.code);
    }

    #[test]
    fn it_is_revoked_once_and_with_a_reason() {
        let now = Timestamp::from_micros(1_795_141_900_000_000);
        let silent = issued().revoked(" ", (None, now));
        assert_eq!(silent, Err(AttestationError::Field("reason")));
        let revoked = issued().revoked("摘录有误", (None, now)).unwrap();
        assert_eq!(revoked.standing(), Standing::Revoked);
        assert_ne!(revoked.digest(), issued().digest());
        assert_eq!(revoked.code, issued().code);
        let again = revoked.revoked("再次", (None, now));
        assert_eq!(again, Err(AttestationError::Revoked));
    }

    #[test]
    fn what_is_certified_says_something_and_not_too_much() {
        let new = NewAttestation {
            recipient: " 王芳 ".to_owned(),
            purpose: "办理退休".to_owned(),
            excerpt: "一\r\n二".to_owned(),
        };
        let checked = new.checked(&shipped()).unwrap();
        assert_eq!(
            (checked.recipient.as_str(), checked.excerpt.as_str()),
            ("王芳", "一\n二")
        );
        let empty = NewAttestation {
            excerpt: " ".to_owned(),
            ..new.clone()
        };
        assert_eq!(
            empty.checked(&shipped()).unwrap_err(),
            AttestationError::Field("excerpt")
        );
        let long = NewAttestation {
            excerpt: "长".repeat(2001),
            ..new
        };
        assert_eq!(
            long.checked(&shipped()).unwrap_err(),
            AttestationError::TooLong { most: 2000 }
        );
    }
}
