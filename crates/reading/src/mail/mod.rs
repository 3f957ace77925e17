//! Mail: header, body and attachments of RFC 5322 messages and of Outlook's own files.

pub(crate) mod eml;
pub(crate) mod msg;
mod outlook;

use crate::document::{Line, LineKind, MailHeaders, Page, Properties};
use crate::error::ReadingError;
use crate::page_sink::PageSink;

/// Lines on a page of mail; a mail has no pages of its own.
const LINES_PER_PAGE: usize = 60;

/// Hands header and body over and returns the number of pages.
fn hand_over(mail: &MailHeaders, body: &str, pages: &mut PageSink<'_>) -> Result<u64, ReadingError> {
    let mut lines: Vec<Line> = Vec::new();
    lines.extend(
        mail.subject
            .as_deref()
            .map(|subject| Line::plain(subject, LineKind::Heading(0))),
    );
    for (name, values) in [("From", &mail.from), ("To", &mail.to), ("Cc", &mail.cc)] {
        if !values.is_empty() {
            lines.push(Line::plain(
                format!("{name}: {}", values.join(", ")),
                LineKind::Aside,
            ));
        }
    }
    lines.extend(
        mail.date
            .as_deref()
            .map(|date| Line::plain(format!("Date: {date}"), LineKind::Aside)),
    );
    lines.extend(
        body.trim_end()
            .lines()
            .map(|line| Line::plain(line.replace('\0', ""), LineKind::Body)),
    );
    let page_count = lines.len().div_ceil(LINES_PER_PAGE).max(1) as u64;
    let mut rest = lines.into_iter();
    for number in 1..=page_count {
        let page = Page::flowing(number, rest.by_ref().take(LINES_PER_PAGE).collect());
        pages.accept(page, Some(page_count))?;
    }
    Ok(page_count)
}

fn properties(mail: &MailHeaders) -> Properties {
    Properties {
        title: mail.subject.clone(),
        author: mail.from.first().cloned(),
        created: mail.date.clone(),
    }
}
