//! Zip archives: their files become attachments, their list of names a page to find them by.

use crate::document::{AttachmentInfo, Note};
use crate::error::{Measure, ReadingError};
use crate::file_name::SafeFileName;
use crate::package::{Entry, Package};
use crate::page_sink::PageSink;
use crate::plain_text::hand_over_text;
use crate::reader::Findings;
use crate::task::Task;

pub(crate) fn read(task: &Task<'_>, pages: &mut PageSink<'_>) -> Result<Findings, ReadingError> {
    let package = Package::open(task)?;
    let files: Vec<&Entry> = files(&package).map(|(_, entry)| entry).collect();
    let names: Vec<&str> = files.iter().map(|entry| entry.path.as_str()).collect();
    let page_count = hand_over_text(&names.join("\n"), pages)?;
    let attachments = files.iter().enumerate().map(|(index, entry)| AttachmentInfo {
        index,
        name: SafeFileName::new(&entry.path),
        mime: None,
        size_bytes: Some(entry.declared_bytes),
    });
    let same_names = package.same_names()?;
    Ok(Findings {
        page_count,
        attachments: attachments.collect(),
        notes: (same_names > 0)
            .then_some(Note::SameNames { count: same_names })
            .into_iter()
            .collect(),
        ..Findings::default()
    })
}

/// Unpacks the file of this index into `out`.
pub(crate) fn extract(
    task: &Task<'_>,
    index: usize,
    out: &mut dyn std::io::Write,
) -> Result<u64, ReadingError> {
    let mut package = Package::open(task)?;
    let entry = files(&package)
        .nth(index)
        .ok_or(ReadingError::NoSuchAttachment { index })?
        .0;
    package.copy(entry, out, Some(Measure::AttachmentBytes))
}

fn files<'p>(package: &'p Package<'_>) -> impl Iterator<Item = (usize, &'p Entry)> {
    package
        .entries()
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.is_folder)
}
