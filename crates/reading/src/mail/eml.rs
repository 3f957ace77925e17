//! Internet mail (RFC 5322, MIME), in any of the encodings that Chinese mailers use.

use std::io::Write;

use mail_parser::{Address, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{hand_over, properties};
use crate::document::{AttachmentInfo, MailHeaders, Note};
use crate::error::{Measure, ReadingError};
use crate::file_name::SafeFileName;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::task::{Task, check_most};

pub(crate) fn read(task: &Task<'_>, pages: &mut PageSink<'_>) -> Result<Findings, ReadingError> {
    let bytes = task.whole_file()?;
    let parsed = parse(&bytes)?;
    let message = &parsed.0;
    let mail = headers(message);
    let page_count = hand_over(&mail, &body(message), pages)?;
    let attachments = message
        .attachments()
        .enumerate()
        .map(|(index, part)| AttachmentInfo {
            index,
            name: SafeFileName::new(&name_of(part)),
            mime: mime_of(part),
            size_bytes: Some(content_of(&bytes, part).len() as u64),
        });
    let attachments = attachments.collect();
    let signed = message.parts.iter().any(|part| {
        mime_of(part).is_some_and(|mime| mime.ends_with("pkcs7-signature") || mime.ends_with("pgp-signature"))
    });
    let notes = signed.then_some(Note::SignaturesPresent).into_iter().collect();
    Ok(Findings {
        page_count,
        properties: properties(&mail),
        mail: Some(mail),
        attachments,
        notes,
    })
}

/// Writes the attachment of this index.
pub(crate) fn extract(task: &Task<'_>, index: usize, out: &mut dyn Write) -> Result<u64, ReadingError> {
    let bytes = task.whole_file()?;
    let parsed = parse(&bytes)?;
    let part = parsed
        .0
        .attachments()
        .nth(index)
        .ok_or(ReadingError::NoSuchAttachment { index })?;
    let content = content_of(&bytes, part);
    check_most(
        Measure::AttachmentBytes,
        content.len() as u64,
        task.limits.attachment_bytes,
    )?;
    out.write_all(content)?;
    Ok(content.len() as u64)
}

fn parse(bytes: &[u8]) -> Result<Parsed<'_>, ReadingError> {
    MessageParser::default()
        .parse(bytes)
        .map(Parsed)
        .ok_or_else(|| ReadingError::broken("it has no mail header"))
}

/// A parsed message that is taken apart level by level when it goes: dropping a message within a message within a
/// message by recursion would exhaust the stack.
struct Parsed<'x>(Message<'x>);

impl Drop for Parsed<'_> {
    fn drop(&mut self) {
        let mut rest = vec![std::mem::take(&mut self.0)];
        while let Some(mut message) = rest.pop() {
            for part in &mut message.parts {
                if let PartType::Message(inner) = std::mem::take(&mut part.body) {
                    rest.push(inner);
                }
            }
        }
    }
}

fn headers(message: &Message<'_>) -> MailHeaders {
    MailHeaders {
        subject: message.subject().map(str::to_owned),
        from: addresses(message.from()),
        to: addresses(message.to()),
        cc: addresses(message.cc()),
        date: message
            .date()
            .filter(|date| date.is_valid())
            .map(mail_parser::DateTime::to_rfc3339),
        message_id: message.message_id().map(str::to_owned),
    }
}

fn addresses(all: Option<&Address<'_>>) -> Vec<String> {
    let known = all.into_iter().flat_map(Address::iter);
    known
        .filter_map(|one| one.address().or(one.name()).map(str::to_owned))
        .collect()
}

/// Returns the text of the body; HTML only where there is no plain text.
fn body(message: &Message<'_>) -> String {
    let count = message.text_body_count();
    (0..count)
        .filter_map(|at| message.body_text(at))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns an attachment's bytes.
///
/// A message that is attached as it is lies in the whole; one that was encoded has bytes of its own.
fn content_of<'m>(whole: &'m [u8], part: &'m MessagePart<'_>) -> &'m [u8] {
    match &part.body {
        PartType::Message(_) if part.encoding == Encoding::None => whole
            .get(part.offset_body as usize..part.offset_end as usize)
            .unwrap_or_default(),
        PartType::Message(message) => message.raw_message(),
        _ => part.contents(),
    }
}

/// A message that was attached has no name of its own, but a subject.
fn name_of(part: &MessagePart<'_>) -> String {
    if let Some(name) = part.attachment_name() {
        return name.to_owned();
    }
    match &part.body {
        PartType::Message(message) => format!("{}.eml", message.subject().unwrap_or("message")),
        _ => String::new(),
    }
}

fn mime_of(part: &MessagePart<'_>) -> Option<String> {
    let kind = part.content_type()?;
    Some(format!("{}/{}", kind.ctype(), kind.subtype()?).to_ascii_lowercase())
}
