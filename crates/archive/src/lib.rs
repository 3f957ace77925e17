//! The archive: the metadata dictionary, records from capture to filing, their files and pages, and their numbers.
//!
//! Begin at [`Archive`], the only way to change a record; then `record/model.rs` for the rules that hold without a
//! database, [`dictionary`] and [`numbering`] for what the union sets as data.
//!
//! Invariants: nothing here names the web, reads a file system or knows how papers arrive. Originals are only
//! referred to by their hash. Every change of a record is a ledger entry with the digest of its new state, and an
//! event, in the transaction of the change.

pub mod attestation;
pub mod authority;
pub mod batch;
pub mod catalogue;
pub mod census;
pub mod codes;
pub mod custody;
pub mod dictionary;
pub mod dossier;
pub mod error;
pub mod filing;
pub mod fonds;
pub mod lending;
pub mod masking;
pub mod numbering;
pub mod page;
pub mod reclassification;
pub mod record;
pub mod retention;
pub mod storeroom;
pub mod usage;
pub mod volume;

pub use attestation::{AttestationError, AttestationFiles, AttestationRules, Attestations};
pub use authority::{Authorities, AuthorityError};
pub use batch::{BatchError, Batches};
pub use codes::Codes;
pub use custody::Custody;
pub use dictionary::{Dictionary, FieldDefinition, FieldKind, FieldValue, Fields, Obligation, RecordType};
pub use dossier::{DossierError, DossierFiles, DossierRules, Dossiers};
pub use error::{ArchiveError, FieldProblem};
pub use guildhall_rules::RuleError;
pub use lending::{Lending, LendingError, LendingFiles, LendingRules};
pub use masking::{ClassLabel, MaskedPage, MaskedText, MaskingFiles, Masks, Purpose};
pub use numbering::Numbering;
pub use page::Page;
pub use record::{
    Archive, CaptureOrder, ClearAccess, ClearRequest, Component, ComponentRole, Concerning, Description,
    DestroyedRecord, Discarded, FileScan, Hold, Look, LookKey, NewComponent, NewRecord, OutgoingLine,
    OutgoingQuery, OwnLook, ReadPages, ReceivedRecord, Record, RecordChanged, RecordState, ScanVerdict,
    Scanned, Sight, Standing, Taken, Trace,
};
pub use retention::{Retention, RetentionFiles};
pub use storeroom::{PlaceKinds, Storeroom, StoreroomError};
pub use volume::VolumeError;

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[
    guildhall_store::Migration {
        name: "archive.0001_record",
        sql: include_str!("../migrations/0001_record.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0002_discard",
        sql: include_str!("../migrations/0002_discard.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0003_look",
        sql: include_str!("../migrations/0003_look.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0004_hold",
        sql: include_str!("../migrations/0004_hold.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0005_state_of_branch",
        sql: include_str!("../migrations/0005_state_of_branch.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0006_look_by_time",
        sql: include_str!("../migrations/0006_look_by_time.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0007_retention",
        sql: include_str!("../migrations/0007_retention.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0008_doc_number",
        sql: include_str!("../migrations/0008_doc_number.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0009_usage",
        sql: include_str!("../migrations/0009_usage.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0010_storeroom",
        sql: include_str!("../migrations/0010_storeroom.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0012_file_scan",
        sql: include_str!("../migrations/0012_file_scan.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0020_lending",
        sql: include_str!("../migrations/0020_lending.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0030_batch",
        sql: include_str!("../migrations/0030_batch.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0031_record_set",
        sql: include_str!("../migrations/0031_record_set.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0032_attestation",
        sql: include_str!("../migrations/0032_attestation.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0040_dossier",
        sql: include_str!("../migrations/0040_dossier.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0041_custody",
        sql: include_str!("../migrations/0041_custody.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0050_filing",
        sql: include_str!("../migrations/0050_filing.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0051_reclassification",
        sql: include_str!("../migrations/0051_reclassification.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0052_loan_request",
        sql: include_str!("../migrations/0052_loan_request.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0053_authority",
        sql: include_str!("../migrations/0053_authority.sql"),
    },
    guildhall_store::Migration {
        name: "archive.0070_volume",
        sql: include_str!("../migrations/0070_volume.sql"),
    },
];
