//! A record as the index takes it, and what of it is kept for showing a hit.

use super::schema::Fields;
use crate::search::Facet;
use guildhall_kernel::{ComponentId, Date, OrgPath, RealmId, RecordId};
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

/// Microseconds of a day.
const DAY_MICROS: i64 = 86_400_000_000;

/// A page of a file inside the original (附件).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AttachedPage {
    /// The file.
    pub file: ComponentId,
    /// Its name.
    pub file_name: String,
    /// Number of the page in its file, from 1.
    pub number: u32,
    /// Text of the page.
    pub text: String,
}

/// Everything about a record that can be found, filtered or shown in a list of hits.
///
/// An empty text means that the record has no such value.
#[derive(Debug, Clone)]
pub struct SearchDocument {
    /// The record.
    pub record_id: RecordId,
    /// The realm it belongs to (数据域).
    pub realm: RealmId,
    /// Its place in the organisation tree (组织路径).
    pub org_path: OrgPath,
    /// State of the record, such as `captured` or `filed`.
    pub state: String,
    /// Secrecy level (密级), 0 (public) to 4 (top secret).
    pub secrecy: i64,
    /// Archive type (档案门类).
    pub type_code: String,
    /// Year (年度).
    pub year: Option<i32>,
    /// Department that made it (责任部门).
    pub department: String,
    /// Where it came from (来源), such as `inbox` or the code of a source system.
    pub source: String,
    /// People it is about (人名).
    pub persons: Vec<String>,
    /// Title (题名).
    pub title: String,
    /// Document number (文号), such as `院工〔2024〕12号`.
    pub doc_number: String,
    /// Archival code (档号), such as `Z109-WS·2011-Y-BGS-0001`.
    pub archival_code: String,
    /// Date on the document (成文日期).
    pub doc_date: Option<Date>,
    /// When it was captured, in microseconds since 1970 in UTC.
    pub captured_at: i64,
    /// Further fields of the description, as name and value.
    pub fields: Vec<(String, String)>,
    /// Text of the pages, as page number and text.
    pub pages: Vec<(u32, String)>,
    /// Text of the files inside the original.
    pub attached: Vec<AttachedPage>,
    /// Version of the record that this text shows.
    pub version: i64,
}

/// What a hit shows, kept beside the index's columns.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredRecord {
    pub title: String,
    pub doc_number: String,
    pub archival_code: String,
    pub type_code: String,
    pub year: Option<i32>,
    pub department: String,
    pub doc_date: Option<Date>,
    pub state: String,
    pub secrecy: i64,
    pub persons: Vec<String>,
    pub fields: Vec<(String, String)>,
    pub pages: Vec<(u32, String)>,
    pub attached: Vec<AttachedPage>,
    pub version: i64,
}

impl SearchDocument {
    /// Returns the sort key of the order "newest", in microseconds since 1970.
    ///
    /// The date on the document decides, the time of capture orders one day's documents; a record without
    /// a date stands at its capture.
    pub(crate) fn newest_key(&self) -> i64 {
        let Some(date) = self.doc_date else {
            return self.captured_at;
        };
        days_since_1970(date) * DAY_MICROS + self.captured_at.rem_euclid(DAY_MICROS)
    }

    /// Returns the values that the record counts for in a facet; a single empty text when it has none.
    fn facet_values(&self, facet: Facet) -> Vec<String> {
        match facet {
            Facet::Type => vec![self.type_code.clone()],
            Facet::Year => vec![self.year.map(|year| year.to_string()).unwrap_or_default()],
            Facet::Department => vec![self.department.clone()],
            Facet::Person => self.persons.clone(),
            Facet::Source => vec![self.source.clone()],
            Facet::Secrecy => vec![self.secrecy.to_string()],
        }
    }

    /// Turns the record into a document of the index.
    pub(crate) fn to_tantivy(&self, fields: &Fields) -> Result<TantivyDocument, serde_json::Error> {
        let mut document = TantivyDocument::default();
        let (high, low) = self.record_id.uuid().as_u64_pair();
        document.add_text(fields.record, self.record_id.to_string());
        document.add_u64(fields.id_high, high);
        document.add_u64(fields.id_low, low);
        document.add_i64(fields.newest, self.newest_key());
        document.add_text(fields.realm, self.realm.to_string());
        document.add_text(fields.org_path, self.org_path.as_str());
        document.add_text(fields.state, &self.state);
        for (facet, field) in Facet::ALL.into_iter().zip(fields.facets) {
            for value in self.facet_values(facet) {
                document.add_text(field, value);
            }
        }
        self.add_texts(fields, &mut document);
        document.add_bytes(fields.stored, &serde_json::to_vec(&self.stored())?);
        Ok(document)
    }

    fn add_texts(&self, fields: &Fields, document: &mut TantivyDocument) {
        document.add_text(fields.title, &self.title);
        if let Some(year) = self.year {
            document.add_text(fields.year_term, year.to_string());
        }
        for person in &self.persons {
            document.add_text(fields.person, person);
        }
        for number in [&self.doc_number, &self.archival_code] {
            document.add_text(fields.number, number);
            document.add_text(fields.characters, number);
        }
        for name in self.persons.iter().chain([&self.department]) {
            document.add_text(fields.characters, name);
        }
        // The title stands there once more: a word in it counts twice, at no cost to a search.
        document.add_text(fields.characters, &self.title);
        let values = self.fields.iter().map(|(_, value)| value);
        let pages = self.pages.iter().map(|(_, text)| text);
        let attached = self.attached.iter().map(|page| &page.text);
        let texts = std::iter::once(&self.title).chain(values).chain(pages);
        for text in texts.chain(attached) {
            document.add_text(fields.characters, text);
            document.add_text(fields.words, text);
        }
    }

    fn stored(&self) -> StoredRecord {
        StoredRecord {
            title: self.title.clone(),
            doc_number: self.doc_number.clone(),
            archival_code: self.archival_code.clone(),
            type_code: self.type_code.clone(),
            year: self.year,
            department: self.department.clone(),
            doc_date: self.doc_date,
            state: self.state.clone(),
            secrecy: self.secrecy,
            persons: self.persons.clone(),
            fields: self.fields.clone(),
            pages: self.pages.clone(),
            attached: self.attached.clone(),
            version: self.version,
        }
    }
}

/// Counts days from 1970-01-01 in the Gregorian calendar, by years that begin in March so that the leap day
/// is the last of its year.
fn days_since_1970(date: Date) -> i64 {
    let month = i64::from(date.month());
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(date.day()) - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_by_the_gregorian_calendar() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2024-12-31", 20_088),
        ] {
            assert_eq!(days_since_1970(text.parse().unwrap()), days, "{text}");
        }
    }
}
