//! What a batch is, and the rules that hold without a database.

use crate::error::FieldProblem;
use crate::record::{Description, Record};
use crate::{ArchiveError, FieldValue};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, ContentHash, Explain, RecordId, Timestamp};
use guildhall_store::coded;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a batch is called in the ledger.
pub const SUBJECT_KIND: &str = "record-batch";

/// The field that is no field of the dictionary: the name of the department.
pub(super) const DEPARTMENT: &str = "department";

coded! {
    /// What a batch does.
    BatchKind {
        /// Changes fields of descriptions (批量著录).
        Edit = "edit",
        /// Files records (批量归档).
        File = "file",
        /// Puts back what another batch changed (撤销).
        Undo = "undo",
    }
}

coded! {
    /// How far a batch has come.
    BatchState {
        /// Being put together; nothing was changed.
        Draft = "draft",
        /// Being worked through.
        Running = "running",
        /// All records were looked at.
        Done = "done",
        /// Stopped before its end; what was done stays.
        Stopped = "stopped",
    }
}

coded! {
    /// What became of a record of a batch.
    ItemState {
        /// Its turn has not come.
        Waiting = "waiting",
        /// It was changed.
        Done = "done",
        /// It was left as it is.
        Refused = "refused",
    }
}

/// New values by field name; the department may be among them.
pub type Changes = BTreeMap<String, String>;

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// What it does.
    pub kind: BatchKind,
    /// How far it has come.
    pub state: BatchState,
    /// Who made it; nobody else sees it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// How its records were chosen, as the face says it.
    pub selection: String,
    /// What is changed.
    pub changes: Changes,
    /// Records taken up.
    pub total: u32,
    /// When it was begun.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Records changed; 0 until it has ended.
    pub done: u32,
    /// Records left as they are; 0 until it has ended.
    pub refused: u32,
    /// The batch whose changes it puts back.
    pub undoes: Option<Uuid>,
}

/// A place in the list of batches.
pub type BatchKey = (Timestamp, Uuid);

impl Batch {
    /// Says whether what it changed can be put back at all.
    pub fn can_be_undone(&self) -> bool {
        self.kind == BatchKind::Edit
            && matches!(self.state, BatchState::Done | BatchState::Stopped)
            && self.done > 0
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self) -> ContentHash {
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_micros);
        let state = serde_json::json!([
            self.id,
            [self.kind.code(), self.state.code(), &self.selection],
            self.made_by,
            self.made_at.as_micros(),
            self.changes,
            [self.total, self.done, self.refused],
            [micros(self.started_at), micros(self.ended_at)],
            self.undoes,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// A record of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchItem {
    /// Its place.
    pub sequence: u32,
    /// The record.
    pub record: RecordId,
    /// The version that was taken up; a later one is not touched.
    pub version: i64,
    /// What became of it.
    pub state: ItemState,
    /// The values before the change, of the fields that were changed.
    pub former: Changes,
    /// The version that the change made.
    pub changed_to: Option<i64>,
    /// Why it was left as it is.
    pub refusal: Option<Refusal>,
}

/// How many records of a batch stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchCounts {
    /// Their turn has not come.
    pub waiting: u32,
    /// Changed.
    pub done: u32,
    /// Left as they are.
    pub refused: u32,
}

/// Why a record is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code of the error that the single act would meet; `batch-same` when it already is as wanted.
    pub code: String,
    /// What the error names.
    pub details: RefusalDetails,
}

/// What the error of a refusal names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalDetails {
    /// Its arguments.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, String>,
    /// Fields that do not fit, each with the code of its problem.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
}

impl Refusal {
    /// Nothing would change.
    pub(super) fn same() -> Self {
        Self {
            code: "batch-same".to_owned(),
            details: RefusalDetails::default(),
        }
    }

