//! A volume (案卷), without a database.

use super::VolumeError;
use crate::record::{Record, RecordState};
use guildhall_kernel::{AccountId, ContentHash, Date, OrgPath, RecordId, Timestamp};
use guildhall_policy::Resource;
use guildhall_store::coded;
use uuid::Uuid;

/// How a volume is named in the ledger.
pub(super) const SUBJECT_KIND: &str = "volume";
/// Characters of a title.
const TITLE_CHARS: std::ops::RangeInclusive<usize> = 2..=200;
/// Most characters of a name on the note sheet.
const NAME_CHARS_MAX: usize = 40;
/// Most characters of the situation on the note sheet.
const SITUATION_CHARS_MAX: usize = 2_000;
/// Years of which a volume may be.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2999;

coded! {
    /// How a volume stands.
    VolumeState {
        /// Papers are put in and put in order.
        Open = "open",
        /// It has its number, and its papers have theirs; nothing changes any more.
        Filed = "filed",
        /// It was given up.
        Withdrawn = "withdrawn",
    }
}

/// What is said of a volume when it is opened.
#[derive(Debug, Clone)]
pub struct NewVolume {
    /// Its title, 2 to 200 characters.
    pub title: String,
    /// Its organisation.
    pub org_path: OrgPath,
    /// Archive type of its papers.
    pub type_code: String,
    /// Year of its papers.
    pub year: i64,
    /// Retention code of its papers.
    pub retention: String,
}

/// The note sheet of a volume (备考表): what is missing, altered, added, moved or destroyed, who arranged and who checked it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteSheet {
    /// The situation of the volume, at most 2,000 characters.
    pub situation: String,
    /// Who arranged it (立卷人), at most 40 characters.
    pub arranged_by: String,
    /// When.
    pub arranged_on: Option<Date>,
    /// Who checked it (检查人), at most 40 characters.
    pub checked_by: String,
    /// When.
    pub checked_on: Option<Date>,
}

/// What the papers of a volume come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many there are.
    pub papers: u32,
    /// Their pages.
    pub pages: i64,
    /// The earliest date.
    pub first: Option<Date>,
    /// The latest date.
    pub last: Option<Date>,
    /// The highest secrecy level among them.
    pub secrecy: i64,
}

impl Totals {
    /// Returns what papers come to.
    pub fn of(records: &[Record]) -> Self {
        let dates = || records.iter().filter_map(|record| record.doc_date);
        Self {
            papers: u32::try_from(records.len()).unwrap_or(u32::MAX),
            pages: records.iter().map(|record| i64::from(record.page_count)).sum(),
            first: dates().min(),
            last: dates().max(),
            secrecy: records.iter().map(|record| record.secrecy).max().unwrap_or(0),
        }
    }
}

/// The numbers that a volume gets when it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Fonds code (全宗号).
    pub fonds: String,
    /// Volume number (室编案卷号).
    pub volume: i64,
    /// Its archival code, without an item number.
    pub code: String,
}

/// A volume as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its organisation.
    pub org_path: OrgPath,
    /// Archive type of its papers.
    pub type_code: String,
    /// Year of its papers.
    pub year: i64,
    /// Retention code of its papers.
    pub retention: String,
    /// How it stands.
    pub state: VolumeState,
    /// What its papers come to, as of its last change.
    pub totals: Totals,
    /// Its note sheet.
    pub note: NoteSheet,
    /// Fonds code (全宗号), once it is filed.
    pub fonds_code: Option<String>,
    /// Volume number (室编案卷号), once it is filed.
    pub number: Option<i64>,
    /// Its archival code, once it is filed.
    pub code: Option<String>,
    /// Who opened it.
    pub opened_by: AccountId,
    /// When.
    pub opened_at: Timestamp,
    /// Who filed it.
    pub filed_by: Option<AccountId>,
    /// When.
    pub filed_at: Option<Timestamp>,
    /// Raised with every change; a change names the one it was based on.
    pub revision: i64,
}

