//! The tree of the union.

use askama::Template;

use super::{Field, Frame};
use crate::routes;

/// Units from the federation to the group (组织).
#[derive(Debug, Template)]
#[template(path = "account/organisation.html")]
pub struct OrganisationPage {
    /// The frame.
    pub ui: Frame,
    /// Units in the order of the tree, each with its depth.
    pub units: Vec<UnitRow>,
    /// The form of a new unit, when this person may add one.
    pub new_unit: Option<Vec<Field>>,
    /// The form of the code of the unit whose page this is, when this person may change it.
    pub own_code: Option<OwnCode>,
}

/// The code of a unit (机构代码), to be changed.
#[derive(Debug, Clone)]
pub struct OwnCode {
    /// Where the form goes.
    pub link: String,
    /// The code.
    pub code: Field,
}

/// One unit in the tree.
#[derive(Debug, Clone)]
pub struct UnitRow {
    /// Its page.
    pub link: String,
    /// Name.
    pub name: String,
    /// Kind (层级) in the language of the page: federation, union, branch, group.
    pub kind: String,
    /// The code that stands for it in archival codes; may be empty.
    pub code: String,
    /// Depth from 0; deeper than 6 is shown as 6.
    pub depth: usize,
}

impl UnitRow {
    /// The depth as the style sheet knows it.
    #[must_use]
    pub fn shown_depth(&self) -> usize {
        self.depth.min(6)
    }
}
