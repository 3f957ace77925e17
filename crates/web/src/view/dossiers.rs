//! Dossiers: the list, the form of a new one, one with its papers, and what one owes.

use super::{Choice, Field, Frame, LinkChoice};
use crate::routes;
use askama::Template;

/// Dossiers by how they stand (卷宗).
#[derive(Debug, Template)]
#[template(path = "archive/dossiers.html")]
pub struct DossiersPage {
    /// The frame.
    pub ui: Frame,
    /// All, and one tab for each state.
    pub tabs: Vec<LinkChoice>,
    /// The dossiers, the newest first.
    pub rows: Vec<DossierRow>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A dossier in a list.
#[derive(Debug, Clone)]
pub struct DossierRow {
    /// Its page.
    pub link: String,
    /// Its title.
    pub title: String,
    /// The name of its kind.
    pub kind: String,
    /// Its year.
    pub year: String,
    /// How it stands.
    pub standing: String,
    /// Whether papers are missing.
    pub is_due: bool,
    /// Until when; empty without a day.
    pub deadline: String,
    /// The number of its receipt; empty before.
    pub receipt: String,
}

/// The form of a new dossier (立卷).
#[derive(Debug, Template)]
#[template(path = "archive/dossier_new.html")]
pub struct DossierFormPage {
    /// The frame.
    pub ui: Frame,
    /// The fields.
    pub fields: Vec<Field>,
    /// Whether some kinds wait for the union to settle them.
    pub is_unsettled: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// A dossier with its papers.
#[derive(Debug, Template)]
#[template(path = "archive/dossier.html")]
pub struct DossierPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub standing: String,
    /// Whether papers are missing.
    pub is_due: bool,
    /// A sentence on what comes next.
    pub lead: String,
    /// Label and value.
    pub facts: Vec<(String, String)>,
    /// Its slots.
    pub slots: Vec<SlotView>,
    /// Papers that can be put in.
    pub candidates: Vec<Choice>,
    /// The words that were sought among them.
    pub words: String,
    /// Whether she may put a paper anywhere.
    pub may_give: bool,
    /// Whether she keeps dossiers, so that the list is hers to see.
    pub is_keeper: bool,
    /// What can be done: the code, and the words on the button.
    pub acts: Vec<(&'static str, String)>,
    /// What the batch left as it is.
    pub refused: Vec<super::BatchLeft>,
    /// Whether there is a receipt.
    pub has_receipt: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// A slot of a dossier (应归材料).
#[derive(Debug, Clone)]
pub struct SlotView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many must and may be there.
    pub needs: String,
    /// Which post owes it.
    pub owes: String,
    /// Whether papers are missing.
    pub lacks: bool,
    /// Whether the reader may put one in.
    pub may_give: bool,
    /// What is there.
    pub papers: Vec<SlotPaper>,
}

/// A paper in a slot.
#[derive(Debug, Clone)]
pub struct SlotPaper {
    /// The record.
    pub record: String,
    /// Its page; none when it is out of sight.
    pub link: Option<String>,
    /// Its title.
    pub title: String,
    /// Its archival code; empty before it is filed.
    pub code: String,
    /// Whether the reader may take it out.
    pub may_take: bool,
}

/// The papers that one's post owes (待补交材料).
#[derive(Debug, Template)]
#[template(path = "archive/dossiers_owed.html")]
pub struct OwedPage {
    /// The frame.
    pub ui: Frame,
    /// The papers, what is due first comes first.
    pub rows: Vec<OwedRow>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A paper that is owed.
#[derive(Debug, Clone)]
pub struct OwedRow {
    /// The dossier.
    pub link: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// The paper.
    pub paper: String,
    /// The last day.
    pub deadline: String,
    /// Whether that day is over.
    pub is_late: bool,
}
