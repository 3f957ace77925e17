//! A round, its lines and signatures, and the rules that hold without a database.

use crate::destruction::Proof;
use guildhall_archive::{Component, Record};
use guildhall_kernel::{AccountId, ContentHash, Date, OrgPath, RecordId, Timestamp};
use guildhall_store::{StoreError, coded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// How far a round has come.
    RoundState {
        /// It is being put together.
        Draft = "draft",
        /// The group and the leader are asked.
        Deciding = "deciding",
        /// One of them said no.
        Refused = "refused",
        /// It was taken back before they decided.
        Withdrawn = "withdrawn",
        /// It was approved; what is to be destroyed waits for its time and its supervisors.
        Approved = "approved",
        /// Records are being destroyed.
        Executing = "executing",
        /// Nothing more happens in it.
        Done = "done",
        /// Somebody in the chain stopped it after it was approved.
        Stopped = "stopped",
    }
}

coded! {
    /// What is proposed for a record (鉴定意见).
    Proposal {
        /// To destroy it (销毁).
        Destroy = "destroy",
        /// To keep it longer (续存).
        Extend = "extend",
        /// To hand it over to another archives (移交).
        Transfer = "transfer",
    }
}

coded! {
    /// What became of a line.
    Outcome {
        /// Nothing yet.
        Open = "open",
        /// The record is kept longer.
        Extended = "extended",
        /// The record is gone.
        Destroyed = "destroyed",
        /// A legal hold kept it.
        Held = "held",
        /// The round ended without touching it.
        Released = "released",
        /// Another archives keeps it now.
        Transferred = "transferred",
    }
}

coded! {
    /// When a supervisor signs.
    Stage {
        /// She has checked the list (销毁前清点核对).
        Before = "before",
        /// She has watched (销毁后签字).
        After = "after",
    }
}

/// A round to be put together.
#[derive(Debug, Clone)]
pub struct NewRound {
    /// Its name.
    pub name: String,
    /// On what it rests (鉴定依据).
    pub basis: String,
    /// The organisation whose records it takes up, with all below it.
    pub org_path: OrgPath,
    /// Records that fall due up to the first day of this year.
    pub until_year: i64,
}

/// A round as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its id.
    pub id: Uuid,
    /// Its number within the year; never given twice.
    pub number: i64,
    /// The year in which it was made.
    pub year: i64,
    /// Its name.
    pub name: String,
    /// On what it rests.
    pub basis: String,
    /// The organisation.
    pub org_path: OrgPath,
    /// The highest secrecy level of its records.
    pub secrecy: i64,
    /// How far it has come.
    pub state: RoundState,
    /// Raised with every change.
    pub revision: u32,
    /// Who put it together.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Before this instant nothing is destroyed.
    pub not_before: Option<Timestamp>,
    /// Who began the destruction.
    pub executed_by: Option<AccountId>,
    /// When.
    pub started_at: Option<Timestamp>,
    /// When nothing was left to do.
    pub ended_at: Option<Timestamp>,
    /// Why it was stopped; empty unless it was.
    pub reason: String,
    /// What was looked at after the destruction, as a JSON text; empty before.
    pub proof: String,
}

impl Round {
    /// Returns the number as people name it, such as `2026-3`.
    pub fn numbered(&self) -> String {
        format!("{}-{}", self.year, self.number)
    }

