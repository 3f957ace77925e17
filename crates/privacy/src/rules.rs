//! What the union sets as data about personal data (rules/privacy): classes, activities, consents, clocks.

mod deadline;
mod duties;
mod load;

pub use deadline::{Counted, Deadline};
pub use duties::{Duties, Fate, Holding, KeepAssessments};
pub use guildhall_rules::Words;
pub use load::{DataClass, PrivacyFiles};

use crate::consent::ConsentText;
use crate::register::Entry;

/// The rules in force.
#[derive(Debug, Clone)]
pub struct PrivacyRules {
    pub(crate) classes: Vec<DataClass>,
    pub(crate) activities: Vec<Entry>,
    pub(crate) consents: Vec<ConsentText>,
    pub(crate) duties: Duties,
}

impl PrivacyRules {
    /// Returns the classes of personal data, those of masking last.
    pub fn classes(&self) -> &[DataClass] {
        &self.classes
    }

    /// Returns a class by its code.
    pub fn class(&self, code: &str) -> Option<&DataClass> {
        self.classes.iter().find(|class| class.code == code)
    }

    /// Returns the activities that ship with the product or stand in the data folder.
    pub fn activities(&self) -> &[Entry] {
        &self.activities
    }

    /// Returns every version of every text that can be consented to.
    pub fn consents(&self) -> &[ConsentText] {
        &self.consents
    }

    /// Returns clocks, years and the reasons of erasing and keeping.
    pub fn duties(&self) -> &Duties {
        &self.duties
    }
}