impl Volume {
    /// Returns the volume as the policies see it: as a record, filed or not, of the highest secrecy among its papers.
    pub fn as_resource(&self) -> Resource {
        let state = match self.state {
            VolumeState::Filed => RecordState::Filed,
            VolumeState::Open | VolumeState::Withdrawn => RecordState::Described,
        };
        Resource::new("Record", self.org_path.as_str())
            .with("state", state.code())
            .with("secrecy", self.totals.secrecy)
            .with("type_code", self.type_code.as_str())
            .with("owner", self.opened_by.to_string().as_str())
    }

    /// Says whether a record may lie in the volume.
    pub(super) fn fits(&self, record: &Record) -> bool {
        record.type_code == self.type_code
            && record.year == self.year
            && record.retention == self.retention
            && self.org_path.contains(&record.org_path)
    }

    /// Returns the volume if it is in this state and at this revision.
    ///
    /// # Errors
    /// [`VolumeError::NotNow`], [`VolumeError::Changed`].
    pub(super) fn standing(self, state: VolumeState, revision: i64) -> Result<Self, VolumeError> {
        match (self.state == state, self.revision == revision) {
            (true, true) => Ok(self),
            (false, _) => Err(VolumeError::NotNow(self.state.code())),
            (true, false) => Err(VolumeError::Changed),
        }
    }

    /// Returns the volume one revision further.
    pub(super) fn next(self) -> Self {
        Self {
            revision: self.revision + 1,
            ..self
        }
    }

    /// Returns the volume with these papers.
    pub(super) fn with_papers(self, records: &[Record]) -> Self {
        Self {
            totals: Totals::of(records),
            ..self.next()
        }
    }

    /// Returns the volume filed under its numbers, with these papers for good.
    pub(super) fn filed(
        self,
        records: &[Record],
        numbers: Numbers,
        (by, at): (Option<AccountId>, Timestamp),
    ) -> Self {
        Self {
            state: VolumeState::Filed,
            fonds_code: Some(numbers.fonds),
            number: Some(numbers.volume),
            code: Some(numbers.code),
            filed_by: by,
            filed_at: Some(at),
            ..self.with_papers(records)
        }
    }

