//! Describing a paper: its page image beside a form that the dictionary generates.

use askama::Template;

use super::{Field, Frame, Viewer};
use crate::routes;

/// A paper and its description (著录). The block `viewer` is what turning a page fetches.
#[derive(Debug, Template)]
#[template(path = "inbox/describe.html", blocks = ["viewer"])]
pub struct DescribePage {
    /// The frame.
    pub ui: Frame,
    /// Id of the paper.
    pub id: String,
    /// File name.
    pub name: String,
    /// Place among the papers that are ready, counted from 1.
    pub place: u64,
    /// How many papers are ready.
    pub ready: u64,
    /// The paper before.
    pub previous: Option<String>,
    /// The paper after; filing goes there too.
    pub next: Option<String>,
    /// The page image.
    pub viewer: Viewer,
    /// Archive types (门类); changing it draws the form anew.
    pub class: Field,
    /// The fields of this type, in the groups of the dictionary.
    pub groups: Vec<FieldGroup>,
    /// The names that are proposed for who is responsible (责任者).
    pub parties: Vec<String>,
    /// Faults that belong to no single field.
    pub faults: Vec<String>,
    /// Version of the row that the form was made from; an older one is refused on save.
    pub version: u64,
    /// Why the paper could not be read, if so; describing by hand is still possible.
    pub unreadable: Option<String>,
    /// What she should know of the reading: what was noticed, left out or lost.
    pub notes: Vec<String>,
    /// That its filing waits for others, or came back from them.
    pub filing: Option<FilingNotice>,
    /// The volume in which it lies, or that it has to go into one.
    pub volume: Option<super::LinkChoice>,
    /// Whether this person may save.
    pub may_save: bool,
    /// Whether this person may file.
    pub may_file: bool,
    /// Whether this person may take the paper out of the inbox.
    pub may_discard: bool,
}

/// What the page of a paper says about a filing that needs a yes (归档审批).
#[derive(Debug, Clone)]
pub struct FilingNotice {
    /// How it stands.
    pub sentence: String,
    /// Whether others are deciding, so that nothing can be changed.
    pub is_open: bool,
    /// Where it is decided, for whoever may see that.
    pub link: Option<String>,
}

/// Fields that belong together.
#[derive(Debug, Clone)]
pub struct FieldGroup {
    /// Its heading, empty for the first group.
    pub name: String,
    /// Its fields in order.
    pub fields: Vec<DescribeField>,
}

/// A field and what reading proposed for it.
#[derive(Debug, Clone)]
pub struct DescribeField {
    /// The field; its value is the saved one, or else the proposed one.
    pub field: Field,
    /// What reading proposed.
    pub proposal: Option<Proposal>,
}

impl DescribeField {
    /// Whether a person should look: a fault, a doubtful proposal, or nothing where something must stand.
    #[must_use]
    pub fn wants_a_look(&self) -> bool {
        let doubtful = self
            .proposal
            .as_ref()
            .is_some_and(|proposal| proposal.sureness != Sureness::Sure);
        let missing = self.field.required && self.field.value.is_empty();
        self.field.fault.is_some() || doubtful || missing
    }
}

/// A value that reading proposed.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// How sure, from 0 to 100.
    pub percent: u32,
    /// How sure, as the screen shows it; the thresholds are the service's.
    pub sureness: Sureness,
    /// Where the value came from.
    pub evidence: Option<Evidence>,
}

/// How far a proposal can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sureness {
    /// May be taken as it is.
    Sure,
    /// Wants a look.
    Doubtful,
    /// Little more than a guess.
    Low,
}

/// The line that a value came from. Its box stands among the viewer's marks under the field's name.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The text of the line.
    pub quote: String,
    /// Page, counted from 1.
    pub page: u32,
    /// The form with that page shown.
    pub link: String,
}
