//! When conduct is noticed (监测规则): the rules as data, what is learned from the past, and the judgement.
//!
//! Pure: no clock, no database, no chance.

pub mod judge;
pub mod load;
pub mod model;
pub mod usual;

pub use judge::Verdict;
pub use load::{WatchFiles, WatchRules};
pub use model::{Brake, Hours, Learning, Limits, Measure, Per, Rule};
pub use usual::Usual;
