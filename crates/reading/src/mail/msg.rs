//! Outlook mail (MS-OXMSG).

use std::fs::File;
use std::io::{Read, Seek, Write};

use cfb::CompoundFile;

use super::outlook::Storage;
use super::{hand_over, properties};
use crate::document::{AttachmentInfo, MailHeaders, Note};
use crate::error::{Measure, ReadingError};
use crate::file_name::SafeFileName;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::task::{Task, check_most};
use crate::text_encoding;

// Property tags (MS-OXPROPS).
const SUBJECT: u16 = 0x0037;
const MESSAGE_CLASS: u16 = 0x001A;
const SENT: u16 = 0x0039;
const RECEIVED: u16 = 0x0E06;
const SENDER_NAME: u16 = 0x0C1A;
const SENDER_ADDRESS: u16 = 0x0C1F;
const SENDER_SMTP: u16 = 0x5D01;
const BODY: u16 = 0x1000;
const BODY_HTML: u16 = 0x1013;
const MESSAGE_ID: u16 = 0x1035;
const RECIPIENT_KIND: u16 = 0x0C15;
const DISPLAY_NAME: u16 = 0x3001;
const ADDRESS: u16 = 0x3003;
const SMTP: u16 = 0x39FE;
const DATA: u16 = 0x3701;
const NAME_SHORT: u16 = 0x3704;
const NAME_LONG: u16 = 0x3707;
const MIME: u16 = 0x370E;

// Property types.
const BINARY: u16 = 0x0102;
const OBJECT: u16 = 0x000D;
const INTEGER: u16 = 0x0003;

pub(crate) fn read(task: &Task<'_>, pages: &mut PageSink<'_>) -> Result<Findings, ReadingError> {
    let mut file = cfb::open(task.source)?;
    let message = Storage::open(task, &mut file, "/")?;
    let mail = headers(task, &mut file, &message)?;
    let page_count = hand_over(&mail, &body(&mut file, &message)?, pages)?;
    let mut attachments = Vec::new();
    for path in attachment_paths(&file) {
        let storage = Storage::open(task, &mut file, &path)?;
        attachments.push(AttachmentInfo {
            index: attachments.len(),
            name: SafeFileName::new(&attachment_name(&mut file, &storage)?),
            mime: storage.text(&mut file, MIME)?,
            size_bytes: data_size(&file, &storage),
        });
    }
    let signed = message
        .text(&mut file, MESSAGE_CLASS)?
        .is_some_and(|class| class.to_lowercase().contains("smime"));
    let notes = signed.then_some(Note::SignaturesPresent).into_iter().collect();
    Ok(Findings {
        page_count,
        properties: properties(&mail),
        mail: Some(mail),
        attachments,
        notes,
    })
}

/// Writes the attachment of this index; a message within the message becomes an Outlook file of its own.
pub(crate) fn extract(task: &Task<'_>, index: usize, out: &mut dyn Write) -> Result<u64, ReadingError> {
    let mut file = cfb::open(task.source)?;
    let path = attachment_paths(&file)
        .into_iter()
        .nth(index)
        .ok_or(ReadingError::NoSuchAttachment { index })?;
    let storage = Storage::open(task, &mut file, &path)?;
    let data = storage.stream_path(DATA, BINARY);
    if file.is_stream(&data) {
        let mut stream = file.open_stream(&data)?;
        check_most(
            Measure::AttachmentBytes,
            stream.len(),
            task.limits.attachment_bytes,
        )?;
        return Ok(std::io::copy(&mut stream, out)?);
    }
    let embedded = storage.stream_path(DATA, OBJECT);
    if file.is_storage(&embedded) {
        return extract_message(task, &mut file, &embedded, out);
    }
    Err(ReadingError::NoSuchAttachment { index })
}

fn headers(
    task: &Task<'_>,
    file: &mut CompoundFile<File>,
    message: &Storage<'_>,
) -> Result<MailHeaders, ReadingError> {
    let mut mail = MailHeaders {
        subject: message.text(file, SUBJECT)?,
        date: message.moment(SENT).or_else(|| message.moment(RECEIVED)),
        message_id: message
            .text(file, MESSAGE_ID)?
            .map(|id| id.trim_matches(['<', '>']).to_owned()),
        ..MailHeaders::default()
    };
    mail.from.extend(first_text(
        file,
        message,
        &[SENDER_SMTP, SENDER_ADDRESS, SENDER_NAME],
    )?);
    for path in storages(file, "__recip_version1.0_") {
        let recipient = Storage::open(task, file, &path)?;
        let address = first_text(file, &recipient, &[SMTP, ADDRESS, DISPLAY_NAME])?;
        // PidTagRecipientType: 1 to, 2 copy, 3 blind copy.
        match recipient.short(RECIPIENT_KIND, INTEGER) {
            Some(2) => mail.cc.extend(address),
            Some(3) => {}
            _ => mail.to.extend(address),
        }
    }
    Ok(mail)
}

