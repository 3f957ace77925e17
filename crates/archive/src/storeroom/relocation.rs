//! One move (移位), without a database. It is never changed; what undoes it is another one.

use guildhall_kernel::{AccountId, ContentHash, RecordId, Timestamp};
use uuid::Uuid;

/// How a move is named in the ledger.
pub(super) const SUBJECT_KIND: &str = "relocation";

/// What was moved, from where to where, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub account: Option<AccountId>,
    /// The place that was moved; none when records were.
    pub place: Option<Uuid>,
    /// Where it was before; none when it was nowhere.
    pub from: Option<Uuid>,
    /// Where it is since; none when records were taken out.
    pub to: Option<Uuid>,
    /// How many records were moved.
    pub records: u32,
    /// The first archival code among them, or the code of the place.
    pub first_code: String,
    /// The last one.
    pub last_code: String,
    /// The move that this one undoes.
    pub undoes: Option<Uuid>,
}

impl Relocation {
    /// Returns the digest of the move with what was moved, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self, records: &[RecordId]) -> ContentHash {
        let text = |id: Option<Uuid>| id.map(|id| id.to_string());
        let state = serde_json::json!([
            [
                self.id.to_string(),
                self.first_code.clone(),
                self.last_code.clone()
            ],
            [
                text(self.place),
                text(self.from),
                text(self.to),
                text(self.undoes)
            ],
            [self.at.as_micros(), i64::from(self.records)],
            self.account,
            records,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
