//! What is known of a record when it is checked.

use guildhall_archive::{Component, ComponentRole, FieldProblem, Fields, FileScan, Record};
use guildhall_formats::{FormatRules, Standing};
use guildhall_kernel::{ComponentId, Date};
use std::collections::BTreeMap;

/// What was found when a file was read from its first to its last byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSeen {
    /// Its bytes have the hash under which it is kept.
    Whole {
        /// How many bytes there are.
        size: u64,
        /// The media type that its first bytes tell.
        media_type: String,
        /// Whether its name promises another format.
        name_disagrees: bool,
        /// Identifier of the format that its bytes tell.
        format: String,
    },
    /// The vault knows no such object.
    Missing,
    /// Its bytes are harmed in every replica.
    Broken,
    /// It was added after the files were read.
    NotSeen,
}

/// What was found in the files of a record.
#[derive(Debug, Clone, Default)]
pub struct FilesSeen(pub BTreeMap<ComponentId, FileSeen>);

/// A file of the record, with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Place in the record, from 1; how findings name it.
    pub sequence: u32,
    /// What it is to the record.
    pub role: ComponentRole,
    /// Media type on record.
    pub media_type: String,
    /// Size on record.
    pub size: u64,
    /// What was found in it.
    pub seen: FileSeen,
    /// How its format stands for keeping; absent when its bytes could not be read.
    pub standing: Option<Standing>,
    /// What a virus scanner said of it; absent when none has looked.
    pub scan: Option<FileScan>,
}

impl FileFacts {
    /// Joins what is on record with what was found.
    pub fn new(
        component: &Component,
        seen: &FilesSeen,
        (formats, scans): (&FormatRules, &[FileScan]),
    ) -> Self {
        let seen = seen.0.get(&component.id).cloned().unwrap_or(FileSeen::NotSeen);
        Self {
            standing: match &seen {
                FileSeen::Whole { format, .. } => Some(formats.standing(format)),
                FileSeen::Missing | FileSeen::Broken | FileSeen::NotSeen => None,
            },
            scan: scans.iter().find(|scan| scan.component == component.id).cloned(),
            sequence: component.sequence,
            role: component.role,
            media_type: component.media_type.clone(),
            size: u64::try_from(component.size_bytes).unwrap_or_default(),
            seen,
        }
    }
}

/// What the ledger says of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Its state is that of the last entry.
    Agrees,
    /// It was changed behind the program's back.
    Differs,
}

/// All that the checks look at.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The record.
    pub record: Record,
    /// All its values.
    pub fields: Fields,
    /// What does not fit the dictionary, what is missing among it.
    pub problems: Vec<FieldProblem>,
    /// Whether its type stands in the retention schedule, and its retention code has a period.
    pub is_scheduled: bool,
    /// Whether its archival code has the shape that rules/numbering asks for.
    pub code_fits: bool,
    /// Archival codes of other filed records with the same document number, title and responsible party.
    pub twins: Vec<String>,
    /// The archival code before its own, when there is no record under it.
    pub gap: Option<String>,
    /// What the ledger says.
    pub told: Told,
    /// Acts that must be in the ledger and are not.
    pub missing_acts: Vec<&'static str>,
    /// Its files.
    pub files: Vec<FileFacts>,
    /// Whether files are scanned for viruses.
    pub has_scanner: bool,
    /// Whether what was read on its pages names an attachment (附件).
    pub names_attachment: bool,
    /// The day of the check.
    pub today: Date,
}

impl Facts {
    /// Returns the files that came in, without those that the program derived.
    pub fn kept(&self) -> impl Iterator<Item = &FileFacts> {
        self.files
            .iter()
            .filter(|file| file.role != ComponentRole::Searchable)
    }
}
