//! What a record is, and the rules that hold without a database.

use crate::dictionary::{FieldValue, Fields};
use guildhall_kernel::{AccountId, ContentHash, Date, OrgPath, RecordId, Timestamp};
use guildhall_policy::Resource;
use serde::{Deserialize, Serialize};

/// The highest secrecy level that may be kept here; state secrets lie above it.
pub const SECRECY_MAX: i64 = 3;

/// How far a record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordState {
    /// Taken in; nobody has confirmed a description.
    Captured,
    /// Described by a person.
    Described,
    /// Filed with its number (已归档); no longer changes.
    Filed,
}

impl RecordState {
    /// Returns the code in the database and in policies.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Described => "described",
            Self::Filed => "filed",
        }
    }

    /// Reads the code in the database.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Captured, Self::Described, Self::Filed]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// A record (档案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Raised with every change; a change names the version it was based on.
    pub version: i64,
    /// How far it has come.
    pub state: RecordState,
    /// The organisation to which it belongs.
    pub org_path: OrgPath,
    /// Archive type (档案门类).
    pub type_code: String,
    /// Version of the dictionary under which it was described.
    pub dictionary_version: u32,
    /// Title (题名).
    pub title: String,
    /// Document number (文号).
    pub doc_number: String,
    /// Responsible party (责任者).
    pub responsible_party: String,
    /// Date of the paper.
    pub doc_date: Option<Date>,
    /// Year (年度).
    pub year: i64,
    /// Retention period (保管期限).
    pub retention: String,
    /// Secrecy level (密级), 0 to 3.
    pub secrecy: i64,
    /// Name of the department from which it comes.
    pub department: String,
    /// All other fields.
    pub fields: Fields,
    /// How it came in: `upload`, `import`, `watch`, `camera`.
    pub source: String,
    /// The account that brought it in.
    pub owner: Option<AccountId>,
    /// Pages read so far.
    pub page_count: u32,
    /// Fonds under which it is filed (全宗号).
    pub fonds_code: Option<String>,
    /// Item number (件号).
    pub item_number: Option<i64>,
    /// Archival code (档号).
    pub archival_code: Option<String>,
    /// When it came in.
    pub captured_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
    /// That it was taken out of the inbox; left out of the digest of all others, so that older digests hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discarded: Option<Discarded>,
    /// Whether its content is held back; left out of the digest of all others, so that older digests hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
}

/// What became of a mark of state secrecy that was found on a record (扣留).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// Nobody has decided yet; its content is shown to nobody.
    SecrecyMark,
    /// Somebody has decided that it is no state secret; reading does not look again.
    Released,
}

impl Hold {
    /// Returns the code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SecrecyMark => "secrecy-mark",
            Self::Released => "released",
        }
    }

    /// Reads the code in the database.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::SecrecyMark, Self::Released]
            .into_iter()
            .find(|hold| hold.code() == code)
    }
}

/// That a paper was taken out of the inbox (弃置): it is kept, but nowhere shown until it is put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discarded {
    /// When.
    pub at: Timestamp,
    /// Why, in the words of the person; may be empty.
    pub reason: String,
}

/// What is known of a paper when it comes in.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// The organisation to which it belongs.
    pub org_path: OrgPath,
    /// Name of the department from which it comes; may be empty.
    pub department: String,
    /// Archive type supposed.
    pub type_code: String,
    /// Title supposed, usually the file name.
    pub title: String,
    /// How it came in.
    pub source: &'static str,
    /// Secrecy until somebody has looked.
    pub secrecy: i64,
}

/// A description confirmed by a person or proposed by reading.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Archive type.
    pub type_code: String,
    /// Values by field name, base fields among them.
    pub fields: Fields,
    /// Name of the department; unchanged when absent.
    pub department: Option<String>,
}

impl Description {
    /// Returns the single value of a field, trimmed; empty when it has none.
    pub fn text(&self, field: &str) -> String {
        self.fields
            .get(field)
            .map(FieldValue::display)
            .unwrap_or_default()
            .trim()
            .to_owned()
    }
}

/// The fields that have a column of their own.
pub(super) const COLUMN_FIELDS: &[&str] = &[
    "title",
    "doc_number",
    "responsible_party",
    "doc_date",
    "year",
    "retention",
    "security_level",
];

impl Record {
    /// Returns the record as the policies see it.
    pub fn as_resource(&self) -> Resource {
        let resource = Resource::new("Record", self.org_path.as_str())
            .with("state", self.state.code())
            .with("secrecy", self.secrecy)
            .with("type_code", self.type_code.as_str());
        match self.owner {
            Some(owner) => resource.with("owner", owner.to_string().as_str()),
            None => resource,
        }
    }