    /// Returns the digest of the volume with its papers in order, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self, records: &[RecordId]) -> ContentHash {
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        let (note, totals) = (&self.note, &self.totals);
        let state = serde_json::json!([
            [self.id.to_string(), self.opened_by.to_string()],
            [
                &self.title,
                self.org_path.as_str(),
                &self.type_code,
                &self.retention
            ],
            [self.year, self.revision, self.opened_at.as_micros()],
            self.state.code(),
            [i64::from(totals.papers), totals.pages, totals.secrecy],
            [day(totals.first), day(totals.last)],
            [&note.situation, &note.arranged_by, &note.checked_by],
            [day(note.arranged_on), day(note.checked_on)],
            [&self.fonds_code, &self.code],
            self.number,
            self.filed_by.map(|by| by.to_string()),
            self.filed_at.map(Timestamp::as_micros),
            records,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

impl NoteSheet {
    /// Returns the sheet without blanks around what it says.
    ///
    /// # Errors
    /// [`VolumeError::Field`] for what is too long or not printable.
    pub(super) fn checked(self) -> Result<Self, VolumeError> {
        let sheet = Self {
            situation: self.situation.trim().to_owned(),
            arranged_by: self.arranged_by.trim().to_owned(),
            checked_by: self.checked_by.trim().to_owned(),
            ..self
        };
        let is_name =
            |text: &str| text.chars().count() <= NAME_CHARS_MAX && !text.chars().any(char::is_control);
        let is_text = |one: char| !one.is_control() || matches!(one, '\n' | '\r');
        match () {
            () if sheet.situation.chars().count() > SITUATION_CHARS_MAX => {
                Err(VolumeError::Field("situation"))
            }
            () if !sheet.situation.chars().all(is_text) => Err(VolumeError::Field("situation")),
            () if !is_name(&sheet.arranged_by) => Err(VolumeError::Field("arranged_by")),
            () if !is_name(&sheet.checked_by) => Err(VolumeError::Field("checked_by")),
            () => Ok(sheet),
        }
    }

    /// Says whether it names who arranged and who checked the volume, and when.
    pub fn is_signed(&self) -> bool {
        !self.arranged_by.is_empty()
            && !self.checked_by.is_empty()
            && self.arranged_on.is_some()
            && self.checked_on.is_some()
    }
}

/// Returns a title without blanks around it.
///
/// # Errors
/// [`VolumeError::Field`] when it says nothing, too much, or is not printable.
pub(super) fn checked_title(title: &str) -> Result<String, VolumeError> {
    let title = title.trim();
    match TITLE_CHARS.contains(&title.chars().count()) && !title.chars().any(char::is_control) {
        true => Ok(title.to_owned()),
        false => Err(VolumeError::Field("title")),
    }
}

/// Returns a year of which a volume may be.
///
/// # Errors
/// [`VolumeError::Field`].
pub(super) fn checked_year(year: i64) -> Result<i64, VolumeError> {
    match YEARS.contains(&year) {
        true => Ok(year),
        false => Err(VolumeError::Field("year")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::model_tests::a_record;

    fn volume() -> Volume {
        Volume {
            id: Uuid::from_u128(1),
            title: "2024年3月记账凭证".to_owned(),
            org_path: OrgPath::root(1),
            type_code: "WS".to_owned(),
            year: 2026,
            retention: "Y".to_owned(),
            state: VolumeState::Open,
            totals: Totals::default(),
            note: NoteSheet::default(),
            fonds_code: None,
            number: None,
            code: None,
            opened_by: AccountId::from_uuid(Uuid::from_u128(2)),
            opened_at: Timestamp::from_micros(1),
            filed_by: None,
            filed_at: None,
            revision: 1,
        }
    }

    #[test]
    fn b4_the_secrecy_of_a_volume_is_that_of_its_most_secret_paper() {
        let one = |secrecy: i64, pages: u32, date: &str| Record {
            secrecy,
            page_count: pages,
            doc_date: date.parse().ok(),
            ..a_record()
        };
        let papers = [one(1, 3, "2024-03-15"), one(2, 4, ""), one(0, 1, "2024-01-02")];
        let volume = volume().with_papers(&papers);
        assert_eq!((volume.totals.secrecy, volume.totals.pages), (2, 8));
        assert_eq!(
            volume.totals.first.map(|date| date.to_string()).as_deref(),
            Some("2024-01-02")
        );
        assert_eq!(
            volume.totals.last.map(|date| date.to_string()).as_deref(),
            Some("2024-03-15")
        );
        assert_eq!(volume.revision, 2);
        assert_eq!(Totals::of(&[]), Totals::default());
    }

    #[test]
    fn b4_a_volume_takes_papers_of_its_own_set_only() {
        let volume = volume();
        assert!(volume.fits(&a_record()));
        for wrong in [
            Record {
                year: 2025,
                ..a_record()
            },
            Record {
                retention: "D10".to_owned(),
                ..a_record()
            },
            Record {
                type_code: "KU".to_owned(),
                ..a_record()
            },
            Record {
                org_path: OrgPath::root(2),
                ..a_record()
            },
        ] {
            assert!(!volume.fits(&wrong));
        }
    }

    #[test]
    fn b4_a_note_sheet_is_signed_by_two_with_their_days() {
        let day = "2026-11-23".parse().ok();
        let sheet = NoteSheet {
            situation: " 缺第3页\n".to_owned(),
            arranged_by: " 陈雨 ".to_owned(),
            arranged_on: day,
            checked_by: "赵敏".to_owned(),
            checked_on: day,
        };
        let sheet = sheet.checked().unwrap();
        assert_eq!(
            (sheet.situation.as_str(), sheet.arranged_by.as_str()),
            ("缺第3页", "陈雨")
        );
        assert!(sheet.is_signed());
        assert!(
            !NoteSheet {
                checked_on: None,
                ..sheet.clone()
            }
            .is_signed()
        );
        let long = NoteSheet {
            checked_by: "名".repeat(41),
            ..sheet
        };
        assert_eq!(long.checked(), Err(VolumeError::Field("checked_by")));
        assert!(checked_title(" ").is_err() && checked_year(26).is_err());
    }

    #[test]
    fn b4_the_digest_knows_the_order() {
        let ids = [1, 2].map(|id| RecordId::from_uuid(Uuid::from_u128(id)));
        assert_ne!(volume().digest(&ids), volume().digest(&[ids[1], ids[0]]));
    }
}
