//! How a person sees a record: with personal data hidden, or in clear.

use crate::context::Member;
use crate::fault::Fault;
use guildhall_archive::{Masks, Record, Sight};
use guildhall_store::Connection;

/// A record as a person sees it.
pub struct Seen {
    /// The record, masked unless it is seen in clear.
    pub record: Record,
    /// How it is seen.
    pub sight: Sight,
    /// Whether something of it is hidden.
    pub is_masked: bool,
}

impl Seen {
    /// Returns the masks to put on what else is shown of the record; none when it is seen in clear.
    pub fn masks<'a>(&self, member: &'a Member) -> Option<&'a Masks> {
        (!self.sight.is_clear()).then_some(&*member.app().archive.masks)
    }
}

/// Returns a record as the member sees it now.
///
/// # Errors
/// When the database refuses.
pub async fn see(member: &Member, connection: &mut Connection, record: &Record) -> Result<Seen, Fault> {
    let app = member.app();
    let now = app.database.clock().now();
    let sight = app.archive.sight(connection, member.actor(), record, now).await?;
    let shown = match sight.is_clear() {
        true => record.clone(),
        false => app.archive.masks.mask_record(&app.archive.dictionary, record),
    };
    Ok(Seen {
        is_masked: shown != *record,
        record: shown,
        sight,
    })
}

/// Returns a text as it is shown.
pub fn text(masks: Option<&Masks>, text: &str) -> String {
    masks.map_or_else(|| text.to_owned(), |masks| masks.mask_text(text).text)
}
