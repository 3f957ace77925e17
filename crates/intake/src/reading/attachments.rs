//! The files inside a paper: taken out, read and kept safe, those inside them too, within limits for the whole paper.

use super::failure::{failed_type, problem_code};
use super::job::{PaperReading, keep_within};
use super::note::PaperNote;
use crate::worker::{LostAttachment, ReadFailure, ReadOutcome, ReadRequest, TakeOut};
use guildhall_reading::{AttachmentInfo, Document, Page, format};
use guildhall_store::job::JobContext;
use guildhall_vault::SealedObject;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use tokio::io::AsyncReadExt as _;

/// Files that are taken out of one paper, those inside its attachments among them.
const COUNT_MAX: usize = 200;
/// Bytes of them, after which no further one is begun.
const BYTES_MAX: u64 = 2 << 30;
/// Levels of files within files that are taken out: 1 is an attachment of the paper itself.
const DEPTH_MAX: u32 = 3;

/// A file inside a paper, already safe in the vault.
pub(super) struct ReadAttachment {
    pub(super) object: SealedObject,
    pub(super) file_name: String,
    pub(super) media_type: String,
    pub(super) pages: Vec<Page>,
}

/// The files inside a paper, and what was lost of them.
#[derive(Default)]
pub(super) struct ReadAttachments {
    pub(super) files: Vec<ReadAttachment>,
    pub(super) notes: Vec<PaperNote>,
    bytes: u64,
}

/// A file whose attachments lie in a folder.
struct Opened {
    /// Its name; none for the paper itself.
    name: Option<String>,
    attachments: Vec<AttachmentInfo>,
    lost: Vec<LostAttachment>,
    out: Option<TakeOut>,
    depth: u32,
}

/// Returns what to ask of the child that reads the paper itself.
pub(super) fn of_paper(folder: PathBuf) -> TakeOut {
    TakeOut {
        folder,
        count_max: COUNT_MAX,
        bytes_max: BYTES_MAX,
    }
}

/// Reads what was taken out of a paper, level by level.
pub(super) async fn read_all(
    reading: &PaperReading,
    context: &JobContext,
    (document, lost): (&Document, &[LostAttachment]),
    out: TakeOut,
) -> Result<ReadAttachments, ReadFailure> {
    let mut found = ReadAttachments::default();
    let mut open = VecDeque::from([Opened {
        name: None,
        attachments: document.attachments.clone(),
        lost: lost.to_vec(),
        out: Some(out),
        depth: 0,
    }]);
    while let Some(holder) = open.pop_front() {
        let count = found.taken_from(&holder);
        for info in &holder.attachments[..count] {
            let inner = found.read_one(reading, context, (&holder, info)).await?;
            open.extend(inner.filter(|inner| !inner.attachments.is_empty()));
        }
    }
    Ok(found)
}

impl ReadAttachments {
    /// Returns how many attachments of a file are looked at, and notes those that are left within it.
    fn taken_from(&mut self, holder: &Opened) -> usize {
        let total = holder.attachments.len();
        let asked_for = holder.out.as_ref().map_or(0, |out| out.count_max);
        let count = total
            .min(asked_for)
            .min(COUNT_MAX - self.files.len().min(COUNT_MAX));
        if count < total {
            self.notes.push(PaperNote::AttachmentsLeftOut {
                within: holder.name.clone(),
                left: total - count,
                total,
            });
        }
        count
    }