    /// Returns the refusal that an error means for its one record; the error itself when it says nothing about the record.
    ///
    /// # Errors
    /// The error.
    pub fn of(error: ArchiveError) -> Result<Self, ArchiveError> {
        // After an error of the database the unit of work is broken, whatever it was about.
        if matches!(error, ArchiveError::Store(_)) || !Self::is_of_record(error.kind()) {
            return Err(error);
        }
        let fields = match &error {
            ArchiveError::Fields(problems) => problems.as_slice(),
            _ => &[],
        };
        Ok(Self::saying(&error, fields))
    }

    /// Returns the refusal with the code, the arguments and the fields of an error.
    pub fn saying(error: &dyn Explain, fields: &[FieldProblem]) -> Self {
        let arguments = error.arguments().into_iter();
        Self {
            code: error.code().to_owned(),
            details: RefusalDetails {
                arguments: arguments.map(|(name, value)| (name.to_owned(), value)).collect(),
                fields: fields
                    .iter()
                    .map(|problem| (problem.field.clone(), problem.code.to_owned()))
                    .collect(),
            },
        }
    }

    /// Says whether an error of this kind is about the record and not about the house.
    pub fn is_of_record(kind: ErrorKind) -> bool {
        matches!(
            kind,
            ErrorKind::Invalid | ErrorKind::NotFound | ErrorKind::Conflict | ErrorKind::Denied
        )
    }
}

/// Returns the present values of the fields that are to be changed, those already as wanted left out.
pub(super) fn former(record: &Record, changes: &Changes) -> Changes {
    let all = record.all_fields();
    let present = |name: &str| match name {
        DEPARTMENT => record.department.clone(),
        _ => all.get(name).map(FieldValue::display).unwrap_or_default(),
    };
    changes
        .iter()
        .map(|(name, value)| (name, value, present(name)))
        .filter(|(_, value, present)| **value != *present)
        .map(|(name, _, present)| (name.clone(), present))
        .collect()
}

/// Returns the description of a record with some values changed; an empty one is taken away.
pub(super) fn described(record: &Record, changes: &Changes) -> Description {
    let mut fields = record.all_fields();
    for (name, value) in changes.iter().filter(|(name, _)| *name != DEPARTMENT) {
        if value.is_empty() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), FieldValue::One(value.clone()));
        }
    }
    Description {
        type_code: record.type_code.clone(),
        fields,
        department: changes.get(DEPARTMENT).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::model_tests::a_record;

    #[test]
    fn what_is_put_back_is_what_was_there() {
        let changes = Changes::from([
            ("year".to_owned(), "2024".to_owned()),
            ("responsible_party".to_owned(), "市一院工会".to_owned()),
            (DEPARTMENT.to_owned(), "宣传部".to_owned()),
            ("retention".to_owned(), "Y".to_owned()),
        ]);
        let record = a_record();
        let before = former(&record, &changes);
        assert!(!before.contains_key("retention"), "it is as wanted already");
        let changed = record
            .clone()
            .described(described(&record, &changes), 1, Timestamp::from_micros(5));
        assert_eq!((changed.year, changed.department.as_str()), (2024, "宣传部"));
        let back = changed
            .clone()
            .described(described(&changed, &before), 1, Timestamp::from_micros(9));
        assert_eq!(back.all_fields(), record.all_fields());
        assert_eq!(back.department, record.department);
        assert!(former(&changed, &changes).is_empty());
    }

    #[test]
    fn an_error_of_the_house_is_no_refusal_of_a_record() {
        assert!(Refusal::of(ArchiveError::AlreadyFiled).is_ok());
        let problem = FieldProblem {
            field: "year".to_owned(),
            code: "missing",
        };
        let refusal = Refusal::of(ArchiveError::Fields(vec![problem])).unwrap();
        assert_eq!(
            refusal.details.fields,
            vec![("year".to_owned(), "missing".to_owned())]
        );
        let broken = guildhall_store::StoreError::inconsistent("record", "x");
        assert!(Refusal::of(ArchiveError::Store(broken)).is_err());
    }
}
