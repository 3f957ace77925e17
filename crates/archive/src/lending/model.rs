//! A loan (借阅), without a database.

use super::{LendingError, LendingRules};
use guildhall_kernel::{AccountId, ContentHash, Date, PersonId, RecordId, Timestamp};
use guildhall_store::coded;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How a loan is named in the ledger.
pub(super) const SUBJECT_KIND: &str = "loan";
/// The zone whose days are counted.
const ZONE: &str = "Asia/Shanghai";
/// Characters of a purpose.
const PURPOSE_CHARS: std::ops::RangeInclusive<usize> = 2..=500;
/// Characters of a note on what came back.
const NOTE_CHARS_MAX: usize = 500;

coded! {
    /// How an original came back (归还情况).
    CameBack {
        /// As it was lent.
        Good = "good",
        /// Damaged.
        Damaged = "damaged",
        /// Not all of it.
        Incomplete = "incomplete",
    }
}

/// What is lent to whom.
#[derive(Debug, Clone)]
pub struct NewLoan {
    /// The archival codes of the records.
    pub codes: Vec<String>,
    /// The staff number of who borrows them.
    pub staff_number: String,
    /// What for, 2 to 500 characters.
    pub purpose: String,
    /// For how many days; as the rules say when left out.
    pub days: Option<u32>,
}

/// How something came back.
#[derive(Debug, Clone)]
pub struct Returned {
    /// In what condition.
    pub came_back: CameBack,
    /// What is to be said about it; must be said when it is not good.
    pub note: String,
}

/// A loan as it is kept: one line of the register (借阅登记).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loan {
    /// Its id.
    pub id: Uuid,
    /// The slip (借阅单) on which it stands; those lent together share one.
    pub slip: Uuid,
    /// The year of the slip's number.
    pub year: i64,
    /// The number of the slip in its year, from 1.
    pub number: i64,
    /// The record.
    pub record: RecordId,
    /// Its archival code, frozen at filing.
    pub archival_code: String,
    /// Who has it.
    pub person: PersonId,
    /// What for.
    pub purpose: String,
    /// Who lent it.
    pub lent_by: AccountId,
    /// When.
    pub lent_at: Timestamp,
    /// The last day on which it is not overdue.
    pub due_on: Date,
    /// How often it was renewed.
    pub renewals: u32,
    /// When it came back.
    pub returned_at: Option<Timestamp>,
    /// Who took it back.
    pub returned_to: Option<AccountId>,
    /// In what condition.
    pub came_back: Option<CameBack>,
    /// What was said about that; may be empty.
    pub note: String,
    /// Raised with every change.
    pub revision: i64,
}

impl Loan {
    /// Returns the number of its slip, as people say it.
    pub fn numbered(&self) -> String {
        format!("{}-{:04}", self.year, self.number)
    }

    /// Says whether the original is out.
    pub fn is_out(&self) -> bool {
        self.returned_at.is_none()
    }