    async fn read_one(
        &mut self,
        reading: &PaperReading,
        context: &JobContext,
        (holder, info): (&Opened, &AttachmentInfo),
    ) -> Result<Option<Opened>, ReadFailure> {
        let name = info.name.as_str().to_owned();
        let lost = holder.lost.iter().find(|lost| lost.index == info.index);
        let (Some(out), None) = (&holder.out, lost) else {
            let reason = lost.map_or_else(String::new, |lost| lost.reason.clone());
            self.notes.push(PaperNote::AttachmentNotTaken { name, reason });
            return Ok(None);
        };
        let source = out.folder.join(info.index.to_string());
        let depth = holder.depth + 1;
        let request = ReadRequest {
            source: source.clone(),
            file_name: name.clone(),
            depth,
            searchable: None,
            attachments: self.next_level(&source, depth).await?,
        };
        let object = reading.store_file(&source).await?;
        self.bytes = self.bytes.saturating_add(object.size());
        let go_on = |_, _| !context.is_cancelled();
        let (outcome, media_type) = match reading.workers.read(&request, &go_on).await {
            Ok(outcome) => {
                let media_type = outcome.document.mime.clone();
                (Some(outcome), media_type)
            }
            Err(failure @ (ReadFailure::Cancelled | ReadFailure::NotStarted(_))) => return Err(failure),
            // The attachment is kept as it is; its paper can still be read.
            Err(failure) => {
                let media_type = match failed_type(&failure) {
                    Some(told) => told.to_owned(),
                    None => type_by_head(&source, &name).await?,
                };
                self.notes.push(PaperNote::AttachmentNotRead {
                    name: name.clone(),
                    reason: problem_code(&failure).to_owned(),
                });
                (None, media_type)
            }
        };
        let (pages, inner) = match outcome {
            Some(outcome) => self.keep_notes(&name, outcome, request.attachments, depth),
            None => (Vec::new(), None),
        };
        self.files.push(ReadAttachment {
            object,
            file_name: name,
            media_type,
            pages,
        });
        Ok(inner)
    }

    /// Makes the folder for what lies inside an attachment; none beyond the limits.
    async fn next_level(&self, source: &Path, depth: u32) -> Result<Option<TakeOut>, ReadFailure> {
        if depth >= DEPTH_MAX {
            return Ok(None);
        }
        let folder = source.with_extension("inside");
        tokio::fs::create_dir(&folder)
            .await
            .map_err(ReadFailure::NotStarted)?;
        Ok(Some(TakeOut {
            folder,
            count_max: COUNT_MAX - self.files.len().min(COUNT_MAX),
            bytes_max: BYTES_MAX.saturating_sub(self.bytes),
        }))
    }

    fn keep_notes(
        &mut self,
        name: &str,
        mut outcome: ReadOutcome,
        out: Option<TakeOut>,
        depth: u32,
    ) -> (Vec<Page>, Option<Opened>) {
        keep_within(&mut outcome);
        let notes = outcome.document.notes.into_iter();
        self.notes.extend(notes.map(|note| PaperNote::InAttachment {
            name: name.to_owned(),
            note,
        }));
        let inner = Opened {
            name: Some(name.to_owned()),
            attachments: outcome.document.attachments,
            lost: outcome.lost,
            out,
            depth,
        };
        (outcome.pages, Some(inner))
    }
}

/// Tells the type of a file that could not be read by its first bytes.
async fn type_by_head(source: &Path, name: &str) -> Result<String, ReadFailure> {
    let mut head = Vec::new();
    let file = tokio::fs::File::open(source)
        .await
        .map_err(ReadFailure::NotStarted)?;
    file.take(format::HEAD_BYTES as u64)
        .read_to_end(&mut head)
        .await
        .map_err(ReadFailure::NotStarted)?;
    Ok(format::identify(&head, name).mime)
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_reading::SafeFileName;

    fn holder(count: usize, out: Option<TakeOut>) -> Opened {
        let attachment = |index| AttachmentInfo {
            index,
            name: SafeFileName::new(&format!("{index}.txt")),
            mime: None,
            size_bytes: None,
        };
        Opened {
            name: Some("外层.zip".to_owned()),
            attachments: (0..count).map(attachment).collect(),
            lost: Vec::new(),
            out,
            depth: 1,
        }
    }

    #[test]
    fn what_is_left_within_a_file_is_noted_with_its_count() {
        let mut found = ReadAttachments::default();
        let out = of_paper(PathBuf::new());
        assert_eq!(found.taken_from(&holder(COUNT_MAX, Some(out.clone()))), COUNT_MAX);
        assert!(found.notes.is_empty());
        assert_eq!(found.taken_from(&holder(COUNT_MAX + 10, Some(out))), COUNT_MAX);
        assert_eq!(found.taken_from(&holder(3, None)), 0);
        let left = |left, total| PaperNote::AttachmentsLeftOut {
            within: Some("外层.zip".to_owned()),
            left,
            total,
        };
        assert_eq!(found.notes, [left(10, COUNT_MAX + 10), left(3, 3)]);
    }
}
