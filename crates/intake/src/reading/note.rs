//! What a person should know of a reading: what the reader noticed, and everything that was left out or lost.
//!
//! Codes and numbers only; the sentences are the messages' business.

use guildhall_reading::Note;
use serde::{Deserialize, Serialize};

/// A remark on the reading of a paper (读取说明), kept beside its proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperNote {
    /// Something about the paper itself.
    Paper(Note),
    /// Something about a file inside the paper.
    InAttachment {
        /// Name of that file.
        name: String,
        /// What it is.
        note: Note,
    },
    /// A file inside the paper that could not be taken out; it is kept within the original only.
    AttachmentNotTaken {
        /// Its name.
        name: String,
        /// Why, as the code of a reading failure.
        reason: String,
    },
    /// A file inside the paper that is kept but could not be read.
    AttachmentNotRead {
        /// Its name.
        name: String,
        /// Why, as the code of a reading failure.
        reason: String,
    },
    /// More files lay in the paper, or in a file inside it, than are taken out.
    AttachmentsLeftOut {
        /// The file inside the paper that holds them; none for the paper itself.
        within: Option<String>,
        /// How many were left within.
        left: usize,
        /// How many there are.
        total: usize,
    },
}

impl PaperNote {
    /// Returns the stable name of the case, as the API shows it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Paper(note) | Self::InAttachment { note, .. } => reader_code(note),
            Self::AttachmentNotTaken { .. } => "attachment_not_taken",
            Self::AttachmentNotRead { .. } => "attachment_not_read",
            Self::AttachmentsLeftOut { .. } => "attachments_left_out",
        }
    }

    /// Returns the name of the file inside the paper that it is about; none for the paper itself.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Paper(_) => None,
            Self::InAttachment { name, .. }
            | Self::AttachmentNotTaken { name, .. }
            | Self::AttachmentNotRead { name, .. } => Some(name),
            Self::AttachmentsLeftOut { within, .. } => within.as_deref(),
        }
    }
}

fn reader_code(note: &Note) -> &'static str {
    match note {
        Note::ExtensionDisagrees => "extension_disagrees",
        Note::SignaturesPresent => "signatures_present",
        Note::AnnotationsPresent => "annotations_present",
        Note::TrackedChangesPresent => "tracked_changes_present",
        Note::PagesLeftOut { .. } => "pages_left_out",
        Note::PagesNotRecognised { .. } => "pages_not_recognised",
        Note::PagesDamaged { .. } => "pages_damaged",
        Note::HiddenSheets { .. } => "hidden_sheets",
        Note::SameNames { .. } => "same_names",
        Note::Encoding { .. } => "encoding",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoredProposal;

    #[test]
    fn the_code_of_a_readers_note_is_its_own_tag() {
        for note in [
            Note::SignaturesPresent,
            Note::PagesDamaged { count: 2 },
            Note::Encoding {
                name: "GBK".to_owned(),
            },
        ] {
            let tag = serde_json::to_value(&note).unwrap();
            assert_eq!(tag["note"], PaperNote::Paper(note).code());
        }
    }

    #[test]
    fn notes_survive_the_database_and_those_of_an_earlier_form_do_no_harm() {
        let proposal = StoredProposal {
            notes: vec![
                PaperNote::Paper(Note::PagesLeftOut { read: 1, total: 2 }),
                PaperNote::AttachmentNotRead {
                    name: "附表.xls".to_owned(),
                    reason: "broken".to_owned(),
                },
            ],
            ..StoredProposal::default()
        };
        let text = serde_json::to_string(&proposal).unwrap();
        assert_eq!(serde_json::from_str::<StoredProposal>(&text).unwrap(), proposal);
        let earlier = r#"{"notes":["{\"note\":\"signatures_present\"}"],"confidence":1.0}"#;
        assert!(
            serde_json::from_str::<StoredProposal>(earlier)
                .unwrap()
                .notes
                .is_empty()
        );
    }
}