    /// Says whether the original is out for longer than was agreed.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_out() && self.due_on < today(now)
    }

    /// Says whether the original is due within so many days.
    pub fn is_due_within(&self, days: u32, now: Timestamp) -> bool {
        self.is_out() && !self.is_overdue(now) && self.due_on <= today(now).plus_days(days)
    }

    /// Returns the loan renewed once more.
    ///
    /// # Errors
    /// [`LendingError::CameBack`], [`LendingError::RenewedOut`].
    pub(super) fn renewed(self, rules: &LendingRules) -> Result<Self, LendingError> {
        if !self.is_out() {
            return Err(LendingError::CameBack);
        }
        let most = rules.renewals_max;
        if self.renewals >= most {
            return Err(LendingError::RenewedOut { most });
        }
        Ok(Self {
            due_on: self.due_on.plus_days(rules.renewal_days),
            renewals: self.renewals + 1,
            revision: self.revision + 1,
            ..self
        })
    }

    /// Returns the loan ended now.
    ///
    /// # Errors
    /// [`LendingError::CameBack`], [`LendingError::Field`] for a note that is too long, or missing where something is wrong.
    pub(super) fn returned(
        self,
        returned: &Returned,
        (to, now): (Option<AccountId>, Timestamp),
    ) -> Result<Self, LendingError> {
        if !self.is_out() {
            return Err(LendingError::CameBack);
        }
        let note = checked_note(&returned.note)?;
        if note.is_empty() && returned.came_back != CameBack::Good {
            return Err(LendingError::Field("note"));
        }
        Ok(Self {
            returned_at: Some(now),
            returned_to: to,
            came_back: Some(returned.came_back),
            note,
            revision: self.revision + 1,
            ..self
        })
    }

    /// Returns the loan as if it had not come back.
    ///
    /// # Errors
    /// [`LendingError::NotBack`].
    pub(super) fn reopened(self) -> Result<Self, LendingError> {
        if self.is_out() {
            return Err(LendingError::NotBack);
        }
        Ok(Self {
            returned_at: None,
            returned_to: None,
            came_back: None,
            note: String::new(),
            revision: self.revision + 1,
            ..self
        })
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            [self.id, self.slip],
            [self.year, self.number, self.revision, i64::from(self.renewals)],
            [self.record.to_string(), self.person.to_string()],
            [&self.archival_code, &self.purpose, &self.note],
            [self.lent_by.to_string(), self.due_on.to_string()],
            self.lent_at.as_micros(),
            self.returned_at.map(Timestamp::as_micros),
            self.returned_to.map(|account| account.to_string()),
            self.came_back.map(CameBack::code),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// Returns the day on which an instant lies.
pub(super) fn today(now: Timestamp) -> Date {
    now.date_in(ZONE)
}

/// Returns the codes without blanks and repetitions, in their order.
///
/// # Errors
/// [`LendingError::Nothing`], [`LendingError::TooMany`].
pub(super) fn checked_codes(codes: &[String], most: u32) -> Result<Vec<String>, LendingError> {
    let codes: BTreeSet<String> = codes
        .iter()
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect();
    if codes.is_empty() {
        return Err(LendingError::Nothing);
    }
    match codes.len() <= most as usize {
        true => Ok(codes.into_iter().collect()),
        false => Err(LendingError::TooMany { most }),
    }
}

/// Returns a purpose without blanks around it.
///
/// # Errors
/// [`LendingError::Field`] when it says nothing, too much, or is not printable.
pub(super) fn checked_purpose(purpose: &str) -> Result<String, LendingError> {
    let purpose = purpose.trim();
    let is_fit = PURPOSE_CHARS.contains(&purpose.chars().count()) && !purpose.chars().any(char::is_control);
    match is_fit {
        true => Ok(purpose.to_owned()),
        false => Err(LendingError::Field("purpose")),
    }
}

fn checked_note(note: &str) -> Result<String, LendingError> {
    let note = note.trim();
    match note.chars().count() <= NOTE_CHARS_MAX && !note.chars().any(char::is_control) {
        true => Ok(note.to_owned()),
        false => Err(LendingError::Field("note")),
    }
}

/// Returns how many days a loan lasts.
///
/// # Errors
/// [`LendingError::Field`] for none, [`LendingError::TooLong`].
pub(super) fn checked_days(asked: Option<u32>, rules: &LendingRules) -> Result<u32, LendingError> {
    match asked.unwrap_or(rules.days) {
        0 => Err(LendingError::Field("days")),
        days if days > rules.days_max => Err(LendingError::TooLong { most: rules.days_max }),
        days => Ok(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let date: Date = text.parse().unwrap();
        date.starts_in_utc()
    }

    fn rules() -> LendingRules {
        LendingRules {
            sure: false,
            days: 15,
            days_max: 30,
            renewals_max: 1,
            renewal_days: 10,
            remind_days: 3,
            records_max: 2,
            secrecy_max: 1,
        }
    }

    fn loan() -> Loan {
        Loan {
            id: Uuid::from_u128(1),
            slip: Uuid::from_u128(2),
            year: 2026,
            number: 7,
            record: RecordId::from_uuid(Uuid::from_u128(3)),
            archival_code: "Z109-WS·2024-Y-0001".to_owned(),
            person: PersonId::from_uuid(Uuid::from_u128(4)),
            purpose: "核对职称".to_owned(),
            lent_by: AccountId::from_uuid(Uuid::from_u128(5)),
            lent_at: at("2026-02-20"),
            due_on: "2026-02-28".parse().unwrap(),
            renewals: 0,
            returned_at: None,
            returned_to: None,
            came_back: None,
            note: String::new(),
            revision: 1,
        }
    }

    #[test]
    fn a_loan_is_overdue_from_the_day_after_its_due_date_by_the_calendar_of_shanghai() {
        let loan = loan();
        let last_minute = at("2026-02-28").plus_secs(16 * 3_600 - 60);
        assert!(!loan.is_overdue(last_minute) && loan.is_due_within(0, last_minute));
        assert!(loan.is_overdue(last_minute.plus_secs(60)));
        assert!(!loan.is_due_within(3, at("2026-02-24")) && loan.is_due_within(3, at("2026-02-25")));
        assert_eq!(loan.numbered(), "2026-0007");
    }

    #[test]
    fn a_loan_is_renewed_as_often_as_the_rules_say_from_its_due_date() {
        let renewed = loan().renewed(&rules()).unwrap();
        assert_eq!(renewed.due_on.to_string(), "2026-03-10");
        assert_eq!(
            renewed.renewed(&rules()),
            Err(LendingError::RenewedOut { most: 1 })
        );
    }

    #[test]
    fn what_came_back_wrong_needs_a_word_and_a_return_is_undone_once() {
        let back = |came_back, note: &str| Returned {
            came_back,
            note: note.to_owned(),
        };
        let now = at("2026-02-25");
        let missing = loan().returned(&back(CameBack::Damaged, " "), (None, now));
        assert_eq!(missing, Err(LendingError::Field("note")));
        let returned = loan()
            .returned(&back(CameBack::Damaged, "第二页撕裂"), (None, now))
            .unwrap();
        assert!(!returned.is_out() && !returned.is_overdue(at("2027-01-01")));
        assert_eq!(
            returned.clone().returned(&back(CameBack::Good, ""), (None, now)),
            Err(LendingError::CameBack)
        );
        assert_ne!(returned.digest(), loan().digest());
        let reopened = returned.reopened().unwrap();
        assert_eq!((reopened.revision, reopened.is_out()), (3, true));
        assert_eq!(reopened.reopened(), Err(LendingError::NotBack));
    }

    #[test]
    fn codes_are_named_once_and_days_are_bounded() {
        let codes = |codes: &[&str]| {
            let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
            checked_codes(&codes, 2)
        };
        assert_eq!(codes(&["b", " a ", "b", ""]).unwrap(), ["a", "b"]);
        assert_eq!(codes(&[" "]), Err(LendingError::Nothing));
        assert_eq!(codes(&["a", "b", "c"]), Err(LendingError::TooMany { most: 2 }));
        assert_eq!(checked_days(None, &rules()), Ok(15));
        assert_eq!(
            checked_days(Some(31), &rules()),
            Err(LendingError::TooLong { most: 30 })
        );
        assert!(checked_days(Some(0), &rules()).is_err() && checked_purpose("查").is_err());
    }
}
