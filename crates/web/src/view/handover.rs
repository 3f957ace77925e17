//! Records that pass to another archives.

use super::{Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The handovers (移交) that the reader has a part in.
#[derive(Debug, Template)]
#[template(path = "exchange/handovers.html")]
pub struct HandoversPage {
    /// The frame.
    pub ui: Frame,
    /// The handovers, the newest first.
    pub rows: Vec<HandoverRow>,
    /// The consignments, for who may export.
    pub consignments: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A handover in the list.
#[derive(Debug, Clone)]
pub struct HandoverRow {
    /// Its page.
    pub link: String,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// To whom.
    pub receiver: String,
    /// Records in it.
    pub records: u64,
    /// How far it has come.
    pub standing: String,
    /// When it was asked for.
    pub made: Timestamp,
}

/// The form that asks for a handover.
#[derive(Debug, Template)]
#[template(path = "exchange/handover_new.html")]
pub struct HandoverNewPage {
    /// The frame.
    pub ui: Frame,
    /// Its own address.
    pub here: String,
    /// The consignment.
    pub consignment: String,
    /// What is in it.
    pub asked: String,
    /// Records that are packed.
    pub records: u64,
    /// Records that could not be packed, and stay.
    pub left_out: u64,
    /// The form.
    pub fields: Vec<Field>,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// One handover.
#[derive(Debug, Template)]
#[template(path = "exchange/handover.html")]
pub struct HandoverPage {
    /// The frame.
    pub ui: Frame,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// To whom.
    pub receiver: String,
    /// What is in it.
    pub about: String,
    /// On what it is brought there.
    pub medium: String,
    /// How far it has come.
    pub standing: String,
    /// What happens next.
    pub next_step: Option<String>,
    /// Who asked.
    pub who: String,
    /// When.
    pub made: Timestamp,
    /// When it was decided.
    pub decided: Option<Timestamp>,
    /// Records in it.
    pub records: u64,
    /// Bytes of their packages.
    pub bytes: u64,
    /// SHA-256 of the list of packages.
    pub receipt: String,
    /// Who signed for the receiver.
    pub taken_by: String,
    /// The day.
    pub taken_on: Option<String>,
    /// What was noted.
    pub remark: String,
    /// The run in which it is or was decided.
    pub run: Option<String>,
    /// The round of appraisal that decided it.
    pub round: Option<String>,
    /// The consignment, for whoever packed it.
    pub consignment: Option<String>,
    /// The form as PDF.
    pub form: String,
    /// Notes that it was taken over: where, and the form.
    pub accept: Option<(String, Vec<Field>)>,
    /// Notes that it was not: where, and the form.
    pub decline: Option<(String, Vec<Field>)>,
    /// Why the last act was refused.
    pub fault: Option<String>,
    /// Its lines.
    pub rows: Vec<HandoverItemRow>,
    /// The first page of lines.
    pub previous: Option<String>,
    /// The lines behind.
    pub next: Option<String>,
}

/// A record of a handover.
#[derive(Debug, Clone)]
pub struct HandoverItemRow {
    /// Place.
    pub sequence: u32,
    /// Archival code.
    pub number: String,
    /// The record.
    pub link: String,
    /// Where its package lies.
    pub place: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 that stands for the package.
    pub digest: String,
}
