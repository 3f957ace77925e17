//! Many records that leave, and packages that come in.

use super::{Field, Frame, Job, PackageChoice};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The consignments (移交批次) of a person, and the form that begins one.
#[derive(Debug, Template)]
#[template(path = "exchange/consignments.html")]
pub struct ConsignmentsPage {
    /// The frame.
    pub ui: Frame,
    /// The consignments, the newest first.
    pub rows: Vec<ConsignmentRow>,
    /// The kinds of package, the first one chosen.
    pub formats: Vec<PackageChoice>,
    /// The form.
    pub fields: Vec<Field>,
    /// Records that are left today.
    pub left: u64,
    /// Records that may go out on a day.
    pub limit: u64,
    /// Records of one consignment.
    pub per_file: u64,
    /// Until when the limit of the day does not count.
    pub lifted: Option<Timestamp>,
    /// The round of appraisal whose records are packed, and how many there are.
    pub round: Option<(String, u64)>,
    /// The handovers, for who has a part in them.
    pub handovers: Option<String>,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The accessions, for who may take packages in.
    pub accessions: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A consignment in the list.
#[derive(Debug, Clone)]
pub struct ConsignmentRow {
    /// Its page.
    pub link: String,
    /// What was asked for.
    pub asked: String,
    /// Kind of its packages.
    pub format: String,
    /// Records that go.
    pub records: u64,
    /// How far it has come.
    pub standing: String,
    /// When it was asked for.
    pub made: Timestamp,
}

/// One consignment. The block `progress` is fetched again while something moves.
#[derive(Debug, Template)]
#[template(path = "exchange/consignment.html", blocks = ["progress"])]
pub struct ConsignmentPage {
    /// The frame.
    pub ui: Frame,
    /// Its own address.
    pub here: String,
    /// What was asked for.
    pub asked: String,
    /// Kind of its packages.
    pub format: String,
    /// How far it has come.
    pub standing: String,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub made: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Records that go.
    pub records: u64,
    /// Packed so far.
    pub packed: u64,
    /// Left out so far.
    pub left_out: u64,
    /// Bytes of what is packed.
    pub bytes: u64,
    /// Whether it moves.
    pub moving: bool,
    /// The job.
    pub job: Option<Job>,
    /// All packages as one file.
    pub packages: Option<String>,
    /// The receipt.
    pub receipt: Option<String>,
    /// The handover in which it passes to another archives.
    pub handover: Option<String>,
    /// Asks for such a handover.
    pub hand_over: Option<String>,
    /// Stops it.
    pub stop: Option<String>,
    /// Only what was left out.
    pub only_left_out: Option<String>,
    /// Its lines.
    pub rows: Vec<ConsignmentItemRow>,
    /// The first page of lines.
    pub previous: Option<String>,
    /// The lines behind.
    pub next: Option<String>,
}

/// A record of a consignment.
#[derive(Debug, Clone)]
pub struct ConsignmentItemRow {
    /// Place.
    pub sequence: u32,
    /// Archival code.
    pub number: String,
    /// The record.
    pub link: String,
    /// What became of it.
    pub outcome: String,
    /// Whether its package is there.
    pub is_good: bool,
    /// Why not.
    pub problem: Option<String>,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 that stands for the package.
    pub digest: String,
}

/// The accessions (接收批次) of a person, and the form that sends packages.
#[derive(Debug, Template)]
#[template(path = "exchange/accessions.html")]
pub struct AccessionsPage {
    /// The frame.
    pub ui: Frame,
    /// The accessions, the newest first.
    pub rows: Vec<AccessionRow>,
    /// Largest upload in bytes.
    pub largest: u64,
    /// The consignments, for who may export.
    pub consignments: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// An accession in the list.
#[derive(Debug, Clone)]
pub struct AccessionRow {
    /// Its page.
    pub link: String,
    /// What was sent.
    pub name: String,
    /// How far it has come.
    pub standing: String,
    /// Packages in it.
    pub packages: u64,
    /// Taken in.
    pub received: u64,
    /// Refused.
    pub refused: u64,
    /// When it was sent.
    pub made: Timestamp,
}

/// One accession: the receipt (接收回执). The block `progress` is fetched again while something moves.
#[derive(Debug, Template)]
#[template(path = "exchange/accession.html", blocks = ["progress"])]
pub struct AccessionPage {
    /// The frame.
    pub ui: Frame,
    /// Its own address.
    pub here: String,
    /// What was sent.
    pub name: String,
    /// How far it has come.
    pub standing: String,
    /// When it was sent.
    pub made: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Packages in it.
    pub packages: u64,
    /// Taken in.
    pub received: u64,
    /// Here before.
    pub known: u64,
    /// Refused or missing.
    pub refused: u64,
    /// Bytes of the files that were taken in.
    pub bytes: u64,
    /// Why nothing of it could be looked at.
    pub problem: Option<String>,
    /// Whether it moves.
    pub moving: bool,
    /// The job.
    pub job: Option<Job>,
    /// Stops it.
    pub stop: Option<String>,
    /// Only what was refused.
    pub only_refused: Option<String>,
    /// Its lines.
    pub rows: Vec<AccessionItemRow>,
    /// The first page of lines.
    pub previous: Option<String>,
    /// The lines behind.
    pub next: Option<String>,
}

/// A package of an accession.
#[derive(Debug, Clone)]
pub struct AccessionItemRow {
    /// Place.
    pub sequence: u32,
    /// Where it lay.
    pub place: String,
    /// Its kind.
    pub kind: String,
    /// Archival code that it states.
    pub number: String,
    /// The record.
    pub link: Option<String>,
    /// What became of it.
    pub outcome: String,
    /// Whether it is a record here.
    pub is_good: bool,
    /// Why not.
    pub problem: Option<String>,
    /// SHA-256 that stands for the package.
    pub digest: String,
}

/// What a house before this one did with a record (接收前历史).
#[derive(Debug, Clone)]
pub struct PriorHouse {
    /// Its name.
    pub sender: String,
    /// Its ledger.
    pub log: String,
    /// The public key of its ledger.
    pub key: String,
    /// When the record came from there.
    pub received: Timestamp,
    /// Entries that are proved.
    pub entries: u64,
    /// What was done: what, who, when.
    pub acts: Vec<PriorAct>,
}

/// A line of such a history.
#[derive(Debug, Clone)]
pub struct PriorAct {
    /// What.
    pub what: String,
    /// Who.
    pub who: String,
    /// When.
    pub when: Timestamp,
}
