//! What the union sets as data about workflows (rules/workflows): steps, who decides, where it goes on, and the
//! calendar of working days.

mod calendar;
mod condition;
mod load;
mod model;
mod shape;

pub use calendar::{Holiday, Year};
pub use condition::{Condition, Facts};
pub use load::{Known, WorkflowFiles, WorkflowRules};
pub use model::{Definition, Fact, FactKind, FactValue, Mode, Near, Step, Target, Way};