    /// Takes over a description that was checked before. Empty fields are left out.
    #[must_use]
    pub fn described(mut self, description: Description, dictionary_version: u32, now: Timestamp) -> Self {
        self.title = description.text("title");
        self.doc_number = description.text("doc_number");
        self.responsible_party = description.text("responsible_party");
        self.doc_date = description.text("doc_date").parse().ok();
        if let Ok(year) = description.text("year").parse() {
            self.year = year;
        }
        let retention = description.text("retention");
        if !retention.is_empty() {
            self.retention = retention;
        }
        if let Ok(secrecy) = description.text("security_level").parse() {
            self.secrecy = secrecy;
        }
        if let Some(department) = description.department {
            self.department = department;
        }
        self.type_code = description.type_code;
        self.dictionary_version = dictionary_version;
        let own = |name: &str| !COLUMN_FIELDS.contains(&name);
        self.fields = description
            .fields
            .into_iter()
            .filter(|(name, value)| own(name) && !value.is_empty())
            .collect();
        self.changed(now)
    }

    /// Returns the record one version further.
    #[must_use]
    pub(crate) fn changed(mut self, now: Timestamp) -> Self {
        self.version += 1;
        self.changed_at = now;
        self
    }

    /// Returns all values by field name, those with a column of their own among them.
    pub fn all_fields(&self) -> Fields {
        let mut all = self.fields.clone();
        let date = self.doc_date.map(|date| date.to_string()).unwrap_or_default();
        for (name, value) in [
            ("title", self.title.clone()),
            ("doc_number", self.doc_number.clone()),
            ("responsible_party", self.responsible_party.clone()),
            ("doc_date", date),
            ("year", self.year.to_string()),
            ("retention", self.retention.clone()),
            ("security_level", self.secrecy.to_string()),
        ] {
            if !value.is_empty() {
                all.insert(name.to_owned(), FieldValue::One(value));
            }
        }
        all
    }

    /// Returns the names of people in the record's fields.
    pub fn persons(&self) -> Vec<String> {
        let people = self
            .fields
            .get("persons")
            .map(FieldValue::values)
            .unwrap_or_default();
        people.into_iter().map(str::to_owned).collect()
    }

    /// Returns the digest of the whole record, for the ledger: SHA-256 of its JSON with fields in fixed order.
    ///
    /// Rows that are derived (pages, searchable copies) are not part of it.
    pub fn digest(&self) -> ContentHash {
        let text = serde_json::to_vec(self).unwrap_or_default();
        ContentHash::of(&text)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use uuid::Uuid;

    pub(crate) fn a_record() -> Record {
        Record {
            id: RecordId::from_uuid(Uuid::from_u128(1)),
            version: 1,
            state: RecordState::Captured,
            org_path: OrgPath::root(1),
            type_code: "WS".to_owned(),
            dictionary_version: 1,
            title: "扫描件".to_owned(),
            doc_number: String::new(),
            responsible_party: String::new(),
            doc_date: None,
            year: 2026,
            retention: "Y".to_owned(),
            secrecy: 1,
            department: String::new(),
            fields: Fields::new(),
            source: "upload".to_owned(),
            owner: None,
            page_count: 0,
            fonds_code: None,
            item_number: None,
            archival_code: None,
            captured_at: Timestamp::from_micros(1),
            changed_at: Timestamp::from_micros(1),
            filed_at: None,
            discarded: None,
            hold: None,
        }
    }

    fn one(text: &str) -> FieldValue {
        FieldValue::One(text.to_owned())
    }

    #[test]
    fn a_description_fills_columns_and_keeps_the_rest_as_fields() {
        let fields = Fields::from([
            ("title".to_owned(), one("关于召开职代会的通知")),
            ("doc_date".to_owned(), one("2024-03-15")),
            ("year".to_owned(), one("2024")),
            ("security_level".to_owned(), one("0")),
            ("persons".to_owned(), FieldValue::Many(vec!["王芳".to_owned()])),
            ("summary".to_owned(), one(" ")),
        ]);
        let description = Description {
            type_code: "ZY.ZD".to_owned(),
            fields,
            department: None,
        };
        let record = a_record().described(description, 3, Timestamp::from_micros(9));
        assert_eq!(
            (record.title.as_str(), record.year, record.secrecy),
            ("关于召开职代会的通知", 2024, 0)
        );
        assert_eq!(record.persons(), vec!["王芳"]);
        assert!(!record.fields.contains_key("summary") && !record.fields.contains_key("title"));
        assert_eq!((record.version, record.dictionary_version), (2, 3));
        assert_eq!(record.all_fields()["doc_date"], one("2024-03-15"));
    }

    #[test]
    fn any_change_of_a_column_changes_the_digest() {
        let before = a_record().digest();
        let mut changed = a_record();
        changed.secrecy = 0;
        assert_ne!(changed.digest(), before);
        let mut changed = a_record();
        changed.fields.insert("x".to_owned(), one("y"));
        assert_ne!(changed.digest(), before);
        assert_eq!(a_record().digest(), before);
    }

    #[test]
    fn discarding_changes_the_digest_and_says_nothing_in_all_others() {
        let text = serde_json::to_string(&a_record()).unwrap();
        assert!(!text.contains("discarded"), "{text}");
        let mut discarded = a_record();
        discarded.discarded = Some(Discarded {
            at: Timestamp::from_micros(5),
            reason: String::new(),
        });
        assert_ne!(discarded.digest(), a_record().digest());
    }
}