    /// Returns what was done and looked at.
    ///
    /// # Errors
    /// [`StoreError`] before the destruction, and when the row was changed behind the program's back.
    pub fn proof(&self) -> Result<Proof, StoreError> {
        serde_json::from_str(&self.proof)
            .map_err(|error| StoreError::inconsistent("disposal_round.proof", error.to_string()))
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_micros);
        let state = serde_json::json!([
            self.id,
            [self.number, self.year, self.secrecy, i64::from(self.revision)],
            [&self.name, &self.basis, &self.reason, &self.proof],
            self.org_path,
            self.state.code(),
            [Some(self.made_by), self.executed_by],
            self.made_at.as_micros(),
            [
                micros(self.decided_at),
                micros(self.not_before),
                micros(self.started_at),
                micros(self.ended_at)
            ],
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// A record as its line keeps it (销毁清册的一行), also when the record is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemLine {
    /// Archival code (档号).
    pub archival_code: String,
    /// Title (题名).
    pub title: String,
    /// Document number (文号).
    pub doc_number: String,
    /// Responsible party (责任者).
    pub responsible_party: String,
    /// Date of the paper (形成时间).
    pub doc_date: Option<Date>,
    /// Code of the archive type.
    pub type_code: String,
    /// Year (年度).
    pub year: i64,
    /// Retention code (应保管期限).
    pub retention: String,
    /// The year in which it fell due.
    pub due_year: i64,
    /// Secrecy level.
    pub secrecy: i64,
    /// The organisation to which it belongs.
    pub org_path: OrgPath,
    /// Pages.
    pub pages: u32,
    /// SHA-256 of each file.
    pub files: Vec<ContentHash>,
    /// Bytes of the files.
    pub bytes: i64,
}

impl ItemLine {
    /// Returns the line of a record with its files.
    pub fn of(record: &Record, files: &[Component], due_year: i64) -> Self {
        Self {
            archival_code: record.archival_code.clone().unwrap_or_default(),
            title: record.title.clone(),
            doc_number: record.doc_number.clone(),
            responsible_party: record.responsible_party.clone(),
            doc_date: record.doc_date,
            type_code: record.type_code.clone(),
            year: record.year,
            retention: record.retention.clone(),
            due_year,
            secrecy: record.secrecy,
            org_path: record.org_path.clone(),
            pages: record.page_count,
            files: files.iter().map(|file| file.hash).collect(),
            bytes: files.iter().map(|file| file.size_bytes).sum(),
        }
    }
}

/// What is proposed for a record, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// To destroy it.
    Destroy,
    /// To keep it by another retention code.
    Extend {
        /// The code.
        retention: String,
    },
    /// To hand it over to another archives.
    Transfer,
}

/// A line of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: Uuid,
    /// Its round.
    pub round: Uuid,
    /// Its record.
    pub record: RecordId,
    /// Place in the list, from 1.
    pub sequence: u32,
    /// The record as it was when it was taken up.
    pub line: ItemLine,
    /// What is proposed.
    pub proposal: Proposal,
    /// The retention code by which it is to be kept; none unless it is kept longer.
    pub extend_to: Option<String>,
    /// Why; may be empty.
    pub reason: String,
    /// What became of it.
    pub outcome: Outcome,
    /// When.
    pub ended_at: Option<Timestamp>,
}

impl Item {
    /// Says whether it is to be destroyed and still there.
    pub fn is_to_be_destroyed(&self) -> bool {
        self.proposal == Proposal::Destroy && self.outcome == Outcome::Open
    }

    /// Says whether it is to be handed over and was not yet.
    pub fn is_to_be_handed_over(&self) -> bool {
        self.proposal == Proposal::Transfer && self.outcome == Outcome::Open
    }

    /// Returns the line ended now.
    #[must_use]
    pub(crate) fn ended(self, outcome: Outcome, now: Timestamp) -> Self {
        Self {
            outcome,
            ended_at: Some(now),
            ..self
        }
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.round,
            self.record,
            self.sequence,
            self.line,
            [self.proposal.code(), self.outcome.code(), &self.reason],
            self.extend_to,
            self.ended_at.map(Timestamp::as_micros),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// A supervisor's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Its id.
    pub id: Uuid,
    /// The round.
    pub round: Uuid,
    /// Before or after.
    pub stage: Stage,
    /// Who.
    pub account: AccountId,
    /// Her name then.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

impl Signature {
    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.round,
            [self.stage.code(), &self.name],
            self.account,
            self.at.as_micros()
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
