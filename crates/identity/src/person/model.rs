//! What a person is here, without a database.

use crate::{IdentityError, text};
use guildhall_kernel::{ContentHash, Date, OrgId, OrgPath, PersonId, Timestamp};
use guildhall_store::coded;
use std::fmt;

coded! {
    /// Sex (性别) by GB/T 2261.1.
    Sex {
        /// Unknown (未知的性别).
        Unknown = "0",
        /// Male (男性).
        Male = "1",
        /// Female (女性).
        Female = "2",
        /// Not said (未说明的性别).
        NotSaid = "9",
    }
}

coded! {
    /// Whether a person still works here (在职状态).
    PersonState {
        /// Works here (在职).
        Active = "active",
        /// Left, or retired (离职, 退休).
        Left = "left",
    }
}

/// A telephone number (电话号码), masked wherever it is not asked for in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads a number of 3 to 20 digits, with `+`, `-` and blanks between them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' '));
        (fits && text.len() <= 24 && (3..=20).contains(&digits)).then(|| Self(text.to_owned()))
    }

    /// Returns the number itself; the caller has checked that it may be seen.
    pub fn clear(&self) -> &str {
        &self.0
    }

    /// Returns the first three and the last four characters, as `138****1234`; of a short number only the last two.
    pub fn masked(&self) -> String {
        let (head, tail) = if self.0.len() >= 10 { (3, 4) } else { (0, 2) };
        format!("{}****{}", &self.0[..head], &self.0[self.0.len() - tail..])
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A person of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// Number given by the employer (工号), unique in the realm.
    pub staff_number: String,
    /// Name (姓名).
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Day of birth, when known.
    pub birth_date: Option<Date>,
    /// Telephone, when known.
    pub phone: Option<Phone>,
    /// Where the person works.
    pub org: OrgId,
    /// The path of that organisation.
    pub org_path: OrgPath,
    /// First day at the employer.
    pub joined_at: Option<Date>,
    /// Last day at the employer.
    pub left_at: Option<Date>,
    /// Whether the person still works here.
    pub state: PersonState,
    /// When the row was entered.
    pub created_at: Timestamp,
}

/// A person to be entered. One with a last day has left.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Number given by the employer, 1 to 32 letters, digits, `-`.
    pub staff_number: String,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub birth_date: Option<Date>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Where the person works.
    pub org: OrgId,
    /// First day at the employer.
    pub joined_at: Option<Date>,
    /// Last day at the employer.
    pub left_at: Option<Date>,
}

/// A row of the name list that reading uses to recognise people in papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Number given by the employer.
    pub staff_number: String,
    /// Where the person works.
    pub org: OrgId,
    /// The path of that organisation.
    pub org_path: OrgPath,
}

/// What is looked for in the directory.
#[derive(Debug, Clone, Default)]
pub struct PersonQuery {
    /// Beginning of a name, of a staff number, of the pinyin (`wangxiao`) or of its initials (`wxm`); may be empty.
    pub text: String,
    /// Only people with exactly this telephone number; how it is spaced does not matter.
    pub phone: Option<Phone>,
    /// Only people of this organisation and below.
    pub under: Option<OrgPath>,
    /// Only people in this state.
    pub state: Option<PersonState>,
    /// The last person of the page before.
    pub after: Option<(String, PersonId)>,
}

impl NewPerson {
    /// Checks the fields; `row` is the number told in the error.
    pub(crate) fn checked(mut self, row: usize) -> Result<Self, IdentityError> {
        let wrong = |field: &'static str| IdentityError::InvalidPerson { row, field };
        self.staff_number = staff_number(&self.staff_number).ok_or(wrong("staff_number"))?;
        self.name = text::name(&self.name).map_err(|_| wrong("name"))?;
        if let (Some(joined), Some(left)) = (self.joined_at, self.left_at)
            && left < joined
        {
            return Err(wrong("left_at"));
        }
        Ok(self)
    }

    /// Makes the person.
    pub(crate) fn into_person(self, id: PersonId, org_path: OrgPath, now: Timestamp) -> Person {
        Person {
            id,
            staff_number: self.staff_number,
            name: self.name,
            sex: self.sex,
            birth_date: self.birth_date,
            phone: self.phone,
            org: self.org,
            org_path,
            joined_at: self.joined_at,
            left_at: self.left_at,
            state: if self.left_at.is_some() {
                PersonState::Left
            } else {
                PersonState::Active
            },
            created_at: now,
        }
    }
}

fn staff_number(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| text.to_ascii_uppercase())
}

impl Person {
    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.staff_number,
            self.name,
            self.sex,
            self.birth_date,
            self.phone.as_ref().map(Phone::clear),
            self.org,
            self.org_path,
            self.joined_at,
            self.left_at,
            self.state,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_masked_wherever_it_is_printed() {
        let phone = Phone::parse(" 13812341234 ").unwrap();
        assert_eq!(phone.masked(), "138****1234");
        assert_eq!(format!("{phone:?}"), "138****1234");
        assert_eq!(Phone::parse("8301").unwrap().masked(), "****01");
        for wrong in ["", "12", "1381234123a", "１３８", &"1".repeat(21)] {
            assert_eq!(Phone::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_staff_number_is_letters_and_digits_in_one_case() {
        assert_eq!(staff_number(" a-0017 ").as_deref(), Some("A-0017"));
        for wrong in ["", "工1", "a b", &"1".repeat(33)] {
            assert_eq!(staff_number(wrong), None, "{wrong}");
        }
    }
}
