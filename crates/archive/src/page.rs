//! What was read on the pages of a record's files: text, and where each line stands.

use guildhall_kernel::{ComponentId, RecordId};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue, Row, StoreError, Work, args};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A line as it stands on its page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageLine {
    /// Its text.
    pub text: String,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// Left, top, right, bottom as shares of the page's width and height; absent where the format has no places.
    pub place: Option<[f32; 4]>,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The file it belongs to.
    pub component: ComponentId,
    /// Number from 1.
    pub number: u32,
    /// `text`, `recognised` or `mixed`.
    pub source: String,
    /// Width of the page divided by its height; 0 where the format has no pages.
    pub aspect: f32,
    /// Its own name within the file, such as that of a sheet.
    pub label: Option<String>,
    /// Its lines in reading order.
    pub lines: Vec<PageLine>,
}

impl Page {
    /// Returns the text, its own name first, one line a line.
    pub fn text(&self) -> String {
        self.texts().collect::<Vec<_>>().join("\n")
    }

    /// Returns its own name, where it has one, then its lines: everything by which it is found.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().map(|line| line.text.as_str());
        self.label.as_deref().into_iter().chain(lines)
    }

    /// Returns the mean confidence of the lines, 0 to 1; 1 for an empty page.
    pub fn confidence(&self) -> f32 {
        if self.lines.is_empty() {
            return 1.0;
        }
        // The count of lines of a page is far below where f32 loses whole numbers.
        self.lines.iter().map(|line| line.confidence).sum::<f32>() / self.lines.len() as f32
    }
}

/// The layout as it is kept beside the text.
#[derive(Serialize, Deserialize)]
struct Layout {
    aspect: f32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    lines: Vec<PageLine>,
}

const DELETE: &str = "DELETE FROM page WHERE realm_id = $1 AND component_id = $2";
const INSERT: &str =
    "INSERT INTO page (realm_id, component_id, number, record_id, source, confidence_permille, body,
    layout) VALUES";
const COUNT: &str = "SELECT COUNT(p.number) AS pages FROM page p
    JOIN component c ON c.realm_id = p.realm_id AND c.id = p.component_id
    WHERE p.realm_id = $1 AND p.record_id = $2 AND c.role = 'original'";
const OF_COMPONENT: &str = "SELECT component_id, number, source, layout FROM page
    WHERE realm_id = $1 AND component_id = $2 ORDER BY number LIMIT $3";
const ONE: &str = "SELECT component_id, number, source, layout FROM page
    WHERE realm_id = $1 AND component_id = $2 AND number = $3";
const BODIES: &str = "SELECT p.record_id, p.component_id, p.number, p.body, c.role, c.file_name FROM page p
    JOIN component c ON c.realm_id = p.realm_id AND c.id = p.component_id
    WHERE p.realm_id = $1 AND p.record_id IN";

/// Replaces the pages of a component.
pub(crate) async fn replace(
    work: &mut Work,
    record: RecordId,
    component: ComponentId,
    pages: &[Page],
) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(DELETE, args![realm, component]).await?;
    let mut rows = Vec::with_capacity(pages.len());
    for page in pages {
        let layout = serde_json::to_string(&Layout {
            aspect: page.aspect,
            label: page.label.clone(),
            lines: page.lines.clone(),
        })
        .map_err(|error| StoreError::inconsistent("page.layout", error.to_string()))?;
        let confidence = (page.confidence() * 1_000.0).round() as i64;
        rows.push(args![
            realm,
            component,
            page.number,
            record,
            &page.source,
            confidence,
            page.text(),
            layout
        ]);
    }
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

/// Counts the pages of the original; those of attachments are no pages of the paper.
pub(crate) async fn count(connection: &mut Connection, record: RecordId) -> Result<u32, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_one(COUNT, args![realm, record])
        .await?
        .get("pages")
}

fn from_row(row: &Row) -> Result<Page, StoreError> {
    let layout: String = row.get("layout")?;
    let layout: Layout = serde_json::from_str(&layout)
        .map_err(|error| StoreError::inconsistent("page.layout", error.to_string()))?;
    Ok(Page {
        component: row.get("component_id")?,
        number: row.get("number")?,
        source: row.get("source")?,
        aspect: layout.aspect,
        label: layout.label,
        lines: layout.lines,
    })
}

/// Returns the first pages of a file with their lines.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn of_component(
    connection: &mut Connection,
    component: ComponentId,
    limit: u32,
) -> Result<Vec<Page>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_all(OF_COMPONENT, args![realm, component, limit])
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// Returns one page with its lines.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn get(
    connection: &mut Connection,
    component: ComponentId,
    number: u32,
) -> Result<Option<Page>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(ONE, args![realm, component, number])
        .await?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// The text of a page, for the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageBody {
    /// The attached file (附件) that it belongs to, with its name; none for the original.
    pub attachment: Option<(ComponentId, String)>,
    /// Number in its file, from 1.
    pub number: u32,
    /// Its text.
    pub text: String,
}

fn body_from_row(row: &Row) -> Result<PageBody, StoreError> {
    let role: String = row.get("role")?;
    let attachment = match role.as_str() {
        "original" => None,
        _ => Some((row.get("component_id")?, row.get("file_name")?)),
    };
    Ok(PageBody {
        attachment,
        number: row.get("number")?,
        text: row.get("body")?,
    })
}

/// Returns the pages of several records, at most `limit` of each file, the original's first; for the index.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn bodies_of(
    connection: &mut Connection,
    records: &[RecordId],
    limit: u32,
) -> Result<HashMap<RecordId, Vec<PageBody>>, StoreError> {
    let realm = connection.realm();
    let mut bodies: HashMap<RecordId, Vec<PageBody>> = HashMap::new();
    for chunk in records.chunks(100) {
        let sql = format!(
            "{BODIES} ({}) AND p.number <= ${} ORDER BY p.record_id, c.sequence, p.number",
            in_list(2, chunk.len()),
            chunk.len() + 2
        );
        let mut values = args![realm];
        values.extend(chunk.iter().map(|id| id.into_value()));
        values.push(limit.into_value());
        for row in connection.fetch_all(sql, values).await? {
            bodies
                .entry(row.get("record_id")?)
                .or_default()
                .push(body_from_row(&row)?);
        }
    }
    Ok(bodies)
}
