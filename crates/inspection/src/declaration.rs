//! What responsible people declare (人工确认) about clauses that no program can see, such as locks and training.

use crate::subjects::digests;
use guildhall_kernel::{AccountId, ContentHash, Date, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

/// Longest note, in characters.
pub(crate) const NOTE_MAX: usize = 500;
/// How a declaration is named in the ledger.
pub(crate) const DECLARATION_SUBJECT: &str = "declaration";

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Id of the clause.
    pub clause: String,
    /// Who declared it.
    pub account: AccountId,
    /// The day on which it was so.
    pub held_on: Date,
    /// What was seen, and where the papers lie.
    pub note: String,
    /// When it was declared.
    pub made_at: Timestamp,
}

impl Declaration {
    fn digest(&self, id: Uuid) -> ContentHash {
        let state = serde_json::json!([
            id,
            self.clause,
            self.account,
            self.held_on,
            self.note,
            self.made_at
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

const INSERT: &str = "INSERT INTO inspection_declaration
    (realm_id, id, clause, account_id, held_on, note, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const NEWEST: &str = "SELECT id, clause, account_id, held_on, note, made_at FROM inspection_declaration
    WHERE realm_id = $1 AND clause = $2 ORDER BY made_at DESC, id DESC LIMIT 1";
const AFTER_ID: &str = "SELECT id, clause, account_id, held_on, note, made_at FROM inspection_declaration
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

pub(crate) async fn insert(
    work: &mut Work,
    declaration: &Declaration,
) -> Result<(Uuid, ContentHash), StoreError> {
    let id = work.new_id::<Uuid>();
    let values = args![
        work.realm(),
        id,
        &declaration.clause,
        declaration.account,
        declaration.held_on,
        &declaration.note,
        declaration.made_at
    ];
    work.execute(INSERT, values).await?;
    Ok((id, declaration.digest(id)))
}

pub(crate) async fn newest(
    connection: &mut Connection,
    clause: &str,
) -> Result<Option<Declaration>, StoreError> {
    let values = args![connection.realm(), clause];
    let row = connection.fetch_optional(NEWEST, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns ids and digests, in the order of the ids.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
    digests(connection, AFTER_ID, after, |row, id| Ok(read(row)?.digest(id))).await
}

fn read(row: &Row) -> Result<Declaration, StoreError> {
    Ok(Declaration {
        clause: row.get("clause")?,
        account: row.get("account_id")?,
        held_on: row.get("held_on")?,
        note: row.get("note")?,
        made_at: row.get("made_at")?,
    })
}
