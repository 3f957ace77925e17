//! What a person should know of the reading of a paper, as plain sentences.

use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{Args, Locale, t};
use guildhall_intake::{IntakeError, PaperNote};
use guildhall_kernel::RecordId;
use guildhall_reading::Note;
use guildhall_store::Connection;

/// Returns the notes on the reading of a record; none when it did not come through the inbox.
///
/// # Errors
/// When the actor may not know of the record, or the database refuses.
pub async fn of_record(
    member: &Member,
    connection: &mut Connection,
    id: RecordId,
) -> Result<Vec<PaperNote>, Fault> {
    match member.app().inbox.item(connection, member.actor(), id).await {
        Ok(item) => Ok(item.proposal.notes),
        Err(IntakeError::NoSuchItem) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// Says a note in plain words.
pub fn sentence(locale: Locale, note: &PaperNote) -> String {
    match note {
        PaperNote::Paper(note) => of_reader(locale, note),
        PaperNote::InAttachment { name, note } => {
            let said = of_reader(locale, note);
            let args = Args::none().with("name", name).with("note", &said);
            t(locale, "note-in-attachment", &args)
        }
        PaperNote::AttachmentNotTaken { name, reason } => {
            let reason = why(locale, reason);
            let args = Args::none().with("name", name).with("reason", &reason);
            t(locale, "note-attachment-not-taken", &args)
        }
        PaperNote::AttachmentNotRead { name, reason } => {
            let reason = why(locale, reason);
            let args = Args::none().with("name", name).with("reason", &reason);
            t(locale, "note-attachment-not-read", &args)
        }
        PaperNote::AttachmentsLeftOut { within, left, total } => {
            let args = Args::none().with("left", left).with("total", total);
            match within {
                None => t(locale, "note-attachments-left-out", &args),
                Some(name) => t(locale, "note-attachments-left-within", &args.with("name", name)),
            }
        }
    }
}

fn of_reader(locale: Locale, note: &Note) -> String {
    let plain = |key| t(locale, key, &Args::none());
    let counted = |key, count: &u64| t(locale, key, &Args::none().with("count", count));
    match note {
        Note::ExtensionDisagrees => plain("note-extension-disagrees"),
        Note::SignaturesPresent => plain("note-signatures-present"),
        Note::AnnotationsPresent => plain("note-annotations-present"),
        Note::TrackedChangesPresent => plain("note-tracked-changes-present"),
        Note::PagesLeftOut { read, total } => {
            let args = Args::none().with("read", read).with("total", total);
            t(locale, "note-pages-left-out", &args)
        }
        Note::PagesNotRecognised { count } => counted("note-pages-not-recognised", count),
        Note::PagesDamaged { count } => counted("note-pages-damaged", count),
        Note::HiddenSheets { count } => counted("note-hidden-sheets", count),
        Note::SameNames { count } => counted("note-same-names", count),
        Note::Encoding { name } => t(locale, "note-encoding", &Args::none().with("name", name)),
    }
}

/// Says why something cannot be read, by the code of a reading failure.
pub fn why(locale: Locale, code: &str) -> String {
    let key = format!("unreadable-{}", code.replace('_', "-"));
    t(locale, &key, &Args::none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_note() -> Vec<PaperNote> {
        let reader = [
            Note::ExtensionDisagrees,
            Note::SignaturesPresent,
            Note::AnnotationsPresent,
            Note::TrackedChangesPresent,
            Note::PagesLeftOut { read: 10, total: 12 },
            Note::PagesNotRecognised { count: 2 },
            Note::PagesDamaged { count: 1 },
            Note::HiddenSheets { count: 3 },
            Note::SameNames { count: 4 },
            Note::Encoding {
                name: "GBK".to_owned(),
            },
        ];
        let name = "附表.xls".to_owned();
        let left_out = |within| PaperNote::AttachmentsLeftOut {
            within,
            left: 10,
            total: 60,
        };
        let mut notes: Vec<PaperNote> = reader.into_iter().map(PaperNote::Paper).collect();
        notes.extend([
            PaperNote::InAttachment {
                name: name.clone(),
                note: Note::SignaturesPresent,
            },
            PaperNote::AttachmentNotTaken {
                name: name.clone(),
                reason: "bomb".to_owned(),
            },
            PaperNote::AttachmentNotRead {
                name: name.clone(),
                reason: "timed_out".to_owned(),
            },
            left_out(None),
            left_out(Some(name)),
        ]);
        notes
    }

    #[test]
    fn every_note_is_a_sentence_of_its_own_in_both_languages() {
        for (locale, end) in [(Locale::ZhCn, '。'), (Locale::En, '.')] {
            let said: Vec<String> = every_note().iter().map(|note| sentence(locale, note)).collect();
            for sentence in &said {
                assert!(sentence.ends_with(end), "{sentence}");
                assert!(
                    !sentence.contains("note-") && !sentence.contains("unreadable-"),
                    "{sentence}"
                );
            }
            let different: std::collections::BTreeSet<&String> = said.iter().collect();
            assert_eq!(different.len(), said.len());
        }
    }

    #[test]
    fn the_sentence_names_the_file_the_count_and_the_reason() {
        let lost = PaperNote::AttachmentNotTaken {
            name: "附表.xls".to_owned(),
            reason: "bomb".to_owned(),
        };
        let said = sentence(Locale::En, &lost);
        assert!(
            said.contains("附表.xls") && said.contains("absurd size"),
            "{said}"
        );
        let left = PaperNote::AttachmentsLeftOut {
            within: None,
            left: 10,
            total: 60,
        };
        let said = sentence(Locale::En, &left);
        assert!(said.contains("10") && said.contains("60"), "{said}");
    }
}
