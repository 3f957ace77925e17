//! A legal hold, and what it covers; without a database.

use guildhall_archive::Record;
use guildhall_kernel::{AccountId, ContentHash, OrgPath, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a hold covers (冻结范围): all that is said must fit, and something must be said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// One record by its archival code (档号); empty for any.
    pub archival_code: String,
    /// Code of an archive type; empty for any.
    pub type_code: String,
    /// First year; any when left out.
    pub from_year: Option<i64>,
    /// Last year; any when left out.
    pub to_year: Option<i64>,
    /// Words of which one stands in the title, the responsible party or a name; none for any.
    pub words: Vec<String>,
}

impl Scope {
    /// Says whether it says anything at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Says whether a record fits.
    pub fn fits(&self, record: &Record) -> bool {
        let is = |said: &str, has: &str| said.is_empty() || said == has;
        is(
            &self.archival_code,
            record.archival_code.as_deref().unwrap_or_default(),
        ) && is(&self.type_code, &record.type_code)
            && self.from_year.is_none_or(|year| record.year >= year)
            && self.to_year.is_none_or(|year| record.year <= year)
            && (self.words.is_empty() || self.words.iter().any(|word| says(record, word)))
    }
}

fn says(record: &Record, word: &str) -> bool {
    let texts = [&record.title, &record.responsible_party];
    texts.iter().any(|text| text.contains(word))
        || record.persons().iter().any(|person| person.contains(word))
}

/// A hold to be set.
#[derive(Debug, Clone)]
pub struct NewHold {
    /// The matter, such as a case number.
    pub name: String,
    /// Why.
    pub reason: String,
    /// The organisation whose records it covers, with all below it.
    pub org_path: OrgPath,
    /// Which of them.
    pub scope: Scope,
}

/// A hold as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: Uuid,
    /// The matter.
    pub name: String,
    /// Why.
    pub reason: String,
    /// The organisation whose records it covers, with all below it.
    pub org_path: OrgPath,
    /// Which of them.
    pub scope: Scope,
    /// Who set it.
    pub set_by: AccountId,
    /// When.
    pub set_at: Timestamp,
    /// Who lifted it.
    pub lifted_by: Option<AccountId>,
    /// When; while it stands, nobody did.
    pub lifted_at: Option<Timestamp>,
    /// Why.
    pub lift_reason: String,
}

impl Hold {
    /// Says whether it stands and covers a record.
    pub fn covers(&self, record: &Record) -> bool {
        self.lifted_at.is_none() && self.org_path.contains(&record.org_path) && self.scope.fits(record)
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            [&self.name, &self.reason, &self.lift_reason],
            self.org_path,
            self.scope,
            [Some(self.set_by), self.lifted_by],
            [
                Some(self.set_at.as_micros()),
                self.lifted_at.map(Timestamp::as_micros)
            ],
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