/// Returns the first text that is there; an address inside Exchange is a path that tells a person nothing.
fn first_text(
    file: &mut CompoundFile<File>,
    storage: &Storage<'_>,
    tags: &[u16],
) -> Result<Option<String>, ReadingError> {
    for tag in tags {
        let text = storage.text(file, *tag)?;
        if let Some(text) = text
            .filter(|text| !text.trim().is_empty() && !text.starts_with("/O=") && !text.starts_with("/o="))
        {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

fn body(file: &mut CompoundFile<File>, message: &Storage<'_>) -> Result<String, ReadingError> {
    if let Some(text) = message.text(file, BODY)?.filter(|text| !text.trim().is_empty()) {
        return Ok(text);
    }
    let html = match message.long(file, BODY_HTML, BINARY)? {
        Some(bytes) => Some(text_encoding::decode(&bytes)),
        None => message.text(file, BODY_HTML)?,
    };
    Ok(html
        .map(|html| mail_parser::decoders::html::html_to_text(&html))
        .unwrap_or_default())
}

fn attachment_paths(file: &CompoundFile<File>) -> Vec<String> {
    storages(file, "__attach_version1.0_")
}

/// Returns the paths of the top storages with this beginning, in order.
fn storages(file: &CompoundFile<File>, beginning: &str) -> Vec<String> {
    let mut found: Vec<String> = file
        .read_root_storage()
        .filter(|entry| entry.is_storage() && entry.name().starts_with(beginning))
        .map(|entry| format!("/{}/", entry.name()))
        .collect();
    found.sort();
    found
}

fn attachment_name(file: &mut CompoundFile<File>, storage: &Storage<'_>) -> Result<String, ReadingError> {
    if let Some(name) = first_text(file, storage, &[NAME_LONG, NAME_SHORT])? {
        return Ok(name);
    }
    let name = storage.text(file, DISPLAY_NAME)?.unwrap_or_default();
    let is_message = file.is_storage(storage.stream_path(DATA, OBJECT));
    Ok(if is_message { format!("{name}.msg") } else { name })
}

fn data_size(file: &CompoundFile<File>, storage: &Storage<'_>) -> Option<u64> {
    file.entry(storage.stream_path(DATA, BINARY))
        .ok()
        .map(|entry| entry.len())
}

/// Copies the streams of an embedded message into a file of its own and writes that.
fn extract_message(
    task: &Task<'_>,
    file: &mut CompoundFile<File>,
    embedded: &str,
    out: &mut dyn Write,
) -> Result<u64, ReadingError> {
    let mut copy = CompoundFile::create(tempfile::tempfile()?)?;
    let entries: Vec<(String, bool)> = file
        .walk_storage(embedded)?
        .skip(1)
        .map(|entry| (entry.path().to_string_lossy().into_owned(), entry.is_storage()))
        .collect();
    let mut total = 0;
    for (path, is_storage) in entries {
        task.check()?;
        let Some(inner) = path.strip_prefix(embedded) else {
            continue;
        };
        if is_storage {
            copy.create_storage_all(inner)?;
            continue;
        }
        let mut bytes = Vec::new();
        file.open_stream(&path)?
            .take(task.limits.part_bytes)
            .read_to_end(&mut bytes)?;
        total += bytes.len() as u64;
        check_most(Measure::AttachmentBytes, total, task.limits.attachment_bytes)?;
        if inner == "/__properties_version1.0" && bytes.len() >= 24 {
            // At the top the table's head has eight reserved bytes more (MS-OXMSG 2.4.1.1).
            bytes.splice(24..24, [0; 8]);
        }
        copy.create_stream(inner)?.write_all(&bytes)?;
    }
    copy.flush()?;
    let mut whole = copy.into_inner();
    whole.rewind()?;
    Ok(std::io::copy(&mut whole, out)?)
}
