//! The computer files of a record (文档).

use guildhall_kernel::{ComponentId, ContentHash, RecordId, Timestamp};

/// What a file is to its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ComponentRole {
    /// The paper as it came in; never changed.
    Original,
    /// A file that came inside the original.
    Attachment,
    /// The searchable two-layer PDF (双层PDF) made from a scan; derived.
    Searchable,
}

impl ComponentRole {
    /// Returns the code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Attachment => "attachment",
            Self::Searchable => "searchable",
        }
    }

    /// Reads the code in the database.
    pub(super) fn parse(code: &str) -> Option<Self> {
        [Self::Original, Self::Attachment, Self::Searchable]
            .into_iter()
            .find(|role| role.code() == code)
    }
}

/// A file of a record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Component {
    /// Its id.
    pub id: ComponentId,
    /// Its record.
    pub record: RecordId,
    /// Place in the record, from 1.
    pub sequence: u32,
    /// What it is to the record.
    pub role: ComponentRole,
    /// Its content, by hash.
    pub hash: ContentHash,
    /// Its size.
    pub size_bytes: i64,
    /// Its name, safe to show and to save under.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A file to be added.
#[derive(Debug, Clone)]
pub struct NewComponent {
    /// What it is to the record.
    pub role: ComponentRole,
    /// Its content, already safe in the vault.
    pub hash: ContentHash,
    /// Its size.
    pub size_bytes: i64,
    /// Its name.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
}
